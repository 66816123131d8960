// SPDX-License-Identifier: MIT
/* The players of tests/mm/pressure.h. */
#include <linux/bottom_half.h>
#include <linux/errno.h>
#include <linux/hardirq.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <mm/page/page.h>
#include <tests/mm/mm_test.h>
#include <tests/mm/pressure.h>

/* What all hands may hold of the machine, in percent: the rest can be had back. */
#define HANDS_PERCENT 45

#define OBJECT_BYTES 1024
#define BULK	     24

/* More than a small machine's reserve. */
#define BURST 300

/* Looks at a reserve before it counts as unspent: see ask_atomic(). */
#define LOOKS 64

static const char *const context_names[PRESSURE_CONTEXTS] = {
	[AT_PROCESS] = "process",
	[AT_NOIO] = "noio scope",
	[AT_NOFS] = "nofs scope",
	[AT_NORECLAIM] = "noreclaim scope",
	[AT_PIN] = "pin scope",
	[AT_PREEMPT_OFF] = "preemption off",
	[AT_SPINLOCK] = "under a spinlock",
	[AT_BH_OFF] = "softirqs off",
	[AT_IRQ_OFF] = "interrupts off",
	[AT_HARDIRQ] = "hard interrupt",
};

const char *pressure_context_name(enum pressure_context context)
{
	return context_names[context];
}

static u32 below(struct pressure_player *p, u32 n)
{
	return prandom_u32_state(&p->rnd) % n;
}

static void wrong(struct pressure_player *p, const char *what)
{
	if (!p->wrong)
		p->wrong = what;
}

/* ---- what is asked for ----------------------------------------------------------------------- */

static gfp_t any_sleeping(struct pressure_player *p)
{
	static const gfp_t gfps[] = {
		GFP_KERNEL,
		GFP_KERNEL,
		GFP_KERNEL,
		GFP_KERNEL,
		GFP_USER,
		GFP_HIGHUSER,
		GFP_HIGHUSER_MOVABLE,
		GFP_KERNEL_ACCOUNT,
		GFP_KERNEL | __GFP_RECLAIMABLE,
		GFP_KERNEL | __GFP_WRITE,
		GFP_KERNEL | __GFP_COLD,
		GFP_KERNEL | __GFP_HIGH,
		GFP_KERNEL | __GFP_NOMEMALLOC,
		GFP_KERNEL | __GFP_NORETRY,
		GFP_KERNEL | __GFP_RETRY_MAYFAIL,
		GFP_KERNEL | __GFP_THISNODE,
		GFP_KERNEL | GFP_DMA,
		GFP_KERNEL | GFP_DMA32,
		GFP_NOFS,
		GFP_NOIO,
		GFP_TRANSHUGE,
		GFP_KERNEL & ~__GFP_KSWAPD_RECLAIM,
	};

	return gfps[below(p, ARRAY_SIZE(gfps))];
}

static gfp_t any_atomic(struct pressure_player *p)
{
	static const gfp_t gfps[] = {
		GFP_ATOMIC,
		GFP_ATOMIC,
		GFP_ATOMIC,
		GFP_ATOMIC | __GFP_NOMEMALLOC,
		GFP_ATOMIC | GFP_DMA,
		GFP_NOWAIT,
		GFP_NOWAIT | __GFP_MOVABLE,
		GFP_TRANSHUGE_LIGHT,
		__GFP_HIGH,
		0,
	};

	return gfps[below(p, ARRAY_SIZE(gfps))];
}

static gfp_t any_gfp(struct pressure_player *p, enum pressure_context context)
{
	gfp_t gfp = context >= AT_PREEMPT_OFF ? any_atomic(p) : any_sleeping(p);

	if (!below(p, 5))
		gfp |= __GFP_ZERO;
	if (!below(p, 4))
		gfp |= __GFP_COMP;
	/* What waits for ever is asked of what can always be found. */
	if (gfp & __GFP_DIRECT_RECLAIM && !(gfp & (__GFP_NORETRY | __GFP_RETRY_MAYFAIL)) &&
	    !(gfp & (GFP_ZONEMASK | __GFP_THISNODE)) && context != AT_NORECLAIM && !below(p, 16))
		gfp |= __GFP_NOFAIL;
	return gfp | __GFP_NOWARN;
}

