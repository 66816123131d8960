// SPDX-License-Identifier: MIT
/* High pages after their mapping: unmapped at once where calls are traced, told of in faults. */
#include <kunit/test.h>
#include <linux/highmem.h>
#include <linux/preempt.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <mm/highmem/highmem.h>
#include <tests/mm/mm_test.h>
#include <tests/parallel.h>

static int unmap_test_boot(struct kunit *test)
{
	static struct mm_test_world world = {
		.name = "traced, high memory",
		.config = { .profile = PROFILE_PC32, .nodes = 1, .cpus = 4 },
		.traced = true,
	};

	world.config.memory = MM_TEST_LOWMEM + 16 * MM_TEST_BLOCK;
	mm_test_boot(test, &world);
	return 0;
}

static struct page *high_page(struct kunit *test)
{
	struct page *page = alloc_page(GFP_HIGHUSER | __GFP_ZERO);

	KUNIT_ASSERT_NOT_NULL(test, page);
	if (!PageHighMem(page)) {
		__free_page(page);
		kunit_skip(test, "this build has no high memory");
	}
	return page;
}

static const char *explained(const void *addr)
{
	static char text[256];
	struct textbuf t;

	textbuf_init(&t, text, sizeof(text));
	return kmap_explain_fault((unsigned long)addr, &t) ? text : "";
}

static void kunmap_unmaps_at_once(struct kunit *test)
{
	struct page *page = high_page(test);
	char *p = kmap(page);

	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_PTR_EQ(test, kmap(page), (void *)p);
	KUNIT_EXPECT_STREQ(test, explained(p), "");
	KUNIT_EXPECT_STREQ(test, explained(p + PAGE_SIZE),
			   "an address of kmap(), at which nothing was ever mapped");
	kunmap(page);
	*p = 1;
	KUNIT_EXPECT_PTR_EQ(test, kmap_to_page(p), page);
	kunmap(page);
	KUNIT_EXPECT_NULL(test, page_address(page));
	KUNIT_EXPECT_NULL(test, kmap_to_page(p));
	KUNIT_EXPECT_TRUE(test, strstarts(explained(p + 8), "an address of kmap(), which was "
							    "unmapped by "));
	KUNIT_EXPECT_EQ(test, kmap_check(), 0);
	__free_page(page);
}

static void local_addresses_are_told_of(struct kunit *test)
{
	struct page *page = high_page(test);
	char *p = kmap_local_page(page), *q = kmap_atomic(page);

	KUNIT_EXPECT_STREQ(test, explained(q), "");
	kunmap_atomic(q);
	KUNIT_EXPECT_STREQ(test, explained(p), "");
	kunmap_local(p);
	KUNIT_EXPECT_TRUE(test, strstarts(explained(q), "an address of kmap_local_page(), which "
							"was unmapped by "));
	KUNIT_EXPECT_TRUE(test, strstarts(explained(p), "an address of kmap_local_page(), which "
							"was unmapped by "));
	KUNIT_EXPECT_STREQ(test, explained(q + PAGE_SIZE),
			   "an address of kmap_local_page(), at which nothing was ever mapped");
	KUNIT_EXPECT_STREQ(test, explained(&page), "");
	__free_page(page);
}

/* A mapping of each kind is one event, so that one left behind is found. */
static void mappings_are_events(struct kunit *test)
{
	struct page *page = high_page(test), *low = alloc_page(GFP_KERNEL);
	long live = mm_test_live();
	char *p, *q;

	KUNIT_ASSERT_NOT_NULL(test, low);
	kmap(page);
	KUNIT_EXPECT_EQ(test, mm_test_live(), live + 1);
	kmap(page);
	KUNIT_EXPECT_EQ(test, mm_test_live(), live + 1);
	p = kmap_local_page(page);
	KUNIT_EXPECT_EQ(test, mm_test_live(), live + 2);
	kmap(low);
	kunmap_local(kmap_local_page(low));
	kunmap(low);
	KUNIT_EXPECT_EQ(test, mm_test_live(), live + 2);
	q = kmap_atomic(page);
	KUNIT_EXPECT_EQ(test, mm_test_live(), live + 3);
	kunmap_atomic(q);
	kunmap_local(p);
	kunmap(page);
	KUNIT_EXPECT_EQ(test, mm_test_live(), live + 1);
	kunmap(page);
	KUNIT_EXPECT_EQ(test, mm_test_live(), live);
	__free_page(page);
	__free_page(low);
}

/* ---- folios ---------------------------------------------------------------------------------- */

