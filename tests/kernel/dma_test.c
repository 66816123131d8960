// SPDX-License-Identifier: MIT
/* Memory for devices: within reach, within its boundaries, given back whole, mistakes told. */
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/poison.h>
#include <linux/prandom.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include "mm/page/page.h"
#include "tests/kernel/world_test.h"
#include "tests/mm/mm_test.h"
#include "tests/mm/nth_failure.h"

/* So much that there are frames beyond 32 bits; only what is used of it costs anything. */
static const struct mm_test_world large = {
	.name = "with memory beyond 4 GiB",
	.config = { .profile = PROFILE_PC64, .memory = SZ_4G + SZ_1G, .nodes = 1, .quiet = true },
	.background = true,
};

static struct device dev;

static void make_device(u64 mask)
{
	memset(&dev, 0, sizeof(dev));
	dev.init_name = "demo0";
	device_initialize(&dev);
	dma_coerce_mask_and_coherent(&dev, mask);
}

/* ---- masks ----------------------------------------------------------------------------------- */

static void dma_masks(struct kunit *test)
{
	u64 own = 0;

	make_device(DMA_BIT_MASK(32));
	KUNIT_EXPECT_EQ(test, dma_get_mask(&dev), DMA_BIT_MASK(32));
	KUNIT_EXPECT_EQ(test, dma_set_mask_and_coherent(&dev, DMA_BIT_MASK(64)), 0);
	KUNIT_EXPECT_EQ(test, dev.coherent_dma_mask, ~0ull);
	/* No memory is that low, and the device reaches what it did. */
	KUNIT_EXPECT_EQ(test, dma_set_mask_and_coherent(&dev, DMA_BIT_MASK(16)), -EIO);
	KUNIT_EXPECT_EQ(test, dma_set_coherent_mask(&dev, DMA_BIT_MASK(16)), -EIO);
	KUNIT_EXPECT_EQ(test, dma_get_mask(&dev), ~0ull);
	KUNIT_EXPECT_TRUE(test, dma_supported(&dev, DMA_BIT_MASK(24)));
	/* One for both kinds, and one each. */
	dev.dma_mask = &own;
	KUNIT_EXPECT_EQ(test, dma_set_mask(&dev, DMA_BIT_MASK(30)), 0);
	KUNIT_EXPECT_EQ(test, own, DMA_BIT_MASK(30));
	KUNIT_EXPECT_EQ(test, dev.coherent_dma_mask, ~0ull);
	dev.dma_mask = NULL;
	KUNIT_EXPECT_EQ(test, dma_set_mask(&dev, DMA_BIT_MASK(32)), -EIO);
	KUNIT_EXPECT_GE(test, dma_get_required_mask(&dev), ((u64)max_pfn << PAGE_SHIFT) - 1);
	put_device(&dev);
}

/* Each device gets memory below its own limit, whatever zone that takes. */
static void dma_memory_is_within_reach(struct kunit *test)
{
	static const unsigned int bits[] = { 24, 28, 32, 33, 64 };
	void *held[ARRAY_SIZE(bits)][4];
	dma_addr_t handle[ARRAY_SIZE(bits)][4];

	mm_test_halt(test);
	mm_test_boot(test, &large);
	for (size_t i = 0; i < ARRAY_SIZE(bits); i++) {
		make_device(DMA_BIT_MASK(bits[i]));
		for (int k = 0; k < 4; k++) {
			size_t size = (k + 1) * PAGE_SIZE + 1;

			held[i][k] = dma_alloc_coherent(&dev, size, &handle[i][k], GFP_KERNEL);
			KUNIT_ASSERT_NOT_NULL(test, held[i][k]);
			KUNIT_EXPECT_EQ(test, handle[i][k], __pa(held[i][k]));
			KUNIT_EXPECT_LE(test, (u64)handle[i][k] + size - 1, DMA_BIT_MASK(bits[i]));
			KUNIT_EXPECT_NULL(test, memchr_inv(held[i][k], 0, size));
			memset(held[i][k], 1, size);
		}
	}
	/* Who reaches everything does not use up what others need. */
	KUNIT_EXPECT_GE(test, (u64)handle[4][0], SZ_4G);
	KUNIT_EXPECT_GT(test, (u64)handle[2][0], DMA_BIT_MASK(24));
	for (size_t i = 0; i < ARRAY_SIZE(bits); i++)
		for (int k = 0; k < 4; k++)
			dma_free_coherent(&dev, (k + 1) * PAGE_SIZE + 1, held[i][k], handle[i][k]);
	put_device(&dev);
}

