/* SPDX-License-Identifier: MIT */
/*
 * Lock classes and what may be asserted of locks.
 *
 * No lock order is learned here: classes, subclasses and maps are names without effect.  What an
 * assertion can know from the lock itself it checks: who holds a spinlock, a mutex, a writer's
 * lock; whether a reader's lock is held at all.
 */
#ifndef _LINUX_LOCKDEP_H
#define _LINUX_LOCKDEP_H

#include <linux/types.h>
#include <linux/compiler.h>
#include <linux/bug.h>
#include <linux/rwlock_types.h>

struct raw_spinlock;
struct spinlock;
struct mutex;
struct rw_semaphore;

/* One for each line of source that initialises locks: these are of one class. */
struct lock_class_key {
	char unused;
};
struct lockdep_map {
};
struct pin_cookie {
};

#define SINGLE_DEPTH_NESTING 1

/* lock_nest - of the next lock that the caller takes; lock_set_class - a class for one lock. */
void lock_nest(unsigned int subclass, const void *nest);
void lock_set_class(const void *lock, const char *name, const struct lock_class_key *key);

#define DEFINE_WAIT_OVERRIDE_MAP(name, type) struct lockdep_map name = {}
#define STATIC_LOCKDEP_MAP_INIT(name, key) \
	{                                  \
	}
#define LOCKDEP_STILL_OK       1
#define LOCKDEP_NOW_UNRELIABLE 0

#define lockdep_init()					barrier()
#define lockdep_off()					barrier()
#define lockdep_on()					barrier()
#define lockdep_register_key(key)			((void)(key))
#define lockdep_unregister_key(key)			((void)(key))
#define lockdep_init_map(map, name, key, sub)		((void)(map), (void)(name), (void)(key))
#define lockdep_set_class(lock, key)			lock_set_class(lock, #key, key)
#define lockdep_set_class_and_name(lock, key, name)	lock_set_class(lock, name, key)
#define lockdep_set_class_and_subclass(lock, key, sub)	lock_set_class(lock, #key, (key) + (sub))
#define lockdep_set_novalidate_class(lock)		lock_set_class(lock, NULL, NULL)
#define lockdep_match_class(lock, key)			((void)(lock), (void)(key), 0)
#define lockdep_copy_map(to, from)			((void)(to), (void)(from))
#define lock_acquire_exclusive(map, sub, try, nest, ip) ((void)(map))
#define lock_map_acquire(map)				((void)(map))
#define lock_map_acquire_read(map)			((void)(map))
#define lock_map_release(map)				((void)(map))
#define lockdep_depth(task)				(0)
#define lockdep_is_held_type(lock, read)		lockdep_is_held(lock)
#define lockdep_pin_lock(lock)				((void)(lock), (struct pin_cookie){})
#define lockdep_unpin_lock(lock, cookie)		((void)(lock), (void)(cookie))
#define might_lock(lock)				((void)(lock))
#define might_lock_read(lock)				((void)(lock))
#define might_lock_nested(lock, sub)			((void)(lock))
#define debug_locks					1
#define debug_locks_off()				0
#define debug_check_no_locks_held()			barrier()
#define debug_show_all_locks()				barrier()

/**
 * lock_held_raw_spin, lock_held_mutex, lock_held_rwsem, lock_held_rwlock - lockdep_is_held().
 * @write: held for reading will not do.
 * Return: is it held by the caller; for reading, by anybody, as a lock does not know its readers.
 */
bool lock_held_raw_spin(const void *lock, bool write);
bool lock_held_mutex(const void *lock, bool write);
bool lock_held_rwsem(const void *lock, bool write);
bool lock_held_rwlock(const void *lock, bool write);

static inline bool lock_held_unknown(const void *lock, bool write)
{
	return true;
}

#define __lockdep_held(lock, write)                       \
	_Generic((lock), struct raw_spinlock *            \
		 : lock_held_raw_spin, struct spinlock *  \
		 : lock_held_raw_spin, struct mutex *     \
		 : lock_held_mutex, struct rw_semaphore * \
		 : lock_held_rwsem, rwlock_t *            \
		 : lock_held_rwlock, default              \
		 : lock_held_unknown)((const void *)(lock), (write))

#define lockdep_is_held(lock)		     __lockdep_held(lock, false)
#define lockdep_assert(cond)		     WARN_ON(!(cond))
#define lockdep_assert_once(cond)	     WARN_ON_ONCE(!(cond))
#define lockdep_assert_held(lock)	     lockdep_assert(__lockdep_held(lock, false))
#define lockdep_assert_held_once(lock)	     lockdep_assert_once(__lockdep_held(lock, false))
#define lockdep_assert_held_write(lock)	     lockdep_assert(__lockdep_held(lock, true))
#define lockdep_assert_held_read(lock)	     lockdep_assert(__lockdep_held(lock, false))
#define lockdep_assert_held_exclusive(lock)  lockdep_assert_held_write(lock)
#define lockdep_assert_none_held_once()	     barrier()
#define lockdep_assert_irqs_enabled()	     WARN_ON_ONCE(irqs_disabled())
#define lockdep_assert_irqs_disabled()	     WARN_ON_ONCE(!irqs_disabled())
#define lockdep_assert_in_irq()		     WARN_ON_ONCE(!in_hardirq())
#define lockdep_assert_preemption_enabled()  WARN_ON_ONCE(!preemptible())
#define lockdep_assert_preemption_disabled() WARN_ON_ONCE(preemptible())
#define lockdep_assert_in_softirq()	     WARN_ON_ONCE(!in_softirq() || in_hardirq())

/* The newest kernels say instead which locks a function wants. */
#define lockdep_assert_not_held(lock)                  \
	WARN_ON(_Generic((lock), struct raw_spinlock * \
			 : true, struct spinlock *     \
			 : true, struct mutex *        \
			 : true, default               \
			 : false) &&                   \
		lockdep_is_held(lock))

#endif
