// SPDX-License-Identifier: MIT
/*
 * Who has written what: the shadow and its copies, origins, what allocators and functions of the
 * core do to it, stubs, and the words of reports.
 */
#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timekeeping.h>
#include <linux/vmalloc.h>

#include "check/check.h"
#include "check/uninit/instrument.h"
#include "check/uninit/shadow.h"
#include "check/uninit/uninit.h"
#include "mm/boot/boot.h"
#include "tests/capture.h"

#define MEMORY (64ull << 20)

static void say_nothing(const char *line)
{
}

static bool can;

static int uninit_init(struct kunit *test)
{
	struct machine_config config = {
		.profile = PROFILE_PC64, .memory = MEMORY, .nodes = 1, .quiet = true
	};
	int err = check_start(say_nothing);

	if (err)
		return err;
	/* Some sanitizers have a use for all addresses themselves. */
	can = uninit_can() && !uninit_start(MEMORY);
	if (!can) {
		check_stop();
		kunit_mark_skipped(test, "there is no shadow for this here");
		return 0;
	}
	return machine_boot(&config);
}

static void uninit_exit(struct kunit *test)
{
	if (!can)
		return;
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	machine_halt();
	uninit_stop();
	check_stop();
}

#define need_shadow(test)                                            \
	do {                                                         \
		if (!can)                                            \
			kunit_skip(test, "there is no shadow here"); \
	} while (0)

/* How many of @n bytes at @p nobody wrote, if they are the last. */
static size_t unwritten(const void *p, size_t n)
{
	size_t first = shadow_first((unsigned long)p, n);

	return shadow_run((unsigned long)p + first, n - first) == n - first ? n - first : SIZE_MAX;
}

static void poison(const void *p, size_t n, u32 origin)
{
	shadow_poison((unsigned long)p, n, origin);
}

static void clear(const void *p, size_t n)
{
	shadow_clear((unsigned long)p, n);
}

/* What modules are bound to. */
#define BOUND(name)	   ((typeof(&name))allocs_bind(#name))
#define BOUND_STRING(name) ((typeof(&name))strings_uninit_bind(#name))

/* ---- the shadow ------------------------------------------------------------------------------ */

static u8 bytes[3 * PIECE], copy[3 * PIECE];

static void uninit_ranges(struct kunit *test)
{
	need_shadow(test);
	KUNIT_EXPECT_EQ(test, unwritten(bytes, sizeof(bytes)), 0);
	poison(bytes + 5, sizeof(bytes) - 5, 0);
	KUNIT_EXPECT_EQ(test, unwritten(bytes, sizeof(bytes)), sizeof(bytes) - 5);
	clear(bytes + 7, 2 * PIECE);
	KUNIT_EXPECT_EQ(test, unwritten(bytes, 7), 2);
	KUNIT_EXPECT_EQ(test, unwritten(bytes + 7, 2 * PIECE), 0);
	KUNIT_EXPECT_EQ(test, unwritten(bytes + 7 + 2 * PIECE, 9), 9);
	KUNIT_EXPECT_FALSE(test, shadow_is_clear((unsigned long)bytes));
	clear(bytes, sizeof(bytes));
	KUNIT_EXPECT_EQ(test, unwritten(bytes, sizeof(bytes)), 0);
	KUNIT_EXPECT_TRUE(test, shadow_is_clear((unsigned long)bytes + PIECE));
	poison(bytes, 0, 0);
	KUNIT_EXPECT_EQ(test, unwritten(bytes, 16), 0);
}

