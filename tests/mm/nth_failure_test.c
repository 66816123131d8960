// SPDX-License-Identifier: MIT
/* Pages, caches and kmalloc with every request failing in turn. */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <mm/page/page.h>
#include <tests/mm/mm_test.h>
#include <tests/mm/nth_failure.h>

#define QUIET (GFP_KERNEL | __GFP_NOWARN)

/* ---- pages ----------------------------------------------------------------------------------- */

static bool blocks_of_each_order(void *ctx)
{
	struct page *pages[5];
	int n;

	for (n = 0; n < 5; n++) {
		pages[n] = alloc_pages(n & 1 ? QUIET | __GFP_COMP : QUIET, n);
		if (!pages[n])
			break;
	}
	for (int i = 0; i < n; i++)
		__free_pages(pages[i], i);
	return n == 5;
}

static bool exact_and_split(void *ctx)
{
	struct page *page = alloc_pages(QUIET, 2);
	void *a, *b;

	if (!page)
		return false;
	split_page(page, 2);
	a = alloc_pages_exact(3 * PAGE_SIZE, QUIET);
	b = alloc_pages_exact(5 * PAGE_SIZE + 1, QUIET);
	if (b)
		free_pages_exact(b, 5 * PAGE_SIZE + 1);
	if (a)
		free_pages_exact(a, 3 * PAGE_SIZE);
	for (int i = 0; i < 4; i++)
		__free_page(page + i);
	return a && b;
}

static bool pages_in_bulk(void *ctx)
{
	struct page *pages[12] = {};
	unsigned long n = alloc_pages_bulk_array(QUIET, 12, pages), listed;
	LIST_HEAD(list);

	listed = alloc_pages_bulk_list(QUIET, 8, &list);
	for (unsigned long i = 0; i < n; i++)
		__free_page(pages[i]);
	mm_test_spit(0, &list);
	return n == 12 && listed == 8;
}

static bool pages_by_address(void *ctx)
{
	unsigned long a = __get_free_pages(QUIET, 1), b = 0, c = 0;

	if (a)
		b = get_zeroed_page(QUIET);
	if (b)
		c = __get_dma_pages(QUIET, 0);
	free_page(c);
	free_page(b);
	free_pages(a, 1);
	return c;
}

/* ---- caches ---------------------------------------------------------------------------------- */

static void construct(void *object)
{
	memset(object, 1, 100);
}

static bool cache_with_objects(void *ctx)
{
	struct kmem_cache *s = kmem_cache_create("nth", 100, 0, SLAB_NO_MERGE, construct);
	void *objects[100], *one;
	bool ok = false;

	if (!s)
		return false;
	one = kmem_cache_alloc(s, QUIET);
	if (one) {
		ok = kmem_cache_alloc_bulk(s, QUIET, 100, objects) == 100;
		if (ok)
			kmem_cache_free_bulk(s, 100, objects);
		kmem_cache_free(s, one);
	}
	kmem_cache_destroy(s);
	return ok;
}

static bool two_caches_at_once(void *ctx)
{
	struct kmem_cache *a = kmem_cache_create("nth a", 24, 0, SLAB_HWCACHE_ALIGN, NULL), *b;
	void *p = NULL, *q = NULL;

	if (!a)
		return false;
	b = kmem_cache_create("nth b", 3000, 0, SLAB_RED_ZONE | SLAB_STORE_USER, NULL);
	if (b) {
		p = kmem_cache_zalloc(a, QUIET);
		q = kmem_cache_alloc_node(b, QUIET, 0);
		if (q)
			kmem_cache_free(b, q);
		kmem_cache_free(a, p);
	}
	kmem_cache_destroy(b);
	kmem_cache_destroy(a);
	return p && q;
}

/* ---- kmalloc --------------------------------------------------------------------------------- */

static bool kmalloc_of_all_kinds(void *ctx)
{
	void *p[6] = {
		kmalloc(10, QUIET),
		kzalloc(1000, QUIET),
		kcalloc(50, 100, QUIET),
		kmalloc(3 * KMALLOC_MAX_CACHE_SIZE, QUIET),
		kmalloc(100, QUIET | __GFP_RECLAIMABLE),
		kmalloc_node(100, QUIET | __GFP_ACCOUNT, 0),
	};
	bool ok = true;

	for (int i = 0; i < 6; i++) {
		ok &= p[i] != NULL;
		kfree(p[i]);
	}
	return ok;
}

/* The old memory is there, whole, whenever the new is not. */
static bool krealloc_step_by_step(void *ctx)
{
	static const size_t sizes[] = { 20, 50, 60, 300, 10, 9000, 40000, 100 };
	size_t filled = 0;
	char *p = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		char *q = krealloc(p, sizes[i], QUIET);

		if (!mm_test_filled(q ?: p, min(filled, q ? sizes[i] : filled), 9))
			report("krealloc lost what was in the memory");
		if (!q) {
			kfree(p);
			return false;
		}
		p = q;
		filled = sizes[i];
		mm_test_fill(p, filled, 9);
	}
	kfree(p);
	return true;
}

