// SPDX-License-Identifier: MIT
/*
 * Sections: memory that comes and goes.
 *
 * The port lays out RAM for the largest machine this one may become; address space, memory map and
 * the zones' spans are those of the limit and never change.  Which of it is used goes by sections
 * of eight largest blocks:
 *
 *	absent	the machine may have it: section_grow() takes the next one whenever a request
 *		finds no zone above its low mark
 *	added	it is the machine's, and not in use: taken offline by hand, or full of early
 *		memory (the memory map of the limit, above all), so that it has nothing to give
 *	online	its frames are counted and belong to their zones
 *
 *	online sections are a part of the added ones
 *	zone->spanned_pages	frames that the zone may have, holes included
 *	zone->present_pages	RAM of the zone in online sections
 *	zone->managed_pages	the part of it that early memory has left
 *	sections.absent		sections with RAM that are not added
 *
 * A section that comes costs a few lines of arithmetic: its frames stay unborn (buddy.c), and in a
 * world that fills memory when it is touched so do their pages.  Any context may make the machine
 * grow, so the bits and counts are under a lock that is held for that long only.
 *
 * Memory notifiers may sleep.  Where there are any, a request that may not sleep does not make the
 * machine grow, and neither does one that a notifier itself makes.
 *
 * What differs from Linux: nobody has to add memory, and a section has one zone for each part of
 * it, given by the machine's layout, not by who brings it online.
 */
#include <linux/bitmap.h>
#include <linux/cpuset.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/nodemask.h>
#include <mm/page/page.h>

static struct {
	struct lock lock; /* the bits, and the counts of zones */
	unsigned long nr; /* sections up to the end of RAM */
	unsigned long *added, *online;
	unsigned long absent;
	unsigned long grown; /* how often the machine grew by itself */
} sections;

/* ---- what is where --------------------------------------------------------------------------- */

/* The part of [start, end) that lies in one of the port's ranges; false where that is none. */
static bool of_range(const struct port_range *r, unsigned long start, unsigned long end,
		     struct frame_run *part)
{
	part->start = max(start, (unsigned long)PFN_UP(r->start));
	part->end = min(end, (unsigned long)PFN_DOWN(r->end));
	return part->start < part->end;
}

/* The part of [start, end) that lies in @zone's span. */
static bool of_zone(const struct zone *zone, unsigned long start, unsigned long end,
		    struct frame_run *part)
{
	part->start = max(start, zone->zone_start_pfn);
	part->end = min(end, zone_end_pfn(zone));
	return part->start < part->end;
}

/* The first frames of [from, end) that early memory has left; their node, or -1 for none. */
static int next_left(unsigned long from, unsigned long end, struct frame_run *left)
{
	struct memblock_range r;

	while (from < end && memblock_next_free(PFN_PHYS(from), &r)) {
		left->start = (unsigned long)PFN_UP(r.start);
		left->end = min(end, (unsigned long)PFN_DOWN(r.end));
		if (left->start < left->end)
			return r.nid;
		from = (unsigned long)PFN_UP(r.end);
	}
	return -1;
}

/* Frames of [start, end) that are RAM, and the node of the last of them. */
static unsigned long ram_frames(unsigned long start, unsigned long end, int *nid)
{
	unsigned long n = 0;
	struct frame_run part;

	for (unsigned int i = 0; i < port.nr_ranges; i++)
		if (of_range(&port.ranges[i], start, end, &part)) {
			n += part.end - part.start;
			*nid = port.ranges[i].nid;
		}
	return n;
}

/* Frames of [start, end) in any zone of node @nid: there is RAM that none can use. */
static unsigned long zoned_frames(int nid, unsigned long start, unsigned long end)
{
	unsigned long n = 0;
	struct frame_run part;

	for (int z = 0; z < MAX_NR_ZONES; z++)
		if (of_zone(&NODE_DATA(nid)->node_zones[z], start, end, &part))
			n += part.end - part.start;
	return n;
}

