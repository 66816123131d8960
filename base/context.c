// SPDX-License-Identifier: MIT
/*
 * Contexts: what a thread may do now, and what it excludes.
 *
 * A thread is in atomic context while its preempt count is not 0 or it keeps interrupts off.  On
 * entering, it takes the CPU it runs on (port_cpu_hold()); on leaving, it gives the CPU back.  So
 * between get_cpu_var() and put_cpu_var(), under a spinlock, or with softirqs or interrupts off,
 * no other thread is in atomic context on that CPU: what preemption off means on a real one.
 *
 *	holds its CPU  <=>  preempt_count != 0 || irq_depth != 0
 *
 * Lock order: the CPU is the outermost lock.  A thread takes its CPU before the spinlock that made
 * it atomic, and nothing may take a CPU while it has one of the core's own locks (base/lock.h),
 * whose holder need not have a CPU.
 *
 * Each CPU counts how often it was taken and given back.  An odd count is a section in progress; a
 * change of it proves that a section which was in progress has ended.  Read-side sections of RCU
 * are such sections, and kernel/rcu.c waits for them by these counts alone.
 *
 * A thread that sleeps in atomic context all the same is reported, and gives its CPU up while it
 * sleeps, as a real one would go on to schedule: others must not hang for its mistake.
 *
 * Interrupts are threads that take the CPU they interrupt, by context_seize_cpu(): so they begin
 * when nothing is atomic there, and nothing atomic begins before they end.  One that waits for the
 * CPU comes before all who ask for it later, since on a real one it would not have had to ask.
 * Code that may be preempted goes on meanwhile, as if it had been moved to another CPU.
 *
 * Who leaves the last section that kept softirqs off, with some pending on its CPU, serves them
 * before it gives the CPU up: that is context_softirqs, which kernel/softirq.c fills in.
 */
#include "base/base.h"
#include <linux/array_size.h>
#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/irqflags.h>
#include <linux/might_sleep.h>
#include <linux/minmax.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/sched/mm.h>
#include <linux/smp.h>
#include <linux/threads.h>
#include "port/port.h"
#include "port/turns.h"

/* Apart from each other, because every atomic section of a CPU writes its own. */
struct cpu_sections {
	atomic_t count;
	u32 seizing;  /* interrupts that wait for the CPU; a word to sleep on */
	u32 softirqs; /* pending, by number */
} ____cacheline_aligned_in_smp;

static struct cpu_sections sections[NR_CPUS];

bool context_keep_calls;
bool (*context_in_module)(unsigned long addr);
void (*context_softirqs)(void);
void (*context_sleeps)(bool begins);

/* How long to wait for an interrupt to begin before one looks where else there is a CPU. */
#define GIVE_WAY_NS (100 * 1000ull)

/*
 * Places that were reported, as hashes; 0 is free.  A loop that sleeps under a lock a
 * million times is one mistake.  Derived: 256 distinct mistakes are more than anyone reads.
 */
#define SEEN_PLACES (IS_ENABLED(CONFIG_BASE_SMALL) ? 32 : 256)
/* Of a chain of calls, as much is looked at, and so many calls tell one place from another. */
#define SEEN_DEPTH 32
#define SEEN_CALLS 8
static atomic_long_t seen[SEEN_PLACES];

/* The CPU is held, and an interrupt waits for it: that goes first. */
static noinline void give_way(void)
{
	u32 *seizing = &sections[port_cpu()].seizing, nr;

	port_cpu_release();
	nr = __atomic_load_n(seizing, __ATOMIC_SEQ_CST);
	if (nr)
		port_wait(seizing, nr, GIVE_WAY_NS);
	port_cpu_hold();
}

static void cpu_take(void)
{
	port_cpu_hold();
	while (unlikely(__atomic_load_n(&sections[port_cpu()].seizing, __ATOMIC_RELAXED)))
		give_way();
	atomic_inc_return(&sections[port_cpu()].count);
}

