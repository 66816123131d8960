// SPDX-License-Identifier: MIT
/* Wait queues; <linux/wait.h> says why no wake-up is lost. */
#include "kernel/kernel.h"
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/sched.h>
#include <linux/wait.h>

void __init_waitqueue_head(struct wait_queue_head *wq_head)
{
	spin_lock_init(&wq_head->lock);
	INIT_LIST_HEAD(&wq_head->head);
}
EXPORT_SYMBOL(__init_waitqueue_head);

static unsigned long lock_queue(struct wait_queue_head *wq_head)
{
	unsigned long flags;

	if (unlikely(wq_head->lock.rlock.magic != SPINLOCK_MAGIC)) {
		lock_report("waitqueue", "bad magic", wq_head, wq_head->lock.rlock.magic, NULL, -1);
		__init_waitqueue_head(wq_head);
	}
	spin_lock_irqsave(&wq_head->lock, flags);
	return flags;
}

static void unlock_queue(struct wait_queue_head *wq_head, unsigned long flags)
{
	spin_unlock_irqrestore(&wq_head->lock, flags);
}

void init_wait_entry(struct wait_queue_entry *entry, int flags)
{
	entry->flags = (unsigned int)flags;
	entry->private = current;
	entry->func = autoremove_wake_function;
	INIT_LIST_HEAD(&entry->entry);
}
EXPORT_SYMBOL(init_wait_entry);

void add_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *entry)
{
	unsigned long flags = lock_queue(wq_head);

	entry->flags &= ~(unsigned int)WQ_FLAG_EXCLUSIVE;
	__add_wait_queue(wq_head, entry);
	unlock_queue(wq_head, flags);
}
EXPORT_SYMBOL(add_wait_queue);

void add_wait_queue_exclusive(struct wait_queue_head *wq_head, struct wait_queue_entry *entry)
{
	unsigned long flags = lock_queue(wq_head);

	entry->flags |= WQ_FLAG_EXCLUSIVE;
	__add_wait_queue_entry_tail(wq_head, entry);
	unlock_queue(wq_head, flags);
}
EXPORT_SYMBOL(add_wait_queue_exclusive);

void add_wait_queue_priority(struct wait_queue_head *wq_head, struct wait_queue_entry *entry)
{
	unsigned long flags = lock_queue(wq_head);

	entry->flags |= WQ_FLAG_EXCLUSIVE | WQ_FLAG_PRIORITY;
	__add_wait_queue(wq_head, entry);
	unlock_queue(wq_head, flags);
}
EXPORT_SYMBOL(add_wait_queue_priority);

void remove_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *entry)
{
	unsigned long flags = lock_queue(wq_head);

	__remove_wait_queue(wq_head, entry);
	unlock_queue(wq_head, flags);
}
EXPORT_SYMBOL(remove_wait_queue);

/* ---- waking ---------------------------------------------------------------------------------- */

int default_wake_function(struct wait_queue_entry *entry, unsigned int mode, int flags, void *key)
{
	return wake_up_state(entry->private, mode);
}
EXPORT_SYMBOL(default_wake_function);

int autoremove_wake_function(struct wait_queue_entry *entry, unsigned int mode, int sync, void *key)
{
	int woken = default_wake_function(entry, mode, sync, key);

	if (woken)
		list_del_init_careful(&entry->entry);
	return woken;
}
EXPORT_SYMBOL(autoremove_wake_function);

/* The flag tells wait_woken() of a wake-up that came before it slept. */
int woken_wake_function(struct wait_queue_entry *entry, unsigned int mode, int sync, void *key)
{
	smp_mb();
	WRITE_ONCE(entry->flags, entry->flags | WQ_FLAG_WOKEN);
	return default_wake_function(entry, mode, sync, key);
}
EXPORT_SYMBOL(woken_wake_function);

/* All that are not exclusive, and @nr that are (0: all); returns how many of these. */
static int wake_locked(struct wait_queue_head *wq_head, unsigned int mode, int nr, void *key)
{
	struct wait_queue_entry *entry, *next;
	int woken = 0;

	list_for_each_entry_safe(entry, next, &wq_head->head, entry) {
		unsigned int flags = entry->flags;
		int result = entry->func(entry, mode, 0, key);

		if (result < 0)
			break;
		if (result && (flags & WQ_FLAG_EXCLUSIVE) && ++woken == nr)
			break;
	}
	return woken;
}

int __wake_up(struct wait_queue_head *wq_head, unsigned int mode, int nr, void *key)
{
	unsigned long flags = lock_queue(wq_head);
	int woken = wake_locked(wq_head, mode, nr, key);

	unlock_queue(wq_head, flags);
	return woken;
}
EXPORT_SYMBOL(__wake_up);

void __wake_up_locked(struct wait_queue_head *wq_head, unsigned int mode, int nr)
{
	wake_locked(wq_head, mode, nr, NULL);
}
EXPORT_SYMBOL(__wake_up_locked);

void __wake_up_locked_key(struct wait_queue_head *wq_head, unsigned int mode, void *key)
{
	wake_locked(wq_head, mode, 1, key);
}
EXPORT_SYMBOL(__wake_up_locked_key);

/* ---- waiting --------------------------------------------------------------------------------- */

