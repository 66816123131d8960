// SPDX-License-Identifier: MIT
/*
 * A kernel thread ends with softirqs off.
 *
 * expect:
 *	BUG: worker returned with preemption imbalance
 *	in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: N, name: worker
 *	preempt_count: 200, expected: 0
 *	RCU nest depth: 0, expected: 0
 *	Preemption disabled at:
 *	[<ADDR>] work+OFF [unbalanced_thread]
 *	 work+OFF [unbalanced_thread] unbalanced_thread.c:28
 *	CPU: N PID: N Comm: worker
 */
#include <linux/bottom_half.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static DECLARE_COMPLETION(begun);

static int work(void *data)
{
	complete(&begun);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(MAX_SCHEDULE_TIMEOUT);
	local_bh_disable();
#ifdef CORRECTED
	local_bh_enable();
#endif
	return 0;
}

static int __init unbalanced_thread_init(void)
{
	struct task_struct *task = kthread_run(work, NULL, "worker");

	if (IS_ERR(task))
		return PTR_ERR(task);
	wait_for_completion(&begun);
	return kthread_stop(task);
}

static void __exit unbalanced_thread_exit(void)
{
}

module_init(unbalanced_thread_init);
module_exit(unbalanced_thread_exit);
MODULE_DESCRIPTION("ends a thread with softirqs off");
MODULE_LICENSE("GPL");
