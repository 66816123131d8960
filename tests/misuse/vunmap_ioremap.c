// SPDX-License-Identifier: MIT
/*
 * Registers that ioremap() mapped are given to vunmap().
 *
 * options: --device gpio@0xfe200000+4K
 * expect:
 *	BUG: Trying to vunmap() nonexistent vm area (ADDR)
 *	It is device memory of ioremap(), which iounmap() takes back
 *	CPU: N PID: N Comm: insmod
 *	 drop+OFF [vunmap_ioremap] vunmap_ioremap.c:22
 *	 vunmap_ioremap_init+OFF [vunmap_ioremap] vunmap_ioremap.c:32
 */
#include <linux/io.h>
#include <linux/module.h>
#include <linux/vmalloc.h>

static noinline void drop(void __iomem *registers)
{
#ifdef CORRECTED
	iounmap(registers);
#else
	vunmap((void __force *)registers);
#endif
}

static int __init vunmap_ioremap_init(void)
{
	void __iomem *registers = ioremap(0xfe200000, 0x100);

	if (!registers)
		return -ENOMEM;
	drop(registers);
#ifndef CORRECTED
	/* What was not taken is still the module's. */
	iounmap(registers);
#endif
	return 0;
}

static void __exit vunmap_ioremap_exit(void)
{
}

module_init(vunmap_ioremap_init);
module_exit(vunmap_ioremap_exit);
MODULE_DESCRIPTION("gives registers to the wrong function");
MODULE_LICENSE("GPL");
