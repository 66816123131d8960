// SPDX-License-Identifier: MIT
/*
 * Turns: who goes on, and when another does.
 *
 * What
 *
 *   The threads of a machine that was booted with a seed hand one turn among themselves: each
 *   sleeps on a word of its own (go) until it is given the turn.  So one runs at a time, all of
 *   this state is its alone, and what happens follows from the seed: no lock, no clock of the
 *   host's, no address and no thread number of the host's has a part in it.  A thread that ends
 *   gives the turn away last of all, and whoever has it next waits until the host's thread is gone,
 *   so that even the host's addresses come and go in one order.
 *
 * Whose turn it is
 *
 *   Which order of events shows a mistake nobody knows, but experience does: nearly always a few
 *   changes of turn, each at the right place, are enough.  So turns follow PCT (Burckhardt,
 *   Kothari, Musuvathi, Nagarakatte: A Randomized Scheduler with Probabilistic Guarantees of
 *   Finding Bugs, ASPLOS 2010): threads have priorities drawn at random, the highest of those that
 *   are ready runs, and at d - 1 points among the k points of a run, drawn at random, whoever runs
 *   goes behind all others.  Of n threads, a mistake that takes d orderings is found with a
 *   probability of 1 / (n * k^(d-1)) at least, which a walk that tosses a coin at each point does
 *   not come near.
 *
 *   PCT must know k before, and replaying one number should be enough.  So here the changes are not
 *   d - 1 of them drawn over the whole run: the distance from each to the next is drawn, evenly
 *   from 1 to twice a mean, and the mean itself is drawn first, as a power of two:
 *
 *	mean = 2^e units of work, MIN_SCALE <= e <= MAX_SCALE
 *
 *   A mistake of depth d in a run of k units has one scale at which about d - 1 changes fall into
 *   the run.  A part of all seeds has that, and for those the bound holds but for a constant.
 *   Other seeds try other depths of the same module.
 *
 *   Changes are spent where they matter.  A call that starts a thread passes hundreds of points in
 *   the core, the module that calls it has none between; were they all alike, hardly a seed would
 *   have its changes in the module.  So a point weighs by who it belongs to.
 *
 *   A machine goes on where PCT's programs end, so a thread draws a new priority whenever it is
 *   woken: what it does from there on is one more thread of PCT's, and a module that answers a
 *   thousand interrupts has a thousand orders tried, not one.
 *
 *   Who waits in a loop (cpu_relax(), schedule() without sleeping, yield()) goes behind all others:
 *   it cannot keep the turn from whom it waits for.  The changes see to all other loops.
 *
 * When
 *
 *   Points (port/turns.h) are counted by what they weigh.  Most cost a subtraction: turns are
 *   thought about when a quantum of units is used up, which is until the next change, the next time
 *   that somebody waits for, or MAX_QUANTUM; and whenever somebody wakes, waits or relaxes.
 *
 * Time
 *
 *   TURN_UNITS_PER_NS units take a nanosecond, and time jumps where nobody is ready: turns_wait.c.
 */
#define _GNU_SOURCE
#include <limits.h>
#include <linux/futex.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "port/host/turns.h"

/* Of the mean distance of changes: from a module's single call to five hundred of them. */
#define MIN_SCALE 9
#define MAX_SCALE 18

/* Derived: who waits for a time is hardly ever late by more than this, which is 4 us. */
#define MAX_QUANTUM 32768

/* Derived: each costs some 5 us, so what takes longer takes many seconds, and is no test. */
#define MAX_TURNS 1000000

/* Who lets others go on so often, and does nothing else, waits for something in a loop. */
#define LOOP 16

/* Priorities that are drawn are above this, and those of who goes behind all others below. */
#define DRAWN (1ull << 32)

struct turn_state turn;
static struct turn_thread first;
static __thread struct turn_thread *mine;

/* SplitMix64, as base/random.c, but of its own: what a module draws must not change its turns. */
u64 turn_random(void)
{
	u64 x = turn.random += 0x9e3779b97f4a7c15ull;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
	return x ^ (x >> 31);
}

bool host_turns_on(void)
{
	return mine != NULL;
}

/* ---- handing the turn over ------------------------------------------------------------------- */

