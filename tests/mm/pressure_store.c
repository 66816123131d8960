// SPDX-License-Identifier: MIT
/* The stores of tests/mm/pressure.h: pages that shrinkers, compaction and writing take or move. */
#include <linux/errno.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/migrate.h>
#include <linux/pagemap.h>
#include <linux/sched/mm.h>
#include <linux/string.h>
#include <linux/writeback.h>
#include <tests/mm/mm_test.h>
#include <tests/mm/pressure.h>

/* So many bytes of each page carry the tag; the whole page would test the speed of memory. */
#define TAGGED 64

static const struct {
	const char *name;
	gfp_t needs;
} kinds[STORES] = {
	[STORE_PLAIN] = { "plain", 0 },	       [STORE_FS] = { "fs", __GFP_FS },
	[STORE_IO] = { "io", __GFP_IO },       [STORE_MOVABLE] = { "movable", 0 },
	[STORE_DIRTY] = { "dirty", __GFP_IO },
};

const char *pressure_store_name(enum pressure_kind kind)
{
	return kinds[kind].name;
}

void pressure_fail(struct pressure *p, const char *what)
{
	if (!READ_ONCE(p->wrong))
		WRITE_ONCE(p->wrong, what);
}

/* ---- tags ------------------------------------------------------------------------------------ */

/* The tag of a block is in its first page's private; each page has one made of it. */
static bool tag_page(struct page *page, unsigned long tag, bool write)
{
	char *at = kmap_local_page(page);
	bool ok = true;

	if (write) {
		mm_test_fill(at, TAGGED, tag);
		mm_test_fill(at + PAGE_SIZE - TAGGED, TAGGED, ~tag);
	} else {
		ok = mm_test_filled(at, TAGGED, tag) &&
		     mm_test_filled(at + PAGE_SIZE - TAGGED, TAGGED, ~tag);
	}
	kunmap_local(at);
	return ok;
}

void pressure_tag(struct pressure *p, struct page *page, unsigned int order)
{
	unsigned long tag = (unsigned long)atomic_long_inc_return(&p->next_tag) << 12;

	set_page_private(page, tag);
	for (unsigned long i = 0; i < 1ul << order; i++)
		tag_page(page + i, tag + i, true);
}

static void prove_tag(struct pressure *p, struct page *page, unsigned int order)
{
	unsigned long tag = page_private(page);

	for (unsigned long i = 0; i < 1ul << order; i++)
		if (!tag_page(page + i, tag + i, false))
			pressure_fail(p, "a page is not as it was left");
}

void pressure_free(struct pressure *p, struct page *page, unsigned int order)
{
	prove_tag(p, page, order);
	set_page_private(page, 0);
	atomic_long_add(1l << order, &p->given);
	__free_pages(page, order);
}

/* ---- places ---------------------------------------------------------------------------------- */

/*
 * A movable page is out of its place before it is freed, and its lock is held from then on; who
 * moves it has that lock.  Under the store's lock it is only tried: a page that is being moved is
 * left alone.
 */
static struct page *take_out(struct pressure_store *store, u32 i)
{
	struct page *page = store->place[i];

	if (!page || (store->kind == STORE_MOVABLE && !trylock_page(page)))
		return NULL;
	store->place[i] = NULL;
	atomic_long_sub(1l << store->order[i], &store->pages);
	return page;
}

static void give_back(struct pressure_store *store, struct page *page, unsigned int order)
{
	if (store->kind == STORE_MOVABLE) {
		__ClearPageMovable(page);
		unlock_page(page);
	} else if (store->kind == STORE_DIRTY) {
		account_page_cleaned(page, NULL);
	}
	pressure_free(store->pressure, page, order);
}

static const struct movable_operations movable_ops;

void pressure_put(struct pressure_store *store, struct page *page, unsigned int order, u32 random)
{
	u32 i = random % store->places;
	bool movable = store->kind == STORE_MOVABLE, placed;
	unsigned int old_order;
	struct page *old;

	pressure_tag(store->pressure, page, order);
	page->index = i;
	if (movable)
		lock_page(page);
	else if (store->kind == STORE_DIRTY)
		account_page_dirtied(page, NULL);
	spin_lock(&store->lock);
	old_order = store->order[i];
	old = take_out(store, i);
	/* What is in the way may be on the move: then the new one goes instead. */
	placed = !store->place[i];
	if (placed) {
		store->place[i] = page;
		store->order[i] = (u8)order;
		store->young[i] = true;
		atomic_long_add(1l << order, &store->pages);
		if (movable)
			__SetPageMovable(page, &movable_ops);
	}
	spin_unlock(&store->lock);
	if (movable)
		unlock_page(page);
	if (old)
		give_back(store, old, old_order);
	if (placed)
		return;
	if (store->kind == STORE_DIRTY)
		account_page_cleaned(page, NULL);
	pressure_free(store->pressure, page, order);
}

void store_drop(struct pressure_store *store, u32 random)
{
	u32 i = random % store->places;
	unsigned int order;
	struct page *page;

	spin_lock(&store->lock);
	order = store->order[i];
	page = take_out(store, i);
	spin_unlock(&store->lock);
	if (page)
		give_back(store, page, order);
}

/* ---- moving ---------------------------------------------------------------------------------- */

/* Every other time the owner is busy. */
static bool isolate_page(struct page *page, isolate_mode_t mode)
{
	return page_private(page) >> 12 & 1 || !(mode & ISOLATE_ASYNC_MIGRATE);
}

static void putback_page(struct page *page)
{
}

