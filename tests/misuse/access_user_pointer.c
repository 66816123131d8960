// SPDX-License-Identifier: MIT
/*
 * A pointer of user space is followed as it is.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: user-memory-access in put+OFF [access_user_pointer]
 *	Write of size 1 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 put+OFF [access_user_pointer] access_user_pointer.c:29
 *	 access_user_pointer_init+OFF [access_user_pointer] access_user_pointer.c:41
 *	==================================================================
 *	BUG: unable to handle page fault for address: ADDR
 *	#PF: supervisor write access in kernel mode
 *	#PF: error_code(0x0002) - not-present page
 *	CPU: N PID: N Comm: insmod
 *	 access_user_pointer_init+OFF [access_user_pointer] access_user_pointer.c:41
 *	access_user_pointer: 1 allocation was not given back, 16 bytes:
 *	  access_user_pointer.c:34 in access_user_pointer_init: kmalloc, 16 bytes
 */
#include <linux/module.h>
#include <linux/slab.h>

static char *volatile pointer;

static noinline void put(char *p, long i)
{
	p[i] = 1;
}

static int __init access_user_pointer_init(void)
{
	char *p = kzalloc(16, GFP_KERNEL);

#ifdef CORRECTED
	pointer = p;
#else
	pointer = (char *)0x1234000ul;
#endif
	put(pointer, 0);
	kfree(p);
	return 0;
}

static void __exit access_user_pointer_exit(void)
{
}

module_init(access_user_pointer_init);
module_exit(access_user_pointer_exit);
MODULE_DESCRIPTION("a pointer of user space is followed as it is");
MODULE_LICENSE("GPL");
