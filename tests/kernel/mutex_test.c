// SPDX-License-Identifier: MIT
/* Locks that sleep: mutexes, reader-writer semaphores, semaphores. */
#include <linux/delay.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/semaphore.h>
#include "tests/kernel/world_test.h"

#define STEPS 500

static DEFINE_MUTEX(static_mutex);
static DECLARE_RWSEM(static_rwsem);
static DEFINE_SEMAPHORE(static_sem);
static DEFINE_SEMAPHORE(sem_of_two, 2);

static struct {
	struct mutex mutex;
	struct rw_semaphore rwsem;
	struct semaphore sem;
	long count, twin;
	atomic_t inside, most, torn;
} shared;

static int count_up(void *data)
{
	for (int i = 0; i < STEPS; i++) {
		long seen;

		mutex_lock(&shared.mutex);
		seen = shared.count;
		if (i % 64 == 0)
			schedule_timeout_uninterruptible(1);
		else if (i % 4 == 0)
			yield();
		shared.count = seen + 1;
		mutex_unlock(&shared.mutex);
	}
	return 0;
}

static void mutex_test_excludes(struct kunit *test)
{
	mutex_init(&shared.mutex);
	shared.count = 0;
	KUNIT_EXPECT_TRUE(test, run_threads(WORLD_THREADS, count_up, NULL));
	KUNIT_EXPECT_EQ(test, shared.count, (long)STEPS * WORLD_THREADS);
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&shared.mutex));
	mutex_destroy(&shared.mutex);
}

static void mutex_test_rules(struct kunit *test)
{
	atomic_t users = ATOMIC_INIT(1);

	KUNIT_EXPECT_TRUE(test, mutex_trylock(&static_mutex));
	KUNIT_EXPECT_FALSE(test, mutex_trylock(&static_mutex));
	KUNIT_EXPECT_TRUE(test, mutex_is_locked(&static_mutex) && preemptible());
	lockdep_assert_held(&static_mutex);
	mutex_unlock(&static_mutex);
	KUNIT_EXPECT_EQ(test, mutex_lock_interruptible(&static_mutex), 0);
	mutex_unlock(&static_mutex);
	KUNIT_EXPECT_EQ(test, mutex_lock_killable(&static_mutex), 0);
	mutex_unlock(&static_mutex);
	KUNIT_EXPECT_EQ(test, atomic_dec_and_mutex_lock(&users, &static_mutex), 1);
	mutex_unlock(&static_mutex);
	scoped_guard(mutex, &static_mutex)
	{
		KUNIT_EXPECT_TRUE(test, mutex_is_locked(&static_mutex));
	}
	scoped_cond_guard(mutex_try, KUNIT_FAIL(test, "free, but not to be had"), &static_mutex)
		KUNIT_EXPECT_TRUE(test, mutex_is_locked(&static_mutex));
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&static_mutex));
}

static int lock_interruptibly(void *data)
{
	int error;

	allow_signal(SIGINT);
	error = mutex_lock_interruptible(data);
	if (!error)
		mutex_unlock(data);
	flush_signals(current);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return error;
}

static void mutex_test_interrupted(struct kunit *test)
{
	struct task_struct *task;

	mutex_lock(&static_mutex);
	task = kthread_run(lock_interruptibly, &static_mutex, "interrupted");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	/* Before the thread allows the signal, it has no effect: send until it had. */
	while (list_empty(&static_mutex.wait_list))
		msleep(1);
	send_sig(SIGINT, task, 0);
	KUNIT_EXPECT_EQ(test, kthread_stop(task), -EINTR);
	KUNIT_EXPECT_TRUE(test, list_empty(&static_mutex.wait_list));
	mutex_unlock(&static_mutex);
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&static_mutex));
}

static int unlock_others(void *data)
{
	mutex_unlock(data);
	return 0;
}

static void mutex_test_misuse(struct kunit *test)
{
	struct mutex zeros;

	EXPECT_REPORT(test, mutex_unlock(&static_mutex), "BUG: mutex already unlocked on CPU#");
	mutex_lock(&static_mutex);
	EXPECT_REPORT(test, mutex_lock(&static_mutex), "BUG: mutex recursion on CPU#");
	mutex_unlock(&static_mutex);
	KUNIT_EXPECT_TRUE(test, mutex_is_locked(&static_mutex));
	EXPECT_REPORT(test, run_threads(1, unlock_others, &static_mutex),
		      "BUG: mutex wrong owner on CPU#");
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&static_mutex));

	memset(&zeros, 0, sizeof(zeros));
	EXPECT_REPORT(test, mutex_lock(&zeros), "BUG: mutex bad magic on CPU#");
	EXPECT_REPORT(test, mutex_destroy(&zeros), "BUG: mutex destroyed while held on CPU#");
	EXPECT_REPORT(test, mutex_lock(&zeros), "BUG: mutex bad magic on CPU#");
	mutex_unlock(&zeros);
}

static void mutex_test_atomic(struct kunit *test)
{
	preempt_disable();
	EXPECT_REPORT(test, mutex_lock(&static_mutex),
		      "BUG: sleeping function called from invalid context at ");
	mutex_unlock(&static_mutex);
	preempt_enable();
}

/* ---- reader-writer semaphores ---------------------------------------------------------------- */

static int read_and_write(void *data)
{
	for (int i = 0; i < STEPS; i++) {
		if (i % 8 == 0) {
			down_write(&shared.rwsem);
			shared.count++;
			if (i % 128 == 0)
				schedule_timeout_uninterruptible(1);
			shared.twin++;
			if (i % 16 == 0) {
				up_write(&shared.rwsem);
			} else {
				downgrade_write(&shared.rwsem);
				up_read(&shared.rwsem);
			}
		} else {
			down_read(&shared.rwsem);
			if (shared.count != shared.twin)
				atomic_inc(&shared.torn);
			up_read(&shared.rwsem);
		}
	}
	return 0;
}

