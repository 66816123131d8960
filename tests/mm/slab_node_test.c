// SPDX-License-Identifier: MIT
/* Objects and nodes: where they are from, and what a node does that has no memory left. */
#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <mm/slab/slab.h>
#include <tests/mm/mm_test.h>

#define MANY 2000

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

static unsigned long slabs_of(struct kmem_cache *s)
{
	unsigned long n = 0;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		n += s->node[nid].nr_slabs;
	return n;
}

static void slab_of_a_node(struct kunit *test)
{
	struct slab_test *t = make(test, 500, 0, NULL);

	for (int nid = 0; nid < (int)nr_online_nodes; nid++)
		for (int i = 0; i < 100; i++) {
			void *a = kmem_cache_alloc_node(t->s, GFP_KERNEL, nid);
			void *b = kmalloc_node(300, GFP_KERNEL | __GFP_THISNODE, nid);

			KUNIT_ASSERT_NOT_NULL(test, a);
			KUNIT_ASSERT_NOT_NULL(test, b);
			KUNIT_EXPECT_EQ(test, page_to_nid(virt_to_page(a)), nid);
			KUNIT_EXPECT_EQ(test, page_to_nid(virt_to_page(b)), nid);
			t->objects[nid * 100 + i] = a;
			kfree(b);
		}
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	/* Given back here, wherever they are from. */
	kmem_cache_free_bulk(t->s, nr_online_nodes * 100, t->objects);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	for (int nid = 0; nid < (int)nr_online_nodes; nid++) {
		t->objects[0] = kmem_cache_alloc_node(t->s, GFP_KERNEL, nid);
		KUNIT_ASSERT_NOT_NULL(test, t->objects[0]);
		KUNIT_EXPECT_EQ(test, page_to_nid(virt_to_page(t->objects[0])), nid);
		kmem_cache_free(t->s, t->objects[0]);
	}
	t->objects[0] = kmem_cache_alloc_node(t->s, GFP_KERNEL, NUMA_NO_NODE);
	KUNIT_ASSERT_NOT_NULL(test, t->objects[0]);
	kmem_cache_free(t->s, t->objects[0]);
	kmem_cache_destroy(t->s);
}

/* Take all memory of a node, in single pages. */
static void eat_node(int nid, struct list_head *list)
{
	struct page *page;

	for (unsigned int order = 4; order + 1; order--)
		while ((page = alloc_pages_node(nid,
						GFP_KERNEL | __GFP_THISNODE | __GFP_NORETRY |
							__GFP_NOWARN | __GFP_MEMALLOC,
						order))) {
			split_page(page, order);
			for (unsigned int i = 0; i < 1u << order; i++)
				list_add(&page[i].lru, list);
		}
}

/* What this CPU was given from another node is not for who wants its own. */
static void slab_of_this_node_alone(struct kunit *test)
{
	int nid = numa_node_id();
	struct slab_test *t;
	LIST_HEAD(list);

	if (nr_online_nodes == 1)
		kunit_skip(test, "one node");
	t = make(test, 100, 0, NULL);
	eat_node(nid, &list);
	t->objects[0] = kmem_cache_alloc(t->s, GFP_KERNEL);
	mm_test_spit(0, &list);
	KUNIT_ASSERT_NOT_NULL(test, t->objects[0]);
	KUNIT_EXPECT_NE(test, page_to_nid(virt_to_page(t->objects[0])), nid);
	t->objects[1] = kmem_cache_alloc_node(t->s, GFP_KERNEL | __GFP_THISNODE, nid);
	KUNIT_ASSERT_NOT_NULL(test, t->objects[1]);
	KUNIT_EXPECT_EQ(test, page_to_nid(virt_to_page(t->objects[1])), nid);
	kmem_cache_free_bulk(t->s, 2, t->objects);
	kmem_cache_destroy(t->s);
}

static struct kmem_cache *cache_named(const char *name)
{
	struct kmem_cache *s;

	list_for_each_entry(s, &slab_caches, list)
		if (!strcmp(s->name, name))
			return s;
	return NULL;
}

#define CROWD 6000

/* Objects given back on a node without memory: the sheaves that hold them may be of any node. */
static void slab_stored_on_a_full_node(struct kunit *test)
{
	struct kmem_cache *sheaves = cache_named("slab_sheaf"), *s;
	void **objects = kunit_kcalloc(test, CROWD, sizeof(*objects), GFP_KERNEL);
	unsigned long before;
	LIST_HEAD(list);

	if (nr_online_nodes == 1)
		kunit_skip(test, "one node");
	KUNIT_ASSERT_NOT_NULL(test, objects);
	KUNIT_ASSERT_NOT_NULL(test, sheaves);
	s = kmem_cache_create("slab_test", 64, 0, SLAB_NO_MERGE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, s);
	KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(s, GFP_KERNEL, CROWD, objects), CROWD);
	eat_node(numa_node_id(), &list);
	before = slabs_of(sheaves);
	/* Every slab keeps an object, and so its memory. */
	for (int i = 0; i < CROWD; i++)
		if (i % 16)
			kmem_cache_free(s, objects[i]);
	/* Not one for each sheaf, as where each asks its own node for a slab. */
	KUNIT_EXPECT_LE(test, slabs_of(sheaves), before + s->max_sheaves / sheaves->objects + 1);
	for (int i = 0; i < CROWD; i += 16)
		kmem_cache_free(s, objects[i]);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	mm_test_spit(0, &list);
	kmem_cache_destroy(s);
}

/* A node without memory is helped out, unless the request is for it alone. */
static void slab_of_a_full_node(struct kunit *test)
{
	int nid = (int)nr_online_nodes - 1;
	struct slab_test *t;
	LIST_HEAD(list);

	if (!nid)
		kunit_skip(test, "one node");
	t = make(test, 2000, 0, NULL);
	eat_node(nid, &list);
	KUNIT_EXPECT_NULL(
		test, kmem_cache_alloc_node(t->s, GFP_KERNEL | __GFP_THISNODE | __GFP_NOWARN, nid));
	for (int i = 0; i < 100; i++) {
		t->objects[i] = kmem_cache_alloc_node(t->s, GFP_KERNEL, nid);
		KUNIT_ASSERT_NOT_NULL(test, t->objects[i]);
		KUNIT_EXPECT_NE(test, page_to_nid(virt_to_page(t->objects[i])), nid);
	}
	/* Not a slab for each object. */
	KUNIT_EXPECT_LE(test, slabs_of(t->s), 100ul / t->s->objects + 2);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	kmem_cache_free_bulk(t->s, 100, t->objects);
	mm_test_spit(0, &list);
	kmem_cache_destroy(t->s);
}

static struct kunit_case slab_node_cases[] = {
	KUNIT_CASE_PARAM(slab_of_a_node, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(slab_of_a_full_node, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(slab_of_this_node_alone, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(slab_stored_on_a_full_node, mm_test_worlds_gen_params),
	{},
};

static struct kunit_suite slab_node_suite = {
	.name = "slab_node",
	.init = mm_test_init,
	.test_cases = slab_node_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(slab_node_suite);