static void folios_are_copied_page_by_page(struct kunit *test)
{
	static char bytes[3 * PAGE_SIZE], back[3 * PAGE_SIZE];
	struct folio *folio = folio_alloc(GFP_HIGHUSER | __GFP_ZERO, 2);
	char *p;

	KUNIT_ASSERT_NOT_NULL(test, folio);
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i % 251 + 1);
	memcpy_to_folio(folio, 100, bytes, sizeof(bytes));
	memcpy_from_folio(back, folio, 100, sizeof(back));
	KUNIT_EXPECT_EQ(test, memcmp(bytes, back, sizeof(bytes)), 0);
	p = kmap_local_folio(folio, PAGE_SIZE + 100);
	KUNIT_EXPECT_EQ(test, *p, bytes[PAGE_SIZE]);
	kunmap_local(p);
	folio_zero_segments(folio, 0, 200, PAGE_SIZE - 1, PAGE_SIZE + 1);
	memcpy_from_folio(back, folio, 0, 2 * PAGE_SIZE);
	KUNIT_EXPECT_NULL(test, memchr_inv(back, 0, 200));
	KUNIT_EXPECT_EQ(test, back[200], bytes[100]);
	KUNIT_EXPECT_EQ(test, back[PAGE_SIZE - 1] | back[PAGE_SIZE], 0);
	KUNIT_EXPECT_EQ(test, back[PAGE_SIZE + 1], bytes[PAGE_SIZE - 99]);
	folio_fill_tail(folio, 2 * PAGE_SIZE, bytes, 10);
	memcpy_from_folio(back, folio, 2 * PAGE_SIZE, 2 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, memcmp(back, bytes, 10), 0);
	KUNIT_EXPECT_NULL(test, memchr_inv(back + 10, 0, 2 * PAGE_SIZE - 10));
	folio_put(folio);
}

static struct kunit_case unmap_cases[] = {
	KUNIT_CASE(kunmap_unmaps_at_once),
	KUNIT_CASE(local_addresses_are_told_of),
	KUNIT_CASE(mappings_are_events),
	KUNIT_CASE(folios_are_copied_page_by_page),
	{},
};

static struct kunit_suite unmap_suite = {
	.name = "highmem_unmap",
	.init = unmap_test_boot,
	.test_cases = unmap_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};

/* ---- more than there are slots --------------------------------------------------------------- */

#define THREADS 4
#define ROUNDS	200
#define LEFT	2 /* slots that the threads share */

static struct {
	struct page *held[LAST_PKMAP - LEFT];
	struct page *pages[THREADS][3];
	atomic_t wrong;
} crowd;

/* Three pages each, one at a time: with two slots for four threads someone always sleeps. */
static void crowd_thread(void *arg, unsigned int index)
{
	for (unsigned long i = 0; i < ROUNDS; i++) {
		struct page *page = crowd.pages[index][i % 3];
		unsigned long *p = kmap(page);

		if (!p || (i >= 3 && *p != i - 3)) {
			atomic_inc(&crowd.wrong);
			return;
		}
		*p = i;
		if (i % 7 == 0)
			port_yield();
		kunmap(page);
	}
}

static void free_crowd(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(crowd.held); i++) {
		kunmap(crowd.held[i]);
		__free_page(crowd.held[i]);
	}
	for (unsigned int t = 0; t < THREADS; t++)
		for (int i = 0; i < 3; i++)
			__free_page(crowd.pages[t][i]);
}

static void threads_share_the_last_slots(struct kunit *test)
{
	memset(&crowd, 0, sizeof(crowd));
	for (unsigned int i = 0; i < ARRAY_SIZE(crowd.held); i++) {
		crowd.held[i] = high_page(test);
		KUNIT_ASSERT_NOT_NULL(test, kmap(crowd.held[i]));
	}
	for (unsigned int t = 0; t < THREADS; t++)
		for (int i = 0; i < 3; i++)
			crowd.pages[t][i] = high_page(test);
	KUNIT_EXPECT_EQ(test, test_parallel(THREADS, crowd_thread, NULL), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&crowd.wrong), 0);
	KUNIT_EXPECT_EQ(test, kmap_check(), 0);
	free_crowd();
}

static struct kunit_case crowd_cases[] = {
	KUNIT_CASE(threads_share_the_last_slots),
	{},
};

static struct kunit_suite crowd_suite = {
	.name = "highmem_crowd",
	.init = unmap_test_boot,
	.test_cases = crowd_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN, .concurrent = true },
};
kunit_test_suites(&unmap_suite, &crowd_suite);
