// SPDX-License-Identifier: MIT
/*
 * Work frees what it was queued with, and who queued it goes on to use that.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-use-after-free in set+OFF [access_work_uaf]
 *	Write of size 4 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 set+OFF [access_work_uaf] access_work_uaf.c:35
 *	 access_work_uaf_init+OFF [access_work_uaf] access_work_uaf.c:55
 *	Allocated by task N:
 *	 access_work_uaf_init+OFF [access_work_uaf] access_work_uaf.c:46
 *	Freed by task N:
 *	 do_job+OFF [access_work_uaf] access_work_uaf.c:40
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-128 of size 128
 *	The buggy address is located 104 bytes inside of
 *	 freed 112-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

struct job {
	struct work_struct work;
	int result;
};

static noinline void set(struct job *job)
{
	job->result = 1;
}

static void do_job(struct work_struct *work)
{
	kfree(container_of(work, struct job, work));
}

static int __init access_work_uaf_init(void)
{
	struct workqueue_struct *queue = alloc_workqueue("gallery", 0, 0);
	struct job *job = kzalloc(sizeof(*job), GFP_KERNEL);

	INIT_WORK(&job->work, do_job);
#ifdef CORRECTED
	set(job);
#endif
	queue_work(queue, &job->work);
	destroy_workqueue(queue);
#ifndef CORRECTED
	set(job);
#endif
	return 0;
}

static void __exit access_work_uaf_exit(void)
{
}

module_init(access_work_uaf_init);
module_exit(access_work_uaf_exit);
MODULE_DESCRIPTION("uses what work has freed");
MODULE_LICENSE("GPL");
