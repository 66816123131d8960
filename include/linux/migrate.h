/* SPDX-License-Identifier: MIT */
/*
 * Movable pages: an owner says how its pages can be moved, and who needs the place moves them.
 *
 * A page is tagged with its owner's operations, in page->mapping.  Whoever wants its frame
 *
 *	1. takes a reference and the page's lock, and asks @isolate_page: from then on the owner
 *	   leaves page->lru alone, and the page is PageIsolated();
 *	2. finds another page, locks both, and asks @migrate_page to move all that is kept;
 *	3. or gives up and tells @putback_page.
 *
 * The owner's rules:
 *
 * - A page is taken with __GFP_MOVABLE, or it stands in the way of what its neighbours are for.
 *   It is a single page, not a block.
 * - The tag is set and cleared under the page's lock, and is gone before the owner drops its
 *   reference:
 *
 *	lock_page(page);
 *	__ClearPageMovable(page);
 *	unlock_page(page);
 *	put_page(page);
 *
 *   Whoever looks at the page meanwhile has a reference; the last one to drop it frees the page.
 *   An owner may do so with a page that is isolated.  It is called no more for it then.
 * - @migrate_page that succeeds has moved the contents, taken a reference to @dst and tagged it,
 *   cleared the tag of @src and dropped the owner's reference to it: as Linux's owners do.  Both
 *   pages are locked meanwhile, so that an owner who frees the way shown above waits.
 * - The operations are called with the page's lock held and without any of the allocator's.
 *   They run in the context of whoever allocates, and may sleep unless the mode is MIGRATE_ASYNC;
 *   a lock that the owner holds while it allocates may only be tried.
 *
 * An owner is its struct movable_operations.  One whose operation crashes, or returns in another
 * context than it was called in (with a spinlock held, say), or whose module is gone, is not called
 * again for any page: they stay where they are until they are freed, the way shown above.
 *
 * Operations of an address_space, as between 4.8 and 5.19, are not served: there is no
 * address_space in the core.
 */
#ifndef _LINUX_MIGRATE_H
#define _LINUX_MIGRATE_H

#include <linux/list.h>
#include <linux/mm_types.h>
#include <linux/migrate_mode.h>
#include <linux/mmzone.h>
#include <linux/page-flags.h>

/** isolate_mode_t - bits of ISOLATE_*: what an isolation may meet. */
typedef unsigned int isolate_mode_t;

#define ISOLATE_UNMAPPED      ((isolate_mode_t)0x2) /* only pages that nobody has mapped */
#define ISOLATE_ASYNC_MIGRATE ((isolate_mode_t)0x4) /* the migration will not wait */
#define ISOLATE_UNEVICTABLE   ((isolate_mode_t)0x8) /* also pages that are kept in memory */

/* What migrate_page() returns beside -errno. */
#define MIGRATEPAGE_SUCCESS 0

/**
 * struct movable_operations - how an owner's pages are moved.
 * @isolate_page: the page is to be moved: keep it, and do not use page->lru until it is moved or
 *	put back.  True when the owner agrees.
 * @migrate_page: move what is in @src to @dst.  MIGRATEPAGE_SUCCESS; -EAGAIN to be asked again
 *	soon; any other -errno to be left alone for now.
 * @putback_page: the page was not moved and is the owner's again.
 */
struct movable_operations {
	bool (*isolate_page)(struct page *page, isolate_mode_t mode);
	int (*migrate_page)(struct page *dst, struct page *src, enum migrate_mode mode);
	void (*putback_page)(struct page *page);
};

/* PageMovable - is @page tagged?  Stays so only while its lock is held. */
static inline bool PageMovable(const struct page *page)
{
	return __PageMovable(page);
}

/* page_movable_ops - the operations of a page that is PageMovable(). */
static inline const struct movable_operations *page_movable_ops(const struct page *page)
{
	return (const struct movable_operations *)((unsigned long)READ_ONCE(page->mapping) &
						   ~PAGE_MAPPING_FLAGS);
}

void __SetPageMovable(struct page *page, const struct movable_operations *ops);
void __ClearPageMovable(struct page *page);

bool isolate_movable_page(struct page *page, isolate_mode_t mode);
void putback_movable_pages(struct list_head *list);

typedef struct page *new_page_t(struct page *page, unsigned long private);
typedef void free_page_t(struct page *page, unsigned long private);

int migrate_pages(struct list_head *from, new_page_t get_new_page, free_page_t put_new_page,
		  unsigned long private, enum migrate_mode mode, unsigned int *ret_succeeded);

#endif
