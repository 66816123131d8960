// SPDX-License-Identifier: MIT
/* Timers: when and where they run, arming and disarming by many at once, misuse. */
#include <linux/cpu.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include "kernel/interrupt.h"
#include "tests/kernel/wait_for.h"
#include "tests/kernel/world_test.h"

/* struct shot - a timer, and what its function saw. */
struct shot {
	struct timer_list timer;
	unsigned long wanted, when;
	int cpu, limit;
	pid_t pid;
	bool softirq, irqs_on, again;
	atomic_t runs;
};

static void fire(struct timer_list *t)
{
	struct shot *shot = from_timer(shot, t, timer);

	shot->when = jiffies_update();
	shot->cpu = smp_processor_id();
	shot->pid = current->pid;
	shot->softirq = in_serving_softirq() && !in_hardirq();
	shot->irqs_on = !irqs_disabled();
	if (atomic_inc_return(&shot->runs) < shot->limit)
		mod_timer(t, jiffies_update() + 1);
}

static struct shot *make(unsigned int flags)
{
	static struct shot shot;

	memset(&shot, 0, sizeof(shot));
	timer_setup(&shot.timer, fire, flags);
	return &shot;
}

static void timer_test_runs(struct kunit *test)
{
	struct shot *shot = make(0);

	KUNIT_EXPECT_FALSE(test, timer_pending(&shot->timer));
	shot->timer.expires = shot->wanted = jiffies_update() + 2;
	add_timer(&shot->timer);
	WAIT_FOR(test, atomic_read_acquire(&shot->runs) == 1);
	KUNIT_EXPECT_FALSE(test, timer_pending(&shot->timer));
	KUNIT_EXPECT_EQ(test, timer_delete_sync(&shot->timer), 0);
	KUNIT_EXPECT_TRUE(test, time_after_eq(shot->when, shot->wanted));
	KUNIT_EXPECT_TRUE(test, shot->softirq && shot->irqs_on);
	/* As the idle task of its CPU. */
	KUNIT_EXPECT_EQ(test, shot->pid, 0);
}

static void timer_test_periodic(struct kunit *test)
{
	struct shot *shot = make(TIMER_IRQSAFE);

	shot->limit = 5;
	mod_timer(&shot->timer, jiffies_update() + 1);
	WAIT_FOR(test, atomic_read_acquire(&shot->runs) == 5);
	timer_delete_sync(&shot->timer);
	KUNIT_EXPECT_FALSE(test, shot->irqs_on);
}

static void timer_test_on(struct kunit *test)
{
	for (int cpu = 0; cpu < 2; cpu++) {
		struct shot *shot = make(0);

		shot->timer.expires = jiffies_update();
		add_timer_on(&shot->timer, cpu);
		WAIT_FOR(test, atomic_read_acquire(&shot->runs) == 1);
		KUNIT_EXPECT_EQ(test, shot->cpu, cpu);
		timer_delete_sync(&shot->timer);
	}
}

static void timer_test_changes(struct kunit *test)
{
	struct shot *shot = make(0);
	unsigned long later = jiffies_update() + 3600 * HZ;

	KUNIT_EXPECT_EQ(test, mod_timer_pending(&shot->timer, later), 0);
	KUNIT_EXPECT_FALSE(test, timer_pending(&shot->timer));
	KUNIT_EXPECT_EQ(test, mod_timer(&shot->timer, later), 0);
	KUNIT_EXPECT_EQ(test, mod_timer(&shot->timer, later + 7), 1);
	KUNIT_EXPECT_EQ(test, shot->timer.expires, later + 7);
	KUNIT_EXPECT_EQ(test, mod_timer_pending(&shot->timer, later + 8), 1);
	KUNIT_EXPECT_EQ(test, timer_reduce(&shot->timer, later + 9), 1);
	KUNIT_EXPECT_EQ(test, shot->timer.expires, later + 8);
	KUNIT_EXPECT_EQ(test, timer_reduce(&shot->timer, later), 1);
	KUNIT_EXPECT_EQ(test, shot->timer.expires, later);
	KUNIT_EXPECT_EQ(test, try_to_del_timer_sync(&shot->timer), 1);
	KUNIT_EXPECT_EQ(test, del_timer(&shot->timer), 0);
	KUNIT_EXPECT_EQ(test, mod_timer(&shot->timer, later), 0);
	KUNIT_EXPECT_EQ(test, timer_shutdown(&shot->timer), 1);
	KUNIT_EXPECT_EQ(test, mod_timer(&shot->timer, jiffies_update()), 0);
	KUNIT_EXPECT_FALSE(test, timer_pending(&shot->timer));
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&shot->runs), 0);
}

static unsigned long order[4], nr_order;

static void note_order(unsigned long data)
{
	if (READ_ONCE(nr_order) < ARRAY_SIZE(order))
		order[nr_order] = data;
	__atomic_fetch_add(&nr_order, 1, __ATOMIC_SEQ_CST);
}

static DEFINE_TIMER(defined, note_order, 0, 3);

