// SPDX-License-Identifier: MIT
/* Caches: made, shaped, merged, shrunk, destroyed. */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/log2.h>
#include <linux/string.h>
#include <mm/reclaim/reclaim.h>
#include <mm/slab/sampler.h>
#include <mm/slab/slab.h>

/* Slabs of up to 8 pages: larger blocks are hard to find on a machine that has run long. */
#define SLAB_MAX_ORDER PAGE_ALLOC_COSTLY_ORDER
/* A slab should hold this many objects, so that a batch does not touch too many slabs. */
#define SLAB_MIN_OBJECTS 8
/* A node's store holds at most this many bytes, and its spare empty slabs as many. */
#define NODE_STORE_BYTES (1ul << 20)
#define NODE_SPARE_BYTES (256ul << 10)
#define NODE_SHEAVES	 64

#define SLAB_NEVER_MERGE                                                           \
	(SLAB_DEBUG_FLAGS | SLAB_TYPESAFE_BY_RCU | SLAB_NO_MERGE | SLAB_NO_SLOTS | \
	 SLAB_NO_USER_FLAGS | SLAB_HIDDEN | SLAB_NO_REAP)
#define SLAB_MERGE_SAME                                                            \
	(SLAB_RECLAIM_ACCOUNT | SLAB_CACHE_DMA | SLAB_CACHE_DMA32 | SLAB_ACCOUNT | \
	 SLAB_INIT_ALLOC | SLAB_INIT_FREE | SLAB_RANDOMIZE)

LIST_HEAD(slab_caches);
struct lock slab_mutex;

static bool available;
static struct kmem_cache *cache_cache; /* where struct kmem_cache come from */

/* ---- shape ----------------------------------------------------------------------------------- */

static u32 calculate_alignment(slab_flags_t flags, u32 align, u32 size)
{
	if (flags & SLAB_HWCACHE_ALIGN) {
		u32 line = L1_CACHE_BYTES;

		while (size <= line / 2)
			line /= 2;
		align = max(align, line);
	}
	align = max_t(u32, align, ARCH_SLAB_MINALIGN);
	return ALIGN(align, sizeof(void *));
}

/* The smallest order that holds enough objects and wastes little; then with less demanded. */
static int calculate_order(u32 size)
{
	for (u32 fraction = 16; fraction > 1; fraction /= 2)
		for (u32 objects = SLAB_MIN_OBJECTS; objects > 1; objects /= 2)
			for (unsigned int order = 0; order <= SLAB_MAX_ORDER; order++) {
				unsigned long bytes = PAGE_SIZE << order;

				if (bytes / size >= objects && bytes % size <= bytes / fraction)
					return (int)order;
			}
	if (get_order(size) <= MAX_PAGE_ORDER)
		return get_order(size);
	return -ENOSYS;
}

/* Lay out a slab of objects of s->object_size. */
static int calculate_sizes(struct kmem_cache *s, const struct kmem_cache_args *args)
{
	unsigned long slack;
	int order;

	s->red_left = 0;
	s->inuse = s->size = ALIGN(s->object_size, sizeof(void *));
	if (args->use_freeptr_offset && !(s->flags & (SLAB_POISON | SLAB_RED_ZONE))) {
		/* What the object's own late readers leave alone. */
		s->offset = args->freeptr_offset;
	} else if (s->ctor || s->dtor ||
		   s->flags & (SLAB_TYPESAFE_BY_RCU | SLAB_POISON | SLAB_RED_ZONE)) {
		/* A constructed or RCU-read object must stay whole while it is free. */
		s->offset = s->size;
		s->size += sizeof(void *);
	} else {
		/* In the middle, away from writes just outside a neighbour. */
		s->offset = ALIGN_DOWN(s->object_size / 2, sizeof(void *));
	}
	slab_debug_layout(s);
	if (tag_map_on())
		s->size = max(s->size, TAG_GRANULE);
	s->size = ALIGN(s->size, s->align);
	order = calculate_order(s->size);
	if (order < 0)
		return order;
	s->order = (u32)order;
	s->objects = (u32)((PAGE_SIZE << order) / s->size);
	s->density_scale = density_scale(s->objects);
	slack = (PAGE_SIZE << order) - (unsigned long)s->objects * s->size;
	s->colours = (u32)(slack / max(s->align, (u32)L1_CACHE_BYTES)) + 1;
	s->gfp = 0;
	if (s->flags & SLAB_CACHE_DMA)
		s->gfp |= GFP_DMA;
	if (s->flags & SLAB_CACHE_DMA32)
		s->gfp |= GFP_DMA32;
	if (s->flags & SLAB_RECLAIM_ACCOUNT)
		s->gfp |= __GFP_RECLAIMABLE;
	if (s->flags & SLAB_ACCOUNT)
		s->gfp |= __GFP_ACCOUNT;
	return 0;
}

