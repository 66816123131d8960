// SPDX-License-Identifier: MIT
/*
 * Sections: machines that grow by themselves, and memory added and taken away by hand.
 *
 * What a case does ends with as much free memory as it began with, plus what the machine has grown
 * by: settled() says so to mm_test.
 */
#include <linux/memory.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <mm/page/page.h>
#include <tests/mm/mm_test.h>
#include <tests/mm/nth_failure.h>
#include <tests/parallel.h>

#define SECTION PORT_SECTION_BYTES

/* Takes what there is, and does not wait for more. */
#define GFP_GREEDY (GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN)

static const struct mm_test_world worlds[] = {
	{ .name = "one node",
	  .config = { .profile = PROFILE_PC64,
		      .memory = SECTION,
		      .max_memory = 5 * SECTION,
		      .nodes = 1 } },
	{ .name = "3 nodes, 4 cpus",
	  .config = { .profile = PROFILE_PC64,
		      .memory = 3 * SECTION,
		      .max_memory = 9 * SECTION,
		      .nodes = 3,
		      .cpus = 4 } },
	{ .name = "a limit that is no whole section",
	  .config = { .profile = PROFILE_PC64,
		      .memory = SECTION / 2,
		      .max_memory = 3 * SECTION + 5 * MM_TEST_BLOCK + 3 * PAGE_SIZE,
		      .nodes = 1 } },
	{ .name = "one zone",
	  .config = { .profile = PROFILE_NOMMU,
		      .memory = 2 * SECTION,
		      .max_memory = 5 * SECTION,
		      .nodes = 1 } },
	{ .name = "a movable zone",
	  .config = { .profile = PROFILE_PC64,
		      .memory = SECTION,
		      .max_memory = 6 * SECTION,
		      .movable = 3 * SECTION / 2,
		      .nodes = 1 } },
	{ .name = "a CMA area",
	  .config = { .profile = PROFILE_PC64,
		      .memory = 2 * SECTION,
		      .max_memory = 4 * SECTION,
		      .cma = 2 * MM_TEST_BLOCK,
		      .nodes = 1 } },
	{ .name = "traced",
	  .config = { .profile = PROFILE_PC64,
		      .memory = SECTION,
		      .max_memory = 4 * SECTION,
		      .nodes = 1 },
	  .traced = true },
};

static const struct mm_test_world one_zone = {
	.config = { .profile = PROFILE_NOMMU, .memory = 4 * SECTION, .nodes = 1 },
};

static unsigned long total_at_boot;

static const void *worlds_gen_params(const void *prev, char *desc)
{
	const struct mm_test_world *next = prev ? (const struct mm_test_world *)prev + 1 : worlds;

	if (next == worlds + ARRAY_SIZE(worlds))
		return NULL;
	strscpy(desc, next->name, KUNIT_PARAM_DESC_SIZE);
	return next;
}

static void boot(struct kunit *test, const struct mm_test_world *world)
{
	mm_test_boot(test, world);
	total_at_boot = totalram_pages();
}

/* The machine has grown, for good. */
static void settled(void)
{
	mm_test_lose(total_at_boot - totalram_pages());
}

/* Frames online by the sections' bits, which must be what the zones count. */
static unsigned long frames_online(void)
{
	unsigned long n = 0;

	for (unsigned long pfn = 0; pfn < max_pfn; pfn++)
		n += pfn_to_online_page(pfn) != NULL;
	return n;
}

static unsigned long present(void)
{
	unsigned long n = 0;
	struct zone *zone;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid) n += zone->present_pages;
	return n;
}

static struct zone *zone_named(int nid, enum zone_type type)
{
	return &NODE_DATA(nid)->node_zones[type];
}

/* ---- by demand ------------------------------------------------------------------------------- */

