/* SPDX-License-Identifier: MIT */
/* Buses: what brings devices and drivers together; the theory is in kernel/files/bus.c. */
#ifndef _LINUX_DEVICE_BUS_H
#define _LINUX_DEVICE_BUS_H

#include <linux/era.h>
#include <linux/kobject.h>
#include <linux/list.h>
#include <linux/pm.h>

struct bus_type;
struct device;
struct device_attribute;
struct device_driver;

/** struct bus_attribute - a file of a bus in /sys/bus. */
struct bus_attribute {
	struct attribute attr;
	ssize_t (*show)(const_since_6_4 struct bus_type *bus, char *buf);
	ssize_t (*store)(const_since_6_4 struct bus_type *bus, const char *buf, size_t count);
};

#define BUS_ATTR(_name, _mode, _show, _store) \
	struct bus_attribute bus_attr_##_name = __ATTR(_name, _mode, _show, _store)
#define BUS_ATTR_RW(_name) struct bus_attribute bus_attr_##_name = __ATTR_RW(_name)
#define BUS_ATTR_RO(_name) struct bus_attribute bus_attr_##_name = __ATTR_RO(_name)
#define BUS_ATTR_WO(_name) struct bus_attribute bus_attr_##_name = __ATTR_WO(_name)

/**
 * struct bus_type - a bus.
 * @match: could @drv drive @dev?  NULL: any could.
 * @probe: called in place of the driver's; @remove likewise.
 * @uevent: not asked.  @shutdown, @suspend, @resume, @pm: not called.
 * @bus_groups, @dev_groups, @drv_groups: files of it, its devices, its drivers.
 */
struct bus_type {
	const char *name;
	const char *dev_name;
	struct device_attribute *dev_attrs; /* until 3.12 */
	const struct attribute_group **bus_groups;
	const struct attribute_group **dev_groups;
	const struct attribute_group **drv_groups;
	int (*match)(struct device *dev, const_since_6_11 struct device_driver *drv);
	int (*uevent)(const_since_6_3 struct device *dev, struct kobj_uevent_env *env);
	int (*probe)(struct device *dev);
#if ERA_BEFORE(5, 15, 0)
	int (*remove)(struct device *dev);
#else
	void (*remove)(struct device *dev);
#endif
	void (*shutdown)(struct device *dev);
	int (*suspend)(struct device *dev, pm_message_t state);
	int (*resume)(struct device *dev);
	const struct dev_pm_ops *pm;
};

/* All of this in process context; what calls drivers may sleep as long as they do. */

/**
 * bus_register - let @bus, of the caller's memory, have devices and drivers.
 * Return: 0, -EEXIST, -ENOMEM.
 */
int bus_register(const struct bus_type *bus);

/**
 * bus_unregister - undo that.  It has no devices and no drivers any more; those that it has are
 * reported, and are on no bus then.
 */
void bus_unregister(const struct bus_type *bus);

/**
 * bus_create_file, bus_remove_file - one file more, or less, in /sys/bus/NAME.
 * Return: 0; -EINVAL where the bus is not registered, -EEXIST, -ENOMEM.
 */
int bus_create_file(const struct bus_type *bus, struct bus_attribute *attr);
void bus_remove_file(const struct bus_type *bus, struct bus_attribute *attr);

/**
 * bus_for_each_dev, bus_for_each_drv - call @fn for each device, or driver, behind @start, until it
 * returns another value than 0.
 * @start: NULL: from the first.
 * @fn: may not remove any.
 *
 * Return: what @fn did; -EINVAL where the bus is not registered.
 */
int bus_for_each_dev(const struct bus_type *bus, struct device *start, void *data,
		     int (*fn)(struct device *dev, void *data));
int bus_for_each_drv(const struct bus_type *bus, struct device_driver *start, void *data,
		     int (*fn)(struct device_driver *drv, void *data));

/**
 * bus_find_device, bus_find_device_by_name - the first device behind @start of which @match, given
 * @data, says another value than 0; or that has this name.
 * Return: the device, for put_device(); NULL where there is none.
 */
struct device *bus_find_device(const struct bus_type *bus, struct device *start, const void *data,
			       int (*match)(struct device *dev, const void *data));
struct device *bus_find_device_by_name(const struct bus_type *bus, struct device *start,
				       const char *name);

/** device_attach - find a driver for @dev. Return: 1 where it has one, else 0. */
int device_attach(struct device *dev);
/** driver_attach - find devices for @drv. Return: 0. */
int driver_attach(const struct device_driver *drv);
/** device_bind_driver - @dev, locked, is dev->driver's, whatever that thinks. */
int device_bind_driver(struct device *dev);
/** device_release_driver - take the driver of @dev away. */
void device_release_driver(struct device *dev);
/** device_is_bound - has it a driver? */
bool device_is_bound(struct device *dev);

#endif
