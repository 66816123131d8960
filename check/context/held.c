// SPDX-License-Identifier: MIT
/*
 * Who holds which locks.
 *
 * Followed are the locks that modules' code takes itself: what the core takes and gives back inside
 * its functions is the core's.  A thread has a record while it holds any, and each record is the
 * stack of its locks.
 *
 *	in use  <=>  nr != 0  <=>  thread->locks is it
 *
 * One lock guards the records, the classes and their edges.  It is a leaf: nothing is printed, and
 * nothing allocated from the machine, while it is held; what is to be told is copied out.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "check/check.h"
#include "check/context/context.h"
#include "check/leak.h"

#include "kernel/lock_watch.h"
#include "base/base.h"
#include "port/port.h"

/* Threads that hold locks at the same time: more than anybody starts; the rest is not followed. */
#define HOLDERS 512

static struct lock order_lock;
static struct holder *holders, *free_holders;
static unsigned int nr_holders, nr_holding;

bool locks_of_core;

/* ---- records --------------------------------------------------------------------------------- */

static struct holder *my_holder(void)
{
	return READ_ONCE(port_self()->locks);
}

static struct holder *get_holder(void)
{
	struct holder *h = my_holder();
	struct report_who who;

	if (h)
		return h;
	h = free_holders;
	if (h)
		free_holders = h->next_free;
	else if (nr_holders < HOLDERS)
		h = &holders[nr_holders++];
	else
		return NULL;
	h->nr = 0;
	h->thread = port_self();
	report_who(&who);
	h->pid = who.pid;
	strscpy(h->comm, who.comm, sizeof(h->comm));
	WRITE_ONCE(h->thread->locks, h);
	WRITE_ONCE(nr_holding, nr_holding + 1);
	return h;
}

static void put_holder(struct holder *h)
{
	if (h->nr)
		return;
	WRITE_ONCE(h->thread->locks, NULL);
	WRITE_ONCE(nr_holding, nr_holding - 1);
	h->thread = NULL;
	h->next_free = free_holders;
	free_holders = h;
}

/*
 * The oldest entry of @lock in @h, or NULL.  A lock that was taken again, by mistake or by several
 * readers, is told of where it was taken first.
 */
static struct held *find_held(struct holder *h, const void *lock)
{
	for (unsigned int i = 0; h && i < h->nr; i++)
		if (h->held[i].lock == lock)
			return &h->held[i];
	return NULL;
}

/* The entry of @h's for the same lock that goes first. */
static struct held *newest(struct holder *h, struct held *oldest)
{
	struct held *held = &h->held[h->nr];

	while ((--held)->lock != oldest->lock)
		;
	return held;
}

/* Who has @lock: the caller first, then anybody. */
static struct held *find_anywhere(const void *lock, struct holder **holder)
{
	struct held *held = find_held(my_holder(), lock);

	*holder = my_holder();
	for (unsigned int i = 0; !held && i < nr_holders; i++) {
		*holder = &holders[i];
		held = holders[i].thread ? find_held(*holder, lock) : NULL;
	}
	return held;
}

/* Who @h is; the record may be another's by the time it is printed. */
static struct report_who copy_who(const struct holder *h, char *comm)
{
	strscpy(comm, h->comm, TASK_COMM_LEN);
	return (struct report_who){ h->pid, comm };
}

static void drop(struct holder *h, struct held *held)
{
	h->nr--;
	memmove(held, held + 1, (char *)&h->held[h->nr] - (char *)held);
	put_holder(h);
}

/* ---- what the locks tell --------------------------------------------------------------------- */

static bool of_interest(unsigned long ip)
{
	return is_module_text_address(ip) || (locks_of_core && ip);
}

static void named(const void *lock, const char *name, const struct lock_class_key *key)
{
	lock_acquire(&order_lock);
	class_name_lock(lock, name, key);
	lock_release(&order_lock);
}

