// SPDX-License-Identifier: MIT
/*
 * Early memory.
 *
 * Before there are pages there are ranges: what is RAM (from the port) and what of it is taken.
 * Both lists are short arrays sorted by address, and everything is found by walking them; boot
 * takes a handful of blocks, of which the memory map is the largest.
 *
 * Invariants: ranges of a list neither overlap nor are empty; every taken range lies in RAM.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mm/boot/boot.h>

/* Each node brings at most two ranges of RAM; boot takes two pieces a node and some dozen more. */
#define MEMBLOCK_RANGES (PORT_MAX_RANGES + PORT_MAX_RESERVED + 2 * PORT_MAX_NODES + 16)

struct memblock_list {
	unsigned int nr;
	struct memblock_range range[MEMBLOCK_RANGES];
};

static struct memblock_list memory, reserved;

void memblock_init(void)
{
	memory.nr = 0;
	reserved.nr = 0;
}

static int list_insert(struct memblock_list *list, phys_addr_t start, phys_addr_t end, int nid)
{
	unsigned int i;

	if (list->nr == MEMBLOCK_RANGES || start >= end)
		return -EINVAL;
	for (i = list->nr; i && list->range[i - 1].start > start; i--)
		list->range[i] = list->range[i - 1];
	list->range[i] = (struct memblock_range){ start, end, nid };
	list->nr++;
	return 0;
}

/** memblock_add - tell of RAM at [@start, @end) of node @nid. */
void memblock_add(phys_addr_t start, phys_addr_t end, int nid)
{
	list_insert(&memory, start, end, nid);
}

/** memblock_reserve - take [@start, @end). Return: 0, or -EINVAL where the list is full. */
int memblock_reserve(phys_addr_t start, phys_addr_t end)
{
	return list_insert(&reserved, start, end, -1);
}

bool memblock_next_free(phys_addr_t from, struct memblock_range *range)
{
	for (unsigned int i = 0; i < memory.nr; i++) {
		phys_addr_t start = max(from, memory.range[i].start);
		phys_addr_t end = memory.range[i].end;

		for (unsigned int j = 0; j < reserved.nr && start < end; j++) {
			const struct memblock_range *r = &reserved.range[j];

			if (r->end <= start)
				continue;
			if (r->start > start) {
				end = min(end, r->start);
				break;
			}
			start = r->end;
		}
		if (start < end) {
			*range = (struct memblock_range){ start, end, memory.range[i].nid };
			return true;
		}
	}
	return false;
}

void *memblock_alloc(size_t size, size_t align)
{
	phys_addr_t best = 0, from = 0;
	struct memblock_range r;

	while (memblock_next_free(from, &r)) {
		phys_addr_t end = min(r.end, port.direct_end);

		from = r.end;
		if (end > r.start && end - r.start >= size) {
			phys_addr_t at = (end - size) & ~(phys_addr_t)(align - 1);

			if (at >= r.start)
				best = at;
		}
	}
	if (!best || memblock_reserve(best, best + size))
		return NULL;
	if (!port.ram_zeroed)
		memset((void *)(unsigned long)(port.page_offset + best), 0, size);
	return (void *)(unsigned long)(port.page_offset + best);
}

phys_addr_t memblock_end(void)
{
	return memory.nr ? memory.range[memory.nr - 1].end : 0;
}

u64 memblock_bytes(void)
{
	u64 bytes = 0;

	for (unsigned int i = 0; i < memory.nr; i++)
		bytes += memory.range[i].end - memory.range[i].start;
	return bytes;
}
