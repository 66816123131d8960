// SPDX-License-Identifier: MIT
/*
 * Two threads take two locks in opposite orders: seldom each has one and waits for the other's.
 *
 * finds: hung-task
 */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(left);
static DEFINE_MUTEX(right);
static DECLARE_COMPLETION(moved);

static int move_right(void *unused)
{
	mutex_lock(&left);
	mutex_lock(&right);
	mutex_unlock(&right);
	mutex_unlock(&left);
	complete(&moved);
	return 0;
}

static int move_left(void *unused)
{
#ifdef CORRECTED
	mutex_lock(&left);
	mutex_lock(&right);
	mutex_unlock(&right);
	mutex_unlock(&left);
#else
	mutex_lock(&right);
	mutex_lock(&left);
	mutex_unlock(&left);
	mutex_unlock(&right);
#endif
	complete(&moved);
	return 0;
}

static int __init race_init(void)
{
	if (IS_ERR(kthread_run(move_right, NULL, "move_right")))
		complete(&moved);
	if (IS_ERR(kthread_run(move_left, NULL, "move_left")))
		complete(&moved);
	wait_for_completion(&moved);
	wait_for_completion(&moved);
	return 0;
}

static void __exit race_exit(void)
{
}

module_init(race_init);
module_exit(race_exit);
MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("two locks in two orders");
