// SPDX-License-Identifier: MIT
/* kmalloc: every size, its class and alignment, its families, and the forms that build on it. */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmstat.h>
#include <mm/kmalloc/kmalloc.h>
#include <mm/slab/slab.h>
#include <tests/mm/mm_test.h>

/* The size classes, in words of their own rather than the code's. */
static const size_t classes[] = { 8, 16, 32, 64, 96, 128, 192, 256, 512, 1024, 2048, 4096, 8192 };

static size_t class_of(size_t size)
{
	/* Without classes, a size is its own; in a page it has its head before it. */
	if (IS_ENABLED(CONFIG_SLOB))
		return size <= PAGE_SIZE - 8 ? size : PAGE_SIZE << get_order(size);
	for (size_t i = 0; i < ARRAY_SIZE(classes); i++)
		if (size <= classes[i])
			return classes[i];
	return 0;
}

static bool is_power(size_t n)
{
	return n && !(n & (n - 1));
}

static void expect_object(struct kunit *test, const void *p, size_t size)
{
	size_t class = class_of(size), align = is_power(class) ? class : ARCH_KMALLOC_MINALIGN;

	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_ASSERT_TRUE_MSG(test, mm_test_room(p, class, class), "%zu bytes", size);
	if (!IS_ENABLED(CONFIG_SLOB))
		KUNIT_ASSERT_EQ_MSG(test, virt_to_page(p)->slab_cache->object_size, class,
				    "%zu bytes", size);
	KUNIT_ASSERT_EQ_MSG(test, kmalloc_size_roundup(size), class, "%zu bytes", size);
	KUNIT_ASSERT_EQ_MSG(test, (unsigned long)p & (align - 1), 0ul, "%zu bytes", size);
}

static void kmalloc_every_size(struct kunit *test)
{
	for (size_t size = 1; size <= KMALLOC_MAX_CACHE_SIZE; size++) {
		void *a = kmalloc(size, GFP_KERNEL), *b = kmalloc(size, GFP_ATOMIC);

		expect_object(test, a, size);
		expect_object(test, b, size);
		mm_test_fill(a, size, size);
		mm_test_fill(b, size, size + 1);
		if (!mm_test_filled(a, size, size))
			KUNIT_FAIL(test, "two objects of %zu bytes overlap", size);
		kfree(a);
		if (!mm_test_filled(b, size, size + 1))
			KUNIT_FAIL(test, "a free changed another object of %zu bytes", size);
		kfree(b);
	}
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
}

/* The cache of a large object; NULL where it is pages. */
static struct kmem_cache *cache_of_large(size_t size)
{
	return IS_ENABLED(CONFIG_SLOB) ? NULL : large_cache(size, GFP_KERNEL);
}

static void expect_large(struct kunit *test, void *p, size_t size)
{
	size_t room = PAGE_SIZE << get_order(size);

	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, ksize(p), room);
	KUNIT_EXPECT_EQ(test, kmalloc_size_roundup(size), room);
	KUNIT_EXPECT_EQ(test, offset_in_page(p), 0ul);
	KUNIT_EXPECT_EQ(test, page_to_pfn(virt_to_page(p)) & ((room >> PAGE_SHIFT) - 1), 0ul);
	KUNIT_EXPECT_PTR_EQ(test, virt_to_page(p)->slab_cache, cache_of_large(size));
}

/* Blocks of pages: what cannot be had from a cache is taken and given back at once. */
static void expect_pages(struct kunit *test, size_t size, unsigned long free, unsigned long counted)
{
	if (cache_of_large(size))
		return;
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_SLAB_UNRECLAIMABLE_B), counted);
}

