/* SPDX-License-Identifier: MIT */
/* Buses, between bus.c, driver.c, platform.c and device.c. */
#ifndef KERNEL_FILES_BUS_H
#define KERNEL_FILES_BUS_H

#include <linux/device.h>

struct leftovers;

/**
 * struct bus_private - a bus that is registered.
 * @kobj: its folder; @devices_dir and @drivers_dir are in it.
 * @devices: by bus_link; @drivers: by link; both in the order in which they came.
 */
struct bus_private {
	struct kobject kobj;
	struct kobject *devices_dir, *drivers_dir;
	const struct bus_type *bus;
	struct list_head link, devices, drivers;
	const void *maker;
};

/**
 * struct driver_private - a driver that is registered.
 * @devices: that it drives, by driver_link.
 * @asked: see bus_round().
 */
struct driver_private {
	struct kobject kobj;
	struct device_driver *driver;
	struct list_head link, devices;
	const void *maker;
	u64 asked;
};

/** bus_lock - nobody else adds, removes, binds or releases; who has it may take it again. */
void bus_lock(void);
void bus_unlock(void);
/** bus_depth - how often the caller has it. */
unsigned int bus_depth(void);
/** bus_crashed - the caller has jumped out of a crash: it has it @depth times, as before. */
void bus_crashed(unsigned int depth);
/** bus_find - what belongs to @bus; NULL where it is not registered, or is NULL. */
struct bus_private *bus_find(const struct bus_type *bus);
/** bus_round - the number of a new round, greater than all before; under bus_lock(). */
u64 bus_round(void);

/** bus_register_from, driver_register_from - on behalf of code at @maker. */
int bus_register_from(const struct bus_type *bus, const void *maker);
int driver_register_from(struct device_driver *drv, const void *maker);
/** driver_drop - unregister @drv without a call of its code. */
void driver_drop(struct device_driver *drv);
/** device_drop_driver - @dev has no driver any more, without a call of the driver's code. */
void device_drop_driver(struct device *dev);

/** bus_add_device, bus_probe_device, bus_remove_device - for device_add() and device_del(). */
int bus_add_device(struct device *dev, const void *maker);
void bus_probe_device(struct device *dev);
void bus_remove_device(struct device *dev);

/** buses_init - the kernel's own bus. Return: 0 or -ENOMEM. */
int buses_init(void);
void buses_exit(void);
void buses_forget(const struct leftovers *l);

/** platform_init - the platform bus, and the device on top of its devices. */
int platform_init(void);
void platform_exit(void);

#endif
