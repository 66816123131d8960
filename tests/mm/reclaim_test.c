// SPDX-License-Identifier: MIT
/*
 * Reclaim by those who need pages: how often each kind of request tries, what scopes take away,
 * write-back back ends.  What each flag changes is in flags_reclaim_test.c.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/pageblock-flags.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/shrinker.h>
#include <linux/string.h>
#include <linux/swap.h>
#include <linux/vmstat.h>
#include <linux/writeback.h>
#include <mm/reclaim/reclaim.h>
#include <tests/mm/mm_test.h>

#define QUIETLY (GFP_KERNEL | __GFP_NOWARN)

static LIST_HEAD(eaten);

static int reclaim_test_init(struct kunit *test)
{
	mm_test_boot_plain(test, true);
	INIT_LIST_HEAD(&eaten);
	return 0;
}

/* As far down as one gets who may not sleep. */
static void exhaust(struct kunit *test)
{
	const struct zone *zone = &NODE_DATA(0)->node_zones[ZONE_NORMAL];

	mm_test_eat(GFP_ATOMIC, 0, &eaten);
	KUNIT_ASSERT_LT(test, zone->free_pages, min_wmark_pages(zone));
}

/* Free enough for ordinary requests. */
static void relieve(void)
{
	unsigned long pages = high_wmark_pages(&NODE_DATA(0)->node_zones[ZONE_NORMAL]);

	while (pages-- && !list_empty(&eaten)) {
		struct page *page = list_first_entry(&eaten, struct page, lru);

		list_del(&page->lru);
		__free_page(page);
	}
}

static unsigned long event(enum vm_event_item item)
{
	unsigned long all[NR_VM_EVENT_ITEMS];

	all_vm_events(all);
	return all[item];
}

/* ---- rounds ---------------------------------------------------------------------------------- */

/**
 * struct ghost - a shrinker of objects that are nowhere.
 * @rounds: times it was asked at the lowest priority, when all are asked for.
 * @claims: it says it freed them.
 */
static struct ghost {
	struct shrinker s;
	unsigned long counts;
	gfp_t gfp;
	bool claims;
} ghost;

static unsigned long ghost_count(struct shrinker *s, struct shrink_control *sc)
{
	ghost.counts++;
	ghost.gfp = sc->gfp_mask;
	return SHRINK_BATCH;
}

static unsigned long ghost_scan(struct shrinker *s, struct shrink_control *sc)
{
	return ghost.claims ? sc->nr_to_scan : SHRINK_STOP;
}

static void ghost_appears(struct kunit *test, unsigned int flags, bool claims)
{
	memset(&ghost, 0, sizeof(ghost));
	ghost.s.count_objects = ghost_count;
	ghost.s.scan_objects = ghost_scan;
	ghost.s.seeks = DEFAULT_SEEKS;
	ghost.s.flags = flags;
	ghost.claims = claims;
	KUNIT_ASSERT_EQ(test, register_shrinker(&ghost.s, "ghost"), 0);
}

/* A round is all priorities, in which nothing was enough. */
static unsigned long rounds_of(gfp_t gfp, unsigned int order)
{
	struct page *page;

	ghost.counts = 0;
	page = alloc_pages(gfp | __GFP_NOWARN, order);
	if (page)
		__free_pages(page, order);
	return page ? 0 : ghost.counts / (DEF_PRIORITY + 1);
}

/*
 * How often each kind of request tries where nothing comes: a few times where nobody has anything,
 * and long where somebody says that there will be something.
 */
static void requests_try_as_they_should(struct kunit *test)
{
	static const struct {
		gfp_t gfp;
		unsigned int order;
		unsigned long hopeless, claimed;
	} table[] = {
		{ GFP_KERNEL, 0, 4, 128 },
		{ GFP_KERNEL, 3, 4, 128 },
		{ GFP_NOFS, 0, 8, 256 },
		{ GFP_NOIO, 0, 8, 256 },
		{ GFP_KERNEL | __GFP_RETRY_MAYFAIL, 0, 4, 128 },
		{ GFP_KERNEL | __GFP_NORETRY, 0, 1, 1 },
		{ GFP_KERNEL, 4, 1, 1 },
		{ GFP_KERNEL | __GFP_NORETRY, 4, 1, 1 },
		{ GFP_KERNEL | __GFP_RETRY_MAYFAIL, 4, 1, 8 },
		{ GFP_ATOMIC, 0, 0, 0 },
		{ GFP_NOWAIT, 0, 0, 0 },
		{ GFP_KERNEL | __GFP_MEMALLOC | __GFP_NOMEMALLOC, 0, 4, 128 },
	};

	exhaust(test);
	ghost_appears(test, 0, false);
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		ghost.claims = false;
		KUNIT_EXPECT_EQ_MSG(test, rounds_of(table[i].gfp, table[i].order),
				    table[i].hopeless, "flags %#x, order %u, hopeless",
				    table[i].gfp, table[i].order);
		ghost.claims = true;
		KUNIT_EXPECT_EQ_MSG(test, rounds_of(table[i].gfp, table[i].order), table[i].claimed,
				    "flags %#x, order %u, claimed", table[i].gfp, table[i].order);
	}
	unregister_shrinker(&ghost.s);
	mm_test_spit(0, &eaten);
}

