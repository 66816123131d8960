// SPDX-License-Identifier: MIT
/*
 * pages - what kbench does not ask of the page allocator: many pages in one call, and single calls
 * with flags.  Runs unmodified on Linux and on Ashlar.
 *
 * Output, one line per case, as kbench's: "kbench: NAME VALUE", nanoseconds of one page (or block)
 * taken and given back, times 100; the minimum over ROUNDS rounds.
 */
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pagemap.h>
#include <linux/string.h>

#define ROUNDS 7
#define BULK   64
#define TIMES  4000

static struct page *pages[BULK];

/* As many pages as asked for in one call, and back in one call. */
static int bulk(void)
{
	memset(pages, 0, sizeof(pages));
	if (alloc_pages_bulk_array(GFP_KERNEL, BULK, pages) != BULK)
		return -ENOMEM;
	release_pages(pages, BULK);
	return 0;
}

/* The same number one by one: what the bulk calls save. */
static int singly(void)
{
	for (int i = 0; i < BULK; i++) {
		pages[i] = alloc_page(GFP_KERNEL);
		if (!pages[i])
			return -ENOMEM;
	}
	for (int i = 0; i < BULK; i++)
		__free_page(pages[i]);
	return 0;
}

#define PAIRS(name, gfp, order)                                          \
	static int name(void)                                            \
	{                                                                \
		for (int i = 0; i < BULK; i++) {                         \
			struct page *page = alloc_pages((gfp), (order)); \
                                                                         \
			if (!page)                                       \
				return -ENOMEM;                          \
			__free_pages(page, (order));                     \
		}                                                        \
		return 0;                                                \
	}

PAIRS(movable, GFP_HIGHUSER_MOVABLE, 0)
PAIRS(atomic, GFP_ATOMIC, 0)
PAIRS(compound_2, GFP_KERNEL | __GFP_COMP, 2)
PAIRS(compound_9, GFP_KERNEL | __GFP_COMP, 9)

static int measure(const char *name, int (*fn)(void), int times)
{
	u64 best = U64_MAX;

	for (int round = 0; round <= ROUNDS; round++) {
		u64 begin = ktime_get_ns(), ns;

		for (int i = 0; i < times; i++) {
			int err = fn();

			if (err)
				return err;
		}
		ns = ktime_get_ns() - begin;
		if (round && ns < best)
			best = ns;
	}
	pr_info("kbench: %s %llu\n", name, best * 100 / ((u64)times * BULK));
	return 0;
}

static int __init pages_init(void)
{
	int err = measure("pages_bulk64", bulk, TIMES);

	err = err ?: measure("pages_singly64", singly, TIMES);
	err = err ?: measure("page_movable_pair", movable, TIMES);
	err = err ?: measure("page_atomic_pair", atomic, TIMES);
	err = err ?: measure("page_compound2_pair", compound_2, TIMES);
	err = err ?: measure("page_compound9_pair", compound_9, TIMES / 100);
	return err;
}

static void __exit pages_exit(void)
{
}

module_init(pages_init);
module_exit(pages_exit);
MODULE_DESCRIPTION("The page allocator's bulk calls and flags, measured");
MODULE_LICENSE("Dual MIT/GPL");
