// SPDX-License-Identifier: MIT
/* See tests/mm/soak.h. */
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <mm/reclaim/reclaim.h>
#include <mm/slab/slab.h>
#include <tests/mm/mm_test.h>
#include <tests/mm/soak.h>

/* kmalloc mostly is of up to 64 KiB: this is beyond what caches serve. */
#define LARGEST_SHIFT	 19
#define USUAL_SHIFT	 16
#define USUAL_OF	 64 /* one in so many may be of the largest */
#define FILLED_WHOLE	 (2 * PAGE_SIZE)
#define FILLED_OF_A_PAGE 64
#define BULK		 64

/* The last word of an object of a cache with a constructor; nobody else writes it. */
#define CONSTRUCTED 0x6465746375727473ul

#define CHECKS (SLAB_RED_ZONE | SLAB_POISON | SLAB_STORE_USER | SLAB_CONSISTENCY_CHECKS)

struct shape {
	const char *name;
	unsigned int size, align;
	slab_flags_t flags;
	bool constructed;
};

static const struct shape shapes[SOAK_SHAPES] = {
	[SOAK_SMALL] = { "soak_small", 24, 0, SLAB_NO_MERGE, false },
	[SOAK_LINE] = { "soak_line", 40, 0, SLAB_HWCACHE_ALIGN | SLAB_NO_MERGE, false },
	[SOAK_TWIN_A] = { "soak_twin_a", 72, 0, 0, false },
	[SOAK_TWIN_B] = { "soak_twin_b", 72, 0, 0, false },
	[SOAK_CONSTRUCTED] = { "soak_constructed", 104, 0, 0, true },
	[SOAK_RCU] = { "soak_rcu", 136, 0, SLAB_TYPESAFE_BY_RCU, true },
	[SOAK_CHECKED] = { "soak_checked", 88, 0, CHECKS, false },
	[SOAK_RECLAIMABLE] = { "soak_reclaimable", 280, 0, SLAB_RECLAIM_ACCOUNT | SLAB_NO_MERGE,
			       false },
	[SOAK_ALIGNED] = { "soak_aligned", 300, 128, SLAB_NO_MERGE, false },
	[SOAK_PAGE] = { "soak_page", 4096, 0, SLAB_NO_MERGE, false },
	[SOAK_LARGE] = { "soak_large", 20000, 0, SLAB_NO_MERGE, false },
};

static u32 below(struct soak_hand *h, u32 n)
{
	return prandom_u32_state(&h->rnd) % n;
}

static void wrong(struct soak *soak, const char *what)
{
	const char *none = NULL;

	__atomic_compare_exchange_n(&soak->wrong, &none, what, false, __ATOMIC_RELAXED,
				    __ATOMIC_RELAXED);
}

/* Others look at how it goes. */
static void count(struct soak_hand *h, enum soak_doing what)
{
	WRITE_ONCE(h->done[what], h->done[what] + 1);
}

static unsigned long *last_word(enum soak_shape shape, void *object)
{
	return (unsigned long *)((char *)object + shapes[shape].size) - 1;
}

/* ---- patterns -------------------------------------------------------------------------------- */

/* Of large objects a part of each page is filled, to save time. */
static void fill(const struct soak_item *item)
{
	if (item->size <= FILLED_WHOLE) {
		mm_test_fill(item->object, item->size, item->key);
		return;
	}
	for (size_t at = 0; at < item->size; at += PAGE_SIZE)
		mm_test_fill((char *)item->object + at,
			     min_t(size_t, FILLED_OF_A_PAGE, item->size - at), item->key + at);
}

/* Are the first @bytes at @object as they were filled for @item? */
static bool filled(const struct soak_item *item, const void *object, size_t bytes)
{
	bool ok = true;

	if (item->size <= FILLED_WHOLE)
		return mm_test_filled(object, bytes, item->key);
	for (size_t at = 0; at < bytes; at += PAGE_SIZE)
		ok &= mm_test_filled((const char *)object + at,
				     min_t(size_t, FILLED_OF_A_PAGE, bytes - at), item->key + at);
	return ok;
}

