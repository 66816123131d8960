// SPDX-License-Identifier: MIT
/*
 * The platform bus: devices that nothing finds, so that someone who knows of them says so.
 *
 * A driver is for the devices that its id_table names, or that have its own name.  The memory that
 * a device says is its own is taken from iomem_resource while it is registered.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "kernel/files/bus.h"
#include "kernel/files/device.h"
#include "kernel/kernel.h"

static void platform_bus_release(struct device *dev)
{
}

struct device platform_bus;
EXPORT_SYMBOL(platform_bus);

/* ---- who fits whom --------------------------------------------------------------------------- */

static const struct platform_device_id *find_id(const struct platform_device_id *id,
						const char *name)
{
	for (; id && *id->name; id++)
		if (strcmp(id->name, name) == 0)
			return id;
	return NULL;
}

static int platform_match(struct device *dev, const struct device_driver *driver)
{
	struct platform_device *pdev = to_platform_device(dev);
	const struct platform_driver *drv = to_platform_driver(driver);

	if (pdev->driver_override)
		return strcmp(pdev->driver_override, driver->name) == 0;
	if (drv->id_table) {
		pdev->id_entry = find_id(drv->id_table, pdev->name);
		return pdev->id_entry != NULL;
	}
	return strcmp(pdev->name, driver->name) == 0;
}

static int platform_probe(struct device *dev)
{
	struct platform_driver *drv = to_platform_driver(dev->driver);

	return drv->probe ? drv->probe(to_platform_device(dev)) : 0;
}

static void platform_remove(struct device *dev)
{
	struct platform_driver *drv = to_platform_driver(dev->driver);

	if (drv->remove)
		drv->remove(to_platform_device(dev));
}

static ssize_t modalias_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, PLATFORM_MODULE_PREFIX "%s\n", to_platform_device(dev)->name);
}
static DEVICE_ATTR_RO(modalias);

static struct attribute *platform_attrs[] = { &dev_attr_modalias.attr, NULL };
ATTRIBUTE_GROUPS(platform);

const struct bus_type platform_bus_type = {
	.name = "platform",
	.dev_groups = platform_groups,
	.match = platform_match,
	.probe = platform_probe,
	.remove = platform_remove,
};
EXPORT_SYMBOL(platform_bus_type);

/* ---- devices --------------------------------------------------------------------------------- */

static int set_name(struct platform_device *pdev)
{
	static u32 next;

	if (pdev->id == PLATFORM_DEVID_NONE)
		return dev_set_name(&pdev->dev, "%s", pdev->name);
	if (pdev->id != PLATFORM_DEVID_AUTO)
		return dev_set_name(&pdev->dev, "%s.%d", pdev->name, pdev->id);
	pdev->id = (int)(__atomic_fetch_add(&next, 1, __ATOMIC_RELAXED) & INT_MAX);
	pdev->id_auto = true;
	return dev_set_name(&pdev->dev, "%s.%d.auto", pdev->name, pdev->id);
}

static struct resource *root_of(const struct resource *r)
{
	if (resource_type(r) == IORESOURCE_MEM)
		return &iomem_resource;
	return resource_type(r) == IORESOURCE_IO ? &ioport_resource : NULL;
}

static void release_resources(struct platform_device *pdev, u32 nr)
{
	while (nr--)
		if (pdev->resource[nr].parent)
			release_resource(&pdev->resource[nr]);
}

static int claim_resources(struct platform_device *pdev)
{
	for (u32 i = 0; i < pdev->num_resources; i++) {
		struct resource *r = &pdev->resource[i];
		struct resource *root = r->parent ?: root_of(r);

		if (!r->name)
			r->name = dev_name(&pdev->dev);
		if (root && insert_resource(root, r)) {
			dev_err(&pdev->dev, "failed to claim resource %u: %pR\n", i, r);
			release_resources(pdev, i);
			return -EBUSY;
		}
	}
	return 0;
}

static int add(struct platform_device *pdev, const void *maker)
{
	struct device *dev = &pdev->dev;
	int err;

	if (!dev->parent) {
		dev->parent = &platform_bus;
		dev->kept_parent = get_device(dev->parent);
	}
	dev->bus = &platform_bus_type;
	err = set_name(pdev);
	if (!err)
		err = claim_resources(pdev);
	if (err)
		return err;
	err = device_add_from(dev, maker);
	if (err)
		release_resources(pdev, pdev->num_resources);
	return err;
}

