// SPDX-License-Identifier: MIT
/* What the forms of kmem_cache_create() that came and went mean, and what each flag does. */
#include <kunit/test.h>
#include <linux/cache.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <mm/slab/slab.h>
#include <tests/mm/mm_test.h>

#define SIZE 72

static void *take(struct kunit *test, struct kmem_cache *s)
{
	void *p = kmem_cache_alloc(s, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	return p;
}

/* ---- constructors ---------------------------------------------------------------------------- */

static struct {
	unsigned int built, torn_down;
	struct kmem_cache *s;
	unsigned long flags;
} seen;

static void build(void *object)
{
	memset(object, 0x31, SIZE);
	seen.built++;
}

static void build_pair(struct kmem_cache *s, void *object)
{
	memset(object, 0x32, SIZE);
	seen.s = s;
	seen.built++;
}

static void build_told(void *object, struct kmem_cache *s, unsigned long flags)
{
	memset(object, 0x33, SIZE);
	seen.s = s;
	seen.flags = flags;
	seen.built++;
}

static void tear_down(void *object, struct kmem_cache *s, unsigned long flags)
{
	seen.s = s;
	seen.flags = flags;
	/* Still as it was built: nobody wrote to it. */
	if (!memchr_inv(object, 0x33, SIZE))
		seen.torn_down++;
}

/* Every object of the slab is as @byte says; then they, and the cache, go. */
static void expect_built(struct kunit *test, struct kmem_cache *s, u8 byte)
{
	void *p;

	KUNIT_ASSERT_NOT_NULL(test, s);
	p = take(test, s);
	KUNIT_EXPECT_EQ(test, seen.built, s->objects);
	for (u32 i = 0; i < s->objects; i++)
		KUNIT_EXPECT_NULL(test,
				  memchr_inv(slab_object(s, virt_to_head_page(p), i), byte, SIZE));
	kmem_cache_free(s, p);
	kmem_cache_destroy(s);
}

static void constructors_of_all_times(struct kunit *test)
{
	struct kmem_cache_args args = { .ctor = build };
	struct kmem_cache *s;

	memset(&seen, 0, sizeof(seen));
	expect_built(test, kmem_cache_create("2.6.27", SIZE, 0, 0, build), 0x31);
	memset(&seen, 0, sizeof(seen));
	expect_built(test, kmem_cache_create("6.12", SIZE, &args, 0), 0x31);
	memset(&seen, 0, sizeof(seen));
	s = kmem_cache_create("2.6.24", SIZE, 0, 0, build_pair);
	expect_built(test, s, 0x32);
	KUNIT_EXPECT_PTR_EQ(test, seen.s, s);
	memset(&seen, 0, sizeof(seen));
	s = kmem_cache_create("2.6.23", SIZE, 0, 0, build_told);
	expect_built(test, s, 0x33);
	KUNIT_EXPECT_PTR_EQ(test, seen.s, s);
	KUNIT_EXPECT_EQ(test, seen.flags, SLAB_CTOR_CONSTRUCTOR);
	memset(&seen, 0, sizeof(seen));
	s = kmem_cache_create("2.6.20", SIZE, 0, 0, build_told, NULL);
	expect_built(test, s, 0x33);
	KUNIT_EXPECT_EQ(test, seen.flags, SLAB_CTOR_CONSTRUCTOR);
}

/* Once for each object, when the slab goes; with checks, too. */
static void destructors_of_early_2_6(struct kunit *test)
{
	static const slab_flags_t checks[] = { 0, SLAB_POISON | SLAB_RED_ZONE | SLAB_STORE_USER |
							  SLAB_CONSISTENCY_CHECKS };

	for (unsigned int i = 0; i < ARRAY_SIZE(checks); i++) {
		struct kmem_cache *s =
			kmem_cache_create("2.6.10", SIZE, 0, checks[i], build_told, tear_down);
		void *p;

		memset(&seen, 0, sizeof(seen));
		KUNIT_ASSERT_NOT_NULL(test, s);
		p = take(test, s);
		KUNIT_EXPECT_EQ(test, seen.built, s->objects);
		kmem_cache_free(s, p);
		KUNIT_EXPECT_EQ(test, seen.torn_down, 0u);
		KUNIT_EXPECT_EQ(test, kmem_cache_shrink(s), 0);
		KUNIT_EXPECT_EQ(test, seen.torn_down, s->objects);
		KUNIT_EXPECT_PTR_EQ(test, seen.s, s);
		KUNIT_EXPECT_EQ(test, seen.flags, 0ul);
		kmem_cache_destroy(s);
	}
}

/* ---- where the free pointer is --------------------------------------------------------------- */

static struct kmem_cache *create_at(unsigned int size, unsigned int offset, slab_flags_t flags)
{
	struct kmem_cache_args args = { .freeptr_offset = offset, .use_freeptr_offset = true };

	return kmem_cache_create("lends a word", size, &args, flags);
}

/* An object that readers may still see lends a word that they leave alone, and does not grow. */
static void free_pointers_inside(struct kunit *test)
{
	struct kmem_cache *grown, *s;
	u8 *a, *b;

	grown = kmem_cache_create("grows", SIZE, 0, SLAB_TYPESAFE_BY_RCU, NULL);
	KUNIT_ASSERT_NOT_NULL(test, grown);
	KUNIT_EXPECT_GE(test, grown->size, SIZE + (u32)sizeof(void *));
	kmem_cache_destroy(grown);
	s = create_at(SIZE, 16, SLAB_TYPESAFE_BY_RCU);
	KUNIT_ASSERT_NOT_NULL(test, s);
	KUNIT_EXPECT_EQ(test, s->size, (u32)SIZE);
	KUNIT_EXPECT_EQ(test, s->offset, 16u);
	a = take(test, s);
	b = take(test, s);
	memset(a, 0x61, SIZE);
	memset(b, 0x62, SIZE);
	kmem_cache_free(s, a);
	kmem_cache_shrink(s);
	KUNIT_EXPECT_NULL(test, memchr_inv(a, 0x61, 16));
	KUNIT_EXPECT_NULL(test,
			  memchr_inv(a + 16 + sizeof(void *), 0x61, SIZE - 16 - sizeof(void *)));
	KUNIT_EXPECT_NULL(test, memchr_inv(b, 0x62, SIZE));
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	kmem_cache_free(s, b);
	kmem_cache_destroy(s);
	/* Checks need what is inside, and keep the pointer behind it. */
	s = create_at(SIZE, 0, SLAB_TYPESAFE_BY_RCU | SLAB_RED_ZONE);
	KUNIT_ASSERT_NOT_NULL(test, s);
	KUNIT_EXPECT_GE(test, s->offset, (u32)SIZE);
	kmem_cache_destroy(s);
}

static void free_pointers_nowhere(struct kunit *test)
{
	struct kmem_cache *s;

	MM_TEST_ONE_REPORT(test, ": only SLAB_TYPESAFE_BY_RCU leaves a choice",
			   s = create_at(SIZE, 16, 0));
	KUNIT_EXPECT_NULL(test, s);
	MM_TEST_ONE_REPORT(test, ": the free pointer has no place there",
			   s = create_at(SIZE, SIZE - 1, SLAB_TYPESAFE_BY_RCU));
	KUNIT_EXPECT_NULL(test, s);
	MM_TEST_ONE_REPORT(test, ": the free pointer has no place there",
			   s = create_at(SIZE, 17, SLAB_TYPESAFE_BY_RCU));
	KUNIT_EXPECT_NULL(test, s);
	MM_TEST_ONE_REPORT(test, ": the free pointer has no place there",
			   s = create_at(sizeof(freeptr_t) - 1, 0, SLAB_TYPESAFE_BY_RCU));
	KUNIT_EXPECT_NULL(test, s);
	s = create_at(SIZE, SIZE - sizeof(freeptr_t), SLAB_TYPESAFE_BY_RCU);
	KUNIT_EXPECT_NOT_NULL(test, s);
	kmem_cache_destroy(s);
}

/* ---- flags ----------------------------------------------------------------------------------- */

/* Those of the allocator itself are no more a caller's than those that nobody has. */
static void flags_that_are_none(struct kunit *test)
{
	static const slab_flags_t bad[] = { 0x80,	    SLAB_KMALLOC,
					    SLAB_NO_SLOTS,  SLAB_INIT_ALLOC,
					    SLAB_INIT_FREE, SLAB_HARDEN,
					    SLAB_RANDOMIZE, SLAB_HIDDEN };

	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++) {
		struct kmem_cache *s;

		MM_TEST_ONE_REPORT(test,
				   "kmem_cache_create(odd, 72 bytes): there are no such flags",
				   s = kmem_cache_create("odd", SIZE, 0, bad[i], NULL));
		KUNIT_EXPECT_NULL(test, s);
	}
}

