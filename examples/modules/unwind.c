// SPDX-License-Identifier: MIT
/*
 * Unwinding with goto.
 *
 * The lesson: an init function that takes several things must give back, in reverse order, those
 * it has when a later one cannot be had; the kernel calls no exit function after a failed init.
 * One label for each thing, in the order of an exit function, does that without a flag or a
 * repeated line.  The parameter fail_at makes a step fail, so that each way out can be tried.
 *
 *	$ ashlar run unwind.c fail_at=3
 *	[    0.001124] 1: a table
 *	[    0.001172] 2: a buffer
 *	[    0.001181] undo 2
 *	[    0.001191] undo 1
 *	ashlar: could not insert module unwind: its init function returned -ENOMEM (Cannot \
 *	        allocate memory)
 *	$ echo $?
 *	1
 */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

static int fail_at;
module_param(fail_at, int, 0444);
MODULE_PARM_DESC(fail_at, "step that is to fail: 1, 2 or 3; 0 for none");

static void *table, *log;
static unsigned long buffer;

/* What a step returns, unless it is to fail. */
#define step(number, call) (fail_at == (number) ? 0 : (call))

static int __init unwind_init(void)
{
	table = step(1, kcalloc(64, sizeof(void *), GFP_KERNEL));
	if (!table)
		goto fail;
	pr_info("1: a table\n");

	buffer = step(2, __get_free_pages(GFP_KERNEL, 2));
	if (!buffer)
		goto free_table;
	pr_info("2: a buffer\n");

	log = step(3, vzalloc(1 << 20));
	if (!log)
		goto free_buffer;
	pr_info("3: a log\n");
	return 0;

free_buffer:
	pr_info("undo 2\n");
	free_pages(buffer, 2);
free_table:
	pr_info("undo 1\n");
	kfree(table);
fail:
	return -ENOMEM;
}

static void __exit unwind_exit(void)
{
	vfree(log);
	free_pages(buffer, 2);
	kfree(table);
}

module_init(unwind_init);
module_exit(unwind_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("An init function that gives back what it took");
