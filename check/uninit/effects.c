// SPDX-License-Identifier: MIT
/*
 * What functions of the core write through their arguments, where that is less than everything.
 *
 * A function that is not here may write all that its arguments point to, which hides what was not
 * written there.  Here are those that modules call all the time: locks, lists, timers, files and
 * the like, which either only read, or write one thing of a known size.  What a function keeps for
 * later (a cookie for a callback, an entry of a tree) it does not write.
 *
 * The first pattern that fits counts.
 */
#include <linux/cdev.h>
#include <linux/completion.h>
#include <linux/device.h>
#include <linux/glob.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/timekeeping.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "check/uninit/shadow.h"

/* clang-format off */
static const struct effect effects[] = {
	/* Made ready: they are written as a whole. */
	{ "__mutex_init", { sizeof(struct mutex) } },
	{ "__raw_spin_lock_init", { sizeof(raw_spinlock_t) } },
	{ "__rwlock_init", { sizeof(rwlock_t) } },
	{ "__init_rwsem", { sizeof(struct rw_semaphore) } },
	{ "__init_waitqueue_head", { sizeof(wait_queue_head_t) } },
	{ "init_completion", { sizeof(struct completion) } },
	{ "reinit_completion", { 0 } },
	{ "init_wait_entry", { sizeof(struct wait_queue_entry) } },
	{ "timer_init_*", { sizeof(struct timer_list) } },
	{ "work_init*", { sizeof(struct work_struct) } },
	{ "delayed_work_init", { sizeof(struct delayed_work) } },
	{ "tasklet_init", { sizeof(struct tasklet_struct) } },
	{ "tasklet_setup", { sizeof(struct tasklet_struct) } },
	{ "hrtimer_init", { sizeof(struct hrtimer) } },
	{ "hrtimer_setup", { sizeof(struct hrtimer) } },
	{ "kobject_init", { sizeof(struct kobject) } },
	{ "kobject_init_and_add", { sizeof(struct kobject) } },
	{ "cdev_init", { sizeof(struct cdev) } },
	{ "device_initialize", { sizeof(struct device) } },

	/* Results. */
	{ "kstrto[su]8", { 0, 0, 1 } },
	{ "kstrto[su]16", { 0, 0, 2 } },
	{ "kstrtou*int", { 0, 0, 4 } },
	{ "kstrtoint", { 0, 0, 4 } },
	{ "kstrtobool", { 0, 1 } },
	{ "kstrto*_from_user", { 0, 0, 0, WRITES_ALL } },
	{ "kstrto*l", { 0, 0, 8 } },
	{ "simple_strto*", { 0, 8 } },
	{ "get_random_bytes", { WRITES_NEXT } },
	{ "prandom_bytes", { WRITES_NEXT } },
	{ "div_s64_rem", { 0, 0, 4 } },
	{ "__xa_alloc*", { 0, 4 } },
	{ "xa_find*", { 0, 8 } },
	{ "xa_extract", { 0, WRITES_ALL } },
	{ "kernel_read", { 0, WRITES_NEXT, 0, 8 } },
	{ "kernel_write", { 0, 0, 0, 8 } },

	/* Locks, and who waits. */
	{ "_raw_*", { 0 } },
	{ "mutex_*", { 0 } },
	{ "down*", { 0 } },
	{ "up", { 0 } },
	{ "up_*", { 0 } },
	{ "lock_*", { 0 } },
	{ "*rcu_read_*", { 0 } },
	{ "synchronize_*", { 0 } },
	{ "rcu_barrier", { 0 } },
	{ "preempt_*", { 0 } },
	{ "context_irq_*", { 0 } },
	{ "__might_sleep", { 0 } },
	{ "__cant_sleep", { 0 } },
	{ "*cond_resched", { 0 } },
	{ "__wake_up*", { 0 } },
	{ "wake_up_*", { 0 } },
	{ "complete*", { 0 } },
	{ "wait_for_completion*", { 0 } },
	{ "schedule*", { 0 } },
	{ "msleep*", { 0 } },
	{ "usleep*", { 0 } },
	{ "[umn]delay", { 0 } },
	{ "*smp_processor_id", { 0 } },
	{ "get_current", { 0 } },
	{ "signal_pending*", { 0 } },

	/* Memory that goes, or is asked about. */
	{ "kfree*", { 0 } },
	{ "kvfree*", { 0 } },
	{ "vfree*", { 0 } },
	{ "ksize", { 0 } },
	{ "kmem_cache_*", { 0 } },
	{ "*free_pages*", { 0 } },
	{ "[gp][eu]t_page", { 0 } },
	{ "kmap*", { 0 } },
	{ "kunmap*", { 0 } },
	{ "page_address*", { 0 } },
	{ "is_vmalloc_addr", { 0 } },
	{ "vmalloc_to_*", { 0 } },
	{ "free_percpu", { 0 } },
	{ "*alloc_percpu*", { 0 } },
	{ "vzalloc*", { 0 } },
	{ "get_zeroed_page", { 0 } },
	{ "vcalloc", { 0 } },
	{ "__vcalloc", { 0 } },

	/* Text. */
	{ "_printk", { 0 } },
	{ "vprintk", { 0 } },
	{ "_dev_printk", { 0 } },
	{ "___ratelimit", { 0 } },
	{ "dump_*", { 0 } },
	{ "print_hex_dump", { 0 } },
	{ "seq_p*", { 0 } },
	{ "seq_read", { 0 } },
	{ "seq_lseek", { 0 } },
	{ "single_open*", { 0 } },
	{ "single_release", { 0 } },
	{ "warn_report", { 0 } },
	{ "bug_report", { 0 } },
	{ "panic", { 0 } },

	/* Timers, work, threads. */
	{ "add_timer*", { 0 } },
	{ "mod_timer*", { 0 } },
	{ "timer_delete*", { 0 } },
	{ "timer_shutdown*", { 0 } },
	{ "queue_*work*", { 0 } },
	{ "mod_delayed_work*", { 0 } },
	{ "cancel_*work*", { 0 } },
	{ "flush_*work*", { 0 } },
	{ "alloc_workqueue", { 0 } },
	{ "destroy_workqueue", { 0 } },
	{ "tasklet_*", { 0 } },
	{ "hrtimer_*", { 0 } },
	{ "kthread_*", { 0 } },
	{ "jiffies_to_*secs*", { 0 } },
	{ "[mnu]secs_to_jiffies*", { 0 } },
	{ "ktime_get", { 0 } },
	{ "ktime_get_ns", { 0 } },
	{ "ktime_get*real", { 0 } },
	{ "ktime_get*seconds", { 0 } },
	{ "ktime_get*_ts64", { sizeof(struct timespec64) } },
	{ "get_random_u*", { 0 } },

	/* Trees, and what the machine keeps for later. */
	{ "rb_*", { 0 } },
	{ "_find_*", { 0 } },
	{ "find_*_bit", { 0 } },
	{ "__bitmap_weight*", { 0 } },
	{ "__bitmap_equal", { 0 } },
	{ "xa_*", { 0 } },
	{ "__xa_*", { 0 } },
	{ "radix_tree_insert", { 0 } },
	{ "radix_tree_lookup", { 0 } },
	{ "radix_tree_delete*", { 0 } },
	{ "request_threaded_irq", { 0 } },
	{ "free_irq", { 0 } },
	{ "device_create", { 0 } },
	{ "device_destroy", { 0 } },
	{ "cdev_add", { 0 } },
	{ "cdev_del", { 0 } },
	{ "class_*", { 0 } },
	{ "unregister_chrdev_region", { 0 } },
	{ "proc_create*", { 0 } },
	{ "proc_mkdir*", { 0 } },
	{ "*remove_proc_*", { 0 } },
	{ "proc_remove", { 0 } },
	{ "debugfs_create_dir", { 0 } },
	{ "debugfs_create_file*", { 0 } },
	{ "debugfs_remove*", { 0 } },
	{ "misc_deregister", { 0 } },
	{ "module_put", { 0 } },
	{ "*module_get", { 0 } },
	{ "capable", { 0 } },
	{ "no_llseek", { 0 } },
	{ "__access_ok", { 0 } },
	{ "__clear_user", { 0 } },
	{ "refcount_*", { 0 } },
	{ "div64_*", { 0 } },
	{ "kunit_*fail*", { 0 } },
	{ "*", { WRITES_ALL, WRITES_ALL, WRITES_ALL, WRITES_ALL, WRITES_ALL, WRITES_ALL } },
};
/* clang-format on */

const struct effect *effect_of(const char *name)
{
	const struct effect *effect = effects;

	while (!glob_match(effect->pattern, name))
		effect++;
	return effect;
}

/* A pool's functions say what is in it.  They are called by the core, on its own memory. */
bool is_compared(const char *name)
{
	static const char *const patterns[] = { "mempool_*_slab", "mempool_*_pages", "mempool_k*" };

	for (size_t i = 0; i < ARRAY_SIZE(patterns); i++)
		if (glob_match(patterns[i], name))
			return true;
	return false;
}
