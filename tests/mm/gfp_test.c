// SPDX-License-Identifier: MIT
/* Flags: which zone, how far down, and what else each one makes different. */
#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <mm/page/page.h>
#include <tests/mm/mm_test.h>
#include <tests/parallel.h>

/* One try, no words. */
#define ONCE (__GFP_NORETRY | __GFP_NOWARN)

static struct zone *zone_of(enum zone_type type)
{
	return &NODE_DATA(0)->node_zones[type];
}

static void boot(struct kunit *test, enum machine_profile profile, u64 memory, bool traced)
{
	const struct mm_test_world world = {
		.config = { .profile = profile, .memory = memory, .nodes = 1 },
		.traced = traced,
	};

	mm_test_boot(test, &world);
}

/* ---- where ----------------------------------------------------------------------------------- */

static void gfp_names_a_zone(struct kunit *test)
{
	static const struct {
		gfp_t gfp;
		enum zone_type zone;
	} table[] = {
		{ 0, ZONE_NORMAL },
		{ GFP_KERNEL, ZONE_NORMAL },
		{ GFP_ATOMIC, ZONE_NORMAL },
		{ GFP_NOWAIT, ZONE_NORMAL },
		{ GFP_NOIO, ZONE_NORMAL },
		{ GFP_NOFS, ZONE_NORMAL },
		{ GFP_USER, ZONE_NORMAL },
		{ GFP_KERNEL_ACCOUNT, ZONE_NORMAL },
		{ GFP_KERNEL | __GFP_MOVABLE, ZONE_NORMAL },
		{ GFP_KERNEL | __GFP_RECLAIMABLE, ZONE_NORMAL },
		{ GFP_DMA, ZONE_DMA },
		{ GFP_KERNEL | GFP_DMA, ZONE_DMA },
		{ GFP_DMA | __GFP_MOVABLE, ZONE_DMA },
		{ GFP_DMA32, ZONE_DMA32 },
		{ GFP_KERNEL | GFP_DMA32, ZONE_DMA32 },
		{ GFP_DMA32 | __GFP_MOVABLE, ZONE_DMA32 },
		{ __GFP_HIGHMEM, ZONE_HIGHMEM },
		{ GFP_HIGHUSER, ZONE_HIGHMEM },
		{ GFP_HIGHUSER_MOVABLE, ZONE_MOVABLE },
		{ GFP_TRANSHUGE, ZONE_MOVABLE },
	};

	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		KUNIT_EXPECT_EQ_MSG(test, gfp_zone(table[i].gfp), table[i].zone, "flags %#x",
				    table[i].gfp);
}

static void gfp_combinations(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, gfpflags_allow_blocking(GFP_KERNEL));
	KUNIT_EXPECT_TRUE(test, gfpflags_allow_blocking(GFP_NOIO));
	KUNIT_EXPECT_FALSE(test, gfpflags_allow_blocking(GFP_ATOMIC));
	KUNIT_EXPECT_FALSE(test, gfpflags_allow_blocking(GFP_NOWAIT));
	KUNIT_EXPECT_EQ(test, GFP_NOFS, GFP_KERNEL & ~__GFP_FS);
	KUNIT_EXPECT_EQ(test, GFP_NOIO, GFP_KERNEL & ~(__GFP_FS | __GFP_IO));
	KUNIT_EXPECT_EQ(test, __GFP_WAIT, __GFP_RECLAIM);
	KUNIT_EXPECT_EQ(test, __GFP_REPEAT, __GFP_RETRY_MAYFAIL);
}

/* A request for low memory gets none from higher up, however much there is. */
static void gfp_dma_never_climbs(struct kunit *test)
{
	unsigned long free, there, dma;
	LIST_HEAD(list);

	boot(test, PROFILE_PC64, SZ_64M + 16 * MM_TEST_BLOCK, false);
	free = nr_free_pages();
	there = zone_of(ZONE_DMA)->free_pages + pcp_pages(zone_of(ZONE_DMA));
	dma = mm_test_eat(GFP_KERNEL | GFP_DMA | __GFP_MEMALLOC | ONCE, 0, &list);
	KUNIT_EXPECT_EQ(test, dma, there);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free - dma);
	KUNIT_EXPECT_GT(test, zone_of(ZONE_DMA32)->free_pages, dma);
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_KERNEL | GFP_DMA | __GFP_NOWARN));
	KUNIT_EXPECT_NULL(test, kmalloc(100, GFP_KERNEL | GFP_DMA | __GFP_NOWARN));
	mm_test_spit(0, &list);
}