/* Frames of [start, end) that early memory has left, in @zone or (NULL) in any. */
static unsigned long left_frames(const struct zone *zone, unsigned long start, unsigned long end)
{
	struct frame_run left, part;
	unsigned long n = 0;
	int nid;

	for (; (nid = next_left(start, end, &left)) >= 0; start = left.end)
		if (!zone)
			n += zoned_frames(nid, left.start, left.end);
		else if (nid == zone->node && of_zone(zone, left.start, left.end, &part))
			n += part.end - part.start;
	return n;
}

unsigned long sections_limit(void)
{
	return left_frames(NULL, 0, max_pfn);
}

bool online_section_nr(unsigned long nr)
{
	return nr < sections.nr && test_bit(nr, sections.online);
}
EXPORT_SYMBOL(online_section_nr);

bool present_section_nr(unsigned long nr)
{
	return nr < sections.nr && test_bit(nr, sections.added);
}
EXPORT_SYMBOL(present_section_nr);

/** pfn_to_online_page - the struct page of frame @pfn, or NULL where it is not in use. */
struct page *pfn_to_online_page(unsigned long pfn)
{
	return pfn_valid(pfn) && online_section_nr(pfn_to_section_nr(pfn)) ? pfn_to_page(pfn) :
									     NULL;
}
EXPORT_SYMBOL(pfn_to_online_page);

/* Mark the sections of [start, start + nr); who looks at a bit may not have the lock. */
static void mark(unsigned long *bits, unsigned long start, unsigned long nr, bool value)
{
	unsigned long end = pfn_to_section_nr(start + nr);

	for (unsigned long i = pfn_to_section_nr(start); i < end; i++)
		if (value)
			set_bit(i, bits);
		else
			clear_bit(i, bits);
}

/* ---- frames come ----------------------------------------------------------------------------- */

static void count_present(int nid, unsigned long start, unsigned long end)
{
	struct pglist_data *node = NODE_DATA(nid);
	struct frame_run part;

	WRITE_ONCE(node->node_present_pages,
		   node->node_present_pages + zoned_frames(nid, start, end));
	for (int z = 0; z < MAX_NR_ZONES; z++) {
		struct zone *zone = &node->node_zones[z];

		if (of_zone(zone, start, end, &part))
			WRITE_ONCE(zone->present_pages,
				   zone->present_pages + (part.end - part.start));
	}
}

/* Give [start, end) of node @nid to its zones. */
static void give(int nid, unsigned long start, unsigned long end)
{
	struct frame_run part;

	for (int z = 0; z < MAX_NR_ZONES; z++) {
		struct zone *zone = &NODE_DATA(nid)->node_zones[z];

		if (of_zone(zone, start, end, &part))
			zone_give(zone, part.start, part.end);
	}
}

/* Frames [start, end), in sections just marked online: count them and give them to their zones. */
static void frames_come(unsigned long start, unsigned long end)
{
	struct frame_run part, left;
	int nid;

	for (unsigned int i = 0; i < port.nr_ranges; i++)
		if (of_range(&port.ranges[i], start, end, &part))
			count_present(port.ranges[i].nid, part.start, part.end);
	for (; (nid = next_left(start, end, &left)) >= 0; start = left.end)
		give(nid, left.start, left.end);
}

/* ---- boot ------------------------------------------------------------------------------------ */

/* Mark the first @share bytes of node @nid's sections online. */
static void boot_node(int nid, u64 share)
{
	struct frame_run part;
	u64 had = 0;

	for (unsigned int i = 0; i < port.nr_ranges; i++) {
		const struct port_range *r = &port.ranges[i];

		if (r->nid != nid)
			continue;
		for (unsigned long nr = pfn_to_section_nr(PFN_UP(r->start));
		     nr < sections.nr && had < share; nr++) {
			unsigned long start = section_nr_to_pfn(nr);

			if (!of_range(r, start, start + PAGES_PER_SECTION, &part))
				break;
			had += PFN_PHYS(part.end - part.start);
			set_bit(nr, sections.added);
			set_bit(nr, sections.online);
		}
	}
}