static void kmalloc_large(struct kunit *test)
{
	for (size_t size = KMALLOC_MAX_CACHE_SIZE + 1; size <= KMALLOC_MAX_SIZE; size += size / 2) {
		unsigned long free = nr_free_pages(), room = PAGE_SIZE << get_order(size);
		unsigned long counted = global_node_page_state(NR_SLAB_UNRECLAIMABLE_B);
		void *p = kmalloc(size, GFP_KERNEL), *q;

		expect_large(test, p, size);
		expect_pages(test, size, free - (room >> PAGE_SHIFT),
			     counted + (room >> PAGE_SHIFT));
		mm_test_fill(p, size, size);
		q = kzalloc(size, GFP_KERNEL);
		expect_large(test, q, size);
		KUNIT_EXPECT_NULL(test, memchr_inv(q, 0, size));
		KUNIT_EXPECT_TRUE(test, mm_test_filled(p, size, size));
		kfree(p);
		kfree(q);
		expect_pages(test, size, free, counted);
	}
}

static void kmalloc_beyond_all_blocks(struct kunit *test)
{
	const size_t sizes[] = { KMALLOC_MAX_SIZE + 1, 2 * KMALLOC_MAX_SIZE, SIZE_MAX / 2,
				 SIZE_MAX - PAGE_SIZE, SIZE_MAX };
	const gfp_t gfp = GFP_KERNEL | __GFP_NOWARN;
	void *p;

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		size_t size = sizes[i];

		OPTIMIZER_HIDE_VAR(size);
		KUNIT_EXPECT_NULL(test, kmalloc(size, gfp));
		KUNIT_EXPECT_NULL(test, kzalloc(size, gfp));
		KUNIT_EXPECT_NULL(test, kmalloc_node(size, gfp, 0));
		KUNIT_EXPECT_EQ(test, kmalloc_size_roundup(size), size);
	}
	p = kmalloc(KMALLOC_MAX_SIZE, gfp);
	KUNIT_EXPECT_NOT_NULL(test, p);
	kfree(p);
}

static void kmalloc_nothing(struct kunit *test)
{
	size_t none = 0;
	void *p = kmalloc(none, GFP_KERNEL);

	KUNIT_EXPECT_PTR_EQ(test, p, ZERO_SIZE_PTR);
	KUNIT_EXPECT_PTR_EQ(test, kmalloc(0, GFP_KERNEL), ZERO_SIZE_PTR);
	KUNIT_EXPECT_PTR_EQ(test, kzalloc(none, GFP_ATOMIC), ZERO_SIZE_PTR);
	KUNIT_EXPECT_PTR_EQ(test, kmalloc_node(none, GFP_KERNEL, 0), ZERO_SIZE_PTR);
	KUNIT_EXPECT_PTR_EQ(test, kcalloc(none, 8, GFP_KERNEL), ZERO_SIZE_PTR);
	KUNIT_EXPECT_PTR_EQ(test, kmalloc_array(8, none, GFP_KERNEL), ZERO_SIZE_PTR);
	KUNIT_EXPECT_TRUE(test, ZERO_OR_NULL_PTR(p) && ZERO_OR_NULL_PTR(NULL));
	KUNIT_EXPECT_EQ(test, ksize(p), (size_t)0);
	KUNIT_EXPECT_EQ(test, ksize(NULL), (size_t)0);
	KUNIT_EXPECT_EQ(test, kmalloc_size_roundup(0), (size_t)0);
	kfree(p);
	kfree(NULL);
	kfree_sensitive(p);
	kfree_sensitive(NULL);
}

/* A size that the compiler knows leads to the same cache as one that it does not. */
#define EXPECT_CONSTANT(test, size, gfp)                                 \
	do {                                                             \
		size_t __size = (size);                                  \
		void *__a = kmalloc((size), (gfp)), *__b;                \
                                                                         \
		OPTIMIZER_HIDE_VAR(__size);                              \
		__b = kmalloc(__size, (gfp));                            \
		KUNIT_ASSERT_NOT_NULL(test, __a);                        \
		KUNIT_ASSERT_NOT_NULL(test, __b);                        \
		KUNIT_EXPECT_PTR_EQ(test, virt_to_page(__a)->slab_cache, \
				    virt_to_page(__b)->slab_cache);      \
		kfree(__a);                                              \
		kfree(__b);                                              \
	} while (0)

