/* SPDX-License-Identifier: MIT */
/*
 * Pages of files that were written to and are not on disk yet.
 *
 * Who keeps such pages tells when one becomes dirty and when it is clean again.  A node may have
 * so many: a page that will be dirtied soon is taken with __GFP_WRITE, and nodes that have their
 * share are passed over as long as others have memory to spare.
 */
#ifndef _LINUX_WRITEBACK_H
#define _LINUX_WRITEBACK_H

#include <linux/types.h>

struct address_space;
struct page;
struct pglist_data;

/** vm_dirty_ratio - how many percent of a node's free and reclaimable memory may be dirty. */
extern int vm_dirty_ratio;

/**
 * account_page_dirtied, account_page_cleaned - @page has become dirty, or is so no longer.
 * @mapping: the file; all are alike here.
 * Context: any.
 */
void account_page_dirtied(struct page *page, struct address_space *mapping);
void account_page_cleaned(struct page *page, struct address_space *mapping);

/** node_dirty_ok - has @pgdat room for another dirty page? */
bool node_dirty_ok(struct pglist_data *pgdat);

#endif
