// SPDX-License-Identifier: MIT
/* Frees that are none, broken lists and counts, an early end: what is said of each. */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/poison.h>
#include <linux/string.h>
#include <tests/mm/slab_scene.h>

/* ---- frees ----------------------------------------------------------------------------------- */

static void frees_twice(struct kunit *test)
{
	struct scene c = scene_set(test, ALL_FLAGS);

	kmem_cache_free(c.s, c.object);
	EXPECT_WORDS(test, &c, kmem_cache_free(c.s, c.object), HEADER("Object already free", CLEAN),
		     ALLOCATED, FREED, SLAB(0, "object"), OBJECT(NEXT), FREE_LEFT, FREE_BYTES,
		     FREE_RIGHT, PADDING, CALLS, FIX, "Object at object not freed\n");
	EXPECT_WORDS(test, &c, kfree(c.object), HEADER("Object already free", TAINTED), ALLOCATED,
		     FREED, SLAB(0, "object"), OBJECT(NEXT), FREE_LEFT, FREE_BYTES, FREE_RIGHT,
		     PADDING, CALLS, FIX, "Object at object not freed\n");
	scene_expect_sound(test, &c);
}

static void frees_inside(struct kunit *test)
{
	struct scene c = scene_set(test, ALL_FLAGS);

	EXPECT_WORDS(test, &c, kmem_cache_free(c.s, c.object + 8),
		     HEADER("Invalid object pointer object+8", CLEAN), ALLOCATED, SLAB(1, NEXT),
		     OBJECT(NEXT), LIVE_LEFT, LIVE_BYTES, LIVE_RIGHT, PADDING, CALLS, FIX,
		     "Object at object+8 not freed\n");
	kmem_cache_free(c.s, c.object);
	scene_expect_sound(test, &c);
}

static void frees_to_another(struct kunit *test)
{
	struct scene c = scene_set(test, ALL_FLAGS);
	const char *words;

	kunit_expect_reports(test, 1);
	capture_start();
	kmem_cache_free(c.plain, c.object);
	words = scene_words(capture_stop(), &c);
	KUNIT_EXPECT_NOT_NULL_MSG(
		test, strstr(words, "Wrong slab cache. plain but object is from checked\n"), "%s",
		words);
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(words, ALLOCATED), "%s", words);
	/* It went where it is from. */
	EXPECT_WORDS(test, &c, kmem_cache_free(c.s, c.object), HEADER("Object already free", CLEAN),
		     ALLOCATED, FREED, SLAB(0, "object"), OBJECT(NEXT), FREE_LEFT, FREE_BYTES,
		     FREE_RIGHT, PADDING, CALLS, FIX, "Object at object not freed\n");
	scene_expect_sound(test, &c);
}

/* ---- the free list --------------------------------------------------------------------------- */

static void breaks_the_list(struct kunit *test)
{
	struct scene c = scene_set(test, ALL_FLAGS);
	void **others = scene_take_the_others(test, &c);

	kmem_cache_free(c.s, c.object);
	memset(c.object + c.s->offset, 0x41, sizeof(void *));
	EXPECT_WORDS(test, &c, c.object = scene_take(test, c.s),
		     HEADER("Freepointer corrupt", CLEAN), ALLOCATED, FREED,
		     "Slab page objects=all used=all-1 fp=object flags(slab|live)\n",
		     OBJECT("code"), FREE_LEFT, FREE_BYTES, FREE_RIGHT, PADDING, CALLS, FIX,
		     "Marking all objects used\n");
	kmem_cache_free(c.s, c.object);
	kmem_cache_free_bulk(c.s, c.s->objects - 1, others);
	scene_expect_sound(test, &c);
}

static void breaks_the_list_of_another(struct kunit *test)
{
	struct scene c = scene_set(test, ALL_FLAGS);
	void **others = scene_take_the_others(test, &c);

	kmem_cache_free(c.s, c.object);
	memset(c.object + c.s->offset, 0x41, sizeof(void *));
	EXPECT_WORDS(test, &c, kmem_cache_free(c.s, others[0]), HEADER("Freechain corrupt", CLEAN),
		     ALLOCATED, FREED,
		     "Slab page objects=all used=all-1 fp=object flags(slab|live)\n",
		     OBJECT("code"), FREE_LEFT, FREE_BYTES, FREE_RIGHT, PADDING, CALLS, FIX,
		     "Object count adjusted\n");
	kmem_cache_free_bulk(c.s, c.s->objects - 2, others + 1);
	scene_expect_sound(test, &c);
}

