// SPDX-License-Identifier: MIT
/* Memory that changes its size, copies, secrets; and what is not memory of kmalloc at all. */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <mm/kmalloc/kmalloc.h>
#include <mm/slab/slab.h>
#include <mm/vmalloc/vmalloc.h>
#include <tests/mm/mm_test.h>

/* ---- krealloc -------------------------------------------------------------------------------- */

static void krealloc_keeps_contents(struct kunit *test)
{
	static const size_t sizes[] = { 1,    7,    8,	  9,	64,   65,   96,	   100,	  192,
					1000, 4096, 8191, 8192, 8193, 9000, 40000, 100000 };

	mm_test_needs(test, SZ_1M);
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
		for (size_t j = 0; j < ARRAY_SIZE(sizes); j++) {
			size_t from = sizes[i], to = sizes[j];
			void *p = kmalloc(from, GFP_KERNEL), *q;

			KUNIT_ASSERT_NOT_NULL(test, p);
			mm_test_fill(p, from, i);
			q = krealloc(p, to, GFP_KERNEL);
			KUNIT_ASSERT_NOT_NULL(test, q);
			if (!mm_test_filled(q, min(from, to), i))
				KUNIT_FAIL(test, "%zu to %zu bytes", from, to);
			KUNIT_EXPECT_GE(test, ksize(q), to);
			/* All of it is the caller's now. */
			mm_test_fill(q, to, j);
			KUNIT_EXPECT_TRUE(test, mm_test_filled(q, to, j));
			kfree(q);
		}
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
}

