// SPDX-License-Identifier: MIT
/*
 * The only pointer to a buffer is written over by the next.
 *
 * options: --scan
 * expect:
 *	unreferenced object ADDR (size 15):
 *	  kmalloc
 *	  hex dump (first 15 bytes):
 *	    74 68 69 73 20 69 73 20 6c 69 6e 65 20 31 00     this is line 1.
 *	  backtrace:
 *	    read_line+OFF [lost_overwritten] lost_overwritten.c:35
 *	    lost_overwritten_init+OFF [lost_overwritten] lost_overwritten.c:41
 *	unreferenced object ADDR (size 15):
 *	  kmalloc
 *	  hex dump (first 15 bytes):
 *	    74 68 69 73 20 69 73 20 6c 69 6e 65 20 32 00     this is line 2.
 *	  backtrace:
 *	    read_line+OFF [lost_overwritten] lost_overwritten.c:35
 *	    lost_overwritten_init+OFF [lost_overwritten] lost_overwritten.c:41
 *	lost_overwritten: 2 allocations were not given back, 30 bytes:
 *	  lost_overwritten.c:35 in read_line (from lost_overwritten.c:41 in \
 *	lost_overwritten_init): kmalloc, 2 of 15 bytes
 */
#include <linux/module.h>
#include <linux/slab.h>

static char *line;

static noinline void read_line(int nr)
{
#ifdef CORRECTED
	kfree(line);
#endif
	line = kasprintf(GFP_KERNEL, "this is line %d", nr);
}

static int __init lost_overwritten_init(void)
{
	for (int nr = 1; nr <= 3; nr++)
		read_line(nr);
	return 0;
}

static void __exit lost_overwritten_exit(void)
{
	kfree(line);
}

module_init(lost_overwritten_init);
module_exit(lost_overwritten_exit);
MODULE_DESCRIPTION("loses a buffer");
MODULE_LICENSE("GPL");
