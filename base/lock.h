/* SPDX-License-Identifier: MIT */
/*
 * The core's own lock: one word, and the port to sleep on it.
 *
 *	word == 0: free;  1: held;  2: held, and someone may sleep in port_wait()
 *
 * Only the change from 2 to 0 has to wake.  Taking a free lock and giving back one that nobody
 * waits for cost one atomic each and no call.
 *
 * This is not spinlock_t: it neither turns preemption off nor checks the caller's context, so
 * that allocators can be called from any.  It does not nest, and has no owner.
 */
#ifndef BASE_LOCK_H
#define BASE_LOCK_H

#include <linux/compiler.h>
#include <linux/types.h>

struct lock {
	u32 word;
};

_Static_assert(sizeof(struct lock) == sizeof(u32), "the port waits on a u32");

#define LOCK_INIT \
	{         \
		0 \
	}

/** lock_acquire_slow - of lock_acquire(), where the lock is held: sleep until it is free. */
void lock_acquire_slow(struct lock *lock);
/** lock_release_slow - of lock_release(), where someone may sleep: wake one. */
void lock_release_slow(struct lock *lock);

/** lock_init - make @lock free; whoever held it or waited for it is forgotten. */
static inline void lock_init(struct lock *lock)
{
	WRITE_ONCE(lock->word, 0);
}

/** lock_try - take @lock if it is free; true where it was. */
static __always_inline bool lock_try(struct lock *lock)
{
	u32 expected = 0;

	return __atomic_compare_exchange_n(&lock->word, &expected, 1, false, __ATOMIC_ACQUIRE,
					   __ATOMIC_RELAXED);
}

/** lock_acquire - take @lock, waiting until it is free. */
static __always_inline void lock_acquire(struct lock *lock)
{
	if (unlikely(!lock_try(lock)))
		lock_acquire_slow(lock);
}

/** lock_release - give @lock back; the caller holds it. */
static __always_inline void lock_release(struct lock *lock)
{
	if (unlikely(__atomic_exchange_n(&lock->word, 0, __ATOMIC_RELEASE) != 1))
		lock_release_slow(lock);
}

/** lock_is_held - does anybody hold @lock?  For assertions. */
static inline bool lock_is_held(const struct lock *lock)
{
	return __atomic_load_n(&lock->word, __ATOMIC_RELAXED) != 0;
}

#endif
