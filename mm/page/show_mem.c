// SPDX-License-Identifier: MIT
/* Mem-Info: what reports of memory that ran out say of it, in the layout of a 6.1 kernel. */
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/sprintf.h>
#include <linux/vmstat.h>
#include <mm/page/page.h>
#include <mm/page/show.h>

/* Pages as KiB. */
static unsigned long kb(unsigned long pages)
{
	return pages << (PAGE_SHIFT - 10);
}

static unsigned long of_machine(enum node_stat_item item)
{
	return global_node_page_state(item);
}

static void show_machine(void)
{
	unsigned long pcp = 0, free = 0, cma = 0;
	struct zone *zone;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid)
		{
			pcp += pcp_pages(zone);
			free += READ_ONCE(zone->free_pages);
			cma += READ_ONCE(zone->free_cma_pages);
		}
	pr_warn("active_anon:%lu inactive_anon:%lu isolated_anon:%lu\n", of_machine(NR_ACTIVE_ANON),
		of_machine(NR_INACTIVE_ANON), of_machine(NR_ISOLATED_ANON));
	pr_warn(" active_file:%lu inactive_file:%lu isolated_file:%lu\n",
		of_machine(NR_ACTIVE_FILE), of_machine(NR_INACTIVE_FILE),
		of_machine(NR_ISOLATED_FILE));
	pr_warn(" unevictable:%lu dirty:%lu writeback:%lu\n", of_machine(NR_UNEVICTABLE),
		of_machine(NR_FILE_DIRTY), of_machine(NR_WRITEBACK));
	pr_warn(" slab_reclaimable:%lu slab_unreclaimable:%lu\n", of_machine(NR_SLAB_RECLAIMABLE_B),
		of_machine(NR_SLAB_UNRECLAIMABLE_B));
	pr_warn(" mapped:%lu shmem:%lu pagetables:%lu\n", of_machine(NR_FILE_MAPPED),
		of_machine(NR_SHMEM), of_machine(NR_PAGETABLE));
	pr_warn(" sec_pagetables:%lu bounce:%lu\n", of_machine(NR_SECONDARY_PAGETABLE),
		global_zone_page_state(NR_BOUNCE));
	pr_warn(" kernel_misc_reclaimable:%lu\n", of_machine(NR_KERNEL_MISC_RECLAIMABLE));
	pr_warn(" free:%lu free_pcp:%lu free_cma:%lu\n", free, pcp, cma);
}

static unsigned long of_node(const struct pglist_data *node, enum node_stat_item item)
{
	return kb(node_page_state(node, item));
}

static void show_node(const struct pglist_data *node)
{
	pr_warn("Node %d active_anon:%lukB inactive_anon:%lukB active_file:%lukB "
		"inactive_file:%lukB unevictable:%lukB isolated(anon):%lukB isolated(file):%lukB "
		"mapped:%lukB dirty:%lukB writeback:%lukB shmem:%lukB shmem_thp: %lukB "
		"shmem_pmdmapped: %lukB anon_thp: %lukB writeback_tmp:%lukB kernel_stack:%lukB "
		"pagetables:%lukB sec_pagetables:%lukB all_unreclaimable? %s\n",
		node->node_id, of_node(node, NR_ACTIVE_ANON), of_node(node, NR_INACTIVE_ANON),
		of_node(node, NR_ACTIVE_FILE), of_node(node, NR_INACTIVE_FILE),
		of_node(node, NR_UNEVICTABLE), of_node(node, NR_ISOLATED_ANON),
		of_node(node, NR_ISOLATED_FILE), of_node(node, NR_FILE_MAPPED),
		of_node(node, NR_FILE_DIRTY), of_node(node, NR_WRITEBACK), of_node(node, NR_SHMEM),
		of_node(node, NR_SHMEM_THPS), of_node(node, NR_SHMEM_PMDMAPPED),
		of_node(node, NR_ANON_THPS), of_node(node, NR_WRITEBACK_TEMP),
		node_page_state(node, NR_KERNEL_STACK_KB), of_node(node, NR_PAGETABLE),
		of_node(node, NR_SECONDARY_PAGETABLE),
		page_pressure.hopeless && page_pressure.hopeless(node->node_id) ? "yes" : "no");
}

static unsigned long of_zone(const struct zone *zone, enum zone_stat_item item)
{
	return kb(zone_page_state(zone, item));
}