/* The forms of 2.6, and the order in which timers run. */
static void timer_test_order(struct kunit *test)
{
	static struct timer_list timers[3];
	unsigned long then = jiffies_update() + 2;
	unsigned long flags;

	nr_order = 0;
	memset(timers, 0, sizeof(timers));
	setup_timer(&timers[0], note_order, 0);
	init_timer(&timers[1]);
	timers[1].function = note_order;
	timers[1].data = 1;
	setup_timer(&timers[2], note_order, 2);
	timers[0].expires = then;
	timers[1].expires = timers[2].expires = defined.expires = then - 1;
	local_irq_save(flags);
	add_timer_on(&timers[0], 1);
	add_timer_on(&timers[2], 1);
	add_timer_on(&timers[1], 1);
	add_timer_on(&defined, 1);
	local_irq_restore(flags);
	WAIT_FOR(test, smp_load_acquire(&nr_order) == 4);
	KUNIT_EXPECT_EQ(test, order[0], 2ul);
	KUNIT_EXPECT_EQ(test, order[1], 1ul);
	KUNIT_EXPECT_EQ(test, order[2], 3ul);
	KUNIT_EXPECT_EQ(test, order[3], 0ul);
	for (int i = 0; i < 3; i++)
		timer_delete_sync(&timers[i]);
	timer_delete_sync(&defined);
}

/* ---- many at once ---------------------------------------------------------------------------- */

#define CROWD_TIMERS 8
#define CROWD_ROUNDS 400

/* struct crowd - timers that all threads arm and disarm; @inside: functions that run, by timer. */
static struct crowd {
	struct {
		struct timer_list timer;
		atomic_t inside, runs;
		struct mutex lock;
		bool stopped;
	} of[CROWD_TIMERS];
	atomic_t overlaps, late;
} * crowd;

static void crowd_fire(struct timer_list *t)
{
	typeof(crowd->of[0]) *one = container_of(t, typeof(*one), timer);

	if (atomic_inc_return(&one->inside) != 1)
		atomic_inc_return(&crowd->overlaps);
	if (READ_ONCE(one->stopped))
		atomic_inc_return(&crowd->late);
	atomic_inc_return(&one->runs);
	port_yield();
	if (atomic_read_acquire(&one->runs) % 3)
		mod_timer(t, jiffies_update());
	atomic_dec(&one->inside);
}

static int crowd_member(void *data)
{
	unsigned int seed = (unsigned int)(unsigned long)current;

	for (int i = 0; i < CROWD_ROUNDS; i++) {
		typeof(crowd->of[0]) *one;

		seed = seed * 1103515245 + 12345;
		one = &crowd->of[seed >> 16 & (CROWD_TIMERS - 1)];
		mod_timer(&one->timer, jiffies_update() + (seed >> 24 & 1));
		if (seed >> 28 & 1)
			del_timer(&one->timer);
		if (i % 16)
			continue;
		/* Nobody else arms it but its function: after this it is neither armed nor runs. */
		mutex_lock(&one->lock);
		timer_delete_sync(&one->timer);
		mutex_unlock(&one->lock);
	}
	return 0;
}

static void timer_test_crowd(struct kunit *test)
{
	static struct crowd members;

	crowd = memset(&members, 0, sizeof(members));
	for (int i = 0; i < CROWD_TIMERS; i++) {
		timer_setup(&crowd->of[i].timer, crowd_fire, 0);
		mutex_init(&crowd->of[i].lock);
	}
	KUNIT_EXPECT_TRUE(test, run_threads(WORLD_THREADS, crowd_member, NULL));
	for (int i = 0; i < CROWD_TIMERS; i++) {
		timer_delete_sync(&crowd->of[i].timer);
		WRITE_ONCE(crowd->of[i].stopped, true);
		KUNIT_EXPECT_EQ(test, atomic_read_acquire(&crowd->of[i].inside), 0);
		KUNIT_EXPECT_FALSE(test, timer_pending(&crowd->of[i].timer));
	}
	msleep(12);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&crowd->overlaps), 0);
	KUNIT_EXPECT_EQ(test, atomic_read_acquire(&crowd->late), 0);
}

/* A CPU that goes leaves its timers to others. */
static void timer_test_cpu_goes(struct kunit *test)
{
	struct shot *shot = make(0);

	if (!cpu_is_hotpluggable(1))
		kunit_skip(test, "CPUs do not go here");
	shot->timer.expires = jiffies_update() + HZ / 10;
	add_timer_on(&shot->timer, 1);
	KUNIT_EXPECT_EQ(test, remove_cpu(1), 0);
	WAIT_FOR(test, atomic_read_acquire(&shot->runs) == 1);
	KUNIT_EXPECT_EQ(test, shot->cpu, 0);
	KUNIT_EXPECT_EQ(test, add_cpu(1), 0);
	timer_delete_sync(&shot->timer);
	shot->timer.expires = jiffies_update();
	add_timer_on(&shot->timer, 1);
	WAIT_FOR(test, atomic_read_acquire(&shot->runs) == 2);
	KUNIT_EXPECT_EQ(test, shot->cpu, 1);
	timer_delete_sync(&shot->timer);
}