/* ---- coherent memory ------------------------------------------------------------------------- */

static void dma_blocks_are_whole_pages(struct kunit *test)
{
	static const size_t sizes[] = { 1, PAGE_SIZE, PAGE_SIZE + 1, 5 * PAGE_SIZE, SZ_64K };
	unsigned long before;
	dma_addr_t handle;
	void *p;

	make_device(DMA_BIT_MASK(32));
	before = mm_test_settle();
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		p = dma_alloc_coherent(&dev, sizes[i], &handle, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_EQ(test, offset_in_page(p), 0);
		KUNIT_EXPECT_NULL(test, memchr_inv(p, 0, PAGE_ALIGN(sizes[i])));
		memset(p, 0xff, PAGE_ALIGN(sizes[i]));
		KUNIT_EXPECT_EQ(test, before - mm_test_settle(), PFN_UP(sizes[i]));
		dma_free_coherent(&dev, sizes[i], p, handle);
		KUNIT_EXPECT_EQ(test, mm_test_settle(), before);
	}
	KUNIT_EXPECT_NULL(test, dma_alloc_coherent(&dev, 0, &handle, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, dma_alloc_coherent(&dev, SIZE_MAX, &handle, GFP_KERNEL));
	dma_free_coherent(&dev, 8, NULL, 0);
	put_device(&dev);
}

static void dma_free_of_what_is_not_allocated(struct kunit *test)
{
	dma_addr_t handle;
	void *p, *q;

	make_device(DMA_BIT_MASK(32));
	p = dma_alloc_coherent(&dev, 2 * PAGE_SIZE, &handle, GFP_KERNEL);
	q = kmalloc(64, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	MM_TEST_ONE_REPORT(test, "frees DMA memory with different size",
			   dma_free_coherent(&dev, PAGE_SIZE, p, handle));
	MM_TEST_ONE_REPORT(test, "DMA memory it has not allocated",
			   dma_free_coherent(&dev, 2 * PAGE_SIZE, p + PAGE_SIZE,
					     handle + PAGE_SIZE));
	MM_TEST_ONE_REPORT(test, "DMA memory it has not allocated",
			   dma_free_coherent(&dev, 2 * PAGE_SIZE, p, handle + 1));
	MM_TEST_ONE_REPORT(test, "DMA memory it has not allocated",
			   dma_free_coherent(&dev, 64, q, __pa(q)));
	dma_free_coherent(&dev, 2 * PAGE_SIZE, p, handle);
	MM_TEST_ONE_REPORT(test, "DMA memory it has not allocated",
			   dma_free_coherent(&dev, 2 * PAGE_SIZE, p, handle));
	kfree(q);
	put_device(&dev);
}

static void dma_managed_goes_with_its_device(struct kunit *test)
{
	dma_addr_t handle;
	struct dma_pool *pool;
	void *p;

	make_device(DMA_BIT_MASK(32));
	p = dmam_alloc_coherent(&dev, 100, &handle, GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, p);
	dmam_free_coherent(&dev, 100, p, handle);
	KUNIT_EXPECT_NOT_NULL(test, dmam_alloc_coherent(&dev, 100, &handle, GFP_KERNEL));
	pool = dmam_pool_create("one", &dev, 32, 0, 0);
	KUNIT_ASSERT_NOT_NULL(test, pool);
	dmam_pool_destroy(pool);
	KUNIT_EXPECT_NOT_NULL(test, dmam_pool_create("two", &dev, 32, 0, 0));
	/* What is left goes now; the suite finds it if it does not. */
	put_device(&dev);
}

/* ---- mappings -------------------------------------------------------------------------------- */

static void dma_maps_what_is_in_reach(struct kunit *test)
{
	char *p = kmalloc(1000, GFP_KERNEL), *v = vmalloc(PAGE_SIZE);
	dma_addr_t handle;

	make_device(DMA_BIT_MASK(64));
	handle = dma_map_single(&dev, p + 10, 100, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, dma_mapping_error(&dev, handle), 0);
	KUNIT_EXPECT_EQ(test, handle, __pa(p) + 10);
	dma_sync_single_for_cpu(&dev, handle, 100, DMA_TO_DEVICE);
	dma_sync_single_for_device(&dev, handle, 100, DMA_TO_DEVICE);
	dma_unmap_single(&dev, handle, 100, DMA_TO_DEVICE);
	handle = dma_map_page(&dev, virt_to_page(p), offset_in_page(p), 100, DMA_FROM_DEVICE);
	KUNIT_EXPECT_EQ(test, handle, __pa(p));
	dma_unmap_page(&dev, handle, 100, DMA_FROM_DEVICE);

	/* Without an MMU vmalloc() gives memory that has a physical run. */
	if (IS_ENABLED(CONFIG_MMU)) {
		MM_TEST_ONE_REPORT(test, "rejecting DMA map of",
				   handle = dma_map_single(&dev, v, 100, DMA_TO_DEVICE));
		KUNIT_EXPECT_EQ(test, dma_mapping_error(&dev, handle), -ENOMEM);
	}
	MM_TEST_ONE_REPORT(test, "rejecting DMA map of",
			   handle = dma_map_single(&dev, &handle, 8, DMA_TO_DEVICE));
	KUNIT_EXPECT_EQ(test, dma_mapping_error(&dev, handle), -ENOMEM);
	MM_TEST_ONE_REPORT(test, "WARNING", handle = dma_map_single(&dev, p, 100, DMA_NONE));
	KUNIT_EXPECT_EQ(test, dma_mapping_error(&dev, handle), -ENOMEM);
	/* Told by the caller's own attribute, not by a report. */
	*dev.dma_mask = __pa(p) + 98;
	handle = dma_map_single_attrs(&dev, p, 99, DMA_TO_DEVICE, DMA_ATTR_NO_WARN);
	KUNIT_EXPECT_EQ(test, handle, __pa(p));
	handle = dma_map_single_attrs(&dev, p, 100, DMA_TO_DEVICE, DMA_ATTR_NO_WARN);
	KUNIT_EXPECT_EQ(test, dma_mapping_error(&dev, handle), -ENOMEM);
	vfree(v);
	kfree(p);
	put_device(&dev);
}

/* ---- pools ----------------------------------------------------------------------------------- */

static void dma_pool_shapes(struct kunit *test)
{
	make_device(DMA_BIT_MASK(32));
	KUNIT_EXPECT_NULL(test, dma_pool_create("none", NULL, 8, 8, 0));
	KUNIT_EXPECT_NULL(test, dma_pool_create("none", &dev, 0, 8, 0));
	KUNIT_EXPECT_NULL(test, dma_pool_create("none", &dev, (size_t)INT_MAX + 1, 8, 0));
	KUNIT_EXPECT_NULL(test, dma_pool_create("none", &dev, 8, 24, 0));
	KUNIT_EXPECT_NULL(test, dma_pool_create("none", &dev, 64, 8, 96));
	KUNIT_EXPECT_NULL(test, dma_pool_create("none", &dev, 64, 8, 32));
	dma_pool_destroy(NULL);
	put_device(&dev);
}

/* Everything that is promised of a block. */
static void expect_block(struct kunit *test, void *p, dma_addr_t handle, size_t size, size_t align,
			 size_t boundary)
{
	KUNIT_EXPECT_EQ(test, handle, __pa(p));
	KUNIT_EXPECT_EQ(test, handle % align, 0);
	if (boundary)
		KUNIT_EXPECT_EQ(test, handle / boundary, (handle + size - 1) / boundary);
}

static void dma_pool_of(struct kunit *test, size_t size, size_t align, size_t boundary)
{
	struct dma_pool *pool = dma_pool_create("shape", &dev, size, align, boundary);
	dma_addr_t handle[300];
	u8 *held[300];

	KUNIT_ASSERT_NOT_NULL(test, pool);
	for (int i = 0; i < 300; i++) {
		held[i] = dma_pool_zalloc(pool, GFP_KERNEL, &handle[i]);
		KUNIT_ASSERT_NOT_NULL(test, held[i]);
		expect_block(test, held[i], handle[i], size, align ? align : 1, boundary);
		KUNIT_ASSERT_NULL(test, memchr_inv(held[i], 0, size));
		memset(held[i], i, size);
	}
	for (int i = 0; i < 300; i++)
		KUNIT_ASSERT_NULL(test, memchr_inv(held[i], (u8)i, size));
	for (int i = 0; i < 300; i++)
		dma_pool_free(pool, held[i * 7 % 300], handle[i * 7 % 300]);
	dma_pool_destroy(pool);
}

static void dma_pool_blocks_keep_their_shape(struct kunit *test)
{
	make_device(DMA_BIT_MASK(32));
	dma_pool_of(test, 8, 0, 0);
	dma_pool_of(test, 40, 8, 0);
	dma_pool_of(test, 100, 64, 256);
	dma_pool_of(test, 24, 4, 64);
	dma_pool_of(test, PAGE_SIZE / 2 + 8, 8, PAGE_SIZE);
	dma_pool_of(test, PAGE_SIZE + 8, 8, 0);
	dma_pool_of(test, 3 * PAGE_SIZE, 16, 4 * PAGE_SIZE);
	put_device(&dev);
}

static void dma_pool_mistakes(struct kunit *test)
{
	struct dma_pool *pool, *other;
	dma_addr_t handle, its;
	u8 *p, *q;

	make_device(DMA_BIT_MASK(32));
	pool = dma_pool_create("mistakes", &dev, 64, 64, 0);
	other = dma_pool_create("other", &dev, 64, 64, 0);
	p = dma_pool_alloc(pool, GFP_KERNEL, &handle);
	q = dma_pool_alloc(other, GFP_KERNEL, &its);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_ASSERT_NOT_NULL(test, q);
	/* Nobody may rely on what is in it. */
	KUNIT_EXPECT_NULL(test, memchr_inv(p, POOL_POISON_ALLOCATED, 64));
	MM_TEST_ONE_REPORT(test, "(bad dma)", dma_pool_free(pool, q, its));
	MM_TEST_ONE_REPORT(test, "(bad dma)", dma_pool_free(pool, p + 8, handle + 8));
	MM_TEST_ONE_REPORT(test, "(bad vaddr)", dma_pool_free(pool, p + 64, handle));
	MM_TEST_ONE_REPORT(test, "(already free)", dma_pool_free(pool, p + 64, handle + 64));
	dma_pool_free(pool, p, handle);
	MM_TEST_ONE_REPORT(test, "(already free)", dma_pool_free(pool, p, handle));
	p[3] = 0;
	MM_TEST_ONE_REPORT(test, "(corrupted)", p = dma_pool_alloc(pool, GFP_KERNEL, &handle));
	dma_pool_free(pool, p, handle);
	dma_pool_destroy(pool);
	/* A run that is in use stays, as a device may be writing to it. */
	MM_TEST_ONE_REPORT(test, "dma_pool_destroy other", dma_pool_destroy(other));
	memset(q, 1, 64);
	dma_free_untraced(q, PAGE_SIZE);
	put_device(&dev);
}

#define MODEL_BLOCKS 200
#define MODEL_STEPS  6000

/* Blocks come and go in any order; each keeps what was written to it. */
static void dma_pool_against_a_model(struct kunit *test)
{
	static struct {
		u8 *p;
		dma_addr_t handle;
	} blocks[MODEL_BLOCKS];
	struct dma_pool *pool;
	struct rnd_state rnd;

	make_device(DMA_BIT_MASK(32));
	memset(blocks, 0, sizeof(blocks));
	prandom_seed_state(&rnd, kunit_seed());
	pool = dma_pool_create("model", &dev, 72, 8, 1024);
	KUNIT_ASSERT_NOT_NULL(test, pool);
	for (int step = 0; step < MODEL_STEPS; step++) {
		u32 i = prandom_u32_state(&rnd) % MODEL_BLOCKS;

		if (blocks[i].p) {
			KUNIT_ASSERT_NULL(test, memchr_inv(blocks[i].p, (u8)i, 72));
			dma_pool_free(pool, blocks[i].p, blocks[i].handle);
			blocks[i].p = NULL;
			continue;
		}
		blocks[i].p = dma_pool_alloc(pool, GFP_KERNEL, &blocks[i].handle);
		KUNIT_ASSERT_NOT_NULL(test, blocks[i].p);
		expect_block(test, blocks[i].p, blocks[i].handle, 72, 8, 1024);
		memset(blocks[i].p, (u8)i, 72);
	}
	for (int i = 0; i < MODEL_BLOCKS; i++)
		if (blocks[i].p)
			dma_pool_free(pool, blocks[i].p, blocks[i].handle);
	dma_pool_destroy(pool);
	put_device(&dev);
}

/* ---- with every request failing in turn ------------------------------------------------------ */

static bool use_all(void *ctx)
{
	struct dma_pool *pool = dma_pool_create("turn", &dev, 100, 8, 0);
	dma_addr_t at, handle;
	void *p = dma_alloc_coherent(&dev, 3 * PAGE_SIZE, &at, GFP_KERNEL | __GFP_NOWARN);
	void *block = pool ? dma_pool_alloc(pool, GFP_KERNEL | __GFP_NOWARN, &handle) : NULL;
	bool all = p && block;

	if (block)
		dma_pool_free(pool, block, handle);
	if (p)
		dma_free_coherent(&dev, 3 * PAGE_SIZE, p, at);
	dma_pool_destroy(pool);
	return all;
}

static void dma_each_request_fails(struct kunit *test)
{
	const struct nth_body body = { "DMA memory and a pool", use_all, NULL };

	make_device(DMA_BIT_MASK(64));
	mm_test_halt(test);
	mm_test_boot_plain(test, true);
	KUNIT_EXPECT_GE(test, nth_failure_calls(test, &body, false), 3);
	nth_failure_calls(test, &body, true);
	KUNIT_EXPECT_GE(test, nth_failure_pages(test, &body), 4);
	put_device(&dev);
}

static struct kunit_case dma_cases[] = {
	KUNIT_CASE(dma_masks),
	KUNIT_CASE(dma_memory_is_within_reach),
	KUNIT_CASE(dma_blocks_are_whole_pages),
	KUNIT_CASE(dma_free_of_what_is_not_allocated),
	KUNIT_CASE(dma_managed_goes_with_its_device),
	KUNIT_CASE(dma_maps_what_is_in_reach),
	KUNIT_CASE(dma_pool_shapes),
	KUNIT_CASE(dma_pool_blocks_keep_their_shape),
	KUNIT_CASE(dma_pool_mistakes),
	KUNIT_CASE(dma_pool_against_a_model),
	KUNIT_CASE(dma_each_request_fails),
	{},
};

static struct kunit_suite dma_suite = {
	.name = "dma",
	.init = mm_test_init,
	.test_cases = dma_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN },
};
kunit_test_suite(dma_suite);
