/* SPDX-License-Identifier: MIT */
/*
 * Lists of callbacks that others register, which may come and go while they are called.
 *
 * No lock is held during a call, so a callback may do what it wants, and register and unregister
 * too, itself included.  Unregistering waits for the calls that run in other threads; those that
 * the caller itself is in the middle of are told by callback_end() that there is nothing left.
 *
 *	for (u64 at = 0; callback_next(&list, &run, &at);) {
 *		... call what run.entry stands in ...
 *		if (callback_end(&list, &run))
 *			... the entry is still there ...
 *	}
 *
 * The walk goes by the numbers of the entries, which rise along the list, so that it holds on to
 * none between two calls.
 *
 *	entry->id != 0 and entry in list->entries  <=>  registered
 *
 * Who walks a list may throw out an entry that does harm.  Its owner does not know, and takes it
 * out later as is right; so the list remembers the last few that were thrown out, by their
 * addresses alone: what stood there may be gone.
 */
#ifndef BASE_CALLBACK_H
#define BASE_CALLBACK_H

#include <linux/callback_types.h>
#include <linux/compiler.h>
#include <linux/list.h>
#include <linux/types.h>
#include <base/lock.h>

struct port_thread;

/**
 * struct callback_run - a call that runs, on its caller's stack.
 * @entry: what is called; NULL once the call itself has taken it out.
 * @serial: later ones have higher.
 * @note: a number for the caller's use; see callback_note().
 */
struct callback_run {
	struct callback_entry *entry;
	const struct port_thread *thread;
	struct callback_run *next;
	u64 serial;
	unsigned long note;
};

/* More modules than that do not fail between two times that one is unloaded. */
#define CALLBACK_THROWN 16

struct callback_list {
	struct lock lock;
	struct list_head entries;
	struct callback_run *runs; /* the newest first */
	u64 last_id, last_serial;
	u32 ended; /* changes with each end of a call */
	const struct callback_entry *thrown[CALLBACK_THROWN];
	unsigned int next_thrown; /* where the next goes, over the oldest */
};

void callback_list_init(struct callback_list *list);

/** callback_add - register @entry. Return: false where it was, which changes nothing. */
bool callback_add(struct callback_list *list, struct callback_entry *entry);

/**
 * callback_del - take @entry out; nobody calls it when this returns.
 * Context: may sleep.  Two callbacks that each take the other out, at the same time in two
 * threads, wait for each other for ever.
 * Return: false where it was not in; true, once, where callback_throw_out() was first.
 */
bool callback_del(struct callback_list *list, struct callback_entry *entry);

/**
 * callback_throw_out - take out what @run calls, which is never to be called again.
 *
 * Waits for nobody, so that a call which hangs elsewhere does not hang this thread, too.
 * Context: between callback_next() and callback_end() of @run.
 */
void callback_throw_out(struct callback_list *list, struct callback_run *run);

/** callback_next - begin a call of the first entry behind @at, from 0 on. Return: is there one? */
bool callback_next(struct callback_list *list, struct callback_run *run, u64 *at);

/** callback_end - the call has ended. Return: is the entry still there to be looked at? */
bool callback_end(struct callback_list *list, struct callback_run *run);

/** callback_wanted - shall a call that runs go on?  Not when someone takes the entry out. */
static inline bool callback_wanted(const struct callback_run *run)
{
	return run->entry && READ_ONCE(run->entry->id);
}

/** callback_settle - wait until the calls that other threads are in the middle of have ended. */
void callback_settle(struct callback_list *list);

/** callback_busy - does a call by another thread run now? */
bool callback_busy(struct callback_list *list);

/** callback_note - add @n to the note of the innermost call that this thread runs, if any. */
void callback_note(struct callback_list *list, unsigned long n);

/** callback_find - the first entry for which @match is true, or NULL; it may go any time. */
struct callback_entry *callback_find(struct callback_list *list,
				     bool (*match)(struct callback_entry *entry, void *arg),
				     void *arg);

/** callback_check - prove the list's order. Return: how much is wrong. */
int callback_check(struct callback_list *list);

#endif
