// SPDX-License-Identifier: MIT
/* Waiting: wait queues, completions, timeouts, signals. */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/wait.h>
#include "tests/kernel/world_test.h"

#define STEPS 500

static DECLARE_WAIT_QUEUE_HEAD(static_queue);

static struct {
	wait_queue_head_t queue, back;
	struct completion done;
	atomic_t ball, woken;
	int flag;
} shared;

/* ---- wait queues ----------------------------------------------------------------------------- */

/* Two threads pass a ball: each wake-up that got lost would hang them. */
static int play(void *data)
{
	int me = (int)(long)data;
	wait_queue_head_t *mine = me ? &shared.back : &shared.queue;
	wait_queue_head_t *other = me ? &shared.queue : &shared.back;

	for (int i = 0; i < STEPS; i++) {
		wait_event(*mine, atomic_read(&shared.ball) == me);
		atomic_set(&shared.ball, !me);
		wake_up(other);
	}
	return 0;
}

static void wait_test_no_wakeup_lost(struct kunit *test)
{
	struct task_struct *players[2];

	init_waitqueue_head(&shared.queue);
	init_waitqueue_head(&shared.back);
	atomic_set(&shared.ball, 0);
	for (long i = 0; i < 2; i++) {
		players[i] = kthread_create(play, (void *)i, "player/%ld", i);
		KUNIT_ASSERT_FALSE(test, IS_ERR(players[i]));
		get_task_struct(players[i]);
		wake_up_process(players[i]);
	}
	for (int i = 0; i < 2; i++) {
		while (READ_ONCE(players[i]->exit_state) != EXIT_ZOMBIE)
			schedule_timeout_uninterruptible(1);
		KUNIT_EXPECT_EQ(test, kthread_stop_put(players[i]), 0);
	}
	KUNIT_EXPECT_EQ(test, atomic_read(&shared.ball), 0);
	KUNIT_EXPECT_FALSE(test, waitqueue_active(&shared.queue));
}

static void wait_test_timeouts(struct kunit *test)
{
	unsigned long start = jiffies_update();

	KUNIT_EXPECT_EQ(test, wait_event_timeout(static_queue, false, 3), 0l);
	KUNIT_EXPECT_GE(test, jiffies_update() - start, 3ul);
	KUNIT_EXPECT_EQ(test, wait_event_timeout(static_queue, true, 3), 3l);
	KUNIT_EXPECT_EQ(test, wait_event_timeout(static_queue, true, 0), 1l);
	KUNIT_EXPECT_EQ(test, wait_event_interruptible_timeout(static_queue, false, 1), 0l);
	KUNIT_EXPECT_EQ(test, wait_event_interruptible(static_queue, true), 0);
	KUNIT_EXPECT_FALSE(test, waitqueue_active(&static_queue));
	KUNIT_EXPECT_EQ(test, get_current_state(), (unsigned int)TASK_RUNNING);
}

static void wait_test_signals(struct kunit *test)
{
	send_sig(SIGTERM, current, 0);
	KUNIT_EXPECT_TRUE(test, signal_pending(current) && !fatal_signal_pending(current));
	KUNIT_EXPECT_EQ(test, wait_event_interruptible(static_queue, false), -ERESTARTSYS);
	KUNIT_EXPECT_EQ(test, wait_event_interruptible_timeout(static_queue, false, 1000),
			(long)-ERESTARTSYS);
	/* A condition that holds counts more. */
	KUNIT_EXPECT_EQ(test, wait_event_interruptible(static_queue, true), 0);
	/* Sleeps that no signal ends go to their end. */
	KUNIT_EXPECT_EQ(test, wait_event_killable_timeout(static_queue, false, 1), 0l);
	KUNIT_EXPECT_EQ(test, wait_event_timeout(static_queue, false, 1), 0l);
	KUNIT_EXPECT_GT(test, msleep_interruptible(100), 0ul);
	KUNIT_EXPECT_EQ(test, kernel_dequeue_signal(), SIGTERM);
	KUNIT_EXPECT_FALSE(test, signal_pending(current));
	send_sig(SIGKILL, current, 0);
	KUNIT_EXPECT_EQ(test, wait_event_killable(static_queue, false), -ERESTARTSYS);
	flush_signals(current);
	KUNIT_EXPECT_EQ(test, send_sig(0, current, 0), -EINVAL);
	/* One that is ignored is forgotten, unless it is forced; then it is ignored no more. */
	disallow_signal(SIGTERM);
	KUNIT_EXPECT_EQ(test, send_sig(SIGTERM, current, 1), 0);
	KUNIT_EXPECT_FALSE(test, signal_pending(current));
	KUNIT_EXPECT_EQ(test, force_sig(SIGTERM), 0);
	KUNIT_EXPECT_EQ(test, kernel_dequeue_signal(), SIGTERM);
	KUNIT_EXPECT_EQ(test, send_sig(SIGTERM, current, 1), 0);
	KUNIT_EXPECT_EQ(test, kernel_dequeue_signal(), SIGTERM);
	KUNIT_EXPECT_EQ(test, force_sig(0), -EINVAL);
}

