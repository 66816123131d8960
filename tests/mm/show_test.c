// SPDX-License-Identifier: MIT
/* The page layer's files of /proc: they parse, and agree with each other and with the machine. */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmstat.h>
#include <mm/boot/boot.h>
#include <mm/page/page.h>
#include <tests/mm/mm_test.h>

/* A file's text; it is gone with the test. */
static const char *text_of(struct kunit *test, void (*show)(struct textbuf *t))
{
	struct textbuf t;
	char *text;

	textbuf_init(&t, NULL, 0);
	show(&t);
	/* Numbers may grow by what holding the text takes. */
	text = kunit_kzalloc(test, 2 * t.len, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, text);
	textbuf_init(&t, text, 2 * t.len);
	show(&t);
	KUNIT_ASSERT_FALSE(test, textbuf_is_cut(&t));
	return text;
}

/* What follows @name, which must be at @at or after it. */
static unsigned long number_after(struct kunit *test, const char *at, const char *name)
{
	unsigned long n = 0;

	at = strstr(at, name);
	KUNIT_EXPECT_NOT_NULL_MSG(test, at, "\"%s\" is missing", name);
	if (at)
		KUNIT_EXPECT_EQ(test, sscanf(at + strlen(name), " %lu", &n), 1);
	return n;
}

/* Where the text of @zone begins in @zoneinfo. */
static const char *zone_text(struct kunit *test, const char *zoneinfo, const struct zone *zone)
{
	char head[32];
	const char *at;

	snprintf(head, sizeof(head), "Node %d, zone %8s\n", zone->node, zone->name);
	at = strstr(zoneinfo, head);
	KUNIT_ASSERT_NOT_NULL_MSG(test, at, "no %s in zoneinfo", head);
	return at;
}

/* The sum of @n numbers behind @head; of blocks by order, their pages. */
static unsigned long numbers_sum(struct kunit *test, const char *text, const char *head,
				 unsigned int n, bool by_order)
{
	const char *at = strstr(text, head);
	unsigned long sum = 0, value;
	int used;

	KUNIT_ASSERT_NOT_NULL_MSG(test, at, "no %s", head);
	at += strlen(head);
	for (unsigned int i = 0; i < n; i++, at += used) {
		KUNIT_ASSERT_EQ(test, sscanf(at, "%lu%n", &value, &used), 1);
		sum += by_order ? value << i : value;
	}
	KUNIT_EXPECT_EQ(test, strncmp(at, " \n", 2), 0);
	return sum;
}

static unsigned long pageset_pages(struct kunit *test, const char *at)
{
	unsigned long pages = 0;

	for (unsigned int cpu = 0; cpu < port.nr_cpus; cpu++) {
		char head[16];

		snprintf(head, sizeof(head), "    cpu: %u\n", cpu);
		at = strstr(at, head);
		KUNIT_ASSERT_NOT_NULL_MSG(test, at, "no %s", head);
		pages += number_after(test, at, "              count: ");
	}
	return pages;
}

static void zoneinfo_adds_up(struct kunit *test)
{
	const char *text = text_of(test, zoneinfo_show);
	unsigned long free = 0, managed = 0;
	struct zone *zone;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid)
		{
			const char *at = zone_text(test, text, zone);
			unsigned long n = number_after(test, at, "\n      nr_free_pages ");

			KUNIT_EXPECT_EQ(test, n, number_after(test, at, "\n  pages free     "));
			KUNIT_EXPECT_EQ(test, number_after(test, at, "\n        low      "),
					low_wmark_pages(zone));
			KUNIT_EXPECT_EQ(test, number_after(test, at, "\n  start_pfn:           "),
					zone->zone_start_pfn);
			managed += number_after(test, at, "\n        managed  ");
			free += n + pageset_pages(test, at);
		}
	KUNIT_EXPECT_EQ(test, free, nr_free_pages());
	KUNIT_EXPECT_EQ(test, managed, totalram_pages());
}

/* A node's numbers stand under its first zone with memory, once. */
static void zoneinfo_tells_nodes_once(struct kunit *test)
{
	const char *at = text_of(test, zoneinfo_show);

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++) {
		at = strstr(at, "\n  per-node stats\n");
		KUNIT_ASSERT_NOT_NULL(test, at);
		KUNIT_EXPECT_EQ(test, number_after(test, at, "\n      nr_slab_unreclaimable "),
				node_page_state(NODE_DATA(nid), NR_SLAB_UNRECLAIMABLE_B));
		at++;
	}
	KUNIT_EXPECT_NULL(test, strstr(at, "\n  per-node stats\n"));
}