/* Byte for byte, however they lie to each other. */
static void uninit_copies(struct kunit *test)
{
	need_shadow(test);
	for (long shift = -5; shift <= 5; shift++) {
		clear(copy, 64);
		poison(copy + 20, 7, 0);
		clear(copy + 22, 1);
		shadow_copy((unsigned long)copy + 16 + shift, (unsigned long)copy + 16, 16);
		for (long i = 0; i < 16; i++)
			KUNIT_EXPECT_EQ(test, unwritten(copy + 16 + shift + i, 1),
					i >= 4 && i < 11 && i != 6);
	}
	clear(copy, 64);
	poison(copy, 8, 0);
	shadow_copy((unsigned long)copy, (unsigned long)copy + 32, 8);
	KUNIT_EXPECT_EQ(test, unwritten(copy, 8), 0);
}

/* ---- origins --------------------------------------------------------------------------------- */

static void uninit_origins(struct kunit *test)
{
	static const char text[] = "----count@foo";
	struct origin origin;
	u32 number, stored;

	need_shadow(test);
	number = origin_local(text, 1234);
	KUNIT_ASSERT_NE(test, number, 0);
	KUNIT_EXPECT_EQ(test, origin_local(text, 1234), number);
	KUNIT_EXPECT_NE(test, origin_local(text, 1235), number);
	KUNIT_ASSERT_TRUE(test, origin_get(number, &origin));
	KUNIT_EXPECT_EQ(test, origin.kind, ORIGIN_LOCAL);
	KUNIT_EXPECT_PTR_EQ(test, origin.text, &text[0]);

	stored = origin_stored(number);
	KUNIT_ASSERT_TRUE(test, origin_get(stored, &origin));
	KUNIT_EXPECT_EQ(test, origin.before, number);
	KUNIT_EXPECT_EQ(test, origin.depth, 1);
	KUNIT_EXPECT_EQ(test, origin_stored(0), 0);
	KUNIT_EXPECT_FALSE(test, origin_get(0, &origin));
	KUNIT_EXPECT_FALSE(test, origin_get(1u << 30, &origin));

	origins_forget((unsigned long)text, (unsigned long)text + sizeof(text));
	KUNIT_ASSERT_TRUE(test, origin_get(number, &origin));
	KUNIT_EXPECT_STREQ(test, origin.text, "");
	KUNIT_EXPECT_NE(test, origin_local(text, 1234), number);
}

static noinline u32 store_here(u32 number)
{
	u32 stored = origin_stored(number);

	barrier();
	return stored;
}

static noinline u32 store_there(u32 number)
{
	u32 stored = origin_stored(number);

	barrier();
	return stored;
}

/* What is moved to and fro has an end. */
static void uninit_origins_end(struct kunit *test)
{
	struct origin origin;
	u32 number;

	need_shadow(test);
	number = origin_taken();
	for (int i = 0; i < 20; i++)
		number = i % 2 ? store_here(number) : store_there(number);
	KUNIT_ASSERT_TRUE(test, origin_get(number, &origin));
	KUNIT_EXPECT_EQ(test, origin.depth, 7);
	KUNIT_EXPECT_EQ(test, store_here(number), number);
	for (int i = 0; i < 7; i++)
		KUNIT_ASSERT_TRUE(test, origin_get(origin.before, &origin));
	KUNIT_EXPECT_EQ(test, origin.kind, ORIGIN_TAKEN);
}

/* ---- allocators ------------------------------------------------------------------------------ */

