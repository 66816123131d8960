// SPDX-License-Identifier: MIT
/* Memory of every kind in one module, with the two functions that need no declaration. */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <linux/mm.h>
#include <asm/io.h>
#include <asm/page.h>

MODULE_LICENSE("GPL");

static char *bytes, *many;
static unsigned long page, pages;
static int order;

int init_module(void)
{
	order = get_order(3 * PAGE_SIZE);
	bytes = kmalloc(1000, GFP_KERNEL);
	if (bytes == NULL)
		goto no_bytes;
	memset(bytes, 0, 1000);
	page = get_zeroed_page(GFP_KERNEL);
	if (!page)
		goto no_page;
	pages = __get_free_pages(GFP_ATOMIC, order);
	if (!pages)
		goto no_pages;
	many = vmalloc(100 * PAGE_SIZE);
	if (!many)
		goto no_many;
	printk(KERN_ALERT "pages: order %d, page is zero %d, there and back %d\n", order,
	       *(char *)page == 0, phys_to_virt(virt_to_phys(bytes)) == bytes);
	printk(KERN_ALERT "pages: kmalloc is mapped directly %d, vmalloc %d\n",
	       virt_addr_valid(bytes) ? 1 : 0, virt_addr_valid(many) ? 1 : 0);
	return 0;

no_many:
	free_pages(pages, order);
no_pages:
	free_page(page);
no_page:
	kfree(bytes);
no_bytes:
	return -ENOMEM;
}

void cleanup_module(void)
{
	vfree(many);
	free_pages(pages, order);
	free_page(page);
	kfree(bytes);
	printk(KERN_ALERT "pages: freed\n");
}
