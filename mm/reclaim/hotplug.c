// SPDX-License-Identifier: MIT
/*
 * Memory added and taken away by hand: mm/page/section.c has the states and their meaning.
 *
 * What goes offline is emptied first: its page blocks serve no one any more, and the pages in use
 * are moved by their owners.  Only when all is free do the frames leave their zone, and their
 * contents and struct pages go back to the world below.  Until then everything can be undone, and
 * is: by the first page that cannot move, and by a notifier that refuses.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/memory_hotplug.h>
#include <linux/might_sleep.h>
#include <mm/page/page.h>
#include <mm/reclaim/reclaim.h>

/* ---- coming ---------------------------------------------------------------------------------- */

/* Within a change. */
static int bring_online(unsigned long start, unsigned long nr, struct zone *zone)
{
	struct zone *is = section_zone(start, nr, false);
	struct memory_notify notice;
	int err;

	if (!is || (zone && zone != is))
		return -EINVAL;
	notice = section_notice(is, start, nr, true);
	err = notifier_to_errno(memory_notify(MEM_GOING_ONLINE, &notice));
	if (err) {
		memory_notify(MEM_CANCEL_ONLINE, &notice);
		return err;
	}
	section_onlined(start, nr);
	memory_notify(MEM_ONLINE, &notice);
	return 0;
}

/* One change of what is online at a time. */
static int change_pages(int (*fn)(unsigned long start, unsigned long nr, struct zone *zone),
			unsigned long start, unsigned long nr, struct zone *zone)
{
	int err;

	might_sleep();
	err = section_change_begin();
	if (err)
		return err;
	err = fn(start, nr, zone);
	section_change_end();
	return err;
}

/**
 * online_pages - use memory that was added and is offline.
 * @pfn: its first frame; @nr_pages: how many: whole sections.
 * @zone: the zone it is of, or NULL.
 * @group: not used.
 *
 * Context: may sleep.
 * Return: 0; -EINVAL where that is not offline memory of one zone, or not of @zone; -EBUSY in a
 * notifier; the errno of a notifier that refuses.
 */
int online_pages(unsigned long pfn, unsigned long nr_pages, struct zone *zone,
		 struct memory_group *group)
{
	return change_pages(bring_online, pfn, nr_pages, zone);
}
EXPORT_SYMBOL_GPL(online_pages);

/**
 * add_memory - add memory that the machine may have, and use it.
 * @nid: the node it is of.
 * @start: its physical address; @size: bytes: whole sections.
 * @mhp_flags: MHP_NONE.
 *
 * Context: may sleep.
 * Return: 0; -EINVAL where the machine may not have it or its node is another; -EEXIST where some
 * of it is there already; -EBUSY in a notifier; the errno of a notifier that refuses.
 */
int add_memory(int nid, u64 start, u64 size, mhp_t mhp_flags)
{
	unsigned long pfn = (unsigned long)PHYS_PFN(start), nr = (unsigned long)PHYS_PFN(size);
	int err;

	might_sleep();
	if (nid < 0 || !PAGE_ALIGNED(start | size) || mhp_flags != MHP_NONE)
		return -EINVAL;
	err = section_change_begin();
	if (err)
		return err;
	err = section_claim(nid, pfn, nr);
	if (!err) {
		err = bring_online(pfn, nr, NULL);
		if (err)
			section_unclaim(pfn, nr);
	}
	section_change_end();
	return err;
}
EXPORT_SYMBOL_GPL(add_memory);

/* ---- going ----------------------------------------------------------------------------------- */

/* Let the world have the memory of [start, start + nr) and of their struct pages. */
static void let_go(unsigned long start, unsigned long nr)
{
	phys_addr_t map = __pa(pfn_to_page(start)), map_end = __pa(pfn_to_page(start + nr));

	port_release(start, nr);
	if (PFN_UP(map) < PFN_DOWN(map_end))
		port_release((unsigned long)PFN_UP(map),
			     (unsigned long)(PFN_DOWN(map_end) - PFN_UP(map)));
}

/* Within a change. */
static int take_offline(unsigned long start, unsigned long nr, struct zone *zone)
{
	struct zone *is = section_zone(start, nr, true);
	struct memory_notify notice;
	int err;

	if (!is || (zone && zone != is))
		return -EINVAL;
	if (section_is_early(start, nr))
		return -EBUSY;
	notice = section_notice(is, start, nr, false);
	err = notifier_to_errno(memory_notify(MEM_GOING_OFFLINE, &notice));
	if (!err)
		err = isolate_and_empty(is, start, start + nr);
	if (err) {
		memory_notify(MEM_CANCEL_OFFLINE, &notice);
		return err;
	}
	if (buddy_remove_range(is, start, start + nr) != nr)
		report("memory that is going offline has come into use");
	/* There is nothing in the page blocks any more; the next frames find them open. */
	for (unsigned long pfn = start; pfn < start + nr; pfn += pageblock_nr_pages)
		buddy_unisolate(is, pfn,
				page_group_by_mobility_disabled ? MIGRATE_UNMOVABLE :
								  MIGRATE_MOVABLE);
	section_offlined(is, start, nr);
	let_go(start, nr);
	memory_notify(MEM_OFFLINE, &notice);
	return 0;
}

/**
 * offline_pages - stop using memory; it stays added, and the machine does not take it again by
 * itself.
 * @start_pfn: its first frame; @nr_pages: how many: whole sections.
 * @zone: the zone it is of, or NULL.
 * @group: not used.
 *
 * Context: may sleep.
 * Return: 0; -EINVAL where that is not online memory of one zone, or not of @zone; -EBUSY where a
 * page of it cannot move, or in a notifier; the errno of a notifier that refuses.  After a failure
 * it is in use as before.
 */
int offline_pages(unsigned long start_pfn, unsigned long nr_pages, struct zone *zone,
		  struct memory_group *group)
{
	return change_pages(take_offline, start_pfn, nr_pages, zone);
}
EXPORT_SYMBOL_GPL(offline_pages);

/**
 * remove_memory - give up memory that is offline; a machine that grows may get it back.
 * @start: its physical address; @size: bytes: whole sections.
 *
 * Context: may sleep.
 * Return: 0; -EINVAL where that is not memory that was added; -EBUSY where some of it is online or
 * holds early memory, or in a notifier.
 */
int remove_memory(u64 start, u64 size)
{
	int err;

	might_sleep();
	if (!PAGE_ALIGNED(start | size))
		return -EINVAL;
	err = section_change_begin();
	if (err)
		return err;
	err = section_unclaim((unsigned long)PHYS_PFN(start), (unsigned long)PHYS_PFN(size));
	section_change_end();
	return err;
}
EXPORT_SYMBOL_GPL(remove_memory);

/**
 * offline_and_remove_memory - offline_pages(), then remove_memory().
 * Context: may sleep.
 * Return: 0, or the error of the first that fails.
 */
int offline_and_remove_memory(u64 start, u64 size)
{
	unsigned long pfn = (unsigned long)PHYS_PFN(start), nr = (unsigned long)PHYS_PFN(size);
	int err;

	might_sleep();
	if (!PAGE_ALIGNED(start | size))
		return -EINVAL;
	err = section_change_begin();
	if (err)
		return err;
	err = take_offline(pfn, nr, NULL);
	if (!err)
		err = section_unclaim(pfn, nr);
	section_change_end();
	return err;
}
EXPORT_SYMBOL_GPL(offline_and_remove_memory);