/* ---- scopes ---------------------------------------------------------------------------------- */

/* What is asked in a scope, and what the request looked like by then. */
static void scopes_reach_reclaim(struct kunit *test)
{
	unsigned int scope;

	exhaust(test);
	ghost_appears(test, 0, false);
	rounds_of(GFP_KERNEL, 0);
	KUNIT_EXPECT_EQ(test, ghost.gfp, QUIETLY);
	scope = memalloc_nofs_save();
	rounds_of(GFP_KERNEL, 0);
	KUNIT_EXPECT_EQ(test, ghost.gfp, GFP_NOFS | __GFP_NOWARN);
	memalloc_nofs_restore(scope);
	scope = memalloc_noio_save();
	rounds_of(GFP_KERNEL, 0);
	KUNIT_EXPECT_EQ(test, ghost.gfp, GFP_NOIO | __GFP_NOWARN);
	memalloc_noio_restore(scope);
	rounds_of(GFP_KERNEL, 0);
	KUNIT_EXPECT_EQ(test, ghost.gfp, QUIETLY);
	unregister_shrinker(&ghost.s);
	mm_test_spit(0, &eaten);
}

/* Its needs hold in scopes, too. */
static void scopes_keep_shrinkers_out(struct kunit *test)
{
	unsigned int scope;

	exhaust(test);
	ghost_appears(test, SHRINKER_NEEDS_FS, false);
	KUNIT_EXPECT_GT(test, rounds_of(GFP_KERNEL, 0), 0ul);
	scope = memalloc_nofs_save();
	rounds_of(GFP_KERNEL, 0);
	KUNIT_EXPECT_EQ(test, ghost.counts, 0ul);
	memalloc_nofs_restore(scope);
	ghost.s.flags = SHRINKER_NEEDS_IO | SHRINKER_REGISTERED;
	scope = memalloc_nofs_save();
	KUNIT_EXPECT_GT(test, rounds_of(GFP_KERNEL, 0), 0ul);
	memalloc_nofs_restore(scope);
	scope = memalloc_noio_save();
	rounds_of(GFP_KERNEL, 0);
	KUNIT_EXPECT_EQ(test, ghost.counts, 0ul);
	memalloc_noio_restore(scope);
	unregister_shrinker(&ghost.s);
	mm_test_spit(0, &eaten);
}

/* Nothing is reclaimed, everything may be used; set by the call, or in current->flags by hand. */
static void noreclaim_scope(struct kunit *test)
{
	bool by_hand = false;

	exhaust(test);
	ghost_appears(test, 0, true);
	do {
		unsigned int scope = by_hand ? 0 : memalloc_noreclaim_save();
		struct page *page;

		if (by_hand)
			current->flags |= PF_MEMALLOC;
		ghost.counts = 0;
		page = alloc_page(QUIETLY);
		KUNIT_EXPECT_NOT_NULL(test, page);
		KUNIT_EXPECT_NULL(test, alloc_page(QUIETLY | __GFP_NOMEMALLOC));
		KUNIT_EXPECT_EQ(test, ghost.counts, 0ul);
		if (page)
			__free_page(page);
		if (by_hand)
			current->flags &= ~PF_MEMALLOC;
		else
			memalloc_noreclaim_restore(scope);
		KUNIT_EXPECT_EQ(test, memalloc_flags(), 0u);
		by_hand = !by_hand;
	} while (by_hand);
	unregister_shrinker(&ghost.s);
	mm_test_spit(0, &eaten);
}

/* ---- mixing ---------------------------------------------------------------------------------- */

