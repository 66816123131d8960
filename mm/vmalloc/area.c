// SPDX-License-Identifier: MIT
/*
 * The addresses of vmalloc space: who has which range.
 *
 * Free ranges stand in a red-black tree by address, each node knowing the largest range below it,
 * so the lowest range that is large enough is found in one descent.  Ranges in use, or freed and
 * not yet purged, stand in a second tree.  An area's own node becomes the node of the free range
 * when it is given back, so giving back needs no memory and cannot fail.
 *
 * Most of what it costs to make a small area and to give it back is these trees and the record.  So
 * a small area that is purged stays where it is, BARE, and is the next one of its size.  Only when
 * addresses or memory run out are these given back.  That is not for worlds with windows, where
 * the frames of a small area say which addresses it has.
 */
#include <linux/align.h>
#include <linux/rbtree_augmented.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <mm/kmalloc/kmalloc.h>
#include <mm/vmalloc/area.h>
#include <port/port.h>

struct vmap_space vmap_space;
bool (*vmap_fault)(enum vmap_step step);

static inline unsigned long range_size(struct vmap_area *va)
{
	return va->end - va->start;
}

static inline struct vmap_area *area_of(struct rb_node *node)
{
	return rb_entry_safe(node, struct vmap_area, rb);
}

RB_DECLARE_CALLBACKS_MAX(static, free_range, struct vmap_area, rb, unsigned long, subtree_max,
			 range_size);

static inline unsigned long subtree_max(struct rb_node *node)
{
	return node ? area_of(node)->subtree_max : 0;
}

static struct vmap_area *area_new(gfp_t gfp)
{
	struct vmap_area *va = kmalloc_untraced(sizeof(*va), gfp & ~GFP_ZONEMASK);

	if (va) {
		memset(va, 0, sizeof(*va));
		va->nid = NUMA_NO_NODE;
		INIT_LIST_HEAD(&va->age);
		INIT_LIST_HEAD(&va->bucket);
	}
	return va;
}

/* area_drop - free the nodes on @list; outside the lock, as the slab layer has its own. */
static void area_drop(struct list_head *list)
{
	struct vmap_area *va, *next;

	list_for_each_entry_safe(va, next, list, age)
		kfree_untraced(va);
}

/* ---- the tree of free ranges ----------------------------------------------------------------- */

/* free_lowest - the lowest free range of at least @bytes. */
static struct vmap_area *free_lowest(unsigned long bytes)
{
	struct rb_node *node = vmap_space.free.rb_node;

	if (subtree_max(node) < bytes)
		return NULL;
	for (;;) {
		if (subtree_max(node->rb_left) >= bytes)
			node = node->rb_left;
		else if (range_size(area_of(node)) >= bytes)
			return area_of(node);
		else
			node = node->rb_right;
	}
}

/*
 * free_above - the first free range with @bytes at @start or above; the ranges from there on are
 * looked at one by one.
 */
static struct vmap_area *free_above(unsigned long start, unsigned long bytes)
{
	struct rb_node *node = vmap_space.free.rb_node, *first = NULL;

	while (node) {
		bool above = area_of(node)->end > start;

		if (above)
			first = node;
		node = above ? node->rb_left : node->rb_right;
	}
	for (; first; first = rb_next(first)) {
		struct vmap_area *range = area_of(first);

		if (range->end - max(range->start, start) >= bytes)
			return range;
	}
	return NULL;
}

/* free_at - the free range that @addr lies in, or NULL. */
static struct vmap_area *free_at(unsigned long addr)
{
	struct rb_node *node = vmap_space.free.rb_node;

	while (node) {
		struct vmap_area *range = area_of(node);

		if (addr < range->start)
			node = node->rb_left;
		else if (addr >= range->end)
			node = node->rb_right;
		else
			return range;
	}
	return NULL;
}

static void free_resize(struct vmap_area *range, unsigned long start, unsigned long end)
{
	range->start = start;
	range->end = end;
	free_range_propagate(&range->rb, NULL);
}

static void free_link(struct vmap_area *range, struct rb_node *parent, struct rb_node **link)
{
	range->state = VMAP_FREE;
	range->subtree_max = range_size(range);
	rb_link_node(&range->rb, parent, link);
	free_range_propagate(parent, NULL);
	rb_insert_augmented(&range->rb, &vmap_space.free, &free_range);
}

