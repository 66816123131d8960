/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_RWLOCK_TYPES_H
#define _LINUX_RWLOCK_TYPES_H

#include <linux/types.h>

#define RWLOCK_MAGIC 0xdeaf1eedu

/**
 * struct rwlock_t - a spinlock that readers share.
 * @word: RWLOCK_WRITER, or the number of readers.
 * @magic: RWLOCK_MAGIC from initialisation on.
 * @owner: the writer's struct task_struct, else NULL.
 * @waiters: threads that sleep on @word.
 * @depth: how often the writer took it again by mistake.
 *
 * Readers come in whenever there is no writer, so one thread may read again inside its own
 * read-side section.
 */
typedef struct {
	u32 word;
	u32 magic;
	void *owner;
	u32 waiters;
	u32 depth;
} rwlock_t;

#define RWLOCK_WRITER 0x80000000u

#define __RW_LOCK_INITIALIZER(name)   \
	{                             \
		.magic = RWLOCK_MAGIC \
	}
#define __RW_LOCK_UNLOCKED(name) (rwlock_t) __RW_LOCK_INITIALIZER(name)
#define DEFINE_RWLOCK(name)	 rwlock_t name = __RW_LOCK_INITIALIZER(name)

/* The spelling before 2.6.39. */
#define RW_LOCK_UNLOCKED __RW_LOCK_UNLOCKED(old_style_rw_init)

#endif
