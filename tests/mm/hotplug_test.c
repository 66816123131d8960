// SPDX-License-Identifier: MIT
/* Memory added and taken away by hand, and those who want to know. */
#include <linux/memory.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <mm/boot/boot.h>
#include <mm/page/page.h>
#include <mm/reclaim/reclaim.h>
#include <tests/mm/mm_test.h>
#include <tests/mm/movable.h>
#include <tests/mm/nth_failure.h>
#include <tests/parallel.h>

#define SECTION	   PORT_SECTION_BYTES
#define GFP_GREEDY (GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN)

static const struct mm_test_world fixed_worlds[] = {
	{ .name = "one zone",
	  .config = { .profile = PROFILE_NOMMU, .memory = 5 * SECTION, .nodes = 1 } },
	{ .name = "pc64, 4 cpus",
	  .config = { .profile = PROFILE_PC64, .memory = 5 * SECTION, .nodes = 1, .cpus = 4 } },
	{ .name = "one kind of page",
	  .config = { .profile = PROFILE_PC64,
		      .memory = 5 * SECTION,
		      .nodes = 1,
		      .no_grouping = true } },
	{ .name = "traced",
	  .config = { .profile = PROFILE_PC64, .memory = 5 * SECTION, .nodes = 1 },
	  .traced = true },
};

static const struct mm_test_world growing = {
	.config = { .profile = PROFILE_NOMMU,
		    .memory = 2 * SECTION,
		    .max_memory = 6 * SECTION,
		    .nodes = 1 },
};

static const struct mm_test_world two_nodes = {
	.config = { .profile = PROFILE_PC64,
		    .memory = 2 * SECTION,
		    .max_memory = 8 * SECTION,
		    .nodes = 2 },
};

static unsigned long total_at_boot;

static const void *fixed_worlds_gen_params(const void *prev, char *desc)
{
	const struct mm_test_world *next = prev ? (const struct mm_test_world *)prev + 1 :
						  fixed_worlds;

	if (next == fixed_worlds + ARRAY_SIZE(fixed_worlds))
		return NULL;
	strscpy(desc, next->name, KUNIT_PARAM_DESC_SIZE);
	return next;
}

static void boot(struct kunit *test, const struct mm_test_world *world)
{
	mm_test_boot(test, world);
	total_at_boot = totalram_pages();
}

/* Memory came or went for good. */
static void settled(void)
{
	mm_test_lose(total_at_boot - totalram_pages());
}

static int offline_section(unsigned long nr)
{
	return offline_pages(section_nr_to_pfn(nr), PAGES_PER_SECTION, NULL, NULL);
}

static int online_section(unsigned long nr)
{
	return online_pages(section_nr_to_pfn(nr), PAGES_PER_SECTION, NULL, NULL);
}

static bool is_in(const struct page *page, unsigned long nr)
{
	return pfn_to_section_nr(page_to_pfn(page)) == nr;
}

/* ---- there and back -------------------------------------------------------------------------- */

struct counts {
	unsigned long total, present, managed, node, free;
};

static struct counts count(void)
{
	struct pglist_data *node = NODE_DATA(0);
	struct counts c = { .total = totalram_pages(),
			    .node = node->node_present_pages,
			    .free = nr_free_pages() };
	struct zone *zone;

	for_each_zone_of(zone, 0)
	{
		c.present += zone->present_pages;
		c.managed += zone->managed_pages;
	}
	return c;
}

