// SPDX-License-Identifier: MIT
/*
 * An interrupt is still requested when its module goes.
 *
 * expect:
 *	BUG: module leak_irq was removed with its irq 5 (misuse) not freed, requested by \
 *	connect+OFF [leak_irq]
 *	CPU: N PID: N Comm: insmod
 */
#include <linux/interrupt.h>
#include <linux/module.h>

static int cookie;

static irqreturn_t serve(int irq, void *dev_id)
{
	return IRQ_HANDLED;
}

static noinline int connect(void)
{
	return request_irq(5, serve, 0, "misuse", &cookie);
}

static int __init leak_irq_init(void)
{
	return connect();
}

static void __exit leak_irq_exit(void)
{
#ifdef CORRECTED
	free_irq(5, &cookie);
#endif
}

module_init(leak_irq_init);
module_exit(leak_irq_exit);
MODULE_DESCRIPTION("leaves an interrupt behind");
MODULE_LICENSE("GPL");
