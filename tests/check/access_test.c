// SPDX-License-Identifier: MIT
/*
 * The shadow: what it says of memory while that lives, when it was freed, and around it; what is
 * held back and for how long; and what the functions do that look first.
 */
#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uio.h>
#include <linux/vmalloc.h>

#include "check/access/access.h"
#include "check/access/instrument.h"
#include "tests/capture.h"
#include "tests/check/access_machine.h"

/* ---- memory ---------------------------------------------------------------------------------- */

static void access_kmalloc(struct kunit *test)
{
	char *p;

	need_shadow(test);
	p = kmalloc(61, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, mark_at(p, 0), 0);
	KUNIT_EXPECT_EQ(test, mark_at(p, 48), 0);
	KUNIT_EXPECT_EQ(test, mark_at(p, 56), 5);
	KUNIT_EXPECT_EQ(test, mark_at(p, 64), ACCESS_SLAB_REDZONE);
	KUNIT_EXPECT_EQ(test, mark_at(p, -8), ACCESS_SLAB_REDZONE);
	KUNIT_EXPECT_TRUE(test, shadow_allows((unsigned long)p, 1));
	KUNIT_EXPECT_TRUE(test, shadow_allows((unsigned long)p + 60, 1));
	KUNIT_EXPECT_FALSE(test, shadow_allows((unsigned long)p + 61, 1));
	KUNIT_EXPECT_FALSE(test, shadow_allows((unsigned long)p - 1, 1));
	KUNIT_EXPECT_TRUE(test, shadow_allows((unsigned long)p + 53, 8));
	KUNIT_EXPECT_FALSE(test, shadow_allows((unsigned long)p + 54, 8));
	KUNIT_EXPECT_TRUE(test, shadow_allows((unsigned long)p + 45, 16));
	KUNIT_EXPECT_FALSE(test, shadow_allows((unsigned long)p + 46, 16));
	kfree(p);
	KUNIT_EXPECT_EQ(test, mark_at(p, 0), ACCESS_SLAB_FREE);
	KUNIT_EXPECT_EQ(test, mark_at(p, 56), ACCESS_SLAB_FREE);
}

/* Every size ends where it ends. */
static void access_first_bad(struct kunit *test)
{
	need_shadow(test);
	for (size_t size = 1; size <= 64; size++) {
		char *p = kmalloc(size, GFP_KERNEL);
		unsigned long end = (unsigned long)p + size;

		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_EQ(test, shadow_first_bad((unsigned long)p, size), 0);
		KUNIT_EXPECT_EQ(test, shadow_first_bad((unsigned long)p, size + 1), end);
		KUNIT_EXPECT_EQ(test, shadow_first_bad((unsigned long)p, 1000), end);
		KUNIT_EXPECT_EQ(test, shadow_first_bad(end, 1), end);
		KUNIT_EXPECT_EQ(test, shadow_first_bad((unsigned long)p, 0), 0);
		KUNIT_EXPECT_EQ(test, shadow_first_bad((unsigned long)p, SIZE_MAX),
				(unsigned long)p);
		kfree(p);
	}
}

static void access_krealloc(struct kunit *test)
{
	char *p, *q;

	need_shadow(test);
	p = kmalloc(64, GFP_KERNEL);
	q = krealloc(p, 20, GFP_KERNEL);
	KUNIT_ASSERT_PTR_EQ(test, p, q);
	KUNIT_EXPECT_EQ(test, mark_at(q, 16), 4);
	KUNIT_EXPECT_EQ(test, mark_at(q, 24), ACCESS_SLAB_REDZONE);
	q = krealloc(p, 64, GFP_KERNEL);
	KUNIT_ASSERT_PTR_EQ(test, p, q);
	KUNIT_EXPECT_EQ(test, mark_at(q, 56), 0);
	q = krealloc(p, 200, GFP_KERNEL);
	KUNIT_ASSERT_PTR_NE(test, p, q);
	KUNIT_EXPECT_EQ(test, mark_at(p, 0), ACCESS_SLAB_FREE);
	KUNIT_EXPECT_EQ(test, mark_at(q, 192), 0);
	KUNIT_EXPECT_EQ(test, mark_at(q, 200), ACCESS_SLAB_REDZONE);
	kfree(q);
}