static void prove(struct soak_hand *h, const struct soak_item *item)
{
	count(h, SOAK_PROVE);
	if (!filled(item, item->object, item->size))
		wrong(h->soak, "an object is not as it was left");
	if (item->shape < SOAK_SHAPES && shapes[item->shape].constructed &&
	    READ_ONCE(*last_word(item->shape, item->object)) != CONSTRUCTED)
		wrong(h->soak, "an object is not as it was constructed");
}

/* ---- what readers see ------------------------------------------------------------------------ */

static void **peek_of(struct soak *soak, const void *object)
{
	return &soak->peek[(unsigned long)object / 64 % SOAK_PEEKS];
}

static void show(struct soak *soak, void *object)
{
	void *none = NULL;

	__atomic_compare_exchange_n(peek_of(soak, object), &none, object, false, __ATOMIC_RELEASE,
				    __ATOMIC_RELAXED);
}

static void hide(struct soak *soak, void *object)
{
	void *shown = object;

	__atomic_compare_exchange_n(peek_of(soak, object), &shown, NULL, false, __ATOMIC_RELAXED,
				    __ATOMIC_RELAXED);
}

/* It may be freed, and taken by another, but is an object of this cache until the reader leaves. */
static void peek(struct soak_hand *h)
{
	unsigned int looks = below(h, 8) ? 2 : 60;
	void *object;

	count(h, SOAK_PEEK);
	rcu_read_lock();
	object = smp_load_acquire(&h->soak->peek[below(h, SOAK_PEEKS)]);
	for (unsigned int i = 0; object && i < looks; i++) {
		if (READ_ONCE(*last_word(SOAK_RCU, object)) != CONSTRUCTED)
			wrong(h->soak, "an object that a reader saw was something else");
		port_yield();
	}
	rcu_read_unlock();
}

/* ---- taking and freeing ---------------------------------------------------------------------- */

static gfp_t any_gfp(struct soak_hand *h)
{
	static const gfp_t gfps[] = {
		GFP_KERNEL, GFP_KERNEL,		GFP_KERNEL,
		GFP_NOFS,   GFP_ATOMIC,		GFP_NOWAIT,
		GFP_USER,   GFP_KERNEL_ACCOUNT, GFP_KERNEL | __GFP_RECLAIMABLE
	};

	return gfps[below(h, ARRAY_SIZE(gfps))] | __GFP_NOWARN;
}

static size_t any_size(struct soak_hand *h)
{
	size_t size = 1ul << below(h, below(h, USUAL_OF) ? USUAL_SHIFT : LARGEST_SHIFT);

	return size + below(h, (u32)size + 1);
}

/* What was got for @item is its own from now on; nothing is refused that may sleep. */
static void got(struct soak_hand *h, struct soak_item *item, void *object, gfp_t gfp)
{
	item->object = object;
	if (!object) {
		if (gfp & __GFP_DIRECT_RECLAIM)
			wrong(h->soak, "memory was refused");
		__atomic_fetch_add(&h->soak->refused, 1, __ATOMIC_RELAXED);
		item->shape = SOAK_EMPTY;
		return;
	}
	item->key = h->next_key++;
	fill(item);
	if (item->shape == SOAK_RCU)
		show(h->soak, object);
}

static void take_kmalloc(struct soak_hand *h, struct soak_item *item)
{
	gfp_t gfp = any_gfp(h) | (below(h, 4) ? 0 : __GFP_ZERO);
	void *object;

	item->shape = SOAK_KMALLOC;
	item->size = any_size(h);
	object = below(h, 8) ? kmalloc(item->size, gfp) : kmalloc_node(item->size, gfp, 0);
	if (object && gfp & __GFP_ZERO && memchr_inv(object, 0, item->size))
		wrong(h->soak, "zeroed memory is not zero");
	if (object && is_power_of_2(item->size) &&
	    (unsigned long)object & (min_t(size_t, item->size, PAGE_SIZE) - 1) &
		    ~(ARCH_KMALLOC_MINALIGN - 1ul))
		wrong(h->soak, "kmalloc is not aligned");
	got(h, item, object, gfp);
}

