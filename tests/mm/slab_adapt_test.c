// SPDX-License-Identifier: MIT
/* CPU arrays that grow with their misses, slabs by density, and the ways between nodes. */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <mm/slab/slab.h>
#include <tests/mm/mm_test.h>

#define CROWD 3000

static struct kmem_cache *make(struct kunit *test, unsigned int size)
{
	struct kmem_cache *s = kmem_cache_create("adapts", size, 0, SLAB_NO_MERGE, NULL);

	KUNIT_ASSERT_NOT_NULL(test, s);
	return s;
}

/* Machines that check or listen have none. */
static void need_arrays(struct kunit *test, struct kmem_cache *s)
{
	if (s->slots.memory)
		return;
	kmem_cache_destroy(s);
	kunit_skip(test, "no CPU arrays");
}

static void **crowd(struct kunit *test)
{
	void **objects = kunit_kcalloc(test, CROWD, sizeof(*objects), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, objects);
	return objects;
}

/* More objects at once than any array holds, again and again. */
static void churn(struct kunit *test, struct kmem_cache *s, void **objects, int rounds)
{
	while (rounds--) {
		for (int i = 0; i < CROWD; i++) {
			objects[i] = kmem_cache_alloc(s, GFP_KERNEL);
			KUNIT_ASSERT_NOT_NULL(test, objects[i]);
		}
		for (int i = 0; i < CROWD; i++)
			kmem_cache_free(s, objects[i]);
	}
}

static u32 largest_capacity(const struct kmem_cache *s)
{
	u32 largest = 0;

	for (unsigned int cpu = 0; cpu < port.nr_slot_cpus; cpu++)
		largest = max(largest, slots_capacity_on(&s->slots, cpu));
	return largest;
}

/* grown >= sum of what the arrays may hold beyond their first size. */
static void expect_accounted(struct kunit *test, const struct kmem_cache *s)
{
	long more = 0, limit;

	for (unsigned int cpu = 0; cpu < port.nr_slot_cpus; cpu++)
		more += (long)slots_capacity_on(&s->slots, cpu) - (long)s->slots.initial;
	KUNIT_EXPECT_GE(test, s->grown, more * (long)s->size);
	KUNIT_EXPECT_GE(test, adapt_bytes(&limit), s->grown);
	KUNIT_EXPECT_LE(test, adapt_bytes(&limit), limit);
}

/* ---- arrays ---------------------------------------------------------------------------------- */

static void arrays_grow_with_misses(struct kunit *test)
{
	struct kmem_cache *s = make(test, 64);
	void **objects = crowd(test);

	need_arrays(test, s);
	KUNIT_EXPECT_EQ(test, largest_capacity(s), s->slots.initial);
	KUNIT_EXPECT_LT(test, s->slots.initial, s->slots.capacity);
	churn(test, s, objects, 40);
	KUNIT_EXPECT_EQ(test, largest_capacity(s), s->slots.capacity);
	KUNIT_EXPECT_GT(test, s->node[0].stat[SLAB_STAT_GROW], 0ul);
	expect_accounted(test, s);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	/* Whoever asks for memory back gets this, too. */
	kmem_cache_shrink(s);
	KUNIT_EXPECT_EQ(test, largest_capacity(s), s->slots.initial);
	KUNIT_EXPECT_EQ(test, s->grown, 0l);
	kmem_cache_destroy(s);
}

static void arrays_stay_small_in_gentle_use(struct kunit *test)
{
	struct kmem_cache *s = make(test, 64);

	need_arrays(test, s);
	for (int i = 0; i < 20000; i++) {
		void *a = kmem_cache_alloc(s, GFP_KERNEL), *b = kmem_cache_alloc(s, GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, a);
		KUNIT_ASSERT_NOT_NULL(test, b);
		kmem_cache_free(s, a);
		kmem_cache_free(s, b);
	}
	KUNIT_EXPECT_EQ(test, largest_capacity(s), s->slots.initial);
	kmem_cache_destroy(s);
}

#define MANY_CACHES 24

