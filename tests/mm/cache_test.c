// SPDX-License-Identifier: MIT
/* Caches: every form of making one, its shape, its name, its sharing, and its end. */
#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <mm/slab/slab.h>
#include <tests/mm/mm_test.h>

struct cache_record {
	long number;
	char text[44];
	short tail;
};

static void expect_works(struct kunit *test, struct kmem_cache *s, unsigned int size)
{
	void *a, *b;

	KUNIT_ASSERT_NOT_NULL(test, s);
	KUNIT_EXPECT_GE(test, kmem_cache_size(s), size);
	a = kmem_cache_alloc(s, GFP_KERNEL);
	b = kmem_cache_alloc(s, GFP_KERNEL | (s->ctor ? 0 : __GFP_ZERO));
	KUNIT_ASSERT_NOT_NULL(test, a);
	KUNIT_ASSERT_NOT_NULL(test, b);
	mm_test_fill(a, size, 1);
	if (!s->ctor)
		KUNIT_EXPECT_NULL(test, memchr_inv(b, 0, size));
	mm_test_fill(b, size, 2);
	KUNIT_EXPECT_TRUE(test, mm_test_filled(a, size, 1));
	kmem_cache_free(s, a);
	kmem_cache_free(s, b);
}

/* ---- made ------------------------------------------------------------------------------------ */

static void construct(void *object)
{
	memset(object, 0x2e, 40);
}

/* Constructors of the 2.6 form were told the cache, and why they are called. */
static struct kmem_cache *old_cache;
static unsigned long old_flags;

static void construct_old(void *object, struct kmem_cache *s, unsigned long flags)
{
	memset(object, 0x2e, 40);
	old_cache = s;
	old_flags = flags;
}

static void cache_every_form(struct kunit *test)
{
	struct kmem_cache_args args = { .align = 128, .ctor = construct };
	struct kmem_cache *s;

	s = kmem_cache_create("form of 5", 40, 16, SLAB_HWCACHE_ALIGN, NULL);
	expect_works(test, s, 40);
	kmem_cache_destroy(s);
	s = kmem_cache_create("form of 5", 40, 0, SLAB_NO_MERGE, construct);
	KUNIT_EXPECT_STREQ(test, kmem_cache_name(s), "form of 5");
	expect_works(test, s, 40);
	kmem_cache_destroy(s);
	s = kmem_cache_create("form of 6", 40, 0, SLAB_NO_MERGE, construct_old, NULL);
	KUNIT_EXPECT_EQ(test, kmem_cache_size(s), 40u);
	expect_works(test, s, 40);
	KUNIT_EXPECT_PTR_EQ(test, old_cache, s);
	KUNIT_EXPECT_EQ(test, old_flags, (unsigned long)SLAB_CTOR_CONSTRUCTOR);
	kmem_cache_destroy(s);
	s = kmem_cache_create("with arguments", 40, &args, SLAB_NO_MERGE);
	KUNIT_EXPECT_STREQ(test, kmem_cache_name(s), "with arguments");
	KUNIT_EXPECT_EQ(test, s->align, 128u);
	KUNIT_EXPECT_TRUE(test, s->ctor == construct);
	expect_works(test, s, 40);
	kmem_cache_destroy(s);
	s = kmem_cache_create("without", 40, NULL, SLAB_NO_MERGE);
	expect_works(test, s, 40);
	kmem_cache_destroy(s);
	s = KMEM_CACHE(cache_record, SLAB_NO_MERGE);
	KUNIT_EXPECT_STREQ(test, kmem_cache_name(s), "cache_record");
	KUNIT_EXPECT_EQ(test, kmem_cache_size(s), sizeof(struct cache_record));
	expect_works(test, s, sizeof(struct cache_record));
	kmem_cache_destroy(s);
	s = KMEM_CACHE_USERCOPY(cache_record, 0, text);
	KUNIT_EXPECT_EQ(test, s->useroffset, offsetof(struct cache_record, text));
	KUNIT_EXPECT_EQ(test, s->usersize, 44u);
	expect_works(test, s, sizeof(struct cache_record));
	kmem_cache_destroy(s);
	s = kmem_cache_create_usercopy("user", 96, 32, SLAB_PANIC | SLAB_ACCOUNT, 8, 16, construct);
	expect_works(test, s, 96);
	kmem_cache_destroy(s);
	kmem_cache_destroy(NULL);
}

