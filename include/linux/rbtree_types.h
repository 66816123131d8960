/* SPDX-License-Identifier: MIT */
#ifndef LINUX_RBTREE_TYPES_H
#define LINUX_RBTREE_TYPES_H

#include <linux/compiler.h>

/**
 * struct rb_node - a node, inside the entry it orders.
 * @__rb_parent_color: address of the parent, and in bit 0 the colour: 1 is black.
 *	A node in no tree holds its own address here: RB_CLEAR_NODE().
 * @rb_right: the larger ones; @rb_left: the smaller ones.
 */
struct rb_node {
	unsigned long __rb_parent_color;
	struct rb_node *rb_right;
	struct rb_node *rb_left;
} __aligned(sizeof(long));

struct rb_root {
	struct rb_node *rb_node;
};

/** struct rb_root_cached - a tree that knows its smallest node. */
struct rb_root_cached {
	struct rb_root rb_root;
	struct rb_node *rb_leftmost;
};

#define RB_ROOT	       ((struct rb_root){ 0 })
#define RB_ROOT_CACHED ((struct rb_root_cached){ { 0 }, 0 })

#endif
