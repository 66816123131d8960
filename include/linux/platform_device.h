/* SPDX-License-Identifier: MIT */
/* Devices that no bus finds: who knows of them says so.  See kernel/files/platform.c. */
#ifndef _LINUX_PLATFORM_DEVICE_H
#define _LINUX_PLATFORM_DEVICE_H

#include <linux/device.h>
#include <linux/era.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/module.h>
#include <linux/mod_devicetable.h>

#define PLATFORM_DEVID_NONE (-1)
#define PLATFORM_DEVID_AUTO (-2)

struct mfd_cell;

/**
 * struct platform_device - a device called @name, or @name.@id.
 * @id: a number, or PLATFORM_DEVID_*.
 * @resource: its addresses and interrupts, @num_resources of them.
 * @id_entry: by which entry of the driver's id_table it was found.
 * @driver_override: the only driver that it is for; or NULL.
 */
struct platform_device {
	const char *name;
	int id;
	bool id_auto;
	struct device dev;
	u64 platform_dma_mask;
	u32 num_resources;
	struct resource *resource;
	const struct platform_device_id *id_entry;
	const char *driver_override;
};

/**
 * struct platform_driver - a driver for them, by its id_table, or by its own name.
 * @remove: returned an int until 6.10, which nobody looked at; @remove_new did not, since 6.3.
 */
struct platform_driver {
	int (*probe)(struct platform_device *dev);
	union {
#if ERA_BEFORE(6, 11, 0)
		int (*remove)(struct platform_device *dev);
#else
		void (*remove)(struct platform_device *dev);
#endif
		void (*remove_new)(struct platform_device *dev);
	};
	void (*shutdown)(struct platform_device *dev);
	int (*suspend)(struct platform_device *dev, pm_message_t state);
	int (*resume)(struct platform_device *dev);
	struct device_driver driver;
	const struct platform_device_id *id_table;
	bool prevent_deferred_probe;
};

/** struct platform_device_info - all that a device is to be: platform_device_register_full(). */
struct platform_device_info {
	struct device *parent;
	const char *name;
	int id;
	const struct resource *res;
	unsigned int num_res;
	const void *data;
	size_t size_data;
	u64 dma_mask;
};

/** platform_bus - /sys/devices/platform: what a device is part of that says of nothing else. */
extern struct device platform_bus;
/** platform_bus_type - the bus, in /sys/bus/platform. */
extern const struct bus_type platform_bus_type;

#define to_platform_device(of) container_of((of), struct platform_device, dev)
#define to_platform_driver(of) container_of((of), struct platform_driver, driver)
#define dev_is_platform(dev)   ((dev)->bus == &platform_bus_type)

/* ---- devices: process context ---------------------------------------------------------------- */

/**
 * platform_device_register - add @pdev, of the caller's memory, with its resources; they are taken
 * from iomem_resource and ioport_resource.
 *
 * Return: 0; -EBUSY where a resource is taken, -EEXIST, -ENOMEM: platform_device_put() is due.
 */
int platform_device_register(struct platform_device *pdev);

/** platform_device_unregister - platform_device_del() and platform_device_put(). */
void platform_device_unregister(struct platform_device *pdev);

/**
 * platform_device_alloc - a device to be filled in, and added by platform_device_add().
 * @id: behind its name; PLATFORM_DEVID_NONE: none; PLATFORM_DEVID_AUTO: one nobody has.
 *
 * Return: the device, for platform_device_put(); NULL where memory is short.
 */
struct platform_device *platform_device_alloc(const char *name, int id);

/** platform_device_add_resources - give one of these a copy of @res.  Return: 0 or -ENOMEM. */
int platform_device_add_resources(struct platform_device *pdev, const struct resource *res,
				  unsigned int num);

/** platform_device_add_data - a copy of @data as platform_data.  Return: 0 or -ENOMEM. */
int platform_device_add_data(struct platform_device *pdev, const void *data, size_t size);

/** platform_device_add - as platform_device_register() one of platform_device_alloc(). */
int platform_device_add(struct platform_device *pdev);

