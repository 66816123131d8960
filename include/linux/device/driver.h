/* SPDX-License-Identifier: MIT */
/* Drivers of the devices of a bus. */
#ifndef _LINUX_DEVICE_DRIVER_H
#define _LINUX_DEVICE_DRIVER_H

#include <linux/kobject.h>
#include <linux/list.h>
#include <linux/mod_devicetable.h>
#include <linux/pm.h>

struct bus_type;
struct device;
struct device_driver;
struct driver_private;
struct module;

/** enum probe_type - whether drivers are asked at once or later; here it is always at once. */
enum probe_type {
	PROBE_DEFAULT_STRATEGY,
	PROBE_PREFER_ASYNCHRONOUS,
	PROBE_FORCE_SYNCHRONOUS,
};

/**
 * struct device_driver - a driver.
 * @probe: is @dev its, and does it work?  Return: 0; -ENODEV or -ENXIO where not; why it failed.
 * @remove: it is not any more; what is managed of @dev goes behind it.
 * @of_match_table: not looked at.  @shutdown, @suspend, @resume, @pm: not called.
 * @groups: files of its own; @dev_groups: of its devices.
 * @p: the rest, once it is registered.
 */
struct device_driver {
	const char *name;
	const struct bus_type *bus;
	struct module *owner;
	const char *mod_name;
	bool suppress_bind_attrs;
	enum probe_type probe_type;
	const struct of_device_id *of_match_table;
	const void *acpi_match_table;
	int (*probe)(struct device *dev);
	int (*remove)(struct device *dev);
	void (*shutdown)(struct device *dev);
	int (*suspend)(struct device *dev, pm_message_t state);
	int (*resume)(struct device *dev);
	const struct attribute_group **groups;
	const struct attribute_group **dev_groups;
	const struct dev_pm_ops *pm;
	struct driver_private *p;
};

/** struct driver_attribute - a file of a driver. */
struct driver_attribute {
	struct attribute attr;
	ssize_t (*show)(struct device_driver *driver, char *buf);
	ssize_t (*store)(struct device_driver *driver, const char *buf, size_t count);
};

#define DRIVER_ATTR(_name, _mode, _show, _store) \
	struct driver_attribute driver_attr_##_name = __ATTR(_name, _mode, _show, _store)
#define DRIVER_ATTR_RW(_name) struct driver_attribute driver_attr_##_name = __ATTR_RW(_name)
#define DRIVER_ATTR_RO(_name) struct driver_attribute driver_attr_##_name = __ATTR_RO(_name)
#define DRIVER_ATTR_WO(_name) struct driver_attribute driver_attr_##_name = __ATTR_WO(_name)

/**
 * driver_register - @drv, of the caller's memory, is for devices of its bus from now on: probe() is
 * called for those there are before this returns.
 *
 * Return: 0, whether it wanted any or not; -EBUSY where there is one of that name, -EINVAL where
 * the bus is not registered, both after a message; -ENOMEM.
 * Context: process.
 */
int driver_register(struct device_driver *drv);

/** driver_unregister - undo that: remove() is called for each device it has, the newest first. */
void driver_unregister(struct device_driver *drv);

/**
 * driver_create_file, driver_remove_file - one file more, or less, in the driver's folder.
 * Return: 0; -EINVAL where it is not registered, -EEXIST, -ENOMEM.
 */
int driver_create_file(const struct device_driver *drv, const struct driver_attribute *attr);
void driver_remove_file(const struct device_driver *drv, const struct driver_attribute *attr);

/** driver_find - the driver of this name on @bus; or NULL. */
struct device_driver *driver_find(const char *name, const struct bus_type *bus);

/**
 * driver_for_each_device - call @fn for each of its devices behind @start, until it returns another
 * value than 0.  It may not remove any.
 * Return: what @fn did; -EINVAL where the driver is not registered.
 */
int driver_for_each_device(struct device_driver *drv, struct device *start, void *data,
			   int (*fn)(struct device *dev, void *data));

/** module_driver - a module that does nothing else than register and unregister @__driver. */
#define module_driver(__driver, __register, __unregister, ...) \
	static int __init __driver##_init(void)                \
	{                                                      \
		return __register(&(__driver), ##__VA_ARGS__); \
	}                                                      \
	module_init(__driver##_init);                          \
	static void __exit __driver##_exit(void)               \
	{                                                      \
		__unregister(&(__driver), ##__VA_ARGS__);      \
	}                                                      \
	module_exit(__driver##_exit)

#endif
