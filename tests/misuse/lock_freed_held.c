// SPDX-License-Identifier: MIT
/*
 * An object is freed while the lock in it is held.
 *
 * expect:
 *	=========================
 *	WARNING: held lock freed!
 *	-------------------------
 *	memory ADDR-ADDR is freed, with a lock still held there by insmod/PID!
 *	ADDR (&s->lock){+.+.}-{3:3}, at: close+OFF [lock_freed_held]
 *	which was taken at:
 *	       close+OFF [lock_freed_held] lock_freed_held.c:29
 *	       lock_freed_held_init+OFF [lock_freed_held] lock_freed_held.c:43
 *	CPU: N PID: N Comm: insmod
 *	 close+OFF [lock_freed_held] lock_freed_held.c:34
 *	 lock_freed_held_init+OFF [lock_freed_held] lock_freed_held.c:43
 */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

struct session {
	struct mutex lock;
	int id;
};

static noinline void close(struct session *s)
{
	mutex_lock(&s->lock);
	s->id = -1;
#ifdef CORRECTED
	mutex_unlock(&s->lock);
#endif
	kfree(s);
}

static int __init lock_freed_held_init(void)
{
	struct session *s = kzalloc(sizeof(*s), GFP_KERNEL);

	if (s) {
		mutex_init(&s->lock);
		close(s);
	}
	return 0;
}

static void __exit lock_freed_held_exit(void)
{
}

module_init(lock_freed_held_init);
module_exit(lock_freed_held_exit);
MODULE_DESCRIPTION("frees an object with a held lock");
MODULE_LICENSE("GPL");
