/* SPDX-License-Identifier: MIT */
/*
 * Sequence counters: readers that take no lock, and read again when a writer came between.
 *
 *	the count is odd  <=>  a writer is inside
 *
 * A reader may see anything while a writer is inside, so it uses nothing of what it read before
 * read_seqretry() says that no writer was there.  Writers exclude each other by other means; with
 * a seqlock_t, by its own spinlock.  A writer holds its CPU: readers in atomic context on the same
 * CPU would wait for ever otherwise.
 */
#ifndef _LINUX_SEQLOCK_H
#define _LINUX_SEQLOCK_H

#include <linux/types.h>
#include <linux/compiler.h>
#include <linux/preempt.h>
#include <linux/spinlock.h>
#include <linux/mutex.h>
#include <asm/barrier.h>
#include <asm/processor.h>

typedef struct seqcount {
	unsigned int sequence;
} seqcount_t;

/* A counter that names the lock its writers take, for the reader of the code. */
#define __SEQCOUNT_TYPE(name, locktype)  \
	typedef struct seqcount_##name { \
		seqcount_t seqcount;     \
		locktype *lock;          \
	} seqcount_##name##_t

__SEQCOUNT_TYPE(raw_spinlock, raw_spinlock_t);
__SEQCOUNT_TYPE(spinlock, spinlock_t);
__SEQCOUNT_TYPE(rwlock, rwlock_t);
__SEQCOUNT_TYPE(mutex, struct mutex);

#define SEQCNT_ZERO(name)     \
	{                     \
		.sequence = 0 \
	}
#define __SEQCNT_LOCK_ZERO(name, assoc)                        \
	{                                                      \
		.seqcount = SEQCNT_ZERO(name), .lock = (assoc) \
	}
#define SEQCNT_RAW_SPINLOCK_ZERO(name, lock) __SEQCNT_LOCK_ZERO(name, lock)
#define SEQCNT_SPINLOCK_ZERO(name, lock)     __SEQCNT_LOCK_ZERO(name, lock)
#define SEQCNT_RWLOCK_ZERO(name, lock)	     __SEQCNT_LOCK_ZERO(name, lock)
#define SEQCNT_MUTEX_ZERO(name, lock)	     __SEQCNT_LOCK_ZERO(name, lock)

static inline void seqcount_init(seqcount_t *s)
{
	WRITE_ONCE(s->sequence, 0);
}

#define __seqcount_lock_init(s, assoc)         \
	do {                                   \
		seqcount_init(&(s)->seqcount); \
		(s)->lock = (assoc);           \
	} while (0)
#define seqcount_raw_spinlock_init(s, lock) __seqcount_lock_init(s, lock)
#define seqcount_spinlock_init(s, lock)	    __seqcount_lock_init(s, lock)
#define seqcount_rwlock_init(s, lock)	    __seqcount_lock_init(s, lock)
#define seqcount_mutex_init(s, lock)	    __seqcount_lock_init(s, lock)

/* Every kind of counter begins with the plain one. */
#define __seqcount(s) \
	_Generic((s),                                                                              \
		const seqcount_t *: (seqcount_t *)(s),                                             \
		seqcount_t *: (seqcount_t *)(s),                                                   \
		seqcount_raw_spinlock_t *: (seqcount_t *)(s),                                      \
		const seqcount_raw_spinlock_t *: (seqcount_t *)(s),                                \
		seqcount_spinlock_t *: (seqcount_t *)(s),                                          \
		const seqcount_spinlock_t *: (seqcount_t *)(s),                                    \
		seqcount_rwlock_t *: (seqcount_t *)(s),                                            \
		const seqcount_rwlock_t *: (seqcount_t *)(s),                                      \
		seqcount_mutex_t *: (seqcount_t *)(s),                                             \
		const seqcount_mutex_t *: (seqcount_t *)(s))

static inline unsigned int __seqcount_begin(const seqcount_t *s)
{
	unsigned int seq;

	while ((seq = smp_load_acquire(&s->sequence)) & 1)
		cpu_relax();
	return seq;
}

static inline int __seqcount_changed(const seqcount_t *s, unsigned int start)
{
	smp_rmb();
	return READ_ONCE(s->sequence) != start;
}

static inline void __seqcount_write_begin(seqcount_t *s)
{
	WRITE_ONCE(s->sequence, s->sequence + 1);
	smp_wmb();
}

static inline void __seqcount_write_end(seqcount_t *s)
{
	smp_wmb();
	WRITE_ONCE(s->sequence, s->sequence + 1);
}

