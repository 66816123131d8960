// SPDX-License-Identifier: MIT
/* Is char signed?  In Linux it is nowhere any more since 6.2. */
#include <linux/module.h>

static int chars_init(void)
{
	pr_info("chars: %s\n", (char)-1 < 0 ? "signed" : "unsigned");
	return 0;
}

static void chars_exit(void)
{
}

module_init(chars_init);
module_exit(chars_exit);
MODULE_LICENSE("GPL");