static void cpu_drop(void)
{
	atomic_inc_return(&sections[port_cpu()].count);
	port_cpu_release();
}

static bool holds_cpu(const struct port_thread *t)
{
	return t->preempt_count || t->irq_depth;
}

/*
 * The calls that led to @ip, which is the first of them.  It may lie a few of the core's own
 * functions up; the body of a softirq, entered by no call of its own, is found nowhere.
 */
static noinline void keep_calls(struct port_thread *t, unsigned long ip)
{
	unsigned long calls[PORT_ATOMIC_CALLS + 4];
	unsigned int nr = port_stack_trace(calls, ARRAY_SIZE(calls), 1), from = 0, n = 0;

	while (from < nr && calls[from] != ip)
		from++;
	t->atomic_calls[n++] = ip;
	for (from++; from < nr && n < PORT_ATOMIC_CALLS; from++)
		t->atomic_calls[n++] = calls[from];
	t->atomic_nr = n;
}

/* The thread becomes atomic, at @ip. */
static void become_atomic(struct port_thread *t, unsigned long ip)
{
	if (unlikely(READ_ONCE(context_keep_calls))) {
		keep_calls(t, ip);
		port_turn_at(ip);
	}
	cpu_take();
	t->atomic_ip = ip;
}

/** context_sections - how often @cpu was taken and given back; odd while it is taken. */
unsigned int context_sections(unsigned int cpu)
{
	smp_mb();
	return (unsigned int)atomic_read_acquire(&sections[cpu].count);
}

/** context_init - forget what was reported; called when a world starts. */
void context_init(void)
{
	for (unsigned int i = 0; i < SEEN_PLACES; i++)
		atomic_long_set(&seen[i], 0);
	for (unsigned int cpu = 0; cpu < NR_CPUS; cpu++)
		sections[cpu].seizing = sections[cpu].softirqs = 0;
}

/* ---- preemption ------------------------------------------------------------------------------ */

int preempt_count(void)
{
	return (int)port_self()->preempt_count;
}
EXPORT_SYMBOL(preempt_count);

bool preemptible(void)
{
	return !holds_cpu(port_self());
}
EXPORT_SYMBOL(preemptible);

int raw_smp_processor_id(void)
{
	return (int)port_cpu();
}
EXPORT_SYMBOL(raw_smp_processor_id);

/**
 * context_enter - go @offset deeper into atomic context.
 * @offset: what to add to the preempt count.
 * @ip: where, for reports.
 */
void context_enter(unsigned int offset, unsigned long ip)
{
	struct port_thread *t = port_self();

	if (!holds_cpu(t))
		become_atomic(t, ip);
	t->preempt_count += offset;
}

/* An interrupt ends with interrupts off, or on; local_bh_enable() serves only with them on. */
static bool softirqs_due(const struct port_thread *t, unsigned int left)
{
	if (t->preempt_count & ~PREEMPT_MASK)
		return false;
	if (t->irq_depth && !(left & HARDIRQ_MASK))
		return false;
	return __atomic_load_n(&sections[port_cpu()].softirqs, __ATOMIC_RELAXED) &&
	       READ_ONCE(context_softirqs);
}

/* Interrupts are on meanwhile; the CPU is kept all along. */
static noinline void serve_softirqs(struct port_thread *t, unsigned long ip)
{
	bool off = t->irq_depth;

	if (off) {
		t->irq_depth = 0;
		port_irq_restore(t->irq_flags);
	}
	t->preempt_count += SOFTIRQ_OFFSET;
	t->atomic_ip = ip;
	context_softirqs();
	t->preempt_count -= SOFTIRQ_OFFSET;
	if (off) {
		t->irq_flags = port_irq_save();
		t->irq_depth = 1;
	}
}

/**
 * context_leave - undo context_enter().
 *
 * Each field is checked by itself, so that what was never entered is reported here and never
 * borrows from the next field.
 */