static void kmalloc_constant_size(struct kunit *test)
{
	mm_test_needs(test, SZ_1M);
	EXPECT_CONSTANT(test, 1, GFP_KERNEL);
	EXPECT_CONSTANT(test, 8, GFP_KERNEL);
	EXPECT_CONSTANT(test, 9, GFP_KERNEL);
	EXPECT_CONSTANT(test, 64, GFP_KERNEL);
	EXPECT_CONSTANT(test, 65, GFP_KERNEL);
	EXPECT_CONSTANT(test, 96, GFP_KERNEL);
	EXPECT_CONSTANT(test, 97, GFP_KERNEL);
	EXPECT_CONSTANT(test, 128, GFP_KERNEL);
	EXPECT_CONSTANT(test, 129, GFP_KERNEL);
	EXPECT_CONSTANT(test, 192, GFP_KERNEL);
	EXPECT_CONSTANT(test, 193, GFP_KERNEL);
	EXPECT_CONSTANT(test, 1000, GFP_KERNEL);
	EXPECT_CONSTANT(test, 4097, GFP_KERNEL);
	EXPECT_CONSTANT(test, 8192, GFP_KERNEL);
	EXPECT_CONSTANT(test, 8193, GFP_KERNEL);
	EXPECT_CONSTANT(test, 100, GFP_KERNEL | GFP_DMA);
	EXPECT_CONSTANT(test, 100, GFP_KERNEL_ACCOUNT);
	EXPECT_CONSTANT(test, 100, GFP_KERNEL | __GFP_RECLAIMABLE);
}

/* ---- families -------------------------------------------------------------------------------- */

static void kmalloc_for_dma_is_low(struct kunit *test)
{
	static const size_t sizes[] = { 8, 100, 4096, 8192, 8193, 100000 };

	mm_test_needs(test, SZ_1M);
	if (machine_config()->profile == PROFILE_NOMMU)
		kunit_skip(test, "one zone");
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		void *p = kmalloc(sizes[i], GFP_KERNEL | GFP_DMA);

		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_LE(test, (u64)virt_to_phys(p) + sizes[i], (u64)SZ_16M);
		kfree(p);
	}
}

/* What can be reclaimed is told apart in the machine's words. */
static void kmalloc_reclaimable_is_counted(struct kunit *test)
{
	unsigned long reclaimable = global_node_page_state(NR_SLAB_RECLAIMABLE_B);
	void *p = kmalloc(700, GFP_KERNEL | __GFP_RECLAIMABLE);

	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_GT(test, global_node_page_state(NR_SLAB_RECLAIMABLE_B), reclaimable);
	kfree(p);
}

/* ---- arrays and types ------------------------------------------------------------------------ */

static void kmalloc_arrays(struct kunit *test)
{
	int *p = kmalloc_array(100, sizeof(*p), GFP_KERNEL);
	int *q = kcalloc(100, sizeof(*q), GFP_KERNEL);
	int *r = kcalloc_node(50, sizeof(*r), GFP_KERNEL, 0);
	int *s = kmalloc_array_node(50, sizeof(*s), GFP_KERNEL, NUMA_NO_NODE);

	KUNIT_ASSERT_TRUE(test, p && q && r && s);
	KUNIT_EXPECT_GE(test, ksize(p), (size_t)400);
	KUNIT_EXPECT_NULL(test, memchr_inv(q, 0, 400));
	KUNIT_EXPECT_NULL(test, memchr_inv(r, 0, 200));
	kfree(p);
	kfree(q);
	kfree(r);
	kfree(s);
}

static void kmalloc_arrays_overflow(struct kunit *test)
{
	const size_t half = SIZE_MAX / 2 + 1;
	static const size_t n[] = { 2, 3, SIZE_MAX, 1ul << (BITS_PER_LONG / 2) };
	const size_t size[] = { half, half, 2, 1ul << (BITS_PER_LONG / 2) };

	for (size_t i = 0; i < ARRAY_SIZE(n); i++) {
		KUNIT_EXPECT_NULL(test, kmalloc_array(n[i], size[i], GFP_KERNEL));
		KUNIT_EXPECT_NULL(test, kcalloc(n[i], size[i], GFP_KERNEL));
		KUNIT_EXPECT_NULL(test, kmalloc_array_node(n[i], size[i], GFP_KERNEL, 0));
		KUNIT_EXPECT_NULL(test, kcalloc_node(n[i], size[i], GFP_KERNEL, 0));
		KUNIT_EXPECT_NULL(test, kmemdup_array("", n[i], size[i], GFP_KERNEL));
	}
}

