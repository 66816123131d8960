// SPDX-License-Identifier: MIT
/* Spinlocks, rwlocks and sequence counters: exclusion, context, misuse. */
#include <linux/rwlock.h>
#include <linux/seqlock.h>
#include <linux/spinlock.h>
#include "port/port.h"
#include "tests/kernel/world_test.h"

#define STEPS 2000

static DEFINE_SPINLOCK(static_lock);
static DEFINE_RWLOCK(static_rwlock);
static DEFINE_SEQLOCK(static_seqlock);

static struct {
	spinlock_t lock;
	rwlock_t rwlock;
	seqlock_t seq;
	long count, twin;
	atomic_t torn;
} shared;

static int count_up(void *data)
{
	unsigned long flags;

	for (int i = 0; i < STEPS; i++) {
		spin_lock_irqsave(&shared.lock, flags);
		shared.count++;
		spin_unlock_irqrestore(&shared.lock, flags);
		while (!spin_trylock(&shared.lock))
			cpu_relax();
		shared.count++;
		spin_unlock(&shared.lock);
	}
	return 0;
}

static void spinlock_test_excludes(struct kunit *test)
{
	spin_lock_init(&shared.lock);
	shared.count = 0;
	KUNIT_EXPECT_TRUE(test, run_threads(WORLD_THREADS, count_up, NULL));
	KUNIT_EXPECT_EQ(test, shared.count, 2l * STEPS * WORLD_THREADS);
}

static void spinlock_test_context(struct kunit *test)
{
	unsigned long flags;

	spin_lock(&static_lock);
	KUNIT_EXPECT_TRUE(test, spin_is_locked(&static_lock) && in_atomic() && !irqs_disabled());
	assert_spin_locked(&static_lock);
	lockdep_assert_held(&static_lock);
	spin_unlock(&static_lock);
	spin_lock_bh(&static_lock);
	KUNIT_EXPECT_TRUE(test, in_softirq());
	spin_unlock_bh(&static_lock);
	spin_lock_irq(&static_lock);
	KUNIT_EXPECT_TRUE(test, irqs_disabled());
	spin_unlock_irq(&static_lock);
	local_irq_disable();
	spin_lock_irqsave(&static_lock, flags);
	spin_unlock_irqrestore(&static_lock, flags);
	KUNIT_EXPECT_TRUE(test, irqs_disabled());
	local_irq_enable();
	KUNIT_EXPECT_TRUE(test, spin_trylock_irqsave(&static_lock, flags));
	KUNIT_EXPECT_FALSE(test, spin_trylock(&static_lock));
	KUNIT_EXPECT_FALSE(test, spin_trylock_bh(&static_lock));
	spin_unlock_irqrestore(&static_lock, flags);
	{
		guard(spinlock_irqsave)(&static_lock);
		KUNIT_EXPECT_TRUE(test, spin_is_locked(&static_lock) && irqs_disabled());
	}
	scoped_guard(spinlock, &static_lock)
	{
		KUNIT_EXPECT_TRUE(test, spin_is_locked(&static_lock));
	}
	KUNIT_EXPECT_FALSE(test, spin_is_locked(&static_lock));
	KUNIT_EXPECT_TRUE(test, preemptible());
}

static void spinlock_test_double_unlock(struct kunit *test)
{
	spin_lock(&static_lock);
	spin_unlock(&static_lock);
	EXPECT_REPORT(test, spin_unlock(&static_lock), "BUG: spinlock already unlocked on CPU#");
	KUNIT_EXPECT_TRUE(test, preemptible());
	spin_lock(&static_lock);
	spin_unlock(&static_lock);
}

static void spinlock_test_recursion(struct kunit *test)
{
	spin_lock(&static_lock);
	EXPECT_REPORT(test, spin_lock(&static_lock), "BUG: spinlock recursion on CPU#");
	spin_unlock(&static_lock);
	KUNIT_EXPECT_TRUE(test, spin_is_locked(&static_lock));
	spin_unlock(&static_lock);
	KUNIT_EXPECT_FALSE(test, spin_is_locked(&static_lock));
	KUNIT_EXPECT_TRUE(test, preemptible());
}