/*
 * Take everything @gfp gets: the zones of its pages come in the order of @zones, and all of them.
 */
static void expect_falls(struct kunit *test, gfp_t gfp, const enum zone_type *zones, int nr)
{
	struct page *page;
	LIST_HEAD(list);
	int at = 0;

	while ((page = alloc_pages(gfp | __GFP_MEMALLOC | ONCE, 4))) {
		while (at < nr && page_zonenum(page) != zones[at])
			at++;
		KUNIT_ASSERT_LT_MSG(test, at, nr, "zone %d is out of turn", page_zonenum(page));
		list_add(&page->lru, &list);
	}
	KUNIT_EXPECT_EQ(test, at, nr - 1);
	for (int i = 0; i < nr; i++)
		KUNIT_EXPECT_EQ(test, mm_test_orders(zone_of(zones[i])) >> 4, 0u);
	mm_test_spit(4, &list);
}

/* Zone by zone down to its low mark, and then once more down to the last page. */
static void gfp_high_falls_to_normal_to_dma(struct kunit *test)
{
	static const enum zone_type high[] = { ZONE_HIGHMEM, ZONE_NORMAL, ZONE_DMA,
					       ZONE_HIGHMEM, ZONE_NORMAL, ZONE_DMA };
	static const enum zone_type normal[] = { ZONE_NORMAL, ZONE_DMA, ZONE_NORMAL, ZONE_DMA };
	static const enum zone_type dma[] = { ZONE_DMA };

	boot(test, PROFILE_PC32, MM_TEST_LOWMEM + 4 * MM_TEST_BLOCK, true);
	expect_falls(test, GFP_HIGHUSER, high, ARRAY_SIZE(high));
	expect_falls(test, GFP_HIGHUSER_MOVABLE, high, ARRAY_SIZE(high));
	expect_falls(test, GFP_KERNEL, normal, ARRAY_SIZE(normal));
	expect_falls(test, GFP_KERNEL | GFP_DMA, dma, ARRAY_SIZE(dma));
}

/* ---- how far down ---------------------------------------------------------------------------- */

static void expect_marks(struct kunit *test, const struct zone *zone)
{
	unsigned long min = min_wmark_pages(zone), low = low_wmark_pages(zone);

	KUNIT_EXPECT_GT(test, min, 0ul);
	KUNIT_EXPECT_GT(test, low, min);
	KUNIT_EXPECT_GT(test, high_wmark_pages(zone), low);
	KUNIT_EXPECT_LT(test, high_wmark_pages(zone), zone->managed_pages);
}

static void zones_have_marks(struct kunit *test)
{
	struct zone *zone;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid) expect_marks(test, zone);
}

/*
 * Traced, so that no list stands between the caller and the zone and every count is exact: one
 * flag after the other gets its share of the reserve and not a page more.
 */
static void gfp_opens_the_reserves(struct kunit *test)
{
	unsigned long min, half, least;
	struct zone *zone;
	LIST_HEAD(list);

	mm_test_boot_plain(test, true);
	zone = zone_of(ZONE_NORMAL);
	min = min_wmark_pages(zone);
	/* What is urgent leaves half, and where it cannot wait a quarter less than that. */
	half = min - min / 2;
	least = half - half / 4;

	KUNIT_EXPECT_GT(test, mm_test_eat(GFP_KERNEL | ONCE, 0, &list), 4ul * MAX_ORDER_NR_PAGES);
	KUNIT_EXPECT_EQ(test, zone->free_pages, min);
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_NOWAIT));
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_NOIO | ONCE));
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_USER | __GFP_RETRY_MAYFAIL | __GFP_NOWARN));
	KUNIT_EXPECT_EQ(test, mm_test_eat(GFP_KERNEL | __GFP_HIGH | ONCE, 0, &list), min - half);
	KUNIT_EXPECT_EQ(test, mm_test_eat(GFP_ATOMIC, 0, &list), half - least);
	KUNIT_EXPECT_EQ(test, mm_test_eat(GFP_ATOMIC, 0, &list), 0ul);
	KUNIT_EXPECT_EQ(
		test, mm_test_eat(GFP_KERNEL | __GFP_MEMALLOC | __GFP_NOMEMALLOC | ONCE, 0, &list),
		0ul);
	KUNIT_EXPECT_EQ(test, mm_test_eat(GFP_ATOMIC | __GFP_MEMALLOC, 0, &list), least);
	KUNIT_EXPECT_EQ(test, zone->free_pages, 0ul);
	KUNIT_EXPECT_EQ(test, page_check(), 0);
	mm_test_spit(0, &list);
}