/* free_insert - add a range; the neighbours it touches become one with it, their nodes @spare. */
static void free_insert(struct vmap_area *range, struct list_head *spare)
{
	struct rb_node **link = &vmap_space.free.rb_node, *parent = NULL;
	struct vmap_area *below = NULL, *above = NULL;

	while (*link) {
		parent = *link;
		if (range->start < area_of(parent)->start) {
			above = area_of(parent);
			link = &parent->rb_left;
		} else {
			below = area_of(parent);
			link = &parent->rb_right;
		}
	}
	if (below && below->end != range->start)
		below = NULL;
	if (above && above->start != range->end)
		above = NULL;

	if (below && above) {
		unsigned long end = above->end;

		rb_erase_augmented(&above->rb, &vmap_space.free, &free_range);
		free_resize(below, below->start, end);
		list_add(&above->age, spare);
		list_add(&range->age, spare);
	} else if (below) {
		free_resize(below, below->start, range->end);
		list_add(&range->age, spare);
	} else if (above) {
		free_resize(above, range->start, above->end);
		list_add(&range->age, spare);
	} else {
		free_link(range, parent, link);
	}
}

/* free_insert_after - add what is left above a cut, right behind @below. */
static void free_insert_after(struct vmap_area *range, struct vmap_area *below)
{
	struct rb_node *parent = &below->rb, **link = &below->rb.rb_right;

	while (*link) {
		parent = *link;
		link = &parent->rb_left;
	}
	free_link(range, parent, link);
}

/*
 * free_cut - take [@start, @end) out of @range.
 * @rest: a node for what is left above, where something is left below as well; else untouched.
 * Return: true where @rest was used.
 */
static bool free_cut(struct vmap_area *range, unsigned long start, unsigned long end,
		     struct vmap_area *rest, struct list_head *spare)
{
	if (range->start == start && range->end == end) {
		rb_erase_augmented(&range->rb, &vmap_space.free, &free_range);
		list_add(&range->age, spare);
	} else if (range->start == start) {
		free_resize(range, end, range->end);
	} else if (range->end == end) {
		free_resize(range, range->start, start);
	} else {
		rest->start = end;
		rest->end = range->end;
		free_resize(range, range->start, start);
		free_insert_after(rest, range);
		return true;
	}
	return false;
}

/* ---- the tree of areas ----------------------------------------------------------------------- */

static void areas_insert(struct vmap_area *va)
{
	struct rb_node **link = &vmap_space.areas.rb_node, *parent = NULL;

	while (*link) {
		parent = *link;
		link = va->start < area_of(parent)->start ? &parent->rb_left : &parent->rb_right;
	}
	rb_link_node(&va->rb, parent, link);
	rb_insert_color(&va->rb, &vmap_space.areas);
}

struct vmap_area *vmap_find(unsigned long addr)
{
	struct rb_node *node = vmap_space.areas.rb_node;

	while (node) {
		struct vmap_area *va = area_of(node);

		if (addr < va->start)
			node = node->rb_left;
		else if (addr >= va->end)
			node = node->rb_right;
		else
			return va;
	}
	return NULL;
}

/* The records of BARE areas may take this share of memory. */
#define BARE_SHARE 256

/* ---- areas that are bare --------------------------------------------------------------------- */

static struct list_head *bare_list(unsigned long size)
{
	return &vmap_space.bare[(size >> PAGE_SHIFT) - 2];
}

/* bare_fits - may an area of @size bytes, guard included, be a BARE one? */
static bool bare_fits(unsigned long size)
{
	return !port.nr_windows && size > PAGE_SIZE && size <= (VMAP_BARE_PAGES + 1) << PAGE_SHIFT;
}

/* bare_take - the BARE area that a wish may be served by; BUILDING, and as new. Or NULL. */
static struct vmap_area *bare_take(const struct vmap_wish *wish)
{
	struct vmap_area *va;

	if (!READ_ONCE(vmap_space.nr_bare) || !bare_fits(wish->size) || wish->align > PAGE_SIZE ||
	    wish->start > port.vmalloc_start || wish->end < port.vmalloc_end)
		return NULL;
	lock_acquire(&vmap_space.lock);
	va = list_first_entry_or_null(bare_list(wish->size), struct vmap_area, age);
	if (va) {
		list_del_init(&va->age);
		WRITE_ONCE(vmap_space.nr_bare, vmap_space.nr_bare - 1);
		vmap_move(va, VMAP_BARE, VMAP_BUILDING);
	}
	lock_release(&vmap_space.lock);
	return va;
}

/* bare_put - let @va, which is PURGING, be BARE. Return: false where that is not for it. */
static bool bare_put(struct vmap_area *va)
{
	if (!bare_fits(range_size(va)) || vmap_space.nr_bare >= vmap_space.bare_max)
		return false;
	va->nid = NUMA_NO_NODE;
	va->shown = false;
	memset(&va->vm, 0, sizeof(va->vm));
	list_add(&va->age, bare_list(range_size(va)));
	WRITE_ONCE(vmap_space.nr_bare, vmap_space.nr_bare + 1);
	vmap_move(va, VMAP_PURGING, VMAP_BARE);
	return true;
}

