// SPDX-License-Identifier: MIT
/*
 * XArrays: a tree of nodes with 64 slots each, as high as the largest number needs.
 *
 *	index	...| 6 bits | 6 bits | 6 bits |
 *		   shift 12   shift 6   shift 0
 *
 * Who stores first counts the nodes that are missing, gets them without the lock where he may wait,
 * and looks again: so a store either has all it needs or changes nothing.  A node whose last entry
 * goes is taken out at once, and so is a top that has nothing but its slot 0.
 *
 * Readers take no lock.  Nodes and entries are published, and a node is freed after a grace period;
 * one that was taken out still leads to where it led.
 */
#include "kernel/xarray.h"
#include <linux/bitmap.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

/* ---- nodes ----------------------------------------------------------------------------------- */

static unsigned long max_index(const struct xa_node *node)
{
	unsigned int bits = node->shift + XA_CHUNK_SHIFT;

	return bits >= BITS_PER_LONG ? ULONG_MAX : (1ul << bits) - 1;
}

static unsigned int offset_of(const struct xa_node *node, unsigned long index)
{
	return (unsigned int)(index >> node->shift) & XA_CHUNK_MASK;
}

static void *slot(const struct xa_node *node, unsigned int offset)
{
	return __atomic_load_n(&node->slots[offset], __ATOMIC_ACQUIRE);
}

static void set_slot(struct xa_node *node, unsigned int offset, void *entry)
{
	__atomic_store_n(&node->slots[offset], entry, __ATOMIC_RELEASE);
}

static struct xa_node *head_of(const struct xarray *xa)
{
	return __atomic_load_n(&xa->xa_head, __ATOMIC_ACQUIRE);
}

static void set_head(struct xarray *xa, struct xa_node *node)
{
	__atomic_store_n(&xa->xa_head, node, __ATOMIC_RELEASE);
}

static struct xa_node *take(struct xa_node **spare, unsigned int shift)
{
	struct xa_node *node = *spare;

	*spare = node->next;
	memset(node, 0, sizeof(*node));
	node->shift = (u8)shift;
	return node;
}

/* The leaf that has the slot of @index; NULL where there is none. */
static struct xa_node *leaf_of(const struct xarray *xa, unsigned long index)
{
	struct xa_node *node = head_of(xa);

	if (!node || index > max_index(node))
		return NULL;
	while (node && node->shift)
		node = slot(node, offset_of(node, index));
	return node;
}

void *xarray_get(const struct xarray *xa, unsigned long index)
{
	struct xa_node *leaf = leaf_of(xa, index);

	return leaf ? slot(leaf, offset_of(leaf, index)) : NULL;
}

/* ---- storing --------------------------------------------------------------------------------- */

/* The shift of a top that @index is below, and that is no lower than @shift. */
static unsigned int top_shift(unsigned long index, unsigned int shift)
{
	while (shift + XA_CHUNK_SHIFT < BITS_PER_LONG && index >> (shift + XA_CHUNK_SHIFT))
		shift += XA_CHUNK_SHIFT;
	return shift;
}

unsigned int xarray_nodes_needed(const struct xarray *xa, unsigned long index)
{
	struct xa_node *node = xa->xa_head;
	unsigned int shift = top_shift(index, node ? node->shift : 0);

	if (!node)
		return shift / XA_CHUNK_SHIFT + 1;
	/* Up to where both fit, and down again on the other side. */
	if (shift > node->shift)
		return (shift - node->shift) / XA_CHUNK_SHIFT + shift / XA_CHUNK_SHIFT;
	while (node->shift) {
		struct xa_node *below = node->slots[offset_of(node, index)];

		if (!below)
			return node->shift / XA_CHUNK_SHIFT;
		node = below;
	}
	return 0;
}

/* A new top above the old one, which becomes its slot 0. */
static void add_top(struct xarray *xa, struct xa_node **spare)
{
	struct xa_node *below = xa->xa_head;
	struct xa_node *node = take(spare, below->shift + XA_CHUNK_SHIFT);

	node->count = 1;
	node->slots[0] = below;
	for (unsigned int m = 0; m < XA_MAX_MARKS; m++)
		if (!bitmap_empty(below->marks[m], XA_CHUNK_SIZE))
			__set_bit(0, node->marks[m]);
	below->parent = node;
	below->offset = 0;
	set_head(xa, node);
}

static struct xa_node *make_leaf(struct xarray *xa, unsigned long index, struct xa_node **spare)
{
	struct xa_node *node;

