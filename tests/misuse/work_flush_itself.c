// SPDX-License-Identifier: MIT
/*
 * Work waits until it has run.
 *
 * expect:
 *	BUG: flush_work() of work run+OFF [work_flush_itself] by its function would wait for itself
 *	CPU: N PID: N Comm: kworker/PID:0
 *	 settle+OFF [work_flush_itself] work_flush_itself.c:17
 *	 run+OFF [work_flush_itself] work_flush_itself.c:23
 */
#include <linux/module.h>
#include <linux/workqueue.h>

static noinline void settle(struct work_struct *work)
{
#ifndef CORRECTED
	flush_work(work);
#endif
}

static void run(struct work_struct *work)
{
	settle(work);
}
static DECLARE_WORK(work, run);

static int __init work_flush_itself_init(void)
{
	schedule_work(&work);
	flush_work(&work);
	return 0;
}

static void __exit work_flush_itself_exit(void)
{
	cancel_work_sync(&work);
}

module_init(work_flush_itself_init);
module_exit(work_flush_itself_exit);
MODULE_DESCRIPTION("work that flushes itself");
MODULE_LICENSE("GPL");
