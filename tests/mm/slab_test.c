// SPDX-License-Identifier: MIT
/* Objects of caches: taken and given back, one and many, on every kind of machine. */
#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <mm/slab/slab.h>
#include <tests/mm/mm_test.h>

#define MANY 700

struct slab_test {
	struct kmem_cache *s;
	void *objects[MANY];
};

static struct slab_test *make(struct kunit *test, unsigned int size, slab_flags_t flags,
			      void (*ctor)(void *))
{
	struct slab_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, t);
	t->s = kmem_cache_create("slab_test", size, 0, flags | SLAB_NO_MERGE, ctor);
	KUNIT_ASSERT_NOT_NULL(test, t->s);
	return t;
}

static void take_all(struct kunit *test, struct slab_test *t, gfp_t gfp)
{
	for (int i = 0; i < MANY; i++) {
		t->objects[i] = kmem_cache_alloc(t->s, gfp);
		KUNIT_ASSERT_NOT_NULL(test, t->objects[i]);
	}
}

static void give_all(struct slab_test *t)
{
	for (int i = 0; i < MANY; i++)
		kmem_cache_free(t->s, t->objects[i]);
}

/* ---- one by one ------------------------------------------------------------------------------ */

static void slab_objects_are_apart(struct kunit *test)
{
	static const unsigned int sizes[] = { 1, 7, 8, 24, 64, 100, 256, 1000, 3000, 9000 };

	mm_test_needs(test, SZ_1M);
	for (size_t k = 0; k < ARRAY_SIZE(sizes); k++) {
		struct slab_test *t = make(test, sizes[k], 0, NULL);

		for (int round = 0; round < 2; round++) {
			take_all(test, t, GFP_KERNEL);
			for (int i = 0; i < MANY; i++)
				mm_test_fill(t->objects[i], sizes[k], i);
			KUNIT_EXPECT_EQ(test, slab_check(), 0);
			for (int i = 0; i < MANY; i++)
				if (!mm_test_filled(t->objects[i], sizes[k], i))
					KUNIT_FAIL(test, "object %d of %u bytes", i, sizes[k]);
			give_all(t);
			KUNIT_EXPECT_EQ(test, slab_check(), 0);
		}
		kmem_cache_destroy(t->s);
		kunit_kfree(test, t);
	}
}

static void slab_zalloc(struct kunit *test)
{
	struct slab_test *t = make(test, 90, 0, NULL);

	take_all(test, t, GFP_KERNEL);
	for (int i = 0; i < MANY; i++)
		memset(t->objects[i], 0xff, 90);
	give_all(t);
	for (int i = 0; i < MANY; i++) {
		t->objects[i] = i & 1 ? kmem_cache_zalloc(t->s, GFP_KERNEL) :
					kmem_cache_alloc_lru(t->s, NULL, GFP_KERNEL | __GFP_ZERO);
		KUNIT_ASSERT_NOT_NULL(test, t->objects[i]);
		if (memchr_inv(t->objects[i], 0, 90))
			KUNIT_FAIL(test, "object %d is not zero", i);
	}
	give_all(t);
	KUNIT_ASSERT_EQ(
		test, kmem_cache_alloc_bulk(t->s, GFP_KERNEL | __GFP_ZERO, MANY, t->objects), MANY);
	for (int i = 0; i < MANY; i++)
		if (memchr_inv(t->objects[i], 0, 90))
			KUNIT_FAIL(test, "object %d of many is not zero", i);
	give_all(t);
	kmem_cache_destroy(t->s);
}

static void slab_free_null(struct kunit *test)
{
	struct slab_test *t = make(test, 30, 0, NULL);

	kmem_cache_free(t->s, NULL);
	kmem_cache_destroy(t->s);
}

/* ---- many at once ---------------------------------------------------------------------------- */

static void slab_bulk(struct kunit *test)
{
	struct slab_test *t = make(test, 120, 0, NULL);
	static const size_t counts[] = { 0, 1, 2, 15, 16, 17, 64, 126, 127, 255, 256, MANY };

	for (size_t k = 0; k < ARRAY_SIZE(counts); k++) {
		size_t n = counts[k];

		KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(t->s, GFP_KERNEL, n, t->objects),
				(int)n);
		for (size_t i = 0; i < n; i++)
			mm_test_fill(t->objects[i], 120, i + k);
		for (size_t i = 0; i < n; i++)
			if (!mm_test_filled(t->objects[i], 120, i + k))
				KUNIT_FAIL(test, "object %zu of %zu", i, n);
		kmem_cache_free_bulk(t->s, n, t->objects);
		KUNIT_EXPECT_EQ(test, slab_check(), 0);
	}
	kmem_cache_destroy(t->s);
}

static void slab_bulk_of_any_cache(struct kunit *test)
{
	mm_test_needs(test, SZ_1M);
	struct slab_test *t = make(test, 120, 0, NULL);
	struct kmem_cache *other = kmem_cache_create("other", 64, 0, SLAB_NO_MERGE, NULL);

	KUNIT_ASSERT_NOT_NULL(test, other);
	for (int i = 0; i < MANY; i++) {
		t->objects[i] = i % 4 == 0  ? kmem_cache_alloc(t->s, GFP_KERNEL) :
				i % 4 == 1  ? kmem_cache_alloc(other, GFP_KERNEL) :
				i % 4 == 2  ? kmalloc(i + 1, GFP_KERNEL) :
				i % 28 == 3 ? kmalloc(2 * KMALLOC_MAX_CACHE_SIZE, GFP_KERNEL) :
					      NULL;
		if (i % 4 != 3 || i % 28 == 3)
			KUNIT_ASSERT_NOT_NULL(test, t->objects[i]);
	}
	kmem_cache_free_bulk(NULL, MANY, t->objects);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(t->s), 0);
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(other), 0);
	kmem_cache_destroy(t->s);
	kmem_cache_destroy(other);
}

