/* SPDX-License-Identifier: MIT */
/* The format of page tables, for port/bare/tables.c: Sv39, three levels of 512 entries. */
#ifndef PORT_RISCV64_ENTRY_H
#define PORT_RISCV64_ENTRY_H

#include <linux/compiler.h>
#include <port/types.h>

enum {
	ENTRY_VALID = 1,
	ENTRY_READ = 2,
	ENTRY_WRITE = 4,
	/* No processor need set these: so each page may have been seen. */
	ENTRY_SEEN = 0x40,
	ENTRY_WRITTEN = 0x80,
};
#define ENTRY_PAGE  (ENTRY_VALID | ENTRY_READ | ENTRY_WRITE | ENTRY_SEEN | ENTRY_WRITTEN)
#define ENTRY_FRAME 10 /* the bit from which on an entry has the frame's number */

/* Where the bus has RAM; that is physical 0 of the machine, which entries alone know of. */
#define RAM_BASE 0x80000000ul

extern u64 boot_root[512];

#define TABLE_LEVELS 3u
#define TABLE_BITS   9u
#define TABLE_ROOT   ((void *)boot_root)

/* A processor may remember that there was no entry. */
#define ENTRIES_MISSED true

static inline u64 entry_of_table(u64 frame)
{
	return (frame + RAM_BASE) >> CONFIG_PAGE_SHIFT << ENTRY_FRAME | ENTRY_VALID;
}

static inline u64 entry_of_page(u64 frame)
{
	return entry_of_table(frame) | ENTRY_PAGE;
}

static inline u64 entry_frame(u64 entry)
{
	return (entry >> ENTRY_FRAME << CONFIG_PAGE_SHIFT) - RAM_BASE;
}

static inline bool entry_is_large(u64 entry)
{
	return entry & (ENTRY_READ | ENTRY_WRITE);
}

static inline u64 entry_read(const void *table, unsigned int i)
{
	return READ_ONCE(((const u64 *)table)[i]);
}

static inline void entry_write(void *table, unsigned int i, u64 value)
{
	WRITE_ONCE(((u64 *)table)[i], value);
}

static inline u64 entry_take(void *table, unsigned int i)
{
	u64 entry = entry_read(table, i);

	entry_write(table, i, 0);
	return entry;
}

/* Told of an address, a processor forgets its page, but not the tables on the way to it. */
static inline void board_flush(unsigned long addr, unsigned long nr, bool tables)
{
	/* More pages than these, and all translations are forgotten at once. */
	if (tables || nr > 32) {
		asm volatile("sfence.vma" : : : "memory");
		return;
	}
	for (; nr; nr--, addr += 1ul << CONFIG_PAGE_SHIFT)
		asm volatile("sfence.vma %0" : : "r"(addr) : "memory");
}

#endif
