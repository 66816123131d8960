// SPDX-License-Identifier: MIT
/*
 * The tag map: which call site took a piece of memory last.
 *
 * A machine that profiles has, for every 16 bytes of directly mapped RAM and for every frame, the
 * number of a call site.  An allocation writes its site's number for the place where the memory
 * begins; nothing is written when it ends.  So an entry means something only where there is live
 * memory, and then it is true: all memory that is given out comes with a write.
 *
 *	entry(start of live memory) = the site that took it
 *
 * For calls that say where they are from, that write is all there is to do: one shift and one
 * store.  Calls that do not would leave the entry of the last owner behind.  In a machine that
 * profiles their fast ways are diverted (port/slot.h), and the slow ones write that it was nobody.
 * So a machine that does not profile pays nothing, in code that was compiled without tags not one
 * instruction.
 *
 * Two maps, because pages need no address:
 *
 *	objects		by address, 2 bytes for 16: an eighth of low memory, touched where objects
 *			are taken; the objects of a slab begin 16 bytes apart at least
 *	pages		by frame, 2 bytes for a page, for the first page of every block that is not
 *			a slab
 *
 * What is counted, and when, is in mm/profile/profile.c.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <mm/boot/boot.h>

u16 *tag_map_by_address;
u16 *tag_map_by_frame;

int tag_map_init(void)
{
	size_t objects = (lowmem_bytes >> TAG_GRANULE_SHIFT) * sizeof(u16);
	size_t pages = max_pfn * sizeof(u16);
	void *map;

	tag_map_by_address = tag_map_by_frame = NULL;
	if (!machine_config()->mem_profiling)
		return 0;
	if (IS_ENABLED(CONFIG_SLOB))
		return machine_fail(-EINVAL, "the tiny engine does not tell who took its memory");
	map = memblock_alloc(objects + pages, PAGE_SIZE);
	if (!map)
		return machine_fail(-ENOMEM,
				    "profiling needs %zu KiB in one piece, which this machine "
				    "has not",
				    (objects + pages) >> 10);
	/* An address is its own index: none is below the direct map. */
	tag_map_by_address = (u16 *)map - (page_offset_base >> TAG_GRANULE_SHIFT);
	tag_map_by_frame = (u16 *)map + objects / sizeof(u16);
	if (!machine_config()->quiet)
		pr_info("allocation profiling: %zu KiB for the map of call sites\n",
			(objects + pages) >> 10);
	return 0;
}

void tag_map_exit(void)
{
	tag_map_by_address = tag_map_by_frame = NULL;
}

struct alloc_tag *alloc_tag_save(struct alloc_tag *tag)
{
	struct port_thread *self = port_self();
	struct alloc_tag *old = self->alloc_tag;

	self->alloc_tag = tag;
	return old;
}
EXPORT_SYMBOL(alloc_tag_save);

void alloc_tag_restore(struct alloc_tag *tag, struct alloc_tag *old)
{
	struct port_thread *self = port_self();

	WARN_ON_ONCE(self->alloc_tag != tag);
	self->alloc_tag = old;
}
EXPORT_SYMBOL(alloc_tag_restore);

bool mem_alloc_profiling_enabled(void)
{
	return tag_map_on();
}
EXPORT_SYMBOL(mem_alloc_profiling_enabled);
