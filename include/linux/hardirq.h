/* SPDX-License-Identifier: MIT */
/* The contexts an interrupt runs in, for those who deliver one. */
#ifndef _LINUX_HARDIRQ_H
#define _LINUX_HARDIRQ_H

#include <linux/preempt.h>
#include <linux/irqflags.h>
#include <linux/bottom_half.h>
#include <linux/lockdep.h>
#include <linux/smp.h>

/* irq_enter - the caller now serves a hard interrupt, until irq_exit(). */
#define irq_enter()   preempt_count_add(HARDIRQ_OFFSET)
#define irq_exit()    preempt_count_sub(HARDIRQ_OFFSET)
#define __irq_enter() irq_enter()
#define __irq_exit()  irq_exit()

#define nmi_enter() preempt_count_add(NMI_OFFSET + HARDIRQ_OFFSET)
#define nmi_exit()  preempt_count_sub(NMI_OFFSET + HARDIRQ_OFFSET)

#endif
