// SPDX-License-Identifier: MIT
/*
 * The lock of all, which modules until 2.6.39 took by lock_kernel(), and which ioctl() of their
 * time is called under.  Unlike Linux's it stays with who sleeps.
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/smp_lock.h>
#include "kernel/kernel.h"

static DEFINE_MUTEX(big_lock);

void lock_kernel(void)
{
	if (!current->lock_depth)
		mutex_lock(&big_lock);
	current->lock_depth++;
}
EXPORT_SYMBOL(lock_kernel);

void unlock_kernel(void)
{
	if (WARN_ON(!current->lock_depth))
		return;
	if (!--current->lock_depth)
		mutex_unlock(&big_lock);
}
EXPORT_SYMBOL(unlock_kernel);

int kernel_locked(void)
{
	return current->lock_depth != 0;
}
EXPORT_SYMBOL(kernel_locked);

void big_lock_init(void)
{
	mutex_init(&big_lock);
}
