// SPDX-License-Identifier: MIT
/* How deep the core's own paths go: whoever calls them has the rest of the smallest stack. */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include "tests/kernel/kstack_test.h"

static int nothing(void *data)
{
	return 0;
}

static LIST_HEAD(spare);
static unsigned long nr_spare, scans;

static unsigned long count_spare(struct shrinker *s, struct shrink_control *sc)
{
	return nr_spare;
}

static unsigned long scan_spare(struct shrinker *s, struct shrink_control *sc)
{
	unsigned long n = 0;

	scans++;
	while (n < sc->nr_to_scan && !list_empty(&spare)) {
		struct page *page = list_first_entry(&spare, struct page, lru);

		list_del(&page->lru);
		nr_spare--;
		__free_page(page);
		n++;
	}
	return n ? n : SHRINK_STOP;
}

static noinline void allocate_under_pressure(void *arg)
{
	LIST_HEAD(kept);
	struct page *page, *next;
	void *p;

	while (!scans && (page = alloc_page(GFP_KERNEL | __GFP_NOWARN)))
		list_add(&page->lru, &kept);
	p = kmalloc(100, GFP_KERNEL);
	kfree(p);
	p = vmalloc(20 * PAGE_SIZE);
	vfree(p);
	list_for_each_entry_safe(page, next, &kept, lru)
		__free_page(page);
}

static noinline void fail_and_tell(void *arg)
{
	struct page *page = alloc_pages(GFP_ATOMIC, MAX_PAGE_ORDER);

	while (page) {
		list_add(&page->lru, arg);
		page = alloc_pages(GFP_ATOMIC, MAX_PAGE_ORDER);
	}
}

static noinline void print_much(void *arg)
{
	pr_info("%*pbl %pS %pM %ps %200s %llu %*ph\n", 64, &scans, print_much, &scans, print_much,
		"long", 1ull << 60, 32, arg);
}

static noinline void report_much(void *arg)
{
	report("BUG: a mistake that is only for this test, at %pS", report_much);
}

static noinline void create_cache(void *arg)
{
	struct kmem_cache *cache = kmem_cache_create("kstack", 333, 0, SLAB_HWCACHE_ALIGN, NULL);

	if (cache)
		kmem_cache_free(cache, kmem_cache_alloc(cache, GFP_KERNEL));
	kmem_cache_destroy(cache);
}

static noinline void make_child(void *arg)
{
	struct task_struct *task = kthread_create(nothing, NULL, "child");

	if (!IS_ERR(task))
		kthread_stop(task);
}

/* @fn leaves half of the smallest stack to whoever calls it. */
static void measure(struct kunit *test, const char *what, void (*fn)(void *arg), void *arg)
{
	const struct crash *crash;
	unsigned long used;

	capture_start();
	crash = kstack_guard_call(KSTACK_TEST, fn, fn, arg);
	capture_stop();
	if (crash)
		kstack_crashed(crash->stack, crash->outer_stack, crash->kind == CRASH_STACK);
	used = used_by(fn);
	KUNIT_EXPECT_PTR_EQ(test, crash, NULL);
	kunit_info(test, "%s: %lu bytes", what, used);
	KUNIT_EXPECT_GT(test, used, 0ul);
	KUNIT_EXPECT_LT(test, used, (unsigned long)SZ_4K - SZ_1K);
}

static void kstack_core_fits(struct kunit *test)
{
	struct shrinker shrinker = {
		.count_objects = count_spare,
		.scan_objects = scan_spare,
		.seeks = DEFAULT_SEEKS,
	};
	struct page *page, *next;
	LIST_HEAD(blocks);

	need_stacks(test);
	for (scans = nr_spare = 0; nr_spare < 500; nr_spare++) {
		page = alloc_page(GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, page);
		list_add(&page->lru, &spare);
	}
	KUNIT_ASSERT_EQ(test, register_shrinker(&shrinker, "kstack"), 0);
	measure(test, "allocations that reclaim", allocate_under_pressure, NULL);
	unregister_shrinker(&shrinker);
	KUNIT_EXPECT_GT(test, scans, 0ul);
	while (nr_spare)
		scan_spare(NULL, &(struct shrink_control){ .nr_to_scan = nr_spare });
	measure(test, "an allocation that fails and is told of", fail_and_tell, &blocks);
	list_for_each_entry_safe(page, next, &blocks, lru)
		__free_pages(page, MAX_PAGE_ORDER);
	measure(test, "a message of all formats", print_much, &blocks);
	measure(test, "a report with its trace", report_much, NULL);
	kunit_expect_reports(test, 1);
	measure(test, "a cache, made and destroyed", create_cache, NULL);
	measure(test, "a kthread, made and stopped", make_child, NULL);
}

static struct kunit_case kstack_depth_cases[] = {
	KUNIT_CASE_PARAM(kstack_core_fits, kstack_sizes_gen_params),
	{},
};

static struct kunit_suite kstack_depth_suite = {
	.name = "kstack_depth",
	.init = kstack_test_init,
	.exit = kstack_test_exit,
	.test_cases = kstack_depth_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(kstack_depth_suite);
