// SPDX-License-Identifier: MIT
/*
 * Threads that end leave nothing behind, and what caches keep for later depends on CPUs, not on how
 * many threads there were.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/vmstat.h>
#include <mm/boot/boot.h>
#include <mm/reclaim/reclaim.h>
#include <mm/slab/slab.h>
#include <tests/disturb.h>
#include <tests/parallel.h>

/* The host's own CPUs, with lockless arrays, and simulated ones. */
static int threads_test_boot(unsigned int cpus)
{
	const struct machine_config config = {
		.profile = PROFILE_PC64,
		.memory = SZ_512M,
		.nodes = 1,
		.cpus = cpus,
		.quiet = true,
	};

	return machine_boot(&config);
}

static void threads_test_halt(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	machine_halt();
}

static unsigned long slab_pages(void)
{
	return global_node_page_state(NR_SLAB_UNRECLAIMABLE_B) +
	       global_node_page_state(NR_SLAB_RECLAIMABLE_B);
}

#define SLACK_PAGES 64

/* Pages that are free when nobody keeps any for later. */
static unsigned long pages_free(void)
{
	/* What the first round frees may lie in stores that it had already emptied. */
	reclaim_stores_wait();
	reclaim_stores_wait();
	return nr_free_pages();
}

/* ---- threads that end ------------------------------------------------------------------------ */

#define LIVES	 10000
#define EARLY	 1000 /* until here all that is kept was made */
#define AT_ONCE	 8
#define PER_LIFE 20

static u32 running;

static void live(void *arg)
{
	void *objs[PER_LIFE];

	for (int i = 0; i < PER_LIFE; i++)
		objs[i] = kmalloc(16ul << i % 8, GFP_KERNEL);
	for (int i = 0; i < PER_LIFE; i++)
		kfree(objs[i]);
	__atomic_fetch_sub(&running, 1, __ATOMIC_RELEASE);
	port_wake(&running, 1);
}

static void wait_until_at_most(u32 nr)
{
	u32 now;

	while ((now = __atomic_load_n(&running, __ATOMIC_ACQUIRE)) > nr)
		port_wait(&running, now, 0);
}

static void start_lives(struct kunit *test, unsigned int nr)
{
	for (unsigned int i = 0; i < nr; i++) {
		wait_until_at_most(AT_ONCE - 1);
		__atomic_fetch_add(&running, 1, __ATOMIC_RELAXED);
		/* Those that said they are done may still be on their way out. */
		while (port_thread_start(live, NULL, "life"))
			port_yield();
	}
	wait_until_at_most(0);
}

/* Neither the machine nor the process has more after 10,000 threads than after 1,000. */
static void slab_threads_that_end_leave_nothing(struct kunit *test)
{
	unsigned long pages, free, bytes;

	KUNIT_ASSERT_EQ(test, threads_test_boot(0), 0);
	start_lives(test, EARLY);
	pages = slab_pages();
	free = pages_free();
	bytes = resident_bytes();
	start_lives(test, LIVES - EARLY);
	kunit_info(test, "%lu pages of slabs, then %lu; %lu KiB, then %lu", pages, slab_pages(),
		   bytes / SZ_1K, resident_bytes() / SZ_1K);
	KUNIT_EXPECT_LE(test, slab_pages(), pages + SLACK_PAGES);
	KUNIT_EXPECT_EQ(test, pages_free(), free);
	/* A record of a thread is more than 1 KiB: those of all would be more than 9 MiB. */
	KUNIT_EXPECT_LE(test, resident_bytes(), bytes + SZ_2M);
}

/* ---- many threads ---------------------------------------------------------------------------- */

#define MANY	  200
#define OBJECTS	  40 /* of each size, in each thread at once */
#define SIZES	  6
#define ROUNDS	  8
#define CPUS_USED 2u

static const size_t sizes[SIZES] = { 16, 64, 96, 256, 1024, 4096 };
static void *objects[MANY][SIZES][OBJECTS];
static u32 arrived;

