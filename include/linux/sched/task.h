/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_SCHED_TASK_H
#define _LINUX_SCHED_TASK_H

#include <linux/sched.h>

void __put_task_struct(struct task_struct *task);

static inline struct task_struct *get_task_struct(struct task_struct *task)
{
	refcount_inc(&task->usage);
	return task;
}

static inline void put_task_struct(struct task_struct *task)
{
	if (refcount_dec_and_test(&task->usage))
		__put_task_struct(task);
}

/* task_lock - keep others from changing the name of @task and what it shares. */
#define task_lock(task)	  spin_lock(&(task)->alloc_lock)
#define task_unlock(task) spin_unlock(&(task)->alloc_lock)

DEFINE_FREE(put_task, struct task_struct *, if (_T) put_task_struct(_T))

/** do_exit - end the calling kthread with @code; kthread_stop() returns it. */
void do_exit(long code) __noreturn;

#endif
