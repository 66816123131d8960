// SPDX-License-Identifier: MIT
/*
 * Of two buffers one is lost, the other merely not freed by the exit function.
 *
 * options: --scan
 * expect:
 *	unreferenced object ADDR (size 6):
 *	  kmalloc
 *	  hex dump (first 6 bytes):
 *	    66 69 72 73 74 00                                first.
 *	  backtrace:
 *	    name+OFF [lost_or_left] lost_or_left.c:26
 *	    rename+OFF [lost_or_left] lost_or_left.c:34
 *	    lost_or_left_init+OFF [lost_or_left] lost_or_left.c:39
 *	lost_or_left: 2 allocations were not given back, 13 bytes:
 *	  lost_or_left.c:26 in name (from lost_or_left.c:34 in rename): kmalloc, 2 of 6 to 7 \
 *	bytes, 13 in all
 */
#include <linux/module.h>
#include <linux/slab.h>

static char *names[2];

static noinline char *name(const char *text)
{
	return kstrdup(text, GFP_KERNEL);
}

static noinline void rename(int nr, const char *text)
{
#ifdef CORRECTED
	kfree(names[nr]);
#endif
	names[nr] = name(text);
}

static int __init lost_or_left_init(void)
{
	rename(0, "first");
	rename(1, "second");
	rename(0, "third");
	return 0;
}

static void __exit lost_or_left_exit(void)
{
	kfree(names[0]);
#ifdef CORRECTED
	kfree(names[1]);
#endif
}

module_init(lost_or_left_init);
module_exit(lost_or_left_exit);
MODULE_DESCRIPTION("loses one buffer, keeps another");
MODULE_LICENSE("GPL");
