// SPDX-License-Identifier: MIT
/*
 * Delayed work that is never reached, until nobody puts it off any more.
 *
 * The lesson: mod_delayed_work() moves the time of work whether it waits or not, which is all that
 * a watchdog needs.  The workqueue is made for work that memory may depend on: WQ_MEM_RECLAIM gives
 * it a thread of its own, so it runs even when there is none to be had.
 *
 *	$ ashlar run --cpus 1 --irq 7 --stay 500 watchdog.c
 *	[    0.001665] watchdog: patted
 *	[    0.065148] watchdog: nobody was here for 50 ms
 */
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/workqueue.h>

#define LINE 7

static struct workqueue_struct *queue;

static void bark(struct work_struct *work)
{
	pr_info("watchdog: nobody was here for 50 ms\n");
}
static DECLARE_DELAYED_WORK(dog, bark);

static irqreturn_t pat(int irq, void *dev_id)
{
	mod_delayed_work(queue, &dog, msecs_to_jiffies(50));
	pr_info("watchdog: patted\n");
	return IRQ_HANDLED;
}

static int __init watchdog_init(void)
{
	int err;

	queue = alloc_workqueue("watchdog", WQ_MEM_RECLAIM, 0);
	if (!queue)
		return -ENOMEM;
	err = request_irq(LINE, pat, 0, "watchdog", &dog);
	if (err)
		destroy_workqueue(queue);
	return err;
}

static void __exit watchdog_exit(void)
{
	free_irq(LINE, &dog);
	cancel_delayed_work_sync(&dog);
	destroy_workqueue(queue);
}

module_init(watchdog_init);
module_exit(watchdog_exit);
MODULE_LICENSE("GPL");
