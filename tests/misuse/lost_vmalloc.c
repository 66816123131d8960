// SPDX-License-Identifier: MIT
/*
 * An area is lost with the object that had its address.
 *
 * options: --scan
 * expect:
 *	unreferenced object ADDR (size 64000):
 *	  vmalloc
 *	  hex dump (first 32 bytes):
 *	    00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
 *	    00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
 *	  backtrace:
 *	    act+OFF [lost_vmalloc] lost_vmalloc.c:33
 *	    lost_vmalloc_init+OFF [lost_vmalloc] lost_vmalloc.c:53
 *	lost_vmalloc: 1 allocation was not given back, 64000 bytes:
 *	  lost_vmalloc.c:33 in new_table (from lost_vmalloc.c:53 in lost_vmalloc_init): vmalloc, \
 *	64000 bytes
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

struct table {
	void *rows;
	unsigned int nr;
};

static struct table *new_table(unsigned int nr)
{
	struct table *t = kmalloc(sizeof(*t), GFP_KERNEL);

	if (t) {
		t->rows = vmalloc(nr * 64);
		t->nr = nr;
	}
	return t;
}

static noinline void act(void)
{
	struct table *t = new_table(1000);

	if (!t)
		return;
#ifdef CORRECTED
	vfree(t->rows);
#endif
	kfree(t);
}

static int __init lost_vmalloc_init(void)
{
	act();
	return 0;
}

static void __exit lost_vmalloc_exit(void)
{
}

module_init(lost_vmalloc_init);
module_exit(lost_vmalloc_exit);
MODULE_DESCRIPTION("loses an area");
MODULE_LICENSE("GPL");