/* ---- exclusion ------------------------------------------------------------------------------- */

static struct {
	struct timer_list timer;
	long plain;
	long fires;
	bool stop;
} raced;

static void raced_fire(struct timer_list *t)
{
	long was = READ_ONCE(raced.plain);

	port_yield();
	WRITE_ONCE(raced.plain, was + 1);
	WRITE_ONCE(raced.fires, raced.fires + 1);
	if (!READ_ONCE(raced.stop))
		mod_timer(t, jiffies_update());
}

/* Updates of a variable shared with a timer on the same CPU are lost, but for the exclusion. */
static int raced_update(void *data)
{
	long *updates = data;

	while (READ_ONCE(raced.fires) < 10) {
		long was;

		local_bh_disable();
		was = READ_ONCE(raced.plain);
		if (++*updates % 8 == 0)
			port_yield();
		WRITE_ONCE(raced.plain, was + 1);
		local_bh_enable();
	}
	return 0;
}

static void timer_test_excludes(struct kunit *test)
{
	struct task_struct *thread;
	long updates = 0;

	memset(&raced, 0, sizeof(raced));
	timer_setup(&raced.timer, raced_fire, TIMER_PINNED);
	raced.timer.expires = jiffies_update();
	thread = kthread_create_on_cpu(raced_update, &updates, 1, "update/%u");
	KUNIT_ASSERT_FALSE(test, IS_ERR(thread));
	get_task_struct(thread);
	add_timer_on(&raced.timer, 1);
	wake_up_process(thread);
	WAIT_FOR(test, READ_ONCE(thread->exit_state) == EXIT_ZOMBIE);
	WRITE_ONCE(raced.stop, true);
	timer_delete_sync(&raced.timer);
	kthread_stop_put(thread);
	KUNIT_EXPECT_EQ(test, raced.plain, updates + raced.fires);
}

/* ---- misuse ---------------------------------------------------------------------------------- */

static void timer_test_misuse(struct kunit *test)
{
	struct shot *shot = make(0);
	static struct timer_list zeros;
	struct timer_list *blank = memset(&zeros, 0, sizeof(zeros));
	unsigned long later = jiffies_update() + 3600 * HZ;

	EXPECT_REPORT(test, mod_timer(blank, later),
		      "ODEBUG: assert_init not available (active state 0) object: ");
	KUNIT_EXPECT_FALSE(test, timer_pending(blank));
	EXPECT_REPORT(test, timer_delete_sync(blank), "object type: timer_list");
	init_timer(blank);
	EXPECT_REPORT(test, mod_timer(blank, later), "is armed without a function");
	shot->timer.expires = later;
	add_timer(&shot->timer);
	EXPECT_REPORT(test, add_timer(&shot->timer), "which is armed; mod_timer() changes it");
	EXPECT_REPORT(test, timer_setup(&shot->timer, fire, 0), "ODEBUG: init active (active");
	KUNIT_EXPECT_FALSE(test, timer_pending(&shot->timer));
	mod_timer(&shot->timer, later);
	EXPECT_REPORT(test, active_freed(shot, sizeof(*shot)),
		      "ODEBUG: free active (active state 0) object: ");
	KUNIT_EXPECT_FALSE(test, timer_pending(&shot->timer));
	/* There is nothing left to be told of. */
	active_freed(shot, sizeof(*shot));
}

static void wait_for_itself(struct timer_list *t)
{
	struct shot *shot = from_timer(shot, t, timer);

	if (shot->again)
		might_sleep();
	else
		timer_delete_sync(t);
	atomic_inc_return(&shot->runs);
}

static void timer_test_bad_functions(struct kunit *test)
{
	struct shot *shot = make(0);

	timer_setup(&shot->timer, wait_for_itself, 0);
	EXPECT_REPORT(test, ({
			      mod_timer(&shot->timer, jiffies_update());
			      WAIT_FOR(test, atomic_read_acquire(&shot->runs) == 1);
			      timer_delete_sync(&shot->timer);
		      }),
		      "by that function would wait for itself");
	shot->again = true;
	EXPECT_REPORT(test, ({
			      mod_timer(&shot->timer, jiffies_update());
			      WAIT_FOR(test, atomic_read_acquire(&shot->runs) == 2);
			      timer_delete_sync(&shot->timer);
		      }),
		      "name: swapper/");
}

static struct kunit_case timer_test_cases[] = { KUNIT_CASE(timer_test_runs),
						KUNIT_CASE(timer_test_periodic),
						KUNIT_CASE(timer_test_on),
						KUNIT_CASE(timer_test_changes),
						KUNIT_CASE(timer_test_order),
						KUNIT_CASE(timer_test_crowd),
						KUNIT_CASE(timer_test_cpu_goes),
						KUNIT_CASE(timer_test_excludes),
						KUNIT_CASE(timer_test_misuse),
						KUNIT_CASE(timer_test_bad_functions),
						{} };
WORLD_SUITE(timer, timer_test_cases);
