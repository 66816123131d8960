// SPDX-License-Identifier: MIT
/* See tests/mm/random.h. */
#include <linux/errno.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <mm/page/page.h>
#include <mm/reclaim/reclaim.h>
#include <mm/slab/slab.h>
#include <tests/mm/mm_test.h>
#include <tests/mm/random.h>

/* Of blocks larger than this, so many bytes of each page carry the pattern: to save time. */
#define FILLED_WHOLE	 (2 * PAGE_SIZE)
#define FILLED_OF_A_PAGE 64

static u32 below(struct random_player *p, u32 n)
{
	return prandom_u32_state(&p->rnd) % n;
}

static void wrong(struct random_player *p, const char *what)
{
	if (!p->wrong)
		p->wrong = what;
}

/* ---- patterns -------------------------------------------------------------------------------- */

/* Fill the @i-th page of @b, or prove what it was filled with. */
static bool page_pattern(const struct random_block *b, size_t i, size_t bytes, bool fill)
{
	unsigned long tag = (unsigned long)b->id * 1024 + i;
	char *at = b->page ? kmap_local_page(b->page + i) : b->addr + i * PAGE_SIZE;
	bool ok = true;

	if (fill)
		mm_test_fill(at, bytes, tag);
	else
		ok = mm_test_filled(at, bytes, tag);
	if (b->page)
		kunmap_local(at);
	return ok;
}

/* @bytes: how much of the block; what it was filled as is told by @whole. */
static bool pattern(const struct random_block *b, size_t bytes, size_t whole, bool fill)
{
	bool ok = true;

	for (size_t i = 0; i * PAGE_SIZE < bytes; i++) {
		size_t n = min_t(size_t, PAGE_SIZE, bytes - i * PAGE_SIZE);

		if (whole > FILLED_WHOLE)
			n = min_t(size_t, n, FILLED_OF_A_PAGE);
		ok &= page_pattern(b, i, n, fill);
	}
	return ok;
}

static void fill(const struct random_block *b)
{
	pattern(b, b->bytes, b->bytes, true);
}

static void prove(struct random_player *p, const struct random_block *b)
{
	if (!pattern(b, b->bytes, b->bytes, false))
		wrong(p, "a block is not as it was left");
}

static bool all_zero(const struct random_block *b)
{
	bool ok = true;

	if (!b->page)
		return !memchr_inv(b->addr, 0, b->bytes);
	for (size_t i = 0; i < 1ul << b->order; i++) {
		void *at = kmap_local_page(b->page + i);

		ok &= !memchr_inv(at, 0, PAGE_SIZE);
		kunmap_local(at);
	}
	return ok;
}

static phys_addr_t start_of(const struct random_block *b)
{
	return b->page ? page_to_phys(b->page) : virt_to_phys(b->addr);
}

static void prove_apart(struct random_player *p, const struct random_block *b)
{
	phys_addr_t start = start_of(b);

	for (int i = 0; i < RANDOM_HAND; i++) {
		const struct random_block *o = p->hand[i];

		if (o->kind == RANDOM_FREE || o == b)
			continue;
		if (start < start_of(o) + o->bytes && start_of(o) < start + b->bytes)
			wrong(p, "two blocks overlap");
	}
}

/* ---- taking ---------------------------------------------------------------------------------- */

static gfp_t any_gfp(struct random_player *p, bool high)
{
	static const gfp_t gfps[] = { GFP_KERNEL,
				      GFP_KERNEL,
				      GFP_ATOMIC,
				      GFP_NOFS,
				      GFP_USER,
				      GFP_KERNEL | GFP_DMA,
				      GFP_KERNEL | GFP_DMA32,
				      GFP_KERNEL_ACCOUNT,
				      GFP_KERNEL | __GFP_RECLAIMABLE,
				      GFP_HIGHUSER,
				      GFP_HIGHUSER_MOVABLE };
	gfp_t gfp = gfps[below(p, ARRAY_SIZE(gfps) - (high ? 0 : 2))];

	/* DMA memory is little: with it, a request may end where others go on. */
	if (gfp & (GFP_DMA | GFP_DMA32) && (p->table->may_fail || below(p, 4)))
		gfp = GFP_KERNEL;
	if (!below(p, 5))
		gfp |= __GFP_ZERO;
	/* Where failures are what is wanted, few wait for others, since there are none. */
	if (p->table->may_fail && below(p, 16))
		gfp |= __GFP_NORETRY;
	return gfp | __GFP_NOWARN;
}

/* The rest of an allocation: what it got is proven and filled. */
static void taken(struct random_player *p, struct random_block *b, enum random_kind kind, gfp_t gfp)
{
	if (!b->page && !b->addr) {
		p->failed++;
		if (!p->table->may_fail && !(gfp & (GFP_DMA | GFP_DMA32)))
			wrong(p, "memory was refused");
		return;
	}
	b->kind = kind;
	b->id = p->next_id++;
	if (gfp & __GFP_ZERO && !all_zero(b))
		wrong(p, "zeroed memory is not zero");
	prove_apart(p, b);
	fill(b);
}

