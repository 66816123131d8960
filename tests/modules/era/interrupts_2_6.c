// SPDX-License-Identifier: MIT
/* Interrupts, timers, tasklets and work as they were until 2.6.18, each with its own cookie. */
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

#define LINE 7

static struct timer_list timer;
static struct work_struct work;
static struct workqueue_struct *queue;
static int hits;

static void do_work(void *data)
{
	printk(KERN_INFO "old: work for %s\n", (char *)data);
}

static void do_tasklet(unsigned long data)
{
	printk(KERN_INFO "old: tasklet %lu\n", data);
	queue_work(queue, &work);
}
DECLARE_TASKLET(old_tasklet, do_tasklet, 42);

static void do_timer(unsigned long data)
{
	printk(KERN_INFO "old: timer %lu\n", data);
	if (data)
		mod_timer(&timer, jiffies + 1);
	timer.data = 0;
}

static irqreturn_t do_irq(int irq, void *dev_id, struct pt_regs *regs)
{
	++*(int *)dev_id;
	tasklet_schedule(&old_tasklet);
	return IRQ_HANDLED;
}

static int __init old_init(void)
{
	queue = create_singlethread_workqueue("old");
	if (!queue)
		return -ENOMEM;
	INIT_WORK(&work, do_work, "insmod");
	init_timer(&timer);
	timer.function = do_timer;
	timer.data = 1;
	timer.expires = jiffies + HZ / 100;
	add_timer(&timer);
	if (request_irq(LINE, do_irq, SA_INTERRUPT | SA_SHIRQ, "old", &hits)) {
		del_timer_sync(&timer);
		destroy_workqueue(queue);
		return -EBUSY;
	}
	return 0;
}

static void __exit old_exit(void)
{
	free_irq(LINE, &hits);
	tasklet_kill(&old_tasklet);
	del_timer_sync(&timer);
	flush_workqueue(queue);
	destroy_workqueue(queue);
	printk(KERN_INFO "old: %d hits\n", hits);
}

module_init(old_init);
module_exit(old_exit);
MODULE_LICENSE("GPL");
