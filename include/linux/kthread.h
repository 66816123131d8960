/* SPDX-License-Identifier: MIT */
/*
 * Kernel threads.
 *
 * A thread is created asleep and starts with wake_up_process(); kthread_run() does both.  It ends
 * when its function returns or it calls kthread_exit(), and its record stays until kthread_stop()
 * has fetched the result.  A thread that is to be stopped asks kthread_should_stop().
 *
 * Stopping a thread that was stopped before, or something that never was a thread, is reported.
 */
#ifndef _LINUX_KTHREAD_H
#define _LINUX_KTHREAD_H

#include <linux/err.h>
#include <linux/sched.h>
#include <linux/sched/task.h>

struct completion;

struct task_struct *kthread_create_on_node(int (*threadfn)(void *data), void *data, int node,
					   const char namefmt[], ...) __printf(4, 5);
struct task_struct *kthread_create_on_cpu(int (*threadfn)(void *data), void *data, unsigned int cpu,
					  const char *namefmt);

/**
 * kthread_create - make a thread that will run @threadfn(@data), asleep.
 * Return: its task, or ERR_PTR(-ENOMEM), or ERR_PTR(-EAGAIN) where the world refuses a thread.
 */
#define kthread_create(threadfn, data, namefmt, arg...) \
	kthread_create_on_node(threadfn, data, NUMA_NO_NODE, namefmt, ##arg)

#define kthread_run(threadfn, data, namefmt, ...)                               \
	({                                                                      \
		struct task_struct *__new =                                     \
			kthread_create(threadfn, data, namefmt, ##__VA_ARGS__); \
                                                                                \
		if (!IS_ERR(__new))                                             \
			wake_up_process(__new);                                 \
		__new;                                                          \
	})
#define kthread_run_on_cpu(threadfn, data, cpu, namefmt)                                         \
	({                                                                                       \
		struct task_struct *__new = kthread_create_on_cpu(threadfn, data, cpu, namefmt); \
                                                                                                 \
		if (!IS_ERR(__new))                                                              \
			wake_up_process(__new);                                                  \
		__new;                                                                           \
	})

/** kthread_bind - run @task, which was not woken yet, on @cpu only. */
void kthread_bind(struct task_struct *task, unsigned int cpu);

/**
 * kthread_stop - ask @task to end, and wait until it did.
 * Return: what its function returned; -EINTR where it was never woken and so never ran.
 * Context: process; sleeps.
 */
int kthread_stop(struct task_struct *task);
int kthread_stop_put(struct task_struct *task);
bool kthread_should_stop(void);

int kthread_park(struct task_struct *task);
void kthread_unpark(struct task_struct *task);
bool kthread_should_park(void);
void kthread_parkme(void);

void kthread_exit(long result) __noreturn;
void kthread_complete_and_exit(struct completion *comp, long code) __noreturn;
void *kthread_data(struct task_struct *task);
void *kthread_func(struct task_struct *task);

#define kthread_freezable_should_stop(was) ((void)(was), kthread_should_stop())

#endif
