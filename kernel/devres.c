// SPDX-License-Identifier: MIT
/*
 * Managed resources: what a device holds and gives back when it goes.
 *
 * A resource is a block of memory with a header in front: how to give it back, and its place on
 * the device's list.  What devm_kmalloc() returns is the block itself, so it is freed with its
 * header, and kfree() of it is a mistake.
 *
 *	on a device's list  <=>  devres_add() was called and it was not removed since
 */
#include "kernel/kernel.h"
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>

struct devres {
	struct list_head link;
	dr_release_t release;
	size_t size; /* of @data */
	u8 __aligned(ARCH_KMALLOC_MINALIGN) data[];
};

static struct devres *to_devres(void *res)
{
	return container_of(res, struct devres, data);
}

void *devres_alloc_node(dr_release_t release, size_t size, gfp_t gfp, int nid)
{
	struct devres *dr;
	size_t bytes;

	if (unlikely(check_add_overflow(sizeof(*dr), size, &bytes)))
		return NULL;
	dr = kmalloc_node(bytes, gfp | __GFP_ZERO, nid);
	if (!dr)
		return NULL;
	INIT_LIST_HEAD(&dr->link);
	dr->release = release;
	dr->size = size;
	return dr->data;
}
EXPORT_SYMBOL(devres_alloc_node);

void devres_free(void *res)
{
	if (!res || WARN_ON(!list_empty(&to_devres(res)->link)))
		return;
	kfree(to_devres(res));
}
EXPORT_SYMBOL(devres_free);

void devres_add(struct device *dev, void *res)
{
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	list_add_tail(&to_devres(res)->link, &dev->devres_head);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
}
EXPORT_SYMBOL(devres_add);

/* The newest that fits; the caller holds the lock. */
static struct devres *find(struct device *dev, dr_release_t release, dr_match_t match, void *data)
{
	struct devres *dr;

	list_for_each_entry_reverse(dr, &dev->devres_head, link) {
		if (dr->release == release && (!match || match(dev, dr->data, data)))
			return dr;
	}
	return NULL;
}

void *devres_find(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	struct devres *dr;
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	dr = find(dev, release, match, match_data);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	return dr ? dr->data : NULL;
}
EXPORT_SYMBOL(devres_find);

void *devres_get(struct device *dev, void *new_res, dr_match_t match, void *match_data)
{
	struct devres *new = to_devres(new_res), *dr;
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	dr = find(dev, new->release, match, match_data);
	if (!dr) {
		list_add_tail(&new->link, &dev->devres_head);
		dr = new;
	}
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	if (dr != new)
		devres_free(new_res);
	return dr->data;
}
EXPORT_SYMBOL(devres_get);

void *devres_remove(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	struct devres *dr;
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	dr = find(dev, release, match, match_data);
	if (dr)
		list_del_init(&dr->link);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	return dr ? dr->data : NULL;
}
EXPORT_SYMBOL(devres_remove);

int devres_destroy(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	void *res = devres_remove(dev, release, match, match_data);

	if (!res)
		return -ENOENT;
	devres_free(res);
	return 0;
}
EXPORT_SYMBOL(devres_destroy);

int devres_release(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	void *res = devres_remove(dev, release, match, match_data);

	if (!res)
		return -ENOENT;
	release(dev, res);
	devres_free(res);
	return 0;
}
EXPORT_SYMBOL(devres_release);

int devres_release_all(struct device *dev)
{
	struct devres *dr;
	unsigned long flags;
	int nr = 0;

	for (;; nr++) {
		spin_lock_irqsave(&dev->devres_lock, flags);
		dr = list_empty(&dev->devres_head) ?
			     NULL :
			     list_last_entry(&dev->devres_head, struct devres, link);
		if (dr)
			list_del_init(&dr->link);
		spin_unlock_irqrestore(&dev->devres_lock, flags);
		if (!dr)
			return nr;
		dr->release(dev, dr->data);
		kfree(dr);
	}
}
EXPORT_SYMBOL(devres_release_all);

/* ---- actions --------------------------------------------------------------------------------- */

struct action {
	void (*call)(void *data);
	void *data;
};

static void action_release(struct device *dev, void *res)
{
	struct action *action = res;

	action->call(action->data);
}

static int action_match(struct device *dev, void *res, void *wanted)
{
	const struct action *action = res, *other = wanted;

	return action->call == other->call && action->data == other->data;
}

int devm_add_action(struct device *dev, void (*action)(void *), void *data)
{
	struct action *res = devres_alloc(action_release, sizeof(*res), GFP_KERNEL);

	if (!res)
		return -ENOMEM;
	res->call = action;
	res->data = data;
	devres_add(dev, res);
	return 0;
}
EXPORT_SYMBOL(devm_add_action);

int devm_add_action_or_reset(struct device *dev, void (*action)(void *), void *data)
{
	int error = devm_add_action(dev, action, data);

	if (error)
		action(data);
	return error;
}
EXPORT_SYMBOL(devm_add_action_or_reset);

void devm_remove_action(struct device *dev, void (*action)(void *), void *data)
{
	struct action wanted = { action, data };

	WARN_ON(devres_destroy(dev, action_release, action_match, &wanted));
}
EXPORT_SYMBOL(devm_remove_action);

