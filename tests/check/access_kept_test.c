// SPDX-License-Identifier: MIT
/* What was freed where accesses are checked: held back, so much of it, and given back. */
#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/slab.h>

#include "mm/percpu/percpu.h"
#include "tests/check/access_machine.h"

static void access_not_used_soon(struct kunit *test)
{
	void *first;

	need_shadow(test);
	first = kmalloc(32, GFP_KERNEL);
	kfree(first);
	for (int i = 0; i < 100; i++) {
		void *p = kmalloc(32, GFP_KERNEL);

		KUNIT_EXPECT_PTR_NE(test, p, first);
		kfree(p);
	}
}

static void access_bounded(struct kunit *test)
{
	const size_t most = ACCESS_MEMORY / 32;
	size_t held;

	need_shadow(test);
	mm_access_drain(NULL);
	for (size_t freed = 0; freed < 2 * most; freed += 4 * PAGE_SIZE)
		kfree(kmalloc(4 * PAGE_SIZE, GFP_KERNEL));
	held = mm_access_drain(NULL);
	/* Where there is too much, a 64th more than that goes at once. */
	KUNIT_EXPECT_GE(test, held, most - most / 64 - 4 * PAGE_SIZE);
	KUNIT_EXPECT_LE(test, held, most + 8 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, mm_access_drain(NULL), 0);
	/* One that would push out too much goes at once. */
	kfree(kmalloc(most / 2, GFP_KERNEL));
	KUNIT_EXPECT_EQ(test, mm_access_drain(NULL), 0);
}

static void access_drain_owner(struct kunit *test)
{
	struct kmem_cache *a, *b;

	need_shadow(test);
	a = kmem_cache_create("owner-a", 100, 0, SLAB_NO_MERGE, NULL);
	b = kmem_cache_create("owner-b", 100, 0, SLAB_NO_MERGE, NULL);
	mm_access_drain(NULL);
	for (int i = 0; i < 10; i++) {
		kmem_cache_free(a, kmem_cache_alloc(a, GFP_KERNEL));
		kmem_cache_free(b, kmem_cache_alloc(b, GFP_KERNEL));
		kmem_cache_free(b, kmem_cache_alloc(b, GFP_KERNEL));
	}
	/* What is held of the others stays. */
	kmem_cache_destroy(a);
	KUNIT_EXPECT_EQ(test, mm_access_drain(a), 0);
	KUNIT_EXPECT_GT(test, mm_access_drain(b), 20 * 100);
	kmem_cache_destroy(b);
}

/* With all memory held back there is still some for who needs it. */
static void access_pressure(struct kunit *test)
{
	unsigned long got = 0;
	void *list = NULL;

	need_shadow(test);
	for (int i = 0; i < 60; i++)
		kfree(kmalloc(PAGE_SIZE * 8, GFP_KERNEL));
	for (;;) {
		void **page = (void **)__get_free_page(GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN);

		if (!page)
			break;
		*page = list;
		list = page;
		got++;
	}
	KUNIT_EXPECT_GT(test, got << PAGE_SHIFT, ACCESS_MEMORY * 3 / 4);
	while (list) {
		void *next = *(void **)list;

		free_page((unsigned long)list);
		list = next;
	}
}

/* An area that is held back no longer is at hand, and is nobody's until it is taken. */
static void access_percpu_at_hand(struct kunit *test)
{
	int __percpu *p, *again;

	need_shadow(test);
	p = alloc_percpu(int);
	KUNIT_ASSERT_NOT_NULL(test, (void *)p);
	free_percpu(p);
	mm_access_drain(NULL);
	KUNIT_EXPECT_EQ(test, mark_at(per_cpu_ptr(p, 0), 0), ACCESS_PERCPU_FREE);
	KUNIT_EXPECT_EQ(test, pcpu_alloc_size(p), 0);
	again = alloc_percpu(int);
	KUNIT_EXPECT_EQ(test, mark_at(per_cpu_ptr(again, 0), 0), 4);
	KUNIT_EXPECT_EQ(test, mark_at(per_cpu_ptr(again, 0), 8), ACCESS_PERCPU_REDZONE);
	free_percpu(again);
	mm_access_drain(NULL);
	KUNIT_EXPECT_EQ(test, percpu_check(), 0);
}

static struct kunit_case access_kept_cases[] = {
	KUNIT_CASE(access_not_used_soon),  KUNIT_CASE(access_bounded),
	KUNIT_CASE(access_drain_owner),	   KUNIT_CASE(access_pressure),
	KUNIT_CASE(access_percpu_at_hand), {},
};

static struct kunit_suite access_kept_suite = {
	.name = "access_kept",
	.init = access_init,
	.exit = access_exit,
	.test_cases = access_kept_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN },
};
kunit_test_suite(access_kept_suite);
