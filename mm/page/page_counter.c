// SPDX-License-Identifier: MIT
/*
 * Counts of pages with a limit, one inside another.
 *
 * A charge goes up from a counter to the outermost; one that is refused on its way takes back what
 * it has added.  Each counter is one atomic word, so two charges that fit one by one but not both
 * may refuse each other for a moment; the limit itself holds at every moment.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/page_counter.h>

void page_counter_init(struct page_counter *counter, struct page_counter *parent)
{
	atomic_long_set(&counter->usage, 0);
	counter->max = PAGE_COUNTER_MAX;
	counter->watermark = 0;
	counter->failcnt = 0;
	counter->parent = parent;
}
EXPORT_SYMBOL(page_counter_init);

static void note_watermark(struct page_counter *counter, unsigned long usage)
{
	/* Two at once may lose the higher one: it is a figure for people. */
	if (usage > READ_ONCE(counter->watermark))
		WRITE_ONCE(counter->watermark, usage);
}

void page_counter_charge(struct page_counter *counter, unsigned long nr_pages)
{
	for (; counter; counter = counter->parent)
		note_watermark(counter, (unsigned long)atomic_long_add_return((long)nr_pages,
									      &counter->usage));
}
EXPORT_SYMBOL(page_counter_charge);

bool page_counter_try_charge(struct page_counter *counter, unsigned long nr_pages,
			     struct page_counter **fail)
{
	for (struct page_counter *c = counter; c; c = c->parent) {
		unsigned long usage =
			(unsigned long)atomic_long_add_return((long)nr_pages, &c->usage);

		if (likely(usage <= READ_ONCE(c->max))) {
			note_watermark(c, usage);
			continue;
		}
		atomic_long_sub((long)nr_pages, &c->usage);
		__atomic_fetch_add(&c->failcnt, 1, __ATOMIC_RELAXED);
		for (struct page_counter *undo = counter; undo != c; undo = undo->parent)
			atomic_long_sub((long)nr_pages, &undo->usage);
		*fail = c;
		return false;
	}
	return true;
}
EXPORT_SYMBOL(page_counter_try_charge);

void page_counter_uncharge(struct page_counter *counter, unsigned long nr_pages)
{
	for (; counter; counter = counter->parent)
		atomic_long_sub((long)nr_pages, &counter->usage);
}
EXPORT_SYMBOL(page_counter_uncharge);

int page_counter_set_max(struct page_counter *counter, unsigned long nr_pages)
{
	unsigned long old = xchg(&counter->max, nr_pages);

	/* Who charges from here on sees the new limit; what came before is seen here. */
	if (page_counter_read(counter) <= nr_pages || nr_pages >= old)
		return 0;
	WRITE_ONCE(counter->max, old);
	return -EBUSY;
}
EXPORT_SYMBOL(page_counter_set_max);
