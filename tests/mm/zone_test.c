// SPDX-License-Identifier: MIT
/* Zones and nodes: where they lie on each profile, and in which order they serve a request. */
#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/mmzone.h>
#include <linux/slab.h>
#include <linux/topology.h>
#include <mm/page/page.h>
#include <tests/mm/mm_test.h>

static void boot(struct kunit *test, enum machine_profile profile, u64 memory, unsigned int nodes)
{
	const struct mm_test_world world = {
		.config = { .profile = profile, .memory = memory, .nodes = nodes },
	};

	mm_test_boot(test, &world);
}

static struct zone *zone_of(int nid, enum zone_type type)
{
	return &NODE_DATA(nid)->node_zones[type];
}

static void expect_span(struct kunit *test, enum zone_type type, u64 start, u64 end)
{
	struct zone *zone = zone_of(0, type);

	KUNIT_EXPECT_EQ(test, populated_zone(zone), start < end);
	if (start >= end)
		return;
	KUNIT_EXPECT_EQ(test, zone->zone_start_pfn, (unsigned long)(start >> PAGE_SHIFT));
	KUNIT_EXPECT_EQ(test, zone_end_pfn(zone), (unsigned long)(end >> PAGE_SHIFT));
	KUNIT_EXPECT_LE(test, zone->managed_pages, zone->present_pages);
	KUNIT_EXPECT_LE(test, zone->present_pages, zone->spanned_pages);
	KUNIT_EXPECT_EQ(test, zone_idx(zone), type);
	KUNIT_EXPECT_EQ(test, zone_to_nid(zone), 0);
	KUNIT_EXPECT_EQ(test, is_highmem(zone), type == ZONE_HIGHMEM);
}

/* Take a page with @gfp: it must come from @type and lie in [@start, @end). */
static void expect_from(struct kunit *test, gfp_t gfp, enum zone_type type, u64 start, u64 end)
{
	for (unsigned int order = 0; order < 6; order++) {
		struct page *page = alloc_pages(gfp, order);

		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_EQ_MSG(test, page_zonenum(page), type, "flags %#x", gfp);
		KUNIT_EXPECT_GE(test, (u64)page_to_phys(page), start);
		KUNIT_EXPECT_LE(test, (u64)page_to_phys(page) + (PAGE_SIZE << order), end);
		KUNIT_EXPECT_EQ(test, PageHighMem(page), type == ZONE_HIGHMEM);
		if (type == ZONE_HIGHMEM)
			KUNIT_EXPECT_NULL(test, page_address(page));
		else
			KUNIT_EXPECT_PTR_EQ(test, page_address(page),
					    (void *)(PAGE_OFFSET + page_to_phys(page)));
		__free_pages(page, order);
	}
}

static void expect_object_from(struct kunit *test, slab_flags_t flags, enum zone_type type)
{
	struct kmem_cache *s = kmem_cache_create("of a zone", 300, 0, flags | SLAB_NO_MERGE, NULL);
	void *object;

	KUNIT_ASSERT_NOT_NULL(test, s);
	object = kmem_cache_alloc(s, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, object);
	KUNIT_EXPECT_EQ(test, page_zonenum(virt_to_page(object)), type);
	kmem_cache_free(s, object);
	kmem_cache_destroy(s);
}

