// SPDX-License-Identifier: MIT
/*
 * Spinlocks.
 *
 * The lock word has three states, as that of base/lock.h: free, held, held with sleepers.  A
 * waiter spins first, since holders are in atomic context and leave soon; but the thread of a
 * holder may be off its processor in the world below, so it sleeps in port_wait() after that.
 *
 * A waiter has its CPU already: preemption goes off before the lock is asked for, as the kernel
 * does.  So a holder's CPU is never waited for by somebody who has the lock.
 *
 * The kernel's watchdog becomes a time limit: see lock_wait().
 */
#include "kernel/kernel.h"
#include "kernel/lock_watch.h"
#include <linux/atomic.h>
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/time64.h>
#include "port/port.h"
#include "port/turns.h"

enum { FREE, HELD, WANTED };

#define SPINS 200

static void complain(const raw_spinlock_t *lock, const char *what)
{
	lock_report("spinlock", what, lock, lock->magic, READ_ONCE(lock->owner),
		    (int)lock->owner_cpu);
}

void __raw_spin_lock_init(raw_spinlock_t *lock, const char *name, struct lock_class_key *key)
{
	*lock = __RAW_SPIN_LOCK_UNLOCKED(lock);
	lock_named(lock, name, key);
}
EXPORT_SYMBOL(__raw_spin_lock_init);

/* A lock that nobody initialised holds anything: take it as free from now on. */
static noinline void repair(raw_spinlock_t *lock)
{
	complain(lock, "bad magic");
	*lock = __RAW_SPIN_LOCK_UNLOCKED(lock);
}

/* Not as lock_marks have it: nobody initialised it, or somebody follows the locks. */
static noinline void look(raw_spinlock_t *lock, unsigned int how, unsigned long ip)
{
	if (lock->magic != SPINLOCK_MAGIC)
		repair(lock);
	lock_taken(lock, how, ip);
}

static void own(raw_spinlock_t *lock, struct task_struct *me)
{
	WRITE_ONCE(lock->owner, me);
	lock->owner_cpu = port_cpu();
}

static noinline void wait_for(raw_spinlock_t *lock)
{
	bool suspected = false;

	for (int i = 0; i < SPINS && !port_turns; i++) {
		cpu_relax();
		if (READ_ONCE(lock->word) == FREE &&
		    cmpxchg_acquire(&lock->word, FREE, HELD) == FREE)
			return;
	}
	while (xchg_acquire(&lock->word, WANTED) != FREE) {
		if (lock_wait(&lock->word, WANTED, &suspected))
			complain(lock, "lockup suspected");
	}
}

static void acquire(raw_spinlock_t *lock, unsigned long ip)
{
	struct task_struct *me = current;

	if (unlikely(lock->magic != lock_marks.spin))
		look(lock, 0, ip);
	if (unlikely(READ_ONCE(lock->owner) == me)) {
		complain(lock, "recursion");
		lock->depth++;
		return;
	}
	if (unlikely(cmpxchg_acquire(&lock->word, FREE, HELD) != FREE))
		wait_for(lock);
	own(lock, me);
}

static bool try_acquire(raw_spinlock_t *lock, unsigned long ip)
{
	if (unlikely(lock->magic != SPINLOCK_MAGIC))
		repair(lock);
	if (cmpxchg_acquire(&lock->word, FREE, HELD) != FREE)
		return lock_missed();
	own(lock, current);
	if (unlikely(lock->magic != lock_marks.spin))
		lock_taken(lock, LOCK_TRY, ip);
	return true;
}

/* Return: false where there was nothing to give back, so that the caller leaves no section. */
static bool release(raw_spinlock_t *lock, unsigned long ip)
{
	bool mine = READ_ONCE(lock->owner) == current;

	if (unlikely(lock->magic != SPINLOCK_MAGIC)) {
		repair(lock);
		return false;
	}
	if (unlikely(READ_ONCE(lock->word) == FREE)) {
		complain(lock, "already unlocked");
		return false;
	}
	if (unlikely(!mine))
		complain(lock, "wrong owner");
	if (unlikely(lock->magic != lock_marks.spin))
		lock_released(lock, ip);
	if (unlikely(lock->depth)) {
		lock->depth--;
		return mine;
	}
	WRITE_ONCE(lock->owner, NULL);
	if (xchg_release(&lock->word, FREE) == WANTED)
		port_wake(&lock->word, 1);
	return mine;
}

/* ---- the four ways to hold one --------------------------------------------------------------- */

void _raw_spin_lock(raw_spinlock_t *lock)
{
	context_enter(PREEMPT_LOCK_OFFSET, _RET_IP_);
	acquire(lock, _RET_IP_);
}
EXPORT_SYMBOL(_raw_spin_lock);

