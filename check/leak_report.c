// SPDX-License-Identifier: MIT
/*
 * What a module did not give back, when it is removed.
 *
 * An allocation belongs to the module that called for it: of its chain of calls, the innermost
 * frame that is in a module says which.  So what a module allocates for others that call it is
 * its own to give back, and is not asked of them.
 *
 * Allocations are told together when they are of one kind and come from the same line, called
 * from the same line, however often the compiler has copied it:
 *
 *	foo: 3 allocations were not given back, 256 bytes:
 *	  foo.c:17 in foo_init: kmalloc, 64 bytes
 *	  foo.c:9 in foo_fill (from foo.c:20 in foo_init): kmalloc, 2 of 96 bytes
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "check/check.h"
#include "check/fault/fault.h"
#include "check/finding.h"
#include "check/leak.h"
#include "check/place.h"

#include "kernel/loader.h"

/* How each kind is called, and whether bytes say anything of it. */
static const struct {
	const char *name;
	bool has_size;
} kinds[MM_EVENT_KINDS] = {
	[MM_EVENT_KMALLOC] = { "kmalloc", true },
	[MM_EVENT_OBJECT] = { "cache object", true },
	[MM_EVENT_PAGES] = { "pages", true },
	[MM_EVENT_VMALLOC] = { "vmalloc", true },
	[MM_EVENT_PERCPU] = { "per-CPU memory", true },
	[MM_EVENT_CACHE] = { "kmem_cache, not destroyed", false },
	[MM_EVENT_POOL] = { "mempool, not destroyed", false },
	[MM_EVENT_KMAP] = { "kmap, not unmapped", false },
	[MM_EVENT_IOREMAP] = { "ioremap, not unmapped", false },
	[MM_EVENT_REGION] = { "region of bus addresses, not released", false },
	[MM_EVENT_COHERENT] = { "coherent DMA memory", true },
	[MM_EVENT_DMA_POOL] = { "dma_pool, not destroyed", false },
	[MM_EVENT_DMA_BLOCK] = { "block of a dma_pool", true },
};

/**
 * struct leak_group - allocations that are told in one line.
 * @frame, @caller: the module's innermost frame, and the one above it in the module or 0.
 * @site: all calls that led to one of them.
 * @place: both as text, once they are looked up.
 * @min, @max: smallest and largest of them, in bytes.
 */
struct leak_group {
	enum mm_event_kind kind;
	unsigned long frame, caller;
	const struct leak_site *site;
	unsigned long count, bytes;
	size_t min, max;
	char place[512];
};

/** struct leak_sum - what is being gathered for one module. */
struct leak_sum {
	unsigned long start, end;
	struct leak_group *groups;
	unsigned long nr_groups, max_groups;
	unsigned long count, bytes;
};

void leak_print_site(const char *indent, const struct leak_site *site)
{
	u32 first = site->nr, end = site->nr;

	for (u32 i = site->nr; i-- > 0;) {
		if (!is_module_text_address(site->frames[i]))
			continue;
		if (first == site->nr)
			end = i + 1;
		first = i;
	}
	if (first == site->nr)
		first = 0;
	for (u32 i = first ? first - 1 : 0; i < end; i++)
		pr_err("%s%pB\n", indent, (void *)site->frames[i]);
}

const char *leak_kind_name(enum mm_event_kind kind)
{
	return kinds[kind].name;
}

static void (*say_line)(const char *line);
static unsigned long nr_leaks;

/* ---- gathering ------------------------------------------------------------------------------- */

static bool in_module(const struct leak_sum *sum, unsigned long addr)
{
	return addr - sum->start < sum->end - sum->start;
}

/* The frame of @site that makes it this module's, and the module's next one. */
static bool find_frames(const struct leak_sum *sum, const struct leak_site *site,
			unsigned long *frame, unsigned long *caller)
{
	u32 i = 0;

	while (i < site->nr && !in_module(sum, site->frames[i]))
		if (__module_address(site->frames[i++]))
			return false;
	if (i == site->nr)
		return false;
	*frame = site->frames[i];
	*caller = i + 1 < site->nr && in_module(sum, site->frames[i + 1]) ? site->frames[i + 1] : 0;
	return true;
}

static bool gather(const struct leak_record *record, const struct leak_site *site, void *arg)
{
	struct leak_sum *sum = arg;
	unsigned long frame, caller, i;
	struct leak_group *group;

	if (!find_frames(sum, site, &frame, &caller))
		return false;
	for (i = 0; i < sum->nr_groups; i++) {
		group = &sum->groups[i];
		if (group->kind == record->kind && group->frame == frame && group->caller == caller)
			break;
	}
	if (i == sum->max_groups)
		return false;
	group = &sum->groups[i];
	if (i == sum->nr_groups) {
		sum->nr_groups++;
		*group = (struct leak_group){ .kind = record->kind,
					      .frame = frame,
					      .caller = caller,
					      .site = site,
					      .min = record->requested };
	}
	group->count++;
	group->min = min(group->min, record->requested);
	group->max = max(group->max, record->requested);
	sum->count++;
	if (kinds[record->kind].has_size) {
		group->bytes += record->requested;
		sum->bytes += record->requested;
	}
	return true;
}

