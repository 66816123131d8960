// SPDX-License-Identifier: MIT
/* Writes into what is nobody's: what is said of each, and that nothing else is touched. */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/poison.h>
#include <linux/string.h>
#include <linux/stringify.h>
#include <tests/mm/slab_scene.h>

/* ---- writes outside -------------------------------------------------------------------------- */

static void writes_before(struct kunit *test)
{
	struct scene c = scene_set(test, ALL_FLAGS);

	c.object[-1] = 0x41;
	EXPECT_WORDS(test, &c, kmem_cache_free(c.s, c.object),
		     HEADER("Left Redzone overwritten", CLEAN),
		     "object-1-object-1 @offset=object-1. First byte 0x41 instead of 0xcc\n",
		     ALLOCATED, SLAB(1, NEXT), OBJECT(NEXT),
		     LEFT(B4("cc ") "cc cc cc 41 ", ".......A"), LIVE_BYTES, LIVE_RIGHT, PADDING,
		     CALLS, FIX, "Restoring Left Redzone object-1-object-1=0xcc\n");
	scene_expect_sound(test, &c);
}

static void writes_behind(struct kunit *test)
{
	struct scene c = scene_set(test, ALL_FLAGS);

	c.object[SIZE] = 0x41;
	c.object[SIZE + 2] = 0x42;
	EXPECT_WORDS(test, &c, kmem_cache_free(c.s, c.object),
		     HEADER("Right Redzone overwritten", CLEAN),
		     "object+100-object+102 @offset=object+100. First byte 0x41 instead of 0xcc\n",
		     ALLOCATED, SLAB(1, NEXT), OBJECT(NEXT), LIVE_LEFT, LIVE_BYTES,
		     RIGHT("41 cc 42 cc ", "A.B."), PADDING, CALLS, FIX,
		     "Restoring Right Redzone object+100-object+102=0xcc\n");
	scene_expect_sound(test, &c);
}

#ifdef CONFIG_64BIT
#define HIT_BYTE 353
#else
#define HIT_BYTE 257
#endif
#define HIT "object+" __stringify(HIT_BYTE)

/* Far behind: what lies between this object's records and the next object. */
static void writes_far_behind(struct kunit *test)
{
	struct scene c = scene_set(test, ALL_FLAGS);

	c.object[HIT_BYTE] = 0x41;
	EXPECT_WORDS(test, &c, kmem_cache_free(c.s, c.object),
		     HEADER("Object padding overwritten", CLEAN),
		     HIT "-" HIT " @offset=" HIT ". First byte 0x41 instead of 0x5a\n", ALLOCATED,
		     SLAB(1, NEXT), OBJECT(NEXT), LIVE_LEFT, LIVE_BYTES, LIVE_RIGHT,
		     ROW("Padding  ", AT_PADDING, "5a 41 " B4("5a ") "5a 5a " GAP_8, "ZAZZZZZZ"),
		     CALLS, FIX, "Restoring Object padding " HIT "-" HIT "=0x5a\n");
	scene_expect_sound(test, &c);
}

/* With the link that a live object keeps, and more: one mistake, one report. */
static void writes_all_over(struct kunit *test)
{
	struct scene c = scene_set(test, ALL_FLAGS);

	memset(c.object + SIZE, 0x41, 12);
	EXPECT_WORDS(test, &c, kmem_cache_free(c.s, c.object),
		     HEADER("Right Redzone overwritten", CLEAN),
		     "object+100-object+103 @offset=object+100. First byte 0x41 instead of 0xcc\n",
		     ALLOCATED, SLAB(1, NEXT), OBJECT("code"), LIVE_LEFT, LIVE_BYTES,
		     RIGHT(B4("41 "), "AAAA"), PADDING, CALLS, FIX,
		     "Restoring Right Redzone object+100-object+103=0xcc\n");
	scene_expect_sound(test, &c);
}

