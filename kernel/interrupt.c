// SPDX-License-Identifier: MIT
/*
 * Interrupts: who interrupts a CPU, and what runs then.
 *
 * How
 *
 *   Nothing of the world below interrupts a thread here: a signal could land inside a lock.  Each
 *   CPU has a thread instead, started by the first who has something for it, which takes the CPU as
 *   an atomic section does (base/context.c) and serves what has come for that CPU:
 *
 *	irq_enter	the CPU is seized; interrupts are off
 *	  hrtimers	whose time has come			hrtimer.c
 *	  irq_work	queued for this CPU			irq_work.c
 *	  devices	whose interrupt was raised here		irq.c
 *	  timers	whose jiffy has come: TIMER_SOFTIRQ	timer.c
 *	irq_exit	interrupts are on; pending softirqs	softirq.c
 *
 *   Then it sleeps until the next timer is due, or somebody kicks it.  So a machine that uses none
 *   of this has no such thread, and one whose timers are far off does not tick.
 *
 * What excludes what
 *
 *   local_irq_disable(), local_bh_disable(), preempt_disable() and every spinlock hold the CPU, and
 *   so does a handler.  Therefore a handler runs while nothing on its CPU is atomic, and nothing
 *   there becomes atomic while it runs.  On the CPUs of a process's host that is the same: a CPU is
 *   a word that one thread at a time can hold (port/host/cpu.c), whichever the host's kernel runs
 *   it on.
 *
 *   It is more than Linux promises: there, preempt_disable() does not keep handlers off.  Code that
 *   lacks an irqsave loses no update here, but where another CPU has the lock.  And code that spins
 *   with preemption off for what a handler on its own CPU is to do waits for ever.
 *
 *   It is also less: code that may be preempted is not stopped by a handler on its CPU.  It goes on
 *   as if it had been moved to another CPU, which may happen to it at any moment.
 *
 * current
 *
 *   The thread's task is called swapper/N and has pid 0, as the idle task that is interrupted most
 *   often.  Softirqs that are served in local_bh_enable() run as who called that, and those left to
 *   ksoftirqd/N as that.
 *
 * Lock order: the CPU first, as ever.  The locks of these files are leaves to everyone, but that
 * workqueue.c arms timers under its own.
 */
#include "kernel/interrupt.h"
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/hardirq.h>
#include <linux/instruction_pointer.h>
#include <linux/sched.h>
#include <linux/sprintf.h>
#include "port/port.h"

/** struct cpu_interrupts - the thread that interrupts a CPU, @cpu. */
static struct cpu_interrupts {
	struct core_thread thread;
	unsigned int cpu;
	char name[TASK_COMM_LEN];
} ____cacheline_aligned_in_smp interrupts[NR_CPUS];

static void become_idle_task(void)
{
	struct task_struct *me = current;

	me->pid = me->tgid = 0;
	me->flags |= PF_KTHREAD | PF_IDLE;
}

/* Nanoseconds from now to @time of the port. */
static u64 until(u64 time)
{
	u64 now = port_time_ns();

	if (time == INTERRUPT_NEVER)
		return CORE_THREAD_IDLE;
	return time > now ? time - now : 0;
}

/* When the thread of @cpu is to run by itself. */
static u64 next_event(unsigned int cpu)
{
	return min(timers_next(cpu), hrtimers_next(cpu));
}

static bool is_due(unsigned int cpu)
{
	return context_softirq_pending(cpu) || irqs_due(cpu) || irq_work_due(cpu) ||
	       until(next_event(cpu)) == 0;
}

static u64 serve(struct core_thread *thread)
{
	struct cpu_interrupts *me = container_of(thread, struct cpu_interrupts, thread);

	if (unlikely(current->pid))
		become_idle_task();
	if (is_due(me->cpu)) {
		context_seize_cpu(me->cpu, _THIS_IP_);
		local_irq_disable();
		if (port_cpu() != me->cpu)
			context_softirq_raise(port_cpu(), context_softirq_take(me->cpu));
		hrtimers_interrupt(me->cpu);
		irq_work_interrupt(me->cpu);
		irqs_interrupt(me->cpu);
		timers_interrupt(me->cpu);
		local_irq_enable();
		irq_exit();
	}
	return until(next_event(me->cpu));
}

void ends_note(struct ends *ends)
{
	__atomic_fetch_add(&ends->nr, 1, __ATOMIC_SEQ_CST);
	if (__atomic_load_n(&ends->waiters, __ATOMIC_SEQ_CST))
		port_wake(&ends->nr, ~0u);
}

bool ends_wait(struct ends *ends, u32 seen, bool *suspected)
{
	bool too_long = false;

	__atomic_fetch_add(&ends->waiters, 1, __ATOMIC_SEQ_CST);
	if (preemptible())
		port_wait(&ends->nr, seen, 0);
	else
		too_long = lock_wait(&ends->nr, seen, suspected);
	__atomic_fetch_sub(&ends->waiters, 1, __ATOMIC_SEQ_CST);
	return too_long;
}

void interrupt_kick(unsigned int cpu)
{
	core_thread_kick(&interrupts[cpu].thread);
}

unsigned int interrupt_cpu(unsigned int cpu)
{
	return cpu_online(cpu) ? cpu : cpumask_first(cpu_online_mask);
}

void interrupt_cpu_dead(unsigned int cpu)
{
	softirq_cpu_dead(cpu);
	timers_cpu_dead(cpu);
	hrtimers_cpu_dead(cpu);
	tasklets_cpu_dead(cpu);
	irq_work_cpu_dead(cpu);
	irqs_cpu_dead(cpu);
}

/* A handler that runs longer than this, in jiffies, runs for ever. */
#define HANDLER_TIME (5 * HZ)

static bool handler_runs_in(unsigned long start, unsigned long end)
{
	return timer_runs_in(start, end) || tasklet_runs_in(start, end) || work_runs_in(start, end);
}

/* What runs may arm itself again, so it is looked at until there is neither. */
bool interrupt_forget(unsigned long start, unsigned long end, const char *module)
{
	u64 until = get_jiffies_64() + HANDLER_TIME;

	irqs_forget(start, end, module);
	while (get_jiffies_64() < until) {
		bool runs = handler_runs_in(start, end), found = false;

		while (active_forget_one(start, end, module))
			found = true;
		if (!runs && !found) {
			workqueue_forget(start, end, module);
			return true;
		}
		if (runs)
			msleep(1);
	}
	return false;
}

static bool is_settled(void)
{
	for (unsigned int cpu = 0; cpu < port.nr_cpus; cpu++)
		if (context_softirq_pending(cpu) || irq_work_due(cpu))
			return false;
	return irqs_idle() && workqueue_idle() && !handler_runs_in(0, ~0ul);
}

void interrupt_settle(void)
{
	u64 until = get_jiffies_64() + HANDLER_TIME;

	while (!is_settled() && get_jiffies_64() < until)
		msleep(1);
}

void interrupt_init(void)
{
	for (unsigned int cpu = 0; cpu < port.nr_cpus; cpu++) {
		struct cpu_interrupts *me = &interrupts[cpu];

		me->cpu = cpu;
		snprintf(me->name, sizeof(me->name), "swapper/%u", cpu);
		core_thread_init(&me->thread, me->name, serve);
	}
	active_init();
	softirq_init();
	timers_init();
	hrtimers_init();
	tasklets_init();
	irq_work_init();
	irqs_init();
}

void interrupt_exit(void)
{
	for (unsigned int cpu = 0; cpu < port.nr_cpus; cpu++)
		core_thread_stop(&interrupts[cpu].thread);
	softirq_exit();
}
