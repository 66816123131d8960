// SPDX-License-Identifier: MIT
/*
 * Spinlocks that readers share.
 *
 * The word is the number of readers, or RWLOCK_WRITER.  A waiter counts itself before it looks at
 * the word for the last time, and who leaves looks at the count of waiters after changing the
 * word; with full barriers between, one of the two sees the other, and no waiter sleeps through
 * the lock's becoming free.
 */
#include "kernel/kernel.h"
#include "kernel/lock_watch.h"
#include <linux/atomic.h>
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include "port/port.h"
#include "port/turns.h"

#define SPINS 200

static void complain(const rwlock_t *lock, const char *what)
{
	lock_report("rwlock", what, lock, lock->magic, READ_ONCE(lock->owner), -1);
}

void __rwlock_init(rwlock_t *lock, const char *name, struct lock_class_key *key)
{
	*lock = __RW_LOCK_UNLOCKED(lock);
	lock_named(lock, name, key);
}
EXPORT_SYMBOL(__rwlock_init);

static void check_magic(rwlock_t *lock)
{
	if (likely(lock->magic == RWLOCK_MAGIC))
		return;
	complain(lock, "bad magic");
	*lock = __RW_LOCK_UNLOCKED(lock);
}

/* Not as lock_marks have it: nobody initialised it, or somebody follows the locks. */
static noinline void look(rwlock_t *lock, unsigned int how, unsigned long ip)
{
	check_magic(lock);
	lock_taken(lock, how, ip);
}

static bool try_read(rwlock_t *lock)
{
	u32 word = READ_ONCE(lock->word);

	while (!(word & RWLOCK_WRITER)) {
		u32 seen = cmpxchg_acquire(&lock->word, word, word + 1);

		if (seen == word)
			return true;
		word = seen;
	}
	return false;
}

static bool try_write(rwlock_t *lock)
{
	if (READ_ONCE(lock->word) || cmpxchg_acquire(&lock->word, 0, RWLOCK_WRITER))
		return false;
	WRITE_ONCE(lock->owner, current);
	return true;
}

static void wait_for(rwlock_t *lock, bool (*try)(rwlock_t *lock))
{
	bool suspected = false;

	for (int i = 0; i < SPINS && !port_turns; i++) {
		if (try(lock))
			return;
		cpu_relax();
	}
	__atomic_fetch_add(&lock->waiters, 1, __ATOMIC_SEQ_CST);
	while (!try(lock)) {
		u32 word = __atomic_load_n(&lock->word, __ATOMIC_SEQ_CST);

		if (word && lock_wait(&lock->word, word, &suspected))
			complain(lock, "lockup suspected");
	}
	__atomic_fetch_sub(&lock->waiters, 1, __ATOMIC_SEQ_CST);
}

static void acquire(rwlock_t *lock, bool write, unsigned long ip)
{
	if (unlikely(lock->magic != lock_marks.rw))
		look(lock, write ? 0 : LOCK_SHARED, ip);
	if (unlikely(READ_ONCE(lock->owner) == current)) {
		complain(lock, write ? "recursion" : "recursion (read under write)");
		lock->depth++;
		return;
	}
	wait_for(lock, write ? try_write : try_read);
}

static bool try_acquire(rwlock_t *lock, bool write, unsigned long ip)
{
	check_magic(lock);
	if (!(write ? try_write : try_read)(lock))
		return lock_missed();
	if (unlikely(lock->magic != lock_marks.rw))
		lock_taken(lock, LOCK_TRY | (write ? 0 : LOCK_SHARED), ip);
	return true;
}

/* Return: false where there was nothing to give back. */
static bool release(rwlock_t *lock, bool write, unsigned long ip)
{
	u32 word = READ_ONCE(lock->word);

	check_magic(lock);
	if (unlikely(lock->depth && lock->owner == current)) {
		lock_released(lock, ip);
		lock->depth--;
		return true;
	}
	if (unlikely(write ? !(word & RWLOCK_WRITER) : !word || (word & RWLOCK_WRITER))) {
		complain(lock, word ? "held in the other mode" : "already unlocked");
		return false;
	}
	if (unlikely(lock->magic != lock_marks.rw) && !lock_released(lock, ip) && !write)
		complain(lock, "released by who did not take it");
	if (!write) {
		__atomic_fetch_sub(&lock->word, 1, __ATOMIC_SEQ_CST);
	} else {
		if (unlikely(lock->owner != current))
			complain(lock, "wrong owner");
		WRITE_ONCE(lock->owner, NULL);
		__atomic_store_n(&lock->word, 0, __ATOMIC_SEQ_CST);
	}
	if (__atomic_load_n(&lock->waiters, __ATOMIC_SEQ_CST))
		port_wake(&lock->word, ~0u);
	return true;
}

