// SPDX-License-Identifier: MIT
/* The names of caches, of which one can have many, and the paths of the files about them. */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <tests/mm/slab_text.h>

/* ---- names ----------------------------------------------------------------------------------- */

static void aliases_are_found(struct kunit *test)
{
	struct kmem_cache *first = slab_test_cache(test, "first", ODD_SIZE, 0);
	struct kmem_cache *second = slab_test_cache(test, "second", ODD_SIZE, 0);
	struct textbuf t;
	void **objects;

	KUNIT_ASSERT_PTR_EQ(test, first, second);
	objects = slab_test_take(test, second, 5, NUMA_NO_NODE);
	KUNIT_EXPECT_STREQ(test, slab_read(test, "first", "aliases"), "1\n");
	KUNIT_EXPECT_STREQ(test, slab_read(test, "second", "aliases"), "1\n");
	KUNIT_EXPECT_STREQ(test, slab_read(test, ":0001864", "objects"), "5 N0=5\n");
	KUNIT_EXPECT_STREQ(test, slab_read(test, "second", "objects"), "5 N0=5\n");
	slab_text_begin(&t);
	KUNIT_EXPECT_EQ(test, slab_file_show(&t, "/sys/kernel/slab"), 0);
	KUNIT_EXPECT_NOT_NULL(test, strstr(slab_text, "\n:0001864\nfirst -> :0001864\n"
						      "second -> :0001864\n"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(slab_text, "\nkmalloc-64\n"));
	KUNIT_EXPECT_NULL(test, strstr(slab_text, "slab_alias"));
	/* Whichever of them ends. */
	kmem_cache_destroy(first);
	KUNIT_EXPECT_STREQ(test, slab_read(test, "second", "aliases"), "0\n");
	kmem_cache_free_bulk(second, 5, objects);
	kmem_cache_destroy(second);
	slab_text_begin(&t);
	KUNIT_EXPECT_EQ(test, slab_attribute_show(&t, "second", "objects"), -ENOENT);
	KUNIT_EXPECT_EQ(test, slab_attribute_show(&t, ":0001864", "objects"), -ENOENT);
}

static void ids_tell_the_flags(struct kunit *test)
{
	static const struct {
		slab_flags_t flags;
		const char *id;
	} ids[] = {
		{ 0, ":0001864" },
		{ SLAB_RECLAIM_ACCOUNT, ":a-0001864" },
		{ SLAB_ACCOUNT, ":A-0001864" },
		{ SLAB_CACHE_DMA, ":d-0001864" },
		{ SLAB_CACHE_DMA32 | SLAB_RECLAIM_ACCOUNT | SLAB_ACCOUNT, ":DaA-0001864" },
	};
	struct textbuf t;

	for (unsigned int i = 0; i < ARRAY_SIZE(ids); i++) {
		struct kmem_cache *s = slab_test_cache(test, SHOWN, ODD_SIZE, ids[i].flags);

		KUNIT_EXPECT_STREQ(test, slab_read(test, ids[i].id, "object_size"), "1864\n");
		kmem_cache_destroy(s);
		/* One that is not shared has its own name alone. */
		s = slab_test_cache(test, SHOWN, ODD_SIZE, ids[i].flags | SLAB_NO_MERGE);
		slab_text_begin(&t);
		KUNIT_EXPECT_EQ(test, slab_attribute_show(&t, ids[i].id, "object_size"), -ENOENT);
		KUNIT_EXPECT_EQ(test, slab_number(test, "object_size"), (unsigned long)ODD_SIZE);
		kmem_cache_destroy(s);
	}
}

/* Names of those who are gone do not pile up; that of one who is not stays. */
static void aliases_are_bounded(struct kunit *test)
{
	struct kmem_cache *s = slab_test_cache(test, SHOWN, ODD_SIZE, 0);
	unsigned int found = 0;
	struct textbuf t;
	char name[80];

	for (unsigned int i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "passer-by %u", i);
		kmem_cache_destroy(slab_test_cache(test, name, ODD_SIZE, 0));
		KUNIT_EXPECT_STREQ(test, slab_read(test, name, "aliases"), "0\n");
	}
	for (unsigned int i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "passer-by %u", i);
		slab_text_begin(&t);
		found += !slab_attribute_show(&t, name, "order");
	}
	KUNIT_EXPECT_GE(test, found, 16u);
	KUNIT_EXPECT_LE(test, found, 100u);
	/* The same name again is no other. */
	for (unsigned int i = 0; i < 200; i++)
		kmem_cache_destroy(slab_test_cache(test, "again", ODD_SIZE, 0));
	KUNIT_EXPECT_EQ(test, slab_number(test, "order"), (unsigned long)s->order);
	/* A long one is cut as caches' own are. */
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	kmem_cache_destroy(slab_test_cache(test, name, ODD_SIZE, 0));
	name[63] = '\0';
	slab_read(test, name, "order");
	kmem_cache_destroy(s);
}

