// SPDX-License-Identifier: MIT
/*
 * Work is queued that was never initialised.
 *
 * expect:
 *	WARNING: ODEBUG: assert_init not available (active state 0) object: ADDR object type: \
 *	work_struct hint: 0x0
 *	CPU: N PID: N Comm: insmod
 *	 queue+OFF [work_not_initialised] work_not_initialised.c:32
 *	 work_not_initialised_init+OFF [work_not_initialised] work_not_initialised.c:38
 */
#include <linux/module.h>
#include <linux/workqueue.h>

static struct work_struct work;

static void run(struct work_struct *w)
{
}

static noinline void prepare(void)
{
#ifdef CORRECTED
	INIT_WORK(&work, run);
#else
	work.func = run;
#endif
}

static noinline void queue(void)
{
	schedule_work(&work);
}

static int __init work_not_initialised_init(void)
{
	prepare();
	queue();
	return 0;
}

static void __exit work_not_initialised_exit(void)
{
#ifdef CORRECTED
	cancel_work_sync(&work);
#endif
}

module_init(work_not_initialised_init);
module_exit(work_not_initialised_exit);
MODULE_DESCRIPTION("queues blank work");
MODULE_LICENSE("GPL");
