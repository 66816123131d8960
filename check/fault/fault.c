// SPDX-License-Identifier: MIT
/*
 * Requests of modules that are made to fail.
 *
 * Each public entrance of an allocator asks, before it tries, whether the request is to fail
 * (mm_trace_should_fail()); whoever is told no such thing pays nothing for it.  The account of
 * allocations is the listener and passes the question on to here.
 *
 * Who may fail.  A request is a module's when a call of a module is on its way: so what a module
 * makes kthread_create() or dev_set_name() ask for fails like its own kmalloc(), and what the
 * core's own threads and the loader ask for never does.  A request with __GFP_NOFAIL never fails,
 * nor does one that its caller in the core repeats until it succeeds (mm_trace_insist()): there is
 * no failure there that a module could see.
 *
 * Numbers.  Requests that may fail are counted as they come.  A module that does the same in every
 * run makes the same requests with the same numbers: so one run says how many there are, and a plan
 * nth=K replays what the K-th was.
 *
 * Where much is done that is alike, a number for each request would be too many to try: of a step
 * (fault_step()) only the first request that comes by each way counts.  A way is known by a hash of
 * its calls, its kind and its task; where there are more ways than room, the rest is not counted.
 *
 * A copy from or to user memory is a request, too, which fails as if nothing were there.  It gives
 * nothing out, so no crash is explained by it: only refusals of memory are kept for that.
 *
 *	refused <= failures <= requests
 *	failures of a plan <= requests it is about <= requests
 *
 * Locking: one lock, innermost.  Names of addresses are found without it.
 */
#include <linux/gfp.h>
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "base/base.h"
#include "check/fault/fault.h"
#include "check/fault/plan.h"
#include "check/place.h"
#include "kernel/kernel.h"
#include "port/port.h"
#include "port/stack.h"
#include "port/turns.h"

/* Derived: as many as the account keeps of a way (check/leak.h). */
#define FRAMES 20
/* So many failures can be described; in a run there are one, or many of which the last matter. */
#define KEPT 8
/* So many places are told of in the log. */
#define TOLD 64
/* Derived: ten steps of a large driver's hundred ways to a request, in a table half full. */
#define WAYS_BITS 11
#define WAYS	  (1u << WAYS_BITS)

/**
 * struct failure - a request that failed.
 * @frame, @caller: as place_in_module() has them; @frame 0: they have a name by now.
 * @thread: whose it was.
 */
struct failure {
	unsigned long frame, caller;
	enum mm_event_kind kind;
	u64 size;
	const struct port_thread *thread;
};

/** struct kept_failure - one that can be described, by @text when its module has gone. */
struct kept_failure {
	struct failure failure;
	char text[320];
};

static struct fault_plan given[FAULT_PLANS];
static unsigned int nr_plans;
static bool tells;

static struct {
	struct lock lock;
	bool active;
	struct fault_plan plans[FAULT_PLANS];
	unsigned long requests, failures, refused;
	struct kept_failure first, last[KEPT]; /* the n-th refusal from 0 on is last[n % KEPT] */
	unsigned long told[TOLD];
	unsigned int nr_told;
	unsigned int step;
	u64 ways[WAYS]; /* hashes, each where it says or behind; 0: none */
	unsigned int nr_ways;
} fault;

/* ---- ways ------------------------------------------------------------------------------------ */

static u64 mix(u64 hash, u64 value)
{
	hash = (hash ^ value) * GOLDEN_RATIO_64;
	return hash ^ hash >> 32;
}

/* Never 0. */
static u64 way_of(const struct fault_request *request, const unsigned long *frames, unsigned int nr)
{
	u64 hash = mix(fault.step, request->kind);

	for (unsigned int i = 0; i < nr; i++)
		hash = mix(hash, frames[i]);
	for (const char *c = request->task; *c; c++)
		hash = mix(hash, (u8)*c);
	return hash | 1;
}

/* Under the lock: has one come this way?  Now one has. */
static bool way_is_known(u64 way)
{
	unsigned int slot = way >> (64 - WAYS_BITS);

	for (; fault.ways[slot]; slot = (slot + 1) % WAYS)
		if (fault.ways[slot] == way)
			return true;
	if (fault.nr_ways == WAYS / 2)
		return true;
	fault.ways[slot] = way;
	fault.nr_ways++;
	return false;
}

void fault_step(unsigned int step)
{
	lock_acquire(&fault.lock);
	fault.step = step;
	lock_release(&fault.lock);
}

/* ---- asking ---------------------------------------------------------------------------------- */

/* Under the lock: every plan counts, whether or not another has decided. */
static bool ask_plans(const struct fault_request *request, bool again)
{
	bool fails = false;

	for (unsigned int i = 0; i < nr_plans; i++) {
		if (!fault_plan_is_about(&fault.plans[i], request, i))
			continue;
		fails |= again ? fault_plan_asks_again(&fault.plans[i], request->size) :
				 fault_plan_asks(&fault.plans[i], request->size);
	}
	return fails;
}

static void keep(const struct failure *failure)
{
	if (!fault.failures++)
		fault.first.failure = *failure;
	if (failure->kind != MM_EVENT_USER_COPY)
		fault.last[fault.refused++ % KEPT].failure = *failure;
}

/* Has this place not been told of yet? */
static bool is_news(unsigned long frame)
{
	for (unsigned int i = 0; i < fault.nr_told; i++)
		if (fault.told[i] == frame)
			return false;
	if (fault.nr_told == TOLD)
		return false;
	fault.told[fault.nr_told++] = frame;
	return true;
}