/* ---- get and put ----------------------------------------------------------------------------- */

/* ordinary_end - where addresses end at which any frame may be mapped. */
static unsigned long ordinary_end(void)
{
	return port.nr_windows ? port.window_start : port.vmalloc_end;
}

/*
 * Any range of @size + @align - PAGE_SIZE bytes holds an aligned one of @size, so that is what is
 * looked for: for alignments above a page a range that would just do may be passed over, and the
 * search stays one descent.
 */
static bool area_place(struct vmap_area *va, const struct vmap_wish *wish, struct vmap_area **rest,
		       struct list_head *spare)
{
	unsigned long bytes, at;
	struct vmap_area *range;
	bool placed = false;

	if (check_add_overflow(wish->size, wish->align - PAGE_SIZE, &bytes))
		return false;
	lock_acquire(&vmap_space.lock);
	range = wish->start <= port.vmalloc_start ? free_lowest(bytes) :
						    free_above(wish->start, bytes);
	/* The windows lie above all else: what is found there was not to be had below. */
	at = range ? ALIGN(max(range->start, wish->start), wish->align) : 0;
	if (range && at + wish->size <= min(wish->end, ordinary_end())) {
		unsigned long size = wish->size;

		va->start = at;
		va->end = at + size;
		if (free_cut(range, va->start, va->end, *rest, spare))
			*rest = NULL;
		va->state = VMAP_BUILDING;
		areas_insert(va);
		vmap_space.free_bytes -= size;
		vmap_space.busy_bytes += size;
		placed = true;
	}
	lock_release(&vmap_space.lock);
	return placed;
}

struct vmap_area *vmap_area_get(const struct vmap_wish *wish, gfp_t gfp)
{
	struct vmap_area *va, *rest = NULL;
	LIST_HEAD(spare);
	bool placed;

	if (vmap_step_fails(VMAP_STEP_AREA))
		return NULL;
	va = bare_take(wish);
	if (va)
		return va;
	va = area_new(gfp);
	if (!va)
		return NULL;
	/* What is left below the place, where it is not the start of a free range. */
	if (wish->align > PAGE_SIZE || wish->start > port.vmalloc_start) {
		rest = area_new(gfp);
		if (!rest)
			goto out;
	}

	placed = area_place(va, wish, &rest, &spare);
	if (!placed) {
		vmap_purge_all();
		placed = area_place(va, wish, &rest, &spare);
	}
	area_drop(&spare);
	kfree_untraced(rest);
	if (placed && vmap_index_make(va->start, gfp))
		return va;
	if (placed) {
		vmap_area_put(va);
		return NULL;
	}
out:
	kfree_untraced(va);
	return NULL;
}

/*
 * window_range - the free range that has @size bytes where some window shows frame @pfn.
 * Return: it, and the address in *@at; NULL where all these places are taken.
 */
static struct vmap_area *window_range(unsigned long pfn, unsigned long size, unsigned long *at)
{
	for (unsigned int i = 0; i < port.nr_windows; i++) {
		struct vmap_area *range;

		*at = port.window_start + i * port.window_bytes + (pfn << PAGE_SHIFT);
		range = free_at(*at);
		if (range && range->end - *at >= size)
			return range;
	}
	return NULL;
}

/* The record of the addresses that @va leaves is @left; @rest is for free_cut(). */
static bool area_move(struct vmap_area *va, unsigned long pfn, struct vmap_area **left,
		      struct vmap_area **rest, struct list_head *spare)
{
	unsigned long size = range_size(va), at;
	struct vmap_area *range;

	lock_acquire(&vmap_space.lock);
	range = window_range(pfn, size, &at);
	if (range) {
		if (free_cut(range, at, at + size, *rest, spare))
			*rest = NULL;
		rb_erase(&va->rb, &vmap_space.areas);
		(*left)->start = va->start;
		(*left)->end = va->end;
		free_insert(*left, spare);
		*left = NULL;
		va->start = at;
		va->end = at + size;
		areas_insert(va);
	}
	lock_release(&vmap_space.lock);
	return range != NULL;
}

