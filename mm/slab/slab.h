/* SPDX-License-Identifier: MIT */
/*
 * Entrance of mm/slab: caches of objects.
 *
 * Call tree of an allocation, fast to slow:
 *
 *	kmem_cache_alloc               alloc.c    pop from this CPU's array
 *	  slab_alloc_slow              alloc.c    rules of context; which way
 *	    slab_debug_alloc           debug.c    a cache with checks: one object, prepared
 *	    refill                     alloc.c    half an array's worth for this CPU
 *	      slab_missed              adapt.c    how much that is; may the array grow
 *	      store_take               sheaf.c    full sheaves from the node's store
 *	      node_get                 node.c     objects from partial slabs
 *	        node_grow              node.c     a new slab from the page layer
 *
 * and of a free:
 *
 *	kmem_cache_free                free.c     push to this CPU's array
 *	  slab_free_slow               free.c     which way
 *	    slab_debug_free            debug.c    proofs, then one object
 *	    flush                      free.c     half of this CPU's array
 *	      slab_missed              adapt.c
 *	      store_put                sheaf.c    full sheaves to the node's store
 *	      node_give                node.c     objects to their slabs; empty ones to the pages
 */
#ifndef MM_SLAB_SLAB_H
#define MM_SLAB_SLAB_H

#include <linux/slab.h>
#include <linux/mm.h>
#include <linux/swab.h>
#include <mm/page/page.h>

/* ---- life ------------------------------------------------------------------------------------ */

int slab_init(void);
void slab_exit(void);
int slab_check(void);
void slabinfo_show(struct textbuf *t);

/**
 * slab_call_rcu, slab_rcu_barrier - how slabs of SLAB_TYPESAFE_BY_RCU caches wait for readers.
 * Set by the modules' world; without it such slabs are freed at once, since there are no readers.
 */
extern void (*slab_call_rcu)(struct callback_head *head, void (*fn)(struct callback_head *head));
extern void (*slab_rcu_barrier)(void);

/** slab_fix_flags - @gfp without what no slab can have, which is reported. */
gfp_t slab_fix_flags(gfp_t gfp);

/**
 * slab_look_objects - call @fn for what users of a slab's objects may write to.
 * @page: the first of the slab.
 * @fn: gets the addresses of an object's bytes, in use or free; the engine's own words are left out
 *	as far as that can be told.
 */
void slab_look_objects(struct page *page,
		       void (*fn)(void *ctx, unsigned long from, unsigned long to), void *ctx);

/** slab_in_module - is code at @ip a module's?  NULL: there are no modules. */
extern bool (*slab_in_module)(unsigned long ip);

/* Bytes of a cache's name with its end; more is cut. */
#define SLAB_NAME_BYTES 64

/* Both engines' words for mistakes: mistake.c */
bool slab_args_make_sense(const char *name, u32 size, const struct kmem_cache_args *args,
			  slab_flags_t flags);
void slab_free_foreign(const char *function, const void *object);

/* slab_construct - call a constructor of any time. */
static inline void slab_construct(void (*ctor)(void *), slab_flags_t flags, struct kmem_cache *s,
				  void *object)
{
	if (flags & SLAB_OLD_CTOR)
		((slab_old_ctor_t)(void *)ctor)(object, s, SLAB_CTOR_CONSTRUCTOR);
	else if (flags & SLAB_PAIR_CTOR)
		((slab_pair_ctor_t)(void *)ctor)(s, object);
	else
		ctor(object);
}

/**
 * struct slab_owner - who took or gave an object: a task, and the calls that led there.
 * @nr: of @frames; 0: nobody has, or the cache does not keep that.
 */
struct slab_owner {
	const unsigned long *frames;
	u32 nr;
	s32 pid;
};

/**
 * struct slab_place - the object that an address is in or beside.
 * @name, @size: of its cache.
 * @object: its first byte; @requested: bytes that its user asked for.
 * @taken, @freed: who did so last.
 */
struct slab_place {
	const char *name;
	u32 size, requested;
	void *object;
	struct slab_owner taken, freed;
};