/* A class of kmalloc lives on, the names of its guests end with the last of them. */
static void aliases_of_kmalloc_end(struct kunit *test)
{
	struct kmem_cache *s = slab_test_cache(test, "guest", 512, 0);
	struct textbuf t;

	if (!(s->flags & SLAB_KMALLOC)) {
		kmem_cache_destroy(s);
		kunit_skip(test, "not merged with kmalloc");
	}
	KUNIT_EXPECT_STREQ(test, slab_read(test, "guest", "aliases"), "1\n");
	KUNIT_EXPECT_STREQ(test, slab_read(test, "guest", "object_size"), "512\n");
	kmem_cache_destroy(s);
	slab_text_begin(&t);
	KUNIT_EXPECT_EQ(test, slab_attribute_show(&t, "guest", "order"), -ENOENT);
	KUNIT_EXPECT_STREQ(test, slab_read(test, "kmalloc-512", "aliases"), "0\n");
}

/* ---- paths ----------------------------------------------------------------------------------- */

static void paths_lead_to_files(struct kunit *test)
{
	static const struct {
		const char *path;
		bool known, write;
		int err;
	} paths[] = {
		{ "/sys/kernel/slab", true, false, 0 },
		{ "/sys/kernel/slab/", true, false, 0 },
		{ "/sys/kernel/slab/" SHOWN, true, false, 0 },
		{ "/sys/kernel/slab/" SHOWN "/", true, false, 0 },
		{ "/sys/kernel/slab/" SHOWN "/objects", true, false, 0 },
		{ "/sys/kernel/slab/" SHOWN "/shrink", true, true, 0 },
		{ "/sys/kernel/slab/nobody", true, false, -ENOENT },
		{ "/sys/kernel/slab/nobody/objects", true, false, -ENOENT },
		{ "/sys/kernel/slab/" SHOWN "/nonsense", false, false, -ENOENT },
		{ "/sys/kernel/slab/" SHOWN "/objects/", false, false, -ENOENT },
		{ "/sys/kernel/slab//objects", false, false, -ENOENT },
		{ "/sys/kernel/slabs", false, false, -ENOENT },
		{ "/sys/kernel/debug/slab", false, false, -ENOENT },
		{ "/sys/kernel/debug/slab/" SHOWN, false, false, -ENOENT },
		{ "/sys/kernel/debug/slab/" SHOWN "/alloc_traces", true, false, 0 },
		{ "/sys/kernel/debug/slab/" SHOWN "/free_traces", true, false, 0 },
		{ "/sys/kernel/debug/slab/" SHOWN "/objects", false, false, -ENOENT },
		{ "slabinfo", false, false, -ENOENT },
		{ "", false, false, -ENOENT },
	};
	struct kmem_cache *s =
		slab_test_cache(test, SHOWN, SHOWN_SIZE, SLAB_STORE_USER | SLAB_NO_MERGE);
	struct textbuf t;

	for (unsigned int i = 0; i < ARRAY_SIZE(paths); i++) {
		const char *path = paths[i].path;

		slab_text_begin(&t);
		KUNIT_EXPECT_EQ_MSG(test, slab_file_known(path, false), paths[i].known, "%s", path);
		KUNIT_EXPECT_EQ_MSG(test, slab_file_known(path, true), paths[i].write, "%s", path);
		KUNIT_EXPECT_EQ_MSG(test, slab_file_show(&t, path), paths[i].err, "%s", path);
	}
	KUNIT_EXPECT_EQ(test, slab_file_store("/sys/kernel/slab/" SHOWN "/shrink", "1", 1), 0);
	KUNIT_EXPECT_EQ(test, slab_file_store("/sys/kernel/slab/" SHOWN "/order", "1", 1), -EACCES);
	KUNIT_EXPECT_EQ(test, slab_file_store("/sys/kernel/slab/" SHOWN, "1", 1), -ENOENT);
	KUNIT_EXPECT_EQ(test,
			slab_file_store("/sys/kernel/debug/slab/" SHOWN "/free_traces", "1", 1),
			-EACCES);
	slab_text_begin(&t);
	slab_file_show(&t, "/sys/kernel/slab/" SHOWN);
	KUNIT_EXPECT_EQ(test, strncmp(slab_text, "aliases:0\nalign:", 16), 0);
	KUNIT_EXPECT_NOT_NULL(test, strstr(slab_text, "\nctor:\n"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(slab_text, "\nvalidate:\n"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(slab_text, "\nstore_user:1\n"));
	kmem_cache_destroy(s);
}

static struct kunit_case slab_names_cases[] = {
	KUNIT_CASE(aliases_are_found),	 KUNIT_CASE(ids_tell_the_flags),
	KUNIT_CASE(aliases_are_bounded), KUNIT_CASE(aliases_of_kmalloc_end),
	KUNIT_CASE(paths_lead_to_files), {},
};

static struct kunit_suite slab_names_suite = {
	.name = "slab_names",
	.init = mm_test_init,
	.test_cases = slab_names_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(slab_names_suite);