void context_leave(unsigned int offset, unsigned long ip)
{
	static const unsigned int fields[] = { PREEMPT_MASK, SOFTIRQ_MASK, HARDIRQ_MASK, NMI_MASK };
	struct port_thread *t = port_self();

	for (unsigned int i = 0; i < ARRAY_SIZE(fields); i++) {
		if ((offset & fields[i]) > (t->preempt_count & fields[i])) {
			report("BUG: preempt count underflow: %08x left from %08x at %pS", offset,
			       t->preempt_count, (void *)ip);
			return;
		}
	}
	t->preempt_count -= offset;
	if (unlikely(offset & ~PREEMPT_MASK) && softirqs_due(t, offset))
		serve_softirqs(t, ip);
	if (!holds_cpu(t))
		cpu_drop();
}

void preempt_count_add(int val)
{
	context_enter((unsigned int)val, _RET_IP_);
}
EXPORT_SYMBOL(preempt_count_add);

void preempt_count_sub(int val)
{
	context_leave((unsigned int)val, _RET_IP_);
}
EXPORT_SYMBOL(preempt_count_sub);

/* ---- interrupts ------------------------------------------------------------------------------ */

/**
 * context_seize_cpu - the caller, a thread of interrupts, interrupts @cpu.
 * @ip: what begins there, for reports.
 *
 * It waits for the atomic section that is in progress there, but for none that is to come.  Where
 * the world below has no such CPU for it, or that is out of use, it interrupts another.
 * The caller is in no atomic section; context_leave(HARDIRQ_OFFSET) ends it.
 */
void context_seize_cpu(unsigned int cpu, unsigned long ip)
{
	u32 *seizing = &sections[cpu].seizing;
	struct port_thread *t = port_self();

	port_cpu(); /* it may have been bound to a CPU that was stopped */
	if (!t->bound || t->home_cpu != (int)cpu)
		port_cpu_bind((int)cpu);
	__atomic_fetch_add(seizing, 1, __ATOMIC_SEQ_CST);
	port_cpu_hold();
	atomic_inc_return(&sections[port_cpu()].count);
	__atomic_fetch_sub(seizing, 1, __ATOMIC_SEQ_CST);
	port_wake(seizing, ~0u);
	t->atomic_ip = ip;
	t->atomic_nr = 0;
	t->preempt_count += HARDIRQ_OFFSET;
}

/** context_softirq_raise - softirqs @mask are pending on @cpu. */
void context_softirq_raise(unsigned int cpu, u32 mask)
{
	__atomic_fetch_or(&sections[cpu].softirqs, mask, __ATOMIC_SEQ_CST);
}

/** context_softirq_take - which are pending on @cpu; from now on none. */
u32 context_softirq_take(unsigned int cpu)
{
	return __atomic_exchange_n(&sections[cpu].softirqs, 0, __ATOMIC_SEQ_CST);
}

/** context_softirq_pending - which are. */
u32 context_softirq_pending(unsigned int cpu)
{
	return __atomic_load_n(&sections[cpu].softirqs, __ATOMIC_SEQ_CST);
}

bool irqs_disabled(void)
{
	return port_self()->irq_depth != 0;
}
EXPORT_SYMBOL(irqs_disabled);

unsigned long context_irq_save_ip(unsigned long ip)
{
	struct port_thread *t = port_self();

	if (t->irq_depth)
		return 1;
	if (!holds_cpu(t))
		become_atomic(t, ip);
	t->irq_flags = port_irq_save();
	t->irq_depth = 1;
	return 0;
}

unsigned long context_irq_save(void)
{
	return context_irq_save_ip(_RET_IP_);
}
EXPORT_SYMBOL(context_irq_save);

void context_irq_restore(unsigned long flags)
{
	struct port_thread *t = port_self();

	if (flags) {
		context_irq_save_ip(_RET_IP_);
		return;
	}
	if (!t->irq_depth)
		return;
	t->irq_depth = 0;
	port_irq_restore(t->irq_flags);
	if (!holds_cpu(t))
		cpu_drop();
}
EXPORT_SYMBOL(context_irq_restore);

