// SPDX-License-Identifier: MIT
/*
 * The files about caches in numbers, /proc/slabinfo and the attributes: what they say is what a
 * test did to a cache of its own, and what is written to them has its effect.
 */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <tests/parallel.h>
#include <tests/mm/slab_text.h>

#define MANY 600
/* More than an array can be made to hold. */
#define MORE 3000

/* ---- slabinfo -------------------------------------------------------------------------------- */

struct info {
	char name[32];
	unsigned int length; /* of the line, without its end */
	unsigned long active, objects, size, per_slab, pages, active_slabs, slabs;
};

/* The line of a cache. Return: false: it has none. */
static bool read_info(struct kunit *test, const char *name, struct info *info)
{
	static char line[128];
	struct textbuf t;
	const char *at;
	int end = 0;

	slab_text_begin(&t);
	slabinfo_show(&t);
	KUNIT_EXPECT_FALSE(test, textbuf_is_cut(&t));
	snprintf(line, sizeof(line), "\n%s ", name);
	at = strstr(slab_text, line);
	if (!at)
		return false;
	at++;
	info->length = (unsigned int)strcspn(at, "\n");
	KUNIT_EXPECT_EQ(
		test,
		sscanf(at, "%31s %lu %lu %lu %lu %lu : tunables 0 0 0 : slabdata %lu %lu 0%n",
		       info->name, &info->active, &info->objects, &info->size, &info->per_slab,
		       &info->pages, &info->active_slabs, &info->slabs, &end),
		8);
	KUNIT_EXPECT_EQ(test, (unsigned int)end, info->length);
	return true;
}

static void expect_info(struct kunit *test, struct kmem_cache *s, unsigned long active)
{
	struct info info;

	KUNIT_ASSERT_TRUE(test, read_info(test, s->name, &info));
	KUNIT_EXPECT_EQ(test, info.active, active);
	KUNIT_EXPECT_EQ(test, info.size, (unsigned long)s->size);
	KUNIT_EXPECT_EQ(test, info.per_slab, (unsigned long)s->objects);
	KUNIT_EXPECT_EQ(test, info.pages, 1ul << s->order);
	KUNIT_EXPECT_EQ(test, info.objects, info.slabs * info.per_slab);
	KUNIT_EXPECT_EQ(test, info.active_slabs, info.slabs);
	KUNIT_EXPECT_GE(test, info.objects, active);
}

/* Objects in arrays and sheaves are not active, however they came there. */
static void slabinfo_counts_what_is_in_use(struct kunit *test)
{
	struct kmem_cache *s = slab_test_cache(test, SHOWN, SHOWN_SIZE, SLAB_NO_MERGE);
	void **objects;

	expect_info(test, s, 0);
	objects = slab_test_take(test, s, MANY, NUMA_NO_NODE);
	expect_info(test, s, MANY);
	for (unsigned int i = 0; i < MANY / 2; i++)
		kmem_cache_free(s, objects[i]);
	expect_info(test, s, MANY / 2);
	kmem_cache_free_bulk(s, MANY / 4, objects + MANY / 2);
	expect_info(test, s, MANY / 4);
	KUNIT_EXPECT_EQ(test, kmem_cache_alloc_bulk(s, GFP_KERNEL, MANY / 2, objects), MANY / 2);
	expect_info(test, s, MANY / 4 + MANY / 2);
	kmem_cache_shrink(s);
	expect_info(test, s, MANY / 4 + MANY / 2);
	kmem_cache_free_bulk(s, MANY / 2, objects);
	kmem_cache_free_bulk(s, MANY / 4, objects + MANY * 3 / 4);
	expect_info(test, s, 0);
	kmem_cache_destroy(s);
}