static size_t pattern_size(enum soak_shape shape)
{
	return shapes[shape].size - (shapes[shape].constructed ? sizeof(long) : 0);
}

static void prove_fresh(struct soak_hand *h, enum soak_shape shape, void *object)
{
	if ((unsigned long)object & (shapes[shape].align ? shapes[shape].align - 1 : 7))
		wrong(h->soak, "an object is not aligned");
	if (shapes[shape].constructed && READ_ONCE(*last_word(shape, object)) != CONSTRUCTED)
		wrong(h->soak, "a new object is not constructed");
}

static void take_object(struct soak_hand *h, struct soak_item *item)
{
	enum soak_shape shape = below(h, SOAK_SHAPES);
	struct kmem_cache *s = h->soak->caches[shape];
	gfp_t gfp = any_gfp(h);
	void *object;

	item->shape = shape;
	item->size = pattern_size(shape);
	if (!below(h, 4) && !shapes[shape].constructed) {
		object = kmem_cache_zalloc(s, gfp);
		if (object && memchr_inv(object, 0, shapes[shape].size))
			wrong(h->soak, "a zeroed object is not zero");
	} else if (!below(h, 8)) {
		object = kmem_cache_alloc_node(s, gfp, numa_node_id());
	} else {
		object = kmem_cache_alloc(s, gfp);
	}
	if (object)
		prove_fresh(h, shape, object);
	got(h, item, object, gfp);
}

static void take(struct soak_hand *h, struct soak_item *item)
{
	count(h, SOAK_TAKE);
	if (below(h, 2))
		take_kmalloc(h, item);
	else
		take_object(h, item);
}

static void let_go(struct soak_hand *h, struct soak_item *item)
{
	struct soak *soak = h->soak;

	count(h, SOAK_FREE);
	prove(h, item);
	if (item->shape == SOAK_RCU)
		hide(soak, item->object);
	if (item->shape == SOAK_KMALLOC && !below(h, 16)) {
		count(h, SOAK_SENSITIVE);
		kfree_sensitive(item->object);
	} else if (item->shape == SOAK_KMALLOC || !below(h, 16)) {
		kfree(item->object);
	} else {
		kmem_cache_free(soak->caches[item->shape], item->object);
	}
	item->shape = SOAK_EMPTY;
	item->object = NULL;
}

/* ---- more that can be done ------------------------------------------------------------------- */

static struct soak_item *any_item(struct soak_hand *h)
{
	return h->items[below(h, SOAK_HAND)];
}

static void toggle(struct soak_hand *h)
{
	struct soak_item *item = any_item(h);

	if (item->shape == SOAK_EMPTY)
		take(h, item);
	else
		let_go(h, item);
}

/* Give one item away for another, which may be anyone's. */
static void swap_one(struct soak_hand *h)
{
	u32 i = below(h, SOAK_HAND), place = below(h, SOAK_RING);

	count(h, SOAK_SWAP);
	h->items[i] = __atomic_exchange_n(&h->soak->ring[place], h->items[i], __ATOMIC_ACQ_REL);
}

static void prove_one(struct soak_hand *h)
{
	struct soak_item *item = any_item(h);

	if (item->shape != SOAK_EMPTY)
		prove(h, item);
}

static void resize(struct soak_hand *h)
{
	struct soak_item *item = any_item(h);
	size_t size = any_size(h);
	void *object;

	if (item->shape != SOAK_KMALLOC)
		return;
	count(h, SOAK_RESIZE);
	prove(h, item);
	object = krealloc(item->object, size, GFP_KERNEL);
	if (!object) {
		wrong(h->soak, "krealloc was refused");
		return;
	}
	if (!filled(item, object, min(size, item->size)))
		wrong(h->soak, "krealloc has changed what was there");
	item->object = object;
	item->size = size;
	fill(item);
}