struct typed {
	int count;
	long long values[];
};

static void kmalloc_typed(struct kunit *test)
{
	struct mm_test_world *w = kmalloc_obj(*w);
	struct mm_test_world *z = kzalloc_obj(*z, GFP_ATOMIC);
	u64 *many = kmalloc_objs(*many, 30), *zeros = kzalloc_objs(*zeros, 30, GFP_KERNEL);
	struct typed *flex = kmalloc_flex(*flex, values, 10);
	struct typed *zflex = kzalloc_flex(*zflex, values, 10, GFP_KERNEL);

	KUNIT_ASSERT_TRUE(test, w && z && many && zeros && flex && zflex);
	KUNIT_EXPECT_TRUE(test, mm_test_room(w, sizeof(*w), class_of(sizeof(*w))));
	KUNIT_EXPECT_NULL(test, memchr_inv(z, 0, sizeof(*z)));
	KUNIT_EXPECT_TRUE(test, mm_test_room(many, 240, 256));
	KUNIT_EXPECT_NULL(test, memchr_inv(zeros, 0, 240));
	KUNIT_EXPECT_TRUE(test, mm_test_room(flex, struct_size(flex, values, 10), 96));
	KUNIT_EXPECT_NULL(test, memchr_inv(zflex, 0, struct_size(zflex, values, 10)));
	KUNIT_EXPECT_NULL(test, kmalloc_objs(*many, SIZE_MAX / 4));
	kfree(w);
	kfree(z);
	kfree(many);
	kfree(zeros);
	kfree(flex);
	kfree(zflex);
}

static void kzalloc_after_dirt(struct kunit *test)
{
	mm_test_needs(test, SZ_1M);
	for (size_t size = 1; size <= 3 * KMALLOC_MAX_CACHE_SIZE; size += 1 + size / 8) {
		void *p[4];

		for (int i = 0; i < 4; i++) {
			p[i] = kmalloc(size, GFP_KERNEL);
			KUNIT_ASSERT_NOT_NULL(test, p[i]);
			memset(p[i], 0xee, size);
		}
		for (int i = 0; i < 4; i++)
			kfree(p[i]);
		for (int i = 0; i < 4; i++) {
			p[i] = i & 1 ? kzalloc(size, GFP_KERNEL) :
				       kzalloc_node(size, GFP_KERNEL, 0);
			KUNIT_ASSERT_NOT_NULL(test, p[i]);
			if (memchr_inv(p[i], 0, size))
				KUNIT_FAIL(test, "%zu bytes are not zero", size);
		}
		for (int i = 0; i < 4; i++)
			kfree(p[i]);
	}
}

static void kfree_by_scope(struct kunit *test)
{
	{
		void *p __free(kfree) = kmalloc(100, GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, p);
	}
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
}

static struct kunit_case kmalloc_cases[] = {
	KUNIT_CASE_PARAM(kmalloc_every_size, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(kmalloc_large, mm_test_worlds_gen_params),
	KUNIT_CASE(kmalloc_beyond_all_blocks),
	KUNIT_CASE_PARAM(kmalloc_nothing, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(kmalloc_constant_size, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(kmalloc_for_dma_is_low, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(kmalloc_reclaimable_is_counted, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(kmalloc_arrays, mm_test_worlds_gen_params),
	KUNIT_CASE(kmalloc_arrays_overflow),
	KUNIT_CASE_PARAM(kmalloc_typed, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(kzalloc_after_dirt, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(kfree_by_scope, mm_test_worlds_gen_params),
	{},
};

static struct kunit_suite kmalloc_suite = {
	.name = "kmalloc",
	.init = mm_test_init,
	.test_cases = kmalloc_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(kmalloc_suite);