/* ---- telling --------------------------------------------------------------------------------- */

/* Name the places, and add up groups of the same line; those that were added have count 0. */
static void merge_lines(struct leak_sum *sum)
{
	unsigned long i, k;

	for (i = 0; i < sum->nr_groups; i++) {
		struct leak_group *group = &sum->groups[i];

		place_print_ways(group->place, sizeof(group->place), group->frame, group->caller);
		for (k = 0; k < i; k++) {
			struct leak_group *before = &sum->groups[k];

			if (!before->count || before->kind != group->kind ||
			    strcmp(before->place, group->place) != 0)
				continue;
			before->count += group->count;
			before->bytes += group->bytes;
			before->min = min(before->min, group->min);
			before->max = max(before->max, group->max);
			group->count = 0;
			break;
		}
	}
}

/* Which and how much, behind the place. */
static void print_group(const struct leak_group *group, char *text, size_t size)
{
	int n = scnprintf(text, size, "%s", kinds[group->kind].name);

	if (!kinds[group->kind].has_size) {
		if (group->count > 1)
			scnprintf(text + n, size - n, ", %lu of them", group->count);
	} else if (group->count == 1) {
		scnprintf(text + n, size - n, ", %lu bytes", group->bytes);
	} else if (group->min == group->max) {
		scnprintf(text + n, size - n, ", %lu of %zu bytes", group->count, group->min);
	} else {
		scnprintf(text + n, size - n, ", %lu of %zu to %zu bytes, %lu in all", group->count,
			  group->min, group->max, group->bytes);
	}
}

static void say_group(const struct leak_group *group)
{
	char what[256], text[1024], title[320];

	print_group(group, what, sizeof(what));
	scnprintf(text, sizeof(text), "  %s: %s", group->place, what);
	say_line(text);
	scnprintf(title, sizeof(title), "not given back: %s", what);
	scnprintf(text, sizeof(text), "%s: %s\n", group->place, what);
	finding_note("leak", title, text, group->site->frames, group->site->nr);
}

/* By place in the code, which for one function is the order of its lines; there by kind. */
static bool comes_after(const struct leak_group *one, const struct leak_group *other)
{
	if (one->frame != other->frame)
		return one->frame > other->frame;
	if (one->caller != other->caller)
		return one->caller > other->caller;
	return one->kind > other->kind;
}

static void sort_groups(struct leak_sum *sum)
{
	unsigned long i, k;

	for (i = 1; i < sum->nr_groups; i++) {
		struct leak_group group = sum->groups[i];

		for (k = i; k > 0 && comes_after(&sum->groups[k - 1], &group); k--)
			sum->groups[k] = sum->groups[k - 1];
		sum->groups[k] = group;
	}
}

static void module_came(const char *name, unsigned long start, unsigned long end)
{
	if (leak_watcher)
		leak_watcher->came(name, start, end);
}

static void module_gone(const char *name, unsigned long start, unsigned long end)
{
	struct leak_sum sum = { .start = start, .end = end };
	unsigned long i, room;
	char text[160];

	if (leak_watcher)
		leak_watcher->gone(start, end);
	fault_name();
	finding_leaving(start, end);
	/* At most: each way to allocate is a group of its own, for each kind. */
	sum.max_groups = (unsigned long)leak_nr_sites() * MM_EVENT_KINDS;
	room = sum.max_groups * sizeof(*sum.groups);
	sum.groups = check_host_alloc(room);
	if (!sum.groups) {
		say_line("the host has no memory left to look for leaks");
		return;
	}
	leak_take(gather, &sum);
	if (sum.count) {
		scnprintf(text, sizeof(text),
			  "%s: %lu allocation%s not given back, %lu bytes:", name, sum.count,
			  sum.count == 1 ? " was" : "s were", sum.bytes);
		say_line(text);
		sort_groups(&sum);
		merge_lines(&sum);
		for (i = 0; i < sum.nr_groups; i++)
			if (sum.groups[i].count)
				say_group(&sum.groups[i]);
	}
	if (leak_untracked()) {
		scnprintf(text, sizeof(text), "%lu more allocations could not be followed",
			  leak_untracked());
		say_line(text);
	}
	nr_leaks += sum.count;
	check_host_free(sum.groups, room);
}

unsigned long check_leaks(void)
{
	return nr_leaks;
}

void leak_report_start(void (*say)(const char *line))
{
	static const struct module_watcher watcher = { .came = module_came, .gone = module_gone };

	nr_leaks = 0;
	say_line = say;
	module_watcher = &watcher;
}