/* All or nothing from a cache; some stay in the hand, the others go back together. */
static void bulk(struct soak_hand *h)
{
	enum soak_shape shape = below(h, SOAK_SHAPES);
	struct kmem_cache *s = h->soak->caches[shape];
	size_t nr = 1 + below(h, shape == SOAK_LARGE ? BULK / 8 : BULK), keep = below(h, 4);
	u64 key = h->next_key;
	void *objs[BULK];

	count(h, SOAK_BULK);
	if (kmem_cache_alloc_bulk(s, GFP_KERNEL, nr, objs) != (int)nr) {
		wrong(h->soak, "a bulk allocation was refused");
		return;
	}
	h->next_key += nr;
	for (size_t i = 0; i < nr; i++) {
		prove_fresh(h, shape, objs[i]);
		fill(&(struct soak_item){ shape, objs[i], pattern_size(shape), key + i });
	}
	for (size_t i = 0; i < nr; i++)
		prove(h, &(struct soak_item){ shape, objs[i], pattern_size(shape), key + i });
	for (; nr && keep; keep--) {
		struct soak_item *item = any_item(h);

		if (item->shape != SOAK_EMPTY)
			continue;
		nr--;
		*item = (struct soak_item){ shape, objs[nr], pattern_size(shape), key + nr };
		if (shape == SOAK_RCU)
			show(h->soak, objs[nr]);
	}
	kmem_cache_free_bulk(s, nr, objs);
}

/* Objects of all kinds at once. */
static void mixed_bulk(struct soak_hand *h)
{
	u32 from = below(h, SOAK_HAND), want = 1 + below(h, BULK);
	void *objs[BULK];
	size_t nr = 0;

	count(h, SOAK_MIXED_BULK);
	for (u32 i = 0; i < SOAK_HAND && nr < want; i++) {
		struct soak_item *item = h->items[(from + i) % SOAK_HAND];

		if (item->shape == SOAK_EMPTY)
			continue;
		prove(h, item);
		if (item->shape == SOAK_RCU)
			hide(h->soak, item->object);
		objs[nr++] = item->object;
		item->shape = SOAK_EMPTY;
	}
	kmem_cache_free_bulk(NULL, nr, objs);
}

struct later {
	u64 key;
	struct rcu_head rcu;
	char rest[];
};

static void free_later(struct soak_hand *h)
{
	struct later *later = kmalloc(sizeof(*later) + below(h, 512), GFP_KERNEL);

	count(h, SOAK_LATER);
	if (later)
		kfree_rcu(later, rcu);
}

static void construct(void *object)
{
	*(u64 *)object = CONSTRUCTED;
}

/* A cache from its beginning to its end. */
static void live_a_cache(struct soak_hand *h)
{
	static const slab_flags_t flags[] = { SLAB_NO_MERGE, SLAB_HWCACHE_ALIGN, 0, CHECKS };
	unsigned int size = 8 + 8 * below(h, 100), nr = 1 + below(h, BULK);
	struct kmem_cache *s;
	void *objs[BULK];
	char name[32];

	count(h, SOAK_CACHE);
	/* The same name twice is a warning. */
	snprintf(name, sizeof(name), "soak_%u_%llu", h->index, (unsigned long long)h->next_key++);
	s = kmem_cache_create(name, size, 0, flags[below(h, ARRAY_SIZE(flags))],
			      below(h, 2) ? construct : NULL);
	if (!s) {
		wrong(h->soak, "a cache was refused");
		return;
	}
	for (unsigned int i = 0; i < nr; i++) {
		objs[i] = kmem_cache_alloc(s, GFP_KERNEL);
		if (objs[i])
			mm_test_fill(objs[i], size, h->next_key + i);
		else
			wrong(h->soak, "a new cache refused an object");
	}
	for (unsigned int i = 0; i < nr; i++) {
		if (objs[i] && !mm_test_filled(objs[i], size, h->next_key + i))
			wrong(h->soak, "an object of a new cache is not as it was left");
		if (objs[i])
			kmem_cache_free(s, objs[i]);
	}
	h->next_key += nr;
	kmem_cache_destroy(s);
}

void soak_shrink(struct soak *soak, unsigned int turn)
{
	unsigned int what = turn % (SOAK_SHAPES + 2);

	if (what < SOAK_SHAPES)
		kmem_cache_shrink(soak->caches[what]);
	else if (what == SOAK_SHAPES)
		slab_shrink_all();
	else
		reclaim_stores_wait();
}

