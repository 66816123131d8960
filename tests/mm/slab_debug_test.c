// SPDX-License-Identifier: MIT
/*
 * Caches that check their objects: each flag finds its mistake, says so in the kernel's words, puts
 * it right, and the rest goes on.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/poison.h>
#include <linux/slab.h>
#include <mm/kmalloc/kmalloc.h>
#include <mm/slab/slab.h>
#include <tests/mm/mm_test.h>
#include <tests/parallel.h>

#define SIZE   100
#define CHECKS (SLAB_DEBUG_FLAGS & ~SLAB_TRACE)

static struct kmem_cache *make(struct kunit *test, slab_flags_t flags)
{
	struct kmem_cache *s = kmem_cache_create("checked", SIZE, 0, flags, NULL);

	KUNIT_ASSERT_NOT_NULL(test, s);
	return s;
}

static char *take(struct kunit *test, struct kmem_cache *s)
{
	char *p = kmem_cache_alloc(s, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	return p;
}

/* The cache still works, and no report is left to come. */
static void goes_on(struct kunit *test, struct kmem_cache *s)
{
	char *a, *b;

	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	a = take(test, s);
	b = take(test, s);
	mm_test_fill(a, SIZE, 1);
	mm_test_fill(b, SIZE, 2);
	KUNIT_EXPECT_TRUE(test, mm_test_filled(a, SIZE, 1));
	kmem_cache_free(s, a);
	kmem_cache_free(s, b);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	kmem_cache_destroy(s);
}

/* ---- red zones ------------------------------------------------------------------------------- */

static void red_zone_right(struct kunit *test)
{
	struct kmem_cache *s = make(test, SLAB_RED_ZONE);
	char *p = take(test, s);

	memset(p, 0x41, SIZE);
	kmem_cache_free(s, p);
	p = take(test, s);
	p[SIZE] = 0x41;
	MM_TEST_ONE_REPORT(test, "): Right Redzone overwritten\n", kmem_cache_free(s, p));
	goes_on(test, s);
}

static void red_zone_left(struct kunit *test)
{
	struct kmem_cache *s = make(test, SLAB_RED_ZONE);
	char *p = take(test, s);

	p[-1] = 0x41;
	MM_TEST_ONE_REPORT(test, "): Left Redzone overwritten\n", kmem_cache_free(s, p));
	goes_on(test, s);
}

/* An object that fills its words leaves no byte between: room is made for a zone of one word. */
static void red_zone_without_padding(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("words", 64, 0, SLAB_RED_ZONE, NULL);
	char *p;

	KUNIT_ASSERT_NOT_NULL(test, s);
	for (int at = -8; at < 64 + (int)sizeof(void *); at++) {
		if (at == 0)
			at = 64;
		p = take(test, s);
		p[at]++;
		if (at < 0)
			MM_TEST_ONE_REPORT(test, "): Left Redzone overwritten\n",
					   kmem_cache_free(s, p));
		else
			MM_TEST_ONE_REPORT(test, "): Right Redzone overwritten\n",
					   kmem_cache_free(s, p));
	}
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	kmem_cache_destroy(s);
}

/* After the free as well: the zones of a free object are checked when it goes out again. */
static void red_zone_of_a_free_object(struct kunit *test)
{
	struct kmem_cache *s = make(test, SLAB_RED_ZONE);
	char *p = take(test, s), *q;

	kmem_cache_free(s, p);
	p[SIZE + 1] = 0;
	MM_TEST_ONE_REPORT(test, "): Right Redzone overwritten\n", q = take(test, s));
	kmem_cache_free(s, q);
	goes_on(test, s);
}

/* ---- poison ---------------------------------------------------------------------------------- */

static void poison_after_free(struct kunit *test)
{
	struct kmem_cache *s = make(test, SLAB_POISON);
	char *p = take(test, s), *q;

	memset(p, 0, SIZE);
	kmem_cache_free(s, p);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, POISON_FREE, SIZE - 1));
	KUNIT_EXPECT_EQ(test, (u8)p[SIZE - 1], (u8)POISON_END);
	p[40] = 0;
	MM_TEST_ONE_REPORT(test, "): Poison overwritten\n", q = take(test, s));
	KUNIT_EXPECT_PTR_EQ(test, p, q);
	kmem_cache_free(s, q);
	p[SIZE - 1] = 0;
	MM_TEST_ONE_REPORT(test, "): End Poison overwritten\n", q = take(test, s));
	kmem_cache_free(s, q);
	goes_on(test, s);
}

/* A constructed object is whole while it is free: there is nothing to poison. */
static void construct(void *object)
{
	memset(object, 0x33, SIZE);
}

