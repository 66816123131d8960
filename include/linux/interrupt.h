/* SPDX-License-Identifier: MIT */
/*
 * Interrupts, and what their handlers leave for later: softirqs and tasklets.
 * Who runs them, and what that excludes, is in kernel/interrupt.c.
 */
#ifndef _LINUX_INTERRUPT_H
#define _LINUX_INTERRUPT_H

#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/cpumask.h>
#include <linux/debugobjects.h>
#include <linux/hardirq.h>
#include <linux/irqflags.h>
#include <linux/irqreturn.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kref.h>
#include <linux/preempt.h>

/* ---- interrupts of devices ------------------------------------------------------------------- */

struct device;
struct pt_regs;

typedef irqreturn_t (*irq_handler_t)(int irq, void *dev_id);

#define IRQF_TRIGGER_NONE    0x00000000
#define IRQF_TRIGGER_RISING  0x00000001
#define IRQF_TRIGGER_FALLING 0x00000002
#define IRQF_TRIGGER_HIGH    0x00000004
#define IRQF_TRIGGER_LOW     0x00000008
#define IRQF_TRIGGER_MASK \
	(IRQF_TRIGGER_HIGH | IRQF_TRIGGER_LOW | IRQF_TRIGGER_RISING | IRQF_TRIGGER_FALLING)
#define IRQF_TRIGGER_PROBE 0x00000010

/* The others have no hardware here that they could be about. */
#define IRQF_DISABLED	  0x00000020 /* before 4.1; handlers run so anyhow */
#define IRQF_SHARED	  0x00000080 /* others may have the interrupt, too */
#define IRQF_PROBE_SHARED 0x00000100 /* say nothing where they do not agree */
#define IRQF_TIMER	  0x00000200
#define IRQF_PERCPU	  0x00000400
#define IRQF_NOBALANCING  0x00000800
#define IRQF_IRQPOLL	  0x00001000
#define IRQF_ONESHOT	  0x00002000 /* not again before its thread is done */
#define IRQF_NO_SUSPEND	  0x00004000
#define IRQF_NO_THREAD	  0x00010000
#define IRQF_COND_SUSPEND 0x00040000
#define IRQF_NO_AUTOEN	  0x00080000 /* it is disabled at first */
#define IRQF_THREE_ARGS	  0x40000000 /* the handler is of a kernel before 2.6.19 */

/* Before 2.6.18. */
#define SA_INTERRUPT	 IRQF_DISABLED
#define SA_SHIRQ	 IRQF_SHARED
#define SA_SAMPLE_RANDOM 0

/**
 * request_threaded_irq - have @handler called when interrupt @irq comes.
 * @handler: called with interrupts off; IRQ_NONE: not mine, IRQ_WAKE_THREAD: call @thread_fn.
 *	NULL: only @thread_fn, and @flags has IRQF_ONESHOT.
 * @thread_fn: called in a thread of its own, where it may sleep; NULL: there is none.
 * @flags: IRQF_*.
 * @name: shown in /proc/interrupts; not copied.
 * @dev_id: handed to both; with IRQF_SHARED not NULL, and tells free_irq() which it is.
 *
 * Return: 0; -EINVAL for an interrupt that is not, or what contradicts itself; -EBUSY where it has
 * a handler, and they do not both share; -ENOMEM.
 * Context: process; sleeps.
 */
int request_threaded_irq(unsigned int irq, irq_handler_t handler, irq_handler_t thread_fn,
			 unsigned long flags, const char *name, void *dev_id);

/* Does a handler take registers, as before 2.6.19? */
#define __irq_takes_registers(handler)                                               \
	(__builtin_types_compatible_p(typeof(handler),                               \
				      irqreturn_t(int, void *, struct pt_regs *)) || \
	 __builtin_types_compatible_p(typeof(handler),                               \
				      irqreturn_t(*)(int, void *, struct pt_regs *)))

/** request_irq - request_threaded_irq() without a thread. */
#define request_irq(irq, handler, flags, name, dev)                                            \
	request_threaded_irq((irq), (irq_handler_t)(void *)__irq_handler(handler), NULL,       \
			     (flags) | (__irq_takes_registers(handler) ? IRQF_THREE_ARGS : 0), \
			     (name), (dev))