/* All of them or none: where memory ends in the middle, what was taken goes back. */
static void slab_bulk_of_another_cache(struct kunit *test)
{
	struct kmem_cache *a = kmem_cache_create("bulk_a", 72, 0, SLAB_NO_MERGE, NULL);
	struct kmem_cache *b = kmem_cache_create("bulk_b", 72, 0, SLAB_NO_MERGE, NULL);
	void *objects[3];

	KUNIT_ASSERT_NOT_NULL(test, a);
	KUNIT_ASSERT_NOT_NULL(test, b);
	for (int i = 0; i < 3; i++) {
		objects[i] = kmem_cache_alloc(i == 1 ? b : a, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, objects[i]);
	}
	MM_TEST_ONE_REPORT(test, "Wrong slab cache. bulk_a but object is from bulk_b",
			   kmem_cache_free_bulk(a, 3, objects));
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	kmem_cache_destroy(a);
	kmem_cache_destroy(b);
}

static void slab_bulk_all_or_nothing(struct kunit *test)
{
	mm_test_needs(test, SZ_1M);
	struct kmem_cache *s = kmem_cache_create("all or none", PAGE_SIZE, 0, SLAB_NO_MERGE, NULL);
	unsigned long all;
	void **objects;
	LIST_HEAD(list);

	KUNIT_ASSERT_NOT_NULL(test, s);
	/* Most of memory is taken untouched, which costs no time. */
	mm_test_eat(GFP_KERNEL | __GFP_NORETRY, MAX_PAGE_ORDER, &list);
	all = nr_free_pages() + 1;
	objects = vmalloc_array(all, sizeof(*objects));
	KUNIT_ASSERT_NOT_NULL(test, objects);
	KUNIT_EXPECT_EQ(test, kmem_cache_alloc_bulk(s, GFP_KERNEL | __GFP_NOWARN, all, objects), 0);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(s), 0);
	KUNIT_EXPECT_EQ(test, kmem_cache_alloc_bulk(s, GFP_KERNEL, 100, objects), 100);
	kmem_cache_free_bulk(s, 100, objects);
	kmem_cache_destroy(s);
	vfree(objects);
	mm_test_spit(MAX_PAGE_ORDER, &list);
}

/* ---- memory ---------------------------------------------------------------------------------- */

static void slab_shrinks(struct kunit *test)
{
	mm_test_needs(test, SZ_1M);
	struct slab_test *t = make(test, 500, 0, NULL);
	unsigned long free = mm_test_settle();

	take_all(test, t, GFP_KERNEL);
	KUNIT_EXPECT_LT(test, nr_free_pages(), free - MANY * 500 / PAGE_SIZE);
	for (int i = 1; i < MANY; i++)
		kmem_cache_free(t->s, t->objects[i]);
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(t->s), 1);
	KUNIT_EXPECT_GE(test, mm_test_settle(), free - 8);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	kmem_cache_free(t->s, t->objects[0]);
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(t->s), 0);
	KUNIT_EXPECT_EQ(test, mm_test_settle(), free);
	kmem_cache_destroy(t->s);
}

/* The tiny engine takes what it is told. */
static bool checks_flags(const struct kmem_cache *s)
{
#ifdef CONFIG_SLOB
	return false;
#else
	return slab_debugged(s);
#endif
}

static void slab_of_a_zone(struct kunit *test)
{
	struct slab_test *t;

	if (machine_config()->profile == PROFILE_NOMMU)
		kunit_skip(test, "one zone");
	t = make(test, 500, SLAB_CACHE_DMA, NULL);
	for (int i = 0; i < 50; i++) {
		t->objects[i] = kmem_cache_alloc(t->s, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, t->objects[i]);
		KUNIT_EXPECT_EQ(test, page_zonenum(virt_to_page(t->objects[i])), ZONE_DMA);
	}
	kmem_cache_free_bulk(t->s, 50, t->objects);
	kmem_cache_destroy(t->s);
	/* Objects have addresses, whatever the caller says. */
	t->s = kmem_cache_create("never high", 500, 0, SLAB_NO_MERGE | SLAB_CACHE_DMA32, NULL);
	KUNIT_ASSERT_NOT_NULL(test, t->s);
	if (checks_flags(t->s))
		MM_TEST_ONE_REPORT(test, "Unexpected gfp: 0x2 (__GFP_HIGHMEM)",
				   t->objects[0] = kmem_cache_alloc(t->s, GFP_HIGHUSER_MOVABLE));
	else
		t->objects[0] = kmem_cache_alloc(t->s, GFP_HIGHUSER_MOVABLE);
	KUNIT_ASSERT_NOT_NULL(test, t->objects[0]);
	KUNIT_EXPECT_FALSE(test, PageHighMem(virt_to_page(t->objects[0])));
	kmem_cache_free(t->s, t->objects[0]);
	kmem_cache_destroy(t->s);
}

static struct kunit_case slab_cases[] = {
	KUNIT_CASE_PARAM(slab_objects_are_apart, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(slab_zalloc, mm_test_worlds_gen_params),
	KUNIT_CASE(slab_free_null),
	KUNIT_CASE_PARAM(slab_bulk, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(slab_bulk_of_any_cache, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(slab_bulk_of_another_cache, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(slab_bulk_all_or_nothing, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(slab_shrinks, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(slab_of_a_zone, mm_test_worlds_gen_params),
	{},
};

static struct kunit_suite slab_suite = {
	.name = "slab",
	.init = mm_test_init,
	.test_cases = slab_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(slab_suite);
