// SPDX-License-Identifier: MIT
/*
 * What there is only where a cache has slabs of its own: their shape and number, constructors that
 * run when they are made, caches that share them, families of kmalloc.  The tiny engine has none
 * of it; what it has instead is in slob_test.c.
 */
#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <linux/vmstat.h>
#include <mm/kmalloc/kmalloc.h>
#include <mm/slab/slab.h>
#include <tests/mm/mm_test.h>

#define MANY 700

struct slab_shape {
	struct kmem_cache *s;
	void *objects[MANY];
};

static struct slab_shape *make(struct kunit *test, unsigned int size, slab_flags_t flags,
			       void (*ctor)(void *))
{
	struct slab_shape *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, t);
	t->s = kmem_cache_create("slab_shape", size, 0, flags | SLAB_NO_MERGE, ctor);
	KUNIT_ASSERT_NOT_NULL(test, t->s);
	return t;
}

static void take_all(struct kunit *test, struct slab_shape *t, gfp_t gfp)
{
	for (int i = 0; i < MANY; i++) {
		t->objects[i] = kmem_cache_alloc(t->s, gfp);
		KUNIT_ASSERT_NOT_NULL(test, t->objects[i]);
	}
}

static void give_all(struct slab_shape *t)
{
	for (int i = 0; i < MANY; i++)
		kmem_cache_free(t->s, t->objects[i]);
}

static unsigned long slabs_of(struct kmem_cache *s)
{
	unsigned long n = 0;

	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		n += s->node[nid].nr_slabs;
	return n;
}

/* ---- shape ----------------------------------------------------------------------------------- */

static void slab_holds_its_objects(struct kunit *test)
{
	for (unsigned int size = 1; size <= MM_TEST_BLOCK / 4; size += 1 + size / 3) {
		struct kmem_cache *s = kmem_cache_create("any size", size, 0, SLAB_NO_MERGE, NULL);

		KUNIT_ASSERT_NOT_NULL(test, s);
		KUNIT_EXPECT_GE(test, PAGE_SIZE << s->order, (unsigned long)s->objects * s->size);
		kmem_cache_destroy(s);
	}
}

struct shape_record {
	long number;
	char text[44];
	short tail;
};

static void slab_knows_what_users_may_see(struct kunit *test)
{
	struct kmem_cache *s = KMEM_CACHE_USERCOPY(shape_record, 0, text);

	KUNIT_ASSERT_NOT_NULL(test, s);
	KUNIT_EXPECT_EQ(test, s->useroffset, offsetof(struct shape_record, text));
	KUNIT_EXPECT_EQ(test, s->usersize, 44u);
	kmem_cache_destroy(s);
}

/* Every page of a slab leads to its cache; so does every byte of an object. */
static void slab_pages_name_the_cache(struct kunit *test)
{
	struct slab_shape *t = make(test, PAGE_SIZE * 3 / 4, 0, NULL);

	take_all(test, t, GFP_KERNEL);
	for (int i = 0; i < MANY; i++) {
		char *p = t->objects[i];
		struct page *page = virt_to_head_page(p);

		KUNIT_EXPECT_TRUE(test, PageSlab(page));
		KUNIT_EXPECT_PTR_EQ(test, virt_to_page(p)->slab_cache, t->s);
		KUNIT_EXPECT_PTR_EQ(test, virt_to_page(p + t->s->object_size - 1)->slab_cache,
				    t->s);
		KUNIT_EXPECT_EQ(test, ksize(p), (size_t)t->s->object_size);
	}
	give_all(t);
	kmem_cache_destroy(t->s);
}

static int offset_of_first(struct kmem_cache *s, void **objects, unsigned int n)
{
	int seen = 0;

	for (unsigned int i = 0; i < n; i++) {
		struct page *page = virt_to_head_page(objects[i]);
		size_t at = (char *)page->slab_start - (char *)page_address(page);

		seen |= 1 << at / max(s->align, (u32)L1_CACHE_BYTES);
	}
	return seen;
}