static void taken(const void *lock, unsigned int how, unsigned long ip)
{
	struct port_thread *me = port_self();
	struct held next = { .lock = lock, .how = how, .nest = me->lock_nest, .ip = ip };
	unsigned int subclass = me->lock_subclass;
	struct finding found = { .kind = FOUND_NOTHING };
	struct holder *h;

	me->lock_nest = NULL;
	me->lock_subclass = 0;
	if (!of_interest(ip))
		return;
	next.site = leak_site_here(LEAK_FRAMES);
	lock_acquire(&order_lock);
	next.class = class_of(lock, subclass, how);
	h = get_holder();
	if (h)
		order_check(h, &next, &found);
	lock_release(&order_lock);
	if (!h)
		return;
	/* Nobody but this thread adds to its record, and none is ever unmapped. */
	if (unlikely(found.kind))
		report_finding(&found, h);
	lock_acquire(&order_lock);
	/* It may be gone, as others give back locks that are not theirs. */
	h = get_holder();
	if (h && h->nr < LOCKS_HELD)
		h->held[h->nr++] = next;
	lock_release(&order_lock);
}

static bool released(const void *lock, unsigned long ip)
{
	struct holder *h;
	struct held *held;
	bool mine;

	lock_acquire(&order_lock);
	held = find_anywhere(lock, &h);
	mine = held && h == my_holder();
	/* A lock that is shared stays others' when somebody gives it back without having it. */
	if (held && (mine || !(held->how & LOCK_SHARED)))
		drop(h, newest(h, held));
	lock_release(&order_lock);
	/* What nobody is known to have was taken by the core, whose last call this may be. */
	return mine || !held || !of_interest(ip);
}

static void describe(const void *lock)
{
	char comm[TASK_COMM_LEN];
	struct report_who who;
	struct holder *h;
	struct held *held, it;

	lock_acquire(&order_lock);
	held = find_anywhere(lock, &h);
	if (held) {
		who = copy_who(h, comm);
		it = *held;
	}
	lock_release(&order_lock);
	if (held)
		report_taken(&who, &it);
}

/* ---- the end of a module's function ---------------------------------------------------------- */

static unsigned int held_now(void)
{
	const struct holder *h = my_holder();

	return h ? h->nr : 0;
}

static bool left(const char *what, unsigned int before)
{
	struct holder *h = my_holder();
	bool spins = false;

	if (!h || h->nr <= before)
		return false;
	if (what)
		report_left(what, h, before);
	lock_acquire(&order_lock);
	for (unsigned int i = before; i < h->nr; i++)
		spins |= !(h->held[i].how & LOCK_SLEEPS);
	h->nr = before;
	put_holder(h);
	lock_release(&order_lock);
	return spins;
}

/* ---- memory that goes ------------------------------------------------------------------------ */

/* A lock that lies in [@start, @start + @size), and who holds it. */
static struct held *find_inside(const void *start, size_t size, struct holder **holder)
{
	for (unsigned int i = 0; i < nr_holders; i++) {
		struct holder *h = &holders[i];

		for (unsigned int k = 0; h->thread && k < h->nr; k++) {
			if ((size_t)(h->held[k].lock - start) < size) {
				*holder = h;
				return &h->held[k];
			}
		}
	}
	return NULL;
}

void locks_freed(const void *start, size_t size)
{
	char comm[TASK_COMM_LEN];
	struct report_who who;
	struct holder *h;
	struct held *held, it;

	if (likely(!READ_ONCE(nr_holding)))
		return;
	lock_acquire(&order_lock);
	held = find_inside(start, size, &h);
	if (held) {
		it = *held;
		who = copy_who(h, comm);
		drop(h, held);
	}
	lock_release(&order_lock);
	if (held)
		report_freed(&who, &it, start, size);
}

static void forget(unsigned long start, unsigned long end)
{
	struct holder *h;
	struct held *held;

	lock_acquire(&order_lock);
	while ((held = find_inside((void *)start, end - start, &h)))
		drop(h, held);
	class_forget(start, end);
	lock_release(&order_lock);
}

/* ---- life ------------------------------------------------------------------------------------ */

static const struct lock_watcher follower = {
	.named = named,
	.taken = taken,
	.released = released,
	.describe = describe,
	.left = left,
	.held = held_now,
	.forget = forget,
};

int locks_start(void)
{
	lock_init(&order_lock);
	free_holders = NULL;
	nr_holders = 0;
	nr_holding = 0;
	holders = check_host_alloc(HOLDERS * sizeof(*holders));
	if (!holders || classes_start())
		return -ENOMEM;
	lock_watch(&follower);
	return 0;
}

void locks_stop(void)
{
	lock_watch(NULL);
	classes_stop();
	check_host_free(holders, HOLDERS * sizeof(*holders));
	holders = NULL;
	nr_holding = 0;
}
