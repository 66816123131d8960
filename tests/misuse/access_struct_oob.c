// SPDX-License-Identifier: MIT
/*
 * A struct of 16 bytes is copied to an object of 13.
 *
 * options: --access
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-out-of-bounds in copy+OFF [access_struct_oob]
 *	Write of size 16 at addr ADDR by task insmod/PID
 *	CPU: N PID: N Comm: insmod
 *	 copy+OFF [access_struct_oob] access_struct_oob.c:37
 *	 access_struct_oob_init+OFF [access_struct_oob] access_struct_oob.c:45
 *	Allocated by task N:
 *	 access_struct_oob_init+OFF [access_struct_oob] access_struct_oob.c:43
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-16 of size 16
 *	The buggy address is located 0 bytes to the right of
 *	 allocated 13-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/module.h>
#include <linux/slab.h>

#ifdef CORRECTED
#define SIZE 16
#else
#define SIZE 13
#endif

struct record {
	u64 words[2];
};

static noinline void copy(struct record *to, const struct record *from)
{
	*to = *from;
}

static int __init access_struct_oob_init(void)
{
	struct record *from = kzalloc(sizeof(*from), GFP_KERNEL);
	struct record *to = kmalloc(SIZE, GFP_KERNEL);

	copy(to, from);
	kfree(to);
	kfree(from);
	return 0;
}

static void __exit access_struct_oob_exit(void)
{
}

module_init(access_struct_oob_init);
module_exit(access_struct_oob_exit);
MODULE_DESCRIPTION("a struct of 16 bytes is copied to an object of 13");
MODULE_LICENSE("GPL");
