// SPDX-License-Identifier: MIT
/*
 * Memory that nobody knows any more, while its module is still there.
 *
 * What a module takes and never gives back is told when it leaves (leak_report.c).  Some of that
 * its exit function merely forgot; some was lost long before, since the last pointer to it was
 * written over, and no exit function could free it.  The idea to tell them apart is that of the
 * kernel's kmemleak: whatever looks like a pointer into live memory is taken for one, and what
 * cannot be reached by such words is lost.
 *
 *	roots		modules' variables, the core's own, all memory in use that no event gave
 *			out: stacks, per-CPU memory, the core's objects
 *	objects		what the account has (leak.c), each reached through its address, one inside
 *			it, or the struct page of one of its pages
 *
 *	lost  <=>  live, and not reached from a root through reached objects
 *
 * An object that is only known by its page frame number, or by a pointer that was encoded, is
 * taken for lost; one whose number happens to stand somewhere, for reached.  A thread that runs has
 * pointers in registers alone, so an object is lost only if two scans say so, some time apart.
 */
#include <linux/delay.h>
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "check/check.h"
#include "check/leak.h"
#include "check/place.h"

#include "kernel/loader.h"
#include "kernel/loader_internal.h"
#include "mm/slab/sampler.h"
#include "mm/slab/slab.h"
#include "mm/vmalloc/vmalloc.h"
#include "mm/page/page.h"
#include "base/base.h"

/* Sanitizers know of no reader of everything. */
#define reads_anything __attribute__((no_sanitize("address", "thread")))

/** struct scan_object - a record of the account, and whether anything leads to it. */
struct scan_object {
	struct leak_record record;
	bool reached;
};

/** struct scan_range - words in [@start, @end) lead to the @object-th object. */
struct scan_range {
	unsigned long start, end;
	u32 object;
};

/**
 * struct scan - one look at everything.
 * @objects: what was live as it began, and as the last one what is never lost.
 * @todo: those that were reached and not yet looked into.
 * @ranges: by address; @percpu: apart, because per-CPU pointers are no addresses.
 * @pages: one byte for each frame: 1 where an object has it, so that it is no root.
 * @blocks: live blocks of pages.
 */
struct scan {
	struct scan_object *objects;
	u32 *todo;
	struct scan_range *ranges, *percpu;
	u8 *pages;
	struct page **blocks;
	u32 nr, max, nr_todo, nr_ranges, nr_percpu;
	unsigned long nr_blocks, max_blocks;
};

/* ---- what there is --------------------------------------------------------------------------- */

static bool count_one(const struct leak_record *record, const struct leak_site *site, void *arg)
{
	++*(u32 *)arg;
	return false;
}

static bool keep_one(const struct leak_record *record, const struct leak_site *site, void *arg)
{
	struct scan *s = arg;

	if (s->nr < s->max - 1)
		s->objects[s->nr++].record = *record;
	return false;
}

static void add_range(struct scan *s, unsigned long start, size_t size, u32 object)
{
	s->ranges[s->nr_ranges++] = (struct scan_range){ start, start + max(size, 1ul), object };
}

/* The frames of @size bytes at @addr are an object's. */
static void own_area(struct scan *s, unsigned long addr, size_t size)
{
	for (unsigned long at = addr; at < addr + size; at += PAGE_SIZE) {
		struct page *page = vmalloc_to_page((void *)at);

		if (page)
			s->pages[page_to_pfn(page)] = 1;
	}
}

static void own_pages(struct scan *s, const struct page *page, size_t size)
{
	memset(s->pages + page_to_pfn(page), 1, DIV_ROUND_UP(size, PAGE_SIZE));
}

