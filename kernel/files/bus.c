// SPDX-License-Identifier: MIT
/*
 * Buses: devices on one side, drivers on the other, and match() to say who fits whom.
 *
 *	device_add()		the device is offered to each driver of its bus, until one takes it
 *	driver_register()	the driver is offered each device that has none
 *
 *	/sys/bus/NAME/devices	a link to each device
 *	/sys/bus/NAME/drivers	a folder for each driver, with a link to each device that it has
 *
 * All this is done under one lock, which stays with who has it while drivers' functions run: these
 * may add and remove devices themselves.  So nobody walks a list from link to link: each round has
 * a number, which is written on who was asked, and the next to ask is the first with a lower one.
 *
 * A driver may crash in any of its functions, in whatever thread has called it.  Who then goes on
 * behind the crash has the lock as often as before it, and so not at all where a thread's function
 * or a program's call has crashed.  A device whose probe() did not come back is bound to nobody,
 * but offered to nobody else until its driver goes.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "base/lock.h"
#include "kernel/files/bus.h"
#include "kernel/files/device.h"
#include "kernel/files/file.h"
#include "kernel/files/sysfs.h"
#include "kernel/files/tree.h"
#include "kernel/kernel.h"

static struct {
	struct lock lock;
	const struct task_struct *owner;
	unsigned int depth;
	u64 round;
	struct list_head list;
	struct kobject *folder;
} buses;

unsigned int bus_depth(void)
{
	return __atomic_load_n(&buses.owner, __ATOMIC_RELAXED) == current ? buses.depth : 0;
}

void bus_lock(void)
{
	if (!bus_depth()) {
		lock_acquire(&buses.lock);
		__atomic_store_n(&buses.owner, current, __ATOMIC_RELAXED);
	}
	buses.depth++;
}

void bus_unlock(void)
{
	if (--buses.depth)
		return;
	__atomic_store_n(&buses.owner, NULL, __ATOMIC_RELAXED);
	lock_release(&buses.lock);
}

void bus_crashed(unsigned int depth)
{
	while (bus_depth() > depth)
		bus_unlock();
}

struct bus_private *bus_find(const struct bus_type *bus)
{
	struct bus_private *p, *found = NULL;

	/* Who adds a device of no bus may hold what probe() waits for. */
	if (!bus)
		return NULL;
	bus_lock();
	list_for_each_entry(p, &buses.list, link)
		if (p->bus == bus)
			found = p;
	bus_unlock();
	return found;
}

u64 bus_round(void)
{
	return ++buses.round;
}

/* ---- files of buses -------------------------------------------------------------------------- */

static ssize_t bus_attr_show(struct kobject *kobj, struct attribute *attr, char *buf)
{
	struct bus_attribute *a = container_of(attr, struct bus_attribute, attr);
	struct bus_private *p = container_of(kobj, struct bus_private, kobj);

	return a->show ? a->show(p->bus, buf) : -EIO;
}

static ssize_t bus_attr_store(struct kobject *kobj, struct attribute *attr, const char *buf,
			      size_t count)
{
	struct bus_attribute *a = container_of(attr, struct bus_attribute, attr);
	struct bus_private *p = container_of(kobj, struct bus_private, kobj);

	return a->store ? a->store(p->bus, buf, count) : -EIO;
}

static const struct sysfs_ops bus_sysfs_ops = { .show = bus_attr_show, .store = bus_attr_store };

static void bus_gone(struct kobject *kobj)
{
	kfree(container_of(kobj, struct bus_private, kobj));
}

static const struct kobj_type bus_ktype = { .release = bus_gone, .sysfs_ops = &bus_sysfs_ops };

int bus_create_file(const struct bus_type *bus, struct bus_attribute *attr)
{
	struct bus_private *p = bus_find(bus);

	if (!p)
		return -EINVAL;
	return sysfs_add_file(&p->kobj, &attr->attr, __builtin_return_address(0));
}
EXPORT_SYMBOL(bus_create_file);

void bus_remove_file(const struct bus_type *bus, struct bus_attribute *attr)
{
	struct bus_private *p = bus_find(bus);

	if (p)
		sysfs_remove_file(&p->kobj, &attr->attr);
}
EXPORT_SYMBOL(bus_remove_file);

/* ---- their lives ----------------------------------------------------------------------------- */

static void remove_dir(struct kobject *dir)
{
	if (!dir)
		return;
	kobject_del(dir);
	kobject_put(dir);
}

