// SPDX-License-Identifier: MIT
/* Every kind of parameter, and a word at each end. */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

static int number = 7;
module_param(number, int, 0444);
MODULE_PARM_DESC(number, "a number");
static char *word = "one";
module_param(word, charp, 0);
static bool yes;
module_param(yes, bool, 0644);
static int list[4], nr_list;
module_param_array(list, int, &nr_list, 0);
static char text[8] = "-";
module_param_string(text, text, sizeof(text), 0);
static unsigned char small;
module_param_named(renamed, small, byte, 0);

static int __init hello_init(void)
{
	char values[64] = "";
	int i, n = 0;

	for (i = 0; i < nr_list; i++)
		n += scnprintf(values + n, sizeof(values) - n, " %d", list[i]);
	pr_info("hello: number %d, word %s, yes %d, list %d:%s, text %s, small %u\n", number, word,
		yes, nr_list, values, text, small);
	return 0;
}

static void __exit hello_exit(void)
{
	pr_info("hello: gone\n");
}

module_init(hello_init);
module_exit(hello_exit);
MODULE_LICENSE("GPL");
MODULE_AUTHOR("Ashlar");
MODULE_VERSION("1.0");
