/* SPDX-License-Identifier: MIT */
/*
 * Wait queues: sleeping until a condition holds.
 *
 * The waiter puts itself on the queue, sets its state, and only then looks at the condition; who
 * makes the condition true does so first and wakes then.  So no wake-up is lost, whichever comes
 * first.  A waker takes an autoremove entry off the queue only after the wake-up is done: as long
 * as the entry is on the queue, its task exists.
 */
#ifndef _LINUX_WAIT_H
#define _LINUX_WAIT_H

#include <linux/list.h>
#include <linux/types.h>
#include <linux/spinlock.h>
#include <linux/might_sleep.h>
#include <asm/current.h>

typedef struct wait_queue_entry wait_queue_entry_t;

/**
 * typedef wait_queue_func_t - how an entry is woken.
 * @mode: only where its task is in one of these states; @key: of wake_up_poll().
 *
 * Return: how many were woken (0 or 1); negative ends the round of wake-ups.
 * Context: any; under the queue's lock, with interrupts off.
 */
typedef int (*wait_queue_func_t)(struct wait_queue_entry *entry, unsigned int mode, int flags,
				 void *key);

/**
 * default_wake_function, autoremove_wake_function, woken_wake_function - what entries are woken by:
 * the task of the entry is; and then the entry is off the queue; or the entry keeps it in mind for
 * wait_woken(), should its task not sleep yet.
 */
int default_wake_function(struct wait_queue_entry *entry, unsigned int mode, int flags, void *key);
int autoremove_wake_function(struct wait_queue_entry *entry, unsigned int mode, int sync,
			     void *key);
int woken_wake_function(struct wait_queue_entry *entry, unsigned int mode, int sync, void *key);

#define WQ_FLAG_EXCLUSIVE 0x01
#define WQ_FLAG_WOKEN	  0x02
#define WQ_FLAG_PRIORITY  0x10

/**
 * struct wait_queue_entry - one waiter.
 * @flags: WQ_FLAG_*.
 * @private: the waiting task, for the wake functions here.
 * @func: called to wake it, under the queue's lock.
 * @entry: its place on the queue.
 */
struct wait_queue_entry {
	unsigned int flags;
	void *private;
	wait_queue_func_t func;
	union {
		struct list_head entry;
		struct list_head task_list; /* until 4.12 */
	};
};

/* The spelling before 4.13. */
typedef struct wait_queue_entry wait_queue_t;

struct wait_queue_head {
	spinlock_t lock;
	union {
		struct list_head head;
		struct list_head task_list; /* until 4.12 */
	};
};
typedef struct wait_queue_head wait_queue_head_t;

/* Here and not above, because it brings <linux/completion.h>, which holds a queue. */
#include <linux/sched.h>

#define __WAITQUEUE_INITIALIZER(name, tsk)                                             \
	{                                                                              \
		.private = tsk, .func = default_wake_function, .entry = { NULL, NULL } \
	}
#define DECLARE_WAITQUEUE(name, tsk) \
	struct wait_queue_entry name = __WAITQUEUE_INITIALIZER(name, tsk)
#define __WAIT_QUEUE_HEAD_INITIALIZER(name)                                                   \
	{                                                                                     \
		.lock = __SPIN_LOCK_INITIALIZER(name.lock), .head = LIST_HEAD_INIT(name.head) \
	}
#define DECLARE_WAIT_QUEUE_HEAD(name) \
	struct wait_queue_head name = __WAIT_QUEUE_HEAD_INITIALIZER(name)
#define DECLARE_WAIT_QUEUE_HEAD_ONSTACK(name) DECLARE_WAIT_QUEUE_HEAD(name)

#define DEFINE_WAIT_FUNC(name, function)                     \
	struct wait_queue_entry name = { .private = current, \
					 .func = function,   \
					 .entry = LIST_HEAD_INIT((name).entry) }
#define DEFINE_WAIT(name) DEFINE_WAIT_FUNC(name, autoremove_wake_function)

void __init_waitqueue_head(struct wait_queue_head *wq_head);
#define init_waitqueue_head(wq_head) __init_waitqueue_head(wq_head)

static inline void init_waitqueue_entry(struct wait_queue_entry *entry, struct task_struct *task)
{
	entry->flags = 0;
	entry->private = task;
	entry->func = default_wake_function;
}

static inline void init_waitqueue_func_entry(struct wait_queue_entry *entry, wait_queue_func_t func)
{
	entry->flags = 0;
	entry->private = NULL;
	entry->func = func;
}

/**
 * init_wait_entry - make @entry one for the caller, which a wake-up takes off the queue.
 * @flags: 0, or WQ_FLAG_EXCLUSIVE.
 */
void init_wait_entry(struct wait_queue_entry *entry, int flags);
#define init_wait(wait) init_wait_entry(wait, 0)

/* A hint only: without the queue's lock the answer may be old. */
static inline int waitqueue_active(struct wait_queue_head *wq_head)
{
	return !list_empty(&wq_head->head);
}

/* The same for a caller whose stores must be visible before the answer is looked up. */
static inline bool wq_has_sleeper(struct wait_queue_head *wq_head)
{
	smp_mb();
	return waitqueue_active(wq_head);
}

