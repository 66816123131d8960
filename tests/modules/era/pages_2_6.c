// SPDX-License-Identifier: MIT
/* Pages as drivers of 2.6 and 3.x took, shared and mapped them. */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/init.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/pagemap.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <asm/io.h>
#include <asm/page.h>

MODULE_LICENSE("GPL");

#define BUF_SIZE (3 * PAGE_SIZE)

static void *exact;
static unsigned long dma;
static struct page *shared;

/* A buffer that user space maps: its pages must not be taken for anything else. */
static void reserve(void *buf, size_t size)
{
	struct page *page;

	for (page = virt_to_page(buf); page < virt_to_page(buf + size); page++)
		SetPageReserved(page);
}

static void unreserve(void *buf, size_t size)
{
	struct page *page;

	for (page = virt_to_page(buf); page < virt_to_page(buf + size); page++)
		ClearPageReserved(page);
}

static unsigned long count_pages(void)
{
	struct pglist_data *pgdat;
	unsigned long present = 0;
	struct zone *zone;

	for_each_online_pgdat(pgdat)
		present += pgdat->node_present_pages;
	for_each_zone(zone)
		present -= zone->present_pages;
	return present;
}

static int __init pages_init(void)
{
	unsigned int old = current->flags & PF_MEMALLOC;
	struct page *page;

	exact = alloc_pages_exact(BUF_SIZE, GFP_KERNEL | __GFP_ZERO);
	dma = __get_dma_pages(GFP_ATOMIC | __GFP_NOWARN, 1);
	shared = alloc_pages_node(numa_node_id(), GFP_HIGHUSER | __GFP_COLD | __GFP_REPEAT, 0);
	if (!exact || !dma || !shared)
		goto failed;
	reserve(exact, BUF_SIZE);
	printk(KERN_INFO "pages: %d bytes, the last is %d\n", (int)BUF_SIZE,
	       ((char *)exact)[BUF_SIZE - 1]);
	printk(KERN_INFO "pages: below 16 MiB %d, below high_memory %d\n",
	       virt_to_bus((void *)dma) < 16 * 1024 * 1024, (void *)dma < high_memory);
	page_cache_get(shared);
	printk(KERN_INFO "pages: count %d, frame there %d\n", page_count(shared),
	       pfn_valid(page_to_pfn(shared)) && page_to_pfn(shared) < max_mapnr);
	page_cache_release(shared);
	printk(KERN_INFO "pages: zones and nodes differ by %lu\n", count_pages());

	/* All reserves are open to who is about to free memory. */
	current->flags |= PF_MEMALLOC;
	page = alloc_pages_current(GFP_ATOMIC & ~__GFP_WAIT, 0);
	current->flags = (current->flags & ~PF_MEMALLOC) | old;
	if (page)
		free_hot_page(page);
	page = __alloc_pages_nodemask(GFP_TEMPORARY | __GFP_NOTRACK, 0, numa_node_id(), NULL);
	if (page)
		free_hot_cold_page(page, 1);
	return 0;

failed:
	if (shared)
		__free_page(shared);
	free_pages(dma, 1);
	if (exact)
		free_pages_exact(exact, BUF_SIZE);
	return -ENOMEM;
}

static void __exit pages_exit(void)
{
	unreserve(exact, BUF_SIZE);
	free_pages_exact(exact, BUF_SIZE);
	free_pages(dma, 1);
	page_cache_release(shared);
	printk(KERN_INFO "pages: freed\n");
}

module_init(pages_init);
module_exit(pages_exit);
