// SPDX-License-Identifier: MIT
/*
 * Access checking: the shadow.
 *
 * Why
 *
 *   A wrong access mostly goes unnoticed: it hits a neighbour's bytes, or its own after they were
 *   freed.  Compilers can put a call before every load and store of a module
 *   (-fsanitize=kernel-address); what is asked there is whether these bytes may be accessed, and
 *   the answer must cost next to nothing.
 *
 * How
 *
 *   Each granule of 8 bytes has a byte in the shadow: 0 where all 8 may be accessed, 1 to 7 where
 *   so many of the first may, and else why not (enum access_mark, enum shadow_mark).
 *
 *	shadow of addr = SHADOW_OFFSET + addr / 8
 *
 *   What is said of large memory is written there when it is first looked at (lazy.c), so only a
 *   granule that is allowed says the truth at once.
 *
 *   The shadow is for all addresses of the process, 16 TiB of them, of which the host backs what
 *   is written to.  What nobody told of is zero, and so allowed: variables of the core, stacks of
 *   the host, the threads' own.  Forbidden is what the allocators say (mm/boot/access.h), what
 *   compilers put around variables of a function, and what globals.c puts behind variables of a
 *   module.
 *
 *   The core itself is not instrumented.  What it does with a module's pointers is looked at where
 *   a function is one of memory or strings (strings.c), and where memory is given back.
 *
 * Which way of telling the allocators use
 *
 *   Not events: they leave out what the core takes for itself, such as the record of a task, which
 *   a module may look at and which may lie where something was freed before.  The layers call
 *   where memory is born and dies, on ways that are slow anyway: with a listener to events there
 *   are no arrays on CPUs, so every call is a slow one.  Who took a block is what events say
 *   (owners.c); objects of caches keep their owners themselves.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "check/access/access.h"
#include "check/access/instrument.h"
#include "check/access/shadow.h"
#include "check/check.h"
#include "kernel/loader.h"

/*
 * What may be held back: this share of the machine's memory, as in Linux, but no more than caches
 * of processors hold, or every object that is taken comes from memory: some ten thousand small
 * ones.
 */
#define KEPT_SHARE 32
#define KEPT_MOST  (4ull << 20)

/* The linker's name for the start of the program. */
extern const char __executable_start[];

unsigned long access_low, access_span;
static bool started;

/* ---- the shadow ------------------------------------------------------------------------------ */

unsigned long shadow_first_bad(unsigned long addr, size_t size)
{
	unsigned long end = addr + size;

	if (!size)
		return 0;
	if (addr - access_low >= access_span || end < addr || end - access_low > access_span)
		return addr;
	while (addr < end) {
		s8 shadow = *shadow_of(addr);

		if (unlikely(shadow))
			shadow = (s8)shadow_at(addr);
		if (shadow && (s8)(addr & (GRANULE - 1)) >= shadow)
			return addr;
		/* Within the granule the last of the access decides, or the first that is bad. */
		if (shadow && addr - (addr & (GRANULE - 1)) + (u8)shadow < end)
			return addr - (addr & (GRANULE - 1)) + (u8)shadow;
		addr = (addr | (GRANULE - 1)) + 1;
	}
	return 0;
}

void shadow_allow(unsigned long addr, size_t bytes, size_t room, u8 rest)
{
	size_t whole = bytes & ~(GRANULE - 1);

	shadow_set(addr, whole, 0);
	if (whole < bytes) {
		lazy_settle(addr + whole);
		*shadow_of(addr + whole) = (s8)(bytes - whole);
	}
	bytes = ALIGN(bytes, GRANULE);
	if (bytes < room)
		shadow_set(addr + bytes, room - bytes, rest);
}

/* ---- what the allocators tell ---------------------------------------------------------------- */

static void allow(const void *p, size_t bytes, size_t room, enum access_mark rest)
{
	shadow_allow((unsigned long)p, bytes, room, rest);
}

static void forbid(const void *p, size_t bytes, enum access_mark mark)
{
	shadow_set((unsigned long)p, bytes, mark);
}

static bool is_freed(const void *p)
{
	if ((unsigned long)p - access_low >= access_span)
		return false;
	switch (shadow_at((unsigned long)p)) {
	case ACCESS_PAGE_FREE:
	case ACCESS_SLAB_FREE:
	case ACCESS_PERCPU_FREE:
		return true;
	default:
		return false;
	}
}

static noinline bool check_byte(const void *p)
{
	unsigned long addr = (unsigned long)p;

	if (likely(!shadow_first_bad(addr, 1)))
		return true;
	access_fault(addr, 1, false, access_caller() ?: _RET_IP_);
	return false;
}

static const struct mm_access keeper = {
	.allow = allow,
	.forbid = forbid,
	.freed = is_freed,
	.bad_free = access_bad_free,
	.check = check_byte,
	.was_told = access_was_told,
	.keep = kept_add,
	.drain = kept_drain,
};

/* ---- what the loader tells ------------------------------------------------------------------- */

/* Addresses may have been another module's, or a library's. */
static void module_mapped(unsigned long start, unsigned long end)
{
	shadow_set(start & ~(GRANULE - 1), end - (start & ~(GRANULE - 1)), 0);
}

static void module_gone(unsigned long start, unsigned long end)
{
	globals_forget(start, end);
	module_mapped(start, end);
}

static void stack_unused(unsigned long low, unsigned long high)
{
	shadow_set(low, high - low, 0);
}

static unsigned long bind(const char *name, unsigned long value)
{
	return strings_bind(name) ?: user_copies_bind(name) ?: turns_bind(name);
}

static const struct module_access module_hooks = {
	.prefix = "__asan_",
	.bind = bind,
	.mapped = module_mapped,
	.gone = module_gone,
	.stack = stack_unused,
};

/* ---- life ------------------------------------------------------------------------------------ */

/* Programs that can lie anywhere lie high, and leave low addresses to nobody. */
static void find_bounds(void)
{
	u64 low = (u64)(unsigned long)__executable_start >> 32 ? 1ull << 32 : 1ull << 16;

	access_low = (unsigned long)low;
	access_span = (unsigned long)((1ull << ADDRESS_BITS) - low);
}

int access_start(unsigned long long memory)
{
	int err;

	if (IS_ENABLED(CONFIG_SLOB))
		return -EOPNOTSUPP;
	if (!check_host_reserve(SHADOW_OFFSET, SHADOW_BYTES))
		return -ENOMEM;
	started = true;
	find_bounds();
	reports_start();
	globals_start();
	user_copies_start();
	err = lazy_start();
	if (!err)
		err = kept_start((size_t)min(memory / KEPT_SHARE, KEPT_MOST));
	if (!err)
		err = owners_start();
	if (err) {
		access_stop();
		return err;
	}
	mm_access = &keeper;
	module_access = &module_hooks;
	return 0;
}

void access_stop(void)
{
	if (!started)
		return;
	started = false;
	mm_access = NULL;
	module_access = NULL;
	owners_stop();
	kept_stop();
	lazy_stop();
	check_host_free((void *)SHADOW_OFFSET, SHADOW_BYTES);
}
