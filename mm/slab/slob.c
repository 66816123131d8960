// SPDX-License-Identifier: MIT
/*
 * The tiny engine: objects of all caches, side by side in the same pages.
 *
 * A machine of 64 pages cannot give each of its caches a slab, and each CPU an array of every
 * cache's objects.  Here a cache is only a record of what its objects are like.  The objects of
 * all caches, and those of kmalloc(), stand packed in shared pages, first come, first placed.
 *
 * A shared page is blocks from its first grain to its end, each an object or free.  A block begins
 * with a head of four bytes, which says how long the block is; for an object it also names the
 * owner, for a free block where the next free one is:
 *
 *	|4 unused|head|object......|head|free....................|head|object...........|
 *	         ^ SLOB_FIRST      ^ page->freelist
 *
 * Heads stand just in front of multiples of SLOB_GRAIN, so that objects stand on them; what is
 * left between an object's end and the next head belongs to the object.  Free blocks are linked in
 * the order of their addresses, and two neighbours are always made one.
 *
 * Taking: the first block in the first page of a list that has room for the object at its
 * alignment; the next search starts at that page.  Pages are listed by the size of the objects
 * they were begun for, small, medium and large, so that small ones do not litter the pages of the
 * large, and by the kind of the request, because the page layer keeps kinds apart, too.  A list
 * may hold pages of several nodes and zones: those that do not suit are passed over, and to who
 * names no node all suit.
 * What has no room in a shared page, because of its size or alignment, is a block of whole pages.
 *
 * Giving back: the blocks of the page are walked from the first one to the one that the address is
 * in.  That walk proves that the address is an object, whose it is, and that it was not given back
 * before; and it meets the free blocks on both sides, which the freed one joins.  A page without
 * an object goes back to the page layer at once: no empty page is kept, and there is nothing to
 * shrink.
 *
 * An object of a SLAB_TYPESAFE_BY_RCU cache is still read by others when it is given back.  It
 * remains an object, marked as waiting, until slab_call_rcu() says that its readers are gone; the
 * record for that stands behind it.
 *
 * What differs from the other engine, and from Linux:
 *
 * - Every call takes one lock and searches; there are no CPU arrays, no sheaves, no slabs of one
 *   cache, no colours, and nothing to merge.
 * - A constructor runs at each allocation, not once when a slab is made, since freed memory is
 *   written to and may come back as part of another object.
 * - Debug flags are accepted and do nothing: there are no red zones, no poison, no stacks.  What
 *   is found without them: a free of what is no object, a second free, a free to the wrong cache,
 *   and, at the next free in that page, a head that was written over.
 * - Linux had an engine of this kind until 6.4.  There, only kmalloc()'s objects had heads, which
 *   saved a few bytes an object; kfree() could not take an object of a cache, and a free to the
 *   wrong cache went unnoticed.
 *
 * Locking: slob_lock guards all of it.  Pages are taken and given back without it, events are
 * raised under it.
 */
#include <linux/kernel.h>
#include <linux/sched/mm.h>
#include <linux/string.h>
#include <linux/vmstat.h>
#include <mm/slab/slab.h>

void (*slab_call_rcu)(struct callback_head *head, void (*fn)(struct callback_head *head));
void (*slab_rcu_barrier)(void);

struct list_head slob_lists[SLOB_LISTS];
struct lock slob_lock;

/* What an object has to be like, and where. */
struct request {
	struct kmem_cache *s;
	size_t size;
	u32 align;
	gfp_t gfp;
	unsigned int list;   /* the pages to look in */
	struct page *broken; /* one of them in which a head was written over */
};

/* ---- pages ----------------------------------------------------------------------------------- */

static unsigned int list_for(size_t size, gfp_t gfp)
{
	enum slob_kind kind = gfp & __GFP_RECLAIMABLE ? SLOB_RECLAIMABLE :
			      gfp & __GFP_ACCOUNT     ? SLOB_ACCOUNTED :
							SLOB_PLAIN;

	return kind * SLOB_SIZES + (size >= PAGE_SIZE / 16) + (size >= PAGE_SIZE / 4);
}

/* @page is the engine's, or no more: @sign. */
static void count_page(const struct page *page, long sign)
{
	bool reclaimable = page->private / SLOB_SIZES == SLOB_RECLAIMABLE;

	mod_node_page_state(NODE_DATA(page_to_nid(page)),
			    reclaimable ? NR_SLAB_RECLAIMABLE_B : NR_SLAB_UNRECLAIMABLE_B,
			    sign * (long)page_size(page));
}

