// SPDX-License-Identifier: MIT
/* The counters of linux/vmstat.h. */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmstat.h>
#include <mm/boot/boot.h>
#include <mm/page/page.h>
#include <tests/mm/mm_test.h>
#include <tests/parallel.h>

static unsigned long events(enum vm_event_item item)
{
	static unsigned long all[NR_VM_EVENT_ITEMS];

	all_vm_events(all);
	return all[item];
}

/* ---- events ---------------------------------------------------------------------------------- */

#define THREADS 4
#define TIMES	1000

static void count_some(void *arg, unsigned int index)
{
	for (unsigned int i = 0; i < TIMES; i++) {
		count_vm_event(DROP_SLAB);
		count_vm_events(SLABS_SCANNED, index);
	}
}

static void events_lose_nothing(struct kunit *test)
{
	unsigned long before[NR_VM_EVENT_ITEMS], after[NR_VM_EVENT_ITEMS];

	all_vm_events(before);
	KUNIT_ASSERT_EQ(test, test_parallel(THREADS, count_some, NULL), 0);
	all_vm_events(after);
	KUNIT_EXPECT_EQ(test, after[DROP_SLAB] - before[DROP_SLAB], THREADS * TIMES + 0ul);
	KUNIT_EXPECT_EQ(test, after[SLABS_SCANNED] - before[SLABS_SCANNED],
			TIMES * (THREADS * (THREADS - 1) / 2) + 0ul);
	KUNIT_EXPECT_EQ(test, after[DROP_PAGECACHE], before[DROP_PAGECACHE]);
	KUNIT_EXPECT_EQ(test, after[OOM_KILL], before[OOM_KILL]);
}

static void events_start_anew(struct kunit *test)
{
	mm_test_boot_plain(test, false);
	count_vm_events(PGROTATED, 77);
	mod_node_page_state(NODE_DATA(0), NR_PAGETABLE, 5);
	KUNIT_EXPECT_EQ(test, events(PGROTATED), 77ul);
	mm_test_halt(test);
	mm_test_boot_plain(test, false);
	KUNIT_EXPECT_EQ(test, events(PGROTATED), 0ul);
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_PAGETABLE), 0ul);
}

/* An event of a zone is that of the zone's own name. */
static void events_of_zones(struct kunit *test)
{
	static const struct {
		enum zone_type type;
		enum vm_event_item alloc, stall, skip;
		const char *name;
	} zones[] = {
		{ ZONE_DMA, PGALLOC_DMA, ALLOCSTALL_DMA, PGSCAN_SKIP_DMA, "pgskip_dma" },
		{ ZONE_DMA32, PGALLOC_DMA32, ALLOCSTALL_DMA32, PGSCAN_SKIP_DMA32, "pgskip_dma32" },
		{ ZONE_NORMAL, PGALLOC_NORMAL, ALLOCSTALL_NORMAL, PGSCAN_SKIP_NORMAL,
		  "pgskip_normal" },
		{ ZONE_HIGHMEM, PGALLOC_HIGH, ALLOCSTALL_HIGH, PGSCAN_SKIP_HIGH, "pgskip_high" },
		{ ZONE_MOVABLE, PGALLOC_MOVABLE, ALLOCSTALL_MOVABLE, PGSCAN_SKIP_MOVABLE,
		  "pgskip_movable" },
	};

	KUNIT_ASSERT_EQ(test, ARRAY_SIZE(zones), MAX_NR_ZONES + 0ul);
	for (unsigned int i = 0; i < ARRAY_SIZE(zones); i++) {
		unsigned long stalls = events(zones[i].stall), skips = events(zones[i].skip);

		KUNIT_EXPECT_EQ(test, (int)VM_EVENT_OF_ZONE(PGALLOC, zones[i].type),
				(int)zones[i].alloc);
		__count_zid_vm_events(ALLOCSTALL, zones[i].type, i + 1);
		__count_zid_vm_events(PGSCAN_SKIP, zones[i].type, 2 * i);
		KUNIT_EXPECT_EQ(test, events(zones[i].stall), stalls + i + 1);
		KUNIT_EXPECT_EQ(test, events(zones[i].skip), skips + 2 * i);
		KUNIT_EXPECT_STREQ(test, vm_event_name(zones[i].skip), zones[i].name);
	}
}

static unsigned long allocated(void)
{
	unsigned long n = 0;

	for (int z = 0; z < MAX_NR_ZONES; z++)
		n += events(VM_EVENT_OF_ZONE(PGALLOC, z));
	return n;
}

static unsigned long in_lists(void)
{
	unsigned long n = 0;
	struct zone *zone;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid) n += pcp_pages(zone);
	return n;
}

/* What left the zones and did not come back is in use or in lists: exactly. */
static void pages_that_leave_zones_are_counted(struct kunit *test)
{
	unsigned long gone = allocated() - events(PGFREE) - in_lists(), before = allocated();
	struct page *pages[MAX_PAGE_ORDER + 1];
	unsigned long taken = 0;

	for (unsigned int order = 0; order < MAX_PAGE_ORDER; order++) {
		pages[order] = alloc_pages(GFP_KERNEL, order);
		KUNIT_ASSERT_NOT_NULL(test, pages[order]);
		taken += 1ul << order;
		KUNIT_EXPECT_EQ(test, allocated() - events(PGFREE) - in_lists(), gone + taken);
	}
	KUNIT_EXPECT_GE(test, allocated(), before + taken);
	for (unsigned int order = 0; order < MAX_PAGE_ORDER; order++) {
		__free_pages(pages[order], order);
		taken -= 1ul << order;
		KUNIT_EXPECT_EQ(test, allocated() - events(PGFREE) - in_lists(), gone + taken);
	}
}

