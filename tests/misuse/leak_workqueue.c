// SPDX-License-Identifier: MIT
/*
 * A workqueue is not destroyed when its module goes.
 *
 * expect:
 *	BUG: module leak_workqueue was removed with its workqueue misuse not destroyed, made by \
 *	make+OFF [leak_workqueue]
 *	CPU: N PID: N Comm: insmod
 */
#include <linux/errno.h>
#include <linux/module.h>
#include <linux/workqueue.h>

static struct workqueue_struct *queue;

static noinline struct workqueue_struct *make(void)
{
	return alloc_workqueue("misuse", 0, 0);
}

static int __init leak_workqueue_init(void)
{
	queue = make();
	return queue ? 0 : -ENOMEM;
}

static void __exit leak_workqueue_exit(void)
{
#ifdef CORRECTED
	destroy_workqueue(queue);
#endif
}

module_init(leak_workqueue_init);
module_exit(leak_workqueue_exit);
MODULE_DESCRIPTION("leaves a workqueue behind");
MODULE_LICENSE("GPL");