static void zones_of_pc64(struct kunit *test)
{
	const u64 g = SZ_1G, end = 6 * g;

	/* 5 GiB: three below the devices' hole, two above. */
	boot(test, PROFILE_PC64, 5 * g, 1);
	expect_span(test, ZONE_DMA, 0, SZ_16M);
	expect_span(test, ZONE_DMA32, SZ_16M, 3 * g);
	expect_span(test, ZONE_NORMAL, 4 * g, end);
	expect_span(test, ZONE_HIGHMEM, 0, 0);
	expect_span(test, ZONE_MOVABLE, 0, 0);
	KUNIT_EXPECT_EQ(test, zone_of(0, ZONE_DMA)->present_pages, SZ_16M >> PAGE_SHIFT);
	KUNIT_EXPECT_EQ(test, max_pfn, (unsigned long)(end >> PAGE_SHIFT));
	KUNIT_EXPECT_TRUE(test, pfn_valid((3 * g >> PAGE_SHIFT) - 1));
	KUNIT_EXPECT_FALSE(test, pfn_valid(3 * g >> PAGE_SHIFT));
	KUNIT_EXPECT_FALSE(test, pfn_valid((4 * g >> PAGE_SHIFT) - 1));
	KUNIT_EXPECT_TRUE(test, pfn_valid(4 * g >> PAGE_SHIFT));
	KUNIT_EXPECT_FALSE(test, virt_addr_valid(PAGE_OFFSET + 3 * g));
	KUNIT_EXPECT_TRUE(test, virt_addr_valid(PAGE_OFFSET + 4 * g));

	expect_from(test, GFP_KERNEL, ZONE_NORMAL, 4 * g, end);
	expect_from(test, GFP_ATOMIC, ZONE_NORMAL, 4 * g, end);
	expect_from(test, GFP_USER, ZONE_NORMAL, 4 * g, end);
	expect_from(test, GFP_HIGHUSER, ZONE_NORMAL, 4 * g, end);
	expect_from(test, GFP_HIGHUSER_MOVABLE, ZONE_NORMAL, 4 * g, end);
	expect_from(test, GFP_KERNEL | GFP_DMA32, ZONE_DMA32, SZ_16M, 3 * g);
	expect_from(test, GFP_KERNEL | GFP_DMA, ZONE_DMA, 0, SZ_16M);
	expect_from(test, GFP_ATOMIC | GFP_DMA, ZONE_DMA, 0, SZ_16M);
	expect_object_from(test, SLAB_CACHE_DMA, ZONE_DMA);
	expect_object_from(test, SLAB_CACHE_DMA32, ZONE_DMA32);
	expect_object_from(test, 0, ZONE_NORMAL);
}

static void zones_of_pc32(struct kunit *test)
{
	const u64 low = MM_TEST_LOWMEM;
	const enum zone_type high = IS_ENABLED(CONFIG_HIGHMEM) ? ZONE_HIGHMEM : ZONE_NORMAL;
	const u64 high_start = IS_ENABLED(CONFIG_HIGHMEM) ? low : SZ_16M;

	u64 end;

	boot(test, PROFILE_PC32, SZ_2G, 1);
	KUNIT_EXPECT_EQ(test, mm_test_ram(0, ~0ull), (u64)SZ_2G);
	/* Without kmap() what lies above has no use. */
	end = IS_ENABLED(CONFIG_HIGHMEM) ? mm_test_ram_end(~0ull) : low;
	expect_span(test, ZONE_DMA, 0, SZ_16M);
	expect_span(test, ZONE_DMA32, 0, 0);
	expect_span(test, ZONE_NORMAL, SZ_16M, mm_test_ram_end(low));
	expect_span(test, ZONE_HIGHMEM, low, end);
	KUNIT_EXPECT_EQ(test, (u64)lowmem_bytes, low);
	KUNIT_EXPECT_EQ(test, (u64)totalhigh_pages() << PAGE_SHIFT, mm_test_ram(low, end));
	KUNIT_EXPECT_EQ(test, nr_free_highpages(), totalhigh_pages());

	expect_from(test, GFP_KERNEL, ZONE_NORMAL, SZ_16M, low);
	expect_from(test, GFP_USER, ZONE_NORMAL, SZ_16M, low);
	expect_from(test, GFP_ATOMIC, ZONE_NORMAL, SZ_16M, low);
	expect_from(test, GFP_HIGHUSER, high, high_start, end);
	expect_from(test, GFP_HIGHUSER_MOVABLE, high, high_start, end);
	expect_from(test, GFP_KERNEL | GFP_DMA, ZONE_DMA, 0, SZ_16M);
	/* No zone of that name here: all of low memory is below 4 GiB. */
	expect_from(test, GFP_KERNEL | GFP_DMA32, ZONE_NORMAL, SZ_16M, low);
}

/* Low memory ends where memory does, when there is less than 896 MiB. */
static void zones_of_a_small_pc32(struct kunit *test)
{
	boot(test, PROFILE_PC32, SZ_256M, 1);
	expect_span(test, ZONE_NORMAL, SZ_16M, SZ_256M);
	expect_span(test, ZONE_HIGHMEM, 0, 0);
	KUNIT_EXPECT_EQ(test, totalhigh_pages(), 0ul);
	expect_from(test, GFP_HIGHUSER, ZONE_NORMAL, SZ_16M, SZ_256M);
}

