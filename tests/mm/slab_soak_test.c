// SPDX-License-Identifier: MIT
/*
 * 16 threads that do with objects whatever can be done with them, and are never left in peace.
 *
 * They are moved from CPU to CPU and interrupted by signals all the time; they end, and others
 * take over what they had; and one more thread takes from the caches' arrays and stores whatever
 * it can get, over and over.  On a machine whose CPUs are simulated, which have no lockless
 * arrays, CPUs come and go besides.
 *
 * Shown is that every object is as its owner left it, that all invariants hold afterwards, and that
 * as many pages are free as before.
 */
#include <kunit/test.h>
#include <linux/cpu.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/sizes.h>
#include <kernel/kernel.h>
#include <mm/boot/boot.h>
#include <mm/reclaim/reclaim.h>
#include <mm/slab/slab.h>
#include <tests/disturb.h>
#include <tests/mm/soak.h>
#include <tests/parallel.h>
#include <tests/seconds.h>

#define THREADS	   16
#define LIFE_MOST  4000 /* steps, then another thread goes on */
#define WARM_STEPS 20000

/* Between two rounds of shrinking, so that arrays are also used; between changes of CPUs. */
#define SHRINK_PAUSE_NS 200000ull
#define CHANGE_PAUSE_NS 2000000ull

/* A step every so often, or the test says where it hangs and ends the program. */
#define LOOK_NS	 250000000ull
#define PATIENCE 240

/* The threads beside the players. */
enum { SHRINKER = THREADS, CHANGER, WATCHER, ALL };

static struct soak soak;
static struct soak_hand hands[THREADS];

/** A player's life: @done is 1 when the thread does nothing with the machine any more. */
static struct life {
	struct soak_hand *hand;
	u32 done;
} lives[THREADS];

static struct {
	struct kunit *test;
	u64 end;
	u32 stop, playing;
	unsigned long steps, lives, shrinks, changes;
} run;

static void nap(u64 ns)
{
	u32 never = 0;

	port_wait(&never, 0, ns);
}

/* ---- players --------------------------------------------------------------------------------- */

static void live(void *arg)
{
	struct life *life = arg;
	unsigned long steps = 0, most;

	disturb_join();
	most = 1 + prandom_u32_state(&life->hand->rnd) % LIFE_MOST;
	while (steps < most && !READ_ONCE(run.stop) && soak_step(life->hand))
		steps++;
	disturb_leave();
	__atomic_fetch_add(&run.steps, steps, __ATOMIC_RELAXED);
	__atomic_store_n(&life->done, 1, __ATOMIC_RELEASE);
	port_wake(&life->done, 1);
}

/* One life after the other, each of a thread of its own, with the same hand. */
static void play(unsigned int index)
{
	struct life *life = &lives[index];

	while (!READ_ONCE(run.stop)) {
		life->done = 0;
		if (port_thread_start(live, life, "soak")) {
			/* The threads that have ended are not all gone yet. */
			nap(SHRINK_PAUSE_NS);
			continue;
		}
		while (!__atomic_load_n(&life->done, __ATOMIC_ACQUIRE))
			port_wait(&life->done, 0, 0);
		__atomic_fetch_add(&run.lives, 1, __ATOMIC_RELAXED);
	}
	__atomic_fetch_sub(&run.playing, 1, __ATOMIC_RELEASE);
}

/* ---- who disturbs ---------------------------------------------------------------------------- */

static void shrink(void)
{
	for (unsigned int turn = 0; !READ_ONCE(run.stop); turn++) {
		soak_shrink(&soak, turn);
		run.shrinks++;
		nap(SHRINK_PAUSE_NS);
	}
}

/* Takes any CPU away, and brings any back. */
static void change_cpus(void)
{
	struct rnd_state rnd;

	prandom_seed_state(&rnd, kunit_seed());
	while (port.cpus_can_stop && !READ_ONCE(run.stop)) {
		unsigned int cpu = prandom_u32_state(&rnd) % nr_cpu_ids;
		int ret = prandom_u32_state(&rnd) % 2 ? remove_cpu(cpu) : add_cpu(cpu);

		KUNIT_EXPECT_TRUE(run.test, ret >= 0 || ret == -EBUSY);
		run.changes += !ret;
		nap(CHANGE_PAUSE_NS);
	}
}

static unsigned long all_done(void)
{
	unsigned long done = 0;

	for (unsigned int i = 0; i < THREADS; i++)
		for (unsigned int what = 0; what < SOAK_DOINGS; what++)
			done += READ_ONCE(hands[i].done[what]);
	return done;
}

static void watch(void)
{
	unsigned long before = 0, now;
	unsigned int looks = 0;

	while (__atomic_load_n(&run.playing, __ATOMIC_ACQUIRE)) {
		nap(LOOK_NS);
		if (port_time_ns() >= run.end || READ_ONCE(soak.wrong))
			WRITE_ONCE(run.stop, 1);
		now = all_done();
		looks = now == before ? looks + 1 : 0;
		before = now;
		if (looks == PATIENCE) {
			kunit_err(run.test, "nobody has done anything for a minute; seed %llu",
				  kunit_seed());
			port_panic();
		}
	}
}

