/* SPDX-License-Identifier: MIT */
/*
 * A counter that all CPUs change and few read.
 *
 * Each CPU gathers its changes in a copy of its own, and adds them to the common count once they
 * reach a batch.  So changing is cheap, percpu_counter_read() is cheap and off by at most
 * (batch - 1) * CPUs, and percpu_counter_sum() is exact as far as the changes have stopped.
 */
#ifndef _LINUX_PERCPU_COUNTER_H
#define _LINUX_PERCPU_COUNTER_H

#include <linux/types.h>
#include <linux/gfp_types.h>
#include <linux/percpu.h>
#include <base/lock.h>

/**
 * struct percpu_counter - the sum of @count and of every CPU's copy of *@counters.
 * @lock: protects @count, and the moving of a copy into it.
 * @count: what the CPUs have handed in.
 * @counters: what they have not; each copy between -batch and batch, exclusively.
 */
struct percpu_counter {
	struct lock lock;
	s64 count;
	s32 __percpu *counters;
};

/** percpu_counter_batch - what a CPU gathers by itself: 32, or two for each CPU if that is more. */
extern int percpu_counter_batch;

/**
 * percpu_counter_init_many - start @nr counters that lie one after the other, at @amount.
 * Return: 0 or -ENOMEM, in which case none of them needs destroying.
 * Context: as @gfp allows.
 */
int percpu_counter_init_many(struct percpu_counter *fbc, s64 amount, gfp_t gfp, u32 nr);

/** percpu_counter_destroy_many - end them; also those that are all zero, or ended already. */
void percpu_counter_destroy_many(struct percpu_counter *fbc, u32 nr);

/* percpu_counter_init - (fbc, amount, gfp); before 3.18 without the flags. */
#define percpu_counter_init(fbc, amount, ...) \
	__percpu_counter_init_n(fbc, amount, ##__VA_ARGS__, GFP_KERNEL)
#define __percpu_counter_init_n(fbc, amount, gfp, ...) percpu_counter_init_many(fbc, amount, gfp, 1)

static inline void percpu_counter_destroy(struct percpu_counter *fbc)
{
	percpu_counter_destroy_many(fbc, 1);
}

/**
 * percpu_counter_add_batch - add @amount; the CPU's copy is handed in when it reaches @batch.
 * Context: any.
 */
void percpu_counter_add_batch(struct percpu_counter *fbc, s64 amount, s32 batch);
#define __percpu_counter_add(fbc, amount, batch) percpu_counter_add_batch(fbc, amount, batch)

/** percpu_counter_sync - hand in this CPU's copy. */
void percpu_counter_sync(struct percpu_counter *fbc);

/** percpu_counter_set - make the sum @amount; changes made meanwhile may be lost or not. */
void percpu_counter_set(struct percpu_counter *fbc, s64 amount);

/** __percpu_counter_sum - the sum, from all copies. */
s64 __percpu_counter_sum(struct percpu_counter *fbc);

/**
 * __percpu_counter_compare - compare the sum with @rhs, exactly only where it is close.
 * Return: -1, 0 or 1, as the sum is less, equal or more.
 */
int __percpu_counter_compare(struct percpu_counter *fbc, s64 rhs, s32 batch);

/**
 * __percpu_counter_limited_add - add @amount unless the sum would pass @limit, seen from 0.
 * Return: true where it was added.
 */
bool __percpu_counter_limited_add(struct percpu_counter *fbc, s64 limit, s64 amount, s32 batch);

static inline int percpu_counter_compare(struct percpu_counter *fbc, s64 rhs)
{
	return __percpu_counter_compare(fbc, rhs, percpu_counter_batch);
}

static inline void percpu_counter_add(struct percpu_counter *fbc, s64 amount)
{
	percpu_counter_add_batch(fbc, amount, percpu_counter_batch);
}

static inline bool percpu_counter_limited_add(struct percpu_counter *fbc, s64 limit, s64 amount)
{
	return __percpu_counter_limited_add(fbc, limit, amount, percpu_counter_batch);
}

/* percpu_counter_add_local - for counters that are summed, hardly ever read. */
static inline void percpu_counter_add_local(struct percpu_counter *fbc, s64 amount)
{
	percpu_counter_add_batch(fbc, amount, 0x7fffffff);
}

static inline void percpu_counter_sub(struct percpu_counter *fbc, s64 amount)
{
	percpu_counter_add(fbc, -amount);
}

static inline void percpu_counter_sub_local(struct percpu_counter *fbc, s64 amount)
{
	percpu_counter_add_local(fbc, -amount);
}

static inline void percpu_counter_inc(struct percpu_counter *fbc)
{
	percpu_counter_add(fbc, 1);
}

static inline void percpu_counter_dec(struct percpu_counter *fbc)
{
	percpu_counter_add(fbc, -1);
}

static inline s64 percpu_counter_sum(struct percpu_counter *fbc)
{
	return __percpu_counter_sum(fbc);
}

/* The _positive forms are for what cannot be negative, but may look so for a moment. */
static inline s64 percpu_counter_sum_positive(struct percpu_counter *fbc)
{
	s64 sum = __percpu_counter_sum(fbc);

	return sum < 0 ? 0 : sum;
}

static inline s64 percpu_counter_read(struct percpu_counter *fbc)
{
	return READ_ONCE(fbc->count);
}

static inline s64 percpu_counter_read_positive(struct percpu_counter *fbc)
{
	s64 count = READ_ONCE(fbc->count);

	return count < 0 ? 0 : count;
}

static inline bool percpu_counter_initialized(struct percpu_counter *fbc)
{
	return fbc->counters != NULL;
}

#endif
