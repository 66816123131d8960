// SPDX-License-Identifier: MIT
/* What slab_check() has to notice: an invariant is broken by hand, told, and mended again. */
#include <kunit/test.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <mm/kmalloc/kmalloc.h>
#include <mm/slab/slab.h>
#include <tests/mm/mm_test.h>

/* One cache with a full slab and one that is not; nothing in arrays or in store. */
struct broken_cache {
	struct kmem_cache *s;
	struct cache_node *n;
	struct page *partial, *full;
	void **objects;
	unsigned int nr;
};

/* Where a slab with three objects in use stands. */
static struct list_head *partial_of(const struct broken_cache *b)
{
	return &b->n->partial[slab_density(b->s, 3)];
}

static struct broken_cache make(struct kunit *test, slab_flags_t flags)
{
	struct broken_cache b = {};

	b.s = kmem_cache_create("to be broken", 300, 0, flags | SLAB_NO_MERGE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, b.s);
	b.n = &b.s->node[0];
	b.nr = b.s->objects + 3;
	b.objects = kunit_kcalloc(test, b.nr, sizeof(void *), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, b.objects);
	KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(b.s, GFP_KERNEL, b.nr, b.objects), (int)b.nr);
	kmem_cache_shrink(b.s);
	KUNIT_ASSERT_EQ(test, b.n->nr_slabs, 2ul);
	KUNIT_ASSERT_EQ(test, b.n->nr_partial, 1ul);
	b.partial = list_first_entry(partial_of(&b), struct page, slab_list);
	b.full = list_first_entry(&b.n->full, struct page, slab_list);
	KUNIT_ASSERT_EQ(test, slab_check(), 0);
	return b;
}

static void mend(struct kunit *test, struct broken_cache *b)
{
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	kmem_cache_free_bulk(b->s, b->nr, b->objects);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	kmem_cache_destroy(b->s);
}

static void slab_check_heads(struct kunit *test)
{
	struct broken_cache b = make(test, 0);
	struct page *last = b.partial + (1ul << b.s->order) - 1;
	unsigned long flags = b.partial->flags;

	last->slab_cache = NULL;
	MM_TEST_NOTICED(test, slab_check, "a page of a slab does not name the cache");
	last->slab_cache = kmalloc_caches[0][6];
	MM_TEST_NOTICED(test, slab_check, "a page of a slab does not name the cache");
	last->slab_cache = b.s;
	b.partial->flags &= ~(1ul << PG_slab);
	MM_TEST_NOTICED(test, slab_check, "a slab's head does not say so");
	b.partial->flags = (flags + (1ul << PAGE_ORDER_SHIFT)) | (1ul << PG_head);
	MM_TEST_NOTICED(test, slab_check, "a slab's head does not say so");
	b.partial->flags = flags;
	mend(test, &b);
}

static void slab_check_free_lists(struct kunit *test)
{
	struct broken_cache b = make(test, 0);
	void *first = b.partial->freelist, *second = get_freepointer(b.s, first);

	b.partial->freelist = second;
	MM_TEST_NOTICED(test, slab_check, "in use + free is not the number of objects");
	b.partial->freelist = first;
	b.partial->slab_inuse++;
	MM_TEST_NOTICED(test, slab_check, "in use + free is not the number of objects");
	b.partial->slab_inuse--;
	b.partial->slab_objects--;
	MM_TEST_NOTICED(test, slab_check, "in use + free is not the number of objects");
	b.partial->slab_objects++;
	/* Between objects; into another slab; out of the machine; in a circle. */
	set_freepointer(b.s, first, (char *)second + 8);
	MM_TEST_NOTICED(test, slab_check, "the free list leads out of the slab");
	set_freepointer(b.s, first, b.full->slab_start);
	MM_TEST_NOTICED(test, slab_check, "the free list leads out of the slab");
	set_freepointer(b.s, first, &b);
	MM_TEST_NOTICED(test, slab_check, "the free list leads out of the slab");
	set_freepointer(b.s, first, first);
	MM_TEST_NOTICED(test, slab_check, "in use + free is not the number of objects");
	set_freepointer(b.s, first, second);
	mend(test, &b);
}

