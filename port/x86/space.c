// SPDX-License-Identifier: MIT
/*
 * Address spaces of programs (port/user.h).
 *
 * A space is a set of tables of the same form as the kernel's own.  The upper half of its root is a
 * copy of the kernel's, whose tables it shares; so the kernel is there in every space, and what it
 * maps later, too: the tables that its root leads to are all made before the first space is, and
 * stay (x86_tables_keep()).  The lower half is the program's; its tables are whose the space is,
 * and go as soon as nothing is in them.
 *
 * No translation outlives its entry for long.  A space is loaded on the CPU that its thread runs
 * on and on no other, since who runs next loads what is his, and with that forgets the other.
 * Whoever takes pages out, that thread or another, has that CPU forget them before their frames are
 * used for something else: once for as many as he likes (port_space_settle()).
 *
 * On i386 there may be three levels.  The root then has four entries, which the processor reads
 * when it is loaded, and at no other time; those of the program are made with the space and stay.
 */
#include <linux/errno.h>

#include "port/bare/tables.h"
#include "port/x86/x86.h"
#include <port/user.h>

#define ENTRY_USER 4u
#define ROOT_LEVEL (TABLE_LEVELS - 1)

static unsigned long kernel_root;

static unsigned int root_entries(void)
{
	return tables_index(~0ul, ROOT_LEVEL) + 1;
}

/* The kernel's part of a root begins at its lowest address. */
static unsigned int kernel_entries(void)
{
	return tables_index(board_space.kernel_start, ROOT_LEVEL);
}

static bool root_is_read_at_once(void)
{
	return TABLE_LEVELS == 3;
}

/* Nor may those say more than where a table is. */
static u64 root_entry(u64 frame)
{
	return root_is_read_at_once() ? frame | ENTRY_VALID : entry_of_table(frame) | ENTRY_USER;
}

/* ---- life ------------------------------------------------------------------------------------ */

/* Whoever makes the first space is in none, so the root is the kernel's. */
static bool find_kernel(void)
{
	if (!kernel_root && x86_tables_keep())
		kernel_root = x86_root();
	return kernel_root;
}

static u64 take_table(struct port_space *space)
{
	u64 frame = space->take_table();

	space->nr_tables += frame != 0;
	return frame;
}

static void give_table(struct port_space *space, u64 frame)
{
	space->give_table(frame);
	space->nr_tables--;
}

/* Of a root that is read at once all entries are made at once, and stay. */
static bool fill_root(struct port_space *space, void *root)
{
	for (unsigned int i = 0; root_is_read_at_once() && i < kernel_entries(); i++) {
		u64 frame = take_table(space);

		if (!frame)
			return false;
		entry_write(root, i, root_entry(frame));
	}
	for (unsigned int i = kernel_entries(); i < root_entries(); i++)
		entry_write(root, i, entry_read(TABLE_ROOT, i));
	return true;
}

int port_space_make(struct port_space *space)
{
	if (!find_kernel())
		return -ENOMEM;
	space->nr_tables = 0;
	space->gone = space->stale_start = space->stale_end = 0;
	space->root = take_table(space);
	if (!space->root)
		return -ENOMEM;
	if (fill_root(space, bare_at(space->root)))
		return 0;
	port_space_free(space);
	return -ENOMEM;
}

void port_space_free(struct port_space *space)
{
	void *root = bare_at(space->root);

	for (unsigned int i = 0; i < kernel_entries(); i++)
		if (entry_read(root, i))
			give_table(space, entry_frame(entry_read(root, i)));
	give_table(space, space->root);
	space->root = 0;
}

/* ---- entries --------------------------------------------------------------------------------- */

/* The table that has @addr's entry, made with those on the way to it; NULL: no memory. */
static void *make_table(struct port_space *space, unsigned long addr)
{
	void *table = bare_at(space->root);

	for (unsigned int level = ROOT_LEVEL; level; level--) {
		unsigned int i = tables_index(addr, level);
		u64 entry = entry_read(table, i);

		if (!entry) {
			u64 frame = take_table(space);

			if (!frame)
				return NULL;
			entry = entry_of_table(frame) | ENTRY_USER;
			entry_write(table, i, entry);
		}
		table = bare_at(entry_frame(entry));
	}
	return table;
}

int port_space_map(struct port_space *space, unsigned long addr, u64 frame, unsigned int how)
{
	void *table = make_table(space, addr);

	if (!table)
		return -ENOMEM;
	entry_write(table, tables_index(addr, 0),
		    frame | ENTRY_VALID | ENTRY_USER | (how & PORT_SPACE_WRITE ? ENTRY_WRITE : 0) |
			    (how & PORT_SPACE_EXEC ? 0 : ENTRY_NX));
	return 0;
}