/* What a scope says of the thread holds for every call in it. */
static void scope_opens_the_reserves(struct kunit *test)
{
	unsigned int scope;
	LIST_HEAD(list);

	mm_test_boot_plain(test, true);
	mm_test_eat(GFP_KERNEL | ONCE, 0, &list);
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_KERNEL | ONCE));
	scope = memalloc_noreclaim_save();
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_KERNEL | __GFP_NOMEMALLOC | ONCE));
	mm_test_eat(GFP_KERNEL | ONCE, 0, &list);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), 0ul);
	memalloc_noreclaim_restore(scope);
	mm_test_spit(0, &list);
}

/* Requests that could have been served higher leave a low zone its reserve. */
static void lowmem_reserve_keeps_dma(struct kunit *test)
{
	struct zone *dma, *normal;
	LIST_HEAD(list);
	LIST_HEAD(own);

	boot(test, PROFILE_PC32, MM_TEST_LOWMEM + 4 * MM_TEST_BLOCK, true);
	dma = zone_of(ZONE_DMA);
	normal = zone_of(ZONE_NORMAL);
	KUNIT_EXPECT_EQ(test, dma->lowmem_reserve[ZONE_DMA], 0ul);
	KUNIT_EXPECT_EQ(test, dma->lowmem_reserve[ZONE_NORMAL], normal->managed_pages / 256);
	/* Without a zone of their own, 32-bit devices' requests are ordinary ones. */
	KUNIT_EXPECT_EQ(test, dma->lowmem_reserve[ZONE_DMA32], dma->lowmem_reserve[ZONE_NORMAL]);
	KUNIT_EXPECT_EQ(test, dma->lowmem_reserve[ZONE_HIGHMEM] > dma->lowmem_reserve[ZONE_NORMAL],
			IS_ENABLED(CONFIG_HIGHMEM));
	mm_test_eat(GFP_KERNEL | ONCE, 0, &list);
	KUNIT_EXPECT_EQ(test, normal->free_pages, min_wmark_pages(normal));
	KUNIT_EXPECT_EQ(test, dma->free_pages,
			min_wmark_pages(dma) + dma->lowmem_reserve[ZONE_NORMAL]);
	/* The reserve is there for those who cannot go elsewhere. */
	KUNIT_EXPECT_EQ(test, mm_test_eat(GFP_DMA | ONCE, 0, &own),
			dma->lowmem_reserve[ZONE_NORMAL]);
	mm_test_spit(0, &own);
	mm_test_spit(0, &list);
}

/* ---- how hard -------------------------------------------------------------------------------- */

/* Leave pages free nowhere but in empty slabs. */
static struct kmem_cache *hide_pages(struct kunit *test, struct list_head *eaten)
{
	struct kmem_cache *s =
		kmem_cache_create("gfp_hidden", PAGE_SIZE / 2, 0, SLAB_NO_MERGE, NULL);
	void *objects[64];

	KUNIT_ASSERT_NOT_NULL(test, s);
	KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(s, GFP_KERNEL, 64, objects), 64);
	mm_test_eat(GFP_ATOMIC, 0, eaten);
	kmem_cache_free_bulk(s, 64, objects);
	mm_test_eat(GFP_ATOMIC, 0, eaten);
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_ATOMIC | __GFP_NOWARN));
	return s;
}

/* Who may not sleep does not reclaim; who may gets what others hold in store. */
static void gfp_says_who_reclaims(struct kunit *test)
{
	struct kmem_cache *s;
	struct page *page;
	LIST_HEAD(list);

	if (IS_ENABLED(CONFIG_SLOB))
		kunit_skip(test, "caches keep nothing that could be had back");
	mm_test_boot_plain(test, false);
	s = hide_pages(test, &list);
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_NOWAIT));
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_ATOMIC | __GFP_NOWARN));
	page = alloc_page(GFP_KERNEL | __GFP_HIGH);
	KUNIT_EXPECT_NOT_NULL(test, page);
	if (page)
		__free_page(page);
	mm_test_spit(0, &list);
	kmem_cache_destroy(s);
}