static void slab_check_counts(struct kunit *test)
{
	struct broken_cache b = make(test, 0);

	b.n->nr_partial++;
	MM_TEST_NOTICED(test, slab_check, "the counts of slabs are wrong");
	b.n->nr_partial--;
	b.n->nr_slabs--;
	MM_TEST_NOTICED(test, slab_check, "the counts of slabs are wrong");
	b.n->nr_slabs++;
	b.n->nr_stored++;
	MM_TEST_NOTICED(test, slab_check, "the counts of stored objects are wrong");
	b.n->nr_stored--;
	b.n->nr_sheaves++;
	MM_TEST_NOTICED(test, slab_check, "the counts of stored objects are wrong");
	b.n->nr_sheaves--;
	list_move(&b.full->slab_list, partial_of(&b));
	b.n->nr_partial++;
	MM_TEST_NOTICED(test, slab_check, "a slab is in the wrong list");
	list_move(&b.full->slab_list, &b.n->full);
	b.n->nr_partial--;
	list_move(&b.partial->slab_list, &b.n->full);
	b.n->nr_partial--;
	MM_TEST_NOTICED(test, slab_check, "a slab is in the wrong list");
	list_move(&b.partial->slab_list, partial_of(&b));
	b.n->nr_partial++;
	list_move(&b.partial->slab_list, &b.n->partial[NR_DENSITIES - 1]);
	MM_TEST_NOTICED(test, slab_check, "a slab is in the list of another density");
	list_move(&b.partial->slab_list, partial_of(&b));
	b.partial->slab_slots += 16;
	MM_TEST_NOTICED(test, slab_check, "a page of a slab does not name the cache");
	b.partial->slab_slots -= 16;
	mend(test, &b);
}

static void slab_check_arrays_and_sheaves(struct kunit *test)
{
	struct sheaf sheaf = { .count = 2 };
	struct broken_cache b = make(test, 0);
	void *stranger = kmalloc(100, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, stranger);
	KUNIT_ASSERT_EQ(test, slots_put(&b.s->slots, &stranger, 1), 1u);
	MM_TEST_NOTICED(test, slab_check, "an array or sheaf is not of this cache");
	KUNIT_ASSERT_EQ(test, slots_take(&b.s->slots, &stranger, 1), 1u);
	kfree(stranger);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);

	sheaf.objs[0] = b.objects[0];
	sheaf.objs[1] = (char *)b.objects[1] + 1;
	b.n->sheaves = &sheaf;
	b.n->nr_sheaves = 1;
	b.n->nr_stored = 2;
	MM_TEST_NOTICED(test, slab_check, "an array or sheaf is not of this cache");
	sheaf.objs[1] = &sheaf;
	MM_TEST_NOTICED(test, slab_check, "an array or sheaf is not of this cache");
	sheaf.objs[1] = b.objects[1];
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	sheaf.count = 0;
	MM_TEST_NOTICED(test, slab_check, "a sheaf's count is out of bounds");
	sheaf.count = SHEAF_OBJS + 1;
	MM_TEST_NOTICED(test, slab_check, "a sheaf's count is out of bounds");
	b.n->sheaves = NULL;
	b.n->nr_sheaves = 0;
	b.n->nr_stored = 0;
	mend(test, &b);
}

/* Bytes around free objects, too, where there are red zones. */
static void slab_check_red_zones(struct kunit *test)
{
	struct broken_cache b = make(test, SLAB_RED_ZONE);
	char *free = b.partial->freelist;

	kunit_expect_reports(test, 1);
	free[300] ^= 1;
	MM_TEST_NOTICED(test, slab_check,
			"BUG to be broken (Not tainted): Right Redzone overwritten");
	/* What is found is put right. */
	mend(test, &b);
}

static void kmalloc_check_classes(struct kunit *test)
{
	struct kmem_cache *s = kmalloc_caches[KMALLOC_NORMAL][6];
	u32 align = s->align;

	KUNIT_EXPECT_EQ(test, kmalloc_check(), 0);
	kmalloc_caches[KMALLOC_NORMAL][6] = NULL;
	MM_TEST_NOTICED(test, kmalloc_check, "class 6 of family 0 has no cache");
	kmalloc_caches[KMALLOC_NORMAL][6] = kmalloc_caches[KMALLOC_NORMAL][7];
	MM_TEST_NOTICED(test, kmalloc_check, "kmalloc-128 is not where its size leads");
	kmalloc_caches[KMALLOC_NORMAL][6] = s;
	s->align = 8;
	MM_TEST_NOTICED(test, kmalloc_check, "kmalloc-64 is not aligned to its size");
	s->align = align;
	KUNIT_EXPECT_EQ(test, kmalloc_check(), 0);
}

static int slab_check_init(struct kunit *test)
{
	mm_test_boot_plain(test, false);
	return 0;
}

static struct kunit_case slab_check_cases[] = {
	KUNIT_CASE(slab_check_heads),
	KUNIT_CASE(slab_check_free_lists),
	KUNIT_CASE(slab_check_counts),
	KUNIT_CASE(slab_check_arrays_and_sheaves),
	KUNIT_CASE(slab_check_red_zones),
	KUNIT_CASE(kmalloc_check_classes),
	{},
};

static struct kunit_suite slab_check_suite = {
	.name = "slab_check",
	.init = slab_check_init,
	.test_cases = slab_check_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(slab_check_suite);
