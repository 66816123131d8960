// SPDX-License-Identifier: MIT
/*
 * A thread forgets the buffer that it alone knew of.
 *
 * options: --scan
 * expect:
 *	unreferenced object ADDR (size 21):
 *	  kmalloc
 *	  hex dump (first 21 bytes):
 *	    6b 6e 6f 77 6e 20 74 6f 20 74 68 69 73 20 74 68  known to this th
 *	    72 65 61 64 00                                   read.
 *	  backtrace:
 *	    work+OFF [lost_by_thread] lost_by_thread.c:34
 *	lost_by_thread: 1 allocation was not given back, 21 bytes:
 *	  lost_by_thread.c:34 in work: kmalloc, 21 bytes
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/slab.h>

static DECLARE_COMPLETION(ready);
static struct task_struct *task;

static void wait_for_stop(void)
{
	while (!kthread_should_stop())
		schedule_timeout_interruptible(MAX_SCHEDULE_TIMEOUT);
}

static int work(void *data)
{
	char *buffer = kstrdup("known to this thread", GFP_KERNEL);

#ifdef CORRECTED
	complete(&ready);
	wait_for_stop();
	/* It was in a register, or on the stack, all the while. */
	kfree(buffer);
#else
	OPTIMIZER_HIDE_VAR(buffer);
	buffer = NULL;
	complete(&ready);
	wait_for_stop();
	kfree(buffer);
#endif
	return 0;
}

static int __init lost_by_thread_init(void)
{
	task = kthread_run(work, NULL, "worker");
	if (IS_ERR(task))
		return PTR_ERR(task);
	wait_for_completion(&ready);
	return 0;
}

static void __exit lost_by_thread_exit(void)
{
	kthread_stop(task);
}

module_init(lost_by_thread_init);
module_exit(lost_by_thread_exit);
MODULE_DESCRIPTION("loses a buffer in a thread");
MODULE_LICENSE("GPL");