static void uninit_kmalloc(struct kunit *test)
{
	char *p, *q;

	need_shadow(test);
	p = __kmalloc(40, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	/* The core's own is written. */
	KUNIT_EXPECT_EQ(test, unwritten(p, 40), 0);
	kfree(p);

	p = BOUND(__kmalloc)(40, GFP_KERNEL);
	q = BOUND(__kmalloc)(40, GFP_KERNEL | __GFP_ZERO);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_ASSERT_NOT_NULL(test, q);
	KUNIT_EXPECT_EQ(test, unwritten(p, 40), 40);
	KUNIT_EXPECT_EQ(test, unwritten(q, 40), 0);
	kfree(p);
	KUNIT_EXPECT_EQ(test, unwritten(p, 40), 0);
	kfree(q);
	KUNIT_EXPECT_PTR_EQ(test, BOUND(__kmalloc)(0, GFP_KERNEL), ZERO_SIZE_PTR);

	p = BOUND(__kmalloc)(3 * PAGE_SIZE + 100, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, unwritten(p, 3 * PAGE_SIZE + 100), 3 * PAGE_SIZE + 100);
	kfree(p);
}

static void uninit_krealloc(struct kunit *test)
{
	char *p;

	need_shadow(test);
	p = BOUND(__kmalloc)(60, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	clear(p, 50);
	p = BOUND(krealloc)(p, 500, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, unwritten(p, 500), 450);
	clear(p, 400);
	p = BOUND(krealloc)(p, 30, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, unwritten(p, 30), 0);
	p = BOUND(krealloc)(p, 31, GFP_KERNEL | __GFP_ZERO);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, unwritten(p, 31), 0);
	KUNIT_EXPECT_PTR_EQ(test, BOUND(krealloc)(p, 0, GFP_KERNEL), ZERO_SIZE_PTR);
	p = BOUND(krealloc)(NULL, 20, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, unwritten(p, 20), 20);
	kfree(p);
}

static void construct(void *object)
{
	memset(object, 3, 100);
}

static void take_object(struct kunit *test, struct kmem_cache *s, size_t expected)
{
	void *object, *objects[3];

	KUNIT_ASSERT_NOT_NULL(test, s);
	object = BOUND(kmem_cache_alloc)(s, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, object);
	KUNIT_EXPECT_EQ(test, unwritten(object, 100), expected);
	kmem_cache_free(s, object);
	poison(objects, sizeof(objects), 0);
	KUNIT_ASSERT_EQ(test, BOUND(kmem_cache_alloc_bulk)(s, GFP_KERNEL, 3, objects), 3);
	KUNIT_EXPECT_EQ(test, unwritten(objects, sizeof(objects)), 0);
	KUNIT_EXPECT_EQ(test, unwritten(objects[2], 100), expected);
	kmem_cache_free_bulk(s, 3, objects);
	kmem_cache_destroy(s);
}

static void uninit_caches(struct kunit *test)
{
	need_shadow(test);
	take_object(test, kmem_cache_create("uninit_plain", 100, 0, 0, NULL), 100);
	take_object(test, kmem_cache_create("uninit_made", 100, 0, 0, construct), 0);
	take_object(test, kmem_cache_create("uninit_rcu", 100, 0, SLAB_TYPESAFE_BY_RCU, NULL), 0);
}

static void uninit_pages(struct kunit *test)
{
	struct page *page;
	unsigned long addr;
	void *p;

	need_shadow(test);
	page = BOUND(__alloc_pages)(GFP_KERNEL, 2, NUMA_NO_NODE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	p = page_address(page);
	KUNIT_EXPECT_EQ(test, unwritten(p, 4 * PAGE_SIZE), 4 * PAGE_SIZE);
	__free_pages(page, 2);
	KUNIT_EXPECT_EQ(test, unwritten(p, 4 * PAGE_SIZE), 0);
	addr = BOUND(__get_free_pages)(GFP_KERNEL | __GFP_ZERO, 0);
	KUNIT_ASSERT_NE(test, addr, 0);
	KUNIT_EXPECT_EQ(test, unwritten((void *)addr, PAGE_SIZE), 0);
	free_page(addr);
	p = BOUND(vmalloc)(5000);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, unwritten(p, 5000), 5000);
	vfree(p);
	KUNIT_EXPECT_EQ(test, allocs_bind("vzalloc"), 0);
	KUNIT_EXPECT_EQ(test, allocs_bind("kfree"), 0);
}

/* By the other address anybody may write. */
static void uninit_aliases(struct kunit *test)
{
	struct page *pages[2];
	void *p;

	need_shadow(test);
	if (!IS_ENABLED(CONFIG_MMU))
		kunit_skip(test, "pages have one address each");
	for (int i = 0; i < 2; i++) {
		pages[i] = BOUND(__alloc_pages)(GFP_KERNEL, 0, NUMA_NO_NODE, NULL);
		KUNIT_ASSERT_NOT_NULL(test, pages[i]);
		KUNIT_EXPECT_EQ(test, unwritten(page_address(pages[i]), PAGE_SIZE), PAGE_SIZE);
	}
	p = vmap(pages, 2, VM_MAP, PAGE_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, unwritten(p, 2 * PAGE_SIZE), 0);
	KUNIT_EXPECT_EQ(test, unwritten(page_address(pages[1]), PAGE_SIZE), 0);
	vunmap(p);
	__free_page(pages[0]);
	__free_page(pages[1]);
}

/* ---- what the core writes -------------------------------------------------------------------- */

static void uninit_effects(struct kunit *test)
{
	need_shadow(test);
	KUNIT_EXPECT_EQ(test, effect_of("kfree")->writes[0], 0);
	KUNIT_EXPECT_EQ(test, effect_of("__mutex_init")->writes[0], (s16)sizeof(struct mutex));
	KUNIT_EXPECT_EQ(test, effect_of("kstrtoint")->writes[2], 4);
	KUNIT_EXPECT_EQ(test, effect_of("kstrtou16")->writes[2], 2);
	KUNIT_EXPECT_EQ(test, effect_of("kstrtoull")->writes[2], 8);
	KUNIT_EXPECT_EQ(test, effect_of("kstrtoul_from_user")->writes[3], WRITES_ALL);
	KUNIT_EXPECT_EQ(test, effect_of("get_random_bytes")->writes[0], WRITES_NEXT);
	KUNIT_EXPECT_EQ(test, effect_of("xa_extract")->writes[1], WRITES_ALL);
	/* Of what is not known, everything. */
	for (int i = 0; i < EFFECT_ARGS; i++)
		KUNIT_EXPECT_EQ(test, effect_of("some_function")->writes[i], WRITES_ALL);
}

static void uninit_written_through(struct kunit *test)
{
	char *p, *q;

	need_shadow(test);
	p = BOUND(__kmalloc)(40, GFP_KERNEL);
	q = BOUND(__kmalloc)(40, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_ASSERT_NOT_NULL(test, q);
	written_through((unsigned long)p + 8, 4);
	KUNIT_EXPECT_EQ(test, unwritten(p, 8), 8);
	KUNIT_EXPECT_EQ(test, unwritten(p + 8, 4), 0);
	KUNIT_EXPECT_EQ(test, unwritten(p + 12, 28), 28);
	written_through((unsigned long)p + 16, WRITES_ALL);
	KUNIT_EXPECT_EQ(test, unwritten(p + 12, 4), 4);
	KUNIT_EXPECT_EQ(test, unwritten(p + 16, 24), 0);
	KUNIT_EXPECT_EQ(test, unwritten(q, 40), 40);
	kfree(p);
	kfree(q);
	/* Numbers are no pointers. */
	written_through(0, WRITES_ALL);
	written_through(17, WRITES_ALL);
	written_through(~0ul, WRITES_ALL);
	written_through(1ul << (BITS_PER_LONG - 2), WRITES_ALL);
}

static void uninit_written_pages(struct kunit *test)
{
	struct page *page;
	char *p;

	need_shadow(test);
	page = BOUND(__alloc_pages)(GFP_KERNEL, 1, NUMA_NO_NODE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	p = page_address(page);
	written_through((unsigned long)p + 100, WRITES_ALL);
	KUNIT_EXPECT_EQ(test, unwritten(p, 100), 100);
	KUNIT_EXPECT_EQ(test, unwritten(p + 100, 2 * PAGE_SIZE - 100), 0);
	poison(p, 2 * PAGE_SIZE, 0);
	written_through((unsigned long)page, WRITES_ALL);
	KUNIT_EXPECT_EQ(test, unwritten(p, 2 * PAGE_SIZE), 0);
	__free_pages(page, 1);

	p = BOUND(vmalloc)(3 * PAGE_SIZE);
	KUNIT_ASSERT_NOT_NULL(test, p);
	written_through((unsigned long)p + 10, WRITES_ALL);
	KUNIT_EXPECT_EQ(test, unwritten(p, 10), 10);
	KUNIT_EXPECT_EQ(test, unwritten(p + 10, 3 * PAGE_SIZE - 10), 0);
	vfree(p);
}

/* Of a variable, to its end; its neighbour is another. */
static void uninit_written_locals(struct kunit *test)
{
	char around[64];

	need_shadow(test);
	__msan_poison_alloca((unsigned long)around, 16, "----one@test");
	__msan_poison_alloca((unsigned long)around + 16, 16, "----two@test");
	written_through((unsigned long)around + 4, WRITES_ALL);
	KUNIT_EXPECT_EQ(test, unwritten(around, 4), 4);
	KUNIT_EXPECT_EQ(test, unwritten(around + 4, 12), 0);
	KUNIT_EXPECT_EQ(test, unwritten(around + 16, 16), 16);
	__msan_unpoison_alloca((unsigned long)around, 32);
	KUNIT_EXPECT_EQ(test, unwritten(around, 32), 0);
}

static int eight(int a, int b, int c, int d, int e, int f, int g, int h)
{
	return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h;
}

/* Arguments in registers and on the stack come through, and results come back. */
static void uninit_stubs(struct kunit *test)
{
	int (*bound_eight)(int, int, int, int, int, int, int, int);
	void (*bound_time)(struct timespec64 * ts);
	typeof(&snprintf) bound_print;
	struct timespec64 *ts;
	char text[64];

	need_shadow(test);
	bound_eight = (void *)calls_bind("some_function", (unsigned long)eight);
	KUNIT_ASSERT_NOT_NULL(test, (void *)bound_eight);
	KUNIT_EXPECT_PTR_EQ(test, (void *)bound_eight,
			    (void *)calls_bind("some_function", (unsigned long)eight));
	KUNIT_EXPECT_EQ(test, bound_eight(1, 2, 3, 4, 5, 6, 7, 8), 204);

	ts = BOUND(__kmalloc)(sizeof(*ts) + 8, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, ts);
	bound_time = (void *)calls_bind("ktime_get_ts64", (unsigned long)ktime_get_ts64);
	bound_time(ts);
	KUNIT_EXPECT_EQ(test, unwritten(ts, sizeof(*ts) + 8), 8);
	kfree(ts);

	bound_print = (void *)calls_bind("some_print", (unsigned long)snprintf);
	bound_print(text, sizeof(text), "%d %s %ld %c %d %d", 1, "two", 3l, '4', 5, 6);
	KUNIT_EXPECT_STREQ(test, text, "1 two 3 4 5 6");
	/* No function of the core. */
	KUNIT_EXPECT_EQ(test, calls_bind("bytes", (unsigned long)bytes), 0);
	KUNIT_EXPECT_EQ(test, calls_bind("mempool_alloc_slab", (unsigned long)eight), 0);
	KUNIT_EXPECT_EQ(test, calls_bind("mempool_kfree", (unsigned long)eight), 0);
	KUNIT_EXPECT_EQ(test, calls_bind("__msan_warning", (unsigned long)__msan_warning), 0);
}

/* ---- reports --------------------------------------------------------------------------------- */

static noinline const char *compare(const void *a, const void *b, size_t n)
{
	capture_start();
	BOUND_STRING(memcmp)(a, b, n);
	return capture_stop();
}

static void uninit_told_once(struct kunit *test)
{
	const char *text, *at;
	char *p;

	need_shadow(test);
	kunit_expect_reports(test, 1);
	p = BOUND(__kmalloc)(16, GFP_KERNEL | __GFP_ZERO);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_STREQ(test, compare(p, p, 16), "");
	poison(p + 9, 3, store_here(origin_local("----count@foo", (unsigned long)compare + 1)));
	/* Behind the first difference nothing is read. */
	p[2] = 1;
	KUNIT_EXPECT_STREQ(test, compare(p, bytes, 16), "");
	p[2] = 0;
	text = compare(p, bytes, 16);
	at = strstr(text, "BUG: KMSAN: uninit-value in ");
	KUNIT_ASSERT_NOT_NULL(test, at);
	at = strstr(at, "Uninit was stored to memory at:\n");
	KUNIT_ASSERT_NOT_NULL(test, at);
	at = strstr(at, "Local variable count created at:\n");
	KUNIT_ASSERT_NOT_NULL(test, at);
	at = strstr(at, "Bytes 9-11 of 16 are uninitialized\n");
	KUNIT_ASSERT_NOT_NULL(test, at);
	KUNIT_EXPECT_NOT_NULL(test, strstr(at, "Memory access of size 16 starts at "));
	KUNIT_EXPECT_STREQ(test, compare(p, bytes, 16), "");
	kfree(p);
}

static noinline const char *length(const char *s, size_t n)
{
	capture_start();
	BOUND_STRING(strnlen)(s, n);
	return capture_stop();
}

/* Up to the end of the text, or of what may be looked at. */
static void uninit_strings(struct kunit *test)
{
	char text[16] = "seven";

	need_shadow(test);
	kunit_expect_reports(test, 1);
	poison(text + 6, 10, 0);
	KUNIT_EXPECT_STREQ(test, length(text, 16), "");
	poison(text + 5, 11, 0);
	KUNIT_EXPECT_STREQ(test, length(text, 5), "");
	KUNIT_EXPECT_NOT_NULL(test, strstr(length(text, 16), "Bytes 5-5 of 6"));
	clear(text, sizeof(text));
	poison(copy, 16, 0);
	BOUND_STRING(strcpy)((char *)copy, text);
	KUNIT_EXPECT_EQ(test, unwritten(copy, 16), 10);
	BOUND_STRING(memset)(copy, 0, 8);
	KUNIT_EXPECT_EQ(test, unwritten(copy, 16), 8);
	BOUND_STRING(memmove)(copy + 2, copy + 4, 8);
	KUNIT_EXPECT_EQ(test, unwritten(copy, 16), 10);
	clear(copy, 16);
}

static void uninit_limits(struct kunit *test)
{
	need_shadow(test);
	KUNIT_EXPECT_EQ(test, uninit_start(1ull << 40), -E2BIG);
	/* Somebody has the addresses. */
	KUNIT_EXPECT_EQ(test, uninit_start(MEMORY), -ENOMEM);
	KUNIT_EXPECT_EQ(test, unwritten(bytes, 16), 0);
}

static struct kunit_case uninit_cases[] = {
	KUNIT_CASE(uninit_ranges),	    KUNIT_CASE(uninit_copies),
	KUNIT_CASE(uninit_origins),	    KUNIT_CASE(uninit_origins_end),
	KUNIT_CASE(uninit_kmalloc),	    KUNIT_CASE(uninit_krealloc),
	KUNIT_CASE(uninit_caches),	    KUNIT_CASE(uninit_pages),
	KUNIT_CASE(uninit_aliases),	    KUNIT_CASE(uninit_effects),
	KUNIT_CASE(uninit_written_through), KUNIT_CASE(uninit_written_pages),
	KUNIT_CASE(uninit_written_locals),  KUNIT_CASE(uninit_stubs),
	KUNIT_CASE(uninit_told_once),	    KUNIT_CASE(uninit_strings),
	KUNIT_CASE(uninit_limits),	    {},
};

static struct kunit_suite uninit_suite = {
	.name = "uninit",
	.init = uninit_init,
	.exit = uninit_exit,
	.test_cases = uninit_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN },
};
kunit_test_suite(uninit_suite);
