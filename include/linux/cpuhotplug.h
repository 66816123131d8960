/* SPDX-License-Identifier: MIT */
/*
 * What happens when a CPU comes or goes.
 *
 * A CPU is taken up through the states below, from CPUHP_OFFLINE to CPUHP_ONLINE, and down again
 * through the same ones backwards.  Each may have a startup and a teardown callback:
 *
 *	section		from			callbacks run		may fail
 *	PREPARE		CPUHP_OFFLINE		where the change was	startup
 *						asked for; the CPU
 *						does not run
 *	STARTING	CPUHP_BRINGUP_CPU	on the CPU, with	neither
 *						interrupts off
 *	ONLINE		CPUHP_AP_ONLINE_IDLE	on the CPU, in a thread	both
 *						that may sleep
 *
 * One that fails ends the change: the states that were passed are passed back.
 *
 * The states of memory management stand here by name, in Linux's order; everyone else is given
 * one by CPUHP_BP_PREPARE_DYN or CPUHP_AP_ONLINE_DYN.
 *
 * Where the machine's CPUs are the host's own and the host keeps this process off one of them, the
 * callbacks for that one run on another.
 */
#ifndef _LINUX_CPUHOTPLUG_H
#define _LINUX_CPUHOTPLUG_H

#include <linux/types.h>

enum cpuhp_state {
	CPUHP_INVALID = -1,

	CPUHP_OFFLINE = 0,
	CPUHP_CREATE_THREADS,
	CPUHP_SLUB_DEAD,
	CPUHP_MM_WRITEBACK_DEAD,
	CPUHP_MM_VMSTAT_DEAD,
	CPUHP_RADIX_DEAD,
	CPUHP_PAGE_ALLOC,
	CPUHP_PERCPU_CNT_DEAD,
	CPUHP_MM_MEMCQ_DEAD,
	CPUHP_RCUTREE_PREP,
	CPUHP_TIMERS_PREPARE,
	CPUHP_MM_ZS_PREPARE,
	CPUHP_MM_ZSWP_MEM_PREPARE,
	CPUHP_MM_ZSWP_POOL_PREPARE,
	CPUHP_ZCOMP_PREPARE,
	CPUHP_BP_PREPARE_DYN,
	CPUHP_BP_PREPARE_DYN_END = CPUHP_BP_PREPARE_DYN + 20,

	CPUHP_BRINGUP_CPU,
	CPUHP_AP_OFFLINE,
	CPUHP_AP_ONLINE,
	CPUHP_TEARDOWN_CPU,

	CPUHP_AP_ONLINE_IDLE,
	CPUHP_AP_ONLINE_DYN,
	CPUHP_AP_ONLINE_DYN_END = CPUHP_AP_ONLINE_DYN + 40,
	CPUHP_AP_ACTIVE,
	CPUHP_ONLINE,
};

int __cpuhp_setup_state(enum cpuhp_state state, const char *name, bool invoke,
			int (*startup)(unsigned int cpu), int (*teardown)(unsigned int cpu),
			bool multi_instance);
int __cpuhp_setup_state_cpuslocked(enum cpuhp_state state, const char *name, bool invoke,
				   int (*startup)(unsigned int cpu),
				   int (*teardown)(unsigned int cpu), bool multi_instance);
void __cpuhp_remove_state(enum cpuhp_state state, bool invoke);
void __cpuhp_remove_state_cpuslocked(enum cpuhp_state state, bool invoke);
int __cpuhp_state_add_instance(enum cpuhp_state state, struct hlist_node *node, bool invoke);
int __cpuhp_state_add_instance_cpuslocked(enum cpuhp_state state, struct hlist_node *node,
					  bool invoke);
int __cpuhp_state_remove_instance(enum cpuhp_state state, struct hlist_node *node, bool invoke);