static void access_large(struct kunit *test)
{
	const size_t size = 5 * PAGE_SIZE + 3;
	char *p, *q;

	need_shadow(test);
	p = kmalloc(size, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, shadow_first_bad((unsigned long)p, 8 * PAGE_SIZE),
			(unsigned long)p + size);
	KUNIT_EXPECT_EQ(test, mark_at(p, size + 8), ACCESS_PAGE_REDZONE);
	q = krealloc(p, size + 100, GFP_KERNEL);
	KUNIT_ASSERT_PTR_EQ(test, p, q);
	KUNIT_EXPECT_EQ(test, shadow_first_bad((unsigned long)p, 8 * PAGE_SIZE),
			(unsigned long)p + size + 100);
	kfree(p);
	KUNIT_EXPECT_EQ(test, mark_at(p, 0), ACCESS_PAGE_FREE);
	KUNIT_EXPECT_EQ(test, mark_at(p, size), ACCESS_PAGE_FREE);
}

static void access_pages(struct kunit *test)
{
	char *p;

	need_shadow(test);
	p = (char *)__get_free_pages(GFP_KERNEL, 1);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, shadow_first_bad((unsigned long)p, 2 * PAGE_SIZE), 0);
	free_pages((unsigned long)p, 1);
	KUNIT_EXPECT_EQ(test, mark_at(p, 0), ACCESS_PAGE_FREE);
	KUNIT_EXPECT_EQ(test, mark_at(p, 2 * PAGE_SIZE - 1), ACCESS_PAGE_FREE);
}

/* What was forbidden as a whole is written when it is looked at, and only where. */
static void access_lazy(struct kunit *test)
{
	const unsigned int order = 6;
	unsigned long p, last;

	need_shadow(test);
	p = __get_free_pages(GFP_KERNEL, order);
	KUNIT_ASSERT_NE(test, p, 0);
	last = p + (PAGE_SIZE << order) - 1;
	free_pages(p, order);
	mm_access_drain(NULL);
	KUNIT_ASSERT_EQ(test, __get_free_pages(GFP_KERNEL, order), p);
	KUNIT_EXPECT_FALSE(test, shadow_allows(p, 8));
	KUNIT_EXPECT_EQ(test, shadow_first_bad(p, 8), 0);
	KUNIT_EXPECT_TRUE(test, shadow_allows(p, 8));
	KUNIT_EXPECT_FALSE(test, shadow_allows(last, 1));
	/* A part of it changes: the rest is as it was. */
	shadow_set(last - 7, 8, ACCESS_PAGE_REDZONE);
	KUNIT_EXPECT_EQ(test, shadow_first_bad(p, PAGE_SIZE << order), last - 7);
	KUNIT_EXPECT_TRUE(test, shadow_allows(last - 8, 1));
	free_pages(p, order);
	KUNIT_EXPECT_FALSE(test, shadow_allows(p, 1));
	KUNIT_EXPECT_EQ(test, mark_at((void *)last, 0), ACCESS_PAGE_FREE);
}

/* A block is taken again in parts: of each address the youngest of its owners is meant. */
static void access_owners(struct kunit *test)
{
	struct owned owned;
	unsigned long p, half;

	need_shadow(test);
	p = __get_free_pages(GFP_KERNEL, 3);
	KUNIT_ASSERT_NE(test, p, 0);
	free_pages(p, 3);
	mm_access_drain(NULL);
	half = __get_free_pages(GFP_KERNEL, 2);
	KUNIT_ASSERT_NE(test, half, 0);
	KUNIT_ASSERT_TRUE(test, owners_find(half + 100, &owned));
	KUNIT_EXPECT_EQ(test, owned.start, half);
	KUNIT_EXPECT_EQ(test, owned.bytes, PAGE_SIZE << 2);
	KUNIT_EXPECT_TRUE(test, owned.live);
	KUNIT_EXPECT_NE(test, owned.taken.site, 0);
	/* Of memory that begins anew where it did, what was there before is forgotten. */
	if (half != p)
		KUNIT_EXPECT_TRUE(test, owners_find(p + 3 * PAGE_SIZE, &owned) && !owned.live);
	free_pages(half, 2);
	KUNIT_ASSERT_TRUE(test, owners_find(half, &owned));
	KUNIT_EXPECT_FALSE(test, owned.live);
	KUNIT_EXPECT_NE(test, owned.freed.site, 0);
}

