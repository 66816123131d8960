// SPDX-License-Identifier: MIT
/* The texts of /proc/iomem and /proc/ioports, and proof that the trees are trees. */
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/printk.h>

#include <mm/boot/boot.h>
#include <mm/device/space.h>

/* Linux sets resources no further in than this. */
#define SHOWN_LEVELS 5

static int depth_of(const struct resource *res, const struct resource *root)
{
	int depth = 0;

	while ((res = res->parent) != root && depth < SHOWN_LEVELS)
		depth++;
	return depth;
}

static void show_range(struct textbuf *t, const struct resource *root, int depth, u64 start,
		       u64 end, const char *name)
{
	int width = root->end < 0x10000 ? 4 : 8;

	textbuf_printf(t, "%*s%0*llx-%0*llx : %s\n", depth * 2, "", width, start, width, end, name);
}

/* Memory that may come is no resource yet for who looks, though nothing else can be there. */
static void show_online(struct textbuf *t, const struct resource *ram)
{
	const u64 step = PORT_SECTION_BYTES;
	u64 at = ram->start, from = at, next;
	bool online = false, is;

	for (; at <= ram->end; at = next) {
		next = (at / step + 1) * step;
		is = pfn_to_online_page(PHYS_PFN(at)) != NULL;
		if (online && !is)
			show_range(t, &iomem_resource, 0, from, at - 1, ram->name);
		if (!online && is)
			from = at;
		online = is;
	}
	if (online)
		show_range(t, &iomem_resource, 0, from, ram->end, ram->name);
}

static void show_tree(struct textbuf *t, const struct resource *root)
{
	const struct resource *at = root;

	lock_acquire(&resource_lock);
	while ((at = resource_next(at, root))) {
		if (at->name == resource_ram_name && machine_config()->max_memory)
			show_online(t, at);
		else
			show_range(t, root, depth_of(at, root), at->start, at->end,
				   at->name ?: "<BAD>");
	}
	lock_release(&resource_lock);
}

void iomem_show(struct textbuf *t)
{
	show_tree(t, &iomem_resource);
}

void ioports_show(struct textbuf *t)
{
	show_tree(t, &ioport_resource);
}

/* ---- proof ----------------------------------------------------------------------------------- */

static bool stands_right(const struct resource *res)
{
	const struct resource *parent = res->parent, *next = res->sibling;

	return parent && res->start <= res->end && res->start >= parent->start &&
	       res->end <= parent->end &&
	       (!next || (next->parent == parent && next->start > res->end)) &&
	       (!res->child || res->child->parent == res);
}

static int check_tree(const struct resource *root)
{
	const struct resource *at = root;
	int broken = 0;

	lock_acquire(&resource_lock);
	while ((at = resource_next(at, root)))
		if (!stands_right(at)) {
			pr_err("device_check: resource %s %pr stands wrong in its tree\n", at->name,
			       at);
			broken++;
		}
	lock_release(&resource_lock);
	return broken;
}

int resources_check(void)
{
	return check_tree(&iomem_resource) + check_tree(&ioport_resource);
}
