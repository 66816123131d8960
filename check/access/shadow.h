/* SPDX-License-Identifier: MIT */
/* Inside check/access/: the shadow, and who tells whom of what. */
#ifndef CHECK_ACCESS_SHADOW_H
#define CHECK_ACCESS_SHADOW_H

#include <linux/compiler.h>
#include <linux/types.h>

#include "mm/boot/access.h"

struct slab_owner;

/*
 * Where the shadow lies, for all addresses that a process has.  Compilers write to it on their own,
 * for variables on the stack, so the number stands in kdir/access.gcc and kdir/access.clang, too.
 */
#define GRANULE_SHIFT 3
#define GRANULE	      (1ul << GRANULE_SHIFT)
#if !defined(CONFIG_64BIT)
/* Worlds of 32 bit have no such room to spare: there access_start() fails. */
#define SHADOW_OFFSET 0x20000000ul
#define ADDRESS_BITS  32
#elif defined(__aarch64__)
#define SHADOW_OFFSET 0x200000000000ul
#define ADDRESS_BITS  48
#else
#define SHADOW_OFFSET 0x200000000000ul
#define ADDRESS_BITS  47
#endif
#define SHADOW_BYTES (1ul << (ADDRESS_BITS - GRANULE_SHIFT))

/* What compilers write there, and what globals.c does. */
enum shadow_mark {
	MARK_STACK_LEFT = 0xf1,
	MARK_STACK_MID = 0xf2,
	MARK_STACK_RIGHT = 0xf3,
	MARK_STACK_PARTIAL = 0xf4,
	MARK_STACK_SCOPE = 0xf8, /* as ACCESS_VMALLOC, which no stack has */
	MARK_GLOBAL = 0xf9,
	MARK_ALLOCA_LEFT = 0xca,
	MARK_ALLOCA_RIGHT = 0xcb,
};

/*
 * The lowest address that is a program's, and how many there are from it on.  What lies outside is
 * nobody's, and its shadow may not even be looked at.
 */
extern unsigned long access_low, access_span;

static __always_inline s8 *shadow_of(unsigned long addr)
{
	return (s8 *)((addr >> GRANULE_SHIFT) + SHADOW_OFFSET);
}

/* The last byte of an access decides in its granule, as what may be accessed begins with it. */
static __always_inline bool byte_allowed(unsigned long addr)
{
	s8 shadow = *shadow_of(addr);

	return likely(!shadow) || (s8)(addr & (GRANULE - 1)) < shadow;
}

/**
 * shadow_allows - may @size bytes at @addr be accessed?  For a @size that the compiler knows.
 * Return: true, or false where they may not, or where nobody has looked yet: shadow_first_bad().
 */
static __always_inline bool shadow_allows(unsigned long addr, size_t size)
{
	if (unlikely(addr - access_low >= access_span))
		return false;
	if (likely(size <= GRANULE)) {
		/* Within one granule nearly always. */
		if (likely((addr & (GRANULE - 1)) + size <= GRANULE))
			return byte_allowed(addr + size - 1);
		return !*shadow_of(addr) && byte_allowed(addr + size - 1);
	}
	return !*shadow_of(addr) && !*shadow_of(addr + GRANULE) && byte_allowed(addr + size - 1);
}

/* ---- shadow.c -------------------------------------------------------------------------------- */

/** shadow_first_bad - the first of @size bytes at @addr that may not be accessed; 0: none. */
unsigned long shadow_first_bad(unsigned long addr, size_t size);
/** shadow_allow - @bytes may be accessed, and what follows them up to @room is @rest. */
void shadow_allow(unsigned long addr, size_t bytes, size_t room, u8 rest);

/* ---- lazy.c ---------------------------------------------------------------------------------- */

int lazy_start(void);
void lazy_stop(void);
/** lazy_settle - the shadow of @addr is to be read, or a part of its chunk to be written. */
void lazy_settle(unsigned long addr);
/** shadow_set - the granules of [@addr, @addr + @bytes) hold @value: 0 or a mark. */
void shadow_set(unsigned long addr, size_t bytes, u8 value);

