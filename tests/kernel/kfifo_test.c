// SPDX-License-Identifier: MIT
/* Queues in an array, of numbers and of records, and a hash whose values are known. */
#include <linux/jhash.h>
#include <linux/jump_label.h>
#include <linux/kfifo.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include "tests/kernel/files/files_test.h"

static DEFINE_KFIFO(ready, int, 4);

static void kfifo_test_values(struct kunit *test)
{
	struct {
		DECLARE_KFIFO(f, int, 8);
	} own;
	int i, got[8], value = 0;

	KUNIT_EXPECT_TRUE(test, kfifo_initialized(&ready));
	KUNIT_EXPECT_EQ(test, kfifo_size(&ready), 4u);
	INIT_KFIFO(own.f);
	KUNIT_EXPECT_TRUE(test, kfifo_is_empty(&own.f));
	KUNIT_EXPECT_EQ(test, kfifo_get(&own.f, &value), 0u);
	/* Round and round, so that it is in two pieces at times. */
	for (i = 0; i < 100; i++) {
		const int three[3] = { i, i + 1, i + 2 };

		KUNIT_ASSERT_EQ(test, kfifo_in(&own.f, three, 3), 3u);
		KUNIT_ASSERT_EQ(test, kfifo_put(&own.f, i + 3), 1u);
		KUNIT_ASSERT_EQ(test, kfifo_len(&own.f), 4u);
		KUNIT_ASSERT_EQ(test, kfifo_peek(&own.f, &value), 1u);
		KUNIT_ASSERT_EQ(test, value, i);
		KUNIT_ASSERT_EQ(test, kfifo_out_peek(&own.f, got, 8), 4u);
		KUNIT_ASSERT_EQ(test, got[3], i + 3);
		KUNIT_ASSERT_EQ(test, kfifo_out(&own.f, got, 3), 3u);
		KUNIT_ASSERT_EQ(test, got[2], i + 2);
		KUNIT_ASSERT_EQ(test, kfifo_get(&own.f, &value), 1u);
		KUNIT_ASSERT_EQ(test, value, i + 3);
	}
	for (i = 0; kfifo_put(&own.f, i); i++)
		;
	KUNIT_EXPECT_EQ(test, i, 8);
	KUNIT_EXPECT_TRUE(test, kfifo_is_full(&own.f));
	KUNIT_EXPECT_EQ(test, kfifo_avail(&own.f), 0u);
	kfifo_skip(&own.f);
	KUNIT_EXPECT_EQ(test, kfifo_in(&own.f, got, 8), 1u);
	kfifo_reset(&own.f);
	KUNIT_EXPECT_EQ(test, kfifo_len(&own.f), 0u);
}

