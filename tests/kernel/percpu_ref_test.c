// SPDX-License-Identifier: MIT
/* References counted per CPU: modes, death and return, and what races with them. */
#include <linux/delay.h>
#include <linux/percpu-refcount.h>
#include <linux/prandom.h>
#include <linux/rcupdate.h>
#include "tests/kernel/world_test.h"
#include "tests/parallel.h"

#define THREADS 4
#define ROUNDS	40
#define STEPS	500

/**
 * struct thing - what is counted.
 * @released, @confirmed: how often that was called.
 * @dead: the kill was confirmed.
 * @late: how often somebody got it after that, or had it after it was released.
 */
struct thing {
	struct percpu_ref ref;
	u32 released, confirmed;
	bool dead;
	u32 late;
};

static void thing_release(struct percpu_ref *ref)
{
	__atomic_fetch_add(&container_of(ref, struct thing, ref)->released, 1, __ATOMIC_SEQ_CST);
}

static void thing_confirm(struct percpu_ref *ref)
{
	struct thing *thing = container_of(ref, struct thing, ref);

	__atomic_store_n(&thing->dead, true, __ATOMIC_SEQ_CST);
	__atomic_fetch_add(&thing->confirmed, 1, __ATOMIC_SEQ_CST);
}

static u32 now(u32 *word)
{
	return __atomic_load_n(word, __ATOMIC_SEQ_CST);
}

static void thing_init(struct kunit *test, struct thing *thing, unsigned int flags)
{
	*thing = (struct thing){};
	KUNIT_ASSERT_EQ(test, percpu_ref_init(&thing->ref, thing_release, flags, GFP_KERNEL), 0);
}

/* The change to atomic mode ends in a callback. */
static void settle(void)
{
	rcu_barrier();
}

static bool is_percpu(struct thing *thing)
{
	return !(thing->ref.percpu_count_ptr & __PERCPU_REF_ATOMIC);
}

static void percpu_ref_lives_and_dies(struct kunit *test)
{
	struct thing t;

	thing_init(test, &t, 0);
	KUNIT_EXPECT_TRUE(test, is_percpu(&t));
	KUNIT_EXPECT_FALSE(test, percpu_ref_is_zero(&t.ref));
	percpu_ref_get(&t.ref);
	percpu_ref_get_many(&t.ref, 3);
	KUNIT_EXPECT_TRUE(test, percpu_ref_tryget(&t.ref));
	KUNIT_EXPECT_TRUE(test, percpu_ref_tryget_live(&t.ref));
	percpu_ref_put_many(&t.ref, 3);
	percpu_ref_kill_and_confirm(&t.ref, thing_confirm);
	KUNIT_EXPECT_TRUE(test, percpu_ref_is_dying(&t.ref));
	KUNIT_EXPECT_FALSE(test, percpu_ref_tryget_live(&t.ref));
	settle();
	KUNIT_EXPECT_EQ(test, now(&t.confirmed), 1);
	KUNIT_EXPECT_EQ(test, now(&t.released), 0);
	KUNIT_EXPECT_TRUE(test, percpu_ref_tryget(&t.ref));
	percpu_ref_put_many(&t.ref, 3);
	KUNIT_EXPECT_EQ(test, now(&t.released), 0);
	KUNIT_EXPECT_FALSE(test, percpu_ref_is_zero(&t.ref));
	percpu_ref_put(&t.ref);
	KUNIT_EXPECT_EQ(test, now(&t.released), 1);
	KUNIT_EXPECT_TRUE(test, percpu_ref_is_zero(&t.ref));
	KUNIT_EXPECT_FALSE(test, percpu_ref_tryget(&t.ref));
	percpu_ref_exit(&t.ref);
	percpu_ref_exit(&t.ref);
}

