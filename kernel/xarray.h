/* SPDX-License-Identifier: MIT */
/* The inside of an XArray, for kernel/xarray.c and those who stand on it. */
#ifndef KERNEL_XARRAY_H
#define KERNEL_XARRAY_H

#include <linux/bitops.h>
#include <linux/xarray.h>

#define XA_CHUNK_SHIFT 6u
#define XA_CHUNK_SIZE  (1u << XA_CHUNK_SHIFT)
#define XA_CHUNK_MASK  (XA_CHUNK_SIZE - 1)

/**
 * struct xa_node - XA_CHUNK_SIZE slots: entries, or where @shift > 0 nodes.
 *
 *	@count = slots that are not NULL > 0, but while a store is under way
 *	a slot has a mark <=> its entry does, or something below it
 *
 * @offset: of this node in @parent; with @next: in a list of nodes that are not in use.
 */
struct xa_node {
	u8 shift, offset;
	u8 count;
	union {
		struct xa_node *parent;
		struct xa_node *next;
	};
	struct rcu_head rcu;
	void *slots[XA_CHUNK_SIZE];
	DECLARE_BITMAP(marks[XA_MAX_MARKS], XA_CHUNK_SIZE);
};

_Static_assert(XA_CHUNK_SIZE <= U8_MAX, "counts fit");

/** xarray_nodes_needed - how many nodes there are to be for @index to have a slot. */
unsigned int xarray_nodes_needed(const struct xarray *xa, unsigned long index);

/** xarray_put - store @entry, for which @spare has nodes enough. Return: what was there. */
void *xarray_put(struct xarray *xa, unsigned long index, void *entry, struct xa_node **spare);

/** xarray_get - what is at @index, a place that is kept included. */
void *xarray_get(const struct xarray *xa, unsigned long index);

#endif
