// SPDX-License-Identifier: MIT
/*
 * Page tables: one set, the kernel's, for all CPUs.
 *
 * The processor's three formats differ in how many levels there are and how wide an entry is, which
 * is data here.  Frames of tables are the port's own; they are reached through the direct map, and
 * given back when all that they could map is taken away at once, at the end of a machine.
 *
 * An entry that is taken away, or replaced, is forgotten by every CPU before its frame is anybody
 * else's.
 */
#include <linux/errno.h>

#include "port/x86/x86.h"

enum {
	ENTRY_PRESENT = 1,
	ENTRY_WRITE = 2,
	ENTRY_THROUGH = 8, /* these two: registers of a device */
	ENTRY_UNCACHED = 16,
	ENTRY_ACCESSED = 32,
	ENTRY_LARGE = 128,
};
#define ENTRY_FRAME 0x000ffffffffff000ull

enum {
	CPUID_FEATURES = 1,
	CPUID_36_BITS = 1 << 17,
};
#define CPUID_EXTENDED 0x80000000u /* which leaves there are from there on */
#define CPUID_WIDTHS   0x80000008u

/* More pages than this, and all translations are forgotten at once. */
#define FLUSH_ALL 32

/**
 * struct paging - the format: @levels tables of 2^@bits entries, @wide: of 8 bytes.
 * @root: the first table; @nx: the bit of entries whose pages have no code, if there is one.
 */
struct paging {
	unsigned int levels, bits;
	bool wide;
	void *root;
	u64 nx;
};

#ifdef __x86_64__
extern char boot_pml4[];
static const struct paging paging = {
	.levels = 4, .bits = 9, .wide = true, .root = boot_pml4, .nx = 1ull << 63
};
#else
extern char boot_tables[], image_start[], image_end[];
static struct paging paging = { .levels = 2, .bits = 10, .root = boot_tables };
#endif

static u32 locked;
static bool tables_stay;

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

static void *table_at(u64 frame)
{
	return (void *)(bare_direct + (unsigned long)frame);
}

unsigned long x86_root(void)
{
	unsigned long root;

	asm volatile("mov %%cr3, %0" : "=r"(root));
	return root;
}

struct cpuid {
	u32 a, b, c, d;
};

static struct cpuid cpuid(u32 leaf)
{
	struct cpuid id;

	asm volatile("cpuid" : "=a"(id.a), "=b"(id.b), "=c"(id.c), "=d"(id.d) : "a"(leaf), "c"(0));
	return id;
}

/* Bits of a physical address: as the processor says, or as those had that cannot say it. */
static unsigned int frame_bits(void)
{
	if (cpuid(CPUID_EXTENDED).a >= CPUID_WIDTHS)
		return cpuid(CPUID_WIDTHS).a & 0xff;
	return cpuid(CPUID_FEATURES).d & CPUID_36_BITS ? 36 : 32;
}

u64 x86_frames_end(void)
{
	return paging.wide ? 1ull << frame_bits() : 1ull << 32;
}

/* Bytes that an entry of @level maps; 0 is the lowest. */
static u64 entry_bytes(unsigned int level)
{
	return 1ull << (CONFIG_PAGE_SHIFT + level * paging.bits);
}

static unsigned int index_of(unsigned long addr, unsigned int level)
{
	return (addr >> (CONFIG_PAGE_SHIFT + level * paging.bits)) & ((1u << paging.bits) - 1);
}

static u64 entry_read(const void *table, unsigned int i)
{
	return paging.wide ? ((const u64 *)table)[i] : ((const u32 *)table)[i];
}

static void entry_write(void *table, unsigned int i, u64 value)
{
	volatile u32 *words = table;

	if (sizeof(long) == 8) {
		((volatile u64 *)table)[i] = value;
	} else if (paging.wide) {
		/* What it maps meanwhile is nothing. */
		words[2 * i] = 0;
		words[2 * i + 1] = (u32)(value >> 32);
		words[2 * i] = (u32)value;
	} else {
		words[i] = (u32)value;
	}
}

/*
 * A processor that comes to have the translation marks the entry as accessed, in one step with
 * looking whether it is there: so an entry that is taken without that mark is in nobody's cache.
 */
static u64 entry_take(void *table, unsigned int i)
{
	u64 entry;

	if (sizeof(long) == 8)
		return __atomic_exchange_n(&((u64 *)table)[i], 0, __ATOMIC_SEQ_CST);
	entry = entry_read(table, i);
	entry_write(table, i, 0);
	return entry;
}

