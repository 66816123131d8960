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

extern struct device platform_bus;
extern const struct bus_type platform_bus_type;

#define to_platform_device(of) container_of((of), struct platform_device, dev)
#define to_platform_driver(of) container_of((of), struct platform_driver, driver)
#define dev_is_platform(dev)   ((dev)->bus == &platform_bus_type)

int platform_device_register(struct platform_device *pdev);
void platform_device_unregister(struct platform_device *pdev);
struct platform_device *platform_device_alloc(const char *name, int id);
int platform_device_add_resources(struct platform_device *pdev, const struct resource *res,
				  unsigned int num);
int platform_device_add_data(struct platform_device *pdev, const void *data, size_t size);
int platform_device_add(struct platform_device *pdev);
void platform_device_del(struct platform_device *pdev);
void platform_device_put(struct platform_device *pdev);
int platform_add_devices(struct platform_device **devs, int num);
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

int __platform_driver_register(struct platform_driver *drv, struct module *owner);
#define platform_driver_register(drv) __platform_driver_register((drv), THIS_MODULE)
void platform_driver_unregister(struct platform_driver *drv);
int __platform_driver_probe(struct platform_driver *drv, int (*probe)(struct platform_device *dev),
			    struct module *owner);
#define platform_driver_probe(drv, probe) __platform_driver_probe((drv), (probe), THIS_MODULE)
#define module_platform_driver(drv) \
	module_driver(drv, platform_driver_register, platform_driver_unregister)

struct resource *platform_get_resource(struct platform_device *pdev, unsigned int type,
				       unsigned int num);
struct resource *platform_get_resource_byname(struct platform_device *pdev, unsigned int type,
					      const char *name);
int platform_get_irq(struct platform_device *pdev, unsigned int num);
int platform_get_irq_optional(struct platform_device *pdev, unsigned int num);
int platform_get_irq_byname(struct platform_device *pdev, const char *name);
int platform_irq_count(struct platform_device *pdev);
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
