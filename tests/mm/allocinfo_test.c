// SPDX-License-Identifier: MIT
/* Allocation profiling: what each call has where it stands, in the words of /proc/allocinfo. */
#define CONFIG_MEM_ALLOC_PROFILING 1
#include <kunit/test.h>
#include <linux/folio.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <mm/slab/slab.h>
#include <tests/mm/allocinfo.h>
#include <tests/mm/movable.h>

/* ---- each call, where it stands -------------------------------------------------------------- */

/* @get is counted in this very function, which has nothing else, until @put. */
#define COUNTED(test, type, get, put, bytes, calls)                       \
	do {                                                              \
		char __words[96];                                         \
		type p;                                                   \
                                                                          \
		snprintf(__words, sizeof(__words), "func:%s ", __func__); \
		p = (get);                                                \
		KUNIT_ASSERT_TRUE(test, p);                               \
		EXPECT_HAS(test, __words, bytes, calls);                  \
		put;                                                      \
		EXPECT_HAS(test, __words, 0, 0);                          \
	} while (0)

static void allocinfo_kmalloc(struct kunit *test)
{
	volatile size_t size = 100;

	COUNTED(test, void *, kmalloc(8, GFP_KERNEL), kfree(p), allocinfo_place(p), 1);
	COUNTED(test, void *, kmalloc(64, GFP_KERNEL), kfree(p), allocinfo_place(p), 1);
	COUNTED(test, void *, kmalloc(size, GFP_ATOMIC), kfree(p), allocinfo_place(p), 1);
	COUNTED(test, void *, kzalloc(size, GFP_KERNEL), kfree(p), allocinfo_place(p), 1);
	COUNTED(test, void *, kzalloc(200, GFP_DMA), kfree(p), allocinfo_place(p), 1);
	COUNTED(test, void *, kmalloc(size, GFP_KERNEL | __GFP_RECLAIMABLE), kfree(p),
		allocinfo_place(p), 1);
	COUNTED(test, void *, kcalloc(10, size, GFP_KERNEL), kfree(p), allocinfo_place(p), 1);
	COUNTED(test, void *, kmalloc_array(10, size, GFP_KERNEL), kfree(p), allocinfo_place(p), 1);
	COUNTED(test, void *, kmalloc_node(size, GFP_KERNEL, 0), kfree(p), allocinfo_place(p), 1);
	COUNTED(test, void *, kzalloc_node(size, GFP_KERNEL, NUMA_NO_NODE), kfree(p),
		allocinfo_place(p), 1);
	for (size = PAGE_SIZE; size <= 128 * PAGE_SIZE; size *= 2)
		COUNTED(test, void *, kmalloc(size, GFP_KERNEL), kfree(p), allocinfo_place(p), 1);
	COUNTED(test, void *, kmalloc(64 * PAGE_SIZE, GFP_KERNEL), kfree(p), allocinfo_place(p), 1);
	COUNTED(test, struct mm_test_world *, kmalloc_obj(struct mm_test_world), kfree(p),
		allocinfo_place(p), 1);
	COUNTED(test, char *, kstrdup("a string", GFP_KERNEL), kfree(p), allocinfo_place(p), 1);
	COUNTED(test, void *, kmemdup(allocinfo_text, 500, GFP_KERNEL), kfree(p),
		allocinfo_place(p), 1);
	COUNTED(test, char *, kasprintf(GFP_KERNEL, "%d", 1), kfree(p), allocinfo_place(p), 1);
	COUNTED(test, void *, kvmalloc(size, GFP_KERNEL), kvfree(p), allocinfo_place(p), 1);
}

