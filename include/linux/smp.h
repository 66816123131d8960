/* SPDX-License-Identifier: MIT */
/* The CPU one runs on. */
#ifndef _LINUX_SMP_H
#define _LINUX_SMP_H

#include <linux/types.h>
#include <linux/preempt.h>
#include <linux/cpumask.h>
#include <linux/threads.h>
#include <asm/processor.h>

/** raw_smp_processor_id - this CPU's number; may be another's at once where preemption is on. */
int raw_smp_processor_id(void);

/** debug_smp_processor_id - the same for who stays on that CPU; reports who does not. */
int debug_smp_processor_id(void);

#define smp_processor_id()   debug_smp_processor_id()
#define __smp_processor_id() raw_smp_processor_id()

#define get_cpu()                       \
	({                              \
		preempt_disable();      \
		raw_smp_processor_id(); \
	})
#define put_cpu() preempt_enable()

#endif