static void access_vmalloc(struct kunit *test)
{
	char *p;

	need_shadow(test);
	if (!IS_ENABLED(CONFIG_MMU))
		kunit_skip(test, "vmalloc() is kmalloc() here");
	p = vmalloc(PAGE_SIZE + 100);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, shadow_first_bad((unsigned long)p, 3 * PAGE_SIZE),
			(unsigned long)p + PAGE_SIZE + 100);
	KUNIT_EXPECT_EQ(test, mark_at(p, 2 * PAGE_SIZE), ACCESS_VMALLOC);
	vfree(p);
	KUNIT_EXPECT_EQ(test, mark_at(p, 0), ACCESS_VMALLOC);
	KUNIT_EXPECT_PTR_NE(test, vmalloc(PAGE_SIZE + 100), (void *)p);
}

static void access_percpu(struct kunit *test)
{
	int __percpu *p;

	need_shadow(test);
	p = alloc_percpu(int);
	KUNIT_ASSERT_NOT_NULL(test, (void *)p);
	for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++) {
		KUNIT_EXPECT_EQ(test, mark_at(per_cpu_ptr(p, cpu), 0), 4);
		KUNIT_EXPECT_EQ(test, mark_at(per_cpu_ptr(p, cpu), 8), ACCESS_PERCPU_REDZONE);
	}
	free_percpu(p);
	KUNIT_EXPECT_EQ(test, mark_at(per_cpu_ptr(p, 0), 0), ACCESS_PERCPU_FREE);
	KUNIT_EXPECT_PTR_NE(test, alloc_percpu(int), p);
}

/* ---- caches ---------------------------------------------------------------------------------- */

static void construct(void *object)
{
	/* What it is called for is its own. */
	BUG_ON(!shadow_allows((unsigned long)object, 1));
	*(char *)object = 1;
}

static void access_constructor(struct kunit *test)
{
	struct kmem_cache *s;
	char *a, *b;

	need_shadow(test);
	s = kmem_cache_create("constructed", 24, 0, 0, construct);
	a = kmem_cache_alloc(s, GFP_KERNEL);
	b = kmem_cache_alloc(s, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, a[0] + b[0], 2);
	kmem_cache_free(s, b);
	KUNIT_EXPECT_EQ(test, mark_at(a, 0), 0);
	KUNIT_EXPECT_EQ(test, mark_at(b, 0), ACCESS_SLAB_FREE);
	kmem_cache_free(s, a);
	kmem_cache_destroy(s);
}

/* Who reads under rcu_read_lock() may come late. */
static void access_typesafe(struct kunit *test)
{
	struct kmem_cache *s;
	char *p;

	need_shadow(test);
	s = kmem_cache_create("typesafe", 24, 0, SLAB_TYPESAFE_BY_RCU, NULL);
	p = kmem_cache_alloc(s, GFP_KERNEL);
	kmem_cache_free(s, p);
	KUNIT_EXPECT_EQ(test, mark_at(p, 0), 0);
	KUNIT_EXPECT_EQ(test, mark_at(p, 24), ACCESS_SLAB_REDZONE);
	kmem_cache_destroy(s);
}

/* ---- reports --------------------------------------------------------------------------------- */

static noinline void store_behind(char *p)
{
	__asan_store1_noabort((unsigned long)p);
	barrier();
}

static void access_once_for_each_place(struct kunit *test)
{
	const char *text;
	char *p;

	need_shadow(test);
	kunit_expect_reports(test, 1);
	p = kmalloc(40, GFP_KERNEL);
	capture_start();
	for (int i = 0; i < 3; i++)
		store_behind(p + 40);
	text = capture_stop();
	kfree(p);
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "BUG: KASAN: slab-out-of-bounds in "));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "Write of size 1 at addr "));
	KUNIT_EXPECT_NOT_NULL(test,
			      strstr(text, " which belongs to the cache kmalloc-64 of size 64"));
	KUNIT_EXPECT_NOT_NULL(test,
			      strstr(text, "The buggy address is located 0 bytes to the right of"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, " allocated 40-byte region ["));
}