static void setup_arrays(struct kmem_cache *s)
{
	unsigned long slab_bytes = PAGE_SIZE << s->order;

	slots_none(&s->slots);
	s->put_at = 0;
	s->max_sheaves =
		clamp_t(u32, NODE_STORE_BYTES / (SHEAF_OBJS * (u64)s->size), 2, NODE_SHEAVES);
	s->min_partial = clamp_t(u32, ilog2(s->size) / 2, 5, 10);
	s->min_partial = clamp_t(u32, NODE_SPARE_BYTES / slab_bytes, 1, s->min_partial);
	if (s->flags & SLAB_NO_SLOTS || slab_debugged(s) || mm_tracer)
		return;
	adapt_setup(s);
	if (slab_guarded(s))
		slots_divert(&s->slots, SLOTS_ALL);
	else if (tag_map_on())
		slots_divert(&s->slots, SLOTS_TAKE);
	if (!(s->flags & SLAB_INIT_FREE))
		s->put_at = slots_offset(&s->slots);
}

static int cache_setup(struct kmem_cache *s, const char *name, u32 size,
		       const struct kmem_cache_args *args, slab_flags_t flags)
{
	int err;

	s->name = name;
	s->object_size = size;
	s->flags = flags;
	s->ctor = args->ctor;
	s->dtor = args->dtor;
	/* Zeros would undo what the constructor did. */
	if (s->ctor || s->dtor)
		s->flags &= ~(SLAB_INIT_ALLOC | SLAB_INIT_FREE);
	s->useroffset = args->useroffset;
	s->usersize = args->usersize;
	s->align = calculate_alignment(flags, args->align, size);
	s->refcount = 1;
	INIT_LIST_HEAD(&s->aliases);
	s->nr_aliases = 0;
	lock_init(&s->check_lock);
	s->dead = false;
	s->next_colour = 0;
	err = calculate_sizes(s, args);
	if (err)
		return err;
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		node_init(&s->node[nid]);
	setup_arrays(s);
	err = slab_random_create(s);
	if (err)
		slots_destroy(&s->slots);
	return err;
}

/* ---- creation -------------------------------------------------------------------------------- */

static size_t cache_bytes(void)
{
	return sizeof(struct kmem_cache) + nr_online_nodes * sizeof(struct cache_node);
}

static struct kmem_cache *cache_new(const char *name, u32 size, const struct kmem_cache_args *args,
				    slab_flags_t flags)
{
	struct kmem_cache *s =
		slab_alloc_slow(cache_cache, GFP_KERNEL, NUMA_NO_NODE, cache_bytes());
	char *copy = NULL;
	size_t len = strlen(name) + 1;

	if (!s)
		return NULL;
	memset(s, 0, cache_bytes());
	/* The caller's string may be part of a module that goes away. */
	copy = (char *)s + ALIGN(cache_bytes(), sizeof(void *));
	if (len > SLAB_NAME_BYTES)
		len = SLAB_NAME_BYTES;
	memcpy(copy, name, len - 1);
	copy[len - 1] = 0;
	if (cache_setup(s, copy, size, args, flags)) {
		node_give(cache_cache, (void **)&s, 1);
		return NULL;
	}
	list_add_tail(&s->list, &slab_caches);
	return s;
}

/** slab_may_merge - may other caches become part of this one? */
bool slab_may_merge(const struct kmem_cache *s)
{
	return !s->ctor && !s->dtor && !s->usersize && !s->dead && s->refcount >= 1 && !mm_tracer &&
	       !(s->flags & (SLAB_NEVER_MERGE & ~SLAB_KMALLOC));
}

static struct kmem_cache *find_mergeable(u32 size, const struct kmem_cache_args *args,
					 slab_flags_t flags)
{
	u32 align = calculate_alignment(flags, args->align, size);
	struct kmem_cache *s;

	if (args->ctor || args->dtor || args->usersize || flags & SLAB_NEVER_MERGE)
		return NULL;
	size = ALIGN(ALIGN(size, sizeof(void *)), align);
	list_for_each_entry(s, &slab_caches, list) {
		if (!slab_may_merge(s))
			continue;
		if ((s->flags & SLAB_MERGE_SAME) != (flags & SLAB_MERGE_SAME))
			continue;
		/* What lies behind its objects for the tag map is not for larger ones. */
		if (s->size != ALIGN(s->inuse, s->align))
			continue;
		if (size > s->size || s->size - size >= sizeof(void *) || s->size & (align - 1) ||
		    s->align & (align - 1))
			continue;
		return s;
	}
	return NULL;
}