static void allocinfo_caches(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("allocinfo", 72, 0, SLAB_NO_MERGE, NULL);
	void *objects[200];

	KUNIT_ASSERT_NOT_NULL(test, s);
	COUNTED(test, void *, kmem_cache_alloc(s, GFP_KERNEL), kmem_cache_free(s, p), s->size, 1);
	COUNTED(test, void *, kmem_cache_zalloc(s, GFP_KERNEL), kmem_cache_free(s, p), s->size, 1);
	COUNTED(test, void *, kmem_cache_alloc_node(s, GFP_KERNEL, 0), kmem_cache_free(s, p),
		s->size, 1);
	for (int nr = 1; nr <= 200; nr += 199)
		for (int round = 0; round < 2; round++)
			COUNTED(test, int, kmem_cache_alloc_bulk(s, GFP_KERNEL, nr, objects),
				kmem_cache_free_bulk(s, nr, objects), (size_t)nr * s->size, nr);
	kmem_cache_destroy(s);
}

static void allocinfo_pages(struct kunit *test)
{
	const size_t size = 3 * PAGE_SIZE;
	struct page *pages[20];

	for (unsigned int order = 0; order <= MAX_PAGE_ORDER - 2; order++) {
		COUNTED(test, struct page *, alloc_pages(GFP_KERNEL, order), __free_pages(p, order),
			PAGE_SIZE << order, 1);
		COUNTED(test, struct page *, alloc_pages(GFP_KERNEL | __GFP_COMP, order),
			__free_pages(p, order), PAGE_SIZE << order, 1);
		COUNTED(test, unsigned long, __get_free_pages(GFP_KERNEL, order),
			free_pages(p, order), PAGE_SIZE << order, 1);
	}
	COUNTED(test, struct page *, alloc_page(GFP_HIGHUSER), __free_page(p), PAGE_SIZE, 1);
	COUNTED(test, struct page *, alloc_page(GFP_DMA), __free_page(p), PAGE_SIZE, 1);
	COUNTED(test, struct page *, alloc_pages_node(0, GFP_KERNEL, 1), __free_pages(p, 1),
		2 * PAGE_SIZE, 1);
	COUNTED(test, unsigned long, get_zeroed_page(GFP_KERNEL), free_page(p), PAGE_SIZE, 1);
	COUNTED(test, struct folio *, folio_alloc(GFP_KERNEL, 2), folio_put(p), 4 * PAGE_SIZE, 1);
	/* Each page stands alone, and is a call. */
	COUNTED(test, void *, alloc_pages_exact(size, GFP_KERNEL), free_pages_exact(p, size), size,
		3);
	memset(pages, 0, sizeof(pages));
	COUNTED(test, unsigned long, alloc_pages_bulk_array(GFP_KERNEL, 20, pages),
		release_pages(pages, 20), 20 * PAGE_SIZE, 20);
}

/* Each page is a call; where nothing can be mapped, it is one block. */
static void allocinfo_vmalloc(struct kunit *test)
{
	const bool mmu = IS_ENABLED(CONFIG_MMU);
	const unsigned long size = 10 * PAGE_SIZE, huge = 2 * KMALLOC_MAX_SIZE;

	/* Freed areas are kept for the next, whoever that is. */
	for (int round = 0; round < 2; round++) {
		COUNTED(test, void *, vmalloc(size - 1), vfree(p), mmu ? size : allocinfo_place(p),
			mmu ? 10 : 1);
		COUNTED(test, void *, vzalloc(size), vfree(p), mmu ? size : allocinfo_place(p),
			mmu ? 10 : 1);
		if (mmu)
			COUNTED(test, void *, kvmalloc(huge, GFP_KERNEL), kvfree(p), huge,
				huge / PAGE_SIZE);
	}
}

static void allocinfo_percpu(struct kunit *test)
{
	unsigned long free = mm_test_settle();

	/* One empty chunk is kept. */
	free_percpu(alloc_percpu(int));
	mm_test_lose(free - mm_test_settle());
	COUNTED(test, int __percpu *, alloc_percpu(int), free_percpu(p), sizeof(int), 1);
	COUNTED(test, char __percpu *, __alloc_percpu(100, 8), free_percpu(p), 100, 1);
}

/* The elements; the pool itself is the core's. */
static void allocinfo_mempool(struct kunit *test)
{
	COUNTED(test, mempool_t *, mempool_create_kmalloc_pool(4, 96), mempool_destroy(p),
		4 * allocinfo_place(p->elements[0]), 4);
}

