// SPDX-License-Identifier: MIT
/* The random driver on every kind of machine: alone, short of memory, and with many hands. */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <mm/page/page.h>
#include <mm/slab/slab.h>
#include <tests/mm/mm_test.h>
#include <tests/mm/random.h>
#include <tests/parallel.h>

#define ORDER	     6
#define BYTES	     (8ul * KMALLOC_MAX_CACHE_SIZE)
#define SEEDS	     3
#define STEPS	     20000
#define CHECK_EVERY  250
#define THREADS	     4
#define THREAD_STEPS 30000

/* In one piece, and not of the machine's memory, which the driver may use up. */
static struct random_table table;
static struct random_player players[THREADS];

static u64 seed_of(unsigned int i)
{
	return kunit_seed() * 1000 + i;
}

static void play_alone(struct kunit *test, unsigned int round)
{
	struct random_player *p = &players[0];

	random_sit(p, &table, seed_of(round));
	for (int i = 0; i < STEPS; i++) {
		KUNIT_ASSERT_TRUE_MSG(test, random_step(p), "seed %llu step %lu: %s", kunit_seed(),
				      p->steps, p->wrong);
		if (i % CHECK_EVERY)
			continue;
		KUNIT_ASSERT_EQ_MSG(test, page_check(), 0, "seed %llu step %d", kunit_seed(), i);
		KUNIT_ASSERT_EQ_MSG(test, slab_check(), 0, "seed %llu step %d", kunit_seed(), i);
	}
	random_leave(p);
	KUNIT_EXPECT_NULL(test, p->wrong);
}

static void random_alone(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, random_open(&table, ORDER, BYTES, false), 0);
	for (unsigned int i = 0; i < SEEDS; i++) {
		play_alone(test, i);
		/* Some blocks stay in the box: the player's memory is used again. */
		KUNIT_EXPECT_TRUE(test, random_close(&table));
		KUNIT_ASSERT_EQ(test, random_open(&table, ORDER, BYTES, false), 0);
	}
	KUNIT_EXPECT_TRUE(test, random_close(&table));
}

/* With a handful of pages left, every request may fail: none may lose anything by it. */
static void random_short_of_memory(struct kunit *test)
{
	LIST_HEAD(large);
	LIST_HEAD(small);

	KUNIT_ASSERT_EQ(test, random_open(&table, ORDER, BYTES, true), 0);
	mm_test_eat(GFP_HIGHUSER | __GFP_NORETRY, MAX_PAGE_ORDER, &large);
	mm_test_eat(GFP_HIGHUSER | __GFP_NORETRY, 5, &small);
	play_alone(test, 77);
	KUNIT_EXPECT_GT(test, players[0].failed, 0ul);
	KUNIT_EXPECT_TRUE(test, random_close(&table));
	mm_test_spit(5, &small);
	mm_test_spit(MAX_PAGE_ORDER, &large);
}

static void play(void *arg, unsigned int index)
{
	struct random_player *p = &players[index];

	for (int i = 0; i < THREAD_STEPS && random_step(p); i++)
		;
	random_leave(p);
}

/* What one thread takes another gives back. */
static void random_many_hands(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, random_open(&table, ORDER, BYTES, false), 0);
	for (unsigned int i = 0; i < THREADS; i++)
		random_sit(&players[i], &table, seed_of(100 + i));
	KUNIT_ASSERT_EQ(test, test_parallel(THREADS, play, NULL), 0);
	for (unsigned int i = 0; i < THREADS; i++)
		KUNIT_EXPECT_NULL_MSG(test, players[i].wrong, "seed %llu, thread %u, step %lu: %s",
				      kunit_seed(), i, players[i].steps, players[i].wrong);
	KUNIT_EXPECT_EQ(test, page_check(), 0);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	KUNIT_EXPECT_TRUE(test, random_close(&table));
}

/* The driver itself: it has to see what goes wrong. */
static void random_sees(struct kunit *test)
{
	struct random_player *p = &players[0];
	struct random_block *b = NULL;

	KUNIT_ASSERT_EQ(test, random_open(&table, ORDER, BYTES, false), 0);
	random_sit(p, &table, seed_of(0));
	for (int i = 0; i < 1000; i++)
		KUNIT_ASSERT_TRUE(test, random_step(p));
	for (int i = 0; i < RANDOM_HAND && !b; i++)
		if (p->hand[i]->kind == RANDOM_KMALLOC)
			b = p->hand[i];
	KUNIT_ASSERT_NOT_NULL(test, b);
	b->addr[0] ^= 1;
	while (random_step(p) && p->steps < 100000)
		;
	KUNIT_EXPECT_STREQ(test, p->wrong ?: "nothing", "a block is not as it was left");
	p->wrong = NULL;
	random_leave(p);
	KUNIT_EXPECT_TRUE(test, random_close(&table));
}

static struct kunit_case random_cases[] = {
	KUNIT_CASE_PARAM(random_alone, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(random_short_of_memory, mm_test_worlds_gen_params),
	KUNIT_CASE(random_sees),
	{},
};

static struct kunit_suite random_suite = {
	.name = "random",
	.init = mm_test_init,
	.test_cases = random_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};

static struct kunit_case random_threads_cases[] = {
	KUNIT_CASE_PARAM(random_many_hands, mm_test_worlds_gen_params),
	{},
};

static struct kunit_suite random_threads_suite = {
	.name = "random_threads",
	.init = mm_test_init,
	.test_cases = random_threads_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
	.attr.concurrent = true,
};
kunit_test_suites(&random_suite, &random_threads_suite);