/* A request that gets what it asks for as long as the stores have pages. */
static bool must_succeed(enum pressure_context context, gfp_t gfp, unsigned int order)
{
	if (gfp & __GFP_NOFAIL)
		return true;
	if (order > PAGE_ALLOC_COSTLY_ORDER || context == AT_NORECLAIM || context == AT_NOIO ||
	    context == AT_NOFS)
		return false;
	return (gfp & GFP_KERNEL) == GFP_KERNEL &&
	       !(gfp &
		 (__GFP_NORETRY | __GFP_RETRY_MAYFAIL | __GFP_THISNODE | __GFP_DMA | __GFP_DMA32));
}

/* ---- asking ---------------------------------------------------------------------------------- */

/* Does @zone have more than a GFP_ATOMIC request has to leave, and a block of @order? */
static bool zone_has_reserve(struct zone *zone, enum zone_type highest, unsigned int order)
{
	unsigned long min = min_wmark_pages(zone), free;
	bool block;

	/* Half of min is for __GFP_HIGH, and a quarter of the rest for those who cannot sleep. */
	min -= min / 2;
	min -= min / 4;
	lock_acquire(&zone->lock);
	free = zone->free_pages;
	block = zone->unborn_pfn < zone->unborn_end;
	for (unsigned int o = order; o < NR_PAGE_ORDERS; o++)
		block |= zone->free_area[o].nr_free != 0;
	/* Single pages leave alone what is kept for larger ones. */
	if (!order)
		min += zone->nr_reserved_highatomic;
	lock_release(&zone->lock);
	return block && free >= min + zone->lowmem_reserve[highest] + (1ul << order);
}

bool pressure_has_reserve(gfp_t gfp, unsigned int order)
{
	struct zone *zone;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for_each_zone_of(zone,
				 nid) if (zone_idx(zone) <= gfp_zone(gfp) &&
					  zone_has_reserve(zone, gfp_zone(gfp), order)) return true;
	return false;
}

/*
 * GFP_ATOMIC is refused only when its reserve is spent.
 *
 * Others take and give while this looks, so one look proves nothing: pages may have come between
 * the refusal and the look.  But if there was enough before a request and after it, and so again
 * and again, and each request was refused, then the reserve is refused to it: for others would
 * have to take the pages and bring them back between the same two looks each of LOOKS times.
 */
static struct page *ask_atomic(struct pressure_player *p, gfp_t gfp, unsigned int order)
{
	gfp_t plain = gfp & ~(__GFP_ZERO | __GFP_COMP | __GFP_NOWARN | __GFP_DMA);
	struct page *page;

	for (int look = 0; look < LOOKS; look++) {
		bool before = pressure_has_reserve(gfp, order);

		page = alloc_pages(gfp, order);
		if (page || plain != GFP_ATOMIC)
			return page;
		if (!before || !pressure_has_reserve(gfp, order)) {
			WRITE_ONCE(p->spent, p->spent + 1);
			return NULL;
		}
	}
	wrong(p, "an atomic request was refused with its reserve unspent");
	return NULL;
}

static struct page *ask_off(struct pressure_player *p, gfp_t gfp, unsigned int order)
{
	struct page *page;
	unsigned long flags;

	local_irq_save(flags);
	if (p->context == AT_HARDIRQ)
		irq_enter();
	page = ask_atomic(p, gfp, order);
	if (p->context == AT_HARDIRQ)
		irq_exit();
	local_irq_restore(flags);
	return page;
}

