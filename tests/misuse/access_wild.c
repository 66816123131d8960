// SPDX-License-Identifier: MIT
/*
 * A pointer is followed that was read from memory that is poisoned.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: wild-memory-access in put+OFF [access_wild]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_wild] access_wild.c:27
 *	 access_wild_init+OFF [access_wild] access_wild.c:39
 *	==================================================================
 *	general protection fault, probably for non-canonical address
 *	CPU: N PID: N Comm: insmod
 *	 access_wild_init+OFF [access_wild] access_wild.c:39
 *	access_wild: 1 allocation was not given back, 16 bytes:
 *	  access_wild.c:32 in access_wild_init: kmalloc, 16 bytes
 */
#include <linux/module.h>
#include <linux/slab.h>

static char *volatile pointer;

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static int __init access_wild_init(void)
{
	char *p = kzalloc(16, GFP_KERNEL);

#ifdef CORRECTED
	pointer = p;
#else
	pointer = (char *)0x6b6b6b6b6b6b6b6bul;
#endif
	put(pointer, 0);
	kfree(p);
	return 0;
}

static void __exit access_wild_exit(void)
{
}

module_init(access_wild_init);
module_exit(access_wild_exit);
MODULE_DESCRIPTION("a pointer is followed that was read from memory that is poisoned");
MODULE_LICENSE("GPL");
