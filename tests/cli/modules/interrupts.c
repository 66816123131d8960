// SPDX-License-Identifier: MIT
/* Handlers of all kinds, one mistake each, by the parameter "what". */
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static char *what = "nothing";
module_param(what, charp, 0444);

#define LINE 11

static struct timer_list timer;
static struct workqueue_struct *queue;
static int cookie;

static bool is(const char *name)
{
	return strcmp(what, name) == 0;
}

static void tick(struct timer_list *t)
{
	if (is("crash"))
		*(volatile int *)NULL = 1;
	if (is("sleep"))
		msleep(1);
	pr_info("interrupts: tick\n");
}

static void work(struct work_struct *w)
{
	if (is("flush"))
		flush_work(w);
	pr_info("interrupts: work\n");
}
static DECLARE_WORK(rest, work);
static DECLARE_DELAYED_WORK(later, work);

static void bottom(struct tasklet_struct *t)
{
	pr_info("interrupts: bottom\n");
}
static DECLARE_TASKLET_DISABLED(half, bottom);

static irqreturn_t top(int irq, void *dev_id)
{
	if (is("allocate"))
		kfree(kmalloc(8, GFP_KERNEL));
	if (is("topcrash"))
		*(volatile int *)NULL = 1;
	if (is("work"))
		schedule_work(&rest);
	if (is("tasklet"))
		tasklet_schedule(&half);
	pr_info_ratelimited("interrupts: irq %d\n", irq);
	return is("nobodys") ? IRQ_NONE : IRQ_HANDLED;
}

static int arm(void)
{
	struct timer_list *lost;

	timer_setup(&timer, tick, 0);
	if (is("timer"))
		mod_timer(&timer, jiffies + 100 * HZ);
	if (is("crash") || is("sleep"))
		mod_timer(&timer, jiffies);
	if (is("delayed"))
		schedule_delayed_work(&later, 100 * HZ);
	if (is("flush"))
		schedule_work(&rest);
	if (is("queue"))
		queue = alloc_workqueue("lost", 0, 0);
	if (is("twice"))
		pr_info("interrupts: again %d\n", request_irq(LINE, top, 0, "again", &cookie));
	if (is("blank"))
		schedule_work((struct work_struct *)memset(&rest, 0, sizeof(rest)));
	if (!is("freed"))
		return 0;
	lost = kmalloc(sizeof(*lost), GFP_KERNEL);
	if (!lost)
		return -ENOMEM;
	timer_setup(lost, tick, 0);
	mod_timer(lost, jiffies + HZ);
	kfree(lost);
	return 0;
}

static int __init interrupts_init(void)
{
	int err = request_irq(LINE, top, is("low") ? IRQF_TRIGGER_LOW : 0, "lines", &cookie);

	if (err)
		return err;
	if (is("off"))
		disable_irq(LINE);
	err = arm();
	if (err)
		free_irq(LINE, &cookie);
	return err;
}

static void __exit interrupts_exit(void)
{
	if (!is("irq"))
		free_irq(LINE, &cookie);
	if (is("irqs"))
		free_irq(LINE, &cookie);
	while (timer_pending(&timer) && !is("timer"))
		msleep(1);
	if (!is("timer"))
		timer_delete_sync(&timer);
	if (is("flush") || is("work"))
		cancel_work_sync(&rest);
	pr_info("interrupts: gone\n");
}

module_init(interrupts_init);
module_exit(interrupts_exit);
MODULE_LICENSE("GPL");
