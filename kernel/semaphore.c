// SPDX-License-Identifier: MIT
/*
 * Counting semaphores.
 *
 * up() hands what it gives straight to the first waiter, so the count stays 0 while anybody waits.
 */
#include "kernel/kernel.h"
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/sched.h>
#include <linux/semaphore.h>
#include <linux/spinlock.h>

struct waiter {
	struct list_head link;
	struct task_struct *task;
	bool given;
};

/* What an uninitialised one allows is not known: one at a time lets most go on. */
static void check_magic(struct semaphore *sem)
{
	if (likely(sem->lock.magic == SPINLOCK_MAGIC))
		return;
	lock_report("semaphore", "bad magic", sem, sem->lock.magic, NULL, -1);
	sema_init(sem, 1);
}

/* Return: 0, -EINTR for a signal, -ETIME where @timeout jiffies passed. */
static int take(struct semaphore *sem, unsigned int state, long timeout)
{
	struct waiter self = { .task = current };
	unsigned long flags;
	int error = 0;

	might_sleep();
	check_magic(sem);
	raw_spin_lock_irqsave(&sem->lock, flags);
	if (sem->count) {
		sem->count--;
		goto unlock;
	}
	list_add_tail(&self.link, &sem->wait_list);
	while (!self.given) {
		if (signal_pending_state(state, self.task))
			error = -EINTR;
		else if (timeout <= 0)
			error = -ETIME;
		if (error) {
			list_del(&self.link);
			break;
		}
		set_current_state(state);
		raw_spin_unlock_irqrestore(&sem->lock, flags);
		timeout = schedule_timeout(timeout);
		raw_spin_lock_irqsave(&sem->lock, flags);
	}
	__set_current_state(TASK_RUNNING);
unlock:
	raw_spin_unlock_irqrestore(&sem->lock, flags);
	return error;
}

void down(struct semaphore *sem)
{
	take(sem, TASK_UNINTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT);
}
EXPORT_SYMBOL(down);

int down_interruptible(struct semaphore *sem)
{
	return take(sem, TASK_INTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT);
}
EXPORT_SYMBOL(down_interruptible);

int down_killable(struct semaphore *sem)
{
	return take(sem, TASK_KILLABLE, MAX_SCHEDULE_TIMEOUT);
}
EXPORT_SYMBOL(down_killable);

int down_timeout(struct semaphore *sem, long jiffies)
{
	return take(sem, TASK_UNINTERRUPTIBLE, jiffies);
}
EXPORT_SYMBOL(down_timeout);

int down_trylock(struct semaphore *sem)
{
	unsigned long flags;
	int busy;

	check_magic(sem);
	raw_spin_lock_irqsave(&sem->lock, flags);
	busy = !sem->count;
	if (!busy)
		sem->count--;
	raw_spin_unlock_irqrestore(&sem->lock, flags);
	return busy;
}
EXPORT_SYMBOL(down_trylock);

void up(struct semaphore *sem)
{
	struct waiter *first;
	unsigned long flags;

	check_magic(sem);
	raw_spin_lock_irqsave(&sem->lock, flags);
	first = list_first_entry_or_null(&sem->wait_list, struct waiter, link);
	if (!first) {
		sem->count++;
	} else {
		list_del(&first->link);
		first->given = true;
		wake_up_process(first->task);
	}
	raw_spin_unlock_irqrestore(&sem->lock, flags);
}
EXPORT_SYMBOL(up);
