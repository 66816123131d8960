// SPDX-License-Identifier: MIT
/*
 * Page tables (Sv39): one set, the kernel's, of three levels with 512 entries of 8 bytes.
 *
 * Frames of tables are the port's own; they are reached through the direct map, and given back when
 * all that they could map is taken away at once, at the end of a machine.
 *
 * A processor may remember that an address had no entry, so a new one is told of, too.  One that is
 * taken away is forgotten before its frame is anybody else's.
 */
#include <linux/errno.h>

#include "port/riscv64/riscv64.h"

enum {
	ENTRY_VALID = 1,
	ENTRY_READ = 2,
	ENTRY_WRITE = 4,
	ENTRY_USED = 0xc0, /* accessed, written: no processor need set them */
};
#define ENTRY_LEAF  (ENTRY_VALID | ENTRY_READ | ENTRY_WRITE | ENTRY_USED)
#define LEVELS	    3
#define LEVEL_BITS  9
#define ENTRIES	    (1u << LEVEL_BITS)
#define ENTRY_FRAME 10 /* the bit from which on an entry has the frame's number */

/* More pages than this, and all translations are forgotten at once. */
#define FLUSH_ALL 32

extern u64 boot_root[ENTRIES];

static u32 locked;

static unsigned long tables_lock(void)
{
	unsigned long flags = board_irq_save();

	while (__atomic_exchange_n(&locked, 1, __ATOMIC_ACQUIRE))
		board_pause();
	return flags;
}

static void tables_unlock(unsigned long flags)
{
	__atomic_store_n(&locked, 0, __ATOMIC_RELEASE);
	board_irq_restore(flags);
}

/* ---- entries --------------------------------------------------------------------------------- */

/* Between machine addresses, which begin with RAM, and the bus's is RAM_BASE. */
static u64 entry_of(u64 frame, u64 flags)
{
	return (frame + RAM_BASE) >> CONFIG_PAGE_SHIFT << ENTRY_FRAME | flags;
}

static u64 frame_of(u64 entry)
{
	return (entry >> ENTRY_FRAME << CONFIG_PAGE_SHIFT) - RAM_BASE;
}

static u64 *table_at(u64 frame)
{
	return (u64 *)(bare_direct + (unsigned long)frame);
}

static bool is_leaf(u64 entry)
{
	return entry & (ENTRY_READ | ENTRY_WRITE);
}

static unsigned int index_of(unsigned long addr, unsigned int level)
{
	return (addr >> (CONFIG_PAGE_SHIFT + level * LEVEL_BITS)) % ENTRIES;
}

/* The entry of @addr's page; @make: tables on the way are made.  Return: NULL without. */
static u64 *entry_at(unsigned long addr, bool make)
{
	u64 *table = boot_root;

	for (unsigned int level = LEVELS - 1; level; level--) {
		u64 *entry = &table[index_of(addr, level)], frame;

		if (is_leaf(*entry))
			return NULL;
		if (!*entry) {
			frame = make ? kept_take() : 0;
			if (!frame)
				return NULL;
			WRITE_ONCE(*entry, entry_of(frame, ENTRY_VALID));
		}
		table = table_at(frame_of(*entry));
	}
	return &table[index_of(addr, 0)];
}

static void flush(unsigned long addr, unsigned long nr)
{
	if (nr > FLUSH_ALL) {
		asm volatile("sfence.vma" : : : "memory");
		return;
	}
	for (; nr; nr--, addr += BARE_PAGE)
		asm volatile("sfence.vma %0" : : "r"(addr) : "memory");
}

bool board_is_mapped(unsigned long addr)
{
	const u64 *table = boot_root;

	for (unsigned int level = LEVELS - 1; level < LEVELS; level--) {
		u64 entry = READ_ONCE(table[index_of(addr, level)]);

		if (!(entry & ENTRY_VALID) || is_leaf(entry))
			return entry & ENTRY_VALID;
		table = table_at(frame_of(entry));
	}
	return false;
}

/* ---- mapping --------------------------------------------------------------------------------- */

int board_map(unsigned long addr, u64 frame, unsigned long nr)
{
	unsigned long done, irqs;
	u64 *entry;

	for (done = 0; done < nr; done++) {
		irqs = tables_lock();
		entry = entry_at(addr + done * BARE_PAGE, true);
		if (entry)
			WRITE_ONCE(*entry, entry_of(frame + done * BARE_PAGE, ENTRY_LEAF));
		tables_unlock(irqs);
		if (!entry)
			break;
	}
	if (done < nr) {
		board_unmap(addr, done, NULL);
		return -ENOMEM;
	}
	flush(addr, nr);
	return 0;
}

/** struct unmapping - frames that were mapped, and of tables, each with the next one's address. */
struct unmapping {
	u64 frames, tables;
	bool keep;
};

static void note(u64 *list, u64 frame)
{
	*table_at(frame) = *list;
	*list = frame;
}

/* Take [@addr, @end) out of @table, and tables of pages out that have nothing else. */
static void unmap_in(u64 *table, unsigned int level, unsigned long addr, unsigned long end,
		     struct unmapping *u)
{
	const u64 bytes = 1ull << (CONFIG_PAGE_SHIFT + level * LEVEL_BITS);

	while (addr < end) {
		unsigned long next = min((addr & ~(bytes - 1)) + bytes, (u64)end);
		u64 *entry = &table[index_of(addr, level)], frame = frame_of(*entry);

		if (*entry && level) {
			unmap_in(table_at(frame), level - 1, addr, next, u);
			if (level == 1 && next - addr == bytes) {
				WRITE_ONCE(*entry, 0);
				note(&u->tables, frame);
			}
		} else if (*entry) {
			WRITE_ONCE(*entry, 0);
			if (!u->keep)
				note(&u->frames, frame);
		}
		addr = next;
	}
}

static void give_all(u64 list, void (*give)(u64 frame))
{
	while (list) {
		u64 next = *table_at(list);

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
	irqs = tables_lock();
	unmap_in(boot_root, LEVELS - 1, addr, addr + nr * BARE_PAGE, &u);
	tables_unlock(irqs);
	flush(addr, nr);
	give_all(u.tables, kept_give);
	if (freed)
		give_all(u.frames, freed);
}

void board_protect(unsigned long addr, unsigned long nr, bool open)
{
	unsigned long irqs = tables_lock();

	for (unsigned long i = 0; i < nr; i++) {
		u64 *entry = entry_at(addr + i * BARE_PAGE, false);

		if (entry && *entry)
			WRITE_ONCE(*entry,
				   open ? *entry | ENTRY_VALID : *entry & ~(u64)ENTRY_VALID);
	}
	tables_unlock(irqs);
	flush(addr, nr);
}

/* ---- the direct map -------------------------------------------------------------------------- */

/* entry.S has made it, of pages of 1 GiB; those beyond RAM go. */
void board_direct_map(void)
{
	const u64 large = 1ull << (CONFIG_PAGE_SHIFT + 2 * LEVEL_BITS);
	u64 end = bare_ram.range[bare_ram.nr - 1].end;

	for (u64 at = 0; at < board_space.direct_bytes; at += large)
		if (at >= end)
			boot_root[index_of(bare_direct + (unsigned long)at, 2)] = 0;
	flush(0, ~0ul);
}
