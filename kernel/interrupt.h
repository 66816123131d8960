/* SPDX-License-Identifier: MIT */
/*
 * Interrupts, softirqs and timers: what the world's files enter them by.
 *
 *	interrupt_init()	the CPUs' threads		interrupt.c, which has the theory
 *	  softirq_init()	softirqs, ksoftirqd		softirq.c
 *	  tasklets_init()	tasklets			tasklet.c
 *	  timers_init()		timers				timer.c
 *	  hrtimers_init()	timers by the nanosecond	hrtimer.c
 *	  irqs_init()		the devices' interrupts		irq.c
 *	  irq_work_init()	what is to be done there soon	irq_work.c
 *	workqueue_init()	work and its threads		workqueue.c
 */
#ifndef KERNEL_INTERRUPT_H
#define KERNEL_INTERRUPT_H

#include <linux/types.h>
#include "kernel/kernel.h"

/* ---- interrupt.c: the threads that interrupt a CPU ------------------------------------------- */

void interrupt_init(void);
void interrupt_exit(void);

/** interrupt_kick - something is to be done in @cpu's interrupts. Context: any. */
void interrupt_kick(unsigned int cpu);

/** interrupt_cpu - @cpu where it is in use, else another that is. */
unsigned int interrupt_cpu(unsigned int cpu);

/** interrupt_cpu_dead - @cpu is gone: timers and softirqs that were there go elsewhere. */
void interrupt_cpu_dead(unsigned int cpu);

/**
 * interrupt_forget - nothing in [@start, @end) is armed, scheduled or queued any more, or runs.
 * @module: whose mistake each is, to be told of; NULL: nobody's.
 * Context: process; sleeps.
 * Return: false where a handler there does not end.
 */
bool interrupt_forget(unsigned long start, unsigned long end, const char *module);

/** INTERRUPT_NEVER - no time at all, of those that *_next() return. */
#define INTERRUPT_NEVER (~0ull)

/**
 * handler_call - call a handler, perhaps a module's, on the stack of interrupts.
 * @kind: KSTACK_SOFTIRQ or KSTACK_HARDIRQ.
 * @entry: the function that the user wrote; @what: what that is, for reports.
 * A crash ends this call only; a context that is left otherwise is told of and put right.
 *
 * Context: interrupt or softirq.
 * Return: false where it crashed.
 */
bool handler_call(enum kstack_kind kind, const void *entry, const char *what, void (*fn)(void *arg),
		  void *arg);

/**
 * struct ends - how often something that is waited for has ended; so many wait.
 *
 * Who waits reads @nr, then sees that what he waits for has not ended, then sleeps while @nr is
 * what he read.
 */
struct ends {
	u32 nr, waiters;
};

static inline u32 ends_seen(const struct ends *ends)
{
	return __atomic_load_n(&ends->nr, __ATOMIC_SEQ_CST);
}

/** ends_note - something has ended. */
void ends_note(struct ends *ends);

/**
 * ends_wait - sleep while @ends is as @seen; or return early.
 * @suspected: as for lock_wait().
 * Return: true when a wait in atomic context has become too long, once.
 */
bool ends_wait(struct ends *ends, u32 seen, bool *suspected);

/* ---- active.c: objects in use --------------------------------------------------------------- */

struct active_object;

/**
 * struct active_type - a kind of object that can be in use.
 * @name: as Linux calls its type; @noun, @state: as people do, "timer", "armed".
 * @object: the object around what is kept in it; @function: what it will call.
 * @disarm: take it out of use, if it still is.
 */
struct active_type {
	const char *name, *noun, *state;
	void *(*object)(struct active_object *object);
	void *(*function)(struct active_object *object);
	void (*disarm)(struct active_object *object);
};

void active_init(void);

/** active_add - @object comes into use, by the caller at @ip; active_del - it goes out of use. */
void active_add(struct active_object *object, const struct active_type *type, unsigned long ip);
void active_del(struct active_object *object);

