// SPDX-License-Identifier: MIT
/* The background threads: when they start, what they do, when they give up, how they end. */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/shrinker.h>
#include <linux/string.h>
#include <linux/swap.h>
#include <linux/vmstat.h>
#include <mm/reclaim/reclaim.h>
#include <tests/mm/mm_test.h>

/* Looks for what happens in the background, 5 ms apart: much more than it takes. */
#define LOOKS	2000
#define LOOK_NS 5000000ull

#define WAIT_UNTIL(condition)                            \
	({                                               \
		int __looks = LOOKS;                     \
		u32 __never = 0;                         \
                                                         \
		while (!(condition) && --__looks)        \
			port_wait(&__never, 0, LOOK_NS); \
		__looks > 0;                             \
	})

static unsigned long event(enum vm_event_item item)
{
	unsigned long all[NR_VM_EVENT_ITEMS];

	all_vm_events(all);
	return all[item];
}

/* ---- a store of pages ------------------------------------------------------------------------ */

static struct {
	struct shrinker s;
	struct lock lock;
	struct list_head pages;
	unsigned long held, asked, by_kswapd;
	gfp_t gfp;
	u32 holding; /* a callback waits while it is 1, and says 2 */
} store;

static unsigned long store_count(struct shrinker *s, struct shrink_control *sc)
{
	return READ_ONCE(store.held);
}

static unsigned long store_scan(struct shrinker *s, struct shrink_control *sc)
{
	unsigned long n;

	if (READ_ONCE(store.holding)) {
		WRITE_ONCE(store.holding, 2);
		while (READ_ONCE(store.holding))
			port_yield();
	}
	lock_acquire(&store.lock);
	store.asked++;
	store.gfp = sc->gfp_mask;
	store.by_kswapd += current_is_kswapd() && memalloc_flags() & PF_MEMALLOC;
	for (n = 0; n < sc->nr_to_scan && !list_empty(&store.pages); n++) {
		struct page *page = list_first_entry(&store.pages, struct page, lru);

		list_del(&page->lru);
		WRITE_ONCE(store.held, store.held - 1);
		__free_page(page);
	}
	lock_release(&store.lock);
	mm_account_reclaimed_pages(n);
	return n;
}

static void store_open(struct kunit *test, unsigned long pages)
{
	memset(&store, 0, sizeof(store));
	lock_init(&store.lock);
	INIT_LIST_HEAD(&store.pages);
	for (; store.held < pages; store.held++) {
		struct page *page = alloc_page(GFP_KERNEL & ~__GFP_KSWAPD_RECLAIM);

		KUNIT_ASSERT_NOT_NULL(test, page);
		list_add(&page->lru, &store.pages);
	}
	store.s.count_objects = store_count;
	store.s.scan_objects = store_scan;
	store.s.seeks = DEFAULT_SEEKS;
	KUNIT_ASSERT_EQ(test, register_shrinker(&store.s, "store"), 0);
}

static void store_close(void)
{
	unregister_shrinker(&store.s);
	mm_test_spit(0, &store.pages);
}

/* ---- machines -------------------------------------------------------------------------------- */

static struct list_head eaten;

static struct zone *normal(void)
{
	return &NODE_DATA(0)->node_zones[ZONE_NORMAL];
}

static void boot(struct kunit *test, bool background)
{
	const struct mm_test_world world = {
		.config = { .profile = PROFILE_NOMMU,
			    .memory = 16 * MM_TEST_BLOCK,
			    .nodes = 1,
			    .cpus = 2 },
		.traced = true,
		.background = background,
	};

	INIT_LIST_HEAD(&eaten);
	mm_test_boot(test, &world);
}

/* Down to @free pages, waking nobody. */
static void eat_to(struct kunit *test, unsigned long free)
{
	while (READ_ONCE(normal()->free_pages) > free) {
		struct page *page = alloc_page(GFP_ATOMIC & ~__GFP_KSWAPD_RECLAIM);

		KUNIT_ASSERT_NOT_NULL(test, page);
		list_add(&page->lru, &eaten);
	}
}