/**
 * add_wait_queue, add_wait_queue_exclusive, add_wait_queue_priority - put @entry, which is on none,
 * on a queue.
 *
 * A wake-up reaches all that are not exclusive, who stand in front, and then as many exclusive ones
 * as it is for.  An entry with priority comes before everybody, and is exclusive: what it takes
 * nobody else hears of.
 * Context: any.
 */
void add_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *entry);
void add_wait_queue_exclusive(struct wait_queue_head *wq_head, struct wait_queue_entry *entry);
void add_wait_queue_priority(struct wait_queue_head *wq_head, struct wait_queue_entry *entry);

/** remove_wait_queue - take @entry, which is on the queue, off it.  Context: any. */
void remove_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *entry);

/* For holders of the queue's lock. */
static inline void __add_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *entry)
{
	list_add(&entry->entry, &wq_head->head);
}

static inline void __add_wait_queue_entry_tail(struct wait_queue_head *wq_head,
					       struct wait_queue_entry *entry)
{
	list_add_tail(&entry->entry, &wq_head->head);
}

static inline void __add_wait_queue_exclusive(struct wait_queue_head *wq_head,
					      struct wait_queue_entry *entry)
{
	entry->flags |= WQ_FLAG_EXCLUSIVE;
	__add_wait_queue(wq_head, entry);
}

static inline void __remove_wait_queue(struct wait_queue_head *wq_head,
				       struct wait_queue_entry *entry)
{
	list_del(&entry->entry);
}

/**
 * __wake_up - wake those who wait on @wq_head.
 * @mode: only tasks in these states.
 * @nr: how many exclusive waiters; 0 for all.
 * @key: handed to the entries' functions.
 *
 * Return: how many exclusive waiters were woken.
 * Context: any.
 */
int __wake_up(struct wait_queue_head *wq_head, unsigned int mode, int nr, void *key);

/**
 * __wake_up_locked, __wake_up_locked_key - the same by who holds the queue's lock: @nr exclusive
 * waiters, or one, with @key.
 */
void __wake_up_locked(struct wait_queue_head *wq_head, unsigned int mode, int nr);
void __wake_up_locked_key(struct wait_queue_head *wq_head, unsigned int mode, void *key);

/**
 * wake_up, wake_up_nr, wake_up_all, wake_up_interruptible - after a condition was made true: wake
 * all who are not exclusive, and one, @nr or all of those who are; only who sleeps interruptibly.
 * Context: any.
 */
#define wake_up(x)			__wake_up(x, TASK_NORMAL, 1, NULL)
#define wake_up_nr(x, nr)		__wake_up(x, TASK_NORMAL, nr, NULL)
#define wake_up_all(x)			__wake_up(x, TASK_NORMAL, 0, NULL)
#define wake_up_sync(x)			wake_up(x)
#define wake_up_locked(x)		__wake_up_locked(x, TASK_NORMAL, 1)
#define wake_up_all_locked(x)		__wake_up_locked(x, TASK_NORMAL, 0)
#define wake_up_interruptible(x)	__wake_up(x, TASK_INTERRUPTIBLE, 1, NULL)
#define wake_up_interruptible_nr(x, nr) __wake_up(x, TASK_INTERRUPTIBLE, nr, NULL)
#define wake_up_interruptible_all(x)	__wake_up(x, TASK_INTERRUPTIBLE, 0, NULL)
#define wake_up_interruptible_sync(x)	wake_up_interruptible(x)

#define wake_up_poll(x, events) __wake_up(x, TASK_NORMAL, 1, (void *)(unsigned long)(events))

#define wake_up_interruptible_poll(x, events) \
	__wake_up(x, TASK_INTERRUPTIBLE, 1, (void *)(unsigned long)(events))

/**
 * prepare_to_wait, prepare_to_wait_exclusive - queue @entry, unless it is, and set the caller's
 * state: then he looks at the condition, and calls schedule().
 *
 * Return: _exclusive: was the queue empty?
 */
void prepare_to_wait(struct wait_queue_head *wq_head, struct wait_queue_entry *entry, int state);
bool prepare_to_wait_exclusive(struct wait_queue_head *wq_head, struct wait_queue_entry *entry,
			       int state);

/**
 * prepare_to_wait_event - the same as @entry says; with a signal that @state lets in, the entry is
 * taken off.
 * Return: 0; -ERESTARTSYS for a signal.
 */
long prepare_to_wait_event(struct wait_queue_head *wq_head, struct wait_queue_entry *entry,
			   int state);

/** finish_wait - run on, off the queue: @entry may go. */
void finish_wait(struct wait_queue_head *wq_head, struct wait_queue_entry *entry);

/**
 * wait_woken - sleep in @mode for at most @timeout jiffies; not if woken_wake_function() ran
 * before.
 *
 * For conditions that themselves sleep: the entry stays on the queue, by add_wait_queue(), while
 * they are looked at.
 * Return: jiffies that were left.
 */
long wait_woken(struct wait_queue_entry *entry, unsigned int mode, long timeout);

#include <linux/wait_event.h>

#endif