/* Block by block to the limit, with proof at every step, and then no further. */
static void section_grows_to_its_limit(struct kunit *test)
{
	unsigned long total, steps = 0;
	struct page *page;
	LIST_HEAD(taken);

	boot(test, test->param_value);
	KUNIT_EXPECT_LT(test, total_at_boot, sections_limit());
	KUNIT_EXPECT_EQ(test, present(), frames_online());
	total = total_at_boot;
	while ((page = alloc_pages(GFP_GREEDY | GFP_HIGHUSER_MOVABLE, 5))) {
		list_add(&page->lru, &taken);
		KUNIT_EXPECT_NOT_NULL(test, pfn_to_online_page(page_to_pfn(page)));
		if (totalram_pages() == total)
			continue;
		KUNIT_EXPECT_LE(test, totalram_pages() - total, PAGES_PER_SECTION);
		total = totalram_pages();
		steps++;
		KUNIT_ASSERT_EQ(test, mm_check(), 0);
	}
	KUNIT_EXPECT_EQ(test, totalram_pages(), sections_limit());
	KUNIT_EXPECT_GE(test, steps, 2ul);
	KUNIT_EXPECT_EQ(test, present(), frames_online());
	mm_test_spit(5, &taken);
	KUNIT_EXPECT_EQ(test, totalram_pages(), sections_limit());
	settled();
}

/* A request that cannot sleep makes it grow, too. */
static void section_grows_for_atomic(struct kunit *test)
{
	unsigned long n;
	LIST_HEAD(taken);

	boot(test, &worlds[0]);
	n = mm_test_eat(GFP_ATOMIC | __GFP_NOWARN, MAX_PAGE_ORDER, &taken);
	KUNIT_EXPECT_EQ(test, totalram_pages(), sections_limit());
	KUNIT_EXPECT_GT(test, n << MAX_PAGE_ORDER, total_at_boot);
	mm_test_spit(MAX_PAGE_ORDER, &taken);
	settled();
}

/* Nothing but what is asked for grows: of a node, by flag and by mask; and of a zone. */
static void section_grows_where_asked(struct kunit *test)
{
	unsigned long others;
	struct page *page;
	nodemask_t mask;
	LIST_HEAD(taken);

	boot(test, &worlds[1]);
	others = NODE_DATA(0)->node_present_pages + NODE_DATA(2)->node_present_pages;
	while ((page = alloc_pages_node(1, GFP_GREEDY | __GFP_THISNODE, MAX_PAGE_ORDER))) {
		KUNIT_EXPECT_EQ(test, page_to_nid(page), 1);
		list_add(&page->lru, &taken);
	}
	KUNIT_EXPECT_EQ(test, NODE_DATA(1)->node_present_pages, 3 * PAGES_PER_SECTION);
	KUNIT_EXPECT_EQ(test, NODE_DATA(0)->node_present_pages + NODE_DATA(2)->node_present_pages,
			others);
	nodes_clear(mask);
	node_set(2, mask);
	while ((page = __alloc_pages(GFP_GREEDY, MAX_PAGE_ORDER, 0, &mask))) {
		KUNIT_EXPECT_EQ(test, page_to_nid(page), 2);
		list_add(&page->lru, &taken);
	}
	KUNIT_EXPECT_EQ(test, NODE_DATA(0)->node_present_pages, PAGES_PER_SECTION);
	KUNIT_EXPECT_GT(test, NODE_DATA(2)->node_present_pages, PAGES_PER_SECTION);
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	mm_test_spit(MAX_PAGE_ORDER, &taken);
	settled();
}