/* Where the normal zone has room in blocks of movable pages only: DMA32 before that. */
static void unmovable_pages_keep_apart(struct kunit *test)
{
	struct mm_test_world world = {
		.config = { .profile = PROFILE_PC64, .memory = SZ_4G + 16 * MM_TEST_BLOCK },
		.traced = true,
	};
	struct page *page, *next;
	struct zone *normal;
	bool spare = false;

	for (int mixed = 0; mixed < 2; mixed++) {
		world.config.nodes = 1;
		world.config.no_grouping = mixed;
		mm_test_halt(test);
		mm_test_boot(test, &world);
		normal = &NODE_DATA(0)->node_zones[ZONE_NORMAL];
		while ((page = alloc_page(GFP_KERNEL | __GFP_MOVABLE)) &&
		       page_zonenum(page) == ZONE_NORMAL)
			list_add(&page->lru, &eaten);
		KUNIT_ASSERT_NOT_NULL(test, page);
		__free_page(page);
		list_for_each_entry_safe(page, next, &eaten, lru) {
			spare = !spare;
			if (spare) {
				list_del(&page->lru);
				__free_page(page);
			}
		}
		KUNIT_EXPECT_GT(test, normal->free_pages, 2 * high_wmark_pages(normal));
		/* The blocks it has for such pages may have some left. */
		for (int i = 0; i < 1000; i++) {
			page = alloc_page(GFP_KERNEL);
			KUNIT_ASSERT_NOT_NULL(test, page);
			list_add(&page->lru, &eaten);
			if (page_zonenum(page) != ZONE_NORMAL)
				break;
			KUNIT_ASSERT_EQ(test, get_pageblock_migratetype(page), MIGRATE_UNMOVABLE);
		}
		KUNIT_EXPECT_EQ(test, page_zonenum(page), mixed ? ZONE_NORMAL : ZONE_DMA32);
		page = alloc_page(GFP_KERNEL | __GFP_MOVABLE);
		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_EQ(test, page_zonenum(page), ZONE_NORMAL);
		__free_page(page);
		mm_test_spit(0, &eaten);
	}
}

/* ---- __GFP_NOFAIL ---------------------------------------------------------------------------- */

static void *alloc_in_interrupt(void)
{
	void *p;

	preempt_disable();
	p = alloc_page(GFP_ATOMIC | __GFP_NOFAIL);
	preempt_enable();
	return p;
}

/* It says so once, and a block of any order is given all the same. */
static void nofail_is_warned_of(struct kunit *test)
{
	struct page *page = NULL;

	MM_TEST_ONE_REPORT(test, "__GFP_NOFAIL for a block of order 2",
			   page = alloc_pages(GFP_KERNEL | __GFP_NOFAIL, 2));
	KUNIT_ASSERT_NOT_NULL(test, page);
	__free_pages(page, 2);
	page = alloc_pages(GFP_KERNEL | __GFP_NOFAIL, 3);
	KUNIT_ASSERT_NOT_NULL(test, page);
	__free_pages(page, 3);
	page = alloc_pages(GFP_KERNEL | __GFP_NOFAIL, 1);
	__free_pages(page, 1);
	MM_TEST_ONE_REPORT(test, "__GFP_NOFAIL in a request that may not sleep",
			   page = alloc_in_interrupt());
	KUNIT_ASSERT_NOT_NULL(test, page);
	__free_page(page);
	exhaust(test);
	KUNIT_EXPECT_NULL(test, alloc_page(GFP_ATOMIC | __GFP_NOFAIL | __GFP_NOWARN));
	mm_test_spit(0, &eaten);
}

/* ---- write-back ------------------------------------------------------------------------------ */

/* A request without hope asks 13 times a round, in 16 rounds. */
#define LATE_ASKS (2 * 13 * 16ul)

/**
 * struct disk - pages that must be written to be freed.
 * @late: each time, the writing of one page begins; the LATE_ASKS-th time, some of it has ended.
 */
static struct disk {
	struct writeback_backend b;
	struct list_head pages;
	unsigned long has, asked, most;
	gfp_t gfp;
	bool late;
} disk;

static unsigned long disk_pages(struct writeback_backend *b, int nid)
{
	return READ_ONCE(disk.has);
}

static unsigned long disk_write(struct writeback_backend *b, struct writeback_work *work)
{
	unsigned long n = 0;

	disk.asked++;
	disk.most = max(disk.most, work->nr_to_write);
	disk.gfp = work->gfp_mask;
	for (; n < (disk.late ? 1 : work->nr_to_write) && disk.has; n++) {
		struct page *page = list_first_entry(&disk.pages, struct page, lru);

		disk.has--;
		list_del(&page->lru);
		if (disk.late)
			list_add(&page->lru, &eaten);
		else
			__free_page(page);
	}
	if (!disk.late)
		work->nr_freed = n;
	else if (disk.asked == LATE_ASKS)
		relieve();
	return n;
}

static void disk_open(struct kunit *test, unsigned int needs, bool late)
{
	unsigned long pages = 4 * high_wmark_pages(&NODE_DATA(0)->node_zones[ZONE_NORMAL]);

	memset(&disk, 0, sizeof(disk));
	INIT_LIST_HEAD(&disk.pages);
	while (disk.has < pages) {
		struct page *page = alloc_page(GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, page);
		list_add(&page->lru, &disk.pages);
		disk.has++;
	}
	disk.late = late;
	disk.b = (struct writeback_backend){
		.name = "disk", .needs = needs, .pages = disk_pages, .write = disk_write
	};
	KUNIT_ASSERT_EQ(test, writeback_register(&disk.b), 0);
	exhaust(test);
}