/* ---- CPUs that come and go ------------------------------------------------------------------- */

/* With interrupts off: the CPU goes out of use, and the caller goes on elsewhere, with them on. */
void context_stop_cpu(void)
{
	struct port_thread *t = port_self();

	if (t->preempt_count) {
		report("BUG: CPU %u stops with preempt count %08x", port_cpu(), t->preempt_count);
		t->preempt_count = 0;
	}
	t->irq_depth = 0;
	port_irq_restore(t->irq_flags);
	atomic_inc_return(&sections[port_cpu()].count);
	port_cpu_stop();
}

/* The caller goes on at @cpu, which is in use again, with interrupts off. */
void context_resume_cpu(unsigned int cpu)
{
	struct port_thread *t = port_self();

	port_cpu_resume(cpu);
	atomic_inc_return(&sections[cpu].count);
	t->atomic_ip = _RET_IP_;
	t->irq_flags = port_irq_save();
	t->irq_depth = 1;
}

/* ---- sleeping -------------------------------------------------------------------------------- */

/* seen_before - true where @key was asked for before, or the table is full. */
static bool seen_before(unsigned long key)
{
	unsigned int at = (unsigned int)(key % SEEN_PLACES);

	for (unsigned int i = 0; i < SEEN_PLACES; i++) {
		long old = atomic_long_cmpxchg(&seen[(at + i) % SEEN_PLACES], 0, (long)key);

		if (!old)
			return false;
		if (old == (long)key)
			return true;
	}
	return true;
}

static unsigned long mix(unsigned long key, unsigned long word)
{
	return key * 31 + word;
}

/* The atomic section alone. */
static unsigned long section_key(unsigned long ip)
{
	return ip ? ip : 1;
}

/* The innermost call that a module made, among @calls; @nr where none did. */
static unsigned int first_of_module(const unsigned long *calls, unsigned int nr)
{
	unsigned int i = 0;

	while (i < nr && !(context_in_module && context_in_module(calls[i])))
		i++;
	return i;
}

/*
 * The section, and the calls that led to what might have slept.  Where a module called the core,
 * it matters where it did; not which of several places in the core would sleep.
 */
static unsigned long place_key(unsigned long ip, const char *file, int line)
{
	unsigned long calls[SEEN_DEPTH], key = ip;
	unsigned int nr = port_stack_trace(calls, SEEN_DEPTH, 0);
	unsigned int at = first_of_module(calls, nr);

	if (at == nr) {
		key = mix(mix(key, (unsigned long)file), (unsigned long)line);
		at = 0;
	}
	for (unsigned int end = min(nr, at + SEEN_CALLS); at < end; at++)
		key = mix(key, calls[at]);
	return key ? key : 1;
}

/* Only where mistakes are looked for: what is told of is harmless on a machine of one CPU. */
static noinline void check_stays(unsigned long ip)
{
	struct port_thread *t = port_self();
	struct report_who who;

	if (holds_cpu(t) || t->bound || !context_in_module || !context_in_module(ip) ||
	    seen_before(place_key(ip, NULL, 0)))
		return;
	report_who(&who);
	report_begin("BUG: using smp_processor_id() in preemptible [%08x] code: %s/%d",
		     t->preempt_count, who.comm, who.pid);
	pr_err("caller is %pS\n", (void *)ip);
	report_end();
}

int debug_smp_processor_id(void)
{
	if (unlikely(READ_ONCE(context_keep_calls)))
		check_stays(_RET_IP_);
	return (int)port_cpu();
}
EXPORT_SYMBOL(debug_smp_processor_id);

