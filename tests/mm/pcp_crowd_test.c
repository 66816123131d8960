// SPDX-License-Identifier: MIT
/*
 * Many more threads than CPUs on the same per-CPU lists, while one empties them without a pause.
 *
 * A thread that is stopped in the middle of taking a page off a list, and finds the list emptied
 * when it goes on, has seen a page that it did not get.  So each page carries, by its frame number,
 * whether someone has it: who takes one marks it, and finds it unmarked, whichever way it came.
 */
#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <mm/boot/boot.h>
#include <tests/parallel.h>
#include <tests/seconds.h>

#define THREADS 12
#define HAND	48 /* pages that a thread has at once */
#define ORDERS	3

static struct {
	u8 *owned; /* by frame number */
	u64 end;
	unsigned int twice;
	unsigned long taken, rounds;
} crowd;

static void own(struct page *page)
{
	if (__atomic_exchange_n(&crowd.owned[page_to_pfn(page)], 1, __ATOMIC_RELAXED))
		__atomic_fetch_add(&crowd.twice, 1, __ATOMIC_RELAXED);
}

static void give(struct page *page, unsigned int order)
{
	__atomic_store_n(&crowd.owned[page_to_pfn(page)], 0, __ATOMIC_RELAXED);
	__free_pages(page, order);
}

/* Each kind of request comes to the lists by another way. */
static gfp_t any_gfp(struct rnd_state *rnd)
{
	static const gfp_t gfps[] = { GFP_KERNEL, GFP_KERNEL_ACCOUNT, GFP_ATOMIC,
				      GFP_KERNEL | __GFP_COLD, GFP_KERNEL_ACCOUNT | __GFP_WRITE };

	return gfps[prandom_u32_state(rnd) % ARRAY_SIZE(gfps)] | __GFP_NOWARN;
}

static unsigned int take_bulk(struct rnd_state *rnd, struct page **pages)
{
	unsigned int n = (unsigned int)alloc_pages_bulk_array(
		any_gfp(rnd), 1 + prandom_u32_state(rnd) % (HAND / 2), pages);

	for (unsigned int i = 0; i < n; i++)
		own(pages[i]);
	return n;
}

/* Single blocks of one order up to the hand's size, or a bulk of pages; then all of them back. */
static void take_and_give(struct rnd_state *rnd)
{
	unsigned int order = prandom_u32_state(rnd) % ORDERS, nr = 0;
	unsigned int want = 1 + prandom_u32_state(rnd) % HAND;
	struct page *pages[HAND] = {};

	if (!order && prandom_u32_state(rnd) % 4 == 0)
		want = nr = take_bulk(rnd, pages);
	while (nr < want && (pages[nr] = alloc_pages(any_gfp(rnd), order)))
		own(pages[nr++]);
	__atomic_fetch_add(&crowd.taken, nr, __ATOMIC_RELAXED);
	while (nr)
		give(pages[--nr], order);
}

static void crowd_thread(void *arg, unsigned int index)
{
	struct rnd_state rnd;

	prandom_seed_state(&rnd, kunit_seed() + index);
	while (port_time_ns() < crowd.end) {
		if (index < THREADS) {
			take_and_give(&rnd);
			continue;
		}
		drain_all_pages(NULL);
		crowd.rounds++;
	}
}

static void crowded(struct kunit *test, const struct machine_config *config)
{
	unsigned long free;

	KUNIT_ASSERT_EQ(test, machine_boot(config), 0);
	memset(&crowd, 0, sizeof(crowd));
	crowd.owned = kvzalloc(max_pfn, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, crowd.owned);
	drain_all_pages(NULL);
	free = nr_free_pages();
	crowd.end = port_time_ns() + test_seconds() * 1000000000ull;
	KUNIT_EXPECT_EQ(test, test_parallel(THREADS + 1, crowd_thread, NULL), 0);
	kunit_info(test, "%lu blocks taken, lists emptied %lu times", crowd.taken, crowd.rounds);
	KUNIT_EXPECT_EQ(test, crowd.twice, 0u);
	KUNIT_EXPECT_GT(test, crowd.taken, 0ul);
	KUNIT_EXPECT_GT(test, crowd.rounds, 0ul);
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	drain_all_pages(NULL);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
	kvfree(crowd.owned);
}

static void crowd_exit(struct kunit *test)
{
	machine_halt();
}

static void pcp_crowd_on_the_hosts_cpus(struct kunit *test)
{
	static const struct machine_config config = {
		.profile = PROFILE_PC64, .memory = SZ_128M, .nodes = 1, .quiet = true
	};

	crowded(test, &config);
}

static void pcp_crowd_on_simulated_cpus(struct kunit *test)
{
	static const struct machine_config config = {
		.profile = PROFILE_PC64, .memory = SZ_128M, .nodes = 2, .cpus = 4, .quiet = true
	};

	crowded(test, &config);
}

static struct kunit_case pcp_crowd_cases[] = {
	KUNIT_CASE(pcp_crowd_on_the_hosts_cpus),
	KUNIT_CASE(pcp_crowd_on_simulated_cpus),
	{},
};

static struct kunit_suite pcp_crowd_suite = {
	.name = "pcp_crowd",
	.exit = crowd_exit,
	.test_cases = pcp_crowd_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN, .concurrent = true },
};
kunit_test_suite(pcp_crowd_suite);
