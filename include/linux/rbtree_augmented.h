/* SPDX-License-Identifier: MIT */
/*
 * Red-black trees in which every node also keeps a summary of its subtree.
 *
 * summary(n) = f(n, summary(left), summary(right)) must hold for every node whenever no insertion
 * or removal is under way.  The tree tells its user through three callbacks when it must be
 * restored.  Before rb_insert_augmented() the caller updates the summaries of all the ancestors on
 * its way down, and the node's own.
 */
#ifndef LINUX_RBTREE_AUGMENTED_H
#define LINUX_RBTREE_AUGMENTED_H

#include <linux/compiler.h>
#include <linux/rbtree.h>

/**
 * struct rb_augment_callbacks - how a tree's summaries are kept.
 * @propagate: recompute from @node up to, and without, @stop; may stop early where nothing changes.
 * @copy: @entry takes the place, and so the summary, of @old.
 * @rotate: @entry, which was a child of @old, is now its parent: it takes the summary of @old,
 *	and that of @old is recomputed.
 */
struct rb_augment_callbacks {
	void (*propagate)(struct rb_node *node, struct rb_node *stop);
	void (*copy)(struct rb_node *old, struct rb_node *entry);
	void (*rotate)(struct rb_node *old, struct rb_node *entry);
};

/** rb_insert_augmented - rb_insert_color(), with the summaries kept by @augment. */
void rb_insert_augmented(struct rb_node *node, struct rb_root *root,
			 const struct rb_augment_callbacks *augment);
/** rb_erase_augmented - rb_erase(), with the summaries kept by @augment. */
void rb_erase_augmented(struct rb_node *node, struct rb_root *root,
			const struct rb_augment_callbacks *augment);

static inline void rb_insert_augmented_cached(struct rb_node *node, struct rb_root_cached *root,
					      bool leftmost,
					      const struct rb_augment_callbacks *augment)
{
	if (leftmost)
		root->rb_leftmost = node;
	rb_insert_augmented(node, &root->rb_root, augment);
}

static inline void rb_erase_augmented_cached(struct rb_node *node, struct rb_root_cached *root,
					     const struct rb_augment_callbacks *augment)
{
	if (root->rb_leftmost == node)
		root->rb_leftmost = rb_next(node);
	rb_erase_augmented(node, &root->rb_root, augment);
}

/**
 * RB_DECLARE_CALLBACKS - define the callbacks for a summary that one function computes.
 * @RBSTATIC: static, or nothing.
 * @RBNAME: name of the struct rb_augment_callbacks.
 * @RBSTRUCT: type of the entries; @RBFIELD: their struct rb_node.
 * @RBAUGMENTED: the member that holds the summary.
 * @RBCOMPUTE: bool f(entry, exit): recompute @RBAUGMENTED; with @exit, return true and leave it
 *	where it would not change.
 */
#define RB_DECLARE_CALLBACKS(RBSTATIC, RBNAME, RBSTRUCT, RBFIELD, RBAUGMENTED, RBCOMPUTE) \
	static inline void RBNAME##_propagate(struct rb_node *rb, struct rb_node *stop)   \
	{                                                                                 \
		while (rb != stop) {                                                      \
			RBSTRUCT *node = rb_entry(rb, RBSTRUCT, RBFIELD);                 \
                                                                                          \
			if (RBCOMPUTE(node, true))                                        \
				break;                                                    \
			rb = rb_parent(&node->RBFIELD);                                   \
		}                                                                         \
	}                                                                                 \
	static inline void RBNAME##_copy(struct rb_node *rb_old, struct rb_node *rb_new)  \
	{                                                                                 \
		rb_entry(rb_new, RBSTRUCT, RBFIELD)->RBAUGMENTED =                        \
			rb_entry(rb_old, RBSTRUCT, RBFIELD)->RBAUGMENTED;                 \
	}                                                                                 \
	static void RBNAME##_rotate(struct rb_node *rb_old, struct rb_node *rb_new)       \
	{                                                                                 \
		RBNAME##_copy(rb_old, rb_new);                                            \
		RBCOMPUTE(rb_entry(rb_old, RBSTRUCT, RBFIELD), false);                    \
	}                                                                                 \
	RBSTATIC const struct rb_augment_callbacks RBNAME = {                             \
		.propagate = RBNAME##_propagate,                                          \
		.copy = RBNAME##_copy,                                                    \
		.rotate = RBNAME##_rotate,                                                \
	};

/**
 * RB_DECLARE_CALLBACKS_MAX - as above, for the largest of a value over the subtree.
 * @RBTYPE: type of the value; @RBCOMPUTE: RBTYPE f(entry): the entry's own value.
 */
#define RB_DECLARE_CALLBACKS_MAX(RBSTATIC, RBNAME, RBSTRUCT, RBFIELD, RBTYPE, RBAUGMENTED, \
				 RBCOMPUTE)                                                \
	static inline bool RBNAME##_compute_max(RBSTRUCT *node, bool exit)                 \
	{                                                                                  \
		RBTYPE max = RBCOMPUTE(node);                                              \
		RBSTRUCT *child;                                                           \
                                                                                           \
		if (node->RBFIELD.rb_left) {                                               \
			child = rb_entry(node->RBFIELD.rb_left, RBSTRUCT, RBFIELD);        \
			if (child->RBAUGMENTED > max)                                      \
				max = child->RBAUGMENTED;                                  \
		}                                                                          \
		if (node->RBFIELD.rb_right) {                                              \
			child = rb_entry(node->RBFIELD.rb_right, RBSTRUCT, RBFIELD);       \
			if (child->RBAUGMENTED > max)                                      \
				max = child->RBAUGMENTED;                                  \
		}                                                                          \
		if (exit && node->RBAUGMENTED == max)                                      \
			return true;                                                       \
		node->RBAUGMENTED = max;                                                   \
		return false;                                                              \
	}                                                                                  \
	RB_DECLARE_CALLBACKS(RBSTATIC, RBNAME, RBSTRUCT, RBFIELD, RBAUGMENTED, RBNAME##_compute_max)

#define RB_RED		0
#define RB_BLACK	1
#define rb_color(rb)	((rb)->__rb_parent_color & 1)
#define rb_is_red(rb)	(!rb_color(rb))
#define rb_is_black(rb) rb_color(rb)

#endif
