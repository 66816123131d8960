// SPDX-License-Identifier: MIT
/* Mistakes with device registers, one by its name: what=... */
#include <linux/init.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/module.h>
#include <linux/string.h>

#define BASE 0xfe200000

static char *what = "nothing";
module_param(what, charp, 0);

static void __iomem *regs;
static struct resource own = DEFINE_RES_MEM_NAMED(0xfe300000, 16, "own");

static void read_plainly(void)
{
	pr_info("read %u\n", *(volatile u32 __force *)(regs + 8));
}

static void write_plainly(void)
{
	memset((void __force *)regs, 0, 4);
}

static void read_after_unmap(void)
{
	iounmap(regs);
	pr_info("read %u\n", *(volatile u32 __force *)regs);
}

static void readl_after_unmap(void)
{
	iounmap(regs);
	pr_info("readl %#x\n", readl(regs));
	regs = NULL;
}

static void unaligned(void)
{
	pr_info("readl %#x\n", readl(regs + 2));
}

static void leak(void)
{
	request_mem_region(BASE + 8, 4, "leaky");
	request_resource(&iomem_resource, &own);
	regs = NULL;
}

static void release_twice(void)
{
	release_mem_region(BASE + 8, 4);
}

static void copy(void)
{
	u8 bytes[12];

	memcpy_fromio(bytes, regs + 4, 12);
	pr_info("copied %*ph\n", 12, bytes);
	iowrite16(0xabcd, regs + 8);
}

static int __init registers_init(void)
{
	static const struct {
		const char *name;
		void (*make)(void);
	} mistakes[] = {
		{ "read_plainly", read_plainly },
		{ "write_plainly", write_plainly },
		{ "read_after_unmap", read_after_unmap },
		{ "readl_after_unmap", readl_after_unmap },
		{ "unaligned", unaligned },
		{ "leak", leak },
		{ "release_twice", release_twice },
		{ "copy", copy },
	};

	regs = ioremap(BASE, 16);
	if (!regs)
		return -ENOMEM;
	for (unsigned int i = 0; i < ARRAY_SIZE(mistakes); i++)
		if (strcmp(mistakes[i].name, what) == 0)
			mistakes[i].make();
	pr_info("registers: after %s\n", what);
	return 0;
}

static void __exit registers_exit(void)
{
	iounmap(regs);
}

module_init(registers_init);
module_exit(registers_exit);
MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Mistakes with device registers");
