/* SPDX-License-Identifier: MIT */
/* The wait_event family; part of <linux/wait.h>, which includes it. */
#ifndef _LINUX_WAIT_EVENT_H
#define _LINUX_WAIT_EVENT_H

#include <linux/wait.h>

/*
 * __wait_until - wait until @condition holds; @sleep is one sleep.
 *
 * Its value is @result at the end, or -ERESTARTSYS where @state lets a signal in and one is there.
 * @result is a long variable's first value; @sleep sees it as __left and may change it, which is
 * how the timeouts count down.
 */
#define __wait_until(wq_head, condition, state, exclusive, result, sleep)                     \
	({                                                                                    \
		struct wait_queue_entry __entry;                                              \
		long __left = (result);                                                       \
                                                                                              \
		init_wait_entry(&__entry, (exclusive) ? WQ_FLAG_EXCLUSIVE : 0);               \
		for (;;) {                                                                    \
			long __signal = prepare_to_wait_event(&(wq_head), &__entry, (state)); \
                                                                                              \
			if (condition)                                                        \
				break;                                                        \
			if (__signal) {                                                       \
				__left = __signal;                                            \
				break;                                                        \
			}                                                                     \
			sleep;                                                                \
		}                                                                             \
		finish_wait(&(wq_head), &__entry);                                            \
		__left;                                                                       \
	})

/* With a timeout the result is at least 1 where the condition held in the end. */
#define __wait_timed_condition(condition)   \
	({                                  \
		bool __holds = (condition); \
                                            \
		if (__holds && !__left)     \
			__left = 1;         \
		__holds || !__left;         \
	})

#define __wait_timed(wq_head, condition, state, exclusive, timeout)                              \
	({                                                                                       \
		long __given = (timeout), __left = __given;                                      \
                                                                                                 \
		might_sleep();                                                                   \
		if (!__wait_timed_condition(condition))                                          \
			__left = __wait_until(wq_head, __wait_timed_condition(condition), state, \
					      exclusive, __given,                                \
					      __left = schedule_timeout(__left));                \
		__left;                                                                          \
	})

#define __wait_untimed(wq_head, condition, state, exclusive)                                       \
	({                                                                                         \
		long __result = 0;                                                                 \
                                                                                                   \
		might_sleep();                                                                     \
		if (!(condition))                                                                  \
			__result =                                                                 \
				__wait_until(wq_head, condition, state, exclusive, 0, schedule()); \
		(int)__result;                                                                     \
	})

/**
 * wait_event, wait_event_idle, wait_event_interruptible, wait_event_killable - sleep on @wq_head
 * until @condition holds, which is looked at before, and after each wake-up.
 * @wq_head: the queue itself, not a pointer to it.
 * @condition: evaluated many times, when the caller is about to sleep: so it must not sleep itself.
 *
 * _idle: such a sleep is no sign that something hangs.  _exclusive: one of many whom one wake-up is
 * for.
 * Return: 0; where the condition does not hold -ERESTARTSYS for a signal (SIGKILL: _killable).
 * Context: process; sleeps.
 */
#define wait_event(wq_head, condition) \
	((void)__wait_untimed(wq_head, condition, TASK_UNINTERRUPTIBLE, 0))
#define wait_event_exclusive(wq_head, condition) \
	((void)__wait_untimed(wq_head, condition, TASK_UNINTERRUPTIBLE, 1))
#define io_wait_event(wq_head, condition)   wait_event(wq_head, condition)
#define wait_event_idle(wq_head, condition) ((void)__wait_untimed(wq_head, condition, TASK_IDLE, 0))
#define wait_event_idle_exclusive(wq_head, condition) \
	((void)__wait_untimed(wq_head, condition, TASK_IDLE, 1))
#define wait_event_interruptible(wq_head, condition) \
	__wait_untimed(wq_head, condition, TASK_INTERRUPTIBLE, 0)
#define wait_event_interruptible_exclusive(wq_head, condition) \
	__wait_untimed(wq_head, condition, TASK_INTERRUPTIBLE, 1)
#define wait_event_killable(wq_head, condition) __wait_untimed(wq_head, condition, TASK_KILLABLE, 0)
#define wait_event_killable_exclusive(wq_head, condition) \
	__wait_untimed(wq_head, condition, TASK_KILLABLE, 1)
#define wait_event_freezable(wq_head, condition) wait_event_interruptible(wq_head, condition)

/**
 * wait_event_timeout, wait_event_idle_timeout, wait_event_interruptible_timeout,
 * wait_event_killable_timeout - the same for at most @timeout jiffies.
 * Return: jiffies that were left, at least 1, where @condition held in the end; 0 where it did not;
 * -ERESTARTSYS.
 */