static void slabinfo_in_the_layout_of_linux(struct kunit *test)
{
	static const char head[] =
		"slabinfo - version: 2.1\n"
		"# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab>"
		" : tunables <limit> <batchcount> <sharedfactor>"
		" : slabdata <active_slabs> <num_slabs> <sharedavail>\n";
	struct kmem_cache *s = slab_test_cache(test, SHOWN, SHOWN_SIZE, SLAB_NO_MERGE);
	unsigned int column = (unsigned int)strlen(
		"shown                  0      0    200   20    1 : tunables    0    0    0"
		" : slabdata      0      0      0");
	struct info info;

	KUNIT_ASSERT_TRUE(test, read_info(test, SHOWN, &info));
	KUNIT_EXPECT_EQ(test, info.length, column);
	KUNIT_EXPECT_EQ(test, strncmp(slab_text, head, strlen(head)), 0);
	/* The newest is the first. */
	KUNIT_EXPECT_EQ(test, strncmp(slab_text + strlen(head), SHOWN " ", strlen(SHOWN) + 1), 0);
	kmem_cache_destroy(s);
	KUNIT_EXPECT_FALSE(test, read_info(test, SHOWN, &info));
	/* What stands behind large blocks is no cache to be seen. */
	KUNIT_EXPECT_NULL(test, strstr(slab_text, "kmalloc-large"));
}

/* ---- what a cache is ------------------------------------------------------------------------- */

static void construct(void *object)
{
	memset(object, 0, SHOWN_SIZE);
}

static void attributes_tell_the_shape(struct kunit *test)
{
	struct kmem_cache *s = slab_test_cache(test, SHOWN, SHOWN_SIZE, SLAB_NO_MERGE);

	KUNIT_EXPECT_EQ(test, slab_number(test, "object_size"), (unsigned long)SHOWN_SIZE);
	KUNIT_EXPECT_EQ(test, slab_number(test, "slab_size"), (unsigned long)s->size);
	KUNIT_EXPECT_EQ(test, slab_number(test, "objs_per_slab"), (unsigned long)s->objects);
	KUNIT_EXPECT_EQ(test, slab_number(test, "order"), (unsigned long)s->order);
	KUNIT_EXPECT_EQ(test, slab_number(test, "align"), (unsigned long)__alignof__(u64));
	KUNIT_EXPECT_EQ(test, slab_number(test, "usersize"), 0ul);
	KUNIT_EXPECT_EQ(test, slab_number(test, "aliases"), 0ul);
	KUNIT_EXPECT_EQ(test, slab_number(test, "cpu_slabs"), 0ul);
	KUNIT_EXPECT_STREQ(test, slab_read(test, SHOWN, "slabs_cpu_partial"), "0(0)\n");
	KUNIT_EXPECT_STREQ(test, slab_read(test, SHOWN, "ctor"), "");
	KUNIT_EXPECT_STREQ(test, slab_read(test, SHOWN, "shrink"), "");
	KUNIT_EXPECT_STREQ(test, slab_read(test, SHOWN, "validate"), "");
	kmem_cache_destroy(s);

	s = kmem_cache_create_usercopy(SHOWN, SHOWN_SIZE, 512, 0, 8, 24, construct);
	KUNIT_ASSERT_NOT_NULL(test, s);
	KUNIT_EXPECT_EQ(test, slab_number(test, "align"), 512ul);
	KUNIT_EXPECT_EQ(test, slab_number(test, "usersize"), 24ul);
	KUNIT_EXPECT_NE(test, *slab_read(test, SHOWN, "ctor"), '\0');
	kmem_cache_destroy(s);
	KUNIT_EXPECT_STREQ(test, slab_read(test, "kmalloc-64", "usersize"), "64\n");
}

static void attributes_tell_the_flags(struct kunit *test)
{
	static const struct {
		const char *name;
		slab_flags_t flag;
	} flags[] = {
		{ "cache_dma", SLAB_CACHE_DMA },
		{ "destroy_by_rcu", SLAB_TYPESAFE_BY_RCU },
		{ "hwcache_align", SLAB_HWCACHE_ALIGN },
		{ "poison", SLAB_POISON },
		{ "reclaim_account", SLAB_RECLAIM_ACCOUNT },
		{ "red_zone", SLAB_RED_ZONE },
		{ "sanity_checks", SLAB_CONSISTENCY_CHECKS },
		{ "store_user", SLAB_STORE_USER },
		{ "trace", SLAB_TRACE },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(flags); i++) {
		struct kmem_cache *s =
			slab_test_cache(test, SHOWN, SHOWN_SIZE, flags[i].flag | SLAB_NO_MERGE);

		for (unsigned int j = 0; j < ARRAY_SIZE(flags); j++)
			KUNIT_EXPECT_STREQ(test, slab_read(test, SHOWN, flags[j].name),
					   i == j ? "1\n" : "0\n");
		kmem_cache_destroy(s);
	}
}

