// SPDX-License-Identifier: MIT
/*
 * A mapping of a device is undone twice.
 *
 * options: --device gpio@0xfe200000+4K
 * expect:
 *	BUG: iounmap: bad address ADDR
 *	Mapped by iounmap_twice_init+OFF [iounmap_twice] iounmap_twice.c:18
 *	Unmapped before, by iounmap_twice_init+OFF [iounmap_twice] iounmap_twice.c:22
 *	CPU: N PID: N Comm: insmod
 *	 iounmap_twice_init+OFF [iounmap_twice] iounmap_twice.c:24
 */
#include <linux/io.h>
#include <linux/module.h>

static int __init iounmap_twice_init(void)
{
	void __iomem *registers = ioremap(0xfe200000, 0x1000);

	if (!registers)
		return -ENODEV;
	iounmap(registers);
#ifndef CORRECTED
	iounmap(registers);
#endif
	return 0;
}

static void __exit iounmap_twice_exit(void)
{
}

module_init(iounmap_twice_init);
module_exit(iounmap_twice_exit);
MODULE_DESCRIPTION("unmaps a device twice");
MODULE_LICENSE("GPL");