static void kfifo_test_alloc(struct kunit *test)
{
	struct kfifo bytes;
	char buffer[24], got[24];

	KUNIT_EXPECT_EQ(test, kfifo_alloc(&bytes, 1, GFP_KERNEL), -EINVAL);
	KUNIT_EXPECT_FALSE(test, kfifo_initialized(&bytes));
	KUNIT_EXPECT_EQ(test, kfifo_in(&bytes, "x", 1), 0u);
	KUNIT_ASSERT_EQ(test, kfifo_alloc(&bytes, 33, GFP_KERNEL), 0);
	KUNIT_EXPECT_EQ(test, kfifo_size(&bytes), 64u);
	KUNIT_EXPECT_EQ(test, kfifo_in(&bytes, "hello", 5), 5u);
	KUNIT_EXPECT_EQ(test, kfifo_out(&bytes, got, sizeof(got)), 5u);
	KUNIT_EXPECT_EQ(test, memcmp(got, "hello", 5), 0);
	kfifo_free(&bytes);
	KUNIT_EXPECT_FALSE(test, kfifo_initialized(&bytes));
	KUNIT_EXPECT_EQ(test, kfifo_init(&bytes, buffer, 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, kfifo_init(&bytes, buffer, sizeof(buffer)), 0);
	KUNIT_EXPECT_EQ(test, kfifo_size(&bytes), 16u);
}

static void kfifo_test_records(struct kunit *test)
{
	STRUCT_KFIFO_REC_1(16) fifo;
	char got[16];

	INIT_KFIFO(fifo);
	KUNIT_EXPECT_EQ(test, kfifo_recsize(&fifo), 1ul);
	KUNIT_EXPECT_EQ(test, kfifo_in(&fifo, "first", 5), 5u);
	KUNIT_EXPECT_EQ(test, kfifo_in(&fifo, "second", 6), 6u);
	KUNIT_EXPECT_EQ(test, kfifo_avail(&fifo), 2u);
	KUNIT_EXPECT_EQ(test, kfifo_in(&fifo, "third", 5), 0u);
	KUNIT_EXPECT_EQ(test, kfifo_peek_len(&fifo), 5u);
	/* What one does not take of a record is lost. */
	KUNIT_EXPECT_EQ(test, kfifo_out(&fifo, got, 2), 2u);
	KUNIT_EXPECT_EQ(test, kfifo_peek_len(&fifo), 6u);
	KUNIT_EXPECT_EQ(test, kfifo_in(&fifo, "third", 5), 5u);
	kfifo_skip(&fifo);
	KUNIT_EXPECT_EQ(test, kfifo_out(&fifo, got, sizeof(got)), 5u);
	KUNIT_EXPECT_EQ(test, memcmp(got, "third", 5), 0);
	KUNIT_EXPECT_TRUE(test, kfifo_is_empty(&fifo));
}

static void kfifo_test_user(struct kunit *test)
{
	unsigned long page = user_page(test), end = page + PAGE_SIZE;
	struct {
		DECLARE_KFIFO(f, u32, 8);
	} own;
	unsigned int copied;
	u32 value = 0;

	INIT_KFIFO(own.f);
	KUNIT_EXPECT_EQ(test, use_poke(page, "abcdefgh", 8), 0);
	KUNIT_EXPECT_EQ(test, kfifo_from_user(&own.f, (void __user *)page, 11, &copied), 0);
	KUNIT_EXPECT_EQ(test, copied, 8u);
	KUNIT_EXPECT_EQ(test, kfifo_to_user(&own.f, (void __user *)(page + 64), 4, &copied), 0);
	KUNIT_EXPECT_EQ(test, copied, 4u);
	KUNIT_EXPECT_EQ(test, use_peek(&value, page + 64, 4), 0);
	KUNIT_EXPECT_EQ(test, memcmp(&value, "abcd", 4), 0);
	/* Only whole elements count of what came before the end. */
	KUNIT_EXPECT_EQ(test, kfifo_from_user(&own.f, (void __user *)(end - 6), 16, &copied),
			-EFAULT);
	KUNIT_EXPECT_EQ(test, copied, 4u);
	KUNIT_EXPECT_EQ(test, kfifo_len(&own.f), 2u);
	KUNIT_EXPECT_EQ(test, kfifo_to_user(&own.f, (void __user *)end, 8, &copied), -EFAULT);
	KUNIT_EXPECT_EQ(test, copied, 0u);
	KUNIT_EXPECT_EQ(test, kfifo_len(&own.f), 2u);
	user_unmap(page);
}

/* Values that the author of the hash gives in his own test. */
static void jhash_test_known(struct kunit *test)
{
	static const char text[] = "Four score and seven years ago";

	KUNIT_EXPECT_EQ(test, jhash(text, 0, 0), 0xdeadbeefu);
	KUNIT_EXPECT_EQ(test, jhash(text, 30, 0), 0x17770551u);
	KUNIT_EXPECT_EQ(test, jhash(text, 30, 1), 0xcd628161u);
	KUNIT_EXPECT_EQ(test, jhash_1word(7, 3), jhash2((u32[]){ 7 }, 1, 3));
	KUNIT_EXPECT_EQ(test, jhash_2words(7, 8, 3), jhash2((u32[]){ 7, 8 }, 2, 3));
	KUNIT_EXPECT_EQ(test, jhash_3words(7, 8, 9, 3), jhash2((u32[]){ 7, 8, 9 }, 3, 3));
}

static DEFINE_STATIC_KEY_FALSE(off_key);
static DEFINE_STATIC_KEY_TRUE(on_key);

static void jump_label_test(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test, static_branch_unlikely(&off_key));
	KUNIT_EXPECT_TRUE(test, static_branch_likely(&on_key));
	static_branch_inc(&off_key);
	static_branch_inc(&off_key);
	static_branch_dec(&off_key);
	KUNIT_EXPECT_TRUE(test, static_branch_unlikely(&off_key));
	static_branch_disable(&off_key);
	KUNIT_EXPECT_FALSE(test, static_key_enabled(&off_key));
}

static struct kunit_case kfifo_cases[] = {
	KUNIT_CASE(kfifo_test_values),
	KUNIT_CASE(kfifo_test_alloc),
	KUNIT_CASE(kfifo_test_records),
	KUNIT_CASE(kfifo_test_user),
	KUNIT_CASE(jhash_test_known),
	KUNIT_CASE(jump_label_test),
	{},
};
WORLD_SUITE(kfifo, kfifo_cases);
