/* SPDX-License-Identifier: MIT */
/*
 * Interrupts off: what the calling thread keeps off its CPU.
 *
 * Saved flags hold one bit, "were off already", so that sections nest as on a real CPU.
 */
#ifndef _LINUX_IRQFLAGS_H
#define _LINUX_IRQFLAGS_H

#include <linux/types.h>
#include <linux/compiler.h>
#include <linux/cleanup.h>

/** context_irq_save - turn interrupts off; returns what context_irq_restore() needs. */
unsigned long context_irq_save(void);
/** context_irq_restore - undo context_irq_save(), which returned @flags. */
void context_irq_restore(unsigned long flags);

/* The same for a caller who knows better than itself where the section began. */
unsigned long context_irq_save_ip(unsigned long ip);

/** irqs_disabled - true while this thread keeps interrupts off. */
bool irqs_disabled(void);

#define raw_local_irq_disable() ((void)context_irq_save())
#define raw_local_irq_enable()	context_irq_restore(0)
#define raw_local_irq_save(flags)             \
	do {                                  \
		(flags) = context_irq_save(); \
	} while (0)
#define raw_local_irq_restore(flags) context_irq_restore(flags)
#define raw_local_save_flags(flags)        \
	do {                               \
		(flags) = irqs_disabled(); \
	} while (0)
#define raw_irqs_disabled()	       irqs_disabled()
#define raw_irqs_disabled_flags(flags) ((flags) != 0)

#define local_irq_disable()	   raw_local_irq_disable()
#define local_irq_enable()	   raw_local_irq_enable()
#define local_irq_save(flags)	   raw_local_irq_save(flags)
#define local_irq_restore(flags)   raw_local_irq_restore(flags)
#define local_save_flags(flags)	   raw_local_save_flags(flags)
#define irqs_disabled_flags(flags) raw_irqs_disabled_flags(flags)
#define safe_halt()		   barrier()

DEFINE_LOCK_GUARD_0(irq, local_irq_disable(), local_irq_enable())
DEFINE_LOCK_GUARD_0(irqsave, local_irq_save(_T->flags), local_irq_restore(_T->flags),
		    unsigned long flags)

#endif