/* High memory for those that can use it; low memory for the others, and only as far as it goes. */
static void section_grows_by_zone(struct kunit *test)
{
	static const struct mm_test_world world = {
		.config = { .profile = PROFILE_PC32,
			    .memory = SECTION,
			    .max_memory = MM_TEST_LOWMEM + 2 * SECTION,
			    .nodes = 1 },
	};
	const gfp_t dma = (GFP_GREEDY & ~__GFP_DIRECT_RECLAIM) | GFP_DMA;
	struct zone *low, *high;
	unsigned long before;
	struct page *page;
	LIST_HEAD(taken);

	if (!IS_ENABLED(CONFIG_HIGHMEM))
		kunit_skip(test, "no high memory");
	boot(test, &world);
	low = zone_named(0, ZONE_NORMAL);
	high = zone_named(0, ZONE_HIGHMEM);
	KUNIT_EXPECT_EQ(test, high->present_pages, 0ul);
	KUNIT_EXPECT_EQ(test, high->spanned_pages,
			PHYS_PFN(mm_test_ram_end(~0ull) - MM_TEST_LOWMEM));
	while ((page = alloc_pages(dma, 3)))
		list_add(&page->lru, &taken);
	KUNIT_EXPECT_EQ(test, totalram_pages(), total_at_boot);
	mm_test_spit(3, &taken);
	before = low->present_pages;
	/* High memory is what the zonelist begins with: it comes first, and comes whole. */
	while (low->present_pages == before) {
		page = alloc_pages(GFP_GREEDY | __GFP_HIGHMEM, MAX_PAGE_ORDER);
		KUNIT_ASSERT_NOT_NULL(test, page);
		list_add(&page->lru, &taken);
	}
	KUNIT_EXPECT_EQ(test, high->present_pages, high->spanned_pages);
	mm_test_eat(GFP_GREEDY, MAX_PAGE_ORDER, &taken);
	KUNIT_EXPECT_EQ(test, totalram_pages(), sections_limit());
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	mm_test_spit(MAX_PAGE_ORDER, &taken);
	settled();
}

/* Above the hole below 4 GiB first, as a zonelist does; and nothing is ever found in the hole. */
static void section_grows_around_the_hole(struct kunit *test)
{
	static const struct mm_test_world world = {
		.config = { .profile = PROFILE_PC64,
			    .memory = SECTION,
			    .max_memory = SZ_2G + SZ_1G + 2 * SECTION,
			    .nodes = 1 },
	};
	const unsigned long hole = PHYS_PFN(3ull << 30), end = PHYS_PFN(4ull << 30);
	struct zone *narrow, *wide;
	unsigned long n = 0;
	struct page *page;
	LIST_HEAD(taken);

	boot(test, &world);
	narrow = zone_named(0, ZONE_DMA32);
	wide = zone_named(0, ZONE_NORMAL);
	KUNIT_EXPECT_EQ(test, wide->present_pages, 0ul);
	KUNIT_EXPECT_EQ(test, wide->zone_start_pfn, end);
	while ((page = alloc_pages(GFP_GREEDY, MAX_PAGE_ORDER)) && n++ < 2000) {
		list_add(&page->lru, &taken);
		KUNIT_EXPECT_TRUE(test, page_to_pfn(page) < hole || page_to_pfn(page) >= end);
		if (narrow->present_pages > 2 * PAGES_PER_SECTION)
			break;
	}
	KUNIT_EXPECT_EQ(test, wide->present_pages, wide->spanned_pages);
	KUNIT_EXPECT_GT(test, narrow->present_pages, PAGES_PER_SECTION);
	for (unsigned long pfn = hole; pfn < end; pfn += PAGES_PER_SECTION)
		KUNIT_EXPECT_NULL(test, pfn_to_online_page(pfn));
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	mm_test_spit(MAX_PAGE_ORDER, &taken);
	settled();
}

/* More than there is, and no more than there can be. */
static void section_grows_for_vmalloc(struct kunit *test)
{
	const size_t size = 3 * SECTION;
	bool whole = true;
	char *p;

	if (!IS_ENABLED(CONFIG_MMU))
		kunit_skip(test, "nothing can be mapped");
	boot(test, &worlds[0]);
	p = vmalloc(size);
	KUNIT_ASSERT_NOT_NULL(test, p);
	for (size_t at = 0; at < size; at += PAGE_SIZE)
		*(size_t *)(p + at) = at;
	for (size_t at = 0; at < size; at += PAGE_SIZE)
		whole &= *(size_t *)(p + at) == at;
	KUNIT_EXPECT_TRUE(test, whole);
	KUNIT_EXPECT_GT(test, totalram_pages(), 3 * PAGES_PER_SECTION);
	vfree(p);
	KUNIT_EXPECT_NULL(test, __vmalloc(2 * size, GFP_KERNEL | __GFP_NOWARN));
	settled();
}

