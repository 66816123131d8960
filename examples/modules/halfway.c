// SPDX-License-Identifier: MIT
/*
 * An init function that stops halfway.
 *
 * The lesson: a way out that is hardly ever taken is where memory is lost.  While the image is
 * small this module looks right, and nothing is wrong when it is removed.  With an image larger
 * than any block of pages, init returns without freeing the points; the exit function, which would
 * free them, is not called after a failed init.  unwind.c shows how it is done.
 *
 *	$ ashlar run halfway.c
 *	[    0.000715] 100 points and an image of 1 MiB
 *	$ ashlar run halfway.c mib=8
 *	halfway: 1 allocation was not given back, 800 bytes:
 *	  halfway.c:39 in halfway_init: kmalloc, 800 bytes
 *	ashlar: could not insert module halfway: its init function returned -ENOMEM (Cannot \
 *	        allocate memory)
 *	$ echo $?
 *	3
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>

static unsigned long mib = 1;
module_param(mib, ulong, 0444);
MODULE_PARM_DESC(mib, "size of the image in MiB");

struct point {
	int x, y;
};

static struct point *points;
static void *image;

static int __init halfway_init(void)
{
	points = kcalloc(100, sizeof(*points), GFP_KERNEL);
	if (!points)
		return -ENOMEM;

	image = kmalloc(mib << 20, GFP_KERNEL | __GFP_NOWARN);
	if (!image)
		return -ENOMEM;

	pr_info("100 points and an image of %lu MiB\n", mib);
	return 0;
}

static void __exit halfway_exit(void)
{
	kfree(image);
	kfree(points);
}

module_init(halfway_init);
module_exit(halfway_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Memory lost on a way out");
