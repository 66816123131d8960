// SPDX-License-Identifier: MIT
/*
 * Classes: devices that are used alike, and device_create(), which makes one from a name.
 *
 *	/sys/class/NAME			the class, with a link to each of its devices
 *	/sys/devices/virtual/NAME	the folder of those without a parent
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/major.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include "kernel/files/device.h"
#include "kernel/files/file.h"
#include "kernel/files/sysfs.h"
#include "kernel/files/tree.h"
#include "kernel/kernel.h"

/**
 * struct class_private - a class that is registered.
 * @kobj: its folder; its references are the class's.
 * @folder: for devices without a parent, made with the first; or NULL.
 * @devices: by class_link.
 */
struct class_private {
	struct kobject kobj;
	struct kobject *folder;
	const struct class *class;
	struct list_head link, devices;
	const void *maker;
	bool ours; /* class_create() made it */
};

static struct {
	struct mutex mutex;
	struct list_head list;
} classes;

struct class misc_class = { .name = "misc" };

/* ---- files of classes ------------------------------------------------------------------------ */

static ssize_t class_attr_show(struct kobject *kobj, struct attribute *attr, char *buf)
{
	struct class_attribute *a = container_of(attr, struct class_attribute, attr);
	struct class_private *p = container_of(kobj, struct class_private, kobj);

	if (a->show_before_2_6_34)
		return a->show_before_2_6_34((struct class *)p->class, buf);
	return a->show ? a->show(p->class, a, buf) : -EIO;
}

static ssize_t class_attr_store(struct kobject *kobj, struct attribute *attr, const char *buf,
				size_t count)
{
	struct class_attribute *a = container_of(attr, struct class_attribute, attr);
	struct class_private *p = container_of(kobj, struct class_private, kobj);

	if (a->store_before_2_6_34)
		return a->store_before_2_6_34((struct class *)p->class, buf, count);
	return a->store ? a->store(p->class, a, buf, count) : -EIO;
}

static const struct sysfs_ops class_sysfs_ops = { .show = class_attr_show,
						  .store = class_attr_store };

static void class_gone(struct kobject *kobj)
{
	struct class_private *p = container_of(kobj, struct class_private, kobj);
	struct class *class = (struct class *)p->class;

	if (class) {
		class->p = NULL;
		if (p->ours)
			kfree(class);
		else if (class->class_release)
			class->class_release(class);
	}
	kfree(p);
}

static const struct kobj_type class_ktype = { .release = class_gone,
					      .sysfs_ops = &class_sysfs_ops };

int class_create_file(const struct class *cls, const struct class_attribute *attr)
{
	if (!cls->p)
		return -EINVAL;
	return sysfs_add_file(&cls->p->kobj, &attr->attr, __builtin_return_address(0));
}
EXPORT_SYMBOL(class_create_file);

void class_remove_file(const struct class *cls, const struct class_attribute *attr)
{
	if (cls->p)
		sysfs_remove_file(&cls->p->kobj, &attr->attr);
}
EXPORT_SYMBOL(class_remove_file);

/* ---- their lives ----------------------------------------------------------------------------- */

static int add_files(const struct class *cls, const void *maker)
{
	const struct class_attribute *attr = cls->class_attrs;
	int err = sysfs_add_groups(&cls->p->kobj, cls->class_groups, maker);

	for (; attr && attr->attr.name && !err; attr++)
		err = sysfs_add_file(&cls->p->kobj, &attr->attr, maker);
	return err;
}

static int register_from(const struct class *cls, bool ours, const void *maker)
{
	struct class_private *p = kzalloc(sizeof(*p), GFP_KERNEL);
	int err;

	if (!p)
		return -ENOMEM;
	INIT_LIST_HEAD(&p->devices);
	p->maker = maker;
	kobject_init(&p->kobj, &class_ktype);
	err = kobject_set_name(&p->kobj, "%s", cls->name);
	if (!err)
		err = kobject_add_from(&p->kobj, class_kobj, maker);
	if (err) {
		kobject_put(&p->kobj);
		return err;
	}
	p->class = cls;
	((struct class *)cls)->p = p;
	mutex_lock(&classes.mutex);
	list_add_tail(&p->link, &classes.list);
	mutex_unlock(&classes.mutex);
	err = add_files(cls, maker);
	p->ours = ours && !err;
	if (err)
		class_unregister(cls);
	return err;
}

int class_register(const struct class *cls)
{
	return register_from(cls, false, __builtin_return_address(0));
}
EXPORT_SYMBOL(class_register);

