// SPDX-License-Identifier: MIT
/*
 * An interrupt handler calls kunmap().
 *
 * options: --profile pc32 --mem 1200M
 * expect:
 *	BUG: kunmap() called from interrupt context
 *	CPU: N PID: N Comm: insmod
 *	 handler+OFF [kunmap_in_irq] kunmap_in_irq.c:21
 *	 act+OFF [kunmap_in_irq] kunmap_in_irq.c:33
 *	 kunmap_in_irq_init+OFF [kunmap_in_irq] kunmap_in_irq.c:43
 */
#include <linux/gfp.h>
#include <linux/hardirq.h>
#include <linux/highmem.h>
#include <linux/module.h>

static noinline void handler(struct page *page)
{
#ifndef CORRECTED
	kunmap(page);
#endif
}

static noinline void act(void)
{
	struct page *page = alloc_page(GFP_HIGHUSER);

	if (!page)
		return;
	kmap(page);
	irq_enter();
	handler(page);
	irq_exit();
#ifdef CORRECTED
	kunmap(page);
#endif
	__free_page(page);
}

static int __init kunmap_in_irq_init(void)
{
	act();
	return 0;
}

static void __exit kunmap_in_irq_exit(void)
{
}

module_init(kunmap_in_irq_init);
module_exit(kunmap_in_irq_exit);
MODULE_DESCRIPTION("calls kunmap() in an interrupt");
MODULE_LICENSE("GPL");