static void show_zone(struct zone *zone)
{
	struct pcp_state local;
	char line[128];
	int n = 0;

	pcp_state(zone, port_cpu(), &local);
	/* Nothing raises the marks for a time, as a boost does. */
	pr_warn("Node %d %s free:%lukB boost:%lukB min:%lukB low:%lukB high:%lukB "
		"reserved_highatomic:%luKB active_anon:%lukB inactive_anon:%lukB "
		"active_file:%lukB inactive_file:%lukB unevictable:%lukB writepending:%lukB "
		"present:%lukB managed:%lukB mlocked:%lukB bounce:%lukB free_pcp:%lukB "
		"local_pcp:%lukB free_cma:%lukB\n",
		zone->node, zone->name, kb(READ_ONCE(zone->free_pages)), 0ul,
		kb(min_wmark_pages(zone)), kb(low_wmark_pages(zone)), kb(high_wmark_pages(zone)),
		kb(READ_ONCE(zone->nr_reserved_highatomic)), of_zone(zone, NR_ZONE_ACTIVE_ANON),
		of_zone(zone, NR_ZONE_INACTIVE_ANON), of_zone(zone, NR_ZONE_ACTIVE_FILE),
		of_zone(zone, NR_ZONE_INACTIVE_FILE), of_zone(zone, NR_ZONE_UNEVICTABLE),
		of_zone(zone, NR_ZONE_WRITE_PENDING), kb(zone->present_pages),
		kb(zone->managed_pages), of_zone(zone, NR_MLOCK), of_zone(zone, NR_BOUNCE),
		kb(pcp_pages(zone)), kb(local.count), kb(READ_ONCE(zone->free_cma_pages)));
	for (int z = 0; z < MAX_NR_ZONES; z++)
		if (zone_is_shown((enum zone_type)z))
			n += scnprintf(line + n, sizeof(line) - n, " %lu",
				       READ_ONCE(zone->lowmem_reserve[z]));
	pr_warn("lowmem_reserve[]:%s\n", line);
}

/* How many free blocks of an order, and a letter for each type that has some. */
static unsigned long count_blocks(struct zone *zone, unsigned int order, char *letters)
{
	static const char all[MIGRATE_TYPES] = { 'U', 'M', 'E', 'H', 'C', 'I' };
	unsigned long blocks, unborn = 0;

	lock_acquire(&zone->lock);
	blocks = zone->free_area[order].nr_free;
	if (order == MAX_PAGE_ORDER)
		unborn = (zone->unborn_end - zone->unborn_pfn) >> MAX_PAGE_ORDER;
	for (int type = 0; type < MIGRATE_TYPES; type++)
		if (!list_empty(&zone->free_area[order].free_list[type]) ||
		    (unborn && type == page_unborn_type()))
			*letters++ = all[type];
	lock_release(&zone->lock);
	*letters = 0;
	return blocks + unborn;
}

static void show_blocks(struct zone *zone)
{
	char line[256], letters[MIGRATE_TYPES + 1];
	unsigned long total = 0;
	int n = 0;

	for (unsigned int order = 0; order <= MAX_PAGE_ORDER; order++) {
		unsigned long blocks = count_blocks(zone, order, letters);

		total += blocks << order;
		n += scnprintf(line + n, sizeof(line) - n, "%lu*%lukB ", blocks, kb(1ul << order));
		if (blocks)
			n += scnprintf(line + n, sizeof(line) - n, "(%s) ", letters);
	}
	pr_warn("Node %d %s: %s= %lukB\n", zone->node, zone->name, line, kb(total));
}

static void show_totals(void)
{
	unsigned long present = 0, high = 0, managed = 0, cma = 0;
	struct zone *zone;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid)
		{
			present += zone->present_pages;
			managed += zone->managed_pages;
			cma += zone->cma_pages;
			if (is_highmem(zone) || zone->type == ZONE_MOVABLE)
				high += zone->present_pages;
		}
	pr_warn("%lu total pagecache pages\n", of_machine(NR_FILE_PAGES));
	pr_warn("%lu pages RAM\n", present);
	pr_warn("%lu pages HighMem/MovableOnly\n", high);
	pr_warn("%lu pages reserved\n", present - managed);
	pr_warn("%lu pages cma reserved\n", cma);
}

/** show_free_areas - print what there is, by node, zone and order. */
void show_free_areas(void)
{
	struct zone *zone;

	pr_warn("Mem-Info:\n");
	show_machine();
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		show_node(NODE_DATA(nid));
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid) show_zone(zone);
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid) show_blocks(zone);
	show_totals();
}
