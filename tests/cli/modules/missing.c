// SPDX-License-Identifier: MIT
/* Uses what nobody exports. */
#include <linux/module.h>

int no_such_function(void);
extern int another_one;

static int __init missing_init(void)
{
	pr_info("not printed\n");
	return no_such_function() + another_one;
}
module_init(missing_init);
MODULE_LICENSE("GPL");