static void play_or_disturb(void *arg, unsigned int index)
{
	if (index == SHRINKER)
		shrink();
	else if (index == CHANGER)
		change_cpus();
	else if (index == WATCHER)
		watch();
	else
		play(index);
}

/* ---- before and after ------------------------------------------------------------------------ */

static int begin_world(void)
{
	print_sink_t sink = printk_sink;
	int err = world_init();

	printk_sink = sink;
	return err;
}

/* Ends the world. Return: pages that are free when nobody keeps any for later. */
static unsigned long pages_without_world(void)
{
	unsigned long before;

	kvfree_rcu_barrier();
	rcu_barrier();
	world_exit();
	/* What a round frees may lie in stores that it had already emptied. */
	do {
		before = nr_free_pages();
		reclaim_stores_wait();
	} while (nr_free_pages() != before);
	return before;
}

/* Whatever is made once and stays. */
static void warm_up(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, soak_open(&soak), 0);
	soak_sit(&hands[0], &soak, 0, kunit_seed());
	for (unsigned int i = 0; i < WARM_STEPS && soak_step(&hands[0]); i++)
		;
	soak_leave(&hands[0]);
	soak_close(&soak);
	KUNIT_EXPECT_NULL(test, soak.wrong);
}

static void say_what_was_done(struct kunit *test, struct disturbance disturbed)
{
	for (unsigned int what = 0; what < SOAK_DOINGS; what++) {
		unsigned long done = 0;

		for (unsigned int i = 0; i < THREADS; i++)
			done += hands[i].done[what];
		kunit_info(test, "%s: %lu", soak_doing_name(what), done);
		KUNIT_EXPECT_GT(test, done, 0ul);
	}
	kunit_info(test, "steps: %lu, threads: %lu, refused: %lu", run.steps, run.lives,
		   soak.refused);
	kunit_info(test, "signals: %lu, moves: %lu, shrinks: %lu, CPUs gone or come: %lu",
		   disturbed.signals, disturbed.moves, run.shrinks, run.changes);
	KUNIT_EXPECT_GT(test, disturbed.signals, 0ul);
	KUNIT_EXPECT_GT(test, disturbed.moves, 0ul);
	KUNIT_EXPECT_GT(test, run.shrinks, 0ul);
	KUNIT_EXPECT_EQ(test, run.changes > 0, port.cpus_can_stop);
}

static void play_all(struct kunit *test)
{
	struct disturbance disturbed;

	memset(&run, 0, sizeof(run));
	run.test = test;
	run.playing = THREADS;
	for (unsigned int i = 0; i < THREADS; i++) {
		soak_sit(&hands[i], &soak, i, kunit_seed() * 1000 + i);
		lives[i].hand = &hands[i];
	}
	KUNIT_ASSERT_EQ(test, disturb_start((unsigned int)kunit_seed()), 0);
	run.end = port_time_ns() + test_seconds() * 1000000000ull;
	KUNIT_EXPECT_EQ(test, test_parallel(ALL, play_or_disturb, NULL), 0);
	disturbed = disturb_stop();
	say_what_was_done(test, disturbed);
	KUNIT_EXPECT_NULL_MSG(test, soak.wrong, "seed %llu: %s", kunit_seed(), soak.wrong);
	for (unsigned int cpu = 0; port.cpus_can_stop && cpu < nr_cpu_ids; cpu++)
		KUNIT_EXPECT_GE(test, add_cpu(cpu), 0);
}

static void soak_machine(struct kunit *test, const struct machine_config *config)
{
	unsigned long before;

	KUNIT_ASSERT_EQ(test, machine_boot(config), 0);
	KUNIT_ASSERT_EQ(test, begin_world(), 0);
	warm_up(test);
	before = pages_without_world();
	KUNIT_ASSERT_EQ(test, begin_world(), 0);
	KUNIT_ASSERT_EQ(test, soak_open(&soak), 0);
	play_all(test);
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	for (unsigned int i = 0; i < THREADS; i++)
		soak_leave(&hands[i]);
	soak_close(&soak);
	KUNIT_EXPECT_NULL(test, soak.wrong);
	KUNIT_EXPECT_EQ(test, pages_without_world(), before);
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
}

static void soak_exit(struct kunit *test)
{
	machine_halt();
}

static void soak_on_the_hosts_cpus(struct kunit *test)
{
	static const struct machine_config config = {
		.profile = PROFILE_PC64, .memory = SZ_512M, .nodes = 1, .quiet = true
	};

	soak_machine(test, &config);
	kunit_info(test, "arrays are %slockless", port.lockless_slots ? "" : "not ");
}

static void soak_on_cpus_that_come_and_go(struct kunit *test)
{
	static const struct machine_config config = {
		.profile = PROFILE_PC64, .memory = SZ_512M, .nodes = 2, .cpus = 4, .quiet = true
	};

	soak_machine(test, &config);
}

static struct kunit_case slab_soak_cases[] = {
	KUNIT_CASE(soak_on_the_hosts_cpus),
	KUNIT_CASE(soak_on_cpus_that_come_and_go),
	{},
};

static struct kunit_suite slab_soak_suite = {
	.name = "slab_soak",
	.exit = soak_exit,
	.test_cases = slab_soak_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN, .concurrent = true },
};
kunit_test_suite(slab_soak_suite);
