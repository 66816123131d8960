// SPDX-License-Identifier: MIT
/*
 * A struct of 16 bytes is copied from an object that was freed.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-use-after-free in copy+OFF [access_struct_uaf]
 *	Read of size 16 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 copy+OFF [access_struct_uaf] access_struct_uaf.c:33
 *	 access_struct_uaf_init+OFF [access_struct_uaf] access_struct_uaf.c:46
 *	Allocated by task N:
 *	 access_struct_uaf_init+OFF [access_struct_uaf] access_struct_uaf.c:38
 *	Freed by task N:
 *	 access_struct_uaf_init+OFF [access_struct_uaf] access_struct_uaf.c:44
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-16 of size 16
 *	The buggy address is located 0 bytes inside of
 *	 freed 16-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

struct record {
	u64 words[2];
};

static noinline void copy(struct record *to, const struct record *from)
{
	*to = *from;
}

static int __init access_struct_uaf_init(void)
{
	struct record *from = kzalloc(sizeof(*from), GFP_KERNEL);
	struct record *to = kmalloc(sizeof(*to), GFP_KERNEL);

#ifdef CORRECTED
	copy(to, from);
#endif
	kfree(from);
#ifndef CORRECTED
	copy(to, from);
#endif
	kfree(to);
	return 0;
}

static void __exit access_struct_uaf_exit(void)
{
}

module_init(access_struct_uaf_init);
module_exit(access_struct_uaf_exit);
MODULE_DESCRIPTION("a struct of 16 bytes is copied from an object that was freed");
MODULE_LICENSE("GPL");