/* ---- sites ----------------------------------------------------------------------------------- */

static __always_inline void *from_many_places(size_t size)
{
	return kmalloc(size, GFP_KERNEL);
}

static noinline void *one_place(void)
{
	return from_many_places(40);
}

static noinline void *another_place(void)
{
	return from_many_places(40);
}

/* It is one site: the code is written once. */
static void allocinfo_inline(struct kunit *test)
{
	void *p[3] = { from_many_places(40), one_place(), another_place() };

	EXPECT_HAS(test, "func:from_many_places ", 3 * allocinfo_place(p[0]), 3);
	KUNIT_EXPECT_EQ(test, allocinfo_look("func:from_many_places ").lines, 1u);
	EXPECT_HAS(test, "func:one_place ", 0, 0);
	for (int i = 0; i < 3; i++)
		kfree(p[i]);
	EXPECT_HAS(test, "func:from_many_places ", 0, 0);
}

static void *widget_noprof(size_t size)
{
	return kmalloc_noprof(size, GFP_KERNEL);
}

#define widget(size) alloc_hooks(widget_noprof(size))

static noinline void *makes_widget(void)
{
	return widget(96);
}

/* A call within a call is its own, and the outer one goes on after it. */
static noinline void *outer_noprof(void **inner)
{
	*inner = makes_widget();
	return kmalloc_noprof(96, GFP_KERNEL);
}

static noinline void *outer(void **inner)
{
	return alloc_hooks(outer_noprof(inner));
}

static void allocinfo_hooks(struct kunit *test)
{
	void *inner, *p = outer(&inner);

	EXPECT_HAS(test, "func:makes_widget ", allocinfo_place(inner), 1);
	EXPECT_HAS(test, "func:outer ", allocinfo_place(p), 1);
	EXPECT_HAS(test, "func:outer_noprof ", 0, 0);
	KUNIT_EXPECT_NULL(test, port_self()->alloc_tag);
	kfree(p);
	kfree(inner);
}

static noinline void *taken(size_t size)
{
	return kmalloc(size, GFP_KERNEL);
}

/* What nobody says is nobody's, also in a place that was somebody's. */
static void allocinfo_untagged(struct kunit *test)
{
	struct allocinfo_had before = allocinfo_look("func:untagged ");
	struct page *page;
	void *p[50];

	for (int i = 0; i < 50; i++)
		p[i] = taken(72);
	EXPECT_HAS(test, "func:taken ", 50 * allocinfo_place(p[0]), 50);
	for (int i = 0; i < 50; i++)
		kfree(p[i]);
	for (int i = 0; i < 50; i++)
		p[i] = kmalloc_noprof(72, GFP_KERNEL);
	EXPECT_HAS(test, "func:taken ", 0, 0);
	KUNIT_EXPECT_EQ(test, allocinfo_look("func:untagged ").calls - before.calls, 50ull);
	for (int i = 0; i < 50; i++)
		kfree(p[i]);
	page = alloc_page(GFP_KERNEL);
	__free_page(page);
	page = alloc_pages_noprof(GFP_KERNEL, 0);
	EXPECT_HAS(test, "func:allocinfo_untagged ", 0, 0);
	KUNIT_EXPECT_EQ(test, allocinfo_look("func:untagged ").calls - before.calls, 1ull);
	__free_page(page);
}

static noinline void *resized(void *p, size_t size)
{
	return krealloc(p, size, GFP_KERNEL);
}

/* As on Linux: who moved memory has it then; what stays in its place stays whose it is. */
static void allocinfo_krealloc(struct kunit *test)
{
	void *p = taken(40);
	size_t first = allocinfo_place(p);

	p = resized(p, 30);
	EXPECT_HAS(test, "func:taken ", first, 1);
	EXPECT_HAS(test, "func:resized ", 0, 0);
	p = resized(p, 1000);
	EXPECT_HAS(test, "func:taken ", 0, 0);
	EXPECT_HAS(test, "func:resized ", allocinfo_place(p), 1);
	kfree(p);
	EXPECT_HAS(test, "func:resized ", 0, 0);
}

