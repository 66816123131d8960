// SPDX-License-Identifier: MIT
/*
 * Allocation profiling: which call site has how much memory.
 *
 * Linux counts as memory comes and goes: two per-CPU counters of the site change with each
 * allocation and again with each free, and every object carries a reference to its site.  Here
 * nothing is counted.  An allocation writes its site's number into the tag map
 * (mm/boot/tag_map.c), one store, and a free does nothing; the counts are made when somebody asks,
 * by walking all that lives:
 *
 *	bytes(site) = sum of size over live memory m with tag_map(m) = site
 *	calls(site) = number of such m
 *
 * So allocating costs next to nothing, and a reading takes as long as the walk: some nanoseconds
 * for each page and object there are.  A profile is read a few times in a run, and memory taken
 * millions of times a second.  A reading also empties the CPUs' arrays of objects, as
 * kmem_cache_shrink() does, because only slabs know which of their objects are free.
 *
 * What lives, and what it counts, is as in Linux:
 *
 *	objects of caches and kmalloc	the size of their place in the slab: slab_look_live()
 *	blocks of pages			2^order pages, slabs excepted: page_look_live()
 *	vmalloc				each of its pages is a call of who called vmalloc()
 *	per-CPU memory			the bytes of one CPU's copy: pcpu_look_live()
 *
 * Memory that the core took for itself, and that of code which was compiled without tags, is one
 * line.  Linux has a line for the pages of slabs beside those of the objects in them; here memory
 * is counted once, and a slab's free objects are no one's.
 *
 * Sites.  A struct alloc_tag lies in the memory of its module, and is only read while that is
 * loaded.  Here each has a number and a record of its own, struct site.  When a module goes, sites
 * without memory go with it.  One that has some left stays, with copies of its names, until a later
 * count finds that all was freed: no number is ever given to a new site while memory bears it.
 *
 * Locking: profile_lock guards the sites and their counts, and is held while all is walked; it is
 * the outermost of the core's locks that it takes: profile_lock > slab_mutex, zone->lock,
 * pcpu.lock.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/string.h>
#include <mm/kmalloc/kmalloc.h>
#include <mm/page/page.h>
#include <mm/percpu/percpu.h>
#include <mm/profile/profile.h>
#include <mm/slab/slab.h>
#include <mm/vmalloc/vmalloc.h>

/* Sites come in blocks of so many: 14 KiB. */
#define SITES_PER_BLOCK 256u
/* As long as the name of a module can be. */
#define NAME_BYTES 64u

/**
 * struct owner - what has sites: a module, or the core.
 * @tags: its section; NULL when it is gone.
 * @nr: how many tags.
 * @nr_sites: how many of them have a site.
 * @strings: copies of the names of a module that is gone.
 * @name: of the module; empty for the core.
 */
struct owner {
	struct list_head list;
	struct alloc_tag *tags;
	size_t nr;
	u32 nr_sites;
	char *strings;
	char name[NAME_BYTES];
};

/** struct count - live memory: bytes, and pieces. */
struct count {
	u64 bytes, calls;
};

/**
 * struct site - a call site that has a number.
 * @ct: where it is; the names are its module's own until that goes.
 * @owner: NULL where the number is free.
 * @live: what it had when it was counted last.
 */
struct site {
	struct codetag ct;
	struct owner *owner;
	struct count live;
};

/**
 * struct site_block - sites with numbers that follow each other.
 *
 *	@used = how many of @sites have an owner > 0
 */
struct site_block {
	u32 used;
	struct site sites[SITES_PER_BLOCK];
};

static struct {
	struct lock lock;
	struct list_head owners;
	struct site_block *blocks[TAG_INDEXES / SITES_PER_BLOCK];
	u32 free_from; /* no number below is free */
	u32 end;       /* no number from here on was ever given out */
	struct count none, other, unknown;
} profile;

/* Of the core; where nothing in it was compiled with tags there is no such section. */
extern struct alloc_tag __start_alloc_tags[] __weak __attribute__((visibility("hidden")));
extern struct alloc_tag __stop_alloc_tags[] __weak __attribute__((visibility("hidden")));

/* ---- sites ----------------------------------------------------------------------------------- */

/* The site with number @index, or NULL. */
static struct site *site_of(u32 index)
{
	struct site_block *block = profile.blocks[index / SITES_PER_BLOCK];
	struct site *site = block ? &block->sites[index % SITES_PER_BLOCK] : NULL;

	return site && site->owner ? site : NULL;
}

#define for_each_site(site, index)                                  \
	for ((index) = TAG_FIRST; (index) < profile.end; (index)++) \
		if (((site) = site_of(index)))