/* ---- quantities ------------------------------------------------------------------------------ */

static void zones_are_counted(struct kunit *test)
{
	unsigned long pages = global_zone_page_state(NR_BOUNCE);
	struct page *page = alloc_page(GFP_KERNEL);
	struct zone *zone;
	unsigned long n;

	KUNIT_ASSERT_NOT_NULL(test, page);
	zone = page_zone(page);
	n = zone_page_state(zone, NR_BOUNCE);
	inc_zone_page_state(page, NR_BOUNCE);
	mod_zone_page_state(zone, NR_BOUNCE, 10);
	KUNIT_EXPECT_EQ(test, zone_page_state(zone, NR_BOUNCE), n + 11);
	KUNIT_EXPECT_EQ(test, global_zone_page_state(NR_BOUNCE), pages + 11);
	KUNIT_EXPECT_EQ(test, sum_zone_node_page_state(page_to_nid(page), NR_BOUNCE), n + 11);
	dec_zone_page_state(page, NR_BOUNCE);
	mod_zone_page_state(zone, NR_BOUNCE, -10);
	KUNIT_EXPECT_EQ(test, zone_page_state(zone, NR_BOUNCE), n);
	/* Seen between the two sides of a change. */
	mod_zone_page_state(zone, NR_BOUNCE, -(long)n - 1);
	KUNIT_EXPECT_EQ(test, zone_page_state(zone, NR_BOUNCE), 0ul);
	mod_zone_page_state(zone, NR_BOUNCE, (long)n + 1);
	__free_page(page);
}

static void free_pages_are_the_zones_own(struct kunit *test)
{
	unsigned long lists = 0;
	struct zone *zone;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid)
		{
			KUNIT_EXPECT_EQ(test, zone_page_state(zone, NR_FREE_PAGES),
					zone->free_pages);
			lists += pcp_pages(zone);
		}
	KUNIT_EXPECT_EQ(test, global_zone_page_state(NR_FREE_PAGES) + lists, nr_free_pages());
}

static void nodes_are_counted(struct kunit *test)
{
	int last = (int)nr_online_nodes - 1;
	struct page *page = alloc_pages_node(last, GFP_KERNEL | __GFP_THISNODE, 0);
	struct pglist_data *node = NODE_DATA(last);
	unsigned long n = node_page_state(node, NR_SHMEM), all = global_node_page_state(NR_SHMEM);

	KUNIT_ASSERT_NOT_NULL(test, page);
	inc_node_page_state(page, NR_SHMEM);
	mod_node_page_state(node, NR_SHMEM, 3);
	KUNIT_EXPECT_EQ(test, node_page_state(node, NR_SHMEM), n + 4);
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_SHMEM), all + 4);
	dec_node_page_state(page, NR_SHMEM);
	mod_node_page_state(node, NR_SHMEM, -3);
	KUNIT_EXPECT_EQ(test, node_page_state(node, NR_SHMEM), n);
	__free_page(page);
}

/* Bytes go in and pages come out, on the node that the memory is of. */
static void slabs_are_counted_by_node(struct kunit *test)
{
	mm_test_needs(test, SZ_1M);
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++) {
		struct pglist_data *node = NODE_DATA(nid);
		unsigned long before = node_page_state(node, NR_SLAB_UNRECLAIMABLE_B);
		void *p = kmalloc_node(32 * PAGE_SIZE, GFP_KERNEL | __GFP_THISNODE, (int)nid);

		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_EQ(test, node_page_state(node, NR_SLAB_UNRECLAIMABLE_B), before + 32);
		KUNIT_EXPECT_EQ(test, node_page_state_pages(node, NR_SLAB_UNRECLAIMABLE_B),
				before + 32);
		kfree(p);
		KUNIT_EXPECT_EQ(test, node_page_state(node, NR_SLAB_UNRECLAIMABLE_B), before);
	}
}

static void numa_events_are_counted(struct kunit *test)
{
	struct zone *zone = page_zone(virt_to_page(kunit_kzalloc(test, 1, GFP_KERNEL)));
	unsigned long here = zone_numa_event_state(zone, NUMA_FOREIGN);
	unsigned long all = global_numa_event_state(NUMA_FOREIGN);

	__count_numa_event(zone, NUMA_FOREIGN);
	__count_numa_events(zone, NUMA_FOREIGN, 6);
	KUNIT_EXPECT_EQ(test, zone_numa_event_state(zone, NUMA_FOREIGN), here + 7);
	KUNIT_EXPECT_EQ(test, sum_zone_numa_event_state(zone_to_nid(zone), NUMA_FOREIGN), here + 7);
	KUNIT_EXPECT_EQ(test, global_numa_event_state(NUMA_FOREIGN), all + 7);
	__count_numa_events(zone, NUMA_FOREIGN, -7);
}

static struct kunit_case vmstat_cases[] = {
	KUNIT_CASE_PARAM(events_lose_nothing, mm_test_worlds_gen_params),
	KUNIT_CASE(events_of_zones),
	KUNIT_CASE_PARAM(pages_that_leave_zones_are_counted, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(zones_are_counted, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(free_pages_are_the_zones_own, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(nodes_are_counted, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(slabs_are_counted_by_node, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(numa_events_are_counted, mm_test_worlds_gen_params),
	{},
};

static struct kunit_suite vmstat_suite = {
	.name = "vmstat",
	.init = mm_test_init,
	.test_cases = vmstat_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
	.attr.concurrent = true,
};

static struct kunit_case vmstat_life_cases[] = {
	KUNIT_CASE(events_start_anew),
	{},
};

static struct kunit_suite vmstat_life_suite = {
	.name = "vmstat_life",
	.test_cases = vmstat_life_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suites(&vmstat_suite, &vmstat_life_suite);
