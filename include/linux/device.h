/* SPDX-License-Identifier: MIT */
/*
 * Devices, as far as memory is concerned: something with a life, on which managed resources hang
 * (devm_*()) that go, newest first, when it does.  There is no bus, driver or class to bind it to;
 * a device is made by whoever wants one:
 *
 *	struct device dev = { .init_name = "demo" };
 *	device_initialize(&dev);
 *	p = devm_kzalloc(&dev, size, GFP_KERNEL);
 *	put_device(&dev);			frees p
 */
#ifndef _LINUX_DEVICE_H
#define _LINUX_DEVICE_H

#include <linux/types.h>
#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/dev_printk.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/numa.h>
#include <linux/overflow.h>
#include <linux/spinlock.h>

/**
 * struct device - a device.
 * @kref: references.
 * @parent: the device it is part of, referenced while it lives; or NULL.
 * @init_name: its name until dev_set_name().
 * @name: its own name, allocated; or NULL.
 * @driver_data: see dev_set_drvdata().
 * @platform_data: for the maker of the device.
 * @mutex: device_lock().
 * @devres_lock: guards @devres_head.
 * @devres_head: managed resources, oldest first.
 * @dma_mask: addresses it reaches, as does @coherent_dma_mask.
 * @release: called when the last reference is gone, after its resources went.
 */
struct device {
	struct kref kref;
	struct device *parent;
	const char *init_name;
	char *name;
	void *driver_data;
	void *platform_data;
	struct mutex mutex;
	spinlock_t devres_lock;
	struct list_head devres_head;
	u64 *dma_mask;
	u64 coherent_dma_mask;
	int numa_node;
	void (*release)(struct device *dev);
};

void device_initialize(struct device *dev);
struct device *get_device(struct device *dev);
void put_device(struct device *dev);
int dev_set_name(struct device *dev, const char *fmt, ...) __printf(2, 3);
const char *dev_name(const struct device *dev);

/** root_device_register - a device with nothing above it; ERR_PTR(-ENOMEM) on failure. */
struct device *root_device_register(const char *name);
void root_device_unregister(struct device *dev);

static inline void *dev_get_drvdata(const struct device *dev)
{
	return dev->driver_data;
}

static inline void dev_set_drvdata(struct device *dev, void *data)
{
	dev->driver_data = data;
}

static inline void *dev_get_platdata(const struct device *dev)
{
	return dev->platform_data;
}

static inline int dev_to_node(struct device *dev)
{
	return dev->numa_node;
}

static inline void device_lock(struct device *dev)
{
	mutex_lock(&dev->mutex);
}

static inline void device_unlock(struct device *dev)
{
	mutex_unlock(&dev->mutex);
}

/* ---- managed resources ----------------------------------------------------------------------- */

typedef void (*dr_release_t)(struct device *dev, void *res);
typedef int (*dr_match_t)(struct device *dev, void *res, void *match_data);

void *devres_alloc_node(dr_release_t release, size_t size, gfp_t gfp, int nid) __malloc;
#define devres_alloc(release, size, gfp) devres_alloc_node(release, size, gfp, NUMA_NO_NODE)
void devres_free(void *res);
void devres_add(struct device *dev, void *res);
void *devres_find(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
void *devres_get(struct device *dev, void *new_res, dr_match_t match, void *match_data);
void *devres_remove(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
int devres_destroy(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
int devres_release(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
int devres_release_all(struct device *dev);

int devm_add_action(struct device *dev, void (*action)(void *), void *data);
int devm_add_action_or_reset(struct device *dev, void (*action)(void *), void *data);
void devm_remove_action(struct device *dev, void (*action)(void *), void *data);
void devm_release_action(struct device *dev, void (*action)(void *), void *data);

void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp) __malloc __alloc_size(2);
void *devm_krealloc(struct device *dev, void *ptr, size_t size, gfp_t gfp) __must_check;
char *devm_kstrdup(struct device *dev, const char *s, gfp_t gfp) __malloc;
const char *devm_kstrdup_const(struct device *dev, const char *s, gfp_t gfp);
char *devm_kstrndup(struct device *dev, const char *s, size_t max, gfp_t gfp) __malloc;
char *devm_kvasprintf(struct device *dev, gfp_t gfp, const char *fmt, va_list args) __printf(3, 0);
char *devm_kasprintf(struct device *dev, gfp_t gfp, const char *fmt, ...) __printf(3, 4);
void *devm_kmemdup(struct device *dev, const void *src, size_t len, gfp_t gfp);
void devm_kfree(struct device *dev, const void *p);

static inline void *devm_kzalloc(struct device *dev, size_t size, gfp_t gfp)
{
	return devm_kmalloc(dev, size, gfp | __GFP_ZERO);
}

static inline void *devm_kmalloc_array(struct device *dev, size_t n, size_t size, gfp_t gfp)
{
	size_t bytes;

	if (unlikely(check_mul_overflow(n, size, &bytes)))
		return NULL;
	return devm_kmalloc(dev, bytes, gfp);
}

static inline void *devm_kcalloc(struct device *dev, size_t n, size_t size, gfp_t gfp)
{
	return devm_kmalloc_array(dev, n, size, gfp | __GFP_ZERO);
}

static inline void *devm_krealloc_array(struct device *dev, void *p, size_t n, size_t size,
					gfp_t gfp)
{
	size_t bytes;

	if (unlikely(check_mul_overflow(n, size, &bytes)))
		return NULL;
	return devm_krealloc(dev, p, bytes, gfp);
}

unsigned long devm_get_free_pages(struct device *dev, gfp_t gfp, unsigned int order);
void devm_free_pages(struct device *dev, unsigned long addr);

#include <linux/device_tagged.h>

#endif
