// SPDX-License-Identifier: MIT
/*
 * Register blocks: what answers on the bus, and how.
 *
 * An access is taken byte by byte, each doing what the register it lies in does.  So an access
 * that is wider or narrower than a register is no special case: it meets the bytes it meets.
 */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include <mm/boot/boot.h>
#include <mm/device/space.h>
#include <mm/kmalloc/kmalloc.h>
#include <mm/page/page.h>

/* ---- declaring ------------------------------------------------------------------------------- */

static bool name_is_taken(const char *name)
{
	const struct device_block *block;

	list_for_each_entry(block, &device_space.blocks, link)
		if (strcmp(block->name, name) == 0)
			return true;
	return false;
}

/* Where it stands on the bus: nowhere that something else does. */
static int place(struct device_block *block, struct device_flaw *flaw)
{
	const struct resource *in_the_way;

	if (resource_is_ram(block->res.start, block->res.end))
		return device_flawed(flaw,
				     "device %s at %pR is in RAM: give it another address, or the "
				     "machine less memory",
				     block->name, &block->res);
	in_the_way = request_resource_conflict(&iomem_resource, &block->res);
	if (in_the_way)
		return device_flawed(flaw, "device %s at %pR is in the way of %s at %pR",
				     block->name, &block->res, in_the_way->name, in_the_way);
	return 0;
}

static int no_memory(struct device_flaw *flaw, const char *name)
{
	device_flawed(flaw, "the machine has no memory for device %s", name);
	return -ENOMEM;
}

int block_declare(const struct block_spec *spec, struct device_flaw *flaw)
{
	const u64 nr_pages = ((spec->size - 1) >> PAGE_SHIFT) + 1;
	struct device_block *block;
	size_t bytes;
	int err;

	if (name_is_taken(spec->name))
		return device_flawed(flaw, "there are two devices of the name %s", spec->name);
	block = kmalloc_untraced(sizeof(*block), GFP_KERNEL);
	if (!block)
		return no_memory(flaw, spec->name);
	memset(block, 0, sizeof(*block));
	INIT_LIST_HEAD(&block->registers);
	strscpy(block->name, spec->name, sizeof(block->name));
	block->res = DEFINE_RES_MEM_NAMED((resource_size_t)spec->base, (resource_size_t)spec->size,
					  block->name);
	block->nr_pages = (unsigned long)nr_pages;
	err = place(block, flaw);
	if (err)
		goto free_block;
	bytes = nr_pages > SIZE_MAX / sizeof(*block->pages) ?
			SIZE_MAX :
			block->nr_pages * sizeof(*block->pages);
	block->pages = kmalloc_untraced(bytes, GFP_KERNEL | __GFP_NOWARN);
	if (!block->pages) {
		err = no_memory(flaw, spec->name);
		goto take_out;
	}
	memset(block->pages, 0, bytes);
	list_add_tail(&block->link, &device_space.blocks);
	return 0;
take_out:
	resource_displace(&block->res);
free_block:
	kfree_untraced(block);
	return err;
}

int block_declare_register(const struct register_spec *spec, struct device_flaw *flaw)
{
	struct device_block *block =
		list_last_entry(&device_space.blocks, struct device_block, link);
	struct device_register *reg, *at;

	list_for_each_entry(at, &block->registers, link) {
		if (strcmp(at->spec.name, spec->name) == 0)
			return device_flawed(flaw, "device %s has two registers %s", block->name,
					     spec->name);
		if (at->spec.offset < spec->offset + spec->bytes &&
		    spec->offset < at->spec.offset + at->spec.bytes)
			return device_flawed(flaw, "registers %s and %s of device %s overlap",
					     at->spec.name, spec->name, block->name);
	}
	reg = kmalloc_untraced(sizeof(*reg), GFP_KERNEL);
	if (!reg)
		return no_memory(flaw, block->name);
	reg->spec = *spec;
	/* Behind the last that is below it. */
	list_for_each_entry_reverse(at, &block->registers, link)
		if (at->spec.offset < spec->offset)
			break;
	list_add(&reg->link, &at->link);
	return 0;
}

static void block_free(struct device_block *block)
{
	struct device_register *reg, *next;

	list_for_each_entry_safe(reg, next, &block->registers, link)
		kfree_untraced(reg);
	for (unsigned long i = 0; i < block->nr_pages; i++)
		if (block->pages[i])
			free_pages_untraced(virt_to_page(block->pages[i]), 0);
	resource_displace(&block->res);
	kfree_untraced(block->pages);
	kfree_untraced(block);
}

void blocks_exit(void)
{
	struct device_block *block, *next;

	list_for_each_entry_safe(block, next, &device_space.blocks, link)
		block_free(block);
	INIT_LIST_HEAD(&device_space.blocks);
}

/* ---- contents -------------------------------------------------------------------------------- */