static void add_object(struct scan *s, u32 i)
{
	const struct leak_record *r = &s->objects[i].record;
	unsigned long id = (unsigned long)r->id;
	const struct page *page = r->id;

	switch (r->kind) {
	case MM_EVENT_PAGES:
		add_range(s, id, DIV_ROUND_UP(r->requested, PAGE_SIZE) * sizeof(*page), i);
		if (page_address(page))
			add_range(s, (unsigned long)page_address(page), r->requested, i);
		own_pages(s, page, r->requested);
		break;
	case MM_EVENT_PERCPU:
		s->percpu[s->nr_percpu++] = (struct scan_range){ id, id + r->requested, i };
		break;
	case MM_EVENT_VMALLOC:
		own_area(s, id, r->requested);
		fallthrough;
	case MM_EVENT_KMALLOC:
	case MM_EVENT_OBJECT:
	case MM_EVENT_COHERENT:
	case MM_EVENT_DMA_BLOCK:
		add_range(s, id, r->requested, i);
		break;
	case MM_EVENT_CACHE:
	case MM_EVENT_POOL:
	case MM_EVENT_DMA_POOL:
		add_range(s, id, 1, i);
		break;
	default:
		/* The core's records of what it has mapped or claimed are reached by it. */
		s->objects[i].reached = true;
		break;
	}
}

/* The core's record of an area must not be what the area is known by. */
static void skip_record(void *ctx, const void *record, size_t size)
{
	struct scan *s = ctx;

	if (s->nr_ranges < 3 * s->max)
		add_range(s, (unsigned long)record, size, s->max - 1);
}

static int by_start(const void *a, const void *b)
{
	const struct scan_range *one = a, *other = b;

	return (one->start > other->start) - (one->start < other->start);
}

static void count_block(void *ctx, struct page *page, unsigned int order)
{
	struct scan *s = ctx;

	if (s->blocks && s->nr_blocks < s->max_blocks)
		s->blocks[s->nr_blocks] = page;
	s->nr_blocks++;
}

/* ---- following words ------------------------------------------------------------------------- */

/* The last of @ranges that begins at or before @word, or NULL. */
static const struct scan_range *find_range(const struct scan_range *ranges, u32 nr,
					   unsigned long word)
{
	u32 low = 0, high = nr;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (ranges[middle].start <= word)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &ranges[low - 1] : NULL;
}

static void reach(struct scan *s, const struct scan_range *ranges, u32 nr, unsigned long word)
{
	const struct scan_range *range = find_range(ranges, nr, word);

	if (!range || word >= range->end || s->objects[range->object].reached)
		return;
	s->objects[range->object].reached = true;
	s->todo[s->nr_todo++] = range->object;
}

static reads_anything void scan_words(void *ctx, unsigned long from, unsigned long to)
{
	struct scan *s = ctx;

	for (from = ALIGN(from, sizeof(long)); from + sizeof(long) <= to; from += sizeof(long)) {
		unsigned long word = *(const volatile unsigned long *)from;

		if (!word)
			continue;
		reach(s, s->ranges, s->nr_ranges, word);
		if (s->nr_percpu)
			reach(s, s->percpu, s->nr_percpu, word);
	}
}

/* What an object has in [@from, @to) is looked at when that is reached; the rest is a root. */
static void scan_around(void *ctx, unsigned long from, unsigned long to)
{
	struct scan *s = ctx;
	const struct scan_range *range = find_range(s->ranges, s->nr_ranges, from);
	const struct scan_range *end = s->ranges + s->nr_ranges;

	for (range = range ?: s->ranges; range < end && range->start < to; range++) {
		if (range->end <= from)
			continue;
		if (range->start > from)
			scan_words(s, from, range->start);
		from = range->end;
	}
	if (from < to)
		scan_words(s, from, to);
}

static void scan_page(struct scan *s, struct page *page,
		      void (*scan)(void *s, unsigned long from, unsigned long to))
{
	void *address = kmap_local_page(page);

	scan(s, (unsigned long)address, (unsigned long)address + PAGE_SIZE);
	kunmap_local(address);
}

/* Did the same calls of a module take both? */
static bool are_of_one_place(const struct leak_record *a, const struct leak_record *b)
{
	const struct leak_site *one = leak_site(a->site), *other = leak_site(b->site);
	unsigned long callers[2];

	return place_in_module(one->frames, one->nr, &callers[0]) ==
		       place_in_module(other->frames, other->nr, &callers[1]) &&
	       callers[0] == callers[1];
}

/*
 * Pages that may be freed one by one (alloc_pages_exact(), split_page()) are an object each, and
 * known by the first.  So what one place took leads to what it took right behind.
 */
