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

/** tasklet_disable - wait until @t does not run, and keep it from running. Context: process. */
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
void tasklet_unlock_wait(struct tasklet_struct *t);
void tasklet_unlock_spin_wait(struct tasklet_struct *t);
int tasklet_trylock(struct tasklet_struct *t);
void tasklet_unlock(struct tasklet_struct *t);

#endif
