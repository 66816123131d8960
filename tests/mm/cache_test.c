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
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "kmem_cache_destroy survivors: "
						 "Slab cache still has objects"));
	for (int i = 0; i < 3; i++) {
		snprintf(line, sizeof(line), "Object 0x%px @offset=", objects[i]);
		KUNIT_EXPECT_TRUE_MSG(test, strstr(text, line), "%s", text);
	}
	KUNIT_EXPECT_EQ(test, !!strstr(text, "Allocated in "),
			machine_config()->debug && !IS_ENABLED(CONFIG_SLOB));
	/* They are what they were, and may still be given back. */
	for (int i = 0; i < 3; i++) {
		KUNIT_EXPECT_TRUE(test, mm_test_filled(objects[i], 100, i));
		kmem_cache_free(s, objects[i]);
	}
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	MM_TEST_ONE_REPORT(test, " is not a cache, or no more", kmem_cache_destroy(s));
	/* The record of the cache is kept; its slabs are not. */
	mm_test_settle();
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(s), 0);
	mm_test_lose(free - nr_free_pages());
	KUNIT_EXPECT_LE(test, free, nr_free_pages() + 8);
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
	KUNIT_CASE_PARAM(cache_destroyed_with_survivors, mm_test_worlds_gen_params),
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
