// SPDX-License-Identifier: MIT
/* Who took objects, and who had given them back: /sys/kernel/debug/slab. */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <tests/mm/slab_text.h>

/* All come from one place: a loop of unknown length is not unrolled. */
static noinline void take_here(struct kmem_cache *s, void **objects, unsigned int nr)
{
	OPTIMIZER_HIDE_VAR(nr);
	for (unsigned int i = 0; i < nr; i++)
		objects[i] = kmem_cache_alloc(s, GFP_KERNEL);
}

static noinline void take_there(struct kmem_cache *s, void **objects, unsigned int nr)
{
	OPTIMIZER_HIDE_VAR(nr);
	for (unsigned int i = 0; i < nr; i++)
		objects[i] = kmem_cache_alloc(s, GFP_NOWAIT);
}

static const char *traces(struct kunit *test, const char *cache, const char *name)
{
	struct textbuf t;

	slab_text_begin(&t);
	KUNIT_EXPECT_EQ(test, slab_traces_show(&t, cache, name), 0);
	return slab_text;
}

/* Lines that begin with @head. */
static unsigned int lines_with(const char *at, const char *head)
{
	unsigned int nr = 0;

	for (; *at; at += strcspn(at, "\n"), at += *at == '\n')
		nr += !strncmp(at, head, strlen(head));
	return nr;
}

static void traces_group_by_calls(struct kunit *test)
{
	struct kmem_cache *s =
		slab_test_cache(test, SHOWN, SHOWN_SIZE, SLAB_STORE_USER | SLAB_NO_MERGE);
	void *objects[7];

	KUNIT_EXPECT_STREQ(test, traces(test, SHOWN, "alloc_traces"), "No data\n");
	take_here(s, objects, 5);
	take_there(s, objects + 5, 2);
	traces(test, SHOWN, "alloc_traces");
	KUNIT_EXPECT_EQ(test, lines_with(slab_text, "      5 "), 1u);
	KUNIT_EXPECT_EQ(test, lines_with(slab_text, "      2 "), 1u);
	/* Who has most comes first. */
	KUNIT_EXPECT_LT(test, strstr(slab_text, "      5 "), strstr(slab_text, "      2 "));
	KUNIT_EXPECT_NOT_NULL(test, strstr(slab_text, " age="));
	KUNIT_EXPECT_NOT_NULL(test, strstr(slab_text, " pid="));
	KUNIT_EXPECT_NULL(test, strstr(slab_text, " waste="));
	/* One stack each, closed by an empty line. */
	KUNIT_EXPECT_GE(test, lines_with(slab_text, "        "), 2u);
	KUNIT_EXPECT_NOT_NULL(test, strstr(slab_text, "\n\n      2 "));
	KUNIT_EXPECT_EQ(test,
			lines_with(traces(test, SHOWN, "free_traces"),
				   "      7 <not-available> age=0/0/0 pid=0\n"),
			1u);
	kmem_cache_free(s, objects[0]);
	kmem_cache_free(s, objects[6]);
	traces(test, SHOWN, "alloc_traces");
	KUNIT_EXPECT_EQ(test, lines_with(slab_text, "      4 "), 1u);
	KUNIT_EXPECT_EQ(test, lines_with(slab_text, "      1 "), 1u);
	/* Objects that were used before tell who gave them back. */
	take_here(s, objects, 1);
	take_here(s, objects + 6, 1);
	traces(test, SHOWN, "free_traces");
	KUNIT_EXPECT_EQ(test, lines_with(slab_text, "      5 <not-available> "), 1u);
	kmem_cache_free_bulk(s, 7, objects);
	KUNIT_EXPECT_STREQ(test, traces(test, SHOWN, "free_traces"), "No data\n");
	kmem_cache_destroy(s);
}

static const struct mm_test_world tracking[] = {
	{ .name = "checked, 2 nodes",
	  .config = { .profile = PROFILE_PC64,
		      .memory = 8 * MM_TEST_BLOCK,
		      .nodes = 2,
		      .cpus = 4,
		      .debug = "FZPU" } },
};
KUNIT_ARRAY_PARAM(tracking, tracking, NULL);

/* What kmalloc() was not asked for is waste. */
static void traces_tell_the_waste(struct kunit *test)
{
	char *p = kmalloc(40, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	traces(test, "kmalloc-64", "alloc_traces");
	KUNIT_EXPECT_NOT_NULL(test, strstr(slab_text, " waste=24/24 age="));
	kfree(p);
}

/* Far more places than a page of the table has room for: each size is another. */
static void traces_of_many_places(struct kunit *test)
{
	void *objects[64];
	char waste[32];

	for (unsigned int i = 0; i < ARRAY_SIZE(objects); i++) {
		objects[i] = kmalloc(256 - i, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, objects[i]);
	}
	traces(test, "kmalloc-256", "alloc_traces");
	for (unsigned int i = 1; i < ARRAY_SIZE(objects); i++) {
		snprintf(waste, sizeof(waste), " waste=%u/%u age=", i, i);
		KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(slab_text, waste), "no%s", waste);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(objects); i++)
		kfree(objects[i]);
}

static void traces_tell_cpus_and_nodes(struct kunit *test)
{
	struct kmem_cache *s = slab_test_cache(test, SHOWN, SHOWN_SIZE, SLAB_NO_MERGE);
	void *p = kmem_cache_alloc_node(s, GFP_KERNEL, 1);

	KUNIT_ASSERT_NOT_NULL(test, p);
	traces(test, SHOWN, "alloc_traces");
	KUNIT_EXPECT_NOT_NULL(test, strstr(slab_text, " cpus="));
	KUNIT_EXPECT_NOT_NULL(test, strstr(slab_text, " nodes=1\n"));
	kmem_cache_free(s, p);
	kmem_cache_destroy(s);
}

static struct kunit_case slab_traces_cases[] = {
	KUNIT_CASE(traces_group_by_calls),
	KUNIT_CASE_PARAM(traces_of_many_places, tracking_gen_params),
	KUNIT_CASE_PARAM(traces_tell_the_waste, tracking_gen_params),
	KUNIT_CASE_PARAM(traces_tell_cpus_and_nodes, tracking_gen_params),
	{},
};

static struct kunit_suite slab_traces_suite = {
	.name = "slab_traces",
	.init = mm_test_init,
	.test_cases = slab_traces_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(slab_traces_suite);
