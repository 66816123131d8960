// SPDX-License-Identifier: MIT
/*
 * Uninitialised reads: the shadow, and the rule by which it is kept.
 *
 * Why
 *
 *   What kmalloc() and the stack give holds whatever was there before, and a module that reads it
 *   before it writes works by chance.  clang can have a module carry a second value beside each
 *   (-fsanitize=kernel-memory): which of its bits nobody has written.  It is copied with the value,
 *   through arithmetic as well, and asked for where the value decides something: at a branch, in
 *   an address, in an argument.
 *
 * How
 *
 *   Each byte of memory has a byte in the shadow, 0 where all of its bits were written, and each
 *   four bytes have an origin, the number of a record of who made them so (origin.c).
 *
 *	shadow of addr = SHADOW_BASE + addr mod SPAN
 *	origin of addr = ORIGIN_BASE + addr mod SPAN, down to a multiple of 4
 *
 *   SPAN is less than all addresses there are; but programs lie in a few places far apart, and no
 *   two of those fall together: the program, what the host maps, and addresses that are low.  The
 *   host backs what is written to.  Which pieces that is says a mark each, so that the large
 *   memory of a machine that boots costs nothing to clear.
 *
 * The rule
 *
 *   The core is not instrumented, so what it writes nobody notes.  Told is nothing that could be a
 *   false alarm, and so:
 *
 *	1. Not written is what module code itself takes from an allocator, without __GFP_ZERO, by a
 *	   function that alloc.c lists; and variables on its stack, by the compiler.  Everything
 *	   else is: memory that the core took, whoever gets it; variables of modules; arguments that
 *	   the core calls with, and results that it returns.
 *	2. What module code gives the core a pointer to is written from there to the end of the
 *	   object, the block or the variable that it lies in; but where effects.c knows a function,
 *	   exactly so much as that writes.  strings.c and user.c move the shadow with the bytes, and
 *	   look at what is read.
 *	3. Memory that is freed or taken anew by anybody is written (mm/boot/access.h has the layers
 *	   tell), before 1. may say otherwise.
 *
 * What this does not see
 *
 *   What was given to the core once, and was not written by it; what the core reads itself, but
 *   for strings.c and user.c; memory by ways that alloc.c does not list (mempools, bulk pages);
 *   objects with a constructor.  And one way to be wrong is left: memory to which the core has a
 *   pointer only through another pointer, and which it writes.  Where functions of the core do so
 *   with a module's own memory (a kvec, an array of pages), calls.c and effects.c know them.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "check/check.h"
#include "check/uninit/shadow.h"
#include "check/uninit/uninit.h"
#include "kernel/loader.h"
#include "mm/boot/access.h"
#include "mm/boot/trace.h"

/* Derived: addresses for vmalloc are 32 times as many, and must not come round the span. */
#define MEMORY_MAX (64ull << 30)
#define MODULES	   256

/* The linker's names for the code of the program. */
extern const char __executable_start[], etext[];

u8 *uninit_marks;
static bool started;
static struct {
	unsigned long start, end;
} modules[MODULES];

/* ---- the shadow ------------------------------------------------------------------------------ */

/* Within one piece. */
static void clear_part(unsigned long addr, size_t size)
{
	u8 *mark = &uninit_marks[place_of(addr) >> PIECE_SHIFT];

	if (!*mark)
		return;
	memset(shadow_of(addr), 0, size);
	if (size == PIECE)
		*mark = 0;
}

void shadow_clear(unsigned long addr, size_t size)
{
	while (size) {
		size_t part = min_t(size_t, size, PIECE - (addr & (PIECE - 1)));

		clear_part(addr, part);
		addr += part;
		size -= part;
	}
}

/* Pieces of a large range; @size may be that of the machine. */
static void mark_all(unsigned long addr, size_t size)
{
	unsigned long first = addr & ~(PIECE - 1);

	for (unsigned long at = first; at < addr + size; at += PIECE)
		uninit_marks[place_of(at) >> PIECE_SHIFT] = 1;
}

/* The slots that [@addr, @addr + @size) has a part of. */
static void set_origins(unsigned long addr, size_t size, u32 origin)
{
	u32 *slot = origin_of(addr), *end = origin_of(addr + size - 1);

	for (; slot <= end; slot++)
		*slot = origin;
}

void shadow_poison(unsigned long addr, size_t size, u32 origin)
{
	if (!size)
		return;
	mark_all(addr, size);
	memset(shadow_of(addr), 0xff, size);
	set_origins(addr, size, origin);
}

size_t shadow_first(unsigned long addr, size_t size)
{
	const u8 *shadow = shadow_of(addr), *bad = memchr_inv(shadow, 0, size);

	return bad ? (size_t)(bad - shadow) : size;
}

size_t shadow_run(unsigned long addr, size_t size)
{
	const u8 *shadow = shadow_of(addr);
	size_t n = 0;

	while (n < size && shadow[n])
		n++;
	return n;
}

bool shadow_is_clear(unsigned long addr)
{
	addr &= ~(PIECE - 1);
	return !uninit_marks[place_of(addr) >> PIECE_SHIFT] || shadow_first(addr, PIECE) == PIECE;
}

