// SPDX-License-Identifier: MIT
/*
 * Local mappings are undone in the order in which they were made.
 *
 * options: --profile pc32 --mem 1200M
 * expect:
 *	BUG: kunmap_local() of ADDR out of order: 1 mapped after it
 *	CPU: N PID: N Comm: insmod
 *	 copy+OFF [kunmap_local_order] kunmap_local_order.c:26
 *	 kunmap_local_order_init+OFF [kunmap_local_order] kunmap_local_order.c:36
 */
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/module.h>

static noinline void copy(struct page *to, struct page *from)
{
	void *dst = kmap_local_page(to);
	void *src = kmap_local_page(from);

	memcpy(dst, src, PAGE_SIZE);
#ifdef CORRECTED
	kunmap_local(src);
	kunmap_local(dst);
#else
	kunmap_local(dst);
	kunmap_local(src);
#endif
}

static int __init kunmap_local_order_init(void)
{
	struct page *one = alloc_page(GFP_HIGHUSER), *other = alloc_page(GFP_HIGHUSER | __GFP_ZERO);

	if (one && other)
		copy(one, other);
	if (one)
		__free_page(one);
	if (other)
		__free_page(other);
	return 0;
}

static void __exit kunmap_local_order_exit(void)
{
}

module_init(kunmap_local_order_init);
module_exit(kunmap_local_order_exit);
MODULE_DESCRIPTION("unmaps in the wrong order");
MODULE_LICENSE("GPL");