/* Which of the two engines the rest is about. */
#if IS_ENABLED(CONFIG_SLOB)
#include <mm/slab/slob.h>

/* The tiny engine keeps no account of objects. */
static inline bool slab_place_of(const void *p, struct slab_place *place)
{
	return false;
}

/* The tiny engine has no files about caches but /proc/slabinfo. */
static inline bool slab_file_known(const char *path, bool write)
{
	return false;
}

static inline int slab_file_show(struct textbuf *t, const char *path)
{
	return -ENOENT;
}

static inline int slab_file_store(const char *path, const char *text, size_t len)
{
	return -ENOENT;
}
#else

/* Objects in a sheaf: what fills 1 KiB with its two words of header. */
#define SHEAF_OBJS   ((1024 - 2 * sizeof(void *)) / sizeof(void *))

/**
 * struct sheaf - a bundle of free objects on its way between a node and a CPU.
 *
 *	0 <= @count <= SHEAF_OBJS, and every object belongs to the cache whose store holds it.
 */
struct sheaf {
	struct sheaf *next;
	unsigned long count;
	void *objs[SHEAF_OBJS];
};

/* Partial slabs are kept by how full they are: a list for each quarter. */
#define NR_DENSITIES 4

/* What a node counts, all on slow paths. */
enum slab_stat {
	SLAB_STAT_REFILL,      /* CPU arrays refilled */
	SLAB_STAT_FLUSH,       /* CPU arrays flushed */
	SLAB_STAT_STORE_TAKE,  /* sheaves taken from the store */
	SLAB_STAT_STORE_PUT,   /* sheaves put into it */
	SLAB_STAT_SLAB_NEW,    /* slabs made */
	SLAB_STAT_SLAB_FREE,   /* slabs given back */
	SLAB_STAT_REMOTE_FREE, /* objects freed on a CPU of another node */
	SLAB_STAT_GROW,	       /* CPU arrays enlarged */
	SLAB_STAT_SHRINK,      /* CPU arrays reduced for others to grow */
	NR_SLAB_STATS
};

/**
 * struct cache_node - a cache's memory on one node.
 *
 *	@nr_partial = length of all @partial
 *	@nr_slabs = @nr_partial + length of @full
 *	@nr_slabs * objects = objects in use + objects in CPU arrays + @nr_stored
 *	                      + sum over @partial of (objects - slab_inuse)
 *	a slab in @partial[d] has slab_density(slab_inuse) = d
 *
 * (An object in a CPU array or a sheaf counts as in use in its slab, and may have come from
 * another node's slab.)  @lock protects all of it, and the slab fields of struct page.
 */
struct cache_node {
	struct lock lock;
	unsigned int nr_sheaves;
	struct sheaf *sheaves; /* with objects in them, most of them full */
	unsigned long nr_stored;
	struct sheaf *empties;
	unsigned int nr_empties;
	struct list_head partial[NR_DENSITIES];
	struct list_head full;
	unsigned long nr_partial;
	unsigned long nr_slabs;
	unsigned long stat[NR_SLAB_STATS];
};

/** for_each_partial - walk the partial slabs of a node, the fullest first; under its lock. */
#define for_each_partial(page, n)                         \
	for (int __d = NR_DENSITIES - 1; __d >= 0; __d--) \
		list_for_each_entry(page, &(n)->partial[__d], slab_list)

/* Where an object stands in its slab, outermost first: red_left, object, free pointer, tracks. */
struct kmem_cache {
	/* The fast path. */
	struct slots slots;
	u32 put_at; /* the arrays' offset, also in every page of every slab; 0: no plain puts */
	u32 object_size; /* what the caller asked for */
	slab_flags_t flags;
	gfp_t gfp; /* added to every request for a slab */
	u32 size;  /* from one object to the next */