/* ---- the ways to hold one: read and write are alike ------------------------------------------ */

#define DEFINE_RWLOCK_OPS(op, write)                                            \
	void _raw_##op##_lock(rwlock_t *lock)                                   \
	{                                                                       \
		context_enter(PREEMPT_LOCK_OFFSET, _RET_IP_);                   \
		acquire(lock, write, _RET_IP_);                                 \
	}                                                                       \
	EXPORT_SYMBOL(_raw_##op##_lock);                                        \
	void _raw_##op##_lock_bh(rwlock_t *lock)                                \
	{                                                                       \
		context_enter(SOFTIRQ_LOCK_OFFSET, _RET_IP_);                   \
		acquire(lock, write, _RET_IP_);                                 \
	}                                                                       \
	EXPORT_SYMBOL(_raw_##op##_lock_bh);                                     \
	unsigned long _raw_##op##_lock_irqsave(rwlock_t *lock)                  \
	{                                                                       \
		unsigned long flags = context_irq_save_ip(_RET_IP_);            \
                                                                                \
		context_enter(PREEMPT_LOCK_OFFSET, _RET_IP_);                   \
		acquire(lock, write, _RET_IP_);                                 \
		return flags;                                                   \
	}                                                                       \
	EXPORT_SYMBOL(_raw_##op##_lock_irqsave);                                \
	void _raw_##op##_lock_irq(rwlock_t *lock)                               \
	{                                                                       \
		context_irq_save_ip(_RET_IP_);                                  \
		context_enter(PREEMPT_LOCK_OFFSET, _RET_IP_);                   \
		acquire(lock, write, _RET_IP_);                                 \
	}                                                                       \
	EXPORT_SYMBOL(_raw_##op##_lock_irq);                                    \
	void _raw_##op##_unlock(rwlock_t *lock)                                 \
	{                                                                       \
		if (release(lock, write, _RET_IP_))                             \
			context_leave(PREEMPT_LOCK_OFFSET, _RET_IP_);           \
	}                                                                       \
	EXPORT_SYMBOL(_raw_##op##_unlock);                                      \
	void _raw_##op##_unlock_bh(rwlock_t *lock)                              \
	{                                                                       \
		if (release(lock, write, _RET_IP_))                             \
			context_leave(SOFTIRQ_LOCK_OFFSET, _RET_IP_);           \
	}                                                                       \
	EXPORT_SYMBOL(_raw_##op##_unlock_bh);                                   \
	void _raw_##op##_unlock_irqrestore(rwlock_t *lock, unsigned long flags) \
	{                                                                       \
		if (!release(lock, write, _RET_IP_))                            \
			return;                                                 \
		context_irq_restore(flags);                                     \
		context_leave(PREEMPT_LOCK_OFFSET, _RET_IP_);                   \
	}                                                                       \
	EXPORT_SYMBOL(_raw_##op##_unlock_irqrestore);                           \
	void _raw_##op##_unlock_irq(rwlock_t *lock)                             \
	{                                                                       \
		if (!release(lock, write, _RET_IP_))                            \
			return;                                                 \
		context_irq_restore(0);                                         \
		context_leave(PREEMPT_LOCK_OFFSET, _RET_IP_);                   \
	}                                                                       \
	EXPORT_SYMBOL(_raw_##op##_unlock_irq);                                  \
	int _raw_##op##_trylock(rwlock_t *lock)                                 \
	{                                                                       \
		context_enter(PREEMPT_LOCK_OFFSET, _RET_IP_);                   \
		if (try_acquire(lock, write, _RET_IP_))                         \
			return 1;                                               \
		context_leave(PREEMPT_LOCK_OFFSET, _RET_IP_);                   \
		return 0;                                                       \
	}                                                                       \
	EXPORT_SYMBOL(_raw_##op##_trylock)

DEFINE_RWLOCK_OPS(read, false);
DEFINE_RWLOCK_OPS(write, true);

bool rwlock_is_held(const rwlock_t *lock, bool write)
{
	return write ? READ_ONCE(lock->owner) == current : READ_ONCE(lock->word) != 0;
}
EXPORT_SYMBOL(rwlock_is_held);

bool lock_held_rwlock(const void *lock, bool write)
{
	return rwlock_is_held(lock, write);
}
EXPORT_SYMBOL(lock_held_rwlock);
