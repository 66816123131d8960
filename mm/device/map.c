// SPDX-License-Identifier: MIT
/* ioremap and iounmap: addresses for what is on the bus. */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/io.h>
#include <linux/might_sleep.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/vmalloc.h>

#include <mm/boot/trace.h>
#include <mm/device/space.h>
#include <mm/kmalloc/kmalloc.h>
#include <mm/vmalloc/vmalloc.h>
#include <port/port.h>

/* ---- finding --------------------------------------------------------------------------------- */

static bool mapping_holds(const struct device_mapping *mapping, unsigned long addr,
			  unsigned int bytes)
{
	unsigned long offset = addr - mapping->addr;

	return offset < mapping->size && mapping->size - offset >= bytes;
}

static bool mapping_covers(const struct device_mapping *mapping, unsigned long addr)
{
	if (mapping->area)
		return addr - (unsigned long)mapping->area->addr < mapping->area->size;
	return addr - mapping->addr < mapping->size;
}

struct device_mapping *mapping_at(unsigned long addr, unsigned int bytes)
{
	struct device_mapping *mapping;

	list_for_each_entry(mapping, &device_space.mappings, link)
		if (mapping_holds(mapping, addr, bytes)) {
			list_move(&mapping->link, &device_space.mappings);
			return mapping;
		}
	list_for_each_entry(mapping, &device_space.mappings, link)
		if (mapping_covers(mapping, addr))
			return mapping;
	return NULL;
}

const struct device_gone *mapping_gone_at(unsigned long addr)
{
	unsigned long kept = min(device_space.nr_gone, (unsigned long)DEVICE_GONE_KEPT);

	for (unsigned long i = 1; i <= kept; i++) {
		const struct device_gone *gone =
			&device_space.gone[(device_space.nr_gone - i) % DEVICE_GONE_KEPT];

		if (addr - gone->addr < gone->size)
			return gone;
	}
	return NULL;
}

void device_name_place(struct textbuf *t, phys_addr_t phys)
{
	const struct device_block *block = block_at(phys, 1);
	const struct device_register *reg;
	u64 offset;

	if (!block) {
		textbuf_printf(t, "bus address %pa", &phys);
		return;
	}
	offset = phys - block->res.start;
	textbuf_printf(t, "%s+0x%llx", block->name, offset);
	reg = block_register_at(block, offset);
	if (reg && reg->spec.offset == offset)
		textbuf_printf(t, " (%s)", reg->spec.name);
	else if (reg)
		textbuf_printf(t, " (%s+%llu)", reg->spec.name, offset - reg->spec.offset);
}

/* ---- making ---------------------------------------------------------------------------------- */

/* The addresses of @mapping.  Without an MMU the bus's own are the processor's. */
static bool take_addresses(struct device_mapping *mapping)
{
	unsigned long in_page = offset_in_page((unsigned long)mapping->phys);

	if (!IS_ENABLED(CONFIG_MMU) || !port.has_mmu) {
		mapping->addr = (unsigned long)mapping->phys;
		return mapping->addr == mapping->phys;
	}
	mapping->area =
		vmap_own_area(in_page + mapping->size, VM_IOREMAP, (const void *)mapping->caller);
	if (!mapping->area)
		return false;
	mapping->area->phys_addr = mapping->phys - in_page;
	mapping->addr = (unsigned long)mapping->area->addr + in_page;
	return true;
}

static void __iomem *map(phys_addr_t phys, size_t size, unsigned long caller)
{
	struct device_mapping *mapping;
	unsigned long addr;

	if (mm_trace_should_fail(MM_EVENT_IOREMAP, size, GFP_KERNEL))
		return NULL;
	mapping = kmalloc_untraced(sizeof(*mapping), GFP_KERNEL);
	if (!mapping)
		return NULL;
	*mapping = (struct device_mapping){ .size = size, .phys = phys, .caller = caller };
	if (!blocks_back(phys, size) || !take_addresses(mapping)) {
		kfree_untraced(mapping);
		return NULL;
	}
	addr = mapping->addr;
	mm_trace_alloc(MM_EVENT_IOREMAP, mapping, size, size, GFP_KERNEL);
	lock_acquire(&device_space.lock);
	list_add(&mapping->link, &device_space.mappings);
	lock_release(&device_space.lock);
	return (void __iomem *)addr;
}

