/* SPDX-License-Identifier: MIT */
/*
 * Who has which addresses of the bus: the tree of resources.
 *
 * A driver claims its device's registers by request_mem_region() before it maps them, so that no
 * second driver does.  /proc/iomem shows the tree.
 */
#ifndef _LINUX_IOPORT_H
#define _LINUX_IOPORT_H

#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/minmax.h>
#include <linux/types.h>

/**
 * struct resource - a range of bus addresses.
 * @start, @end: the first and the last of them.
 * @name: whose it is, as /proc/iomem shows it.
 * @flags: IORESOURCE_*.
 * @desc: IORES_DESC_*.
 * @parent: what it is part of; NULL in a resource that stands in no tree.
 * @sibling: the next part of @parent, by address.
 * @child: its first part.
 */
struct resource {
	resource_size_t start;
	resource_size_t end;
	const char *name;
	unsigned long flags;
	unsigned long desc;
	struct resource *parent, *sibling, *child;
};

#define IORESOURCE_BITS		 0x000000ff /* for buses */
#define IORESOURCE_TYPE_BITS	 0x00001f00
#define IORESOURCE_IO		 0x00000100
#define IORESOURCE_MEM		 0x00000200
#define IORESOURCE_REG		 0x00000300
#define IORESOURCE_IRQ		 0x00000400
#define IORESOURCE_DMA		 0x00000800
#define IORESOURCE_BUS		 0x00001000
#define IORESOURCE_PREFETCH	 0x00002000
#define IORESOURCE_READONLY	 0x00004000
#define IORESOURCE_CACHEABLE	 0x00008000
#define IORESOURCE_SIZEALIGN	 0x00040000
#define IORESOURCE_STARTALIGN	 0x00080000
#define IORESOURCE_MEM_64	 0x00100000
#define IORESOURCE_WINDOW	 0x00200000
#define IORESOURCE_MUXED	 0x00400000
#define IORESOURCE_EXT_TYPE_BITS 0x01000000
#define IORESOURCE_SYSRAM	 0x01000000
#define IORESOURCE_EXCLUSIVE	 0x08000000
#define IORESOURCE_DISABLED	 0x10000000
#define IORESOURCE_UNSET	 0x20000000
#define IORESOURCE_AUTO		 0x40000000
#define IORESOURCE_BUSY		 0x80000000 /* a driver has it: nothing goes inside */
#define IORESOURCE_SYSTEM_RAM	 (IORESOURCE_MEM | IORESOURCE_SYSRAM)

enum {
	IORES_DESC_NONE,
	IORES_DESC_CRASH_KERNEL,
	IORES_DESC_ACPI_TABLES,
	IORES_DESC_ACPI_NV_STORAGE,
	IORES_DESC_PERSISTENT_MEMORY,
	IORES_DESC_PERSISTENT_MEMORY_LEGACY,
	IORES_DESC_DEVICE_PRIVATE_MEMORY,
	IORES_DESC_RESERVED,
	IORES_DESC_SOFT_RESERVED,
};

#define DEFINE_RES_NAMED(_start, _size, _name, _flags)   \
	((struct resource){ .start = (_start),           \
			    .end = (_start) + (_size)-1, \
			    .name = (_name),             \
			    .flags = (_flags),           \
			    .desc = IORES_DESC_NONE })
#define DEFINE_RES_MEM_NAMED(start, size, name) DEFINE_RES_NAMED(start, size, name, IORESOURCE_MEM)
#define DEFINE_RES_MEM(start, size)		DEFINE_RES_MEM_NAMED(start, size, NULL)
#define DEFINE_RES_IO_NAMED(start, size, name)	DEFINE_RES_NAMED(start, size, name, IORESOURCE_IO)
#define DEFINE_RES_IO(start, size)		DEFINE_RES_IO_NAMED(start, size, NULL)
#define DEFINE_RES_REG(start, size)		DEFINE_RES_NAMED(start, size, NULL, IORESOURCE_REG)
#define DEFINE_RES_IRQ(irq)			DEFINE_RES_NAMED(irq, 1, NULL, IORESOURCE_IRQ)
#define DEFINE_RES_DMA(dma)			DEFINE_RES_NAMED(dma, 1, NULL, IORESOURCE_DMA)

