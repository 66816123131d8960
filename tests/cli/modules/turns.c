// SPDX-License-Identifier: MIT
/* Threads that wait in all ways there are, for who gives out turns (tests/cli/seeds.sh). */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>

static char *what = "sleep";
module_param(what, charp, 0444);

static DEFINE_MUTEX(mutex);
static DEFINE_SPINLOCK(spinlock);
static DECLARE_COMPLETION(ended);
static bool flag;

static int raise_flag(void *unused)
{
	mutex_lock(&mutex);
	spin_lock(&spinlock);
	udelay(100);
	WRITE_ONCE(flag, true);
	spin_unlock(&spinlock);
	mutex_unlock(&mutex);
	complete(&ended);
	return 0;
}

/* Return: false where there is no such thread. */
static bool start(void)
{
	return !IS_ERR(kthread_run(raise_flag, NULL, "raise_flag"));
}

static void spin(void)
{
	if (!start())
		return;
	while (!READ_ONCE(flag))
		cpu_relax();
	wait_for_completion(&ended);
}

static void trylock(void)
{
	bool seen = !start();

	while (!seen) {
		if (!mutex_trylock(&mutex))
			continue;
		if (spin_trylock(&spinlock)) {
			seen = READ_ONCE(flag);
			spin_unlock(&spinlock);
		}
		mutex_unlock(&mutex);
	}
	if (READ_ONCE(flag))
		wait_for_completion(&ended);
}

static void delay(void)
{
	ktime_t before = ktime_get();

	if (!start())
		return;
	mdelay(5);
	WARN_ON(!READ_ONCE(flag));
	WARN_ON(ktime_ms_delta(ktime_get(), before) < 5);
	wait_for_completion(&ended);
}

static void loop_on_jiffies(void)
{
	unsigned long end = jiffies + 2;

	while (time_before(jiffies, end))
		cond_resched();
}

static void endless(void)
{
	static bool never;

	while (!READ_ONCE(never))
		cpu_relax();
}

static noinline void forever(void)
{
	DECLARE_COMPLETION_ONSTACK(never);

	wait_for_completion(&never);
}

static void leak(void)
{
	kfree(kmalloc(100, GFP_KERNEL));
	if (!kmalloc(200, GFP_KERNEL))
		pr_info("turns: no memory\n");
}

static int __init turns_init(void)
{
	if (strcmp(what, "sleep") == 0) {
		msleep(3600 * MSEC_PER_SEC);
		pr_info("turns: an hour has passed\n");
	} else if (strcmp(what, "spin") == 0) {
		spin();
	} else if (strcmp(what, "trylock") == 0) {
		trylock();
	} else if (strcmp(what, "delay") == 0) {
		delay();
	} else if (strcmp(what, "jiffies") == 0) {
		loop_on_jiffies();
	} else if (strcmp(what, "endless") == 0) {
		endless();
	} else if (strcmp(what, "forever") == 0) {
		forever();
	} else if (strcmp(what, "leak") == 0) {
		leak();
	} else {
		return -EINVAL;
	}
	return 0;
}

static void __exit turns_exit(void)
{
}

module_init(turns_init);
module_exit(turns_exit);
MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("threads that wait");