/* One that goes below low, with or without a word to the thread. */
static void take_one(struct kunit *test, gfp_t gfp)
{
	struct page *page = alloc_page(gfp);

	KUNIT_ASSERT_NOT_NULL(test, page);
	list_add(&page->lru, &eaten);
}

static bool is_balanced(void)
{
	return READ_ONCE(normal()->free_pages) > high_wmark_pages(normal());
}

/* ---- cases ----------------------------------------------------------------------------------- */

/* Below low, by a request with the flag, and not before. */
static void kswapd_is_woken(struct kunit *test)
{
	unsigned long wanted;

	boot(test, true);
	wanted = 2 * high_wmark_pages(normal());
	store_open(test, wanted);
	eat_to(test, low_wmark_pages(normal()));
	KUNIT_EXPECT_FALSE(test, kswapd_running(0));
	take_one(test, GFP_NOWAIT & ~__GFP_KSWAPD_RECLAIM);
	KUNIT_EXPECT_FALSE(test, kswapd_running(0));
	KUNIT_EXPECT_EQ(test, event(PAGEOUTRUN), 0ul);
	take_one(test, GFP_NOWAIT);
	KUNIT_EXPECT_TRUE(test, kswapd_running(0));
	KUNIT_EXPECT_TRUE(test, WAIT_UNTIL(is_balanced()));
	kswapd_enable(false);
	KUNIT_EXPECT_GT(test, event(PAGEOUTRUN), 0ul);
	KUNIT_EXPECT_GT(test, event(SLABS_SCANNED), 0ul);
	KUNIT_EXPECT_EQ(test, event(ALLOCSTALL_NORMAL), 0ul);
	KUNIT_EXPECT_GT(test, store.asked, 0ul);
	KUNIT_EXPECT_EQ(test, store.by_kswapd, store.asked);
	KUNIT_EXPECT_EQ(test, store.gfp, GFP_KERNEL);
	/* It stops at high: a small part of what there was is gone. */
	KUNIT_EXPECT_GT(test, store.held, wanted / 4);
	store_close();
	mm_test_spit(0, &eaten);
}

/* Without threads, who needs pages gets them by its own reclaim. */
static void kswapd_is_not_needed(struct kunit *test)
{
	boot(test, false);
	store_open(test, 2 * high_wmark_pages(normal()));
	eat_to(test, min_wmark_pages(normal()));
	for (int i = 0; i < 100; i++)
		take_one(test, GFP_KERNEL);
	KUNIT_EXPECT_FALSE(test, kswapd_running(0));
	KUNIT_EXPECT_GT(test, event(ALLOCSTALL_NORMAL), 0ul);
	KUNIT_EXPECT_EQ(test, event(PAGEOUTRUN), 0ul);
	KUNIT_EXPECT_GT(test, store.asked, 0ul);
	KUNIT_EXPECT_EQ(test, store.by_kswapd, 0ul);
	store_close();
	mm_test_spit(0, &eaten);
}

/* With nothing to get it tries 16 times, and once more when there is hope. */
static void kswapd_gives_up(struct kunit *test)
{
	unsigned long runs;

	boot(test, true);
	eat_to(test, low_wmark_pages(normal()));
	take_one(test, GFP_NOWAIT);
	KUNIT_EXPECT_TRUE(test, WAIT_UNTIL(kswapd_hopeless(0)));
	runs = event(PAGEOUTRUN);
	KUNIT_EXPECT_EQ(test, runs, 16ul);
	KUNIT_EXPECT_GT(test, event(KSWAPD_HIGH_WMARK_HIT_QUICKLY), 10ul);
	for (int i = 0; i < 10; i++)
		take_one(test, GFP_NOWAIT);
	kswapd_enable(false);
	KUNIT_EXPECT_EQ(test, event(PAGEOUTRUN), runs);
	/* A page more than it left. */
	kswapd_enable(true);
	for (int i = 0; i < 12; i++) {
		struct page *page = list_first_entry(&eaten, struct page, lru);

		list_del(&page->lru);
		__free_page(page);
	}
	KUNIT_EXPECT_TRUE(test, kswapd_hopeless(0));
	take_one(test, GFP_NOWAIT);
	take_one(test, GFP_NOWAIT);
	KUNIT_EXPECT_TRUE(test, WAIT_UNTIL(event(PAGEOUTRUN) > runs));
	kswapd_enable(false);
	mm_test_spit(0, &eaten);
}