static int wait_exclusively(void *data)
{
	wait_event_interruptible_exclusive(shared.queue, READ_ONCE(shared.flag));
	atomic_inc(&shared.woken);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

static unsigned int count_waiters(struct wait_queue_head *queue)
{
	unsigned int nr = 0;
	unsigned long flags;
	struct list_head *at;

	spin_lock_irqsave(&queue->lock, flags);
	list_for_each(at, &queue->head)
		nr++;
	spin_unlock_irqrestore(&queue->lock, flags);
	return nr;
}

static void wait_test_exclusive(struct kunit *test)
{
	struct task_struct *threads[3];

	init_waitqueue_head(&shared.queue);
	atomic_set(&shared.woken, 0);
	WRITE_ONCE(shared.flag, 0);
	for (int i = 0; i < 3; i++)
		threads[i] = kthread_run(wait_exclusively, NULL, "exclusive/%d", i);
	while (count_waiters(&shared.queue) < 3)
		msleep(1);
	WRITE_ONCE(shared.flag, 1);
	wake_up(&shared.queue);
	while (atomic_read(&shared.woken) < 1)
		msleep(1);
	msleep(10);
	KUNIT_EXPECT_EQ(test, atomic_read(&shared.woken), 1);
	wake_up_all(&shared.queue);
	while (atomic_read(&shared.woken) < 3)
		msleep(1);
	for (int i = 0; i < 3; i++)
		KUNIT_EXPECT_EQ(test, kthread_stop(threads[i]), 0);
}

static int open_door(void *data)
{
	msleep(5);
	WRITE_ONCE(shared.flag, 1);
	wake_up(&shared.queue);
	return 0;
}

/* The long hand of the textbooks. */
static void wait_test_by_hand(struct kunit *test)
{
	struct task_struct *task;
	DECLARE_WAITQUEUE(entry, current);
	DEFINE_WAIT(other);

	init_waitqueue_head(&shared.queue);
	WRITE_ONCE(shared.flag, 0);
	task = kthread_create(open_door, NULL, "opener");
	get_task_struct(task);
	wake_up_process(task);
	add_wait_queue(&shared.queue, &entry);
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (READ_ONCE(shared.flag))
			break;
		schedule();
	}
	set_current_state(TASK_RUNNING);
	remove_wait_queue(&shared.queue, &entry);
	KUNIT_EXPECT_EQ(test, kthread_stop_put(task), 0);

	prepare_to_wait(&shared.queue, &other, TASK_INTERRUPTIBLE);
	KUNIT_EXPECT_TRUE(test, waitqueue_active(&shared.queue));
	wake_up_interruptible(&shared.queue);
	KUNIT_EXPECT_EQ(test, get_current_state(), (unsigned int)TASK_RUNNING);
	KUNIT_EXPECT_FALSE(test, waitqueue_active(&shared.queue));
	schedule();
	finish_wait(&shared.queue, &other);
}

static void wait_test_locked(struct kunit *test)
{
	struct task_struct *task;
	spinlock_t lock;

	spin_lock_init(&lock);
	init_waitqueue_head(&shared.queue);
	WRITE_ONCE(shared.flag, 0);
	task = kthread_create(open_door, NULL, "opener");
	get_task_struct(task);
	wake_up_process(task);
	spin_lock_irq(&lock);
	wait_event_lock_irq(shared.queue, READ_ONCE(shared.flag), lock);
	KUNIT_EXPECT_TRUE(test, spin_is_locked(&lock) && irqs_disabled());
	spin_unlock_irq(&lock);
	KUNIT_EXPECT_EQ(test, kthread_stop_put(task), 0);

	spin_lock(&shared.queue.lock);
	KUNIT_EXPECT_EQ(test, wait_event_interruptible_locked(shared.queue, shared.flag), 0);
	spin_unlock(&shared.queue.lock);
}