static void cache_every_size(struct kunit *test)
{
	const unsigned int large = MM_TEST_BLOCK / 4;

	for (unsigned int size = 1; size <= large; size += 1 + size / 3) {
		struct kmem_cache *s = kmem_cache_create("any size", size, 0, SLAB_NO_MERGE, NULL);

		KUNIT_ASSERT_NOT_NULL(test, s);
		KUNIT_EXPECT_EQ(test, kmem_cache_size(s), size);
		KUNIT_EXPECT_GE(test, (PAGE_SIZE << s->order), (unsigned long)s->objects * s->size);
		expect_works(test, s, size);
		KUNIT_EXPECT_EQ(test, slab_check(), 0);
		kmem_cache_destroy(s);
	}
}

static void cache_of_nonsense(struct kunit *test)
{
	struct kmem_cache *s;

	MM_TEST_ONE_REPORT(test, "kmem_cache_create((null), 32 bytes): it has no name",
			   s = kmem_cache_create(NULL, 32, 0, 0, NULL));
	KUNIT_EXPECT_NULL(test, s);
	MM_TEST_ONE_REPORT(test, "kmem_cache_create(none, 0 bytes): no object has that size",
			   s = kmem_cache_create("none", 0, 0, 0, NULL));
	KUNIT_EXPECT_NULL(test, s);
	MM_TEST_ONE_REPORT(test, ": no object has that size",
			   s = kmem_cache_create("vast", KMALLOC_MAX_SIZE + 1, 0, 0, NULL));
	KUNIT_EXPECT_NULL(test, s);
	MM_TEST_ONE_REPORT(test, ": the alignment is not a power of two up to a page",
			   s = kmem_cache_create("crooked", 32, 24, 0, NULL));
	KUNIT_EXPECT_NULL(test, s);
	MM_TEST_ONE_REPORT(test, ": the alignment is not a power of two up to a page",
			   s = kmem_cache_create("far apart", 32, 2 * PAGE_SIZE, 0, NULL));
	KUNIT_EXPECT_NULL(test, s);
	MM_TEST_ONE_REPORT(test, ": what may be copied to user space lies outside the object",
			   s = kmem_cache_create_usercopy("outside", 32, 0, 0, 16, 17, NULL));
	KUNIT_EXPECT_NULL(test, s);
	MM_TEST_ONE_REPORT(test, ": what may be copied to user space lies outside the object",
			   s = kmem_cache_create_usercopy("wraps", 32, 0, 0, ~0u, 2, NULL));
	KUNIT_EXPECT_NULL(test, s);
}

/* An object that fits, with what must stand beside it no more. */
static void cache_too_large_for_a_block(struct kunit *test)
{
	struct kmem_cache *s =
		kmem_cache_create("huge", KMALLOC_MAX_SIZE, 0, SLAB_TYPESAFE_BY_RCU, NULL);

	KUNIT_EXPECT_NULL(test, s);
	s = kmem_cache_create("largest", KMALLOC_MAX_SIZE, 0, SLAB_NO_MERGE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, s);
	expect_works(test, s, KMALLOC_MAX_SIZE);
	kmem_cache_destroy(s);
}

/* ---- names ----------------------------------------------------------------------------------- */

static void cache_keeps_its_name(struct kunit *test)
{
	char name[100];
	struct kmem_cache *s;

	strscpy(name, "of a module that goes", sizeof(name));
	s = kmem_cache_create(name, 40, 0, SLAB_NO_MERGE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, s);
	memset(name, 'x', sizeof(name) - 1);
	name[99] = 0;
	KUNIT_EXPECT_STREQ(test, kmem_cache_name(s), "of a module that goes");
	kmem_cache_destroy(s);
	s = kmem_cache_create(name, 40, 0, SLAB_NO_MERGE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, s);
	KUNIT_EXPECT_EQ(test, strlen(kmem_cache_name(s)), (size_t)63);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	kmem_cache_destroy(s);
}

