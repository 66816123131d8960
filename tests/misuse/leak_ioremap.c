// SPDX-License-Identifier: MIT
/*
 * The registers of a device stay mapped, and claimed.
 *
 * options: --device gpio@0xfe200000+4K
 * expect:
 *	leak_ioremap: 2 allocations were not given back, 0 bytes:
 *	  leak_ioremap.c:21 in act (from leak_ioremap.c:27 in leak_ioremap_init): region of bus \
 *	addresses, not released
 *	  leak_ioremap.c:22 in act (from leak_ioremap.c:27 in leak_ioremap_init): ioremap, not \
 *	unmapped
 */
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/module.h>

static void __iomem *registers;

static noinline void act(void)
{
	if (request_mem_region(0xfe200000, 0x100, "gpio"))
		registers = ioremap(0xfe200000, 0x100);
}

static int __init leak_ioremap_init(void)
{
	act();
	return 0;
}

static void __exit leak_ioremap_exit(void)
{
#ifdef CORRECTED
	iounmap(registers);
	release_mem_region(0xfe200000, 0x100);
#endif
}

module_init(leak_ioremap_init);
module_exit(leak_ioremap_exit);
MODULE_DESCRIPTION("keeps a device mapped");
MODULE_LICENSE("GPL");
