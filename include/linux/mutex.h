/* SPDX-License-Identifier: MIT */
/*
 * Mutexes: one holder, who may sleep and who alone unlocks; waiters are served in order.
 *
 * Misuse is reported and survived: use before initialisation, unlocking what is free or another's,
 * locking what one holds already (which on a kernel hangs; here the second lock counts as nested),
 * destroying a held mutex, and locking in atomic context.
 */
#ifndef _LINUX_MUTEX_H
#define _LINUX_MUTEX_H

#include <linux/types.h>
#include <linux/list.h>
#include <linux/atomic.h>
#include <linux/cleanup.h>
#include <linux/lockdep.h>
#include <linux/spinlock_types.h>
#include <asm/current.h>

#define MUTEX_MAGIC 0x4d757478u

/**
 * struct mutex - a sleeping lock.
 * @owner: the holder's struct task_struct, 0 when free; bit 0: somebody waits.
 * @wait_lock: guards @wait_list and every change of @owner while bit 0 is set.
 * @wait_list: waiters in order of arrival; not empty <=> bit 0 of @owner, outside @wait_lock.
 * @magic: MUTEX_MAGIC between initialisation and mutex_destroy().
 * @depth: how often the holder locked it again by mistake.
 */
struct mutex {
	atomic_long_t owner;
	raw_spinlock_t wait_lock;
	struct list_head wait_list;
	u32 magic;
	u32 depth;
};

#define __MUTEX_INITIALIZER(name)                                                 \
	{                                                                         \
		.owner = ATOMIC_LONG_INIT(0),                                     \
		.wait_lock = __RAW_SPIN_LOCK_INITIALIZER(name.wait_lock),         \
		.wait_list = LIST_HEAD_INIT(name.wait_list), .magic = MUTEX_MAGIC \
	}
#define DEFINE_MUTEX(name) struct mutex name = __MUTEX_INITIALIZER(name)

/**
 * mutex_lock, mutex_lock_io - take @lock, and sleep until it can be had.
 * The second of them waits for a device; here nobody counts such sleeps apart.
 * Context: process; sleeps.
 */
void mutex_lock(struct mutex *lock);
void mutex_lock_io(struct mutex *lock);

/**
 * mutex_lock_interruptible, mutex_lock_killable - the same until a signal comes, or one that kills.
 * Return: 0; -EINTR where a signal came first, and @lock is not taken.
 * Context: process; sleeps.
 */
int __must_check mutex_lock_interruptible(struct mutex *lock);
int __must_check mutex_lock_killable(struct mutex *lock);

/**
 * mutex_trylock - take @lock if it is free; never sleeps.
 * Return: 1 with @lock taken, 0 without: the other way round than down_trylock().
 * Context: process.
 */
int mutex_trylock(struct mutex *lock);

/** mutex_unlock - give @lock, which the caller holds, to the first waiter or back. */
void mutex_unlock(struct mutex *lock);
/** mutex_is_locked - does anybody hold @lock?  May change before the caller has looked. */
bool mutex_is_locked(struct mutex *lock);
/** mutex_destroy - @lock will not be used any more; reports one that is held. */
void mutex_destroy(struct mutex *lock);
/** atomic_dec_and_mutex_lock - drop one from @cnt; 1 with @lock held if that was the last. */
int atomic_dec_and_mutex_lock(atomic_t *cnt, struct mutex *lock);

void __mutex_init(struct mutex *lock, const char *name, struct lock_class_key *key);

#define mutex_init(lock)                                       \
	do {                                                   \
		static struct lock_class_key __key;            \
		__mutex_init(lock, __stringify(lock), &__key); \
	} while (0)
#define mutex_init_with_key(lock, key) __mutex_init(lock, __stringify(lock), key)

#define mutex_lock_nested(lock, subclass)    (lock_nest(subclass, NULL), mutex_lock(lock))
#define mutex_lock_nest_lock(lock, nest)     (lock_nest(0, nest), mutex_lock(lock))
#define mutex_lock_io_nested(lock, subclass) (lock_nest(subclass, NULL), mutex_lock_io(lock))
#define mutex_lock_interruptible_nested(lock, subclass) \
	(lock_nest(subclass, NULL), mutex_lock_interruptible(lock))
#define mutex_lock_killable_nested(lock, subclass) \
	(lock_nest(subclass, NULL), mutex_lock_killable(lock))

DEFINE_GUARD(mutex, struct mutex *, mutex_lock(_T), mutex_unlock(_T))
DEFINE_GUARD_COND(mutex, _try, mutex_trylock(_T))
DEFINE_GUARD_COND(mutex, _intr, mutex_lock_interruptible(_T) == 0)

#endif
