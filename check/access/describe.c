// SPDX-License-Identifier: MIT
/* What a report says of the memory that was accessed: whose it is, and who took and gave it. */
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "base/base.h"
#include "check/access/shadow.h"
#include "check/leak.h"
#include "mm/boot/boot.h"
#include "mm/slab/slab.h"
#include "port/port.h"
#include "port/stack.h"

/* ---- owners ---------------------------------------------------------------------------------- */

static void print_calls(const char *what, s32 pid, const unsigned long *frames, u32 nr)
{
	pr_err("\n");
	pr_err("%s by task %d:\n", what, pid);
	report_calls(frames, nr, false);
	for (u32 i = 0; i < nr; i++)
		pr_err(" %pB\n", (void *)frames[i]);
}

static void print_slab_owner(const char *what, const struct slab_owner *owner)
{
	if (owner->nr)
		print_calls(what, owner->pid, owner->frames, owner->nr);
}

/* @skip: the innermost calls, which are the listener's own. */
static void print_owner(const char *what, const struct owner *owner, u32 skip)
{
	const struct leak_site *site = leak_site(owner->site);

	if (owner->site)
		print_calls(what, owner->pid, site->frames + skip, site->nr - skip);
}

/* Where @addr is, seen from a region of @bytes at @start. */
static void print_place(unsigned long addr, unsigned long start, size_t bytes, const char *state)
{
	const char *where = "inside";
	unsigned long far = addr - start;

	if (addr < start) {
		where = "to the left";
		far = start - addr;
	} else if (addr >= start + bytes) {
		where = "to the right";
		far = addr - start - bytes;
	}
	pr_err("The buggy address is located %lu bytes %s of\n", far, where);
	pr_err(" %s%zu-byte region [%px, %px)\n", state, bytes, (void *)start,
	       (void *)(start + bytes));
}

/* ---- kinds of memory ------------------------------------------------------------------------- */

static const char *object_state(const void *object)
{
	u8 shadow = shadow_at((unsigned long)object);

	return shadow == ACCESS_SLAB_FREE ? "freed " : shadow < GRANULE ? "allocated " : "";
}

static bool describe_object(unsigned long addr)
{
	struct slab_place place;

	if (!slab_place_of((void *)addr, &place))
		return false;
	print_slab_owner("Allocated", &place.taken);
	/* What was taken again says when it was freed before; that is of no interest. */
	if (shadow_at((unsigned long)place.object) == ACCESS_SLAB_FREE)
		print_slab_owner("Freed", &place.freed);
	pr_err("\n");
	pr_err("The buggy address belongs to the object at %px\n", place.object);
	pr_err(" which belongs to the cache %s of size %u\n", place.name, place.size);
	print_place(addr, (unsigned long)place.object, place.requested, object_state(place.object));
	return true;
}

static bool describe_owned(unsigned long addr)
{
	static const char *const kinds[] = {
		[OWNED_BLOCK] = "block of pages",
		[OWNED_LARGE] = "large kmalloc",
		[OWNED_AREA] = "virtual mapping",
		[OWNED_PERCPU] = "per-CPU area",
	};
	struct owned owned;

	if (!owners_find(addr, &owned))
		return false;
	print_owner("Allocated", &owned.taken, 0);
	if (!owned.live)
		print_owner("Freed", &owned.freed, 1);
	pr_err("\n");
	pr_err("The buggy address belongs to the %s at %px\n", kinds[owned.kind],
	       (void *)owned.start);
	print_place(addr, owned.start, owned.bytes, owned.live ? "allocated " : "freed ");
	return true;
}

static bool describe_global(unsigned long addr)
{
	const struct global *global = globals_find(addr);

	if (!global)
		return false;
	pr_err("\n");
	pr_err("The buggy address belongs to the variable:\n");
	pr_err(" %s of %s\n", global->name, global->file);
	print_place(addr, global->start, global->size, "");
	return true;
}

/* ---- stacks ---------------------------------------------------------------------------------- */

/* What compilers write at the start of a frame's left red zone: this, a text, their function. */
#define FRAME_MAGIC 0x41b58ab3ul

static bool is_stack_mark(u8 shadow)
{
	return (shadow >= MARK_STACK_LEFT && shadow <= MARK_STACK_PARTIAL) ||
	       shadow == MARK_STACK_SCOPE || shadow == MARK_ALLOCA_LEFT ||
	       shadow == MARK_ALLOCA_RIGHT;
}

/* The start of the frame that @addr is a variable's of, or NULL. */
static const unsigned long *frame_of(unsigned long addr)
{
	const s8 *shadow = shadow_of(addr), *least = shadow - PAGE_SIZE * 4 / GRANULE;
	const unsigned long *frame;

	while (shadow > least && (u8)*shadow != MARK_STACK_LEFT)
		shadow--;
	while (shadow > least && (u8)shadow[-1] == MARK_STACK_LEFT)
		shadow--;
	if (shadow == least)
		return NULL;
	frame = (unsigned long *)(((unsigned long)shadow - SHADOW_OFFSET) << GRANULE_SHIFT);
	return frame[0] == FRAME_MAGIC ? frame : NULL;
}

/* The number that the text begins with; steps behind it and the space that follows. */
static unsigned long next_number(const char **text)
{
	unsigned long value = 0;

	while (**text >= '0' && **text <= '9')
		value = value * 10 + (unsigned long)(*(*text)++ - '0');
	while (**text == ' ')
		(*text)++;
	return value;
}

/* "3 32 4 5 count:7 48 ...": how many; then for each its offset, bytes, length of name, name. */
static void print_variables(const char *text)
{
	unsigned long n = next_number(&text);

	pr_err("\n");
	pr_err("This frame has %lu object%s:\n", n, n == 1 ? "" : "s");
	while (n-- && *text) {
		unsigned long offset = next_number(&text), size = next_number(&text);
		unsigned long len = next_number(&text);
		const char *colon = memchr(text, ':', len);

		pr_err(" [%lu, %lu) '%.*s'\n", offset, offset + size,
		       (int)(colon ? (unsigned long)(colon - text) : len), text);
		text += len;
		while (*text == ' ')
			text++;
	}
}

static bool describe_stack(unsigned long addr)
{
	const unsigned long *frame;
	struct report_who who;

	if (!is_stack_mark(shadow_at(addr & ~(GRANULE - 1))) &&
	    !is_stack_mark(shadow_at(addr + GRANULE)))
		return false;
	frame = frame_of(addr);
	report_who(&who);
	pr_err("\n");
	pr_err("The buggy address belongs to stack of task %s/%d\n", who.comm, who.pid);
	if (!frame)
		return true;
	pr_err(" and is located at offset %lu in frame:\n", addr - (unsigned long)frame);
	pr_err(" %pS\n", (void *)frame[2]);
	print_variables((const char *)frame[1]);
	return true;
}

bool access_on_stack(unsigned long addr)
{
	const struct port_stack *stack = port_self()->stack;

	while (stack && addr - stack->low >= stack->high - stack->low)
		stack = stack->outer;
	return stack;
}

void access_describe(unsigned long addr)
{
	static bool (*const describe[])(unsigned long addr) = {
		describe_object,
		describe_global,
		describe_owned,
		describe_stack,
	};

	if (addr - access_low >= access_span)
		return;
	if (access_on_stack(addr) && describe_stack(addr))
		return;
	for (unsigned int i = 0; i < ARRAY_SIZE(describe); i++)
		if (describe[i](addr))
			return;
}
