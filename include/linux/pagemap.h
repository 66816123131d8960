/* SPDX-License-Identifier: MIT */
/*
 * Pages that are locked or written back, and waiting for that to end.
 *
 * The lock of a page is PG_locked: it sleeps, has no owner and may be given back by another thread
 * than took it.  A page is locked through the head of its block.
 */
#ifndef _LINUX_PAGEMAP_H
#define _LINUX_PAGEMAP_H

#include <linux/mm.h>
#include <linux/highmem.h>
#include <linux/page-flags.h>
#include <linux/might_sleep.h>

/* Before 4.6 the page cache had names of its own for the page. */
#define PAGE_CACHE_SHIFT	 PAGE_SHIFT
#define PAGE_CACHE_SIZE		 PAGE_SIZE
#define PAGE_CACHE_MASK		 PAGE_MASK
#define PAGE_CACHE_ALIGN(addr)	 PAGE_ALIGN(addr)
#define page_cache_get(page)	 get_page(page)
#define page_cache_release(page) put_page(page)

void __lock_page(struct page *page);
void unlock_page(struct page *page);
void end_page_writeback(struct page *page);
void wait_on_page_bit(struct page *page, int bit_nr);

/** trylock_page - take the lock of @page if nobody has it. Return: true when it is taken. */
static inline bool trylock_page(struct page *page)
{
	return !TestSetPageLocked(compound_head(page));
}

/**
 * lock_page - take the lock of @page, waiting for it.
 * Context: may sleep; the caller has a reference to the page.
 */
static inline void lock_page(struct page *page)
{
	might_sleep();
	if (!trylock_page(page))
		__lock_page(compound_head(page));
}

/** wait_on_page_locked - sleep until somebody has given the lock of @page back. */
static inline void wait_on_page_locked(struct page *page)
{
	might_sleep();
	if (PageLocked(compound_head(page)))
		wait_on_page_bit(compound_head(page), PG_locked);
}

/** set_page_writeback - @page is being written. Return: true when it was already. */
static inline bool set_page_writeback(struct page *page)
{
	return TestSetPageWriteback(page);
}

/** wait_on_page_writeback - sleep until end_page_writeback(). */
static inline void wait_on_page_writeback(struct page *page)
{
	might_sleep();
	if (PageWriteback(page))
		wait_on_page_bit(page, PG_writeback);
}

#endif
