// SPDX-License-Identifier: MIT
/*
 * Several CPUs, and what they ask of each other.
 *
 * Each has its own: struct bare_cpu, which a segment register finds, and struct x86_cpu; segments,
 * task segment and the stack for faults on a full one (trap.c); interrupt controller and timer
 * (time.c); idle thread (thread.c), and the stack that interrupts are served on.  They share the
 * page tables (paging.c), the table of gates, and all that the port keeps under a word that they
 * spin for with interrupts off (ARCHITECTURE.md has the order).
 *
 * They ask each other three things:
 *
 *	kick	look whether another thread is to run (thread.c); nobody waits for that
 *	ask	forget translations of addresses, or only be interrupted, so that no restartable
 *		sequence is under way that began before; the asker waits until all have answered
 *	stop	go no further, since the image ends; not maskable
 *
 * Who asks writes down what he wants, and marks each of the others:
 *
 *	x86_cpus[a].unanswered == the number of CPUs whose @askers has a's bit
 *
 * An answer comes from the interrupt's handler; or, of a CPU whose interrupts are off, from any
 * loop in which it waits for a word of the port's own, each of which ends up in board_pause(), and
 * so does waiting for answers.  So two CPUs that ask at once, or one that waits for a lock whose
 * holder asks, do not wait for each other for ever.  What runs with interrupts off and is in no
 * such loop ends, and then answers.  Who holds such a word asks nothing.  No answer can be given
 * within a sequence: those loops are in none, but for those of a fault that a sequence's own access
 * led to, and that begins it again (trap.c).
 *
 * Who has interrupts on sleeps soon, for the processor may be an emulator's, and the CPU that it
 * waits for gets the time; the last who answers wakes it.  No other thread comes in between.
 *
 * Nothing that runs on an idle CPU touches addresses that come and go, so it is not interrupted to
 * forget them: it is told to forget all translations before anything else runs.  Either the asker
 * sees that it is no more idle, or it sees that it is @stale:
 *
 *	asker:  stale = 1; is it idling?		other:  idling = 0; is it stale?
 *
 * Nor is it in a sequence, and what it runs next sees what was written before it was found idle.
 * But a processor may read ahead in page tables by itself, so before frames of tables are used for
 * something else even idle ones are asked.
 *
 * A program's addresses are nobody's but of the CPU that has its tables loaded, so only that one is
 * asked to forget some.  Likewise, either the asker sees that it has them, or it loads them after
 * they were changed; and one that has left them has forgotten all:
 *
 *	asker:  change; are they loaded?	other:  loaded = ANOTHER; load; loaded = root
 *
 * A handler takes no lock but the scheduler's, never waits for another CPU, and runs on the CPU's
 * interrupt stack.
 */
#include "port/x86/x86.h"

struct x86_cpu x86_cpus[CONFIG_NR_CPUS];

static u32 stopping;

/*
 * Looks at the answers before an asker sleeps.  Measured: where four CPUs are emulated by two that
 * are busy, the suite that unmaps most (vmalloc_crowd) takes four times as long with a thousand as
 * with none.
 */
#define ASK_SPINS 20
/* How long a CPU that does not stop is waited for: some seconds. */
#define STOP_PATIENCE 10000000u

_Static_assert(CONFIG_NR_CPUS <= 64, "a CPU's askers are the bits of one word");

static bool is_other(unsigned int cpu)
{
	return bare_cpus[cpu].online && cpu != board_cpu_number();
}

void board_kick(unsigned int cpu)
{
	x86_apic_send(x86_cpus[cpu].apic_id, VECTOR_KICK);
}

void x86_kicked(void)
{
	bare_had(BARE_KICK);
	board_cpu()->resched = true;
}

/* ---- asking ---------------------------------------------------------------------------------- */

static void answer_one(unsigned int asker)
{
	struct x86_cpu *cpu = &x86_cpus[asker];

	bare_had(cpu->nr ? BARE_FORGET : BARE_FENCE);
	x86_flush(cpu->addr, cpu->nr);
	/* It may be gone when it has the last answer; then the kick is for nothing. */
	if (!__atomic_sub_fetch(&cpu->unanswered, 1, __ATOMIC_SEQ_CST) &&
	    __atomic_load_n(&cpu->sleeping, __ATOMIC_SEQ_CST))
		board_kick(asker);
}

void x86_answer(void)
{
	unsigned long irqs = board_irq_save();
	u64 *askers = &x86_cpus[board_cpu_number()].askers, marks;

	if (__atomic_load_n(askers, __ATOMIC_RELAXED)) {
		marks = __atomic_exchange_n(askers, 0, __ATOMIC_ACQ_REL);
		for (unsigned int asker = 0; marks; asker++, marks >>= 1)
			if (marks & 1)
				answer_one(asker);
	}
	board_irq_restore(irqs);
}

/**
 * struct question - what others are asked to forget: @nr pages from @addr on; none: nothing.
 * @root: by those that have the program's tables there; 0: by all.
 * @idlers: by idle ones, too.
 */
struct question {
	unsigned long addr, nr;
	u64 root;
	bool idlers;
};

/* The order of these two, and of those in board_idling(), is what it stands on: see above. */
static bool leave_to_idle(struct x86_cpu *cpu, bool forget)
{
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (!__atomic_load_n(&cpu->idling, __ATOMIC_SEQ_CST))
		return false;
	if (!forget)
		return true;
	__atomic_store_n(&cpu->stale, 1, __ATOMIC_SEQ_CST);
	return __atomic_load_n(&cpu->idling, __ATOMIC_SEQ_CST);
}