static void krealloc_of_nothing(struct kunit *test)
{
	void *p = krealloc(NULL, 100, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_TRUE(test, mm_test_room(p, 100, 128));
	mm_test_fill(p, 100, 1);
	KUNIT_EXPECT_PTR_EQ(test, krealloc(p, 0, GFP_KERNEL), ZERO_SIZE_PTR);
	KUNIT_EXPECT_PTR_EQ(test, krealloc(NULL, 0, GFP_KERNEL), ZERO_SIZE_PTR);
	KUNIT_EXPECT_PTR_EQ(test, krealloc(ZERO_SIZE_PTR, 0, GFP_KERNEL), ZERO_SIZE_PTR);
	p = krealloc(ZERO_SIZE_PTR, 30, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_TRUE(test, mm_test_room(p, 30, 32));
	kfree(p);
}

/* A failure leaves the old memory as it was. */
static void krealloc_fails(struct kunit *test)
{
	void *p = kmalloc(100, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	mm_test_fill(p, 100, 5);
	KUNIT_EXPECT_NULL(test, krealloc(p, KMALLOC_MAX_SIZE + 1, GFP_KERNEL | __GFP_NOWARN));
	KUNIT_EXPECT_NULL(test, krealloc(p, SIZE_MAX, GFP_KERNEL | __GFP_NOWARN));
	KUNIT_EXPECT_NULL(test, krealloc_array(p, SIZE_MAX / 2, 3, GFP_KERNEL));
	KUNIT_EXPECT_TRUE(test, mm_test_filled(p, 100, 5));
	p = krealloc_array(p, 50, 8, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_TRUE(test, mm_test_filled(p, 96, 5));
	KUNIT_EXPECT_TRUE(test, mm_test_room(p, 400, 512));
	kfree(p);
}

/* Zeroed memory that grows is zero where it is new, in place as well as elsewhere. */
static void krealloc_zeroes(struct kunit *test)
{
	static const size_t steps[] = { 5, 10,	12, 16,	 17,   30,    3,
					8, 100, 90, 128, 4000, 12000, 20000 };
	char *p = kmalloc(20000, GFP_KERNEL);

	mm_test_needs(test, SZ_1M);
	for (size_t size = 8; size <= KMALLOC_MAX_CACHE_SIZE; size *= 2) {
		/* The memory that will be used is dirty. */
		void *dirt[3];

		for (int i = 0; i < 3; i++) {
			dirt[i] = kmalloc(size, GFP_KERNEL);
			KUNIT_ASSERT_NOT_NULL(test, dirt[i]);
			memset(dirt[i], 0xd1, size);
		}
		for (int i = 0; i < 3; i++)
			kfree(dirt[i]);
	}
	KUNIT_ASSERT_NOT_NULL(test, p);
	memset(p, 0xd1, 20000);
	kfree(p);
	p = kzalloc(1, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	for (size_t i = 0, old = 1; i < ARRAY_SIZE(steps); old = steps[i++]) {
		memset(p, 0xaa, old);
		p = krealloc(p, steps[i], GFP_KERNEL | __GFP_ZERO);
		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_NULL(test, memchr_inv(p, 0xaa, min(old, steps[i])));
		if (steps[i] > old && memchr_inv(p + old, 0, steps[i] - old))
			KUNIT_FAIL(test, "from %zu to %zu bytes", old, steps[i]);
	}
	kfree(p);
}

/* ---- copies ---------------------------------------------------------------------------------- */

static void kmemdup_and_its_kin(struct kunit *test)
{
	static const char bytes[6] = { 1, 0, 2, 3, 0, 4 };
	static const u16 words[4] = { 1, 2, 3, 4 };
	const char *constant;
	char *p;
	u16 *q;

	p = kmemdup(bytes, 6, GFP_KERNEL);
	KUNIT_EXPECT_MEMEQ(test, p, bytes, 6);
	KUNIT_EXPECT_PTR_NE(test, (const char *)p, &bytes[0]);
	kfree(p);
	q = kmemdup_array(words, 4, sizeof(*words), GFP_KERNEL);
	KUNIT_EXPECT_MEMEQ(test, q, words, sizeof(words));
	kfree(q);
	p = kmemdup_nul("no end here", 6, GFP_KERNEL);
	KUNIT_EXPECT_STREQ(test, p, "no end");
	kfree(p);
	p = kstrdup("all of it", GFP_KERNEL);
	KUNIT_EXPECT_STREQ(test, p, "all of it");
	kfree(p);
	p = kstrdup("", GFP_KERNEL);
	KUNIT_EXPECT_STREQ(test, p, "");
	kfree(p);
	p = kstrndup("some of it", 4, GFP_KERNEL);
	KUNIT_EXPECT_STREQ(test, p, "some");
	kfree(p);
	p = kstrndup("short", 400, GFP_KERNEL);
	KUNIT_EXPECT_STREQ(test, p, "short");
	kfree(p);
	p = kstrndup("none", 0, GFP_KERNEL);
	KUNIT_EXPECT_STREQ(test, p, "");
	kfree(p);
	constant = kstrdup_const("constant", GFP_KERNEL);
	KUNIT_EXPECT_STREQ(test, constant, "constant");
	kfree_const(constant);
	KUNIT_EXPECT_NULL(test, kstrdup(NULL, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, kstrndup(NULL, 4, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, kmemdup_nul(NULL, 4, GFP_KERNEL));
}

static void kasprintf_makes_room(struct kunit *test)
{
	char *p = kasprintf(GFP_KERNEL, "%d %s %x", -5, "and", 0xabc);

	KUNIT_EXPECT_STREQ(test, p, "-5 and abc");
	kfree(p);
	p = kasprintf(GFP_KERNEL, "%*s", 5000, "x");
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, strlen(p), (size_t)5000);
	KUNIT_EXPECT_EQ(test, p[4999], 'x');
	kfree(p);
	p = kasprintf(GFP_KERNEL, "%s", "");
	KUNIT_EXPECT_STREQ(test, p, "");
	kfree(p);
}

/* ---- secrets --------------------------------------------------------------------------------- */

/* Nothing of a secret is left in the memory of the machine after it was freed. */
static void kfree_sensitive_leaves_nothing(struct kunit *test)
{
	static const size_t sizes[] = { 8, 30, 100, 500, 4000, 8192, 20000 };

	mm_test_needs(test, SZ_1M);
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		u8 *p = kmalloc(sizes[i], GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, p);
		memset(p, 0x5e, sizes[i]);
		kfree_sensitive(p);
		/* Free memory of a living machine may be looked at; it is only no one's. */
		for (size_t at = 0; at + 1 < sizes[i]; at++)
			if (p[at] == 0x5e && p[at + 1] == 0x5e)
				KUNIT_FAIL(test, "byte %zu of %zu is still there", at, sizes[i]);
	}
}

/* ---- what kmalloc never gave ----------------------------------------------------------------- */

static void kfree_of_foreign_memory(struct kunit *test)
{
	unsigned long page = __get_free_page(GFP_KERNEL);
	char on_stack[64];
	static char in_image[64];
	void *p = on_stack;

	KUNIT_ASSERT_NE(test, page, 0ul);
	OPTIMIZER_HIDE_VAR(p);
	MM_TEST_ONE_REPORT(test, ": it is on the stack\n", kfree(p));
	p = in_image;
	OPTIMIZER_HIDE_VAR(p);
	MM_TEST_ONE_REPORT(test, ": it is not memory of this machine\n", kfree(p));
	MM_TEST_ONE_REPORT(test, "BUG: Invalid free: kfree of ", kfree((void *)(PAGE_OFFSET - 8)));
	MM_TEST_ONE_REPORT(test, "BUG: Invalid free: kfree of ",
			   kfree((void *)(PAGE_OFFSET + lowmem_bytes)));
	MM_TEST_ONE_REPORT(test, "BUG: Invalid free: kfree of ", kfree((void *)-4096l));
	MM_TEST_ONE_REPORT(test, ": the page holds no slab\n", kfree((void *)page));
	MM_TEST_ONE_REPORT(test, ": the page holds no slab\n", kfree((void *)(page + 40)));
	/* A frame that was never used, and the frame at 0. */
	MM_TEST_ONE_REPORT(test, ": the page holds no slab\n", kfree((void *)PAGE_OFFSET));
	free_page(page);
	MM_TEST_ONE_REPORT(test, ": the page holds no slab\n", kfree((void *)page));
}

static void kfree_of_vmalloc_memory(struct kunit *test)
{
	char *p = vmalloc(2 * PAGE_SIZE);

	KUNIT_ASSERT_NOT_NULL(test, p);
	mm_test_fill(p, 100, 3);
	if (is_vmalloc_addr(p)) {
		MM_TEST_ONE_REPORT(test, ": it is a vmalloc address, which vfree() takes\n",
				   kfree(p));
		MM_TEST_ONE_REPORT(test, ": it is a vmalloc address, which vfree() takes\n",
				   kfree(p + PAGE_SIZE + 8));
	}
	KUNIT_EXPECT_TRUE(test, mm_test_filled(p, 100, 3));
	vfree(p);
	vmalloc_purge();
}

static void kfree_inside_a_large_block(struct kunit *test)
{
	mm_test_needs(test, SZ_1M);
	char *p = kmalloc(5 * PAGE_SIZE + LARGE_CACHED_MAX, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	MM_TEST_ONE_REPORT(test, "BUG: Invalid free: kfree of ", kfree(p + 8));
	MM_TEST_ONE_REPORT(test, "BUG: Invalid free: kfree of ", kfree(p + PAGE_SIZE));
	MM_TEST_ONE_REPORT(test, "BUG: Invalid free: kfree of ", kfree(p + 3 * PAGE_SIZE + 1));
	KUNIT_EXPECT_EQ(test, page_count(virt_to_page(p)), 1);
	kfree(p);
	MM_TEST_ONE_REPORT(test, "BUG: Invalid free: kfree of ", kfree(p));
}

static void resizing_foreign_memory(struct kunit *test)
{
	unsigned long page = __get_free_page(GFP_KERNEL);
	char on_stack[64];
	void *p = on_stack, *q = on_stack;

	KUNIT_ASSERT_NE(test, page, 0ul);
	OPTIMIZER_HIDE_VAR(p);
	MM_TEST_ONE_REPORT(test, "BUG: ksize: ", KUNIT_EXPECT_EQ(test, ksize(p), (size_t)0));
	MM_TEST_ONE_REPORT(test, " was not allocated by kmalloc\n",
			   KUNIT_EXPECT_EQ(test, ksize((void *)page), (size_t)0));
	MM_TEST_ONE_REPORT(test, " was not allocated by kmalloc\n", q = krealloc(p, 9, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, q);
	MM_TEST_ONE_REPORT(test, " was not allocated by kmalloc\n", kfree_sensitive(p));
	free_page(page);
}

static struct kunit_case krealloc_cases[] = {
	KUNIT_CASE_PARAM(krealloc_keeps_contents, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(krealloc_of_nothing, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(krealloc_fails, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(krealloc_zeroes, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(kmemdup_and_its_kin, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(kasprintf_makes_room, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(kfree_sensitive_leaves_nothing, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(kfree_of_foreign_memory, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(kfree_of_vmalloc_memory, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(kfree_inside_a_large_block, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(resizing_foreign_memory, mm_test_worlds_gen_params),
	{},
};

static struct kunit_suite krealloc_suite = {
	.name = "krealloc",
	.init = mm_test_init,
	.test_cases = krealloc_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(krealloc_suite);
