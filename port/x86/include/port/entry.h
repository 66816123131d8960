/* SPDX-License-Identifier: MIT */
/*
 * The format of page tables, for port/bare/tables.c.  On i386 there are two, and the command line
 * says which: so its levels and the width of its entries are data.
 */
#ifndef PORT_X86_ENTRY_H
#define PORT_X86_ENTRY_H

#include <linux/compiler.h>
#include <port/types.h>

enum {
	ENTRY_VALID = 1,
	ENTRY_WRITE = 2,
	ENTRY_THROUGH = 8, /* these two: registers of a device */
	ENTRY_UNCACHED = 16,
	/* A processor that comes to have the translation sets it. */
	ENTRY_SEEN = 32,
	ENTRY_LARGE = 128,
};
#define ENTRY_FRAME 0x000ffffffffff000ull

#ifdef __x86_64__

extern char boot_pml4[];

#define TABLE_LEVELS 4u
#define TABLE_BITS   9u
#define TABLE_ROOT   ((void *)boot_pml4)
#define ENTRY_WIDE   true
#define ENTRY_NX     (1ull << 63) /* a page without code */

#else

/**
 * struct x86_format - the format: @levels tables of 2^@bits entries, @wide: of 8 bytes.
 * @root: the first table.
 */
struct x86_format {
	unsigned int levels, bits;
	bool wide;
	void *root;
};

extern struct x86_format x86_format;

#define TABLE_LEVELS x86_format.levels
#define TABLE_BITS   x86_format.bits
#define TABLE_ROOT   x86_format.root
#define ENTRY_WIDE   x86_format.wide
#define ENTRY_NX     0ull

#endif

/* No processor remembers that there was no entry. */
#define ENTRIES_MISSED false

static inline u64 entry_of_table(u64 frame)
{
	return frame | ENTRY_VALID | ENTRY_WRITE;
}

static inline u64 entry_of_page(u64 frame)
{
	return frame | ENTRY_VALID | ENTRY_WRITE | ENTRY_NX;
}

static inline u64 entry_frame(u64 entry)
{
	return entry & ENTRY_FRAME;
}

/* Not asked of the lowest level. */
static inline bool entry_is_large(u64 entry)
{
	return entry & ENTRY_LARGE;
}

static inline u64 entry_read(const void *table, unsigned int i)
{
	return ENTRY_WIDE ? ((const volatile u64 *)table)[i] : ((const volatile u32 *)table)[i];
}

static inline void entry_write(void *table, unsigned int i, u64 value)
{
	volatile u32 *words = table;

	if (sizeof(long) == 8) {
		((volatile u64 *)table)[i] = value;
	} else if (ENTRY_WIDE) {
		/* What it maps meanwhile is nothing. */
		words[2 * i] = 0;
		words[2 * i + 1] = (u32)(value >> 32);
		words[2 * i] = (u32)value;
	} else {
		words[i] = (u32)value;
	}
}

/*
 * A processor marks the entry as seen in one step with looking whether it is there: so an entry
 * that is taken without that mark is in nobody's cache.  Both are in the first word.
 */
static inline u64 entry_take(void *table, unsigned int i)
{
	u32 *words = table, *first = &words[ENTRY_WIDE ? 2 * i : i];
	u64 entry;

	if (sizeof(long) == 8)
		return __atomic_exchange_n(&((u64 *)table)[i], 0, __ATOMIC_SEQ_CST);
	entry = __atomic_exchange_n(first, 0, __ATOMIC_SEQ_CST);
	if (ENTRY_WIDE) {
		entry |= (u64)first[1] << 32;
		WRITE_ONCE(first[1], 0);
	}
	return entry;
}

void x86_flush_everywhere(unsigned long addr, unsigned long nr, bool tables);

static inline void board_flush(unsigned long addr, unsigned long nr, bool tables)
{
	x86_flush_everywhere(addr, nr, tables);
}

#endif
