/* SPDX-License-Identifier: MIT */
/* Inside check/fault/: plans, and the requests they are asked about. */
#ifndef CHECK_FAULT_PLAN_H
#define CHECK_FAULT_PLAN_H

#include <linux/types.h>

#include "mm/boot/trace.h"

/* A plan's probability is in thousandths of a percent. */
#define FAULT_CERTAIN 100000u

/** enum fault_sleep - whether requests may sleep that a plan is about. */
enum fault_sleep { FAULT_SLEEP_ANY, FAULT_SLEEP_NO, FAULT_SLEEP_YES };

/**
 * struct fault_plan - which requests fail, and when.
 * @kinds: a bit for each enum mm_event_kind.
 * @min, @max: bytes, both included.
 * @site, @module, @task: patterns of glob_match(), or "" for any.
 * @sleep: only those that may, or may not.
 *
 * Of the requests that all this describes, counted from 1:
 *
 * @first: before this one none fails; 0: all the same.
 * @lasts: those after @first fail, too; not with @first 0.
 * @interval: each such fails, others do not.
 * @probability: how often, of those, in thousandths of a percent.
 * @seed: of the numbers drawn for that.
 * @times: at most so many fail; -1: any number.
 * @space: so many bytes are served first.
 *
 * @seen, @failed: so many came by, so many of them failed.  @failed <= @seen.
 */
struct fault_plan {
	u32 kinds;
	u64 min, max;
	char site[128], module[64], task[32];
	enum fault_sleep sleep;

	u64 first;
	bool lasts;
	u32 interval, probability;
	u64 seed;
	s64 times;
	u64 space;

	u64 seen, failed;
};

/**
 * struct fault_request - what a module asks for, or how many bytes it copies.
 * @sites: a bit for each plan whose @site it comes from.
 * @module: whose request it is; @task: who makes it.
 */
struct fault_request {
	enum mm_event_kind kind;
	u64 size;
	bool may_sleep;
	u32 sites;
	const char *module, *task;
};

/**
 * fault_plan_parse - read "TERM,TERM...".
 * @flaw: room for one line that says what is wrong.
 * Return: 0 or -EINVAL.
 */
int fault_plan_parse(const char *text, struct fault_plan *plan, char *flaw, size_t size);

/** fault_plan_is_about - does what it says of requests describe @request? @bit: of its site. */
bool fault_plan_is_about(const struct fault_plan *plan, const struct fault_request *request,
			 unsigned int bit);

/**
 * fault_plan_asks - another request of @size bytes came by that the plan is about.
 * Return: true when it is to fail.
 */
bool fault_plan_asks(struct fault_plan *plan, u64 size);

/**
 * fault_plan_asks_again - one came by that is not to be counted: see fault_step().
 * Return: true when it is to fail, which is by a plan that does not count, or lets all fail by now.
 */
bool fault_plan_asks_again(struct fault_plan *plan, u64 size);

/** fault_kind_name - what a kind of request is called; @has_size: bytes say something of it. */
const char *fault_kind_name(enum mm_event_kind kind, bool *has_size);

/* ---- site.c ---------------------------------------------------------------------------------- */

/**
 * fault_sites - which of @plans have a site that one of @frames is at, a bit for each.
 * @frames: return addresses in modules.
 */
u32 fault_sites(const struct fault_plan *plans, unsigned int nr_plans, const unsigned long *frames,
		unsigned int nr);
/** fault_sites_forget - addresses have another meaning from now on. */
void fault_sites_forget(void);

/* ---- blame.c --------------------------------------------------------------------------------- */

/** fault_blame_start - explain crashes from now on; fault_blame_stop - no more. */
void fault_blame_start(void);
void fault_blame_stop(void);

/* ---- fault.c --------------------------------------------------------------------------------- */

/** fault_should_fail - the listener's: is this request of a module to fail? */
bool fault_should_fail(enum mm_event_kind kind, size_t size, gfp_t gfp);

/** fault_start, fault_stop - around a machine; the events of modules come between them. */
void fault_start(void);
void fault_stop(void);

/**
 * fault_last - where the calling thread's last request for memory failed, or anybody's last one.
 * @nr: how many of these have failed by now.
 * Return: bytes put into @buf; 0 where nothing has failed.
 */
int fault_last(char *buf, size_t size, unsigned long *nr);

#endif