void class_unregister(const struct class *cls)
{
	struct class_private *p = cls->p;

	if (WARN_ON(!p))
		return;
	mutex_lock(&classes.mutex);
	list_del(&p->link);
	mutex_unlock(&classes.mutex);
	if (!list_empty(&p->devices))
		report("WARNING: class %s is destroyed, of which there is still a device %s",
		       cls->name,
		       dev_name(list_first_entry(&p->devices, struct device, class_link)));
	if (p->folder) {
		kobject_del(p->folder);
		kobject_put(p->folder);
	}
	kobject_del(&p->kobj);
	kobject_put(&p->kobj);
}
EXPORT_SYMBOL(class_unregister);

struct class *__class_create(const char *name)
{
	struct class *cls = kzalloc(sizeof(*cls), GFP_KERNEL);
	int err;

	if (!cls)
		return ERR_PTR(-ENOMEM);
	cls->name = name;
	err = register_from(cls, true, __builtin_return_address(0));
	if (!err)
		return cls;
	kfree(cls);
	return ERR_PTR(err);
}
EXPORT_SYMBOL(__class_create);

void class_destroy(const struct class *cls)
{
	if (!IS_ERR_OR_NULL(cls))
		class_unregister(cls);
}
EXPORT_SYMBOL(class_destroy);

struct tree_node *class_node(const struct class *cls)
{
	return cls->p->kobj.sd;
}

struct kobject *class_folder(const struct class *cls)
{
	struct class_private *p = cls->p;

	if (!p)
		return virtual_kobj;
	mutex_lock(&classes.mutex);
	if (!p->folder)
		p->folder = kobject_create_and_add(cls->name, virtual_kobj);
	mutex_unlock(&classes.mutex);
	return p->folder ?: virtual_kobj;
}

/* ---- their devices --------------------------------------------------------------------------- */

int class_add_device(struct device *dev, const void *maker)
{
	struct class_private *p = dev->class ? dev->class->p : NULL;
	int err;

	if (!dev->class)
		return 0;
	if (!p)
		return -EINVAL;
	err = sysfs_link(p->kobj.sd, dev_name(dev), dev->kobj.sd, NULL);
	if (!err)
		err = sysfs_link(dev->kobj.sd, "subsystem", p->kobj.sd, NULL);
	if (err)
		return err;
	/* It is one of the class as long as it lives. */
	kobject_get(&p->kobj);
	mutex_lock(&classes.mutex);
	list_add_tail(&dev->class_link, &p->devices);
	mutex_unlock(&classes.mutex);
	return 0;
}

void class_del_device(struct device *dev)
{
	struct class_private *p = dev->class ? dev->class->p : NULL;

	if (!p || list_empty(&dev->class_link))
		return;
	mutex_lock(&classes.mutex);
	list_del_init(&dev->class_link);
	mutex_unlock(&classes.mutex);
	sysfs_unlink(p->kobj.sd, dev_name(dev));
	kobject_put(&p->kobj);
}

static void created_release(struct device *dev)
{
	kfree(dev);
}

static struct device *make(const struct device_new *new, const char *fmt, va_list args)
{
	struct device *dev;
	int err = -EINVAL;

	if (IS_ERR_OR_NULL(new->class))
		return ERR_PTR(-EINVAL);
	dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	if (!dev)
		return ERR_PTR(-ENOMEM);
	dev->parent = new->parent;
	device_initialize(dev);
	dev->devt = new->devt;
	dev->class = new->class;
	dev->groups = new->groups;
	dev->release = created_release;
	dev->node_mode = new->mode;
	dev_set_drvdata(dev, new->data);
	err = kobject_set_name_vargs(&dev->kobj, fmt, args);
	if (!err)
		err = device_add_from(dev, new->maker);
	if (!err)
		return dev;
	put_device(dev);
	return ERR_PTR(err);
}

static struct device *make_named(const struct device_new *new, const char *fmt, ...)
{
	struct device *dev;
	va_list args;

	va_start(args, fmt);
	dev = make(new, fmt, args);
	va_end(args);
	return dev;
}

struct device *device_make(const struct device_new *new)
{
	return make_named(new, "%s", new->name);
}

struct device *device_create(const struct class *cls, struct device *parent, dev_t devt,
			     void *drvdata, const char *fmt, ...)
{
	const struct device_new new = { .class = cls,
					.parent = parent,
					.devt = devt,
					.data = drvdata,
					.maker = __builtin_return_address(0) };
	struct device *dev;
	va_list args;

	va_start(args, fmt);
	dev = make(&new, fmt, args);
	va_end(args);
	return dev;
}
EXPORT_SYMBOL(device_create);

