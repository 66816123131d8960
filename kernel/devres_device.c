// SPDX-License-Identifier: MIT
/* Managed device memory: mappings and regions that go with their device. */
#include "kernel/kernel.h"
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/io.h>
#include <linux/ioport.h>

/* ---- mappings -------------------------------------------------------------------------------- */

static void mapping_release(struct device *dev, void *res)
{
	iounmap(*(void __iomem **)res);
}

static int mapping_match(struct device *dev, void *res, void *addr)
{
	return *(void **)res == addr;
}

/** devm_ioremap - ioremap() that is unmapped when @dev goes; NULL on failure. */
void __iomem *devm_ioremap(struct device *dev, resource_size_t offset, resource_size_t size)
{
	void __iomem **mapping =
		devres_alloc_node(mapping_release, sizeof(*mapping), GFP_KERNEL, dev_to_node(dev));

	if (!mapping)
		return NULL;
	*mapping = ioremap(offset, size);
	if (!*mapping) {
		devres_free(mapping);
		return NULL;
	}
	devres_add(dev, mapping);
	return *mapping;
}
EXPORT_SYMBOL(devm_ioremap);

/** devm_iounmap - unmap it before its device goes; something else is reported. */
void devm_iounmap(struct device *dev, void __iomem *addr)
{
	WARN_ON(devres_release(dev, mapping_release, mapping_match, (void __force *)addr));
}
EXPORT_SYMBOL(devm_iounmap);

/**
 * devm_ioremap_resource - claim the range of @res and map it, until @dev goes.
 * Return: the address; as an error pointer -EINVAL where @res is no memory, -EBUSY where another
 * has a part of it, -ENOMEM.  Each is told in the log.
 */
void __iomem *devm_ioremap_resource(struct device *dev, const struct resource *res)
{
	resource_size_t size;
	void __iomem *addr;

	if (!res || resource_type(res) != IORESOURCE_MEM) {
		dev_err(dev, "invalid resource %pR\n", res);
		return IOMEM_ERR_PTR(-EINVAL);
	}
	size = resource_size(res);
	if (!devm_request_mem_region(dev, res->start, size, res->name ?: dev_name(dev))) {
		dev_err(dev, "can't request region for resource %pR\n", res);
		return IOMEM_ERR_PTR(-EBUSY);
	}
	addr = devm_ioremap(dev, res->start, size);
	if (!addr) {
		dev_err(dev, "ioremap failed for resource %pR\n", res);
		devm_release_mem_region(dev, res->start, size);
		return IOMEM_ERR_PTR(-ENOMEM);
	}
	return addr;
}
EXPORT_SYMBOL(devm_ioremap_resource);

/* ---- regions --------------------------------------------------------------------------------- */

struct region {
	struct resource *parent;
	resource_size_t start, n;
};

static void region_release(struct device *dev, void *res)
{
	const struct region *region = res;

	__release_region(region->parent, region->start, region->n);
}

static int region_match(struct device *dev, void *res, void *wanted)
{
	const struct region *region = res, *other = wanted;

	return region->parent == other->parent && region->start == other->start &&
	       region->n == other->n;
}

/** __devm_request_region - __request_region() that is released when @dev goes. */
struct resource *__devm_request_region(struct device *dev, struct resource *parent,
				       resource_size_t start, resource_size_t n, const char *name)
{
	struct region *region =
		devres_alloc_node(region_release, sizeof(*region), GFP_KERNEL, dev_to_node(dev));
	struct resource *res;

	if (!region)
		return NULL;
	*region = (struct region){ parent, start, n };
	res = __request_region(parent, start, n, name, 0);
	if (!res) {
		devres_free(region);
		return NULL;
	}
	devres_add(dev, region);
	return res;
}
EXPORT_SYMBOL(__devm_request_region);

/** __devm_release_region - release it before its device goes; something else is reported. */
void __devm_release_region(struct device *dev, struct resource *parent, resource_size_t start,
			   resource_size_t n)
{
	struct region wanted = { parent, start, n };

	WARN_ON(devres_release(dev, region_release, region_match, &wanted));
}
EXPORT_SYMBOL(__devm_release_region);

/* ---- resources of the caller's own ----------------------------------------------------------- */

static void resource_release(struct device *dev, void *res)
{
	release_resource(*(struct resource **)res);
}

static int resource_match(struct device *dev, void *res, void *wanted)
{
	return *(void **)res == wanted;
}

/** devm_request_resource - request_resource() until @dev goes; 0, -EBUSY or -ENOMEM. */
int devm_request_resource(struct device *dev, struct resource *root, struct resource *new)
{
	struct resource **res =
		devres_alloc_node(resource_release, sizeof(*res), GFP_KERNEL, dev_to_node(dev));

	if (!res)
		return -ENOMEM;
	*res = new;
	if (request_resource(root, new)) {
		devres_free(res);
		dev_err(dev, "resource collision: %pR\n", new);
		return -EBUSY;
	}
	devres_add(dev, res);
	return 0;
}
EXPORT_SYMBOL(devm_request_resource);

/** devm_release_resource - release it before its device goes; something else is reported. */
void devm_release_resource(struct device *dev, struct resource *new)
{
	WARN_ON(devres_release(dev, resource_release, resource_match, new));
}
EXPORT_SYMBOL(devm_release_resource);