static void spinlock_test_uninitialised(struct kunit *test)
{
	spinlock_t zeros, poison;

	memset(&zeros, 0, sizeof(zeros));
	memset(&poison, 0x6b, sizeof(poison));
	EXPECT_REPORT(test, spin_lock(&zeros), ", .magic: 00000000, .owner: <none>/-1");
	spin_unlock(&zeros);
	EXPECT_REPORT(test, KUNIT_EXPECT_TRUE(test, spin_trylock(&poison)),
		      "BUG: spinlock bad magic on CPU#");
	spin_unlock(&poison);
	KUNIT_EXPECT_TRUE(test, preemptible());
}

static int unlock_others(void *data)
{
	spin_unlock(data);
	return preempt_count();
}

static void spinlock_test_wrong_owner(struct kunit *test)
{
	spin_lock_init(&shared.lock);
	spin_lock(&shared.lock);
	preempt_enable(); /* so that the other thread can have the CPU */
	EXPECT_REPORT(test, KUNIT_EXPECT_TRUE(test, run_threads(1, unlock_others, &shared.lock)),
		      "BUG: spinlock wrong owner on CPU#");
	KUNIT_EXPECT_FALSE(test, spin_is_locked(&shared.lock));
}

static void spinlock_test_dec_and_lock(struct kunit *test)
{
	atomic_t users = ATOMIC_INIT(2);

	KUNIT_EXPECT_FALSE(test, atomic_dec_and_lock(&users, &static_lock));
	KUNIT_EXPECT_TRUE(test, atomic_dec_and_lock(&users, &static_lock));
	spin_unlock(&static_lock);
}

/* ---- readers and writers --------------------------------------------------------------------- */

static int read_and_write(void *data)
{
	for (int i = 0; i < STEPS; i++) {
		if (i % 8 == 0) {
			write_lock(&shared.rwlock);
			shared.count++;
			shared.twin++;
			write_unlock(&shared.rwlock);
		} else {
			read_lock(&shared.rwlock);
			if (shared.count != shared.twin)
				atomic_inc(&shared.torn);
			read_unlock(&shared.rwlock);
		}
	}
	return 0;
}

static void rwlock_test_excludes(struct kunit *test)
{
	rwlock_init(&shared.rwlock);
	shared.count = shared.twin = 0;
	atomic_set(&shared.torn, 0);
	KUNIT_EXPECT_TRUE(test, run_threads(WORLD_THREADS, read_and_write, NULL));
	KUNIT_EXPECT_EQ(test, shared.count, WORLD_THREADS * STEPS / 8l);
	KUNIT_EXPECT_EQ(test, atomic_read(&shared.torn), 0);
}

static void rwlock_test_rules(struct kunit *test)
{
	unsigned long flags;

	read_lock(&static_rwlock);
	KUNIT_EXPECT_TRUE(test, read_trylock(&static_rwlock));
	KUNIT_EXPECT_FALSE(test, write_trylock(&static_rwlock));
	read_unlock(&static_rwlock);
	read_unlock(&static_rwlock);
	write_lock_irqsave(&static_rwlock, flags);
	KUNIT_EXPECT_FALSE(test, read_trylock(&static_rwlock));
	lockdep_assert_held_write(&static_rwlock);
	write_unlock_irqrestore(&static_rwlock, flags);
	KUNIT_EXPECT_TRUE(test, preemptible());
}

static void rwlock_test_misuse(struct kunit *test)
{
	rwlock_t zeros;

	EXPECT_REPORT(test, read_unlock(&static_rwlock), "BUG: rwlock already unlocked on CPU#");
	read_lock(&static_rwlock);
	EXPECT_REPORT(test, write_unlock(&static_rwlock), "BUG: rwlock held in the other mode");
	read_unlock(&static_rwlock);
	write_lock(&static_rwlock);
	EXPECT_REPORT(test, write_lock(&static_rwlock), "BUG: rwlock recursion on CPU#");
	write_unlock(&static_rwlock);
	write_unlock(&static_rwlock);
	memset(&zeros, 0, sizeof(zeros));
	EXPECT_REPORT(test, read_lock(&zeros), "BUG: rwlock bad magic on CPU#");
	read_unlock(&zeros);
	KUNIT_EXPECT_TRUE(test, preemptible());
}

