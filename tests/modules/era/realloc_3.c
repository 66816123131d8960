// SPDX-License-Identifier: MIT
/* Strings and arrays that grow, parameters, and the many spellings of vmalloc. */
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

static int count = 10;
module_param(count, int, S_IRUGO | S_IWUSR);
MODULE_PARM_DESC(count, "how many numbers");
static char *name = "world";
module_param(name, charp, S_IRUGO);
static int numbers[4], nr_numbers;
module_param_array(numbers, int, &nr_numbers, 0000);

static int __init grow(void)
{
	char *text = kstrdup(name, GFP_KERNEL), *longer;
	int *squares = NULL, *more, i;

	longer = krealloc(text, 100, GFP_KERNEL);
	if (!longer) {
		kfree(text);
		return -ENOMEM;
	}
	strcat(longer, "!");
	pr_info("realloc: %s\n", longer);
	kzfree(longer);
	for (i = 0; i < count; i++) {
		more = krealloc(squares, (i + 1) * sizeof(*squares), GFP_KERNEL);
		if (!more)
			break;
		squares = more;
		squares[i] = i * i;
	}
	pr_info("realloc: the last is %d\n", squares[count - 1]);
	kfree(squares);
	return 0;
}

static int __init realloc_init(void)
{
	void *big = __vmalloc(1 << 20, GFP_KERNEL | __GFP_HIGHMEM, PAGE_KERNEL);
	int error = grow();

	pr_info("realloc: vmalloc %d\n", is_vmalloc_addr(big));
	vfree(big);
	big = vmalloc_user(8192);
	vfree(big);
	big = vmalloc_32(8192);
	vfree(big);
	big = vmalloc_node(8192, 0);
	vfree(big);
	pr_info("realloc: %d numbers, %d first\n", nr_numbers, numbers[0]);
	return error;
}

static void __exit realloc_exit(void)
{
	pr_debug("realloc: nobody asked to see this\n");
}

module_init(realloc_init);
module_exit(realloc_exit);
MODULE_LICENSE("GPL v2");
MODULE_VERSION("1.0");
