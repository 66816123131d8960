// SPDX-License-Identifier: MIT
/*
 * Nodes and zones: who they are, where to look first, and how much must stay free.
 *
 * A zone is a run of frames of one node below one limit (mm/boot/memmap.c).  A request names the
 * highest zone it can use; its zonelist is the zones of all nodes at or below that one, nearest
 * node first and highest zone first within a node, so a request for high memory falls to normal
 * and to DMA memory, and one for DMA memory never climbs.
 *
 * Each zone has three marks.  An ordinary request leaves low pages free, one that may not sleep
 * goes down to min and further if __GFP_HIGH, only __GFP_MEMALLOC takes the last.  lowmem_reserve
 * keeps requests that could have been served higher from emptying a low zone: what zone z holds
 * back from requests of type t is the memory between them divided by a ratio.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/math.h>
#include <linux/string.h>
#include <linux/topology.h>
#include <mm/page/page.h>
#include <mm/page/policy.h>

struct pglist_data *node_data[MAX_NUMNODES];
unsigned int nr_online_nodes;
struct zone *zone_table[1 << (PAGE_ZONE_BITS + PAGE_NODE_BITS)];
struct pcp_lists *lists_table[1 << (PAGE_TYPE_BITS + PAGE_ZONE_BITS + PAGE_NODE_BITS)];
struct slots *usual_list[NR_PAGE_ORDERS];
unsigned int usual_orders;
unsigned long min_free_kbytes;
unsigned int watermark_scale_factor;
bool movable_zone_is_high;
struct frame_run cma_ranges[MAX_NUMNODES];
EXPORT_SYMBOL(node_data);
EXPORT_SYMBOL(nr_online_nodes);
EXPORT_SYMBOL(movable_zone_is_high);

static const char *const zone_names[MAX_NR_ZONES] = { "DMA", "DMA32", "Normal", "HighMem",
						      "Movable" };
/* One page of a low zone in so many of the memory above it is held back. */
static const unsigned int lowmem_reserve_ratio[MAX_NR_ZONES] = { 256, 256, 32, 0, 0 };

/* The nearest node to @nid not in @done, lowest number first. */
static int nearest_node(int nid, u32 done)
{
	int best = -1;

	for (int n = 0; n < (int)nr_online_nodes; n++)
		if (!(done & (1u << n)) &&
		    (best < 0 || node_distance(nid, n) < node_distance(nid, best)))
			best = n;
	return best;
}

static void zonelist_add(struct zonelist *list, unsigned int *n, int nid, int highest)
{
	for (int z = highest; z >= 0; z--)
		if (NODE_DATA(nid)->node_zones[z].spanned_pages)
			list->zones[(*n)++] = &NODE_DATA(nid)->node_zones[z];
	list->zones[*n] = NULL;
}

/* Where the zones of the machine's profile end, on every node. */
static u64 profile_limits[MAX_NR_ZONES];

/* A machine without a zone for narrow devices has none of them: they are served like any other. */
static int widest(int type)
{
	return type < ZONE_NORMAL && !profile_limits[type] ? ZONE_NORMAL : type;
}

static void build_zonelists(int nid)
{
	for (int t = 0; t < MAX_NR_ZONES; t++) {
		unsigned int all = 0, local = 0;
		int highest = widest(t);
		u32 done = 0;

		for (unsigned int i = 0; i < nr_online_nodes; i++) {
			int n = nearest_node(nid, done);

			done |= 1u << n;
			zonelist_add(&NODE_DATA(nid)->lists[t][0], &all, n, highest);
		}
		zonelist_add(&NODE_DATA(nid)->lists[t][1], &local, nid, highest);
	}
}

/*
 * Where a node's movable zone begins: as many bytes before the node's end as fall to it, in whole
 * blocks, all but one block of it at most, and within high memory where there is any.
 */
static u64 movable_start(int nid)
{
	const u64 block = (u64)PAGE_SIZE << MAX_PAGE_ORDER;
	u64 share = machine_config()->movable / nr_online_nodes & ~(block - 1);
	u64 start = ~0ull, end = 0, at;

	for (unsigned int i = 0; i < port.nr_ranges; i++)
		if (port.ranges[i].nid == nid) {
			start = min_t(u64, start, port.ranges[i].start);
			end = max_t(u64, end, port.ranges[i].end);
		}
	at = (share < end - start ? end - share : start) & ~(block - 1);
	at = max_t(u64, at, (start + 2 * block - 1) & ~(block - 1));
	if (profile_limits[ZONE_HIGHMEM] && end > profile_limits[ZONE_NORMAL])
		at = max_t(u64, at, profile_limits[ZONE_NORMAL]);
	return min(at, end);
}