static void zones_of_nommu(struct kunit *test)
{
	boot(test, PROFILE_NOMMU, SZ_128M, 1);
	expect_span(test, ZONE_DMA, 0, 0);
	expect_span(test, ZONE_DMA32, 0, 0);
	expect_span(test, ZONE_NORMAL, 0, SZ_128M);
	expect_from(test, GFP_KERNEL, ZONE_NORMAL, 0, SZ_128M);
	expect_from(test, GFP_HIGHUSER, ZONE_NORMAL, 0, SZ_128M);
	/* Every device reaches all of its memory. */
	expect_from(test, GFP_KERNEL | GFP_DMA, ZONE_NORMAL, 0, SZ_128M);
	expect_from(test, GFP_KERNEL | GFP_DMA32, ZONE_NORMAL, 0, SZ_128M);
}

/* A machine so small that all its memory is below a limit. */
static void zones_of_a_tiny_pc64(struct kunit *test)
{
	boot(test, PROFILE_PC64, SZ_16M, 1);
	expect_span(test, ZONE_DMA, 0, SZ_16M);
	expect_span(test, ZONE_DMA32, 0, 0);
	expect_span(test, ZONE_NORMAL, 0, 0);
	KUNIT_EXPECT_EQ(test, totalhigh_pages(), 0ul);
	expect_from(test, GFP_KERNEL, ZONE_DMA, 0, SZ_16M);
	expect_from(test, GFP_HIGHUSER, ZONE_DMA, 0, SZ_16M);
}

/* ---- sums ------------------------------------------------------------------------------------ */

static void zones_add_up(struct kunit *test)
{
	unsigned long present = 0, managed = 0, high = 0, free = 0;
	struct sysinfo info;
	struct zone *zone;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid)
		{
			present += zone->present_pages;
			managed += zone->managed_pages;
			high += is_highmem(zone) ? zone->managed_pages : 0;
			free += zone->free_pages + pcp_pages(zone);
			KUNIT_EXPECT_EQ(test, zone_managed_pages(zone), zone->managed_pages);
		}
	/* High memory is in no zone where nobody could use it. */
	KUNIT_EXPECT_EQ(test, get_num_physpages(), present);
	if (IS_ENABLED(CONFIG_HIGHMEM) || machine_config()->profile != PROFILE_PC32)
		KUNIT_EXPECT_EQ(test, (u64)present << PAGE_SHIFT, machine_config()->memory);
	KUNIT_EXPECT_EQ(test, totalram_pages(), managed);
	KUNIT_EXPECT_EQ(test, totalhigh_pages(), high);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
	/* Boot itself keeps the memory map, and the frame at 0. */
	KUNIT_EXPECT_LE(test, managed + (max_pfn * sizeof(struct page) >> PAGE_SHIFT) + 1, present);
	si_meminfo(&info);
	KUNIT_EXPECT_EQ(test, info.totalram, managed);
	KUNIT_EXPECT_EQ(test, info.freeram, free);
	KUNIT_EXPECT_EQ(test, info.totalhigh, high);
	KUNIT_EXPECT_EQ(test, info.freehigh, nr_free_highpages());
	KUNIT_EXPECT_EQ(test, info.mem_unit, (unsigned int)PAGE_SIZE);
}

static unsigned long meminfo_line(struct kunit *test, const char *text, const char *name)
{
	const char *at = strstr(text, name);
	unsigned long kib = 0;

	KUNIT_EXPECT_NOT_NULL_MSG(test, at, "%s is missing", name);
	if (at)
		KUNIT_EXPECT_EQ(test, sscanf(at + strlen(name), " %lu kB", &kib), 1);
	return kib;
}