/* Slack moves the objects of each slab on by a line, so that not all meet in the same lines. */
static void cache_colours(struct kunit *test)
{
	struct kmem_cache *s = NULL;
	unsigned int n;
	void **objects;

	for (unsigned int size = 200; size < PAGE_SIZE; size += 8) {
		s = kmem_cache_create("coloured", size, 0, SLAB_NO_MERGE, NULL);
		KUNIT_ASSERT_NOT_NULL(test, s);
		if (s->colours > 2 && s->colours < 30)
			break;
		kmem_cache_destroy(s);
		s = NULL;
	}
	KUNIT_ASSERT_NOT_NULL(test, s);
	n = s->objects * s->colours * 2;
	objects = kunit_kcalloc(test, n, sizeof(*objects), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, objects);
	KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(s, GFP_KERNEL, n, objects), (int)n);
	KUNIT_EXPECT_EQ(test, offset_of_first(s, objects, n), (1 << s->colours) - 1);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	kmem_cache_free_bulk(s, n, objects);
	kmem_cache_destroy(s);
}

/* ---- constructors ---------------------------------------------------------------------------- */

static unsigned long constructed;

struct built {
	unsigned long magic, uses;
	char rest[50];
};

static void build(void *object)
{
	struct built *b = object;

	constructed++;
	memset(b, 0x77, sizeof(*b));
	b->magic = (unsigned long)b;
	b->uses = 0;
}

/* Once for each place of each slab, whether it is handed out or not; never again while it lasts. */
static void slab_constructs_once(struct kunit *test)
{
	struct slab_shape *t = make(test, sizeof(struct built), 0, build);
	unsigned long uses = 0, made;

	constructed = 0;
	take_all(test, t, GFP_KERNEL);
	made = constructed;
	KUNIT_EXPECT_EQ(test, made, slabs_of(t->s) * t->s->objects);
	for (int round = 0; round < 4; round++) {
		for (int i = 0; i < MANY; i++) {
			struct built *b = t->objects[i];

			if (b->magic != (unsigned long)b || b->rest[49] != 0x77)
				KUNIT_FAIL(test, "object %d is not as it was made", i);
			uses += b->uses;
			b->uses++;
		}
		/* Every other one, so that no slab is ever empty and given back. */
		for (int i = 0; i < MANY; i += 2)
			kmem_cache_free(t->s, t->objects[i]);
		for (int i = 0; i < MANY; i += 2) {
			t->objects[i] = kmem_cache_alloc(t->s, GFP_KERNEL);
			KUNIT_ASSERT_NOT_NULL(test, t->objects[i]);
		}
		KUNIT_EXPECT_EQ(test, constructed, made);
	}
	/* Its state outlives a free: those that were given back knew of their earlier lives. */
	KUNIT_EXPECT_GT(test, uses, (MANY / 2) * (1ul + 2 + 3) * 3 / 2);
	give_all(t);
	kmem_cache_shrink(t->s);
	constructed = 0;
	t->objects[0] = kmem_cache_alloc(t->s, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, t->objects[0]);
	KUNIT_EXPECT_EQ(test, constructed, slabs_of(t->s) * t->s->objects);
	kmem_cache_free(t->s, t->objects[0]);
	kmem_cache_destroy(t->s);
}

/* ---- memory ---------------------------------------------------------------------------------- */

/* However many caches there were, the next one has its arrays. */
static void caches_come_and_go(struct kunit *test)
{
	for (int i = 0; i < 3000; i++) {
		struct kmem_cache *s = kmem_cache_create("brief", 24, 0, SLAB_NO_MERGE, NULL);

		KUNIT_ASSERT_NOT_NULL(test, s);
		KUNIT_ASSERT_NOT_NULL_MSG(test, s->slots.memory, "cache %d", i);
		kmem_cache_destroy(s);
	}
}

/* Freed objects do not pile up without bound where nobody shrinks. */
static void slab_keeps_little(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("keeps", PAGE_SIZE / 2, 0, SLAB_NO_MERGE, NULL);
	unsigned long n = 6000, i, kept;
	void **objects = vmalloc_array(n, sizeof(*objects));

	KUNIT_ASSERT_NOT_NULL(test, objects);
	KUNIT_ASSERT_NOT_NULL(test, s);
	for (i = 0; i < n; i++) {
		objects[i] = kmem_cache_alloc(s, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, objects[i]);
	}
	for (i = 0; i < n; i++)
		kmem_cache_free(s, objects[i]);
	/* An array a CPU, the node's store, and a few empty slabs. */
	kept = s->slots.capacity * port.nr_cpus +
	       nr_online_nodes * (s->max_sheaves * SHEAF_OBJS + (s->min_partial + 1) * s->objects);
	KUNIT_EXPECT_LE(test, slabs_of(s) * s->objects, kept + s->objects);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	kmem_cache_destroy(s);
	vfree(objects);
}

