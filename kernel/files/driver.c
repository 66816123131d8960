// SPDX-License-Identifier: MIT
/* Drivers: registering them, and binding devices to them; bus.c has the theory. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "kernel/files/bus.h"
#include "kernel/files/device.h"
#include "kernel/files/sysfs.h"
#include "kernel/files/tree.h"
#include "kernel/kernel.h"

/* ---- binding --------------------------------------------------------------------------------- */

bool device_is_bound(struct device *dev)
{
	return dev->driver && dev->driver_link.next && !list_empty(&dev->driver_link);
}
EXPORT_SYMBOL(device_is_bound);

static int link_both(struct device *dev)
{
	struct tree_node *folder = dev->driver->p->kobj.sd;
	int err = sysfs_link(folder, dev_name(dev), dev->kobj.sd, NULL);

	if (err)
		return err;
	err = sysfs_link(dev->kobj.sd, "driver", folder, NULL);
	if (err)
		sysfs_unlink(folder, dev_name(dev));
	return err;
}

static void unlink_both(struct device *dev)
{
	sysfs_unlink(dev->kobj.sd, "driver");
	sysfs_unlink(dev->driver->p->kobj.sd, dev_name(dev));
}

static int call_probe(struct device *dev)
{
	const struct device_driver *drv = dev->driver;

	if (dev->bus->probe)
		return dev->bus->probe(dev);
	return drv->probe ? drv->probe(dev) : 0;
}

static void call_remove(struct device *dev)
{
	const struct device_driver *drv = dev->driver;

	if (dev->bus && dev->bus->remove)
		dev->bus->remove(dev);
	else if (drv->remove)
		drv->remove(dev);
}

/* The driver is gone, or never came; what it had of @dev goes with it. */
static void let_go(struct device *dev)
{
	devres_release_all(dev);
	unlink_both(dev);
	dev->driver = NULL;
	dev_set_drvdata(dev, NULL);
}

int device_bind_driver(struct device *dev)
{
	int err;

	bus_lock();
	err = link_both(dev);
	if (!err)
		list_add_tail(&dev->driver_link, &dev->driver->p->devices);
	bus_unlock();
	return err;
}
EXPORT_SYMBOL(device_bind_driver);

/* Return: 1 where it is bound now, else 0. */
static int try_to_bind(struct device *dev, struct device_driver *drv)
{
	int err;

	dev->driver = drv;
	err = link_both(dev);
	if (err) {
		dev->driver = NULL;
		return 0;
	}
	err = call_probe(dev);
	if (!err) {
		err = sysfs_add_groups(&dev->kobj, drv->dev_groups, drv->p->maker);
		if (!err) {
			list_add_tail(&dev->driver_link, &drv->p->devices);
			return 1;
		}
		/* What probe() has made is the driver's to undo. */
		call_remove(dev);
	}
	let_go(dev);
	if (err != -ENODEV && err != -ENXIO && err != -EPROBE_DEFER)
		pr_warn("%s: probe of %s failed with error %d\n", drv->name, dev_name(dev), err);
	return 0;
}

static bool fits(struct device *dev, struct device_driver *drv)
{
	return !dev->driver && (!dev->bus->match || dev->bus->match(dev, drv) > 0);
}

static struct driver_private *next_driver(const struct bus_private *bus, u64 round)
{
	struct driver_private *p;

	list_for_each_entry(p, &bus->drivers, link)
		if (p->asked < round)
			return p;
	return NULL;
}

int device_attach(struct device *dev)
{
	struct bus_private *bus = bus_find(dev->bus);
	struct driver_private *p;
	u64 round;

	if (!bus)
		return 0;
	bus_lock();
	round = bus_round();
	while (!dev->driver && (p = next_driver(bus, round))) {
		p->asked = round;
		if (fits(dev, p->driver))
			try_to_bind(dev, p->driver);
	}
	bus_unlock();
	return dev->driver != NULL;
}
EXPORT_SYMBOL(device_attach);

static struct device *next_device(const struct bus_private *bus, u64 round)
{
	struct device *dev;

	list_for_each_entry(dev, &bus->devices, bus_link)
		if (dev->bus_asked < round)
			return dev;
	return NULL;
}

int driver_attach(const struct device_driver *drv)
{
	struct bus_private *bus = bus_find(drv->bus);
	struct device *dev;
	u64 round;

	bus_lock();
	round = bus_round();
	while (drv->p && (dev = next_device(bus, round))) {
		dev->bus_asked = round;
		if (fits(dev, drv->p->driver))
			try_to_bind(dev, drv->p->driver);
	}
	bus_unlock();
	return 0;
}
EXPORT_SYMBOL(driver_attach);

void bus_probe_device(struct device *dev)
{
	if (!bus_find(dev->bus))
		return;
	bus_lock();
	/* The drivers that there are have it from device_attach(). */
	dev->bus_asked = bus_round();
	device_attach(dev);
	bus_unlock();
}

void device_drop_driver(struct device *dev)
{
	bus_lock();
	if (device_is_bound(dev)) {
		list_del_init(&dev->driver_link);
		let_go(dev);
	}
	bus_unlock();
}

void device_release_driver(struct device *dev)
{
	bus_lock();
	if (device_is_bound(dev)) {
		list_del_init(&dev->driver_link);
		sysfs_remove_groups(&dev->kobj, dev->driver->dev_groups);
		call_remove(dev);
		let_go(dev);
	}
	bus_unlock();
}
EXPORT_SYMBOL(device_release_driver);

/* ---- files of drivers ------------------------------------------------------------------------ */

