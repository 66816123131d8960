// SPDX-License-Identifier: MIT
/* Guarded objects: where they lie, what faults and what is told, and that caches work as ever. */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/poison.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "check/check.h"
#include "check/guard/guard.h"
#include "check/guard/pool.h"
#include "kernel/loader.h"
#include "mm/boot/boot.h"
#include "mm/slab/sampler.h"

#define MEMORY (64ull << 20)

static void say_nothing(const char *line)
{
}

static int boot(const char *init_on_free)
{
	struct machine_config config = {
		.profile = PROFILE_PC64,
		.memory = MEMORY,
		.nodes = 1,
		.quiet = true,
		.init_on_free = init_on_free,
	};
	int err = check_start(say_nothing);

	if (err)
		return err;
	err = machine_boot(&config);
	if (err)
		check_stop();
	return err;
}

static int guard_init(struct kunit *test)
{
	int err = boot(NULL);

	if (err)
		return err;
	guard_everyone = true;
	return guard_start(1);
}

static void guard_exit(struct kunit *test)
{
	guard_everyone = false;
	guard_stop();
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	machine_halt();
	check_stop();
}

/* One access, guarded as those of modules are. */
struct access {
	volatile char *p;
	bool write;
	char value;
};

static int do_access(void *arg)
{
	struct access *access = arg;

	if (access->write)
		*access->p = access->value;
	else
		access->value = *access->p;
	return 0;
}

static char read_at(const void *p)
{
	struct access access = { .p = (volatile char *)p };

	guard_function(do_access, &access);
	return access.value;
}

static void write_at(void *p, char value)
{
	struct access access = { .p = p, .write = true, .value = value };

	guard_function(do_access, &access);
}

/* By turns objects end and begin where their pages do. */
static void guard_places(struct kunit *test)
{
	char *right, *left, *odd;

	right = kmalloc(40, GFP_KERNEL);
	left = kmalloc(40, GFP_KERNEL);
	odd = kmalloc(73, GFP_KERNEL);
	KUNIT_EXPECT_TRUE(test, slab_sampled(right) && slab_sampled(left) && slab_sampled(odd));
	KUNIT_EXPECT_EQ(test, offset_in_page(right), PAGE_SIZE - 40);
	KUNIT_EXPECT_EQ(test, offset_in_page(left), 0);
	KUNIT_EXPECT_EQ(test, offset_in_page(odd), PAGE_SIZE - 80);
	KUNIT_EXPECT_EQ(test, ksize(right), 40);
	KUNIT_EXPECT_EQ(test, right[5], POISON_FREE);
	kfree(right);
	kfree(left);
	kfree(odd);
}

static void guard_out_of_bounds(struct kunit *test)
{
	char *right, *left;

	right = kmalloc(32, GFP_KERNEL);
	left = kmalloc(32, GFP_KERNEL);
	kunit_expect_reports(test, 2);
	/* Once each: a page that was hit stays open until a slot beside it changes. */
	read_at(right + 32);
	read_at(right + 33);
	kfree(right);
	write_at(left - 1, 1);
	write_at(left - 2, 1);
	kfree(left);
}

static void guard_use_after_free(struct kunit *test)
{
	char *p;

	p = kmalloc(32, GFP_KERNEL);
	memset(p, 7, 32);
	kfree(p);
	kunit_expect_reports(test, 1);
	KUNIT_EXPECT_EQ(test, read_at(p), 7);
}

static void guard_bad_frees(struct kunit *test)
{
	char *p;

	p = kmalloc(32, GFP_KERNEL);
	kunit_expect_reports(test, 3);
	kfree(p + 1);
	kfree(p);
	kfree(p);
	kfree((void *)slab_sampler->start);
}

/* What was written around an object is told of when that is freed. */
static void guard_corruption(struct kunit *test)
{
	char *p, *q;

	p = kmalloc(73, GFP_KERNEL);
	q = kmalloc(32, GFP_KERNEL);
	kunit_expect_reports(test, 2);
	OPTIMIZER_HIDE_VAR(p);
	OPTIMIZER_HIDE_VAR(q);
	p[73] = 1;
	q[40] = 1;
	kfree(p);
	kfree(q);
}

static void guard_invalid_access(struct kunit *test)
{
	kunit_expect_reports(test, 1);
	read_at((void *)(slab_sampler->start + 10));
}

static void guard_krealloc(struct kunit *test)
{
	char *p, *q;

	p = kmalloc(32, GFP_KERNEL);
	memset(p, 3, 32);
	/* Smaller in place; what is no longer used is as what lies around. */
	q = krealloc(p, 20, GFP_KERNEL);
	KUNIT_ASSERT_PTR_EQ(test, p, q);
	KUNIT_EXPECT_EQ(test, ksize(q), 20);
	q = krealloc(p, 64, GFP_KERNEL | __GFP_ZERO);
	KUNIT_ASSERT_PTR_NE(test, p, q);
	for (int i = 0; i < 64; i++)
		KUNIT_EXPECT_EQ(test, q[i], i < 20 ? 3 : 0);
	kunit_expect_reports(test, 1);
	read_at(p);
	kfree(q);
}