/* ---- validation ------------------------------------------------------------------------------ */

#define EXPECT_MISTAKES(test, c, nr, ...) \
	EXPECT_WORDS(test, c, KUNIT_EXPECT_EQ(test, slab_validate((c)->s), nr), __VA_ARGS__)

static void validates_counts(struct kunit *test)
{
	struct scene c = scene_set(test, ALL_FLAGS);
	struct page *page = virt_to_head_page(c.object);
	u32 objects = c.s->objects;

	KUNIT_EXPECT_EQ(test, slab_validate(c.s), 0);
	page->slab_inuse++;
	EXPECT_MISTAKES(test, &c, 1,
			HEADER("Wrong object count. Counter is 2 but counted were 1", CLEAN),
			SLAB(2, NEXT), CALLS, FIX, "Object count adjusted\n");
	page->slab_inuse = (u16)(objects + 1);
	EXPECT_MISTAKES(test, &c, 1, HEADER("inuse all+1 > max all", TAINTED),
			"Slab page objects=all used=all+1 fp=" NEXT " flags(slab|live)\n", CALLS,
			FIX, "Object count adjusted\n");
	page->slab_objects--;
	EXPECT_MISTAKES(test, &c, 1,
			HEADER("Wrong number of objects. Found all-1 but should be all", TAINTED),
			"Slab page objects=all-1 used=1 fp=" NEXT " flags(slab|live)\n", CALLS, FIX,
			"Number of objects adjusted\n");
	page->slab_objects++;
	EXPECT_MISTAKES(test, &c, 1, HEADER("objects all+1 > max all", TAINTED),
			"Slab page objects=all+1 used=1 fp=" NEXT " flags(slab|live)\n", CALLS, FIX,
			"Number of objects adjusted\n");
	KUNIT_EXPECT_EQ(test, slab_validate(c.s), 0);
	KUNIT_EXPECT_EQ(test, slab_validate(c.plain), -EINVAL);
	kmem_cache_free(c.s, c.object);
	scene_expect_sound(test, &c);
}

static void validates_lists(struct kunit *test)
{
	struct scene c = scene_set(test, ALL_FLAGS);
	void **others = scene_take_the_others(test, &c);
	struct page *page = virt_to_head_page(c.object);

	kmem_cache_free(c.s, c.object);
	memset(c.object + c.s->offset, 0x41, sizeof(void *));
	EXPECT_MISTAKES(test, &c, 1, HEADER("Freechain corrupt", CLEAN), ALLOCATED, FREED,
			"Slab page objects=all used=all-1 fp=object flags(slab|live)\n",
			OBJECT("code"), FREE_LEFT, FREE_BYTES, FREE_RIGHT, PADDING, CALLS, FIX,
			"Object count adjusted\n");
	page->freelist = c.object + 1;
	EXPECT_MISTAKES(test, &c, 1, HEADER("Freepointer corrupt", TAINTED),
			"Slab page objects=all used=all-1 fp=object+1 flags(slab|live)\n", CALLS,
			FIX, "Freelist cleared\n");
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	kmem_cache_free_bulk(c.s, c.s->objects - 1, others);
	KUNIT_EXPECT_EQ(test, slab_validate(c.s), 0);
	/* Nobody knows which objects were in a list that was lost: it now counts as in use. */
	MM_TEST_ONE_REPORT(test, "Left Redzone overwritten\n", kmem_cache_free(c.s, c.object));
	scene_expect_sound(test, &c);
}

/* In a full slab, too, and of an object that nobody frees or takes. */
static void validates_objects(struct kunit *test)
{
	struct scene c = scene_set(test, ALL_FLAGS);
	void **others = scene_take_the_others(test, &c);

	c.object[SIZE] = 0x41;
	EXPECT_MISTAKES(
		test, &c, 1, HEADER("Right Redzone overwritten", CLEAN),
		"object+100-object+100 @offset=object+100. First byte 0x41 instead of 0xcc\n",
		ALLOCATED, "Slab page objects=all used=all fp=nowhere flags(slab|live)\n",
		OBJECT(NEXT), LIVE_LEFT, LIVE_BYTES, RIGHT("41 cc cc cc ", "A..."), PADDING, CALLS,
		FIX, "Restoring Right Redzone object+100-object+100=0xcc\n");
	kmem_cache_free(c.s, c.object);
	c.object[0] = 0x41;
	EXPECT_MISTAKES(test, &c, 1, HEADER("Poison overwritten", TAINTED),
			"object-object @offset=object. First byte 0x41 instead of 0x6b\n",
			ALLOCATED, FREED,
			"Slab page objects=all used=all-1 fp=object flags(slab|live)\n",
			OBJECT("nowhere"), FREE_LEFT,
			SEVEN_ROWS("6b ", "k",
				   ROW("Object   ", "object", "41 6b 6b 6b " B4("6b ") B8("6b "),
				       "Akkkkkkk" B8("k")),
				   LAST_ROW("6b 6b 6b a5 ", "kkk.")),
			FREE_RIGHT, PADDING, CALLS, FIX, "Restoring Poison object-object=0x6b\n");
	kmem_cache_free_bulk(c.s, c.s->objects - 1, others);
	scene_expect_sound(test, &c);
}

