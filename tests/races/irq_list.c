// SPDX-License-Identifier: MIT
/*
 * A handler puts samples on a list that a thread empties, and the thread takes no lock: what comes
 * while it does is lost.
 *
 * options: --irq 5*4
 * finds: leak
 */
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct sample {
	struct list_head link;
	int irq;
};

static LIST_HEAD(samples);
static DEFINE_SPINLOCK(lock);
static struct task_struct *reader;

static irqreturn_t sample_irq(int irq, void *dev)
{
	struct sample *sample = kmalloc(sizeof(*sample), GFP_ATOMIC);
	unsigned long flags;

	if (!sample)
		return IRQ_HANDLED;
	sample->irq = irq;
	spin_lock_irqsave(&lock, flags);
	list_add_tail(&sample->link, &samples);
	spin_unlock_irqrestore(&lock, flags);
	return IRQ_HANDLED;
}

static void drain(void)
{
	struct sample *sample, *next;
	LIST_HEAD(mine);
#ifdef CORRECTED
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	list_splice_init(&samples, &mine);
	spin_unlock_irqrestore(&lock, flags);
	list_for_each_entry_safe(sample, next, &mine, link)
		kfree(sample);
#else
	list_for_each_entry_safe(sample, next, &samples, link)
		kfree(sample);
	INIT_LIST_HEAD(&samples);
#endif
}

static int read_samples(void *unused)
{
	while (!kthread_should_stop()) {
		drain();
		cond_resched();
	}
	drain();
	return 0;
}

static int __init race_init(void)
{
	int err = request_irq(5, sample_irq, 0, "sample", &samples);

	if (err)
		return err;
	reader = kthread_run(read_samples, NULL, "reader");
	if (!IS_ERR(reader))
		return 0;
	free_irq(5, &samples);
	return PTR_ERR(reader);
}

static void __exit race_exit(void)
{
	free_irq(5, &samples);
	kthread_stop(reader);
	/* A thread that is stopped before it began does nothing. */
	drain();
}

module_init(race_init);
module_exit(race_exit);
MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("a list without a lock on one side");
