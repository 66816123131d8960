// SPDX-License-Identifier: MIT
/*
 * The trees of resources: who has which addresses of a bus.
 *
 * A resource stands inside its parent, its siblings are sorted and do not overlap.  One that is
 * IORESOURCE_BUSY has a driver, which nobody else gets a part of; others are only places, such as a
 * device's block, in which a driver claims what it needs.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>

#include <mm/boot/trace.h>
#include <mm/device/space.h>
#include <mm/kmalloc/kmalloc.h>
#include <port/port.h>

/**
 * struct region - a resource that __request_region() made.
 * @link: in the list of all.
 * @name: its own copy, since the claimant's may vanish with a module that forgets to release.
 */
struct region {
	struct list_head link;
	struct resource res;
	char name[];
};

/* It protects the trees and the list of regions; a leaf. */
struct lock resource_lock;

struct resource iomem_resource = {
	.name = "PCI mem",
	.start = 0,
	.end = (resource_size_t)-1,
	.flags = IORESOURCE_MEM,
};
EXPORT_SYMBOL(iomem_resource);

/* As many ports as a PC has. */
struct resource ioport_resource = {
	.name = "PCI IO",
	.start = 0,
	.end = 0xffff,
	.flags = IORESOURCE_IO,
};
EXPORT_SYMBOL(ioport_resource);

const char resource_ram_name[] = "System RAM";

/* One more than ranges: the first page, in which nothing is ever. */
static struct resource ram[PORT_MAX_RANGES + 1];
static unsigned int nr_ram;
static struct list_head regions;

/* ---- the tree -------------------------------------------------------------------------------- */

struct resource *resource_next(const struct resource *at, const struct resource *root)
{
	if (at->child)
		return at->child;
	while (at != root && !at->sibling)
		at = at->parent;
	return at == root ? NULL : at->sibling;
}

/* Put @new among the parts of @parent.  Return: NULL, or what is in the way, or @parent's end. */
static struct resource *place(struct resource *parent, struct resource *new)
{
	struct resource **link = &parent->child, *at;

	if (new->end < new->start || new->start < parent->start || new->end > parent->end)
		return parent;
	while ((at = *link) && at->end < new->start)
		link = &at->sibling;
	if (at && at->start <= new->end)
		return at;
	new->sibling = at;
	new->parent = parent;
	*link = new;
	return NULL;
}

/* The link of @parent that leads to @res, or NULL. */
static struct resource **link_to(struct resource *parent, const struct resource *res)
{
	struct resource **link = &parent->child;

	while (*link && *link != res)
		link = &(*link)->sibling;
	return *link ? link : NULL;
}

bool resource_displace(struct resource *res)
{
	struct resource **link;

	lock_acquire(&resource_lock);
	link = res->parent ? link_to(res->parent, res) : NULL;
	if (link) {
		*link = res->sibling;
		res->parent = res->sibling = NULL;
	}
	lock_release(&resource_lock);
	return link;
}

/* Take @res out; what is in it comes in its place. */
static void dissolve(struct resource *res)
{
	struct resource **link = link_to(res->parent, res), *at;

	for (at = res->child; at; at = at->sibling) {
		at->parent = res->parent;
		*link = at;
		link = &at->sibling;
	}
	*link = res->sibling;
	res->parent = res->sibling = res->child = NULL;
}

/* ---- resources of the caller's own ----------------------------------------------------------- */

/**
 * request_resource_conflict - request_resource() that says what is in the way.
 * Return: NULL when @new is in the tree; else the conflicting resource, which is @root where @new
 * is no part of it.
 */
struct resource *request_resource_conflict(struct resource *root, struct resource *new)
{
	struct resource *conflict;

	lock_acquire(&resource_lock);
	conflict = place(root, new);
	lock_release(&resource_lock);
	return conflict;
}
EXPORT_SYMBOL(request_resource_conflict);

/**
 * request_resource - put @new into the tree, as a part of @root itself.
 * @root: iomem_resource, ioport_resource or a part of one.
 * @new: with its range and flags; stays the caller's, who keeps it until release_resource().
 * Return: 0, or -EBUSY.
 * Context: any.
 */
int request_resource(struct resource *root, struct resource *new)
{
	if (mm_trace_should_fail(MM_EVENT_REGION, resource_size(new), GFP_ATOMIC))
		return -EBUSY;
	if (request_resource_conflict(root, new))
		return -EBUSY;
	mm_trace_alloc(MM_EVENT_REGION, new, resource_size(new), resource_size(new), GFP_ATOMIC);
	return 0;
}
EXPORT_SYMBOL(request_resource);

