// SPDX-License-Identifier: MIT
/* Memory as a whole: /proc/meminfo. */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/vmstat.h>
#include <mm/page/page.h>
#include <mm/page/show.h>

static void kib_line(struct textbuf *t, const char *name, unsigned long kib)
{
	textbuf_printf(t, "%-16s%8lu kB\n", name, kib);
}

static void line(struct textbuf *t, const char *name, unsigned long pages)
{
	kib_line(t, name, pages << (PAGE_SHIFT - 10));
}

/* What allocations that may reclaim leave alone, and what of a cache should stay. */
static void reserves(unsigned long *reserve, unsigned long *stay)
{
	struct zone *zone;

	*reserve = *stay = 0;
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid)
		{
			unsigned long most = 0;

			for (int t = zone_idx(zone); t < MAX_NR_ZONES; t++)
				most = max(most, READ_ONCE(zone->lowmem_reserve[t]));
			*reserve += min(most + high_wmark_pages(zone), zone->managed_pages);
			*stay += low_wmark_pages(zone);
		}
}

/**
 * si_mem_available - pages that could be had without swapping or killing.
 *
 * Free pages above the reserves; of caches all but the half, or all but the low marks if these
 * are less, since a machine that gives up the rest thrashes.
 */
long si_mem_available(void)
{
	unsigned long reserve, stay, files, objects;
	long available;

	reserves(&reserve, &stay);
	files = global_node_page_state(NR_ACTIVE_FILE) + global_node_page_state(NR_INACTIVE_FILE);
	objects = global_node_page_state(NR_SLAB_RECLAIMABLE_B) +
		  global_node_page_state(NR_KERNEL_MISC_RECLAIMABLE);
	available = (long)nr_free_pages() - (long)reserve;
	available += (long)(files - min(files / 2, stay));
	available += (long)(objects - min(objects / 2, stay));
	return max(available, 0l);
}
EXPORT_SYMBOL(si_mem_available);

static void user_lines(struct textbuf *t)
{
	unsigned long swapcache = global_node_page_state(NR_SWAPCACHE);
	unsigned long files = global_node_page_state(NR_FILE_PAGES);
	unsigned long active_anon = global_node_page_state(NR_ACTIVE_ANON);
	unsigned long inactive_anon = global_node_page_state(NR_INACTIVE_ANON);
	unsigned long active_file = global_node_page_state(NR_ACTIVE_FILE);
	unsigned long inactive_file = global_node_page_state(NR_INACTIVE_FILE);

	line(t, "Buffers:", 0);
	line(t, "Cached:", files - min(files, swapcache));
	line(t, "SwapCached:", swapcache);
	line(t, "Active:", active_anon + active_file);
	line(t, "Inactive:", inactive_anon + inactive_file);
	line(t, "Active(anon):", active_anon);
	line(t, "Inactive(anon):", inactive_anon);
	line(t, "Active(file):", active_file);
	line(t, "Inactive(file):", inactive_file);
	line(t, "Unevictable:", global_node_page_state(NR_UNEVICTABLE));
	line(t, "Mlocked:", global_zone_page_state(NR_MLOCK));
}

static void zone_lines(struct textbuf *t, const struct sysinfo *i)
{
	if (zone_is_shown(ZONE_HIGHMEM)) {
		line(t, "HighTotal:", i->totalhigh);
		line(t, "HighFree:", i->freehigh);
		line(t, "LowTotal:", i->totalram - i->totalhigh);
		line(t, "LowFree:", i->freeram - min(i->freeram, i->freehigh));
	}
	if (!port.has_mmu)
		line(t, "MmapCopy:", 0);
}

static void swap_lines(struct textbuf *t)
{
	line(t, "SwapTotal:", 0);
	line(t, "SwapFree:", 0);
	line(t, "Zswap:", 0);
	line(t, "Zswapped:", 0);
	line(t, "Dirty:", global_node_page_state(NR_FILE_DIRTY));
	line(t, "Writeback:", global_node_page_state(NR_WRITEBACK));
	line(t, "AnonPages:", global_node_page_state(NR_ANON_MAPPED));
	line(t, "Mapped:", global_node_page_state(NR_FILE_MAPPED));
	line(t, "Shmem:", global_node_page_state(NR_SHMEM));
}