static void slab_counts_its_pages(struct kunit *test)
{
	struct slab_shape *t = make(test, 500, 0, NULL),
			  *r = make(test, 500, SLAB_RECLAIM_ACCOUNT, NULL);
	unsigned long fixed = global_node_page_state(NR_SLAB_UNRECLAIMABLE_B);
	unsigned long reclaimable = global_node_page_state(NR_SLAB_RECLAIMABLE_B);

	take_all(test, t, GFP_KERNEL);
	KUNIT_EXPECT_GE(test, global_node_page_state(NR_SLAB_UNRECLAIMABLE_B),
			fixed + (slabs_of(t->s) << t->s->order));
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_SLAB_RECLAIMABLE_B), reclaimable);
	take_all(test, r, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_SLAB_RECLAIMABLE_B),
			reclaimable + (slabs_of(r->s) << r->s->order));
	give_all(t);
	give_all(r);
	kmem_cache_destroy(t->s);
	kmem_cache_destroy(r->s);
	mm_test_settle();
	KUNIT_EXPECT_LE(test, global_node_page_state(NR_SLAB_UNRECLAIMABLE_B), fixed);
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_SLAB_RECLAIMABLE_B), reclaimable);
}

static void slab_no_grow(struct kunit *test)
{
	struct slab_shape *t = make(test, 200, 0, NULL);
	unsigned long i, free;

	KUNIT_EXPECT_NULL(test, kmem_cache_alloc(t->s, GFP_KERNEL | __GFP_NO_GROW));
	t->objects[0] = kmem_cache_alloc(t->s, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, t->objects[0]);
	free = nr_free_pages();
	for (i = 1; (t->objects[i] = kmem_cache_alloc(t->s, GFP_KERNEL | __GFP_NO_GROW)); i++)
		;
	/* The slab that is there was used up. */
	KUNIT_EXPECT_EQ(test, i, (unsigned long)t->s->objects);
	KUNIT_EXPECT_EQ(test, nr_free_pages(), free);
	kmem_cache_free_bulk(t->s, i, t->objects);
	kmem_cache_destroy(t->s);
}

/* ---- read after free ------------------------------------------------------------------------- */

#define DEFERRED_MAX 512

static struct {
	struct callback_head *heads[DEFERRED_MAX];
	void (*fn)(struct callback_head *head);
	unsigned int nr, barriers;
} deferred;

static void defer(struct callback_head *head, void (*fn)(struct callback_head *head))
{
	deferred.fn = fn;
	if (deferred.nr < DEFERRED_MAX)
		deferred.heads[deferred.nr++] = head;
}

static void let_go(void)
{
	deferred.barriers++;
	while (deferred.nr)
		deferred.fn(deferred.heads[--deferred.nr]);
}

/* Slabs whose objects may be read after their free wait for the readers before their pages go. */
static void slab_waits_for_readers(struct kunit *test)
{
	void (*call)(struct callback_head *, void (*)(struct callback_head *)) = slab_call_rcu;
	void (*barrier)(void) = slab_rcu_barrier;
	struct slab_shape *t = make(test, 500, SLAB_TYPESAFE_BY_RCU, NULL);
	unsigned long free, slabs;

	slab_call_rcu = defer;
	slab_rcu_barrier = let_go;
	deferred.nr = deferred.barriers = 0;
	take_all(test, t, GFP_KERNEL);
	for (int i = 0; i < MANY; i++)
		mm_test_fill(t->objects[i], 500, i);
	slabs = slabs_of(t->s);
	free = nr_free_pages();
	give_all(t);
	kmem_cache_shrink(t->s);
	KUNIT_EXPECT_EQ(test, slabs_of(t->s), 0ul);
	KUNIT_EXPECT_EQ(test, (unsigned long)deferred.nr, slabs);
	KUNIT_EXPECT_LE(test, nr_free_pages(), free);
	for (int i = 0; i < MANY; i++)
		if (!mm_test_filled(t->objects[i], 500, i))
			KUNIT_FAIL(test, "object %d changed under its readers", i);
	KUNIT_EXPECT_EQ(test, deferred.barriers, 0u);
	kmem_cache_destroy(t->s);
	/* For what waits to be freed, then for the slabs. */
	KUNIT_EXPECT_EQ(test, deferred.barriers, 2u);
	slab_call_rcu = call;
	slab_rcu_barrier = barrier;
}