struct device *device_create_with_groups(const struct class *cls, struct device *parent, dev_t devt,
					 void *drvdata, const struct attribute_group **groups,
					 const char *fmt, ...)
{
	const struct device_new new = { .class = cls,
					.parent = parent,
					.devt = devt,
					.data = drvdata,
					.groups = groups,
					.maker = __builtin_return_address(0) };
	struct device *dev;
	va_list args;

	va_start(args, fmt);
	dev = make(&new, fmt, args);
	va_end(args);
	return dev;
}
EXPORT_SYMBOL(device_create_with_groups);

struct device *class_find_device(const struct class *cls, const struct device *start,
				 const void *data,
				 int (*match)(struct device *dev, const void *data))
{
	struct device *dev, *found = NULL;
	bool passed = !start;

	if (!cls || !cls->p)
		return NULL;
	mutex_lock(&classes.mutex);
	list_for_each_entry(dev, &cls->p->devices, class_link) {
		if (passed && match(dev, data)) {
			found = get_device(dev);
			break;
		}
		passed |= dev == start;
	}
	mutex_unlock(&classes.mutex);
	return found;
}
EXPORT_SYMBOL(class_find_device);

static int has_devt(struct device *dev, const void *devt)
{
	return dev->devt == *(const dev_t *)devt;
}

struct device *class_find_device_by_devt(const struct class *cls, dev_t devt)
{
	return class_find_device(cls, NULL, &devt, has_devt);
}
EXPORT_SYMBOL(class_find_device_by_devt);

int class_for_each_device(const struct class *cls, const struct device *start, void *data,
			  int (*fn)(struct device *dev, void *data))
{
	struct device *dev;
	bool passed = !start;
	int err = 0;

	if (!cls || !cls->p)
		return -EINVAL;
	mutex_lock(&classes.mutex);
	list_for_each_entry(dev, &cls->p->devices, class_link) {
		if (passed)
			err = fn(dev, data);
		if (err)
			break;
		passed |= dev == start;
	}
	mutex_unlock(&classes.mutex);
	return err;
}
EXPORT_SYMBOL(class_for_each_device);

void device_destroy(const struct class *cls, dev_t devt)
{
	struct device *dev = class_find_device_by_devt(cls, devt);

	if (!dev)
		return;
	put_device(dev);
	device_unregister(dev);
}
EXPORT_SYMBOL(device_destroy);

/* ---- life ------------------------------------------------------------------------------------ */

int classes_init(void)
{
	int err;

	mutex_init(&classes.mutex);
	INIT_LIST_HEAD(&classes.list);
	misc_class.p = NULL;
	err = register_from(&misc_class, false, NULL);
	/* Made here, so that no module's first device pays for it. */
	if (!err && class_folder(&misc_class) == virtual_kobj)
		err = -ENOMEM;
	return err;
}

void classes_exit(void)
{
	class_unregister(&misc_class);
}

static bool is_left(const struct leftovers *l, const struct class_private *p)
{
	return leftovers_has(l, p->maker) || leftovers_has(l, p->class);
}

/* A device of the module's, or of a class of its, referenced; or NULL. */
static struct device *left_device(const struct leftovers *l)
{
	struct device *dev, *found = NULL;
	struct class_private *p;

	mutex_lock(&classes.mutex);
	list_for_each_entry(p, &classes.list, link)
		list_for_each_entry(dev, &p->devices, class_link)
			if (!found && (is_left(l, p) || leftovers_has(l, device_maker(dev))))
				found = get_device(dev);
	mutex_unlock(&classes.mutex);
	return found;
}

/* A class of the module's, which nobody else takes away; or NULL. */
static struct class_private *left_class(const struct leftovers *l)
{
	struct class_private *p, *found = NULL;

	mutex_lock(&classes.mutex);
	list_for_each_entry(p, &classes.list, link)
		if (!found && is_left(l, p))
			found = p;
	mutex_unlock(&classes.mutex);
	return found;
}

void classes_forget(const struct leftovers *l)
{
	struct class_private *p;
	struct device *dev;

	while ((dev = left_device(l))) {
		leftovers_say(l, "device", dev_name(dev), device_maker(dev));
		/* Code of the module's is not called any more. */
		if (leftovers_has(l, (const void *)dev->release))
			dev->release = NULL;
		device_unregister(dev);
		put_device(dev);
	}
	while ((p = left_class(l))) {
		leftovers_say(l, "class", p->kobj.name, p->maker);
		class_unregister(p->class);
	}
}
