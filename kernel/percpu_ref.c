// SPDX-License-Identifier: MIT
/*
 * References counted per CPU: how they pass from copies to one count, and back.
 *
 * In per-CPU mode nobody can tell when the last reference goes: a copy may be negative, and only
 * the sum means something.  So the owner keeps one reference, and the common count holds a bias
 * besides, which no sum of references reaches; it is not 0 whatever comes in.
 *
 *	per-CPU mode	references = count - BIAS + sum of copies
 *	atomic mode	references = count
 *
 * From per-CPU to atomic: the flag is set; whoever looks from now on goes to the count.  Who looked
 * before may still change a copy, but in a read-side section of RCU; so after a grace period the
 * copies stand still, and their sum is added to the count as the bias is taken off.  A reference of
 * the change's own keeps the object meanwhile.
 *
 * From atomic to per-CPU: the bias is added, the copies are cleared, the flag is cleared.  Who saw
 * it before goes on with the count, which does no harm.
 *
 * switch_lock guards the flags of all and makes changes one at a time; a second one waits, without
 * it, until the first was confirmed.
 */
#include "kernel/kernel.h"
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/percpu-refcount.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

/* Half of what the count can hold: from both sides it is out of reach. */
#define BIAS (1ul << (BITS_PER_LONG - 1))

static DEFINE_SPINLOCK(switch_lock);
static DECLARE_WAIT_QUEUE_HEAD(switched);

static unsigned long __percpu *copies_of(const struct percpu_ref *ref)
{
	return (unsigned long __percpu *)(ref->percpu_count_ptr & ~__PERCPU_REF_ATOMIC_DEAD);
}

/* The flags stay as they are. */
static void free_copies(struct percpu_ref *ref)
{
	free_percpu(copies_of(ref));
	WRITE_ONCE(ref->percpu_count_ptr, ref->percpu_count_ptr & __PERCPU_REF_ATOMIC_DEAD);
}

/* ---- life ------------------------------------------------------------------------------------ */

/**
 * percpu_ref_init - begin to count, with one reference, which is the owner's.
 * @ref: where.
 * @release: called when the last reference is put, by who puts it; may not sleep.
 * @flags: PERCPU_REF_INIT_*, PERCPU_REF_ALLOW_REINIT, or 0: per-CPU mode, for one life.
 * @gfp: for the copies.
 *
 * Return: 0, or -ENOMEM.
 * Context: as @gfp allows.
 */
int percpu_ref_init(struct percpu_ref *ref, percpu_ref_func_t *release, unsigned int flags,
		    gfp_t gfp)
{
	bool atomic = flags & (PERCPU_REF_INIT_ATOMIC | PERCPU_REF_INIT_DEAD);
	bool dead = flags & PERCPU_REF_INIT_DEAD;
	unsigned long __percpu *copies = alloc_percpu_gfp(unsigned long, gfp);
	struct percpu_ref_data *data;

	BUILD_BUG_ON(__alignof__(unsigned long) <= __PERCPU_REF_ATOMIC_DEAD);
	ref->percpu_count_ptr = __PERCPU_REF_ATOMIC_DEAD;
	ref->data = NULL;
	if (!copies)
		return -ENOMEM;
	data = kzalloc(sizeof(*data), gfp);
	if (!data) {
		free_percpu(copies);
		return -ENOMEM;
	}
	data->release = release;
	data->ref = ref;
	data->force_atomic = flags & PERCPU_REF_INIT_ATOMIC;
	/* One that begins in atomic mode is meant to leave it. */
	data->allow_reinit = atomic || flags & PERCPU_REF_ALLOW_REINIT;
	atomic_long_set(&data->count, (long)((atomic ? 0 : BIAS) + !dead));
	ref->data = data;
	ref->percpu_count_ptr = (unsigned long)copies | (atomic ? __PERCPU_REF_ATOMIC : 0) |
				(dead ? __PERCPU_REF_DEAD : 0);
	return 0;
}
EXPORT_SYMBOL_GPL(percpu_ref_init);

/**
 * percpu_ref_exit - give back what percpu_ref_init() took; nobody uses @ref any more.
 * @ref: one that was never begun, or all zero, is left as it is.
 * Context: any, and from @release.
 */
