// SPDX-License-Identifier: MIT
/*
 * What is this processor's of page tables (port/bare/tables.c): how a translation is forgotten, the
 * direct map, and which of the formats an image for i386 has.
 */
#include "port/bare/tables.h"
#include "port/x86/x86.h"

enum {
	CPUID_FEATURES = 1,
	CPUID_36_BITS = 1 << 17,
};
#define CPUID_EXTENDED 0x80000000u /* which leaves there are from there on */
#define CPUID_WIDTHS   0x80000008u

/* More pages than this, and all translations are forgotten at once. */
#define FLUSH_ALL 32

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
	return ENTRY_WIDE ? 1ull << frame_bits() : 1ull << 32;
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

/* Where there is no memory for its table the first access faults, and says so. */
void x86_map_device(unsigned long addr, u64 frame)
{
	bool replaced = false;

	tables_set(addr, entry_of_page(frame) | ENTRY_THROUGH | ENTRY_UNCACHED, &replaced);
}

/* ---- what other roots share ------------------------------------------------------------------ */

bool x86_tables_keep(void)
{
	const struct board_space *space = &board_space;

	return tables_keep(space->vmalloc_start, space->vmalloc_end) &&
	       tables_keep(space->kmap_start, space->kmap_end) &&
	       tables_keep(space->lazy_start, space->lazy_end) &&
	       tables_keep(space->stack_start, space->stack_end);
}

/* ---- the direct map -------------------------------------------------------------------------- */

static u64 ram_end(void)
{
	return bare_ram.range[bare_ram.nr - 1].end;
}

/* What the boot tables have at low addresses: one entry for them all, or one for each page. */
static void *low_table(void)
{
	return TABLE_LEVELS == 3 ? tables_find(0, 1, false) : TABLE_ROOT;
}

static unsigned int low_entries(void)
{
	return sizeof(long) == 8 ? 1 : 1u << (TABLE_BITS - (TABLE_LEVELS == 2));
}

/* Large pages, over holes too: nobody is told of an address in one. */
void board_direct_map(void)
{
	const u64 large = tables_bytes(1), end = min(ram_end(), board_space.direct_bytes);

	for (u64 at = 0; at + large <= end; at += large) {
		unsigned long addr = bare_direct + (unsigned long)at;
		void *table = tables_find(addr, 1, true);

		entry_write(table, tables_index(addr, 1), entry_of_page(at) | ENTRY_LARGE);
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

/* entry_32.S has these, and the way to the second. */
extern char boot_tables[], image_start[], image_end[];
extern u64 wide_root[4], wide_tables[4][512];
void x86_use_wide(void);

struct x86_format x86_format = { .levels = 2, .bits = 10, .root = boot_tables };

/* The same as the boot tables have: RAM at 0 and at the direct map, and the image. */
void x86_paging_init(bool wide)
{
	const u64 flags = ENTRY_VALID | ENTRY_WRITE | ENTRY_LARGE;
	unsigned long at;

	if (!wide)
		return;
	for (unsigned int i = 0; i < 4; i++)
		wide_root[i] = ((unsigned long)wide_tables[i] - IMAGE_BASE) | ENTRY_VALID;
	for (at = 0; at < board_space.direct_bytes; at += 1ul << 21) {
		wide_tables[0][at >> 21] = at | flags;
		wide_tables[3][at >> 21] = at | flags;
	}
	for (at = (unsigned long)image_start; at < (unsigned long)image_end; at += 1ul << 21)
		wide_tables[2][at >> 21 & 511] = (at - IMAGE_BASE) | flags;
	x86_use_wide();
	x86_format = (struct x86_format){ .levels = 3, .bits = 9, .wide = true, .root = wide_root };
}

#endif
