// SPDX-License-Identifier: MIT
/*
 * Waiting in turns, and time.
 *
 * Time is the machine's own.  It goes on by what is done, and where nobody is ready it jumps to the
 * first moment that somebody waits for: so sleeping costs nothing, and a timer comes when it is
 * due, by the machine's own measure, however busy the host is.
 *
 * Whoever is stuck is found out by that, too.  Where nobody is ready and nobody has a limit of
 * time, nothing will ever happen.  Where somebody sleeps and wakes again and again, time passes
 * quickly, and who has waited for STUCK without a limit is looked at by the watcher, who knows
 * whether that is a thread without work or one in a deadlock.  It may tell of itself, because
 * nobody else can print its calls: it is given the turn for that, inside its wait, and gives it
 * back.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>

#include "port/host/turns.h"

/* The kernel's: so long may a task wait for what cannot be interrupted. */
#define STUCK (120 * 1000000000ull * TURN_UNITS_PER_NS)
/* Between two looks at who is stuck. */
#define LOOK (10 * 1000000000ull * TURN_UNITS_PER_NS)
/* So far away that it is as good as no limit. */
#define FAR (~0ull / TURN_UNITS_PER_NS / 2)

/* ---- time ------------------------------------------------------------------------------------ */

u64 host_turn_time_ns(void)
{
	/* A loop that waits for a time comes to an end, too. */
	turn.left -= TURN_UNITS_PER_NS;
	return (turn.time + (u64)(turn.quantum - turn.left)) / TURN_UNITS_PER_NS;
}

u64 turn_next_deadline(void)
{
	u64 next = 0;

	for (const struct turn_thread *t = turn.threads; t; t = t->next)
		if (!t->ready && t->deadline && (!next || t->deadline < next))
			next = t->deadline;
	return next;
}

void turn_wake_due(void)
{
	for (struct turn_thread *t = turn.threads; t; t = t->next)
		if (!t->ready && t->deadline && t->deadline <= turn.time)
			turn_make_ready(t, true);
}

static bool is_stuck(const struct turn_thread *t, bool all)
{
	return !t->ready && !t->deadline && t->self && turn.time - t->since >= STUCK &&
	       port_turns_watcher->is_stuck(t->self, all);
}

static void look_for_stuck(void)
{
	if (turn.time < turn.look || !port_turns_watcher || turn.ending)
		return;
	turn.look = turn.time + LOOK;
	for (const struct turn_thread *t = turn.threads; t; t = t->next)
		if (is_stuck(t, false))
			turn_end(PORT_TURNS_STUCK);
}

void turn_jump(void)
{
	u64 next = turn_next_deadline();

	turn_count();
	if (!next) {
		turn.time += STUCK;
		turn_end(PORT_TURNS_STUCK);
	}
	if (next > turn.time)
		turn.time = next;
	look_for_stuck();
	turn_settle();
}

/* ---- waiting --------------------------------------------------------------------------------- */

int host_turn_wait(u32 *word, u32 value, u64 timeout_ns)
{
	struct turn_thread *me = turn.running;

	turn.left -= PORT_TURN_CORE;
	if (__atomic_load_n(word, __ATOMIC_SEQ_CST) != value) {
		port_turns->point(0);
		return 0;
	}
	turn_settle();
	me->ready = false;
	me->relaxed = 0;
	me->word = word;
	me->since = turn.time;
	me->deadline = 0;
	if (timeout_ns && timeout_ns < FAR)
		me->deadline = turn.time + timeout_ns * TURN_UNITS_PER_NS;
	me->number = ++turn.waits;
	turn_give();
	return me->timed_out ? -ETIMEDOUT : 0;
}

static struct turn_thread *longest_waiter(const u32 *word)
{
	struct turn_thread *found = NULL;

	for (struct turn_thread *t = turn.threads; t; t = t->next)
		if (!t->ready && t->word == word && (!found || t->number < found->number))
			found = t;
	return found;
}

void host_turn_wake(u32 *word, unsigned int nr)
{
	struct turn_thread *waiter;
	bool any = false;

	for (; nr && (waiter = longest_waiter(word)); nr--) {
		turn_make_ready(waiter, false);
		any = true;
	}
	turn.running->relaxed = 0;
	port_turns->point(PORT_TURN_CORE);
	if (!any || turn.in_watcher)
		return;
	turn_settle();
	turn_give();
}

void host_turn_yield(void)
{
	port_turns->relax();
}

/* ---- the end --------------------------------------------------------------------------------- */

void turn_tell(struct turn_thread *me)
{
	me->tells = false;
	port_turns_watcher->tell(turn.why);
}

static bool is_to_tell(const struct turn_thread *t, enum port_turns_end why)
{
	if (why == PORT_TURNS_ENDLESS)
		return t->ready && t->self;
	/* Where somebody could still go on, it is only about those who cannot. */
	return is_stuck(t, !turn_best() && !turn_next_deadline());
}

/* Without a watcher there is nobody who could end it well. */
static void end_without_watcher(void)
{
	static const char text[] = "turns: no thread of this machine can go on\n";

	port_console(text, sizeof(text) - 1);
	port_panic();
}

void turn_end(enum port_turns_end why)
{
	struct turn_thread *me = turn.running;

	if (!port_turns_watcher)
		end_without_watcher();
	if (turn.ending)
		port_turns_watcher->end(turn.why);
	turn.ending = true;
	turn.why = why;
	turn.teller = me;
	turn.to_change = INT64_MAX;
	for (struct turn_thread *t = turn.threads; t; t = t->next) {
		if (!is_to_tell(t, why))
			continue;
		t->tells = true;
		if (t == me)
			turn_tell(me);
		else
			turn_lend(t);
	}
	port_turns_watcher->end(why);
}
