// SPDX-License-Identifier: MIT
/*
 * Devices: their lives, names, files and messages.
 *
 *	device_initialize()	references count, managed resources may hang on it
 *	device_add()		a folder in /sys, a link in its class, and where it has a number
 *				/dev/NAME and a file "dev" with it
 *	device_del()		the same backwards
 *	put_device()		the last: its resources go, then release() is called
 */
#include "kernel/kernel.h"
#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include "kernel/files/bus.h"
#include "kernel/files/device.h"
#include "kernel/files/file.h"
#include "kernel/files/sysfs.h"
#include "kernel/files/tree.h"

/* ---- references ------------------------------------------------------------------------------ */

static ssize_t show_attr(struct kobject *kobj, struct attribute *attr, char *buf)
{
	struct device_attribute *a = container_of(attr, struct device_attribute, attr);

	return a->show ? a->show(kobj_to_dev(kobj), a, buf) : -EIO;
}

static ssize_t store_attr(struct kobject *kobj, struct attribute *attr, const char *buf,
			  size_t count)
{
	struct device_attribute *a = container_of(attr, struct device_attribute, attr);

	return a->store ? a->store(kobj_to_dev(kobj), a, buf, count) : -EIO;
}

static const struct sysfs_ops device_sysfs_ops = { .show = show_attr, .store = store_attr };

static void device_gone(struct kobject *kobj)
{
	struct device *dev = kobj_to_dev(kobj);
	struct device *parent = dev->kept_parent;
	bool was_added = dev->class_link.next != NULL;

	devres_release_all(dev);
	if (dev->release)
		dev->release(dev);
	else if (dev->type && dev->type->release)
		dev->type->release(dev);
	else if (dev->class && dev->class->dev_release)
		dev->class->dev_release(dev);
	else if (was_added)
		report("WARNING: Device '%s' does not have a release() function, it is broken and "
		       "must be fixed.",
		       dev_name(dev));
	put_device(parent);
}

static const struct kobj_type device_ktype = { .release = device_gone,
					       .sysfs_ops = &device_sysfs_ops };

void device_initialize(struct device *dev)
{
	kobject_init(&dev->kobj, &device_ktype);
	mutex_init(&dev->mutex);
	spin_lock_init(&dev->devres_lock);
	INIT_LIST_HEAD(&dev->devres_head);
	dev->numa_node = NUMA_NO_NODE;
	dev->kept_parent = get_device(dev->parent);
}
EXPORT_SYMBOL(device_initialize);

struct device *get_device(struct device *dev)
{
	if (dev)
		kobject_get(&dev->kobj);
	return dev;
}
EXPORT_SYMBOL(get_device);

void put_device(struct device *dev)
{
	if (dev)
		kobject_put(&dev->kobj);
}
EXPORT_SYMBOL(put_device);

int dev_set_name(struct device *dev, const char *fmt, ...)
{
	va_list args;
	int err;

	va_start(args, fmt);
	err = kobject_set_name_vargs(&dev->kobj, fmt, args);
	va_end(args);
	return err;
}
EXPORT_SYMBOL(dev_set_name);

const char *dev_name(const struct device *dev)
{
	if (dev->kobj.name)
		return dev->kobj.name;
	return dev->init_name ? dev->init_name : "(unnamed)";
}
EXPORT_SYMBOL(dev_name);

/* ---- files of all devices -------------------------------------------------------------------- */

static ssize_t dev_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u:%u\n", MAJOR(dev->devt), MINOR(dev->devt));
}
static DEVICE_ATTR_RO(dev);

static ssize_t uevent_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	if (!MAJOR(dev->devt))
		return 0;
	return sysfs_emit(buf, "MAJOR=%u\nMINOR=%u\nDEVNAME=%s\n", MAJOR(dev->devt),
			  MINOR(dev->devt), dev_name(dev));
}

static ssize_t uevent_store(struct device *dev, struct device_attribute *attr, const char *buf,
			    size_t count)
{
	int err = kobject_uevent(&dev->kobj, KOBJ_CHANGE);

	return err ?: (ssize_t)count;
}
static DEVICE_ATTR_RW(uevent);

