/* SPDX-License-Identifier: MIT */
/* CPUs that come and go. */
#ifndef _LINUX_CPU_H
#define _LINUX_CPU_H

#include <linux/smp.h>
#include <linux/cpumask.h>
#include <linux/cpuhotplug.h>
#include <linux/might_sleep.h>
#include <linux/cleanup.h>

/**
 * remove_cpu - take @cpu out of use.
 *
 * What ran there goes on elsewhere, and what the allocators kept for it goes back.
 *
 * Return: 0; 1 where it was offline; -EINVAL where there is no such CPU, -EBUSY for the last one
 * and where cpu_hotplug_disable() forbids it, -EOPNOTSUPP on a machine whose CPUs are its host's
 * own; or what a callback returned that would not let it go (linux/cpuhotplug.h).
 * Context: process; sleeps.
 */
int remove_cpu(unsigned int cpu);

/**
 * add_cpu - take @cpu back into use.
 * Return: 0; 1 where it was online; -EINVAL, -EBUSY, or a callback's error, as remove_cpu().
 */
int add_cpu(unsigned int cpu);

/* Before 5.7, where a CPU that is so already counts as done. */
static inline int cpu_down(unsigned int cpu)
{
	int ret = remove_cpu(cpu);

	return ret > 0 ? 0 : ret;
}

static inline int cpu_up(unsigned int cpu)
{
	int ret = add_cpu(cpu);

	return ret > 0 ? 0 : ret;
}

/** cpu_is_hotpluggable - can @cpu go? */
bool cpu_is_hotpluggable(unsigned int cpu);

/** cpus_read_lock - no CPU comes or goes until cpus_read_unlock(). Context: process; sleeps. */
void cpus_read_lock(void);
/** cpus_read_trylock - the same if it need not wait. Return: 1, or 0 and nothing is held. */
int cpus_read_trylock(void);
/** cpus_read_unlock - CPUs may come and go again. */
void cpus_read_unlock(void);

/** cpu_hotplug_disable - remove_cpu() and add_cpu() are -EBUSY until cpu_hotplug_enable(). */
void cpu_hotplug_disable(void);
/** cpu_hotplug_enable - undo one cpu_hotplug_disable(); more of them than of those is warned of. */
void cpu_hotplug_enable(void);

/** lockdep_assert_cpus_held - warn where nobody has cpus_read_lock(). */
void lockdep_assert_cpus_held(void);

#define get_online_cpus() cpus_read_lock()
#define put_online_cpus() cpus_read_unlock()

DEFINE_LOCK_GUARD_0(cpus_read_lock, cpus_read_lock(), cpus_read_unlock())

#endif
