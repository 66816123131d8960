// SPDX-License-Identifier: MIT
/* As modules were written for 2.4 and early 2.6. */
#include <linux/module.h>
#include <linux/kernel.h>

static int level = 1;
MODULE_PARM(level, "i");

int init_module(void)
{
	printk("<1>oldstyle: level %d\n", level);
	return 0;
}

void cleanup_module(void)
{
	printk("<1>oldstyle: gone\n");
}

MODULE_LICENSE("GPL");