/* Make the parts of @parent that lie in @new parts of @new.  False, and nothing done, where one
 * lies across its end. */
static bool adopt(struct resource *parent, struct resource *new)
{
	struct resource **link = &parent->child, *first, *last, *at;

	while (*link && (*link)->end < new->start)
		link = &(*link)->sibling;
	first = *link;
	for (last = at = first; at && at->start <= new->end; last = at, at = at->sibling)
		if (at->start < new->start || at->end > new->end)
			return false;
	new->child = first;
	new->parent = parent;
	new->sibling = last->sibling;
	last->sibling = NULL;
	*link = new;
	for (at = first; at; at = at->sibling)
		at->parent = new;
	return true;
}

/**
 * insert_resource - put @new into the tree where it belongs: into what holds it, around what it
 * holds.
 * Return: 0, or -EBUSY where it overlaps something in part.
 */
int insert_resource(struct resource *parent, struct resource *new)
{
	struct resource *conflict;
	int err = 0;

	lock_acquire(&resource_lock);
	for (;;) {
		conflict = place(parent, new);
		if (!conflict)
			break;
		if (conflict == parent) {
			err = -EBUSY;
			break;
		}
		if (conflict->start > new->start || conflict->end < new->end ||
		    (conflict->start == new->start && conflict->end == new->end)) {
			err = adopt(parent, new) ? 0 : -EBUSY;
			break;
		}
		parent = conflict;
	}
	lock_release(&resource_lock);
	if (!err)
		mm_trace_alloc(MM_EVENT_REGION, new, resource_size(new), resource_size(new),
			       GFP_ATOMIC);
	return err;
}
EXPORT_SYMBOL(insert_resource);

/**
 * release_resource - take @old out of its tree, with what was requested in it.
 * Return: 0, or -EINVAL where it is in none.
 */
int release_resource(struct resource *old)
{
	if (!resource_displace(old))
		return -EINVAL;
	mm_trace_free(MM_EVENT_REGION, old);
	return 0;
}
EXPORT_SYMBOL(release_resource);

/** lookup_resource - the part of @root that begins at @start, or NULL. */
struct resource *lookup_resource(struct resource *root, resource_size_t start)
{
	struct resource *at;

	lock_acquire(&resource_lock);
	for (at = root->child; at && at->start != start; at = at->sibling)
		;
	lock_release(&resource_lock);
	return at;
}
EXPORT_SYMBOL(lookup_resource);

void resource_forget(unsigned long start, unsigned long end)
{
	struct resource *const roots[] = { &iomem_resource, &ioport_resource };
	struct resource *at;

	lock_acquire(&resource_lock);
	for (unsigned int i = 0; i < ARRAY_SIZE(roots); i++) {
		at = roots[i];
		while ((at = resource_next(at, roots[i]))) {
			if ((unsigned long)at - start >= end - start)
				continue;
			dissolve(at);
			at = roots[i];
		}
	}
	lock_release(&resource_lock);
}

/* ---- regions --------------------------------------------------------------------------------- */

/* Down through places to where the region can be.  Return: false where someone has a part. */
static bool place_region(struct resource *parent, struct region *region)
{
	struct resource *conflict;

	lock_acquire(&resource_lock);
	while ((conflict = place(parent, &region->res))) {
		if (conflict == parent || conflict->flags & IORESOURCE_BUSY)
			break;
		parent = conflict;
	}
	if (!conflict)
		list_add(&region->link, &regions);
	lock_release(&resource_lock);
	return !conflict;
}

static struct region *region_new(const struct resource *parent, resource_size_t start,
				 resource_size_t n, const char *name, int flags)
{
	size_t bytes = strlen(name ?: "") + 1;
	struct region *region = kmalloc_untraced(sizeof(*region) + bytes, GFP_KERNEL);

	if (!region)
		return NULL;
	memcpy(region->name, name ?: "", bytes);
	region->res = DEFINE_RES_NAMED(start, n, name ? region->name : NULL,
				       resource_type(parent) | resource_ext_type(parent) |
					       IORESOURCE_BUSY | (unsigned int)flags);
	return region;
}