static void take_pages(struct random_player *p, struct random_block *b)
{
	gfp_t gfp = any_gfp(p, true);

	/* Small ones more often than large ones. */
	b->order = below(p, below(p, p->table->max_order + 1) + 1);
	b->bytes = PAGE_SIZE << b->order;
	if (below(p, 3)) {
		b->page = alloc_pages(gfp | (below(p, 4) ? 0 : __GFP_COMP), b->order);
	} else {
		unsigned long addr = __get_free_pages(gfp & ~__GFP_HIGHMEM, b->order);

		b->page = addr ? virt_to_page(addr) : NULL;
	}
	taken(p, b, RANDOM_PAGES, gfp);
}

static void take_exact(struct random_player *p, struct random_block *b)
{
	gfp_t gfp = any_gfp(p, false);

	b->bytes = 1 + below(p, (u32)(PAGE_SIZE << min(p->table->max_order, 4u)));
	b->addr = alloc_pages_exact(b->bytes, gfp);
	taken(p, b, RANDOM_EXACT, gfp);
}

static size_t any_size(struct random_player *p)
{
	/* Every power of two about as often. */
	size_t size = 1ul << below(p, (u32)ilog2(p->table->max_bytes) + 1);

	return min(size + below(p, (u32)size), p->table->max_bytes);
}

static void take_kmalloc(struct random_player *p, struct random_block *b)
{
	gfp_t gfp = any_gfp(p, false) & ~GFP_DMA32; /* kmalloc() has no such caches */

	b->bytes = any_size(p);
	b->addr = below(p, 4) ? kmalloc(b->bytes, gfp) : kmalloc_node(b->bytes, gfp, 0);
	if (b->addr && ksize(b->addr) < b->bytes)
		wrong(p, "kmalloc gave too little");
	taken(p, b, RANDOM_KMALLOC, gfp);
}

static void take_object(struct random_player *p, struct random_block *b)
{
	gfp_t gfp = any_gfp(p, false) & ~(GFP_DMA | GFP_DMA32);

	b->cache = p->table->caches[below(p, RANDOM_CACHES)];
	/* What was constructed is not to be zeroed. */
	if (b->cache->ctor)
		gfp &= ~__GFP_ZERO;
	b->bytes = kmem_cache_size(b->cache);
	b->addr = below(p, 4) ? kmem_cache_alloc(b->cache, gfp) :
				kmem_cache_alloc_node(b->cache, gfp, 0);
	taken(p, b, RANDOM_OBJECT, gfp);
}

static void take(struct random_player *p, struct random_block *b)
{
	b->page = NULL;
	b->addr = NULL;
	switch (below(p, 10)) {
	case 0 ... 2:
		take_pages(p, b);
		break;
	case 3:
		take_exact(p, b);
		break;
	case 4 ... 6:
		take_kmalloc(p, b);
		break;
	default:
		take_object(p, b);
	}
}

/* Many objects at once, into as many empty places as there are. */
static void take_many(struct random_player *p)
{
	struct kmem_cache *s = p->table->caches[below(p, RANDOM_CACHES)];
	unsigned int want = 1 + below(p, 40), n = 0;
	struct random_block *places[40];
	void *objects[40];

	for (int i = 0; i < RANDOM_HAND && n < want; i++)
		if (p->hand[i]->kind == RANDOM_FREE)
			places[n++] = p->hand[i];
	if (!n)
		return;
	if (!kmem_cache_alloc_bulk(s, GFP_KERNEL | __GFP_NOWARN, n, objects))
		memset(objects, 0, sizeof(objects));
	for (unsigned int i = 0; i < n; i++) {
		places[i]->page = NULL;
		places[i]->addr = objects[i];
		places[i]->cache = s;
		places[i]->bytes = kmem_cache_size(s);
		taken(p, places[i], RANDOM_OBJECT, 0);
	}
}

/* ---- giving back, and changing --------------------------------------------------------------- */

static void give(struct random_block *b)
{
	switch (b->kind) {
	case RANDOM_PAGES:
		/* By page, by address, or by reference: they are the same. */
		if (b->id % 3 == 0)
			put_page(b->page);
		else if (b->id % 3 == 1 && !PageHighMem(b->page))
			free_pages((unsigned long)page_address(b->page), b->order);
		else
			__free_pages(b->page, b->order);
		break;
	case RANDOM_EXACT:
		free_pages_exact(b->addr, b->bytes);
		break;
	case RANDOM_OBJECT:
		if (b->id % 4)
			kmem_cache_free(b->cache, b->addr);
		else
			kfree(b->addr);
		break;
	case RANDOM_KMALLOC:
		kfree(b->addr);
		break;
	case RANDOM_FREE:
		break;
	}
	b->kind = RANDOM_FREE;
}

static void prove_and_give(struct random_player *p, struct random_block *b)
{
	if (b->kind != RANDOM_FREE)
		prove(p, b);
	give(b);
}