static void meminfo_tells_the_sums(struct kunit *test)
{
	char *text = kunit_kzalloc(test, SZ_8K, GFP_KERNEL);
	struct textbuf t = { .buf = text, .size = SZ_8K };

	KUNIT_ASSERT_NOT_NULL(test, text);
	meminfo_show(&t);
	KUNIT_EXPECT_EQ(test, meminfo_line(test, text, "MemTotal:"),
			totalram_pages() << (PAGE_SHIFT - 10));
	KUNIT_EXPECT_EQ(test, meminfo_line(test, text, "MemFree:"),
			nr_free_pages() << (PAGE_SHIFT - 10));
	if (totalhigh_pages())
		KUNIT_EXPECT_EQ(test, meminfo_line(test, text, "HighFree:"),
				nr_free_highpages() << (PAGE_SHIFT - 10));
	else
		KUNIT_EXPECT_NULL(test, strstr(text, "HighTotal:"));
}

/* ---- nodes ----------------------------------------------------------------------------------- */

static const unsigned int node_counts[] = { 1, 2, 3, 4, 7, PORT_MAX_NODES };

static void describe_nodes(const unsigned int *nodes, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%u nodes", *nodes);
}

KUNIT_ARRAY_PARAM(node_counts, node_counts, describe_nodes);

static void boot_nodes(struct kunit *test)
{
	unsigned int nodes = *(const unsigned int *)test->param_value;

	boot(test, PROFILE_PC64, nodes * 2 * MM_TEST_BLOCK, nodes);
}

static void nodes_have_distances(struct kunit *test)
{
	boot_nodes(test);
	for (int a = 0; a < (int)nr_online_nodes; a++)
		for (int b = 0; b < (int)nr_online_nodes; b++) {
			if (a == b)
				KUNIT_EXPECT_EQ(test, node_distance(a, b), LOCAL_DISTANCE);
			else
				KUNIT_EXPECT_GE(test, node_distance(a, b), REMOTE_DISTANCE);
			KUNIT_EXPECT_EQ(test, node_distance(a, b), node_distance(b, a));
		}
}

/* Every zone that may serve, each once: nearest node first, highest zone first within a node. */
static void expect_zonelist(struct kunit *test, int nid, int type, bool local)
{
	const struct zonelist *list = &NODE_DATA(nid)->lists[type][local];
	int wanted = 0, listed = 0;
	struct zone *zone, *last = NULL;

	for (int n = 0; n < (int)nr_online_nodes; n++)
		for_each_zone_of(zone, n)
			wanted += zone_idx(zone) <= (enum zone_type)type && (!local || n == nid);
	for (struct zone *const *z = list->zones; *z; z++, listed++) {
		KUNIT_EXPECT_LE(test, (int)zone_idx(*z), type);
		if (local)
			KUNIT_EXPECT_EQ(test, zone_to_nid(*z), nid);
		if (last && zone_to_nid(last) == zone_to_nid(*z))
			KUNIT_EXPECT_LT(test, zone_idx(*z), zone_idx(last));
		else if (last)
			KUNIT_EXPECT_LE(test, node_distance(nid, zone_to_nid(last)),
					node_distance(nid, zone_to_nid(*z)));
		else if (populated_zone(zone_of(nid, ZONE_DMA)))
			KUNIT_EXPECT_EQ(test, zone_to_nid(*z), nid);
		last = *z;
	}
	KUNIT_EXPECT_EQ_MSG(test, listed, wanted, "node %d type %d", nid, type);
}

static void nodes_have_zonelists(struct kunit *test)
{
	boot_nodes(test);
	for (int nid = 0; nid < (int)nr_online_nodes; nid++)
		for (int type = 0; type < MAX_NR_ZONES; type++) {
			expect_zonelist(test, nid, type, false);
			expect_zonelist(test, nid, type, true);
		}
}