/* ---- what it holds --------------------------------------------------------------------------- */

/* Objects of all nodes, taken and given back on one. */
static void attributes_count_by_node(struct kunit *test)
{
	struct kmem_cache *s = slab_test_cache(test, SHOWN, SHOWN_SIZE, SLAB_NO_MERGE);
	unsigned int sum = 0, at = 0;
	void **objects[MAX_NUMNODES];
	char parts[256], all[300];

	KUNIT_EXPECT_STREQ(test, slab_read(test, SHOWN, "objects"), "0\n");
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++) {
		unsigned int nr = 50 + 10 * nid;

		objects[nid] = slab_test_take(test, s, nr, (int)nid);
		sum += nr;
		at += (unsigned int)snprintf(parts + at, sizeof(parts) - at, " N%u=%u", nid, nr);
	}
	snprintf(all, sizeof(all), "%u%s\n", sum, parts);
	KUNIT_EXPECT_STREQ(test, slab_read(test, SHOWN, "objects"), all);
	for (unsigned int nid = 0; nid < nr_online_nodes; nid++)
		for (unsigned int i = 0; i < 50; i++)
			kmem_cache_free(s, objects[nid][i]);
	at = sum = 0;
	parts[0] = '\0';
	for (unsigned int nid = 1; nid < nr_online_nodes; nid++) {
		at += (unsigned int)snprintf(parts + at, sizeof(parts) - at, " N%u=%u", nid,
					     10 * nid);
		sum += 10 * nid;
	}
	snprintf(all, sizeof(all), "%u%s\n", sum, parts);
	KUNIT_EXPECT_STREQ(test, slab_read(test, SHOWN, "objects"), all);
	for (unsigned int nid = 1; nid < nr_online_nodes; nid++)
		kmem_cache_free_bulk(s, 10 * nid, objects[nid] + 50);
	kmem_cache_destroy(s);
}

/* Three full slabs, then one with a place free. */
static void attributes_count_slabs(struct kunit *test)
{
	struct kmem_cache *s = slab_test_cache(test, SHOWN, SHOWN_SIZE, SLAB_NO_MERGE);
	unsigned int nr = 3 * s->objects;
	void **objects = slab_test_take(test, s, nr, NUMA_NO_NODE);

	KUNIT_ASSERT_EQ(test, slab_write("shrink", "1\n"), 0);
	KUNIT_EXPECT_EQ(test, slab_number(test, "slabs"), 3ul);
	KUNIT_EXPECT_EQ(test, slab_number(test, "total_objects"), (unsigned long)nr);
	KUNIT_EXPECT_EQ(test, slab_number(test, "objects"), (unsigned long)nr);
	KUNIT_EXPECT_EQ(test, slab_number(test, "partial"), 0ul);
	KUNIT_EXPECT_EQ(test, slab_number(test, "objects_partial"), 0ul);
	kmem_cache_free(s, objects[0]);
	/* In an array it is free, but its slab does not know. */
	KUNIT_EXPECT_EQ(test, slab_number(test, "objects"), nr - 1ul);
	KUNIT_EXPECT_EQ(test, slab_number(test, "partial"), s->slots.memory ? 0ul : 1ul);
	KUNIT_ASSERT_EQ(test, slab_write("shrink", "1"), 0);
	KUNIT_EXPECT_EQ(test, slab_number(test, "partial"), 1ul);
	KUNIT_EXPECT_EQ(test, slab_number(test, "objects_partial"), s->objects - 1ul);
	KUNIT_EXPECT_EQ(test, slab_number(test, "slabs"), 3ul);
	kmem_cache_free_bulk(s, nr - 1, objects + 1);
	KUNIT_ASSERT_EQ(test, slab_write("shrink", "1"), 0);
	KUNIT_EXPECT_STREQ(test, slab_read(test, SHOWN, "slabs"), "0\n");
	KUNIT_EXPECT_STREQ(test, slab_read(test, SHOWN, "total_objects"), "0\n");
	kmem_cache_destroy(s);
}

