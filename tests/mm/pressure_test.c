// SPDX-License-Identifier: MIT
/*
 * 8 threads on a machine of 64 MiB that want several times what there is.
 *
 * Shown is that
 *
 *	- no page is lost: as many are free before as after, all invariants hold, and every page
 *	  that was held is as it was left;
 *	- nothing waits for ever: a thread beside the others watches their steps, and tells what
 *	  each does when none takes one;
 *	- GFP_KERNEL of up to order 3 never fails, nor does __GFP_NOFAIL, as long as there is
 *	  something to take back, which there always is: what cannot be had back is limited;
 *	- GFP_ATOMIC fails only when its reserve is spent;
 *	- who allows no I/O, or no file system, causes none.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <kernel/kernel.h>
#include <mm/page/page.h>
#include <mm/reclaim/reclaim.h>
#include <tests/mm/mm_test.h>
#include <tests/mm/pressure.h>
#include <tests/parallel.h>
#include <tests/seconds.h>

/* Of these so many are kernel threads. */
#define THREADS	 8
#define KTHREADS 2

/*
 * A run ends when its time is over, but not before it has come to all that it is to show; within
 * so many steps it has.
 */
#define STEPS_MOST 5000000

/* How often who watches looks, and how long no step may be taken before it says so. */
#define LOOK_NS	   50000000ull
#define PATIENCE   200 /* looks: 10 s */
#define LAST_WORDS 12  /* then it ends the program: nothing else would */

static const struct mm_test_world worlds[] = {
	{ .name = "64 MiB",
	  .config = { .profile = PROFILE_PC64, .memory = SZ_64M, .nodes = 1 },
	  .background = true },
	{ .name = "64 MiB, 2 nodes, 4 cpus",
	  .config = { .profile = PROFILE_PC64, .memory = SZ_64M, .nodes = 2, .cpus = 4 },
	  .background = true },
};

KUNIT_ARRAY_PARAM_DESC(worlds, worlds, name);

static struct pressure pressure;
static struct pressure_player players[THREADS];
static u32 stop;
static atomic_t playing;

static void play(struct pressure_player *player)
{
	while (!READ_ONCE(stop) && pressure_step(player))
		;
	pressure_leave(player);
	atomic_dec(&playing);
}

