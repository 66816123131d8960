/* SPDX-License-Identifier: MIT */
/* Reader-writer semaphores: a sleeping lock that readers share; waiters are served in order. */
#ifndef _LINUX_RWSEM_H
#define _LINUX_RWSEM_H

#include <linux/types.h>
#include <linux/list.h>
#include <linux/cleanup.h>
#include <linux/lockdep.h>
#include <linux/spinlock_types.h>

#define RWSEM_MAGIC 0x52775365u

/**
 * struct rw_semaphore - the lock.
 * @count: readers inside, or -1 for a writer.
 * @owner: the writer's struct task_struct; not NULL <=> @count is -1.
 * @wait_lock: guards all of it.
 * @wait_list: waiters in order of arrival; none could be let in, or it would be.
 * @magic: RWSEM_MAGIC from initialisation on.
 * @depth: how often the writer entered again by mistake.
 */
struct rw_semaphore {
	long count;
	void *owner;
	raw_spinlock_t wait_lock;
	struct list_head wait_list;
	u32 magic;
	u32 depth;
};

#define __RWSEM_INITIALIZER(name)                                                 \
	{                                                                         \
		.wait_lock = __RAW_SPIN_LOCK_INITIALIZER(name.wait_lock),         \
		.wait_list = LIST_HEAD_INIT(name.wait_list), .magic = RWSEM_MAGIC \
	}
#define DECLARE_RWSEM(name) struct rw_semaphore name = __RWSEM_INITIALIZER(name)

void __init_rwsem(struct rw_semaphore *sem, const char *name, struct lock_class_key *key);
#define init_rwsem(sem)                                      \
	do {                                                 \
		static struct lock_class_key __key;          \
		__init_rwsem(sem, __stringify(sem), &__key); \
	} while (0)

/**
 * down_read, down_read_interruptible, down_read_killable - come in as a reader, with others.
 *
 * Not past a writer that waits; so a thread that is in already may wait for itself.
 * Return: 0; -EINTR, and not inside, for a signal, or one that kills.
 * Context: process; sleeps.
 */
void down_read(struct rw_semaphore *sem);
int __must_check down_read_interruptible(struct rw_semaphore *sem);
int __must_check down_read_killable(struct rw_semaphore *sem);

/**
 * down_write, down_write_killable - come in alone.
 * Return: 0; -EINTR, and not inside, for a signal that kills.
 * Context: process; sleeps.
 */
void down_write(struct rw_semaphore *sem);
int __must_check down_write_killable(struct rw_semaphore *sem);

/** down_read_trylock, down_write_trylock - the same without waiting. Return: 1 inside, 0 not. */
int down_read_trylock(struct rw_semaphore *sem);
int down_write_trylock(struct rw_semaphore *sem);

/** up_read, up_write - leave; the thread that came in does. */
void up_read(struct rw_semaphore *sem);
void up_write(struct rw_semaphore *sem);

/** downgrade_write - go on as a reader, and let other readers in. */
void downgrade_write(struct rw_semaphore *sem);

/** down_read_non_owner - a thread takes what another gives back: nobody is known to have it. */
void down_read_non_owner(struct rw_semaphore *sem);
/** up_read_non_owner - what another thread took with down_read_non_owner(). */
void up_read_non_owner(struct rw_semaphore *sem);

/** rwsem_is_locked - is anybody inside?  May change before the caller has looked. */
int rwsem_is_locked(struct rw_semaphore *sem);
/** rwsem_is_contended - does anybody wait?  Who stays long may leave, and come in again. */
int rwsem_is_contended(struct rw_semaphore *sem);

#define down_read_nested(sem, subclass) (lock_nest(subclass, NULL), down_read(sem))
#define down_read_killable_nested(sem, subclass) \
	(lock_nest(subclass, NULL), down_read_killable(sem))
#define down_write_nested(sem, subclass) (lock_nest(subclass, NULL), down_write(sem))
#define down_write_nest_lock(sem, nest)	 (lock_nest(0, nest), down_write(sem))
#define down_write_killable_nested(sem, subclass) \
	(lock_nest(subclass, NULL), down_write_killable(sem))

#define rwsem_assert_held(sem)	     lockdep_assert_held(sem)
#define rwsem_assert_held_write(sem) lockdep_assert_held_write(sem)

DEFINE_GUARD(rwsem_read, struct rw_semaphore *, down_read(_T), up_read(_T))
DEFINE_GUARD_COND(rwsem_read, _try, down_read_trylock(_T))
DEFINE_GUARD_COND(rwsem_read, _intr, down_read_interruptible(_T) == 0)
DEFINE_GUARD(rwsem_write, struct rw_semaphore *, down_write(_T), up_write(_T))
DEFINE_GUARD_COND(rwsem_write, _try, down_write_trylock(_T))

#endif
