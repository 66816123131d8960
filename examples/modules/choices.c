// SPDX-License-Identifier: MIT
/*
 * Which call for which memory: a module that mostly chose wrong, and --advise, which saw it.
 *
 * The lesson: kmalloc() works for nearly everything, and for most of it something else is meant.
 * How many pieces of which size there are, how long they live, whether they must lie in one piece
 * and whether one may sleep while they are taken decide what.  For each of these mistakes the
 * advice has the place, what was seen there, and what it would save.
 *
 *	$ ashlar run --quiet --advise choices.c
 *	advice: 5 pieces, from 603 allocations at 5 places
 *	  choices.c:81 in choices_init: kmalloc, 500 of 560 bytes, 500 at once
 *	    own-cache: a cache of their own: kmem_cache_create() of 560 bytes, kmem_cache_alloc()
 *	    why: kmalloc() gives 1024 bytes for each 560, a cache 560; were they 48 bytes \
 *	        smaller, kmalloc() would give 512
 *	    saves: 226 KiB of 500 KiB (45 %)
 *	  choices.c:84 in choices_init: kmalloc, 1 of 307200 bytes, 1 at once
 *	    vmalloc: vmalloc(), or alloc_pages_exact() where a device or virt_to_phys() needs \
 *	        it in one piece
 *	    why: kmalloc() gives 512 KiB for 300 KiB, since blocks of pages are powers of two
 *	    saves: 212 KiB of 512 KiB (41 %)
 *	  choices.c:90 in choices_init: vmalloc, 1 of 80 bytes, 1 at once
 *	    small-vmalloc: kmalloc() and kfree()
 *	    why: vmalloc() takes a page, a guard page's addresses and a mapping for each; \
 *	        kmalloc() of 80 bytes takes 96
 *	    saves: 4000 bytes of 4 KiB (97 %)
 *	  choices.c:56 in digits_of: kmalloc, 100 of 16 bytes, 1 at once
 *	    stack: a variable on the stack, unless its address is given to a device
 *	    why: the function that took each of the 100 freed it too, and no two lived at once
 *	    saves: 200 calls
 *	  choices.c:87 in choices_init: kmalloc, 1 of 1024 bytes, 1 at once
 *	    may-sleep: GFP_KERNEL instead of GFP_ATOMIC
 *	    why: the caller could sleep: GFP_ATOMIC fails where GFP_KERNEL waits, and uses up \
 *	        the reserve
 */
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

struct point {
	long where[70];
};

#define POINTS 500

static struct point *points[POINTS];
static void *image, *table, *note;

/* What is needed only here, and is small. */
static noinline int digits_of(int number)
{
	char *text = kmalloc(16, GFP_KERNEL);
	int n;

	if (!text)
		return 0;
	n = snprintf(text, 16, "%d", number);
	kfree(text);
	return n;
}

static void release(void)
{
	for (int i = 0; i < POINTS; i++)
		kfree(points[i]);
	kfree(image);
	kfree(table);
	vfree(note);
}

static int __init choices_init(void)
{
	int n = 0;

	/* Each takes the place of 1024 bytes. */
	for (int i = 0; i < POINTS; i++)
		points[i] = kmalloc(sizeof(struct point), GFP_KERNEL);

	/* In one piece, which it need not be, and a little more than a power of two. */
	image = kmalloc(640 * 480, GFP_KERNEL);

	/* Here nothing forbids to sleep. */
	table = kmalloc(1024, GFP_ATOMIC);

	/* A page, and more, for a line of text. */
	note = vmalloc(80);

	for (int i = 0; i < 100; i++)
		n += digits_of(i);
	if (n == 190 && points[POINTS - 1] && image && table && note)
		return 0;
	release();
	return -ENOMEM;
}

static void __exit choices_exit(void)
{
	release();
}

module_init(choices_init);
module_exit(choices_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("what should have been allocated otherwise");
