// SPDX-License-Identifier: MIT
/* The page layer's files in /proc, in the kernel's layout. */
#include <linux/kernel.h>
#include <mm/page/page.h>

/** buddyinfo_show - free blocks by node, zone and order: /proc/buddyinfo. */
void buddyinfo_show(struct textbuf *t)
{
	struct zone *zone;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid)
		{
			textbuf_printf(t, "Node %u, zone %8s ", nid, zone->name);
			lock_acquire(&zone->lock);
			for (unsigned int order = 0; order <= MAX_PAGE_ORDER; order++) {
				unsigned long n = zone->free_area[order].nr_free;

				if (order == MAX_PAGE_ORDER)
					n += (zone->unborn_end - zone->unborn_pfn) >>
					     MAX_PAGE_ORDER;
				textbuf_printf(t, "%6lu ", n);
			}
			lock_release(&zone->lock);
			textbuf_printf(t, "\n");
		}
}

static void meminfo_line(struct textbuf *t, const char *name, unsigned long pages)
{
	textbuf_printf(t, "%-16s%8lu kB\n", name, pages << (PAGE_SHIFT - 10));
}

/**
 * meminfo_show - memory as a whole: /proc/meminfo.
 *
 * Lines of what this machine does not have yet (files, swap) are there with 0, because readers
 * of the file expect them.
 */
void meminfo_show(struct textbuf *t)
{
	unsigned long total = totalram_pages(), free = nr_free_pages();
	unsigned long high = totalhigh_pages(), high_free = nr_free_highpages();
	unsigned long reclaimable = (unsigned long)atomic_long_read(&vm_slab_reclaimable_pages);
	unsigned long fixed = (unsigned long)atomic_long_read(&vm_slab_unreclaimable_pages);

	meminfo_line(t, "MemTotal:", total);
	meminfo_line(t, "MemFree:", free);
	meminfo_line(t, "MemAvailable:", free + reclaimable / 2);
	meminfo_line(t, "Buffers:", 0);
	meminfo_line(t, "Cached:", 0);
	meminfo_line(t, "SwapCached:", 0);
	meminfo_line(t, "Active:", 0);
	meminfo_line(t, "Inactive:", 0);
	if (high) {
		meminfo_line(t, "HighTotal:", high);
		meminfo_line(t, "HighFree:", high_free);
		meminfo_line(t, "LowTotal:", total - high);
		meminfo_line(t, "LowFree:", free - high_free);
	}
	meminfo_line(t, "SwapTotal:", 0);
	meminfo_line(t, "SwapFree:", 0);
	meminfo_line(t, "Dirty:", 0);
	meminfo_line(t, "Writeback:", 0);
	meminfo_line(t, "AnonPages:", 0);
	meminfo_line(t, "Mapped:", 0);
	meminfo_line(t, "Shmem:", 0);
	meminfo_line(t, "KReclaimable:", reclaimable);
	meminfo_line(t, "Slab:", reclaimable + fixed);
	meminfo_line(t, "SReclaimable:", reclaimable);
	meminfo_line(t, "SUnreclaim:", fixed);
	textbuf_printf(t, "VmallocTotal:   %8lu kB\n",
		       (port.vmalloc_end - port.vmalloc_start) >> 10);
	meminfo_line(t, "VmallocUsed:", (unsigned long)atomic_long_read(&vm_vmalloc_used_pages));
	textbuf_printf(t, "VmallocChunk:   %8lu kB\n", 0ul);
	meminfo_line(t, "Percpu:", (unsigned long)atomic_long_read(&vm_percpu_pages));
}

static void zone_lines(struct textbuf *t, const struct zone *zone)
{
	textbuf_printf(t, "Node %d, zone %8s", zone->node, zone->name);
	textbuf_printf(t, "\n  pages free     %lu", zone->free_pages);
	textbuf_printf(t, "\n        boost    0");
	textbuf_printf(t, "\n        min      %lu", min_wmark_pages(zone));
	textbuf_printf(t, "\n        low      %lu", low_wmark_pages(zone));
	textbuf_printf(t, "\n        high     %lu", high_wmark_pages(zone));
	textbuf_printf(t, "\n        spanned  %lu", zone->spanned_pages);
	textbuf_printf(t, "\n        present  %lu", zone->present_pages);
	textbuf_printf(t, "\n        managed  %lu", zone->managed_pages);
	textbuf_printf(t, "\n        protection: (%lu", zone->lowmem_reserve[0]);
	for (int z = 1; z < MAX_NR_ZONES; z++)
		textbuf_printf(t, ", %lu", zone->lowmem_reserve[z]);
	textbuf_printf(t, ")\n  start_pfn:           %lu\n", zone->zone_start_pfn);
}

/** zoneinfo_show - zones with their marks: /proc/zoneinfo. */
void zoneinfo_show(struct textbuf *t)
{
	struct zone *zone;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid) zone_lines(t, zone);
}