/* An object in use keeps its link behind the zone: who hits only that is told of that. */
static void writes_the_link(struct kunit *test)
{
	struct scene c = scene_set(test, ALL_FLAGS);

	memset(c.object + c.s->offset, 0x41, sizeof(void *));
	EXPECT_WORDS(test, &c, kmem_cache_free(c.s, c.object), HEADER("Freepointer corrupt", CLEAN),
		     ALLOCATED, SLAB(1, NEXT), OBJECT("code"), LIVE_LEFT, LIVE_BYTES, LIVE_RIGHT,
		     PADDING, CALLS);
	scene_expect_sound(test, &c);
}

/* The end of the slab, where no object is. */
static void writes_behind_the_slab(struct kunit *test)
{
	struct scene c = scene_set(test, ALL_FLAGS);
	struct page *page = virt_to_head_page(c.object);
	char *end = (char *)page_address(page) + page_size(page);
	long first = c.object - c.s->red_left + c.s->objects * c.s->size - c.object;
	long last = end - 1 - c.object;
	const char *text;
	char line[128];

	KUNIT_ASSERT_GE(test, last - first, 15l);
	end[-1] = 0x41;
	end[-3] = 0x42;
	kunit_expect_reports(test, 1);
	capture_start();
	kmem_cache_free(c.s, c.object);
	text = scene_words(capture_stop(), &c);
	snprintf(line, sizeof(line),
		 "BUG checked (Not tainted): Padding overwritten. object+%ld-object+%ld "
		 "@offset=object+%ld\n",
		 last - 2, last, last - 2);
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(text, line), "%s", text);
	/* Behind the calls comes all that is behind the last object. */
	snprintf(line, sizeof(line), "(calls)\nPadding object+%ld: 5a 5a 5a 5a 5a 5a 5a 5a", first);
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(text, line), "%s", text);
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(text, " 5a 42 5a 41 "), "%s", text);
	snprintf(line, sizeof(line),
		 "FIX checked: Restoring slab padding object+%ld-object+%ld=0x5a\n", last - 2,
		 last);
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(text, line), "%s", text);
	KUNIT_EXPECT_NULL(test, memchr_inv(end - 16, POISON_INUSE, 16));
	scene_expect_sound(test, &c);
}

/* ---- kmalloc: past what was asked for, inside what there is ---------------------------------- */

/* The same for 64 bytes of kmalloc(), whose zone in front is as long as they are. */
#ifdef CONFIG_64BIT
#define NEXT_OF_64 "object+448"
#define ZONE_OF_64 ROW("Redzone  ", "object+64", B8("cc ") GAP_8, B8("."))
#define PADDING_OF_64                                        \
	ROW("Padding  ", "object+320", B16("5a "), B16("Z")) \
	ROW("Padding  ", "object+336", B16("5a "), B16("Z")) \
	ROW("Padding  ", "object+352", B16("5a "), B16("Z")) \
	ROW("Padding  ", "object+368", B16("5a "), B16("Z"))
#else
#define NEXT_OF_64 "object+320"
#define ZONE_OF_64 ROW("Redzone  ", "object+64", B4("cc ") GAP_12, B4("."))
#define PADDING_OF_64                                        \
	ROW("Padding  ", "object+216", B16("5a "), B16("Z")) \
	ROW("Padding  ", "object+232", B16("5a "), B16("Z")) \
	ROW("Padding  ", "object+248", B8("5a ") GAP_8, B8("Z"))
#endif