static void construct(void *object)
{
	memset(object, 'c', 50);
}

static void guard_caches(struct kunit *test)
{
	struct kmem_cache *cache;
	void *objects[4];
	char *p;

	cache = kmem_cache_create("guarded", 50, 16, 0, construct);
	KUNIT_ASSERT_NOT_NULL(test, cache);
	p = kmem_cache_alloc(cache, GFP_KERNEL);
	KUNIT_EXPECT_TRUE(test, slab_sampled(p));
	KUNIT_EXPECT_TRUE(test, IS_ALIGNED((unsigned long)p, 16));
	KUNIT_EXPECT_EQ(test, p[49], 'c');
	kmem_cache_shrink(cache);
	kmem_cache_free(cache, p);
	KUNIT_ASSERT_EQ(test, kmem_cache_alloc_bulk(cache, GFP_KERNEL, 4, objects), 4);
	for (int i = 0; i < 4; i++)
		KUNIT_EXPECT_EQ(test, *(char *)objects[i], 'c');
	kmem_cache_free_bulk(cache, 4, objects);
	kmem_cache_destroy(cache);
}

/* Readers may see objects of such caches when they are free: they are left where they are. */
static void guard_typesafe(struct kunit *test)
{
	struct kmem_cache *cache;
	char *p;

	cache = kmem_cache_create("guarded", 32, 0, SLAB_TYPESAFE_BY_RCU, NULL);
	p = kmem_cache_alloc(cache, GFP_KERNEL);
	KUNIT_EXPECT_FALSE(test, slab_sampled(p));
	kmem_cache_free(cache, p);
	kmem_cache_destroy(cache);
}

/* All slots are used before one is used again, and zeroed as any object is. */
static void guard_zeroes(struct kunit *test)
{
	char *first, *p;
	unsigned int i;

	first = kmalloc(24, GFP_KERNEL);
	kfree(first);
	for (i = 0; i < 1000; i++) {
		p = kzalloc(24, GFP_KERNEL);
		KUNIT_EXPECT_NULL(test, memchr_inv(p, 0, 24));
		memset(p, 1, 24);
		kfree(p);
		if (((unsigned long)p ^ (unsigned long)first) < PAGE_SIZE)
			break;
	}
	KUNIT_EXPECT_GT(test, i, 10);
	KUNIT_EXPECT_LT(test, i, 1000);
}

/* More objects than slots: the others are where they would be. */
static void guard_full(struct kunit *test)
{
	static void *objects[600];
	unsigned int guarded = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(objects); i++) {
		objects[i] = kmalloc(16, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, objects[i]);
		guarded += slab_sampled(objects[i]);
	}
	KUNIT_EXPECT_GT(test, guarded, 0);
	KUNIT_EXPECT_LT(test, guarded, ARRAY_SIZE(objects));
	for (unsigned int i = 0; i < ARRAY_SIZE(objects); i++)
		kfree(objects[i]);
}

static struct kunit_case guard_cases[] = {
	KUNIT_CASE(guard_places),	  KUNIT_CASE(guard_out_of_bounds),
	KUNIT_CASE(guard_use_after_free), KUNIT_CASE(guard_bad_frees),
	KUNIT_CASE(guard_corruption),	  KUNIT_CASE(guard_invalid_access),
	KUNIT_CASE(guard_krealloc),	  KUNIT_CASE(guard_caches),
	KUNIT_CASE(guard_typesafe),	  KUNIT_CASE(guard_zeroes),
	KUNIT_CASE(guard_full),		  {},
};

static struct kunit_suite guard_suite = {
	.name = "guard",
	.init = guard_init,
	.exit = guard_exit,
	.test_cases = guard_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN },
};
kunit_test_suite(guard_suite);

/* ---- zeroed when it is freed ----------------------------------------------------------------- */

static int zero_init(struct kunit *test)
{
	int err = boot("1");

	if (err)
		return err;
	guard_everyone = true;
	return guard_start(1);
}

static void guard_init_on_free(struct kunit *test)
{
	char *p;

	p = kmalloc(32, GFP_KERNEL);
	memset(p, 7, 32);
	kfree(p);
	kunit_expect_reports(test, 1);
	KUNIT_EXPECT_EQ(test, read_at(p + 3), 0);
}

static struct kunit_case zero_cases[] = {
	KUNIT_CASE(guard_init_on_free),
	{},
};

static struct kunit_suite zero_suite = {
	.name = "guard_zeroed",
	.init = zero_init,
	.exit = guard_exit,
	.test_cases = zero_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN },
};
kunit_test_suite(zero_suite);
