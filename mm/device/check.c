// SPDX-License-Identifier: MIT
/* Proof of the invariants stated above the structs of space.h. */
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/vmalloc.h>

#include <mm/device/space.h>

#define expect(broken, cond, fmt, ...)                                    \
	do {                                                              \
		if (unlikely(!(cond))) {                                  \
			pr_err("device_check: " fmt "\n", ##__VA_ARGS__); \
			(*(broken))++;                                    \
		}                                                         \
	} while (0)

static void check_block(const struct device_block *block, int *broken)
{
	const struct device_register *reg;
	u64 end = 0;

	expect(broken, block->res.parent, "device %s is not on the bus", block->name);
	expect(broken, !resource_is_ram(block->res.start, block->res.end), "device %s is in RAM",
	       block->name);
	list_for_each_entry(reg, &block->registers, link) {
		expect(broken,
		       reg->spec.offset >= end && !(reg->spec.offset & (reg->spec.bytes - 1)),
		       "register %s of %s is at 0x%llx", reg->spec.name, block->name,
		       reg->spec.offset);
		end = reg->spec.offset + reg->spec.bytes;
	}
	expect(broken, end <= resource_size(&block->res), "registers of %s end at 0x%llx",
	       block->name, end);
}

/* Every page of a block that can be reached through @mapping has contents. */
static void check_backed(const struct device_mapping *mapping, const struct device_block *block,
			 int *broken)
{
	phys_addr_t from = max(mapping->phys, block->res.start);
	phys_addr_t to = min(mapping->phys + (mapping->size - 1), block->res.end);

	if (from > to)
		return;
	from = (from - block->res.start) >> PAGE_SHIFT;
	to = (to - block->res.start) >> PAGE_SHIFT;
	for (; from <= to; from++)
		expect(broken, block->pages[from], "page %lu of %s is mapped and has no contents",
		       (unsigned long)from, block->name);
}

static void check_mapping(const struct device_mapping *mapping, int *broken)
{
	const struct device_block *block;
	const struct vm_struct *area = mapping->area;

	list_for_each_entry(block, &device_space.blocks, link)
		check_backed(mapping, block, broken);
	if (!area) {
		expect(broken, mapping->addr == mapping->phys, "%lx is not at its bus address",
		       mapping->addr);
		return;
	}
	expect(broken,
	       area->phys_addr + (mapping->addr - (unsigned long)area->addr) == mapping->phys &&
		       mapping->addr + mapping->size <=
			       (unsigned long)area->addr + get_vm_area_size(area),
	       "mapping %lx does not fit its area %p", mapping->addr, area->addr);
}

int device_check(void)
{
	const struct device_mapping *mapping;
	const struct device_block *block;
	int broken = 0;

	lock_acquire(&device_space.lock);
	list_for_each_entry(block, &device_space.blocks, link)
		check_block(block, &broken);
	list_for_each_entry(mapping, &device_space.mappings, link)
		check_mapping(mapping, &broken);
	lock_release(&device_space.lock);
	return broken + resources_check();
}