/* Words about a failure: order, flags by name, node, zones with their blocks. */
static void gfp_failure_is_told(struct kunit *test)
{
	const char *text;
	LIST_HEAD(list);
	u32 never = 0;

	mm_test_boot_plain(test, false);
	mm_test_eat(GFP_ATOMIC, 0, &list);
	/* Ten times a second at most. */
	port_wait(&never, 0, 110000000);
	capture_start();
	KUNIT_EXPECT_NULL(test, alloc_pages(GFP_ATOMIC | __GFP_ZERO, 2));
	text = capture_stop();
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, ": page allocation failure: order:2, mode:"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "(GFP_ATOMIC|__GFP_ZERO), nodemask=(null),"
						 "cpuset=/,mems_allowed=0\n"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "Call Trace:"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "Mem-Info:"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "Node 0 Normal free:"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "Node 0 Normal: "));
	port_wait(&never, 0, 110000000);
	capture_start();
	KUNIT_EXPECT_NULL(test, alloc_pages(GFP_ATOMIC | __GFP_NOWARN, 2));
	KUNIT_EXPECT_NULL(test, alloc_pages(GFP_NOWAIT, 2));
	KUNIT_EXPECT_STREQ(test, capture_stop(), "");
	mm_test_spit(0, &list);
}

/* ---- how ------------------------------------------------------------------------------------- */

static void gfp_flags_have_names(struct kunit *test)
{
	static const struct {
		gfp_t gfp;
		const char *text;
	} table[] = {
		{ 0, "0" },
		{ GFP_KERNEL, "GFP_KERNEL" },
		{ GFP_KERNEL | __GFP_ZERO, "GFP_KERNEL|__GFP_ZERO" },
		{ GFP_ATOMIC | __GFP_NOWARN, "GFP_ATOMIC|__GFP_NOWARN" },
		{ GFP_NOFS, "GFP_NOFS" },
		{ GFP_NOIO | __GFP_COMP, "GFP_NOIO|__GFP_COMP" },
		{ GFP_USER | GFP_DMA32, "GFP_USER|GFP_DMA32" },
		{ GFP_HIGHUSER_MOVABLE, "GFP_HIGHUSER_MOVABLE" },
		{ GFP_KERNEL_ACCOUNT, "GFP_KERNEL_ACCOUNT" },
		{ __GFP_THISNODE | __GFP_NOFAIL, "__GFP_NOFAIL|__GFP_THISNODE" },
		{ 1u << 30, "0x40000000" },
	};
	char text[128];

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		int n = gfp_flags_text(text, sizeof(text), table[i].gfp);

		KUNIT_EXPECT_STREQ(test, text, table[i].text);
		KUNIT_EXPECT_EQ(test, (size_t)n, strlen(table[i].text));
	}
	KUNIT_EXPECT_EQ(test, gfp_flags_text(text, 5, GFP_KERNEL), 4);
	KUNIT_EXPECT_STREQ(test, text, "GFP_");
}

static gfp_t event_gfp;

static void note_gfp(enum mm_event_kind kind, const void *id, size_t requested, size_t given,
		     gfp_t gfp)
{
	event_gfp = gfp;
}

static void ignore(enum mm_event_kind kind, const void *id)
{
}

/* The flags that the slow path worked by are those of the scope. */
static void scopes_take_flags_away(struct kunit *test)
{
	static const struct mm_tracer notes = { .alloc = note_gfp, .free = ignore };
	const struct mm_tracer *outer;
	unsigned int scope;

	mm_test_boot_plain(test, true);
	outer = mm_tracer;
	mm_tracer = &notes;
	__free_page(alloc_page(GFP_KERNEL));
	KUNIT_EXPECT_EQ(test, event_gfp, GFP_KERNEL);
	scope = memalloc_nofs_save();
	__free_page(alloc_page(GFP_KERNEL));
	KUNIT_EXPECT_EQ(test, event_gfp, GFP_NOFS);
	{
		unsigned int inner = memalloc_noio_save();

		__free_page(alloc_page(GFP_KERNEL));
		KUNIT_EXPECT_EQ(test, event_gfp, GFP_NOIO);
		memalloc_noio_restore(inner);
	}
	__free_page(alloc_page(GFP_KERNEL));
	KUNIT_EXPECT_EQ(test, event_gfp, GFP_NOFS);
	memalloc_nofs_restore(scope);
	__free_page(alloc_page(GFP_KERNEL));
	KUNIT_EXPECT_EQ(test, event_gfp, GFP_KERNEL);
	mm_tracer = outer;
}

/* In atomic context a request that may sleep is a mistake; one that may not is fine. */
static void atomic_context_may_not_sleep(struct kunit *test)
{
	struct page *page;

	mm_test_boot_plain(test, true);
	preempt_disable();
	page = alloc_page(GFP_ATOMIC);
	preempt_enable();
	KUNIT_ASSERT_NOT_NULL(test, page);
	__free_page(page);
	MM_TEST_ONE_REPORT(test, "BUG: sleeping function called from invalid context at ", {
		preempt_disable();
		page = alloc_page(GFP_KERNEL);
		preempt_enable();
	});
	KUNIT_ASSERT_NOT_NULL(test, page);
	__free_page(page);
}