static struct page *ask_in_scope(struct pressure_player *p, unsigned int scope, gfp_t gfp,
				 unsigned int order)
{
	unsigned int outer = memalloc_flags_save(scope);
	struct page *page = alloc_pages(gfp, order);

	memalloc_flags_restore(outer);
	return page;
}

static struct page *ask_in_context(struct pressure_player *p, gfp_t gfp, unsigned int order)
{
	static const unsigned int scopes[] = { [AT_NOIO] = PF_MEMALLOC_NOIO,
					       [AT_NOFS] = PF_MEMALLOC_NOFS,
					       [AT_NORECLAIM] = PF_MEMALLOC,
					       [AT_PIN] = PF_MEMALLOC_PIN };
	struct page *page;

	switch (p->context) {
	case AT_NOIO:
	case AT_NOFS:
	case AT_NORECLAIM:
	case AT_PIN:
		return ask_in_scope(p, scopes[p->context], gfp, order);
	case AT_PREEMPT_OFF:
		preempt_disable();
		page = ask_atomic(p, gfp, order);
		preempt_enable();
		return page;
	case AT_SPINLOCK:
		spin_lock(&p->pressure->lock);
		page = ask_atomic(p, gfp, order);
		spin_unlock(&p->pressure->lock);
		return page;
	case AT_BH_OFF:
		local_bh_disable();
		page = ask_atomic(p, gfp, order);
		local_bh_enable();
		return page;
	case AT_IRQ_OFF:
	case AT_HARDIRQ:
		return ask_off(p, gfp, order);
	default:
		return alloc_pages(gfp, order);
	}
}

static bool is_zero(struct page *page, unsigned int order)
{
	for (unsigned long i = 0; i < 1ul << order; i++)
		if (memchr_inv(page_address(page + i), 0, PAGE_SIZE))
			return false;
	return true;
}

/* Ask as the player is, and account for it. */
static struct page *ask(struct pressure_player *p, enum pressure_context context, gfp_t gfp,
			unsigned int order)
{
	struct page *page;

	p->context = context;
	p->gfp = gfp;
	p->order = order;
	p->asked[context]++;
	page = ask_in_context(p, gfp, order);
	if (!page) {
		p->refused[context]++;
		if (must_succeed(context, gfp, order))
			wrong(p, gfp & __GFP_NOFAIL ? "__GFP_NOFAIL failed" :
						      "a request that does not fail was refused");
		return NULL;
	}
	if (page_block_order(page) != order || page_count(page) != 1)
		wrong(p, "a block is not what was asked for");
	if (gfp & __GFP_DMA && zone_idx(page_zone(page)) > ZONE_DMA &&
	    populated_zone(&NODE_DATA(0)->node_zones[ZONE_DMA]))
		wrong(p, "a request for DMA memory climbed");
	if (gfp & __GFP_ZERO && !is_zero(page, order))
		wrong(p, "zeroed memory is not zero");
	return page;
}

/* ---- what a player does ---------------------------------------------------------------------- */

static void release(struct pressure_player *p, unsigned int i)
{
	struct pressure_block block = p->hand[i];

	p->hand[i] = p->hand[--p->nr_hand];
	pressure_free(p->pressure, block.page, block.order);
	atomic_long_sub(1l << block.order, &p->pressure->in_hands);
}

/* Room for a block in all the hands together, and in this one. */
static bool make_room(struct pressure_player *p, unsigned int order)
{
	struct pressure *pressure = p->pressure;
	long pages = 1l << order;

	if (p->nr_hand == PRESSURE_HAND)
		release(p, below(p, p->nr_hand));
	if (atomic_long_add_return(pages, &pressure->in_hands) <= pressure->hand_limit)
		return true;
	atomic_long_sub(pages, &pressure->in_hands);
	if (p->nr_hand)
		release(p, below(p, p->nr_hand));
	return false;
}

