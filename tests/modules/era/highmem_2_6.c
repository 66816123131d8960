// SPDX-License-Identifier: MIT
/* A page without an address, mapped in each way there has been. */
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/module.h>

static int __init highmem_init(void)
{
	struct page *high = alloc_pages(GFP_HIGHUSER, 0), *low = alloc_page(GFP_KERNEL);
	char *from, *to;

	if (!high || !low)
		return -ENOMEM;
	printk(KERN_INFO "highmem: high %d, low %d\n", PageHighMem(high) ? 1 : 0,
	       PageHighMem(low) ? 1 : 0);
	to = kmap(high);
	strcpy(to, "written through kmap");
	kunmap(high);

	/* Up to 2.6.36 the slot was named. */
	from = kmap_atomic(high, KM_USER0);
	to = kmap_atomic(low, KM_USER1);
	copy_page(to, from);
	kunmap_atomic(to, KM_USER1);
	kunmap_atomic(from, KM_USER0);
	printk(KERN_INFO "highmem: %s\n", (char *)page_address(low));

	clear_highpage(high);
	from = kmap_atomic(high);
	printk(KERN_INFO "highmem: cleared %d\n", from[0] == 0);
	kunmap_atomic(from);

	to = kmap_local_page(high);
	to[5] = 7;
	kunmap_local(to);
	copy_highpage(low, high);
	printk(KERN_INFO "highmem: copied %d\n", ((char *)page_address(low))[5]);
	__free_page(high);
	__free_pages(low, 0);
	return 0;
}

static void __exit highmem_exit(void)
{
}

module_init(highmem_init);
module_exit(highmem_exit);
MODULE_LICENSE("GPL");