/** iomem_resource - all of the memory bus; ioport_resource - all ports. */
extern struct resource iomem_resource, ioport_resource;

static inline resource_size_t resource_size(const struct resource *res)
{
	return res->end - res->start + 1;
}

static inline unsigned long resource_type(const struct resource *res)
{
	return res->flags & IORESOURCE_TYPE_BITS;
}

static inline unsigned long resource_ext_type(const struct resource *res)
{
	return res->flags & IORESOURCE_EXT_TYPE_BITS;
}

/** resource_contains - does all of @inner lie in @outer?  Ranges of no place lie in none. */
static inline bool resource_contains(const struct resource *outer, const struct resource *inner)
{
	if (resource_type(outer) != resource_type(inner) ||
	    (outer->flags | inner->flags) & IORESOURCE_UNSET)
		return false;
	return outer->start <= inner->start && outer->end >= inner->end;
}

static inline bool resource_overlaps(const struct resource *a, const struct resource *b)
{
	return a->start <= b->end && a->end >= b->start;
}

/** resource_intersection - what @a and @b have in common goes to @common. Return: is it any? */
static inline bool resource_intersection(const struct resource *a, const struct resource *b,
					 struct resource *common)
{
	if (!resource_overlaps(a, b))
		return false;
	common->start = max(a->start, b->start);
	common->end = min(a->end, b->end);
	return true;
}

/* ---- resources of the caller's own ----------------------------------------------------------- */

int request_resource(struct resource *root, struct resource *new);
struct resource *request_resource_conflict(struct resource *root, struct resource *new);
int insert_resource(struct resource *parent, struct resource *new);
int release_resource(struct resource *old);
struct resource *lookup_resource(struct resource *root, resource_size_t start);

/* ---- regions --------------------------------------------------------------------------------- */

struct resource *__request_region(struct resource *parent, resource_size_t start, resource_size_t n,
				  const char *name, int flags);
void __release_region(struct resource *parent, resource_size_t start, resource_size_t n);
int __check_region(struct resource *parent, resource_size_t start, resource_size_t n);

#define request_mem_region(start, n, name) \
	__request_region(&iomem_resource, (start), (n), (name), 0)
#define request_mem_region_exclusive(start, n, name) \
	__request_region(&iomem_resource, (start), (n), (name), (int)IORESOURCE_EXCLUSIVE)
#define release_mem_region(start, n) __release_region(&iomem_resource, (start), (n))
/* Until 4.3: could it be requested, now? */
#define check_mem_region(start, n) __check_region(&iomem_resource, (start), (n))

#define request_region(start, n, name) __request_region(&ioport_resource, (start), (n), (name), 0)
#define release_region(start, n)       __release_region(&ioport_resource, (start), (n))
#define check_region(start, n)	       __check_region(&ioport_resource, (start), (n))

/* ---- of a device: kernel/devres_device.c ----------------------------------------------------- */

struct device;

int devm_request_resource(struct device *dev, struct resource *root, struct resource *new);
void devm_release_resource(struct device *dev, struct resource *new);
struct resource *__devm_request_region(struct device *dev, struct resource *parent,
				       resource_size_t start, resource_size_t n, const char *name);
void __devm_release_region(struct device *dev, struct resource *parent, resource_size_t start,
			   resource_size_t n);

#define devm_request_mem_region(dev, start, n, name) \
	__devm_request_region((dev), &iomem_resource, (start), (n), (name))
#define devm_release_mem_region(dev, start, n) \
	__devm_release_region((dev), &iomem_resource, (start), (n))
#define devm_request_region(dev, start, n, name) \
	__devm_request_region((dev), &ioport_resource, (start), (n), (name))
#define devm_release_region(dev, start, n) \
	__devm_release_region((dev), &ioport_resource, (start), (n))

#endif
