// SPDX-License-Identifier: MIT
/*
 * Radix trees, on XArrays whose own lock is not taken: who changes one has a lock for that.
 *
 * radix_tree_preload() fills a store of this CPU with as many nodes as any insertion may need, and
 * keeps the CPU, so that an insertion under a spinlock finds them there when kmalloc() fails.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/radix-tree.h>
#include <linux/slab.h>
#include "kernel/kernel.h"
#include "kernel/xarray.h"

/* One entry at the other end of a tree with one: up to the top, and down again. */
#define NODES_MAX (2 * DIV_ROUND_UP(BITS_PER_LONG, XA_CHUNK_SHIFT) - 1)

/** struct preload - nodes that are ready on a CPU, @nr of them; used with preemption off. */
struct preload {
	struct xa_node *nodes;
	unsigned int nr;
};

static DEFINE_PER_CPU(struct preload, preloads);

static int fill_preload(gfp_t gfp)
{
	struct preload *p;
	struct xa_node *node;

	preempt_disable();
	while ((p = this_cpu_ptr(&preloads))->nr < NODES_MAX) {
		preempt_enable();
		node = kmalloc(sizeof(*node), gfp);
		if (!node)
			return -ENOMEM;
		preempt_disable();
		p = this_cpu_ptr(&preloads);
		node->next = p->nodes;
		p->nodes = node;
		p->nr++;
	}
	return 0;
}

int radix_tree_preload(gfp_t gfp)
{
	WARN_ON_ONCE(!gfpflags_allow_blocking(gfp));
	return fill_preload(gfp);
}
EXPORT_SYMBOL(radix_tree_preload);

int radix_tree_maybe_preload(gfp_t gfp)
{
	if (gfpflags_allow_blocking(gfp))
		return fill_preload(gfp);
	preempt_disable();
	return 0;
}
EXPORT_SYMBOL(radix_tree_maybe_preload);

static struct xa_node *get_node(gfp_t gfp)
{
	struct xa_node *node = kmalloc(sizeof(*node), gfp | __GFP_NOWARN);
	struct preload *p;

	if (node || gfpflags_allow_blocking(gfp) || in_interrupt())
		return node;
	preempt_disable();
	p = this_cpu_ptr(&preloads);
	node = p->nodes;
	if (node) {
		p->nodes = node->next;
		p->nr--;
	}
	preempt_enable();
	return node;
}

static void put_spare(struct xa_node *spare)
{
	while (spare) {
		struct xa_node *next = spare->next;

		kfree(spare);
		spare = next;
	}
}

int radix_tree_insert(struct radix_tree_root *root, unsigned long index, void *item)
{
	unsigned int needed = xarray_nodes_needed(&root->xa, index);
	struct xa_node *spare = NULL;

	if (WARN_ON_ONCE(!item || xa_is_internal(item)))
		return -EINVAL;
	if (xarray_get(&root->xa, index))
		return -EEXIST;
	for (; needed; needed--) {
		struct xa_node *node = get_node(root->gfp_mask);

		if (!node) {
			put_spare(spare);
			return -ENOMEM;
		}
		node->next = spare;
		spare = node;
	}
	xarray_put(&root->xa, index, item, &spare);
	return 0;
}
EXPORT_SYMBOL(radix_tree_insert);

void *radix_tree_lookup(const struct radix_tree_root *root, unsigned long index)
{
	return xa_load((struct xarray *)&root->xa, index);
}
EXPORT_SYMBOL(radix_tree_lookup);

void *radix_tree_delete_item(struct radix_tree_root *root, unsigned long index, void *item)
{
	struct xa_node *none = NULL;
	void *entry = xarray_get(&root->xa, index);

	if (!entry || (item && entry != item))
		return NULL;
	return xarray_put(&root->xa, index, NULL, &none);
}
EXPORT_SYMBOL(radix_tree_delete_item);

void *radix_tree_delete(struct radix_tree_root *root, unsigned long index)
{
	return radix_tree_delete_item(root, index, NULL);
}
EXPORT_SYMBOL(radix_tree_delete);

unsigned int radix_tree_gang_lookup(const struct radix_tree_root *root, void **results,
				    unsigned long first, unsigned int max)
{
	return xa_extract((struct xarray *)&root->xa, results, first, ULONG_MAX, max, XA_PRESENT);
}
EXPORT_SYMBOL(radix_tree_gang_lookup);

unsigned int radix_tree_gang_lookup_tag(const struct radix_tree_root *root, void **results,
					unsigned long first, unsigned int max, unsigned int tag)
{
	return xa_extract((struct xarray *)&root->xa, results, first, ULONG_MAX, max, tag);
}
EXPORT_SYMBOL(radix_tree_gang_lookup_tag);

void *radix_tree_tag_set(struct radix_tree_root *root, unsigned long index, unsigned int tag)
{
	__xa_set_mark(&root->xa, index, tag);
	return xarray_get(&root->xa, index);
}
EXPORT_SYMBOL(radix_tree_tag_set);

void *radix_tree_tag_clear(struct radix_tree_root *root, unsigned long index, unsigned int tag)
{
	__xa_clear_mark(&root->xa, index, tag);
	return xarray_get(&root->xa, index);
}
EXPORT_SYMBOL(radix_tree_tag_clear);

int radix_tree_tag_get(const struct radix_tree_root *root, unsigned long index, unsigned int tag)
{
	return xa_get_mark((struct xarray *)&root->xa, index, tag);
}
EXPORT_SYMBOL(radix_tree_tag_get);

int radix_tree_tagged(const struct radix_tree_root *root, unsigned int tag)
{
	return xa_marked(&root->xa, tag);
}
EXPORT_SYMBOL(radix_tree_tagged);

/* ---- life ------------------------------------------------------------------------------------ */

void radix_tree_init(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		per_cpu(preloads, cpu) = (struct preload){};
}

void radix_tree_exit(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		put_spare(per_cpu(preloads, cpu).nodes);
		per_cpu(preloads, cpu) = (struct preload){};
	}
}