/* The lines that follow the header of a report about context. */
static void describe_context(const struct port_thread *t)
{
	struct report_who who;

	report_who(&who);
	pr_err("in_atomic(): %d, irqs_disabled(): %d, non_block: 0, pid: %d, name: %s\n",
	       t->preempt_count != 0, t->irq_depth != 0, who.pid, who.comm);
	pr_err("preempt_count: %x, expected: 0\n", t->preempt_count);
	pr_err("RCU nest depth: %u, expected: 0\n", t->rcu_depth);
	pr_err("%s disabled at:\n", t->preempt_count ? "Preemption" : "Interrupts");
	pr_err("[<%px>] %pS\n", (void *)t->atomic_ip, (void *)t->atomic_ip);
	/* What was kept of a section before keeping was turned off is not of this one. */
	if (context_keep_calls && t->atomic_calls[0] == t->atomic_ip)
		report_trace(KERN_ERR, t->atomic_calls, t->atomic_nr);
}

/*
 * Two entries a mistake: the place, and the atomic section alone, by which context_sleep_begin()
 * knows that the section was already reported.
 */
void __might_sleep(const char *file, int line)
{
	struct port_thread *t = port_self();

	if (likely(!holds_cpu(t)))
		return;
	if (seen_before(place_key(t->atomic_ip, file, line)))
		return;
	seen_before(section_key(t->atomic_ip));
	report_begin("BUG: sleeping function called from invalid context at %s:%d", file, line);
	describe_context(t);
	report_end();
}
EXPORT_SYMBOL(__might_sleep);

void __cant_sleep(const char *file, int line)
{
	struct port_thread *t = port_self();
	struct report_who who;

	if (likely(holds_cpu(t)) || seen_before(place_key(1, file, line)))
		return;
	report_who(&who);
	report_begin("BUG: assuming atomic context at %s:%d", file, line);
	pr_err("in_atomic(): 0, irqs_disabled(): 0, pid: %d, name: %s\n", who.pid, who.comm);
	report_end();
}
EXPORT_SYMBOL(__cant_sleep);

/* Workqueues count who of their workers sleeps. */
static bool is_worker(const struct port_thread *t)
{
	return t->task_flags && (*t->task_flags & PF_WQ_WORKER) && READ_ONCE(context_sleeps);
}

/**
 * context_sleep_begin - the caller is about to sleep: give up a CPU held by mistake.
 * Return: what context_sleep_end() needs.
 */
bool context_sleep_begin(void)
{
	struct port_thread *t = port_self();
	struct report_who who;

	if (unlikely(is_worker(t)))
		context_sleeps(true);
	if (likely(!holds_cpu(t)))
		return false;
	if (!seen_before(section_key(t->atomic_ip))) {
		report_who(&who);
		report_begin("BUG: scheduling while atomic: %s/%d/0x%08x", who.comm, who.pid,
			     t->preempt_count);
		describe_context(t);
		report_end();
	}
	cpu_drop();
	return true;
}

void context_sleep_end(bool held)
{
	if (unlikely(is_worker(port_self())))
		context_sleeps(false);
	if (unlikely(held))
		cpu_take();
}

/**
 * context_lend_cpu - let others have the CPU that the caller holds and waits on in vain.
 *
 * What it had of that CPU's data may be gone when context_take_cpu_back() returns.
 */
void context_lend_cpu(void)
{
	cpu_drop();
}

void context_take_cpu_back(void)
{
	cpu_take();
}

/**
 * context_reset - end what the caller left open: a function of a module has returned.
 * @what: the function, for the report; NULL for none: it crashed, and never came to an end.
 * Return: true where all was balanced.
 */
bool context_reset(const char *what)
{
	struct port_thread *t = port_self();

	if (likely(!holds_cpu(t) && !t->rcu_depth))
		return true;
	if (what) {
		report_begin("BUG: %s returned with preemption imbalance%s", what,
			     t->irq_depth ? " and disabled interrupts" : "");
		describe_context(t);
		report_end();
	}
	if (holds_cpu(t)) {
		t->preempt_count = 0;
		if (t->irq_depth) {
			t->irq_depth = 0;
			port_irq_restore(t->irq_flags);
		}
		cpu_drop();
	}
	t->rcu_depth = 0;
	return false;
}
