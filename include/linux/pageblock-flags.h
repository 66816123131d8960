/* SPDX-License-Identifier: MIT */
/*
 * Page blocks: the grain in which memory is given to one kind of page.
 *
 * A page block is 2^pageblock_order frames, and has a migrate type.  Requests take pages from
 * blocks of their own type as long as there are any, so that what can move, what can be reclaimed
 * and what stays for good do not end up side by side.
 */
#ifndef _LINUX_PAGEBLOCK_FLAGS_H
#define _LINUX_PAGEBLOCK_FLAGS_H

#include <linux/kconfig.h>
#include <linux/types.h>

/* The order of a huge page where pages are 4 KiB: 2 MiB. */
#define PAGEBLOCK_ORDER_HUGE 9
#define pageblock_order                                                              \
	((unsigned int)(CONFIG_MAX_ORDER < PAGEBLOCK_ORDER_HUGE ? CONFIG_MAX_ORDER : \
								  PAGEBLOCK_ORDER_HUGE))
#define pageblock_nr_pages	 (1ul << pageblock_order)
#define pageblock_start_pfn(pfn) ((pfn) & ~(pageblock_nr_pages - 1))
#define pageblock_end_pfn(pfn)	 (pageblock_start_pfn(pfn) + pageblock_nr_pages)

/* The type of each block of the machine, by pfn >> pageblock_order; enum migratetype. */
extern u8 *pageblock_types;

#endif
