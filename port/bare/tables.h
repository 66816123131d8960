/* SPDX-License-Identifier: MIT */
/* Page tables of boards that have them; tables.c is the theory, <port/entry.h> the format. */
#ifndef PORT_BARE_TABLES_H
#define PORT_BARE_TABLES_H

#include "port/bare/bare.h"
#include <port/entry.h>

/** tables_bytes - how much an entry of @level maps; 0 is the lowest. */
static inline u64 tables_bytes(unsigned int level)
{
	return 1ull << (CONFIG_PAGE_SHIFT + level * TABLE_BITS);
}

/** tables_index - which entry of a table of @level @addr has. */
static inline unsigned int tables_index(unsigned long addr, unsigned int level)
{
	return (addr >> (CONFIG_PAGE_SHIFT + level * TABLE_BITS)) & ((1u << TABLE_BITS) - 1);
}

/**
 * tables_find - the table of @level that has @addr.
 * @make: those on the way to it, and it, are made where they are not yet.
 *
 * Context: what is found may go where somebody unmaps it; so before there are others, or for what
 * is never unmapped.
 * Return: NULL where there is none, no memory for one, or a page larger than that.
 */
void *tables_find(unsigned long addr, unsigned int level, bool make);

/**
 * tables_set - let @addr's entry be @entry.
 * @replaced: set where there was one, which processors may know; else left as it is.
 * Return: false where there is no memory for its table.
 */
bool tables_set(unsigned long addr, u64 entry, bool *replaced);

/**
 * tables_keep - make the tables that the root leads to for [@start, @end); from now on all that it
 * leads to stay, so that other roots can lead to them, too.
 * Return: false where there is no memory for them.
 */
bool tables_keep(unsigned long start, unsigned long end);

#endif