static void poison_spares_constructed(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create(
		"built", SIZE, 0,
		SLAB_POISON | SLAB_RED_ZONE | SLAB_STORE_USER | SLAB_CONSISTENCY_CHECKS, construct);
	char *p;

	KUNIT_ASSERT_NOT_NULL(test, s);
	p = take(test, s);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0x33, SIZE));
	p[5] = 0x34;
	kmem_cache_free(s, p);
	KUNIT_EXPECT_EQ(test, p[5], 0x34);
	p[5] = 0x35;
	p = take(test, s);
	KUNIT_EXPECT_EQ(test, p[5], 0x35);
	kmem_cache_free(s, p);
	kmem_cache_destroy(s);
}

/* Nobody reads a free object by way of one that went with its slab, either: it is checked then. */
static void poison_checked_with_the_slab(struct kunit *test)
{
	struct kmem_cache *s = make(test, SLAB_POISON | SLAB_CONSISTENCY_CHECKS);
	char *p = take(test, s);

	kmem_cache_free(s, p);
	p[1] = 1;
	MM_TEST_ONE_REPORT(test, "): Poison overwritten\n", kmem_cache_shrink(s));
	goes_on(test, s);
}

/* ---- consistency ----------------------------------------------------------------------------- */

static const slab_flags_t each_flag[] = { SLAB_CONSISTENCY_CHECKS, SLAB_RED_ZONE, SLAB_POISON,
					  SLAB_STORE_USER, CHECKS };

static void describe_flags(const slab_flags_t *flags, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s%s%s%s",
		 *flags & SLAB_CONSISTENCY_CHECKS ? "F" : "", *flags & SLAB_RED_ZONE ? "Z" : "",
		 *flags & SLAB_POISON ? "P" : "", *flags & SLAB_STORE_USER ? "U" : "");
}

KUNIT_ARRAY_PARAM(each_flag, each_flag, describe_flags);

static void double_free(struct kunit *test)
{
	struct kmem_cache *s = make(test, *(const slab_flags_t *)test->param_value);
	char *a = take(test, s), *b = take(test, s);

	kmem_cache_free(s, a);
	MM_TEST_ONE_REPORT(test, "): Object already free\n", kmem_cache_free(s, a));
	kmem_cache_free(s, b);
	MM_TEST_ONE_REPORT(test, "): Object already free\n", kfree(a));
	MM_TEST_ONE_REPORT(test, "): Object already free\n", kmem_cache_free(s, b));
	goes_on(test, s);
}

/* A write to a free object that hits the list: nobody follows it out of the slab. */
static void free_list_broken(struct kunit *test)
{
	struct kmem_cache *s = make(test, SLAB_CONSISTENCY_CHECKS);
	char **all = kunit_kcalloc(test, s->objects, sizeof(*all), GFP_KERNEL), *p;

	KUNIT_ASSERT_NOT_NULL(test, all);
	for (u32 i = 0; i < s->objects; i++)
		all[i] = take(test, s);
	/* The only free object of its slab, so that none is lost with the list. */
	p = all[0];
	kmem_cache_free(s, p);
	memset(p, 0x41, SIZE);
	MM_TEST_ONE_REPORT(test, "): Freepointer corrupt\n",
			   KUNIT_EXPECT_PTR_EQ(test, take(test, s), p));
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
	kmem_cache_free(s, p);
	memset(p, 0x41, SIZE);
	MM_TEST_ONE_REPORT(test, "): Freechain corrupt\n", kmem_cache_free(s, all[1]));
	for (u32 i = 2; i < s->objects; i++)
		kmem_cache_free(s, all[i]);
	goes_on(test, s);
}

static void free_inside(struct kunit *test)
{
	struct kmem_cache *s = make(test, *(const slab_flags_t *)test->param_value);
	char *p = take(test, s), words[64];

	mm_test_fill(p, SIZE, 4);
	for (int at = 1; at < SIZE; at += 33) {
		snprintf(words, sizeof(words), "): Invalid object pointer 0x%px\n", p + at);
		MM_TEST_ONE_REPORT(test, words, kmem_cache_free(s, p + at));
		MM_TEST_ONE_REPORT(test, words, kfree(p + at));
	}
	KUNIT_EXPECT_TRUE(test, mm_test_filled(p, SIZE, 4));
	kmem_cache_free(s, p);
	goes_on(test, s);
}

/* In the slab, but before the first object or behind the last. */
static void free_beside(struct kunit *test)
{
	struct kmem_cache *s = make(test, *(const slab_flags_t *)test->param_value);
	char *p = take(test, s);
	struct page *page = virt_to_head_page(p);
	char *end = (char *)page_address(page) + (PAGE_SIZE << s->order);

	MM_TEST_ONE_REPORT(test, "): Invalid object pointer", kmem_cache_free(s, end - 1));
	if ((char *)page->slab_start + s->red_left > (char *)page_address(page))
		MM_TEST_ONE_REPORT(test, "): Invalid object pointer",
				   kmem_cache_free(s, page_address(page)));
	kmem_cache_free(s, p);
	goes_on(test, s);
}