static bool name_taken(const char *name)
{
	struct kmem_cache *s;

	list_for_each_entry(s, &slab_caches, list)
		if (!s->dead && !strcmp(s->name, name))
			return true;
	return false;
}

/**
 * __kmem_cache_create_args - make a cache of objects of one kind.
 * @name: shown in /proc/slabinfo and in reports; copied.
 * @size: bytes of an object.
 * @args: what is less common; may be NULL.
 * @flags: SLAB_*.
 *
 * A cache like one that exists shares its slabs, unless SLAB_NO_MERGE or debugging forbids it.
 *
 * Return: the cache; NULL where memory runs out or the arguments make no cache, unless SLAB_PANIC.
 * Context: process context; may sleep.
 */
struct kmem_cache *__kmem_cache_create_args(const char *name, unsigned int size,
					    const struct kmem_cache_args *args, slab_flags_t flags)
{
	static const struct kmem_cache_args none;
	struct kmem_cache *s = NULL;
	bool merged = false;
	int err = -EINVAL;

	if (!args)
		args = &none;
	if (!slab_args_make_sense(name, size, args, flags) || !machine_ready() ||
	    mm_trace_should_fail(MM_EVENT_CACHE, size, GFP_KERNEL))
		goto out;
	err = -ENOMEM;
	flags = slab_options(name, size, flags);
	lock_acquire(&slab_mutex);
	if (name_taken(name))
		pr_warn("kmem_cache of name '%s' already exists\n", name);
	s = find_mergeable(size, args, flags);
	if (s && slab_alias_add(s, name))
		s = NULL;
	merged = s;
	if (s) {
		s->refcount++;
		if (size > s->object_size)
			WRITE_ONCE(s->object_size, size);
	} else {
		s = cache_new(name, size, args, flags);
	}
	lock_release(&slab_mutex);
	if (!merged)
		mm_trace_alloc(MM_EVENT_CACHE, s, size, cache_bytes(), GFP_KERNEL);
out:
	if (!s && flags & SLAB_PANIC)
		panic("%s: Failed to create slab '%s'. Error %d", __func__, name, err);
	return s;
}
EXPORT_SYMBOL(__kmem_cache_create_args);

/** kmem_cache_create_usercopy - kmem_cache_create() with the part that user space may see. */
struct kmem_cache *kmem_cache_create_usercopy(const char *name, unsigned int size,
					      unsigned int align, slab_flags_t flags,
					      unsigned int useroffset, unsigned int usersize,
					      void (*ctor)(void *))
{
	struct kmem_cache_args args = {
		.align = align, .useroffset = useroffset, .usersize = usersize, .ctor = ctor
	};

	return __kmem_cache_create_args(name, size, &args, flags);
}
EXPORT_SYMBOL(kmem_cache_create_usercopy);

struct kmem_cache *slab_cache_create(const char *name, u32 size, u32 align, slab_flags_t flags)
{
	struct kmem_cache_args args = { .align = align };
	struct kmem_cache *s;

	if (!(flags & SLAB_NO_SLOTS))
		flags = slab_options(name, size, flags);
	lock_acquire(&slab_mutex);
	s = cache_new(name, size, &args, flags);
	lock_release(&slab_mutex);
	return s;
}

/* ---- shrinking and the end ------------------------------------------------------------------- */

static void drain_batch(void *ctx, void **objs, unsigned int n)
{
	node_give(ctx, objs, n);
}

/**
 * cache_drain - put what CPU arrays and stores hold back into the slabs; under slab_mutex.
 * @keep_off: leave the arrays turned off.
 */
void cache_drain(struct kmem_cache *s, bool keep_off)
{
	adapt_forget(s);
	mm_access_drain(s);
	slots_drain(&s->slots, drain_batch, s, keep_off);
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		store_drain(s, &s->node[nid]);
}

/**
 * kmem_cache_shrink - give back what the cache holds and nobody uses.
 * Return: 0 when no slab is left, else 1.
 * Context: process context; may sleep.
 */
int kmem_cache_shrink(struct kmem_cache *s)
{
	unsigned long left = 0;

	lock_acquire(&slab_mutex);
	cache_drain(s, s->dead);
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++) {
		struct cache_node *n = &s->node[nid];

		node_shrink(s, n, 0);
		lock_acquire(&n->lock);
		left += n->nr_slabs;
		lock_release(&n->lock);
	}
	lock_release(&slab_mutex);
	return left != 0;
}
EXPORT_SYMBOL(kmem_cache_shrink);

/* Called when pages run out, maybe from within a creation: it does not wait for the list. */
unsigned long slab_shrink_all(void)
{
	unsigned long freed = 0;
	struct kmem_cache *s;

	if (!lock_try(&slab_mutex))
		return 0;
	list_for_each_entry(s, &slab_caches, list) {
		cache_drain(s, s->dead);
		for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
			freed += node_shrink(s, &s->node[nid],
					     s->flags & SLAB_NO_REAP ? ULONG_MAX : 0);
	}
	lock_release(&slab_mutex);
	return freed;
}