	if (!xa->xa_head)
		set_head(xa, take(spare, top_shift(index, 0)));
	while (index > max_index(xa->xa_head))
		add_top(xa, spare);
	node = xa->xa_head;
	while (node->shift) {
		unsigned int offset = offset_of(node, index);
		struct xa_node *below = node->slots[offset];

		if (!below) {
			below = take(spare, node->shift - XA_CHUNK_SHIFT);
			below->parent = node;
			below->offset = (u8)offset;
			set_slot(node, offset, below);
			node->count++;
		}
		node = below;
	}
	return node;
}

/* Tops that have nothing but slot 0 go. */
static void lower(struct xarray *xa)
{
	struct xa_node *top = xa->xa_head;

	while (top && top->shift && top->count == 1 && top->slots[0]) {
		struct xa_node *below = top->slots[0];

		below->parent = NULL;
		set_head(xa, below);
		kfree_rcu(top, rcu);
		top = below;
	}
}

/* A node above keeps @mark while another slot of the one below has it. */
static void clear_mark(struct xa_node *node, unsigned int offset, xa_mark_t mark)
{
	while (node && test_bit(offset, node->marks[mark])) {
		clear_bit(offset, node->marks[mark]);
		if (!bitmap_empty(node->marks[mark], XA_CHUNK_SIZE))
			return;
		offset = node->offset;
		node = node->parent;
	}
}

/* The slot is empty now; nodes that are go, too. */
static void prune(struct xarray *xa, struct xa_node *node)
{
	while (node && !node->count) {
		struct xa_node *parent = node->parent;

		if (parent) {
			set_slot(parent, node->offset, NULL);
			parent->count--;
		} else {
			set_head(xa, NULL);
		}
		kfree_rcu(node, rcu);
		node = parent;
	}
	lower(xa);
}

void *xarray_put(struct xarray *xa, unsigned long index, void *entry, struct xa_node **spare)
{
	struct xa_node *leaf = entry ? make_leaf(xa, index, spare) : leaf_of(xa, index);
	unsigned int offset;
	void *old;

	if (!leaf)
		return NULL;
	offset = offset_of(leaf, index);
	old = leaf->slots[offset];
	for (xa_mark_t mark = 0; !entry && mark < XA_MAX_MARKS; mark++)
		clear_mark(leaf, offset, mark);
	set_slot(leaf, offset, entry);
	leaf->count = (u8)(leaf->count + !!entry - !!old);
	if (!entry)
		prune(xa, leaf);
	return old;
}

/* ---- memory ---------------------------------------------------------------------------------- */

static void unlock_for(struct xarray *xa)
{
	if (xa->xa_flags & XA_FLAGS_LOCK_IRQ)
		xa_unlock_irq(xa);
	else if (xa->xa_flags & XA_FLAGS_LOCK_BH)
		xa_unlock_bh(xa);
	else
		xa_unlock(xa);
}

static void lock_again(struct xarray *xa)
{
	if (xa->xa_flags & XA_FLAGS_LOCK_IRQ)
		xa_lock_irq(xa);
	else if (xa->xa_flags & XA_FLAGS_LOCK_BH)
		xa_lock_bh(xa);
	else
		xa_lock(xa);
}

static void free_spare(struct xa_node *spare)
{
	while (spare) {
		struct xa_node *next = spare->next;

		kfree(spare);
		spare = next;
	}
}

static unsigned int count_spare(const struct xa_node *spare)
{
	unsigned int nr = 0;

	for (; spare; spare = spare->next)
		nr++;
	return nr;
}

/*
 * Nodes for a store at @index, which the caller has the lock for; it may be dropped meanwhile.
 * Return: false without memory.
 */
static bool get_nodes(struct xarray *xa, unsigned long index, struct xa_node **spare, gfp_t gfp)
{
	bool waits = gfpflags_allow_blocking(gfp);

	while (count_spare(*spare) < xarray_nodes_needed(xa, index)) {
		struct xa_node *node;

		if (waits)
			unlock_for(xa);
		node = kmalloc(sizeof(*node), gfp);
		if (waits)
			lock_again(xa);
		if (!node)
			return false;
		node->next = *spare;
		*spare = node;
	}
	return true;
}

static void *to_null(void *entry)
{
	return xa_is_zero(entry) ? NULL : entry;
}

static void *err_entry(int err)
{
	return (void *)((unsigned long)(long)err << 2 | 2);
}

