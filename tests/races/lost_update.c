// SPDX-License-Identifier: MIT
/*
 * Two threads count without a lock: what one adds between the other's look and store is lost.
 *
 * finds: warning
 */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#define THREADS 2
#define ROUNDS	3

static DECLARE_COMPLETION(counted);
static DEFINE_SPINLOCK(lock);
static unsigned int total;

static void count_one(void)
{
	unsigned int seen;

#ifdef CORRECTED
	spin_lock(&lock);
#endif
	seen = READ_ONCE(total);
	kfree(kmalloc(32, GFP_ATOMIC));
	WRITE_ONCE(total, seen + 1);
#ifdef CORRECTED
	spin_unlock(&lock);
#endif
}

static int count(void *unused)
{
	for (unsigned int i = 0; i < ROUNDS; i++)
		count_one();
	complete(&counted);
	return 0;
}

static int __init race_init(void)
{
	for (unsigned int i = 0; i < THREADS; i++) {
		struct task_struct *task = kthread_run(count, NULL, "count/%u", i);

		if (IS_ERR(task))
			complete(&counted);
	}
	for (unsigned int i = 0; i < THREADS; i++)
		wait_for_completion(&counted);
	WARN_ON(total != THREADS * ROUNDS);
	return 0;
}

static void __exit race_exit(void)
{
}

module_init(race_init);
module_exit(race_exit);
MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("an update that is lost");