int platform_device_add(struct platform_device *pdev)
{
	return pdev ? add(pdev, __builtin_return_address(0)) : -EINVAL;
}
EXPORT_SYMBOL(platform_device_add);

void platform_device_del(struct platform_device *pdev)
{
	if (IS_ERR_OR_NULL(pdev))
		return;
	device_del(&pdev->dev);
	release_resources(pdev, pdev->num_resources);
}
EXPORT_SYMBOL(platform_device_del);

static void prepare(struct platform_device *pdev)
{
	pdev->platform_dma_mask = ~0u;
	if (!pdev->dev.dma_mask)
		pdev->dev.dma_mask = &pdev->platform_dma_mask;
	if (!pdev->dev.coherent_dma_mask)
		pdev->dev.coherent_dma_mask = ~0u;
	device_initialize(&pdev->dev);
}

int platform_device_register(struct platform_device *pdev)
{
	prepare(pdev);
	return add(pdev, __builtin_return_address(0));
}
EXPORT_SYMBOL(platform_device_register);

void platform_device_put(struct platform_device *pdev)
{
	if (!IS_ERR_OR_NULL(pdev))
		put_device(&pdev->dev);
}
EXPORT_SYMBOL(platform_device_put);

void platform_device_unregister(struct platform_device *pdev)
{
	platform_device_del(pdev);
	platform_device_put(pdev);
}
EXPORT_SYMBOL(platform_device_unregister);

/** struct platform_object - a device with its name, of platform_device_alloc(). */
struct platform_object {
	struct platform_device pdev;
	char name[];
};

static void object_release(struct device *dev)
{
	struct platform_device *pdev = to_platform_device(dev);

	kfree(pdev->dev.platform_data);
	kfree(pdev->resource);
	kfree(container_of(pdev, struct platform_object, pdev));
}

struct platform_device *platform_device_alloc(const char *name, int id)
{
	struct platform_object *object;

	object = kzalloc(sizeof(*object) + strlen(name) + 1, GFP_KERNEL);
	if (!object)
		return NULL;
	strcpy(object->name, name);
	object->pdev.name = object->name;
	object->pdev.id = id;
	prepare(&object->pdev);
	object->pdev.dev.release = object_release;
	return &object->pdev;
}
EXPORT_SYMBOL(platform_device_alloc);

int platform_device_add_resources(struct platform_device *pdev, const struct resource *res,
				  unsigned int num)
{
	struct resource *copy = res ? kmemdup(res, sizeof(*res) * num, GFP_KERNEL) : NULL;

	if (res && !copy)
		return -ENOMEM;
	kfree(pdev->resource);
	pdev->resource = copy;
	pdev->num_resources = copy ? num : 0;
	return 0;
}
EXPORT_SYMBOL(platform_device_add_resources);

int platform_device_add_data(struct platform_device *pdev, const void *data, size_t size)
{
	void *copy = data ? kmemdup(data, size, GFP_KERNEL) : NULL;

	if (data && !copy)
		return -ENOMEM;
	kfree(pdev->dev.platform_data);
	pdev->dev.platform_data = copy;
	return 0;
}
EXPORT_SYMBOL(platform_device_add_data);

int platform_add_devices(struct platform_device **devs, int num)
{
	int err = 0, i;

	for (i = 0; i < num && !err; i++)
		err = platform_device_register(devs[i]);
	if (!err)
		return 0;
	/* The last of them failed. */
	while (--i > 0)
		platform_device_unregister(devs[i - 1]);
	return err;
}
EXPORT_SYMBOL(platform_add_devices);

struct platform_device *platform_device_register_full(const struct platform_device_info *info)
{
	struct platform_device *pdev = platform_device_alloc(info->name, info->id);
	int err;

	if (!pdev)
		return ERR_PTR(-ENOMEM);
	if (info->parent) {
		pdev->dev.parent = info->parent;
		pdev->dev.kept_parent = get_device(info->parent);
	}
	if (info->dma_mask)
		pdev->platform_dma_mask = pdev->dev.coherent_dma_mask = info->dma_mask;
	err = platform_device_add_resources(pdev, info->res, info->num_res);
	if (!err)
		err = platform_device_add_data(pdev, info->data, info->size_data);
	if (!err)
		err = add(pdev, __builtin_return_address(0));
	if (!err)
		return pdev;
	platform_device_put(pdev);
	return ERR_PTR(err);
}
EXPORT_SYMBOL(platform_device_register_full);

