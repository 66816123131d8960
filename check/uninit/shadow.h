/* SPDX-License-Identifier: MIT */
/* Inside check/uninit/: the shadow, and who tells whom of what. */
#ifndef CHECK_UNINIT_SHADOW_H
#define CHECK_UNINIT_SHADOW_H

#include <linux/compiler.h>
#include <linux/gfp.h>
#include <linux/types.h>

/*
 * Where shadow and origins lie: a byte for each byte, and a number for each four, at places that
 * follow from the lowest bits of an address alone.
 */
#if defined(CONFIG_64BIT)
#define SPAN_BITS    44
#define ADDRESS_BITS 47
#define SHADOW_BASE  0x100000000000ul
#define ORIGIN_BASE  0x200000000000ul
#else
/* Worlds of 32 bit have no such room to spare: there uninit_start() fails. */
#define SPAN_BITS    29
#define ADDRESS_BITS 31
#define SHADOW_BASE  0x20000000ul
#define ORIGIN_BASE  0x40000000ul
#endif
#define SPAN (1ul << SPAN_BITS)
#define SLOT 4ul /* bytes that share an origin */

/* The span in pieces, each with a mark where its shadow may say something. */
#define PIECE_SHIFT 12
#define PIECE	    (1ul << PIECE_SHIFT)
#define PIECES	    (SPAN >> PIECE_SHIFT)

extern u8 *uninit_marks;

static __always_inline unsigned long place_of(unsigned long addr)
{
	return addr & (SPAN - 1);
}

static __always_inline u8 *shadow_of(unsigned long addr)
{
	return (u8 *)(SHADOW_BASE + place_of(addr));
}

static __always_inline u32 *origin_of(unsigned long addr)
{
	return (u32 *)(ORIGIN_BASE + (place_of(addr) & ~(SLOT - 1)));
}

/** shadow_mark - the shadow of @size bytes at @addr is about to be written. */
static __always_inline void shadow_mark(unsigned long addr, size_t size)
{
	uninit_marks[place_of(addr) >> PIECE_SHIFT] = 1;
	if (unlikely((addr & (PIECE - 1)) + size > PIECE))
		uninit_marks[place_of(addr + size - 1) >> PIECE_SHIFT] = 1;
}

/* ---- shadow.c -------------------------------------------------------------------------------- */

/** shadow_clear - somebody wrote @size bytes at @addr. */
void shadow_clear(unsigned long addr, size_t size);
/** shadow_poison - nobody has written @size bytes at @addr, which came to be so by @origin. */
void shadow_poison(unsigned long addr, size_t size, u32 origin);
/** shadow_copy - @size bytes go from @src to @dst as they are; the two may overlap. */
void shadow_copy(unsigned long dst, unsigned long src, size_t size);
/** shadow_first - how many of @size bytes at @addr lie before the first nobody wrote; @size. */
size_t shadow_first(unsigned long addr, size_t size);
/** shadow_run - how many of @size bytes from @addr on nobody wrote. */
size_t shadow_run(unsigned long addr, size_t size);
/** shadow_is_clear - has the whole piece that @addr is in been written? */
bool shadow_is_clear(unsigned long addr);
/** uninit_in_module - is @addr code of an instrumented module? */
bool uninit_in_module(unsigned long addr);
/** uninit_in_core - is @addr code of the core? */
bool uninit_in_core(unsigned long addr);

/* ---- origin.c -------------------------------------------------------------------------------- */

enum origin_kind { ORIGIN_NONE, ORIGIN_TAKEN, ORIGIN_LOCAL, ORIGIN_STORED };

/**
 * struct origin - where bytes come from that nobody wrote.
 * @site: the calls that took or moved them, of the account; 0: not known.
 * @before: of what was moved, its own origin.
 * @text: of a local variable, the compiler's description; @ip: the address in its function.
 */
struct origin {
	enum origin_kind kind;
	u32 site, before, depth;
	const char *text;
	unsigned long ip;
};

int origins_start(void);
void origins_stop(void);
/** origin_taken - memory was taken by the calls that lead here. Return: its number; 0: no room. */
u32 origin_taken(void);
u32 origin_local(const char *text, unsigned long ip);
/** origin_stored - what comes from @before was stored by the calls that lead here. */
u32 origin_stored(u32 before);
/** origin_get - copy what is known of @number. Return: false where nothing is. */
bool origin_get(u32 number, struct origin *origin);
/** origins_forget - descriptions in [@start, @end) go. */
void origins_forget(unsigned long start, unsigned long end);

/* ---- context.c ------------------------------------------------------------------------------- */

/** locals_find - where the variable ends that @addr is in, of this thread; 0: it is in none. */
unsigned long locals_find(unsigned long addr);
void locals_add(unsigned long addr, size_t size);
/** stack_left - a module calls the core, which has all of the stack below @sp. */
void stack_left(unsigned long sp);

/* ---- alloc.c, strings.c, user.c, calls.c, effects.c ------------------------------------------ */

/* Each: the form of the function @name that modules are bound to, or 0. */
unsigned long allocs_bind(const char *name);
unsigned long strings_uninit_bind(const char *name);
unsigned long user_uninit_bind(const char *name);
unsigned long calls_bind(const char *name, unsigned long function);

int calls_start(void);
void calls_stop(void);

#define EFFECT_ARGS 6
/* Up to the end of what the argument points to. */
#define WRITES_ALL -1
/* So many bytes as the argument after it says, or the one after that. */
#define WRITES_NEXT  -2
#define WRITES_AFTER -3

/** struct effect - what a function of the core may write through each argument, in bytes. */
struct effect {
	const char *pattern;
	s16 writes[EFFECT_ARGS];
};

/** effect_of - of the function @name. */
const struct effect *effect_of(const char *name);
/** is_compared - does the core ask whether somebody's callback is its own function @name? */
bool is_compared(const char *name);
/** written_through - the core may write @bytes, or WRITES_ALL, through @pointer. */
void written_through(unsigned long pointer, long bytes);

/* ---- report.c -------------------------------------------------------------------------------- */

void uninit_reports_start(void);
/** uninit_value - report the use of a value at @ip that comes from @origin. */
void uninit_value(u32 origin, unsigned long ip);
/** uninit_read - report what nobody wrote of @size bytes that a function reads for @ip. */
void uninit_read(unsigned long addr, size_t size, unsigned long ip);
/** uninit_leak - the same where they go to @to, of a program; 0: it is not known here. */
void uninit_leak(unsigned long addr, size_t size, unsigned long to, unsigned long ip);

#endif
