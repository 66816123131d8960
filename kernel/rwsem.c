// SPDX-License-Identifier: MIT
/*
 * Reader-writer semaphores.
 *
 * Everything happens under @wait_lock.  Who cannot come in queues, and so does everybody after
 * it, so that neither readers nor writers starve; who leaves lets in the first waiter, and with a
 * reader all the readers right behind it.
 */
#include "kernel/kernel.h"
#include "kernel/lock_watch.h"
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

struct waiter {
	struct list_head link;
	struct task_struct *task;
	bool write;
	bool in;
};

static void complain(const struct rw_semaphore *sem, const char *what)
{
	lock_report("rwsem", what, sem, sem->magic, sem->owner, -1);
}

static void set_up(struct rw_semaphore *sem)
{
	*sem = (struct rw_semaphore)__RWSEM_INITIALIZER((*sem));
}

void __init_rwsem(struct rw_semaphore *sem, const char *name, struct lock_class_key *key)
{
	set_up(sem);
	lock_named(sem, name, key);
}
EXPORT_SYMBOL(__init_rwsem);

static void check_magic(struct rw_semaphore *sem)
{
	if (likely(sem->magic == RWSEM_MAGIC))
		return;
	lock_report("rwsem", "bad magic", sem, sem->magic, NULL, -1);
	set_up(sem);
}

/* Not as lock_marks have it: nobody initialised it, or somebody follows the locks. */
static noinline void look(struct rw_semaphore *sem, unsigned int how, unsigned long ip)
{
	check_magic(sem);
	lock_taken(sem, how, ip);
}

static unsigned int way(bool write)
{
	return LOCK_SLEEPS | (write ? 0 : LOCK_SHARED);
}

static bool fits(const struct rw_semaphore *sem, bool write)
{
	return write ? !sem->count : sem->count >= 0;
}

static void let_in(struct rw_semaphore *sem, struct task_struct *task, bool write)
{
	sem->count += write ? -1 : 1;
	sem->owner = write ? task : NULL;
}

static void let_waiters_in(struct rw_semaphore *sem)
{
	struct waiter *first;

	while ((first = list_first_entry_or_null(&sem->wait_list, struct waiter, link))) {
		if (!fits(sem, first->write))
			break;
		let_in(sem, first->task, first->write);
		list_del(&first->link);
		first->in = true;
		wake_up_process(first->task);
	}
}

static bool enter_now(struct rw_semaphore *sem, bool write)
{
	if (!fits(sem, write) || !list_empty(&sem->wait_list))
		return false;
	let_in(sem, current, write);
	return true;
}

static int enter(struct rw_semaphore *sem, bool write, unsigned int state, unsigned long ip)
{
	struct waiter self = { .task = current, .write = write };
	unsigned long flags;
	int error = 0;

	might_sleep();
	if (unlikely(sem->magic != lock_marks.rwsem))
		look(sem, way(write), ip);
	raw_spin_lock_irqsave(&sem->wait_lock, flags);
	if (unlikely(sem->owner == self.task)) {
		complain(sem, "recursion");
		sem->depth++;
		goto unlock;
	}
	if (enter_now(sem, write))
		goto unlock;
	list_add_tail(&self.link, &sem->wait_list);
	while (!self.in) {
		if (signal_pending_state(state, self.task)) {
			list_del(&self.link);
			/* Those behind may have waited only for this one. */
			let_waiters_in(sem);
			error = -EINTR;
			break;
		}
		set_current_state(state);
		raw_spin_unlock_irqrestore(&sem->wait_lock, flags);
		schedule();
		raw_spin_lock_irqsave(&sem->wait_lock, flags);
	}
	__set_current_state(TASK_RUNNING);
unlock:
	raw_spin_unlock_irqrestore(&sem->wait_lock, flags);
	if (unlikely(error))
		lock_released(sem, ip);
	return error;
}

static int try_enter(struct rw_semaphore *sem, bool write, unsigned long ip)
{
	unsigned long flags;
	bool in;

	check_magic(sem);
	raw_spin_lock_irqsave(&sem->wait_lock, flags);
	in = enter_now(sem, write);
	raw_spin_unlock_irqrestore(&sem->wait_lock, flags);
	if (in && unlikely(sem->magic != lock_marks.rwsem))
		lock_taken(sem, LOCK_TRY | way(write), ip);
	return in;
}