static void shrink_one(struct soak_hand *h)
{
	count(h, SOAK_SHRINK);
	kmem_cache_shrink(h->soak->caches[below(h, SOAK_SHAPES)]);
}

/* ---- steps ----------------------------------------------------------------------------------- */

static const struct {
	void (*fn)(struct soak_hand *h);
	u32 share; /* of a thousand */
} steps[] = {
	{ toggle, 566 },   { swap_one, 160 },	{ prove_one, 80 },  { resize, 60 },
	{ bulk, 60 },	   { mixed_bulk, 10 },	{ free_later, 30 }, { peek, 30 },
	{ shrink_one, 2 }, { live_a_cache, 2 },
};

bool soak_step(struct soak_hand *h)
{
	u32 at = below(h, 1000), i = 0;

	while (at >= steps[i].share)
		at -= steps[i++].share;
	steps[i].fn(h);
	return !READ_ONCE(h->soak->wrong);
}

void soak_sit(struct soak_hand *h, struct soak *soak, unsigned int index, u64 seed)
{
	memset(h, 0, sizeof(*h));
	h->soak = soak;
	h->index = index;
	h->next_key = (u64)(index + 1) << 40;
	prandom_seed_state(&h->rnd, seed);
	for (unsigned int i = 0; i < SOAK_HAND; i++) {
		h->own[i].shape = SOAK_EMPTY;
		h->items[i] = &h->own[i];
	}
}

void soak_leave(struct soak_hand *h)
{
	for (unsigned int i = 0; i < SOAK_HAND; i++)
		if (h->items[i]->shape != SOAK_EMPTY)
			let_go(h, h->items[i]);
}

/* ---- the table ------------------------------------------------------------------------------- */

static void construct_last(void *object, enum soak_shape shape)
{
	WRITE_ONCE(*last_word(shape, object), CONSTRUCTED);
}

static void construct_constructed(void *object)
{
	construct_last(object, SOAK_CONSTRUCTED);
}

static void construct_rcu(void *object)
{
	construct_last(object, SOAK_RCU);
}

int soak_open(struct soak *soak)
{
	static void (*const constructors[SOAK_SHAPES])(void *) = {
		[SOAK_CONSTRUCTED] = construct_constructed,
		[SOAK_RCU] = construct_rcu,
	};

	memset(soak, 0, sizeof(*soak));
	for (unsigned int i = 0; i < SOAK_RING; i++) {
		soak->ring_items[i].shape = SOAK_EMPTY;
		soak->ring[i] = &soak->ring_items[i];
	}
	for (unsigned int i = 0; i < SOAK_SHAPES; i++) {
		soak->caches[i] = kmem_cache_create(shapes[i].name, shapes[i].size, shapes[i].align,
						    shapes[i].flags, constructors[i]);
		if (!soak->caches[i])
			return -ENOMEM;
	}
	return 0;
}

void soak_close(struct soak *soak)
{
	struct soak_hand last;

	soak_sit(&last, soak, 0, 0);
	for (unsigned int i = 0; i < SOAK_RING; i++)
		if (soak->ring[i]->shape != SOAK_EMPTY)
			let_go(&last, soak->ring[i]);
	for (unsigned int i = 0; i < SOAK_SHAPES; i++)
		kmem_cache_destroy(soak->caches[i]);
}

const char *soak_doing_name(enum soak_doing doing)
{
	static const char *const names[SOAK_DOINGS] = {
		[SOAK_TAKE] = "taken",
		[SOAK_FREE] = "freed",
		[SOAK_PROVE] = "proven",
		[SOAK_SWAP] = "swapped",
		[SOAK_RESIZE] = "resized",
		[SOAK_BULK] = "bulks",
		[SOAK_MIXED_BULK] = "mixed bulks",
		[SOAK_SENSITIVE] = "wiped",
		[SOAK_LATER] = "freed later",
		[SOAK_PEEK] = "peeked at",
		[SOAK_CACHE] = "caches",
		[SOAK_SHRINK] = "shrunk",
	};

	return names[doing];
}