static ssize_t driver_attr_show(struct kobject *kobj, struct attribute *attr, char *buf)
{
	struct driver_attribute *a = container_of(attr, struct driver_attribute, attr);
	struct driver_private *p = container_of(kobj, struct driver_private, kobj);

	return a->show ? a->show(p->driver, buf) : -EIO;
}

static ssize_t driver_attr_store(struct kobject *kobj, struct attribute *attr, const char *buf,
				 size_t count)
{
	struct driver_attribute *a = container_of(attr, struct driver_attribute, attr);
	struct driver_private *p = container_of(kobj, struct driver_private, kobj);

	return a->store ? a->store(p->driver, buf, count) : -EIO;
}

static const struct sysfs_ops driver_sysfs_ops = { .show = driver_attr_show,
						   .store = driver_attr_store };

static void driver_gone(struct kobject *kobj)
{
	kfree(container_of(kobj, struct driver_private, kobj));
}

static const struct kobj_type driver_ktype = { .release = driver_gone,
					       .sysfs_ops = &driver_sysfs_ops };

int driver_create_file(const struct device_driver *drv, const struct driver_attribute *attr)
{
	if (!drv->p)
		return -EINVAL;
	return sysfs_add_file(&drv->p->kobj, &attr->attr, __builtin_return_address(0));
}
EXPORT_SYMBOL(driver_create_file);

void driver_remove_file(const struct device_driver *drv, const struct driver_attribute *attr)
{
	if (drv->p)
		sysfs_remove_file(&drv->p->kobj, &attr->attr);
}
EXPORT_SYMBOL(driver_remove_file);

/* ---- their lives ----------------------------------------------------------------------------- */

static struct device_driver *find(const char *name, const struct bus_private *bus)
{
	struct driver_private *p;

	list_for_each_entry(p, &bus->drivers, link)
		if (strcmp(p->driver->name, name) == 0)
			return p->driver;
	return NULL;
}

struct device_driver *driver_find(const char *name, const struct bus_type *bus)
{
	struct bus_private *p = bus_find(bus);
	struct device_driver *drv;

	bus_lock();
	drv = p ? find(name, p) : NULL;
	bus_unlock();
	return drv;
}
EXPORT_SYMBOL(driver_find);

static int add_files(const struct device_driver *drv, const void *maker)
{
	int err = sysfs_add_groups(&drv->p->kobj, drv->bus->drv_groups, maker);

	return err ?: sysfs_add_groups(&drv->p->kobj, drv->groups, maker);
}

int driver_register_from(struct device_driver *drv, const void *maker)
{
	struct bus_private *bus = bus_find(drv->bus);
	struct driver_private *p;
	int err;

	if (!bus) {
		pr_err("Driver '%s' was unable to register with bus_type '%s' because the bus was "
		       "not initialized.\n",
		       drv->name, drv->bus ? drv->bus->name : "(none)");
		return -EINVAL;
	}
	if (driver_find(drv->name, drv->bus)) {
		pr_err("Error: Driver '%s' is already registered, aborting...\n", drv->name);
		return -EBUSY;
	}
	p = kzalloc(sizeof(*p), GFP_KERNEL);
	if (!p)
		return -ENOMEM;
	INIT_LIST_HEAD(&p->devices);
	p->maker = maker;
	p->driver = drv;
	kobject_init(&p->kobj, &driver_ktype);
	err = kobject_set_name(&p->kobj, "%s", drv->name);
	if (!err)
		err = kobject_add_from(&p->kobj, bus->drivers_dir, maker);
	if (err) {
		kobject_put(&p->kobj);
		return err;
	}
	drv->p = p;
	bus_lock();
	list_add_tail(&p->link, &bus->drivers);
	err = add_files(drv, maker);
	if (err)
		driver_drop(drv);
	else
		driver_attach(drv);
	bus_unlock();
	return err;
}

int driver_register(struct device_driver *drv)
{
	return driver_register_from(drv, __builtin_return_address(0));
}
EXPORT_SYMBOL(driver_register);

/* A device with whose probe() @drv has crashed. */
static struct device *half_bound(const struct device_driver *drv)
{
	const struct bus_private *bus = bus_find(drv->bus);
	struct device *dev;

	if (!bus)
		return NULL;
	list_for_each_entry(dev, &bus->devices, bus_link)
		if (dev->driver == drv)
			return dev;
	return NULL;
}

static void unregister(struct device_driver *drv, void (*release)(struct device *dev))
{
	struct driver_private *p = drv->p;
	struct device *dev;

	bus_lock();
	while (!list_empty(&p->devices))
		release(list_last_entry(&p->devices, struct device, driver_link));
	while ((dev = half_bound(drv)))
		let_go(dev);
	list_del(&p->link);
	drv->p = NULL;
	bus_unlock();
	kobject_del(&p->kobj);
	kobject_put(&p->kobj);
}

void driver_drop(struct device_driver *drv)
{
	unregister(drv, device_drop_driver);
}

void driver_unregister(struct device_driver *drv)
{
	if (!WARN(!drv->p, "Unexpected driver unregister!\n"))
		unregister(drv, device_release_driver);
}
EXPORT_SYMBOL(driver_unregister);

int driver_for_each_device(struct device_driver *drv, struct device *start, void *data,
			   int (*fn)(struct device *dev, void *data))
{
	struct device *dev;
	bool passed = !start;
	int err = 0;

	if (!drv->p)
		return -EINVAL;
	bus_lock();
	list_for_each_entry(dev, &drv->p->devices, driver_link) {
		if (passed)
			err = fn(dev, data);
		if (err)
			break;
		passed |= dev == start;
	}
	bus_unlock();
	return err;
}
EXPORT_SYMBOL(driver_for_each_device);
