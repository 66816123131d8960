// SPDX-License-Identifier: MIT
/*
 * An interrupt, and the halves of its work.
 *
 * The lesson: a handler runs with interrupts off, so it does the least there is to do and leaves
 * the rest: to a tasklet, soon and in softirq context, or to a workqueue, where a thread does it
 * that may sleep.  Each place has its own kind of memory.
 *
 *	$ ashlar run --cpus 1 --irq 5 halves.c
 *	[    0.030692] halves: top 1: hard interrupt 1, interrupts off 1
 *	[    0.030743] halves: bottom 1: softirq 1, interrupts off 0
 *	[    0.031313] halves: work 1: may sleep 1, 4096 bytes
 */
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#define LINE 5

static int tops, bottoms, works;

static void work(struct work_struct *unused)
{
	void *page = kmalloc(4096, GFP_KERNEL);

	pr_info("halves: work %d: may sleep %d, %zu bytes\n", ++works, preemptible(),
		page ? ksize(page) : 0);
	kfree(page);
}
static DECLARE_WORK(rest, work);

static void bottom(struct tasklet_struct *t)
{
	pr_info("halves: bottom %d: softirq %d, interrupts off %d\n", ++bottoms,
		!!in_serving_softirq(), irqs_disabled());
	schedule_work(&rest);
}
static DECLARE_TASKLET(half, bottom);

static irqreturn_t top(int irq, void *dev_id)
{
	pr_info("halves: top %d: hard interrupt %d, interrupts off %d\n", ++tops, !!in_hardirq(),
		irqs_disabled());
	tasklet_schedule(&half);
	return IRQ_HANDLED;
}

static int __init halves_init(void)
{
	return request_irq(LINE, top, 0, "halves", &tops);
}

/* First what starts the others. */
static void __exit halves_exit(void)
{
	free_irq(LINE, &tops);
	tasklet_kill(&half);
	cancel_work_sync(&rest);
}

module_init(halves_init);
module_exit(halves_exit);
MODULE_LICENSE("GPL");
