/* SPDX-License-Identifier: MIT */
/*
 * Between the locks and who follows them: see check/context/ for the one who does.
 *
 * Each lock has a word that says it was initialised, and looks at it whenever it is used.  What it
 * compares that word with is a variable here.  While somebody follows the locks, it is something
 * that no lock has, and so each use goes the way of a lock that is not as it should be; there the
 * follower is told.  When nobody does, following costs nothing at all.
 */
#ifndef KERNEL_LOCK_WATCH_H
#define KERNEL_LOCK_WATCH_H

#include <linux/types.h>

struct lock_class_key;

/** struct lock_marks - what the magic words of locks of each kind are compared with. */
struct lock_marks {
	u32 spin, rw, mutex, rwsem;
};

extern struct lock_marks lock_marks;

/* How a lock is taken. */
#define LOCK_SHARED 1u /* others may hold it at the same time in the same way */
#define LOCK_TRY    2u /* it was free, and would not have been waited for */
#define LOCK_SLEEPS 4u /* who waits for it sleeps */

/**
 * struct lock_watcher - someone who follows who holds which locks.
 * @named: @lock was initialised at a line of source: @key is its own, @name as it is written there.
 * @taken: the caller, at @ip, is about to take @lock, or has with LOCK_TRY.
 * @released: the caller, at @ip, is about to give @lock back, or did not get it after all.
 *	Return: false where it was not known to have it.
 * @describe: print who has @lock and where it was taken, for a report about it.
 * @left: a function of a module, @what, has come to its end on the calling thread, which had
 *	@before locks as it began; NULL: it crashed.  Return: true where it kept a spinning lock.
 * @held: how many locks the calling thread has.
 * @forget: code and data in [@start, @end) are about to go.
 *
 * Context: any.
 */
struct lock_watcher {
	void (*named)(const void *lock, const char *name, const struct lock_class_key *key);
	void (*taken)(const void *lock, unsigned int how, unsigned long ip);
	bool (*released)(const void *lock, unsigned long ip);
	void (*describe)(const void *lock);
	bool (*left)(const char *what, unsigned int before);
	unsigned int (*held)(void);
	void (*forget)(unsigned long start, unsigned long end);
};

/** lock_watch - tell @watcher from now on; NULL: nobody. Context: nobody uses a lock. */
void lock_watch(const struct lock_watcher *watcher);

/* What the locks tell; nothing is done where nobody follows. */
void lock_named(const void *lock, const char *name, const struct lock_class_key *key);
void lock_taken(const void *lock, unsigned int how, unsigned long ip);
bool lock_released(const void *lock, unsigned long ip);

/** lock_missed - the caller tried a lock that somebody has, maybe in a loop. Return: false. */
bool lock_missed(void);

/** locks_held - how many the calling thread has, as far as they are followed. */
unsigned int locks_held(void);

/**
 * locks_left - a function of a module has returned: tell of locks that it has kept.
 * @what: the function, for the report; NULL: it crashed.
 * @before: how many locks the thread had as it was called.
 * Return: true where one of them keeps preemption off, which explains the caller's context.
 */
bool locks_left(const char *what, unsigned int before);

/** locks_forget - code and data in [@start, @end) are about to go. */
void locks_forget(unsigned long start, unsigned long end);

#endif