static int describe(const struct failure *failure, char *buf, size_t size)
{
	bool has_size;
	const char *kind = fault_kind_name(failure->kind, &has_size);
	int n = place_print_ways(buf, size, failure->frame, failure->caller);

	if (!has_size)
		return n + scnprintf(buf + n, size - n, " (%s)", kind);
	return n + scnprintf(buf + n, size - n, " (%s, %llu bytes)", kind, failure->size);
}

static int describe_kept(const struct kept_failure *kept, char *buf, size_t size)
{
	if (!kept->failure.frame)
		return scnprintf(buf, size, "%s", kept->text);
	return describe(&kept->failure, buf, size);
}

static void tell(void *failure)
{
	char text[sizeof_field(struct kept_failure, text)];

	describe(failure, text, sizeof(text));
	pr_warn("FAULT_INJECTION: forcing a failure at %s\n", text);
}

/* Keep of @frames those in modules. Return: how many. */
static unsigned int only_modules(unsigned long *frames, unsigned int nr)
{
	unsigned int kept = 0;

	for (unsigned int i = 0; i < nr; i++)
		if (__module_address(frames[i]))
			frames[kept++] = frames[i];
	return kept;
}

static noinline bool is_to_fail(struct failure *failure, gfp_t gfp, unsigned long *frames,
				unsigned int nr)
{
	const struct module *mod = __module_address(failure->frame);
	struct fault_request request = {
		.kind = failure->kind,
		.size = failure->size,
		.may_sleep = gfpflags_allow_blocking(gfp),
		.module = mod ? mod->name : "",
		.task = current->comm,
	};
	bool fails, news, again;

	nr = only_modules(frames, nr);
	request.sites = fault_sites(given, nr_plans, frames, nr);
	lock_acquire(&fault.lock);
	fault.requests++;
	again = fault.step && way_is_known(way_of(&request, frames, nr));
	fails = ask_plans(&request, again);
	news = fails && is_news(failure->frame);
	if (fails)
		keep(failure);
	lock_release(&fault.lock);
	if (news && tells)
		port_stack_own(tell, failure);
	return fails;
}

bool fault_should_fail(enum mm_event_kind kind, size_t size, gfp_t gfp)
{
	struct failure failure = { .kind = kind, .size = size, .thread = port_self() };
	unsigned long frames[FRAMES];
	unsigned int nr;

	port_turn_here();
	if (!READ_ONCE(fault.active) || gfp & __GFP_NOFAIL || port_self()->insists)
		return false;
	/* Neither this function nor the one that asked. */
	nr = port_stack_trace(frames, FRAMES, 2);
	failure.frame = place_in_module(frames, nr, &failure.caller);
	return failure.frame && is_to_fail(&failure, gfp, frames, nr);
}

/* ---- what came of it ------------------------------------------------------------------------- */

struct fault_sum fault_total(void)
{
	return (struct fault_sum){ fault.requests, fault.failures };
}

unsigned long fault_matched(unsigned int plan)
{
	unsigned long seen;

	if (plan >= nr_plans)
		return 0;
	lock_acquire(&fault.lock);
	seen = fault.plans[plan].seen;
	lock_release(&fault.lock);
	return seen;
}

int fault_describe(char *buf, unsigned long size)
{
	return fault.failures ? describe_kept(&fault.first, buf, size) : 0;
}

int fault_last(char *buf, size_t size, unsigned long *nr)
{
	const unsigned long end = fault.refused;
	unsigned long n = end;

	*nr = end;
	if (!end)
		return 0;
	while (n && end - n < KEPT && fault.last[(n - 1) % KEPT].failure.thread != port_self())
		n--;
	if (!n || end - n == KEPT)
		n = end;
	return describe_kept(&fault.last[(n - 1) % KEPT], buf, size);
}

static void name(struct kept_failure *kept)
{
	if (!kept->failure.frame)
		return;
	describe(&kept->failure, kept->text, sizeof(kept->text));
	kept->failure.frame = 0;
}

void fault_name(void)
{
	if (!fault.failures)
		return;
	name(&fault.first);
	for (unsigned long n = 0; n < min(fault.refused, (unsigned long)KEPT); n++)
		name(&fault.last[n]);
}

/* ---- life ------------------------------------------------------------------------------------ */

const char *fault_add(const char *text)
{
	static char flaw[320];

	if (nr_plans == FAULT_PLANS) {
		scnprintf(flaw, sizeof(flaw), "there are at most %u plans", FAULT_PLANS);
		return flaw;
	}
	if (fault_plan_parse(text, &given[nr_plans], flaw, sizeof(flaw)))
		return flaw;
	nr_plans++;
	return NULL;
}

void fault_clear(void)
{
	nr_plans = 0;
	tells = false;
}

void fault_tell(void)
{
	tells = true;
}

bool fault_is_told(void)
{
	return tells && nr_plans;
}

bool fault_is_wanted(void)
{
	return nr_plans;
}

void fault_start(void)
{
	memset(&fault, 0, sizeof(fault));
	lock_init(&fault.lock);
	memcpy(fault.plans, given, sizeof(given));
	fault_sites_forget();
	fault.active = fault_is_wanted();
	if (fault.active)
		fault_blame_start();
}

void fault_pause(bool pause)
{
	WRITE_ONCE(fault.active, !pause && fault_is_wanted());
}

void fault_stop(void)
{
	WRITE_ONCE(fault.active, false);
	fault_blame_stop();
}
