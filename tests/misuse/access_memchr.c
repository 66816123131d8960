// SPDX-License-Identifier: MIT
/*
 * A byte is searched for in more than there is.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-out-of-bounds in access_memchr_init+OFF [access_memchr]
 *	Read of size 25 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 access_memchr_init+OFF [access_memchr] access_memchr.c:37
 *	Allocated by task N:
 *	 access_memchr_init+OFF [access_memchr] access_memchr.c:35
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-32 of size 32
 *	The buggy address is located 0 bytes to the right of
 *	 allocated 24-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#ifdef CORRECTED
#define BYTES 24
#else
#define BYTES 25
#endif

static volatile size_t bytes = BYTES;

static int __init access_memchr_init(void)
{
	char *p = kzalloc(24, GFP_KERNEL);

	pr_info("%px\n", memchr(p, '1', bytes));
	kfree(p);
	return 0;
}

static void __exit access_memchr_exit(void)
{
}

module_init(access_memchr_init);
module_exit(access_memchr_exit);
MODULE_DESCRIPTION("a byte is searched for in more than there is");
MODULE_LICENSE("GPL");