void zone_limits_of(int nid, u64 limits[MAX_NR_ZONES])
{
	u64 movable;

	memcpy(limits, profile_limits, sizeof(profile_limits));
	if (!machine_config()->movable)
		return;
	movable = movable_start(nid);
	for (int z = 0; z < ZONE_MOVABLE; z++)
		limits[z] = min(limits[z], movable);
	limits[ZONE_MOVABLE] = ~0ull;
}

/*
 * Cut one range of RAM at the zones' limits.  The spans are those of the largest machine this one
 * may become; sections_add_boot() counts what is there.
 */
static void span_range(const struct port_range *r)
{
	u64 limits[MAX_NR_ZONES], from = 0;

	zone_limits_of(r->nid, limits);
	for (int z = 0; z < MAX_NR_ZONES; z++) {
		struct zone *zone = &NODE_DATA(r->nid)->node_zones[z];
		u64 start, end;

		if (!limits[z])
			continue;
		start = max_t(u64, r->start, from);
		end = min_t(u64, r->end, limits[z]);
		from = limits[z];
		if (start >= end)
			continue;
		if (!zone->spanned_pages)
			zone->zone_start_pfn = (unsigned long)(start >> PAGE_SHIFT);
		zone->spanned_pages = (unsigned long)(end >> PAGE_SHIFT) - zone->zone_start_pfn;
	}
}

static int node_init(int nid)
{
	struct pglist_data *node = memblock_alloc(sizeof(*node), sizeof(long) * 8);

	if (!node)
		return machine_fail(-ENOMEM, "no memory for the record of node %d", nid);
	node_data[nid] = node;
	node->node_id = nid;
	for (int z = 0; z < MAX_NR_ZONES; z++) {
		struct zone *zone = &node->node_zones[z];

		zone->node = nid;
		zone->type = (enum zone_type)z;
		zone->name = zone_names[z];
		lock_init(&zone->lock);
		buddy_zone_init(zone);
		zone->zone_pgdat = node;
		for (int t = 0; t <= MIGRATE_PCPTYPES; t++) {
			pcp_lists_none(&zone->pcp[t]);
			lists_table[(((nid << PAGE_ZONE_BITS) | z) << PAGE_TYPE_BITS) | t] =
				&zone->pcp[t];
		}
		zone_table[(nid << PAGE_ZONE_BITS) | z] = zone;
	}
	return 0;
}

static void span_node(const struct port_range *r)
{
	struct pglist_data *node = NODE_DATA(r->nid);

	if (!node->node_spanned_pages)
		node->node_start_pfn = (unsigned long)PFN_DOWN(r->start);
	node->node_spanned_pages = (unsigned long)PFN_DOWN(r->end) - node->node_start_pfn;
}

/* zone_give - give a zone free frames; those of the node's CMA area as such. */
void zone_give(struct zone *zone, unsigned long start, unsigned long end)
{
	const struct frame_run *cma = &cma_ranges[zone->node];
	unsigned long from = clamp(cma->start, start, end), to = clamp(cma->end, start, end);

	WRITE_ONCE(zone->managed_pages, zone->managed_pages + (end - start));
	if (from >= to) {
		buddy_add_range(zone, start, end);
		return;
	}
	if (start < from)
		buddy_add_range(zone, start, from);
	buddy_add_cma(zone, from, to);
	if (to < end)
		buddy_add_range(zone, to, end);
}

/* Set a node's share of the CMA area aside: as high in its directly mapped memory as one fits. */
static int cma_set_aside(int nid)
{
	const u64 block = (u64)PAGE_SIZE << MAX_PAGE_ORDER;
	u64 bytes =
		ALIGN(div_u64(machine_config()->cma + nr_online_nodes - 1, nr_online_nodes), block);
	u64 limits[MAX_NR_ZONES];
	struct memblock_range r;
	phys_addr_t at = 0;

	zone_limits_of(nid, limits);
	while (section_next_left(at, &r)) {
		u64 top = min3((u64)r.end, (u64)lowmem_bytes, limits[ZONE_NORMAL]) & ~(block - 1);
		u64 bottom = ALIGN(r.start, block);

		at = r.end;
		if (r.nid != nid || top < bottom + bytes)
			continue;
		/* Within one zone: the limits are whole blocks, so cut at the one below the top. */
		for (int z = 0; z < ZONE_NORMAL; z++)
			if (limits[z] < top)
				bottom = max(bottom, limits[z]);
		if (top >= bottom + bytes)
			cma_ranges[nid] =
				(struct frame_run){ PFN_DOWN(top - bytes), PFN_DOWN(top) };
	}
	if (cma_ranges[nid].start == cma_ranges[nid].end)
		return machine_fail(-EINVAL, "node %d has no %llu KiB in one piece for a CMA area",
				    nid, (unsigned long long)bytes >> 10);
	return 0;
}

