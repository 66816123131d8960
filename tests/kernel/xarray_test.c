// SPDX-License-Identifier: MIT
/* XArrays and radix trees: against an array, without memory, with readers beside. */
#include <linux/radix-tree.h>
#include <linux/slab.h>
#include <linux/xarray.h>

#include "mm/boot/trace.h"
#include "tests/kernel/world_test.h"
#include "tests/kernel/xarray_tree.h"

/* Numbers near each other, far from each other, and at both ends. */
static const unsigned long places[] = {
	0,	   1, 63, 64, 4095, 4096, 262143, 262144, 1ul << 30, ULONG_MAX / 2, ULONG_MAX - 1,
	ULONG_MAX,
};

static void xarray_test_places(struct kunit *test)
{
	DEFINE_XARRAY(xa);
	unsigned long index;
	unsigned int n = 0;
	void *entry;

	for (unsigned int i = 0; i < ARRAY_SIZE(places); i++) {
		entry = xa_mk_value(i);
		KUNIT_EXPECT_NULL(test, xa_load(&xa, places[i]));
		KUNIT_EXPECT_NULL(test, xa_store(&xa, places[i], entry, GFP_KERNEL));
		KUNIT_EXPECT_EQ(test, xa_insert(&xa, places[i], entry, GFP_KERNEL), -EBUSY);
		KUNIT_EXPECT_EQ(test, tree_check(&xa), 0);
	}
	xa_for_each(&xa, index, entry) {
		KUNIT_EXPECT_EQ(test, index, places[n]);
		KUNIT_EXPECT_EQ(test, xa_to_value(entry), (unsigned long)n);
		n++;
	}
	KUNIT_EXPECT_EQ(test, n, (unsigned int)ARRAY_SIZE(places));
	n = 0;
	xa_for_each_range(&xa, index, entry, 64, 262143)
		n++;
	KUNIT_EXPECT_EQ(test, n, 4u);
	for (unsigned int i = ARRAY_SIZE(places); i--;) {
		KUNIT_EXPECT_EQ(test, xa_to_value(xa_erase(&xa, places[i])), (unsigned long)i);
		KUNIT_EXPECT_NULL(test, xa_load(&xa, places[i]));
		KUNIT_EXPECT_EQ(test, tree_check(&xa), 0);
	}
	KUNIT_EXPECT_TRUE(test, xa_empty(&xa));
}

/* Random stores, erasures and marks, against arrays. */
#define MODEL 600
static void *model[MODEL];
static bool marked[MODEL];

static void compare(struct kunit *test, struct xarray *xa, unsigned long stride)
{
	unsigned long index, nr = 0, nr_marked = 0;
	void *entry;

	for (unsigned long i = 0; i < MODEL; i++) {
		KUNIT_ASSERT_PTR_EQ(test, xa_load(xa, i * stride), model[i]);
		KUNIT_ASSERT_EQ(test, xa_get_mark(xa, i * stride, XA_MARK_1), marked[i]);
		nr += !!model[i];
		nr_marked += marked[i];
	}
	xa_for_each(xa, index, entry)
		nr--;
	xa_for_each_marked(xa, index, entry, XA_MARK_1)
		nr_marked--;
	KUNIT_ASSERT_EQ(test, nr, 0ul);
	KUNIT_ASSERT_EQ(test, nr_marked, 0ul);
	KUNIT_ASSERT_EQ(test, tree_check(xa), 0);
}

static void xarray_test_model(struct kunit *test)
{
	static const unsigned long strides[] = { 1, 37, 4099, 1ul << 20 };
	u32 random = kunit_seed();

	for (unsigned int s = 0; s < ARRAY_SIZE(strides); s++) {
		DEFINE_XARRAY(xa);

		memset(model, 0, sizeof(model));
		memset(marked, 0, sizeof(marked));
		for (unsigned int step = 0; step < 4000; step++) {
			unsigned long i, index;

			random = random * 1664525 + 1013904223;
			i = random >> 8 & 1023;
			i = i < MODEL ? i : i - MODEL;
			index = i * strides[s];
			if (random >> 30 == 0) {
				KUNIT_EXPECT_PTR_EQ(test, xa_erase(&xa, index), model[i]);
				model[i] = NULL;
				marked[i] = false;
			} else if (random >> 30 == 1) {
				xa_set_mark(&xa, index, XA_MARK_1);
				marked[i] = model[i];
			} else if (random >> 29 == 4) {
				xa_clear_mark(&xa, index, XA_MARK_1);
				marked[i] = false;
			} else {
				void *entry = xa_mk_value(step);

				KUNIT_EXPECT_PTR_EQ(test, xa_store(&xa, index, entry, GFP_KERNEL),
						    model[i]);
				model[i] = entry;
			}
			if (step % 500 == 0)
				compare(test, &xa, strides[s]);
		}
		compare(test, &xa, strides[s]);
		xa_destroy(&xa);
		KUNIT_EXPECT_TRUE(test, xa_empty(&xa));
	}
}

