// SPDX-License-Identifier: MIT
/*
 * Waiting for a bit of a page: its lock, the end of its writing.
 *
 * Pages share a few queues, by their frame.  Who waits announces it, reads the queue's number,
 * looks at the bit again and sleeps while the number is the same; who clears the bit changes the
 * number when anyone is announced.  The announcement comes before the look and the bit is cleared
 * before the question, all in one order that everybody agrees on: so one of the two sees the
 * other.
 */
#include <linux/cache.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <mm/page/page.h>

#define QUEUES (IS_ENABLED(CONFIG_BASE_SMALL) ? 4 : 64)

static struct queue {
	u32 waiters;
	u32 number;
} ____cacheline_aligned_in_smp queues[QUEUES];

static struct queue *queue_of(const struct page *page)
{
	return &queues[page_to_pfn(page) % QUEUES];
}

/* Sleep until @done(@page, @bit), which looks at the page's flags in the order of all. */
static void wait_until(struct page *page, int bit, bool (*done)(struct page *page, int bit))
{
	struct queue *q = queue_of(page);

	__atomic_fetch_add(&q->waiters, 1, __ATOMIC_SEQ_CST);
	for (;;) {
		u32 number = __atomic_load_n(&q->number, __ATOMIC_SEQ_CST);
		bool held;

		if (done(page, bit))
			break;
		held = context_sleep_begin();
		port_wait(&q->number, number, 0);
		context_sleep_end(held);
	}
	__atomic_fetch_sub(&q->waiters, 1, __ATOMIC_RELAXED);
}

/* Clear @bit; true when it was set. */
static bool clear_and_wake(struct page *page, int bit)
{
	unsigned long mask = 1ul << bit;
	bool was = __atomic_fetch_and(&page->flags, ~mask, __ATOMIC_SEQ_CST) & mask;
	struct queue *q = queue_of(page);

	if (__atomic_load_n(&q->waiters, __ATOMIC_SEQ_CST)) {
		__atomic_fetch_add(&q->number, 1, __ATOMIC_SEQ_CST);
		port_wake(&q->number, ~0u);
	}
	return was;
}

static bool bit_is_clear(struct page *page, int bit)
{
	return !(__atomic_load_n(&page->flags, __ATOMIC_SEQ_CST) & (1ul << bit));
}

static bool bit_is_mine(struct page *page, int bit)
{
	return !(__atomic_fetch_or(&page->flags, 1ul << bit, __ATOMIC_SEQ_CST) & (1ul << bit));
}

/** __lock_page - lock_page() of the head of a block, when the short way did not do. */
void __lock_page(struct page *page)
{
	wait_until(page, PG_locked, bit_is_mine);
}
EXPORT_SYMBOL(__lock_page);

/**
 * unlock_page - give the lock of @page back.
 * Context: any; the caller has a reference to the page.
 */
void unlock_page(struct page *page)
{
	page = compound_head(page);
	if (!clear_and_wake(page, PG_locked))
		bad_page(page, "unlocked while it is not locked");
}
EXPORT_SYMBOL(unlock_page);

/** end_page_writeback - @page has been written; wakes who waits for that. */
void end_page_writeback(struct page *page)
{
	if (!clear_and_wake(page, PG_writeback))
		bad_page(page, "the end of a write-back that did not begin");
}
EXPORT_SYMBOL(end_page_writeback);

/** wait_on_page_bit - sleep until bit PG_* @bit_nr of @page, which has waiters, is clear. */
void wait_on_page_bit(struct page *page, int bit_nr)
{
	wait_until(page, bit_nr, bit_is_clear);
}
EXPORT_SYMBOL(wait_on_page_bit);