	/* The shape of a slab. */
	u32 order;
	u32 objects;
	u32 offset; /* of the free pointer in a free object */
	u32 inuse;  /* end of what may not be written while the object is free or checked */
	u32 align;
	u32 red_left;
	u32 max_sheaves; /* in a node's store */
	long grown;	 /* bytes that CPU arrays may hold beyond their first size; adapt.c */
	u32 min_partial; /* empty slabs that a node keeps */
	u32 colours, next_colour;
	u32 density_scale; /* of slab_density() */

	/* Free lists that are hard to guess; random.c. */
	u64 random; /* 0, or what hides the links of free objects */

	void (*ctor)(void *);
	slab_old_ctor_t dtor;
	u32 useroffset, usersize;
	const char *name;
	struct list_head list;	  /* in slab_caches, under slab_mutex */
	int refcount;		  /* caches merged into this one; under slab_mutex */
	struct list_head aliases; /* their names, @nr_aliases; alias.c, under slab_mutex */
	unsigned int nr_aliases;
	bool dead;		/* destroyed with objects alive */
	struct lock check_lock; /* makes a proof and what follows it one step; debug.c */
	struct cache_node node[];
};

extern struct list_head slab_caches;
extern struct lock slab_mutex;

#define SLAB_DEBUG_FLAGS \
	(SLAB_RED_ZONE | SLAB_POISON | SLAB_STORE_USER | SLAB_CONSISTENCY_CHECKS | SLAB_TRACE)
/* Kept within flags beside what callers may set. */
#define SLAB_NO_SLOTS	0x20000000u /* no CPU arrays: one object at a time, from the slabs */
#define SLAB_INIT_ALLOC 0x00000002u /* zero every object that is given out */
#define SLAB_INIT_FREE	0x00000004u /* zero every object that comes back */
#define SLAB_HARDEN	0x00000010u /* hide and check the links of free objects */
#define SLAB_RANDOMIZE	0x00000020u /* link the objects of each new slab in another order */
#define SLAB_HIDDEN	0x00000008u /* not a cache of its own in the files */

static inline bool slab_debugged(const struct kmem_cache *s)
{
	return s->flags & SLAB_DEBUG_FLAGS;
}

/* What is found in a free object is looked at before it is believed. */
static inline bool slab_distrusts(const struct kmem_cache *s)
{
	return s->flags & (SLAB_DEBUG_FLAGS | SLAB_HARDEN);
}

/* Every call must come to the slow path. */
static inline bool slab_guarded(const struct kmem_cache *s)
{
	return s->flags & (SLAB_DEBUG_FLAGS | SLAB_INIT_ALLOC | SLAB_INIT_FREE);
}

/** slab_place_of - fill in @place for @p. Return: false where it is in no slab. */
bool slab_place_of(const void *p, struct slab_place *place);

/** slab_validate - prove all of a cache with checks: mistakes found and mended, or -EINVAL. */
int slab_validate(struct kmem_cache *s);

/** slab_cpu_dead - put what the arrays of a CPU hold back into the slabs; it runs nothing now. */
void slab_cpu_dead(unsigned int cpu);

/**
 * slab_shrink_all - empty all arrays and stores and give empty slabs back.
 * Return: pages that were freed; 0 too where someone else is at the list of caches.
 */
unsigned long slab_shrink_all(void);

typedef void (*slab_look_fn)(void *ctx, const struct kmem_cache *s, const void *object);

/** slab_look_live - call @fn for each live object of each cache: tagged.c. */
void slab_look_live(slab_look_fn fn, void *ctx);

/* ---- files about caches ---------------------------------------------------------------------- */

/**
 * slab_attribute_show - append what /sys/kernel/slab/@cache/@attribute holds.
 * @cache: a name of a cache: its own, an alias, or an id as ":0000064".
 * Return: 0; -ENOENT: there is no such cache or no such file.
 */
int slab_attribute_show(struct textbuf *t, const char *cache, const char *attribute);

/** slab_attributes_show - append all of them, each as "name:value". Return: 0 or -ENOENT. */
int slab_attributes_show(struct textbuf *t, const char *cache);

/**
 * slab_attribute_store - write @len bytes of @text to /sys/kernel/slab/@cache/@attribute.
 * Return: 0; -ENOENT: there is no such cache or no such file; -EACCES: it cannot be written;
 * -EINVAL, -ERANGE: it does not take that.
 */