/* With no reference but the owner's, it is the grace period that everything waits for. */
static void percpu_ref_release_waits_for_readers(struct kunit *test)
{
	struct thing t;

	thing_init(test, &t, 0);
	rcu_read_lock();
	percpu_ref_kill(&t.ref);
	ndelay(2000000);
	KUNIT_EXPECT_EQ(test, now(&t.released), 0);
	rcu_read_unlock();
	settle();
	KUNIT_EXPECT_EQ(test, now(&t.released), 1);
	percpu_ref_exit(&t.ref);
}

static void percpu_ref_begins_atomic(struct kunit *test)
{
	struct thing t;

	thing_init(test, &t, PERCPU_REF_INIT_ATOMIC);
	KUNIT_EXPECT_FALSE(test, is_percpu(&t));
	percpu_ref_get(&t.ref);
	percpu_ref_switch_to_percpu(&t.ref);
	KUNIT_EXPECT_TRUE(test, is_percpu(&t));
	percpu_ref_put(&t.ref);
	percpu_ref_switch_to_atomic_sync(&t.ref);
	KUNIT_EXPECT_FALSE(test, is_percpu(&t));
	/* The change puts its own reference after it has told that it is over. */
	settle();
	KUNIT_EXPECT_EQ(test, atomic_long_read(&t.ref.data->count), 1);
	/* It is what is asked for already, so there is nothing to wait for. */
	percpu_ref_switch_to_atomic(&t.ref, thing_confirm);
	KUNIT_EXPECT_EQ(test, now(&t.confirmed), 1);
	percpu_ref_kill(&t.ref);
	KUNIT_EXPECT_EQ(test, now(&t.released), 1);
	percpu_ref_exit(&t.ref);
}

static void percpu_ref_begins_dead(struct kunit *test)
{
	struct thing t;

	thing_init(test, &t, PERCPU_REF_INIT_DEAD);
	KUNIT_EXPECT_TRUE(test, percpu_ref_is_dying(&t.ref));
	KUNIT_EXPECT_TRUE(test, percpu_ref_is_zero(&t.ref));
	KUNIT_EXPECT_FALSE(test, percpu_ref_tryget(&t.ref));
	percpu_ref_reinit(&t.ref);
	KUNIT_EXPECT_TRUE(test, is_percpu(&t));
	KUNIT_EXPECT_TRUE(test, percpu_ref_tryget_live(&t.ref));
	percpu_ref_put(&t.ref);
	percpu_ref_kill(&t.ref);
	settle();
	KUNIT_EXPECT_EQ(test, now(&t.released), 1);
	percpu_ref_exit(&t.ref);
}

static void percpu_ref_comes_back(struct kunit *test)
{
	struct thing t;

	thing_init(test, &t, PERCPU_REF_ALLOW_REINIT);
	for (u32 i = 1; i <= 3; i++) {
		percpu_ref_get(&t.ref);
		percpu_ref_kill(&t.ref);
		/* With a reference left, and while the change is going on. */
		percpu_ref_resurrect(&t.ref);
		KUNIT_EXPECT_FALSE(test, percpu_ref_is_dying(&t.ref));
		KUNIT_EXPECT_TRUE(test, is_percpu(&t));
		percpu_ref_put(&t.ref);
		percpu_ref_kill(&t.ref);
		settle();
		KUNIT_EXPECT_EQ(test, now(&t.released), i);
		percpu_ref_reinit(&t.ref);
		KUNIT_EXPECT_TRUE(test, percpu_ref_tryget_live(&t.ref));
		percpu_ref_put(&t.ref);
	}
	percpu_ref_kill(&t.ref);
	settle();
	KUNIT_EXPECT_EQ(test, now(&t.released), 4);
	percpu_ref_exit(&t.ref);
}

