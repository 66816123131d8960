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
 * No translation outlives its entry: a thread's space is loaded on the CPU that the thread runs on
 * and on no other, since who runs next loads what is his.  Whoever takes pages out may not be that
 * thread, so he has all CPUs forget them before their frames are used for something else.
 */
#include <linux/errno.h>

#include "port/x86/x86.h"
#include <port/user.h>

/* An entry is as wide as an address, whatever the number of levels. */
#define LEVELS	(sizeof(long) == 8 ? 4u : 2u)
#define BITS	(sizeof(long) == 8 ? 9u : 10u)
#define ENTRIES (1u << BITS)

#define ENTRY_PRESENT 1ul
#define ENTRY_WRITE   2ul
#define ENTRY_USER    4ul
#define ENTRY_NX      (sizeof(long) == 8 ? 1ul << (sizeof(long) * 8 - 1) : 0)
/* Without the flags at both ends, of which 32 bits have those at the lower one. */
#define ENTRY_FRAME (sizeof(long) == 8 ? (unsigned long)0x000ffffffffff000ull : ~0xffful)

static unsigned long kernel_root;

static unsigned long *table_at(unsigned long frame)
{
	return (unsigned long *)(bare_direct + (frame & ENTRY_FRAME));
}

static unsigned int index_of(unsigned long addr, unsigned int level)
{
	return (addr >> (CONFIG_PAGE_SHIFT + level * BITS)) & (ENTRIES - 1);
}

/* The kernel's part of a root begins at its lowest address. */
static unsigned int kernel_entries(void)
{
	return index_of(board_space.kernel_start, LEVELS - 1);
}

/* ---- life ------------------------------------------------------------------------------------ */

/* Whoever makes the first space is in none, so the root is the kernel's. */
static bool find_kernel(void)
{
	if (!kernel_root && x86_tables_keep())
		kernel_root = x86_root();
	return kernel_root;
}

int port_space_make(struct port_space *space)
{
	const unsigned long *kernel;
	unsigned long *root;

	if (x86_is_wide())
		return -ENODEV;
	if (!find_kernel())
		return -ENOMEM;
	space->root = space->take_table();
	if (!space->root)
		return -ENOMEM;
	space->nr_tables = 1;
	kernel = table_at(kernel_root);
	root = table_at((unsigned long)space->root);
	for (unsigned int i = kernel_entries(); i < ENTRIES; i++)
		root[i] = kernel[i];
	return 0;
}

void port_space_free(struct port_space *space)
{
	space->give_table(space->root);
	space->root = 0;
	space->nr_tables--;
}

/* ---- entries --------------------------------------------------------------------------------- */

static unsigned long *make_entry(struct port_space *space, unsigned long addr)
{
	unsigned long *table = table_at((unsigned long)space->root);

	for (unsigned int level = LEVELS - 1; level; level--) {
		unsigned long *entry = &table[index_of(addr, level)];

		if (!(*entry & ENTRY_PRESENT)) {
			u64 frame = space->take_table();

			if (!frame)
				return NULL;
			space->nr_tables++;
			*entry = (unsigned long)frame | ENTRY_PRESENT | ENTRY_WRITE | ENTRY_USER;
		}
		table = table_at(*entry);
	}
	return &table[index_of(addr, 0)];
}

int port_space_map(struct port_space *space, unsigned long addr, u64 frame, unsigned int how)
{
	unsigned long *entry = make_entry(space, addr);

	if (!entry)
		return -ENOMEM;
	WRITE_ONCE(*entry, (unsigned long)frame | ENTRY_PRESENT | ENTRY_USER |
				   (how & PORT_SPACE_WRITE ? ENTRY_WRITE : 0) |
				   (how & PORT_SPACE_EXEC ? 0 : ENTRY_NX));
	return 0;
}

u64 port_space_find(const struct port_space *space, unsigned long addr, unsigned int *how)
{
	const unsigned long *table = table_at((unsigned long)space->root);
	unsigned long entry = 0;

	for (unsigned int level = LEVELS; level--; table = table_at(entry)) {
		entry = READ_ONCE(table[index_of(addr, level)]);
		if (!(entry & ENTRY_PRESENT))
			return 0;
	}
	if (how)
		*how = (entry & ENTRY_WRITE ? PORT_SPACE_WRITE : 0) |
		       (entry & ENTRY_NX ? 0 : PORT_SPACE_EXEC);
	return entry & ENTRY_FRAME;
}

/* ---- taking out ------------------------------------------------------------------------------ */

/**
 * struct removal - what was taken out of @space.
 * @at: everything below has been looked at.
 * @frames: @nr of @max frames of pages.
 * @tables: frames of tables, each with the next one's address; 0 ends it.
 */
struct removal {
	struct port_space *space;
	unsigned long at;
	u64 *frames;
	unsigned int nr, max;
	unsigned long tables;
};

static bool is_empty(const unsigned long *table)
{
	for (unsigned int i = 0; i < ENTRIES; i++)
		if (table[i])
			return false;
	return true;
}

static void remove_table(struct removal *r, unsigned long *entry)
{
	unsigned long frame = *entry & ENTRY_FRAME;

	WRITE_ONCE(*entry, 0);
	*table_at(frame) = r->tables;
	r->tables = frame;
}

/* From r->at to @end, as far as there is room for frames. */
static void remove_in(struct removal *r, unsigned long *table, unsigned int level,
		      unsigned long end)
{
	const unsigned long bytes = BARE_PAGE << (level * BITS);

	while (r->at < end && r->nr < r->max) {
		unsigned long next = min((r->at & ~(bytes - 1)) + bytes, end);
		unsigned long *entry = &table[index_of(r->at, level)];

		if (level && (*entry & ENTRY_PRESENT)) {
			remove_in(r, table_at(*entry), level - 1, next);
			if (is_empty(table_at(*entry)))
				remove_table(r, entry);
			continue;
		}
		if (*entry & ENTRY_PRESENT) {
			r->frames[r->nr++] = *entry & ENTRY_FRAME;
			WRITE_ONCE(*entry, 0);
		}
		r->at = next;
	}
}

/* Before there is a space the kernel's root is the one that is loaded. */
static unsigned long root_of(const struct port_space *space)
{
	return space ? (unsigned long)space->root : kernel_root ?: x86_root();
}

static void load_root(const struct port_space *space)
{
	asm volatile("mov %0, %%cr3" : : "r"(root_of(space)) : "memory");
}

unsigned int port_space_unmap(struct port_space *space, unsigned long *start, unsigned long end,
			      u64 *frames, unsigned int nr)
{
	struct removal r = { .space = space, .at = *start, .frames = frames, .max = nr };

	remove_in(&r, table_at((unsigned long)space->root), LEVELS - 1, end);
	*start = r.at;
	x86_flush_everywhere(0, ~0ul, r.tables);
	while (r.tables) {
		unsigned long frame = r.tables;

		r.tables = *table_at(frame);
		space->give_table(frame);
		space->nr_tables--;
	}
	return r.nr;
}

/* ---- which one is loaded --------------------------------------------------------------------- */

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