/* A block of pages for @owner, of which @list tells the kind. */
static struct page *pages_new(struct kmem_cache *owner, gfp_t gfp, unsigned int order, int node,
			      unsigned int list)
{
	struct page *page = alloc_pages_untraced(gfp | __GFP_COMP, order, node);

	if (!page)
		return NULL;
	page->private = list;
	page->slab_inuse = 0;
	page->slab_objects = 0;
	WRITE_ONCE(page->freelist, NULL);
	WRITE_ONCE(page->flags, page->flags | (1ul << PG_slab));
	for (unsigned long i = 0; i < 1ul << order; i++)
		WRITE_ONCE(page[i].slab_cache, owner);
	count_page(page, 1);
	return page;
}

/* Give pages that are in no list back to the page layer; NULL: there are none. */
static void pages_free(struct page *page)
{
	unsigned int order;

	if (!page)
		return;
	order = compound_order(page);
	count_page(page, -1);
	for (unsigned long i = 0; i < 1ul << order; i++)
		WRITE_ONCE(page[i].slab_cache, NULL);
	WRITE_ONCE(page->flags, page->flags & ~(1ul << PG_slab));
	WRITE_ONCE(page->mapping, NULL);
	page->index = 0;
	page->slab_inuse = page->slab_objects = 0;
	WRITE_ONCE(page->freelist, NULL);
	page->private = 0;
	free_pages_untraced(page, order);
}

/* ---- taking ---------------------------------------------------------------------------------- */

/* The link that leads to a free block is in the free one before it, or in struct page. */
static void link_free(struct page *page, struct slob_head *prev, u32 at)
{
	if (prev)
		prev->next = (u16)at;
	else
		WRITE_ONCE(page->freelist, at ? (void *)slob_head_at(page, at) : NULL);
}

/* Make [@from, @end) a free block before @next.  Return: the first free block from there on. */
static u32 set_free(struct page *page, u32 from, u32 end, u32 next)
{
	struct slob_head *head = slob_head_at(page, from);

	if (from == end)
		return next;
	head->bytes = (u16)(end - from);
	head->next = (u16)next;
	return from;
}

/* Cut an object that begins at @object out of the free block at @head, behind @prev. */
static void *carve(struct page *page, struct slob_head *prev, struct slob_head *head, u32 object,
		   const struct request *rq)
{
	u32 at = (u32)offset_in_page(head), end = at + head->bytes, next = head->next;
	u32 start = object - sizeof(*head),
	    stop = ALIGN(object + (u32)rq->size + sizeof(*head), SLOB_GRAIN) - sizeof(*head);

	/* The last block ends with the page; a rest without room for an object joins this one. */
	if (stop + SLOB_GRAIN > end)
		stop = end;
	next = set_free(page, stop, end, next);
	link_free(page, prev, set_free(page, at, start, next));
	head = slob_head_at(page, start);
	head->bytes = (u16)(stop - start);
	head->owner = rq->s->id;
	page->slab_objects -= (stop - start);
	page->slab_inuse++;
	return head + 1;
}

/* The first place in @page; NULL where none is large enough, or what follows cannot be trusted. */
static void *page_take(struct page *page, struct request *rq)
{
	struct slob_head *prev = NULL, *head;

	for (u32 at = slob_first_free(page); at; at = head->next, prev = head) {
		u32 object = ALIGN(at + (u32)sizeof(*head), rq->align);

		head = slob_head_at(page, at);
		if (!slob_head_ok(head, at) || (head->next && head->next < at + head->bytes)) {
			rq->broken = page;
			return NULL;
		}
		if (object + rq->size <= at + head->bytes)
			return carve(page, prev, head, object, rq);
	}
	return NULL;
}

static void *place_object(struct page *page, struct request *rq)
{
	void *object = page_take(page, rq);

	if (!object)
		return NULL;
	rq->s->objects++;
	if (page->slab_objects < SLOB_WORTHWHILE)
		list_move(&page->slab_list, &slob_lists[SLOB_FULL]);
	else
		list_rotate_to_front(&page->slab_list, &slob_lists[rq->list]);
	return object;
}

/* A place in the pages there are; under the lock. */
static void *lists_take(struct request *rq, int node)
{
	struct page *page;

	rq->broken = NULL;
	list_for_each_entry(page, &slob_lists[rq->list], slab_list) {
		void *object;

		if (page->slab_objects < rq->size + sizeof(struct slob_head) ||
		    (node != NUMA_NO_NODE && page_to_nid(page) != node) ||
		    page_zonenum(page) > gfp_zone(rq->gfp))
			continue;
		object = place_object(page, rq);
		if (object || rq->broken)
			return object;
	}
	return NULL;
}