/* ---- drivers --------------------------------------------------------------------------------- */

int __platform_driver_register(struct platform_driver *drv, struct module *owner)
{
	drv->driver.owner = owner;
	drv->driver.bus = &platform_bus_type;
	return driver_register_from(&drv->driver, __builtin_return_address(0));
}
EXPORT_SYMBOL(__platform_driver_register);

void platform_driver_unregister(struct platform_driver *drv)
{
	driver_unregister(&drv->driver);
}
EXPORT_SYMBOL(platform_driver_unregister);

/* For devices that are there already: -ENODEV where there is none. */
int __platform_driver_probe(struct platform_driver *drv, int (*probe)(struct platform_device *dev),
			    struct module *owner)
{
	int err;

	drv->probe = probe;
	drv->driver.owner = owner;
	drv->driver.bus = &platform_bus_type;
	err = driver_register_from(&drv->driver, __builtin_return_address(0));
	if (err || !list_empty(&drv->driver.p->devices))
		return err;
	driver_unregister(&drv->driver);
	return -ENODEV;
}
EXPORT_SYMBOL(__platform_driver_probe);

/* ---- resources ------------------------------------------------------------------------------- */

struct resource *platform_get_resource(struct platform_device *pdev, unsigned int type,
				       unsigned int num)
{
	for (u32 i = 0; i < pdev->num_resources; i++)
		if (resource_type(&pdev->resource[i]) == type && num-- == 0)
			return &pdev->resource[i];
	return NULL;
}
EXPORT_SYMBOL(platform_get_resource);

struct resource *platform_get_resource_byname(struct platform_device *pdev, unsigned int type,
					      const char *name)
{
	for (u32 i = 0; i < pdev->num_resources; i++) {
		struct resource *r = &pdev->resource[i];

		if (resource_type(r) == type && r->name && strcmp(r->name, name) == 0)
			return r;
	}
	return NULL;
}
EXPORT_SYMBOL(platform_get_resource_byname);

int platform_get_irq_optional(struct platform_device *pdev, unsigned int num)
{
	const struct resource *r = platform_get_resource(pdev, IORESOURCE_IRQ, num);

	return r ? (int)r->start : -ENXIO;
}
EXPORT_SYMBOL(platform_get_irq_optional);

int platform_get_irq(struct platform_device *pdev, unsigned int num)
{
	int irq = platform_get_irq_optional(pdev, num);

	if (irq < 0)
		dev_err(&pdev->dev, "IRQ index %u not found\n", num);
	return irq;
}
EXPORT_SYMBOL(platform_get_irq);

int platform_get_irq_byname(struct platform_device *pdev, const char *name)
{
	const struct resource *r = platform_get_resource_byname(pdev, IORESOURCE_IRQ, name);

	if (r)
		return (int)r->start;
	dev_err(&pdev->dev, "IRQ %s not found\n", name);
	return -ENXIO;
}
EXPORT_SYMBOL(platform_get_irq_byname);

int platform_irq_count(struct platform_device *pdev)
{
	int nr = 0;

	while (platform_get_irq_optional(pdev, (unsigned int)nr) >= 0)
		nr++;
	return nr;
}
EXPORT_SYMBOL(platform_irq_count);

void __iomem *devm_platform_ioremap_resource(struct platform_device *pdev, unsigned int num)
{
	return devm_ioremap_resource(&pdev->dev, platform_get_resource(pdev, IORESOURCE_MEM, num));
}
EXPORT_SYMBOL(devm_platform_ioremap_resource);

/* ---- life ------------------------------------------------------------------------------------ */

int platform_init(void)
{
	int err;

	memset(&platform_bus, 0, sizeof(platform_bus));
	platform_bus.init_name = "platform";
	platform_bus.release = platform_bus_release;
	device_initialize(&platform_bus);
	err = device_add_from(&platform_bus, NULL);
	if (!err)
		err = bus_register_from(&platform_bus_type, NULL);
	return err;
}

void platform_exit(void)
{
	bus_unregister(&platform_bus_type);
	device_unregister(&platform_bus);
}
