// SPDX-License-Identifier: MIT
/*
 * The rules: which call for which memory.
 *
 * Each rule is a function of what was seen of one place (struct advise_seen) and of nothing else,
 * so it can be tried on observations that were made up.  It speaks when what it needs to know was
 * seen, and seen often enough; what cannot be seen at run time (whether memory is handed to a
 * device, whether an allocation may fail) it names as a condition, and never assumes.
 *
 *	what was seen				what to take			rule
 *	small, short-lived, one function	the stack			stack
 *	larger, likewise, again and again	one piece, kept			keep
 *	many of one size, at once		a cache of their own		own-cache
 *	zeroed, and zero again when freed	a constructor			constructor
 *	objects of one cache in rows		kmem_cache_alloc_bulk()		bulk
 *	large, may sleep			kvmalloc(), vmalloc()		kvmalloc, vmalloc
 *	large, between powers of two		alloc_pages_exact()		exact-pages
 *	vmalloc() of up to a page		kmalloc()			small-vmalloc
 *	GFP_ATOMIC where one may sleep		GFP_KERNEL			may-sleep
 *	GFP_ATOMIC, few at once, again and again	a mempool		mempool
 *
 * Why each threshold is what it is stands in docs/advise.md, with the same table at length.
 */
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mmzone.h>
#include <linux/slab.h>
#include <linux/sprintf.h>

#include "check/advise/advise.h"

/* A 64th of a stack of 8 KiB. */
#define STACK_BYTES 128u
#define STACK_CALLS 16u
/* Below, kmalloc() is as cheap as anything one could do instead. */
#define KEEP_BYTES 1024u
#define KEEP_CALLS 100u
/* A cache costs a slab for each node and some KiB besides: what it serves must be more. */
#define CACHE_CALLS   1000u
#define CACHE_AT_ONCE 100u
/* Zeroing is worth a constructor where each object is taken some times over. */
#define CTOR_CALLS  256u
#define CTOR_REUSES 4u
#define BULK_CALLS  256u
/* As many in flight as a reserve may sensibly hold: a quarter of what passes at most. */
#define POOL_CALLS  256u
#define POOL_REUSES 4u

/* Waste counts from an eighth on: Linux's own size classes and slabs stay below that or aim to. */
#define WASTE_PART 8u

/* From this on a block is hard to find where memory is scattered, and requests for it may fail. */
#define COSTLY_BYTES (PAGE_SIZE << PAGE_ALLOC_COSTLY_ORDER)

/* The caller has another way when this fails, or takes part in freeing memory. */
#define GFP_HAS_FALLBACK (__GFP_NORETRY | __GFP_NOMEMALLOC | __GFP_MEMALLOC)
#define GFP_PLACED	 (__GFP_DMA | __GFP_DMA32)

const char *advise_bytes(char buf[24], u64 bytes)
{
	static const char *const units[] = { "bytes", "KiB", "MiB", "GiB" };
	unsigned int unit = 0;

	/* What is a whole number of KiB below is better read as such. */
	while (unit + 1 < ARRAY_SIZE(units) &&
	       (bytes >= 10 * 1024 || (bytes >= 1024 && bytes % 1024 == 0))) {
		bytes /= 1024;
		unit++;
	}
	snprintf(buf, 24, "%llu %s", bytes, bytes == 1 && !unit ? "byte" : units[unit]);
	return buf;
}

/* ---- what was seen --------------------------------------------------------------------------- */

static bool one_size(const struct advise_seen *seen)
{
	return seen->size_min == seen->size_max;
}

/* All calls were for what GFP_ATOMIC is for: urgent, and not to sleep. */
static bool urgent(const struct advise_seen *seen)
{
	return seen->gfp_all & __GFP_HIGH && !(seen->gfp_any & __GFP_DIRECT_RECLAIM) &&
	       !(seen->gfp_any & GFP_HAS_FALLBACK);
}

/* vmalloc() and vfree() could stand in its place. */
static bool could_be_scattered(const struct advise_seen *seen)
{
	return seen->gfp_all & __GFP_DIRECT_RECLAIM && !seen->taken_atomic && !seen->freed_atomic &&
	       !(seen->gfp_any & (GFP_PLACED | GFP_HAS_FALLBACK));
}

static bool is_waste(u64 wasted, u64 given)
{
	return wasted >= PAGE_SIZE && wasted >= given / WASTE_PART;
}

/* What a cache of its own would use for an object, but for the ends of slabs. */
static u64 cache_place(u64 size)
{
	return ALIGN(size, sizeof(void *));
}

/* The size class below that of @size, a kmalloc() size above 64 bytes. */
static u64 class_below(u64 size)
{
	u64 class = kmalloc_size_roundup(size);

	if (class == 128 || class == 256)
		return class / 4 * 3;
	return class == 96 ? 64 : class == 192 ? 128 : class / 2;
}

/* ---- short lives ----------------------------------------------------------------------------- */

