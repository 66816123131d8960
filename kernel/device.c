// SPDX-License-Identifier: MIT
/* Devices: their lives, names and messages. */
#include "kernel/kernel.h"
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/sprintf.h>

/** device_initialize - @dev, zeroed but for what its maker set, begins to live. */
void device_initialize(struct device *dev)
{
	kref_init(&dev->kref);
	mutex_init(&dev->mutex);
	spin_lock_init(&dev->devres_lock);
	INIT_LIST_HEAD(&dev->devres_head);
	dev->numa_node = NUMA_NO_NODE;
	get_device(dev->parent);
}
EXPORT_SYMBOL(device_initialize);

struct device *get_device(struct device *dev)
{
	if (dev)
		kref_get(&dev->kref);
	return dev;
}
EXPORT_SYMBOL(get_device);

static void device_gone(struct kref *kref)
{
	struct device *dev = container_of(kref, struct device, kref);
	struct device *parent = dev->parent;

	devres_release_all(dev);
	kfree(dev->name);
	dev->name = NULL;
	if (dev->release)
		dev->release(dev);
	put_device(parent);
}

void put_device(struct device *dev)
{
	if (dev)
		kref_put(&dev->kref, device_gone);
}
EXPORT_SYMBOL(put_device);

int dev_set_name(struct device *dev, const char *fmt, ...)
{
	va_list args;
	char *name;

	va_start(args, fmt);
	name = kvasprintf(GFP_KERNEL, fmt, args);
	va_end(args);
	if (!name)
		return -ENOMEM;
	kfree(dev->name);
	dev->name = name;
	return 0;
}
EXPORT_SYMBOL(dev_set_name);

const char *dev_name(const struct device *dev)
{
	if (dev->name)
		return dev->name;
	return dev->init_name ? dev->init_name : "(unnamed)";
}
EXPORT_SYMBOL(dev_name);

static void root_device_release(struct device *dev)
{
	kfree(dev);
}

struct device *root_device_register(const char *name)
{
	struct device *dev = kzalloc(sizeof(*dev), GFP_KERNEL);

	if (!dev)
		return ERR_PTR(-ENOMEM);
	device_initialize(dev);
	dev->release = root_device_release;
	if (dev_set_name(dev, "%s", name)) {
		put_device(dev);
		return ERR_PTR(-ENOMEM);
	}
	return dev;
}
EXPORT_SYMBOL(root_device_register);

void root_device_unregister(struct device *dev)
{
	put_device(dev);
}
EXPORT_SYMBOL(root_device_unregister);

/* ---- messages -------------------------------------------------------------------------------- */

static void print_about(const char *level, const struct device *dev, struct va_format *text)
{
	if (dev)
		printk("%s%s: %pV", level, dev_name(dev), text);
	else
		printk("%s(NULL device *): %pV", level, text);
}

void _dev_printk(const char *level, const struct device *dev, const char *fmt, ...)
{
	struct va_format text;
	va_list args;

	va_start(args, fmt);
	text.fmt = fmt;
	text.va = &args;
	print_about(level, dev, &text);
	va_end(args);
}
EXPORT_SYMBOL(_dev_printk);

int dev_err_probe(const struct device *dev, int err, const char *fmt, ...)
{
	struct va_format text;
	va_list args;

	va_start(args, fmt);
	text.fmt = fmt;
	text.va = &args;
	if (err != -EPROBE_DEFER && err != -ENOMEM)
		dev_err(dev, "error %pe: %pV", ERR_PTR(err), &text);
	va_end(args);
	return err;
}
EXPORT_SYMBOL(dev_err_probe);
