// SPDX-License-Identifier: MIT
/*
 * CPUs that come and go.
 *
 * include/linux/cpuhotplug.h says what the states are and where their callbacks run.  A CPU at
 * rest is at one end: offline or online; only the thread that moves it, which has the hotplug lock
 * for writing, is in between.
 *
 *	remove_cpu()	ONLINE callbacks, on the CPU		may refuse
 *			the CPU is held:
 *				no longer in cpu_online_mask
 *				STARTING callbacks
 *			its threads are elsewhere, and nobody comes to it
 *			PREPARE callbacks
 *
 * So who has preemption off is on a CPU that is online.
 *
 * What the core keeps for a CPU is emptied by PREPARE callbacks of its own, in the table below.  A
 * thread may have looked where it was and be about to put something into that CPU's array; the
 * array's own lock makes it look again (mm/boot/slots.c).  And nothing is lost where a CPU goes
 * without being asked, as one of the host's own may: whoever empties arrays walks those of all
 * CPUs that are possible.
 *
 * Lock order: cpu_hotplug_lock, then state_mutex; callbacks are called under both.
 */
#include "kernel/interrupt.h"
#include "kernel/loader.h"
#include <linux/cpu.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/irqflags.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/string.h>
#include "mm/page/page.h"
#include "mm/percpu/percpu.h"
#include "mm/slab/slab.h"
#include "port/port.h"

union cpuhp_callback {
	int (*single)(unsigned int cpu);
	int (*multi)(unsigned int cpu, struct hlist_node *node);
};

/**
 * struct cpuhp_step - a state's callbacks.
 * @name: NULL while the state is free.
 * @instances: of a @multi state.
 */
struct cpuhp_step {
	const char *name;
	union cpuhp_callback startup, teardown;
	struct hlist_head instances;
	bool multi;
};

static struct cpuhp_step steps[CPUHP_ONLINE];
static struct rw_semaphore hotplug_lock;
static struct mutex state_mutex; /* guards steps and disabled */
static unsigned int disabled;

/* ---- what the core keeps for a CPU ----------------------------------------------------------- */

static int slab_dead(unsigned int cpu)
{
	slab_cpu_dead(cpu);
	return 0;
}

static int page_dead(unsigned int cpu)
{
	pcp_cpu_dead(cpu);
	return 0;
}

static int percpu_dead(unsigned int cpu)
{
	pcpu_cpu_dead(cpu);
	return 0;
}

static int rcu_dead(unsigned int cpu)
{
	kfree_rcu_cpu_dead(cpu);
	return 0;
}

static int interrupts_dead(unsigned int cpu)
{
	interrupt_cpu_dead(cpu);
	return 0;
}

static struct cpumask only[NR_CPUS]; /* masks of one CPU each */

const struct cpumask *cpumask_of(unsigned int cpu)
{
	return &only[cpu];
}
EXPORT_SYMBOL(cpumask_of);

void cpu_init(void)
{
	for (unsigned int cpu = 0; cpu < NR_CPUS; cpu++)
		cpumask_set_cpu(cpu, &only[cpu]);
	memset(steps, 0, sizeof(steps));
	init_rwsem(&hotplug_lock);
	mutex_init(&state_mutex);
	disabled = 0;
	steps[CPUHP_SLUB_DEAD] = (struct cpuhp_step){ "slub:dead", .teardown.single = slab_dead };
	steps[CPUHP_PAGE_ALLOC] =
		(struct cpuhp_step){ "mm/page_alloc:pcp", .teardown.single = page_dead };
	steps[CPUHP_PERCPU_CNT_DEAD] =
		(struct cpuhp_step){ "mm/percpu:dead", .teardown.single = percpu_dead };
	steps[CPUHP_RCUTREE_PREP] =
		(struct cpuhp_step){ "RCU/tree:prepare", .teardown.single = rcu_dead };
	steps[CPUHP_TIMERS_PREPARE] =
		(struct cpuhp_step){ "timers:prepare", .teardown.single = interrupts_dead };
}

/* ---- calling --------------------------------------------------------------------------------- */

/** struct call - one callback for one CPU, @up or down; @node: for an instance. */
struct call {
	enum cpuhp_state state;
	unsigned int cpu;
	bool up;
	struct hlist_node *node;
};

static bool is_starting(enum cpuhp_state state)
{
	return state >= CPUHP_BRINGUP_CPU && state < CPUHP_AP_ONLINE_IDLE;
}

static union cpuhp_callback callback_of(const struct call *call)
{
	const struct cpuhp_step *step = &steps[call->state];

	return call->up ? step->startup : step->teardown;
}