/* The machine's bound holds; who is idle gives up what it had to who is not. */
static void arrays_share_a_bound(struct kunit *test)
{
	struct kmem_cache *caches[MANY_CACHES];
	void **objects = crowd(test);
	u32 shrunk = 0;
	long limit;

	for (int i = 0; i < MANY_CACHES; i++)
		caches[i] = make(test, 248);
	for (int i = 0; i < MANY_CACHES; i++) {
		churn(test, caches[i], objects, 12);
		expect_accounted(test, caches[i]);
		/* As if this had been long ago. */
		for (unsigned int cpu = 0; cpu < port.nr_slot_cpus; cpu++)
			WRITE_ONCE(slots_here(&caches[i]->slots)->stamp, 0);
	}
	KUNIT_EXPECT_LE(test, adapt_bytes(&limit), limit);
	for (int i = 0; i < MANY_CACHES; i++)
		for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
			shrunk += (u32)caches[i]->node[nid].stat[SLAB_STAT_SHRINK];
	/* All together they wanted more than there is. */
	KUNIT_EXPECT_GT(test, MANY_CACHES * 896 * 248l, limit);
	KUNIT_EXPECT_GT(test, shrunk, 0u);
	KUNIT_EXPECT_GT(test, largest_capacity(caches[MANY_CACHES - 1]), caches[0]->slots.initial);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	for (int i = 0; i < MANY_CACHES; i++)
		kmem_cache_destroy(caches[i]);
	KUNIT_EXPECT_LE(test, adapt_bytes(&limit), limit);
}

/* What a CPU that is gone held is found again. */
static void arrays_of_dead_cpus_are_emptied(struct kunit *test)
{
	struct kmem_cache *s = make(test, 64);
	void **objects = crowd(test);

	need_arrays(test, s);
	churn(test, s, objects, 2);
	KUNIT_EXPECT_GT(test, slots_count(&s->slots), 0ul);
	for (unsigned int cpu = 0; cpu < port.nr_slot_cpus; cpu++)
		slab_cpu_dead(cpu);
	KUNIT_EXPECT_EQ(test, slots_count(&s->slots), 0ul);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	churn(test, s, objects, 1);
	kmem_cache_destroy(s);
}

/* ---- slabs by density ------------------------------------------------------------------------ */

static unsigned long slabs_of(const struct kmem_cache *s)
{
	unsigned long n = 0;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		n += s->node[nid].nr_slabs;
	return n;
}

/* Objects come from the fullest slab that has any. */
static void objects_come_from_the_fullest(struct kunit *test)
{
	struct kmem_cache *s = make(test, 256);
	u32 per = s->objects, n = 4 * per;
	void **objects = crowd(test), *p;
	struct page *sparse, *dense;

	KUNIT_ASSERT_LE(test, n, (u32)CROWD);
	KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(s, GFP_KERNEL, n, objects), (int)n);
	kmem_cache_shrink(s);
	sparse = virt_to_head_page(objects[0]);
	dense = NULL;
	/* One slab keeps one object, another loses one. */
	for (u32 i = 1; i < n; i++) {
		struct page *page = virt_to_head_page(objects[i]);

		if (!dense && page != sparse)
			dense = page;
		else if (page != sparse)
			continue;
		kmem_cache_free(s, objects[i]);
		objects[i] = NULL;
	}
	KUNIT_ASSERT_NOT_NULL(test, dense);
	kmem_cache_shrink(s);
	KUNIT_EXPECT_EQ(test, sparse->slab_inuse, 1);
	KUNIT_EXPECT_EQ(test, dense->slab_inuse, per - 1);
	p = kmem_cache_alloc(s, GFP_KERNEL);
	KUNIT_EXPECT_PTR_EQ(test, virt_to_head_page(p), dense);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	kmem_cache_free(s, p);
	for (u32 i = 0; i < n; i++)
		if (objects[i])
			kmem_cache_free(s, objects[i]);
	kmem_cache_destroy(s);
}

#define KEPT (CROWD / 8)

/*
 * A cache that shrank to a fraction and goes on being used packs its objects: each new one fills a
 * slab that is nearly full, so that others fall empty.
 */
static void use_packs_objects(struct kunit *test)
{
	struct kmem_cache *s = make(test, 128);
	void **objects = crowd(test);
	unsigned long before;
	u32 seed = 1;

	KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(s, GFP_KERNEL, CROWD, objects), CROWD);
	for (int i = 0; i < CROWD; i++)
		if (i % 8)
			kmem_cache_free(s, objects[i]);
		else
			objects[i / 8] = objects[i];
	kmem_cache_shrink(s);
	before = slabs_of(s);
	for (int round = 0; round < 40; round++) {
		void **some = objects + (seed = seed * 1664525 + 1013904223) % (KEPT - 40);

		kmem_cache_free_bulk(s, 40, some);
		kmem_cache_shrink(s);
		KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(s, GFP_KERNEL, 40, some), 40);
	}
	kmem_cache_shrink(s);
	KUNIT_EXPECT_LE(test, slabs_of(s), before / 2);
	kmem_cache_free_bulk(s, KEPT, objects);
	kmem_cache_destroy(s);
}

/* ---- many at once ---------------------------------------------------------------------------- */