int bus_register_from(const struct bus_type *bus, const void *maker)
{
	struct bus_private *p = kzalloc(sizeof(*p), GFP_KERNEL);
	int err;

	if (!p)
		return -ENOMEM;
	INIT_LIST_HEAD(&p->devices);
	INIT_LIST_HEAD(&p->drivers);
	p->maker = maker;
	p->bus = bus;
	kobject_init(&p->kobj, &bus_ktype);
	err = kobject_set_name(&p->kobj, "%s", bus->name);
	if (!err)
		err = kobject_add_from(&p->kobj, buses.folder, maker);
	if (err) {
		kobject_put(&p->kobj);
		return err;
	}
	bus_lock();
	list_add_tail(&p->link, &buses.list);
	bus_unlock();
	p->devices_dir = kobject_create_and_add("devices", &p->kobj);
	p->drivers_dir = kobject_create_and_add("drivers", &p->kobj);
	err = p->devices_dir && p->drivers_dir ?
		      sysfs_add_groups(&p->kobj, bus->bus_groups, maker) :
		      -ENOMEM;
	if (err)
		bus_unregister(bus);
	return err;
}

int bus_register(const struct bus_type *bus)
{
	return bus_register_from(bus, __builtin_return_address(0));
}
EXPORT_SYMBOL(bus_register);

void bus_unregister(const struct bus_type *bus)
{
	struct bus_private *p = bus_find(bus);

	if (WARN_ON(!p))
		return;
	if (!list_empty(&p->devices))
		report("WARNING: bus %s is unregistered, which has a device %s yet", bus->name,
		       dev_name(list_first_entry(&p->devices, struct device, bus_link)));
	if (!list_empty(&p->drivers))
		report("WARNING: bus %s is unregistered, which has a driver %s yet", bus->name,
		       list_first_entry(&p->drivers, struct driver_private, link)->driver->name);
	while (!list_empty(&p->devices))
		bus_remove_device(list_first_entry(&p->devices, struct device, bus_link));
	while (!list_empty(&p->drivers))
		driver_drop(list_first_entry(&p->drivers, struct driver_private, link)->driver);
	bus_lock();
	list_del(&p->link);
	bus_unlock();
	remove_dir(p->devices_dir);
	remove_dir(p->drivers_dir);
	kobject_del(&p->kobj);
	kobject_put(&p->kobj);
}
EXPORT_SYMBOL(bus_unregister);

/* ---- their devices --------------------------------------------------------------------------- */

/* Until 3.12 the files of a bus's devices were an array. */
static int add_old_attrs(struct device *dev, const void *maker)
{
	struct device_attribute *attr = dev->bus->dev_attrs;
	int err = 0;

	for (; attr && attr->attr.name && !err; attr++)
		err = sysfs_add_file(&dev->kobj, &attr->attr, maker);
	return err;
}

int bus_add_device(struct device *dev, const void *maker)
{
	struct bus_private *p = bus_find(dev->bus);
	int err;

	INIT_LIST_HEAD(&dev->bus_link);
	INIT_LIST_HEAD(&dev->driver_link);
	if (!p)
		return dev->bus ? -EINVAL : 0;
	err = sysfs_add_groups(&dev->kobj, dev->bus->dev_groups, maker);
	if (!err)
		err = add_old_attrs(dev, maker);
	if (!err)
		err = sysfs_link(p->devices_dir->sd, dev_name(dev), dev->kobj.sd, NULL);
	if (err)
		return err;
	if (!dev->class)
		err = sysfs_link(dev->kobj.sd, "subsystem", p->kobj.sd, NULL);
	if (err) {
		/* The other link is not in the device's folder, and would not go with it. */
		sysfs_unlink(p->devices_dir->sd, dev_name(dev));
		return err;
	}
	kobject_get(&p->kobj);
	bus_lock();
	list_add_tail(&dev->bus_link, &p->devices);
	bus_unlock();
	return 0;
}

void bus_remove_device(struct device *dev)
{
	struct bus_private *p = bus_find(dev->bus);

	if (!p || list_empty(&dev->bus_link))
		return;
	device_release_driver(dev);
	bus_lock();
	list_del_init(&dev->bus_link);
	bus_unlock();
	sysfs_unlink(p->devices_dir->sd, dev_name(dev));
	kobject_put(&p->kobj);
}

