// SPDX-License-Identifier: MIT
/*
 * An interrupt handler calls vunmap().
 *
 * expect:
 *	BUG: vunmap() called from interrupt context
 *	CPU: N PID: N Comm: insmod
 *	 handler+OFF [vunmap_in_irq] vunmap_in_irq.c:22
 *	 act+OFF [vunmap_in_irq] vunmap_in_irq.c:35
 *	 vunmap_in_irq_init+OFF [vunmap_in_irq] vunmap_in_irq.c:44
 */
#include <linux/gfp.h>
#include <linux/hardirq.h>
#include <linux/module.h>
#include <linux/vmalloc.h>

static struct page *page;

static noinline void handler(void *address)
{
#ifndef CORRECTED
	vunmap(address);
#endif
}

static noinline void act(void)
{
	void *address;

	page = alloc_page(GFP_KERNEL);
	address = page ? vmap(&page, 1, VM_MAP, PAGE_KERNEL) : NULL;
	if (!address)
		return;
	irq_enter();
	handler(address);
	irq_exit();
#ifdef CORRECTED
	vunmap(address);
#endif
}

static int __init vunmap_in_irq_init(void)
{
	act();
	return 0;
}

static void __exit vunmap_in_irq_exit(void)
{
	if (page)
		__free_page(page);
}

module_init(vunmap_in_irq_init);
module_exit(vunmap_in_irq_exit);
MODULE_DESCRIPTION("calls vunmap() in an interrupt");
MODULE_LICENSE("GPL");
