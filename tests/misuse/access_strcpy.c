// SPDX-License-Identifier: MIT
/*
 * A string is copied to where there is no room for its end.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-out-of-bounds in access_strcpy_init+OFF [access_strcpy]
 *	Write of size 7 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 access_strcpy_init+OFF [access_strcpy] access_strcpy.c:37
 *	Allocated by task N:
 *	 access_strcpy_init+OFF [access_strcpy] access_strcpy.c:35
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-8 of size 8
 *	The buggy address is located 0 bytes to the right of
 *	 allocated 6-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#ifdef CORRECTED
#define ROOM 7
#else
#define ROOM 6
#endif

static const char *volatile text = "abcdef";

static int __init access_strcpy_init(void)
{
	char *p = kmalloc(ROOM, GFP_KERNEL);

	strcpy(p, text);
	kfree(p);
	return 0;
}

static void __exit access_strcpy_exit(void)
{
}

module_init(access_strcpy_init);
module_exit(access_strcpy_exit);
MODULE_DESCRIPTION("a string is copied to where there is no room for its end");
MODULE_LICENSE("GPL");