/* ---- shared ---------------------------------------------------------------------------------- */

static void construct(void *object)
{
	memset(object, 0x2e, 40);
}

/* Not a size of kmalloc's, whose caches would be joined before. */
#define LIKE_FLAGS (SLAB_HWCACHE_ALIGN | SLAB_ACCOUNT)

/* Is a cache made like this one a sharer of @s? */
static bool shares(struct kmem_cache *s, unsigned int size, slab_flags_t flags,
		   void (*ctor)(void *))
{
	struct kmem_cache *other = kmem_cache_create("like it", size, 0, flags, ctor);
	bool same = other == s;

	kmem_cache_destroy(other);
	return same;
}

static void expect_works(struct kunit *test, struct kmem_cache *s, unsigned int size)
{
	void *a, *b;

	KUNIT_ASSERT_NOT_NULL(test, s);
	KUNIT_EXPECT_GE(test, kmem_cache_size(s), size);
	a = kmem_cache_alloc(s, GFP_KERNEL);
	b = kmem_cache_alloc(s, GFP_KERNEL | (s->ctor ? 0 : __GFP_ZERO));
	KUNIT_ASSERT_NOT_NULL(test, a);
	KUNIT_ASSERT_NOT_NULL(test, b);
	mm_test_fill(a, size, 1);
	if (!s->ctor)
		KUNIT_EXPECT_NULL(test, memchr_inv(b, 0, size));
	mm_test_fill(b, size, 2);
	KUNIT_EXPECT_TRUE(test, mm_test_filled(a, size, 1));
	kmem_cache_free(s, a);
	kmem_cache_free(s, b);
}

static void caches_of_like_shape_merge(struct kunit *test)
{
	struct kmem_cache *a = kmem_cache_create("merge a", 1400, 0, LIKE_FLAGS, NULL), *b;
	void *object;

	KUNIT_ASSERT_NOT_NULL(test, a);
	KUNIT_EXPECT_FALSE(test, shares(a, 1400, LIKE_FLAGS | SLAB_NO_MERGE, NULL));
	KUNIT_EXPECT_FALSE(test, shares(a, 1400, LIKE_FLAGS | SLAB_TYPESAFE_BY_RCU, NULL));
	KUNIT_EXPECT_FALSE(test, shares(a, 1400, LIKE_FLAGS | SLAB_RECLAIM_ACCOUNT, NULL));
	KUNIT_EXPECT_FALSE(test, shares(a, 1400, LIKE_FLAGS | SLAB_CACHE_DMA, NULL));
	KUNIT_EXPECT_FALSE(test, shares(a, 1400, LIKE_FLAGS | SLAB_POISON, NULL));
	KUNIT_EXPECT_FALSE(test, shares(a, 1400, LIKE_FLAGS, construct));
	KUNIT_EXPECT_FALSE(test, shares(a, 600, LIKE_FLAGS, NULL));
	KUNIT_EXPECT_FALSE(test, shares(a, 1500, LIKE_FLAGS, NULL));
	/* Where objects are checked, or calls traced, whose object it is must be certain. */
	KUNIT_EXPECT_EQ(test, shares(a, 1400, LIKE_FLAGS, NULL),
			!mm_tracer && !machine_config()->debug);

	b = kmem_cache_create("merge b", 1404, 0, LIKE_FLAGS, NULL);
	KUNIT_ASSERT_NOT_NULL(test, b);
	expect_works(test, b, 1404);
	object = kmem_cache_alloc(a, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, object);
	mm_test_fill(object, 1400, 3);
	/* The end of one of them is not the other's. */
	kmem_cache_destroy(b);
	KUNIT_EXPECT_TRUE(test, mm_test_filled(object, 1400, 3));
	kmem_cache_free(a, object);
	expect_works(test, a, 1400);
	kmem_cache_destroy(a);
}