static void attributes_count_what_was_done(struct kunit *test)
{
	struct kmem_cache *s = slab_test_cache(test, SHOWN, SHOWN_SIZE, SLAB_NO_MERGE);
	void **objects = slab_test_take(test, s, MORE, NUMA_NO_NODE);
	unsigned long slabs = slab_number(test, "slabs");

	KUNIT_EXPECT_EQ(test, slab_number(test, "alloc_slab"), slabs);
	KUNIT_EXPECT_EQ(test, slab_number(test, "free_slab"), 0ul);
	if (s->slots.memory) {
		KUNIT_EXPECT_GT(test, slab_number(test, "alloc_refill"), 0ul);
		KUNIT_EXPECT_GT(test, slab_number(test, "sheaf_capacity"), 0ul);
	} else {
		KUNIT_EXPECT_EQ(test, slab_number(test, "alloc_refill"), 0ul);
		KUNIT_EXPECT_STREQ(test, slab_read(test, SHOWN, "sheaf_capacity"), "0\n");
	}
	for (unsigned int i = 0; i < MORE; i++)
		kmem_cache_free(s, objects[i]);
	if (s->slots.memory && nr_online_nodes == 1)
		KUNIT_EXPECT_GT(test, slab_number(test, "cpuslab_flush"), 0ul);
	slab_write("shrink", "1");
	KUNIT_EXPECT_EQ(test, slab_number(test, "free_slab"), slabs);
	KUNIT_EXPECT_EQ(test, slab_write("alloc_slab", "1"), -EINVAL);
	KUNIT_EXPECT_EQ(test, slab_number(test, "alloc_slab"), slabs);
	KUNIT_EXPECT_EQ(test, slab_write("alloc_slab", "0\n"), 0);
	KUNIT_EXPECT_STREQ(test, slab_read(test, SHOWN, "alloc_slab"), "0\n");
	KUNIT_EXPECT_EQ(test, slab_number(test, "free_slab"), slabs);
	kmem_cache_destroy(s);
}

/* The numbers of a node stand behind its name. */
static void attributes_tell_the_node(struct kunit *test)
{
	int nid = (int)nr_online_nodes - 1;
	struct kmem_cache *s = slab_test_cache(test, SHOWN, SHOWN_SIZE, SLAB_NO_MERGE);
	void **objects = slab_test_take(test, s, 2 * s->objects, nid);
	char expected[64];

	snprintf(expected, sizeof(expected), "%lu N%d=%lu\n", slab_number(test, "slabs"), nid,
		 slab_number(test, "slabs"));
	KUNIT_EXPECT_STREQ(test, slab_read(test, SHOWN, "slabs"), expected);
	KUNIT_EXPECT_STREQ(test, slab_read(test, SHOWN, "alloc_slab"), expected);
	kmem_cache_free_bulk(s, 2 * s->objects, objects);
	kmem_cache_destroy(s);
}

/* ---- what may be written --------------------------------------------------------------------- */

/* So many empty slabs stay; a cache with checks has no arrays that would keep them in use. */
static void min_partial_has_its_effect(struct kunit *test)
{
	struct kmem_cache *s =
		slab_test_cache(test, SHOWN, SHOWN_SIZE, SLAB_CONSISTENCY_CHECKS | SLAB_NO_MERGE);
	unsigned int nr = 4 * s->objects;
	void **objects;

	for (unsigned long keep = 0; keep < 3; keep++) {
		char value[8];

		snprintf(value, sizeof(value), "%lu\n", keep);
		KUNIT_EXPECT_EQ(test, slab_write("min_partial", value), 0);
		KUNIT_EXPECT_STREQ(test, slab_read(test, SHOWN, "min_partial"), value);
		objects = slab_test_take(test, s, nr, NUMA_NO_NODE);
		KUNIT_EXPECT_EQ(test, slab_number(test, "slabs"), 4ul);
		for (unsigned int i = 0; i < nr; i++)
			kmem_cache_free(s, objects[i]);
		KUNIT_EXPECT_EQ(test, slab_number(test, "slabs"), keep);
	}
	kmem_cache_destroy(s);
}