/* @mine: only who has taken it may give it back. */
static void leave(struct rw_semaphore *sem, bool write, bool mine, unsigned long ip)
{
	unsigned long flags;

	check_magic(sem);
	raw_spin_lock_irqsave(&sem->wait_lock, flags);
	if (unlikely(sem->depth && sem->owner == current)) {
		lock_released(sem, ip);
		sem->depth--;
		goto unlock;
	}
	if (unlikely(write ? sem->count >= 0 : sem->count <= 0)) {
		complain(sem, sem->count ? "held in the other mode" : "already unlocked");
		goto unlock;
	}
	if (unlikely(sem->magic != lock_marks.rwsem) && !lock_released(sem, ip) && !write && mine)
		complain(sem, "released by who did not take it");
	if (unlikely(write && sem->owner != current))
		complain(sem, "wrong owner");
	sem->count -= write ? -1 : 1;
	sem->owner = NULL;
	let_waiters_in(sem);
unlock:
	raw_spin_unlock_irqrestore(&sem->wait_lock, flags);
}

void down_read(struct rw_semaphore *sem)
{
	enter(sem, false, TASK_UNINTERRUPTIBLE, _RET_IP_);
}
EXPORT_SYMBOL(down_read);

int down_read_interruptible(struct rw_semaphore *sem)
{
	return enter(sem, false, TASK_INTERRUPTIBLE, _RET_IP_);
}
EXPORT_SYMBOL(down_read_interruptible);

int down_read_killable(struct rw_semaphore *sem)
{
	return enter(sem, false, TASK_KILLABLE, _RET_IP_);
}
EXPORT_SYMBOL(down_read_killable);

int down_read_trylock(struct rw_semaphore *sem)
{
	return try_enter(sem, false, _RET_IP_);
}
EXPORT_SYMBOL(down_read_trylock);

void down_write(struct rw_semaphore *sem)
{
	enter(sem, true, TASK_UNINTERRUPTIBLE, _RET_IP_);
}
EXPORT_SYMBOL(down_write);

int down_write_killable(struct rw_semaphore *sem)
{
	return enter(sem, true, TASK_KILLABLE, _RET_IP_);
}
EXPORT_SYMBOL(down_write_killable);

int down_write_trylock(struct rw_semaphore *sem)
{
	return try_enter(sem, true, _RET_IP_);
}
EXPORT_SYMBOL(down_write_trylock);

void up_read(struct rw_semaphore *sem)
{
	leave(sem, false, true, _RET_IP_);
}
EXPORT_SYMBOL(up_read);

void up_write(struct rw_semaphore *sem)
{
	leave(sem, true, true, _RET_IP_);
}
EXPORT_SYMBOL(up_write);

void down_read_non_owner(struct rw_semaphore *sem)
{
	enter(sem, false, TASK_UNINTERRUPTIBLE, 0);
}
EXPORT_SYMBOL(down_read_non_owner);

void up_read_non_owner(struct rw_semaphore *sem)
{
	leave(sem, false, false, 0);
}
EXPORT_SYMBOL(up_read_non_owner);

void downgrade_write(struct rw_semaphore *sem)
{
	unsigned long flags;

	check_magic(sem);
	raw_spin_lock_irqsave(&sem->wait_lock, flags);
	if (unlikely(sem->count >= 0)) {
		complain(sem, "not held for writing");
	} else {
		sem->count = 1;
		sem->owner = NULL;
		let_waiters_in(sem);
	}
	raw_spin_unlock_irqrestore(&sem->wait_lock, flags);
}
EXPORT_SYMBOL(downgrade_write);

int rwsem_is_locked(struct rw_semaphore *sem)
{
	return READ_ONCE(sem->count) != 0;
}
EXPORT_SYMBOL(rwsem_is_locked);

int rwsem_is_contended(struct rw_semaphore *sem)
{
	return !list_empty(&sem->wait_list);
}
EXPORT_SYMBOL(rwsem_is_contended);

bool lock_held_rwsem(const void *lock, bool write)
{
	const struct rw_semaphore *sem = lock;

	return write ? READ_ONCE(sem->owner) == current : READ_ONCE(sem->count) != 0;
}
EXPORT_SYMBOL(lock_held_rwsem);