static void free_to_another_cache(struct kunit *test)
{
	struct kmem_cache *s = make(test, *(const slab_flags_t *)test->param_value);
	struct kmem_cache *other = kmem_cache_create("other", SIZE, 0, SLAB_NO_MERGE, NULL);
	char *p = take(test, s);
	void *q;

	KUNIT_ASSERT_NOT_NULL(test, other);
	MM_TEST_ONE_REPORT(
		test, "BUG: cache_from_obj: Wrong slab cache. other but object is from checked\n",
		kmem_cache_free(other, p));
	/* It went where it is from. */
	MM_TEST_ONE_REPORT(test, "): Object already free\n", kmem_cache_free(s, p));
	q = kmem_cache_alloc(other, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, q);
	MM_TEST_ONE_REPORT(test, "Wrong slab cache. checked but object is from other\n",
			   kmem_cache_free(s, q));
	kmem_cache_destroy(other);
	goes_on(test, s);
}

/* ---- who ------------------------------------------------------------------------------------- */

static void tracks_tell_who(struct kunit *test)
{
	struct kmem_cache *s = make(test, SLAB_STORE_USER);
	char *p = take(test, s);
	const char *text, *freed;

	kmem_cache_free(s, p);
	kunit_expect_reports(test, 1);
	capture_start();
	kmem_cache_free(s, p);
	text = capture_stop();
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "Allocated in "));
	freed = strstr(text, "Freed in ");
	KUNIT_ASSERT_NOT_NULL(test, freed);
	KUNIT_EXPECT_NOT_NULL(test, strstr(freed, " age="));
	goes_on(test, s);
}

/* ---- at once --------------------------------------------------------------------------------- */

#define VALIDATOR 0
#define ROUNDS	  300

/* Taking, filling and giving back, and resizing, while someone looks at everything. */
static void use_or_validate(void *arg, unsigned int index)
{
	struct kmem_cache *s = arg;
	void *p[8] = {};

	for (int round = 0; round < ROUNDS; round++) {
		if (index == VALIDATOR) {
			slab_validate(s);
			continue;
		}
		for (unsigned int i = 0; i < ARRAY_SIZE(p); i++) {
			p[i] = kmem_cache_alloc(s, GFP_KERNEL);
			if (p[i])
				memset(p[i], (int)index, SIZE);
		}
		for (unsigned int i = 0; i < ARRAY_SIZE(p); i++)
			if (p[i])
				kmem_cache_free(s, p[i]);
	}
}

static void validates_while_used(struct kunit *test)
{
	struct kmem_cache *s = make(test, CHECKS);
	unsigned long before = report_count;

	KUNIT_ASSERT_EQ(test, test_parallel(4, use_or_validate, s), 0);
	KUNIT_EXPECT_EQ(test, report_count, before);
	goes_on(test, s);
}

/* Checks are a matter of one cache: its neighbour has none. */
static void others_pay_nothing(struct kunit *test)
{
	struct kmem_cache *s = make(test, CHECKS);
	struct kmem_cache *other = kmem_cache_create("other", SIZE, 0, SLAB_NO_MERGE, NULL);

	KUNIT_ASSERT_NOT_NULL(test, other);
	KUNIT_EXPECT_NULL(test, s->slots.memory);
	KUNIT_EXPECT_NOT_NULL(test, other->slots.memory);
	KUNIT_EXPECT_FALSE(test, slab_debugged(other));
	kmem_cache_destroy(s);
	kmem_cache_destroy(other);
}

static int slab_debug_init(struct kunit *test)
{
	mm_test_boot_plain(test, false);
	return 0;
}

static struct kunit_case slab_debug_cases[] = {
	KUNIT_CASE(red_zone_right),
	KUNIT_CASE(red_zone_left),
	KUNIT_CASE(red_zone_without_padding),
	KUNIT_CASE(red_zone_of_a_free_object),
	KUNIT_CASE(poison_after_free),
	KUNIT_CASE(poison_spares_constructed),
	KUNIT_CASE(poison_checked_with_the_slab),
	KUNIT_CASE_PARAM(double_free, each_flag_gen_params),
	KUNIT_CASE(free_list_broken),
	KUNIT_CASE_PARAM(free_inside, each_flag_gen_params),
	KUNIT_CASE_PARAM(free_beside, each_flag_gen_params),
	KUNIT_CASE_PARAM(free_to_another_cache, each_flag_gen_params),
	KUNIT_CASE(tracks_tell_who),
	KUNIT_CASE(validates_while_used),
	KUNIT_CASE(others_pay_nothing),
	{},
};

static struct kunit_suite slab_debug_suite = {
	.name = "slab_debug",
	.init = slab_debug_init,
	.test_cases = slab_debug_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN, .concurrent = true },
};
kunit_test_suite(slab_debug_suite);
