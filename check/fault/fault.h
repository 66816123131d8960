/* SPDX-License-Identifier: MIT */
/*
 * Entrance of check/fault/: requests of modules that are made to fail.
 *
 * Plain C, for the command as well as for the kernel's world.
 *
 *	fault_add("nth=3")	a plan, while no machine runs			plan.c
 *	check_start()		counts begin					fault.c
 *	  a module's request	asked of each plan, before it is tried		fault.c, site.c
 *	  a crash of a module	was it for want of what failed?			blame.c
 *	check_stop()		sums and names stay readable
 */
#ifndef CHECK_FAULT_FAULT_H
#define CHECK_FAULT_FAULT_H

/** FAULT_PLANS - so many plans there may be at once. */
#define FAULT_PLANS 16

/**
 * fault_add - add a plan; a request that any plan wants to fail does.
 * @text: as docs/check.md has it: "nth=3", "kind=vmalloc,probability=10,seed=7", ...
 *
 * Return: NULL, or what is wrong with it, good until the next call.
 * Context: no machine runs.
 */
const char *fault_add(const char *text);

/** fault_clear - forget all plans; no machine runs. */
void fault_clear(void);

/** fault_tell - print a line in the kernel log for each place at which something fails. */
void fault_tell(void);
/** fault_is_told - was that said, and is there a plan? */
_Bool fault_is_told(void);

/** fault_is_wanted - is there a plan? */
_Bool fault_is_wanted(void);

/**
 * struct fault_sum - what came of it.
 * @requests: of modules, for memory or copies, that could have been made to fail.
 * @failures: those that were.
 */
struct fault_sum {
	unsigned long requests, failures;
};

/** fault_pause - count no requests, and let none fail, until it is called with 0. */
void fault_pause(_Bool pause);

/**
 * fault_step - what is done next is much of the same: count little of it.
 * @step: of a kind of its own; 0: count all again.
 *
 * Until the next call, plans with nth or from count a request only where it is new: no other of the
 * kind came by the same calls of modules, from a task of the same name, in any step of this number.
 * One that is not new fails as the last that was counted did, if all fail from there on.
 */
void fault_step(unsigned int step);

/** fault_total - sums since the last check_start(). */
struct fault_sum fault_total(void);

/** fault_matched - how many requests the @plan-th plan was about, from 0 on, since then. */
unsigned long fault_matched(unsigned int plan);

/**
 * fault_describe - what failed first, as "foo.c:12 in foo_init (kmalloc, 64 bytes)".
 * Return: bytes put into @buf; 0 where nothing has failed.
 */
int fault_describe(char *buf, unsigned long size);

/**
 * fault_name - find out where the requests were that failed.
 * Context: their modules are there still; not in the middle of an allocation.
 */
void fault_name(void);

#endif
