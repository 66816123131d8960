/* SPDX-License-Identifier: MIT */
/*
 * Radix trees: what XArrays were until 4.20, with a lock of the caller's: kernel/radix_tree.c.
 *
 *	RADIX_TREE(tree, GFP_ATOMIC)
 *	radix_tree_preload(GFP_KERNEL)	so that what follows needs no memory
 *	spin_lock(&lock)
 *	radix_tree_insert(&tree, 7, p)	0, -EEXIST, -ENOMEM
 *	spin_unlock(&lock)
 *	radix_tree_preload_end()
 */
#ifndef _LINUX_RADIX_TREE_H
#define _LINUX_RADIX_TREE_H

#include <linux/gfp.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/xarray.h>

#define RADIX_TREE_MAX_TAGS  XA_MAX_MARKS
#define RADIX_TREE_MAP_SHIFT 6
#define RADIX_TREE_MAP_SIZE  (1ul << RADIX_TREE_MAP_SHIFT)

/** struct radix_tree_root - @gfp_mask: how memory is asked for at an insertion. */
struct radix_tree_root {
	struct xarray xa;
	gfp_t gfp_mask;
};

#define RADIX_TREE_INIT(name, mask)                               \
	{                                                         \
		.xa = XARRAY_INIT(name.xa, 0), .gfp_mask = (mask) \
	}
#define RADIX_TREE(name, mask) struct radix_tree_root name = RADIX_TREE_INIT(name, mask)
#define INIT_RADIX_TREE(root, mask)                   \
	do {                                          \
		struct radix_tree_root *__r = (root); \
                                                      \
		xa_init(&__r->xa);                    \
		__r->gfp_mask = (mask);               \
	} while (0)

static inline bool radix_tree_empty(const struct radix_tree_root *root)
{
	return xa_empty(&root->xa);
}

/* ---- items: to look, RCU will do; to change, the caller has a lock --------------------------- */

/**
 * radix_tree_insert - put @item where nothing is.
 * Return: 0; -EEXIST where something is at @index, -ENOMEM; -EINVAL, and a warning, for NULL.
 */
int radix_tree_insert(struct radix_tree_root *root, unsigned long index, void *item);
/** radix_tree_lookup - the item at @index, or NULL. */
void *radix_tree_lookup(const struct radix_tree_root *root, unsigned long index);
/** radix_tree_delete - take away what is at @index. Return: it, or NULL. */
void *radix_tree_delete(struct radix_tree_root *root, unsigned long index);
/** radix_tree_delete_item - the same, but only @item, or NULL for any. */
void *radix_tree_delete_item(struct radix_tree_root *root, unsigned long index, void *item);

/**
 * radix_tree_gang_lookup, radix_tree_gang_lookup_tag - up to @max items from index @first on, into
 * @results; all, or those that have @tag.
 * Return: how many.
 */
unsigned int radix_tree_gang_lookup(const struct radix_tree_root *root, void **results,
				    unsigned long first, unsigned int max);
unsigned int radix_tree_gang_lookup_tag(const struct radix_tree_root *root, void **results,
					unsigned long first, unsigned int max, unsigned int tag);

/* ---- tags ------------------------------------------------------------------------------------ */

/**
 * radix_tree_tag_set, radix_tree_tag_clear - give @tag to the item at @index, or take it.
 * @tag: below RADIX_TREE_MAX_TAGS.
 * Return: the item, or NULL where there is none, and nothing happens.
 */
void *radix_tree_tag_set(struct radix_tree_root *root, unsigned long index, unsigned int tag);
void *radix_tree_tag_clear(struct radix_tree_root *root, unsigned long index, unsigned int tag);
/** radix_tree_tag_get - has the item at @index this @tag? */
int radix_tree_tag_get(const struct radix_tree_root *root, unsigned long index, unsigned int tag);
/** radix_tree_tagged - has any item of the tree this @tag? */
int radix_tree_tagged(const struct radix_tree_root *root, unsigned int tag);

/* ---- memory that is ready -------------------------------------------------------------------- */

/** radix_tree_preload - 0, and preemption is off until radix_tree_preload_end(); or -ENOMEM. */
int radix_tree_preload(gfp_t gfp);
/** radix_tree_maybe_preload - the same, where @gfp may wait; else only preemption is off. */
int radix_tree_maybe_preload(gfp_t gfp);

/** radix_tree_preload_end - what was kept ready stays so; the CPU may be left. */
static inline void radix_tree_preload_end(void)
{
	preempt_enable();
}

#endif