static bool judge_stack(const struct advise_seen *seen, struct advice *advice)
{
	if (seen->kind != MM_EVENT_KMALLOC || !seen->direct || !seen->returns || !one_size(seen) ||
	    seen->peak > 1 || seen->taken < STACK_CALLS || seen->size_max > STACK_BYTES)
		return false;
	advice->calls = 2 * seen->taken;
	snprintf(advice->what, sizeof(advice->what),
		 "a variable on the stack, unless its address is given to a device");
	snprintf(advice->why, sizeof(advice->why),
		 "the function that took each of the %llu freed it too, and no two lived at once",
		 seen->taken);
	return true;
}

static bool judge_keep(const struct advise_seen *seen, struct advice *advice)
{
	char size[24];

	if (seen->kind == MM_EVENT_OBJECT || !seen->direct || !seen->returns || seen->peak > 1 ||
	    seen->taken < KEEP_CALLS || seen->size_max < KEEP_BYTES)
		return false;
	advice->calls = 2 * (seen->taken - 1);
	snprintf(advice->what, sizeof(advice->what),
		 "one piece of %s, taken once and kept between the calls",
		 advise_bytes(size, seen->size_max));
	snprintf(advice->why, sizeof(advice->why),
		 "the function that took each of the %llu freed it too, and no two lived at once",
		 seen->taken);
	return true;
}

/* ---- many alike ------------------------------------------------------------------------------ */

static void own_cache_why(const struct advise_seen *seen, struct advice *advice)
{
	const u64 size = seen->size_max, class = kmalloc_size_roundup(size),
		  below = class_below(size);
	int n = snprintf(advice->why, sizeof(advice->why),
			 "kmalloc() gives %llu bytes for each %llu, a cache %llu", class, size,
			 cache_place(size));

	if (size > 64 && size - below <= below / WASTE_PART)
		snprintf(advice->why + n, sizeof(advice->why) - n,
			 "; were they %llu byte%s smaller, kmalloc() would give %llu", size - below,
			 size - below == 1 ? "" : "s", below);
}

static bool judge_own_cache(const struct advise_seen *seen, struct advice *advice)
{
	const u64 size = seen->size_max;
	u64 wasted;
	bool many;

	if (seen->kind != MM_EVENT_KMALLOC || !seen->direct || !one_size(seen) ||
	    size > KMALLOC_MAX_CACHE_SIZE)
		return false;
	wasted = seen->peak_given - min(seen->peak * cache_place(size), seen->peak_given);
	many = seen->taken >= CACHE_CALLS && seen->peak >= CACHE_AT_ONCE;
	if (!is_waste(wasted, seen->peak_given)) {
		if (!many)
			return false;
		snprintf(advice->why, sizeof(advice->why),
			 "so many of one size deserve a name in slabinfo, slabs of their own, "
			 "and to be missed when the cache is destroyed");
	} else {
		advice->bytes = wasted;
		advice->of = seen->peak_given;
		own_cache_why(seen, advice);
	}
	snprintf(advice->what, sizeof(advice->what),
		 "a cache of their own: kmem_cache_create() of %llu bytes, kmem_cache_alloc()",
		 size);
	return true;
}

static bool judge_constructor(const struct advise_seen *seen, struct advice *advice)
{
	const bool object = seen->kind == MM_EVENT_OBJECT;
	char zeroed[24];

	if ((seen->kind != MM_EVENT_KMALLOC && !object) || !seen->direct || !one_size(seen) ||
	    !(seen->gfp_all & __GFP_ZERO) || seen->size_max > KMALLOC_MAX_CACHE_SIZE ||
	    seen->freed < CTOR_CALLS || seen->freed_zero < seen->freed ||
	    seen->taken < CTOR_REUSES * seen->peak || seen->peak < 2)
		return false;
	advice->calls = 0;
	snprintf(advice->what, sizeof(advice->what),
		 "%s with a constructor that zeroes, and kmem_cache_alloc()",
		 object ? "the cache" : "a cache of their own");
	snprintf(advice->why, sizeof(advice->why),
		 "each of the %llu that were freed was all zero again: %s were zeroed for nothing",
		 seen->freed, advise_bytes(zeroed, (seen->taken - seen->peak) * seen->size_max));
	return true;
}

static bool judge_bulk(const struct advise_seen *seen, struct advice *advice)
{
	if (seen->kind != MM_EVENT_OBJECT || !seen->direct || seen->in_rows < BULK_CALLS ||
	    2 * seen->in_rows < seen->taken)
		return false;
	advice->calls = seen->in_rows - seen->rows;
	snprintf(advice->what, sizeof(advice->what),
		 "kmem_cache_alloc_bulk(), which takes many at once or none");
	snprintf(advice->why, sizeof(advice->why),
		 "%llu of them were taken in %llu row%s, with nothing taken or freed between",
		 seen->in_rows, seen->rows, seen->rows == 1 ? "" : "s");
	return true;
}

/* ---- large ----------------------------------------------------------------------------------- */