static void nodes_serve_themselves(struct kunit *test)
{
	boot_nodes(test);
	mm_test_needs(test, SZ_1M);
	for (int nid = 0; nid < (int)nr_online_nodes; nid++)
		for (unsigned int order = 0; order < 5; order++) {
			struct page *page = alloc_pages_node(nid, GFP_KERNEL, order);
			struct page *only =
				alloc_pages_node(nid, GFP_KERNEL | __GFP_THISNODE, order);
			void *exact = alloc_pages_exact_nid(nid, 3 * PAGE_SIZE, GFP_KERNEL);

			KUNIT_ASSERT_NOT_NULL(test, page);
			KUNIT_ASSERT_NOT_NULL(test, only);
			KUNIT_ASSERT_NOT_NULL(test, exact);
			KUNIT_EXPECT_EQ(test, page_to_nid(page), nid);
			KUNIT_EXPECT_EQ(test, page_to_nid(only), nid);
			KUNIT_EXPECT_EQ(test, page_to_nid(virt_to_page(exact)), nid);
			__free_pages(page, order);
			__free_pages(only, order);
			free_pages_exact(exact, 3 * PAGE_SIZE);
		}
	/* Without a node the CPU's own is meant. */
	for (int i = 0; i < 3; i++) {
		struct page *page = alloc_pages_node(NUMA_NO_NODE, GFP_KERNEL, 1);

		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_EQ(test, page_to_nid(page), numa_node_id());
		__free_pages(page, 1);
	}
	KUNIT_EXPECT_NULL(test, alloc_pages_node((int)nr_online_nodes, GFP_KERNEL, 0));
	KUNIT_EXPECT_NULL(test, alloc_pages_node(-2, GFP_KERNEL, 0));
}

/* A mask names the nodes that may serve; the nearest of them does. */
static void nodes_are_masked(struct kunit *test)
{
	nodemask_t none = {}, one;

	boot_nodes(test);
	for (int nid = 0; nid < (int)nr_online_nodes; nid++) {
		struct page *page;

		nodes_clear(one);
		node_set(nid, one);
		page = __alloc_pages(GFP_KERNEL, 1, 0, &one);
		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_EQ(test, page_to_nid(page), nid);
		__free_pages(page, 1);
	}
	KUNIT_EXPECT_NULL(test, __alloc_pages(GFP_KERNEL | __GFP_NOWARN, 0, 0, &none));
}

/* Used up, a node is helped out by the others, the nearest first; unless only it will do. */
static void nodes_help_out_by_distance(struct kunit *test)
{
	const gfp_t gfp = GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN;
	LIST_HEAD(all);

	boot_nodes(test);
	for (int nid = 0; nid < (int)nr_online_nodes; nid += 1 + nid) {
		unsigned int seen = 1u << nid, rounds = 0;
		int distance = LOCAL_DISTANCE;
		struct page *page;

		while ((page = alloc_pages_node(nid, gfp | __GFP_THISNODE, 4))) {
			KUNIT_EXPECT_EQ(test, page_to_nid(page), nid);
			list_add(&page->lru, &all);
		}
		while ((page = alloc_pages_node(nid, gfp, 4))) {
			int d = node_distance(nid, page_to_nid(page));

			KUNIT_EXPECT_NE(test, page_to_nid(page), nid);
			/* When all are at their low marks, a second round goes down to min. */
			rounds += d < distance;
			distance = d;
			seen |= 1u << page_to_nid(page);
			list_add(&page->lru, &all);
		}
		KUNIT_EXPECT_LE(test, rounds, 1u);
		KUNIT_EXPECT_EQ(test, seen, (1u << nr_online_nodes) - 1);
		KUNIT_EXPECT_EQ(test, page_check(), 0);
		mm_test_spit(4, &all);
	}
}

static struct kunit_case zone_cases[] = {
	KUNIT_CASE(zones_of_pc64),
	KUNIT_CASE(zones_of_pc32),
	KUNIT_CASE(zones_of_a_small_pc32),
	KUNIT_CASE(zones_of_nommu),
	KUNIT_CASE(zones_of_a_tiny_pc64),
	KUNIT_CASE_PARAM(nodes_have_distances, node_counts_gen_params),
	KUNIT_CASE_PARAM(nodes_have_zonelists, node_counts_gen_params),
	KUNIT_CASE_PARAM(nodes_serve_themselves, node_counts_gen_params),
	KUNIT_CASE_PARAM(nodes_are_masked, node_counts_gen_params),
	KUNIT_CASE_PARAM(nodes_help_out_by_distance, node_counts_gen_params),
	{},
};

static struct kunit_suite zone_suite = {
	.name = "zone",
	.test_cases = zone_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};

static struct kunit_case zone_sums_cases[] = {
	KUNIT_CASE_PARAM(zones_add_up, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(meminfo_tells_the_sums, mm_test_worlds_gen_params),
	{},
};

static struct kunit_suite zone_sums_suite = {
	.name = "zone_sums",
	.init = mm_test_init,
	.test_cases = zone_sums_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suites(&zone_suite, &zone_sums_suite);
