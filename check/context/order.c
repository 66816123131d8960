// SPDX-License-Identifier: MIT
/*
 * The order of locks.
 *
 * Taking a lock of class B while one of class A is held is an edge from A to B.  As long as no edge
 * closes a circle there is an order in which all locks can be taken, and no two threads can wait
 * for each other; an edge that would close one is a deadlock that needs only the right moment, and
 * is told the first time the code runs, whether or not anybody was in its way.
 *
 * Interrupts order locks as well.  Who holds a lock with interrupts on may be interrupted by a
 * handler that wants it.  So no lock that handlers take may be taken with interrupts on, and no
 * lock before which such a one is held, along any chain of edges, may be either:
 *
 *	no path  safe ──> ... ──> unsafe,  safe taken IN an interrupt, unsafe with it ON
 *
 * The idea is that of the kernel's lockdep.  Edges come from the lock held last, and from those
 * before it only as long as it was merely tried for: the others follow by the chain.  A lock that
 * is merely tried for waits for nobody, so it makes no edge to itself.
 */
#include <linux/hardirq.h>
#include <linux/kernel.h>

#include "check/context/context.h"

#include "kernel/lock_watch.h"

#define SHARED_BIT    1u
#define STATES	      2 /* hard interrupts and soft ones, in this order in enum lock_usage */
#define IN_BIT(state) (IN_HARDIRQ + 2 * (state))
#define ON_BIT(state) (ON_HARDIRQ + 2 * (state))
#define BOTH(bit)     (3u << (bit)) /* alone and shared */
#define ALONE(bit)    (1u << (bit))

/* ---- searching ------------------------------------------------------------------------------- */

static u32 search;
static struct lock_class *queue[LOCK_CLASSES];

static void reach(struct lock_class *c, struct lock_edge *by, unsigned int *nr)
{
	if (c->stamp == search)
		return;
	c->stamp = search;
	c->by = by;
	queue[(*nr)++] = c;
}

/*
 * The nearest class to @from, itself included, along edges or against them, that is @target, or is
 * used in one of the ways of @usages.  NULL: there is none.
 */
static struct lock_class *nearest(struct lock_class *from, bool back,
				  const struct lock_class *target, u32 usages)
{
	unsigned int nr = 0;

	/* 0 and 1 are stamps of classes that no search has seen. */
	search = max(search + 1, 2u);
	reach(from, NULL, &nr);
	for (unsigned int at = 0; at < nr; at++) {
		struct lock_class *c = queue[at];
		struct lock_edge *e;

		if (c == target || c->usage & usages)
			return c;
		for (e = back ? c->before : c->after; e; e = back ? e->next_before : e->next_after)
			if (!e->wrong)
				reach(back ? e->from : e->to, e, &nr);
	}
	return NULL;
}

/* The edges by which the last search, along edges, came to @end, in their order. */
static void keep_path(struct finding *found, const struct lock_class *end)
{
	const struct lock_class *c;
	unsigned int nr = 0, at;

	for (c = end; c->by; c = c->by->from)
		nr++;
	found->nr_path = min(nr, (unsigned int)LOCK_PATH);
	for (c = end, at = nr; c->by; c = c->by->from)
		if (--at < LOCK_PATH)
			found->path[at] = c->by;
}

/* ---- use in interrupts ----------------------------------------------------------------------- */

/* How @next is about to be used, as bits. */
static u32 usages_of(const struct held *next)
{
	unsigned int shared = next->how & LOCK_SHARED ? SHARED_BIT : 0;
	u32 usages = 0;

	/* What is merely tried for does not wait for whom it has interrupted. */
	if (!(next->how & LOCK_TRY)) {
		if (in_hardirq())
			usages |= 1u << (IN_HARDIRQ + shared);
		if (in_serving_softirq())
			usages |= 1u << (IN_SOFTIRQ + shared);
	}
	if (!irqs_disabled() && !in_hardirq()) {
		usages |= 1u << (ON_HARDIRQ + shared);
		if (!in_softirq())
			usages |= 1u << (ON_SOFTIRQ + shared);
	}
	return usages;
}

/* The ways that go ill with @usage: shared holders do not exclude each other. */
static u32 against(enum lock_usage usage)
{
	unsigned int state = (usage % ON_HARDIRQ) / 2;
	unsigned int other = usage < ON_HARDIRQ ? ON_BIT(state) : IN_BIT(state);

	return usage & SHARED_BIT ? ALONE(other) : BOTH(other);
}

static enum lock_usage first_of(u32 usages)
{
	return (enum lock_usage)__builtin_ctz(usages);
}

