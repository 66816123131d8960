/* SPDX-License-Identifier: MIT */
/* Contexts, for those who schedule and lock; <linux/preempt.h> has what everybody uses. */
#ifndef BASE_CONTEXT_H
#define BASE_CONTEXT_H

#include <linux/types.h>

/**
 * context_keep_calls - at each entry into atomic context, keep the calls that led there.
 *
 * Reports of sleeping then show both stacks: where atomic context was entered, and what slept.  It
 * costs a walk up the stack each time, so it is on where mistakes are looked for, and else off.
 */
extern bool context_keep_calls;

/** context_in_module - is @addr in a module's code?  NULL where there are no modules. */
extern bool (*context_in_module)(unsigned long addr);

/**
 * context_softirqs - serves what is pending on the CPU that the caller holds, in softirq context;
 * NULL where nothing does.
 */
extern void (*context_softirqs)(void);

/** context_sleeps - told when a thread with PF_WQ_WORKER begins to sleep, and when it is awake. */
extern void (*context_sleeps)(bool begins);

void context_init(void);
void context_seize_cpu(unsigned int cpu, unsigned long ip);
void context_softirq_raise(unsigned int cpu, u32 mask);
u32 context_softirq_take(unsigned int cpu);
u32 context_softirq_pending(unsigned int cpu);
unsigned int context_sections(unsigned int cpu);
bool context_sleep_begin(void);
void context_sleep_end(bool held);
void context_lend_cpu(void);
void context_take_cpu_back(void);
bool context_reset(const char *what);
/** scope_reset - a function of a module, @what, has returned: end scopes it left open (scope.c). */
void scope_reset(const char *what);
void context_stop_cpu(void);
void context_resume_cpu(unsigned int cpu);

#endif