/* The lists of all types together are what buddyinfo tells; every page block is of one type. */
static void pagetypeinfo_adds_up(struct kunit *test)
{
	const char *text = text_of(test, pagetypeinfo_show);
	struct zone *zone;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid)
		{
			unsigned long sum = 0, blocks = 0;
			char head[64];

			for (int type = 0; type < MIGRATE_TYPES; type++) {
				snprintf(head, sizeof(head), "\nNode %4u, zone %8s, type %12s ",
					 nid, zone->name, migratetype_names[type]);
				sum += numbers_sum(test, text, head, NR_PAGE_ORDERS, true);
			}
			KUNIT_EXPECT_EQ(test, sum, zone->free_pages + zone->isolated_pages);
			snprintf(head, sizeof(head), "\nNode %u, zone %8s ", nid, zone->name);
			blocks = numbers_sum(test, text, head, MIGRATE_TYPES, false);
			KUNIT_EXPECT_GE(test, blocks * pageblock_nr_pages, zone->present_pages);
			KUNIT_EXPECT_LT(test, blocks * pageblock_nr_pages,
					zone->spanned_pages + 2 * pageblock_nr_pages);
		}
}

/* A block is counted in the lists of its page block's type. */
static void pagetypeinfo_tells_types(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, pageblock_order);
	struct zone *zone;
	unsigned long before, pfn;
	char head[64];

	KUNIT_ASSERT_NOT_NULL(test, page);
	zone = page_zone(page);
	pfn = page_to_pfn(page);
	snprintf(head, sizeof(head), "\nNode %4d, zone %8s, type      Isolate ", zone->node,
		 zone->name);
	before = numbers_sum(test, text_of(test, pagetypeinfo_show), head, NR_PAGE_ORDERS, true);
	KUNIT_ASSERT_TRUE(test, buddy_isolate(zone, pfn));
	__free_pages(page, pageblock_order);
	pcp_drain_all();
	KUNIT_EXPECT_EQ(test,
			numbers_sum(test, text_of(test, pagetypeinfo_show), head, NR_PAGE_ORDERS,
				    true),
			before + pageblock_nr_pages);
	buddy_unisolate(zone, pfn, MIGRATE_MOVABLE);
	KUNIT_EXPECT_EQ(test,
			numbers_sum(test, text_of(test, pagetypeinfo_show), head, NR_PAGE_ORDERS,
				    true),
			before);
}

static void zones_of_the_profile(struct kunit *test)
{
	const char *zoneinfo = text_of(test, zoneinfo_show), *vmstat = text_of(test, vmstat_show);
	const char *meminfo = text_of(test, meminfo_show);
	enum machine_profile profile = machine_config()->profile;
	static const struct {
		const char *zone, *event;
		bool shown[3];
	} zones[] = {
		{ "zone      DMA\n", "\npgalloc_dma ", { true, true, false } },
		{ "zone    DMA32\n", "\npgalloc_dma32 ", { true, false, false } },
		{ "zone   Normal\n", "\npgalloc_normal ", { true, true, true } },
		{ "zone  HighMem\n",
		  "\npgalloc_high ",
		  { false, IS_ENABLED(CONFIG_HIGHMEM), false } },
		{ "zone  Movable\n", "\npgalloc_movable ", { true, true, true } },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(zones); i++) {
		KUNIT_EXPECT_EQ(test, strstr(zoneinfo, zones[i].zone) != NULL,
				zones[i].shown[profile]);
		KUNIT_EXPECT_EQ(test, strstr(vmstat, zones[i].event) != NULL,
				zones[i].shown[profile]);
	}
	KUNIT_EXPECT_EQ(test, strstr(meminfo, "\nHighTotal:      ") != NULL,
			zones[3].shown[profile]);
}

