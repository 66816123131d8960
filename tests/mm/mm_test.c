// SPDX-License-Identifier: MIT
/* See tests/mm/mm_test.h. */
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <mm/page/page.h>
#include <mm/reclaim/reclaim.h>
#include <mm/vmalloc/vmalloc.h>
#include <tests/mm/mm_test.h>

#define BLOCKS 16

static const struct mm_test_world worlds[] = {
	{ .name = "lockless",
	  .config = { .profile = PROFILE_PC64, .memory = BLOCKS * MM_TEST_BLOCK, .nodes = 1 } },
	{ .name = "4 cpus",
	  .config = { .profile = PROFILE_PC64,
		      .memory = BLOCKS * MM_TEST_BLOCK,
		      .nodes = 1,
		      .cpus = 4 } },
	{ .name = "3 nodes",
	  .config = { .profile = PROFILE_PC64,
		      .memory = 2 * BLOCKS * MM_TEST_BLOCK,
		      .nodes = 3,
		      .cpus = 6 } },
	{ .name = "high memory",
	  .config = { .profile = PROFILE_PC32,
		      .memory = MM_TEST_LOWMEM + BLOCKS * MM_TEST_BLOCK,
		      .nodes = 1 } },
	{ .name = "one zone",
	  .config = { .profile = PROFILE_NOMMU, .memory = BLOCKS * MM_TEST_BLOCK, .nodes = 1 } },
	{ .name = "checked objects",
	  .config = { .profile = PROFILE_PC64,
		      .memory = BLOCKS * MM_TEST_BLOCK,
		      .nodes = 1,
		      .debug = "FZPU" } },
	{ .name = "traced",
	  .config = { .profile = PROFILE_PC64, .memory = BLOCKS * MM_TEST_BLOCK, .nodes = 1 },
	  .traced = true },
	{ .name = "traced, checked objects, 2 nodes",
	  .config = { .profile = PROFILE_PC64,
		      .memory = 2 * BLOCKS * MM_TEST_BLOCK,
		      .nodes = 2,
		      .debug = "FZPU" },
	  .traced = true },
};

static struct {
	unsigned long free, lost;
	atomic_long_t live;
} running;

const void *mm_test_worlds_gen_params(const void *prev, char *desc)
{
	const struct mm_test_world *next = prev ? (const struct mm_test_world *)prev + 1 : worlds;

	if (next == worlds + ARRAY_SIZE(worlds))
		return NULL;
	strscpy(desc, next->name, KUNIT_PARAM_DESC_SIZE);
	return next;
}

/* ---- events ---------------------------------------------------------------------------------- */

static void count_alloc(enum mm_event_kind kind, const void *id, size_t requested, size_t given,
			gfp_t gfp)
{
	atomic_long_inc(&running.live);
}

static void count_free(enum mm_event_kind kind, const void *id)
{
	atomic_long_dec(&running.live);
}

bool (*mm_test_refuse)(enum mm_event_kind kind, size_t requested, gfp_t gfp);

static bool should_fail(enum mm_event_kind kind, size_t requested, gfp_t gfp)
{
	return mm_test_refuse && mm_test_refuse(kind, requested, gfp);
}

static const struct mm_tracer counter = {
	.alloc = count_alloc,
	.free = count_free,
	.should_fail = should_fail,
};

long mm_test_live(void)
{
	return atomic_long_read(&running.live);
}

/* ---- life ------------------------------------------------------------------------------------ */

u32 mm_test_orders(const struct zone *zone)
{
	u32 orders = 0;

	for (int type = 0; type < MIGRATE_TYPES; type++)
		orders |= zone->orders[type];
	return orders;
}

unsigned long mm_test_settle(void)
{
	unsigned long before;

	/* Giving back one cache's slabs frees records of another: until nothing more comes. */
	do {
		before = nr_free_pages();
		reclaim_stores_wait();
	} while (nr_free_pages() != before);
	return before;
}

void mm_test_lose(unsigned long pages)
{
	running.lost += pages;
}

/* With the index of vmalloc space, which grows where areas first come, and stays. */
static unsigned long free_in_the_end(void)
{
	return mm_test_settle() + vmalloc_own_pages();
}

static void finish(void *arg)
{
	struct kunit *test = arg;

	if (!machine_running())
		return;
	mm_test_refuse = NULL;
	KUNIT_EXPECT_EQ(test, free_in_the_end() + running.lost, running.free);
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	KUNIT_EXPECT_EQ(test, mm_test_live(), 0l);
	machine_halt();
	mm_tracer = NULL;
}

void mm_test_boot(struct kunit *test, const struct mm_test_world *world)
{
	struct machine_config config = world->config;
	int err;

	config.quiet = true;
	atomic_long_set(&running.live, 0);
	running.lost = 0;
	mm_test_refuse = NULL;
	mm_tracer = world->traced ? &counter : NULL;
	err = machine_boot(&config);
	if (err)
		mm_tracer = NULL;
	if (err == -ENODEV)
		kunit_skip(test, "%s", machine_error());
	KUNIT_ASSERT_EQ_MSG(test, err, 0, "%s", machine_error());
	kswapd_enable(world->background);
	running.free = free_in_the_end();
	KUNIT_ASSERT_EQ(test, kunit_add_action(test, finish, test), 0);
}

