// SPDX-License-Identifier: MIT
/*
 * CPUs of an image.
 *
 * As in a process (port/host/cpu.c) a machine has either the CPUs that there are, or simulated
 * ones: as many as its configuration asks for, on which threads are placed.  Both are *held* by a
 * word each.  Of a real CPU, who holds it is not preempted (thread.c) and goes on nowhere else; so
 * the word is taken only where a holder waits and lets others run.
 */
#include <linux/errno.h>
#include <linux/string.h>

#include "port/bare/bare.h"

enum { CPU_TAKEN, CPU_FREE, CPU_AWAITED };

/* How long a thread waits for its CPU before it looks for another. */
#define BUSY_WAIT_NS 1000000ull

/** struct cpu_word - who may hold a CPU, and whether it is in use. */
static struct cpu_word {
	u32 word;
	bool stopped;
} __attribute__((aligned(64))) words[CONFIG_NR_CPUS];

static bool simulated;
static u32 next_home, machine_number;

bool cpus_simulated(void)
{
	return simulated;
}

/* Threads are in atomic context, too, while there is no machine. */
void cpus_free(void)
{
	for (unsigned int cpu = 0; cpu < CONFIG_NR_CPUS; cpu++)
		words[cpu] = (struct cpu_word){ .word = CPU_FREE };
}

/* ---- interrupts of the board's own ----------------------------------------------------------- */

static u32 ticks_had(unsigned int cpu)
{
	return READ_ONCE(bare_cpus[cpu].had[BARE_TICK]);
}

static u32 kicks_had(unsigned int cpu)
{
	return READ_ONCE(bare_cpus[cpu].had[BARE_KICK]);
}

static u32 fences_had(unsigned int cpu)
{
	return READ_ONCE(bare_cpus[cpu].had[BARE_FENCE]);
}

static u32 forgets_had(unsigned int cpu)
{
	return READ_ONCE(bare_cpus[cpu].had[BARE_FORGET]);
}

/* The first is the only one of a single CPU. */
static const struct port_interrupt interrupts[BARE_INTERRUPTS] = {
	{ "LOC", "Local timer interrupts", ticks_had },
	{ "RES", "Rescheduling interrupts", kicks_had },
	{ "CAL", "Function call interrupts", fences_had },
	{ "TLB", "TLB shootdowns", forgets_had },
};

/* Simulated CPUs have none. */
static void offer_interrupts(void)
{
	port.interrupts = interrupts;
	port.nr_interrupts = simulated ? 0 : bare_nr_cpus > 1 ? BARE_INTERRUPTS : 1;
}

void cpus_start(const struct machine_config *config)
{
	unsigned int wanted = config->cpus ? config->cpus : bare_nr_cpus;

	/* Who asks for CPUs gets simulated ones; but a single one is the board's, where it is. */
	simulated = config->nodes > 1 || (config->cpus && (wanted > 1 || bare_nr_cpus > 1));
	port.nr_cpus = max(wanted, config->cpus ? 1u : config->nodes);
	/* The primitive goes by the real CPU's number, also where it finds nothing. */
	port.nr_slot_cpus = max(port.nr_cpus, bare_nr_cpus);
	port.lockless_slots = !simulated;
	port.cpus_can_stop = simulated;
	offer_interrupts();
	next_home = 0;
	cpus_free();
	for (unsigned int cpu = 0; cpu < bare_nr_cpus; cpu++)
		bare_cpus[cpu].steps = !simulated;
	machine_number++;
}

static bool is_stopped(unsigned int cpu)
{
	return __atomic_load_n(&words[cpu].stopped, __ATOMIC_SEQ_CST);
}

static int next_cpu(void)
{
	unsigned int cpu;

	do
		cpu = __atomic_fetch_add(&next_home, 1, __ATOMIC_RELAXED) %
		      (port.nr_cpus ? port.nr_cpus : 1);
	while (is_stopped(cpu));
	return (int)cpu;
}

/* Where a thread is placed; anew for each machine, and where its CPU was stopped. */
static unsigned int home_cpu(void)
{
	struct thread *me = current_thread();

	if (me->machine != machine_number || is_stopped((unsigned int)me->record.home_cpu)) {
		me->machine = machine_number;
		me->record.home_cpu = next_cpu();
		me->record.bound = false;
	}
	return (unsigned int)me->record.home_cpu;
}

