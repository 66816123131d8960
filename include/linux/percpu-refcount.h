/* SPDX-License-Identifier: MIT */
/*
 * References counted per CPU, for objects that are used by all CPUs at once and end rarely.
 *
 * While it lives, a reference is taken and put by changing this CPU's copy; nobody asks whether
 * the sum is 0, which the first reference, the owner's, keeps from being.  To end it, the owner
 * kills it: copies are no longer used, one atomic count takes over, and the put that brings it to 0
 * calls @release.  kernel/percpu_ref.c says how the one mode passes into the other.
 */
#ifndef _LINUX_PERCPU_REFCOUNT_H
#define _LINUX_PERCPU_REFCOUNT_H

#include <linux/types.h>
#include <linux/atomic.h>
#include <linux/gfp_types.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>

struct percpu_ref;
typedef void(percpu_ref_func_t)(struct percpu_ref *ref);

/* In the low bits of percpu_count_ptr, which the alignment of the copies leaves free. */
#define __PERCPU_REF_ATOMIC	 1UL
#define __PERCPU_REF_DEAD	 2UL
#define __PERCPU_REF_ATOMIC_DEAD (__PERCPU_REF_ATOMIC | __PERCPU_REF_DEAD)
#define __PERCPU_REF_FLAG_BITS	 2

/*
 * How a reference begins: PERCPU_REF_INIT_ATOMIC - with the atomic count, until it is switched;
 * PERCPU_REF_INIT_DEAD - that, killed, and with no reference; PERCPU_REF_ALLOW_REINIT - it will be
 * brought back after it was killed, or switched to per-CPU mode.
 */
enum {
	PERCPU_REF_INIT_ATOMIC = 1 << 0,
	PERCPU_REF_INIT_DEAD = 1 << 1,
	PERCPU_REF_ALLOW_REINIT = 1 << 2,
};

/**
 * struct percpu_ref_data - what is used only where modes change, or in atomic mode.
 * @count: the references, but for those counted in copies; in per-CPU mode also PERCPU_REF_BIAS,
 *	so that it is never 0.
 * @release: called when there are none left.
 * @confirm_switch: called when the change to atomic mode is over; not NULL while it goes on.
 * @force_atomic: stays in atomic mode when it is brought back.
 * @allow_reinit: the copies are kept when it is killed.
 * @rcu: for the grace period of the change.
 * @ref: whose it is.
 */
struct percpu_ref_data {
	atomic_long_t count;
	percpu_ref_func_t *release;
	percpu_ref_func_t *confirm_switch;
	bool force_atomic : 1;
	bool allow_reinit : 1;
	struct rcu_head rcu;
	struct percpu_ref *ref;
};

/**
 * struct percpu_ref - a number of references.
 * @percpu_count_ptr: the copies, and two flags.
 * @data: the rest.
 *
 *	references = @data->count [- PERCPU_REF_BIAS + sum of the copies, in per-CPU mode]
 */
struct percpu_ref {
	unsigned long percpu_count_ptr;
	struct percpu_ref_data *data;
};

int __must_check percpu_ref_init(struct percpu_ref *ref, percpu_ref_func_t *release,
				 unsigned int flags, gfp_t gfp);
void percpu_ref_exit(struct percpu_ref *ref);
void percpu_ref_switch_to_atomic(struct percpu_ref *ref, percpu_ref_func_t *confirm_switch);
void percpu_ref_switch_to_atomic_sync(struct percpu_ref *ref);
void percpu_ref_switch_to_percpu(struct percpu_ref *ref);
void percpu_ref_kill_and_confirm(struct percpu_ref *ref, percpu_ref_func_t *confirm_kill);
void percpu_ref_resurrect(struct percpu_ref *ref);
void percpu_ref_reinit(struct percpu_ref *ref);
bool percpu_ref_is_zero(struct percpu_ref *ref);

