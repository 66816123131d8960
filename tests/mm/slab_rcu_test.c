// SPDX-License-Identifier: MIT
/*
 * Caches of SLAB_TYPESAFE_BY_RCU: an object may be another one at any moment, but as long as a
 * reader has not left it is one of that cache, and what the constructor made of it stands.
 *
 * The use is the kernel's: find without a lock, take a reference if there still is one to take,
 * and then look whether it is the one that was sought.
 */
#include <linux/atomic.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <tests/kernel/rcu_world.h>
#include <tests/parallel.h>
#include <tests/seconds.h>

#include "port/port.h"

#define MAGIC  0x7479706573616665ull
#define PLACES 64

/* Objects that fill a slab quickly, so that slabs come and go. */
struct item {
	u64 magic;	 /* the constructor's, for ever */
	spinlock_t lock; /* the constructor's, too: it is taken by those who come late */
	atomic_t refs;	 /* 0 while the item is free */
	unsigned int key;
	unsigned long sum[4]; /* of the key, under the lock */
	char rest[200];
	u64 magic_end;
};

static struct {
	struct kmem_cache *cache;
	struct item *places[PLACES];
	u64 end;
	atomic_t wrong_magic, wrong_page, wrong_item;
	atomic_long_t found, late, shrunk;
} shared;

static void construct(void *p)
{
	struct item *item = p;

	memset(item, 0, sizeof(*item));
	item->magic = item->magic_end = MAGIC;
	spin_lock_init(&item->lock);
	atomic_set(&item->refs, 0);
}

static struct kmem_cache *items_cache(slab_flags_t flags)
{
	return kmem_cache_create("slab_rcu_items", sizeof(struct item), 0,
				 SLAB_TYPESAFE_BY_RCU | flags, construct);
}

/* ---- owners ---------------------------------------------------------------------------------- */

static void put_item(struct item *item)
{
	if (atomic_dec_and_test(&item->refs))
		kmem_cache_free(shared.cache, item);
}

static void replace(unsigned int key)
{
	struct item *item = kmem_cache_alloc(shared.cache, GFP_KERNEL), *old;

	if (!item)
		return;
	/* Someone who sought its earlier self may hold the lock just now. */
	spin_lock(&item->lock);
	WRITE_ONCE(item->key, key);
	for (unsigned int i = 0; i < ARRAY_SIZE(item->sum); i++)
		item->sum[i] = key + i;
	spin_unlock(&item->lock);
	atomic_set_release(&item->refs, 1);
	old = xchg(&shared.places[key], item);
	if (old)
		put_item(old);
}

/* ---- readers --------------------------------------------------------------------------------- */

/* May be asked of any item that was found since the section began, free or not. */
static void check_type(const struct item *item)
{
	const struct page *page = virt_to_head_page(item);

	if (READ_ONCE(item->magic) != MAGIC || READ_ONCE(item->magic_end) != MAGIC)
		atomic_inc(&shared.wrong_magic);
	if (!IS_ENABLED(CONFIG_SLOB) && READ_ONCE(page->slab_cache) != shared.cache)
		atomic_inc(&shared.wrong_page);
}

/* The item of @key, with a reference; NULL where there is none, or it was another by then. */
static struct item *find(unsigned int key, bool dawdle)
{
	struct item *item;

	rcu_read_lock();
	item = rcu_dereference(shared.places[key]);
	if (item) {
		check_type(item);
		if (dawdle)
			port_yield();
		if (!atomic_inc_not_zero(&item->refs)) {
			/* It went meanwhile, but it has not become anything else. */
			spin_lock(&item->lock);
			check_type(item);
			spin_unlock(&item->lock);
			atomic_long_inc(&shared.late);
			item = NULL;
		}
	}
	rcu_read_unlock();
	if (item && READ_ONCE(item->key) != key) {
		put_item(item);
		return NULL;
	}
	return item;
}

static void look(unsigned int key, bool dawdle)
{
	struct item *item = find(key, dawdle);
	bool right = true;

	if (!item)
		return;
	spin_lock(&item->lock);
	for (unsigned int i = 0; i < ARRAY_SIZE(item->sum); i++)
		right &= item->sum[i] == key + i;
	spin_unlock(&item->lock);
	if (!right)
		atomic_inc(&shared.wrong_item);
	put_item(item);
	atomic_long_inc(&shared.found);
}

/* ---- those who take the memory away ---------------------------------------------------------- */

/* Empty slabs go to the pages at once, and somebody else writes there as soon as he may. */
static void shrink_and_scribble(void)
{
	struct page *pages[8];

	kmem_cache_shrink(shared.cache);
	atomic_long_inc(&shared.shrunk);
	for (unsigned int i = 0; i < ARRAY_SIZE(pages); i++) {
		pages[i] = alloc_page(GFP_KERNEL);
		if (pages[i])
			memset(page_address(pages[i]), 0x5a, PAGE_SIZE);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(pages); i++)
		if (pages[i])
			__free_page(pages[i]);
}

/* A cache of the same kind that ends while others live, with objects of it still being read. */
static void come_and_go(void)
{
	struct kmem_cache *s = items_cache(0);
	struct item *items[20];

	if (!s)
		return;
	for (unsigned int i = 0; i < ARRAY_SIZE(items); i++)
		items[i] = kmem_cache_alloc(s, GFP_KERNEL);
	rcu_read_lock();
	for (unsigned int i = 0; i < ARRAY_SIZE(items); i++)
		if (items[i])
			kmem_cache_free(s, items[i]);
	for (unsigned int i = 0; i < ARRAY_SIZE(items); i++)
		if (items[i] && READ_ONCE(items[i]->magic) != MAGIC)
			atomic_inc(&shared.wrong_magic);
	rcu_read_unlock();
	kmem_cache_destroy(s);
}