/**
 * ioremap - get an address for device memory, for readl(), writel() and their kin alone.
 * @offset: bus address of its first byte; need not begin a page.
 * @size: bytes.
 *
 * Where no device is declared the mapping is made all the same, as on a bus, but it is remarked on.
 *
 * Return: the address, which iounmap() takes back; NULL for no bytes, for a range that wraps
 * around, for RAM (which is reported), and where memory or addresses are short.
 * Context: process; may sleep.
 */
void __iomem *ioremap(phys_addr_t offset, size_t size)
{
	phys_addr_t last = offset + (size - 1);

	might_sleep();
	if (!size || last < offset || last - offset != size - 1) {
		pr_warn("ioremap: %zu bytes at %pa are no range of bus addresses\n", size, &offset);
		return NULL;
	}
	if (resource_is_ram(offset, last)) {
		report("WARNING: ioremap on RAM at %pa - %pa", &offset, &last);
		return NULL;
	}
	if (!blocks_cover(offset, last))
		pr_warn("ioremap: not all of %pa - %pa belongs to a device; see --device\n",
			&offset, &last);
	return map(offset, size, _RET_IP_);
}
EXPORT_SYMBOL(ioremap);

/* ---- ending ---------------------------------------------------------------------------------- */

/* Under the lock: the mapping that an ioremap() gave @addr for, or else the page of it. */
static struct device_mapping *mapping_to_end(unsigned long addr)
{
	struct device_mapping *mapping;

	list_for_each_entry(mapping, &device_space.mappings, link)
		if (mapping->addr == addr)
			return mapping;
	mapping = mapping_at(addr, 1);
	return mapping && (addr & PAGE_MASK) == (mapping->addr & PAGE_MASK) ? mapping : NULL;
}

static void remember_gone(const struct device_mapping *mapping, unsigned long by)
{
	device_space.gone[device_space.nr_gone++ % DEVICE_GONE_KEPT] =
		(struct device_gone){ .addr = mapping->addr,
				      .size = mapping->size,
				      .phys = mapping->phys,
				      .caller = mapping->caller,
				      .by = by };
}

static void mapping_free(struct device_mapping *mapping)
{
	if (mapping->area)
		vfree_untraced(mapping->area->addr);
	kfree_untraced(mapping);
}

static void report_bad_unmap(const volatile void __iomem *addr)
{
	const struct device_gone *found;
	struct device_gone gone = { 0 };

	lock_acquire(&device_space.lock);
	found = mapping_gone_at((unsigned long)addr);
	if (found)
		gone = *found;
	lock_release(&device_space.lock);

	report_begin("iounmap: bad address %p", (const void __force *)addr);
	if (found) {
		pr_err("Mapped by %pB\n", (void *)gone.caller);
		pr_err("Unmapped before, by %pB\n", (void *)gone.by);
	}
	report_end();
}

/**
 * iounmap - end a mapping of ioremap().
 * @addr: what that returned; NULL is nothing to do.  Anything else is reported.
 * Context: process; may sleep.
 */
void iounmap(volatile void __iomem *addr)
{
	struct device_mapping *mapping;

	might_sleep();
	if (!addr)
		return;
	lock_acquire(&device_space.lock);
	mapping = mapping_to_end((unsigned long)addr);
	if (mapping) {
		list_del(&mapping->link);
		remember_gone(mapping, _RET_IP_);
	}
	lock_release(&device_space.lock);
	if (!mapping) {
		report_bad_unmap(addr);
		return;
	}
	mm_trace_free(MM_EVENT_IOREMAP, mapping);
	mapping_free(mapping);
}
EXPORT_SYMBOL(iounmap);

void mappings_exit(void)
{
	struct device_mapping *mapping, *next;

	list_for_each_entry_safe(mapping, next, &device_space.mappings, link)
		mapping_free(mapping);
	INIT_LIST_HEAD(&device_space.mappings);
}
