// SPDX-License-Identifier: MIT
/* The page layer's life, and what it can say about memory as a whole. */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <mm/page/page.h>

unsigned long (*vm_vmalloc_used_pages)(void);
atomic_long_t vm_percpu_pages;

/* %pGg and %pGp, for base's formats. */
static int flags_text(char *buf, size_t size, unsigned long flags, char kind)
{
	if (kind == 'g')
		return gfp_flags_text(buf, size, (gfp_t)flags);
	if (kind == 'p')
		return page_flags_text(buf, size, flags);
	return scnprintf(buf, size, "%#lx", flags);
}

/** page_init - zones, nodes and per-CPU lists from what early memory has left. */
int page_init(void)
{
	vmstat_init();
	vm_vmalloc_used_pages = NULL;
	atomic_long_set(&vm_percpu_pages, 0);
	printf_flags = flags_text;
	alloc_slow_init();
	memset(&page_pressure, 0, sizeof(page_pressure));
	return zones_init();
}

/** page_exit - nothing to give back: the port takes the RAM as a whole. */
void page_exit(void)
{
	memset(first_lists, 0, sizeof(first_lists));
	usual_orders = 0;
	nr_online_nodes = 0;
	memset(node_data, 0, sizeof(node_data));
}

/* Sum a count over zones: low, high or all. */
enum which { LOW = 1, HIGH = 2, ALL = 3 };

static unsigned long sum_zones(enum which which, unsigned long (*count)(const struct zone *))
{
	unsigned long n = 0;
	struct zone *zone;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid) if (which & (is_highmem(zone) ? HIGH : LOW))
			n += count(zone);
	return n;
}

static unsigned long zone_free(const struct zone *zone)
{
	return READ_ONCE(zone->free_pages) + pcp_pages(zone);
}

static unsigned long zone_managed(const struct zone *zone)
{
	return READ_ONCE(zone->managed_pages);
}

/** totalram_pages - pages that allocators manage. */
unsigned long totalram_pages(void)
{
	return sum_zones(ALL, zone_managed);
}
EXPORT_SYMBOL(totalram_pages);

/** totalhigh_pages - those of them without an address. */
unsigned long totalhigh_pages(void)
{
	return sum_zones(HIGH, zone_managed);
}
EXPORT_SYMBOL(totalhigh_pages);

/** nr_free_pages - pages nobody uses, per-CPU lists included. */
unsigned long nr_free_pages(void)
{
	return sum_zones(ALL, zone_free);
}
EXPORT_SYMBOL(nr_free_pages);

/** nr_free_highpages - free pages of high memory. */
unsigned long nr_free_highpages(void)
{
	return sum_zones(HIGH, zone_free);
}
EXPORT_SYMBOL(nr_free_highpages);

/** nr_free_buffer_pages - pages of low memory above the marks that keep it from running out. */
unsigned long nr_free_buffer_pages(void)
{
	unsigned long n = 0;
	struct zone *zone;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone,
				 nid) if (!is_highmem(zone) &&
					  READ_ONCE(zone->managed_pages) > high_wmark_pages(zone))
			n += READ_ONCE(zone->managed_pages) - high_wmark_pages(zone);
	return n;
}
EXPORT_SYMBOL(nr_free_buffer_pages);

/** si_meminfo - fill in what sysinfo() tells of memory, in pages. */
void si_meminfo(struct sysinfo *val)
{
	val->totalram = totalram_pages();
	val->freeram = nr_free_pages();
	val->sharedram = 0;
	val->bufferram = 0;
	val->totalhigh = totalhigh_pages();
	val->freehigh = nr_free_highpages();
	val->mem_unit = PAGE_SIZE;
}
EXPORT_SYMBOL(si_meminfo);

/**
 * si_meminfo_node - si_meminfo() of one node.
 * @val: filled in, in pages.
 * @nid: an online node.
 */
void si_meminfo_node(struct sysinfo *val, int nid)
{
	struct zone *zone;

	*val = (struct sysinfo){ .mem_unit = PAGE_SIZE };
	for_each_zone_of(zone, nid)
	{
		unsigned long free = READ_ONCE(zone->free_pages) + pcp_pages(zone);

		val->totalram += READ_ONCE(zone->managed_pages);
		val->freeram += free;
		if (!is_highmem(zone))
			continue;
		val->totalhigh += READ_ONCE(zone->managed_pages);
		val->freehigh += free;
	}
}
EXPORT_SYMBOL(si_meminfo_node);
