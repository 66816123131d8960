// SPDX-License-Identifier: MIT
/* kmap where every page has its address: the same calls, and the rules of context they keep. */
#include <kunit/test.h>
#include <linux/highmem.h>
#include <linux/preempt.h>
#include <linux/string.h>

static void flat_addresses(struct kunit *test)
{
	struct page *page = alloc_page(GFP_HIGHUSER);
	void *addr;

	KUNIT_ASSERT_NOT_NULL(test, page);
	addr = page_address(page);
	KUNIT_ASSERT_NOT_NULL(test, addr);
	KUNIT_EXPECT_FALSE(test, PageHighMem(page));
	KUNIT_EXPECT_PTR_EQ(test, kmap(page), addr);
	KUNIT_EXPECT_PTR_EQ(test, kmap_local_page(page), addr);
	KUNIT_EXPECT_PTR_EQ(test, kmap_to_page(addr), page);
	KUNIT_EXPECT_FALSE(test, is_kmap_addr(addr));
	kunmap_local(addr);
	kunmap(page);
	/* Unmapping took nothing away. */
	memset(addr, 0x5a, PAGE_SIZE);
	__free_page(page);
}

static void flat_atomic_turns_preemption_off(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	unsigned int before = preempt_count();
	void *addr;

	KUNIT_ASSERT_NOT_NULL(test, page);
	addr = kmap_atomic(page);
	KUNIT_EXPECT_GT(test, preempt_count(), before);
	KUNIT_EXPECT_PTR_EQ(test, addr, page_address(page));
	kunmap_atomic(addr);
	KUNIT_EXPECT_EQ(test, preempt_count(), before);
	__free_page(page);
}

static void flat_pages_are_cleared_and_copied(struct kunit *test)
{
	struct page *from = alloc_page(GFP_HIGHUSER), *to = alloc_page(GFP_HIGHUSER | __GFP_ZERO);

	KUNIT_ASSERT_NOT_NULL(test, from);
	KUNIT_ASSERT_NOT_NULL(test, to);
	KUNIT_EXPECT_NULL(test, memchr_inv(page_address(to), 0, PAGE_SIZE));
	memset(page_address(from), 0x77, PAGE_SIZE);
	copy_highpage(to, from);
	KUNIT_EXPECT_NULL(test, memchr_inv(page_address(to), 0x77, PAGE_SIZE));
	zero_user(to, 16, 32);
	KUNIT_EXPECT_NULL(test, memchr_inv((char *)page_address(to) + 16, 0, 32));
	KUNIT_EXPECT_EQ(test, ((u8 *)page_address(to))[48], 0x77);
	clear_highpage(to);
	KUNIT_EXPECT_NULL(test, memchr_inv(page_address(to), 0, PAGE_SIZE));
	__free_page(from);
	__free_page(to);
}

static struct kunit_case flat_cases[] = {
	KUNIT_CASE(flat_addresses),
	KUNIT_CASE(flat_atomic_turns_preemption_off),
	KUNIT_CASE(flat_pages_are_cleared_and_copied),
	{},
};

static struct kunit_suite flat_suite = {
	.name = "highmem_flat",
	.test_cases = flat_cases,
};
kunit_test_suite(flat_suite);
