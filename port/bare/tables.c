// SPDX-License-Identifier: MIT
/*
 * Page tables: one set, the kernel's, for all CPUs.
 *
 * How many levels there are and how wide an entry is, what it says, and how a translation is
 * forgotten is the board's <port/entry.h>.  Frames of tables are the port's own; they are reached
 * through the direct map, and given back when all that they could map is taken away at once, at the
 * end of a machine.
 *
 * An entry that is 0 is of nothing.  Another may be invalid, since nobody may access its page for a
 * while (board_protect()), but has a frame.  Those of tables are always valid.
 *
 * An entry that is taken away, or replaced, is forgotten by every CPU before its frame is anybody
 * else's: unless no processor has seen it, which marks what it sees.
 */
#include <linux/errno.h>

#include "port/bare/tables.h"

/** @roots_stay: tables that the root leads to are never taken away. */
static struct {
	u32 locked;
	bool roots_stay;
} tables;

/* ---- finding --------------------------------------------------------------------------------- */

void *tables_find(unsigned long addr, unsigned int level, bool make)
{
	void *table = TABLE_ROOT;

	for (unsigned int at = TABLE_LEVELS - 1; at > level; at--) {
		unsigned int i = tables_index(addr, at);
		u64 entry = entry_read(table, i), frame;

		if (entry_is_large(entry))
			return NULL;
		if (!entry) {
			frame = make ? kept_take() : 0;
			if (!frame)
				return NULL;
			entry = entry_of_table(frame);
			entry_write(table, i, entry);
		}
		table = bare_at(entry_frame(entry));
	}
	return table;
}

/*
 * Without the lock: handlers of faults ask, and one may have come to who holds it.  Only tables of
 * the lowest level go meanwhile, where all that they had was unmapped; so what is read in one that
 * has gone leads nowhere, and a wrong answer is of an address that nobody may access.
 */
bool board_is_mapped(unsigned long addr)
{
	const void *table = TABLE_ROOT;

	for (unsigned int level = TABLE_LEVELS; level--;) {
		u64 entry = entry_read(table, tables_index(addr, level));

		if (!(entry & ENTRY_VALID))
			return false;
		if (level && entry_is_large(entry))
			break;
		table = bare_at(entry_frame(entry));
	}
	return true;
}

/* ---- mapping --------------------------------------------------------------------------------- */

bool tables_set(unsigned long addr, u64 entry, bool *replaced)
{
	unsigned long irqs = bare_lock(&tables.locked);
	void *table = tables_find(addr, 0, true);
	unsigned int i = tables_index(addr, 0);

	if (table) {
		*replaced |= entry_read(table, i) != 0;
		entry_write(table, i, entry);
	}
	bare_unlock(&tables.locked, irqs);
	return table;
}

/**
 * struct mapping - what processors may know otherwise than it is now.
 * @known: an entry of a page; @made: that there was no table.
 */
struct mapping {
	bool known, made;
};

static void *table_of(unsigned long addr, bool *made)
{
	void *table = tables_find(addr, 0, false);

	if (table)
		return table;
	*made = true;
	return tables_find(addr, 0, true);
}

/* Map as many of @nr pages as one table has. Return: how many; 0: there is no memory for it. */
static unsigned long map_in_table(unsigned long addr, u64 frame, unsigned long nr,
				  struct mapping *m)
{
	unsigned long irqs = bare_lock(&tables.locked), done = 0;
	void *table = table_of(addr, &m->made);
	unsigned int i = tables_index(addr, 0);

	for (; table && done < nr && i < 1u << TABLE_BITS; i++, done++) {
		m->known |= entry_read(table, i) != 0;
		entry_write(table, i, entry_of_page(frame + done * BARE_PAGE));
	}
	bare_unlock(&tables.locked, irqs);
	return done;
}

