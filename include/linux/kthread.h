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

/**
 * kthread_create_on_node - what kthread_create() is.
 * @node: of its stack in Linux; here any will do.
 * @namefmt: the format of its name, of which TASK_COMM_LEN - 1 characters stay.
 */
struct task_struct *kthread_create_on_node(int (*threadfn)(void *data), void *data, int node,
					   const char namefmt[], ...) __printf(4, 5);
/**
 * kthread_create_on_cpu - a thread that runs on @cpu, else as kthread_create().
 * @namefmt: its name, with one %u, which the number of the CPU takes the place of.
 * Return: its task; ERR_PTR(-EINVAL) where there is no such CPU.
 */
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
/** kthread_stop_put - kthread_stop(), and let go of a reference that the caller has to @task. */
int kthread_stop_put(struct task_struct *task);
/** kthread_should_stop - has anybody called kthread_stop() of the caller?  It is to return then. */
bool kthread_should_stop(void);

/**
 * kthread_park - ask @task to park, and wait until it has.
 * Return: 0, -ENOSYS where it has ended, -EBUSY where it is parked.
 */
int kthread_park(struct task_struct *task);
/** kthread_unpark - let @task, which kthread_park() was called of, go on. */
void kthread_unpark(struct task_struct *task);
/** kthread_should_park - is the caller to be parked?  It is to call kthread_parkme() then. */
bool kthread_should_park(void);
/** kthread_parkme - sleep while the caller is to be parked. */
void kthread_parkme(void);

/**
 * kthread_exit - end the calling thread, from whatever depth, as if its function returned @result.
 * Since 5.17; do_exit() before. Context: a kthread's; another is a bug.
 */
void kthread_exit(long result) __noreturn;
void kthread_complete_and_exit(struct completion *comp, long code) __noreturn;
/** kthread_data - what the function of @task, a kthread's, was given. */
void *kthread_data(struct task_struct *task);
/** kthread_func - the function of @task; NULL where it is no kthread's. */
void *kthread_func(struct task_struct *task);

#define kthread_freezable_should_stop(was) ((void)(was), kthread_should_stop())

#endif