static bool judge_large(const struct advise_seen *seen, struct advice *advice)
{
	const bool may_scatter = could_be_scattered(seen) && seen->size_min > COSTLY_BYTES;
	u64 wasted = seen->peak_given - min(seen->peak_pages, seen->peak_given);
	char size[24], given[24];

	if (seen->kind != MM_EVENT_KMALLOC || !seen->direct ||
	    seen->size_min <= KMALLOC_MAX_CACHE_SIZE)
		return false;
	advise_bytes(size, seen->size_max);
	advise_bytes(given, kmalloc_size_roundup(seen->size_max));
	if (is_waste(wasted, seen->peak_given)) {
		advice->bytes = wasted;
		advice->of = seen->peak_given;
		advice->rule = may_scatter ? "vmalloc" : "exact-pages";
		snprintf(advice->what, sizeof(advice->what), "%s",
			 may_scatter ? "vmalloc(), or alloc_pages_exact() where a device or "
				       "virt_to_phys() needs it in one piece" :
				       "alloc_pages_exact() and free_pages_exact()");
		snprintf(advice->why, sizeof(advice->why),
			 "kmalloc() gives %s for %s, since blocks of pages are powers of two",
			 given, size);
		return true;
	}
	if (!may_scatter)
		return false;
	advice->rule = "kvmalloc";
	snprintf(
		advice->what, sizeof(advice->what),
		"kvmalloc() and kvfree(), unless a device or virt_to_phys() needs it in one piece");
	snprintf(advice->why, sizeof(advice->why),
		 "kmalloc() of %s wants a block of order %d, which scattered memory does not have",
		 size, get_order(seen->size_max));
	return true;
}

static bool judge_small_vmalloc(const struct advise_seen *seen, struct advice *advice)
{
	u64 size = seen->size_max, class, used;

	if (seen->kind != MM_EVENT_VMALLOC || !seen->direct || size > PAGE_SIZE ||
	    seen->gfp_any & GFP_PLACED)
		return false;
	class = kmalloc_size_roundup(size);
	used = seen->peak * class;
	if (used < seen->peak_given) {
		advice->bytes = seen->peak_given - used;
		advice->of = seen->peak_given;
	}
	snprintf(advice->what, sizeof(advice->what), "kmalloc() and kfree()");
	snprintf(advice->why, sizeof(advice->why),
		 "vmalloc() takes a page, a guard page's addresses and a mapping for each; "
		 "kmalloc() of %llu bytes takes %llu",
		 size, class);
	return true;
}

/* ---- contexts -------------------------------------------------------------------------------- */

static bool judge_may_sleep(const struct advise_seen *seen, struct advice *advice)
{
	if (!urgent(seen) || seen->taken_atomic ||
	    (seen->kind != MM_EVENT_KMALLOC && seen->kind != MM_EVENT_OBJECT &&
	     seen->kind != MM_EVENT_PAGES && seen->kind != MM_EVENT_PERCPU))
		return false;
	snprintf(advice->what, sizeof(advice->what), "GFP_KERNEL instead of GFP_ATOMIC");
	snprintf(advice->why, sizeof(advice->why),
		 "%s could sleep: GFP_ATOMIC fails where GFP_KERNEL waits, and uses up the reserve",
		 seen->taken == 1 ? "the caller" : "each of the callers");
	return true;
}

static bool judge_mempool(const struct advise_seen *seen, struct advice *advice)
{
	char reserve[24];

	if ((seen->kind != MM_EVENT_KMALLOC && seen->kind != MM_EVENT_OBJECT &&
	     seen->kind != MM_EVENT_PAGES) ||
	    !seen->direct || !urgent(seen) || seen->gfp_any & __GFP_NOWARN || !one_size(seen) ||
	    seen->taken_atomic < seen->taken || seen->taken < POOL_CALLS ||
	    seen->taken < POOL_REUSES * seen->peak)
		return false;
	snprintf(advice->what, sizeof(advice->what),
		 "mempool_create() with min_nr %llu, if none of them may fail", seen->peak);
	snprintf(advice->why, sizeof(advice->why),
		 "all were taken where one must not sleep, so GFP_ATOMIC may fail; a reserve of %s "
		 "would have served all",
		 advise_bytes(reserve, seen->peak * seen->size_max));
	return true;
}

/* ---- all ------------------------------------------------------------------------------------- */

static const struct rule {
	const char *name; /* judge_large() chooses its own */
	bool (*judge)(const struct advise_seen *seen, struct advice *advice);
} rules[] = {
	{ "stack", judge_stack },
	{ "keep", judge_keep },
	{ "own-cache", judge_own_cache },
	{ "constructor", judge_constructor },
	{ "bulk", judge_bulk },
	{ NULL, judge_large },
	{ "small-vmalloc", judge_small_vmalloc },
	{ "may-sleep", judge_may_sleep },
	{ "mempool", judge_mempool },
};

unsigned int advise_judge(const struct advise_seen *seen, struct advice *advice)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(rules) && n < ADVISE_PIECES; i++) {
		advice[n] = (struct advice){ .rule = rules[i].name };
		if (rules[i].judge(seen, &advice[n]))
			n++;
	}
	return n;
}