/* A place for the site with number @index, which is free; NULL where there is no memory. */
static struct site *site_place(u32 index)
{
	struct site_block **block = &profile.blocks[index / SITES_PER_BLOCK];

	if (!*block)
		*block = kmalloc_untraced(sizeof(**block), GFP_KERNEL | __GFP_ZERO | __GFP_NOWARN);
	if (!*block)
		return NULL;
	(*block)->used++;
	return &(*block)->sites[index % SITES_PER_BLOCK];
}

/* Give @tag a number.  Return: false where there is none. */
static bool site_add(struct owner *owner, struct alloc_tag *tag)
{
	u32 index = profile.free_from;
	struct site *site;

	while (index < profile.end && site_of(index))
		index++;
	profile.free_from = index;
	site = index < TAG_INDEXES ? site_place(index) : NULL;
	if (!site)
		return false;
	*site = (struct site){ .ct = tag->ct, .owner = owner };
	owner->nr_sites++;
	profile.free_from = index + 1;
	profile.end = max(profile.end, index + 1);
	WRITE_ONCE(tag->index, index);
	return true;
}

static void site_drop(struct site *site, u32 index)
{
	struct site_block **block = &profile.blocks[index / SITES_PER_BLOCK];

	site->owner->nr_sites--;
	site->owner = NULL;
	profile.free_from = min(profile.free_from, index);
	if (--(*block)->used)
		return;
	kfree_untraced(*block);
	*block = NULL;
}

/* ---- counting -------------------------------------------------------------------------------- */

static void count_for(u32 index, u64 bytes)
{
	struct site *site = site_of(index);
	struct count *count = site		 ? &site->live :
			      index == TAG_NONE	 ? &profile.none :
			      index == TAG_OTHER ? &profile.other :
						   &profile.unknown;

	count->bytes += bytes;
	count->calls++;
}

static void count_object(void *ctx, const struct kmem_cache *s, const void *object)
{
	/* These take their objects by ways of their own. */
	count_for(s->flags & SLAB_NO_SLOTS ? TAG_NONE : tag_map_of_object(object), s->size);
}

static void count_pages(void *ctx, struct page *page, unsigned int order)
{
	if (!PageSlab(page))
		count_for(tag_map_of_page(page), PAGE_SIZE << order);
}

static void count_area(void *ctx, size_t bytes, u32 index)
{
	count_for(index, bytes);
}

/* Under the lock: what has each site now? */
static void count_all(void)
{
	struct site *site;
	u32 index;

	profile.none = profile.other = profile.unknown = (struct count){};
	for_each_site(site, index) site->live = (struct count){};
	/* Pages of areas that were freed lazily are no one's. */
	vmalloc_purge();
	slab_look_live(count_object, NULL);
	page_look_live(count_pages, NULL);
	pcpu_look_live(count_area, NULL);
}

/* ---- owners ---------------------------------------------------------------------------------- */

static void owner_free(struct owner *owner)
{
	list_del(&owner->list);
	kfree_untraced(owner->strings);
	kfree_untraced(owner);
}

/* Sites of modules that are gone, all of whose memory was freed by the last count. */
static void forget_empty(void)
{
	struct owner *owner, *next;
	struct site *site;
	u32 index;

	for_each_site(site, index) if (!site->owner->tags && !site->live.calls)
		site_drop(site, index);
	list_for_each_entry_safe(owner, next, &profile.owners, list)
		if (!owner->tags && !owner->nr_sites)
			owner_free(owner);
}

/* A place in @strings, or NULL, for a copy of @s; the last one's if it is the same string. */
static const char *keep_string(const char *s, const char **last, const char **kept, char *strings,
			       size_t *used)
{
	if (*last != s) {
		*last = s;
		*kept = strings ? strings + *used : "?";
		if (strings)
			strcpy(strings + *used, s);
		*used += strlen(s) + 1;
	}
	return *kept;
}

/* Copy the names of all sites of @owner into @strings; NULL: only count.  Return: bytes. */
static size_t keep_names(struct owner *owner, char *strings, bool set)
{
	const char *file = NULL, *function = NULL, *file_kept = NULL, *function_kept = NULL;
	struct site *site;
	size_t used = 0;
	u32 index;

	for_each_site(site, index)
	{
		const char *f, *g;

		if (site->owner != owner)
			continue;
		f = keep_string(site->ct.filename, &file, &file_kept, strings, &used);
		g = keep_string(site->ct.function, &function, &function_kept, strings, &used);
		if (!set)
			continue;
		site->ct.filename = f;
		site->ct.function = g;
		site->ct.modname = owner->name;
	}
	return used;
}