void slab_cpu_dead(unsigned int cpu)
{
	struct kmem_cache *s;

	lock_acquire(&slab_mutex);
	list_for_each_entry(s, &slab_caches, list)
		if (!s->dead)
			slots_drain_cpu(&s->slots, cpu, drain_batch, s);
	lock_release(&slab_mutex);
}

/* Under slab_mutex.  Return: slabs that still hold objects. */
static unsigned long cache_empty(struct kmem_cache *s)
{
	unsigned long left = 0;

	cache_drain(s, true);
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++) {
		node_shrink(s, &s->node[nid], 0);
		left += s->node[nid].nr_slabs;
	}
	if (slab_sampler)
		left += slab_sampler->left(s, false);
	return left;
}

/**
 * kmem_cache_destroy - end a cache.
 * @s: the cache; NULL is fine.
 *
 * A cache with objects alive keeps its memory: they are listed, with where they were taken if the
 * cache tracks that, and stay what they are.
 *
 * Context: process context; may sleep.
 */
void kmem_cache_destroy(struct kmem_cache *s)
{
	if (!s)
		return;
	/* Objects may only be waiting for readers, and who frees them then be in the cache yet. */
	if (slab_rcu_barrier)
		slab_rcu_barrier();
	lock_acquire(&slab_mutex);
	/* The classes of kmalloc are nobody's to destroy, however often one was shared. */
	if (s->dead || s->refcount < 1 || (s->flags & SLAB_KMALLOC && s->refcount == 1)) {
		lock_release(&slab_mutex);
		report("kmem_cache_destroy: %px is not a cache, or no more", s);
		return;
	}
	if (--s->refcount) {
		/* Only the name of a class of kmalloc is known to be alive. */
		if (s->flags & SLAB_KMALLOC && s->refcount == 1)
			slab_alias_forget(s);
		lock_release(&slab_mutex);
		return;
	}
	mm_trace_free(MM_EVENT_CACHE, s);
	if (cache_empty(s)) {
		s->dead = true;
		lock_release(&slab_mutex);
		slab_report_survivors(s, _RET_IP_);
		return;
	}
	slab_alias_forget(s);
	list_del(&s->list);
	lock_release(&slab_mutex);
	if (s->flags & SLAB_TYPESAFE_BY_RCU && slab_rcu_barrier)
		slab_rcu_barrier();
	slots_destroy(&s->slots);
	node_give(cache_cache, (void **)&s, 1);
}
EXPORT_SYMBOL(kmem_cache_destroy);

/** kmem_cache_size - bytes of an object. */
unsigned int kmem_cache_size(struct kmem_cache *s)
{
	return s->object_size;
}
EXPORT_SYMBOL(kmem_cache_size);

/** kmem_cache_name - the name the cache was made with. */
const char *kmem_cache_name(struct kmem_cache *s)
{
	return s->name;
}
EXPORT_SYMBOL(kmem_cache_name);

/** slab_is_available - may caches be used yet? */
bool slab_is_available(void)
{
	return available;
}
EXPORT_SYMBOL(slab_is_available);

/* ---- bring-up -------------------------------------------------------------------------------- */

/** slab_init - the cache of caches first, then sheaves. Return: 0 or -ENOMEM. */
int slab_init(void)
{
	static union {
		struct kmem_cache cache;
		char bytes[sizeof(struct kmem_cache) + MAX_NUMNODES * sizeof(struct cache_node)];
	} first;
	static const struct kmem_cache_args none;
	int err;

	INIT_LIST_HEAD(&slab_caches);
	lock_init(&slab_mutex);
	slab_call_rcu = NULL;
	slab_rcu_barrier = NULL;
	adapt_init();
	err = slab_options_init();
	if (err)
		return err;
	memset(&first, 0, sizeof(first));
	cache_cache = &first.cache;
	/* With room behind each for its name. */
	if (cache_setup(cache_cache, "kmem_cache",
			ALIGN(cache_bytes(), sizeof(void *)) + SLAB_NAME_BYTES, &none,
			SLAB_NO_SLOTS | SLAB_HWCACHE_ALIGN))
		return -ENOMEM;
	list_add_tail(&cache_cache->list, &slab_caches);
	if (sheaf_init() || slab_alias_init() || reclaim_register(slab_shrink_all))
		return -ENOMEM;
	available = true;
	return 0;
}

/** slab_exit - the slabs' memory goes with the machine. */
void slab_exit(void)
{
	available = false;
	INIT_LIST_HEAD(&slab_caches);
}
