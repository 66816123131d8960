/* SPDX-License-Identifier: MIT */
/*
 * Spinlocks: held in atomic context, so on one CPU, and never across a sleep.
 *
 * Their holder is known, and so are misuses: taking a lock that one holds, giving back one that
 * is free or another's, using one that was never initialised.  Each is reported with the kernel's
 * "BUG: spinlock ..." line, and survived.
 */
#ifndef _LINUX_SPINLOCK_H
#define _LINUX_SPINLOCK_H

#include <linux/types.h>
#include <linux/compiler.h>
#include <linux/preempt.h>
#include <linux/irqflags.h>
#include <linux/bottom_half.h>
#include <linux/linkage.h>
#include <linux/kernel.h>
#include <linux/stringify.h>
#include <linux/lockdep.h>
#include <linux/cleanup.h>
#include <linux/spinlock_types.h>
#include <linux/rwlock.h>
#include <linux/atomic.h>
#include <asm/barrier.h>
#include <asm/processor.h>

void __raw_spin_lock_init(raw_spinlock_t *lock, const char *name, struct lock_class_key *key);

/**
 * _raw_spin_lock, _raw_spin_lock_bh, _raw_spin_lock_irq, _raw_spin_lock_irqsave - wait for @lock
 * and hold it: spin_lock() and its kin.
 *
 * The caller may not sleep until it gives the lock back.  Which one it takes is a question of who
 * else does:
 *
 *	spin_lock()		only code that can sleep, or only one kind of interrupt
 *	spin_lock_bh()		softirqs too: they do not run on this CPU meanwhile
 *	spin_lock_irq()		interrupts too, and interrupts are on now
 *	spin_lock_irqsave()	the same where they may be off: the unlock makes them as they were
 *
 * Return: _raw_spin_lock_irqsave(): the flags for _raw_spin_unlock_irqrestore().
 * Context: any; _bh and _irq not where interrupts are off.
 */
void _raw_spin_lock(raw_spinlock_t *lock);
void _raw_spin_lock_bh(raw_spinlock_t *lock);
void _raw_spin_lock_irq(raw_spinlock_t *lock);
unsigned long _raw_spin_lock_irqsave(raw_spinlock_t *lock);

/**
 * _raw_spin_trylock, _raw_spin_trylock_bh, _raw_spin_trylock_irqsave - hold @lock if it is free.
 * Return: 1, or 0 where somebody has it; then all is as it was.
 * Context: any, also where the lock may be the caller's own.
 */
int _raw_spin_trylock(raw_spinlock_t *lock);
int _raw_spin_trylock_bh(raw_spinlock_t *lock);
int _raw_spin_trylock_irqsave(raw_spinlock_t *lock, unsigned long *flags);

/**
 * _raw_spin_unlock, _raw_spin_unlock_bh, _raw_spin_unlock_irq, _raw_spin_unlock_irqrestore - give
 * @lock back as it was taken.
 *
 * A lock that is free is reported, and nothing else is done; so is that of another thread, which is
 * free then.
 */
void _raw_spin_unlock(raw_spinlock_t *lock);
void _raw_spin_unlock_bh(raw_spinlock_t *lock);
void _raw_spin_unlock_irq(raw_spinlock_t *lock);
void _raw_spin_unlock_irqrestore(raw_spinlock_t *lock, unsigned long flags);

/** raw_spinlock_is_mine - true where the caller holds @lock. */
bool raw_spinlock_is_mine(const raw_spinlock_t *lock);

#define raw_spin_lock_init(lock)                                       \
	do {                                                           \
		static struct lock_class_key __key;                    \
		__raw_spin_lock_init(lock, __stringify(lock), &__key); \
	} while (0)
#define raw_spin_lock(lock)		     _raw_spin_lock(lock)
#define raw_spin_lock_nested(lock, subclass) (lock_nest(subclass, NULL), _raw_spin_lock(lock))
#define raw_spin_lock_nest_lock(lock, nest)  (lock_nest(0, nest), _raw_spin_lock(lock))
#define raw_spin_lock_bh(lock)		     _raw_spin_lock_bh(lock)
#define raw_spin_lock_irq(lock)		     _raw_spin_lock_irq(lock)
#define raw_spin_lock_irqsave(lock, flags)              \
	do {                                            \
		(flags) = _raw_spin_lock_irqsave(lock); \
	} while (0)
#define raw_spin_lock_irqsave_nested(lock, flags, subclass) \
	do {                                                \
		lock_nest(subclass, NULL);                  \
		raw_spin_lock_irqsave(lock, flags);         \
	} while (0)
#define raw_spin_trylock(lock)	  _raw_spin_trylock(lock)
#define raw_spin_trylock_bh(lock) _raw_spin_trylock_bh(lock)

#define raw_spin_trylock_irqsave(lock, flags) _raw_spin_trylock_irqsave(lock, &(flags))

#define raw_spin_unlock(lock)			_raw_spin_unlock(lock)
#define raw_spin_unlock_bh(lock)		_raw_spin_unlock_bh(lock)
#define raw_spin_unlock_irq(lock)		_raw_spin_unlock_irq(lock)
#define raw_spin_unlock_irqrestore(lock, flags) _raw_spin_unlock_irqrestore(lock, flags)
#define raw_spin_is_locked(lock)		(READ_ONCE((lock)->word) != 0)
#define raw_spin_is_contended(lock)		(READ_ONCE((lock)->word) == 2)
#define assert_raw_spin_locked(lock)		WARN_ON(!raw_spin_is_locked(lock))

static __always_inline raw_spinlock_t *spinlock_check(spinlock_t *lock)
{
	return &lock->rlock;
}