int slab_attribute_store(const char *cache, const char *attribute, const char *text, size_t len);

/**
 * slab_traces_show - append what /sys/kernel/debug/slab/@cache/@name holds.
 * @name: alloc_traces or free_traces.
 * Return: 0; -ENOENT: there is no such cache, it keeps no tracks, or no such file; -ENOMEM.
 */
int slab_traces_show(struct textbuf *t, const char *cache, const char *name);

/** slab_file_known - can there be a file of this path, and can it be written? */
bool slab_file_known(const char *path, bool write);

/**
 * slab_file_show, slab_file_store - the same by path; files.c lists them.
 * Return: as above.
 */
int slab_file_show(struct textbuf *t, const char *path);
int slab_file_store(const char *path, const char *text, size_t len);

/* ---- for mm/kmalloc -------------------------------------------------------------------------- */

/** slab_cache_create - a cache that is neither merged nor traced: for the core itself. */
struct kmem_cache *slab_cache_create(const char *name, u32 size, u32 align, slab_flags_t flags);

/** slab_alloc - the fast way and, behind it, the slow one; raises no event. */
void *slab_alloc_slow(struct kmem_cache *s, gfp_t gfp, int node, size_t requested);
void slab_free_slow(struct kmem_cache *s, struct page *page, void *object);

static __always_inline void *slab_alloc(struct kmem_cache *s, gfp_t gfp, size_t requested)
{
	void *object = port_slot_take(&s->slots.array);

	return likely(object) ? object : slab_alloc_slow(s, gfp, NUMA_NO_NODE, requested);
}

/** slab_take_ready - an object that @s has ready for this CPU, or NULL. */
static __always_inline void *slab_take_ready(struct kmem_cache *s)
{
	return port_slot_take(&s->slots.array);
}

static __always_inline void slab_free(struct kmem_cache *s, struct page *page, void *object)
{
	if (unlikely(!port_slot_put(&s->slots.puts, object)))
		slab_free_slow(s, page, object);
}

/**
 * slab_take_diverted - what a plain take would have found, in a machine that profiles.
 * The object is the thread's caller's, or nobody's.
 */
static __always_inline void *slab_take_diverted(struct kmem_cache *s)
{
	void *object = tag_map_on() ? port_slot_take(&s->slots.tagged) : NULL;

	tag_map_note_object(object);
	return object;
}

/** slab_zero - zero what the caller sees of a new object. */
void slab_zero(const struct kmem_cache *s, void *object, size_t bytes);
void *slab_zeroed(const struct kmem_cache *s, void *object);

/** slab_free_odd - @object is not one that @s (NULL: kfree) could have given out: report. */
void slab_free_odd(struct kmem_cache *s, const void *object);

/* ---- inside ---------------------------------------------------------------------------------- */

void node_init(struct cache_node *n);
unsigned int node_take(struct kmem_cache *s, struct cache_node *n, void **objs, unsigned int want);
bool node_grow(struct kmem_cache *s, gfp_t gfp, int nid);
unsigned int node_get(struct kmem_cache *s, gfp_t gfp, int nid, void **objs, unsigned int want);
void node_relist(struct kmem_cache *s, struct page *page);
void node_give(struct kmem_cache *s, void **objs, unsigned int n);
unsigned long node_shrink(struct kmem_cache *s, struct cache_node *n, unsigned long keep);

unsigned int store_take(struct kmem_cache *s, struct cache_node *n, void **objs, unsigned int want);
unsigned int store_refill(struct kmem_cache *s, struct cache_node *n, unsigned int want);
unsigned int store_flush(struct kmem_cache *s, struct cache_node *n, unsigned int nr);
bool store_put(struct kmem_cache *s, struct cache_node *n, void **objs, unsigned int nr);
bool store_put_one(struct kmem_cache *s, struct cache_node *n, void *object);
void store_drain(struct kmem_cache *s, struct cache_node *n);
int sheaf_init(void);