static void give_to(struct turn_thread *thread)
{
	turn.running = thread;
	__atomic_store_n(&thread->go, 1, __ATOMIC_RELEASE);
	syscall(SYS_futex, &thread->go, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

/* The host's thread is gone, and what it had of the host's memory is given back. */
static void bury(void)
{
	struct turn_thread *ended = turn.ended;

	if (!ended)
		return;
	turn.ended = NULL;
	pthread_join(ended->id, NULL);
	free(ended);
}

static void await(struct turn_thread *me)
{
	for (;;) {
		while (!__atomic_load_n(&me->go, __ATOMIC_ACQUIRE))
			syscall(SYS_futex, &me->go, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
		me->go = 0;
		bury();
		if (!me->tells)
			return;
		turn_tell(me);
		give_to(turn.teller);
	}
}

void turn_lend(struct turn_thread *thread)
{
	give_to(thread);
	await(mine);
}

struct turn_thread *turn_best(void)
{
	struct turn_thread *best = NULL;

	for (struct turn_thread *t = turn.threads; t; t = t->next)
		if (t->ready && (!best || t->priority > best->priority))
			best = t;
	return best;
}

void turn_count(void)
{
	if (++turn.turns > MAX_TURNS && !turn.ending)
		turn_end(PORT_TURNS_ENDLESS);
}

/* ---- units of work --------------------------------------------------------------------------- */

void turn_settle(void)
{
	s64 used = turn.quantum - turn.left;

	turn.time += (u64)used;
	turn.to_change -= used;
	turn.quantum = turn.left = 0;
	turn_wake_due();
	if (!port_turns_watcher || turn.in_watcher)
		return;
	turn.in_watcher = true;
	port_turns_watcher->time();
	turn.in_watcher = false;
}

static void begin_quantum(void)
{
	u64 deadline = turn_next_deadline();
	s64 units = MAX_QUANTUM;

	if (turn.to_change < units)
		units = turn.to_change;
	if (deadline && deadline - turn.time < (u64)units)
		units = (s64)(deadline - turn.time);
	turn.quantum = turn.left = units < 1 ? 1 : units;
}

void turn_give(void)
{
	struct turn_thread *me = mine, *best;

	while (!(best = turn_best()))
		turn_jump();
	begin_quantum();
	if (best == me)
		return;
	turn_count();
	give_to(best);
	await(me);
}

static void go_behind(struct turn_thread *me)
{
	me->priority = --turn.lowest;
}

static void draw_change(void)
{
	turn.to_change = 1 + (s64)(turn_random() % (u64)(2 * turn.mean));
}

/* The smaller of two: mistakes that need few points are more common, and their runs shorter. */
static unsigned int draw_scale(void)
{
	unsigned int one = turn_random() % (MAX_SCALE - MIN_SCALE + 1);
	unsigned int other = turn_random() % (MAX_SCALE - MIN_SCALE + 1);

	return MIN_SCALE + (one < other ? one : other);
}

static void think(void)
{
	turn_settle();
	if (turn.to_change <= 0) {
		go_behind(mine);
		draw_change();
	}
	turn_give();
}

static void point(unsigned int weight)
{
	if (!mine || turn.in_watcher)
		return;
	turn.left -= weight;
	if (turn.left <= 0)
		think();
}

static bool all_are_relaxed(void)
{
	for (const struct turn_thread *t = turn.threads; t; t = t->next)
		if (t->ready && t->relaxed < LOOP)
			return false;
	return true;
}

/* Where all who are ready wait in loops, only time can bring what they wait for. */
static void relax(void)
{
	u64 next;

	if (!mine || turn.in_watcher)
		return;
	mine->relaxed++;
	go_behind(mine);
	turn.left -= PORT_TURN_CALL;
	turn_settle();
	turn_count();
	next = turn_next_deadline();
	if (next && all_are_relaxed())
		turn_jump();
	turn_give();
}

/* ---- threads --------------------------------------------------------------------------------- */

void turn_make_ready(struct turn_thread *thread, bool timed_out)
{
	thread->ready = true;
	thread->relaxed = 0;
	thread->timed_out = timed_out;
	thread->word = NULL;
	thread->deadline = 0;
	thread->priority = DRAWN + (turn_random() >> 1);
}

static void enlist(struct turn_thread *thread)
{
	*turn.last = thread;
	turn.last = &thread->next;
}

struct turn_thread *host_turn_new(void)
{
	return calloc(1, sizeof(struct turn_thread));
}

void host_turn_drop(struct turn_thread *thread)
{
	free(thread);
}

void host_turn_started(struct turn_thread *thread, pthread_t id)
{
	thread->id = id;
	turn_make_ready(thread, false);
	enlist(thread);
	mine->relaxed = 0;
	turn.left -= PORT_TURN_CORE;
	turn_settle();
	turn_give();
}

void host_turn_enter(struct turn_thread *thread)
{
	mine = thread;
	await(thread);
	thread->self = port_self();
}

void host_turn_leave(void)
{
	struct turn_thread *me = mine, **at = &turn.threads, *best;

	turn_settle();
	while (*at != me)
		at = &(*at)->next;
	*at = me->next;
	if (turn.last == &me->next)
		turn.last = at;
	me->ready = false;
	while (!(best = turn_best()))
		turn_jump();
	begin_quantum();
	turn_count();
	turn.ended = me;
	give_to(best);
}

/* ---- life ------------------------------------------------------------------------------------ */

void host_turns_start(const struct machine_config *config)
{
	static const struct port_turns these = { .point = point, .relax = relax };

	if (!config->seed)
		return;
	turn = (struct turn_state){ .random = config->seed,
				    .lowest = DRAWN,
				    .last = &turn.threads };
	first = (struct turn_thread){ .self = port_self() };
	turn.mean = 1ll << draw_scale();
	turn_make_ready(&first, false);
	enlist(&first);
	turn.running = mine = &first;
	draw_change();
	begin_quantum();
	port_turns = &these;
}

/* Those who wait for what does not come any more sleep on, as they would anywhere. */
void host_turns_stop(void)
{
	if (!mine)
		return;
	turn_settle();
	go_behind(mine);
	turn_give();
	bury();
	port_turns = NULL;
	mine = NULL;
}