static int call_now(void *data)
{
	const struct call *call = data;
	union cpuhp_callback fn = callback_of(call);
	unsigned long flags = 0;
	int ret;

	if (is_starting(call->state))
		local_irq_save(flags);
	ret = call->node ? fn.multi(call->cpu, call->node) : fn.single(call->cpu);
	if (is_starting(call->state))
		local_irq_restore(flags);
	return ret;
}

/* A module's code: where it crashes, or leaves something open, that is told, and ends there. */
static int call_guarded(struct call *call)
{
	const char *name = steps[call->state].name;
	bool off = irqs_disabled();
	int ret = guard_function(call_now, call);

	if (!off)
		context_reset(name);
	else if (!irqs_disabled())
		local_irq_disable(); /* it crashed, which turned them on */
	return ret;
}

/* The CPU that this thread is bound to, or -1. */
static int bound_to(void)
{
	const struct port_thread *me = port_self();

	return me->bound ? me->home_cpu : -1;
}

/* To where one was bound, unless that is no more. */
static void go_back(int before)
{
	if (port_cpu_bind(before))
		port_cpu_bind(-1);
}

/* On the CPU that the section asks for; where the host has none for us, wherever we are. */
static int call_there(struct call *call)
{
	int before = bound_to(), ret;

	if (!callback_of(call).single)
		return 0;
	if (call->state < CPUHP_BRINGUP_CPU || irqs_disabled())
		return call_guarded(call);
	port_cpu_bind((int)call->cpu);
	ret = call_guarded(call);
	go_back(before);
	return ret;
}

/* Undo @call for the first @nr instances. */
static void undo_instances(struct call call, unsigned int nr)
{
	call.up = !call.up;
	hlist_for_each(call.node, &steps[call.state].instances) {
		if (!nr--)
			break;
		WARN_ON_ONCE(call_there(&call));
	}
}

/* All callbacks of a state for a CPU. */
static int pass_state(enum cpuhp_state state, unsigned int cpu, bool up)
{
	struct call call = { state, cpu, up, NULL };
	unsigned int done = 0;

	if (!steps[state].multi)
		return call_there(&call);
	hlist_for_each(call.node, &steps[state].instances) {
		int err = call_there(&call);

		if (err) {
			undo_instances(call, done);
			return err;
		}
		done++;
	}
	return 0;
}

/* From state to state, @first to @last; on failure back to where it began. */
static int pass_states(unsigned int cpu, enum cpuhp_state first, enum cpuhp_state last)
{
	int way = first <= last ? 1 : -1;

	for (int state = first; state != (int)last + way; state += way) {
		int err = pass_state(state, cpu, way > 0);

		if (!err)
			continue;
		while (state != (int)first) {
			state -= way;
			WARN_ON_ONCE(pass_state(state, cpu, way < 0));
		}
		return err;
	}
	return 0;
}

/* The same where there is no way back. */
static void pass_for_sure(unsigned int cpu, enum cpuhp_state first, enum cpuhp_state last)
{
	int way = first <= last ? 1 : -1;

	for (int state = first; state != (int)last + way; state += way) {
		int err = pass_state(state, cpu, way > 0);

		WARN_ONCE(err, "cpuhp: %s returned %d, where no failure is allowed for\n",
			  steps[state].name, err);
	}
}

/* ---- up and down ----------------------------------------------------------------------------- */

static void set_online(unsigned int cpu, bool online)
{
	if (online)
		cpumask_set_cpu(cpu, &__cpu_online_mask);
	else
		cpumask_clear_cpu((int)cpu, &__cpu_online_mask);
	node_cpus_update();
}

/* From online, but for its ONLINE callbacks, to nowhere. */
static void stop(unsigned int cpu)
{
	int before = bound_to();

	port_cpu_bind((int)cpu);
	local_irq_disable();
	set_online(cpu, false);
	pass_for_sure(cpu, CPUHP_AP_ONLINE_IDLE - 1, CPUHP_BRINGUP_CPU);
	context_stop_cpu();
	go_back(before);
	pass_for_sure(cpu, CPUHP_BRINGUP_CPU - 1, CPUHP_OFFLINE + 1);
}

static void start(unsigned int cpu)
{
	int before = bound_to();

	context_resume_cpu(cpu);
	pass_for_sure(cpu, CPUHP_BRINGUP_CPU, CPUHP_AP_ONLINE_IDLE - 1);
	set_online(cpu, true);
	local_irq_enable();
	go_back(before);
}

static int take_down(unsigned int cpu)
{
	int err;

	if (!cpu_online(cpu))
		return 1;
	if (num_online_cpus() == 1)
		return -EBUSY;
	cpumask_clear_cpu((int)cpu, &__cpu_active_mask);
	err = pass_states(cpu, CPUHP_ONLINE - 1, CPUHP_AP_ONLINE_IDLE);
	if (err)
		cpumask_set_cpu(cpu, &__cpu_active_mask);
	else
		stop(cpu);
	return err;
}