static void rwsem_test_excludes(struct kunit *test)
{
	init_rwsem(&shared.rwsem);
	shared.count = shared.twin = 0;
	atomic_set(&shared.torn, 0);
	KUNIT_EXPECT_TRUE(test, run_threads(WORLD_THREADS, read_and_write, NULL));
	KUNIT_EXPECT_EQ(test, shared.count, WORLD_THREADS * ((STEPS + 7) / 8l));
	KUNIT_EXPECT_EQ(test, atomic_read(&shared.torn), 0);
	KUNIT_EXPECT_FALSE(test, rwsem_is_locked(&shared.rwsem));
}

static void rwsem_test_rules(struct kunit *test)
{
	down_read(&static_rwsem);
	KUNIT_EXPECT_TRUE(test, down_read_trylock(&static_rwsem));
	KUNIT_EXPECT_FALSE(test, down_write_trylock(&static_rwsem));
	up_read(&static_rwsem);
	up_read(&static_rwsem);
	KUNIT_EXPECT_TRUE(test, down_write_trylock(&static_rwsem));
	KUNIT_EXPECT_FALSE(test, down_read_trylock(&static_rwsem));
	lockdep_assert_held_write(&static_rwsem);
	downgrade_write(&static_rwsem);
	KUNIT_EXPECT_TRUE(test, down_read_trylock(&static_rwsem));
	up_read(&static_rwsem);
	up_read(&static_rwsem);
	KUNIT_EXPECT_FALSE(test, rwsem_is_locked(&static_rwsem));
}

static void rwsem_test_misuse(struct kunit *test)
{
	struct rw_semaphore zeros;

	EXPECT_REPORT(test, up_read(&static_rwsem), "BUG: rwsem already unlocked on CPU#");
	down_read(&static_rwsem);
	EXPECT_REPORT(test, up_write(&static_rwsem), "BUG: rwsem held in the other mode");
	up_read(&static_rwsem);
	down_write(&static_rwsem);
	EXPECT_REPORT(test, down_read(&static_rwsem), "BUG: rwsem recursion on CPU#");
	up_read(&static_rwsem);
	up_write(&static_rwsem);
	KUNIT_EXPECT_FALSE(test, rwsem_is_locked(&static_rwsem));
	memset(&zeros, 0, sizeof(zeros));
	EXPECT_REPORT(test, down_write(&zeros), "BUG: rwsem bad magic on CPU#");
	up_write(&zeros);
}

/* ---- semaphores ------------------------------------------------------------------------------ */

static int pass_semaphore(void *data)
{
	for (int i = 0; i < STEPS; i++) {
		int inside;

		down(&shared.sem);
		inside = atomic_inc_return(&shared.inside);
		if (inside > atomic_read(&shared.most))
			atomic_set(&shared.most, inside);
		if (i % 64 == 0)
			schedule_timeout_uninterruptible(1);
		atomic_dec(&shared.inside);
		up(&shared.sem);
	}
	return 0;
}

static void semaphore_test_bounds(struct kunit *test)
{
	sema_init(&shared.sem, 2);
	atomic_set(&shared.inside, 0);
	atomic_set(&shared.most, 0);
	KUNIT_EXPECT_TRUE(test, run_threads(WORLD_THREADS, pass_semaphore, NULL));
	KUNIT_EXPECT_EQ(test, atomic_read(&shared.most), 2);
	KUNIT_EXPECT_EQ(test, shared.sem.count, 2u);
}

static void semaphore_test_rules(struct kunit *test)
{
	unsigned long start;

	KUNIT_EXPECT_EQ(test, static_sem.count, 1u);
	KUNIT_EXPECT_EQ(test, sem_of_two.count, 2u);
	KUNIT_EXPECT_EQ(test, down_trylock(&static_sem), 0);
	KUNIT_EXPECT_EQ(test, down_trylock(&static_sem), 1);
	start = jiffies_update();
	KUNIT_EXPECT_EQ(test, down_timeout(&static_sem, 3), -ETIME);
	KUNIT_EXPECT_GE(test, jiffies_update() - start, 3ul);
	up(&static_sem);
	KUNIT_EXPECT_EQ(test, down_interruptible(&static_sem), 0);
	send_sig(SIGINT, current, 0);
	KUNIT_EXPECT_EQ(test, down_interruptible(&static_sem), -EINTR);
	flush_signals(current);
	up(&static_sem);
	KUNIT_EXPECT_EQ(test, static_sem.count, 1u);
}

static void semaphore_test_misuse(struct kunit *test)
{
	struct semaphore zeros;

	memset(&zeros, 0, sizeof(zeros));
	EXPECT_REPORT(test, down(&zeros), "BUG: semaphore bad magic on CPU#");
	up(&zeros);
}

static struct kunit_case mutex_test_cases[] = {
	KUNIT_CASE(mutex_test_excludes),    KUNIT_CASE(mutex_test_rules),
	KUNIT_CASE(mutex_test_interrupted), KUNIT_CASE(mutex_test_misuse),
	KUNIT_CASE(mutex_test_atomic),	    KUNIT_CASE(rwsem_test_excludes),
	KUNIT_CASE(rwsem_test_rules),	    KUNIT_CASE(rwsem_test_misuse),
	KUNIT_CASE(semaphore_test_bounds),  KUNIT_CASE(semaphore_test_rules),
	KUNIT_CASE(semaphore_test_misuse),  {}
};
WORLD_SUITE(mutex, mutex_test_cases);