static void cache_of_a_taken_name(struct kunit *test)
{
	struct kmem_cache *a = kmem_cache_create("twin", 40, 0, SLAB_NO_MERGE, NULL), *b;

	capture_start();
	b = kmem_cache_create("twin", 80, 0, SLAB_NO_MERGE, NULL);
	KUNIT_EXPECT_STREQ(test, capture_stop(), "kmem_cache of name 'twin' already exists\n");
	KUNIT_EXPECT_PTR_NE(test, a, b);
	expect_works(test, a, 40);
	expect_works(test, b, 80);
	kmem_cache_destroy(a);
	kmem_cache_destroy(b);
	capture_start();
	a = kmem_cache_create("twin", 40, 0, SLAB_NO_MERGE, NULL);
	KUNIT_EXPECT_STREQ(test, capture_stop(), "");
	kmem_cache_destroy(a);
}

/* ---- shape ----------------------------------------------------------------------------------- */

static bool all_aligned(struct kmem_cache *s, unsigned long align)
{
	void *objects[40];
	bool ok = true;

	if (kmem_cache_alloc_bulk(s, GFP_KERNEL, 40, objects) != 40)
		return false;
	for (int i = 0; i < 40; i++)
		ok &= !((unsigned long)objects[i] & (align - 1));
	kmem_cache_free_bulk(s, 40, objects);
	return ok;
}

static void cache_aligns(struct kunit *test)
{
	static const unsigned int sizes[] = { 1, 8, 20, 33, 64, 100, 200, 777 };

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		unsigned int size = sizes[i], line = L1_CACHE_BYTES;
		struct kmem_cache *s;

		for (unsigned int align = 1; align <= PAGE_SIZE; align *= 2) {
			s = kmem_cache_create("aligned", size, align, SLAB_NO_MERGE, NULL);
			KUNIT_ASSERT_NOT_NULL(test, s);
			KUNIT_EXPECT_TRUE_MSG(
				test, all_aligned(s, max_t(unsigned int, align, sizeof(void *))),
				"%u bytes at %u", size, align);
			kmem_cache_destroy(s);
		}
		/* A line each, or so many to a line that none crosses it. */
		while (line / 2 >= size && line > 8)
			line /= 2;
		s = kmem_cache_create("lines", size, 0, SLAB_HWCACHE_ALIGN | SLAB_NO_MERGE, NULL);
		KUNIT_ASSERT_NOT_NULL(test, s);
		KUNIT_EXPECT_TRUE_MSG(test, all_aligned(s, line), "%u bytes in lines", size);
		kmem_cache_destroy(s);
	}
}

static int offset_of_first(struct kmem_cache *s, void **objects, unsigned int n)
{
	int seen = 0;

	for (unsigned int i = 0; i < n; i++) {
		struct page *page = virt_to_head_page(objects[i]);
		size_t at = (char *)page->slab_start - (char *)page_address(page);

		seen |= 1 << at / max(s->align, (u32)L1_CACHE_BYTES);
	}
	return seen;
}

/* Slack moves the objects of each slab on by a line, so that not all meet in the same lines. */
static void cache_colours(struct kunit *test)
{
	struct kmem_cache *s = NULL;
	unsigned int n;
	void **objects;

	for (unsigned int size = 200; size < PAGE_SIZE; size += 8) {
		s = kmem_cache_create("coloured", size, 0, SLAB_NO_MERGE, NULL);
		KUNIT_ASSERT_NOT_NULL(test, s);
		if (s->colours > 2 && s->colours < 30)
			break;
		kmem_cache_destroy(s);
		s = NULL;
	}
	KUNIT_ASSERT_NOT_NULL(test, s);
	n = s->objects * s->colours * 2;
	objects = kunit_kcalloc(test, n, sizeof(*objects), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, objects);
	KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(s, GFP_KERNEL, n, objects), (int)n);
	KUNIT_EXPECT_EQ(test, offset_of_first(s, objects, n), (1 << s->colours) - 1);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	kmem_cache_free_bulk(s, n, objects);
	kmem_cache_destroy(s);
}