/* The table of @level that has @addr; @make: those on the way are made. */
static void *table_of(unsigned long addr, unsigned int level, bool make)
{
	void *table = paging.root;

	for (unsigned int at = paging.levels - 1; at > level; at--) {
		unsigned int i = index_of(addr, at);
		u64 entry = entry_read(table, i);

		if (entry & ENTRY_LARGE)
			return NULL;
		if (!(entry & ENTRY_PRESENT)) {
			entry = make ? kept_take() : 0;
			if (!entry)
				return NULL;
			entry |= ENTRY_PRESENT | ENTRY_WRITE;
			entry_write(table, i, entry);
		}
		table = table_at(entry & ENTRY_FRAME);
	}
	return table;
}

void x86_flush(unsigned long addr, unsigned long nr)
{
	unsigned long cr3;

	if (nr <= FLUSH_ALL) {
		for (; nr; nr--, addr += BARE_PAGE)
			asm volatile("invlpg (%0)" : : "r"(addr) : "memory");
		return;
	}
	asm volatile("mov %%cr3, %0; mov %0, %%cr3" : "=r"(cr3) : : "memory");
}

/* ---- mapping --------------------------------------------------------------------------------- */

static int map_one(unsigned long addr, u64 entry, bool *replaced)
{
	void *table = table_of(addr, 0, true);
	unsigned int i = index_of(addr, 0);

	if (!table)
		return -ENOMEM;
	*replaced |= entry_read(table, i) & ENTRY_PRESENT;
	entry_write(table, i, entry);
	return 0;
}

int board_map(unsigned long addr, u64 frame, unsigned long nr)
{
	const u64 flags = ENTRY_PRESENT | ENTRY_WRITE | paging.nx;
	bool replaced = false;
	unsigned long done;
	int err = 0;

	for (done = 0; done < nr && !err; done++) {
		unsigned long irqs = tables_lock();

		err = map_one(addr + done * BARE_PAGE, (frame + done * BARE_PAGE) | flags,
			      &replaced);
		tables_unlock(irqs);
	}
	if (replaced)
		x86_flush_everywhere(addr, done, false);
	if (err)
		board_unmap(addr, done - 1, NULL);
	return err;
}

bool board_is_mapped(unsigned long addr)
{
	unsigned long irqs = tables_lock();
	const void *table = table_of(addr, 0, false);
	bool mapped = table && entry_read(table, index_of(addr, 0)) & ENTRY_PRESENT;

	tables_unlock(irqs);
	return mapped;
}

void x86_map_device(unsigned long addr, u64 frame)
{
	bool replaced;

	map_one(addr,
		frame | ENTRY_PRESENT | ENTRY_WRITE | ENTRY_THROUGH | ENTRY_UNCACHED | paging.nx,
		&replaced);
}

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
	*(u64 *)table_at(frame) = *list;
	*list = frame;
}

/* A root's entries are in other roots, too (x86_tables_keep()). */
static bool may_go(unsigned int level)
{
	return level == 1 && !(tables_stay && level == paging.levels - 1);
}

/* Take [@addr, @end) out of @table, and tables out that have nothing else. */
static void unmap_in(void *table, unsigned int level, unsigned long addr, unsigned long end,
		     struct unmapping *u)
{
	const u64 bytes = entry_bytes(level);

	while (addr < end) {
		unsigned long next =
			(unsigned long)min(((u64)addr & ~(bytes - 1)) + bytes, (u64)end);
		unsigned int i = index_of(addr, level);
		u64 entry = entry_read(table, i);
		bool whole = next - addr == bytes;

		if (entry & ENTRY_PRESENT) {
			if (level)
				unmap_in(table_at(entry & ENTRY_FRAME), level - 1, addr, next, u);
			if (!level || (whole && may_go(level))) {
				entry = entry_take(table, i);
				u->seen |= entry & ENTRY_ACCESSED;
			}
			if (whole && may_go(level))
				note(&u->tables, entry & ENTRY_FRAME);
			else if (!level && !u->keep)
				note(&u->frames, entry & ENTRY_FRAME);
		}
		addr = next;
	}
}