static struct pressure_store *movable_store;

static int migrate_page(struct page *dst, struct page *src, enum migrate_mode mode)
{
	struct pressure_store *store = movable_store;
	bool ours;

	prove_tag(store->pressure, src, 0);
	copy_highpage(dst, src);
	set_page_private(dst, page_private(src));
	dst->index = src->index;
	get_page(dst);
	__SetPageMovable(dst, &movable_ops);
	spin_lock(&store->lock);
	ours = store->place[src->index] == src;
	store->place[src->index] = dst;
	spin_unlock(&store->lock);
	if (!ours)
		pressure_fail(store->pressure, "a page was moved that is not in its place");
	atomic_long_inc(&store->moved);
	__ClearPageMovable(src);
	put_page(src);
	return MIGRATEPAGE_SUCCESS;
}

static const struct movable_operations movable_ops = {
	.isolate_page = isolate_page,
	.migrate_page = migrate_page,
	.putback_page = putback_page,
};

/* ---- shrinking ------------------------------------------------------------------------------- */

static unsigned long store_count(struct shrinker *s, struct shrink_control *sc)
{
	struct pressure_store *store = s->private_data;

	return (unsigned long)atomic_long_read(&store->pages) ?: SHRINK_EMPTY;
}

/*
 * Look at the next block: one that was put there since the last look is spared once.
 * Return: pages that came back; 0 for one that was spared; -1 when a whole round found none.
 */
static long look_at_next(struct pressure_store *store)
{
	struct page *page = NULL;
	unsigned int order = 0;
	bool spared = false;

	for (u32 looked = 0; !page && !spared && looked < store->places; looked += 64) {
		spin_lock(&store->lock);
		for (int n = 0; !page && !spared && n < 64; n++) {
			u32 i = store->hand++ % store->places;

			order = store->order[i];
			spared = store->place[i] && store->young[i];
			store->young[i] = false;
			if (!spared)
				page = take_out(store, i);
		}
		spin_unlock(&store->lock);
	}
	if (!page)
		return spared ? 0 : -1;
	give_back(store, page, order);
	atomic_long_add(1l << order, &store->returned);
	return 1l << order;
}

/* Look at @nr blocks. Return: pages that came back. */
static unsigned long take_back(struct pressure_store *store, unsigned long nr)
{
	unsigned long freed = 0;

	while (nr--) {
		long pages = look_at_next(store);

		if (pages < 0)
			break;
		freed += pages;
	}
	return freed;
}

static unsigned long store_scan(struct shrinker *s, struct shrink_control *sc)
{
	struct pressure_store *store = s->private_data;

	/* The one in the kernel's manner looks itself; others have said it with a flag. */
	if ((sc->gfp_mask & store->needs) != store->needs) {
		if (store->kind != STORE_IO)
			pressure_fail(store->pressure, "a shrinker was asked for too much");
		atomic_long_inc(&store->skipped);
		return SHRINK_STOP;
	}
	return take_back(store, sc->nr_to_scan);
}

static int open_shrinker(struct pressure_store *store)
{
	struct shrinker *s = shrinker_alloc(store->kind == STORE_FS ? SHRINKER_NEEDS_FS : 0,
					    "pressure-%s", pressure_store_name(store->kind));

	if (!s)
		return -ENOMEM;
	s->count_objects = store_count;
	s->scan_objects = store_scan;
	s->seeks = DEFAULT_SEEKS;
	s->private_data = store;
	store->shrinker = s;
	shrinker_register(s);
	return 0;
}

/* ---- writing --------------------------------------------------------------------------------- */

static unsigned long dirty_pages(struct writeback_backend *backend, int nid)
{
	struct pressure_store *store = backend->private_data;

	return (unsigned long)atomic_long_read(&store->pages);
}

/* Writing is proving the tag, and done at once. */
static unsigned long write_pages(struct writeback_backend *backend, struct writeback_work *work)
{
	struct pressure_store *store = backend->private_data;

	if ((work->gfp_mask & store->needs) != store->needs)
		pressure_fail(store->pressure, "a back end was asked for too much");
	work->nr_freed = take_back(store, work->nr_to_write);
	return work->nr_freed;
}

static struct writeback_backend backend = {
	.name = "pressure",
	.needs = WRITEBACK_NEEDS_IO,
	.pages = dirty_pages,
	.write = write_pages,
};

/* ---- life ------------------------------------------------------------------------------------ */

static int open_store(struct pressure_store *store)
{
	if (store->kind != STORE_DIRTY)
		return open_shrinker(store);
	backend.private_data = store;
	return writeback_register(&backend);
}

static void close_store(struct pressure_store *store)
{
	if (store->kind == STORE_DIRTY)
		writeback_unregister(&backend);
	else
		shrinker_free(store->shrinker);
	for (u32 i = 0; i < store->places; i++)
		while (READ_ONCE(store->place[i]))
			store_drop(store, i);
}

int pressure_stores_open(struct pressure *p)
{
	int err = 0;

	for (int kind = 0; !err && kind < STORES; kind++) {
		struct pressure_store *store = &p->store[kind];

		store->kind = kind;
		store->needs = kinds[kind].needs;
		store->pressure = p;
		store->places = min(STORE_PLACES, totalram_pages());
		spin_lock_init(&store->lock);
		if (kind == STORE_MOVABLE)
			movable_store = store;
		err = open_store(store);
	}
	return err;
}

void pressure_stores_close(struct pressure *p)
{
	for (int kind = 0; kind < STORES; kind++)
		close_store(&p->store[kind]);
}