/* What was told is not told again by the red zones. */
static void access_told_once(struct kunit *test)
{
	char *p;

	need_shadow(test);
	kunit_expect_reports(test, 1);
	p = kmalloc(40, GFP_KERNEL);
	OPTIMIZER_HIDE_VAR(p);
	store_behind(p + 40);
	p[40] = 1;
	kfree(p);
	KUNIT_EXPECT_TRUE(test, mm_access_was_told(p + 40, 1));
	KUNIT_EXPECT_FALSE(test, mm_access_was_told(p + 40, 2));
}

static void access_double_free(struct kunit *test)
{
	const char *text;
	char *p;

	need_shadow(test);
	kunit_expect_reports(test, 2);
	p = kmalloc(40, GFP_KERNEL);
	capture_start();
	kfree(p);
	OPTIMIZER_HIDE_VAR(p);
	kfree(p);
	text = capture_stop();
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "BUG: KASAN: double-free in "));
	p = kmalloc(40, GFP_KERNEL);
	capture_start();
	kfree(p + 8);
	text = capture_stop();
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "BUG: KASAN: invalid-free in "));
	kfree(p);
}

/* ---- functions that look --------------------------------------------------------------------- */

typedef void *(*set_fn)(void *p, int c, size_t n);
typedef void *(*move_fn)(void *dst, const void *src, size_t n);
typedef size_t (*len_fn)(const char *s);

static void access_memset_stops(struct kunit *test)
{
	set_fn set = (set_fn)strings_bind("memset");
	char *p;

	need_shadow(test);
	KUNIT_ASSERT_NOT_NULL(test, (void *)set);
	kunit_expect_reports(test, 1);
	p = kmalloc(21, GFP_KERNEL);
	set(p, 7, 30);
	KUNIT_EXPECT_EQ(test, p[20], 7);
	/* Its red zone is as it was, or there would be a report more. */
	kfree(p);
}

static void access_memmove_stops(struct kunit *test)
{
	move_fn move = (move_fn)strings_bind("memmove");
	char *p, text[32] = "0123456789abcdefghijklmnopqrstu";

	need_shadow(test);
	KUNIT_ASSERT_NOT_NULL(test, (void *)move);
	kunit_expect_reports(test, 2);
	p = kzalloc(10, GFP_KERNEL);
	move(p, text, 11);
	KUNIT_EXPECT_EQ(test, memcmp(p, text, 10), 0);
	move(text, p, (size_t)-2);
	KUNIT_EXPECT_EQ(test, text[10], 'a');
	kfree(p);
}

static void access_strlen_stops(struct kunit *test)
{
	len_fn len = (len_fn)strings_bind("strlen");
	char *p;

	need_shadow(test);
	KUNIT_ASSERT_NOT_NULL(test, (void *)len);
	kunit_expect_reports(test, 1);
	p = kmalloc(6, GFP_KERNEL);
	memset(p, 'x', 6);
	KUNIT_EXPECT_EQ(test, len(p), 6);
	p[3] = '\0';
	KUNIT_EXPECT_EQ(test, len(p), 3);
	kfree(p);
	KUNIT_EXPECT_EQ(test, strings_bind("kmalloc"), 0);
}

static void access_copy_stops(struct kunit *test)
{
	typedef size_t (*copy_fn)(void *to, size_t bytes, struct iov_iter *i);
	copy_fn copy = (copy_fn)user_copies_bind("copy_from_iter");
	char text[16] = "0123456789abcde", *p;
	struct kvec piece = { text, sizeof(text) };
	struct iov_iter i;

	need_shadow(test);
	KUNIT_ASSERT_NOT_NULL(test, (void *)copy);
	kunit_expect_reports(test, 1);
	p = kzalloc(11, GFP_KERNEL);
	iov_iter_kvec(&i, ITER_SOURCE, &piece, 1, sizeof(text));
	KUNIT_EXPECT_EQ(test, copy(p, 12, &i), 11);
	KUNIT_EXPECT_EQ(test, iov_iter_count(&i), sizeof(text) - 11);
	KUNIT_EXPECT_EQ(test, memcmp(p, text, 11), 0);
	/* No more than what is left of it. */
	KUNIT_EXPECT_EQ(test, copy(p, 100, &i), 5);
	kfree(p);
	KUNIT_EXPECT_EQ(test, user_copies_bind("copy_page_to_iter"), 0);
}