bool vmap_area_settle(struct vmap_area *va, unsigned long pfn, gfp_t gfp)
{
	struct vmap_area *left, *rest = NULL;
	LIST_HEAD(spare);
	bool moved = false;

	if (vmap_step_fails(VMAP_STEP_WINDOW))
		return false;
	left = area_new(gfp);
	if (left)
		rest = area_new(gfp);
	if (rest)
		moved = area_move(va, pfn, &left, &rest, &spare);
	area_drop(&spare);
	kfree_untraced(left);
	kfree_untraced(rest);
	va->vm.addr = (void *)va->start;
	return !moved || vmap_index_make(va->start, gfp);
}

void vmap_area_allow(const struct vmap_area *va)
{
	size_t room = va->end - va->start, bytes = va->vm.requested_size;

	mm_access_allow((void *)va->start, bytes ?: get_vm_area_size(&va->vm), room,
			ACCESS_VMALLOC);
}

void vmap_area_publish(struct vmap_area *va)
{
	vmap_area_allow(va);
	vmap_index_set(va->start, va);
	lock_acquire(&vmap_space.lock);
	vmap_move(va, VMAP_BUILDING, VMAP_BUSY);
	lock_release(&vmap_space.lock);
}

static void area_unplace(struct vmap_area *va, unsigned long *bytes, struct list_head *spare)
{
	unsigned long size = range_size(va);

	vmap_index_set(va->start, NULL);
	rb_erase(&va->rb, &vmap_space.areas);
	*bytes -= size;
	vmap_space.free_bytes += size;
	free_insert(va, spare);
}

void vmap_area_put(struct vmap_area *va)
{
	LIST_HEAD(spare);

	lock_acquire(&vmap_space.lock);
	area_unplace(va, &vmap_space.busy_bytes, &spare);
	lock_release(&vmap_space.lock);
	area_drop(&spare);
}

void vmap_areas_put(struct list_head *list)
{
	struct vmap_area *va, *next;
	LIST_HEAD(spare);

	lock_acquire(&vmap_space.lock);
	list_for_each_entry_safe(va, next, list, age) {
		list_del(&va->age);
		if (!bare_put(va))
			area_unplace(va, &vmap_space.lazy_bytes, &spare);
	}
	lock_release(&vmap_space.lock);
	area_drop(&spare);
}

/* bare_drop_some - as many as one hold of the lock is for; they may be a share of all memory. */
static void bare_drop_some(void)
{
	unsigned int nr = 0;
	LIST_HEAD(spare);

	lock_acquire(&vmap_space.lock);
	for (unsigned int i = 0; i < VMAP_BARE_PAGES; i++) {
		struct list_head *bare = &vmap_space.bare[i];

		for (; nr < VMAP_LAZY_AREAS && !list_empty(bare); nr++) {
			struct vmap_area *va = list_first_entry(bare, struct vmap_area, age);

			list_del(&va->age);
			area_unplace(va, &vmap_space.lazy_bytes, &spare);
		}
	}
	WRITE_ONCE(vmap_space.nr_bare, vmap_space.nr_bare - nr);
	lock_release(&vmap_space.lock);
	area_drop(&spare);
}

void vmap_bare_drop(void)
{
	/* No more than there were: others may purge meanwhile, for as long as they like. */
	for (unsigned int i = 0; i <= vmap_space.bare_max / VMAP_LAZY_AREAS; i++)
		if (READ_ONCE(vmap_space.nr_bare))
			bare_drop_some();
}

/* ---- life ------------------------------------------------------------------------------------ */

int vmap_space_init(void)
{
	struct vmap_area *all;

	memset(&vmap_space, 0, sizeof(vmap_space));
	lock_init(&vmap_space.lock);
	vmap_space.free = RB_ROOT;
	vmap_space.areas = RB_ROOT;
	for (unsigned int i = 0; i < VMAP_BARE_PAGES; i++)
		INIT_LIST_HEAD(&vmap_space.bare[i]);
	vmap_space.bare_max =
		(unsigned int)(totalram_pages() / BARE_SHARE * (PAGE_SIZE / sizeof(*all)));

	all = area_new(GFP_KERNEL);
	if (!all || vmap_index_init(port.vmalloc_start, port.vmalloc_end)) {
		kfree_untraced(all);
		return -ENOMEM;
	}
	all->start = port.vmalloc_start;
	all->end = port.vmalloc_end;
	vmap_space.free_bytes = range_size(all);
	free_link(all, NULL, &vmap_space.free.rb_node);
	return 0;
}

/* Areas still in use are their owners' leaks, and go with the machine. */
void vmap_space_exit(void)
{
	struct vmap_area *va, *next;

	rbtree_postorder_for_each_entry_safe(va, next, &vmap_space.free, rb)
		kfree_untraced(va);
	vmap_space.free = RB_ROOT;
	vmap_space.areas = RB_ROOT;
	vmap_index_exit();
}
