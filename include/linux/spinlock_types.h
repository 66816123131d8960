/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_SPINLOCK_TYPES_H
#define _LINUX_SPINLOCK_TYPES_H

#include <linux/types.h>
#include <linux/rwlock_types.h>

#define SPINLOCK_MAGIC 0xdead4eadu

/**
 * struct raw_spinlock - a lock that is waited for in atomic context.
 * @word: 0 free, 1 held, 2 held and somebody sleeps for it.
 * @magic: SPINLOCK_MAGIC from initialisation on.
 * @owner: the holder's struct task_struct; NULL <=> @word is 0, seen by the holder.
 * @owner_cpu: the CPU it was taken on.
 * @depth: how often the holder took it again by mistake.
 */
typedef struct raw_spinlock {
	u32 word;
	u32 magic;
	void *owner;
	u32 owner_cpu;
	u32 depth;
} raw_spinlock_t;

/* The lock of modules: the same, but of another type. */
typedef struct spinlock {
	struct raw_spinlock rlock;
} spinlock_t;

#define __RAW_SPIN_LOCK_INITIALIZER(name)                 \
	{                                                 \
		.magic = SPINLOCK_MAGIC, .owner_cpu = ~0u \
	}
#define __RAW_SPIN_LOCK_UNLOCKED(name) ((raw_spinlock_t)__RAW_SPIN_LOCK_INITIALIZER(name))
#define DEFINE_RAW_SPINLOCK(name)      raw_spinlock_t name = __RAW_SPIN_LOCK_INITIALIZER(name)

#define __SPIN_LOCK_INITIALIZER(name)                      \
	{                                                  \
		.rlock = __RAW_SPIN_LOCK_INITIALIZER(name) \
	}
#define __SPIN_LOCK_UNLOCKED(name) (spinlock_t) __SPIN_LOCK_INITIALIZER(name)
#define DEFINE_SPINLOCK(name)	   spinlock_t name = __SPIN_LOCK_INITIALIZER(name)

/* The spelling before 2.6.39. */
#define SPIN_LOCK_UNLOCKED __SPIN_LOCK_UNLOCKED(old_style_spin_init)

#endif