static int bring_up(unsigned int cpu)
{
	int err;

	if (cpu_online(cpu))
		return 1;
	err = pass_states(cpu, CPUHP_OFFLINE + 1, CPUHP_BRINGUP_CPU - 1);
	if (err)
		return err;
	start(cpu);
	err = pass_states(cpu, CPUHP_AP_ONLINE_IDLE, CPUHP_ONLINE - 1);
	if (err)
		stop(cpu);
	else
		cpumask_set_cpu(cpu, &__cpu_active_mask);
	return err;
}

static int change(unsigned int cpu, int (*how)(unsigned int cpu))
{
	int ret = -EBUSY;

	if (!cpu_possible(cpu))
		return -EINVAL;
	if (!port.cpus_can_stop) {
		pr_warn_once("CPUs of the host are not this machine's to take away; give it "
			     "CPUs of its own\n");
		return -EOPNOTSUPP;
	}
	/* Who keeps a CPU would wait for itself. */
	might_sleep();
	if (!preemptible())
		return -EBUSY;
	down_write(&hotplug_lock);
	mutex_lock(&state_mutex);
	if (!disabled)
		ret = how(cpu);
	mutex_unlock(&state_mutex);
	up_write(&hotplug_lock);
	return ret;
}

int remove_cpu(unsigned int cpu)
{
	return change(cpu, take_down);
}
EXPORT_SYMBOL_GPL(remove_cpu);

int add_cpu(unsigned int cpu)
{
	return change(cpu, bring_up);
}
EXPORT_SYMBOL_GPL(add_cpu);

bool cpu_is_hotpluggable(unsigned int cpu)
{
	return port.cpus_can_stop && cpu_possible(cpu);
}
EXPORT_SYMBOL_GPL(cpu_is_hotpluggable);

/* ---- keeping them where they are ------------------------------------------------------------- */

void cpus_read_lock(void)
{
	down_read(&hotplug_lock);
}
EXPORT_SYMBOL_GPL(cpus_read_lock);

int cpus_read_trylock(void)
{
	return down_read_trylock(&hotplug_lock);
}
EXPORT_SYMBOL_GPL(cpus_read_trylock);

void cpus_read_unlock(void)
{
	up_read(&hotplug_lock);
}
EXPORT_SYMBOL_GPL(cpus_read_unlock);

void lockdep_assert_cpus_held(void)
{
	lockdep_assert_held(&hotplug_lock);
}
EXPORT_SYMBOL_GPL(lockdep_assert_cpus_held);

void cpu_hotplug_disable(void)
{
	mutex_lock(&state_mutex);
	disabled++;
	mutex_unlock(&state_mutex);
}
EXPORT_SYMBOL_GPL(cpu_hotplug_disable);

void cpu_hotplug_enable(void)
{
	mutex_lock(&state_mutex);
	if (!WARN_ONCE(!disabled, "cpu_hotplug_enable() without cpu_hotplug_disable()\n"))
		disabled--;
	mutex_unlock(&state_mutex);
}
EXPORT_SYMBOL_GPL(cpu_hotplug_enable);

/* ---- states ---------------------------------------------------------------------------------- */

/* For a dynamic state the first free one. Return: -EINVAL, -EBUSY, -ENOSPC, or the state. */
static int find_state(enum cpuhp_state state)
{
	int last = state;

	if (state <= CPUHP_OFFLINE || state >= CPUHP_ONLINE)
		return -EINVAL;
	if (state == CPUHP_BP_PREPARE_DYN)
		last = CPUHP_BP_PREPARE_DYN_END;
	if (state == CPUHP_AP_ONLINE_DYN)
		last = CPUHP_AP_ONLINE_DYN_END;
	for (int i = state; i <= last; i++)
		if (!steps[i].name)
			return i;
	WARN(last != (int)state, "No more dynamic states available for CPU hotplug\n");
	return last != (int)state ? -ENOSPC : -EBUSY;
}

/* Call @call for the CPUs online below @end. Return: 0, or the error with which a startup ended. */
static int call_online(struct call call, unsigned int end)
{
	for_each_online_cpu(call.cpu) {
		int err = call.cpu < end ? call_there(&call) : 0;

		if (!err || !call.up)
			continue;
		end = call.cpu;
		call.up = false;
		call_online(call, end);
		return err;
	}
	return 0;
}