static void hotplug_there_and_back(struct kunit *test)
{
	const unsigned long nr = 2;
	struct counts before, after;
	struct page *page;
	LIST_HEAD(taken);

	boot(test, test->param_value);
	/* Some of it is used, some was, and some never. */
	mm_test_eat(GFP_GREEDY, MAX_PAGE_ORDER, &taken);
	mm_test_spit(MAX_PAGE_ORDER, &taken);
	before = count();
	for (int i = 0; i < 3; i++) {
		KUNIT_ASSERT_EQ(test, offline_section(nr), 0);
		after = count();
		KUNIT_EXPECT_EQ(test, before.total - after.total, PAGES_PER_SECTION);
		KUNIT_EXPECT_EQ(test, before.present - after.present, PAGES_PER_SECTION);
		KUNIT_EXPECT_EQ(test, before.managed - after.managed, PAGES_PER_SECTION);
		KUNIT_EXPECT_EQ(test, before.node - after.node, PAGES_PER_SECTION);
		KUNIT_EXPECT_EQ(test, before.free - after.free, PAGES_PER_SECTION);
		KUNIT_EXPECT_NULL(test, pfn_to_online_page(section_nr_to_pfn(nr)));
		KUNIT_EXPECT_TRUE(test, present_section_nr(nr));
		KUNIT_EXPECT_EQ(test, mm_check(), 0);
		mm_test_eat(GFP_GREEDY, 2, &taken);
		list_for_each_entry(page, &taken, lru) {
			KUNIT_EXPECT_FALSE(test, is_in(page, nr));
			mm_test_fill(page_address(page), PAGE_SIZE, page_to_pfn(page));
		}
		KUNIT_EXPECT_EQ(test, totalram_pages(), after.total);
		KUNIT_ASSERT_EQ(test, online_section(nr), 0);
		KUNIT_EXPECT_EQ(test, mm_check(), 0);
		KUNIT_EXPECT_GT(test, mm_test_eat(GFP_GREEDY, 2, &taken), 1000ul);
		mm_test_spit(2, &taken);
		mm_test_settle();
		after = count();
		KUNIT_EXPECT_EQ(test, memcmp(&before, &after, sizeof(after)), 0);
	}
}

/* Memory that was never touched goes as well, from any place in the run of it. */
static void hotplug_unborn(struct kunit *test)
{
	static const unsigned long order[] = { 3, 1, 2 };

	boot(test, &fixed_worlds[0]);
	for (int i = 0; i < 3; i++) {
		KUNIT_EXPECT_EQ(test, offline_section(order[i]), 0);
		KUNIT_EXPECT_EQ(test, mm_check(), 0);
	}
	for (int i = 0; i < 3; i++) {
		KUNIT_EXPECT_EQ(test, online_section(order[i]), 0);
		KUNIT_EXPECT_EQ(test, mm_check(), 0);
	}
	KUNIT_EXPECT_EQ(test, totalram_pages(), total_at_boot);
}