/* The types of all page blocks, of those too that have no memory yet. */
static int pageblock_types_init(void)
{
	unsigned long blocks = (max_pfn + MAX_ORDER_NR_PAGES) >> pageblock_order;

	pageblock_types = memblock_alloc(blocks, 64);
	return pageblock_types ? 0 : machine_fail(-ENOMEM, "no memory for %lu page blocks", blocks);
}

/*
 * Kinds are kept apart only where each can have a few blocks of its own.
 */
static bool too_few_blocks(void)
{
	return memblock_bytes() >> PAGE_SHIFT < pageblock_nr_pages * 2 * MIGRATE_TYPES;
}

/** setup_per_zone_wmarks - spread min_free_kbytes over the zones and derive the other marks. */
void setup_per_zone_wmarks(void)
{
	unsigned long pages = min_free_kbytes >> (PAGE_SHIFT - 10), low = 0;
	struct zone *zone;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid) low +=
			is_highmem(zone) || zone->type == ZONE_MOVABLE ? 0 : zone->managed_pages;
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid)
		{
			unsigned long managed = zone->managed_pages, min, step;

			/*
			 * High memory serves no one who could not wait, and what is movable does
			 * not either: these keep but a few.
			 */
			min = is_highmem(zone) || zone->type == ZONE_MOVABLE ?
				      clamp(managed / 1024, 32ul, 128ul) :
				      (unsigned long)((u64)pages * managed / (low ?: 1));
			step = max(min / 4,
				   (unsigned long)((u64)managed * watermark_scale_factor / 10000));
			WRITE_ONCE(zone->_watermark[WMARK_MIN], min);
			WRITE_ONCE(zone->_watermark[WMARK_LOW], min + step);
			WRITE_ONCE(zone->_watermark[WMARK_HIGH], min + 2 * step);
		}
}

/** setup_lowmem_reserve - what each zone holds back from requests that could do with a higher. */
void setup_lowmem_reserve(void)
{
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++) {
		struct zone *zones = NODE_DATA(nid)->node_zones;

		for (int z = 0; z < MAX_NR_ZONES; z++) {
			unsigned long above = 0;

			for (int t = z + 1; t < MAX_NR_ZONES; t++) {
				above += zones[t].managed_pages;
				WRITE_ONCE(zones[z].lowmem_reserve[t],
					   lowmem_reserve_ratio[z] ?
						   above / lowmem_reserve_ratio[z] :
						   0);
			}
			for (int t = 0; t < ZONE_NORMAL; t++)
				WRITE_ONCE(zones[z].lowmem_reserve[t],
					   zones[z].lowmem_reserve[widest(t)]);
		}
	}
}

/* What min_free_kbytes was set to last by the size of the machine, and not by someone. */
static unsigned long min_free_by_size;

/*
 * 4 * sqrt(KiB): grows more slowly than memory; the bounds are the kernel's.  What is less than
 * 4 MiB in all keeps a sixteenth: the kernel's least would be all that many a small board has.
 */
static void set_min_free_kbytes(void)
{
	unsigned long kib = nr_free_buffer_pages() << (PAGE_SHIFT - 10);

	if (min_free_kbytes == min_free_by_size)
		min_free_kbytes = min_free_by_size =
			min(clamp(int_sqrt(kib * 16), 128ul, 262144ul), kib / 16);
}

static void print_zones(void)
{
	struct zone *zone;

	pr_info("Zone ranges:\n");
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid)
			pr_info("  node %u %-8s [mem %#018llx-%#018llx] %lu pages\n", nid,
				zone->name, (unsigned long long)PFN_PHYS(zone->zone_start_pfn),
				(unsigned long long)PFN_PHYS(zone_end_pfn(zone)) - 1,
				zone->present_pages);
}

/* The lists that a request looks at first: of the first zone in its zonelist that has memory. */
static struct pcp_lists *lists_for(int nid, gfp_t gfp)
{
	enum migratetype type = page_group_by_mobility_disabled ? MIGRATE_UNMOVABLE :
								  gfp_migratetype(gfp);

	for (struct zone **z = NODE_DATA(nid)->lists[gfp_zone(gfp)][0].zones; *z; z++)
		if (READ_ONCE((*z)->managed_pages))
			return &(*z)->pcp[type];
	return NULL;
}

static void usual_lists_update(void)
{
	struct pcp_lists *lists = first_lists[0][0];

	for (unsigned int order = 0; lists && order < NR_PAGE_ORDERS; order++)
		WRITE_ONCE(usual_list[order], &lists->order[order]);
	__atomic_store_n(&usual_orders, lists ? NR_PAGE_ORDERS : 0, __ATOMIC_RELEASE);
}