int __cpuhp_setup_state_cpuslocked(enum cpuhp_state state, const char *name, bool invoke,
				   int (*startup)(unsigned int cpu),
				   int (*teardown)(unsigned int cpu), bool multi_instance)
{
	bool dynamic = state == CPUHP_BP_PREPARE_DYN || state == CPUHP_AP_ONLINE_DYN;
	int at, err = 0;

	lockdep_assert_cpus_held();
	if (!name)
		return -EINVAL;
	mutex_lock(&state_mutex);
	at = find_state(state);
	if (at < 0) {
		err = at;
		goto out;
	}
	steps[at] = (struct cpuhp_step){ .name = name,
					 .startup.single = startup,
					 .teardown.single = teardown,
					 .multi = multi_instance };
	if (invoke)
		err = call_online((struct call){ .state = at, .up = true }, nr_cpu_ids);
	if (err)
		steps[at] = (struct cpuhp_step){};
out:
	mutex_unlock(&state_mutex);
	return err ?: dynamic ? at : 0;
}
EXPORT_SYMBOL(__cpuhp_setup_state_cpuslocked);

int __cpuhp_setup_state(enum cpuhp_state state, const char *name, bool invoke,
			int (*startup)(unsigned int cpu), int (*teardown)(unsigned int cpu),
			bool multi_instance)
{
	int ret;

	cpus_read_lock();
	ret = __cpuhp_setup_state_cpuslocked(state, name, invoke, startup, teardown,
					     multi_instance);
	cpus_read_unlock();
	return ret;
}
EXPORT_SYMBOL(__cpuhp_setup_state);

static bool in_use(enum cpuhp_state state)
{
	return state > CPUHP_OFFLINE && state < CPUHP_ONLINE && steps[state].name;
}

void __cpuhp_remove_state_cpuslocked(enum cpuhp_state state, bool invoke)
{
	lockdep_assert_cpus_held();
	mutex_lock(&state_mutex);
	if (WARN(!in_use(state), "cpuhp: state %d is not in use\n", state))
		goto out;
	if (WARN(!hlist_empty(&steps[state].instances),
		 "Error: Removing state %d which has instances left.\n", state))
		invoke = false;
	if (invoke && !steps[state].multi)
		call_online((struct call){ .state = state }, nr_cpu_ids);
	steps[state] = (struct cpuhp_step){};
out:
	mutex_unlock(&state_mutex);
}
EXPORT_SYMBOL(__cpuhp_remove_state_cpuslocked);

void __cpuhp_remove_state(enum cpuhp_state state, bool invoke)
{
	cpus_read_lock();
	__cpuhp_remove_state_cpuslocked(state, invoke);
	cpus_read_unlock();
}
EXPORT_SYMBOL(__cpuhp_remove_state);

int __cpuhp_state_add_instance_cpuslocked(enum cpuhp_state state, struct hlist_node *node,
					  bool invoke)
{
	int err = -EINVAL;

	lockdep_assert_cpus_held();
	mutex_lock(&state_mutex);
	if (in_use(state) && steps[state].multi) {
		err = 0;
		if (invoke)
			err = call_online((struct call){ .state = state, .up = true, .node = node },
					  nr_cpu_ids);
		if (!err)
			hlist_add_head(node, &steps[state].instances);
	}
	mutex_unlock(&state_mutex);
	return err;
}
EXPORT_SYMBOL_GPL(__cpuhp_state_add_instance_cpuslocked);

int __cpuhp_state_add_instance(enum cpuhp_state state, struct hlist_node *node, bool invoke)
{
	int err;

	cpus_read_lock();
	err = __cpuhp_state_add_instance_cpuslocked(state, node, invoke);
	cpus_read_unlock();
	return err;
}
EXPORT_SYMBOL_GPL(__cpuhp_state_add_instance);

int __cpuhp_state_remove_instance(enum cpuhp_state state, struct hlist_node *node, bool invoke)
{
	int err = -EINVAL;

	cpus_read_lock();
	mutex_lock(&state_mutex);
	if (in_use(state) && steps[state].multi) {
		if (invoke)
			call_online((struct call){ .state = state, .node = node }, nr_cpu_ids);
		hlist_del(node);
		err = 0;
	}
	mutex_unlock(&state_mutex);
	cpus_read_unlock();
	return err;
}
EXPORT_SYMBOL_GPL(__cpuhp_state_remove_instance);

/**
 * cpuhp_forget - no state calls code in [@start, @end) any more.
 * @say: told the name of each that did.
 */
void cpuhp_forget(unsigned long start, unsigned long end,
		  void (*say)(const char *what, const char *name, void *arg), void *arg)
{
	down_write(&hotplug_lock);
	for (int state = 0; state < CPUHP_ONLINE; state++) {
		struct cpuhp_step *step = &steps[state];

		if ((unsigned long)step->startup.single - start >= end - start &&
		    (unsigned long)step->teardown.single - start >= end - start)
			continue;
		say("CPU hotplug state", step->name, arg);
		*step = (struct cpuhp_step){};
	}
	up_write(&hotplug_lock);
}
