// SPDX-License-Identifier: MIT
/*
 * Pages, bytes and vmalloc: three ways to memory, and where it lies.
 *
 * The lesson: what alloc_pages() and kmalloc() give lies in the direct map, where the address
 * follows from the frame's number, so a block's frames are neighbours and a device, which knows no
 * addresses but frames, can use it as it is.  What vmalloc() gives lies elsewhere: its pages are
 * neighbours by address only, and each one's frame has to be looked up.  Such a page has two
 * addresses, since it is in the direct map too.
 *
 *	$ ashlar run pages_bytes_vmalloc.c
 *	[    0.001187] alloc_pages() 00007fddbeff4000 direct map, frame 3eff4, physical 3eff4000
 *	[    0.001194] kmalloc()     00007fddbefe0000 direct map, frame 3efe0, physical 3efe0000
 *	[    0.001195] vmalloc()     00007fddc0400000 mapped, frame 3efe4
 *	[    0.001202] the same page 00007fddbefe4000: written there, read here
 */
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#define ORDER 2

static struct page *block;
static void *bytes, *area;

/* An address of the direct map, and the frame behind it. */
static void show_direct(const char *call, const void *addr)
{
	pr_info("%-13s %px direct map, frame %lx, physical %llx\n", call, addr,
		page_to_pfn(virt_to_page(addr)), (unsigned long long)virt_to_phys((void *)addr));
}

/* The frames behind an area of vmalloc(), and the second address that each of them has. */
static void show_mapped(const char *call, char *addr)
{
	char *direct = page_address(vmalloc_to_page(addr));

	pr_info("%-13s %px mapped, frame %lx\n", call, addr, vmalloc_to_pfn(addr));
	strscpy(addr, "written there, read here", PAGE_SIZE);
	pr_info("the same page %px: %s\n", direct, direct);
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
	show_mapped("vmalloc()", area);
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