/* Nor does a plain cache join one whose objects are not plain. */
static void plain_caches_do_not_join(struct kunit *test)
{
	struct kmem_cache *built = kmem_cache_create("built", 1400, 0, LIKE_FLAGS, construct);
	struct kmem_cache *user =
		kmem_cache_create_usercopy("user", 1400, 0, LIKE_FLAGS, 0, 8, NULL);
	struct kmem_cache *rcu =
		kmem_cache_create("rcu", 1400, 0, LIKE_FLAGS | SLAB_TYPESAFE_BY_RCU, NULL);
	struct kmem_cache *alone =
		kmem_cache_create("alone", 1400, 0, LIKE_FLAGS | SLAB_NO_MERGE, NULL);

	KUNIT_ASSERT_TRUE(test, built && user && rcu && alone);
	KUNIT_EXPECT_FALSE(test, shares(built, 1400, LIKE_FLAGS, NULL));
	KUNIT_EXPECT_FALSE(test, shares(user, 1400, LIKE_FLAGS, NULL));
	KUNIT_EXPECT_FALSE(test, shares(rcu, 1400, LIKE_FLAGS, NULL));
	KUNIT_EXPECT_FALSE(test, shares(alone, 1400, LIKE_FLAGS, NULL));
	kmem_cache_destroy(built);
	kmem_cache_destroy(user);
	kmem_cache_destroy(rcu);
	kmem_cache_destroy(alone);
}

/* ---- nodes ----------------------------------------------------------------------------------- */

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
	mm_test_eat_node(numa_node_id(), &list);
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

/* ---- families -------------------------------------------------------------------------------- */

static void kmalloc_families(struct kunit *test)
{
	static const struct {
		gfp_t gfp;
		const char *name;
	} table[] = {
		{ GFP_KERNEL, "kmalloc-512" },
		{ GFP_ATOMIC, "kmalloc-512" },
		{ GFP_KERNEL_ACCOUNT, "kmalloc-cg-512" },
		{ GFP_KERNEL | __GFP_RECLAIMABLE, "kmalloc-rcl-512" },
		{ GFP_KERNEL_ACCOUNT | __GFP_RECLAIMABLE, "kmalloc-rcl-512" },
		{ GFP_KERNEL | GFP_DMA, "dma-kmalloc-512" },
		{ GFP_ATOMIC | GFP_DMA | __GFP_ACCOUNT, "dma-kmalloc-512" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		void *p = kmalloc(400, table[i].gfp);

		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_STREQ(test, kmem_cache_name(virt_to_page(p)->slab_cache),
				   table[i].name);
		kfree(p);
	}
	KUNIT_EXPECT_STREQ(test, kmem_cache_name(kmalloc_caches[KMALLOC_NORMAL][13]), "kmalloc-8k");
	KUNIT_EXPECT_STREQ(test, kmem_cache_name(kmalloc_caches[KMALLOC_NORMAL][1]), "kmalloc-96");
	KUNIT_EXPECT_STREQ(test, kmem_cache_name(kmalloc_caches[KMALLOC_DMA][10]),
			   "dma-kmalloc-1k");
}

static struct kunit_case slab_shape_cases[] = {
	KUNIT_CASE_PARAM(slab_holds_its_objects, mm_test_worlds_gen_params),
	KUNIT_CASE(slab_knows_what_users_may_see),
	KUNIT_CASE_PARAM(slab_pages_name_the_cache, mm_test_worlds_gen_params),
	KUNIT_CASE(cache_colours),
	KUNIT_CASE_PARAM(slab_constructs_once, mm_test_worlds_gen_params),
	KUNIT_CASE(caches_come_and_go),
	KUNIT_CASE_PARAM(slab_keeps_little, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(slab_counts_its_pages, mm_test_worlds_gen_params),
	KUNIT_CASE(slab_no_grow),
	KUNIT_CASE_PARAM(slab_waits_for_readers, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(caches_of_like_shape_merge, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(plain_caches_do_not_join, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(slab_stored_on_a_full_node, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(kmalloc_families, mm_test_worlds_gen_params),
	{},
};

static struct kunit_suite slab_shape_suite = {
	.name = "slab_shape",
	.init = mm_test_init,
	.test_cases = slab_shape_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(slab_shape_suite);
