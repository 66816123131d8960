// SPDX-License-Identifier: MIT
/* Kernel threads and tasks: their lives, results, names; stopping, parking; misuse. */
#include <linux/completion.h>
#include <linux/cred.h>
#include <linux/delay.h>
#include <linux/rcupdate.h>
#include <linux/smp.h>
#include "port/port.h"
#include "tests/kernel/world_test.h"

static int until_stopped(void *data)
{
	int rounds = 0;

	while (!kthread_should_stop()) {
		schedule_timeout_interruptible(1);
		rounds++;
	}
	return 40 + (rounds > 0);
}

static void kthread_test_stop(struct kunit *test)
{
	struct task_struct *task = kthread_run(until_stopped, NULL, "worker%d", 7);

	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	KUNIT_EXPECT_STREQ(test, task->comm, "worker7");
	KUNIT_EXPECT_TRUE(test, task->flags & PF_KTHREAD);
	msleep(20);
	KUNIT_EXPECT_EQ(test, kthread_stop(task), 41);
}

static void kthread_test_never_woken(struct kunit *test)
{
	struct task_struct *task = kthread_create(until_stopped, NULL, "a name that is too long");

	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	KUNIT_EXPECT_STREQ(test, task->comm, "a name that is ");
	KUNIT_EXPECT_EQ(test, kthread_stop(task), -EINTR);
}

static int leave_early(void *data)
{
	kthread_complete_and_exit(data, 17);
	return 99;
}

static void kthread_test_exit(struct kunit *test)
{
	DECLARE_COMPLETION_ONSTACK(gone);
	struct task_struct *task = kthread_create(leave_early, &gone, "leaver");

	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	get_task_struct(task);
	wake_up_process(task);
	wait_for_completion(&gone);
	KUNIT_EXPECT_EQ(test, kthread_stop_put(task), 17);
}

static int return_now(void *data)
{
	return 3;
}

static void kthread_test_stopped_late(struct kunit *test)
{
	struct task_struct *task = kthread_run(return_now, NULL, "gone");
	int result = 0;

	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	while (READ_ONCE(task->exit_state) != EXIT_ZOMBIE)
		msleep(1);
	EXPECT_REPORT(test, result = kthread_stop(task), "BUG: kthread_stop() of gone/");
	KUNIT_EXPECT_EQ(test, result, 3);
	EXPECT_REPORT(test, result = kthread_stop(task),
		      ", which is no kthread or was stopped before");
	KUNIT_EXPECT_EQ(test, result, -ESRCH);
	EXPECT_REPORT(test, kthread_stop(NULL), "BUG: kthread_stop() of ");
	EXPECT_REPORT(test, KUNIT_EXPECT_FALSE(test, kthread_should_stop()),
		      "BUG: kthread_should_stop() called outside a kthread");
}

static int leave_atomic(void *data)
{
	preempt_disable();
	return 0;
}

static void kthread_test_imbalance(struct kunit *test)
{
	EXPECT_REPORT(test, run_threads(1, leave_atomic, NULL),
		      "BUG: test/0 returned with preemption imbalance");
}

static int park_when_asked(void *data)
{
	while (!kthread_should_stop()) {
		if (kthread_should_park())
			kthread_parkme();
		atomic_inc(data);
		schedule_timeout_interruptible(1);
	}
	return 0;
}

static void kthread_test_park(struct kunit *test)
{
	atomic_t rounds = ATOMIC_INIT(0);
	struct task_struct *task = kthread_run(park_when_asked, &rounds, "parker");
	int at;

	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	for (int i = 0; i < 3; i++) {
		KUNIT_EXPECT_EQ(test, kthread_park(task), 0);
		at = atomic_read(&rounds);
		msleep(10);
		KUNIT_EXPECT_EQ(test, atomic_read(&rounds), at);
		KUNIT_EXPECT_EQ(test, kthread_park(task), -EBUSY);
		kthread_unpark(task);
		while (atomic_read(&rounds) == at)
			msleep(1);
	}
	KUNIT_EXPECT_EQ(test, kthread_stop(task), 0);
}

