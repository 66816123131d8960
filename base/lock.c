// SPDX-License-Identifier: MIT
/*
 * The slow ways of base/lock.h.
 *
 * A thread that finds the lock held looks at it a little longer, since most holders are about to
 * leave; then it marks the word as waited for and sleeps.  The mark stays until the lock is given
 * back, so that a thread which was woken takes the lock together with the mark: it cannot know
 * whether others still sleep.
 */
#include "base/base.h"
#include <asm/processor.h>
#include <linux/export.h>
#include "port/port.h"
#include "port/turns.h"

/*
 * Derived: a holder inside the allocators leaves within some hundred nanoseconds, and a pause takes
 * between 10 and 140 cycles.  Spinning longer than a sleep and a wake-up cost could not pay.
 */
#define LOCK_SPINS 50

void lock_acquire_slow(struct lock *lock)
{
	for (int i = 0; i < LOCK_SPINS && !port_turns && READ_ONCE(lock->word) == 1; i++)
		cpu_relax();
	if (lock_try(lock))
		return;
	while (__atomic_exchange_n(&lock->word, 2, __ATOMIC_ACQUIRE) != 0)
		port_wait(&lock->word, 2, 0);
}
EXPORT_SYMBOL(lock_acquire_slow);

void lock_release_slow(struct lock *lock)
{
	port_wake(&lock->word, 1);
}
EXPORT_SYMBOL(lock_release_slow);