static u8 *byte_at(const struct device_block *block, u64 offset)
{
	return (u8 *)block->pages[offset >> PAGE_SHIFT] + offset_in_page((unsigned long)offset);
}

/* The registers of page @i begin as they were declared; none crosses the end of a page. */
static void reset_page(struct device_block *block, unsigned long i)
{
	const struct device_register *reg;

	list_for_each_entry(reg, &block->registers, link) {
		if (reg->spec.offset >> PAGE_SHIFT != i)
			continue;
		for (unsigned int b = 0; b < reg->spec.bytes; b++)
			*byte_at(block, reg->spec.offset + b) = (u8)(reg->spec.value >> 8 * b);
	}
}

static bool back_page(struct device_block *block, unsigned long i)
{
	struct page *page;
	bool spare;

	if (READ_ONCE(block->pages[i]))
		return true;
	page = alloc_pages_untraced(GFP_KERNEL | __GFP_ZERO | __GFP_NOWARN, 0, NUMA_NO_NODE);
	if (!page)
		return false;
	lock_acquire(&device_space.lock);
	spare = block->pages[i] != NULL;
	if (!spare) {
		WRITE_ONCE(block->pages[i], page_address(page));
		reset_page(block, i);
	}
	lock_release(&device_space.lock);
	if (spare)
		free_pages_untraced(page, 0);
	return true;
}

bool blocks_back(phys_addr_t phys, size_t size)
{
	phys_addr_t last = phys + (size - 1);
	struct device_block *block;

	list_for_each_entry(block, &device_space.blocks, link) {
		phys_addr_t from = max(phys, block->res.start), to = min(last, block->res.end);

		if (from > to)
			continue;
		from = (from - block->res.start) >> PAGE_SHIFT;
		to = (to - block->res.start) >> PAGE_SHIFT;
		for (; from <= to; from++)
			if (!back_page(block, (unsigned long)from))
				return false;
	}
	return true;
}

struct device_block *block_at(phys_addr_t phys, size_t bytes)
{
	struct device_block *block;

	list_for_each_entry(block, &device_space.blocks, link)
		if (phys >= block->res.start && phys <= block->res.end)
			return block->res.end - phys >= bytes - 1 ? block : NULL;
	return NULL;
}

bool blocks_cover(phys_addr_t start, phys_addr_t end)
{
	const struct device_block *block;

	while ((block = block_at(start, 1))) {
		if (block->res.end >= end)
			return true;
		start = block->res.end + 1;
	}
	return false;
}

const struct device_register *block_register_at(const struct device_block *block, u64 offset)
{
	const struct device_register *reg;

	list_for_each_entry(reg, &block->registers, link)
		if (offset - reg->spec.offset < reg->spec.bytes)
			return reg;
	return NULL;
}

/* ---- accesses -------------------------------------------------------------------------------- */

static u8 read_byte(struct device_block *block, u64 offset)
{
	const struct device_register *reg = block_register_at(block, offset);
	u8 *byte = byte_at(block, offset), value = *byte;

	if (reg && reg->spec.kind == REGISTER_WRITE_ONLY)
		return 0;
	if (reg && reg->spec.kind == REGISTER_READ_CLEAR)
		*byte = 0;
	return value;
}

static void write_byte(struct device_block *block, u64 offset, u8 value)
{
	const struct device_register *reg = block_register_at(block, offset);
	u8 *byte = byte_at(block, offset);

	if (reg && reg->spec.kind == REGISTER_CONSTANT)
		return;
	if (reg && reg->spec.kind == REGISTER_WRITE_CLEAR)
		*byte &= (u8)~value;
	else
		*byte = value;
}

/* One more, with the carry from byte to byte; after the highest value comes 0. */
static void count_on(struct device_block *block, const struct device_register *reg)
{
	for (unsigned int i = 0; i < reg->spec.bytes; i++)
		if (++*byte_at(block, reg->spec.offset + i))
			break;
}

/* Each counter that [@offset, @offset + @bytes) meets, once. */
static void count_reads(struct device_block *block, u64 offset, unsigned int bytes)
{
	const struct device_register *reg;

	list_for_each_entry(reg, &block->registers, link) {
		if (reg->spec.offset >= offset + bytes)
			break;
		if (reg->spec.offset + reg->spec.bytes > offset &&
		    reg->spec.kind == REGISTER_COUNTER)
			count_on(block, reg);
	}
}

u64 block_read(struct device_block *block, u64 offset, unsigned int bytes)
{
	u64 value = 0;

	for (unsigned int i = 0; i < bytes; i++)
		value |= (u64)read_byte(block, offset + i) << 8 * i;
	count_reads(block, offset, bytes);
	return value;
}

void block_write(struct device_block *block, u64 offset, unsigned int bytes, u64 value)
{
	for (unsigned int i = 0; i < bytes; i++)
		write_byte(block, offset + i, (u8)(value >> 8 * i));
}