static void hotplug_bad_input(struct kunit *test)
{
	const unsigned long first = section_nr_to_pfn(2), nr = PAGES_PER_SECTION;
	struct zone *zone, *other;

	boot(test, &fixed_worlds[1]);
	zone = page_zone(pfn_to_page(first));
	zone = &NODE_DATA(0)->node_zones[ZONE_DMA32];
	other = &NODE_DATA(0)->node_zones[ZONE_DMA];
	KUNIT_EXPECT_EQ(test, offline_pages(first + 1, nr, zone, NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, offline_pages(first, nr - 1, zone, NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, offline_pages(first, 0, zone, NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, offline_pages(first, nr, other, NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, offline_pages(first, -nr, NULL, NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, offline_pages(section_nr_to_pfn(5), nr, NULL, NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test,
			offline_pages(section_nr_to_pfn(~0ul >> PFN_SECTION_SHIFT), nr, NULL, NULL),
			-EINVAL);
	/* Two zones share the first section. */
	KUNIT_EXPECT_EQ(test, offline_section(0), -EINVAL);
	KUNIT_EXPECT_EQ(test, online_section(2), -EINVAL);
	KUNIT_EXPECT_EQ(test, add_memory(0, 2 * SECTION, SECTION, MHP_NONE), -EEXIST);
	KUNIT_EXPECT_EQ(test, add_memory(0, 2 * SECTION + 1, SECTION, MHP_NONE), -EINVAL);
	KUNIT_EXPECT_EQ(test, add_memory(0, 2 * SECTION, SECTION, 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, add_memory(1, 2 * SECTION, SECTION, MHP_NONE), -EINVAL);
	KUNIT_EXPECT_EQ(test, add_memory(-1, 2 * SECTION, SECTION, MHP_NONE), -EINVAL);
	KUNIT_EXPECT_EQ(test, add_memory(0, 5 * SECTION, SECTION, MHP_NONE), -EINVAL);
	KUNIT_EXPECT_EQ(test, remove_memory(2 * SECTION, SECTION), -EBUSY);
	KUNIT_EXPECT_EQ(test, remove_memory(5 * SECTION, SECTION), -EINVAL);
	KUNIT_EXPECT_EQ(test, remove_memory(2 * SECTION, SECTION + 5), -EINVAL);
	KUNIT_EXPECT_EQ(test, offline_and_remove_memory(7, SECTION), -EINVAL);
	KUNIT_EXPECT_EQ(test, totalram_pages(), total_at_boot);
}

/* ---- what is in use -------------------------------------------------------------------------- */

/* A page in section @nr. */
static struct page *page_in(unsigned long nr, gfp_t gfp)
{
	struct page *page, *found = NULL;
	LIST_HEAD(others);

	while (!found && (page = alloc_page(gfp))) {
		if (is_in(page, nr))
			found = page;
		else
			list_add(&page->lru, &others);
	}
	mm_test_spit(0, &others);
	return found;
}

static void hotplug_busy(struct kunit *test)
{
	struct page *page;

	boot(test, &fixed_worlds[0]);
	page = page_in(1, GFP_GREEDY);
	KUNIT_ASSERT_NOT_NULL(test, page);
	mm_test_fill(page_address(page), PAGE_SIZE, 1);
	KUNIT_EXPECT_EQ(test, offline_section(1), -EBUSY);
	KUNIT_EXPECT_EQ(test,
			offline_pages(section_nr_to_pfn(1), 3 * PAGES_PER_SECTION, NULL, NULL),
			-EBUSY);
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	KUNIT_EXPECT_EQ(test, totalram_pages(), total_at_boot);
	KUNIT_EXPECT_TRUE(test, mm_test_filled(page_address(page), PAGE_SIZE, 1));
	/* Early memory is in the first section for good, and in the last. */
	KUNIT_EXPECT_EQ(test, offline_section(0), -EBUSY);
	KUNIT_EXPECT_EQ(test, offline_section(4), -EBUSY);
	__free_page(page);
	KUNIT_EXPECT_EQ(test,
			offline_pages(section_nr_to_pfn(1), 3 * PAGES_PER_SECTION, NULL, NULL), 0);
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	KUNIT_EXPECT_EQ(test, online_pages(section_nr_to_pfn(1), 3 * PAGES_PER_SECTION, NULL, NULL),
			0);
}

/* Pages with an owner who can move them go elsewhere, with what is in them. */
static void hotplug_moves(struct kunit *test)
{
	unsigned int nr = min(MOVABLE_MAX, (unsigned int)(3 * PAGES_PER_SECTION / 2));
	unsigned int inside = 0;

	boot(test, &fixed_worlds[0]);
	movable_open();
	for (unsigned int i = 0; i < nr; i++) {
		KUNIT_ASSERT_TRUE(test, movable_take(i, GFP_HIGHUSER_MOVABLE));
		inside += is_in(movable_page(i), 1);
	}
	KUNIT_EXPECT_GT(test, inside, 0u);
	KUNIT_EXPECT_EQ(test, offline_section(1), 0);
	for (unsigned int i = 0; i < nr; i++) {
		KUNIT_EXPECT_FALSE(test, is_in(movable_page(i), 1));
		KUNIT_EXPECT_TRUE(test, movable_is_whole(i));
	}
	KUNIT_EXPECT_EQ(test, movable_calls.migrated, (unsigned long)inside);
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	/* One that refuses keeps its section. */
	movable_set_mood(7, MOVABLE_BUSY);
	KUNIT_EXPECT_EQ(test, offline_section(pfn_to_section_nr(page_to_pfn(movable_page(7)))),
			-EBUSY);
	movable_close(test);
	KUNIT_EXPECT_EQ(test, online_section(1), 0);
}

/* ---- what comes back by itself --------------------------------------------------------------- */

static void hotplug_offline_stays(struct kunit *test)
{
	const u64 start = SECTION;
	unsigned long n;
	LIST_HEAD(taken);

	boot(test, &growing);
	KUNIT_EXPECT_EQ(test, offline_section(1), 0);
	mm_test_eat(GFP_GREEDY, MAX_PAGE_ORDER, &taken);
	KUNIT_EXPECT_EQ(test, totalram_pages(), sections_limit() - PAGES_PER_SECTION);
	n = totalram_pages();
	KUNIT_EXPECT_EQ(test, remove_memory(start, SECTION), 0);
	KUNIT_EXPECT_EQ(test, remove_memory(start, SECTION), -EINVAL);
	KUNIT_EXPECT_FALSE(test, present_section_nr(1));
	KUNIT_EXPECT_EQ(test, totalram_pages(), n);
	KUNIT_EXPECT_GT(test, mm_test_eat(GFP_GREEDY, MAX_PAGE_ORDER, &taken), 6ul);
	KUNIT_EXPECT_EQ(test, totalram_pages(), sections_limit());
	KUNIT_EXPECT_TRUE(test, online_section_nr(1));
	mm_test_spit(MAX_PAGE_ORDER, &taken);
	KUNIT_EXPECT_EQ(test, offline_and_remove_memory(start, SECTION), 0);
	KUNIT_EXPECT_FALSE(test, present_section_nr(1));
	KUNIT_EXPECT_EQ(test, add_memory(0, start, SECTION, MHP_NONE), 0);
	KUNIT_EXPECT_TRUE(test, online_section_nr(1));
	settled();
}

/* ---- notifiers ------------------------------------------------------------------------------- */

static struct {
	unsigned long actions[16];
	unsigned int nr;
	struct memory_notify last;
	int refuse; /* an errno for what is going to happen */
	bool allocate;
	u64 takes_ns;
} heard;

static int hear(struct notifier_block *nb, unsigned long action, void *data)
{
	const unsigned long going = MEM_GOING_ONLINE | MEM_GOING_OFFLINE;
	struct page *page;
	u32 never = 0;

	heard.last = *(struct memory_notify *)data;
	if (heard.nr < ARRAY_SIZE(heard.actions))
		heard.actions[heard.nr++] = action;
	if (heard.allocate) {
		page = alloc_pages(GFP_GREEDY, 1);
		if (page)
			__free_pages(page, 1);
	}
	if (heard.takes_ns && action & going)
		port_wait(&never, 0, heard.takes_ns);
	return notifier_from_errno(action & going ? heard.refuse : 0);
}

static struct notifier_block listener = { .notifier_call = hear };

static void listen(struct kunit *test)
{
	memset(&heard, 0, sizeof(heard));
	KUNIT_ASSERT_EQ(test, register_memory_notifier(&listener), 0);
	KUNIT_EXPECT_EQ(test, register_memory_notifier(&listener), -EEXIST);
}

/* Exactly @first and @second were heard since the last time, of @nr frames from @start on. */
static void expect_heard(struct kunit *test, unsigned long first, unsigned long second,
			 unsigned long start, unsigned long nr)
{
	KUNIT_EXPECT_EQ(test, heard.nr, 2u);
	KUNIT_EXPECT_EQ(test, heard.actions[0], first);
	KUNIT_EXPECT_EQ(test, heard.actions[1], second);
	KUNIT_EXPECT_EQ(test, heard.last.start_pfn, start);
	KUNIT_EXPECT_EQ(test, heard.last.nr_pages, nr);
	heard.nr = 0;
}

static void hotplug_notifiers_by_hand(struct kunit *test)
{
	const unsigned long start = section_nr_to_pfn(1), nr = PAGES_PER_SECTION;
	struct page *page;

	boot(test, &fixed_worlds[0]);
	listen(test);
	heard.refuse = -EPERM;
	KUNIT_EXPECT_EQ(test, offline_section(1), -EPERM);
	expect_heard(test, MEM_GOING_OFFLINE, MEM_CANCEL_OFFLINE, start, nr);
	heard.refuse = 0;
	page = page_in(1, GFP_GREEDY);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_EQ(test, offline_section(1), -EBUSY);
	expect_heard(test, MEM_GOING_OFFLINE, MEM_CANCEL_OFFLINE, start, nr);
	__free_page(page);
	heard.allocate = true;
	KUNIT_EXPECT_EQ(test, offline_section(1), 0);
	expect_heard(test, MEM_GOING_OFFLINE, MEM_OFFLINE, start, nr);
	heard.refuse = -ENOMEM;
	KUNIT_EXPECT_EQ(test, online_section(1), -ENOMEM);
	expect_heard(test, MEM_GOING_ONLINE, MEM_CANCEL_ONLINE, start, nr);
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	heard.refuse = 0;
	KUNIT_EXPECT_EQ(test, online_section(1), 0);
	expect_heard(test, MEM_GOING_ONLINE, MEM_ONLINE, start, nr);
	unregister_memory_notifier(&listener);
	KUNIT_EXPECT_EQ(test, offline_section(1), 0);
	KUNIT_EXPECT_EQ(test, online_section(1), 0);
	KUNIT_EXPECT_EQ(test, heard.nr, 0u);
}

static void take_one(void *arg, unsigned int index)
{
	struct page **pages = arg;

	pages[index] = alloc_page(GFP_KERNEL);
}

/* A request that finds another one at growing, which takes its time, is not out of memory. */
static void hotplug_notifiers_take_time(struct kunit *test)
{
	struct page *pages[4] = {};
	LIST_HEAD(taken);

	boot(test, &growing);
	listen(test);
	heard.takes_ns = 20000000;
	mm_test_eat(GFP_ATOMIC | __GFP_MEMALLOC | __GFP_NOWARN, 0, &taken);
	KUNIT_EXPECT_EQ(test, totalram_pages(), total_at_boot);
	KUNIT_EXPECT_EQ(test, test_parallel(ARRAY_SIZE(pages), take_one, pages), 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(pages); i++) {
		KUNIT_EXPECT_NOT_NULL(test, pages[i]);
		if (pages[i])
			__free_page(pages[i]);
	}
	KUNIT_EXPECT_EQ(test, heard.nr, 2u);
	unregister_memory_notifier(&listener);
	mm_test_spit(0, &taken);
	settled();
}

/* Growth asks them, if the request may sleep, and does not happen if it may not or they refuse. */
static void hotplug_notifiers_of_growth(struct kunit *test)
{
	struct page *page;
	LIST_HEAD(taken);

	boot(test, &growing);
	listen(test);
	heard.allocate = true;
	heard.refuse = -EPERM;
	mm_test_eat(GFP_GREEDY, MAX_PAGE_ORDER, &taken);
	KUNIT_EXPECT_EQ(test, totalram_pages(), total_at_boot);
	KUNIT_EXPECT_GE(test, heard.nr, 2u);
	KUNIT_EXPECT_EQ(test, heard.actions[1], (unsigned long)MEM_CANCEL_ONLINE);
	heard.refuse = heard.nr = 0;
	mm_test_eat(GFP_ATOMIC, MAX_PAGE_ORDER, &taken);
	KUNIT_EXPECT_EQ(test, heard.nr, 0u);
	KUNIT_EXPECT_EQ(test, totalram_pages(), total_at_boot);
	page = alloc_pages(GFP_GREEDY, MAX_PAGE_ORDER);
	KUNIT_ASSERT_NOT_NULL(test, page);
	list_add(&page->lru, &taken);
	expect_heard(test, MEM_GOING_ONLINE, MEM_ONLINE, section_nr_to_pfn(2), PAGES_PER_SECTION);
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	unregister_memory_notifier(&listener);
	mm_test_eat(GFP_ATOMIC, MAX_PAGE_ORDER, &taken);
	KUNIT_EXPECT_EQ(test, totalram_pages(), sections_limit());
	mm_test_spit(MAX_PAGE_ORDER, &taken);
	settled();
}

/* The last memory of a node, and the first. */
static void hotplug_notifiers_of_nodes(struct kunit *test)
{
	const u64 start = 4 * SECTION;

	boot(test, &two_nodes);
	listen(test);
	KUNIT_EXPECT_EQ(test, add_memory(0, start, SECTION, MHP_NONE), -EINVAL);
	KUNIT_EXPECT_EQ(test, add_memory(1, start + SECTION, SECTION, MHP_NONE), 0);
	KUNIT_EXPECT_EQ(test, heard.last.status_change_nid, NUMA_NO_NODE);
	KUNIT_EXPECT_EQ(test, offline_and_remove_memory(start, SECTION), 0);
	KUNIT_EXPECT_EQ(test, heard.last.status_change_nid, NUMA_NO_NODE);
	KUNIT_EXPECT_EQ(test, offline_and_remove_memory(start + SECTION, SECTION), 0);
	KUNIT_EXPECT_EQ(test, heard.last.status_change_nid, 1);
	KUNIT_EXPECT_EQ(test, heard.last.status_change_nid_normal, 1);
	KUNIT_EXPECT_FALSE(test, node_state(1, N_MEMORY));
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	KUNIT_EXPECT_EQ(test, add_memory(1, start, SECTION, MHP_NONE), 0);
	KUNIT_EXPECT_EQ(test, heard.last.status_change_nid, 1);
	KUNIT_EXPECT_TRUE(test, node_state(1, N_MEMORY));
	unregister_memory_notifier(&listener);
}

static void count_forgotten(const char *what, const char *name, void *arg)
{
	*(unsigned int *)arg += !strcmp(what, "memory notifier");
}

/* Whose code is gone hears nothing more. */
static void hotplug_notifiers_forgotten(struct kunit *test)
{
	const unsigned long at = (unsigned long)&listener;
	unsigned int said = 0;

	boot(test, &fixed_worlds[0]);
	listen(test);
	KUNIT_EXPECT_EQ(test, reclaim_forget(at + 1, at + 2, count_forgotten, &said), 0u);
	KUNIT_EXPECT_EQ(test, reclaim_forget(at, at + 1, count_forgotten, &said), 1u);
	KUNIT_EXPECT_EQ(test, said, 1u);
	KUNIT_EXPECT_EQ(test, offline_section(1), 0);
	KUNIT_EXPECT_EQ(test, online_section(1), 0);
	KUNIT_EXPECT_EQ(test, heard.nr, 0u);
}

/* ---- failures, threads ----------------------------------------------------------------------- */

static bool add_use_remove(void *ctx)
{
	const u64 start = 3 * SECTION;
	void *record = kmalloc(100, GFP_KERNEL), *buffer = NULL;
	struct page *page = NULL;
	bool ok = false;

	if (!record)
		return false;
	if (add_memory(0, start, SECTION, MHP_NONE))
		goto out;
	page = alloc_pages(GFP_KERNEL, MAX_PAGE_ORDER);
	buffer = kmalloc(PAGE_SIZE * 16, GFP_KERNEL);
	ok = page && buffer;
	kfree(buffer);
	if (page)
		__free_pages(page, MAX_PAGE_ORDER);
	mm_test_settle();
	ok &= !offline_and_remove_memory(start, SECTION);
out:
	kfree(record);
	return ok;
}

static void hotplug_nth_failure(struct kunit *test)
{
	const struct nth_body body = { .name = "add, use, remove", .run = add_use_remove };
	struct mm_test_world world = growing;

	world.traced = true;
	boot(test, &world);
	KUNIT_EXPECT_GE(test, nth_failure_calls(test, &body, false), 3u);
	KUNIT_EXPECT_GE(test, nth_failure_calls(test, &body, true), 3u);
}

#define THREADS 4
#define ROUNDS	60

static unsigned long went;

/* The first thread takes memory away and brings it back, the others use what there is. */
static void churn(void *arg, unsigned int i)
{
	for (unsigned int round = 0; round < ROUNDS; round++) {
		LIST_HEAD(taken);

		if (!i) {
			unsigned long nr = 1 + round % 3;

			if (!offline_section(nr)) {
				went++;
				KUNIT_EXPECT_EQ((struct kunit *)arg, online_section(nr), 0);
			}
			continue;
		}
		for (unsigned int n = 0; n < 200; n++) {
			struct page *page = alloc_pages(GFP_GREEDY, i);

			if (!page)
				break;
			mm_test_fill(page_address(page), 64, page_to_pfn(page));
			list_add(&page->lru, &taken);
		}
		while (!list_empty(&taken)) {
			struct page *page = list_first_entry(&taken, struct page, lru);

			list_del(&page->lru);
			KUNIT_EXPECT_TRUE((struct kunit *)arg,
					  mm_test_filled(page_address(page), 64,
							 page_to_pfn(page)));
			__free_pages(page, i);
		}
	}
}

static void hotplug_while_in_use(struct kunit *test)
{
	boot(test, &fixed_worlds[1]);
	went = 0;
	KUNIT_ASSERT_EQ(test, test_parallel(THREADS, churn, test), 0);
	KUNIT_EXPECT_GT(test, went, 0ul);
	KUNIT_EXPECT_EQ(test, totalram_pages(), total_at_boot);
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
}

static struct kunit_case hotplug_cases[] = { KUNIT_CASE_PARAM(hotplug_there_and_back,
							      fixed_worlds_gen_params),
					     KUNIT_CASE(hotplug_unborn),
					     KUNIT_CASE(hotplug_bad_input),
					     KUNIT_CASE(hotplug_busy),
					     KUNIT_CASE(hotplug_moves),
					     KUNIT_CASE(hotplug_offline_stays),
					     KUNIT_CASE(hotplug_notifiers_by_hand),
					     KUNIT_CASE(hotplug_notifiers_take_time),
					     KUNIT_CASE(hotplug_notifiers_of_growth),
					     KUNIT_CASE(hotplug_notifiers_of_nodes),
					     KUNIT_CASE(hotplug_notifiers_forgotten),
					     KUNIT_CASE(hotplug_nth_failure),
					     KUNIT_CASE(hotplug_while_in_use),
					     {} };

static struct kunit_suite hotplug_suite = {
	.name = "hotplug",
	.attr = { .machine = KUNIT_MACHINE_OWN, .concurrent = true },
	.test_cases = hotplug_cases,
};
kunit_test_suite(hotplug_suite);