/* The smallest objects do not share an entry of the map. */
static void allocinfo_neighbours(struct kunit *test)
{
	void *p[2][100];

	for (int i = 0; i < 100; i++) {
		p[0][i] = kmalloc(8, GFP_KERNEL);
		p[1][i] = taken(8);
	}
	EXPECT_HAS(test, "func:allocinfo_neighbours ", 100 * allocinfo_place(p[0][0]), 100);
	EXPECT_HAS(test, "func:taken ", 100 * allocinfo_place(p[0][0]), 100);
	for (int i = 0; i < 100; i++) {
		kfree(p[0][i]);
		kfree(p[1][i]);
	}
}

/* ---- pages that do not stay what they were --------------------------------------------------- */

static void allocinfo_split(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, 3);

	split_page(page, 3);
	EXPECT_HAS(test, "func:allocinfo_split ", 8 * PAGE_SIZE, 8);
	for (int i = 0; i < 8; i++)
		__free_page(page + i);
	EXPECT_HAS(test, "func:allocinfo_split ", 0, 0);
}

static noinline bool moving_page(void)
{
	return alloc_hooks(movable_take(0, GFP_HIGHUSER_MOVABLE));
}

/* A page that moves is counted where it went; who gets its old place is counted there. */
static void allocinfo_moved(struct kunit *test)
{
	struct page *page;
	unsigned long pfn;

	movable_open();
	KUNIT_ASSERT_TRUE(test, moving_page());
	EXPECT_HAS(test, "func:moving_page ", PAGE_SIZE, 1);
	page = movable_page(0);
	pfn = page_to_pfn(page);
	KUNIT_ASSERT_EQ(test, alloc_contig_range(pfn, pfn + 1, MIGRATE_MOVABLE, GFP_KERNEL), 0);
	KUNIT_EXPECT_PTR_NE(test, movable_page(0), page);
	EXPECT_HAS(test, "func:moving_page ", PAGE_SIZE, 1);
	EXPECT_HAS(test, "func:allocinfo_moved ", PAGE_SIZE, 1);
	free_contig_range(pfn, 1);
	movable_close(test);
	EXPECT_HAS(test, "func:moving_page ", 0, 0);
}

static struct kunit_case allocinfo_cases[] = {
	KUNIT_CASE_PARAM(allocinfo_kmalloc, allocinfo_worlds_gen_params),
	KUNIT_CASE_PARAM(allocinfo_caches, allocinfo_worlds_gen_params),
	KUNIT_CASE_PARAM(allocinfo_pages, allocinfo_worlds_gen_params),
	KUNIT_CASE_PARAM(allocinfo_vmalloc, allocinfo_worlds_gen_params),
	KUNIT_CASE_PARAM(allocinfo_percpu, allocinfo_worlds_gen_params),
	KUNIT_CASE_PARAM(allocinfo_mempool, allocinfo_worlds_gen_params),
	KUNIT_CASE_PARAM(allocinfo_inline, allocinfo_worlds_gen_params),
	KUNIT_CASE_PARAM(allocinfo_hooks, allocinfo_worlds_gen_params),
	KUNIT_CASE_PARAM(allocinfo_untagged, allocinfo_worlds_gen_params),
	KUNIT_CASE_PARAM(allocinfo_krealloc, allocinfo_worlds_gen_params),
	KUNIT_CASE_PARAM(allocinfo_neighbours, allocinfo_worlds_gen_params),
	KUNIT_CASE_PARAM(allocinfo_split, allocinfo_worlds_gen_params),
	KUNIT_CASE_PARAM(allocinfo_moved, allocinfo_worlds_gen_params),
	{},
};

static struct kunit_suite allocinfo_suite = {
	.name = "allocinfo",
	.init = mm_test_init,
	.test_cases = allocinfo_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN },
};
kunit_test_suite(allocinfo_suite);
