/* SPDX-License-Identifier: MIT */
/*
 * Red-black trees, whose nodes live inside the entries: base/rbtree.c tells the theory.
 *
 * The tree never compares: the caller walks down to a NULL link, rb_link_node() hangs the node in
 * there, rb_insert_color() restores the balance.  No locks; readers exclude writers.
 */
#ifndef LINUX_RBTREE_H
#define LINUX_RBTREE_H

#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/rbtree_types.h>
#include <linux/stddef.h>
#include <linux/types.h>

#define rb_parent(r)		    ((struct rb_node *)((r)->__rb_parent_color & ~3UL))
#define rb_entry(ptr, type, member) container_of(ptr, type, member)
#define rb_entry_safe(ptr, type, member)                            \
	({                                                          \
		typeof(ptr) __re_ptr = (ptr);                       \
		__re_ptr ? rb_entry(__re_ptr, type, member) : NULL; \
	})

#define RB_EMPTY_ROOT(root) (READ_ONCE((root)->rb_node) == NULL)
/** RB_CLEAR_NODE - mark @node as in no tree; RB_EMPTY_NODE - is it so marked? */
#define RB_CLEAR_NODE(node) ((node)->__rb_parent_color = (unsigned long)(node))
#define RB_EMPTY_NODE(node) ((node)->__rb_parent_color == (unsigned long)(node))

/** rb_insert_color - rebalance after rb_link_node() put @node in. */
void rb_insert_color(struct rb_node *node, struct rb_root *root);
/** rb_erase - take @node out of @root. */
void rb_erase(struct rb_node *node, struct rb_root *root);

/** rb_first, rb_last - the lowest and the highest node; NULL of an empty tree. */
struct rb_node *rb_first(const struct rb_root *root);
struct rb_node *rb_last(const struct rb_root *root);
/** rb_next, rb_prev - the neighbour in the order; NULL at the ends, and of a node in no tree. */
struct rb_node *rb_next(const struct rb_node *node);
struct rb_node *rb_prev(const struct rb_node *node);

/**
 * rb_first_postorder, rb_next_postorder - a walk in which children come before their parent.
 *
 * So it may free every node it has been at, after it asked for the next; the tree is not a tree
 * then.  Return: a node, or NULL at the end and of an empty tree.
 */
struct rb_node *rb_first_postorder(const struct rb_root *root);
struct rb_node *rb_next_postorder(const struct rb_node *node);

/** rb_replace_node - put @entry where @victim is; both have the same place in the order. */
void rb_replace_node(struct rb_node *victim, struct rb_node *entry, struct rb_root *root);
/** rb_replace_node_rcu - the same while readers under rcu_read_lock() walk down the tree. */
void rb_replace_node_rcu(struct rb_node *victim, struct rb_node *entry, struct rb_root *root);

/** rb_link_node - hang @node, red, into the link @rb_link of @parent, which is NULL. */
static inline void rb_link_node(struct rb_node *node, struct rb_node *parent,
				struct rb_node **rb_link)
{
	node->__rb_parent_color = (unsigned long)parent;
	node->rb_left = node->rb_right = NULL;
	*rb_link = node;
}

static inline void rb_link_node_rcu(struct rb_node *node, struct rb_node *parent,
				    struct rb_node **rb_link)
{
	node->__rb_parent_color = (unsigned long)parent;
	node->rb_left = node->rb_right = NULL;
	__atomic_store_n(rb_link, node, __ATOMIC_RELEASE);
}

#define rbtree_postorder_for_each_entry_safe(pos, n, root, field)                            \
	for (pos = rb_entry_safe(rb_first_postorder(root), typeof(*pos), field);             \
	     pos && ({                                                                       \
		     n = rb_entry_safe(rb_next_postorder(&pos->field), typeof(*pos), field); \
		     1;                                                                      \
	     });                                                                             \
	     pos = n)

/* ---- trees that know their smallest node ----------------------------------------------------- */

#define rb_first_cached(root) ((root)->rb_leftmost)

/** rb_insert_color_cached - @leftmost: the caller only ever went left on its way down. */
static inline void rb_insert_color_cached(struct rb_node *node, struct rb_root_cached *root,
					  bool leftmost)
{
	if (leftmost)
		root->rb_leftmost = node;
	rb_insert_color(node, &root->rb_root);
}