void mm_test_halt(struct kunit *test)
{
	kunit_release_action(test, finish, test);
}

void mm_test_needs(struct kunit *test, u64 bytes)
{
	if (machine_config()->memory < bytes)
		kunit_skip(test, "this machine has less than %llu KiB",
			   (unsigned long long)bytes >> 10);
}

int mm_test_init(struct kunit *test)
{
	mm_test_boot(test, test->param_value ?: worlds);
	return 0;
}

void mm_test_boot_plain(struct kunit *test, bool traced)
{
	const struct mm_test_world world = {
		.config = { .profile = PROFILE_NOMMU,
			    .memory = BLOCKS * MM_TEST_BLOCK,
			    .nodes = 1,
			    .cpus = min(2u, (unsigned int)CONFIG_NR_CPUS) },
		.traced = traced,
	};

	mm_test_boot(test, &world);
}

u64 mm_test_ram(u64 start, u64 end)
{
	u64 bytes = 0;

	for (unsigned int i = 0; i < port.nr_ranges; i++) {
		u64 low = max(start, port.ranges[i].start), high = min(end, port.ranges[i].end);

		bytes += low < high ? high - low : 0;
	}
	return bytes;
}

u64 mm_test_ram_end(u64 limit)
{
	u64 end = 0;

	for (unsigned int i = 0; i < port.nr_ranges; i++)
		if (port.ranges[i].start < limit)
			end = max(end, min(limit, port.ranges[i].end));
	return end;
}

/* ---- reports --------------------------------------------------------------------------------- */

unsigned long mm_test_report_begin(void)
{
	capture_start();
	return READ_ONCE(report_count);
}

void mm_test_report_end(struct kunit *test, unsigned long before, const char *words,
			const char *what)
{
	unsigned long seen = READ_ONCE(report_count) - before;
	const char *text = capture_stop();

	kunit_expect_reports(test, 1);
	KUNIT_EXPECT_EQ_MSG(test, seen, 1ul, "%s printed:\n%s", what, text);
	KUNIT_EXPECT_TRUE_MSG(test, strstr(text, words), "%s: \"%s\" is not in:\n%s", what, words,
			      text);
	KUNIT_EXPECT_EQ_MSG(test, page_check(), 0, "after %s", what);
}

/* ---- memory ---------------------------------------------------------------------------------- */

static unsigned long pattern(unsigned long tag, size_t i)
{
	/* Odd, so that no two words of a block and no two tags of a place are alike. */
	return (tag + 1) * 0x9e3779b97f4a7c15ul + i;
}

void mm_test_fill(void *p, size_t bytes, unsigned long tag)
{
	unsigned long word;
	size_t i;

	for (i = 0; i + sizeof(word) <= bytes; i += sizeof(word)) {
		word = pattern(tag, i);
		memcpy((char *)p + i, &word, sizeof(word));
	}
	word = pattern(tag, i);
	memcpy((char *)p + i, &word, bytes - i);
}

bool mm_test_filled(const void *p, size_t bytes, unsigned long tag)
{
	unsigned long word;
	size_t i;

	for (i = 0; i + sizeof(word) <= bytes; i += sizeof(word)) {
		word = pattern(tag, i);
		if (memcmp((const char *)p + i, &word, sizeof(word)))
			return false;
	}
	word = pattern(tag, i);
	return i == bytes || !memcmp((const char *)p + i, &word, bytes - i);
}

bool mm_test_room(const void *p, size_t asked, size_t class)
{
	size_t room = ksize(p);

	return IS_ENABLED(CONFIG_SLOB) ? room >= asked && room < asked + 16 : room == class;
}

unsigned long mm_test_eat(gfp_t gfp, unsigned int order, struct list_head *list)
{
	struct page *page;
	unsigned long n;

	for (n = 0; (page = alloc_pages(gfp | __GFP_NOWARN, order)); n++)
		list_add_tail(&page->lru, list);
	return n;
}

void mm_test_eat_node(int nid, struct list_head *list)
{
	struct page *page;

	for (unsigned int order = 4; order + 1; order--)
		while ((page = alloc_pages_node(nid,
						GFP_KERNEL | __GFP_THISNODE | __GFP_NORETRY |
							__GFP_NOWARN | __GFP_MEMALLOC,
						order))) {
			split_page(page, order);
			for (unsigned int i = 0; i < 1u << order; i++)
				list_add(&page[i].lru, list);
		}
}

void mm_test_spit(unsigned int order, struct list_head *list)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, list, lru) {
		list_del(&page->lru);
		__free_pages(page, order);
	}
}