int sections_init(void)
{
	const struct machine_config *config = machine_config();
	u64 share = config->max_memory ? config->memory / config->nodes : ~0ull;
	size_t bytes;

	memset(&sections, 0, sizeof(sections));
	memory_notify_init();
	sections.nr = pfn_to_section_nr(SECTION_ALIGN_UP(max_pfn));
	bytes = BITS_TO_LONGS(sections.nr) * sizeof(long);
	sections.added = memblock_alloc(bytes, sizeof(long));
	sections.online = memblock_alloc(bytes, sizeof(long));
	if (!sections.added || !sections.online)
		return machine_fail(-ENOMEM, "no memory for the bits of %lu sections", sections.nr);
	for (unsigned int nid = 0; nid < config->nodes; nid++)
		boot_node((int)nid, share);
	return 0;
}

/* What is online at boot is the first sections of each range, if any. */
bool section_next_left(phys_addr_t from, struct memblock_range *range)
{
	while (memblock_next_free(from, range)) {
		unsigned long nr = pfn_to_section_nr((unsigned long)PFN_DOWN(range->start));
		unsigned long end = find_next_zero_bit(sections.online, sections.nr, nr);

		from = range->end;
		if (end == nr)
			continue;
		range->end = min(range->end, PFN_PHYS(section_nr_to_pfn(end)));
		return true;
	}
	return false;
}

void sections_add_boot(void)
{
	unsigned long nr, end;
	int nid;

	for (nr = 0; nr < sections.nr; nr = end) {
		nr = find_next_bit(sections.online, sections.nr, nr);
		end = find_next_zero_bit(sections.online, sections.nr, nr);
		if (nr < end)
			frames_come(section_nr_to_pfn(nr), section_nr_to_pfn(end));
	}
	/* Of the others, those that early memory fills have nothing to give. */
	for (nr = 0; nr < sections.nr; nr++) {
		unsigned long start = section_nr_to_pfn(nr);

		if (test_bit(nr, sections.added))
			continue;
		if (left_frames(NULL, start, start + PAGES_PER_SECTION))
			sections.absent++;
		else if (ram_frames(start, start + PAGES_PER_SECTION, &nid))
			set_bit(nr, sections.added);
	}
}

/* ---- growth ---------------------------------------------------------------------------------- */

/* Under the lock: added sections come online. */
static void sections_come(unsigned long start, unsigned long nr)
{
	mark(sections.online, start, nr, true);
	frames_come(start, start + nr);
	zones_updated();
}

/* Add the next section that has memory for @zone; sections.nr where there is none. */
static unsigned long section_add_next(const struct zone *zone)
{
	unsigned long nr = pfn_to_section_nr(zone->zone_start_pfn);
	unsigned long end = pfn_to_section_nr(SECTION_ALIGN_UP(zone_end_pfn(zone)));

	for (;; nr++) {
		unsigned long start;

		nr = find_next_zero_bit(sections.added, end, nr);
		if (nr >= end)
			return sections.nr;
		start = section_nr_to_pfn(nr);
		if (left_frames(zone, start, start + PAGES_PER_SECTION))
			break;
	}
	set_bit(nr, sections.added);
	WRITE_ONCE(sections.absent, sections.absent - 1);
	return nr;
}

/* The same for the first zone that will do for @rq. */
static unsigned long section_add_for(const struct page_request *rq, struct zone **zone)
{
	unsigned long nr = sections.nr;

	for (struct zone *const *at = rq->list->zones; *at && nr == sections.nr; at++) {
		*zone = *at;
		if ((!rq->nodes || node_isset((*at)->node, *rq->nodes)) &&
		    cpuset_zone_allowed(*at, rq->gfp | __GFP_HARDWALL))
			nr = section_add_next(*at);
	}
	return nr;
}