static void writes_behind_the_request(struct kunit *test)
{
	struct mm_test_world world = { .name = "kmalloc" };
	struct scene c = {};

	mm_test_halt(test);
	world.config = (struct machine_config){ .profile = PROFILE_PC64,
						.memory = 4 * MM_TEST_BLOCK,
						.nodes = 1,
						.debug = "FZPU,kmalloc-64" };
	mm_test_boot(test, &world);
	c.object = kmalloc(40, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, c.object);
	c.s = virt_to_page(c.object)->slab_cache;
	c.at = (u32)(c.object - (char *)page_address(virt_to_head_page(c.object)));
	memset(c.object, 0x5c, 40);
	OPTIMIZER_HIDE_VAR(c.object);
	c.object[40] = 0x41;
	EXPECT_WORDS(test, &c, kfree(c.object), DOUBLE_LINE,
		     "BUG kmalloc-64 (Not tainted): kmalloc Redzone overwritten\n", LINE, "\n",
		     "object+40-object+40 @offset=object+40. First byte 0x41 instead of 0xcc\n",
		     ALLOCATED, SLAB(1, NEXT_OF_64), OBJECT(NEXT_OF_64),
		     ROW("Redzone  ", "object-64", B16("cc "), B16(".")),
		     ROW("Redzone  ", "object-48", B16("cc "), B16(".")),
		     ROW("Redzone  ", "object-32", B16("cc "), B16(".")),
		     ROW("Redzone  ", "object-16", B16("cc "), B16(".")),
		     ROW("Object   ", "object", B16("5c "), B16("\\")),
		     ROW("Object   ", "object+16", B16("5c "), B16("\\")),
		     ROW("Object   ", "object+32", B8("5c ") "41 cc cc cc " B4("cc "),
			 B8("\\") "A......."),
		     ROW("Object   ", "object+48", B16("cc "), B16(".")), ZONE_OF_64, PADDING_OF_64,
		     CALLS, "FIX kmalloc-64: Restoring kmalloc Redzone object+40-object+40=0xcc\n");
	/* Its neighbours in size have no checks, and say nothing. */
	c.object = kmalloc(100, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, c.object);
	OPTIMIZER_HIDE_VAR(c.object);
	c.object[100] = 0x41;
	kfree(c.object);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
}

/* ---- writes after the free ------------------------------------------------------------------- */

static void writes_late(struct kunit *test)
{
	struct scene c = scene_set(test, ALL_FLAGS);

	kmem_cache_free(c.s, c.object);
	c.object[40] = 0;
	EXPECT_WORDS(test, &c, c.object = scene_take(test, c.s),
		     HEADER("Poison overwritten", CLEAN),
		     "object+40-object+40 @offset=object+40. First byte 0x0 instead of 0x6b\n",
		     ALLOCATED, FREED, SLAB(1, NEXT), OBJECT(NEXT), FREE_LEFT,
		     FIRST_ROW("6b ", "k"), ROW("Object   ", "object+16", B16("6b "), B16("k")),
		     ROW("Object   ", "object+32", B8("6b ") "00 6b 6b 6b " B4("6b "),
			 B8("k") ".kkkkkkk"),
		     ROW("Object   ", "object+48", B16("6b "), B16("k")),
		     ROW("Object   ", "object+64", B16("6b "), B16("k")),
		     ROW("Object   ", "object+80", B16("6b "), B16("k")),
		     LAST_ROW("6b 6b 6b a5 ", "kkk."), FREE_RIGHT, PADDING, CALLS, FIX,
		     "Restoring Poison object+40-object+40=0x6b\n");
	kmem_cache_free(c.s, c.object);
	scene_expect_sound(test, &c);
}

static void writes_the_last_byte_late(struct kunit *test)
{
	struct scene c = scene_set(test, ALL_FLAGS);

	kmem_cache_free(c.s, c.object);
	c.object[SIZE - 1] = 0;
	EXPECT_WORDS(
		test, &c, c.object = scene_take(test, c.s), HEADER("End Poison overwritten", CLEAN),
		"object+99-object+99 @offset=object+99. First byte 0x0 instead of 0xa5\n",
		ALLOCATED, FREED, SLAB(1, NEXT), OBJECT(NEXT), FREE_LEFT,
		SEVEN_ROWS("6b ", "k", FIRST_ROW("6b ", "k"), LAST_ROW("6b 6b 6b 00 ", "kkk.")),
		FREE_RIGHT, PADDING, CALLS, FIX, "Restoring End Poison object+99-object+99=0xa5\n");
	kmem_cache_free(c.s, c.object);
	scene_expect_sound(test, &c);
}

static void writes_beside_late(struct kunit *test)
{
	struct scene c = scene_set(test, ALL_FLAGS);

	kmem_cache_free(c.s, c.object);
	c.object[SIZE + 3] = 0x41;
	EXPECT_WORDS(test, &c, c.object = scene_take(test, c.s),
		     HEADER("Right Redzone overwritten", CLEAN),
		     "object+103-object+103 @offset=object+103. First byte 0x41 instead of 0xbb\n",
		     ALLOCATED, FREED, SLAB(1, NEXT), OBJECT(NEXT), FREE_LEFT, FREE_BYTES,
		     RIGHT("bb bb bb 41 ", "...A"), PADDING, CALLS, FIX,
		     "Restoring Right Redzone object+103-object+103=0xbb\n");
	kmem_cache_free(c.s, c.object);
	scene_expect_sound(test, &c);
}

