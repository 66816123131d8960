// SPDX-License-Identifier: MIT
/*
 * Per-CPU counters.
 *
 * A CPU's copy is changed with interrupts off, which holds the CPU: so the owner's plain read and
 * write make one step.  Others only read it, except in percpu_counter_set().
 *
 * Lock order: the CPU, then the counter's lock.  Summing takes only the lock, and sees each change
 * either in a copy or in the count: a copy is moved into the count under the lock.
 */
#include "mm/percpu/percpu.h"
#include "mm/percpu/chunk.h"
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/irqflags.h>
#include <linux/math64.h>
#include <linux/minmax.h>

/* As Linux: 32, or two for each CPU where there are many; see percpu_counters_init(). */
#define COUNTER_BATCH_MIN 32

int percpu_counter_batch = COUNTER_BATCH_MIN;
EXPORT_SYMBOL(percpu_counter_batch);

/** percpu_counters_init - fit the default batch to the machine. */
void percpu_counters_init(void)
{
	percpu_counter_batch = max(COUNTER_BATCH_MIN, (int)(2 * nr_cpu_ids));
}

/*
 * The copies of counters made together lie in one allocation, which the first of them names; so
 * the others are reached from it at the same distances on every CPU.
 */
int percpu_counter_init_many(struct percpu_counter *fbc, s64 amount, gfp_t gfp, u32 nr)
{
	s32 __percpu *counters = __alloc_percpu_gfp((size_t)nr * sizeof(s32), sizeof(s32), gfp);

	for (u32 i = 0; i < nr; i++) {
		lock_init(&fbc[i].lock);
		fbc[i].count = amount;
		fbc[i].counters = counters ? counters + i : NULL;
	}
	return counters ? 0 : -ENOMEM;
}
EXPORT_SYMBOL(percpu_counter_init_many);

void percpu_counter_destroy_many(struct percpu_counter *fbc, u32 nr)
{
	if (!nr || !fbc[0].counters)
		return;
	free_percpu(fbc[0].counters);
	for (u32 i = 0; i < nr; i++)
		fbc[i].counters = NULL;
}
EXPORT_SYMBOL(percpu_counter_destroy_many);

/* hand_in - move @copy, and @amount with it, into the count; the caller holds @copy's CPU. */
static void hand_in(struct percpu_counter *fbc, s32 *copy, s64 amount)
{
	lock_acquire(&fbc->lock);
	WRITE_ONCE(fbc->count, fbc->count + *copy + amount);
	WRITE_ONCE(*copy, 0);
	lock_release(&fbc->lock);
}

void percpu_counter_add_batch(struct percpu_counter *fbc, s64 amount, s32 batch)
{
	unsigned long flags;
	s32 *copy;
	s64 sum;

	local_irq_save(flags);
	copy = this_cpu_ptr(fbc->counters);
	sum = *copy + amount;
	if (likely(sum < batch && sum > -(s64)batch))
		WRITE_ONCE(*copy, (s32)sum);
	else
		hand_in(fbc, copy, amount);
	local_irq_restore(flags);
}
EXPORT_SYMBOL(percpu_counter_add_batch);

void percpu_counter_sync(struct percpu_counter *fbc)
{
	unsigned long flags;

	local_irq_save(flags);
	hand_in(fbc, this_cpu_ptr(fbc->counters), 0);
	local_irq_restore(flags);
}
EXPORT_SYMBOL(percpu_counter_sync);

void percpu_counter_set(struct percpu_counter *fbc, s64 amount)
{
	unsigned int cpu;

	lock_acquire(&fbc->lock);
	for_each_possible_cpu(cpu)
		WRITE_ONCE(*per_cpu_ptr(fbc->counters, cpu), 0);
	WRITE_ONCE(fbc->count, amount);
	lock_release(&fbc->lock);
}
EXPORT_SYMBOL(percpu_counter_set);

/*
 * sum_locked - the sum; the caller has the counter's lock.  The copy of a CPU that has gone counts
 * where it is: nobody need go through all counters when one goes.
 */
static s64 sum_locked(struct percpu_counter *fbc)
{
	s64 sum = fbc->count;
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(*per_cpu_ptr(fbc->counters, cpu));
	return sum;
}

s64 __percpu_counter_sum(struct percpu_counter *fbc)
{
	s64 sum;

	lock_acquire(&fbc->lock);
	sum = sum_locked(fbc);
	lock_release(&fbc->lock);
	return sum;
}
EXPORT_SYMBOL(__percpu_counter_sum);

int __percpu_counter_compare(struct percpu_counter *fbc, s64 rhs, s32 batch)
{
	s64 slack = (s64)batch * nr_cpu_ids;
	s64 value = percpu_counter_read(fbc);

	if (value >= rhs - slack && value <= rhs + slack)
		value = __percpu_counter_sum(fbc);
	return value > rhs ? 1 : value < rhs ? -1 : 0;
}
EXPORT_SYMBOL(__percpu_counter_compare);

/*
 * Far from the limit the change is an ordinary one.  Close to it the exact sum decides, under the
 * lock, and the change goes straight into the count: two such changes can not both fit where only
 * one does.
 */
bool __percpu_counter_limited_add(struct percpu_counter *fbc, s64 limit, s64 amount, s32 batch)
{
	s64 slack = (s64)batch * nr_cpu_ids;
	s64 value = percpu_counter_read(fbc) + amount;
	bool fits;

	if (!amount)
		return true;
	if (amount > 0 ? value + slack <= limit : value - slack >= limit) {
		percpu_counter_add_batch(fbc, amount, batch);
		return true;
	}
	lock_acquire(&fbc->lock);
	value = sum_locked(fbc) + amount;
	fits = amount > 0 ? value <= limit : value >= limit;
	if (fits)
		WRITE_ONCE(fbc->count, fbc->count + amount);
	lock_release(&fbc->lock);
	return fits;
}
EXPORT_SYMBOL(__percpu_counter_limited_add);
