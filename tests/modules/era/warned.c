// SPDX-License-Identifier: MIT
/* What Linux warns of and goes on: one of it each time, chosen by a parameter. */
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>

static char *what = "";
module_param(what, charp, 0);

static DEFINE_SPINLOCK(lock);
static struct task_struct *threads[3];

static void number(void *p)
{
	*(long *)p = 7;
}

static int zero(void)
{
	struct kmem_cache *s = kmem_cache_create("numbered", 40, 0, 0, number);
	long *object = s ? kmem_cache_zalloc(s, GFP_KERNEL) : NULL;

	if (!object)
		return -ENOMEM;
	pr_info("warned: zeroed, so %ld\n", *object);
	kmem_cache_free(s, object);
	kmem_cache_destroy(s);
	return 0;
}

static int huge(gfp_t quiet)
{
	void *p = kmalloc(KMALLOC_MAX_SIZE + 1, GFP_KERNEL | quiet);

	pr_info("warned: kmalloc gave %s\n", p ? "something" : "nothing");
	return 0;
}

static int empty(void)
{
	pr_info("warned: vmalloc gave %s\n", vmalloc(0) ? "something" : "nothing");
	return 0;
}

static int locked_name(void)
{
	char name[TASK_COMM_LEN];

	task_lock(current);
	get_task_comm(name, current);
	task_unlock(current);
	pr_info("warned: I am %s\n", name);
	return 0;
}

/* Found when the module goes, while it still has names. */
static int late(void)
{
	char *p = kmalloc(40, GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	kfree(p);
	OPTIMIZER_HIDE_VAR(p);
	p[4] = 1;
	return 0;
}

static int crashing(void *data)
{
	spin_lock(&lock);
	*(volatile int *)data = 1;
	spin_unlock(&lock);
	return 0;
}

static int waiting(void *data)
{
	msleep(100);
	spin_lock(&lock);
	spin_unlock(&lock);
	return 0;
}

/* One thread dies with the lock; the others wait for it on all CPUs there are. */
static int lockup(void)
{
	threads[0] = kthread_run(crashing, (void *)8, "crashing");
	threads[1] = kthread_run(waiting, NULL, "waiting/1");
	threads[2] = kthread_run(waiting, NULL, "waiting/2");
	msleep(300);
	pr_info("warned: still here\n");
	return 0;
}

static int __init warned_init(void)
{
	if (!strcmp(what, "zero"))
		return zero();
	if (!strcmp(what, "huge"))
		return huge(0);
	if (!strcmp(what, "quiet"))
		return huge(__GFP_NOWARN);
	if (!strcmp(what, "empty"))
		return empty();
	if (!strcmp(what, "name"))
		return locked_name();
	if (!strcmp(what, "late"))
		return late();
	if (!strcmp(what, "lockup"))
		return lockup();
	return -EINVAL;
}

static void __exit warned_exit(void)
{
}

module_init(warned_init);
module_exit(warned_exit);
MODULE_LICENSE("GPL");
