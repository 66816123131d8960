// SPDX-License-Identifier: MIT
/*
 * Red-black trees.
 *
 * A search tree in which every node is red or black, so that
 *
 *	(1) the root is black;
 *	(2) a red node has no red child;
 *	(3) every way from a node down to a missing child passes equally many black nodes.
 *
 * By (3) the shortest way down has at least half of all black nodes on it, by (2) the longest has
 * at most as many red ones between them: no way is more than twice as long as another, and a tree
 * of n nodes is at most 2 log2(n + 1) deep.
 *
 * An insertion adds a red node, which can break (2) with its parent; a removal of a black node
 * breaks (3).  Both are repaired while walking up, by changing colours, and end with at most two
 * (insertion) or three (removal) rotations.  The only rotation is lift(): a child goes up over its
 * parent.  Left and right are the same with the sides exchanged, so a side is a variable here.
 *
 * A node that keeps a summary of its subtree (linux/rbtree_augmented.h) is told of every lift; the
 * plain tree passes no callbacks, and the compiler leaves the calls out.
 *
 * The links of child to parent change in an order that never makes a ring of the links down, so
 * that a reader without a lock ends; it may miss nodes.
 */
#include <linux/export.h>
#include <linux/rbtree_augmented.h>

enum side { LEFT, RIGHT };

static __always_inline struct rb_node **child_link(struct rb_node *node, enum side side)
{
	return side == LEFT ? &node->rb_left : &node->rb_right;
}

static __always_inline struct rb_node *child(struct rb_node *node, enum side side)
{
	return *child_link(node, side);
}

/* Another CPU may be reading this link. */
static __always_inline void set_child(struct rb_node *node, enum side side, struct rb_node *to)
{
	WRITE_ONCE(*child_link(node, side), to);
}

static __always_inline enum side other(enum side side)
{
	return side == LEFT ? RIGHT : LEFT;
}

static __always_inline enum side side_of(struct rb_node *node, struct rb_node *parent)
{
	return parent->rb_left == node ? LEFT : RIGHT;
}

static __always_inline bool is_red(const struct rb_node *node)
{
	return node && rb_is_red(node);
}

static __always_inline void set_parent(struct rb_node *node, struct rb_node *parent)
{
	node->__rb_parent_color = (unsigned long)parent | rb_color(node);
}

static __always_inline void set_color(struct rb_node *node, unsigned long color)
{
	node->__rb_parent_color = (unsigned long)rb_parent(node) | color;
}

/* Whoever pointed down to @old points to @entry now: @old's parent, or the root. */
static __always_inline void replace_in_parent(struct rb_node *old, struct rb_node *entry,
					      struct rb_node *parent, struct rb_root *root)
{
	if (parent)
		set_child(parent, side_of(old, parent), entry);
	else
		WRITE_ONCE(root->rb_node, entry);
}

/*
 * lift - rotate @node up over its parent.
 *
 *	     parent            node
 *	     /    \           /    \
 *	  node     c   =>    a    parent
 *	  /  \                    /    \
 *	 a    b                  b      c
 */
static __always_inline void lift(struct rb_node *node, struct rb_root *root,
				 const struct rb_augment_callbacks *augment)
{
	struct rb_node *parent = rb_parent(node);
	struct rb_node *grandparent = rb_parent(parent);
	enum side side = side_of(node, parent);
	struct rb_node *inner = child(node, other(side));

	set_child(parent, side, inner);
	if (inner)
		set_parent(inner, parent);
	set_child(node, other(side), parent);
	replace_in_parent(parent, node, grandparent, root);
	set_parent(node, grandparent);
	set_parent(parent, node);
	if (augment)
		augment->rotate(parent, node);
}

/* ---- insertion ------------------------------------------------------------------------------- */

/* Before each turn @node is red, and (2) can be broken only between it and its parent. */
static __always_inline void repair_red(struct rb_node *node, struct rb_root *root,
				       const struct rb_augment_callbacks *augment)
{
	struct rb_node *parent, *grandparent, *uncle;

	while ((parent = rb_parent(node)) && rb_is_red(parent)) {
		/* A red parent is not the root, by (1). */
		grandparent = rb_parent(parent);
		uncle = child(grandparent, other(side_of(parent, grandparent)));
		if (is_red(uncle)) {
			/* The grandparent's blackness goes to both its children. */
			set_color(parent, RB_BLACK);
			set_color(uncle, RB_BLACK);
			set_color(grandparent, RB_RED);
			node = grandparent;
			continue;
		}
		if (side_of(node, parent) != side_of(parent, grandparent)) {
			/* An inner grandchild: first make the two red nodes stand in line. */
			lift(node, root, augment);
			parent = node;
		}
		set_color(parent, RB_BLACK);
		set_color(grandparent, RB_RED);
		lift(parent, root, augment);
		break;
	}
	set_color(root->rb_node, RB_BLACK);
}