static void *take(struct request *rq, int node)
{
	void *object;

	do {
		lock_acquire(&slob_lock);
		object = lists_take(rq, node);
		if (rq->broken) {
			/* Nothing more is taken from it. */
			rq->broken->slab_objects = 0;
			list_move(&rq->broken->slab_list, &slob_lists[SLOB_FULL]);
		}
		lock_release(&slob_lock);
		if (rq->broken)
			report("%s: Freechain corrupt in the page at 0x%px", rq->s->name,
			       page_address(rq->broken));
	} while (rq->broken);
	return object;
}

/* The first object of a new shared page. */
static void *shared_new(struct request *rq, gfp_t gfp, int node)
{
	struct page *page = pages_new(&slob_kmalloc, gfp, 0, node, rq->list);
	void *object;

	if (!page)
		return NULL;
	page->slab_objects = (u16)(PAGE_SIZE - SLOB_FIRST);
	link_free(page, NULL, set_free(page, SLOB_FIRST, PAGE_SIZE, 0));
	lock_acquire(&slob_lock);
	list_add(&page->slab_list, &slob_lists[rq->list]);
	object = place_object(page, rq);
	lock_release(&slob_lock);
	return object;
}

/*
 * A node whose memory is used up takes what pages of other nodes have left before it begins yet
 * another one there: else each object would cost a page.
 */
static void *shared_take(struct request *rq, int node)
{
	const gfp_t gently = (rq->gfp | __GFP_THISNODE | __GFP_NOWARN | __GFP_NOMEMALLOC) &
			     ~(__GFP_DIRECT_RECLAIM | __GFP_NOFAIL | __GFP_HIGH | __GFP_MEMALLOC);
	void *object = take(rq, node);

	if (object || rq->gfp & __GFP_NO_GROW)
		return object;
	if (node != NUMA_NO_NODE && !(rq->gfp & __GFP_THISNODE)) {
		object = shared_new(rq, gently, node);
		if (!object)
			object = take(rq, NUMA_NO_NODE);
	}
	return object ?: shared_new(rq, rq->gfp, node);
}

static void *whole_new(const struct request *rq, int node)
{
	unsigned int order = (unsigned int)get_order(rq->size);
	struct page *page = NULL;

	if (order <= MAX_PAGE_ORDER && !(rq->gfp & __GFP_NO_GROW))
		page = pages_new(rq->s, rq->gfp, order, node, rq->list);
	if (!page)
		return NULL;
	page->slab_inuse = 1;
	lock_acquire(&slob_lock);
	list_add(&page->slab_list, &slob_lists[SLOB_WHOLE]);
	rq->s->objects++;
	lock_release(&slob_lock);
	return page_address(page);
}

static gfp_t cache_gfp(const struct kmem_cache *s)
{
	return (s->flags & SLAB_CACHE_DMA ? GFP_DMA : 0) |
	       (s->flags & SLAB_CACHE_DMA32 ? GFP_DMA32 : 0) |
	       (s->flags & SLAB_RECLAIM_ACCOUNT ? __GFP_RECLAIMABLE : 0) |
	       (s->flags & SLAB_ACCOUNT ? __GFP_ACCOUNT : 0);
}

void *slob_alloc(struct kmem_cache *s, size_t size, u32 align, gfp_t gfp, int node)
{
	struct request rq = { .s = s, .size = size, .align = align };

	rq.gfp = (current_gfp_context(gfp) | cache_gfp(s)) &
		 ~(__GFP_ZERO | __GFP_HIGHMEM | __GFP_MOVABLE);
	rq.list = list_for(size, rq.gfp);
	might_alloc(rq.gfp);
	if ((unsigned int)node >= nr_online_nodes)
		node = rq.gfp & __GFP_THISNODE ? numa_node_id() : NUMA_NO_NODE;
	return slob_shares(size, align) ? shared_take(&rq, node) : whole_new(&rq, node);
}

/* ---- giving back ----------------------------------------------------------------------------- */

/* What stands at an address, and the free blocks around it. */
struct spot {
	struct page *page; /* the head, of a block of pages */
	struct kmem_cache *owner;
	u32 at, prev, next;
};

static const char *spot_in_whole(struct spot *spot, const void *object)
{
	spot->page = compound_head(spot->page);
	spot->owner = spot->page->slab_cache;
	if (object != page_address(spot->page))
		return "Invalid object pointer";
	return spot->owner && spot->page->slab_inuse ? NULL : "Object already free";
}

/* Walk to the block that byte @offset of the page is in. */
static const char *spot_in_shared(struct spot *spot, u32 offset)
{
	struct slob_head *head;

	spot->prev = 0;
	spot->next = slob_first_free(spot->page);
	for (spot->at = SLOB_FIRST;; spot->at += head->bytes) {
		head = slob_head_at(spot->page, spot->at);
		if (!slob_head_ok(head, spot->at))
			return "Freechain corrupt around";
		if (offset < spot->at + head->bytes)
			break;
		if (spot->at == spot->next) {
			spot->prev = spot->at;
			spot->next = head->next;
		}
	}
	if (spot->at == spot->next)
		return "Object already free";
	spot->owner = slob_cache(head->owner & SLOB_MAX_ID);
	return spot->owner ? NULL : "Freechain corrupt around";
}