void zones_updated(void)
{
	struct zone *zone;

	set_min_free_kbytes();
	setup_per_zone_wmarks();
	setup_lowmem_reserve();
	node_states_update();
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid) pcp_setup(zone);
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for (gfp_t gfp = 0; gfp <= GFP_LISTS_MASK; gfp++)
			__atomic_store_n(&first_lists[nid][gfp], lists_for((int)nid, gfp),
					 __ATOMIC_RELEASE);
	usual_lists_update();
}

static int zones_setup(void)
{
	int err = sections_init();

	if (err)
		return err;
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++) {
		err = node_init((int)nid);
		if (err)
			return err;
	}
	err = pageblock_types_init();
	if (err)
		return err;
	for (unsigned int i = 0; i < port.nr_ranges; i++) {
		span_node(&port.ranges[i]);
		span_range(&port.ranges[i]);
	}
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++) {
		build_zonelists((int)nid);
		err = machine_config()->cma ? cma_set_aside((int)nid) : 0;
		if (err)
			return err;
	}
	err = account_init();
	if (err)
		return err;
	sections_add_boot();
	return 0;
}

int zones_init(void)
{
	const struct machine_config *config = machine_config();
	int err;

	if (config->movable >= max(config->memory, config->max_memory))
		return machine_fail(-EINVAL,
				    "all of %llu KiB cannot be movable: something must stay",
				    (unsigned long long)config->memory >> 10);
	memset(zone_table, 0, sizeof(zone_table));
	memset(lists_table, 0, sizeof(lists_table));
	usual_orders = 0;
	memset(node_data, 0, sizeof(node_data));
	memset(cma_ranges, 0, sizeof(cma_ranges));
	nr_online_nodes = config->nodes;
	policy_init();
	err = node_table_init();
	if (err)
		return err;
	watermark_scale_factor = 10;
	page_group_by_mobility_disabled = config->no_grouping || too_few_blocks();
	zone_limits(config->profile, profile_limits);
	movable_zone_is_high = profile_limits[ZONE_HIGHMEM] &&
			       memblock_end() > profile_limits[ZONE_NORMAL];
	err = zones_setup();
	if (err)
		return err;
	min_free_kbytes = min_free_by_size = 0;
	zones_updated();
	if (!config->quiet)
		print_zones();
	return 0;
}

/**
 * zone_min_mark - what is left of @mark for a request with @alloc_flags.
 *
 * __GFP_HIGH opens half of it, and where it cannot sleep a quarter of what then remains.
 */
unsigned long zone_min_mark(unsigned long mark, unsigned int alloc_flags)
{
	if (alloc_flags & ALLOC_HIGH) {
		mark -= mark / 2;
		if (alloc_flags & ALLOC_NON_BLOCK)
			mark -= mark / 4;
	}
	return mark;
}

/** zone_free_for - free pages of @zone in blocks that a request with @alloc_flags may use. */
unsigned long zone_free_for(const struct zone *zone, unsigned int alloc_flags)
{
	unsigned long free = READ_ONCE(zone->free_pages), closed = 0;

	if (!(alloc_flags & (ALLOC_HIGHATOMIC | ALLOC_NON_BLOCK | ALLOC_NO_WMARK)))
		closed += READ_ONCE(zone->nr_reserved_highatomic);
	if (!(alloc_flags & ALLOC_CMA))
		closed += READ_ONCE(zone->free_cma_pages);
	return free - min(free, closed);
}

/* Is there a free block of 2^@order, of a type that the request may take? */
static bool has_block(const struct zone *zone, unsigned int order, unsigned int alloc_flags)
{
	u32 orders = 0;

	for (int type = 0; type < MIGRATE_PCPTYPES; type++)
		orders |= READ_ONCE(zone->orders[type]);
	if (alloc_flags & ALLOC_CMA)
		orders |= READ_ONCE(zone->orders[MIGRATE_CMA]);
	if (alloc_flags & (ALLOC_HIGHATOMIC | ALLOC_NO_WMARK))
		orders |= READ_ONCE(zone->orders[MIGRATE_HIGHATOMIC]);
	return orders >> order || READ_ONCE(zone->unborn_pfn) < READ_ONCE(zone->unborn_end);
}

/**
 * zone_watermark_ok - may 2^@order pages be taken and the zone stay above @mark?
 * @highest: the highest zone the request could have used.
 * @alloc_flags: ALLOC_*.
 *
 * Pages in blocks that the request may not use do not count; for more than one page, a block of
 * the order must be there.
 */
bool zone_watermark_ok(struct zone *zone, unsigned int order, unsigned long mark,
		       enum zone_type highest, unsigned int alloc_flags)
{
	unsigned long free = zone_free_for(zone, alloc_flags);

	if (alloc_flags & ALLOC_NO_WMARK)
		return free >= 1ul << order;
	if (free < zone_min_mark(mark, alloc_flags) + READ_ONCE(zone->lowmem_reserve[highest]) +
			   (1ul << order))
		return false;
	return !order || has_block(zone, order, alloc_flags);
}
