// SPDX-License-Identifier: MIT
/*
 * Names of places, and what can only be told by names: was the allocator called plainly, and did
 * memory go back in the function that it was taken in?
 */
#include <linux/kernel.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "check/advise/watch.h"

#include "kernel/loader.h"

/*
 * The functions of the core that stand between a plain call and its event, for each kind.  Calls
 * in which others stand too do something else besides: kstrdup(), kvmalloc(), mempool_alloc().
 * A name that is missing here costs advice, and never makes it wrong.
 */
static const char *const plain_kmalloc[] = {
	"__kmalloc",	 "__kmalloc_cache", "__kmalloc_large", "__kmalloc_node",  "cache_slow",
	"kmalloc_first", "kmalloc_odd",	    "kmalloc_slow",    "kmalloc_unusual", NULL
};
static const char *const plain_object[] = { "alloc_slow", "kmem_cache_alloc",
					    "kmem_cache_alloc_lru", "kmem_cache_alloc_node", NULL };
static const char *const plain_pages[] = {
	"__alloc_pages",   "__get_free_pages", "alloc_any",  "alloc_by_policy",
	"alloc_pages",	   "alloc_pages_slow", "alloc_slow", "get_free_slow",
	"get_zeroed_page", "page_deliver",     NULL
};
static const char *const plain_vmalloc[] = { "__vmalloc",
					     "__vmalloc_array",
					     "array_call",
					     "vmalloc",
					     "vmalloc_array",
					     "vmalloc_call",
					     "vmalloc_here",
					     "vmalloc_node",
					     "vcalloc",
					     "vzalloc",
					     "vzalloc_node",
					     "__vcalloc",
					     NULL };
static const char *const plain_percpu[] = { "__alloc_percpu", "__alloc_percpu_gfp", NULL };

static const char *const *const plain[MM_EVENT_KINDS] = {
	[MM_EVENT_KMALLOC] = plain_kmalloc, [MM_EVENT_OBJECT] = plain_object,
	[MM_EVENT_PAGES] = plain_pages,	    [MM_EVENT_VMALLOC] = plain_vmalloc,
	[MM_EVENT_PERCPU] = plain_percpu,
};

/* "kmalloc_slow.constprop.0" and "__kmalloc_tagged" are known by their first words. */
static void trim(char *name)
{
	static const char tagged[] = "_tagged";
	size_t len;

	*strchrnul(name, '.') = 0;
	len = strlen(name);
	if (len > sizeof(tagged) && strcmp(name + len - (sizeof(tagged) - 1), tagged) == 0)
		name[len - (sizeof(tagged) - 1)] = 0;
}

static bool is_plain(enum mm_event_kind kind, unsigned long return_address)
{
	const char *const *name = plain[kind];
	struct symbol symbol;

	if (!name || !symbol_find(return_address - 1, &symbol))
		return false;
	trim(symbol.name);
	while (*name && strcmp(*name, symbol.name) != 0)
		name++;
	return *name;
}

/* Whichever way it took, nothing but the allocator stood between. */
static bool is_direct(const struct place *place)
{
	if (place->nr_ways > PLACE_WAYS)
		return false;
	for (u32 i = 0; i < place->nr_ways; i++)
		for (u32 k = 0; k < place->ways[i].nr; k++)
			if (!is_plain(place->seen.kind, place->ways[i].frames[k]))
				return false;
	return true;
}

/*
 * A function that frees, on an earlier line, what it took when it was called before, is none that
 * gives back what it takes.
 */
static bool gives_back(const struct place *place)
{
	struct source_line line;

	if (place->seen.freed != place->seen.taken || place->freed_elsewhere ||
	    place->nr_backs > PLACE_BACKS)
		return false;
	for (u32 i = 0; i < place->nr_backs; i++)
		if (!symbol_line(place->backs[i] - 1, &line) || line.line <= place->line ||
		    strcmp(line.file, place->file) != 0 ||
		    strcmp(line.function, place->function) != 0)
			return false;
	return true;
}

void place_name(struct place *place, const char *module)
{
	struct source_line line = {};
	struct symbol symbol = {};

	strscpy(place->module, module, sizeof(place->module));
	place->seen.direct = is_direct(place);
	if (symbol_line(place->frame - 1, &line)) {
		strscpy(place->file, line.file, sizeof(place->file));
		strscpy(place->function, line.function, sizeof(place->function));
		place->line = line.line;
		place->seen.returns = gives_back(place);
		return;
	}
	/* Without debug information: where in which function. */
	symbol_find(place->frame - 1, &symbol);
	place->line = 0;
	scnprintf(place->file, sizeof(place->file), "%s", module);
	scnprintf(place->function, sizeof(place->function), "%s+0x%lx",
		  *symbol.name ? symbol.name : "?",
		  place->frame - (*symbol.name ? symbol.start : 0));
}