void percpu_ref_exit(struct percpu_ref *ref)
{
	struct percpu_ref_data *data = ref->data;

	if (!data)
		return;
	WARN_ON(data->confirm_switch);
	free_copies(ref);
	ref->percpu_count_ptr = __PERCPU_REF_ATOMIC_DEAD;
	ref->data = NULL;
	kfree(data);
}
EXPORT_SYMBOL_GPL(percpu_ref_exit);

/* ---- changes of mode ------------------------------------------------------------------------- */

static void confirm_nothing(struct percpu_ref *ref)
{
}

/* A grace period after the flag was set: no copy changes any more. */
static void switched_to_atomic(struct rcu_head *rcu)
{
	struct percpu_ref_data *data = container_of(rcu, struct percpu_ref_data, rcu);
	struct percpu_ref *ref = data->ref;
	unsigned long sum = 0, flags;
	unsigned int cpu;
	long count;

	for_each_possible_cpu(cpu)
		sum += *per_cpu_ptr(copies_of(ref), cpu);
	count = atomic_long_add_return((long)(sum - BIAS), &data->count);
	WARN(count <= 0, "percpu ref (%ps) <= 0 (%ld) after switching to atomic", data->release,
	     count);
	data->confirm_switch(ref);

	spin_lock_irqsave(&switch_lock, flags);
	if (!data->allow_reinit)
		free_copies(ref);
	WRITE_ONCE(data->confirm_switch, NULL);
	spin_unlock_irqrestore(&switch_lock, flags);
	wake_up_all(&switched);
	/* The change's own, and so perhaps the last. */
	percpu_ref_put(ref);
}

/* The three below are called with switch_lock. */

static void to_atomic(struct percpu_ref *ref, percpu_ref_func_t *confirm)
{
	if (ref->percpu_count_ptr & __PERCPU_REF_ATOMIC) {
		if (confirm)
			confirm(ref);
		return;
	}
	WRITE_ONCE(ref->percpu_count_ptr, ref->percpu_count_ptr | __PERCPU_REF_ATOMIC);
	ref->data->confirm_switch = confirm ? confirm : confirm_nothing;
	atomic_long_inc(&ref->data->count);
	call_rcu(&ref->data->rcu, switched_to_atomic);
}

static void to_percpu(struct percpu_ref *ref)
{
	unsigned int cpu;

	if (!(ref->percpu_count_ptr & __PERCPU_REF_ATOMIC) || WARN_ON(!ref->data->allow_reinit))
		return;
	atomic_long_add((long)BIAS, &ref->data->count);
	for_each_possible_cpu(cpu)
		*per_cpu_ptr(copies_of(ref), cpu) = 0;
	/* Who finds copies finds them cleared. */
	smp_store_release(&ref->percpu_count_ptr, ref->percpu_count_ptr & ~__PERCPU_REF_ATOMIC);
}

/* The mode that the flags ask for, once an earlier change is over. */
static void switch_mode(struct percpu_ref *ref, percpu_ref_func_t *confirm, unsigned long *flags)
{
	struct percpu_ref_data *data = ref->data;

	while (data->confirm_switch) {
		spin_unlock_irqrestore(&switch_lock, *flags);
		wait_event(switched, !READ_ONCE(data->confirm_switch));
		spin_lock_irqsave(&switch_lock, *flags);
	}
	if (data->force_atomic || percpu_ref_is_dying(ref))
		to_atomic(ref, confirm);
	else
		to_percpu(ref);
}

/**
 * percpu_ref_switch_to_atomic - count in one place, until percpu_ref_switch_to_percpu().
 * @ref: the reference; without PERCPU_REF_ALLOW_REINIT there is no way back.
 * @confirm_switch: called when the copies have been added up, in softirq context, or at once where
 *	@ref is in atomic mode; or NULL.
 * Context: sleeps where another change is going on.
 */
void percpu_ref_switch_to_atomic(struct percpu_ref *ref, percpu_ref_func_t *confirm_switch)
{
	unsigned long flags;

	spin_lock_irqsave(&switch_lock, flags);
	ref->data->force_atomic = true;
	switch_mode(ref, confirm_switch, &flags);
	spin_unlock_irqrestore(&switch_lock, flags);
}
EXPORT_SYMBOL_GPL(percpu_ref_switch_to_atomic);