int board_map(unsigned long addr, u64 frame, unsigned long nr)
{
	struct mapping m = { .known = ENTRIES_MISSED };
	unsigned long done = 0, more;

	do {
		more = map_in_table(addr + done * BARE_PAGE, frame + done * BARE_PAGE, nr - done,
				    &m);
		done += more;
	} while (more && done < nr);
	if (m.known)
		board_flush(addr, done, ENTRIES_MISSED && m.made);
	if (done == nr)
		return 0;
	board_unmap(addr, done, NULL);
	return -ENOMEM;
}

void board_protect(unsigned long addr, unsigned long nr, bool open)
{
	unsigned long irqs = bare_lock(&tables.locked);

	for (unsigned long at = addr; at < addr + nr * BARE_PAGE; at += BARE_PAGE) {
		void *table = tables_find(at, 0, false);
		unsigned int i = tables_index(at, 0);
		u64 entry = table ? entry_read(table, i) : 0;

		if (entry)
			entry_write(table, i,
				    open ? entry | ENTRY_VALID : entry & ~(u64)ENTRY_VALID);
	}
	bare_unlock(&tables.locked, irqs);
	board_flush(addr, nr, false);
}

/* ---- unmapping ------------------------------------------------------------------------------- */

/**
 * struct unmapping - frames that were mapped, and of tables, each with the next one's address.
 * @keep: the first are not asked for.
 * @seen: some CPU has, or had, one of the translations.
 */
struct unmapping {
	u64 frames, tables;
	bool keep, seen;
};

static void note(u64 *list, u64 frame)
{
	*(u64 *)bare_at(frame) = *list;
	*list = frame;
}

static bool may_go(unsigned int level)
{
	return level == 1 && !(tables.roots_stay && level == TABLE_LEVELS - 1);
}

static void take_out(void *table, unsigned int i, unsigned int level, struct unmapping *u)
{
	u64 entry = entry_take(table, i);

	u->seen |= level || entry & ENTRY_SEEN;
	if (level)
		note(&u->tables, entry_frame(entry));
	else if (!u->keep)
		note(&u->frames, entry_frame(entry));
}

/* Take [@addr, @end) out of @table, and tables out that have nothing else. */
static void unmap_in(void *table, unsigned int level, unsigned long addr, unsigned long end,
		     struct unmapping *u)
{
	const u64 bytes = tables_bytes(level);

	while (addr < end) {
		unsigned long next =
			(unsigned long)min(((u64)addr & ~(bytes - 1)) + bytes, (u64)end);
		unsigned int i = tables_index(addr, level);
		u64 entry = entry_read(table, i);

		if (entry && level)
			unmap_in(bare_at(entry_frame(entry)), level - 1, addr, next, u);
		if (entry && (!level || (next - addr == bytes && may_go(level))))
			take_out(table, i, level, u);
		addr = next;
	}
}

static void give_all(u64 list, void (*give)(u64 frame))
{
	while (list) {
		u64 next = *(u64 *)bare_at(list);

		give(list);
		list = next;
	}
}

void board_unmap(unsigned long addr, unsigned long nr, void (*freed)(u64 frame))
{
	struct unmapping u = { .keep = !freed };
	unsigned long irqs;

	if (!nr)
		return;
	irqs = bare_lock(&tables.locked);
	unmap_in(TABLE_ROOT, TABLE_LEVELS - 1, addr, addr + nr * BARE_PAGE, &u);
	bare_unlock(&tables.locked, irqs);
	if (u.seen)
		board_flush(addr, nr, u.tables);
	give_all(u.tables, kept_give);
	if (freed)
		give_all(u.frames, freed);
}

/* ---- what other roots share ------------------------------------------------------------------ */

bool tables_keep(unsigned long start, unsigned long end)
{
	const u64 bytes = tables_bytes(TABLE_LEVELS - 1);
	unsigned long irqs = bare_lock(&tables.locked);
	bool made = true;

	tables.roots_stay = true;
	for (u64 at = start & ~(bytes - 1); made && at < end; at += bytes)
		made = tables_find((unsigned long)at, TABLE_LEVELS - 2, true);
	bare_unlock(&tables.locked, irqs);
	return made;
}