static void percpu_ref_mistakes(struct kunit *test)
{
	struct thing t;

	kunit_expect_reports(test, 3);
	thing_init(test, &t, 0);
	percpu_ref_get(&t.ref);
	percpu_ref_kill(&t.ref);
	settle();
	/* Killed twice. */
	percpu_ref_kill(&t.ref);
	KUNIT_EXPECT_EQ(test, now(&t.released), 0);
	percpu_ref_put(&t.ref);
	KUNIT_EXPECT_EQ(test, now(&t.released), 1);
	percpu_ref_exit(&t.ref);
	/* Put more often than got, which the sum shows; and brought back alive. */
	thing_init(test, &t, PERCPU_REF_ALLOW_REINIT);
	percpu_ref_resurrect(&t.ref);
	percpu_ref_put_many(&t.ref, 3);
	percpu_ref_switch_to_atomic_sync(&t.ref);
	settle();
	percpu_ref_exit(&t.ref);
}

/* ---- races ----------------------------------------------------------------------------------- */

/* Users take and put as long as it is alive; one of them kills it in the middle. */
static void use_and_kill(void *arg, unsigned int index)
{
	struct thing *t = arg;

	for (int i = 0; i < STEPS; i++) {
		bool dead = __atomic_load_n(&t->dead, __ATOMIC_SEQ_CST);

		if (percpu_ref_tryget_live(&t->ref)) {
			if (dead)
				__atomic_fetch_add(&t->late, 1, __ATOMIC_SEQ_CST);
			if (i % 8 == 0)
				port_yield();
			percpu_ref_get(&t->ref);
			percpu_ref_put(&t->ref);
			/* While somebody has it, it is not released. */
			if (now(&t->released))
				__atomic_fetch_add(&t->late, 1, __ATOMIC_SEQ_CST);
			percpu_ref_put(&t->ref);
		}
		if (!index && i == STEPS / 2)
			percpu_ref_kill_and_confirm(&t->ref, thing_confirm);
	}
}

static void percpu_ref_killed_while_in_use(struct kunit *test)
{
	struct thing t;

	for (int i = 0; i < ROUNDS; i++) {
		thing_init(test, &t, 0);
		KUNIT_ASSERT_EQ(test, test_parallel(THREADS, use_and_kill, &t), 0);
		settle();
		KUNIT_ASSERT_EQ(test, now(&t.released), 1);
		KUNIT_ASSERT_EQ(test, now(&t.confirmed), 1);
		KUNIT_ASSERT_EQ(test, now(&t.late), 0);
		percpu_ref_exit(&t.ref);
	}
}

/* One thread changes modes all the time; not a reference is lost, or counted twice. */
static void use_or_switch(void *arg, unsigned int index)
{
	struct thing *t = arg;

	for (int i = 0; i < STEPS; i++) {
		if (index) {
			percpu_ref_get(&t->ref);
			if (i % 8 == 0)
				port_yield();
			percpu_ref_put(&t->ref);
		} else if (i < 40) {
			percpu_ref_switch_to_atomic(&t->ref, NULL);
			percpu_ref_switch_to_percpu(&t->ref);
		}
	}
}

static void percpu_ref_switched_while_in_use(struct kunit *test)
{
	struct thing t;

	thing_init(test, &t, PERCPU_REF_ALLOW_REINIT);
	KUNIT_ASSERT_EQ(test, test_parallel(THREADS, use_or_switch, &t), 0);
	percpu_ref_switch_to_atomic_sync(&t.ref);
	settle();
	KUNIT_EXPECT_EQ(test, atomic_long_read(&t.ref.data->count), 1);
	percpu_ref_kill(&t.ref);
	KUNIT_EXPECT_EQ(test, now(&t.released), 1);
	percpu_ref_exit(&t.ref);
}

static struct kunit_case percpu_ref_cases[] = {
	KUNIT_CASE(percpu_ref_lives_and_dies),
	KUNIT_CASE(percpu_ref_release_waits_for_readers),
	KUNIT_CASE(percpu_ref_begins_atomic),
	KUNIT_CASE(percpu_ref_begins_dead),
	KUNIT_CASE(percpu_ref_comes_back),
	KUNIT_CASE(percpu_ref_mistakes),
	KUNIT_CASE(percpu_ref_killed_while_in_use),
	KUNIT_CASE(percpu_ref_switched_while_in_use),
	{},
};
WORLD_SUITE(percpu_ref, percpu_ref_cases);