/* Two words a line, the second a number, and no name twice. */
static void vmstat_is_names_and_numbers(struct kunit *test)
{
	const char *text = text_of(test, vmstat_show), *at, *other;
	unsigned int lines = 0;
	unsigned long n;
	char name[64];

	for (at = text; *at; at = strchr(at, '\n') + 1, lines++) {
		int used = 0;

		KUNIT_ASSERT_EQ(test, sscanf(at, "%62s %lu%n", name + 1, &n, &used), 2);
		KUNIT_ASSERT_EQ(test, at[used], '\n');
		name[0] = '\n';
		strcat(name, " ");
		other = strstr(at, name);
		KUNIT_EXPECT_NULL_MSG(test, other, "%s twice", name + 1);
	}
	KUNIT_EXPECT_EQ(test, number_after(test, text, "nr_free_pages "),
			global_zone_page_state(NR_FREE_PAGES));
	KUNIT_EXPECT_EQ(test, number_after(test, text, "\nnr_slab_unreclaimable "),
			global_node_page_state(NR_SLAB_UNRECLAIMABLE_B));
	KUNIT_EXPECT_GT(test, lines, NR_VM_ZONE_STAT_ITEMS + NR_VM_NODE_STAT_ITEMS + 80u);
}

static void vmstat_tells_what_was_counted(struct kunit *test)
{
	const char *before, *after;

	before = text_of(test, vmstat_show);
	count_vm_events(PGPGIN, 200);
	count_vm_events(COMPACTSTALL, 3);
	count_vm_event(OOM_KILL);
	mod_node_page_state(NODE_DATA(0), NR_ANON_THPS, 3 << (PAGE_SHIFT - 3));
	after = text_of(test, vmstat_show);
	KUNIT_EXPECT_EQ(test, number_after(test, after, "\npgpgin "),
			number_after(test, before, "\npgpgin ") + 100);
	KUNIT_EXPECT_EQ(test, number_after(test, after, "\ncompact_stall "),
			number_after(test, before, "\ncompact_stall ") + 3);
	KUNIT_EXPECT_EQ(test, number_after(test, after, "\noom_kill "),
			number_after(test, before, "\noom_kill ") + 1);
	KUNIT_EXPECT_EQ(test, number_after(test, after, "\nnr_anon_transparent_hugepages "), 3ul);
}

static void meminfo_agrees_with_vmstat(struct kunit *test)
{
	const char *meminfo = text_of(test, meminfo_show);
	unsigned long slab = number_after(test, meminfo, "\nSlab:");

	KUNIT_EXPECT_EQ(test, slab,
			number_after(test, meminfo, "\nSReclaimable:") +
				number_after(test, meminfo, "\nSUnreclaim:"));
	KUNIT_EXPECT_EQ(test, number_after(test, meminfo, "\nSUnreclaim:"),
			global_node_page_state(NR_SLAB_UNRECLAIMABLE_B) << (PAGE_SHIFT - 10));
	KUNIT_EXPECT_LE(test, number_after(test, meminfo, "\nMemAvailable:"),
			number_after(test, meminfo, "MemTotal:"));
	KUNIT_EXPECT_GT(test, number_after(test, meminfo, "\nMemAvailable:"), 0ul);
}

/* What is free above the reserves is available, and half of what shrinkers could give. */
static void available_is_less_than_free(struct kunit *test)
{
	mm_test_needs(test, SZ_1M);
	long before = si_mem_available();
	struct page *page = alloc_pages(GFP_KERNEL, 4);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_LT(test, (unsigned long)before, nr_free_pages() + 16);
	KUNIT_EXPECT_EQ(test, si_mem_available(), before - 16);
	mod_node_page_state(NODE_DATA(0), NR_KERNEL_MISC_RECLAIMABLE, 10);
	KUNIT_EXPECT_EQ(test, si_mem_available(), before - 16 + 5);
	mod_node_page_state(NODE_DATA(0), NR_KERNEL_MISC_RECLAIMABLE, -10);
	__free_pages(page, 4);
}

static struct kunit_case show_cases[] = {
	KUNIT_CASE_PARAM(zoneinfo_adds_up, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(zoneinfo_tells_nodes_once, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(pagetypeinfo_adds_up, mm_test_worlds_gen_params),
	KUNIT_CASE(pagetypeinfo_tells_types),
	KUNIT_CASE_PARAM(zones_of_the_profile, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(vmstat_is_names_and_numbers, mm_test_worlds_gen_params),
	KUNIT_CASE(vmstat_tells_what_was_counted),
	KUNIT_CASE_PARAM(meminfo_agrees_with_vmstat, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(available_is_less_than_free, mm_test_worlds_gen_params),
	{},
};

static struct kunit_suite show_suite = {
	.name = "show",
	.init = mm_test_init,
	.test_cases = show_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(show_suite);
