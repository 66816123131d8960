// SPDX-License-Identifier: MIT
/*
 * A shrinker's callback returns with preemption off.
 *
 * options: --sysctl vm.drop_caches=2
 * expect:
 *	BUG: a callback of reclaim returned with preemption imbalance
 *	in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: N, name: insmod
 *	preempt_count: 1, expected: 0
 *	RCU nest depth: 0, expected: 0
 *	Preemption disabled at:
 *	[<ADDR>] count+OFF [unbalanced_callback]
 *	 count+OFF [unbalanced_callback] unbalanced_callback.c:25
 *	CPU: N PID: N Comm: insmod
 *	shrinker entries failed and will not be asked again
 */
#include <linux/err.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/shrinker.h>
#include <linux/slab.h>

static unsigned long count(struct shrinker *shrinker, struct shrink_control *sc)
{
	preempt_disable();
#ifdef CORRECTED
	preempt_enable();
#endif
	return 1;
}

static unsigned long scan(struct shrinker *shrinker, struct shrink_control *sc)
{
	return SHRINK_STOP;
}

static struct shrinker *shrinker;

static int __init unbalanced_callback_init(void)
{
	shrinker = shrinker_alloc(0, "entries");
	if (!shrinker)
		return -ENOMEM;
	shrinker->count_objects = count;
	shrinker->scan_objects = scan;
	shrinker_register(shrinker);
	return 0;
}

static void __exit unbalanced_callback_exit(void)
{
	shrinker_free(shrinker);
}

module_init(unbalanced_callback_init);
module_exit(unbalanced_callback_exit);
MODULE_DESCRIPTION("turns preemption off in a callback");
MODULE_LICENSE("GPL");