static void take(struct pressure_player *p)
{
	enum pressure_context context = below(p, 2) ? AT_PROCESS : below(p, PRESSURE_CONTEXTS);
	gfp_t gfp = any_gfp(p, context);
	unsigned int order = below(p, below(p, MAX_PAGE_ORDER + 1) + 1);
	struct page *page;

	if (gfp & __GFP_NOFAIL)
		order %= 2;
	if (context == AT_NORECLAIM)
		order %= 4;
	if (!make_room(p, order))
		return;
	page = ask(p, context, gfp, order);
	if (!page) {
		atomic_long_sub(1l << order, &p->pressure->in_hands);
		return;
	}
	pressure_tag(p->pressure, page, order);
	p->hand[p->nr_hand++] = (struct pressure_block){ .page = page, .order = order };
	/* What the reserves gave goes back soon. */
	if (context == AT_NORECLAIM)
		release(p, p->nr_hand - 1);
}

/* A device that is faster than its driver: pages and pages, in one go, and back again. */
static void burst(struct pressure_player *p)
{
	enum pressure_context context =
		AT_PREEMPT_OFF + below(p, PRESSURE_CONTEXTS - AT_PREEMPT_OFF);
	unsigned int order = below(p, 2), nr = below(p, BURST);
	struct page *page, *next;
	LIST_HEAD(pages);

	while (nr-- && (page = ask(p, context, GFP_ATOMIC | __GFP_NOWARN, order))) {
		pressure_tag(p->pressure, page, order);
		list_add(&page->lru, &pages);
	}
	list_for_each_entry_safe(page, next, &pages, lru)
		pressure_free(p->pressure, page, order);
}

static void give(struct pressure_player *p)
{
	if (p->nr_hand)
		release(p, below(p, p->nr_hand));
}

static void give_all(struct pressure_player *p)
{
	while (p->nr_hand)
		release(p, p->nr_hand - 1);
}

static void store(struct pressure_player *p)
{
	static const gfp_t gfps[STORES] = {
		[STORE_PLAIN] = GFP_KERNEL | __GFP_RECLAIMABLE,
		[STORE_FS] = GFP_NOFS | __GFP_RECLAIMABLE,
		[STORE_IO] = GFP_KERNEL,
		[STORE_MOVABLE] = GFP_HIGHUSER_MOVABLE,
		[STORE_DIRTY] = GFP_HIGHUSER_MOVABLE | __GFP_WRITE,
	};
	enum pressure_kind kind = below(p, STORES);
	unsigned int order = kind <= STORE_IO ? below(p, below(p, 4) + 1) : 0;
	unsigned int nr = 1 + below(p, kind <= STORE_IO ? 16 : 64);

	while (nr--) {
		struct page *page = ask(p, AT_PROCESS, gfps[kind] | __GFP_NOWARN, order);

		if (page)
			pressure_put(&p->pressure->store[kind], page, order,
				     prandom_u32_state(&p->rnd));
	}
}

static void unstore(struct pressure_player *p)
{
	for (int i = 0; i < 8; i++)
		store_drop(&p->pressure->store[below(p, STORES)], prandom_u32_state(&p->rnd));
}

static void bulk(struct pressure_player *p)
{
	struct page *pages[BULK] = {};
	unsigned long n;

	p->context = AT_PROCESS;
	n = alloc_pages_bulk_array(GFP_KERNEL | __GFP_NOWARN, BULK, pages);
	for (unsigned long i = 0; i < n; i++)
		pressure_tag(p->pressure, pages[i], 0);
	for (unsigned long i = 0; i < n; i++)
		pressure_free(p->pressure, pages[i], 0);
}

/* A block becomes pages, which go one by one; one of them by its last reference. */
static void split(struct pressure_player *p)
{
	unsigned int order = 1 + below(p, 3);
	struct page *page = ask(p, AT_PROCESS, GFP_KERNEL | __GFP_NOWARN, order);

	if (!page)
		return;
	split_page(page, order);
	for (unsigned long i = 0; i < 1ul << order; i++)
		pressure_tag(p->pressure, page + i, 0);
	get_page(page);
	__free_page(page);
	for (unsigned long i = 0; i < 1ul << order; i++)
		pressure_free(p->pressure, page + i, 0);
}

