/* SPDX-License-Identifier: MIT */
/*
 * Turns: threads of a machine that run one at a time, in an order that a number gives.
 *
 * A machine that is booted with a seed (machine_config.seed) has no two threads that run at once.
 * One has the turn, until it waits, ends, or comes to a *point* at which the port gives the turn to
 * another; which one, and when, follows from the seed alone.  Time passes by what is done, and
 * jumps where all wait.  So a run can be repeated: that is what seeds are for.
 *
 * The code above says where points are, at all that threads can notice of each other: locks, CPUs
 * taken and given back, wake-ups, memory taken and freed, loops that wait; of modules built to be
 * checked, each access of memory.  Waiting, waking, time and threads are the port's anyway.
 *
 * A port that can do this sets @port_turns while such a machine runs.  Both variables are the
 * core's (base/turns.c), so a port that cannot has nothing to define, and machine_boot() says so.
 */
#ifndef PORT_TURNS_H
#define PORT_TURNS_H

#include <port/types.h>

struct port_thread;

/*
 * What a point weighs: how much of the way to the next change of turn it is.  What a module does is
 * more likely to matter than what the core does for it, of which there are hundreds of points in a
 * call that starts a thread; and a call, more than one access of memory.
 */
#define PORT_TURN_CALL	 512
#define PORT_TURN_ACCESS 64
#define PORT_TURN_CORE	 1

/**
 * struct port_turns - how the port takes turns.
 * @point: the caller goes on, or another thread does first; @weight: PORT_TURN_*.
 * @relax: the caller waits for something in a loop: others go first, and where there are none,
 *	time goes on to what comes next.
 */
struct port_turns {
	void (*point)(unsigned int weight);
	void (*relax)(void);
};

/** port_turns - NULL: threads run side by side. */
extern const struct port_turns *port_turns;

/* Why a run is ended in the middle. */
enum port_turns_end {
	PORT_TURNS_STUCK,   /* nobody can go on, or somebody has waited beyond all reason */
	PORT_TURNS_ENDLESS, /* it goes on and on */
};

/**
 * struct port_turns_watcher - who is told what only those who give out turns can know.
 * @time: time has gone on; called now and then, and may not wait.
 * @is_stuck: does @thread, which set no limit and has waited for two minutes, wait in vain?  Not
 *	where it waits for work; @all: nobody else can go on either.
 * @tell: called in a thread that does, or that runs on and on: it says so of itself.
 * @end: end the run; does not return.
 */
struct port_turns_watcher {
	void (*time)(void);
	bool (*is_stuck)(const struct port_thread *thread, bool all);
	void (*tell)(enum port_turns_end why);
	void (*end)(enum port_turns_end why) __attribute__((noreturn));
};

/** port_turns_watcher - NULL: whoever waits for ever does. */
extern const struct port_turns_watcher *port_turns_watcher;

/** port_turn_relax - what cpu_relax() is where threads take turns; base/turns.c. */
void port_turn_relax(void);

/** port_turn_at - a point at a call that returns to @ip, and weighs what that is; base/turns.c. */
void port_turn_at(unsigned long ip);

/** port_turn_here - a point somewhere below a call of a module, or not; base/turns.c. */
void port_turn_here(void);

/** port_turn_point - here another thread may go on first, where threads take turns. */
static inline void port_turn_point(unsigned int weight)
{
	if (__builtin_expect(port_turns != 0, 0))
		port_turns->point(weight);
}

#endif
