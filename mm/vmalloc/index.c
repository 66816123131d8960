// SPDX-License-Identifier: MIT
/*
 * From the first address of an area to its record, without a lock.
 *
 * A radix tree by page of vmalloc space: each node is a page of pointers, those of the last level
 * name areas.  Nodes are added with one store each and stay until the machine ends, so a reader
 * needs no lock.  Areas take the lowest addresses there are, so the nodes of the last level lie
 * close: one for each 2 MiB of addresses that were ever used, with pages of 4 KiB; and most are
 * among the first, which are noted in a table beside the root, too.
 *
 * Only the pages that areas begin at have entries; whoever asks about an address inside an area
 * goes by vmap_space.areas, under its lock.  An entry is set as an area is published and cleared as
 * its addresses go back, by who has the area to himself then.
 */
#include <linux/errno.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/string.h>

#include <mm/page/page.h>
#include <mm/vmalloc/area.h>
#include <port/port.h>

static struct vmap_index_node *node_new(gfp_t gfp)
{
	struct page *page = alloc_pages_untraced((gfp & ~GFP_ZONEMASK) | __GFP_ZERO | __GFP_NOWARN,
						 0, NUMA_NO_NODE);

	return page ? page_address(page) : NULL;
}

static void node_drop(struct vmap_index_node *node)
{
	free_pages_untraced(virt_to_page(node), 0);
}

/* child_make - the node below @slot, which is made where there is none. */
static struct vmap_index_node *child_make(void **slot, gfp_t gfp)
{
	struct vmap_index_node *node = __atomic_load_n(slot, __ATOMIC_ACQUIRE);
	void *others = NULL;

	if (likely(node))
		return node;
	node = node_new(gfp);
	if (!node)
		return NULL;
	if (!__atomic_compare_exchange_n(slot, &others, node, false, __ATOMIC_ACQ_REL,
					 __ATOMIC_ACQUIRE)) {
		node_drop(node);
		return others;
	}
	__atomic_fetch_add(&vmap_space.index.nr_nodes, 1, __ATOMIC_RELAXED);
	return node;
}

/* low_node - where the table beside the root has the node of the last level for @page; or NULL. */
static struct vmap_index_node **low_node(unsigned long page)
{
	unsigned long i = page >> VMAP_INDEX_SHIFT;

	return likely(i < VMAP_INDEX_LOW) ? &vmap_space.index.low[i] : NULL;
}

bool vmap_index_make(unsigned long addr, gfp_t gfp)
{
	struct vmap_index_node *node = vmap_space.index.root;
	unsigned long page = (addr - vmap_space.index.start) >> PAGE_SHIFT;
	struct vmap_index_node **low = low_node(page);

	if (likely(low && __atomic_load_n(low, __ATOMIC_ACQUIRE)))
		return true;
	for (unsigned int level = vmap_space.index.height - 1; node && level; level--)
		node = child_make(vmap_index_slot(node, page, level), gfp);
	if (node && low)
		__atomic_store_n(low, node, __ATOMIC_RELEASE);
	return node != NULL;
}

struct vmap_index_node *vmap_index_walk(unsigned long page)
{
	struct vmap_index_node *node = vmap_space.index.root;

	for (unsigned int level = vmap_space.index.height - 1; node && level; level--)
		node = __atomic_load_n(vmap_index_slot(node, page, level), __ATOMIC_ACQUIRE);
	return node;
}

void vmap_index_set(unsigned long addr, struct vmap_area *va)
{
	unsigned long page = (addr - vmap_space.index.start) >> PAGE_SHIFT;
	struct vmap_index_node **low = low_node(page), *node;

	node = low ? __atomic_load_n(low, __ATOMIC_ACQUIRE) : vmap_index_walk(page);
	if (node)
		__atomic_store_n(vmap_index_slot(node, page, 0), va, __ATOMIC_RELEASE);
}

int vmap_index_init(unsigned long start, unsigned long end)
{
	unsigned int bits = (unsigned int)ilog2(((end - start) >> PAGE_SHIFT) | 1) + 1;
	struct vmap_index *index = &vmap_space.index;

	index->start = start;
	index->bytes = end - start;
	index->height = DIV_ROUND_UP(bits, VMAP_INDEX_SHIFT);
	index->nr_nodes = 1;
	index->root = node_new(GFP_KERNEL);
	return index->root ? 0 : -ENOMEM;
}

/* node_free - free @node of @level and all below it; the levels are few. */
static void node_free(struct vmap_index_node *node, unsigned int level)
{
	for (unsigned int i = 0; level && i < ARRAY_SIZE(node->slots); i++)
		if (node->slots[i])
			node_free(node->slots[i], level - 1);
	node_drop(node);
}

unsigned long vmap_index_pages(void)
{
	return __atomic_load_n(&vmap_space.index.nr_nodes, __ATOMIC_RELAXED);
}

void vmap_index_exit(void)
{
	struct vmap_index *index = &vmap_space.index;

	if (index->root)
		node_free(index->root, index->height - 1);
	memset(index, 0, sizeof(*index));
}