/* Needed again before it has come to rest. */
static void kswapd_counts_quick_hits(struct kunit *test)
{
	boot(test, true);
	store_open(test, 4 * high_wmark_pages(normal()));
	eat_to(test, low_wmark_pages(normal()));
	WRITE_ONCE(store.holding, 1);
	take_one(test, GFP_NOWAIT);
	KUNIT_EXPECT_TRUE(test, WAIT_UNTIL(READ_ONCE(store.holding) == 2));
	KUNIT_EXPECT_EQ(test, event(KSWAPD_LOW_WMARK_HIT_QUICKLY), 0ul);
	kswapd_wake(0);
	WRITE_ONCE(store.holding, 0);
	KUNIT_EXPECT_TRUE(test, WAIT_UNTIL(event(KSWAPD_LOW_WMARK_HIT_QUICKLY)));
	kswapd_enable(false);
	store_close();
	mm_test_spit(0, &eaten);
}

/* Ended, and started again; and the machine ends while one is in the middle of something. */
static void kswapd_ends(struct kunit *test)
{
	boot(test, true);
	store_open(test, 4 * high_wmark_pages(normal()));
	for (int i = 0; i < 3; i++) {
		eat_to(test, low_wmark_pages(normal()));
		take_one(test, GFP_NOWAIT);
		KUNIT_EXPECT_TRUE(test, WAIT_UNTIL(is_balanced()));
		kswapd_enable(false);
		KUNIT_EXPECT_FALSE(test, kswapd_running(0));
		kswapd_wake(0);
		KUNIT_EXPECT_FALSE(test, kswapd_running(0));
		kswapd_enable(true);
	}
	WRITE_ONCE(store.holding, 1);
	eat_to(test, low_wmark_pages(normal()));
	take_one(test, GFP_NOWAIT);
	KUNIT_EXPECT_TRUE(test, WAIT_UNTIL(READ_ONCE(store.holding) == 2));
	WRITE_ONCE(store.holding, 0);
	store_close();
	mm_test_spit(0, &eaten);
	mm_test_halt(test);
	boot(test, true);
	KUNIT_EXPECT_FALSE(test, kswapd_running(0));
	mm_test_halt(test);
}

/* One a node, each for its own. */
static void kswapd_is_one_a_node(struct kunit *test)
{
	static const struct mm_test_world two = {
		.config = { .profile = PROFILE_NOMMU, .memory = 16 * MM_TEST_BLOCK, .nodes = 2 },
		.traced = true,
		.background = true,
	};
	struct page *page;
	LIST_HEAD(list);

	mm_test_boot(test, &two);
	while ((page = alloc_pages_node(1, GFP_NOWAIT | __GFP_THISNODE, 0)))
		list_add(&page->lru, &list);
	KUNIT_EXPECT_TRUE(test, kswapd_running(1));
	KUNIT_EXPECT_FALSE(test, kswapd_running(0));
	kswapd_enable(false);
	mm_test_spit(0, &list);
}

/* ---- knobs ----------------------------------------------------------------------------------- */

