// SPDX-License-Identifier: MIT
/*
 * Mutexes.
 *
 * @owner is the holder's task, with bit 0 set while somebody waits.  Without waiters, locking and
 * unlocking are one exchange of that word.  With waiters, unlocking goes through @wait_lock and
 * hands the mutex to the first of them, so nobody overtakes and nobody starves:
 *
 *	owner == task		held, nobody waits
 *	owner == task | 1	held, @wait_list is not empty
 *	owner == 0		free
 *
 * A task is at least word-aligned, so bit 0 is never its own.
 */
#include "kernel/kernel.h"
#include "kernel/lock_watch.h"
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include "port/port.h"
#include "port/turns.h"

#define WAITERS 1l

/* Derived: about what waking a thread costs. */
#define SPINS 100

struct waiter {
	struct list_head link;
	struct task_struct *task;
};

static struct task_struct *holder(const struct mutex *lock)
{
	return (struct task_struct *)(atomic_long_read(&lock->owner) & ~WAITERS);
}

static void complain(const struct mutex *lock, const char *what)
{
	lock_report("mutex", what, lock, lock->magic, holder(lock), -1);
}

static void set_up(struct mutex *lock)
{
	*lock = (struct mutex)__MUTEX_INITIALIZER((*lock));
}

void __mutex_init(struct mutex *lock, const char *name, struct lock_class_key *key)
{
	set_up(lock);
	lock_named(lock, name, key);
}
EXPORT_SYMBOL(__mutex_init);

static noinline void repair(struct mutex *lock)
{
	/* The owner may be any garbage: it is not looked at. */
	lock_report("mutex", "bad magic", lock, lock->magic, NULL, -1);
	set_up(lock);
}

/* Not as lock_marks have it: nobody initialised it, or somebody follows the locks. */
static noinline void look(struct mutex *lock, unsigned long ip)
{
	if (lock->magic != MUTEX_MAGIC)
		repair(lock);
	lock_taken(lock, LOCK_SLEEPS, ip);
}

static bool try_lock(struct mutex *lock, struct task_struct *me)
{
	return !atomic_long_read(&lock->owner) &&
	       !atomic_long_cmpxchg_acquire(&lock->owner, 0, (long)me);
}

/* Under wait_lock: take it if it is free, else see to it that the holder comes here on unlock. */
static bool take_or_mark(struct mutex *lock, struct task_struct *me)
{
	long owner = atomic_long_read(&lock->owner);

	for (;;) {
		long seen = atomic_long_cmpxchg_acquire(&lock->owner, owner,
							owner ? owner | WAITERS : (long)me);

		if (seen == owner)
			return !owner;
		owner = seen;
	}
}

static void leave_queue(struct mutex *lock, struct waiter *self)
{
	list_del(&self->link);
	if (list_empty(&lock->wait_list))
		atomic_long_andnot(WAITERS, &lock->owner);
}

static noinline int wait_for(struct mutex *lock, struct task_struct *me, unsigned int state)
{
	struct waiter self = { .task = me };
	int error = 0;

	for (int i = 0; i < SPINS && !port_turns; i++) {
		cpu_relax();
		if (try_lock(lock, me))
			return 0;
	}
	raw_spin_lock(&lock->wait_lock);
	if (take_or_mark(lock, me))
		goto unlock;
	list_add_tail(&self.link, &lock->wait_list);
	for (;;) {
		if (holder(lock) == me) /* handed over; already off the list */
			break;
		if (signal_pending_state(state, me)) {
			leave_queue(lock, &self);
			error = -EINTR;
			break;
		}
		set_current_state(state);
		raw_spin_unlock(&lock->wait_lock);
		schedule();
		raw_spin_lock(&lock->wait_lock);
	}
	__set_current_state(TASK_RUNNING);
unlock:
	raw_spin_unlock(&lock->wait_lock);
	return error;
}

static int lock_in_state(struct mutex *lock, unsigned int state, unsigned long ip)
{
	struct task_struct *me = current;
	int error;

	might_sleep();
	if (unlikely(lock->magic != lock_marks.mutex))
		look(lock, ip);
	if (try_lock(lock, me))
		return 0;
	if (unlikely(holder(lock) == me)) {
		complain(lock, "recursion");
		lock->depth++;
		return 0;
	}
	error = wait_for(lock, me, state);
	if (unlikely(error))
		lock_released(lock, ip);
	return error;
}