/* Store @entry if @want, which may be NULL for anything, allows. */
static void *store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp,
		   bool (*want)(void *now, void *arg), void *arg)
{
	struct xa_node *spare = NULL;
	void *now;

	if (WARN_ON_ONCE(xa_is_internal(entry) && !xa_is_zero(entry)))
		return err_entry(-EINVAL);
	if (entry && !get_nodes(xa, index, &spare, gfp)) {
		free_spare(spare);
		return err_entry(-ENOMEM);
	}
	now = xarray_get(xa, index);
	if (!want || want(now, arg))
		xarray_put(xa, index, entry, &spare);
	free_spare(spare);
	return now;
}

/* ---- one entry ------------------------------------------------------------------------------- */

void *xa_load(struct xarray *xa, unsigned long index)
{
	void *entry;

	rcu_read_lock();
	entry = to_null(xarray_get(xa, index));
	rcu_read_unlock();
	return entry;
}
EXPORT_SYMBOL(xa_load);

void *__xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp)
{
	if ((xa->xa_flags & XA_FLAGS_ALLOC) && !entry)
		entry = XA_ZERO_ENTRY;
	return to_null(store(xa, index, entry, gfp, NULL, NULL));
}
EXPORT_SYMBOL(__xa_store);

void *__xa_erase(struct xarray *xa, unsigned long index)
{
	return to_null(store(xa, index, NULL, 0, NULL, NULL));
}
EXPORT_SYMBOL(__xa_erase);

static bool is_old(void *now, void *old)
{
	/* Who expects nothing is also content with a place that is kept. */
	return now == old || (!old && xa_is_zero(now));
}

void *__xa_cmpxchg(struct xarray *xa, unsigned long index, void *old, void *entry, gfp_t gfp)
{
	return to_null(store(xa, index, entry, gfp, is_old, old));
}
EXPORT_SYMBOL(__xa_cmpxchg);

static bool is_free(void *now, void *arg)
{
	return !now;
}

int __xa_insert(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp)
{
	void *was = store(xa, index, entry ?: XA_ZERO_ENTRY, gfp, is_free, NULL);

	return xa_is_err(was) ? xa_err(was) : was ? -EBUSY : 0;
}
EXPORT_SYMBOL(__xa_insert);

/* ---- numbers to be given away ---------------------------------------------------------------- */

/* The first number in [*@index, @max] at which nothing is. */
static bool find_free(struct xarray *xa, unsigned long *index, unsigned long max)
{
	while (*index <= max) {
		struct xa_node *leaf = leaf_of(xa, *index);
		unsigned int offset = *index & XA_CHUNK_MASK;

		if (!leaf)
			return true;
		while (offset < XA_CHUNK_SIZE && leaf->slots[offset])
			offset++;
		*index = (*index & ~(unsigned long)XA_CHUNK_MASK) + offset;
		if (offset < XA_CHUNK_SIZE)
			return *index <= max;
	}
	return false;
}

static int alloc_in(struct xarray *xa, u32 *id, void *entry, u32 min, u32 max, gfp_t gfp)
{
	unsigned long index;
	int err;

	do {
		index = min;
		if (!find_free(xa, &index, max))
			return -EBUSY;
		err = __xa_insert(xa, index, entry, gfp);
		/* Somebody else took it while memory was fetched. */
	} while (err == -EBUSY);
	if (!err)
		*id = (u32)index;
	return err;
}

/* The least number that is given out. */
static u32 first_of(const struct xarray *xa)
{
	return (xa->xa_flags & XA_FLAGS_ALLOC1) == XA_FLAGS_ALLOC1;
}

int __xa_alloc(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit, gfp_t gfp)
{
	if (WARN_ON_ONCE(!(xa->xa_flags & XA_FLAGS_ALLOC)))
		return -EINVAL;
	return alloc_in(xa, id, entry, max(limit.min, first_of(xa)), limit.max, gfp);
}
EXPORT_SYMBOL(__xa_alloc);

int __xa_alloc_cyclic(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit, u32 *next,
		      gfp_t gfp)
{
	u32 least = max(limit.min, first_of(xa)), from = max(least, *next);
	int err = -EBUSY, wrapped = 0;

	if (from <= limit.max)
		err = alloc_in(xa, id, entry, from, limit.max, gfp);
	if (err == -EBUSY && from > least) {
		wrapped = 1;
		err = alloc_in(xa, id, entry, least, from - 1, gfp);
	}
	if (err)
		return err;
	*next = *id + 1;
	return wrapped;
}
EXPORT_SYMBOL(__xa_alloc_cyclic);

/* ---- marks ----------------------------------------------------------------------------------- */

