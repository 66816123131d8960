// SPDX-License-Identifier: MIT
/*
 * Work is cancelled without waiting for its function, which may run: then its memory is freed.
 *
 * finds: slab-use-after-free
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

struct job {
	struct work_struct work;
	unsigned int steps;
};

static struct job *job;

static void job_run(struct work_struct *work)
{
	struct job *self = container_of(work, struct job, work);

	for (int i = 0; i < 4; i++) {
		cond_resched();
		self->steps++;
	}
}

static int __init race_init(void)
{
	job = kzalloc(sizeof(*job), GFP_KERNEL);
	if (!job)
		return -ENOMEM;
	INIT_WORK(&job->work, job_run);
	return 0;
}

static void __exit race_exit(void)
{
	schedule_work(&job->work);
	cond_resched();
#ifdef CORRECTED
	cancel_work_sync(&job->work);
#else
	cancel_work(&job->work);
#endif
	kfree(job);
#ifndef CORRECTED
	/* The code must stay for whoever is in it. */
	flush_scheduled_work();
#endif
}

module_init(race_init);
module_exit(race_exit);
MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("work that is freed while it runs");