/** percpu_ref_kill - drop the owner's reference; from now on the last put releases. */
static inline void percpu_ref_kill(struct percpu_ref *ref)
{
	percpu_ref_kill_and_confirm(ref, NULL);
}

/*
 * __ref_is_percpu - true where the copies count, which *@copies then are; only in a read-side
 * section of RCU, to the end of which it stays true.
 */
static inline bool __ref_is_percpu(struct percpu_ref *ref, unsigned long __percpu **copies)
{
	/* Pairs with the way back to per-CPU mode, which clears the copies first. */
	unsigned long word = smp_load_acquire(&ref->percpu_count_ptr);

	/* A killed one is in atomic mode, or on its way there: both flags say so. */
	if (unlikely(word & __PERCPU_REF_ATOMIC_DEAD))
		return false;
	*copies = (unsigned long __percpu *)word;
	return true;
}

/** percpu_ref_get_many - @nr references more, by someone who has one. Context: any. */
static inline void percpu_ref_get_many(struct percpu_ref *ref, unsigned long nr)
{
	unsigned long __percpu *copies;

	rcu_read_lock();
	if (__ref_is_percpu(ref, &copies))
		__this_cpu_add(*copies, nr);
	else
		atomic_long_add((long)nr, &ref->data->count);
	rcu_read_unlock();
}

static inline void percpu_ref_get(struct percpu_ref *ref)
{
	percpu_ref_get_many(ref, 1);
}

/** percpu_ref_tryget_many - @nr references, unless there are none; true where they were taken. */
static inline bool percpu_ref_tryget_many(struct percpu_ref *ref, unsigned long nr)
{
	unsigned long __percpu *copies;
	bool taken = true;

	rcu_read_lock();
	if (__ref_is_percpu(ref, &copies))
		__this_cpu_add(*copies, nr);
	else
		taken = atomic_long_add_unless(&ref->data->count, (long)nr, 0);
	rcu_read_unlock();
	return taken;
}

static inline bool percpu_ref_tryget(struct percpu_ref *ref)
{
	return percpu_ref_tryget_many(ref, 1);
}

/** percpu_ref_tryget_live_rcu - percpu_ref_tryget_live() by a reader of RCU. */
static inline bool percpu_ref_tryget_live_rcu(struct percpu_ref *ref)
{
	unsigned long __percpu *copies;

	if (likely(__ref_is_percpu(ref, &copies))) {
		__this_cpu_inc(*copies);
		return true;
	}
	if (READ_ONCE(ref->percpu_count_ptr) & __PERCPU_REF_DEAD)
		return false;
	return atomic_long_inc_not_zero(&ref->data->count);
}

/**
 * percpu_ref_tryget_live - a reference, unless it was killed.
 * A kill that happens at the same time may be seen late; one that was confirmed is seen.
 */
static inline bool percpu_ref_tryget_live(struct percpu_ref *ref)
{
	bool taken;

	rcu_read_lock();
	taken = percpu_ref_tryget_live_rcu(ref);
	rcu_read_unlock();
	return taken;
}

/** percpu_ref_put_many - @nr references less; the last of all calls release. Context: its. */
static inline void percpu_ref_put_many(struct percpu_ref *ref, unsigned long nr)
{
	unsigned long __percpu *copies;

	rcu_read_lock();
	if (__ref_is_percpu(ref, &copies))
		__this_cpu_sub(*copies, nr);
	else if (unlikely(atomic_long_sub_and_test((long)nr, &ref->data->count)))
		ref->data->release(ref);
	rcu_read_unlock();
}

static inline void percpu_ref_put(struct percpu_ref *ref)
{
	percpu_ref_put_many(ref, 1);
}

/** percpu_ref_is_dying - true from the kill on, until it is brought back. */
static inline bool percpu_ref_is_dying(struct percpu_ref *ref)
{
	return READ_ONCE(ref->percpu_count_ptr) & __PERCPU_REF_DEAD;
}

#endif