/* Something that is no handler at all does not compile. */
#define __irq_handler(handler)                                                                  \
	__builtin_choose_expr(__irq_takes_registers(handler), (handler), ({                     \
				      irq_handler_t __handler = __builtin_choose_expr(          \
					      __irq_takes_registers(handler), NULL, (handler)); \
				      __handler;                                                \
			      }))

/** request_any_context_irq - request_irq(), where every interrupt has its handlers so. */
int request_any_context_irq(unsigned int irq, irq_handler_t handler, unsigned long flags,
			    const char *name, void *dev_id);

/**
 * free_irq - the handler with this @dev_id is called no more, and does not run.
 * Context: process; sleeps.
 * Return: the name it was requested with; NULL, and a warning, where there is none.
 */
const void *free_irq(unsigned int irq, void *dev_id);

int devm_request_threaded_irq(struct device *dev, unsigned int irq, irq_handler_t handler,
			      irq_handler_t thread_fn, unsigned long flags, const char *name,
			      void *dev_id);
static inline int devm_request_irq(struct device *dev, unsigned int irq, irq_handler_t handler,
				   unsigned long flags, const char *name, void *dev_id)
{
	return devm_request_threaded_irq(dev, irq, handler, NULL, flags, name, dev_id);
}
void devm_free_irq(struct device *dev, unsigned int irq, void *dev_id);

/** disable_irq - keep @irq from being served, and wait until it is not. Context: process. */
void disable_irq(unsigned int irq);
/** disable_irq_nosync - without waiting. Context: any. */
void disable_irq_nosync(unsigned int irq);

/**
 * disable_hardirq - the same waiting for handlers only, not for threads.
 * Return: false where a thread of @irq may still run.
 * Context: any but a handler of @irq.
 */
bool disable_hardirq(unsigned int irq);
/** enable_irq - undo one of these; what came meanwhile is served once. */
void enable_irq(unsigned int irq);

/** synchronize_irq - wait until neither a handler of @irq runs nor a thread. Context: process. */
void synchronize_irq(unsigned int irq);

/**
 * synchronize_hardirq - wait for handlers only. Return: false where a thread of @irq may still run.
 */
bool synchronize_hardirq(unsigned int irq);

/** irq_wake_thread - call the thread of @irq that has this @dev_id. */
void irq_wake_thread(unsigned int irq, void *dev_id);

/** irq_set_affinity - serve @irq on the CPUs of @mask. Return: 0, or -EINVAL. */
int irq_set_affinity(unsigned int irq, const struct cpumask *mask);
#define irq_force_affinity(irq, mask)	     irq_set_affinity(irq, mask)
#define irq_set_affinity_and_hint(irq, mask) irq_set_affinity(irq, mask)

/* ---- softirqs -------------------------------------------------------------------------------- */

enum {
	HI_SOFTIRQ,
	TIMER_SOFTIRQ,
	NET_TX_SOFTIRQ,
	NET_RX_SOFTIRQ,
	BLOCK_SOFTIRQ,
	IRQ_POLL_SOFTIRQ,
	TASKLET_SOFTIRQ,
	SCHED_SOFTIRQ,
	HRTIMER_SOFTIRQ,
	RCU_SOFTIRQ,
	NR_SOFTIRQS
};

extern const char *const softirq_to_name[NR_SOFTIRQS];

/** open_softirq - @action is what softirq @nr does; the core's own, as modules have no number. */
void open_softirq(int nr, void (*action)(void));
void raise_softirq(unsigned int nr);
void raise_softirq_irqoff(unsigned int nr);
void __raise_softirq_irqoff(unsigned int nr);

/** softirq_pending_here - those that are pending on this CPU, a bit each. */
unsigned int softirq_pending_here(void);
#define local_softirq_pending() softirq_pending_here()

/** kstat_softirqs_cpu - how often softirq @nr was served on @cpu. */
unsigned int kstat_softirqs_cpu(unsigned int nr, int cpu);

/* ---- tasklets -------------------------------------------------------------------------------- */

enum { TASKLET_STATE_SCHED, TASKLET_STATE_RUN };

