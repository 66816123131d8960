// SPDX-License-Identifier: MIT
/* The tiny engine: how it packs, what it tells of mistakes, and what slab_check() has to notice. */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <linux/slab.h>
#include <linux/vmstat.h>
#include <mm/kmalloc/kmalloc.h>
#include <mm/slab/slab.h>
#include <tests/mm/mm_test.h>

#define MANY 1000

static void *many[MANY];

static struct kmem_cache *make(struct kunit *test, const char *name, unsigned int size,
			       slab_flags_t flags, void (*ctor)(void *))
{
	struct kmem_cache *s = kmem_cache_create(name, size, 0, flags, ctor);

	KUNIT_ASSERT_NOT_NULL(test, s);
	return s;
}

static void *take(struct kunit *test, struct kmem_cache *s)
{
	void *object = kmem_cache_alloc(s, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, object);
	return object;
}

static struct slob_head *head_of(void *object)
{
	return (struct slob_head *)object - 1;
}

static unsigned long pages_of_all(void)
{
	return global_node_page_state_pages(NR_SLAB_RECLAIMABLE_B) +
	       global_node_page_state_pages(NR_SLAB_UNRECLAIMABLE_B);
}

/* ---- packing --------------------------------------------------------------------------------- */

static void slob_caches_share_pages(struct kunit *test)
{
	unsigned long before = pages_of_all();
	struct kmem_cache *s[40];
	void *objects[40];

	for (int i = 0; i < 40; i++) {
		s[i] = make(test, "sharer", 8 * (i % 8 + 1), 0, NULL);
		objects[i] = take(test, s[i]);
	}
	/* 40 records of caches, their names, and objects: less than two pages of 4 KiB each. */
	KUNIT_EXPECT_LE(test, pages_of_all() - before, max(4ul, SZ_8K / PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	for (int i = 0; i < 40; i++) {
		KUNIT_EXPECT_TRUE(test, slob_is_shared(virt_to_page(objects[i])));
		kmem_cache_free(s[i], objects[i]);
		kmem_cache_destroy(s[i]);
	}
	KUNIT_EXPECT_EQ(test, pages_of_all(), before);
}

/* A page of objects of 28 bytes, which with their heads are 32, has room for nothing else. */
static void slob_fills_a_page(struct kunit *test)
{
	struct kmem_cache *s = make(test, "28 bytes", 28, SLAB_ACCOUNT, NULL);
	unsigned long fit = (PAGE_SIZE - SLOB_FIRST) / 32, before = pages_of_all();

	KUNIT_ASSERT_LT(test, 2 * fit, (unsigned long)MANY);
	for (unsigned long i = 0; i < fit; i++)
		many[i] = take(test, s);
	KUNIT_EXPECT_EQ(test, pages_of_all(), before + 1);
	many[fit] = take(test, s);
	KUNIT_EXPECT_EQ(test, pages_of_all(), before + 2);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	kmem_cache_free_bulk(s, fit + 1, many);
	kmem_cache_destroy(s);
}

/* What stands between objects that are aligned to much is there for others. */
static void slob_uses_the_gaps(struct kunit *test)
{
	struct kmem_cache *far = kmem_cache_create("far apart", 8, 256, SLAB_ACCOUNT, NULL);
	struct kmem_cache *near = make(test, "between", 36, SLAB_ACCOUNT, NULL);
	unsigned long before = pages_of_all();
	void *a, *b;

	KUNIT_ASSERT_NOT_NULL(test, far);
	a = take(test, far);
	b = take(test, far);
	KUNIT_EXPECT_EQ(test, (unsigned long)b - (unsigned long)a, 256ul);
	for (int i = 0; i < 6; i++)
		many[i] = take(test, near);
	for (int i = 0; i < 5; i++)
		KUNIT_EXPECT_LT(test, (unsigned long)many[i], (unsigned long)b);
	KUNIT_EXPECT_EQ(test, pages_of_all(), before + 1);
	kmem_cache_free_bulk(near, 6, many);
	kmem_cache_free(far, b);
	kmem_cache_free(far, a);
	kmem_cache_destroy(far);
	kmem_cache_destroy(near);
}

static void shuffle(void **objects, unsigned int n, struct rnd_state *rnd)
{
	for (unsigned int i = n; i > 1; i--) {
		u32 other = prandom_u32_state(rnd) % i;

		swap(objects[i - 1], objects[other]);
	}
}

/* In whatever order objects go, their pages are whole again in the end. */
static void slob_joins_what_is_free(struct kunit *test)
{
	unsigned long before = pages_of_all();
	struct rnd_state rnd;

	mm_test_needs(test, SZ_1M);
	prandom_seed_state(&rnd, kunit_seed());
	for (int round = 0; round < 5; round++) {
		for (int i = 0; i < MANY; i++) {
			many[i] = kmalloc(1 + prandom_u32_state(&rnd) % (300 << round), GFP_KERNEL);
			KUNIT_ASSERT_NOT_NULL(test, many[i]);
		}
		shuffle(many, MANY, &rnd);
		for (int i = 0; i < MANY; i++) {
			kfree(many[i]);
			if (i % 100 == 0)
				KUNIT_ASSERT_EQ_MSG(test, slab_check(), 0, "seed %llu, %d freed",
						    kunit_seed(), i);
		}
		KUNIT_EXPECT_EQ(test, pages_of_all(), before);
	}
}

/* Requests of different kinds stand apart, as their pages do. */
static void slob_keeps_kinds_apart(struct kunit *test)
{
	unsigned long reclaimable = global_node_page_state_pages(NR_SLAB_RECLAIMABLE_B);
	unsigned long fixed = global_node_page_state_pages(NR_SLAB_UNRECLAIMABLE_B);
	struct kmem_cache *s = make(test, "reclaimable", 100, SLAB_RECLAIM_ACCOUNT, NULL);
	void *a = kmalloc(100, GFP_KERNEL), *b = take(test, s);
	void *c = kmalloc(100, GFP_KERNEL | __GFP_RECLAIMABLE);
	void *d = kmalloc(100, GFP_KERNEL | __GFP_ACCOUNT);
	void *whole = kmalloc(3 * PAGE_SIZE, GFP_KERNEL);

	KUNIT_ASSERT_TRUE(test, a && b && c && d && whole);
	KUNIT_EXPECT_PTR_EQ(test, virt_to_page(b), virt_to_page(c));
	KUNIT_EXPECT_PTR_NE(test, virt_to_page(a), virt_to_page(b));
	KUNIT_EXPECT_PTR_NE(test, virt_to_page(a), virt_to_page(d));
	KUNIT_EXPECT_PTR_NE(test, virt_to_page(b), virt_to_page(d));
	KUNIT_EXPECT_EQ(test, global_node_page_state_pages(NR_SLAB_RECLAIMABLE_B), reclaimable + 1);
	KUNIT_EXPECT_GE(test, global_node_page_state_pages(NR_SLAB_UNRECLAIMABLE_B), fixed + 4);
	kfree(a);
	kfree(b);
	kfree(c);
	kfree(d);
	kfree(whole);
	kmem_cache_destroy(s);
	KUNIT_EXPECT_EQ(test, global_node_page_state_pages(NR_SLAB_RECLAIMABLE_B), reclaimable);
	KUNIT_EXPECT_EQ(test, global_node_page_state_pages(NR_SLAB_UNRECLAIMABLE_B), fixed);
}

/* Without leave to grow, there is only what the pages have left. */
static void slob_does_not_grow(struct kunit *test)
{
	struct kmem_cache *small = make(test, "small", 200, SLAB_ACCOUNT, NULL);
	struct kmem_cache *whole = make(test, "whole", PAGE_SIZE, 0, NULL);
	unsigned long before = pages_of_all();
	unsigned int n = 1;

	KUNIT_EXPECT_NULL(test, kmem_cache_alloc(small, GFP_KERNEL | __GFP_NO_GROW));
	KUNIT_EXPECT_NULL(test, kmem_cache_alloc(whole, GFP_KERNEL | __GFP_NO_GROW));
	many[0] = take(test, small);
	while ((many[n] = kmem_cache_alloc(small, GFP_KERNEL | __GFP_NO_GROW)))
		n++;
	KUNIT_EXPECT_EQ(test, (unsigned long)n, (PAGE_SIZE - SLOB_FIRST) / 208);
	KUNIT_EXPECT_EQ(test, pages_of_all(), before + 1);
	kmem_cache_free_bulk(small, n, many);
	kmem_cache_destroy(small);
	kmem_cache_destroy(whole);
}

static unsigned int constructed;

static void construct(void *object)
{
	constructed++;
	memset(object, 0x2e, 40);
}

/* Freed memory is written to: each object is made anew. */
static void slob_constructs_each_time(struct kunit *test)
{
	struct kmem_cache *s = make(test, "constructed", 40, 0, construct);

	constructed = 0;
	for (unsigned int i = 1; i <= 10; i++) {
		u8 *object = take(test, s);

		KUNIT_EXPECT_EQ(test, constructed, i);
		KUNIT_EXPECT_NULL(test, memchr_inv(object, 0x2e, 40));
		memset(object, 0xff, 40);
		kmem_cache_free(s, object);
	}
	kmem_cache_destroy(s);
}

/* ---- read after free ------------------------------------------------------------------------- */

static struct {
	struct callback_head *heads[MANY];
	void (*fn)(struct callback_head *head);
	unsigned int nr, barriers;
} deferred;

static void defer(struct callback_head *head, void (*fn)(struct callback_head *head))
{
	deferred.fn = fn;
	deferred.heads[deferred.nr++] = head;
}

static void let_go(void)
{
	deferred.barriers++;
	while (deferred.nr)
		deferred.fn(deferred.heads[--deferred.nr]);
}

/* An object with readers is itself until they are gone, in a shared page and alone. */
static void slob_waits_for_readers(struct kunit *test)
{
	static const unsigned int sizes[] = { 5, 500, 5000 };
	void (*call)(struct callback_head *, void (*)(struct callback_head *)) = slab_call_rcu;
	void (*barrier)(void) = slab_rcu_barrier;

	mm_test_needs(test, SZ_1M);
	slab_call_rcu = defer;
	slab_rcu_barrier = let_go;
	for (size_t k = 0; k < ARRAY_SIZE(sizes); k++) {
		struct kmem_cache *s = make(test, "read", sizes[k], SLAB_TYPESAFE_BY_RCU, NULL);

		deferred.nr = deferred.barriers = 0;
		for (int i = 0; i < 50; i++) {
			many[i] = take(test, s);
			mm_test_fill(many[i], sizes[k], i);
		}
		kmem_cache_free_bulk(s, 50, many);
		KUNIT_EXPECT_EQ(test, deferred.nr, 50u);
		KUNIT_EXPECT_EQ(test, kmem_cache_shrink(s), 0);
		for (int i = 0; i < 50; i++)
			if (!mm_test_filled(many[i], sizes[k], i))
				KUNIT_FAIL(test, "object %d changed under its readers", i);
		KUNIT_EXPECT_EQ(test, slab_check(), 0);
		MM_TEST_ONE_REPORT(test, "BUG: read: Object already free 0x",
				   kmem_cache_free(s, many[7]));
		KUNIT_EXPECT_EQ(test, deferred.nr, 50u);
		kmem_cache_destroy(s);
		KUNIT_EXPECT_EQ(test, deferred.barriers, 1u);
		KUNIT_EXPECT_EQ(test, slab_check(), 0);
	}
	slab_call_rcu = call;
	slab_rcu_barrier = barrier;
}

/* ---- mistakes -------------------------------------------------------------------------------- */

static void slob_freed_twice(struct kunit *test)
{
	struct kmem_cache *s = make(test, "twice", 60, 0, NULL), *other;
	/* The page has another object, so that it stays. */
	char *keep = take(test, s), *object = take(test, s), *next = take(test, s);
	char *whole;

	kmem_cache_free(s, object);
	MM_TEST_ONE_REPORT(test, "BUG: twice: Object already free 0x", kmem_cache_free(s, object));
	MM_TEST_ONE_REPORT(test, "BUG: kmalloc: Object already free 0x", kfree(object));
	/* As part of a larger free block, too. */
	kmem_cache_free(s, next);
	MM_TEST_ONE_REPORT(test, "BUG: twice: Object already free 0x", kmem_cache_free(s, next));
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	kfree(keep);
	kmem_cache_destroy(s);

	other = make(test, "whole", 2 * PAGE_SIZE, 0, NULL);
	whole = take(test, other);
	kmem_cache_free(other, whole);
	MM_TEST_ONE_REPORT(test, ": the page holds no slab\n", kmem_cache_free(other, whole));
	kmem_cache_destroy(other);
}

static void slob_freed_inside(struct kunit *test)
{
	struct kmem_cache *s = make(test, "inside", 60, 0, NULL);
	struct kmem_cache *large = make(test, "large", 2 * PAGE_SIZE, 0, NULL);
	char *object = take(test, s), *whole = take(test, large);

	memset(object, 0, 60);
	for (int i = 1; i < 60; i++)
		MM_TEST_ONE_REPORT(test, "BUG: inside: Invalid object pointer 0x",
				   kmem_cache_free(s, object + i));
	MM_TEST_ONE_REPORT(test, "BUG: inside: Invalid object pointer 0x",
			   kmem_cache_free(s, head_of(object)));
	MM_TEST_ONE_REPORT(test, "BUG: inside: Invalid object pointer 0x", kfree(object + 8));
	MM_TEST_ONE_REPORT(test, " was not allocated by kmalloc",
			   KUNIT_EXPECT_EQ(test, ksize(object + 8), (size_t)0));
	MM_TEST_ONE_REPORT(test, "BUG: large: Invalid object pointer 0x",
			   kmem_cache_free(large, whole + PAGE_SIZE));
	KUNIT_EXPECT_NULL(test, memchr_inv(object, 0, 60));
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	kmem_cache_free(s, object);
	kmem_cache_free(large, whole);
	kmem_cache_destroy(s);
	kmem_cache_destroy(large);
}

static void slob_freed_to_another(struct kunit *test)
{
	struct kmem_cache *a = make(test, "mine", 60, 0, NULL);
	struct kmem_cache *b = make(test, "another", 90, 0, NULL);
	void *object = take(test, b), *memory = kmalloc(20, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, memory);
	MM_TEST_ONE_REPORT(test, "Wrong slab cache. mine but object is from another",
			   kmem_cache_free(a, object));
	MM_TEST_ONE_REPORT(test, "Wrong slab cache. mine but object is from kmalloc",
			   kmem_cache_free(a, memory));
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	/* Both were given back to whom they are of. */
	kmem_cache_destroy(a);
	kmem_cache_destroy(b);
}

/* Who writes past the end of an object meets the head of the next. */
static void slob_written_past_the_end(struct kunit *test)
{
	struct kmem_cache *s = make(test, "written past", 28, SLAB_ACCOUNT, NULL);
	char *a = take(test, s), *b = take(test, s);
	struct slob_head was = *head_of(b);

	KUNIT_ASSERT_PTR_EQ(test, (void *)(a + 28), (void *)head_of(b));
	memset(a, 0xff, 29);
	MM_TEST_ONE_REPORT(test, "BUG: written past: Freechain corrupt around 0x",
			   kmem_cache_free(s, b));
	MM_TEST_NOTICED(test, slab_check, "the length of a block cannot be");
	*head_of(b) = was;
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	/* An owner that is none. */
	head_of(b)->owner = SLOB_MAX_ID;
	MM_TEST_ONE_REPORT(test, "BUG: written past: Freechain corrupt around 0x",
			   kmem_cache_free(s, b));
	MM_TEST_NOTICED(test, slab_check, "an object is of no cache");
	*head_of(b) = was;
	kmem_cache_free(s, b);
	kmem_cache_free(s, a);
	kmem_cache_destroy(s);
}

/* A free block's head that was written over: nothing more is taken from such a page. */
static void slob_written_past_the_last(struct kunit *test)
{
	struct kmem_cache *s = make(test, "the last", 28, SLAB_ACCOUNT, NULL);
	char *a = take(test, s), *b = NULL;
	struct page *page = virt_to_page(a);
	struct slob_head *behind = (struct slob_head *)(a + 28), was = *behind;
	u16 free = page->slab_objects;

	KUNIT_ASSERT_PTR_EQ(test, page->freelist, (void *)behind);
	memset(a, 0xff, 29);
	MM_TEST_ONE_REPORT(test, "BUG: the last: Freechain corrupt in the page at 0x",
			   b = take(test, s));
	KUNIT_EXPECT_PTR_NE(test, virt_to_page(b), page);
	KUNIT_EXPECT_GT(test, free, page->slab_objects);
	/* Mended by hand. */
	*behind = was;
	page->slab_objects = free;
	list_move(&page->slab_list, &slob_lists[page->private]);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	kmem_cache_free(s, a);
	kmem_cache_free(s, b);
	kmem_cache_destroy(s);
}

/* ---- proof ----------------------------------------------------------------------------------- */

static void slob_check_notices(struct kunit *test)
{
	struct kmem_cache *s = make(test, "to be broken", 60, SLAB_ACCOUNT, NULL);
	void *a = take(test, s), *b = take(test, s), *c = take(test, s);
	struct page *page = virt_to_page(a);
	struct slob_head *last = page->freelist, *hole;
	u16 id = s->id;

	kmem_cache_free(s, b);
	hole = page->freelist;
	KUNIT_ASSERT_PTR_EQ(test, hole, head_of(b));
	KUNIT_ASSERT_EQ(test, slab_check(), 0);

	hole->next = (u16)(hole->next + 8);
	MM_TEST_NOTICED(test, slab_check, "the free list leads to what is no block");
	hole->next = (u16)offset_in_page(head_of(c));
	MM_TEST_NOTICED(test, slab_check, "two free blocks were not made one");
	hole->next = (u16)offset_in_page(last);
	page->slab_objects++;
	MM_TEST_NOTICED(test, slab_check, "the free bytes are not those of the free blocks");
	page->slab_objects--;
	page->slab_inuse--;
	MM_TEST_NOTICED(test, slab_check, "the objects are not as many as they should be");
	page->slab_inuse++;
	list_move(&page->slab_list, &slob_lists[SLOB_FULL]);
	MM_TEST_NOTICED(test, slab_check, "it is in the wrong list");
	list_move(&page->slab_list, &slob_lists[page->private]);
	page->flags &= ~(1ul << PG_slab);
	MM_TEST_NOTICED(test, slab_check, "a slab's head does not say so");
	page->flags |= 1ul << PG_slab;
	s->objects++;
	MM_TEST_NOTICED(test, slab_check, "cache to be broken has 2 objects, not 3");
	s->objects--;
	s->id = SLOB_MAX_ID;
	MM_TEST_NOTICED(test, slab_check, "an object is of no cache");
	s->id = id;

	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	kmem_cache_free(s, a);
	kmem_cache_free(s, c);
	kmem_cache_destroy(s);
}

static void slob_check_notices_of_blocks(struct kunit *test)
{
	struct kmem_cache *s = make(test, "of blocks", 2 * PAGE_SIZE, 0, NULL);
	struct page *page = virt_to_page(take(test, s));

	KUNIT_ASSERT_EQ(test, slab_check(), 0);
	page[1].slab_cache = NULL;
	MM_TEST_NOTICED(test, slab_check, "a page of a slab does not name the cache");
	page[1].slab_cache = s;
	list_move(&page->slab_list, &slob_lists[SLOB_FULL]);
	MM_TEST_NOTICED(test, slab_check, "it is in the wrong list");
	list_move(&page->slab_list, &slob_lists[SLOB_WHOLE]);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	kmem_cache_free(s, page_address(page));
	kmem_cache_destroy(s);
}

static struct kunit_case slob_cases[] = {
	KUNIT_CASE(slob_caches_share_pages),
	KUNIT_CASE(slob_fills_a_page),
	KUNIT_CASE(slob_uses_the_gaps),
	KUNIT_CASE_PARAM(slob_joins_what_is_free, mm_test_worlds_gen_params),
	KUNIT_CASE(slob_keeps_kinds_apart),
	KUNIT_CASE(slob_does_not_grow),
	KUNIT_CASE(slob_constructs_each_time),
	KUNIT_CASE_PARAM(slob_waits_for_readers, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(slob_freed_twice, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(slob_freed_inside, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(slob_freed_to_another, mm_test_worlds_gen_params),
	KUNIT_CASE(slob_written_past_the_end),
	KUNIT_CASE(slob_written_past_the_last),
	KUNIT_CASE(slob_check_notices),
	KUNIT_CASE(slob_check_notices_of_blocks),
	{},
};

static struct kunit_suite slob_suite = {
	.name = "slob",
	.init = mm_test_init,
	.test_cases = slob_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(slob_suite);