/*
 * Is @object, an address in a page of the engine, one that may be given back?
 * Return: NULL, and where it stands; else what is wrong.
 */
static const char *spot_find(struct spot *spot, const void *object)
{
	const struct slob_head *head;
	const char *wrong;

	spot->page = virt_to_page(object);
	spot->owner = NULL;
	if (!slob_is_shared(spot->page))
		return spot_in_whole(spot, object);
	wrong = spot_in_shared(spot, (u32)offset_in_page(object));
	if (wrong)
		return wrong;
	head = slob_head_at(spot->page, spot->at);
	if (object != head + 1)
		return "Invalid object pointer";
	return head->owner & SLOB_WAITING ? "Object already free" : NULL;
}

/* The object's place is free.  Return: its page, off the lists, when it was the last. */
static struct page *spot_free(const struct spot *spot)
{
	struct page *page = spot->page;
	struct slob_head *prev = spot->prev ? slob_head_at(page, spot->prev) : NULL;
	u32 bytes, end, next = spot->next;

	if (!slob_is_shared(page)) {
		list_del(&page->slab_list);
		return page;
	}
	bytes = slob_head_at(page, spot->at)->bytes;
	if (!--page->slab_inuse) {
		list_del(&page->slab_list);
		return page;
	}
	end = spot->at + bytes;
	if (next == end) {
		end += slob_head_at(page, next)->bytes;
		next = slob_head_at(page, next)->next;
	}
	if (prev && spot->prev + prev->bytes == spot->at)
		set_free(page, spot->prev, end, next);
	else
		link_free(page, prev, set_free(page, spot->at, end, next));
	if (page->slab_objects < SLOB_WORTHWHILE && page->slab_objects + bytes >= SLOB_WORTHWHILE)
		list_move(&page->slab_list, &slob_lists[page->private]);
	page->slab_objects += bytes;
	return NULL;
}

/* An object's readers are gone.  @head stands behind it. */
static void free_after_readers(struct callback_head *head)
{
	struct spot spot = { .page = virt_to_head_page(head) };
	struct page *empty = NULL;
	const char *wrong = NULL;

	lock_acquire(&slob_lock);
	if (slob_is_shared(spot.page))
		wrong = spot_in_shared(&spot, (u32)offset_in_page(head));
	else
		spot.owner = spot.page->slab_cache;
	if (!wrong) {
		spot.owner->waiting--;
		empty = spot_free(&spot);
	}
	lock_release(&slob_lock);
	if (wrong)
		report("%s 0x%px, an object that waited for its readers", wrong, head);
	pages_free(empty);
}

/* The object remains what it is until its readers are gone; under the lock. */
static struct callback_head *await_readers(const struct spot *spot, const void *object)
{
	spot->owner->waiting++;
	if (slob_is_shared(spot->page))
		slob_head_at(spot->page, spot->at)->owner |= SLOB_WAITING;
	else
		spot->page->slab_inuse = 0;
	return (struct callback_head *)((char *)object + spot->owner->size) - 1;
}

void slob_free(struct kmem_cache *s, const void *object, enum mm_event_kind kind)
{
	struct callback_head *later = NULL;
	struct page *empty = NULL;
	struct spot spot;
	const char *wrong;

	lock_acquire(&slob_lock);
	wrong = spot_find(&spot, object);
	if (!wrong) {
		if (kind != MM_EVENT_KINDS)
			mm_trace_free(kind, object);
		spot.owner->objects--;
		if (spot.owner->flags & SLAB_TYPESAFE_BY_RCU && slab_call_rcu)
			later = await_readers(&spot, object);
		else
			empty = spot_free(&spot);
	}
	lock_release(&slob_lock);
	if (wrong)
		report("%s: %s 0x%px", (s ?: spot.owner ?: &slob_kmalloc)->name, wrong, object);
	else if (s && s != spot.owner)
		report("cache_from_obj: Wrong slab cache. %s but object is from %s", s->name,
		       spot.owner->name);
	if (later)
		slab_call_rcu(later, free_after_readers);
	pages_free(empty);
}

size_t slob_size(const void *object)
{
	struct spot spot;
	size_t size = 0;

	lock_acquire(&slob_lock);
	if (!spot_find(&spot, object))
		size = spot.owner == &slob_kmalloc ? slob_room(object) : spot.owner->object_size;
	lock_release(&slob_lock);
	return size;
}