/* As Linux 6.1 answers. */
static void stores_refuse(struct kunit *test)
{
	static const struct {
		const char *attribute, *value;
		int err;
	} stores[] = {
		{ "min_partial", "0", 0 },
		{ "min_partial", "1\n", 0 },
		{ "min_partial", "x\n", -EINVAL },
		{ "min_partial", "-1\n", -EINVAL },
		{ "min_partial", "", -EINVAL },
		{ "min_partial", "\n", -EINVAL },
		{ "min_partial", "99999999999999999999\n", -ERANGE },
		{ "min_partial", "0000000000000000000000000000000000000000", -EINVAL },
		{ "cpu_partial", "0\n", 0 },
		{ "cpu_partial", "1\n", -EINVAL },
		{ "cpu_partial", "x\n", -EINVAL },
		{ "cpu_partial", "99999999999999999999\n", -ERANGE },
		{ "shrink", "1\n", 0 },
		{ "shrink", "0\n", -EINVAL },
		{ "shrink", "", -EINVAL },
		{ "validate", "0\n", -EINVAL },
		{ "validate", "x\n", -EINVAL },
		{ "validate", "1\n", -EINVAL }, /* there are no checks to make */
		{ "align", "64\n", -EACCES },
		{ "trace", "1\n", -EACCES },
		{ "sanity_checks", "1\n", -EACCES },
		{ "remote_node_defrag_ratio", "1\n", -ENOENT },
		{ "nonsense", "1\n", -ENOENT },
		{ "", "1\n", -ENOENT },
	};
	struct kmem_cache *s = slab_test_cache(test, SHOWN, SHOWN_SIZE, SLAB_NO_MERGE);
	struct textbuf t;

	for (unsigned int i = 0; i < ARRAY_SIZE(stores); i++)
		KUNIT_EXPECT_EQ_MSG(test, slab_write(stores[i].attribute, stores[i].value),
				    stores[i].err, "%s = %s", stores[i].attribute, stores[i].value);
	slab_text_begin(&t);
	KUNIT_EXPECT_EQ(test, slab_attribute_show(&t, SHOWN, "nonsense"), -ENOENT);
	KUNIT_EXPECT_EQ(test, slab_attribute_show(&t, "nobody", "objects"), -ENOENT);
	KUNIT_EXPECT_EQ(test, slab_attributes_show(&t, "nobody"), -ENOENT);
	KUNIT_EXPECT_EQ(test, slab_attribute_store("nobody", "shrink", "1", 1), -ENOENT);
	KUNIT_EXPECT_EQ(test, slab_traces_show(&t, SHOWN, "alloc_traces"), -ENOENT);
	KUNIT_EXPECT_EQ(test, t.len, 0ul);
	kmem_cache_destroy(s);
	KUNIT_EXPECT_EQ(test, slab_attribute_show(&t, SHOWN, "objects"), -ENOENT);
}

static void validate_finds_what_is_wrong(struct kunit *test)
{
	struct kmem_cache *s = slab_test_cache(test, SHOWN, SHOWN_SIZE,
					       SLAB_RED_ZONE | SLAB_POISON |
						       SLAB_CONSISTENCY_CHECKS | SLAB_NO_MERGE);
	char **objects = (char **)slab_test_take(test, s, 30, NUMA_NO_NODE);

	KUNIT_EXPECT_EQ(test, slab_write("validate", "1"), 0);
	objects[7][SHOWN_SIZE] = 1;
	MM_TEST_ONE_REPORT(test, "Right Redzone overwritten",
			   KUNIT_EXPECT_EQ(test, slab_write("validate", "1"), 0));
	/* It was put right. */
	KUNIT_EXPECT_EQ(test, slab_write("validate", "1"), 0);
	kmem_cache_free(s, objects[8]);
	objects[8][3] = 1;
	MM_TEST_ONE_REPORT(test, "Poison overwritten",
			   KUNIT_EXPECT_EQ(test, slab_write("validate", "1"), 0));
	objects[8] = kmem_cache_alloc(s, GFP_KERNEL);
	kmem_cache_free_bulk(s, 30, (void **)objects);
	KUNIT_EXPECT_EQ(test, slab_write("validate", "1"), 0);
	kmem_cache_destroy(s);
}