/**
 * __request_region - claim a range of addresses, as request_mem_region() does.
 * @parent: iomem_resource, ioport_resource or a part of one.
 * @start: the first address.
 * @n: how many.
 * @name: the claimant's, for /proc/iomem; copied.
 * @flags: more IORESOURCE_* flags.
 * Return: the region, which __release_region() takes back; NULL where someone has a part of it, it
 * is no range within @parent, or memory is short.
 * Context: process; may sleep.
 */
struct resource *__request_region(struct resource *parent, resource_size_t start, resource_size_t n,
				  const char *name, int flags)
{
	struct region *region;

	if (mm_trace_should_fail(MM_EVENT_REGION, n, GFP_KERNEL))
		return NULL;
	region = region_new(parent, start, n, name, flags);
	if (!region)
		return NULL;
	if (!place_region(parent, region)) {
		kfree_untraced(region);
		return NULL;
	}
	mm_trace_alloc(MM_EVENT_REGION, &region->res, n, n, GFP_KERNEL);
	return &region->res;
}
EXPORT_SYMBOL(__request_region);

/* Under the lock: the region of just this range in @parent, or NULL. */
static struct region *find_region(struct resource *parent, resource_size_t start,
				  resource_size_t end)
{
	struct resource *at = parent->child;
	struct region *region;

	while (at) {
		if (at->end < start || at->start > start) {
			at = at->sibling;
		} else if (!(at->flags & IORESOURCE_BUSY)) {
			at = at->child;
		} else if (at->start != start || at->end != end) {
			return NULL;
		} else {
			list_for_each_entry(region, &regions, link)
				if (&region->res == at)
					return region;
			return NULL;
		}
	}
	return NULL;
}

/**
 * __release_region - give back a region, as release_mem_region() does.
 * @parent, @start, @n: as it was requested; anything else is reported.
 * Context: process.
 */
void __release_region(struct resource *parent, resource_size_t start, resource_size_t n)
{
	resource_size_t end = start + (n - 1);
	struct region *region;

	lock_acquire(&resource_lock);
	region = find_region(parent, start, end);
	if (region) {
		list_del(&region->link);
		dissolve(&region->res);
	}
	lock_release(&resource_lock);
	if (!region) {
		report("Trying to free nonexistent resource <%pa-%pa>", &start, &end);
		return;
	}
	mm_trace_free(MM_EVENT_REGION, &region->res);
	kfree_untraced(region);
}
EXPORT_SYMBOL(__release_region);

/** __check_region - could this region be requested now?  Return: 0, -EBUSY or -ENOMEM. */
int __check_region(struct resource *parent, resource_size_t start, resource_size_t n)
{
	struct region *region = region_new(parent, start, n, "check-region", 0);
	bool placed;

	if (!region)
		return -ENOMEM;
	placed = place_region(parent, region);
	if (placed) {
		lock_acquire(&resource_lock);
		list_del(&region->link);
		dissolve(&region->res);
		lock_release(&resource_lock);
	}
	kfree_untraced(region);
	return placed ? 0 : -EBUSY;
}
EXPORT_SYMBOL(__check_region);

/* ---- life ------------------------------------------------------------------------------------ */

bool resource_is_ram(phys_addr_t start, phys_addr_t end)
{
	for (unsigned int i = 0; i < port.nr_ranges; i++)
		if (start < port.ranges[i].end && end >= port.ranges[i].start)
			return true;
	return false;
}

static int add_ram(phys_addr_t start, phys_addr_t end, const char *name, unsigned long flags)
{
	struct resource *res = &ram[nr_ram++];

	*res = DEFINE_RES_NAMED(start, end - start, name, flags | IORESOURCE_BUSY);
	return place(&iomem_resource, res) ? -EINVAL : 0;
}

/* All that the machine can ever have: nothing else may come there. */
int resources_init(void)
{
	int err;

	lock_init(&resource_lock);
	INIT_LIST_HEAD(&regions);
	iomem_resource.child = ioport_resource.child = NULL;
	nr_ram = 0;
	err = add_ram(0, PAGE_SIZE, "Reserved", IORESOURCE_MEM);
	for (unsigned int i = 0; i < port.nr_ranges && !err; i++)
		err = add_ram(max(port.ranges[i].start, (phys_addr_t)PAGE_SIZE), port.ranges[i].end,
			      resource_ram_name, IORESOURCE_SYSTEM_RAM);
	return err;
}

void resources_exit(void)
{
	struct region *region, *next;

	iomem_resource.child = ioport_resource.child = NULL;
	list_for_each_entry_safe(region, next, &regions, link)
		kfree_untraced(region);
	INIT_LIST_HEAD(&regions);
}
