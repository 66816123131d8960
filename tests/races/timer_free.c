// SPDX-License-Identifier: MIT
/*
 * A timer is deleted without waiting for its function, which may run: then its memory is freed.
 *
 * finds: slab-use-after-free
 */
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/timer.h>

struct gauge {
	struct timer_list timer;
	unsigned int reads, sum;
};

static struct gauge *gauge;

static void gauge_read(struct timer_list *timer)
{
	struct gauge *self = from_timer(self, timer, timer);

	self->reads++;
	self->sum += self->reads;
}

static int __init race_init(void)
{
	gauge = kzalloc(sizeof(*gauge), GFP_KERNEL);
	if (!gauge)
		return -ENOMEM;
	timer_setup(&gauge->timer, gauge_read, 0);
	return 0;
}

static void __exit race_exit(void)
{
	mod_timer(&gauge->timer, jiffies + 1);
	schedule_timeout_uninterruptible(1);
#ifdef CORRECTED
	del_timer_sync(&gauge->timer);
#else
	del_timer(&gauge->timer);
#endif
	kfree(gauge);
}

module_init(race_init);
module_exit(race_exit);
MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("a timer that is freed while it runs");
