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

#include <linux/callback_types.h>
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

/* ---- back ends: Ashlar's own ------------------------------------------------------------------
 *
 * Who keeps pages that can be freed once they are written registers as a back end.  When memory
 * runs out it is asked after the shrinkers, for a growing share of its pages: none of it at first,
 * all in the end.  It says whether writing starts I/O or enters a file system, and is not asked on
 * behalf of requests that forbid that (GFP_NOIO, GFP_NOFS, and their scopes).
 */

#define WRITEBACK_NEEDS_IO 0x1u
#define WRITEBACK_NEEDS_FS 0x2u

/**
 * struct writeback_work - what is asked of a back end.
 * @nr_to_write: at most so many pages.
 * @nid: of this node, where it can tell.
 * @gfp_mask: of the request that needs them.
 * @nr_freed: set by the back end: pages that are free already.
 */
struct writeback_work {
	unsigned long nr_to_write;
	int nid;
	gfp_t gfp_mask;
	unsigned long nr_freed;
};

/**
 * struct writeback_backend - who can write pages and free them.
 * @name: for messages.
 * @needs: WRITEBACK_NEEDS_*.
 * @pages: returns how many pages it could write and free now.
 * @write: writes some; returns how many it has freed, or will have when writing ends.
 * @private_data: the owner's.
 *
 * Callbacks run without any lock, in threads that need memory and in the background; what they
 * allocate may use all reserves and reclaims nothing.
 */
struct writeback_backend {
	const char *name;
	unsigned int needs;
	unsigned long (*pages)(struct writeback_backend *backend, int nid);
	unsigned long (*write)(struct writeback_backend *backend, struct writeback_work *work);
	void *private_data;

	struct callback_entry entry; /* not the owner's */
};

/** writeback_register - have @backend asked. Return: 0, or -EINVAL. */
int writeback_register(struct writeback_backend *backend);

/** writeback_unregister - ask it no more; none of its callbacks runs when this returns. */
void writeback_unregister(struct writeback_backend *backend);

#endif
