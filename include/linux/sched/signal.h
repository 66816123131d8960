/* SPDX-License-Identifier: MIT */
/* Signals, as far as they end sleeps: a task has some pending, and may see and drop them. */
#ifndef _LINUX_SCHED_SIGNAL_H
#define _LINUX_SCHED_SIGNAL_H

#include <linux/sched.h>
#include <linux/signal.h>

/**
 * send_sig - make @sig pending for @task, and wake it if it sleeps in a state that lets it in.
 * @priv: whether the kernel sends it, which here it always does.
 *
 * A signal that the task ignores is forgotten.
 * Return: 0, or -EINVAL where there is no such signal.
 * Context: any.
 */
int send_sig(int sig, struct task_struct *task, int priv);

/** force_sig - send the caller @sig, which it ignores no more.  Return: 0, or -EINVAL. */
int force_sig(int sig);

/**
 * allow_signal, disallow_signal - whether the caller takes @sig, or ignores it from now on.
 * A kthread ignores every signal that it did not allow.
 */
void allow_signal(int sig);
void disallow_signal(int sig);

/** flush_signals - forget what is pending for @task. */
void flush_signals(struct task_struct *task);

/** kernel_dequeue_signal - take the lowest pending signal of the caller; 0 when none is. */
int kernel_dequeue_signal(void);

/**
 * signal_pending, fatal_signal_pending, signal_pending_state - is there a signal for @task; is it
 * SIGKILL; is it one that ends a sleep in @state?
 *
 * Who slept interruptibly asks the first one, mostly of current, and returns -ERESTARTSYS or -EINTR
 * to who called it.
 * Context: any.
 */
bool signal_pending(struct task_struct *task);
bool fatal_signal_pending(struct task_struct *task);
bool signal_pending_state(unsigned int state, struct task_struct *task);

#define next_task(task)	       list_entry_rcu((task)->tasks.next, struct task_struct, tasks)
#define for_each_process(task) for ((task) = &init_task; ((task) = next_task(task)) != &init_task;)

/* Every task is the only thread of its process. */
#define for_each_thread(process, task) for ((task) = (process); (task); (task) = NULL)
#define for_each_process_thread(process, task) \
	for_each_process(process) for_each_thread(process, task)
#define do_each_thread(process, task) for_each_process_thread(process, task)
#define while_each_thread(process, task)

static inline bool thread_group_leader(struct task_struct *task)
{
	return task->group_leader == task;
}

static inline int get_nr_threads(struct task_struct *task)
{
	return 1;
}

static inline bool thread_group_empty(struct task_struct *task)
{
	return true;
}

#include <linux/rculist.h>

#endif
