/* SPDX-License-Identifier: MIT */
/*
 * Between turns.c, who has the turn, and turns_wait.c, who waits and for how long.
 */
#ifndef PORT_HOST_TURNS_H
#define PORT_HOST_TURNS_H

#include <stdbool.h>

#include "port/host/host.h"
#include <port/turns.h>

/**
 * struct turn_thread - a thread that takes turns.
 *
 *	@ready  <=>  it could go on: it has the turn, or waits for nothing else
 *	!@ready	 =>  it is in port_wait() on @word
 *
 * @next: by the order of their starts.
 * @self: its record; NULL before it has had its first turn.
 * @id: of the host's thread, whose end is waited for.
 * @go: 1: the turn is given to it; a word to sleep on.
 * @priority: the highest of those that are ready has the turn.
 * @relaxed: how often it has gone round a loop since it waited, woke somebody, or was woken.
 * @word, @deadline: what it waits on, and until when; 0: without limit.  @since: from when on.
 * @number: who came to wait before whom.
 * @timed_out: nobody woke it.
 * @tells: it is given the turn to tell of itself.
 */
struct turn_thread {
	struct turn_thread *next;
	struct port_thread *self;
	pthread_t id;
	u32 go;
	bool ready, timed_out, tells;
	unsigned int relaxed;
	u64 priority;
	u32 *word;
	u64 deadline, since, number;
};

/**
 * struct turn_state - all of it; whoever has the turn uses it, so there is no lock.
 *
 *	now = @time + @quantum - @left, in units of work
 *
 * @threads: those that have not ended; @running: who has the turn.
 * @ended: who has ended last, and is not known to be gone.
 * @quantum: units of work until turns are thought about; @left of them.
 * @to_change: units until the running thread goes behind all others; @mean: on average.
 * @lowest: the priority of who goes behind all others next.
 * @turns: how often the turn was given, or time jumped.
 * @waits: how many waits there were.
 * @look: when it is looked for who is stuck.
 * @in_watcher: the watcher is being told of the time.
 * @ending: the run is; by @teller.
 */
struct turn_state {
	struct turn_thread *threads, **last, *running, *ended;
	u64 time, random, lowest, turns, waits, look;
	s64 quantum, left, to_change, mean;
	bool in_watcher, ending;
	enum port_turns_end why;
	struct turn_thread *teller;
};

extern struct turn_state turn;

/* Of work, in a nanosecond: an access of memory that is looked at takes some 8 ns. */
#define TURN_UNITS_PER_NS 8

u64 turn_random(void);
/** turn_settle - the time that has gone on is told; a new quantum follows, by turn_give(). */
void turn_settle(void);
/** turn_give - the turn goes to the thread of highest priority: the caller goes on in its turn. */
void turn_give(void);
/** turn_lend - @thread has the turn to tell of itself, and gives it back to turn.teller. */
void turn_lend(struct turn_thread *thread);
/** turn_best - that thread, or NULL. */
struct turn_thread *turn_best(void);
/** turn_make_ready - @thread can go on. */
void turn_make_ready(struct turn_thread *thread, bool timed_out);
/** turn_count - one more of as many turns as any run takes. */
void turn_count(void);

/** turn_next_deadline - of those who wait, 0: nobody has one. */
u64 turn_next_deadline(void);
/** turn_wake_due - those whose time has come are ready. */
void turn_wake_due(void);
/** turn_jump - nobody is ready: time goes on until somebody is. */
void turn_jump(void);
/** turn_tell - the calling thread tells of itself, because the run ends. */
void turn_tell(struct turn_thread *me);
/** turn_end - end the run, after those whose fault it is have told. */
void turn_end(enum port_turns_end why) __attribute__((noreturn));

#endif
