/* SPDX-License-Identifier: MIT */
/* The invariants of an XArray's nodes. */
#ifndef TESTS_KERNEL_XARRAY_TREE_H
#define TESTS_KERNEL_XARRAY_TREE_H

#include "kernel/xarray.h"

/* Return: how many of @node and those below it are out of order. */
static inline int tree_check_node(const struct xa_node *node)
{
	unsigned int count = 0;
	int broken = 0;

	for (unsigned int i = 0; i < XA_CHUNK_SIZE; i++) {
		const struct xa_node *below = node->shift ? node->slots[i] : NULL;

		count += !!node->slots[i];
		for (unsigned int m = 0; m < XA_MAX_MARKS; m++) {
			bool mark = test_bit(i, node->marks[m]);

			broken += mark && !node->slots[i];
			if (below)
				broken += mark == bitmap_empty(below->marks[m], XA_CHUNK_SIZE);
		}
		if (below)
			broken += below->parent != node || below->offset != i ||
				  below->shift + XA_CHUNK_SHIFT != node->shift ||
				  tree_check_node(below);
	}
	return broken + (count != node->count || !count);
}

static inline int tree_check(const struct xarray *xa)
{
	return xa->xa_head ? tree_check_node(xa->xa_head) + !!xa->xa_head->parent : 0;
}

#endif