static void flag_hwcache_align(struct kunit *test)
{
	static const u32 sizes[] = { 1, 12, 17, 30, 40, 70, 200 };

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		u32 line = L1_CACHE_BYTES, size = sizes[i];
		struct kmem_cache *s = kmem_cache_create(
			"aligned", size, 0, SLAB_MUST_HWCACHE_ALIGN | SLAB_NO_MERGE, NULL);
		void *objects[16];

		KUNIT_ASSERT_NOT_NULL(test, s);
		/* Objects that fit several times into a line share it, and none crosses one. */
		while (size <= line / 2 && line > ARCH_SLAB_MINALIGN)
			line /= 2;
		KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(s, GFP_KERNEL, 16, objects), 16);
		for (int j = 0; j < 16; j++)
			KUNIT_EXPECT_TRUE(test, IS_ALIGNED((unsigned long)objects[j], line));
		kmem_cache_free_bulk(s, 16, objects);
		kmem_cache_destroy(s);
	}
}

static void flag_no_merge(struct kunit *test)
{
	struct kmem_cache *first = kmem_cache_create("first", 1272, 0, 0, NULL);
	struct kmem_cache *like = kmem_cache_create("like it", 1272, 0, 0, NULL);
	struct kmem_cache *spread = kmem_cache_create("spread", 1272, 0, SLAB_MEM_SPREAD, NULL);
	struct kmem_cache *alone = kmem_cache_create("alone", 1272, 0, SLAB_NO_MERGE, NULL);

	KUNIT_ASSERT_TRUE(test, first && like && spread && alone);
	KUNIT_EXPECT_PTR_EQ(test, like, first);
	/* SLAB_MEM_SPREAD makes no cache another one. */
	KUNIT_EXPECT_PTR_EQ(test, spread, first);
	KUNIT_EXPECT_PTR_NE(test, alone, first);
	kmem_cache_destroy(first);
	kmem_cache_destroy(like);
	kmem_cache_destroy(spread);
	kmem_cache_destroy(alone);
}