unsigned int port_cpu(void)
{
	const struct port_thread *me = port_self();

	if (me->cpu >= 0)
		return (unsigned int)me->cpu;
	return simulated ? home_cpu() : board_cpu_number();
}

/* What it was bound to in another machine says nothing here. */
int cpus_only(const struct thread *t)
{
	if (simulated)
		return -1;
	if (t->record.cpu >= 0)
		return t->record.cpu;
	return t->record.bound && t->machine == machine_number ? t->record.home_cpu : -1;
}

/* ---- holding --------------------------------------------------------------------------------- */

static bool try_hold(unsigned int cpu)
{
	u32 free = CPU_FREE;

	return __atomic_compare_exchange_n(&words[cpu].word, &free, CPU_TAKEN, false,
					   __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

/* Interrupts are off, so that this is the CPU it will have been. */
static int hold_here(struct port_thread *me)
{
	unsigned long flags = board_irq_save();
	unsigned int cpu = port_cpu();
	bool held = try_hold(cpu);

	if (held) {
		me->cpu = (int)cpu;
		board_cpu()->steps = false;
	}
	board_irq_restore(flags);
	return held ? -1 : (int)cpu;
}

/* Simulated CPUs have no place: any that is free will do for who is not bound. */
static bool hold_another(struct port_thread *me, unsigned int cpu)
{
	for (unsigned int i = 1; i < port.nr_cpus && simulated && !me->bound; i++) {
		unsigned int other = (cpu + i) % port.nr_cpus;

		if (try_hold(other)) {
			me->cpu = (int)other;
			return true;
		}
	}
	return false;
}

void port_cpu_hold(void)
{
	struct port_thread *me = port_self();
	int busy;

	while ((busy = hold_here(me)) >= 0 && !hold_another(me, (unsigned int)busy)) {
		u32 *word = &words[busy].word, taken = CPU_TAKEN;

		if (__atomic_compare_exchange_n(word, &taken, CPU_AWAITED, false, __ATOMIC_ACQUIRE,
						__ATOMIC_RELAXED) ||
		    taken == CPU_AWAITED)
			port_wait(word, CPU_AWAITED, BUSY_WAIT_NS);
	}
	if (simulated)
		me->home_cpu = me->cpu;
}

void port_cpu_release(void)
{
	struct port_thread *me = port_self();
	u32 *word = &words[me->cpu].word;

	board_cpu()->steps = !simulated;
	me->cpu = -1;
	if (__atomic_exchange_n(word, CPU_FREE, __ATOMIC_RELEASE) == CPU_AWAITED)
		port_wake(word, ~0u);
	if (unlikely(board_cpu()->resched))
		thread_resched();
}

/* ---- placing --------------------------------------------------------------------------------- */

int port_cpu_bind(int cpu)
{
	struct thread *me = current_thread();

	if (simulated)
		home_cpu();
	if (cpu < 0 && !me->record.bound)
		return 0;
	if (cpu >= (int)port.nr_cpus || (cpu >= 0 && is_stopped((unsigned int)cpu)))
		return -EINVAL;
	/* Who holds a real CPU runs there alone. */
	if (!simulated && cpu >= 0 && me->record.cpu >= 0 && cpu != me->record.cpu)
		return -EINVAL;
	me->machine = machine_number;
	me->record.bound = cpu >= 0;
	if (cpu < 0)
		return 0;
	me->record.home_cpu = cpu;
	while (!simulated && board_cpu_number() != (u32)cpu)
		port_yield();
	return 0;
}

void port_cpu_stop(void)
{
	struct port_thread *me = port_self();

	__atomic_store_n(&words[me->cpu].stopped, true, __ATOMIC_SEQ_CST);
	me->cpu = -1;
}

void port_cpu_resume(unsigned int cpu)
{
	struct port_thread *me = port_self();

	me->cpu = me->home_cpu = (int)cpu;
	__atomic_store_n(&words[cpu].stopped, false, __ATOMIC_SEQ_CST);
}

/* ---- interrupts and fences ------------------------------------------------------------------- */

unsigned long port_irq_save(void)
{
	return board_irq_save();
}

void port_irq_restore(unsigned long flags)
{
	board_irq_restore(flags);
}

/* Who was in a sequence and runs no more begins it again: that leaves those who run. */
void port_slot_fence(void)
{
	if (bare_nr_cpus > 1)
		board_fence();
}