/* ---- shared ---------------------------------------------------------------------------------- */

/* Not a size of kmalloc's, whose caches would be joined before. */
#define LIKE_FLAGS (SLAB_HWCACHE_ALIGN | SLAB_ACCOUNT)

/* Is a cache made like this one a sharer of @s? */
static bool shares(struct kmem_cache *s, unsigned int size, slab_flags_t flags,
		   void (*ctor)(void *))
{
	struct kmem_cache *other = kmem_cache_create("like it", size, 0, flags, ctor);
	bool same = other == s;

	kmem_cache_destroy(other);
	return same;
}

static void caches_of_like_shape_merge(struct kunit *test)
{
	struct kmem_cache *a = kmem_cache_create("merge a", 1400, 0, LIKE_FLAGS, NULL), *b;
	void *object;

	KUNIT_ASSERT_NOT_NULL(test, a);
	KUNIT_EXPECT_FALSE(test, shares(a, 1400, LIKE_FLAGS | SLAB_NO_MERGE, NULL));
	KUNIT_EXPECT_FALSE(test, shares(a, 1400, LIKE_FLAGS | SLAB_TYPESAFE_BY_RCU, NULL));
	KUNIT_EXPECT_FALSE(test, shares(a, 1400, LIKE_FLAGS | SLAB_RECLAIM_ACCOUNT, NULL));
	KUNIT_EXPECT_FALSE(test, shares(a, 1400, LIKE_FLAGS | SLAB_CACHE_DMA, NULL));
	KUNIT_EXPECT_FALSE(test, shares(a, 1400, LIKE_FLAGS | SLAB_POISON, NULL));
	KUNIT_EXPECT_FALSE(test, shares(a, 1400, LIKE_FLAGS, construct));
	KUNIT_EXPECT_FALSE(test, shares(a, 600, LIKE_FLAGS, NULL));
	KUNIT_EXPECT_FALSE(test, shares(a, 1500, LIKE_FLAGS, NULL));
	/* Where objects are checked, or calls traced, whose object it is must be certain. */
	KUNIT_EXPECT_EQ(test, shares(a, 1400, LIKE_FLAGS, NULL),
			!mm_tracer && !machine_config()->debug);

	b = kmem_cache_create("merge b", 1404, 0, LIKE_FLAGS, NULL);
	KUNIT_ASSERT_NOT_NULL(test, b);
	expect_works(test, b, 1404);
	object = kmem_cache_alloc(a, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, object);
	mm_test_fill(object, 1400, 3);
	/* The end of one of them is not the other's. */
	kmem_cache_destroy(b);
	KUNIT_EXPECT_TRUE(test, mm_test_filled(object, 1400, 3));
	kmem_cache_free(a, object);
	expect_works(test, a, 1400);
	kmem_cache_destroy(a);
}

/* Nor does a plain cache join one whose objects are not plain. */
static void plain_caches_do_not_join(struct kunit *test)
{
	struct kmem_cache *built = kmem_cache_create("built", 1400, 0, LIKE_FLAGS, construct);
	struct kmem_cache *user =
		kmem_cache_create_usercopy("user", 1400, 0, LIKE_FLAGS, 0, 8, NULL);
	struct kmem_cache *rcu =
		kmem_cache_create("rcu", 1400, 0, LIKE_FLAGS | SLAB_TYPESAFE_BY_RCU, NULL);
	struct kmem_cache *alone =
		kmem_cache_create("alone", 1400, 0, LIKE_FLAGS | SLAB_NO_MERGE, NULL);

	KUNIT_ASSERT_TRUE(test, built && user && rcu && alone);
	KUNIT_EXPECT_FALSE(test, shares(built, 1400, LIKE_FLAGS, NULL));
	KUNIT_EXPECT_FALSE(test, shares(user, 1400, LIKE_FLAGS, NULL));
	KUNIT_EXPECT_FALSE(test, shares(rcu, 1400, LIKE_FLAGS, NULL));
	KUNIT_EXPECT_FALSE(test, shares(alone, 1400, LIKE_FLAGS, NULL));
	kmem_cache_destroy(built);
	kmem_cache_destroy(user);
	kmem_cache_destroy(rcu);
	kmem_cache_destroy(alone);
}

