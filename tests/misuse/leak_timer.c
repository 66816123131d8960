// SPDX-License-Identifier: MIT
/*
 * A timer is armed when its module goes.
 *
 * expect:
 *	BUG: module leak_timer was removed with its timer tick+OFF [leak_timer] still armed, by \
 *	arm+OFF [leak_timer]
 *	CPU: N PID: N Comm: insmod
 */
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/timer.h>

static struct timer_list timer;

static void tick(struct timer_list *t)
{
}

static noinline void arm(void)
{
	mod_timer(&timer, jiffies + 100 * HZ);
}

static int __init leak_timer_init(void)
{
	timer_setup(&timer, tick, 0);
	arm();
	return 0;
}

static void __exit leak_timer_exit(void)
{
#ifdef CORRECTED
	timer_delete_sync(&timer);
#endif
}

module_init(leak_timer_init);
module_exit(leak_timer_exit);
MODULE_DESCRIPTION("leaves a timer armed");
MODULE_LICENSE("GPL");
