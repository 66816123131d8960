/* SPDX-License-Identifier: MIT */
/* Spinlocks that readers share; see <linux/spinlock.h>, which includes this. */
#ifndef _LINUX_RWLOCK_H
#define _LINUX_RWLOCK_H

#include <linux/rwlock_types.h>
#include <linux/irqflags.h>
#include <linux/bottom_half.h>

struct lock_class_key;

void __rwlock_init(rwlock_t *lock, const char *name, struct lock_class_key *key);
void _raw_read_lock(rwlock_t *lock);
void _raw_read_lock_bh(rwlock_t *lock);
void _raw_read_lock_irq(rwlock_t *lock);
unsigned long _raw_read_lock_irqsave(rwlock_t *lock);
void _raw_read_unlock(rwlock_t *lock);
void _raw_read_unlock_bh(rwlock_t *lock);
void _raw_read_unlock_irq(rwlock_t *lock);
void _raw_read_unlock_irqrestore(rwlock_t *lock, unsigned long flags);
int _raw_read_trylock(rwlock_t *lock);
void _raw_write_lock(rwlock_t *lock);
void _raw_write_lock_bh(rwlock_t *lock);
void _raw_write_lock_irq(rwlock_t *lock);
unsigned long _raw_write_lock_irqsave(rwlock_t *lock);
void _raw_write_unlock(rwlock_t *lock);
void _raw_write_unlock_bh(rwlock_t *lock);
void _raw_write_unlock_irq(rwlock_t *lock);
void _raw_write_unlock_irqrestore(rwlock_t *lock, unsigned long flags);
int _raw_write_trylock(rwlock_t *lock);

/** rwlock_is_held - a writer by the caller (@write), or by anybody a reader or writer. */
bool rwlock_is_held(const rwlock_t *lock, bool write);

#define rwlock_init(lock)                                       \
	do {                                                    \
		static struct lock_class_key __key;             \
		__rwlock_init(lock, __stringify(lock), &__key); \
	} while (0)

#define read_lock(lock)			  _raw_read_lock(lock)
#define read_lock_bh(lock)		  _raw_read_lock_bh(lock)
#define read_lock_irq(lock)		  _raw_read_lock_irq(lock)
#define read_unlock(lock)		  _raw_read_unlock(lock)
#define read_unlock_bh(lock)		  _raw_read_unlock_bh(lock)
#define read_unlock_irq(lock)		  _raw_read_unlock_irq(lock)
#define read_trylock(lock)		  _raw_read_trylock(lock)
#define write_lock(lock)		  _raw_write_lock(lock)
#define write_lock_nested(lock, subclass) (lock_nest(subclass, NULL), _raw_write_lock(lock))
#define write_lock_bh(lock)		  _raw_write_lock_bh(lock)
#define write_lock_irq(lock)		  _raw_write_lock_irq(lock)
#define write_unlock(lock)		  _raw_write_unlock(lock)
#define write_unlock_bh(lock)		  _raw_write_unlock_bh(lock)
#define write_unlock_irq(lock)		  _raw_write_unlock_irq(lock)
#define write_trylock(lock)		  _raw_write_trylock(lock)

#define read_lock_irqsave(lock, flags)                  \
	do {                                            \
		(flags) = _raw_read_lock_irqsave(lock); \
	} while (0)
#define read_unlock_irqrestore(lock, flags) _raw_read_unlock_irqrestore(lock, flags)
#define write_lock_irqsave(lock, flags)                  \
	do {                                             \
		(flags) = _raw_write_lock_irqsave(lock); \
	} while (0)
#define write_unlock_irqrestore(lock, flags) _raw_write_unlock_irqrestore(lock, flags)

#define write_trylock_irqsave(lock, flags)        \
	({                                        \
		local_irq_save(flags);            \
		write_trylock(lock) ? 1 : ({      \
			local_irq_restore(flags); \
			0;                        \
		});                               \
	})

#define rwlock_is_contended(lock) (READ_ONCE((lock)->waiters) != 0)

#endif
