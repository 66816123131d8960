// SPDX-License-Identifier: MIT
/*
 * Two keys are compared that are not filled in up to their ends.
 *
 * options: --uninit
 * cc: clang
 * expect:
 *	=====================================================
 *	BUG: KMSAN: uninit-value in uninit_compared_init+OFF [uninit_compared]
 *	 uninit_compared_init+OFF [uninit_compared] uninit_compared.c:43
 *	Uninit was created at:
 *	 uninit_compared_init+OFF [uninit_compared] uninit_compared.c:38
 *	Bytes 1-3 of 8 are uninitialized
 *	Memory access of size 8 starts at ADDR
 *	CPU: N PID: N Comm: insmod
 *	=====================================================
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

struct key {
	u8 kind;
	u32 number;
};

static noinline void make_key(struct key *key, u32 number)
{
#ifdef CORRECTED
	memset(key, 0, sizeof(*key));
#endif
	key->kind = 1;
	key->number = number;
}

static int __init uninit_compared_init(void)
{
	struct key *a = kmalloc(sizeof(*a), GFP_KERNEL), *b = kmalloc(sizeof(*b), GFP_KERNEL);

	if (a && b) {
		make_key(a, 5);
		make_key(b, 5);
		pr_info("%s\n", memcmp(a, b, sizeof(*a)) == 0 ? "equal" : "not equal");
	}
	kfree(a);
	kfree(b);
	return 0;
}

static void __exit uninit_compared_exit(void)
{
}

module_init(uninit_compared_init);
module_exit(uninit_compared_exit);
MODULE_DESCRIPTION("two keys are compared that are not filled in up to their ends");
MODULE_LICENSE("GPL");