/* ---- variables ------------------------------------------------------------------------------- */

static void access_globals(struct kunit *test)
{
	static char room[96] __aligned(32);
	struct global globals[] = {
		{ (unsigned long)room, 13, 64, "thirteen", "file.c", 0, NULL, 0 },
	};

	need_shadow(test);
	__asan_register_globals(globals, 1);
	KUNIT_EXPECT_EQ(test, mark_at(room, 0), 0);
	KUNIT_EXPECT_EQ(test, mark_at(room, 8), 5);
	KUNIT_EXPECT_EQ(test, mark_at(room, 16), MARK_GLOBAL);
	KUNIT_EXPECT_EQ(test, mark_at(room, 56), MARK_GLOBAL);
	KUNIT_EXPECT_EQ(test, mark_at(room, 64), 0);
	KUNIT_EXPECT_PTR_EQ(test, globals_find((unsigned long)room + 20),
			    (const struct global *)globals);
	KUNIT_EXPECT_NULL(test, globals_find((unsigned long)room + 64));
	__asan_unregister_globals(globals, 1);
	KUNIT_EXPECT_EQ(test, mark_at(room, 16), 0);
	KUNIT_EXPECT_NULL(test, globals_find((unsigned long)room));
}

static void access_alloca(struct kunit *test)
{
	static char stack[256] __aligned(32);
	unsigned long at = (unsigned long)stack + 64;

	need_shadow(test);
	__asan_alloca_poison(at, 35);
	KUNIT_EXPECT_EQ(test, mark_at(stack, 24), 0);
	KUNIT_EXPECT_EQ(test, mark_at(stack, 32), MARK_ALLOCA_LEFT);
	KUNIT_EXPECT_EQ(test, mark_at(stack, 64), 0);
	KUNIT_EXPECT_EQ(test, mark_at(stack, 96), 3);
	KUNIT_EXPECT_EQ(test, mark_at(stack, 104), MARK_ALLOCA_RIGHT);
	KUNIT_EXPECT_EQ(test, mark_at(stack, 152), MARK_ALLOCA_RIGHT);
	KUNIT_EXPECT_EQ(test, mark_at(stack, 160), 0);
	__asan_allocas_unpoison((unsigned long)stack, (unsigned long)stack + 256);
	KUNIT_EXPECT_EQ(test, shadow_first_bad((unsigned long)stack, 256), 0);
}

static struct kunit_case access_cases[] = {
	KUNIT_CASE(access_kmalloc),
	KUNIT_CASE(access_first_bad),
	KUNIT_CASE(access_krealloc),
	KUNIT_CASE(access_large),
	KUNIT_CASE(access_pages),
	KUNIT_CASE(access_lazy),
	KUNIT_CASE(access_owners),
	KUNIT_CASE(access_vmalloc),
	KUNIT_CASE(access_percpu),
	KUNIT_CASE(access_constructor),
	KUNIT_CASE(access_typesafe),
	KUNIT_CASE(access_once_for_each_place),
	KUNIT_CASE(access_told_once),
	KUNIT_CASE(access_double_free),
	KUNIT_CASE(access_memset_stops),
	KUNIT_CASE(access_memmove_stops),
	KUNIT_CASE(access_strlen_stops),
	KUNIT_CASE(access_copy_stops),
	KUNIT_CASE(access_globals),
	KUNIT_CASE(access_alloca),
	{},
};

static struct kunit_suite access_suite = {
	.name = "access",
	.init = access_init,
	.exit = access_exit,
	.test_cases = access_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN },
};
kunit_test_suite(access_suite);