/* What a constructor built stays while the object is free, but nobody writes beside it. */
static void construct(void *object)
{
	memset(object, 0x5c, SIZE);
}

static void writes_behind_what_was_built(struct kunit *test)
{
	struct scene c = scene_set(test, ALL_FLAGS);
	struct kmem_cache *first = c.s;
	char *object = c.object;

	c.s = kmem_cache_create("checked", SIZE, 0, ALL_FLAGS, construct);
	KUNIT_ASSERT_NOT_NULL(test, c.s);
	c.object = scene_take(test, c.s);
	kmem_cache_free(c.s, c.object);
	c.object[50] = 0x5c;
	c.object[SIZE] = 0x41;
	EXPECT_WORDS(test, &c, c.object = scene_take(test, c.s),
		     HEADER("Right Redzone overwritten", CLEAN),
		     "object+100-object+100 @offset=object+100. First byte 0x41 instead of 0xbb\n",
		     ALLOCATED, FREED, SLAB(1, NEXT), OBJECT(NEXT), FREE_LEFT, LIVE_BYTES,
		     RIGHT("41 bb bb bb ", "A..."), PADDING, CALLS, FIX,
		     "Restoring Right Redzone object+100-object+100=0xbb\n");
	kmem_cache_free(c.s, c.object);
	kmem_cache_destroy(c.s);
	c.s = first;
	kmem_cache_free(c.s, object);
	scene_expect_sound(test, &c);
}

/* ---- without checks -------------------------------------------------------------------------- */

static char *between(char *a, char *b, char *c)
{
	char *low = a < b ? a : b, *high = a < b ? b : a;

	if (c < low)
		return low;
	return c < high ? c : high;
}

/* The same writes into a cache without flags: it has no zones to tell by, and says nothing. */
static void plain_caches_say_nothing(struct kunit *test)
{
	struct scene c = scene_set(test, 0);
	unsigned long before = report_count;
	char *second = scene_take(test, c.s), *third = scene_take(test, c.s), *middle;

	/* The one between the two others of its slab, whichever came first. */
	middle = between(c.object, second, third);
	KUNIT_EXPECT_EQ(test, c.s->size, 104u);
	capture_start();
	middle[-1] = 0x41;
	middle[SIZE] = 0x41;
	kmem_cache_free(c.s, c.object);
	kmem_cache_free(c.s, second);
	kmem_cache_free(c.s, third);
	middle[0] = 0x41;
	middle[SIZE - 1] = 0x41;
	KUNIT_EXPECT_PTR_EQ(test, scene_take(test, c.s), third);
	kmem_cache_free(c.s, third);
	scene_expect_sound(test, &c);
	KUNIT_EXPECT_STREQ(test, capture_stop(), "");
	KUNIT_EXPECT_EQ(test, report_count, before);
}

static int slab_debug_write_init(struct kunit *test)
{
	mm_test_boot_plain(test, false);
	return 0;
}

static struct kunit_case slab_debug_write_cases[] = {
	KUNIT_CASE(writes_before),
	KUNIT_CASE(writes_behind),
	KUNIT_CASE(writes_far_behind),
	KUNIT_CASE(writes_all_over),
	KUNIT_CASE(writes_the_link),
	KUNIT_CASE(writes_behind_the_slab),
	KUNIT_CASE(writes_behind_the_request),
	KUNIT_CASE(writes_late),
	KUNIT_CASE(writes_the_last_byte_late),
	KUNIT_CASE(writes_beside_late),
	KUNIT_CASE(writes_behind_what_was_built),
	KUNIT_CASE(plain_caches_say_nothing),
	{},
};

static struct kunit_suite slab_debug_write_suite = {
	.name = "slab_debug_write",
	.init = slab_debug_write_init,
	.test_cases = slab_debug_write_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(slab_debug_write_suite);
