// SPDX-License-Identifier: MIT
/*
 * A string has no end, so that a character in it is searched for behind it.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-out-of-bounds in access_strchr_init+OFF [access_strchr]
 *	Read of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 access_strchr_init+OFF [access_strchr] access_strchr.c:38
 *	Allocated by task N:
 *	 access_strchr_init+OFF [access_strchr] access_strchr.c:35
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-16 of size 16
 *	The buggy address is located 0 bytes to the right of
 *	 allocated 10-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#ifdef CORRECTED
#define BYTES 9
#else
#define BYTES 10
#endif

static volatile size_t bytes = BYTES;

static int __init access_strchr_init(void)
{
	char *p = kzalloc(10, GFP_KERNEL);

	memset(p, 'x', bytes);
	pr_info("%px\n", strchr(p, 'y'));
	kfree(p);
	return 0;
}

static void __exit access_strchr_exit(void)
{
}

module_init(access_strchr_init);
module_exit(access_strchr_exit);
MODULE_DESCRIPTION("a string has no end, so that a character in it is searched for behind ");
MODULE_LICENSE("GPL");