/* @next's class has not been used as @usage before. */
static bool check_usage(const struct held *next, enum lock_usage usage, struct finding *found)
{
	struct lock_class *c = next->class, *other;
	const u32 ill = against(usage);
	const bool in = usage < ON_HARDIRQ;

	found->usage = usage;
	if (c->usage & ill) {
		found->kind = FOUND_INCONSISTENT;
		found->other_usage = first_of(c->usage & ill);
		return false;
	}
	other = nearest(c, !in, NULL, ill);
	if (!other)
		return true;
	found->kind = FOUND_INVERSION;
	found->other_usage = first_of(other->usage & ill);
	found->safe = in ? c : other;
	found->unsafe = in ? other : c;
	return false;
}

static bool mark_usages(const struct held *next, struct finding *found)
{
	u32 new = usages_of(next) & ~next->class->usage;
	bool good = true;

	for (unsigned int usage = 0; usage < LOCK_USAGES; usage++) {
		if (!(new & 1u << usage))
			continue;
		if (good)
			good = check_usage(next, usage, found);
		next->class->usage |= 1u << usage;
		next->class->usage_sites[usage] = next->site;
	}
	return good;
}

/* ---- edges ----------------------------------------------------------------------------------- */

/* Would @prev before @next lead from a lock that handlers take to one they can interrupt? */
static bool check_interrupts(const struct held *prev, const struct held *next,
			     struct finding *found)
{
	for (unsigned int state = 0; state < STATES; state++) {
		const struct lock_class *safe, *unsafe;

		safe = nearest(prev->class, true, NULL, BOTH(IN_BIT(state)));
		if (!safe)
			continue;
		found->usage = first_of(safe->usage & BOTH(IN_BIT(state)));
		unsafe = nearest(next->class, false, NULL, against(found->usage));
		if (!unsafe)
			continue;
		found->kind = FOUND_UNSAFE_ORDER;
		found->other_usage = first_of(unsafe->usage & against(found->usage));
		found->safe = safe;
		found->unsafe = unsafe;
		return false;
	}
	return true;
}

static bool check_edge(const struct held *prev, const struct held *next, struct finding *found)
{
	struct lock_edge *edge;
	bool good;

	if (class_edge(prev->class, next->class))
		return true;
	if (nearest(next->class, false, prev->class, 0)) {
		found->kind = FOUND_CIRCLE;
		keep_path(found, prev->class);
		good = false;
	} else {
		good = check_interrupts(prev, next, found);
	}
	edge = class_add_edge(prev->class, next->class, next->site);
	if (edge)
		edge->wrong = !good;
	return good;
}

/*
 * Is it a mistake to take @next while @prev, of the same class, is held?  Taking the same lock
 * again is one that the lock itself tells, unless it is a reader's: then a semaphore lets a writer
 * that came between go first, and both wait.  Spinlocks are documented to let readers in again.
 */
static bool is_recursion(const struct held *prev, const struct held *next)
{
	bool same = prev->lock == next->lock;

	if (prev->class != next->class)
		return false;
	if (prev->how & next->how & LOCK_SHARED)
		return same && next->how & LOCK_SLEEPS;
	return !same;
}

static bool check_recursion(const struct holder *holder, const struct held *next,
			    struct finding *found)
{
	for (unsigned int i = 0; i < holder->nr; i++) {
		const struct held *prev = &holder->held[i];
		struct lock_edge *edge;

		if (next->nest && prev->lock == next->nest)
			return true;
		/* An edge from a class to itself is one that was told. */
		if (!is_recursion(prev, next) || class_edge(prev->class, next->class))
			continue;
		edge = class_add_edge(prev->class, next->class, next->site);
		if (edge)
			edge->wrong = true;
		found->kind = FOUND_RECURSION;
		found->prev = *prev;
		return false;
	}
	return true;
}

bool order_check(const struct holder *holder, const struct held *next, struct finding *found)
{
	found->kind = FOUND_NOTHING;
	found->next = *next;
	if (!next->class)
		return true;
	if (!mark_usages(next, found))
		return false;
	if (next->how & LOCK_TRY)
		return true;
	if (!check_recursion(holder, next, found))
		return false;
	for (unsigned int i = holder->nr; i-- > 0;) {
		const struct held *prev = &holder->held[i];

		if (prev->class && prev->class != next->class) {
			found->prev = *prev;
			if (!check_edge(prev, next, found))
				return false;
		}
		if (!(prev->how & LOCK_TRY))
			break;
	}
	return true;
}