#define DEFINE_DEVICE_VARIABLE(name, type, format, read)                                          \
	ssize_t device_show_##name(struct device *dev, struct device_attribute *attr, char *buf)  \
	{                                                                                         \
		struct dev_ext_attribute *a = container_of(attr, struct dev_ext_attribute, attr); \
                                                                                                  \
		return sysfs_emit(buf, format "\n", *(type *)a->var);                             \
	}                                                                                         \
	EXPORT_SYMBOL(device_show_##name);                                                        \
	ssize_t device_store_##name(struct device *dev, struct device_attribute *attr,            \
				    const char *buf, size_t count)                                \
	{                                                                                         \
		struct dev_ext_attribute *a = container_of(attr, struct dev_ext_attribute, attr); \
		int err = read;                                                                   \
                                                                                                  \
		return err ?: (ssize_t)count;                                                     \
	}                                                                                         \
	EXPORT_SYMBOL(device_store_##name)

DEFINE_DEVICE_VARIABLE(ulong, unsigned long, "%lx", kstrtoul(buf, 0, a->var));
DEFINE_DEVICE_VARIABLE(int, int, "%d", kstrtoint(buf, 0, a->var));
DEFINE_DEVICE_VARIABLE(bool, bool, "%d", kstrtobool(buf, a->var));

/* Until 3.12 the files of a class's devices were an array. */
static int add_old_attrs(struct device *dev, const void *maker)
{
	struct device_attribute *attr = dev->class ? dev->class->dev_attrs : NULL;
	int err = 0;

	for (; attr && attr->attr.name && !err; attr++)
		err = sysfs_add_file(&dev->kobj, &attr->attr, maker);
	return err;
}

static int add_files(struct device *dev, const void *maker)
{
	int err = sysfs_add_file(&dev->kobj, &dev_attr_uevent.attr, NULL);

	if (!err && MAJOR(dev->devt))
		err = sysfs_add_file(&dev->kobj, &dev_attr_dev.attr, NULL);
	if (!err && dev->class)
		err = sysfs_add_groups(&dev->kobj, dev->class->dev_groups, maker);
	if (!err)
		err = add_old_attrs(dev, maker);
	if (!err && dev->type)
		err = sysfs_add_groups(&dev->kobj, dev->type->groups, maker);
	return err ?: sysfs_add_groups(&dev->kobj, dev->groups, maker);
}

/* ---- the file in /dev ------------------------------------------------------------------------ */

/* Its name; @allocated is to be freed. */
static const char *node_name(const struct device *dev, umode_t *mode, char **allocated)
{
	*allocated = NULL;
	*mode = dev->node_mode;
	if (dev->class && dev->class->devnode)
		*allocated = dev->class->devnode(dev, mode);
	if (!*mode)
		*mode = 0600;
	return *allocated ?: dev_name(dev);
}

static int add_node(struct device *dev, const void *maker)
{
	struct tree_node *node;
	char *allocated;
	umode_t mode;
	const char *name;

	if (!MAJOR(dev->devt))
		return 0;
	name = node_name(dev, &mode, &allocated);
	mode &= 0777;
	if (dev->node_fops)
		node = blkdev_node(name, mode, dev->devt, dev->node_fops, maker);
	else
		node = chrdev_node(name, mode, dev->devt, maker);
	kfree(allocated);
	if (!IS_ERR(node))
		WRITE_ONCE(node->private, dev);
	return PTR_ERR_OR_ZERO(node);
}

static bool is_node_of(struct tree_node *node, void *dev)
{
	return node->kind == TREE_DEV && READ_ONCE(node->private) == dev && !node->gone;
}

struct tree_node *device_node(struct device *dev)
{
	return MAJOR(dev->devt) ? tree_walk(is_node_of, dev) : NULL;
}

static void del_node(struct device *dev)
{
	struct tree_node *node = device_node(dev);

	if (!node)
		return;
	tree_remove(node);
	tree_put(node);
}

/* ---- adding ---------------------------------------------------------------------------------- */

static struct kobject *folder_of(const struct device *dev)
{
	if (dev->parent && dev->parent->kobj.sd)
		return &dev->parent->kobj;
	return dev->class ? class_folder(dev->class) : devices_kobj;
}

int device_add_from(struct device *dev, const void *maker)
{
	int err;

	if (!dev->kobj.name && dev->init_name) {
		err = dev_set_name(dev, "%s", dev->init_name);
		if (err)
			return err;
	}
	dev->init_name = NULL;
	if (!dev->kobj.name || !*dev->kobj.name)
		return -EINVAL;
	INIT_LIST_HEAD(&dev->class_link);
	get_device(dev);
	err = kobject_add_from(&dev->kobj, folder_of(dev), maker);
	if (err)
		goto no_folder;
	err = add_files(dev, maker);
	if (!err)
		err = class_add_device(dev, maker);
	if (err)
		goto no_files;
	err = bus_add_device(dev, maker);
	if (err)
		goto no_bus;
	err = add_node(dev, maker);
	if (err)
		goto no_node;
	kobject_uevent(&dev->kobj, KOBJ_ADD);
	bus_probe_device(dev);
	return 0;

no_node:
	bus_remove_device(dev);
no_bus:
	class_del_device(dev);
no_files:
	kobject_del(&dev->kobj);
no_folder:
	put_device(dev);
	return err;
}

int device_add(struct device *dev)
{
	return device_add_from(dev, __builtin_return_address(0));
}
EXPORT_SYMBOL(device_add);

int device_register(struct device *dev)
{
	device_initialize(dev);
	return device_add_from(dev, __builtin_return_address(0));
}
EXPORT_SYMBOL(device_register);

void device_del(struct device *dev)
{
	if (WARN_ON(!dev->kobj.state_in_sysfs))
		return;
	kobject_uevent(&dev->kobj, KOBJ_REMOVE);
	bus_remove_device(dev);
	del_node(dev);
	class_del_device(dev);
	kobject_del(&dev->kobj);
	put_device(dev);
}
EXPORT_SYMBOL(device_del);

void device_unregister(struct device *dev)
{
	device_del(dev);
	put_device(dev);
}
EXPORT_SYMBOL(device_unregister);

const void *device_maker(const struct device *dev)
{
	return dev && dev->kobj.sd ? dev->kobj.sd->maker : NULL;
}

int device_create_file(struct device *dev, const struct device_attribute *attr)
{
	return sysfs_add_file(&dev->kobj, &attr->attr, __builtin_return_address(0));
}
EXPORT_SYMBOL(device_create_file);

void device_remove_file(struct device *dev, const struct device_attribute *attr)
{
	if (dev)
		sysfs_remove_file(&dev->kobj, &attr->attr);
}
EXPORT_SYMBOL(device_remove_file);

int device_create_bin_file(struct device *dev, const struct bin_attribute *attr)
{
	return sysfs_create_bin_file(&dev->kobj, attr);
}
EXPORT_SYMBOL(device_create_bin_file);

void device_remove_bin_file(struct device *dev, const struct bin_attribute *attr)
{
	sysfs_remove_bin_file(&dev->kobj, attr);
}
EXPORT_SYMBOL(device_remove_bin_file);

int device_add_group(struct device *dev, const struct attribute_group *group)
{
	return sysfs_create_group(&dev->kobj, group);
}
EXPORT_SYMBOL(device_add_group);

void device_remove_group(struct device *dev, const struct attribute_group *group)
{
	sysfs_remove_group(&dev->kobj, group);
}
EXPORT_SYMBOL(device_remove_group);

int device_add_groups(struct device *dev, const struct attribute_group **groups)
{
	return sysfs_add_groups(&dev->kobj, groups, __builtin_return_address(0));
}
EXPORT_SYMBOL(device_add_groups);

void device_remove_groups(struct device *dev, const struct attribute_group **groups)
{
	sysfs_remove_groups(&dev->kobj, groups);
}
EXPORT_SYMBOL(device_remove_groups);

/* ---- devices with a cdev -------------------------------------------------------------------- */

int cdev_device_add(struct cdev *cdev, struct device *dev)
{
	const void *maker = __builtin_return_address(0);
	int err = 0;

	if (dev->devt) {
		cdev_set_parent(cdev, &dev->kobj);
		err = chrdev_serve(cdev, dev->devt, 1, maker);
	}
	if (err)
		return err;
	err = device_add_from(dev, maker);
	if (err && dev->devt)
		cdev_del(cdev);
	return err;
}
EXPORT_SYMBOL(cdev_device_add);

void cdev_device_del(struct cdev *cdev, struct device *dev)
{
	device_del(dev);
	if (dev->devt)
		cdev_del(cdev);
}
EXPORT_SYMBOL(cdev_device_del);

/* ---- devices with nothing above -------------------------------------------------------------- */

static void root_device_release(struct device *dev)
{
	kfree(dev);
}

struct device *root_device_register(const char *name)
{
	struct device *dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	int err;

	if (!dev)
		return ERR_PTR(-ENOMEM);
	device_initialize(dev);
	dev->release = root_device_release;
	err = dev_set_name(dev, "%s", name);
	/* Memory can hang on one in a machine without files, too. */
	if (!err && tree_root)
		err = device_add_from(dev, __builtin_return_address(0));
	if (!err)
		return dev;
	put_device(dev);
	return ERR_PTR(err);
}
EXPORT_SYMBOL(root_device_register);

void root_device_unregister(struct device *dev)
{
	if (device_is_registered(dev))
		device_del(dev);
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
