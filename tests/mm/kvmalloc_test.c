// SPDX-License-Identifier: MIT
/* kvmalloc: contiguous where that is easy, scattered where it is not, and one call to free both. */
#include <kunit/test.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <mm/boot/boot.h>

/* One page more than kmalloc() can ever give; without an MMU there is no more to be had. */
#define TOO_LARGE (IS_ENABLED(CONFIG_MMU) ? KMALLOC_MAX_SIZE + PAGE_SIZE : SZ_256K)

static int kvmalloc_test_boot(struct kunit *test)
{
	const struct machine_config config = {
		.profile = PROFILE_PC64,
		.memory = SZ_128M,
		.nodes = 1,
		.cpus = 1,
		.quiet = true,
	};

	return machine_boot(&config);
}

static void kvmalloc_test_halt(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	KUNIT_EXPECT_EQ(test, vmalloc_nr_pages(), 0ul);
	machine_halt();
}

static void kvmalloc_prefers_contiguous(struct kunit *test)
{
	char *small = kvmalloc(100, GFP_KERNEL), *large = kvmalloc(TOO_LARGE, GFP_KERNEL);
	char *middle = kvzalloc(SZ_64K, GFP_KERNEL);

	KUNIT_ASSERT_TRUE(test, small && large && middle);
	KUNIT_EXPECT_FALSE(test, is_vmalloc_addr(small));
	KUNIT_EXPECT_FALSE(test, is_vmalloc_addr(middle));
	KUNIT_EXPECT_EQ(test, is_vmalloc_addr(large), IS_ENABLED(CONFIG_MMU));
	KUNIT_EXPECT_NULL(test, memchr_inv(middle, 0, SZ_64K));
	memset(large, 1, TOO_LARGE);
	kvfree(small);
	kvfree(middle);
	kvfree(large);
	kvfree(NULL);
	kvfree(kvmalloc(0, GFP_KERNEL));
	KUNIT_EXPECT_PTR_EQ(test, kvmalloc(0, GFP_KERNEL), ZERO_SIZE_PTR);
}

static void kvmalloc_refuses_the_impossible(struct kunit *test)
{
	KUNIT_EXPECT_NULL(test, kvcalloc(SIZE_MAX, 2, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, kvmalloc_array(SIZE_MAX / 2, 3, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, kvmalloc(SIZE_MAX, GFP_KERNEL | __GFP_NOWARN));
	KUNIT_EXPECT_NULL(test, kvmalloc((size_t)INT_MAX + 1, GFP_KERNEL | __GFP_NOWARN));
	KUNIT_EXPECT_NULL(test, kvmalloc(SZ_256M, GFP_KERNEL | __GFP_NOWARN));
	/* Who may not sleep gets no vmalloc(). */
	KUNIT_EXPECT_NULL(test, kvmalloc(KMALLOC_MAX_SIZE + 1, GFP_ATOMIC | __GFP_NOWARN));
}

static void kvmalloc_clears_arrays(struct kunit *test)
{
	long *p = kvcalloc(TOO_LARGE / sizeof(long), sizeof(long), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0, TOO_LARGE));
	kvfree_sensitive(p, TOO_LARGE);
	p = kvmalloc_array(10, sizeof(long), GFP_KERNEL | __GFP_ZERO);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0, 10 * sizeof(long)));
	kvfree_sensitive(p, 10 * sizeof(long));
	kvfree_sensitive(NULL, 10);
	p = kvzalloc_node(100, GFP_KERNEL, 0);
	KUNIT_EXPECT_NOT_NULL(test, p);
	kvfree(p);
}

static void kvrealloc_moves_between_the_two(struct kunit *test)
{
	char *p = kvrealloc(NULL, 100, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	memset(p, 'p', 100);
	p = kvrealloc(p, TOO_LARGE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 'p', 100));
	KUNIT_EXPECT_EQ(test, is_vmalloc_addr(p), IS_ENABLED(CONFIG_MMU));
	p = kvrealloc(p, TOO_LARGE + SZ_1M, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 'p', 100));
	p = kvrealloc(p, 50, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 'p', 50));
	KUNIT_EXPECT_NULL(test, kvrealloc(p, SIZE_MAX, GFP_KERNEL | __GFP_NOWARN));
	KUNIT_EXPECT_EQ(test, *p, 'p');
	kvfree(p);
}

/* The form that names the old size never gives anything back but by growing. */
static void kvrealloc_with_the_old_size(struct kunit *test)
{
	char *p = kvmalloc(100, GFP_KERNEL), *q;

	KUNIT_ASSERT_NOT_NULL(test, p);
	memset(p, 'p', 100);
	KUNIT_EXPECT_PTR_EQ(test, kvrealloc(p, 100, 60, GFP_KERNEL), (void *)p);
	q = kvrealloc(p, 100, TOO_LARGE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, q);
	KUNIT_EXPECT_NULL(test, memchr_inv(q, 'p', 100));
	kvfree(q);
}

static void kvmalloc_typed_and_scoped(struct kunit *test)
{
	struct pair {
		long a, b;
	} *p = kvzalloc_obj(*p), *many = kvmalloc_objs(*many, 10, GFP_KERNEL);
	void *scoped __free(kvfree) = kvmalloc(TOO_LARGE, GFP_KERNEL);

	KUNIT_ASSERT_TRUE(test, p && many && scoped);
	KUNIT_EXPECT_EQ(test, p->b, 0l);
	many[9].b = 1;
	kvfree(p);
	kvfree(many);
}

static struct kunit_case kvmalloc_cases[] = {
	KUNIT_CASE(kvmalloc_prefers_contiguous),
	KUNIT_CASE(kvmalloc_refuses_the_impossible),
	KUNIT_CASE(kvmalloc_clears_arrays),
	KUNIT_CASE(kvrealloc_moves_between_the_two),
	KUNIT_CASE(kvrealloc_with_the_old_size),
	KUNIT_CASE(kvmalloc_typed_and_scoped),
	{},
};

static struct kunit_suite kvmalloc_suite = {
	.name = "kvmalloc",
	.init = kvmalloc_test_boot,
	.exit = kvmalloc_test_halt,
	.test_cases = kvmalloc_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(kvmalloc_suite);