#define wait_event_timeout(wq_head, condition, timeout) \
	__wait_timed(wq_head, condition, TASK_UNINTERRUPTIBLE, 0, timeout)
#define wait_event_idle_timeout(wq_head, condition, timeout) \
	__wait_timed(wq_head, condition, TASK_IDLE, 0, timeout)
#define wait_event_interruptible_timeout(wq_head, condition, timeout) \
	__wait_timed(wq_head, condition, TASK_INTERRUPTIBLE, 0, timeout)
#define wait_event_killable_timeout(wq_head, condition, timeout) \
	__wait_timed(wq_head, condition, TASK_KILLABLE, 0, timeout)

/*
 * wait_event_lock_irq() and its kin: the caller holds @lock; it is free while he sleeps, and held
 * when this returns.
 */
#define __wait_locked(wq_head, condition, state, drop, retake)                                     \
	({                                                                                         \
		long __result = 0;                                                                 \
                                                                                                   \
		if (!(condition))                                                                  \
			__result = __wait_until(wq_head, condition, state, 0, 0, drop; schedule(); \
						retake);                                           \
		(int)__result;                                                                     \
	})

#define wait_event_cmd(wq_head, condition, cmd1, cmd2) \
	((void)__wait_locked(wq_head, condition, TASK_UNINTERRUPTIBLE, cmd1, cmd2))
#define wait_event_lock_irq(wq_head, condition, lock)                                            \
	((void)__wait_locked(wq_head, condition, TASK_UNINTERRUPTIBLE, spin_unlock_irq(&(lock)), \
			     spin_lock_irq(&(lock))))
#define wait_event_lock_irq_cmd(wq_head, condition, lock, cmd)                                   \
	((void)__wait_locked(wq_head, condition, TASK_UNINTERRUPTIBLE, spin_unlock_irq(&(lock)); \
			     cmd, spin_lock_irq(&(lock))))
#define wait_event_interruptible_lock_irq(wq_head, condition, lock)                     \
	__wait_locked(wq_head, condition, TASK_INTERRUPTIBLE, spin_unlock_irq(&(lock)), \
		      spin_lock_irq(&(lock)))

/**
 * do_wait_intr, do_wait_intr_irq - one sleep where the lock is the queue's own, which the caller
 * holds, with interrupts on or off: what wait_event_interruptible_locked() repeats.
 *
 * Return: 0 after a wake-up, -ERESTARTSYS for a signal.
 * Context: process; sleeps, and gives up the lock meanwhile.
 */
int do_wait_intr(struct wait_queue_head *wq_head, struct wait_queue_entry *entry);
int do_wait_intr_irq(struct wait_queue_head *wq_head, struct wait_queue_entry *entry);

#define __wait_own_lock(wq_head, condition, exclusive, wait_once)   \
	({                                                          \
		int __result = 0;                                   \
		DEFINE_WAIT(__entry);                               \
                                                                    \
		if (exclusive)                                      \
			__entry.flags |= WQ_FLAG_EXCLUSIVE;         \
		while (!__result && !(condition))                   \
			__result = wait_once(&(wq_head), &__entry); \
		list_del_init(&__entry.entry);                      \
		__set_current_state(TASK_RUNNING);                  \
		__result;                                           \
	})

#define wait_event_interruptible_locked(wq_head, condition) \
	__wait_own_lock(wq_head, condition, 0, do_wait_intr)
#define wait_event_interruptible_locked_irq(wq_head, condition) \
	__wait_own_lock(wq_head, condition, 0, do_wait_intr_irq)
#define wait_event_interruptible_exclusive_locked(wq_head, condition) \
	__wait_own_lock(wq_head, condition, 1, do_wait_intr)

/**
 * sleep_on, interruptible_sleep_on, sleep_on_timeout, interruptible_sleep_on_timeout - sleep until
 * the queue is woken, a signal comes, or @timeout jiffies have passed: the spelling before 3.15.
 *
 * Between the caller's look at its condition and the sleep a wake-up is lost, which is why they
 * went; they are here so that old code runs as it did.
 * Return: jiffies that were left.
 * Context: process; sleeps.
 */
void sleep_on(struct wait_queue_head *wq_head);
void interruptible_sleep_on(struct wait_queue_head *wq_head);
long sleep_on_timeout(struct wait_queue_head *wq_head, long timeout);
long interruptible_sleep_on_timeout(struct wait_queue_head *wq_head, long timeout);

#endif