static int play_kthread(void *data)
{
	play(data);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

/* ---- watching -------------------------------------------------------------------------------- */

static unsigned long all_steps(void)
{
	unsigned long steps = 0;

	for (int i = 0; i < THREADS; i++)
		steps += READ_ONCE(players[i].steps);
	return steps;
}

static void tell_stuck(struct kunit *test, unsigned int looks)
{
	kunit_err(test, "no thread has taken a step for %llu s; seed %llu",
		  looks * LOOK_NS / 1000000000, kunit_seed());
	for (int i = 0; i < THREADS; i++)
		kunit_err(test, "thread %d: step %lu, %s: order %u, flags %#x, %s", i,
			  READ_ONCE(players[i].steps), READ_ONCE(players[i].doing),
			  READ_ONCE(players[i].order), READ_ONCE(players[i].gfp),
			  pressure_context_name(READ_ONCE(players[i].context)));
	show_free_areas();
	if (looks >= PATIENCE * LAST_WORDS)
		port_panic();
}

/* Reserves were spent, and every store has shown what it can. */
static bool all_shown(void)
{
	unsigned long spent = 0;
	bool shown = true;

	for (int i = 0; i < THREADS; i++)
		spent += READ_ONCE(players[i].spent);
	for (int s = 0; s < STORES; s++)
		shown &= atomic_long_read(&pressure.store[s].returned) > 0;
	return shown && spent && atomic_long_read(&pressure.store[STORE_MOVABLE].moved) &&
	       atomic_long_read(&pressure.store[STORE_IO].skipped);
}

static void watch(struct kunit *test)
{
	u64 end = port_time_ns() + test_seconds() * 1000000000ull;
	unsigned long before = 0, now;
	unsigned int looks = 0;
	u32 never = 0;

	while (atomic_read(&playing)) {
		port_wait(&never, 0, LOOK_NS);
		now = all_steps();
		looks = now == before ? looks + 1 : 0;
		before = now;
		if (looks && looks % PATIENCE == 0)
			tell_stuck(test, looks);
		if (port_time_ns() >= end && (all_shown() || now >= STEPS_MOST))
			WRITE_ONCE(stop, 1);
	}
}

/* ---- the test -------------------------------------------------------------------------------- */

static void play_or_watch(void *arg, unsigned int index)
{
	if (index)
		play(&players[KTHREADS + index - 1]);
	else
		watch(arg);
}

static void run(struct kunit *test)
{
	struct task_struct *task[KTHREADS];

	WRITE_ONCE(stop, 0);
	atomic_set(&playing, THREADS);
	for (unsigned int i = 0; i < THREADS; i++)
		pressure_sit(&players[i], &pressure, kunit_seed() * THREADS + i);
	for (int i = 0; i < KTHREADS; i++) {
		task[i] = kthread_create(play_kthread, &players[i], "player%d", i);
		KUNIT_ASSERT_FALSE(test, IS_ERR(task[i]));
	}
	for (int i = 0; i < KTHREADS; i++)
		wake_up_process(task[i]);
	KUNIT_EXPECT_EQ(test, test_parallel(1 + THREADS - KTHREADS, play_or_watch, test), 0);
	for (int i = 0; i < KTHREADS; i++)
		KUNIT_EXPECT_EQ(test, kthread_stop(task[i]), 0);
}

static void tell(struct kunit *test)
{
	unsigned long asked = 0, spent = 0;

	for (int i = 0; i < THREADS; i++)
		spent += players[i].spent;
	for (int c = 0; c < PRESSURE_CONTEXTS; c++) {
		unsigned long a = 0, r = 0;

		for (int i = 0; i < THREADS; i++) {
			a += players[i].asked[c];
			r += players[i].refused[c];
		}
		asked += a;
		kunit_info(test, "%s: %lu requests, %lu refused", pressure_context_name(c), a, r);
		KUNIT_EXPECT_GT(test, a, r);
	}
	kunit_info(test, "seed %llu: %lu steps, %lu requests; GFP_ATOMIC refused %lu times",
		   kunit_seed(), all_steps(), asked, spent);
	for (int s = 0; s < STORES; s++) {
		struct pressure_store *store = &pressure.store[s];

		kunit_info(test, "store %s: %ld pages came back, %ld moved, %ld times spared",
			   pressure_store_name(s), atomic_long_read(&store->returned),
			   atomic_long_read(&store->moved), atomic_long_read(&store->skipped));
	}
	KUNIT_EXPECT_TRUE(test, all_shown());
}

static void end_world(void *arg)
{
	world_exit();
}

static void pressure_on_all(struct kunit *test)
{
	print_sink_t sink = printk_sink;
	LIST_HEAD(eaten);

	KUNIT_ASSERT_EQ(test, world_init(), 0);
	printk_sink = sink;
	KUNIT_ASSERT_EQ(test, kunit_add_action(test, end_world, NULL), 0);
	KUNIT_ASSERT_EQ(test, pressure_open(&pressure), 0);
	run(test);
	for (int i = 0; i < THREADS; i++)
		KUNIT_EXPECT_NULL_MSG(
			test, players[i].wrong,
			"seed %llu, thread %d, step %lu, %s: order %u, flags %#x, %s: %s",
			kunit_seed(), i, players[i].steps, players[i].doing, players[i].order,
			players[i].gfp, pressure_context_name(players[i].context),
			players[i].wrong);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&pressure.in_hands), 0l);
	tell(test);
	pressure_close(&pressure);
	kswapd_enable(false);
	/* Now that nobody else is there, one look proves it. */
	mm_test_eat(GFP_ATOMIC, 0, &eaten);
	KUNIT_EXPECT_FALSE(test, pressure_has_reserve(GFP_ATOMIC, 0));
	mm_test_spit(0, &eaten);
}

static struct kunit_case pressure_cases[] = {
	KUNIT_CASE_PARAM(pressure_on_all, worlds_gen_params),
	{},
};

static struct kunit_suite pressure_suite = {
	.name = "pressure",
	.init = mm_test_init,
	.test_cases = pressure_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
	.attr.concurrent = true,
};
kunit_test_suite(pressure_suite);
