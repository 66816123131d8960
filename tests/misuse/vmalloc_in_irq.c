// SPDX-License-Identifier: MIT
/*
 * An interrupt handler calls vmalloc().
 *
 * expect:
 *	BUG: vmalloc() called from interrupt context
 *	CPU: N PID: N Comm: insmod
 *	 handler+OFF [vmalloc_in_irq] vmalloc_in_irq.c:27
 *	 act+OFF [vmalloc_in_irq] vmalloc_in_irq.c:34
 *	 vmalloc_in_irq_init+OFF [vmalloc_in_irq] vmalloc_in_irq.c:40
 *	BUG: vfree() called from interrupt context
 *	CPU: N PID: N Comm: insmod
 *	 handler+OFF [vmalloc_in_irq] vmalloc_in_irq.c:27
 *	 act+OFF [vmalloc_in_irq] vmalloc_in_irq.c:34
 *	 vmalloc_in_irq_init+OFF [vmalloc_in_irq] vmalloc_in_irq.c:40
 */
#include <linux/hardirq.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

static noinline void handler(void)
{
#ifdef CORRECTED
	kfree(kmalloc(PAGE_SIZE, GFP_ATOMIC));
#else
	vfree(vmalloc(PAGE_SIZE));
#endif
}

static noinline void act(void)
{
	irq_enter();
	handler();
	irq_exit();
}

static int __init vmalloc_in_irq_init(void)
{
	act();
	return 0;
}

static void __exit vmalloc_in_irq_exit(void)
{
}

module_init(vmalloc_in_irq_init);
module_exit(vmalloc_in_irq_exit);
MODULE_DESCRIPTION("calls vmalloc() in an interrupt");
MODULE_LICENSE("GPL");