/* ---- sequence counters ----------------------------------------------------------------------- */

static int seq_read_and_write(void *data)
{
	for (int i = 0; i < STEPS; i++) {
		unsigned int seq;
		long count, twin;

		if (i % 8 == 0) {
			write_seqlock(&shared.seq);
			WRITE_ONCE(shared.count, shared.count + 1);
			WRITE_ONCE(shared.twin, shared.twin + 1);
			write_sequnlock(&shared.seq);
			continue;
		}
		do {
			seq = read_seqbegin(&shared.seq);
			count = READ_ONCE(shared.count);
			twin = READ_ONCE(shared.twin);
		} while (read_seqretry(&shared.seq, seq));
		if (count != twin)
			atomic_inc(&shared.torn);
	}
	return 0;
}

static void seqlock_test_consistent(struct kunit *test)
{
	seqlock_init(&shared.seq);
	shared.count = shared.twin = 0;
	atomic_set(&shared.torn, 0);
	KUNIT_EXPECT_TRUE(test, run_threads(WORLD_THREADS, seq_read_and_write, NULL));
	KUNIT_EXPECT_EQ(test, shared.count, WORLD_THREADS * STEPS / 8l);
	KUNIT_EXPECT_EQ(test, atomic_read(&shared.torn), 0);
}

static void seqlock_test_retry(struct kunit *test)
{
	seqcount_spinlock_t count = SEQCNT_SPINLOCK_ZERO(count, &static_lock);
	unsigned int seq = read_seqbegin(&static_seqlock);
	int either = 0;

	KUNIT_EXPECT_FALSE(test, read_seqretry(&static_seqlock, seq));
	write_seqlock(&static_seqlock);
	KUNIT_EXPECT_TRUE(test, read_seqretry(&static_seqlock, seq));
	write_sequnlock(&static_seqlock);
	KUNIT_EXPECT_TRUE(test, read_seqretry(&static_seqlock, seq));
	read_seqbegin_or_lock(&static_seqlock, &either);
	write_seqlock(&static_seqlock);
	write_sequnlock(&static_seqlock);
	KUNIT_EXPECT_TRUE(test, need_seqretry(&static_seqlock, either));
	either = 1;
	read_seqbegin_or_lock(&static_seqlock, &either);
	KUNIT_EXPECT_FALSE(test, need_seqretry(&static_seqlock, either));
	done_seqretry(&static_seqlock, either);

	seq = read_seqcount_begin(&count);
	write_seqcount_begin(&count);
	KUNIT_EXPECT_EQ(test, raw_read_seqcount(&count) & 1, 1u);
	write_seqcount_end(&count);
	KUNIT_EXPECT_TRUE(test, read_seqcount_retry(&count, seq));
}

static struct kunit_case spinlock_test_cases[] = { KUNIT_CASE(spinlock_test_excludes),
						   KUNIT_CASE(spinlock_test_context),
						   KUNIT_CASE(spinlock_test_double_unlock),
						   KUNIT_CASE(spinlock_test_recursion),
						   KUNIT_CASE(spinlock_test_uninitialised),
						   KUNIT_CASE(spinlock_test_wrong_owner),
						   KUNIT_CASE(spinlock_test_dec_and_lock),
						   KUNIT_CASE(rwlock_test_excludes),
						   KUNIT_CASE(rwlock_test_rules),
						   KUNIT_CASE(rwlock_test_misuse),
						   KUNIT_CASE(seqlock_test_consistent),
						   KUNIT_CASE(seqlock_test_retry),
						   {} };
WORLD_SUITE(spinlock, spinlock_test_cases);