void rb_insert_color(struct rb_node *node, struct rb_root *root)
{
	repair_red(node, root, NULL);
}
EXPORT_SYMBOL(rb_insert_color);

void rb_insert_augmented(struct rb_node *node, struct rb_root *root,
			 const struct rb_augment_callbacks *augment)
{
	repair_red(node, root, augment);
}
EXPORT_SYMBOL(rb_insert_augmented);

/* ---- removal --------------------------------------------------------------------------------- */

/*
 * Before each turn the ways down through @node, which may be a missing child of @parent, have one
 * black node less than those through its sibling; all else is in order.  So there is a sibling.
 */
static __always_inline void repair_black(struct rb_node *node, struct rb_node *parent,
					 struct rb_root *root,
					 const struct rb_augment_callbacks *augment)
{
	while (parent) {
		enum side side = side_of(node, parent);
		struct rb_node *sibling = child(parent, other(side));
		struct rb_node *near, *far;

		if (rb_is_red(sibling)) {
			/* Make its black child the sibling; the parent, red now, ends the walk. */
			set_color(sibling, RB_BLACK);
			set_color(parent, RB_RED);
			lift(sibling, root, augment);
			sibling = child(parent, other(side));
		}
		near = child(sibling, side);
		far = child(sibling, other(side));
		if (!is_red(near) && !is_red(far)) {
			/* Take a black node from the sibling's ways, too. */
			set_color(sibling, RB_RED);
			if (rb_is_red(parent)) {
				set_color(parent, RB_BLACK);
				return;
			}
			node = parent;
			parent = rb_parent(node);
			continue;
		}
		if (!is_red(far)) {
			set_color(near, RB_BLACK);
			set_color(sibling, RB_RED);
			lift(near, root, augment);
			far = sibling;
			sibling = near;
		}
		/* The parent comes to @node's side as its missing black node. */
		set_color(sibling, rb_color(parent));
		set_color(parent, RB_BLACK);
		set_color(far, RB_BLACK);
		lift(sibling, root, augment);
		return;
	}
}

/*
 * struct gap - where a node left the tree.
 * @parent: above the place; @filler: what stands there now, or NULL.
 * @was_black: the ways through the place lost a black node.
 */
struct gap {
	struct rb_node *parent, *filler;
	bool was_black;
};

static __always_inline struct rb_node *leftmost(struct rb_node *node)
{
	while (node->rb_left)
		node = node->rb_left;
	return node;
}

/* cut_out - take out a node that has at most one child. */
static __always_inline struct gap cut_out(struct rb_node *node, struct rb_root *root)
{
	struct gap gap = { .parent = rb_parent(node),
			   .filler = node->rb_left ?: node->rb_right,
			   .was_black = rb_is_black(node) };

	replace_in_parent(node, gap.filler, gap.parent, root);
	if (gap.filler)
		set_parent(gap.filler, gap.parent);
	return gap;
}

/*
 * cut_out_full - take out a node that has two children.
 *
 * Its successor, the leftmost on its right, has no left child: it leaves its place, and takes
 * that of the node together with its colour, so that the tree is out of order only down there.
 */
static __always_inline struct gap cut_out_full(struct rb_node *node, struct rb_root *root,
					       const struct rb_augment_callbacks *augment)
{
	struct rb_node *successor = leftmost(node->rb_right);
	struct gap gap = { .parent = rb_parent(successor),
			   .filler = successor->rb_right,
			   .was_black = rb_is_black(successor) };

	if (gap.parent == node) {
		gap.parent = successor;
	} else {
		set_child(gap.parent, LEFT, gap.filler);
		if (gap.filler)
			set_parent(gap.filler, gap.parent);
		set_child(successor, RIGHT, node->rb_right);
		set_parent(node->rb_right, successor);
	}
	set_child(successor, LEFT, node->rb_left);
	set_parent(node->rb_left, successor);
	replace_in_parent(node, successor, rb_parent(node), root);
	successor->__rb_parent_color = node->__rb_parent_color;
	if (augment) {
		augment->copy(node, successor);
		if (gap.parent != successor)
			augment->propagate(gap.parent, successor);
		/* Even where nothing changed below: the copied summary still counts @node. */
		augment->propagate(successor, NULL);
	}
	return gap;
}

