/* SPDX-License-Identifier: MIT */
/*
 * Kernel stacks, as those see them who run on one.
 *
 * A thread that never runs code of a module has none: its task_stack_page() is NULL.
 */
#ifndef _LINUX_SCHED_TASK_STACK_H
#define _LINUX_SCHED_TASK_STACK_H

#include <linux/poison.h>
#include <linux/sched.h>

/** task_stack_page - the low end of the stack of @task. */
static inline void *task_stack_page(const struct task_struct *task)
{
	return READ_ONCE(task->stack);
}

/** end_of_stack - its last word, which holds STACK_END_MAGIC; @task has a stack. */
static inline unsigned long *end_of_stack(const struct task_struct *task)
{
	return task->stack;
}

#define task_stack_end_corrupted(task) (*end_of_stack(task) != STACK_END_MAGIC)

/** object_is_on_stack - does @obj lie on the stack of the calling task? */
static inline int object_is_on_stack(const void *obj)
{
	const char *stack = task_stack_page(current), *at = obj;

	return stack && at >= stack && at < stack + THREAD_SIZE;
}

#endif
