/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_IO_H
#define _LINUX_IO_H

#include <linux/bug.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/types.h>
#include <asm/io.h>
#include <asm/page.h>

struct device;
struct resource;

/* ---- of a device: kernel/devres_device.c ----------------------------------------------------- */

void __iomem *devm_ioremap(struct device *dev, resource_size_t offset, resource_size_t size);
void devm_iounmap(struct device *dev, void __iomem *addr);
void __iomem *devm_ioremap_resource(struct device *dev, const struct resource *res);

/* There is one kind of mapping, so what it should be cached like does not matter. */
#define devm_ioremap_uc(dev, offset, size)	devm_ioremap((dev), (offset), (size))
#define devm_ioremap_wc(dev, offset, size)	devm_ioremap((dev), (offset), (size))
#define devm_ioremap_np(dev, offset, size)	devm_ioremap((dev), (offset), (size))
#define devm_ioremap_nocache(dev, offset, size) devm_ioremap((dev), (offset), (size))
#define devm_ioremap_resource_wc(dev, res)	devm_ioremap_resource((dev), (res))

#endif
