// SPDX-License-Identifier: MIT
/*
 * A kernel thread is stopped twice.
 *
 * expect:
 *	BUG: kthread_stop() of ADDR, which is no kthread or was stopped before
 *	CPU: N PID: N Comm: insmod
 *	 thread_stop_twice_init+OFF [thread_stop_twice] thread_stop_twice.c:29
 */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static int work(void *data)
{
	while (!kthread_should_stop())
		schedule_timeout_interruptible(MAX_SCHEDULE_TIMEOUT);
	return 0;
}

static int __init thread_stop_twice_init(void)
{
	struct task_struct *task = kthread_run(work, NULL, "worker");

	if (IS_ERR(task))
		return PTR_ERR(task);
	kthread_stop(task);
#ifndef CORRECTED
	kthread_stop(task);
#endif
	return 0;
}

static void __exit thread_stop_twice_exit(void)
{
}

module_init(thread_stop_twice_init);
module_exit(thread_stop_twice_exit);
MODULE_DESCRIPTION("stops a thread twice");
MODULE_LICENSE("GPL");
