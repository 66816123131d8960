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

/* What this CPU was given from another node is not for who wants its own. */
static void slab_of_this_node_alone(struct kunit *test)
{
	int nid = numa_node_id();
	struct slab_test *t;
	LIST_HEAD(list);

	if (nr_online_nodes == 1)
		kunit_skip(test, "one node");
	/* As large as a page, so that it needs one. */
	t = make(test, PAGE_SIZE, 0, NULL);
	mm_test_eat_node(nid, &list);
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

/* A node without memory is helped out, unless the request is for it alone. */
static void slab_of_a_full_node(struct kunit *test)
{
	int nid = (int)nr_online_nodes - 1;
	unsigned long free;
	struct slab_test *t;
	LIST_HEAD(list);

	if (!nid)
		kunit_skip(test, "one node");
	t = make(test, 2000, 0, NULL);
	mm_test_eat_node(nid, &list);
	KUNIT_EXPECT_NULL(
		test, kmem_cache_alloc_node(t->s, GFP_KERNEL | __GFP_THISNODE | __GFP_NOWARN, nid));
	free = nr_free_pages();
	for (int i = 0; i < 100; i++) {
		t->objects[i] = kmem_cache_alloc_node(t->s, GFP_KERNEL, nid);
		KUNIT_ASSERT_NOT_NULL(test, t->objects[i]);
		KUNIT_EXPECT_NE(test, page_to_nid(virt_to_page(t->objects[i])), nid);
	}
	/* Not a slab, nor a page, for each object. */
	KUNIT_EXPECT_LT(test, free - nr_free_pages(), 100ul);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	kmem_cache_free_bulk(t->s, 100, t->objects);
	mm_test_spit(0, &list);
	kmem_cache_destroy(t->s);
}

static struct kunit_case slab_node_cases[] = {
	KUNIT_CASE_PARAM(slab_of_a_node, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(slab_of_a_full_node, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(slab_of_this_node_alone, mm_test_worlds_gen_params),
	{},
};

static struct kunit_suite slab_node_suite = {
	.name = "slab_node",
	.init = mm_test_init,
	.test_cases = slab_node_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(slab_node_suite);
