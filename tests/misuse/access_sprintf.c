// SPDX-License-Identifier: MIT
/*
 * More is printed into an object than it has room for.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-out-of-bounds in access_sprintf_init+OFF [access_sprintf]
 *	Write of size 13 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 access_sprintf_init+OFF [access_sprintf] access_sprintf.c:37
 *	Allocated by task N:
 *	 access_sprintf_init+OFF [access_sprintf] access_sprintf.c:35
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-16 of size 16
 *	The buggy address is located 0 bytes to the right of
 *	 allocated 12-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#ifdef CORRECTED
#define ROOM 13
#else
#define ROOM 12
#endif

static volatile int number = 12345;

static int __init access_sprintf_init(void)
{
	char *p = kmalloc(ROOM, GFP_KERNEL);

	sprintf(p, "number %d", number);
	kfree(p);
	return 0;
}

static void __exit access_sprintf_exit(void)
{
}

module_init(access_sprintf_init);
module_exit(access_sprintf_exit);
MODULE_DESCRIPTION("more is printed into an object than it has room for");
MODULE_LICENSE("GPL");
