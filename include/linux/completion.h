/* SPDX-License-Identifier: MIT */
/* Completions: waiting until somebody else is done with something. */
#ifndef _LINUX_COMPLETION_H
#define _LINUX_COMPLETION_H

#include <linux/types.h>
#include <linux/limits.h>
#include <linux/wait.h>

/**
 * struct completion - how often it was completed and not yet waited for.
 * @done: that number; UINT_MAX for ever, after complete_all().
 * @wait: who waits; its lock guards @done.
 */
struct completion {
	unsigned int done;
	wait_queue_head_t wait;
};

#define COMPLETION_INITIALIZER(work)                                          \
	{                                                                     \
		.done = 0, .wait = __WAIT_QUEUE_HEAD_INITIALIZER((work).wait) \
	}
#define COMPLETION_INITIALIZER_ONSTACK(work) \
	(*({                                 \
		init_completion(&(work));    \
		&(work);                     \
	}))
#define DECLARE_COMPLETION(work)	 struct completion work = COMPLETION_INITIALIZER(work)
#define DECLARE_COMPLETION_ONSTACK(work) DECLARE_COMPLETION(work)

/** init_completion - make @x ready: completed never. */
void init_completion(struct completion *x);
/** reinit_completion - as if it had never been completed; nobody may wait. Since 3.13. */
void reinit_completion(struct completion *x);
#define init_completion_map(x, map) init_completion(x)

/* The spelling before 3.13. */
#define INIT_COMPLETION(x) reinit_completion(&(x))

/* ---- waiting --------------------------------------------------------------------------------- */

/**
 * wait_for_completion, wait_for_completion_io - sleep until complete() was called for this caller.
 * The second of them waits for a device; here nobody counts such sleeps apart.
 * Context: process; sleeps.
 */
void wait_for_completion(struct completion *x);
void wait_for_completion_io(struct completion *x);

/**
 * wait_for_completion_interruptible, wait_for_completion_killable - the same until a signal comes,
 * or one that kills.
 * Return: 0, or -ERESTARTSYS where a signal came first, which leaves @x as it is.
 * Context: process; sleeps.
 */
int __must_check wait_for_completion_interruptible(struct completion *x);
int __must_check wait_for_completion_killable(struct completion *x);

/**
 * wait_for_completion_timeout, wait_for_completion_io_timeout - wait for at most @timeout jiffies.
 * Return: jiffies left, at least 1; 0 if they passed.
 * Context: process; sleeps.
 */
unsigned long wait_for_completion_timeout(struct completion *x, unsigned long timeout);
unsigned long wait_for_completion_io_timeout(struct completion *x, unsigned long timeout);

/**
 * wait_for_completion_interruptible_timeout, wait_for_completion_killable_timeout - the same until
 * a signal comes.
 * Return: jiffies left, at least 1; 0 if they passed; -ERESTARTSYS for a signal.
 * Context: process; sleeps.
 */
long __must_check wait_for_completion_interruptible_timeout(struct completion *x,
							    unsigned long timeout);
long __must_check wait_for_completion_killable_timeout(struct completion *x, unsigned long timeout);

/** try_wait_for_completion - true where waiting would not sleep, and then as if waited for. */
bool try_wait_for_completion(struct completion *x);

/**
 * completion_done - true where nobody has to wait.
 * The lock is taken so that complete() has let go of a completion that the caller frees now.
 */
bool completion_done(struct completion *x);

/* ---- completing ------------------------------------------------------------------------------ */

/** complete - let one waiter go, now or when it comes.  Context: any. */
void complete(struct completion *x);
/** complete_all - let all waiters go, now and until reinit_completion().  Context: any. */
void complete_all(struct completion *x);

#endif