/* The way with notifiers. */
static bool grow_with_notice(const struct page_request *rq)
{
	struct memory_notify notice;
	struct zone *zone = NULL;
	bool refused = false;
	unsigned long nr;

	if (!(rq->gfp & __GFP_DIRECT_RECLAIM) || !section_change_try())
		return false;
	lock_acquire(&sections.lock);
	nr = section_add_for(rq, &zone);
	lock_release(&sections.lock);
	if (nr == sections.nr)
		goto out;
	notice = section_notice(zone, section_nr_to_pfn(nr), PAGES_PER_SECTION, true);
	refused = notifier_to_errno(memory_notify(MEM_GOING_ONLINE, &notice)) != 0;
	lock_acquire(&sections.lock);
	if (refused) {
		clear_bit(nr, sections.added);
		WRITE_ONCE(sections.absent, sections.absent + 1);
	} else {
		WRITE_ONCE(sections.grown, sections.grown + 1);
		sections_come(section_nr_to_pfn(nr), PAGES_PER_SECTION);
	}
	lock_release(&sections.lock);
	memory_notify(refused ? MEM_CANCEL_ONLINE : MEM_ONLINE, &notice);
out:
	section_change_end();
	return nr != sections.nr && !refused;
}

bool section_grow(const struct page_request *rq)
{
	unsigned long seen = READ_ONCE(sections.grown), nr;
	struct zone *zone;

	if (likely(!READ_ONCE(sections.absent)))
		return false;
	lock_acquire(&sections.lock);
	if (sections.grown != seen) {
		/* What another one brought may do for this one, too. */
		lock_release(&sections.lock);
		return true;
	}
	if (section_has_listeners()) {
		lock_release(&sections.lock);
		return grow_with_notice(rq);
	}
	nr = section_add_for(rq, &zone);
	if (nr != sections.nr) {
		WRITE_ONCE(sections.grown, sections.grown + 1);
		sections_come(section_nr_to_pfn(nr), PAGES_PER_SECTION);
	}
	lock_release(&sections.lock);
	return nr != sections.nr;
}

void section_settle(void)
{
	lock_acquire(&sections.lock);
	lock_release(&sections.lock);
}

/* ---- by hand --------------------------------------------------------------------------------- */

/* Whole sections, of RAM without a hole, all of node @nid (-1: any one); @nr frames. */
static bool are_sections(int nid, unsigned long start, unsigned long nr)
{
	struct frame_run part;

	if (!nr || (start | nr) & (PAGES_PER_SECTION - 1) || start + nr < start)
		return false;
	for (unsigned int i = 0; i < port.nr_ranges; i++)
		if ((nid < 0 || port.ranges[i].nid == nid) &&
		    of_range(&port.ranges[i], start, start + nr, &part))
			return part.end - part.start == nr;
	return false;
}

/* Is @bits the same, @value, for all sections of [start, start + nr)? */
static bool all_are(const unsigned long *bits, unsigned long start, unsigned long nr, bool value)
{
	unsigned long first = pfn_to_section_nr(start), end = pfn_to_section_nr(start + nr);

	return (value ? find_next_zero_bit(bits, end, first) : find_next_bit(bits, end, first)) >=
	       end;
}

int section_claim(int nid, unsigned long start, unsigned long nr)
{
	int err = 0;

	if (!are_sections(nid, start, nr))
		return -EINVAL;
	lock_acquire(&sections.lock);
	if (!all_are(sections.added, start, nr, false)) {
		err = -EEXIST;
	} else {
		mark(sections.added, start, nr, true);
		WRITE_ONCE(sections.absent, sections.absent - (nr >> PFN_SECTION_SHIFT));
	}
	lock_release(&sections.lock);
	return err;
}

int section_unclaim(unsigned long start, unsigned long nr)
{
	int err = 0;

	if (!are_sections(-1, start, nr))
		return -EINVAL;
	lock_acquire(&sections.lock);
	if (!all_are(sections.added, start, nr, true)) {
		err = -EINVAL;
	} else if (!all_are(sections.online, start, nr, false) || section_is_early(start, nr)) {
		err = -EBUSY;
	} else {
		mark(sections.added, start, nr, false);
		WRITE_ONCE(sections.absent, sections.absent + (nr >> PFN_SECTION_SHIFT));
	}
	lock_release(&sections.lock);
	return err;
}