/* The module goes, and its sites that have memory stay. */
static void owner_gone(struct owner *owner)
{
	struct site *site;
	u32 index;

	for_each_site(site, index)
	{
		if (site->owner != owner)
			continue;
		if (!site->live.calls) {
			site_drop(site, index);
			continue;
		}
		pr_info("%s:%u module %s func:%s has %llu allocated at module unload\n",
			site->ct.filename, site->ct.lineno, owner->name, site->ct.function,
			site->live.bytes);
	}
	/* Where there is no memory for them, they lose their names. */
	owner->strings =
		kmalloc_untraced(keep_names(owner, NULL, false), GFP_KERNEL | __GFP_NOWARN);
	keep_names(owner, owner->strings, true);
	owner->tags = NULL;
	if (!owner->nr_sites)
		owner_free(owner);
}

void alloc_tags_add(const char *module, struct alloc_tag *tags, size_t nr)
{
	struct owner *owner;
	bool full = false;

	if (!tag_map_on() || !nr)
		return;
	owner = kmalloc_untraced(sizeof(*owner), GFP_KERNEL | __GFP_ZERO);
	lock_acquire(&profile.lock);
	if (owner) {
		owner->tags = tags;
		owner->nr = nr;
		strscpy(owner->name, module ?: "", sizeof(owner->name));
		list_add_tail(&owner->list, &profile.owners);
	}
	for (size_t i = 0; i < nr; i++) {
		WRITE_ONCE(tags[i].index, TAG_OTHER);
		if (!owner || full || site_add(owner, &tags[i]))
			continue;
		/* Perhaps some are free without anyone's knowing. */
		count_all();
		forget_empty();
		full = !site_add(owner, &tags[i]);
	}
	lock_release(&profile.lock);
}

void alloc_tags_remove(struct alloc_tag *tags)
{
	struct owner *owner;

	if (!tag_map_on())
		return;
	lock_acquire(&profile.lock);
	list_for_each_entry(owner, &profile.owners, list) {
		if (owner->tags != tags)
			continue;
		count_all();
		owner_gone(owner);
		break;
	}
	lock_release(&profile.lock);
}

/* ---- the file -------------------------------------------------------------------------------- */

/* Beside the name of a module that is gone, as where the kernel lists modules in a report. */
static void show_site(struct textbuf *t, const struct site *site)
{
	const struct owner *owner = site->owner;

	textbuf_printf(t, "%12lli %8llu %s:%u", site->live.bytes, site->live.calls,
		       site->ct.filename, site->ct.lineno);
	if (owner->name[0])
		textbuf_printf(t, " [%s%s]", owner->name, owner->tags ? "" : "(-)");
	textbuf_printf(t, " func:%s \n", site->ct.function);
}

static void show_rest(struct textbuf *t, const struct count *count, const char *name)
{
	if (count->calls)
		textbuf_printf(t, "%12lli %8llu %s:0 func:%s \n", count->bytes, count->calls, name,
			       name);
}

void allocinfo_show(struct textbuf *t)
{
	struct site *site;
	u32 index;

	textbuf_printf(t, "allocinfo - version: 1.0\n");
	textbuf_printf(t, "#     <size>  <calls> <tag info>\n");
	if (!tag_map_on()) {
		textbuf_printf(t, "# the machine was booted without allocation profiling\n");
		return;
	}
	lock_acquire(&profile.lock);
	count_all();
	forget_empty();
	show_rest(t, &profile.none, "untagged");
	show_rest(t, &profile.other, "unnumbered");
	for_each_site(site, index) show_site(t, site);
	lock_release(&profile.lock);
}

/* ---- life ------------------------------------------------------------------------------------ */

int profile_check(void)
{
	u64 unknown;

	if (!tag_map_on())
		return 0;
	lock_acquire(&profile.lock);
	count_all();
	unknown = profile.unknown.calls;
	lock_release(&profile.lock);
	if (unknown)
		pr_err("profile_check: %llu pieces of live memory bear a number of no call site\n",
		       unknown);
	return unknown ? 1 : 0;
}

int profile_init(void)
{
	lock_init(&profile.lock);
	INIT_LIST_HEAD(&profile.owners);
	memset(profile.blocks, 0, sizeof(profile.blocks));
	profile.free_from = profile.end = TAG_FIRST;
	alloc_tags_add(NULL, __start_alloc_tags, (size_t)(__stop_alloc_tags - __start_alloc_tags));
	return 0;
}

/* The records go with the machine's memory; tags that outlive it are no one's in the next. */
void profile_exit(void)
{
	struct owner *owner;

	list_for_each_entry(owner, &profile.owners, list)
		for (size_t i = 0; owner->tags && i < owner->nr; i++)
			owner->tags[i].index = TAG_NONE;
	INIT_LIST_HEAD(&profile.owners);
}