/* ---- the end --------------------------------------------------------------------------------- */

static void destroys_too_early(struct kunit *test)
{
	unsigned long free = nr_free_pages();
	struct scene c = scene_set(test, ALL_FLAGS);
	struct kmem_cache *dead = c.s;
	char *second = scene_take(test, c.s);

	c.s = kmem_cache_create("after it", SIZE, 0, ALL_FLAGS, NULL);
	KUNIT_ASSERT_NOT_NULL(test, c.s);
	EXPECT_WORDS(
		test, &c, kmem_cache_destroy(dead),
		HEADER("Objects remaining in checked on __kmem_cache_shutdown()", CLEAN),
		SLAB(2, NEXT_BUT_ONE), CALLS, "Object object @offset=object\n", ALLOCATED,
		"Object " NEXT " @offset=" NEXT "\n", ALLOCATED,
		"kmem_cache_destroy checked: Slab cache still has objects when called from code\n");
	KUNIT_EXPECT_NULL(test, memchr_inv(c.object, 0x5c, SIZE));
	kmem_cache_free(dead, c.object);
	kmem_cache_free(dead, second);
	scene_expect_sound(test, &c);
	/* The record of a cache that died early is kept. */
	mm_test_settle();
	mm_test_lose(free - nr_free_pages());
}

/* ---- trace ----------------------------------------------------------------------------------- */

static void traces_each_call(struct kunit *test)
{
	static const char *const traced[] = {
		"TRACE checked alloc object inuse=1 fp=object+104\n",
		CALLS,
		"TRACE checked free object inuse=1 fp=object+104\n",
		ROW("Object ", "object", B16("5c "), B16("\\")),
		ROW("Object ", "object+16", B16("5c "), B16("\\")),
		ROW("Object ", "object+32", B16("5c "), B16("\\")),
		ROW("Object ", "object+48", B16("5c "), B16("\\")),
		ROW("Object ", "object+64", B16("5c "), B16("\\")),
		ROW("Object ", "object+80", B16("5c "), B16("\\")),
		ROW("Object ", "object+96", B4("5c ") GAP_12, B4("\\")),
		CALLS,
	};
	const char *text;
	struct scene c;

	capture_start();
	c = scene_set(test, SLAB_TRACE);
	kmem_cache_free(c.s, c.object);
	capture_stop();
	capture_start();
	KUNIT_EXPECT_PTR_EQ(test, scene_take(test, c.s), c.object);
	memset(c.object, 0x5c, SIZE);
	kmem_cache_free(c.s, c.object);
	text = scene_words(capture_stop(), &c);
	scene_expect_text(test, text, traced, ARRAY_SIZE(traced));
	capture_start();
	scene_expect_sound(test, &c);
	capture_stop();
}

static int slab_debug_free_init(struct kunit *test)
{
	mm_test_boot_plain(test, false);
	return 0;
}

static struct kunit_case slab_debug_free_cases[] = {
	KUNIT_CASE(frees_twice),
	KUNIT_CASE(frees_inside),
	KUNIT_CASE(frees_to_another),
	KUNIT_CASE(breaks_the_list),
	KUNIT_CASE(breaks_the_list_of_another),
	KUNIT_CASE(validates_counts),
	KUNIT_CASE(validates_lists),
	KUNIT_CASE(validates_objects),
	KUNIT_CASE(destroys_too_early),
	KUNIT_CASE(traces_each_call),
	{},
};

static struct kunit_suite slab_debug_free_suite = {
	.name = "slab_debug_free",
	.init = slab_debug_free_init,
	.test_cases = slab_debug_free_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(slab_debug_free_suite);