/** rb_erase_cached - gives the new smallest node where @node was the smallest, else NULL. */
static inline struct rb_node *rb_erase_cached(struct rb_node *node, struct rb_root_cached *root)
{
	struct rb_node *leftmost = NULL;

	if (root->rb_leftmost == node)
		leftmost = root->rb_leftmost = rb_next(node);
	rb_erase(node, &root->rb_root);
	return leftmost;
}

static inline void rb_replace_node_cached(struct rb_node *victim, struct rb_node *entry,
					  struct rb_root_cached *root)
{
	if (root->rb_leftmost == victim)
		root->rb_leftmost = entry;
	rb_replace_node(victim, entry, &root->rb_root);
}

/* ---- walks down, with the order given as a function ------------------------------------------ */

/**
 * rb_add_cached - insert @node; entries that compare equal stay in the order of insertion.
 * @less: does the first node belong before the second?
 *
 * Return: @node where it is now the smallest, else NULL.
 */
static __always_inline struct rb_node *
rb_add_cached(struct rb_node *node, struct rb_root_cached *tree,
	      bool (*less)(struct rb_node *, const struct rb_node *))
{
	struct rb_node **link = &tree->rb_root.rb_node;
	struct rb_node *parent = NULL;
	bool leftmost = true;

	while (*link) {
		parent = *link;
		if (less(node, parent)) {
			link = &parent->rb_left;
		} else {
			link = &parent->rb_right;
			leftmost = false;
		}
	}
	rb_link_node(node, parent, link);
	rb_insert_color_cached(node, tree, leftmost);
	return leftmost ? node : NULL;
}

/** rb_add - insert @node; see rb_add_cached(). */
static __always_inline void rb_add(struct rb_node *node, struct rb_root *tree,
				   bool (*less)(struct rb_node *, const struct rb_node *))
{
	struct rb_node **link = &tree->rb_node;
	struct rb_node *parent = NULL;

	while (*link) {
		parent = *link;
		link = less(node, parent) ? &parent->rb_left : &parent->rb_right;
	}
	rb_link_node(node, parent, link);
	rb_insert_color(node, tree);
}

/** rb_find_add - insert @node unless an equal one is there; gives that one, or NULL. */
static __always_inline struct rb_node *rb_find_add(struct rb_node *node, struct rb_root *tree,
						   int (*cmp)(struct rb_node *,
							      const struct rb_node *))
{
	struct rb_node **link = &tree->rb_node;
	struct rb_node *parent = NULL;

	while (*link) {
		int order;

		parent = *link;
		order = cmp(node, parent);
		if (order == 0)
			return parent;
		link = order < 0 ? &parent->rb_left : &parent->rb_right;
	}
	rb_link_node(node, parent, link);
	rb_insert_color(node, tree);
	return NULL;
}

/** rb_find - a node that equals @key, or NULL. */
static __always_inline struct rb_node *rb_find(const void *key, const struct rb_root *tree,
					       int (*cmp)(const void *key, const struct rb_node *))
{
	struct rb_node *node = tree->rb_node;

	while (node) {
		int order = cmp(key, node);

		if (order == 0)
			return node;
		node = order < 0 ? node->rb_left : node->rb_right;
	}
	return NULL;
}

/** rb_find_first - the leftmost of the nodes that equal @key, or NULL. */
static __always_inline struct rb_node *rb_find_first(const void *key, const struct rb_root *tree,
						     int (*cmp)(const void *key,
								const struct rb_node *))
{
	struct rb_node *node = tree->rb_node;
	struct rb_node *match = NULL;

	while (node) {
		int order = cmp(key, node);

		if (order == 0)
			match = node;
		node = order <= 0 ? node->rb_left : node->rb_right;
	}
	return match;
}

/** rb_next_match - the node after @node if it equals @key, else NULL. */
static __always_inline struct rb_node *rb_next_match(const void *key, struct rb_node *node,
						     int (*cmp)(const void *key,
								const struct rb_node *))
{
	node = rb_next(node);
	return node && cmp(key, node) == 0 ? node : NULL;
}

#define rb_for_each(node, key, tree, cmp)                          \
	for ((node) = rb_find_first((key), (tree), (cmp)); (node); \
	     (node) = rb_next_match((key), (node), (cmp)))

#endif
