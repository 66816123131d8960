// SPDX-License-Identifier: MIT
/*
 * A kernel thread still runs when its module goes.
 *
 * expect:
 *	BUG: module leak_thread was removed while its kthread worker/PID runs
 *	CPU: N PID: N Comm: insmod
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static struct task_struct *task;
static DECLARE_COMPLETION(begun);

static int work(void *data)
{
	complete(&begun);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(MAX_SCHEDULE_TIMEOUT);
	return 0;
}

static int __init leak_thread_init(void)
{
	task = kthread_run(work, NULL, "worker");
	if (IS_ERR(task))
		return PTR_ERR(task);
	wait_for_completion(&begun);
	return 0;
}

static void __exit leak_thread_exit(void)
{
#ifdef CORRECTED
	kthread_stop(task);
#endif
}

module_init(leak_thread_init);
module_exit(leak_thread_exit);
MODULE_DESCRIPTION("leaves a thread behind");
MODULE_LICENSE("GPL");