/* What is only said for the allocator's good, or for accounts, changes nothing in the block. */
static void gfp_hints(struct kunit *test)
{
	static const gfp_t hints[] = { __GFP_COLD,    __GFP_HARDWALL,	   __GFP_WRITE,
				       __GFP_ACCOUNT, __GFP_RECLAIMABLE,   __GFP_MOVABLE,
				       __GFP_NORETRY, __GFP_RETRY_MAYFAIL, __GFP_NOFAIL };

	mm_test_boot_plain(test, false);
	for (size_t i = 0; i < ARRAY_SIZE(hints); i++)
		for (unsigned int order = 0; order <= min(4, MAX_PAGE_ORDER); order++) {
			struct page *page =
				alloc_pages(GFP_KERNEL | __GFP_NOWARN | hints[i], order);

			KUNIT_ASSERT_NOT_NULL(test, page);
			KUNIT_EXPECT_EQ(test, page_block_order(page), order);
			KUNIT_EXPECT_EQ(test, page_zonenum(page), ZONE_NORMAL);
			__free_pages(page, order);
		}
}

/* ---- __GFP_NOFAIL waits ---------------------------------------------------------------------- */

struct nofail {
	struct list_head all;
	struct page *page;
	u32 asked;
	bool noreclaim;
};

static void ask_or_give(void *arg, unsigned int index)
{
	struct nofail *n = arg;
	unsigned int scope;
	u32 never = 0;

	if (index) {
		scope = n->noreclaim ? memalloc_noreclaim_save() : 0;
		WRITE_ONCE(n->asked, 1);
		n->page = alloc_page(GFP_KERNEL | __GFP_NOFAIL);
		memalloc_noreclaim_restore(scope);
		return;
	}
	while (!READ_ONCE(n->asked))
		port_yield();
	port_wait(&never, 0, 20000000);
	mm_test_spit(0, &n->all);
}

static void wait_for_another(struct kunit *test, bool noreclaim)
{
	struct nofail n = { .noreclaim = noreclaim };

	INIT_LIST_HEAD(&n.all);
	mm_test_boot_plain(test, false);
	mm_test_eat(GFP_KERNEL | __GFP_MEMALLOC | ONCE, 0, &n.all);
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_KERNEL | __GFP_NOWARN));
	KUNIT_ASSERT_EQ(test, test_parallel(2, ask_or_give, &n), 0);
	KUNIT_ASSERT_NOT_NULL(test, n.page);
	__free_page(n.page);
}

static void gfp_nofail_waits(struct kunit *test)
{
	wait_for_another(test, false);
}

/* Who may not reclaim can only wait for what others give back. */
static void gfp_nofail_waits_in_noreclaim(struct kunit *test)
{
	wait_for_another(test, true);
}

static struct kunit_case gfp_cases[] = {
	KUNIT_CASE(gfp_names_a_zone),
	KUNIT_CASE(gfp_combinations),
	KUNIT_CASE(gfp_dma_never_climbs),
	KUNIT_CASE(gfp_high_falls_to_normal_to_dma),
	KUNIT_CASE(gfp_opens_the_reserves),
	KUNIT_CASE(scope_opens_the_reserves),
	KUNIT_CASE(lowmem_reserve_keeps_dma),
	KUNIT_CASE(gfp_says_who_reclaims),
	KUNIT_CASE(gfp_failure_is_told),
	KUNIT_CASE(gfp_flags_have_names),
	KUNIT_CASE(scopes_take_flags_away),
	KUNIT_CASE(atomic_context_may_not_sleep),
	KUNIT_CASE(gfp_hints),
	KUNIT_CASE(gfp_nofail_waits),
	KUNIT_CASE(gfp_nofail_waits_in_noreclaim),
	{},
};

static struct kunit_suite gfp_suite = {
	.name = "gfp",
	.test_cases = gfp_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
	.attr.concurrent = true,
};

static struct kunit_case watermark_cases[] = {
	KUNIT_CASE_PARAM(zones_have_marks, mm_test_worlds_gen_params),
	{},
};

static struct kunit_suite watermark_suite = {
	.name = "watermark",
	.init = mm_test_init,
	.test_cases = watermark_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suites(&gfp_suite, &watermark_suite);
