// SPDX-License-Identifier: MIT
/* Takes as much as it is told, and uses it. */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

static unsigned long mib = 1;
module_param(mib, ulong, 0);

static void *memory;

static int __init taker_init(void)
{
	memory = vmalloc(mib << 20);
	if (!memory)
		return -ENOMEM;
	memset(memory, 0x5a, mib << 20);
	pr_info("taker: has %lu MiB\n", mib);
	return 0;
}

static void __exit taker_exit(void)
{
	vfree(memory);
}

module_init(taker_init);
module_exit(taker_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Takes as much as it is told");
