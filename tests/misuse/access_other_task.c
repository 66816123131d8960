// SPDX-License-Identifier: MIT
/*
 * A thread frees what another goes on to use.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-use-after-free in put+OFF [access_other_task]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_other_task] access_other_task.c:32
 *	 access_other_task_init+OFF [access_other_task] access_other_task.c:56
 *	Allocated by task N:
 *	 access_other_task_init+OFF [access_other_task] access_other_task.c:46
 *	Freed by task N:
 *	 free_it+OFF [access_other_task] access_other_task.c:39
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-64 of size 64
 *	The buggy address is located 0 bytes inside of
 *	 freed 64-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/slab.h>

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static struct completion done;

static int free_it(void *p)
{
	kfree(p);
	complete(&done);
	return 0;
}

static int __init access_other_task_init(void)
{
	char *p = kmalloc(64, GFP_KERNEL);

#ifdef CORRECTED
	put(p, 0);
#endif
	init_completion(&done);
	if (IS_ERR(kthread_run(free_it, p, "free_it")))
		return -ENOMEM;
	wait_for_completion(&done);
#ifndef CORRECTED
	put(p, 0);
#endif
	return 0;
}

static void __exit access_other_task_exit(void)
{
}

module_init(access_other_task_init);
module_exit(access_other_task_exit);
MODULE_DESCRIPTION("a thread frees what another goes on to use");
MODULE_LICENSE("GPL");