/**
 * cpuhp_setup_state - be called when a CPU comes and when one goes.
 * @state: where in the order; a _DYN state for one that is free.
 * @name: shown in reports; not copied.
 * @startup: called with a CPU that comes, and now for each that is online; or NULL.
 * @teardown: called with a CPU that goes; or NULL.
 *
 * Return: the state it was given, where @state is a _DYN one, else 0; what @startup returned, where
 * it failed, and then @teardown was called for the CPUs before; -EINVAL for no state, -EBUSY for
 * one that is taken, -ENOSPC where there are no more dynamic ones.
 * Context: process; sleeps.
 */
static inline int cpuhp_setup_state(enum cpuhp_state state, const char *name,
				    int (*startup)(unsigned int cpu),
				    int (*teardown)(unsigned int cpu))
{
	return __cpuhp_setup_state(state, name, true, startup, teardown, false);
}

/* The _nocalls forms: nothing is called now, for the CPUs that are online.  The _cpuslocked forms:
 * the caller has cpus_read_lock(). */
static inline int cpuhp_setup_state_nocalls(enum cpuhp_state state, const char *name,
					    int (*startup)(unsigned int cpu),
					    int (*teardown)(unsigned int cpu))
{
	return __cpuhp_setup_state(state, name, false, startup, teardown, false);
}

static inline int cpuhp_setup_state_cpuslocked(enum cpuhp_state state, const char *name,
					       int (*startup)(unsigned int cpu),
					       int (*teardown)(unsigned int cpu))
{
	return __cpuhp_setup_state_cpuslocked(state, name, true, startup, teardown, false);
}

static inline int cpuhp_setup_state_nocalls_cpuslocked(enum cpuhp_state state, const char *name,
						       int (*startup)(unsigned int cpu),
						       int (*teardown)(unsigned int cpu))
{
	return __cpuhp_setup_state_cpuslocked(state, name, false, startup, teardown, false);
}

/** cpuhp_remove_state - undo cpuhp_setup_state(); teardown is called for each CPU online. */
static inline void cpuhp_remove_state(enum cpuhp_state state)
{
	__cpuhp_remove_state(state, true);
}

static inline void cpuhp_remove_state_nocalls(enum cpuhp_state state)
{
	__cpuhp_remove_state(state, false);
}

static inline void cpuhp_remove_state_nocalls_cpuslocked(enum cpuhp_state state)
{
	__cpuhp_remove_state_cpuslocked(state, false);
}

/**
 * cpuhp_setup_state_multi - a state with any number of instances, for each of which its callbacks
 * are called.
 */
static inline int cpuhp_setup_state_multi(enum cpuhp_state state, const char *name,
					  int (*startup)(unsigned int cpu, struct hlist_node *node),
					  int (*teardown)(unsigned int cpu,
							  struct hlist_node *node))
{
	return __cpuhp_setup_state(state, name, false, (int (*)(unsigned int))(void *)startup,
				   (int (*)(unsigned int))(void *)teardown, true);
}

/** cpuhp_state_add_instance - @node is an instance of @state from now on; as cpuhp_setup_state. */
static inline int cpuhp_state_add_instance(enum cpuhp_state state, struct hlist_node *node)
{
	return __cpuhp_state_add_instance(state, node, true);
}

static inline int cpuhp_state_add_instance_nocalls(enum cpuhp_state state, struct hlist_node *node)
{
	return __cpuhp_state_add_instance(state, node, false);
}

static inline int cpuhp_state_add_instance_cpuslocked(enum cpuhp_state state,
						      struct hlist_node *node)
{
	return __cpuhp_state_add_instance_cpuslocked(state, node, true);
}

static inline int cpuhp_state_remove_instance(enum cpuhp_state state, struct hlist_node *node)
{
	return __cpuhp_state_remove_instance(state, node, true);
}

static inline int cpuhp_state_remove_instance_nocalls(enum cpuhp_state state,
						      struct hlist_node *node)
{
	return __cpuhp_state_remove_instance(state, node, false);
}

/** cpuhp_remove_multi_state - end a state that has no instances any more. */
static inline void cpuhp_remove_multi_state(enum cpuhp_state state)
{
	__cpuhp_remove_state(state, false);
}

#endif
