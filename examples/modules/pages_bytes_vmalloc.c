// SPDX-License-Identifier: MIT
/*
 * Pages, bytes and vmalloc: three ways to memory, and where it lies.
 *
 * The lesson: what alloc_pages() and kmalloc() give lies in the direct map, where the address
 * follows from the frame's number, so the frames of a block are neighbours.  What vmalloc() gives
 * lies elsewhere: its pages are neighbours by address only, and each one's frame has to be looked
 * up.  Devices, which know no addresses but frames, can use the first two as they are.
 *
 */
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#define ORDER 2

static struct page *block;
static void *bytes, *area;

/* An address of the direct map, and the frame behind it. */
static void show_direct(const char *call, const void *addr)
{
	pr_info("%-14s %px is in the direct map: frame %lx, physical %llx\n", call, addr,
		page_to_pfn(virt_to_page(addr)), (unsigned long long)virt_to_phys((void *)addr));
}

static int __init pages_init(void)
{
	block = alloc_pages(GFP_KERNEL, ORDER);
	bytes = kmalloc(PAGE_SIZE << ORDER, GFP_KERNEL);
	area = vmalloc(PAGE_SIZE << ORDER);
	if (!block || !bytes || !area)
		goto free_all;

	show_direct("alloc_pages()", page_address(block));
	show_direct("kmalloc()", bytes);
	pr_info("%-14s %px is %sin the direct map\n", "vmalloc()", area,
		virt_addr_valid(area) ? "" : "not ");
	for (int i = 0; i < 1 << ORDER; i++)
		pr_info("  its page %d is frame %lx\n", i, vmalloc_to_pfn(area + i * PAGE_SIZE));
	return 0;

free_all:
	vfree(area);
	kfree(bytes);
	if (block)
		__free_pages(block, ORDER);
	return -ENOMEM;
}

static void __exit pages_exit(void)
{
	vfree(area);
	kfree(bytes);
	__free_pages(block, ORDER);
}

module_init(pages_init);
module_exit(pages_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Where alloc_pages, kmalloc and vmalloc take memory from");
