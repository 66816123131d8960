// SPDX-License-Identifier: MIT
/*
 * A NULL pointer is written to.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: null-ptr-deref in put+OFF [access_null]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_null] access_null.c:29
 *	 access_null_init+OFF [access_null] access_null.c:39
 *	==================================================================
 *	BUG: kernel NULL pointer dereference, address: ADDR
 *	#PF: supervisor write access in kernel mode
 *	#PF: error_code(0x0002) - not-present page
 *	CPU: N PID: N Comm: insmod
 *	 access_null_init+OFF [access_null] access_null.c:39
 *	access_null: 1 allocation was not given back, 16 bytes:
 *	  access_null.c:34 in access_null_init: kmalloc, 16 bytes
 */
#include <linux/module.h>
#include <linux/slab.h>

static char *volatile pointer;

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static int __init access_null_init(void)
{
	char *p = kzalloc(16, GFP_KERNEL);

#ifdef CORRECTED
	pointer = p;
#endif
	put(pointer, 8);
	kfree(p);
	return 0;
}

static void __exit access_null_exit(void)
{
}

module_init(access_null_init);
module_exit(access_null_exit);
MODULE_DESCRIPTION("a null pointer is written to");
MODULE_LICENSE("GPL");