static unsigned long slabs_after_shortage(struct kunit *test, slab_flags_t flags)
{
	struct kmem_cache *s = kmem_cache_create("keeps", SIZE, 0, flags | SLAB_NO_MERGE, NULL);
	unsigned long left;

	KUNIT_ASSERT_NOT_NULL(test, s);
	kmem_cache_free(s, take(test, s));
	slab_shrink_all();
	left = s->node[0].nr_slabs;
	/* Its owner can have them given back nevertheless. */
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(s), 0);
	kmem_cache_destroy(s);
	return left;
}

static void flag_no_reap(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, slabs_after_shortage(test, 0), 0ul);
	KUNIT_EXPECT_EQ(test, slabs_after_shortage(test, SLAB_NO_REAP), 1ul);
}

static int slab_create_init(struct kunit *test)
{
	mm_test_boot_plain(test, false);
	return 0;
}

static struct kunit_case slab_create_cases[] = {
	KUNIT_CASE(constructors_of_all_times),
	KUNIT_CASE(destructors_of_early_2_6),
	KUNIT_CASE(free_pointers_inside),
	KUNIT_CASE(free_pointers_nowhere),
	KUNIT_CASE(flags_that_are_none),
	KUNIT_CASE(flag_hwcache_align),
	KUNIT_CASE(flag_no_merge),
	KUNIT_CASE(flag_no_reap),
	{},
};

static struct kunit_suite slab_create_suite = {
	.name = "slab_create",
	.init = slab_create_init,
	.test_cases = slab_create_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(slab_create_suite);