/**
 * platform_device_del, platform_device_put - undo platform_device_add(); drop the reference of
 * platform_device_alloc() or platform_device_register().  NULL and error pointers are no devices.
 */
void platform_device_del(struct platform_device *pdev);
void platform_device_put(struct platform_device *pdev);

/** platform_add_devices - register @num devices, all or none.  Return: 0 or a negative errno. */
int platform_add_devices(struct platform_device **devs, int num);

/**
 * platform_device_register_full - a device of its own memory as @info says.
 * Return: the device, for platform_device_unregister(); as an error pointer as above.
 */
struct platform_device *platform_device_register_full(const struct platform_device_info *info);

static inline struct platform_device *
platform_device_register_resndata(struct device *parent, const char *name, int id,
				  const struct resource *res, unsigned int num, const void *data,
				  size_t size)
{
	const struct platform_device_info info = { .parent = parent,
						   .name = name,
						   .id = id,
						   .res = res,
						   .num_res = num,
						   .data = data,
						   .size_data = size };

	return platform_device_register_full(&info);
}

#define platform_device_register_simple(name, id, res, num) \
	platform_device_register_resndata(NULL, (name), (id), (res), (num), NULL, 0)
#define platform_device_register_data(parent, name, id, data, size) \
	platform_device_register_resndata((parent), (name), (id), NULL, 0, (data), (size))

/* ---- drivers: process context ---------------------------------------------------------------- */

/** platform_driver_register - driver_register() on this bus.  Return: as that. */
#define platform_driver_register(drv) __platform_driver_register((drv), THIS_MODULE)
int __platform_driver_register(struct platform_driver *drv, struct module *owner);

/** platform_driver_unregister - driver_unregister(). */
void platform_driver_unregister(struct platform_driver *drv);

/**
 * platform_driver_probe - register a driver whose probe() goes with the module's init memory: for
 * devices that are there already.
 * Return: 0; -ENODEV where it wanted none, and is not registered; as driver_register().
 */
#define platform_driver_probe(drv, probe) __platform_driver_probe((drv), (probe), THIS_MODULE)
int __platform_driver_probe(struct platform_driver *drv, int (*probe)(struct platform_device *dev),
			    struct module *owner);

/** module_platform_driver - a module that is nothing else than this driver. */
#define module_platform_driver(drv) \
	module_driver(drv, platform_driver_register, platform_driver_unregister)

/* ---- resources: any context ------------------------------------------------------------------ */

/**
 * platform_get_resource, platform_get_resource_byname - its @num-th resource of a type, from 0;
 * that of a type which has this name; or NULL.
 * @type: IORESOURCE_MEM and the like.
 */
struct resource *platform_get_resource(struct platform_device *pdev, unsigned int type,
				       unsigned int num);
struct resource *platform_get_resource_byname(struct platform_device *pdev, unsigned int type,
					      const char *name);

/**
 * platform_get_irq, platform_get_irq_optional, platform_get_irq_byname - the number of its @num-th
 * interrupt, from 0; of that with this name.
 * Return: the number; -ENXIO where there is none, after a message but for _optional.
 */
int platform_get_irq(struct platform_device *pdev, unsigned int num);
int platform_get_irq_optional(struct platform_device *pdev, unsigned int num);
int platform_get_irq_byname(struct platform_device *pdev, const char *name);

/** platform_irq_count - how many interrupts it has. */
int platform_irq_count(struct platform_device *pdev);

/**
 * devm_platform_ioremap_resource - request and map its @num-th memory, until the device or its
 * driver goes.
 * Return: the registers; as an error pointer -EINVAL, -EBUSY, -ENOMEM.
 * Context: process.
 */
void __iomem *devm_platform_ioremap_resource(struct platform_device *pdev, unsigned int num);

#define platform_get_device_id(pdev) ((pdev)->id_entry)

static inline void *platform_get_drvdata(const struct platform_device *pdev)
{
	return dev_get_drvdata(&pdev->dev);
}

static inline void platform_set_drvdata(struct platform_device *pdev, void *data)
{
	dev_set_drvdata(&pdev->dev, data);
}

#endif