void __xa_set_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	struct xa_node *node = leaf_of(xa, index);
	unsigned int offset = index & XA_CHUNK_MASK;

	if (!node || !node->slots[offset])
		return;
	for (; node; offset = node->offset, node = node->parent)
		set_bit(offset, node->marks[mark]);
}
EXPORT_SYMBOL(__xa_set_mark);

void __xa_clear_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	clear_mark(leaf_of(xa, index), index & XA_CHUNK_MASK, mark);
}
EXPORT_SYMBOL(__xa_clear_mark);

bool xa_get_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	struct xa_node *leaf;
	bool marked;

	rcu_read_lock();
	leaf = leaf_of(xa, index);
	marked = leaf && test_bit(index & XA_CHUNK_MASK, leaf->marks[mark]);
	rcu_read_unlock();
	return marked;
}
EXPORT_SYMBOL(xa_get_mark);

bool xa_marked(const struct xarray *xa, xa_mark_t mark)
{
	struct xa_node *head;
	bool marked = false;

	rcu_read_lock();
	head = head_of(xa);
	for (unsigned int i = 0; head && i < XA_CHUNK_SIZE && !marked; i++)
		marked = test_bit(i, head->marks[mark]);
	rcu_read_unlock();
	return marked;
}
EXPORT_SYMBOL(xa_marked);

/* ---- walking --------------------------------------------------------------------------------- */

static void *wanted(const struct xa_node *node, unsigned int offset, xa_mark_t filter)
{
	void *entry = slot(node, offset);

	if (filter != XA_PRESENT && !test_bit(offset, node->marks[filter]))
		return NULL;
	return node->shift ? entry : to_null(entry);
}

/* The first entry at *@index or behind it below @node, which *@index is in; *@index is moved. */
static void *find_below(const struct xa_node *node, unsigned long *index, unsigned long max,
			xa_mark_t filter)
{
	unsigned long span = 1ul << node->shift;

	for (unsigned int offset = offset_of(node, *index);; offset++) {
		void *entry = wanted(node, offset, filter);

		/* No deeper than the tree is high: eleven calls. */
		if (entry && node->shift)
			entry = find_below(entry, index, max, filter);
		else if (!entry)
			*index = (*index | (span - 1)) + 1;
		if (entry || *index > max || !*index || offset + 1 == XA_CHUNK_SIZE)
			return *index <= max ? entry : NULL;
	}
}

static void *find_from(struct xarray *xa, unsigned long *index, unsigned long max, xa_mark_t filter)
{
	unsigned long at = *index;
	struct xa_node *head;
	void *entry = NULL;

	rcu_read_lock();
	head = head_of(xa);
	if (head && at <= max_index(head))
		entry = find_below(head, &at, max, filter);
	rcu_read_unlock();
	if (entry)
		*index = at;
	return entry;
}

void *xa_find(struct xarray *xa, unsigned long *index, unsigned long max, xa_mark_t filter)
{
	return *index <= max ? find_from(xa, index, max, filter) : NULL;
}
EXPORT_SYMBOL(xa_find);

void *xa_find_after(struct xarray *xa, unsigned long *index, unsigned long max, xa_mark_t filter)
{
	unsigned long at = *index + 1;
	void *entry = at && at <= max ? find_from(xa, &at, max, filter) : NULL;

	if (entry)
		*index = at;
	return entry;
}
EXPORT_SYMBOL(xa_find_after);

unsigned int xa_extract(struct xarray *xa, void **dst, unsigned long start, unsigned long max,
			unsigned int n, xa_mark_t filter)
{
	unsigned long index = start;
	unsigned int i = 0;
	void *entry;

	for (entry = n ? xa_find(xa, &index, max, filter) : NULL; entry;
	     entry = i < n ? xa_find_after(xa, &index, max, filter) : NULL)
		dst[i++] = entry;
	return i;
}
EXPORT_SYMBOL(xa_extract);

/* ---- the end --------------------------------------------------------------------------------- */

static void free_below(struct xa_node *node)
{
	for (unsigned int i = 0; node->shift && i < XA_CHUNK_SIZE; i++)
		if (node->slots[i])
			free_below(node->slots[i]);
	kfree_rcu(node, rcu);
}

void xa_destroy(struct xarray *xa)
{
	struct xa_node *head;
	unsigned long flags;

	xa_lock_irqsave(xa, flags);
	head = xa->xa_head;
	set_head(xa, NULL);
	xa_unlock_irqrestore(xa, flags);
	if (head)
		free_below(head);
}
EXPORT_SYMBOL(xa_destroy);