void _raw_spin_lock_bh(raw_spinlock_t *lock)
{
	context_enter(SOFTIRQ_LOCK_OFFSET, _RET_IP_);
	acquire(lock, _RET_IP_);
}
EXPORT_SYMBOL(_raw_spin_lock_bh);

unsigned long _raw_spin_lock_irqsave(raw_spinlock_t *lock)
{
	unsigned long flags = context_irq_save_ip(_RET_IP_);

	context_enter(PREEMPT_LOCK_OFFSET, _RET_IP_);
	acquire(lock, _RET_IP_);
	return flags;
}
EXPORT_SYMBOL(_raw_spin_lock_irqsave);

void _raw_spin_lock_irq(raw_spinlock_t *lock)
{
	context_irq_save_ip(_RET_IP_);
	context_enter(PREEMPT_LOCK_OFFSET, _RET_IP_);
	acquire(lock, _RET_IP_);
}
EXPORT_SYMBOL(_raw_spin_lock_irq);

void _raw_spin_unlock(raw_spinlock_t *lock)
{
	if (release(lock, _RET_IP_))
		context_leave(PREEMPT_LOCK_OFFSET, _RET_IP_);
}
EXPORT_SYMBOL(_raw_spin_unlock);

void _raw_spin_unlock_bh(raw_spinlock_t *lock)
{
	if (release(lock, _RET_IP_))
		context_leave(SOFTIRQ_LOCK_OFFSET, _RET_IP_);
}
EXPORT_SYMBOL(_raw_spin_unlock_bh);

void _raw_spin_unlock_irqrestore(raw_spinlock_t *lock, unsigned long flags)
{
	if (!release(lock, _RET_IP_))
		return;
	context_irq_restore(flags);
	context_leave(PREEMPT_LOCK_OFFSET, _RET_IP_);
}
EXPORT_SYMBOL(_raw_spin_unlock_irqrestore);

void _raw_spin_unlock_irq(raw_spinlock_t *lock)
{
	if (!release(lock, _RET_IP_))
		return;
	context_irq_restore(0);
	context_leave(PREEMPT_LOCK_OFFSET, _RET_IP_);
}
EXPORT_SYMBOL(_raw_spin_unlock_irq);

int _raw_spin_trylock(raw_spinlock_t *lock)
{
	context_enter(PREEMPT_LOCK_OFFSET, _RET_IP_);
	if (try_acquire(lock, _RET_IP_))
		return 1;
	context_leave(PREEMPT_LOCK_OFFSET, _RET_IP_);
	return 0;
}
EXPORT_SYMBOL(_raw_spin_trylock);

int _raw_spin_trylock_bh(raw_spinlock_t *lock)
{
	context_enter(SOFTIRQ_LOCK_OFFSET, _RET_IP_);
	if (try_acquire(lock, _RET_IP_))
		return 1;
	context_leave(SOFTIRQ_LOCK_OFFSET, _RET_IP_);
	return 0;
}
EXPORT_SYMBOL(_raw_spin_trylock_bh);

int _raw_spin_trylock_irqsave(raw_spinlock_t *lock, unsigned long *flags)
{
	*flags = context_irq_save_ip(_RET_IP_);
	context_enter(PREEMPT_LOCK_OFFSET, _RET_IP_);
	if (try_acquire(lock, _RET_IP_))
		return 1;
	context_irq_restore(*flags);
	context_leave(PREEMPT_LOCK_OFFSET, _RET_IP_);
	return 0;
}
EXPORT_SYMBOL(_raw_spin_trylock_irqsave);

/* ---- questions ------------------------------------------------------------------------------- */

bool raw_spinlock_is_mine(const raw_spinlock_t *lock)
{
	return READ_ONCE(lock->owner) == current;
}
EXPORT_SYMBOL(raw_spinlock_is_mine);

bool lock_held_raw_spin(const void *lock, bool write)
{
	return raw_spinlock_is_mine(lock);
}
EXPORT_SYMBOL(lock_held_raw_spin);

int _atomic_dec_and_lock(atomic_t *cnt, spinlock_t *lock)
{
	if (atomic_add_unless(cnt, -1, 1))
		return 0;
	/* On behalf of the caller, who has it in the end. */
	context_enter(PREEMPT_LOCK_OFFSET, _RET_IP_);
	acquire(&lock->rlock, _RET_IP_);
	if (atomic_dec_and_test(cnt))
		return 1;
	release(&lock->rlock, _RET_IP_);
	context_leave(PREEMPT_LOCK_OFFSET, _RET_IP_);
	return 0;
}
EXPORT_SYMBOL(_atomic_dec_and_lock);