/* ---- the end --------------------------------------------------------------------------------- */

static void cache_destroyed_with_survivors(struct kunit *test)
{
	unsigned long free = nr_free_pages();
	struct kmem_cache *s = kmem_cache_create("survivors", 100, 0, SLAB_NO_MERGE, NULL);
	const char *text;
	void *objects[3];
	char line[64];

	KUNIT_ASSERT_NOT_NULL(test, s);
	KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(s, GFP_KERNEL, 3, objects), 3);
	for (int i = 0; i < 3; i++)
		mm_test_fill(objects[i], 100, i);
	kunit_expect_reports(test, 1);
	capture_start();
	kmem_cache_destroy(s);
	text = capture_stop();
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "BUG: kmem_cache_destroy survivors: "
						 "Slab cache still has objects\n"));
	for (int i = 0; i < 3; i++) {
		snprintf(line, sizeof(line), "Object 0x%px @offset=", objects[i]);
		KUNIT_EXPECT_TRUE_MSG(test, strstr(text, line), "%s", text);
	}
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "survivors: 3 objects remaining\n"));
	KUNIT_EXPECT_EQ(test, !!strstr(text, "Allocated in: age="), !!machine_config()->debug);
	/* They are what they were, and may still be given back. */
	for (int i = 0; i < 3; i++) {
		KUNIT_EXPECT_TRUE(test, mm_test_filled(objects[i], 100, i));
		kmem_cache_free(s, objects[i]);
	}
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	MM_TEST_ONE_REPORT(test, " is not a cache, or no more", kmem_cache_destroy(s));
	/* The record of the cache is kept; its slabs are not. */
	mm_test_settle();
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		KUNIT_EXPECT_EQ(test, s->node[nid].nr_slabs, 0ul);
	mm_test_lose(free - nr_free_pages());
	KUNIT_EXPECT_LE(test, free, nr_free_pages() + 8);
}

/* However many caches there were, the next one has its arrays. */
static void caches_come_and_go(struct kunit *test)
{
	for (int i = 0; i < 3000; i++) {
		struct kmem_cache *s = kmem_cache_create("brief", 24, 0, SLAB_NO_MERGE, NULL);

		KUNIT_ASSERT_NOT_NULL(test, s);
		KUNIT_ASSERT_NOT_NULL_MSG(test, s->slots.memory, "cache %d", i);
		kmem_cache_destroy(s);
	}
}

static void cache_destroyed_twice(struct kunit *test)
{
	struct kmem_cache *keep = kmem_cache_create("keeps the page", 72, 0, SLAB_NO_MERGE, NULL);
	struct kmem_cache *s = kmem_cache_create("ends twice", 72, 0, SLAB_NO_MERGE, NULL);

	kmem_cache_destroy(s);
	MM_TEST_ONE_REPORT(test, " is not a cache, or no more", kmem_cache_destroy(s));
	kmem_cache_destroy(keep);
}

static struct kunit_case cache_cases[] = {
	KUNIT_CASE_PARAM(cache_every_form, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(cache_every_size, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(cache_of_nonsense, mm_test_worlds_gen_params),
	KUNIT_CASE(cache_too_large_for_a_block),
	KUNIT_CASE_PARAM(cache_keeps_its_name, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(cache_of_a_taken_name, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(cache_aligns, mm_test_worlds_gen_params),
	KUNIT_CASE(cache_colours),
	KUNIT_CASE_PARAM(caches_of_like_shape_merge, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(plain_caches_do_not_join, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(cache_destroyed_with_survivors, mm_test_worlds_gen_params),
	KUNIT_CASE(caches_come_and_go),
	KUNIT_CASE(cache_destroyed_twice),
	{},
};

static struct kunit_suite cache_suite = {
	.name = "cache",
	.init = mm_test_init,
	.test_cases = cache_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(cache_suite);