/* Numbers are given away in order, round and round, and not when all are used. */
static void xarray_test_alloc(struct kunit *test)
{
	DEFINE_XARRAY_ALLOC1(xa);
	u32 id = 0, next = 0;
	int one = 1;

	for (u32 i = 1; i <= 200; i++) {
		KUNIT_EXPECT_EQ(test, xa_alloc(&xa, &id, &one, XA_LIMIT(0, 200), GFP_KERNEL), 0);
		KUNIT_EXPECT_EQ(test, id, i);
	}
	KUNIT_EXPECT_EQ(test, xa_alloc(&xa, &id, &one, XA_LIMIT(0, 200), GFP_KERNEL), -EBUSY);
	xa_erase(&xa, 70);
	KUNIT_EXPECT_EQ(test, xa_alloc(&xa, &id, NULL, XA_LIMIT(0, 200), GFP_KERNEL), 0);
	KUNIT_EXPECT_EQ(test, id, 70u);
	/* It is kept, and nothing is there. */
	KUNIT_EXPECT_NULL(test, xa_load(&xa, 70));
	KUNIT_EXPECT_EQ(test, xa_alloc(&xa, &id, &one, XA_LIMIT(0, 200), GFP_KERNEL), -EBUSY);
	xa_destroy(&xa);
	next = 9;
	for (u32 i = 9; i <= 11; i++) {
		KUNIT_EXPECT_EQ(test,
				xa_alloc_cyclic(&xa, &id, &one, XA_LIMIT(8, 11), &next, GFP_KERNEL),
				0);
		KUNIT_EXPECT_EQ(test, id, i);
	}
	KUNIT_EXPECT_EQ(test, xa_alloc_cyclic(&xa, &id, &one, XA_LIMIT(8, 11), &next, GFP_KERNEL),
			1);
	KUNIT_EXPECT_EQ(test, id, 8u);
	xa_destroy(&xa);
	/* Such an array has no 0. */
	next = 0;
	for (u32 i = 1; i <= 2; i++) {
		KUNIT_EXPECT_EQ(test,
				xa_alloc_cyclic(&xa, &id, &one, XA_LIMIT(0, 2), &next, GFP_KERNEL),
				0);
		KUNIT_EXPECT_EQ(test, id, i);
	}
	KUNIT_EXPECT_EQ(test, xa_alloc_cyclic(&xa, &id, &one, XA_LIMIT(0, 2), &next, GFP_KERNEL),
			-EBUSY);
	xa_destroy(&xa);
	KUNIT_EXPECT_EQ(test, xa_reserve(&xa, 5, GFP_KERNEL), 0);
	KUNIT_EXPECT_FALSE(test, xa_empty(&xa));
	xa_release(&xa, 5);
	KUNIT_EXPECT_TRUE(test, xa_empty(&xa));
}

/* ---- without memory -------------------------------------------------------------------------- */

static int left_to_grant;

static void ignore_alloc(enum mm_event_kind kind, const void *id, size_t requested, size_t given,
			 gfp_t gfp)
{
}

static void ignore_free(enum mm_event_kind kind, const void *id)
{
}

static bool refuse(enum mm_event_kind kind, size_t requested, gfp_t gfp)
{
	return kind == MM_EVENT_KMALLOC && left_to_grant-- <= 0;
}

static const struct mm_tracer refuser = {
	.alloc = ignore_alloc,
	.free = ignore_free,
	.should_fail = refuse,
};

/* A store that gets too few nodes changes nothing. */
static void xarray_test_no_memory(struct kunit *test)
{
	const struct mm_tracer *outer = mm_tracer;
	DEFINE_XARRAY(xa);
	int one = 1, err, tries = 0;

	KUNIT_EXPECT_NULL(test, xa_store(&xa, 3, &one, GFP_KERNEL));
	do {
		left_to_grant = tries++;
		mm_tracer = &refuser;
		err = xa_err(xa_store(&xa, 1ul << 30, &one, GFP_KERNEL));
		mm_tracer = outer;
		KUNIT_EXPECT_EQ(test, tree_check(&xa), 0);
		KUNIT_EXPECT_PTR_EQ(test, xa_load(&xa, 3), (void *)&one);
		KUNIT_EXPECT_PTR_EQ(test, xa_load(&xa, 1ul << 30), err ? NULL : (void *)&one);
	} while (err == -ENOMEM && tries < 100);
	KUNIT_EXPECT_EQ(test, err, 0);
	/* Five to the top where both fit, five down on the other side. */
	KUNIT_EXPECT_EQ(test, tries, 11);
	xa_destroy(&xa);
}