static void drop_caches_drops(struct kunit *test)
{
	const struct reclaim_sysctl *knob = reclaim_sysctl_find("vm.drop_caches");

	boot(test, false);
	store_open(test, 500);
	KUNIT_EXPECT_EQ(test, knob->set(0), -EINVAL);
	KUNIT_EXPECT_EQ(test, knob->set(5), -EINVAL);
	KUNIT_EXPECT_EQ(test, knob->set(1), 0);
	KUNIT_EXPECT_EQ(test, store.held, 500ul);
	KUNIT_EXPECT_EQ(test, event(DROP_PAGECACHE), 1ul);
	KUNIT_EXPECT_EQ(test, knob->set(2), 0);
	KUNIT_EXPECT_EQ(test, store.held, 0ul);
	KUNIT_EXPECT_EQ(test, event(DROP_SLAB), 1ul);
	KUNIT_EXPECT_NULL(test, knob->get);
	store_close();
}

static void marks_can_be_moved(struct kunit *test)
{
	const struct reclaim_sysctl *min_free = reclaim_sysctl_find("vm.min_free_kbytes");
	const struct reclaim_sysctl *scale = reclaim_sysctl_find("vm.watermark_scale_factor");
	unsigned long min, low, kib;

	boot(test, false);
	min = min_wmark_pages(normal());
	low = low_wmark_pages(normal());
	kib = min_free->get();
	KUNIT_EXPECT_EQ(test, kib >> (PAGE_SHIFT - 10), min);
	KUNIT_EXPECT_EQ(test, min_free->set(2 * kib), 0);
	KUNIT_EXPECT_EQ(test, min_free->get(), 2 * kib);
	KUNIT_EXPECT_GE(test, min_wmark_pages(normal()), 2 * min);
	KUNIT_EXPECT_EQ(test, min_free->set(~0ul), -EINVAL);
	KUNIT_EXPECT_EQ(test, min_free->set(kib), 0);
	KUNIT_EXPECT_EQ(test, min_wmark_pages(normal()), min);
	KUNIT_EXPECT_EQ(test, low_wmark_pages(normal()), low);
	KUNIT_EXPECT_EQ(test, scale->set(0), -EINVAL);
	KUNIT_EXPECT_EQ(test, scale->set(3001), -EINVAL);
	KUNIT_EXPECT_EQ(test, scale->set(1000), 0);
	KUNIT_EXPECT_EQ(test, scale->get(), 1000ul);
	/* A tenth of the zone from each mark to the next. */
	KUNIT_EXPECT_EQ(test, low_wmark_pages(normal()), min + normal()->managed_pages / 10);
	KUNIT_EXPECT_EQ(test, min_wmark_pages(normal()), min);
	KUNIT_EXPECT_NULL(test, reclaim_sysctl_find("vm.nonsense"));
}

/* Each has a name of its own, in order, and what it gives it takes. */
static void knobs_take_what_they_give(struct kunit *test)
{
	boot(test, false);
	for (unsigned int i = 0; i < nr_reclaim_sysctls; i++) {
		const struct reclaim_sysctl *knob = &reclaim_sysctls[i];

		KUNIT_EXPECT_PTR_EQ(test, reclaim_sysctl_find(knob->name), knob);
		if (i)
			KUNIT_EXPECT_LT(test, strcmp(knob[-1].name, knob->name), 0);
		if (!knob->get)
			continue;
		KUNIT_EXPECT_EQ_MSG(test, knob->set(knob->get()), 0, "%s", knob->name);
		KUNIT_EXPECT_EQ_MSG(test, knob->set(~0ul), -EINVAL, "%s", knob->name);
	}
}

static struct kunit_case kswapd_cases[] = {
	KUNIT_CASE(kswapd_is_woken),
	KUNIT_CASE(kswapd_is_not_needed),
	KUNIT_CASE(kswapd_gives_up),
	KUNIT_CASE(kswapd_counts_quick_hits),
	KUNIT_CASE(kswapd_ends),
	KUNIT_CASE(kswapd_is_one_a_node),
	KUNIT_CASE(drop_caches_drops),
	KUNIT_CASE(marks_can_be_moved),
	KUNIT_CASE(knobs_take_what_they_give),
	{},
};

static struct kunit_suite kswapd_suite = {
	.name = "kswapd",
	.test_cases = kswapd_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN, .concurrent = true },
};
kunit_test_suites(&kswapd_suite);