static void kernel_lines(struct textbuf *t, unsigned long total)
{
	unsigned long reclaimable = global_node_page_state(NR_SLAB_RECLAIMABLE_B);
	unsigned long fixed = global_node_page_state(NR_SLAB_UNRECLAIMABLE_B);

	line(t, "KReclaimable:", reclaimable + global_node_page_state(NR_KERNEL_MISC_RECLAIMABLE));
	line(t, "Slab:", reclaimable + fixed);
	line(t, "SReclaimable:", reclaimable);
	line(t, "SUnreclaim:", fixed);
	kib_line(t, "KernelStack:", global_node_page_state(NR_KERNEL_STACK_KB));
	line(t, "PageTables:", global_node_page_state(NR_PAGETABLE));
	line(t, "SecPageTables:", global_node_page_state(NR_SECONDARY_PAGETABLE));
	line(t, "NFS_Unstable:", 0);
	line(t, "Bounce:", global_zone_page_state(NR_BOUNCE));
	line(t, "WritebackTmp:", global_node_page_state(NR_WRITEBACK_TEMP));
	/* vm.overcommit_ratio is 50, and there is no swap to add. */
	line(t, "CommitLimit:", total / 2);
	line(t, "Committed_AS:", 0);
	kib_line(t, "VmallocTotal:", (port.vmalloc_end - port.vmalloc_start) >> 10);
	line(t, "VmallocUsed:", vm_vmalloc_used_pages ? vm_vmalloc_used_pages() : 0);
	line(t, "VmallocChunk:", 0);
	line(t, "Percpu:", (unsigned long)atomic_long_read(&vm_percpu_pages));
}

static unsigned long cma_pages(void)
{
	unsigned long n = 0;
	struct zone *zone;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid) n += READ_ONCE(zone->cma_pages);
	return n;
}

static void huge_lines(struct textbuf *t)
{
	static const char *const counts[] = { "HugePages_Total:", "HugePages_Free:",
					      "HugePages_Rsvd:", "HugePages_Surp:" };

	textbuf_printf(t, "%-19s%5lu kB\n", "HardwareCorrupted:", 0ul);
	line(t, "AnonHugePages:", global_node_page_state(NR_ANON_THPS));
	line(t, "ShmemHugePages:", global_node_page_state(NR_SHMEM_THPS));
	line(t, "ShmemPmdMapped:", global_node_page_state(NR_SHMEM_PMDMAPPED));
	line(t, "FileHugePages:", global_node_page_state(NR_FILE_THPS));
	line(t, "FilePmdMapped:", global_node_page_state(NR_FILE_PMDMAPPED));
	line(t, "CmaTotal:", cma_pages());
	line(t, "CmaFree:", global_zone_page_state(NR_FREE_CMA_PAGES));
	for (unsigned int i = 0; i < ARRAY_SIZE(counts); i++)
		textbuf_printf(t, "%-19s%5lu\n", counts[i], 0ul);
	line(t, "Hugepagesize:", 1ul << HUGE_PAGE_ORDER);
	line(t, "Hugetlb:", 0);
}

/* The direct map is drawn page by page, whatever the world below does behind it. */
static void direct_lines(struct textbuf *t, const struct sysinfo *i)
{
	line(t, "DirectMap4k:", i->totalram - i->totalhigh);
	line(t, "DirectMap2M:", 0);
	if (!zone_is_shown(ZONE_HIGHMEM))
		line(t, "DirectMap1G:", 0);
}

/**
 * meminfo_show - memory as a whole: /proc/meminfo.
 *
 * Lines of what this machine does not have (files, swap, huge pages) are there with 0, because
 * readers of the file expect them.
 */
void meminfo_show(struct textbuf *t)
{
	struct sysinfo i;

	si_meminfo(&i);
	line(t, "MemTotal:", i.totalram);
	line(t, "MemFree:", i.freeram);
	line(t, "MemAvailable:", (unsigned long)si_mem_available());
	user_lines(t);
	zone_lines(t, &i);
	swap_lines(t);
	kernel_lines(t, i.totalram);
	huge_lines(t);
	direct_lines(t, &i);
}