void cache_drain(struct kmem_cache *s, bool keep_off);
bool slab_may_merge(const struct kmem_cache *s);

int slab_alias_init(void);
int slab_alias_add(struct kmem_cache *s, const char *name);
void slab_alias_forget(struct kmem_cache *s);

void adapt_init(void);
void adapt_setup(struct kmem_cache *s);
void adapt_forget(struct kmem_cache *s);
long adapt_bytes(long *limit);
unsigned int slab_missed(struct kmem_cache *s);

slab_flags_t slab_options(const char *name, u32 object_size, slab_flags_t flags);
int slab_options_init(void);
int slab_random_create(struct kmem_cache *s);
bool slab_harden_free(struct kmem_cache *s, struct page *page, void *object);
void slab_link_objects(struct kmem_cache *s, struct page *page);

void *slab_debug_alloc(struct kmem_cache *s, gfp_t gfp, int node, size_t requested);
void slab_debug_free(struct kmem_cache *s, struct page *page, void *object);
void slab_debug_setup_slab(struct kmem_cache *s, struct page *page);
void slab_debug_setup_object(struct kmem_cache *s, struct page *page, void *object);
int slab_debug_check_object(struct kmem_cache *s, struct page *page, void *object, bool active);
void *slab_debug_next(struct kmem_cache *s, struct page *page, void *object);
void slab_debug_resize(struct kmem_cache *s, void *object, size_t requested);
u32 slab_debug_used(struct kmem_cache *s, void *object);
/** slab_user_bytes - the same for an object of any cache, which others may have placed. */
u32 slab_user_bytes(struct kmem_cache *s, void *object);
void slab_debug_layout(struct kmem_cache *s);
u32 slab_debug_size(u32 object_size, slab_flags_t flags);
void slab_debug_discard(struct kmem_cache *s, struct page *page);

void slab_access_setup(const struct kmem_cache *s, const struct page *page);
void slab_access_take(const struct kmem_cache *s, const void *object, u32 bytes);
void slab_access_give(const struct kmem_cache *s, const void *object);
void slab_access_construct(struct kmem_cache *s, void *object);
bool slab_access_keep(struct kmem_cache *s, void *object);

void slab_debug_print_tracks(struct kmem_cache *s, void *object);
void slab_report_survivors(struct kmem_cache *s, unsigned long caller);

/*
 * The link of a free object, hidden in a cache that has s->random: whoever overwrites it cannot
 * make it lead where he wants, and who reads it learns no address.  It hides itself.
 */
static inline unsigned long freepointer_mask(const struct kmem_cache *s, const void *at)
{
	return s->random ? (unsigned long)s->random ^ __swab((unsigned long)at) : 0;
}

static inline void *get_freepointer(const struct kmem_cache *s, const void *object)
{
	const char *at = (const char *)object + s->offset;

	return (void *)(*(const unsigned long *)at ^ freepointer_mask(s, at));
}

static inline void set_freepointer(const struct kmem_cache *s, void *object, void *next)
{
	char *at = (char *)object + s->offset;

	*(unsigned long *)at = (unsigned long)next ^ freepointer_mask(s, at);
}

/* Which quarter of a slab's objects are in use, 0 to NR_DENSITIES - 1; not for a full one. */
#define DENSITY_SHIFT	24

static inline u32 density_scale(u32 objects)
{
	return (NR_DENSITIES << DENSITY_SHIFT) / objects;
}

static inline u32 slab_density(const struct kmem_cache *s, u32 inuse)
{
	return (u32)((u64)inuse * s->density_scale >> DENSITY_SHIFT);
}

/* The i-th object of a slab, as callers know it. */
static inline void *slab_object(const struct kmem_cache *s, const struct page *page, u32 i)
{
	return (char *)page->slab_start + s->red_left + (size_t)i * s->size;
}

static inline struct cache_node *node_of(struct kmem_cache *s, const struct page *page)
{
	return &s->node[page_to_nid(page)];
}

#endif /* CONFIG_SLOB */

#endif