static void give_all(u64 list, void (*give)(u64 frame))
{
	while (list) {
		u64 next = *(u64 *)table_at(list);

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
	unmap_in(paging.root, paging.levels - 1, addr, addr + nr * BARE_PAGE, &u);
	tables_unlock(irqs);
	if (u.seen)
		x86_flush_everywhere(addr, nr, u.tables);
	give_all(u.tables, kept_give);
	if (freed)
		give_all(u.frames, freed);
}

void board_protect(unsigned long addr, unsigned long nr, bool open)
{
	unsigned long irqs = tables_lock();

	for (unsigned long i = 0; i < nr; i++) {
		unsigned long at = addr + i * BARE_PAGE;
		void *table = table_of(at, 0, false);
		u64 entry = table ? entry_read(table, index_of(at, 0)) & ~(u64)ENTRY_PRESENT : 0;

		if (entry)
			entry_write(table, index_of(at, 0), entry | (open ? ENTRY_PRESENT : 0));
	}
	tables_unlock(irqs);
	x86_flush_everywhere(addr, nr, false);
}

/* ---- what other roots share ------------------------------------------------------------------ */

bool x86_is_wide(void)
{
	return paging.wide && sizeof(long) == 4;
}

static bool keep_between(unsigned long start, unsigned long end)
{
	const u64 bytes = entry_bytes(paging.levels - 1);
	bool made = true;

	for (u64 at = start & ~(bytes - 1); made && at < end; at += bytes)
		made = table_of((unsigned long)at, paging.levels - 2, true);
	return made;
}

bool x86_tables_keep(void)
{
	const struct board_space *space = &board_space;
	unsigned long irqs = tables_lock();
	bool made;

	tables_stay = true;
	made = keep_between(space->vmalloc_start, space->vmalloc_end) &&
	       keep_between(space->kmap_start, space->kmap_end) &&
	       keep_between(space->lazy_start, space->lazy_end) &&
	       keep_between(space->stack_start, space->stack_end);
	tables_unlock(irqs);
	return made;
}

/* ---- the direct map -------------------------------------------------------------------------- */

static u64 ram_end(void)
{
	return bare_ram.range[bare_ram.nr - 1].end;
}

/* What the boot tables have at low addresses: one entry for them all, or one for each page. */
static void *low_table(void)
{
	return paging.levels == 3 ? table_of(0, 1, false) : paging.root;
}

static unsigned int low_entries(void)
{
	return sizeof(long) == 8 ? 1 : 1u << (paging.bits - (paging.levels == 2));
}

/* Large pages, over holes too: nobody is told of an address in one. */
void board_direct_map(void)
{
	const u64 large = entry_bytes(1), end = min(ram_end(), board_space.direct_bytes);

	for (u64 at = 0; at + large <= end; at += large) {
		unsigned long addr = bare_direct + (unsigned long)at;
		void *table = table_of(addr, 1, true);

		entry_write(table, index_of(addr, 1),
			    at | ENTRY_PRESENT | ENTRY_WRITE | ENTRY_LARGE | paging.nx);
	}
	/* Nothing is at low addresses any more: who follows NULL faults. */
	for (unsigned int i = 0; i < low_entries(); i++)
		entry_write(low_table(), i, 0);
	x86_flush(0, ~0ul);
}

/* ---- three levels on i386 -------------------------------------------------------------------- */

#ifdef __x86_64__

void x86_paging_init(bool wide)
{
}

#else

/* entry_32.S has these, and the way to them. */
extern u64 wide_root[4], wide_tables[4][512];
void x86_use_wide(void);

/* The same as the boot tables have: RAM at 0 and at the direct map, and the image. */
void x86_paging_init(bool wide)
{
	const u64 flags = ENTRY_PRESENT | ENTRY_WRITE | ENTRY_LARGE;
	unsigned long at;

	if (!wide)
		return;
	for (unsigned int i = 0; i < 4; i++)
		wide_root[i] = ((unsigned long)wide_tables[i] - IMAGE_BASE) | ENTRY_PRESENT;
	for (at = 0; at < board_space.direct_bytes; at += 1ul << 21) {
		wide_tables[0][at >> 21] = at | flags;
		wide_tables[3][at >> 21] = at | flags;
	}
	for (at = (unsigned long)image_start; at < (unsigned long)image_end; at += 1ul << 21)
		wide_tables[2][at >> 21 & 511] = (at - IMAGE_BASE) | flags;
	x86_use_wide();
	paging = (struct paging){ .levels = 3, .bits = 9, .wide = true, .root = wide_root };
}

#endif