#define spin_lock_init(lock)                                                           \
	do {                                                                           \
		static struct lock_class_key __key;                                    \
		__raw_spin_lock_init(spinlock_check(lock), __stringify(lock), &__key); \
	} while (0)
#define spin_lock(lock)			    _raw_spin_lock(spinlock_check(lock))
#define spin_lock_nested(lock, subclass)    (lock_nest(subclass, NULL), spin_lock(lock))
#define spin_lock_nest_lock(lock, nest)	    (lock_nest(0, nest), spin_lock(lock))
#define spin_lock_bh(lock)		    _raw_spin_lock_bh(spinlock_check(lock))
#define spin_lock_bh_nested(lock, subclass) (lock_nest(subclass, NULL), spin_lock_bh(lock))
#define spin_lock_irq(lock)		    _raw_spin_lock_irq(spinlock_check(lock))

#define spin_lock_irqsave(lock, flags) raw_spin_lock_irqsave(spinlock_check(lock), flags)

#define spin_lock_irqsave_nested(lock, flags, subclass) \
	raw_spin_lock_irqsave_nested(spinlock_check(lock), flags, subclass)
#define spin_trylock(lock)    _raw_spin_trylock(spinlock_check(lock))
#define spin_trylock_bh(lock) _raw_spin_trylock_bh(spinlock_check(lock))

#define spin_trylock_irqsave(lock, flags) _raw_spin_trylock_irqsave(spinlock_check(lock), &(flags))

#define spin_trylock_irq(lock)              \
	({                                  \
		local_irq_disable();        \
		spin_trylock(lock) ? 1 : ({ \
			local_irq_enable(); \
			0;                  \
		});                         \
	})
#define spin_unlock(lock)		    _raw_spin_unlock(spinlock_check(lock))
#define spin_unlock_bh(lock)		    _raw_spin_unlock_bh(spinlock_check(lock))
#define spin_unlock_irq(lock)		    _raw_spin_unlock_irq(spinlock_check(lock))
#define spin_unlock_irqrestore(lock, flags) _raw_spin_unlock_irqrestore(spinlock_check(lock), flags)
#define spin_is_locked(lock)		    raw_spin_is_locked(spinlock_check(lock))
#define spin_is_contended(lock)		    raw_spin_is_contended(spinlock_check(lock))
#define spin_needbreak(lock)		    spin_is_contended(lock)
#define spin_unlock_wait(lock)               \
	do {                                 \
		while (spin_is_locked(lock)) \
			cpu_relax();         \
		smp_mb();                    \
	} while (0)
#define assert_spin_locked(lock) assert_raw_spin_locked(spinlock_check(lock))

/**
 * atomic_dec_and_lock, _atomic_dec_and_lock - drop one from @cnt, and hold @lock if that was the
 * last.
 *
 * So nobody who takes the lock finds an object whose count is 0.
 * Return: 1 with the lock held, else 0.
 */
int _atomic_dec_and_lock(atomic_t *cnt, spinlock_t *lock);
#define atomic_dec_and_lock(cnt, lock) _atomic_dec_and_lock(cnt, lock)

DEFINE_LOCK_GUARD_1(raw_spinlock, raw_spinlock_t, raw_spin_lock(_T->lock),
		    raw_spin_unlock(_T->lock))
DEFINE_LOCK_GUARD_1_COND(raw_spinlock, _try, raw_spin_trylock(_T->lock))
DEFINE_LOCK_GUARD_1(raw_spinlock_irq, raw_spinlock_t, raw_spin_lock_irq(_T->lock),
		    raw_spin_unlock_irq(_T->lock))
DEFINE_LOCK_GUARD_1(raw_spinlock_irqsave, raw_spinlock_t,
		    raw_spin_lock_irqsave(_T->lock, _T->flags),
		    raw_spin_unlock_irqrestore(_T->lock, _T->flags), unsigned long flags)
DEFINE_LOCK_GUARD_1(spinlock, spinlock_t, spin_lock(_T->lock), spin_unlock(_T->lock))
DEFINE_LOCK_GUARD_1_COND(spinlock, _try, spin_trylock(_T->lock))
DEFINE_LOCK_GUARD_1(spinlock_irq, spinlock_t, spin_lock_irq(_T->lock), spin_unlock_irq(_T->lock))
DEFINE_LOCK_GUARD_1(spinlock_bh, spinlock_t, spin_lock_bh(_T->lock), spin_unlock_bh(_T->lock))
DEFINE_LOCK_GUARD_1(spinlock_irqsave, spinlock_t, spin_lock_irqsave(_T->lock, _T->flags),
		    spin_unlock_irqrestore(_T->lock, _T->flags), unsigned long flags)
DEFINE_LOCK_GUARD_1_COND(spinlock_irqsave, _try, spin_trylock_irqsave(_T->lock, _T->flags))
DEFINE_LOCK_GUARD_1(read_lock, rwlock_t, read_lock(_T->lock), read_unlock(_T->lock))
DEFINE_LOCK_GUARD_1(read_lock_irqsave, rwlock_t, read_lock_irqsave(_T->lock, _T->flags),
		    read_unlock_irqrestore(_T->lock, _T->flags), unsigned long flags)
DEFINE_LOCK_GUARD_1(write_lock, rwlock_t, write_lock(_T->lock), write_unlock(_T->lock))
DEFINE_LOCK_GUARD_1(write_lock_irqsave, rwlock_t, write_lock_irqsave(_T->lock, _T->flags),
		    write_unlock_irqrestore(_T->lock, _T->flags), unsigned long flags)

#endif
