// SPDX-License-Identifier: MIT
/*
 * A timer that beats three times.
 *
 * The lesson: a timer's function runs in softirq context, where nothing may sleep: memory comes
 * with GFP_ATOMIC, or not at all.  It arms its timer again if it wants to be called again.  Before
 * the module goes, timer_delete_sync() waits until the function neither runs nor will.
 *
 *	$ ashlar run --cpus 1 --stay 500 heartbeat.c
 *	[    0.000932] heart: beats as insmod's work, later
 *	[    0.011932] heart: beat 1 in softirq 1, as swapper/0
 *	[    0.021932] heart: beat 2 in softirq 1, as swapper/0
 *	[    0.031932] heart: beat 3 in softirq 1, as swapper/0
 *	[    0.131932] heart: stopped after 3 beats
 */
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/timer.h>

struct heart {
	struct timer_list timer;
	int beats;
};

static struct heart heart;

static void beat(struct timer_list *t)
{
	struct heart *h = timer_container_of(h, t, timer);
	char *note = kasprintf(GFP_ATOMIC, "beat %d", ++h->beats);

	if (note)
		pr_info("heart: %s in softirq %d, as %s\n", note, !!in_serving_softirq(),
			current->comm);
	kfree(note);
	if (h->beats < 3)
		mod_timer(t, jiffies + msecs_to_jiffies(10));
}

static int __init heart_init(void)
{
	timer_setup(&heart.timer, beat, 0);
	mod_timer(&heart.timer, jiffies + msecs_to_jiffies(10));
	pr_info("heart: beats as %s's work, later\n", current->comm);
	return 0;
}

static void __exit heart_exit(void)
{
	timer_delete_sync(&heart.timer);
	pr_info("heart: stopped after %d beats\n", heart.beats);
}

module_init(heart_init);
module_exit(heart_exit);
MODULE_LICENSE("GPL");
