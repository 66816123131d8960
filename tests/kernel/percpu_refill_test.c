// SPDX-License-Identifier: MIT
/* The reserve of per-CPU memory comes back in the background. */
#include <linux/delay.h>
#include <linux/gfp.h>
#include <linux/percpu.h>
#include "mm/percpu/chunk.h"
#include "mm/percpu/percpu.h"
#include "tests/kernel/world_test.h"

/* However busy the host is; nobody waits so long but in vain. */
#define PATIENCE_MS 20000

static bool reserve_comes(void)
{
	for (int ms = 0; ms < PATIENCE_MS && !READ_ONCE(pcpu.reserve); ms++)
		msleep(1);
	return READ_ONCE(pcpu.reserve);
}

/* All pages, linked through themselves, but those that only who may not sleep gets. */
static void **take_pages(void)
{
	void **all = NULL, **page;

	while ((page = (void **)__get_free_page(GFP_ATOMIC | __GFP_NOWARN))) {
		*page = all;
		all = page;
	}
	return all;
}

static void give_pages(void **all)
{
	void **next;

	for (; all; all = next) {
		next = *all;
		free_page((unsigned long)all);
	}
}

static void percpu_reserve_is_refilled(struct kunit *test)
{
	void *first, *held[3], **pages;
	int nr = 0;

	KUNIT_EXPECT_NULL(test, READ_ONCE(pcpu.reserve));
	preempt_disable();
	first = __alloc_percpu_gfp(8, 8, GFP_ATOMIC);
	preempt_enable();
	KUNIT_ASSERT_NOT_NULL(test, first);
	KUNIT_ASSERT_TRUE(test, reserve_comes());
	KUNIT_EXPECT_EQ(test, percpu_check(), 0);

	/* With all memory gone it is there still, once. */
	pages = take_pages();
	while (nr < 3 &&
	       (held[nr] = __alloc_percpu_gfp(PCPU_MIN_UNIT_SIZE, 4, GFP_NOWAIT | __GFP_NOWARN)))
		nr++;
	KUNIT_EXPECT_EQ(test, nr, 1);
	KUNIT_EXPECT_NULL(test, READ_ONCE(pcpu.reserve));
	give_pages(pages);
	KUNIT_EXPECT_TRUE(test, reserve_comes());
	while (nr)
		free_percpu(held[--nr]);
	free_percpu(first);
	KUNIT_EXPECT_EQ(test, percpu_check(), 0);
}

static struct kunit_case percpu_refill_cases[] = {
	KUNIT_CASE(percpu_reserve_is_refilled),
	{},
};
WORLD_SUITE(percpu_refill, percpu_refill_cases);
