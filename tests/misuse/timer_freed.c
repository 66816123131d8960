// SPDX-License-Identifier: MIT
/*
 * A timer is freed while it is armed.
 *
 * expect:
 *	WARNING: ODEBUG: free active (active state 0) object: ADDR object type: timer_list hint: \
 *	expire+OFF [timer_freed], armed at timer_freed_init+OFF [timer_freed]
 *	CPU: N PID: N Comm: insmod
 *	 end+OFF [timer_freed] timer_freed.c:30
 *	 timer_freed_init+OFF [timer_freed] timer_freed.c:41
 */
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/timer.h>

struct session {
	struct timer_list timer;
};

static void expire(struct timer_list *t)
{
}

static noinline void end(struct session *session)
{
#ifdef CORRECTED
	timer_delete_sync(&session->timer);
#endif
	kfree(session);
}

static int __init timer_freed_init(void)
{
	struct session *session = kmalloc(sizeof(*session), GFP_KERNEL);

	if (!session)
		return -ENOMEM;
	timer_setup(&session->timer, expire, 0);
	mod_timer(&session->timer, jiffies + 100 * HZ);
	end(session);
	return 0;
}

static void __exit timer_freed_exit(void)
{
}

module_init(timer_freed_init);
module_exit(timer_freed_exit);
MODULE_DESCRIPTION("frees an armed timer");
MODULE_LICENSE("GPL");
