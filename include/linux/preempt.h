/* SPDX-License-Identifier: MIT */
/*
 * Atomic context: the sections of a thread that may not sleep.
 *
 * One word of the thread counts them, in the kernel's four fields:
 *
 *	bits  0-7	preempt_disable() and the spinlocks
 *	bits  8-15	softirqs: bit 8 while one is served, the rest local_bh_disable()
 *	bits 16-19	hard interrupts
 *	bits 20-23	non-maskable interrupts
 *
 * A thread whose word is not 0, or which has interrupts off, holds its CPU: no other thread is in
 * atomic context there.  base/context.c says what follows from that.
 */
#ifndef _LINUX_PREEMPT_H
#define _LINUX_PREEMPT_H

#include <linux/types.h>
#include <linux/compiler.h>
#include <linux/cleanup.h>

#define PREEMPT_BITS 8
#define SOFTIRQ_BITS 8
#define HARDIRQ_BITS 4
#define NMI_BITS     4

#define PREEMPT_SHIFT 0
#define SOFTIRQ_SHIFT (PREEMPT_SHIFT + PREEMPT_BITS)
#define HARDIRQ_SHIFT (SOFTIRQ_SHIFT + SOFTIRQ_BITS)
#define NMI_SHIFT     (HARDIRQ_SHIFT + HARDIRQ_BITS)

#define PREEMPT_OFFSET (1UL << PREEMPT_SHIFT)
#define SOFTIRQ_OFFSET (1UL << SOFTIRQ_SHIFT)
#define HARDIRQ_OFFSET (1UL << HARDIRQ_SHIFT)
#define NMI_OFFSET     (1UL << NMI_SHIFT)

/* Two, so that the lowest bit is left to say that a softirq is being served. */
#define SOFTIRQ_DISABLE_OFFSET (2 * SOFTIRQ_OFFSET)

#define PREEMPT_MASK (((1UL << PREEMPT_BITS) - 1) << PREEMPT_SHIFT)
#define SOFTIRQ_MASK (((1UL << SOFTIRQ_BITS) - 1) << SOFTIRQ_SHIFT)
#define HARDIRQ_MASK (((1UL << HARDIRQ_BITS) - 1) << HARDIRQ_SHIFT)
#define NMI_MASK     (((1UL << NMI_BITS) - 1) << NMI_SHIFT)

#define PREEMPT_DISABLE_OFFSET PREEMPT_OFFSET
#define SOFTIRQ_LOCK_OFFSET    (SOFTIRQ_DISABLE_OFFSET + PREEMPT_DISABLE_OFFSET)
#define PREEMPT_LOCK_OFFSET    PREEMPT_DISABLE_OFFSET

/** preempt_count - the calling thread's word. */
int preempt_count(void);

/** preempt_count_add - enter atomic context @val deeper; takes the CPU at the first step. */
void preempt_count_add(int val);

/** preempt_count_sub - undo preempt_count_add(); reports what was never entered. */
void preempt_count_sub(int val);

/* The same for a caller who knows better than itself where the section began. */
void context_enter(unsigned int offset, unsigned long ip);
void context_leave(unsigned int offset, unsigned long ip);

#define nmi_count()	(preempt_count() & NMI_MASK)
#define hardirq_count() (preempt_count() & HARDIRQ_MASK)
#define softirq_count() (preempt_count() & SOFTIRQ_MASK)
#define irq_count()	(preempt_count() & (NMI_MASK | HARDIRQ_MASK | SOFTIRQ_MASK))

#define in_nmi()		(nmi_count() != 0)
#define in_hardirq()		(hardirq_count() != 0)
#define in_irq()		in_hardirq()
#define in_softirq()		(softirq_count() != 0)
#define in_serving_softirq()	((softirq_count() & SOFTIRQ_OFFSET) != 0)
#define in_interrupt()		(irq_count() != 0)
#define in_task()		(!(preempt_count() & (NMI_MASK | HARDIRQ_MASK | SOFTIRQ_OFFSET)))
#define in_atomic()		(preempt_count() != 0)
#define in_atomic_preempt_off() (preempt_count() != PREEMPT_DISABLE_OFFSET)

/** preemptible - true where the caller may be put on another CPU at any moment. */
bool preemptible(void);

#define preempt_disable()		    preempt_count_add(PREEMPT_DISABLE_OFFSET)
#define preempt_enable()		    preempt_count_sub(PREEMPT_DISABLE_OFFSET)
#define preempt_enable_no_resched()	    preempt_enable()
#define sched_preempt_enable_no_resched()   preempt_enable()
#define preempt_disable_notrace()	    preempt_disable()
#define preempt_enable_notrace()	    preempt_enable()
#define preempt_enable_no_resched_notrace() preempt_enable()
#define preempt_count_inc()		    preempt_count_add(1)
#define preempt_count_dec()		    preempt_count_sub(1)
#define preempt_check_resched()		    barrier()

/* A thread that may not migrate holds its CPU: nothing weaker is offered. */
#define migrate_disable() preempt_disable()
#define migrate_enable()  preempt_enable()

DEFINE_LOCK_GUARD_0(preempt, preempt_disable(), preempt_enable())
DEFINE_LOCK_GUARD_0(preempt_notrace, preempt_disable_notrace(), preempt_enable_notrace())
DEFINE_LOCK_GUARD_0(migrate, migrate_disable(), migrate_enable())

#endif