static void give_many(struct random_player *p)
{
	void *objects[RANDOM_HAND];
	size_t n = 0;

	for (int i = 0; i < RANDOM_HAND && n < 30; i++) {
		struct random_block *b = p->hand[i];

		if (b->kind != RANDOM_OBJECT && b->kind != RANDOM_KMALLOC)
			continue;
		prove(p, b);
		b->kind = RANDOM_FREE;
		objects[n++] = b->addr;
	}
	kmem_cache_free_bulk(NULL, n, objects);
}

static void change(struct random_player *p, struct random_block *b)
{
	size_t bytes = any_size(p), kept = min(bytes, b->bytes);
	struct random_block was = *b;
	char *addr;

	prove(p, b);
	addr = krealloc(b->addr, bytes, GFP_KERNEL | __GFP_NOWARN);
	if (!addr) {
		p->failed++;
		if (!p->table->may_fail)
			wrong(p, "krealloc was refused");
		return;
	}
	b->addr = addr;
	b->bytes = bytes;
	if (!pattern(b, kept, was.bytes, false))
		wrong(p, "krealloc lost contents");
	prove_apart(p, b);
	fill(b);
}

/* Blocks pass from hand to hand: who takes out what another put in gives it back one day. */
static void exchange(struct random_player *p, int i)
{
	p->hand[i] = xchg(&p->table->box[below(p, RANDOM_BOX)], p->hand[i]);
}

static void calm_down(struct random_player *p)
{
	switch (below(p, 8)) {
	case 0:
		kmem_cache_shrink(p->table->caches[below(p, RANDOM_CACHES)]);
		break;
	case 1:
		pcp_drain_all();
		break;
	case 2:
		reclaim_stores_wait();
		break;
	default:
		give_many(p);
	}
}

bool random_step(struct random_player *p)
{
	int i = (int)below(p, RANDOM_HAND);
	struct random_block *b = p->hand[i];
	u32 what = below(p, 200);

	p->steps++;
	if (!what)
		calm_down(p);
	else if (what < 4)
		take_many(p);
	else if (what < 24)
		exchange(p, i);
	else if (b->kind == RANDOM_FREE)
		take(p, b);
	else if (b->kind == RANDOM_KMALLOC && what < 90)
		change(p, b);
	else if (what < 50)
		prove(p, b);
	else
		prove_and_give(p, b);
	return !p->wrong;
}

/* ---- coming and going ------------------------------------------------------------------------ */

void random_sit(struct random_player *p, struct random_table *table, u64 seed)
{
	memset(p, 0, sizeof(*p));
	p->table = table;
	prandom_seed_state(&p->rnd, seed);
	p->next_id = seed << 40;
	for (int i = 0; i < RANDOM_HAND; i++)
		p->hand[i] = &p->blocks[i];
}

void random_leave(struct random_player *p)
{
	for (int i = 0; i < RANDOM_HAND; i++)
		prove_and_give(p, p->hand[i]);
}

static void construct(void *object)
{
	memset(object, 0x3c, 72);
}

int random_open(struct random_table *table, unsigned int max_order, size_t max_bytes, bool may_fail)
{
	static const struct {
		unsigned int size;
		slab_flags_t flags;
		void (*ctor)(void *);
	} shapes[RANDOM_CACHES] = {
		{ 8, 0, NULL },
		{ 40, SLAB_HWCACHE_ALIGN, NULL },
		{ 72, 0, construct },
		{ 100, SLAB_RECLAIM_ACCOUNT, NULL },
		{ 333, SLAB_TYPESAFE_BY_RCU, NULL },
		{ 1000, SLAB_POISON | SLAB_RED_ZONE | SLAB_CONSISTENCY_CHECKS, NULL },
		{ 2048, 0, NULL },
		{ 5000, SLAB_NO_MERGE, NULL },
	};

	memset(table, 0, sizeof(*table));
	table->max_order = max_order;
	table->max_bytes = max_bytes;
	table->may_fail = may_fail;
	for (int i = 0; i < RANDOM_BOX; i++)
		table->box[i] = &table->blocks[i];
	for (int i = 0; i < RANDOM_CACHES; i++) {
		char name[16];

		snprintf(name, sizeof(name), "random-%u", shapes[i].size);
		table->caches[i] =
			kmem_cache_create(name, shapes[i].size, 0, shapes[i].flags, shapes[i].ctor);
		if (!table->caches[i]) {
			random_close(table);
			return -ENOMEM;
		}
	}
	return 0;
}

bool random_close(struct random_table *table)
{
	bool ok = true;

	for (int i = 0; i < RANDOM_BOX; i++) {
		struct random_block *b = table->box[i];

		if (b->kind != RANDOM_FREE)
			ok &= pattern(b, b->bytes, b->bytes, false);
		give(b);
	}
	for (int i = 0; i < RANDOM_CACHES; i++)
		kmem_cache_destroy(table->caches[i]);
	return ok;
}