/** shadow_at - what the shadow says of @addr, of a program's. */
static inline u8 shadow_at(unsigned long addr)
{
	lazy_settle(addr);
	return (u8)*shadow_of(addr);
}

/* ---- kept.c ---------------------------------------------------------------------------------- */

int kept_start(size_t limit);
void kept_stop(void);
bool kept_add(const struct access_kept *kept);
size_t kept_drain(const void *owner);

/* ---- owners.c -------------------------------------------------------------------------------- */

/** struct owner - who took or gave something. @site: of the account; 0: of none is known. */
struct owner {
	u32 site;
	s32 pid;
};

enum owned_kind { OWNED_BLOCK, OWNED_LARGE, OWNED_AREA, OWNED_PERCPU };

/**
 * struct owned - memory that is no object of a cache.
 * @start: its address; of per-CPU memory that of the copy that was asked for.
 * @bytes: that were asked for; @room: up to what lies behind it.
 */
struct owned {
	enum owned_kind kind;
	unsigned long start;
	size_t bytes, room;
	bool live;
	struct owner taken, freed;
};

int owners_start(void);
void owners_stop(void);
/** owners_find - copy what is known of the memory that @addr is in or right behind. */
bool owners_find(unsigned long addr, struct owned *owned);

/* ---- globals.c ------------------------------------------------------------------------------- */

/** struct global - a variable as compilers describe it. */
struct global {
	unsigned long start;
	size_t size, room;
	const char *name, *file;
	unsigned long has_init;
	const void *location;
	unsigned long odr;
};

void globals_start(void);
/** globals_find - the variable that @addr is in the red zone of, or NULL. */
const struct global *globals_find(unsigned long addr);
/** globals_forget - a module leaves [@start, @end). */
void globals_forget(unsigned long start, unsigned long end);

/* ---- strings.c ------------------------------------------------------------------------------- */

/** strings_bind - the checking form of the function @name, as an address, or 0. */
unsigned long strings_bind(const char *name);

/* ---- user.c ---------------------------------------------------------------------------------- */

void user_copies_start(void);
/** user_copies_bind - the same for copies from and to user memory. */
unsigned long user_copies_bind(const char *name);
/** turns_bind - the same for loads and stores, where threads take turns. */
unsigned long turns_bind(const char *name);

/* ---- report.c, describe.c -------------------------------------------------------------------- */

/**
 * struct fault - an access that may not be.
 * @addr, @size: of the access; @bad: its first byte that is forbidden.
 * @ip: the return address of who asked for it.
 */
struct fault {
	unsigned long addr, bad, ip;
	size_t size;
	bool write;
};

void reports_start(void);
/** access_fault - report an access, unless its place has been told of. */
void access_fault(unsigned long addr, size_t size, bool write, unsigned long ip);
/**
 * access_infoleak - report bytes of an object that nobody wrote, and that go to a program.
 * @addr, @size: what is copied; @first, @nr: of these bytes those that were not written.
 * @to: where to, 0: it is not known here.  @taken: who took the object.
 */
void access_infoleak(unsigned long addr, size_t size, size_t first, size_t nr, unsigned long to,
		     const struct slab_owner *taken, unsigned long ip);
void access_bad_free(const void *p, bool twice);
bool access_was_told(const void *p, size_t bytes);
/** access_caller - the module's call that led into the core: the innermost of its code; 0: none. */
unsigned long access_caller(void);
/** access_kind - what kind of mistake an access of @addr is, in the kernel's words. */
const char *access_kind(unsigned long addr);
/** access_on_stack - is @addr on a kernel stack that this thread is on? */
bool access_on_stack(unsigned long addr);
/** access_describe - print what is known of the memory at @addr. */
void access_describe(unsigned long addr);
/** access_check - access_fault() where @size bytes may not be. Return: how many may, from @addr. */
size_t access_check(unsigned long addr, size_t size, bool write, unsigned long ip);

#endif