static void queue_once(struct wait_queue_head *wq_head, struct wait_queue_entry *entry)
{
	if (!list_empty(&entry->entry))
		return;
	if (entry->flags & WQ_FLAG_EXCLUSIVE)
		__add_wait_queue_entry_tail(wq_head, entry);
	else
		__add_wait_queue(wq_head, entry);
}

void prepare_to_wait(struct wait_queue_head *wq_head, struct wait_queue_entry *entry, int state)
{
	unsigned long flags = lock_queue(wq_head);

	entry->flags &= ~(unsigned int)WQ_FLAG_EXCLUSIVE;
	queue_once(wq_head, entry);
	set_current_state((unsigned int)state);
	unlock_queue(wq_head, flags);
}
EXPORT_SYMBOL(prepare_to_wait);

bool prepare_to_wait_exclusive(struct wait_queue_head *wq_head, struct wait_queue_entry *entry,
			       int state)
{
	unsigned long flags = lock_queue(wq_head);
	bool was_empty = list_empty(&wq_head->head);

	entry->flags |= WQ_FLAG_EXCLUSIVE;
	queue_once(wq_head, entry);
	set_current_state((unsigned int)state);
	unlock_queue(wq_head, flags);
	return was_empty;
}
EXPORT_SYMBOL(prepare_to_wait_exclusive);

/*
 * With a signal the entry is taken off at once: a wake-up meant for one exclusive waiter must go
 * to another than this one, which will not wait.
 */
long prepare_to_wait_event(struct wait_queue_head *wq_head, struct wait_queue_entry *entry,
			   int state)
{
	unsigned long flags = lock_queue(wq_head);
	long error = 0;

	if (signal_pending_state((unsigned int)state, current)) {
		list_del_init(&entry->entry);
		error = -ERESTARTSYS;
	} else {
		queue_once(wq_head, entry);
		set_current_state((unsigned int)state);
	}
	unlock_queue(wq_head, flags);
	return error;
}
EXPORT_SYMBOL(prepare_to_wait_event);

/*
 * An entry that is empty was taken off by its waker, who is done with it; else the lock is taken,
 * so that no waker is still looking at the entry when it goes away.
 */
void finish_wait(struct wait_queue_head *wq_head, struct wait_queue_entry *entry)
{
	unsigned long flags;

	__set_current_state(TASK_RUNNING);
	if (list_empty_careful(&entry->entry))
		return;
	flags = lock_queue(wq_head);
	list_del_init(&entry->entry);
	unlock_queue(wq_head, flags);
}
EXPORT_SYMBOL(finish_wait);

long wait_woken(struct wait_queue_entry *entry, unsigned int mode, long timeout)
{
	set_current_state(mode);
	if (!(READ_ONCE(entry->flags) & WQ_FLAG_WOKEN))
		timeout = schedule_timeout(timeout);
	__set_current_state(TASK_RUNNING);
	smp_store_mb(entry->flags, entry->flags & ~(unsigned int)WQ_FLAG_WOKEN);
	return timeout;
}
EXPORT_SYMBOL(wait_woken);

/* One sleep of a holder of the queue's own lock. */
static int wait_locked(struct wait_queue_head *wq_head, struct wait_queue_entry *entry, bool irq)
{
	queue_once(wq_head, entry);
	set_current_state(TASK_INTERRUPTIBLE);
	if (signal_pending(current))
		return -ERESTARTSYS;
	if (irq)
		spin_unlock_irq(&wq_head->lock);
	else
		spin_unlock(&wq_head->lock);
	schedule();
	if (irq)
		spin_lock_irq(&wq_head->lock);
	else
		spin_lock(&wq_head->lock);
	return 0;
}

int do_wait_intr(struct wait_queue_head *wq_head, struct wait_queue_entry *entry)
{
	return wait_locked(wq_head, entry, false);
}
EXPORT_SYMBOL(do_wait_intr);

int do_wait_intr_irq(struct wait_queue_head *wq_head, struct wait_queue_entry *entry)
{
	return wait_locked(wq_head, entry, true);
}
EXPORT_SYMBOL(do_wait_intr_irq);

static long sleep_once(struct wait_queue_head *wq_head, unsigned int state, long timeout)
{
	DEFINE_WAIT(entry);

	might_sleep();
	prepare_to_wait(wq_head, &entry, (int)state);
	timeout = schedule_timeout(timeout);
	finish_wait(wq_head, &entry);
	return timeout;
}

void sleep_on(struct wait_queue_head *wq_head)
{
	sleep_once(wq_head, TASK_UNINTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT);
}
EXPORT_SYMBOL(sleep_on);

void interruptible_sleep_on(struct wait_queue_head *wq_head)
{
	sleep_once(wq_head, TASK_INTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT);
}
EXPORT_SYMBOL(interruptible_sleep_on);

long sleep_on_timeout(struct wait_queue_head *wq_head, long timeout)
{
	return sleep_once(wq_head, TASK_UNINTERRUPTIBLE, timeout);
}
EXPORT_SYMBOL(sleep_on_timeout);

long interruptible_sleep_on_timeout(struct wait_queue_head *wq_head, long timeout)
{
	return sleep_once(wq_head, TASK_INTERRUPTIBLE, timeout);
}
EXPORT_SYMBOL(interruptible_sleep_on_timeout);