/* ---- all of it while caches come and go ------------------------------------------------------ */

#define ROUNDS 40

static void come_and_go(unsigned int index)
{
	static const slab_flags_t flags[] = { SLAB_STORE_USER | SLAB_RED_ZONE, SLAB_NO_MERGE, 0 };
	void *objects[40];
	char name[32];

	for (unsigned int i = 0; i < ROUNDS; i++) {
		struct kmem_cache *s;

		snprintf(name, sizeof(name), SHOWN "-%u", (index + i) % 4);
		s = kmem_cache_create(name, ODD_SIZE, 0, flags[i % ARRAY_SIZE(flags)], NULL);
		for (unsigned int j = 0; s && j < ARRAY_SIZE(objects); j++)
			objects[j] = kmem_cache_alloc(s, GFP_KERNEL);
		for (unsigned int j = 0; s && j < ARRAY_SIZE(objects); j++)
			if (objects[j])
				kmem_cache_free(s, objects[j]);
		kmem_cache_destroy(s);
	}
}

static void look_and_write(char *buf, size_t size)
{
	static const char *const values[][2] = {
		{ "shrink", "1" },
		{ "validate", "1" },
		{ "min_partial", "2" },
		{ "barn_get", "0" },
	};
	char path[80], cache[32];
	struct textbuf t;

	for (unsigned int i = 0; i < ROUNDS; i++) {
		textbuf_init(&t, buf, size);
		slabinfo_show(&t);
		slab_file_show(&t, "/sys/kernel/slab");
		snprintf(cache, sizeof(cache), SHOWN "-%u", i % 4);
		slab_attributes_show(&t, cache);
		slab_traces_show(&t, cache, "alloc_traces");
		slab_traces_show(&t, cache, "free_traces");
		snprintf(path, sizeof(path), "/sys/kernel/slab/%s/%s", cache, values[i % 4][0]);
		slab_file_store(path, values[i % 4][1], 1);
		slab_attributes_show(&t, "kmalloc-64");
	}
}

static void race_thread(void *arg, unsigned int index)
{
	char *const *bufs = arg;

	if (index % 2)
		look_and_write(bufs[index], PAGE_SIZE);
	else
		come_and_go(index);
}

static void files_while_caches_come_and_go(struct kunit *test)
{
	char *bufs[4];

	for (unsigned int i = 0; i < ARRAY_SIZE(bufs); i++) {
		bufs[i] = kunit_kzalloc(test, PAGE_SIZE, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, bufs[i]);
	}
	capture_start(); /* that there is one of the name already */
	KUNIT_EXPECT_EQ(test, test_parallel(ARRAY_SIZE(bufs), race_thread, bufs), 0);
	capture_stop();
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
}

static struct kunit_case slab_show_cases[] = {
	KUNIT_CASE_PARAM(slabinfo_counts_what_is_in_use, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(slabinfo_in_the_layout_of_linux, mm_test_worlds_gen_params),
	KUNIT_CASE(attributes_tell_the_shape),
	KUNIT_CASE(attributes_tell_the_flags),
	KUNIT_CASE_PARAM(attributes_count_by_node, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(attributes_count_slabs, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(attributes_count_what_was_done, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(attributes_tell_the_node, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(min_partial_has_its_effect, mm_test_worlds_gen_params),
	KUNIT_CASE(stores_refuse),
	KUNIT_CASE_PARAM(validate_finds_what_is_wrong, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(files_while_caches_come_and_go, mm_test_worlds_gen_params),
	{},
};

static struct kunit_suite slab_show_suite = {
	.name = "slab_show",
	.init = mm_test_init,
	.test_cases = slab_show_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN, .concurrent = true },
};
kunit_test_suite(slab_show_suite);
