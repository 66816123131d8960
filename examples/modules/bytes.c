// SPDX-License-Identifier: MIT
/*
 * Memory by the byte: kmalloc(), kzalloc(), get_zeroed_page().
 *
 * The lesson: kmalloc() gives what it finds, so its contents are whatever was there before;
 * kzalloc() gives zeros.  Both round up to the size of a cache, and ksize() tells to which.  Who
 * wants exactly one page asks for a page.  Each kind has its own way back: kfree() for the first
 * two, free_page() for the last.
 *
 *	$ ashlar run bytes.c
 *	[    0.004230] kmalloc() gave 100 bytes, and 128 may be used
 *	[    0.004322] kzalloc() gave 10 numbers whose sum is 0
 *	[    0.004341] get_zeroed_page() gave 4096 bytes, 0 bytes into a page
 *	[    0.004354] all of it was given back
 */
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

static char *text;
static int *numbers;
static unsigned long page;

static int __init bytes_init(void)
{
	int sum = 0;

	text = kmalloc(100, GFP_KERNEL);
	if (!text)
		return -ENOMEM;
	strscpy(text, "kmalloc() gave 100 bytes", 100);
	pr_info("%s, and %zu may be used\n", text, ksize(text));

	numbers = kzalloc(10 * sizeof(*numbers), GFP_KERNEL);
	if (!numbers)
		goto free_text;
	for (int i = 0; i < 10; i++)
		sum += numbers[i];
	pr_info("kzalloc() gave 10 numbers whose sum is %d\n", sum);

	page = get_zeroed_page(GFP_KERNEL);
	if (!page)
		goto free_numbers;
	pr_info("get_zeroed_page() gave %lu bytes, %lu bytes into a page\n", PAGE_SIZE,
		offset_in_page(page));
	return 0;

free_numbers:
	kfree(numbers);
free_text:
	kfree(text);
	return -ENOMEM;
}

static void __exit bytes_exit(void)
{
	free_page(page);
	kfree(numbers);
	kfree(text);
	pr_info("all of it was given back\n");
}

module_init(bytes_init);
module_exit(bytes_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("kmalloc, kzalloc and get_zeroed_page");