/* Of each slot in @dst that has such bytes, the origin of the first of them. */
static void copy_origins(unsigned long dst, unsigned long src, size_t size, bool backward)
{
	u32 from = 0, to = 0;

	for (size_t i = 0; i < size; i++) {
		size_t at = backward ? size - 1 - i : i;
		u32 origin;

		if (!*shadow_of(dst + at))
			continue;
		origin = *origin_of(src + at);
		/* Most have one origin, and each is asked for only once in a row. */
		if (origin != from || !to) {
			from = origin;
			to = origin_stored(from);
		}
		*origin_of(dst + at) = to;
	}
}

void shadow_copy(unsigned long dst, unsigned long src, size_t size)
{
	size_t first = shadow_first(src, size);

	if (first == size) {
		shadow_clear(dst, size);
		return;
	}
	mark_all(dst, size);
	memmove(shadow_of(dst), shadow_of(src), size);
	copy_origins(dst, src, size, dst > src);
}

/* ---- what the allocators tell ---------------------------------------------------------------- */

static void born(const void *p, size_t bytes, size_t room, enum access_mark rest)
{
	shadow_clear((unsigned long)p, max(bytes, room));
}

static void died(const void *p, size_t bytes, enum access_mark mark)
{
	shadow_clear((unsigned long)p, bytes);
}

static bool is_freed(const void *p)
{
	return false;
}

static bool is_allowed(const void *p)
{
	return true;
}

static bool was_told(const void *p, size_t bytes)
{
	return false;
}

static bool keep(const struct access_kept *kept)
{
	return false;
}

static size_t drain(const void *owner)
{
	return 0;
}

/* Who writes by the other address does so unseen. */
static void shared(const void *p, size_t bytes)
{
	shadow_clear((unsigned long)p, bytes);
}

/* Who frees wrongly is told of as without: there is no bad_free. */
static const struct mm_access keeper = {
	.allow = born,
	.forbid = died,
	.freed = is_freed,
	.check = is_allowed,
	.was_told = was_told,
	.keep = keep,
	.drain = drain,
	.shared = shared,
};

/* ---- what the loader tells ------------------------------------------------------------------- */

bool uninit_in_module(unsigned long addr)
{
	for (unsigned int i = 0; i < MODULES && modules[i].end; i++)
		if (addr - modules[i].start < modules[i].end - modules[i].start)
			return true;
	return false;
}

bool uninit_in_core(unsigned long addr)
{
	return addr - (unsigned long)__executable_start <
	       (unsigned long)(etext - __executable_start);
}

/* A place of a module that went stays, as an empty one, for the next. */
static void module_mapped(unsigned long start, unsigned long end)
{
	unsigned int i = 0;

	shadow_clear(start, end - start);
	while (i < MODULES - 1 && modules[i].start != modules[i].end)
		i++;
	modules[i].end = end;
	WRITE_ONCE(modules[i].start, start);
}

static void module_gone(unsigned long start, unsigned long end)
{
	origins_forget(start, end);
	shadow_clear(start, end - start);
	for (unsigned int i = 0; i < MODULES; i++)
		if (modules[i].start == start && modules[i].end == end)
			WRITE_ONCE(modules[i].start, end);
}

static void stack_unused(unsigned long low, unsigned long high)
{
	shadow_clear(low, high - low);
}

static unsigned long bind(const char *name, unsigned long value)
{
	return allocs_bind(name)		 ?:
		       strings_uninit_bind(name) ?:
		       user_uninit_bind(name)	 ?:
						   calls_bind(name, value);
}

static const struct module_access module_hooks = {
	.prefix = "__msan_",
	.only = true,
	.bind = bind,
	.mapped = module_mapped,
	.gone = module_gone,
	.stack = stack_unused,
};

/* ---- life ------------------------------------------------------------------------------------ */

bool uninit_can(void)
{
#if defined(__x86_64__)
	return !IS_ENABLED(CONFIG_SLOB);
#else
	return false;
#endif
}

static void release(void)
{
	check_host_free((void *)ORIGIN_BASE, SPAN);
	check_host_free((void *)SHADOW_BASE, SPAN);
	check_host_free(uninit_marks, PIECES);
	uninit_marks = NULL;
}

/* All three, or none: somebody else may have an address. */
static int reserve(void)
{
	u8 *marks = check_host_alloc(PIECES);

	if (!marks)
		return -ENOMEM;
	if (!check_host_reserve(SHADOW_BASE, SPAN))
		goto no_shadow;
	if (!check_host_reserve(ORIGIN_BASE, SPAN))
		goto no_origins;
	uninit_marks = marks;
	return 0;
no_origins:
	check_host_free((void *)SHADOW_BASE, SPAN);
no_shadow:
	check_host_free(marks, PIECES);
	return -ENOMEM;
}

int uninit_start(unsigned long long memory)
{
	int err;

	if (!uninit_can())
		return -EOPNOTSUPP;
	if (memory > MEMORY_MAX)
		return -E2BIG;
	if (!mm_tracer)
		return -EINVAL;
	err = reserve();
	if (err)
		return err;
	started = true;
	memset(modules, 0, sizeof(modules));
	uninit_reports_start();
	err = origins_start();
	if (!err)
		err = calls_start();
	if (err) {
		uninit_stop();
		return err;
	}
	mm_access = &keeper;
	module_access = &module_hooks;
	return 0;
}

void uninit_stop(void)
{
	if (!started)
		return;
	started = false;
	mm_access = NULL;
	module_access = NULL;
	calls_stop();
	origins_stop();
	release();
}