static void disk_close(void)
{
	writeback_unregister(&disk.b);
	mm_test_spit(0, &disk.pages);
	mm_test_spit(0, &eaten);
}

static void writeback_frees_pages(struct kunit *test)
{
	struct page *page;

	disk_open(test, 0, false);
	page = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	__free_page(page);
	KUNIT_EXPECT_GT(test, disk.asked, 0ul);
	/* A few at a time. */
	KUNIT_EXPECT_LE(test, disk.most, SWAP_CLUSTER_MAX);
	KUNIT_EXPECT_EQ(test, disk.gfp, GFP_KERNEL);
	KUNIT_EXPECT_GE(test, event(PGSCAN_DIRECT), SWAP_CLUSTER_MAX);
	KUNIT_EXPECT_GE(test, event(PGSTEAL_DIRECT), SWAP_CLUSTER_MAX);
	KUNIT_EXPECT_EQ(test, event(PGSTEAL_KSWAPD), 0ul);
	disk_close();
}

/* Not for those who may not do what it needs. */
static void writeback_has_needs(struct kunit *test)
{
	static const struct {
		unsigned int needs;
		gfp_t gfp;
		u32 scope;
		bool asked;
	} table[] = {
		{ WRITEBACK_NEEDS_IO, GFP_KERNEL, 0, true },
		{ WRITEBACK_NEEDS_IO, GFP_NOFS, 0, true },
		{ WRITEBACK_NEEDS_IO, GFP_NOIO, 0, false },
		{ WRITEBACK_NEEDS_IO, GFP_KERNEL, PF_MEMALLOC_NOFS, true },
		{ WRITEBACK_NEEDS_IO, GFP_KERNEL, PF_MEMALLOC_NOIO, false },
		{ WRITEBACK_NEEDS_FS, GFP_KERNEL, 0, true },
		{ WRITEBACK_NEEDS_FS, GFP_NOFS, 0, false },
		{ WRITEBACK_NEEDS_FS, GFP_NOIO, 0, false },
		{ WRITEBACK_NEEDS_FS, GFP_KERNEL, PF_MEMALLOC_NOFS, false },
		{ WRITEBACK_NEEDS_FS, GFP_KERNEL, PF_MEMALLOC_NOIO, false },
		{ 0, GFP_NOIO, 0, true },
		{ 0, GFP_NOWAIT, 0, false },
	};

	disk_open(test, 0, false);
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		unsigned int scope = memalloc_flags_save(table[i].scope);
		struct page *page;

		disk.b.needs = table[i].needs;
		disk.asked = 0;
		page = alloc_page(table[i].gfp | __GFP_NOWARN);
		KUNIT_EXPECT_EQ_MSG(test, !!page, table[i].asked, "row %zu", i);
		KUNIT_EXPECT_EQ_MSG(test, disk.asked != 0, table[i].asked, "row %zu", i);
		memalloc_flags_restore(scope);
		if (page)
			list_add(&page->lru, &eaten);
		exhaust(test);
	}
	disk_close();
}

/* Who waits for writing to end gets on when it does, later than one without hope gives up. */
static void writeback_is_waited_for(struct kunit *test)
{
	struct page *page;

	disk_open(test, 0, true);
	page = alloc_page(GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, page);
	KUNIT_EXPECT_GE(test, disk.asked, LATE_ASKS);
	if (page)
		__free_page(page);
	disk_close();
}

static void writeback_mistakes(struct kunit *test)
{
	struct writeback_backend none = { .name = "none" };

	MM_TEST_ONE_REPORT(test, "none has no functions",
			   KUNIT_EXPECT_EQ(test, writeback_register(&none), -EINVAL));
	MM_TEST_ONE_REPORT(test, "none is not registered", writeback_unregister(&none));
	disk_open(test, 0, false);
	MM_TEST_ONE_REPORT(test, "disk is registered already",
			   KUNIT_EXPECT_EQ(test, writeback_register(&disk.b), -EINVAL));
	disk_close();
}

static struct kunit_case reclaim_cases[] = {
	KUNIT_CASE(requests_try_as_they_should),
	KUNIT_CASE(scopes_reach_reclaim),
	KUNIT_CASE(scopes_keep_shrinkers_out),
	KUNIT_CASE(noreclaim_scope),
	KUNIT_CASE(unmovable_pages_keep_apart),
	KUNIT_CASE(nofail_is_warned_of),
	KUNIT_CASE(writeback_frees_pages),
	KUNIT_CASE(writeback_has_needs),
	KUNIT_CASE(writeback_is_waited_for),
	KUNIT_CASE(writeback_mistakes),
	{},
};

static struct kunit_suite reclaim_suite = {
	.name = "reclaim",
	.init = reclaim_test_init,
	.test_cases = reclaim_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};

kunit_test_suite(reclaim_suite);
