/* SPDX-License-Identifier: MIT */
/* CPUs neither come nor go: holding off hotplug is nothing to do. */
#ifndef _LINUX_CPU_H
#define _LINUX_CPU_H

#include <linux/smp.h>
#include <linux/cpumask.h>
#include <linux/might_sleep.h>
#include <linux/cleanup.h>

static inline void cpus_read_lock(void)
{
	might_sleep();
}

static inline void cpus_read_unlock(void)
{
}

#define get_online_cpus() cpus_read_lock()
#define put_online_cpus() cpus_read_unlock()

DEFINE_LOCK_GUARD_0(cpus_read_lock, cpus_read_lock(), cpus_read_unlock())

#endif