static int tell_cpu(void *data)
{
	for (int i = 0; i < 50; i++) {
		if (raw_smp_processor_id() != (int)(long)data)
			return -EINVAL;
		msleep(0);
	}
	return 0;
}

static void kthread_test_bind(struct kunit *test)
{
	for (long cpu = 0; cpu < 2; cpu++) {
		struct task_struct *task = kthread_create(tell_cpu, (void *)cpu, "bound");

		KUNIT_ASSERT_FALSE(test, IS_ERR(task));
		kthread_bind(task, (unsigned int)cpu);
		get_task_struct(task);
		wake_up_process(task);
		while (READ_ONCE(task->exit_state) != EXIT_ZOMBIE)
			msleep(1);
		KUNIT_EXPECT_EQ(test, kthread_stop_put(task), 0);
	}
}

/* More ended threads than are kept: memory does not grow, and nothing breaks. */
static void kthread_test_many(struct kunit *test)
{
	unsigned long fn = (unsigned long)return_now;

	for (int i = 0; i < 150; i++) {
		struct task_struct *task = kthread_run(return_now, NULL, "many/%d", i);

		KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	}
	/* As long as it takes: a loaded host may take seconds to run them all. */
	while (kthread_running_in(fn, fn + 1))
		msleep(1);
}

static void kthread_test_running_in(struct kunit *test)
{
	unsigned long fn = (unsigned long)until_stopped;
	struct task_struct *task = kthread_run(until_stopped, NULL, "in module");

	KUNIT_EXPECT_PTR_EQ(test, kthread_running_in(fn, fn + 1), task);
	KUNIT_EXPECT_NULL(test, kthread_running_in(fn + 1, fn + 2));
	kthread_stop(task);
	KUNIT_EXPECT_NULL(test, kthread_running_in(fn, fn + 1));
}

/* ---- tasks ----------------------------------------------------------------------------------- */

static void task_test_current(struct kunit *test)
{
	struct task_struct *task;
	char comm[TASK_COMM_LEN];
	int seen = 0;

	KUNIT_EXPECT_PTR_EQ(test, current, get_current());
	KUNIT_EXPECT_STREQ(test, current->comm, "insmod");
	KUNIT_EXPECT_EQ(test, current->pid, 1000);
	KUNIT_EXPECT_EQ(test, current->tgid, current->pid);
	KUNIT_EXPECT_NOT_NULL(test, current->mm); /* insmod is a program */
	KUNIT_EXPECT_EQ(test, from_kuid(&init_user_ns, current_uid()), 0u);
	set_task_comm(current, "renamed");
	KUNIT_EXPECT_STREQ(test, get_task_comm(comm, current), "renamed");
	rcu_read_lock();
	for_each_process(task) seen += task == current;
	KUNIT_EXPECT_PTR_EQ(test, find_task_by_vpid(current->pid), current);
	rcu_read_unlock();
	KUNIT_EXPECT_EQ(test, seen, 1);
	KUNIT_EXPECT_EQ(test, init_task.pid, 0);
	KUNIT_EXPECT_STREQ(test, init_task.comm, "swapper/0");
	KUNIT_EXPECT_EQ(test, task_state_to_char(current), 'R');
	set_user_nice(current, 5);
	KUNIT_EXPECT_EQ(test, task_nice(current), 5);
}

static struct kunit_case kthread_test_cases[] = { KUNIT_CASE(kthread_test_stop),
						  KUNIT_CASE(kthread_test_never_woken),
						  KUNIT_CASE(kthread_test_exit),
						  KUNIT_CASE(kthread_test_stopped_late),
						  KUNIT_CASE(kthread_test_imbalance),
						  KUNIT_CASE(kthread_test_park),
						  KUNIT_CASE(kthread_test_bind),
						  KUNIT_CASE(kthread_test_many),
						  KUNIT_CASE(kthread_test_running_in),
						  KUNIT_CASE(task_test_current),
						  {} };
WORLD_SUITE(kthread, kthread_test_cases);