static void reach_next_pages(struct scan *s, const struct leak_record *r)
{
	const struct page *page = r->id;
	unsigned long next = (unsigned long)(page + DIV_ROUND_UP(r->requested, PAGE_SIZE));
	const struct scan_range *range = find_range(s->ranges, s->nr_ranges, next);

	if (range && range->start == next && are_of_one_place(r, &s->objects[range->object].record))
		reach(s, s->ranges, s->nr_ranges, next);
}

static void scan_object(struct scan *s, const struct leak_record *r)
{
	unsigned long id = (unsigned long)r->id;

	switch (r->kind) {
	case MM_EVENT_KMALLOC:
	case MM_EVENT_OBJECT:
	case MM_EVENT_COHERENT:
	case MM_EVENT_DMA_BLOCK:
		scan_words(s, id, id + r->requested);
		break;
	case MM_EVENT_VMALLOC:
		/* Not all of an area need be mapped. */
		for (unsigned long at = id; at < id + r->requested; at += PAGE_SIZE)
			if (vmalloc_to_page((void *)at))
				scan_words(s, at, min(at + PAGE_SIZE, id + r->requested));
		break;
	case MM_EVENT_PAGES:
		for (size_t i = 0; i < DIV_ROUND_UP(r->requested, PAGE_SIZE); i++)
			scan_page(s, (struct page *)r->id + i, scan_words);
		reach_next_pages(s, r);
		break;
	default:
		break;
	}
}

static void scan_reached(struct scan *s)
{
	while (s->nr_todo)
		scan_object(s, &s->objects[s->todo[--s->nr_todo]].record);
}

/* ---- roots ----------------------------------------------------------------------------------- */

/* The linker's: the program's own variables. */
extern char __data_start[], _end[];

static void scan_variables(struct scan *s)
{
	struct module *mod;

	scan_words(s, (unsigned long)__data_start, (unsigned long)_end);
	scan_words(s, (unsigned long)port_self(), (unsigned long)(port_self() + 1));
	list_for_each_entry(mod, &loader_modules, list) {
		struct image_part part;

		for (unsigned int i = 0; (part = image_data(mod->image, i)).size; i++)
			scan_words(s, (unsigned long)part.start,
				   (unsigned long)part.start + part.size);
	}
}

static void scan_memory(struct scan *s)
{
	for (unsigned long i = 0; i < min(s->nr_blocks, s->max_blocks); i++) {
		struct page *page = s->blocks[i];
		unsigned long nr = 1ul << page_block_order(page);

		/* Objects that are guarded are no roots, and what is between them nobody's. */
		if (slab_sampled(page_address(page)))
			continue;
		if (page->flags & 1ul << PG_slab) {
			slab_look_objects(page, scan_around, s);
		} else {
			for (unsigned long k = 0; k < nr; k++)
				if (!s->pages[page_to_pfn(page + k)])
					scan_page(s, page + k, scan_around);
		}
		scan_reached(s);
	}
}

/* ---- one scan -------------------------------------------------------------------------------- */

static void scan_end(struct scan *s)
{
	check_host_free(s->objects, s->max * sizeof(*s->objects));
	check_host_free(s->todo, s->max * sizeof(*s->todo));
	check_host_free(s->ranges, 3 * s->max * sizeof(*s->ranges));
	check_host_free(s->percpu, s->max * sizeof(*s->percpu));
	check_host_free(s->pages, max_pfn);
	check_host_free(s->blocks, s->max_blocks * sizeof(*s->blocks));
}

/* Return: false where the host has no memory for it. */
static bool scan_begin(struct scan *s)
{
	*s = (struct scan){};
	leak_take(count_one, &s->max);
	page_look_live(count_block, s);
	/* Some may come until they are listed. */
	s->max += s->max / 8 + 64;
	s->max_blocks = s->nr_blocks + s->nr_blocks / 8 + 64;
	s->objects = check_host_alloc(s->max * sizeof(*s->objects));
	s->todo = check_host_alloc(s->max * sizeof(*s->todo));
	s->ranges = check_host_alloc(3 * s->max * sizeof(*s->ranges));
	s->percpu = check_host_alloc(s->max * sizeof(*s->percpu));
	s->pages = check_host_alloc(max_pfn);
	s->blocks = check_host_alloc(s->max_blocks * sizeof(*s->blocks));
	return s->objects && s->todo && s->ranges && s->percpu && s->pages && s->blocks;
}