int bus_for_each_dev(const struct bus_type *bus, struct device *start, void *data,
		     int (*fn)(struct device *dev, void *data))
{
	struct device *dev;
	struct bus_private *of = bus_find(bus);
	bool passed = !start;
	int err = 0;

	if (!of)
		return -EINVAL;
	bus_lock();
	list_for_each_entry(dev, &of->devices, bus_link) {
		if (passed)
			err = fn(dev, data);
		if (err)
			break;
		passed |= dev == start;
	}
	bus_unlock();
	return err;
}
EXPORT_SYMBOL(bus_for_each_dev);

int bus_for_each_drv(const struct bus_type *bus, struct device_driver *start, void *data,
		     int (*fn)(struct device_driver *drv, void *data))
{
	struct driver_private *p;
	struct bus_private *of = bus_find(bus);
	bool passed = !start;
	int err = 0;

	if (!of)
		return -EINVAL;
	bus_lock();
	list_for_each_entry(p, &of->drivers, link) {
		if (passed)
			err = fn(p->driver, data);
		if (err)
			break;
		passed |= p->driver == start;
	}
	bus_unlock();
	return err;
}
EXPORT_SYMBOL(bus_for_each_drv);

struct device *bus_find_device(const struct bus_type *bus, struct device *start, const void *data,
			       int (*match)(struct device *dev, const void *data))
{
	struct device *dev, *found = NULL;
	struct bus_private *of = bus_find(bus);
	bool passed = !start;

	if (!of)
		return NULL;
	bus_lock();
	list_for_each_entry(dev, &of->devices, bus_link) {
		if (passed && match(dev, data)) {
			found = get_device(dev);
			break;
		}
		passed |= dev == start;
	}
	bus_unlock();
	return found;
}
EXPORT_SYMBOL(bus_find_device);

static int has_name(struct device *dev, const void *name)
{
	return strcmp(dev_name(dev), name) == 0;
}

struct device *bus_find_device_by_name(const struct bus_type *bus, struct device *start,
				       const char *name)
{
	return bus_find_device(bus, start, name, has_name);
}
EXPORT_SYMBOL(bus_find_device_by_name);

/* ---- life ------------------------------------------------------------------------------------ */

int buses_init(void)
{
	lock_init(&buses.lock);
	buses.owner = NULL;
	buses.depth = 0;
	buses.round = 0;
	INIT_LIST_HEAD(&buses.list);
	buses.folder = kobject_create_and_add("bus", NULL);
	return buses.folder ? platform_init() : -ENOMEM;
}

void buses_exit(void)
{
	platform_exit();
	remove_dir(buses.folder);
}

/* ---- what is left of a module ---------------------------------------------------------------- */

static struct device_driver *left_driver(const struct leftovers *l)
{
	struct bus_private *bus;
	struct driver_private *p;

	list_for_each_entry(bus, &buses.list, link)
		list_for_each_entry(p, &bus->drivers, link)
			if (leftovers_has(l, p->maker) || leftovers_has(l, p->driver))
				return p->driver;
	return NULL;
}

/* A device of the module's, or on a bus of its; or NULL. */
static struct device *left_device(const struct leftovers *l)
{
	struct bus_private *bus;
	struct device *dev;

	list_for_each_entry(bus, &buses.list, link)
		list_for_each_entry(dev, &bus->devices, bus_link)
			if (leftovers_has(l, bus->bus) || leftovers_has(l, device_maker(dev)) ||
			    leftovers_has(l, dev))
				return dev;
	return NULL;
}

static struct bus_private *left_bus(const struct leftovers *l)
{
	struct bus_private *p;

	list_for_each_entry(p, &buses.list, link)
		if (leftovers_has(l, p->maker) || leftovers_has(l, p->bus))
			return p;
	return NULL;
}

static void forgotten_release(struct device *dev)
{
}

void buses_forget(const struct leftovers *l)
{
	struct device_driver *drv;
	struct bus_private *p;
	struct device *dev;

	/* What is found stays, since all that makes or removes any of it needs the lock, too. */
	bus_lock();
	while ((drv = left_driver(l))) {
		leftovers_say(l, "driver", drv->name, drv->p->maker);
		driver_drop(drv);
	}
	while ((dev = left_device(l))) {
		leftovers_say(l, "device", dev_name(dev), device_maker(dev));
		/* Code of the module's is not called any more. */
		if (leftovers_has(l, (const void *)dev->release))
			dev->release = forgotten_release;
		device_drop_driver(dev);
		device_unregister(dev);
	}
	while ((p = left_bus(l))) {
		leftovers_say(l, "bus", p->kobj.name, p->maker);
		bus_unregister(p->bus);
	}
	bus_unlock();
}
