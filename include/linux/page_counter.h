/* SPDX-License-Identifier: MIT */
/* Counts of pages with a limit, one inside another. */
#ifndef _LINUX_PAGE_COUNTER_H
#define _LINUX_PAGE_COUNTER_H

#include <linux/atomic.h>
#include <linux/limits.h>
#include <asm/page.h>

/**
 * struct page_counter - how many pages are charged, here and to all below.
 * @usage: pages; never above @max but for page_counter_charge().
 * @max: the limit, in pages.
 * @watermark: the highest @usage so far.
 * @failcnt: how often this limit refused a charge.
 * @parent: charged as well, or NULL.
 */
struct page_counter {
	atomic_long_t usage;
	unsigned long max;
	unsigned long watermark;
	unsigned long failcnt;
	struct page_counter *parent;
};

/* No limit. */
#define PAGE_COUNTER_MAX ((unsigned long)LONG_MAX / PAGE_SIZE)

/** page_counter_init - start at 0, without a limit; @parent is charged as well, or NULL. */
void page_counter_init(struct page_counter *counter, struct page_counter *parent);

static inline unsigned long page_counter_read(const struct page_counter *counter)
{
	return (unsigned long)atomic_long_read(&counter->usage);
}

/** page_counter_charge - @nr_pages more, whatever the limits. */
void page_counter_charge(struct page_counter *counter, unsigned long nr_pages);

/**
 * page_counter_try_charge - @nr_pages more, here and in all parents, or nowhere.
 * @fail: on false, the counter whose limit was in the way.
 */
bool page_counter_try_charge(struct page_counter *counter, unsigned long nr_pages,
			     struct page_counter **fail);

/** page_counter_uncharge - @nr_pages less, here and in all parents. */
void page_counter_uncharge(struct page_counter *counter, unsigned long nr_pages);

/** page_counter_set_max - a new limit. Return: 0, or -EBUSY where more is in use. */
int page_counter_set_max(struct page_counter *counter, unsigned long nr_pages);

static inline void page_counter_reset_watermark(struct page_counter *counter)
{
	WRITE_ONCE(counter->watermark, page_counter_read(counter));
}

#endif