static bool scan_all(struct scan *s)
{
	/* Areas that were freed may be kept, with what stands in them. */
	vm_unmap_aliases();
	if (!scan_begin(s))
		return false;
	leak_take(keep_one, s);
	s->nr_blocks = 0;
	page_look_live(count_block, s);
	for (u32 i = 0; i < s->nr; i++)
		add_object(s, i);
	s->objects[s->max - 1].reached = true;
	vmalloc_look_records(skip_record, s);
	sort(s->ranges, s->nr_ranges, sizeof(*s->ranges), by_start, NULL);
	sort(s->percpu, s->nr_percpu, sizeof(*s->percpu), by_start, NULL);
	scan_variables(s);
	scan_reached(s);
	scan_memory(s);
	return true;
}

/* ---- telling --------------------------------------------------------------------------------- */

static int by_site(const void *a, const void *b)
{
	const struct leak_record *one = &((const struct scan_object *)a)->record;
	const struct leak_record *other = &((const struct scan_object *)b)->record;

	if (one->site != other->site)
		return one->site < other->site ? -1 : 1;
	return (one->id > other->id) - (one->id < other->id);
}

/* What stands at the start of an object, as kmemleak has it. */
static reads_anything void print_start(const struct leak_record *r)
{
	enum { ROW = 16, BYTES = 32 };
	size_t len = min(r->requested, (size_t)BYTES);
	const void *memory = leak_memory(r);
	char line[80];

	if (!memory)
		return;
	pr_err("  hex dump (first %zu bytes):\n", len);
	for (size_t at = 0; at < len; at += ROW) {
		hex_dump_to_buffer(memory + at, min(len - at, (size_t)ROW), ROW, 1, line,
				   sizeof(line), true);
		pr_err("    %s\n", line);
	}
}

/* @nr objects of one site, the first of which is @o. */
static void tell(const struct scan_object *o, unsigned long nr)
{
	const struct leak_record *r = &o->record;
	const struct leak_site *site = leak_site(r->site);
	char title[96];

	/* An address would be another one in the next run. */
	scnprintf(title, sizeof(title), "unreferenced object of %zu bytes", r->requested);
	report_open(title);
	pr_err("unreferenced object 0x%px (size %zu):\n", leak_memory(r) ?: r->id, r->requested);
	pr_err("  %s\n", leak_kind_name(r->kind));
	if (nr > 1)
		pr_err("  and %lu more from the same place\n", nr - 1);
	print_start(r);
	report_calls(site->frames, site->nr, true);
	pr_err("  backtrace:\n");
	leak_print_site("    ", site);
	report_close();
}

static bool is_of_module(const struct leak_record *r)
{
	const struct leak_site *site = leak_site(r->site);
	unsigned long caller;

	return place_in_module(site->frames, site->nr, &caller);
}

/* Was @o not reached by @s either?  It has been sorted by now. */
static bool is_lost_in(const struct scan *s, const struct scan_object *o)
{
	u32 low = 0, high = s->nr;

	while (low < high) {
		u32 middle = low + (high - low) / 2;
		int way = by_site(&s->objects[middle], o);

		if (!way)
			return !s->objects[middle].reached;
		if (way < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

static unsigned long tell_lost(struct scan *now, const struct scan *before)
{
	const struct scan_object *first = NULL;
	unsigned long nr = 0, lost = 0;

	for (u32 i = 0; i < now->nr; i++) {
		const struct scan_object *o = &now->objects[i];

		if (o->reached || !is_of_module(&o->record) || !is_lost_in(before, o))
			continue;
		lost++;
		if (first && first->record.site == o->record.site) {
			nr++;
			continue;
		}
		if (first)
			tell(first, nr);
		first = o;
		nr = 1;
	}
	if (first)
		tell(first, nr);
	return lost;
}

long check_scan(void)
{
	struct scan before, now = {};
	long lost = -1;

	if (!scan_all(&before))
		goto out;
	msleep(1);
	if (!scan_all(&now))
		goto out;
	sort(before.objects, before.nr, sizeof(*before.objects), by_site, NULL);
	sort(now.objects, now.nr, sizeof(*now.objects), by_site, NULL);
	lost = (long)tell_lost(&now, &before);
out:
	scan_end(&before);
	scan_end(&now);
	return lost;
}
