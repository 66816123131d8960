// SPDX-License-Identifier: MIT
/*
 * An interrupt is freed twice.
 *
 * expect:
 *	WARNING: Trying to free already-free IRQ 5
 *	CPU: N PID: N Comm: insmod
 *	 disconnect+OFF [irq_free_twice] irq_free_twice.c:23
 *	 irq_free_twice_exit+OFF [irq_free_twice] irq_free_twice.c:35
 */
#include <linux/interrupt.h>
#include <linux/module.h>

static int cookie;

static irqreturn_t serve(int irq, void *dev_id)
{
	return IRQ_HANDLED;
}

static noinline void disconnect(void)
{
	free_irq(5, &cookie);
}

static int __init irq_free_twice_init(void)
{
	return request_irq(5, serve, 0, "misuse", &cookie);
}

static void __exit irq_free_twice_exit(void)
{
	disconnect();
#ifndef CORRECTED
	disconnect();
#endif
}

module_init(irq_free_twice_init);
module_exit(irq_free_twice_exit);
MODULE_DESCRIPTION("frees an interrupt twice");
MODULE_LICENSE("GPL");