void mutex_lock(struct mutex *lock)
{
	lock_in_state(lock, TASK_UNINTERRUPTIBLE, _RET_IP_);
}
EXPORT_SYMBOL(mutex_lock);

void mutex_lock_io(struct mutex *lock)
{
	lock_in_state(lock, TASK_UNINTERRUPTIBLE, _RET_IP_);
}
EXPORT_SYMBOL(mutex_lock_io);

int mutex_lock_interruptible(struct mutex *lock)
{
	return lock_in_state(lock, TASK_INTERRUPTIBLE, _RET_IP_);
}
EXPORT_SYMBOL(mutex_lock_interruptible);

int mutex_lock_killable(struct mutex *lock)
{
	return lock_in_state(lock, TASK_KILLABLE, _RET_IP_);
}
EXPORT_SYMBOL(mutex_lock_killable);

int mutex_trylock(struct mutex *lock)
{
	if (unlikely(lock->magic != MUTEX_MAGIC))
		repair(lock);
	if (!try_lock(lock, current))
		return lock_missed();
	if (unlikely(lock->magic != lock_marks.mutex))
		lock_taken(lock, LOCK_SLEEPS | LOCK_TRY, _RET_IP_);
	return 1;
}
EXPORT_SYMBOL(mutex_trylock);

static noinline void unlock_slowly(struct mutex *lock)
{
	struct waiter *first;

	raw_spin_lock(&lock->wait_lock);
	first = list_first_entry_or_null(&lock->wait_list, struct waiter, link);
	if (!first) {
		atomic_long_set_release(&lock->owner, 0);
	} else {
		struct task_struct *next = first->task;

		list_del(&first->link);
		atomic_long_set_release(&lock->owner,
					(long)next | (list_empty(&lock->wait_list) ? 0 : WAITERS));
		wake_up_process(next);
	}
	raw_spin_unlock(&lock->wait_lock);
}

static void unlock(struct mutex *lock, unsigned long ip)
{
	struct task_struct *me = current;
	bool watched = lock->magic != lock_marks.mutex;

	if (unlikely(lock->magic != MUTEX_MAGIC)) {
		repair(lock);
		return;
	}
	if (unlikely(holder(lock) != me)) {
		complain(lock, holder(lock) ? "wrong owner" : "already unlocked");
		if (!holder(lock))
			return;
	}
	if (unlikely(watched))
		lock_released(lock, ip);
	if (unlikely(lock->depth)) {
		lock->depth--;
		return;
	}
	if (atomic_long_cmpxchg_release(&lock->owner, (long)me, 0) != (long)me)
		unlock_slowly(lock);
	if (unlikely(watched))
		port_turn_at(ip);
}

void mutex_unlock(struct mutex *lock)
{
	unlock(lock, _RET_IP_);
}
EXPORT_SYMBOL(mutex_unlock);

bool mutex_is_locked(struct mutex *lock)
{
	return atomic_long_read(&lock->owner) != 0;
}
EXPORT_SYMBOL(mutex_is_locked);

void mutex_destroy(struct mutex *lock)
{
	if (unlikely(lock->magic != MUTEX_MAGIC)) {
		repair(lock);
		return;
	}
	if (unlikely(mutex_is_locked(lock)))
		complain(lock, "destroyed while held");
	lock->magic = 0;
}
EXPORT_SYMBOL(mutex_destroy);

int atomic_dec_and_mutex_lock(atomic_t *cnt, struct mutex *lock)
{
	if (atomic_add_unless(cnt, -1, 1))
		return 0;
	/* On behalf of the caller, who has it in the end. */
	lock_in_state(lock, TASK_UNINTERRUPTIBLE, _RET_IP_);
	if (atomic_dec_and_test(cnt))
		return 1;
	unlock(lock, _RET_IP_);
	return 0;
}
EXPORT_SYMBOL(atomic_dec_and_mutex_lock);

bool lock_held_mutex(const void *lock, bool write)
{
	return holder(lock) == current;
}
EXPORT_SYMBOL(lock_held_mutex);