/* One that does not have it, and loads it later, finds what is in the tables then: see above. */
static bool has_loaded(const struct x86_cpu *cpu, u64 root)
{
	unsigned long loaded;

	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	loaded = __atomic_load_n(&cpu->loaded, __ATOMIC_SEQ_CST);
	return loaded == root || loaded == X86_LOADS_ANOTHER;
}

static bool is_asked(struct x86_cpu *cpu, const struct question *q)
{
	if (q->root)
		return has_loaded(cpu, q->root);
	return q->idlers || !leave_to_idle(cpu, q->nr);
}

/* Each mark is counted before it is made. */
static void mark_others(struct x86_cpu *me, const struct question *q)
{
	for (unsigned int i = 0; i < bare_nr_cpus; i++) {
		struct x86_cpu *cpu = &x86_cpus[i];

		if (!is_other(i) || !is_asked(cpu, q))
			continue;
		__atomic_fetch_add(&me->unanswered, 1, __ATOMIC_SEQ_CST);
		__atomic_fetch_or(&cpu->askers, 1ull << board_cpu_number(), __ATOMIC_SEQ_CST);
		x86_apic_send(cpu->apic_id, VECTOR_ASK);
	}
}

/* With interrupts off; @sleep: they may come on meanwhile. */
static void await_answers(struct x86_cpu *me, bool sleep)
{
	unsigned int spins = 0;

	while (__atomic_load_n(&me->unanswered, __ATOMIC_SEQ_CST)) {
		if (!sleep || spins++ < ASK_SPINS) {
			board_pause();
			continue;
		}
		__atomic_store_n(&me->sleeping, 1, __ATOMIC_SEQ_CST);
		if (__atomic_load_n(&me->unanswered, __ATOMIC_SEQ_CST))
			board_idle();
		__atomic_store_n(&me->sleeping, 0, __ATOMIC_SEQ_CST);
	}
}

/* Return when every other CPU that it is for has done it; interrupts are off. */
static void ask_others(const struct question *q, bool sleep)
{
	struct x86_cpu *me = &x86_cpus[board_cpu_number()];

	me->addr = q->addr;
	me->nr = q->nr;
	me->asking = true;
	mark_others(me, q);
	await_answers(me, sleep);
	me->asking = false;
	if (sleep)
		thread_preempt();
}

/*
 * Whoever calls goes on to no other CPU between what this one does and what others are asked for:
 * it would be one that nobody has asked.
 */
static void ask_all(const struct question *q)
{
	unsigned long irqs = board_irq_save();

	if (!q->root || has_loaded(&x86_cpus[board_cpu_number()], q->root))
		x86_flush(q->addr, q->nr);
	if (bare_nr_cpus > 1)
		ask_others(q, irqs);
	board_irq_restore(irqs);
}

void board_fence(void)
{
	ask_all(&(const struct question){});
}

void x86_flush_everywhere(unsigned long addr, unsigned long nr, bool tables)
{
	ask_all(&(const struct question){ .addr = addr, .nr = nr, .idlers = tables });
}

void x86_flush_space(u64 root, unsigned long addr, unsigned long nr)
{
	ask_all(&(const struct question){ .addr = addr, .nr = nr, .root = root });
}

void x86_loads(unsigned long root)
{
	__atomic_store_n(&x86_cpus[board_cpu_number()].loaded, root, __ATOMIC_SEQ_CST);
}

void board_idling(bool idle)
{
	struct x86_cpu *me = &x86_cpus[board_cpu_number()];

	__atomic_store_n(&me->idling, idle, __ATOMIC_SEQ_CST);
	if (!idle && __atomic_exchange_n(&me->stale, 0, __ATOMIC_SEQ_CST))
		x86_flush(0, ~0ul);
}

/* ---- stopping -------------------------------------------------------------------------------- */

void x86_stop_if_told(unsigned long ip)
{
	struct x86_cpu *me = &x86_cpus[board_cpu_number()];

	if (!__atomic_load_n(&stopping, __ATOMIC_SEQ_CST))
		return;
	me->stopped_at = ip;
	__atomic_store_n(&me->stopped, 1, __ATOMIC_RELEASE);
	board_halt();
}

void board_stop_others(void)
{
	unsigned int patience = STOP_PATIENCE;

	if (__atomic_exchange_n(&stopping, 1, __ATOMIC_SEQ_CST))
		return;
	for (unsigned int i = 0; i < bare_nr_cpus; i++)
		if (is_other(i))
			x86_apic_send(x86_cpus[i].apic_id, APIC_SEND_NMI);
	for (unsigned int i = 0; i < bare_nr_cpus; i++)
		while (is_other(i) && !__atomic_load_n(&x86_cpus[i].stopped, __ATOMIC_ACQUIRE) &&
		       --patience)
			board_pause();
}

void board_tell_others(void)
{
	for (unsigned int i = 0; i < bare_nr_cpus; i++) {
		if (!is_other(i))
			continue;
		if (x86_cpus[i].stopped)
			bare_say(" CPU %u was at %x\n", (unsigned long)i, x86_cpus[i].stopped_at);
		else
			bare_say(" CPU %u did not stop\n", (unsigned long)i);
	}
}