#define __read_seqcount_begin(s)   __seqcount_begin(__seqcount(s))
#define raw_read_seqcount_begin(s) __seqcount_begin(__seqcount(s))
#define read_seqcount_begin(s)	   __seqcount_begin(__seqcount(s))
#define raw_read_seqcount(s)	   smp_load_acquire(&__seqcount(s)->sequence)
/* An odd start never matches the end: the reader retries instead of waiting first. */
#define raw_seqcount_begin(s)		(raw_read_seqcount(s) & ~1u)
#define __read_seqcount_retry(s, start) __seqcount_changed(__seqcount(s), start)
#define read_seqcount_retry(s, start)	__seqcount_changed(__seqcount(s), start)

#define raw_write_seqcount_begin(s)                    \
	do {                                           \
		preempt_disable();                     \
		__seqcount_write_begin(__seqcount(s)); \
	} while (0)
#define raw_write_seqcount_end(s)                    \
	do {                                         \
		__seqcount_write_end(__seqcount(s)); \
		preempt_enable();                    \
	} while (0)
#define write_seqcount_begin(s)			 raw_write_seqcount_begin(s)
#define write_seqcount_begin_nested(s, subclass) raw_write_seqcount_begin(s)
#define write_seqcount_end(s)			 raw_write_seqcount_end(s)

/* Readers that began before this retry, as if a writer had come and gone. */
#define write_seqcount_invalidate(s)                                              \
	do {                                                                      \
		smp_wmb();                                                        \
		WRITE_ONCE(__seqcount(s)->sequence, __seqcount(s)->sequence + 2); \
	} while (0)
#define raw_write_seqcount_barrier(s) write_seqcount_invalidate(s)

/* ---- with a lock for the writers ------------------------------------------------------------- */

typedef struct {
	seqcount_t seqcount;
	spinlock_t lock;
} seqlock_t;

#define __SEQLOCK_UNLOCKED(lockname)                                                         \
	{                                                                                    \
		.seqcount = SEQCNT_ZERO(lockname), .lock = __SPIN_LOCK_INITIALIZER(lockname) \
	}
#define DEFINE_SEQLOCK(sl) seqlock_t sl = __SEQLOCK_UNLOCKED(sl)
#define seqlock_init(sl)                        \
	do {                                    \
		spin_lock_init(&(sl)->lock);    \
		seqcount_init(&(sl)->seqcount); \
	} while (0)

static inline unsigned int read_seqbegin(const seqlock_t *sl)
{
	return __seqcount_begin(&sl->seqcount);
}

static inline unsigned int read_seqretry(const seqlock_t *sl, unsigned int start)
{
	return (unsigned int)__seqcount_changed(&sl->seqcount, start);
}

#define __DEFINE_WRITE_SEQLOCK(kind)                                \
	static inline void write_seqlock##kind(seqlock_t *sl)       \
	{                                                           \
		spin_lock##kind(&sl->lock);                         \
		__seqcount_write_begin(&sl->seqcount);              \
	}                                                           \
	static inline void write_sequnlock##kind(seqlock_t *sl)     \
	{                                                           \
		__seqcount_write_end(&sl->seqcount);                \
		spin_unlock##kind(&sl->lock);                       \
	}                                                           \
	static inline void read_seqlock_excl##kind(seqlock_t *sl)   \
	{                                                           \
		spin_lock##kind(&sl->lock);                         \
	}                                                           \
	static inline void read_sequnlock_excl##kind(seqlock_t *sl) \
	{                                                           \
		spin_unlock##kind(&sl->lock);                       \
	}

__DEFINE_WRITE_SEQLOCK()
__DEFINE_WRITE_SEQLOCK(_bh)
__DEFINE_WRITE_SEQLOCK(_irq)

#define write_seqlock_irqsave(sl, flags)                 \
	do {                                             \
		spin_lock_irqsave(&(sl)->lock, flags);   \
		__seqcount_write_begin(&(sl)->seqcount); \
	} while (0)

static inline void write_sequnlock_irqrestore(seqlock_t *sl, unsigned long flags)
{
	__seqcount_write_end(&sl->seqcount);
	spin_unlock_irqrestore(&sl->lock, flags);
}

#define read_seqlock_excl_irqsave(sl, flags)	  spin_lock_irqsave(&(sl)->lock, flags)
#define read_sequnlock_excl_irqrestore(sl, flags) spin_unlock_irqrestore(&(sl)->lock, flags)

/* A reader that tries without the lock first (even @seq), and with it if it must (odd). */
static inline void read_seqbegin_or_lock(seqlock_t *lock, int *seq)
{
	if (*seq & 1)
		read_seqlock_excl(lock);
	else
		*seq = (int)read_seqbegin(lock);
}

static inline int need_seqretry(seqlock_t *lock, int seq)
{
	return !(seq & 1) && read_seqretry(lock, (unsigned int)seq);
}

static inline void done_seqretry(seqlock_t *lock, int seq)
{
	if (seq & 1)
		read_sequnlock_excl(lock);
}

#endif
