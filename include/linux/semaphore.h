/* SPDX-License-Identifier: MIT */
/* Counting semaphores: anybody may take, anybody may give; waiters are served in order. */
#ifndef _LINUX_SEMAPHORE_H
#define _LINUX_SEMAPHORE_H

#include <linux/types.h>
#include <linux/list.h>
#include <linux/spinlock_types.h>

/**
 * struct semaphore - a count of what may still be taken.
 * @lock: guards the rest; reports a semaphore that was never initialised.
 * @count: how many may be taken at once; not 0 => nobody waits.
 * @wait_list: waiters in order of arrival.
 */
struct semaphore {
	raw_spinlock_t lock;
	unsigned int count;
	struct list_head wait_list;
};

#define __SEMAPHORE_INITIALIZER(name, n)                                      \
	{                                                                     \
		.lock = __RAW_SPIN_LOCK_INITIALIZER((name).lock), .count = n, \
		.wait_list = LIST_HEAD_INIT((name).wait_list)                 \
	}

/* With one argument the semaphore is a mutex, as it was before 6.4. */
#define __DEFINE_SEMAPHORE_2(name, n) struct semaphore name = __SEMAPHORE_INITIALIZER(name, n)

#define __DEFINE_SEMAPHORE_1(name)		 __DEFINE_SEMAPHORE_2(name, 1)
#define __DEFINE_SEMAPHORE_N(_1, _2, which, ...) which
#define DEFINE_SEMAPHORE(...)                                                           \
	__DEFINE_SEMAPHORE_N(__VA_ARGS__, __DEFINE_SEMAPHORE_2, __DEFINE_SEMAPHORE_1, ) \
	(__VA_ARGS__)
#define __DECLARE_SEMAPHORE_GENERIC(name, count) __DEFINE_SEMAPHORE_2(name, count)

static inline void sema_init(struct semaphore *sem, int val)
{
	*sem = (struct semaphore)__SEMAPHORE_INITIALIZER(*sem, (unsigned int)val);
}

/* The spelling before 2.6.37. */
#define DECLARE_MUTEX(name)	   __DEFINE_SEMAPHORE_2(name, 1)
#define DECLARE_MUTEX_LOCKED(name) __DEFINE_SEMAPHORE_2(name, 0)
#define init_MUTEX(sem)		   sema_init(sem, 1)
#define init_MUTEX_LOCKED(sem)	   sema_init(sem, 0)

/**
 * down, down_interruptible, down_killable, down_timeout - take one from @sem, and sleep while there
 * is none.
 * @jiffies: for at most so long.
 *
 * Return: 0, with one taken; -EINTR for a signal, or for SIGKILL; -ETIME when the time is up.
 * Context: process; sleeps.
 */
void down(struct semaphore *sem);
int __must_check down_interruptible(struct semaphore *sem);
int __must_check down_killable(struct semaphore *sem);
int __must_check down_timeout(struct semaphore *sem, long jiffies);

/**
 * down_trylock - take one where there is one.
 * Return: 0 with one taken, 1 without: the other way round than mutex_trylock().
 * Context: any.
 */
int __must_check down_trylock(struct semaphore *sem);

/** up - give one; anybody may, not only who took it.  Context: any. */
void up(struct semaphore *sem);

#endif