struct zone *section_zone(unsigned long start, unsigned long nr, bool online)
{
	struct frame_run part;
	bool match;

	if (!are_sections(-1, start, nr))
		return NULL;
	lock_acquire(&sections.lock);
	match = all_are(sections.added, start, nr, true) &&
		all_are(sections.online, start, nr, online);
	lock_release(&sections.lock);
	for (unsigned int nid = 0; match && nid < nr_online_nodes; nid++)
		for (int z = 0; z < MAX_NR_ZONES; z++) {
			struct zone *zone = &NODE_DATA(nid)->node_zones[z];

			if (of_zone(zone, start, start + nr, &part))
				return part.end - part.start == nr ? zone : NULL;
		}
	return NULL;
}

bool section_is_early(unsigned long start, unsigned long nr)
{
	return left_frames(NULL, start, start + nr) != nr;
}

void section_onlined(unsigned long start, unsigned long nr)
{
	lock_acquire(&sections.lock);
	sections_come(start, nr);
	lock_release(&sections.lock);
}

void section_offlined(struct zone *zone, unsigned long start, unsigned long nr)
{
	struct pglist_data *node = NODE_DATA(zone->node);

	lock_acquire(&sections.lock);
	mark(sections.online, start, nr, false);
	WRITE_ONCE(zone->managed_pages, zone->managed_pages - nr);
	WRITE_ONCE(zone->present_pages, zone->present_pages - nr);
	WRITE_ONCE(node->node_present_pages, node->node_present_pages - nr);
	zones_updated();
	lock_release(&sections.lock);
}

/* ---- proof ----------------------------------------------------------------------------------- */

/* RAM of @zone in online sections. */
static unsigned long online_frames(const struct zone *zone)
{
	struct frame_run ram, part;
	unsigned long n = 0;

	for (unsigned int i = 0; i < port.nr_ranges; i++) {
		unsigned long end;

		if (port.ranges[i].nid != zone->node ||
		    !of_range(&port.ranges[i], zone->zone_start_pfn, zone_end_pfn(zone), &ram))
			continue;
		for (unsigned long pfn = ram.start; pfn < ram.end; pfn = end) {
			end = min(ram.end, SECTION_ALIGN_DOWN(pfn) + PAGES_PER_SECTION);
			if (online_section_nr(pfn_to_section_nr(pfn)) &&
			    of_zone(zone, pfn, end, &part))
				n += part.end - part.start;
		}
	}
	return n;
}

static int check_node(int nid)
{
	const struct pglist_data *node = NODE_DATA(nid);
	unsigned long present = 0;
	int broken = 0;

	for (int z = 0; z < MAX_NR_ZONES; z++) {
		const struct zone *zone = &node->node_zones[z];

		present += zone->present_pages;
		if (zone->present_pages == online_frames(zone))
			continue;
		pr_err("page_check: node %d zone %s: present_pages is not its online sections\n",
		       nid, zone->name);
		broken++;
	}
	if (present != node->node_present_pages) {
		pr_err("page_check: node %d: node_present_pages is not the sum of its zones\n",
		       nid);
		broken++;
	}
	return broken;
}

/** sections_check - prove the equations above; a part of page_check(). */
int sections_check(void)
{
	unsigned long absent = 0;
	int broken = 0, nid;

	lock_acquire(&sections.lock);
	for (unsigned long nr = 0; nr < sections.nr; nr++) {
		unsigned long start = section_nr_to_pfn(nr);

		if (!test_bit(nr, sections.added)) {
			absent += ram_frames(start, start + PAGES_PER_SECTION, &nid) != 0;
			if (test_bit(nr, sections.online)) {
				pr_err("page_check: section %lu is online and was not added\n", nr);
				broken++;
			}
		}
	}
	if (absent != sections.absent) {
		pr_err("page_check: %lu sections are absent, not %lu\n", absent, sections.absent);
		broken++;
	}
	for (unsigned int n = 0; n < nr_online_nodes; n++)
		broken += check_node((int)n);
	lock_release(&sections.lock);
	return broken;
}