static bool copies(void *ctx)
{
	char *a = kstrdup("one", QUIET), *b = kstrndup("two words", 3, QUIET);
	char *c = kmemdup("three", 6, QUIET), *d = kmemdup_nul("four", 4, QUIET);
	char *e = kasprintf(QUIET, "%d", 5);
	bool ok = a && b && c && d && e;

	kfree(a);
	kfree(b);
	kfree(c);
	kfree(d);
	kfree(e);
	return ok;
}

/* With each, how many calls it makes that can be refused: with fewer, the sweep left some out. */
static const struct {
	struct nth_body body;
	unsigned int calls;
} table[] = {
	{ { "blocks of each order", blocks_of_each_order, NULL }, 5 },
	{ { "exact and split", exact_and_split, NULL }, 3 },
	{ { "pages in bulk", pages_in_bulk, NULL }, 20 },
	{ { "pages by address", pages_by_address, NULL }, 3 },
	{ { "a cache with objects", cache_with_objects, NULL }, 102 },
	{ { "two caches at once", two_caches_at_once, NULL }, 4 },
	{ { "kmalloc of all kinds", kmalloc_of_all_kinds, NULL }, 6 },
	/* Without size classes there is less room to grow into. */
	{ { "krealloc step by step", krealloc_step_by_step, NULL },
	  IS_ENABLED(CONFIG_SLOB) ? 6 : 5 },
	{ { "copies", copies, NULL }, 5 },
};

static void each_call_fails(struct kunit *test)
{
	if (!mm_tracer)
		kunit_skip(test, "calls are not traced");
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		const struct nth_body *body = &table[i].body;

		KUNIT_EXPECT_EQ_MSG(test, nth_failure_calls(test, body, false), table[i].calls,
				    "%s", body->name);
		KUNIT_EXPECT_EQ_MSG(test, nth_failure_calls(test, body, true), table[i].calls, "%s",
				    body->name);
	}
}

static void each_page_is_missing(struct kunit *test)
{
	unsigned long all = 0;

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		unsigned long missing = nth_failure_pages(test, &table[i].body);

		/* Where objects share pages, a few small ones may need no page more. */
		if (!IS_ENABLED(CONFIG_SLOB))
			KUNIT_EXPECT_GT_MSG(test, missing, 0ul, "%s", table[i].body.name);
		all += missing;
	}
	KUNIT_EXPECT_GT(test, all, 20ul);
}

/* ---- the sweep itself has to see what goes wrong --------------------------------------------- */

static bool loses_a_page(void *ctx)
{
	struct page *a = alloc_page(QUIET), *b = alloc_page(QUIET);

	if (!a || !b) {
		/* The mistake: whichever came is forgotten. */
		*(struct page **)ctx = a ?: b;
		return false;
	}
	__free_page(a);
	__free_page(b);
	return true;
}

static struct page *lost;

static void try_the_loser(struct kunit *test)
{
	const struct nth_body body = { "a body that loses", loses_a_page, &lost };

	nth_failure_calls(test, &body, false);
}

static struct kunit_case loser_cases[] = { KUNIT_CASE(try_the_loser), {} };

static struct kunit_suite loser_suite = { .name = "loser", .test_cases = loser_cases };

static void sweep_sees_a_loss(struct kunit *test)
{
	struct kunit_suite *suites[] = { &loser_suite };
	struct kunit_results results;
	const char *text;

	nth_failure_patience_ns = 0;
	capture_start();
	results = kunit_run_suites(suites, suites + 1, NULL);
	text = capture_stop();
	nth_failure_patience_ns = NTH_FAILURE_PATIENCE_NS;
	KUNIT_EXPECT_EQ(test, results.failed, 1ul);
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "a body that loses, failure 1\n"));
	KUNIT_ASSERT_NOT_NULL(test, lost);
	__free_page(lost);
}

static struct kunit_case nth_failure_cases[] = {
	KUNIT_CASE_PARAM(each_call_fails, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(each_page_is_missing, mm_test_worlds_gen_params),
	{},
};

static struct kunit_suite nth_failure_suite = {
	.name = "nth_failure",
	.init = mm_test_init,
	.test_cases = nth_failure_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};

static int traced_init(struct kunit *test)
{
	mm_test_boot_plain(test, true);
	return 0;
}

static struct kunit_case nth_failure_loss_cases[] = { KUNIT_CASE(sweep_sees_a_loss), {} };

static struct kunit_suite nth_failure_loss_suite = {
	.name = "nth_failure_loss",
	.init = traced_init,
	.test_cases = nth_failure_loss_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suites(&nth_failure_suite, &nth_failure_loss_suite);