/** active_reinit - active_freed() for an object that is about to be initialised. */
void active_reinit(struct active_object *object);

/** active_unknown - tell of an @object that was never initialised. */
void active_unknown(const struct active_type *type, const void *object);

/**
 * active_forget_one - disarm an object whose function or memory is in [@start, @end).
 * @module: whose mistake it is, to be told of; NULL: nobody's.
 * Return: false where there is none.
 */
bool active_forget_one(unsigned long start, unsigned long end, const char *module);

/* ---- timer.c --------------------------------------------------------------------------------- */

void timers_init(void);
void timers_cpu_dead(unsigned int cpu);

/** timers_next - the port's time at which the first timer of @cpu is due, or INTERRUPT_NEVER. */
u64 timers_next(unsigned int cpu);

/** timers_interrupt - raise TIMER_SOFTIRQ where one is due; the caller interrupts @cpu. */
void timers_interrupt(unsigned int cpu);

struct timer_list;

/** timer_arm - mod_timer() on @cpu, or here with -1, for the caller at @ip. */
int timer_arm(struct timer_list *timer, unsigned long expires, int cpu, unsigned long ip);

/** timer_runs_in - does the function of a timer in [@start, @end) run? */
bool timer_runs_in(unsigned long start, unsigned long end);

/* ---- softirq.c ------------------------------------------------------------------------------- */

void softirq_init(void);
void softirq_exit(void);
void softirq_cpu_dead(unsigned int cpu);

/** softirq_raise_on - softirq @nr is pending on @cpu, which another thread may hold. */
void softirq_raise_on(unsigned int cpu, unsigned int nr);

/* ---- tasklet.c ------------------------------------------------------------------------------- */

void tasklets_init(void);
void tasklets_cpu_dead(unsigned int cpu);

/** tasklet_runs_in - does the function of a tasklet in [@start, @end) run? */
bool tasklet_runs_in(unsigned long start, unsigned long end);

/* ---- hrtimer.c ------------------------------------------------------------------------------- */

void hrtimers_init(void);
void hrtimers_cpu_dead(unsigned int cpu);
u64 hrtimers_next(unsigned int cpu);

/** hrtimers_interrupt - call those that are due; the caller interrupts @cpu, interrupts are off. */
void hrtimers_interrupt(unsigned int cpu);
bool hrtimer_runs_in(unsigned long start, unsigned long end);

/* ---- irq.c, irq_manage.c --------------------------------------------------------------------- */

void irqs_init(void);
void irqs_cpu_dead(unsigned int cpu);
/** irqs_idle - none is pending, but for disabled ones, and no handler or thread runs. */
bool irqs_idle(void);
bool irqs_due(unsigned int cpu);
void irqs_interrupt(unsigned int cpu);
bool irq_runs_in(unsigned long start, unsigned long end);

/** irqs_forget - free the interrupts that code there has; as interrupt_forget(). */
void irqs_forget(unsigned long start, unsigned long end, const char *module);

/* ---- irq_work.c ------------------------------------------------------------------------------ */

void irq_work_init(void);
void irq_work_cpu_dead(unsigned int cpu);
bool irq_work_due(unsigned int cpu);
void irq_work_interrupt(unsigned int cpu);
bool irq_work_runs_in(unsigned long start, unsigned long end);

/* ---- workqueue.c and its kin ----------------------------------------------------------------- */

void workqueue_init(void);
void workqueue_exit(void);

/** workqueue_idle - no work is queued or runs, but for what waits for its time. */
bool workqueue_idle(void);

/** work_runs_in - does work whose function is in [@start, @end) run? */
bool work_runs_in(unsigned long start, unsigned long end);

/** workqueue_forget - destroy the workqueues that code there has made; as interrupt_forget(). */
void workqueue_forget(unsigned long start, unsigned long end, const char *module);

#endif