/* What is asked of a machine that does not grow changes nothing. */
static void section_fixed(struct kunit *test)
{
	LIST_HEAD(taken);

	boot(test, &one_zone);
	KUNIT_EXPECT_EQ(test, total_at_boot, sections_limit());
	mm_test_eat(GFP_GREEDY, MAX_PAGE_ORDER, &taken);
	KUNIT_EXPECT_EQ(test, totalram_pages(), total_at_boot);
	mm_test_spit(MAX_PAGE_ORDER, &taken);
}

static void section_impossible(struct kunit *test)
{
	struct machine_config config = { .nodes = 2, .memory = 4 * SECTION, .quiet = true };

	config.max_memory = config.memory - PAGE_SIZE;
	KUNIT_EXPECT_EQ(test, machine_boot(&config), -EINVAL);
	KUNIT_EXPECT_TRUE(test, strstr(machine_error(), "cannot be limited to "));
	config.memory = config.max_memory = 2 * SECTION - PAGE_SIZE;
	KUNIT_EXPECT_EQ(test, machine_boot(&config), -EINVAL);
	KUNIT_EXPECT_TRUE(test, strstr(machine_error(), "to grow to are too few for 2 nodes"));
	config.memory = config.max_memory = 2 * SECTION;
	KUNIT_EXPECT_EQ(test, machine_boot(&config), 0);
	KUNIT_EXPECT_EQ(test, totalram_pages(), sections_limit());
	machine_halt();
}

/* The proof notices what is wrong. */
static void section_checked(struct kunit *test)
{
	struct pglist_data *node;

	boot(test, &worlds[3]);
	node = NODE_DATA(0);
	node->node_present_pages++;
	MM_TEST_NOTICED(test, page_check, "node_present_pages is not the sum of its zones");
	node->node_zones[ZONE_NORMAL].present_pages++;
	MM_TEST_NOTICED(test, page_check, "present_pages is not its online sections");
	node->node_present_pages--;
	node->node_zones[ZONE_NORMAL].present_pages--;
	KUNIT_EXPECT_EQ(test, page_check(), 0);
}

/* ---- by several threads ---------------------------------------------------------------------- */

#define THREADS 4

static struct list_head threads_taken[THREADS];
static unsigned long threads_got[THREADS];

static void eat_in_thread(void *arg, unsigned int i)
{
	threads_got[i] =
		mm_test_eat(i % 2 ? GFP_GREEDY : GFP_ATOMIC, MAX_PAGE_ORDER - 3, &threads_taken[i]);
}

static void section_grows_for_many(struct kunit *test)
{
	unsigned long got = 0;

	boot(test, &worlds[1]);
	for (unsigned int i = 0; i < THREADS; i++)
		INIT_LIST_HEAD(&threads_taken[i]);
	KUNIT_ASSERT_EQ(test, test_parallel(THREADS, eat_in_thread, NULL), 0);
	for (unsigned int i = 0; i < THREADS; i++)
		got += threads_got[i];
	KUNIT_EXPECT_EQ(test, totalram_pages(), sections_limit());
	KUNIT_EXPECT_GT(test, got << (MAX_PAGE_ORDER - 3), sections_limit() / 8 * 7);
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	for (unsigned int i = 0; i < THREADS; i++)
		mm_test_spit(MAX_PAGE_ORDER - 3, &threads_taken[i]);
	settled();
}

static struct kunit_case section_cases[] = { KUNIT_CASE_PARAM(section_grows_to_its_limit,
							      worlds_gen_params),
					     KUNIT_CASE(section_grows_for_atomic),
					     KUNIT_CASE(section_grows_where_asked),
					     KUNIT_CASE(section_grows_by_zone),
					     KUNIT_CASE(section_grows_around_the_hole),
					     KUNIT_CASE(section_grows_for_vmalloc),
					     KUNIT_CASE(section_fixed),
					     KUNIT_CASE(section_impossible),
					     KUNIT_CASE(section_checked),
					     KUNIT_CASE(section_grows_for_many),
					     {} };

static struct kunit_suite section_suite = {
	.name = "section",
	.attr = { .machine = KUNIT_MACHINE_OWN, .concurrent = true },
	.test_cases = section_cases,
};
kunit_test_suite(section_suite);
