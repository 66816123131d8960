/* SPDX-License-Identifier: MIT */
/* Interrupts, for those who raise them or ask about them. */
#ifndef _LINUX_IRQ_H
#define _LINUX_IRQ_H

#include <linux/interrupt.h>
#include <linux/irqreturn.h>

/* As many as the vectors of a CPU. */
#define NR_IRQS 256
#define nr_irqs ((unsigned int)NR_IRQS)

/**
 * generic_handle_irq - serve @irq here and now.
 * Who is in no interrupt enters one for it.
 * Return: 0; -EINVAL where there is no such interrupt, or nobody has requested it.
 */
int generic_handle_irq(unsigned int irq);
/** generic_handle_irq_safe - the same; in Linux the one that interrupts may be on for. */
int generic_handle_irq_safe(unsigned int irq);

/** irq_has_action - has anybody requested @irq? */
int irq_has_action(unsigned int irq);
/** can_request_irq - is @irq free, or shared by all who have it and by IRQF_SHARED in @flags? */
int can_request_irq(unsigned int irq, unsigned long flags);

/** kstat_irqs - how often @irq was served on all CPUs; kstat_irqs_cpu - on one. */
unsigned int kstat_irqs(unsigned int irq);
unsigned int kstat_irqs_cpu(unsigned int irq, int cpu);

#endif