/* Wait until all have come here for the @round-th time. */
static void meet(u32 threads, u32 round)
{
	u32 seen = __atomic_add_fetch(&arrived, 1, __ATOMIC_ACQ_REL);

	if (seen == threads * round)
		port_wake(&arrived, ~0u);
	while ((seen = __atomic_load_n(&arrived, __ATOMIC_ACQUIRE)) < threads * round)
		port_wait(&arrived, seen, 0);
}

static void take_share(unsigned int share)
{
	for (unsigned int i = 0; i < OBJECTS; i++)
		for (unsigned int size = 0; size < SIZES; size++)
			objects[share][size][i] = kmalloc(sizes[size], GFP_KERNEL);
}

static void free_share(unsigned int share)
{
	for (unsigned int i = 0; i < OBJECTS; i++)
		for (unsigned int size = 0; size < SIZES; size++)
			kfree(objects[share][size][i]);
}

/* Each of @threads has an equal part of the shares; all have theirs at once. */
static void work(void *arg, unsigned int index)
{
	unsigned int threads = *(unsigned int *)arg, mine = MANY / threads;

	/* The same CPUs, however many threads and CPUs there are. */
	port_cpu_bind((int)(index % min(CPUS_USED, nr_cpu_ids)));
	for (u32 round = 1; round <= ROUNDS; round++) {
		for (unsigned int i = 0; i < mine; i++)
			take_share(index * mine + i);
		meet(threads, 2 * round - 1);
		/* Another's: they are freed by who did not take them. */
		for (unsigned int i = 0; i < mine; i++)
			free_share((index * mine + mine + i) % MANY);
		meet(threads, 2 * round);
	}
}

/** struct kept - what caches keep for later: objects, by their bytes, and the slabs they are in. */
struct kept {
	unsigned long bytes, pages;
};

/* In CPUs' arrays and nodes' stores. */
static unsigned long bytes_kept(void)
{
	unsigned long bytes = 0;
	struct kmem_cache *s;

	lock_acquire(&slab_mutex);
	list_for_each_entry(s, &slab_caches, list) {
		bytes += slots_count(&s->slots) * s->size;
		for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
			bytes += s->node[nid].nr_stored * s->size;
	}
	lock_release(&slab_mutex);
	return bytes;
}

static struct kept kept_after(struct kunit *test, unsigned int threads)
{
	unsigned long before;
	struct kept kept;

	arrived = 0;
	KUNIT_EXPECT_EQ(test, threads_test_boot(0), 0);
	before = slab_pages();
	KUNIT_EXPECT_EQ(test, test_parallel(threads, work, &threads), 0);
	kept = (struct kept){ bytes_kept(), slab_pages() - before };
	kunit_info(test, "%u threads: %lu KiB of objects kept, in %lu KiB of slabs", threads,
		   kept.bytes / SZ_1K, kept.pages * (PAGE_SIZE / SZ_1K));
	KUNIT_EXPECT_GT(test, kept.bytes, 0ul);
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	machine_halt();
	return kept;
}

/*
 * Objects that are kept may lie in more slabs the more threads took turns at them; but all that was
 * in use is some 40 MiB, which is far more.
 */
static void slab_threads_do_not_add_up(struct kunit *test)
{
	struct kept one = kept_after(test, 1), few = kept_after(test, CPUS_USED),
		    many = kept_after(test, MANY);

	KUNIT_EXPECT_LE(test, one.bytes, 2 * few.bytes);
	KUNIT_EXPECT_LE(test, many.bytes, few.bytes + few.bytes / 4);
	KUNIT_EXPECT_LE(test, many.pages, 2 * few.pages);
}

static struct kunit_case slab_threads_cases[] = {
	KUNIT_CASE(slab_threads_that_end_leave_nothing),
	KUNIT_CASE(slab_threads_do_not_add_up),
	{},
};

static struct kunit_suite slab_threads_suite = {
	.name = "slab_threads",
	.exit = threads_test_halt,
	.test_cases = slab_threads_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN, .concurrent = true },
};
kunit_test_suite(slab_threads_suite);