static __always_inline void erase(struct rb_node *node, struct rb_root *root,
				  const struct rb_augment_callbacks *augment)
{
	struct gap gap;

	if (node->rb_left && node->rb_right) {
		gap = cut_out_full(node, root, augment);
	} else {
		gap = cut_out(node, root);
		if (augment)
			augment->propagate(gap.parent, NULL);
	}
	if (!gap.was_black)
		return;
	/* By (3) an only child is red and has none: black, it stands for the one that went. */
	if (gap.filler)
		set_color(gap.filler, RB_BLACK);
	else
		repair_black(NULL, gap.parent, root, augment);
}

void rb_erase(struct rb_node *node, struct rb_root *root)
{
	erase(node, root, NULL);
}
EXPORT_SYMBOL(rb_erase);

void rb_erase_augmented(struct rb_node *node, struct rb_root *root,
			const struct rb_augment_callbacks *augment)
{
	erase(node, root, augment);
}
EXPORT_SYMBOL(rb_erase_augmented);

/* ---- walks ----------------------------------------------------------------------------------- */

static struct rb_node *furthest(const struct rb_root *root, enum side side)
{
	struct rb_node *node = root->rb_node;

	while (node && child(node, side))
		node = child(node, side);
	return node;
}

/* The next node towards @side: nearest below on that side, else the first above on that side. */
static __always_inline struct rb_node *step(const struct rb_node *from, enum side side)
{
	struct rb_node *node = (struct rb_node *)from;
	struct rb_node *parent;

	if (RB_EMPTY_NODE(node))
		return NULL;
	if (child(node, side)) {
		node = child(node, side);
		while (child(node, other(side)))
			node = child(node, other(side));
		return node;
	}
	while ((parent = rb_parent(node)) && child(parent, side) == node)
		node = parent;
	return parent;
}

struct rb_node *rb_first(const struct rb_root *root)
{
	return furthest(root, LEFT);
}
EXPORT_SYMBOL(rb_first);

struct rb_node *rb_last(const struct rb_root *root)
{
	return furthest(root, RIGHT);
}
EXPORT_SYMBOL(rb_last);

struct rb_node *rb_next(const struct rb_node *node)
{
	return step(node, RIGHT);
}
EXPORT_SYMBOL(rb_next);

struct rb_node *rb_prev(const struct rb_node *node)
{
	return step(node, LEFT);
}
EXPORT_SYMBOL(rb_prev);

/* The first leaf below @node, as far left as there is a way. */
static struct rb_node *first_leaf(struct rb_node *node)
{
	for (;;) {
		if (node->rb_left)
			node = node->rb_left;
		else if (node->rb_right)
			node = node->rb_right;
		else
			return node;
	}
}

struct rb_node *rb_first_postorder(const struct rb_root *root)
{
	return root->rb_node ? first_leaf(root->rb_node) : NULL;
}
EXPORT_SYMBOL(rb_first_postorder);

struct rb_node *rb_next_postorder(const struct rb_node *node)
{
	struct rb_node *parent;

	if (!node)
		return NULL;
	parent = rb_parent(node);
	if (parent && node == parent->rb_left && parent->rb_right)
		return first_leaf(parent->rb_right);
	return parent;
}
EXPORT_SYMBOL(rb_next_postorder);

/* ---- exchanging nodes ------------------------------------------------------------------------ */

static void adopt_children(struct rb_node *node)
{
	if (node->rb_left)
		set_parent(node->rb_left, node);
	if (node->rb_right)
		set_parent(node->rb_right, node);
}

void rb_replace_node(struct rb_node *victim, struct rb_node *entry, struct rb_root *root)
{
	*entry = *victim;
	adopt_children(entry);
	replace_in_parent(victim, entry, rb_parent(victim), root);
}
EXPORT_SYMBOL(rb_replace_node);

/* The entry must be whole before a reader can come upon it. */
void rb_replace_node_rcu(struct rb_node *victim, struct rb_node *entry, struct rb_root *root)
{
	struct rb_node *parent = rb_parent(victim);
	struct rb_node **link = &root->rb_node;

	*entry = *victim;
	adopt_children(entry);
	if (parent)
		link = child_link(parent, side_of(victim, parent));
	__atomic_store_n(link, entry, __ATOMIC_RELEASE);
}
EXPORT_SYMBOL(rb_replace_node_rcu);
