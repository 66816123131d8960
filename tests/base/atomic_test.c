// SPDX-License-Identifier: MIT
/* Atomics and reference counts, by one thread: what each returns and leaves behind. */
#include <kunit/test.h>

#include <linux/atomic.h>
#include <linux/kref.h>
#include <linux/refcount.h>
#include "base/base.h"

/* check_family - all functions p_*() on a T that holds an I. */
#define CHECK_FAMILY(p, T, I)                                                \
	do {                                                                 \
		T v;                                                         \
		I old;                                                       \
                                                                             \
		p##_set(&v, 5);                                              \
		KUNIT_EXPECT_EQ(test, p##_read(&v), (I)5);                   \
		p##_add(3, &v);                                              \
		p##_sub(1, &v);                                              \
		p##_inc(&v);                                                 \
		p##_dec(&v);                                                 \
		KUNIT_EXPECT_EQ(test, p##_read_acquire(&v), (I)7);           \
		KUNIT_EXPECT_EQ(test, p##_add_return(3, &v), (I)10);         \
		KUNIT_EXPECT_EQ(test, p##_sub_return_relaxed(4, &v), (I)6);  \
		KUNIT_EXPECT_EQ(test, p##_inc_return_acquire(&v), (I)7);     \
		KUNIT_EXPECT_EQ(test, p##_dec_return_release(&v), (I)6);     \
		KUNIT_EXPECT_EQ(test, p##_fetch_add(2, &v), (I)6);           \
		KUNIT_EXPECT_EQ(test, p##_fetch_sub(1, &v), (I)8);           \
		KUNIT_EXPECT_EQ(test, p##_fetch_inc(&v), (I)7);              \
		KUNIT_EXPECT_EQ(test, p##_fetch_dec(&v), (I)8);              \
		p##_set_release(&v, 0xf0);                                   \
		p##_or(0x0f, &v);                                            \
		p##_and(0x3c, &v);                                           \
		p##_xor(0x18, &v);                                           \
		p##_andnot(0x04, &v);                                        \
		KUNIT_EXPECT_EQ(test, p##_read(&v), (I)0x20);                \
		KUNIT_EXPECT_EQ(test, p##_fetch_or(0x11, &v), (I)0x20);      \
		KUNIT_EXPECT_EQ(test, p##_fetch_and(0x30, &v), (I)0x31);     \
		KUNIT_EXPECT_EQ(test, p##_fetch_xor(0x01, &v), (I)0x30);     \
		KUNIT_EXPECT_EQ(test, p##_fetch_andnot(0x10, &v), (I)0x31);  \
		KUNIT_EXPECT_EQ(test, p##_xchg(&v, 9), (I)0x21);             \
		KUNIT_EXPECT_EQ(test, p##_cmpxchg(&v, 8, 1), (I)9);          \
		KUNIT_EXPECT_EQ(test, p##_cmpxchg(&v, 9, 1), (I)9);          \
		old = 2;                                                     \
		KUNIT_EXPECT_FALSE(test, p##_try_cmpxchg(&v, &old, 3));      \
		KUNIT_EXPECT_EQ(test, old, (I)1);                            \
		KUNIT_EXPECT_TRUE(test, p##_try_cmpxchg(&v, &old, 3));       \
		KUNIT_EXPECT_EQ(test, p##_read(&v), (I)3);                   \
		KUNIT_EXPECT_FALSE(test, p##_dec_and_test(&v));              \
		KUNIT_EXPECT_TRUE(test, p##_sub_and_test(2, &v));            \
		KUNIT_EXPECT_TRUE(test, p##_add_negative(-1, &v));           \
		KUNIT_EXPECT_TRUE(test, p##_inc_and_test(&v));               \
		KUNIT_EXPECT_FALSE(test, p##_inc_not_zero(&v));              \
		KUNIT_EXPECT_TRUE(test, p##_add_unless(&v, 4, 1));           \
		KUNIT_EXPECT_EQ(test, p##_fetch_add_unless(&v, 4, 4), (I)4); \
		KUNIT_EXPECT_EQ(test, p##_dec_if_positive(&v), (I)3);        \
		p##_set(&v, 0);                                              \
		KUNIT_EXPECT_EQ(test, p##_dec_if_positive(&v), (I)-1);       \
		KUNIT_EXPECT_EQ(test, p##_read(&v), (I)0);                   \
		KUNIT_EXPECT_TRUE(test, p##_dec_unless_positive(&v));        \
		KUNIT_EXPECT_FALSE(test, p##_inc_unless_negative(&v));       \
		KUNIT_EXPECT_EQ(test, p##_read(&v), (I)-1);                  \
	} while (0)

static void ints(struct kunit *test)
{
	atomic_t v = ATOMIC_INIT(INT_MAX);

	CHECK_FAMILY(atomic, atomic_t, int);
	/* Atomics wrap. */
	KUNIT_EXPECT_EQ(test, atomic_inc_return(&v), INT_MIN);
	atomic_set(&v, INT_MAX);
	KUNIT_EXPECT_TRUE(test, atomic_add_unless(&v, 1, 0));
	KUNIT_EXPECT_EQ(test, atomic_read(&v), INT_MIN);
}

static void wide(struct kunit *test)
{
	atomic64_t v = ATOMIC64_INIT(0xffffffff);

	CHECK_FAMILY(atomic64, atomic64_t, s64);
	atomic64_inc(&v);
	KUNIT_EXPECT_EQ(test, atomic64_read(&v), 0x100000000ll);
	KUNIT_EXPECT_EQ(test, atomic64_cmpxchg(&v, 0x100000000, -1), 0x100000000ll);
	KUNIT_EXPECT_EQ(test, atomic64_read(&v), -1ll);
}

static void longs(struct kunit *test)
{
	CHECK_FAMILY(atomic_long, atomic_long_t, long);
}

/* xchg() and cmpxchg() take what they are given: bytes, halves, words, pointers. */
#define CHECK_EXCHANGE(type, a, b)                                     \
	do {                                                           \
		type v = (a);                                          \
		type old = (b);                                        \
                                                                       \
		KUNIT_EXPECT_TRUE(test, xchg(&v, (b)) == (a));         \
		KUNIT_EXPECT_TRUE(test, cmpxchg(&v, (a), (a)) == (b)); \
		KUNIT_EXPECT_TRUE(test, v == (b));                     \
		KUNIT_EXPECT_TRUE(test, try_cmpxchg(&v, &old, (a)));   \
		KUNIT_EXPECT_FALSE(test, try_cmpxchg(&v, &old, (b)));  \
		KUNIT_EXPECT_TRUE(test, v == (a) && old == (a));       \
	} while (0)

static void exchanges(struct kunit *test)
{
	int x, y;

	CHECK_EXCHANGE(u8, (u8)1, (u8)255);
	CHECK_EXCHANGE(u16, (u16)1, (u16)65535);
	CHECK_EXCHANGE(u32, 1u, ~0u);
	CHECK_EXCHANGE(unsigned long, 1ul, ~0ul);
	CHECK_EXCHANGE(bool, false, true);
	CHECK_EXCHANGE(int *, &x, &y);
	CHECK_EXCHANGE(int *, &x, NULL);
}

static void once_accesses(struct kunit *test)
{
	struct {
		u8 byte;
		void *p;
	} s = { 0 };
	unsigned long word = 0;

	WRITE_ONCE(s.byte, 200);
	WRITE_ONCE(s.p, &s);
	WRITE_ONCE(word, 1ul << 20);
	KUNIT_EXPECT_EQ(test, READ_ONCE(s.byte), (u8)200);
	KUNIT_EXPECT_PTR_EQ(test, READ_ONCE(s.p), (void *)&s);
	KUNIT_EXPECT_EQ(test, READ_ONCE(word), 1ul << 20);
	smp_store_release(&word, 7);
	KUNIT_EXPECT_EQ(test, smp_load_acquire(&word), 7ul);
	smp_store_mb(word, 8);
	KUNIT_EXPECT_EQ(test, smp_cond_load_acquire(&word, VAL > 7), 8ul);
	ACCESS_ONCE(word) = 9;
	KUNIT_EXPECT_EQ(test, ACCESS_ONCE(word), 9ul);
}

static void counting_references(struct kunit *test)
{
	refcount_t r = REFCOUNT_INIT(1);

	refcount_inc(&r);
	KUNIT_EXPECT_TRUE(test, refcount_inc_not_zero(&r));
	refcount_add(2, &r);
	KUNIT_EXPECT_EQ(test, refcount_read(&r), 5u);
	KUNIT_EXPECT_FALSE(test, refcount_sub_and_test(2, &r));
	KUNIT_EXPECT_TRUE(test, refcount_dec_not_one(&r));
	KUNIT_EXPECT_FALSE(test, refcount_dec_if_one(&r));
	refcount_dec(&r);
	KUNIT_EXPECT_FALSE(test, refcount_dec_not_one(&r));
	KUNIT_EXPECT_TRUE(test, refcount_dec_if_one(&r));
	KUNIT_EXPECT_FALSE(test, refcount_inc_not_zero(&r));
	refcount_set(&r, 1);
	KUNIT_EXPECT_TRUE(test, refcount_dec_and_test(&r));
}

/* Whatever goes wrong, the count never again comes near 0. */
static void lost_counts(struct kunit *test)
{
	unsigned long before = report_count;
	refcount_t r;

	refcount_set(&r, 0);
	refcount_inc(&r);
	KUNIT_EXPECT_EQ(test, (int)refcount_read(&r), REFCOUNT_SATURATED);
	refcount_set(&r, 0);
	KUNIT_EXPECT_FALSE(test, refcount_dec_and_test(&r));
	KUNIT_EXPECT_EQ(test, (int)refcount_read(&r), REFCOUNT_SATURATED);
	refcount_set(&r, REFCOUNT_MAX);
	refcount_inc(&r);
	KUNIT_EXPECT_EQ(test, (int)refcount_read(&r), REFCOUNT_SATURATED);
	refcount_set(&r, REFCOUNT_MAX);
	KUNIT_EXPECT_TRUE(test, refcount_inc_not_zero(&r));
	KUNIT_EXPECT_EQ(test, (int)refcount_read(&r), REFCOUNT_SATURATED);
	refcount_set(&r, 1);
	refcount_dec(&r);
	KUNIT_EXPECT_EQ(test, (int)refcount_read(&r), REFCOUNT_SATURATED);
	/* Each kind is told once in a run. */
	kunit_expect_reports(test, report_count - before);
	KUNIT_EXPECT_LE(test, report_count - before, 5ul);
}

static int released;

static void release(struct kref *kref)
{
	released++;
}

static void krefs(struct kunit *test)
{
	struct kref kref;

	released = 0;
	kref_init(&kref);
	kref_get(&kref);
	KUNIT_EXPECT_EQ(test, kref_read(&kref), 2u);
	KUNIT_EXPECT_EQ(test, kref_put(&kref, release), 0);
	KUNIT_EXPECT_EQ(test, released, 0);
	KUNIT_EXPECT_EQ(test, kref_put(&kref, release), 1);
	KUNIT_EXPECT_EQ(test, released, 1);
	KUNIT_EXPECT_EQ(test, kref_get_unless_zero(&kref), 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(ints),	 KUNIT_CASE(wide),	    KUNIT_CASE(longs),
	KUNIT_CASE(exchanges),	 KUNIT_CASE(once_accesses), KUNIT_CASE(counting_references),
	KUNIT_CASE(lost_counts), KUNIT_CASE(krefs),	    {},
};

static struct kunit_suite suite = {
	.name = "base_atomic",
	.test_cases = cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(suite);