void devm_release_action(struct device *dev, void (*action)(void *), void *data)
{
	struct action wanted = { action, data };

	WARN_ON(devres_release(dev, action_release, action_match, &wanted));
}
EXPORT_SYMBOL(devm_release_action);

/* ---- memory ---------------------------------------------------------------------------------- */

/* The memory is the resource itself: nothing to do before its block is freed. */
static void memory_release(struct device *dev, void *res)
{
}

static int memory_match(struct device *dev, void *res, void *wanted)
{
	return res == wanted;
}

void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp)
{
	struct devres *dr;
	size_t bytes;

	if (unlikely(!size))
		return ZERO_SIZE_PTR;
	if (unlikely(check_add_overflow(sizeof(*dr), size, &bytes)))
		return NULL;
	dr = kmalloc_node(bytes, gfp, dev_to_node(dev));
	if (!dr)
		return NULL;
	dr->release = memory_release;
	dr->size = size;
	devres_add(dev, dr->data);
	return dr->data;
}
EXPORT_SYMBOL(devm_kmalloc);

void devm_kfree(struct device *dev, const void *p)
{
	if (ZERO_OR_NULL_PTR(p))
		return;
	WARN_ON(devres_destroy(dev, memory_release, memory_match, (void *)p));
}
EXPORT_SYMBOL(devm_kfree);

void *devm_krealloc(struct device *dev, void *ptr, size_t size, gfp_t gfp)
{
	void *new;

	if (unlikely(!size)) {
		devm_kfree(dev, ptr);
		return ZERO_SIZE_PTR;
	}
	if (ZERO_OR_NULL_PTR(ptr))
		return devm_kmalloc(dev, size, gfp);
	if (WARN_ON(!devres_find(dev, memory_release, memory_match, ptr)))
		return NULL;
	if (size <= to_devres(ptr)->size)
		return ptr;
	new = devm_kmalloc(dev, size, gfp);
	if (!new)
		return NULL;
	memcpy(new, ptr, to_devres(ptr)->size);
	devm_kfree(dev, ptr);
	return new;
}
EXPORT_SYMBOL(devm_krealloc);

void *devm_kmemdup(struct device *dev, const void *src, size_t len, gfp_t gfp)
{
	void *p = devm_kmalloc(dev, len, gfp);

	if (p)
		memcpy(p, src, len);
	return p;
}
EXPORT_SYMBOL(devm_kmemdup);

char *devm_kstrndup(struct device *dev, const char *s, size_t max, gfp_t gfp)
{
	size_t len = s ? strnlen(s, max) : 0;
	char *p = s ? devm_kmalloc(dev, len + 1, gfp) : NULL;

	if (p) {
		memcpy(p, s, len);
		p[len] = 0;
	}
	return p;
}
EXPORT_SYMBOL(devm_kstrndup);

char *devm_kstrdup(struct device *dev, const char *s, gfp_t gfp)
{
	return devm_kstrndup(dev, s, SIZE_MAX - 1, gfp);
}
EXPORT_SYMBOL(devm_kstrdup);

const char *devm_kstrdup_const(struct device *dev, const char *s, gfp_t gfp)
{
	return devm_kstrdup(dev, s, gfp);
}
EXPORT_SYMBOL(devm_kstrdup_const);

char *devm_kvasprintf(struct device *dev, gfp_t gfp, const char *fmt, va_list args)
{
	va_list again;
	char *p;
	int len;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	p = devm_kmalloc(dev, (size_t)len + 1, gfp);
	if (p)
		vsnprintf(p, (size_t)len + 1, fmt, args);
	return p;
}
EXPORT_SYMBOL(devm_kvasprintf);

char *devm_kasprintf(struct device *dev, gfp_t gfp, const char *fmt, ...)
{
	va_list args;
	char *p;

	va_start(args, fmt);
	p = devm_kvasprintf(dev, gfp, fmt, args);
	va_end(args);
	return p;
}
EXPORT_SYMBOL(devm_kasprintf);

struct pages {
	unsigned long addr;
	unsigned int order;
};

static void pages_release(struct device *dev, void *res)
{
	const struct pages *pages = res;

	free_pages(pages->addr, pages->order);
}

static int pages_match(struct device *dev, void *res, void *addr)
{
	return ((const struct pages *)res)->addr == *(unsigned long *)addr;
}

unsigned long devm_get_free_pages(struct device *dev, gfp_t gfp, unsigned int order)
{
	struct pages *pages = devres_alloc(pages_release, sizeof(*pages), GFP_KERNEL);

	if (!pages)
		return 0;
	pages->order = order;
	pages->addr = __get_free_pages(gfp, order);
	if (!pages->addr) {
		devres_free(pages);
		return 0;
	}
	devres_add(dev, pages);
	return pages->addr;
}
EXPORT_SYMBOL(devm_get_free_pages);

void devm_free_pages(struct device *dev, unsigned long addr)
{
	WARN_ON(devres_release(dev, pages_release, pages_match, &addr));
}
EXPORT_SYMBOL(devm_free_pages);
