// SPDX-License-Identifier: MIT
/*
 * Delayed work waits for its time when its module goes.
 *
 * expect:
 *	BUG: module leak_work was removed with its work run+OFF [leak_work] still queued, by \
 *	queue+OFF [leak_work]
 *	CPU: N PID: N Comm: insmod
 */
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/workqueue.h>

static void run(struct work_struct *work)
{
}
static DECLARE_DELAYED_WORK(later, run);

static noinline void queue(void)
{
	schedule_delayed_work(&later, 100 * HZ);
}

static int __init leak_work_init(void)
{
	queue();
	return 0;
}

static void __exit leak_work_exit(void)
{
#ifdef CORRECTED
	cancel_delayed_work_sync(&later);
#endif
}

module_init(leak_work_init);
module_exit(leak_work_exit);
MODULE_DESCRIPTION("leaves delayed work behind");
MODULE_LICENSE("GPL");