/** percpu_ref_switch_to_atomic_sync - the same, and wait until it is so. Context: sleeps. */
void percpu_ref_switch_to_atomic_sync(struct percpu_ref *ref)
{
	percpu_ref_switch_to_atomic(ref, NULL);
	wait_event(switched, !READ_ONCE(ref->data->confirm_switch));
}
EXPORT_SYMBOL_GPL(percpu_ref_switch_to_atomic_sync);

/**
 * percpu_ref_switch_to_percpu - count in copies again; a killed one does when it is brought back.
 * Context: sleeps where another change is going on.
 */
void percpu_ref_switch_to_percpu(struct percpu_ref *ref)
{
	unsigned long flags;

	spin_lock_irqsave(&switch_lock, flags);
	ref->data->force_atomic = false;
	switch_mode(ref, NULL, &flags);
	spin_unlock_irqrestore(&switch_lock, flags);
}
EXPORT_SYMBOL_GPL(percpu_ref_switch_to_percpu);

/* ---- death, and return ----------------------------------------------------------------------- */

/**
 * percpu_ref_kill_and_confirm - drop the owner's reference; the last put releases.
 * @ref: alive; to kill it twice is reported and does nothing.
 * @confirm_kill: called when no CPU takes @ref for alive any more: percpu_ref_tryget_live() fails
 *	from then on.  Or NULL.
 * Context: any, unless a change of mode may be going on, for which it waits.
 */
void percpu_ref_kill_and_confirm(struct percpu_ref *ref, percpu_ref_func_t *confirm_kill)
{
	unsigned long flags;
	bool twice;

	spin_lock_irqsave(&switch_lock, flags);
	twice = percpu_ref_is_dying(ref);
	if (!twice) {
		WRITE_ONCE(ref->percpu_count_ptr, ref->percpu_count_ptr | __PERCPU_REF_DEAD);
		switch_mode(ref, confirm_kill, &flags);
	}
	spin_unlock_irqrestore(&switch_lock, flags);
	if (WARN(twice, "%s called more than once on %ps!", __func__,
		 ref->data ? ref->data->release : NULL))
		return;
	percpu_ref_put(ref);
}
EXPORT_SYMBOL_GPL(percpu_ref_kill_and_confirm);

/**
 * percpu_ref_resurrect - undo a kill: the owner has a reference again.
 * @ref: was killed, and made with PERCPU_REF_ALLOW_REINIT.
 * Context: sleeps where a change of mode is going on.
 */
void percpu_ref_resurrect(struct percpu_ref *ref)
{
	unsigned long flags;

	spin_lock_irqsave(&switch_lock, flags);
	if (!WARN_ON(!percpu_ref_is_dying(ref))) {
		atomic_long_inc(&ref->data->count);
		WRITE_ONCE(ref->percpu_count_ptr, ref->percpu_count_ptr & ~__PERCPU_REF_DEAD);
		switch_mode(ref, NULL, &flags);
	}
	spin_unlock_irqrestore(&switch_lock, flags);
}
EXPORT_SYMBOL_GPL(percpu_ref_resurrect);

/** percpu_ref_reinit - the same, of one that has no references left. */
void percpu_ref_reinit(struct percpu_ref *ref)
{
	WARN_ON(!percpu_ref_is_zero(ref));
	percpu_ref_resurrect(ref);
}
EXPORT_SYMBOL_GPL(percpu_ref_reinit);

/** percpu_ref_is_zero - true where it was killed and no reference is left. Context: any. */
bool percpu_ref_is_zero(struct percpu_ref *ref)
{
	unsigned long flags;
	bool zero;

	/* Against percpu_ref_exit() nothing helps; against a change of mode, this. */
	spin_lock_irqsave(&switch_lock, flags);
	zero = !ref->data || ((ref->percpu_count_ptr & __PERCPU_REF_ATOMIC_DEAD) &&
			      !atomic_long_read(&ref->data->count));
	spin_unlock_irqrestore(&switch_lock, flags);
	return zero;
}
EXPORT_SYMBOL_GPL(percpu_ref_is_zero);