static void xarray_test_radix(struct kunit *test)
{
	const struct mm_tracer *outer = mm_tracer;
	RADIX_TREE(tree, GFP_ATOMIC);
	void *found[4];
	int items[5];

	for (int i = 0; i < 5; i++) {
		KUNIT_EXPECT_EQ(test, radix_tree_preload(GFP_KERNEL), 0);
		/* What was kept ready is enough, wherever it goes. */
		left_to_grant = 0;
		mm_tracer = &refuser;
		KUNIT_EXPECT_EQ(test,
				radix_tree_insert(&tree, (unsigned long)i << 6 * i, &items[i]), 0);
		KUNIT_EXPECT_EQ(test,
				radix_tree_insert(&tree, (unsigned long)i << 6 * i, &items[0]),
				-EEXIST);
		mm_tracer = outer;
		radix_tree_preload_end();
	}
	KUNIT_EXPECT_PTR_EQ(test, radix_tree_lookup(&tree, 1 << 6), (void *)&items[1]);
	KUNIT_EXPECT_EQ(test, radix_tree_gang_lookup(&tree, found, 1, 4), 4u);
	KUNIT_EXPECT_PTR_EQ(test, found[0], (void *)&items[1]);
	radix_tree_tag_set(&tree, 2 << 12, 1);
	KUNIT_EXPECT_TRUE(test, radix_tree_tagged(&tree, 1));
	KUNIT_EXPECT_EQ(test, radix_tree_gang_lookup_tag(&tree, found, 0, 4, 1), 1u);
	KUNIT_EXPECT_PTR_EQ(test, found[0], (void *)&items[2]);
	for (int i = 0; i < 5; i++)
		KUNIT_EXPECT_PTR_EQ(test, radix_tree_delete(&tree, (unsigned long)i << 6 * i),
				    (void *)&items[i]);
	KUNIT_EXPECT_TRUE(test, radix_tree_empty(&tree));
	KUNIT_EXPECT_FALSE(test, radix_tree_tagged(&tree, 1));
}

/* ---- beside others --------------------------------------------------------------------------- */

static DEFINE_XARRAY(shared);
static atomic_t wrong;

/* What is at a number is the number; whatever goes on elsewhere, 7 is always there. */
static int reader_and_writer(void *data)
{
	bool writes = atomic_inc_return((atomic_t *)data) % 2;

	for (unsigned long i = 0; i < 3000; i++) {
		unsigned long index = i * 2654435761u % 5000 * 11;
		void *entry = xa_load(&shared, index);

		if (entry && xa_to_value(entry) != index)
			atomic_inc(&wrong);
		if (xa_to_value(xa_load(&shared, 7)) != 7)
			atomic_inc(&wrong);
		if (!writes)
			continue;
		if (i % 3 && xa_err(xa_store(&shared, index, xa_mk_value(index), GFP_KERNEL)))
			return -ENOMEM;
		if (i % 3 == 0)
			xa_erase(&shared, index);
	}
	return 0;
}

static void xarray_test_crowd(struct kunit *test)
{
	atomic_t nr = ATOMIC_INIT(0);

	xa_init(&shared);
	atomic_set(&wrong, 0);
	KUNIT_EXPECT_NULL(test, xa_store(&shared, 7, xa_mk_value(7), GFP_KERNEL));
	KUNIT_EXPECT_TRUE(test, run_threads(WORLD_THREADS, reader_and_writer, &nr));
	KUNIT_EXPECT_EQ(test, atomic_read(&wrong), 0);
	KUNIT_EXPECT_EQ(test, tree_check(&shared), 0);
	xa_destroy(&shared);
}

static struct kunit_case xarray_cases[] = {
	KUNIT_CASE(xarray_test_places),
	KUNIT_CASE(xarray_test_model),
	KUNIT_CASE(xarray_test_alloc),
	KUNIT_CASE(xarray_test_no_memory),
	KUNIT_CASE(xarray_test_radix),
	KUNIT_CASE(xarray_test_crowd),
	{},
};
WORLD_SUITE(xarray, xarray_cases);