u64 port_space_find(const struct port_space *space, unsigned long addr, unsigned int *how)
{
	const void *table = bare_at(space->root);
	u64 entry = 0;

	for (unsigned int level = TABLE_LEVELS; level--; table = bare_at(entry_frame(entry))) {
		entry = entry_read(table, tables_index(addr, level));
		if (!entry)
			return 0;
	}
	if (how)
		*how = (entry & ENTRY_WRITE ? PORT_SPACE_WRITE : 0) |
		       (entry & ENTRY_NX ? 0 : PORT_SPACE_EXEC);
	return entry_frame(entry);
}

/* ---- taking out ------------------------------------------------------------------------------ */

/**
 * struct removal - what was taken out of @space.
 * @at: everything below has been looked at.
 * @frames: @nr of @max frames of pages.
 */
struct removal {
	struct port_space *space;
	unsigned long at;
	u64 *frames;
	unsigned int nr, max;
};

static bool is_empty(const void *table)
{
	for (unsigned int i = 0; i < 1u << TABLE_BITS; i++)
		if (entry_read(table, i))
			return false;
	return true;
}

/* What no processor has seen is in nobody's cache. */
static u64 take_entry(struct port_space *space, void *table, unsigned int i, unsigned long start,
		      unsigned long end)
{
	u64 entry = entry_take(table, i);

	if (!(entry & ENTRY_SEEN))
		return entry_frame(entry);
	if (space->stale_start == space->stale_end)
		space->stale_start = start;
	space->stale_start = min(space->stale_start, start);
	space->stale_end = max(space->stale_end, end);
	return entry_frame(entry);
}

static void remove_table(struct port_space *space, void *table, unsigned int i, unsigned long start,
			 unsigned long end)
{
	u64 frame = take_entry(space, table, i, start, end);

	*(u64 *)bare_at(frame) = space->gone;
	space->gone = frame;
}

static bool may_go(const void *table, unsigned int level)
{
	return !(level == ROOT_LEVEL && root_is_read_at_once()) && is_empty(table);
}

/* From r->at to @end, as far as there is room for frames. */
static void remove_in(struct removal *r, void *table, unsigned int level, unsigned long end)
{
	const u64 bytes = tables_bytes(level);

	while (r->at < end && r->nr < r->max) {
		unsigned long start = r->at;
		unsigned long next =
			(unsigned long)min(((u64)start & ~(bytes - 1)) + bytes, (u64)end);
		unsigned int i = tables_index(start, level);
		u64 entry = entry_read(table, i);

		if (level && entry) {
			remove_in(r, bare_at(entry_frame(entry)), level - 1, next);
			if (may_go(bare_at(entry_frame(entry)), level))
				remove_table(r->space, table, i, start, next);
			continue;
		}
		if (entry)
			r->frames[r->nr++] = take_entry(r->space, table, i, start, next);
		r->at = next;
	}
}

unsigned int port_space_unmap(struct port_space *space, unsigned long *start, unsigned long end,
			      u64 *frames, unsigned int nr)
{
	struct removal r = { .space = space, .at = *start, .frames = frames, .max = nr };

	remove_in(&r, bare_at(space->root), ROOT_LEVEL, end);
	*start = r.at;
	return r.nr;
}

void port_space_settle(struct port_space *space)
{
	unsigned long start = space->stale_start, end = space->stale_end;

	if (start < end)
		x86_flush_space(space->root, start, (end - start + BARE_PAGE - 1) / BARE_PAGE);
	space->stale_start = space->stale_end = 0;
	while (space->gone) {
		u64 frame = space->gone;

		space->gone = *(u64 *)bare_at(frame);
		give_table(space, frame);
	}
}

/* ---- which one is loaded --------------------------------------------------------------------- */

/* Before there is a space the kernel's root is the one that is loaded. */
static unsigned long root_of(const struct port_space *space)
{
	return space ? (unsigned long)space->root : kernel_root ?: x86_root();
}

static void load_root(const struct port_space *space)
{
	unsigned long root = root_of(space);

	x86_loads(X86_LOADS_ANOTHER);
	asm volatile("mov %0, %%cr3" : : "r"(root) : "memory");
	x86_loads(root);
}

void port_space_use(struct port_space *space)
{
	unsigned long flags = board_irq_save();

	current_thread()->space = space;
	load_root(space);
	board_irq_restore(flags);
}

void x86_space_switch(const struct thread *before, const struct thread *next)
{
	if (before->space != next->space)
		load_root(next->space);
}

unsigned long x86_thread_root(const struct thread *t)
{
	return root_of(t->space);
}
