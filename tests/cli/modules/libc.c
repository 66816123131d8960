// SPDX-License-Identifier: MIT
/* The C library is in the process, and is none of a module's business. */
#include <linux/module.h>

int puts(const char *text);

static int __init libc_init(void)
{
	return puts("not printed");
}
module_init(libc_init);
MODULE_LICENSE("GPL");