static void object(struct pressure_player *p)
{
	unsigned int i = below(p, PRESSURE_HAND);
	u32 size = 64 + i % 4 * 256;

	if (p->object[i]) {
		if (!mm_test_filled(p->object[i], size, (unsigned long)p->object[i]))
			wrong(p, "an object is not as it was left");
		i % 2 ? kfree(p->object[i]) : kmem_cache_free(p->pressure->cache, p->object[i]);
		p->object[i] = NULL;
		return;
	}
	p->object[i] = i % 2 ? kmalloc(size, GFP_KERNEL | __GFP_NOWARN) :
			       kmem_cache_alloc(p->pressure->cache, GFP_KERNEL | __GFP_NOWARN);
	if (p->object[i])
		mm_test_fill(p->object[i], size, (unsigned long)p->object[i]);
	else
		wrong(p, "an object was refused");
}

static void exact(struct pressure_player *p)
{
	size_t bytes = 1 + below(p, 7 * PAGE_SIZE);
	void *addr = alloc_pages_exact(bytes, GFP_KERNEL | __GFP_NOWARN);

	if (!addr) {
		wrong(p, "alloc_pages_exact() of up to 8 pages was refused");
		return;
	}
	mm_test_fill(addr, bytes, bytes);
	if (!mm_test_filled(addr, bytes, bytes))
		wrong(p, "exact pages are not as they were left");
	free_pages_exact(addr, bytes);
}

static const struct {
	const char *name;
	void (*fn)(struct pressure_player *p);
	u32 weight;
} deeds[] = {
	{ "take", take, 30 },	     { "burst", burst, 1 },	{ "give", give, 24 },
	{ "store", store, 30 },	     { "unstore", unstore, 2 }, { "bulk", bulk, 3 },
	{ "split", split, 3 },	     { "object", object, 6 },	{ "exact", exact, 3 },
	{ "give all", give_all, 1 },
};

bool pressure_step(struct pressure_player *p)
{
	u32 sum = 0, at;

	for (size_t i = 0; i < ARRAY_SIZE(deeds); i++)
		sum += deeds[i].weight;
	at = below(p, sum);
	for (size_t i = 0; i < ARRAY_SIZE(deeds); i++) {
		if (at >= deeds[i].weight) {
			at -= deeds[i].weight;
			continue;
		}
		WRITE_ONCE(p->doing, deeds[i].name);
		deeds[i].fn(p);
		break;
	}
	WRITE_ONCE(p->steps, p->steps + 1);
	if (READ_ONCE(p->pressure->wrong))
		wrong(p, p->pressure->wrong);
	return !p->wrong;
}

/* ---- life ------------------------------------------------------------------------------------ */

void pressure_sit(struct pressure_player *p, struct pressure *pressure, u64 seed)
{
	memset(p, 0, sizeof(*p));
	p->pressure = pressure;
	p->doing = "nothing yet";
	prandom_seed_state(&p->rnd, seed);
}

void pressure_leave(struct pressure_player *p)
{
	p->doing = "leave";
	give_all(p);
	for (unsigned int i = 0; i < PRESSURE_HAND; i++)
		if (p->object[i])
			i % 2 ? kfree(p->object[i]) :
				kmem_cache_free(p->pressure->cache, p->object[i]);
	p->doing = "left";
}

int pressure_open(struct pressure *p)
{
	memset(p, 0, sizeof(*p));
	spin_lock_init(&p->lock);
	p->hand_limit = (long)(totalram_pages() * HANDS_PERCENT / 100);
	p->cache = kmem_cache_create("pressure", OBJECT_BYTES, 0, SLAB_NO_MERGE, NULL);
	if (!p->cache)
		return -ENOMEM;
	return pressure_stores_open(p);
}

void pressure_close(struct pressure *p)
{
	pressure_stores_close(p);
	kmem_cache_destroy(p->cache);
}