/**
 * struct tasklet_struct - a function that is called in softirq context, soon, on one CPU at a time.
 * @next: in the list of its CPU.
 * @state: bits TASKLET_STATE_*: it is to run; it runs.
 * @count: it is disabled while this is not 0.
 * @use_callback: it is given itself, not @data.
 * @cpu: the one it is to run on.
 */
struct tasklet_struct {
	struct tasklet_struct *next;
	unsigned long state;
	atomic_t count;
	bool use_callback;
	union {
		void (*func)(unsigned long data);
		void (*callback)(struct tasklet_struct *t);
	};
	unsigned long data;
	unsigned int cpu;
	struct active_object active;
};

#define __TASKLET_CALLBACK(_callback, _count)                                               \
	{                                                                                   \
		.count = ATOMIC_INIT(_count), .use_callback = true, .callback = (_callback) \
	}
#define __TASKLET_FUNC(_func, _count, _data)                                   \
	{                                                                      \
		.count = ATOMIC_INIT(_count), .func = (_func), .data = (_data) \
	}

/** DECLARE_TASKLET - a variable: (name, callback), or as before 5.9 (name, func, data). */
#define DECLARE_TASKLET(...)		      __DECLARE_TASKLET(__VA_ARGS__, 3, 2, )(0, __VA_ARGS__)
#define DECLARE_TASKLET_DISABLED(...)	      __DECLARE_TASKLET(__VA_ARGS__, 3, 2, )(1, __VA_ARGS__)
#define __DECLARE_TASKLET(_1, _2, _3, n, ...) __DECLARE_TASKLET_##n
#define __DECLARE_TASKLET_2(_count, _name, _callback) \
	struct tasklet_struct _name = __TASKLET_CALLBACK(_callback, _count)
#define __DECLARE_TASKLET_3(_count, _name, _func, _data) \
	struct tasklet_struct _name = __TASKLET_FUNC(_func, _count, _data)
#define DECLARE_TASKLET_OLD(_name, _func) struct tasklet_struct _name = __TASKLET_FUNC(_func, 0, 0)
#define DECLARE_TASKLET_DISABLED_OLD(_name, _func) \
	struct tasklet_struct _name = __TASKLET_FUNC(_func, 1, 0)

#define from_tasklet(var, callback_tasklet, tasklet_fieldname) \
	container_of(callback_tasklet, typeof(*var), tasklet_fieldname)

/** tasklet_setup - make @t ready; @callback is given @t. */
void tasklet_setup(struct tasklet_struct *t, void (*callback)(struct tasklet_struct *));
/** tasklet_init - the form before 5.9: @func is given @data. */
void tasklet_init(struct tasklet_struct *t, void (*func)(unsigned long), unsigned long data);

/**
 * tasklet_schedule - have @t run once on this CPU, soon; nothing where it is to already.
 * Context: any.
 */
void tasklet_schedule(struct tasklet_struct *t);
/** tasklet_hi_schedule - the same before other softirqs. */
void tasklet_hi_schedule(struct tasklet_struct *t);

/**
 * tasklet_disable, tasklet_disable_in_atomic - wait until @t does not run, and keep it from
 * running.
 *
 * What is scheduled meanwhile runs after tasklet_enable().
 * Context: process, but not under a lock that its function takes; the second one in atomic context,
 * too.
 */
void tasklet_disable(struct tasklet_struct *t);
void tasklet_disable_in_atomic(struct tasklet_struct *t);

/** tasklet_disable_nosync - the same without waiting. Context: any. */
void tasklet_disable_nosync(struct tasklet_struct *t);
/** tasklet_enable - undo one of these; it runs, where it was to meanwhile. Context: any. */
void tasklet_enable(struct tasklet_struct *t);

/**
 * tasklet_kill - wait until @t has run, where it is to, and does not run.
 * Context: process; sleeps.
 */
void tasklet_kill(struct tasklet_struct *t);

/** tasklet_unlock_wait, tasklet_unlock_spin_wait - wait until @t does not run; it may again. */
void tasklet_unlock_wait(struct tasklet_struct *t);
void tasklet_unlock_spin_wait(struct tasklet_struct *t);

/**
 * tasklet_trylock, tasklet_unlock - keep @t from being run by others, as its function does.
 * Return: 1, or 0 where it runs.
 */
int tasklet_trylock(struct tasklet_struct *t);
void tasklet_unlock(struct tasklet_struct *t);

#endif
