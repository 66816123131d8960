// SPDX-License-Identifier: MIT
/*
 * The memory map: one struct page for every frame from 0 to the end of RAM, holes included, so
 * that a frame's number is its index.  It is taken from RAM as a whole and touched only where
 * frames are born (mm/page/buddy.c): a map of 16 GiB for a machine of 1 TiB costs addresses, not
 * memory, in a world that fills pages when they are first touched.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/mm_types.h>
#include <linux/mmzone.h>
#include <mm/boot/boot.h>

unsigned long page_offset_base;
unsigned long lowmem_bytes, lowmem_frames;
struct page *mem_map;
unsigned long vmemmap_base;
unsigned long max_pfn;
EXPORT_SYMBOL(page_offset_base);
EXPORT_SYMBOL(lowmem_bytes);
EXPORT_SYMBOL(mem_map);
EXPORT_SYMBOL(vmemmap_base);
EXPORT_SYMBOL(max_pfn);

const struct mm_tracer *mm_tracer;
const struct mm_access *mm_access;

int memmap_init(void)
{
	unsigned long frames, hundredths;

	max_pfn = (unsigned long)(memblock_end() >> PAGE_SHIFT);
	/* Whole blocks, so that the buddy of any block has a struct page. */
	frames = (max_pfn + MAX_ORDER_NR_PAGES - 1) & ~(MAX_ORDER_NR_PAGES - 1);
	page_offset_base = port.page_offset;
	lowmem_bytes = (unsigned long)min(memblock_end(), port.direct_end);
	lowmem_frames = lowmem_bytes >> PAGE_SHIFT;
	mem_map = memblock_alloc(frames * sizeof(struct page), PAGE_SIZE);
	if (!mem_map)
		return machine_fail(
			-ENOMEM,
			"the memory map needs %lu KiB in one piece, which this machine has not",
			frames * sizeof(struct page) >> 10);
	vmemmap_base =
		(unsigned long)mem_map - (page_offset_base >> PAGE_SHIFT) * sizeof(struct page);
	/* Of a percent. */
	hundredths =
		(unsigned long)div64_u64(10000ull * frames * sizeof(struct page), memblock_bytes());
	if (!machine_config()->quiet)
		pr_info("memory map: %lu KiB for %lu frames of %zu bytes (%lu.%02lu%% of RAM)\n",
			frames * sizeof(struct page) >> 10, frames, sizeof(struct page),
			hundredths / 100, hundredths % 100);
	return 0;
}

void memmap_exit(void)
{
	lowmem_bytes = lowmem_frames = 0;
	max_pfn = 0;
	mem_map = NULL;
}

/**
 * pfn_valid - true where @pfn is a frame of this machine's RAM.
 * Context: any.
 */
bool pfn_valid(unsigned long pfn)
{
	phys_addr_t at = (phys_addr_t)pfn << PAGE_SHIFT;

	for (unsigned int i = 0; i < port.nr_ranges; i++)
		if (at >= port.ranges[i].start && at < port.ranges[i].end)
			return true;
	return false;
}
EXPORT_SYMBOL(pfn_valid);

void zone_limits(enum machine_profile profile, u64 limits[MAX_NR_ZONES])
{
	const u64 forever = ~0ull;

	for (int i = 0; i < MAX_NR_ZONES; i++)
		limits[i] = 0;
	switch (profile) {
	case PROFILE_PC64:
		limits[ZONE_DMA] = 16ull << 20;	 /* 24 address lines of the ISA bus */
		limits[ZONE_DMA32] = 4ull << 30; /* 32-bit PCI devices */
		limits[ZONE_NORMAL] = forever;
		break;
	case PROFILE_PC32:
		limits[ZONE_DMA] = 16ull << 20;
		/* 1 GiB of kernel addresses less 128 MiB for vmalloc, kmap and fixed maps. */
		limits[ZONE_NORMAL] = 896ull << 20;
		/* Without kmap() nobody could use what has no address: it is in no zone. */
		limits[ZONE_HIGHMEM] = IS_ENABLED(CONFIG_HIGHMEM) ? forever : 0;
		break;
	case PROFILE_NOMMU:
		limits[ZONE_NORMAL] = forever;
		break;
	}
}
