// SPDX-License-Identifier: MIT
/* Completions: a count under the lock of its wait queue. */
#include "kernel/kernel.h"
#include <linux/completion.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/sched.h>

void init_completion(struct completion *x)
{
	x->done = 0;
	init_waitqueue_head(&x->wait);
}
EXPORT_SYMBOL(init_completion);

void reinit_completion(struct completion *x)
{
	WRITE_ONCE(x->done, 0);
}
EXPORT_SYMBOL(reinit_completion);

static unsigned long lock_completion(struct completion *x)
{
	unsigned long flags;

	if (unlikely(x->wait.lock.rlock.magic != SPINLOCK_MAGIC)) {
		lock_report("completion", "bad magic", x, x->wait.lock.rlock.magic, NULL, -1);
		init_completion(x);
	}
	spin_lock_irqsave(&x->wait.lock, flags);
	return flags;
}

/* Under the lock. */
static bool take(struct completion *x)
{
	if (!x->done)
		return false;
	if (x->done != UINT_MAX)
		x->done--;
	return true;
}

/* Return: jiffies left, at least 1; 0 for a timeout; -ERESTARTSYS for a signal. */
static long wait_in_state(struct completion *x, unsigned int state, long timeout)
{
	DEFINE_WAIT(entry);
	unsigned long flags;
	bool done;

	might_sleep();
	entry.flags = WQ_FLAG_EXCLUSIVE;
	flags = lock_completion(x);
	while (!(done = take(x)) && timeout > 0) {
		if (signal_pending_state(state, current)) {
			timeout = -ERESTARTSYS;
			break;
		}
		if (list_empty(&entry.entry))
			__add_wait_queue_entry_tail(&x->wait, &entry);
		__set_current_state(state);
		spin_unlock_irqrestore(&x->wait.lock, flags);
		timeout = schedule_timeout(timeout);
		spin_lock_irqsave(&x->wait.lock, flags);
	}
	list_del_init(&entry.entry);
	__set_current_state(TASK_RUNNING);
	spin_unlock_irqrestore(&x->wait.lock, flags);
	return done && !timeout ? 1 : timeout;
}

void wait_for_completion(struct completion *x)
{
	wait_in_state(x, TASK_UNINTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT);
}
EXPORT_SYMBOL(wait_for_completion);

void wait_for_completion_io(struct completion *x)
{
	wait_for_completion(x);
}
EXPORT_SYMBOL(wait_for_completion_io);

int wait_for_completion_interruptible(struct completion *x)
{
	long left = wait_in_state(x, TASK_INTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT);

	return left < 0 ? (int)left : 0;
}
EXPORT_SYMBOL(wait_for_completion_interruptible);

int wait_for_completion_killable(struct completion *x)
{
	long left = wait_in_state(x, TASK_KILLABLE, MAX_SCHEDULE_TIMEOUT);

	return left < 0 ? (int)left : 0;
}
EXPORT_SYMBOL(wait_for_completion_killable);

static long bounded(unsigned long timeout)
{
	return timeout > MAX_SCHEDULE_TIMEOUT ? MAX_SCHEDULE_TIMEOUT : (long)timeout;
}

unsigned long wait_for_completion_timeout(struct completion *x, unsigned long timeout)
{
	return (unsigned long)wait_in_state(x, TASK_UNINTERRUPTIBLE, bounded(timeout));
}
EXPORT_SYMBOL(wait_for_completion_timeout);

unsigned long wait_for_completion_io_timeout(struct completion *x, unsigned long timeout)
{
	return wait_for_completion_timeout(x, timeout);
}
EXPORT_SYMBOL(wait_for_completion_io_timeout);

long wait_for_completion_interruptible_timeout(struct completion *x, unsigned long timeout)
{
	return wait_in_state(x, TASK_INTERRUPTIBLE, bounded(timeout));
}
EXPORT_SYMBOL(wait_for_completion_interruptible_timeout);

long wait_for_completion_killable_timeout(struct completion *x, unsigned long timeout)
{
	return wait_in_state(x, TASK_KILLABLE, bounded(timeout));
}
EXPORT_SYMBOL(wait_for_completion_killable_timeout);

bool try_wait_for_completion(struct completion *x)
{
	unsigned long flags = lock_completion(x);
	bool done = take(x);

	spin_unlock_irqrestore(&x->wait.lock, flags);
	return done;
}
EXPORT_SYMBOL(try_wait_for_completion);

bool completion_done(struct completion *x)
{
	unsigned long flags = lock_completion(x);
	bool done = x->done != 0;

	spin_unlock_irqrestore(&x->wait.lock, flags);
	return done;
}
EXPORT_SYMBOL(completion_done);

void complete(struct completion *x)
{
	unsigned long flags = lock_completion(x);

	if (x->done != UINT_MAX)
		x->done++;
	__wake_up_locked(&x->wait, TASK_NORMAL, 1);
	spin_unlock_irqrestore(&x->wait.lock, flags);
}
EXPORT_SYMBOL(complete);

void complete_all(struct completion *x)
{
	unsigned long flags = lock_completion(x);

	x->done = UINT_MAX;
	__wake_up_locked(&x->wait, TASK_NORMAL, 0);
	spin_unlock_irqrestore(&x->wait.lock, flags);
}
EXPORT_SYMBOL(complete_all);