/* Each object once, however the number stands to arrays and sheaves; in whole sheaves if many. */
static void bulks_of_any_number(struct kunit *test)
{
	static const size_t numbers[] = { 0,
					  1,
					  2,
					  63,
					  SHEAF_OBJS - 1,
					  SHEAF_OBJS,
					  SHEAF_OBJS + 1,
					  255,
					  1000,
					  2 * SHEAF_OBJS,
					  CROWD };
	struct kmem_cache *s = make(test, 40);
	void **objects = crowd(test);

	for (int round = 0; round < 3; round++)
		for (size_t k = 0; k < ARRAY_SIZE(numbers); k++) {
			size_t n = numbers[k];

			KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(s, GFP_KERNEL, n, objects),
					(int)n);
			for (size_t i = 0; i < n; i++)
				mm_test_fill(objects[i], 40, i);
			for (size_t i = 0; i < n; i++)
				KUNIT_ASSERT_TRUE(test, mm_test_filled(objects[i], 40, i));
			kmem_cache_free_bulk(s, n, objects);
			KUNIT_EXPECT_EQ(test, slab_check(), 0);
		}
	if (s->slots.memory && port.lockless_slots)
		KUNIT_EXPECT_GT(test, s->node[0].stat[SLAB_STAT_STORE_TAKE], 0ul);
	kmem_cache_destroy(s);
}

/* Objects of any caches in one call, in runs and mixed. */
static void bulks_of_mixed_caches(struct kunit *test)
{
	struct kmem_cache *s = make(test, 72);
	void **objects = crowd(test);
	unsigned int n = 0;

	for (int i = 0; i < 300; i++)
		objects[n++] = kmem_cache_alloc(s, GFP_KERNEL);
	for (int i = 0; i < 300; i++)
		objects[n++] = kmalloc(48, GFP_KERNEL);
	for (int i = 0; i < 300; i++)
		objects[n++] = i % 3 ? kmalloc(i % 3 * 3000, GFP_KERNEL) :
				       kmem_cache_alloc(s, GFP_KERNEL);
	objects[n++] = kmalloc(KMALLOC_MAX_CACHE_SIZE * 20, GFP_KERNEL);
	for (unsigned int i = 0; i < n; i++)
		KUNIT_ASSERT_NOT_NULL(test, objects[i]);
	kmem_cache_free_bulk(NULL, n, objects);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(s), 0);
	kmem_cache_destroy(s);
}

/* ---- between nodes --------------------------------------------------------------------------- */

/* An object freed on another node goes home, into that node's store, and serves it again. */
static void remote_frees_go_home(struct kunit *test)
{
	struct kmem_cache *s = make(test, 64);
	int here = numa_node_id(), there;
	struct cache_node *n;
	void *objects[50];

	need_arrays(test, s);
	if (nr_online_nodes == 1) {
		kmem_cache_destroy(s);
		kunit_skip(test, "one node");
	}
	there = (here + 1) % (int)nr_online_nodes;
	n = &s->node[there];
	for (size_t i = 0; i < ARRAY_SIZE(objects); i++) {
		objects[i] = kmem_cache_alloc_node(s, GFP_KERNEL | __GFP_THISNODE, there);
		KUNIT_ASSERT_NOT_NULL(test, objects[i]);
		KUNIT_ASSERT_EQ(test, page_to_nid(virt_to_page(objects[i])), there);
	}
	/* The thread may be moved meanwhile to the CPU of that node. */
	for (size_t i = 0; i < ARRAY_SIZE(objects); i++)
		kmem_cache_free(s, objects[i]);
	KUNIT_EXPECT_EQ(test, n->nr_stored, n->stat[SLAB_STAT_REMOTE_FREE]);
	KUNIT_EXPECT_EQ(test, n->nr_stored + slots_count(&s->slots), ARRAY_SIZE(objects));
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	kmem_cache_destroy(s);
}

static struct kunit_case slab_adapt_cases[] = {
	KUNIT_CASE_PARAM(arrays_grow_with_misses, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(arrays_stay_small_in_gentle_use, mm_test_worlds_gen_params),
	KUNIT_CASE(arrays_share_a_bound),
	KUNIT_CASE_PARAM(arrays_of_dead_cpus_are_emptied, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(objects_come_from_the_fullest, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(use_packs_objects, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(bulks_of_any_number, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(bulks_of_mixed_caches, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(remote_frees_go_home, mm_test_worlds_gen_params),
	{}
};

static struct kunit_suite slab_adapt_suite = {
	.name = "slab_adapt",
	.init = mm_test_init,
	.test_cases = slab_adapt_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};

kunit_test_suite(slab_adapt_suite);