static void wait_test_uninitialised(struct kunit *test)
{
	wait_queue_head_t zeros;

	memset(&zeros, 0, sizeof(zeros));
	EXPECT_REPORT(test, wake_up(&zeros), "BUG: waitqueue bad magic on CPU#");
	KUNIT_EXPECT_EQ(test, wait_event_timeout(zeros, false, 1), 0l);
}

/* ---- completions ----------------------------------------------------------------------------- */

static int wait_for_done(void *data)
{
	wait_for_completion(&shared.done);
	atomic_inc(&shared.woken);
	return 0;
}

static int complete_all_waiters(void *data)
{
	for (int i = 0; i < WORLD_THREADS; i++)
		complete(&shared.done);
	return 0;
}

static void completion_test_each_wakes_one(struct kunit *test)
{
	init_completion(&shared.done);
	atomic_set(&shared.woken, 0);
	complete_all_waiters(NULL);
	KUNIT_EXPECT_TRUE(test, run_threads(WORLD_THREADS, wait_for_done, NULL));
	KUNIT_EXPECT_EQ(test, atomic_read(&shared.woken), WORLD_THREADS);
	KUNIT_EXPECT_FALSE(test, completion_done(&shared.done));
}

static int complete_later(void *data)
{
	msleep(2);
	complete(data);
	return 0;
}

/* The completion lives on a stack that is gone as soon as the waiter woke. */
static void completion_test_on_stack(struct kunit *test)
{
	for (int i = 0; i < 20; i++) {
		DECLARE_COMPLETION_ONSTACK(done);
		struct task_struct *task = kthread_create(complete_later, &done, "completer");

		KUNIT_ASSERT_FALSE(test, IS_ERR(task));
		get_task_struct(task);
		wake_up_process(task);
		wait_for_completion(&done);
		kthread_stop_put(task);
	}
}

static void completion_test_rules(struct kunit *test)
{
	DECLARE_COMPLETION(done);

	KUNIT_EXPECT_EQ(test, wait_for_completion_timeout(&done, 2), 0ul);
	KUNIT_EXPECT_FALSE(test, try_wait_for_completion(&done));
	complete(&done);
	KUNIT_EXPECT_TRUE(test, completion_done(&done));
	KUNIT_EXPECT_EQ(test, wait_for_completion_timeout(&done, 7), 7ul);
	KUNIT_EXPECT_FALSE(test, completion_done(&done));
	complete_all(&done);
	wait_for_completion(&done);
	wait_for_completion(&done);
	KUNIT_EXPECT_TRUE(test, try_wait_for_completion(&done));
	reinit_completion(&done);
	KUNIT_EXPECT_FALSE(test, completion_done(&done));
	send_sig(SIGINT, current, 0);
	KUNIT_EXPECT_EQ(test, wait_for_completion_interruptible(&done), -ERESTARTSYS);
	KUNIT_EXPECT_EQ(test, wait_for_completion_killable_timeout(&done, 1), 0l);
	flush_signals(current);
}

static void completion_test_misuse(struct kunit *test)
{
	struct completion zeros;

	memset(&zeros, 0, sizeof(zeros));
	EXPECT_REPORT(test, complete(&zeros), "BUG: completion bad magic on CPU#");
	preempt_disable();
	EXPECT_REPORT(test, wait_for_completion(&zeros),
		      "BUG: sleeping function called from invalid context at ");
	preempt_enable();
}

static struct kunit_case wait_test_cases[] = {
	KUNIT_CASE(wait_test_no_wakeup_lost), KUNIT_CASE(wait_test_timeouts),
	KUNIT_CASE(wait_test_signals),	      KUNIT_CASE(wait_test_exclusive),
	KUNIT_CASE(wait_test_by_hand),	      KUNIT_CASE(wait_test_locked),
	KUNIT_CASE(wait_test_uninitialised),  KUNIT_CASE(completion_test_each_wakes_one),
	KUNIT_CASE(completion_test_on_stack), KUNIT_CASE(completion_test_rules),
	KUNIT_CASE(completion_test_misuse),   {}
};
WORLD_SUITE(wait, wait_test_cases);
