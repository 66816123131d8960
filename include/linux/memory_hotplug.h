/* SPDX-License-Identifier: MIT */
/*
 * Memory that comes and goes while the machine runs.
 *
 * A section (asm/sparsemem.h) is absent, added or online.  A machine with a limit above its memory
 * has absent ones, and adds one by itself whenever a request finds too little free: that is all
 * most users need.  The calls below do the same, and the reverse, by hand.  A section that
 * was taken offline by hand stays so until online_pages(); one that was removed may come back by
 * itself.
 */
#ifndef _LINUX_MEMORY_HOTPLUG_H
#define _LINUX_MEMORY_HOTPLUG_H

#include <linux/memory.h>
#include <linux/mmzone.h>
#include <linux/types.h>

struct memory_group;
struct page;

/* How memory is to be added; none of the kernel's ways makes a difference here. */
typedef int mhp_t;
#define MHP_NONE ((mhp_t)0)

int add_memory(int nid, u64 start, u64 size, mhp_t mhp_flags);
int remove_memory(u64 start, u64 size);
int online_pages(unsigned long pfn, unsigned long nr_pages, struct zone *zone,
		 struct memory_group *group);
int offline_pages(unsigned long start_pfn, unsigned long nr_pages, struct zone *zone,
		  struct memory_group *group);
int offline_and_remove_memory(u64 start, u64 size);

struct page *pfn_to_online_page(unsigned long pfn);

#endif