static void slab_rcu_thread(void *arg, unsigned int index)
{
	struct rnd_state rnd;

	prandom_seed_state(&rnd, kunit_seed() + index);
	while (port_time_ns() < shared.end) {
		u32 r = prandom_u32_state(&rnd);

		if (index == 0 && r % 16 == 0)
			come_and_go();
		else if (index == 0)
			shrink_and_scribble();
		else if (r % 4 < index)
			look(r / 4 % PLACES, r >> 28 == 0);
		else
			replace(r / 4 % PLACES);
	}
}

static void give_up_places(void)
{
	for (unsigned int i = 0; i < PLACES; i++) {
		if (shared.places[i])
			put_item(shared.places[i]);
		shared.places[i] = NULL;
	}
}

static bool has_met_all(void)
{
	return atomic_long_read(&shared.found) && atomic_long_read(&shared.shrunk);
}

/*
 * Rounds, so that the cache itself is made and destroyed under way; more of them where the host is
 * so busy that some thread has not had its turn.
 */
static void readers_against_all(struct kunit *test, slab_flags_t flags)
{
	u64 end = port_time_ns() + test_seconds() * NSEC_PER_SEC / 4;
	u64 patience = end + 60 * NSEC_PER_SEC;

	memset(&shared, 0, sizeof(shared));
	do {
		shared.cache = items_cache(flags);
		KUNIT_ASSERT_NOT_NULL(test, shared.cache);
		shared.end = port_time_ns() + 100 * NSEC_PER_MSEC;
		KUNIT_ASSERT_EQ(test, test_parallel(4, slab_rcu_thread, NULL), 0);
		give_up_places();
		kmem_cache_destroy(shared.cache);
	} while (port_time_ns() < end || (!has_met_all() && port_time_ns() < patience));
	KUNIT_EXPECT_EQ(test, atomic_read(&shared.wrong_magic), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&shared.wrong_page), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&shared.wrong_item), 0);
	KUNIT_EXPECT_GT(test, atomic_long_read(&shared.found), 0l);
	KUNIT_EXPECT_GT(test, atomic_long_read(&shared.shrunk), 0l);
}

static void slab_rcu_type_stays(struct kunit *test)
{
	readers_against_all(test, 0);
}

/* Red zones and poison go around the objects, and leave them whole. */
static void slab_rcu_type_stays_checked(struct kunit *test)
{
	readers_against_all(test, SLAB_RED_ZONE | SLAB_POISON | SLAB_STORE_USER |
					  SLAB_CONSISTENCY_CHECKS);
}

/* ---- one step at a time ---------------------------------------------------------------------- */

/* A slab that nobody has objects of stays the cache's until readers have left. */
static void slab_rcu_slab_stays(struct kunit *test)
{
	struct kmem_cache *s = items_cache(0);
	struct item *item;
	struct page *page;

	KUNIT_ASSERT_NOT_NULL(test, s);
	item = kmem_cache_alloc(s, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, item);
	page = virt_to_head_page(item);
	/* Shrinking may sleep, which a reader may not; so the reader is this thread's CPU. */
	rcu_read_lock();
	kmem_cache_free(s, item);
	kmem_cache_shrink(s);
	if (!IS_ENABLED(CONFIG_SLOB))
		KUNIT_EXPECT_PTR_EQ(test, page->slab_cache, s);
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	KUNIT_EXPECT_EQ(test, item->magic, MAGIC);
	rcu_read_unlock();
	rcu_barrier();
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(s), 0);
	if (!IS_ENABLED(CONFIG_SLOB))
		KUNIT_EXPECT_NULL(test, page->slab_cache);
	kmem_cache_destroy(s);
}

/* An object is given out again at once, as it was when it came back. */
static void slab_rcu_reused_whole(struct kunit *test)
{
	struct kmem_cache *s = items_cache(SLAB_RED_ZONE | SLAB_POISON);
	struct item *items[100];

	KUNIT_ASSERT_NOT_NULL(test, s);
	for (int round = 0; round < 3; round++) {
		for (unsigned int i = 0; i < ARRAY_SIZE(items); i++) {
			items[i] = kmem_cache_alloc(s, GFP_KERNEL);
			KUNIT_ASSERT_NOT_NULL(test, items[i]);
			KUNIT_EXPECT_EQ(test, items[i]->magic, MAGIC);
			items[i]->key = i;
			memset(items[i]->rest, (int)i, sizeof(items[i]->rest));
		}
		rcu_read_lock();
		for (unsigned int i = 0; i < ARRAY_SIZE(items); i++)
			kmem_cache_free(s, items[i]);
		for (unsigned int i = 0; i < ARRAY_SIZE(items); i++) {
			KUNIT_EXPECT_EQ(test, items[i]->key, i);
			KUNIT_EXPECT_NULL(test, memchr_inv(items[i]->rest, (int)i,
							   sizeof(items[i]->rest)));
			KUNIT_EXPECT_EQ(test, items[i]->magic_end, MAGIC);
		}
		rcu_read_unlock();
	}
	kmem_cache_destroy(s);
}

static struct kunit_case slab_rcu_cases[] = {
	KUNIT_CASE_PARAM(slab_rcu_slab_stays, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(slab_rcu_reused_whole, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(slab_rcu_type_stays, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(slab_rcu_type_stays_checked, mm_test_worlds_gen_params),
	{},
};

static struct kunit_suite slab_rcu_suite = {
	.name = "slab_rcu",
	.init = rcu_world_init,
	.exit = rcu_world_exit,
	.test_cases = slab_rcu_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN, .concurrent = true },
};
kunit_test_suite(slab_rcu_suite);
