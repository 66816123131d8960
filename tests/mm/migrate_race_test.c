// SPDX-License-Identifier: MIT
/* Movable pages that are taken, freed and moved by several threads; and the lock of a page. */
#include <kunit/test.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/prandom.h>
#include <mm/page/page.h>
#include <tests/mm/mm_test.h>
#include <tests/mm/movable.h>
#include <tests/parallel.h>

#define GFP_TEST (GFP_HIGHUSER_MOVABLE | __GFP_NOWARN)

static int migrate_race_init(struct kunit *test)
{
	movable_open();
	return mm_test_init(test);
}

#define THREADS 4
#define PLACES	96
#define ROUNDS	1500

static struct {
	struct kunit *test;
	struct page *page;
	unsigned long shared;
} race;

/* Owners take and free their places while others move what they find. */
static void race_thread(void *arg, unsigned int index)
{
	struct rnd_state rnd;
	LIST_HEAD(list);

	prandom_seed_state(&rnd, kunit_seed() + index);
	for (int i = 0; i < ROUNDS; i++) {
		u32 r = prandom_u32_state(&rnd);
		unsigned int place = r % (PLACES / 2) * 2 + (index & 1);

		if (index < 2) {
			if (movable_page(place))
				KUNIT_EXPECT_TRUE(race.test, movable_free(place));
			else
				movable_take(place, GFP_TEST);
			continue;
		}
		for (int n = 0; n < 8; n++) {
			struct page *page = movable_page(prandom_u32_state(&rnd) % PLACES);

			if (page && isolate_movable_page(page, 0))
				list_add_tail(&page->lru, &list);
		}
		if (r & 0x100)
			migrate_pages(&list, movable_target_get, movable_target_put, ~0ul >> 1,
				      r & 0x200 ? MIGRATE_SYNC : MIGRATE_ASYNC, NULL);
		putback_movable_pages(&list);
	}
}

static void migrate_races_with_owners(struct kunit *test)
{
	race.test = test;
	for (unsigned int place = 0; place < PLACES; place++)
		KUNIT_ASSERT_TRUE(test, movable_take(place, GFP_TEST));
	KUNIT_ASSERT_EQ(test, test_parallel(THREADS, race_thread, NULL), 0);
	KUNIT_EXPECT_GT(test, movable_calls.migrated, 0ul);
	movable_close(test);
}

/* The lock keeps all others out, and nobody sleeps through its being given back. */
static void lock_thread(void *arg, unsigned int index)
{
	for (int i = 0; i < ROUNDS; i++) {
		lock_page(race.page);
		race.shared++;
		unlock_page(race.page);
		if (trylock_page(race.page)) {
			race.shared--;
			unlock_page(race.page);
		} else {
			lock_page(race.page);
			race.shared--;
			unlock_page(race.page);
		}
	}
}

static void page_lock_excludes(struct kunit *test)
{
	race.page = alloc_page(GFP_KERNEL);
	race.shared = 0;
	KUNIT_ASSERT_NOT_NULL(test, race.page);
	KUNIT_ASSERT_EQ(test, test_parallel(THREADS, lock_thread, NULL), 0);
	KUNIT_EXPECT_EQ(test, race.shared, 0ul);
	KUNIT_EXPECT_FALSE(test, PageLocked(race.page));
	__free_page(race.page);
}

/* One thread has the page locked and under write-back, the others wait for the end of both. */
static void wait_thread(void *arg, unsigned int index)
{
	if (!index) {
		WRITE_ONCE(race.shared, 1);
		unlock_page(race.page);
		port_yield();
		WRITE_ONCE(race.shared, 2);
		end_page_writeback(race.page);
		return;
	}
	wait_on_page_locked(race.page);
	KUNIT_EXPECT_GE(race.test, READ_ONCE(race.shared), 1ul);
	wait_on_page_writeback(race.page);
	KUNIT_EXPECT_EQ(race.test, READ_ONCE(race.shared), 2ul);
}

static void page_waits_end(struct kunit *test)
{
	race.test = test;
	race.page = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, race.page);
	for (int i = 0; i < 50; i++) {
		race.shared = 0;
		lock_page(race.page);
		KUNIT_EXPECT_FALSE(test, set_page_writeback(race.page));
		KUNIT_ASSERT_EQ(test, test_parallel(THREADS, wait_thread, NULL), 0);
	}
	__free_page(race.page);
}

/* A migration that may wait does so until the lock is given back. */
static void patient_thread(void *arg, unsigned int index)
{
	LIST_HEAD(list);

	if (!index) {
		WRITE_ONCE(race.shared, 1);
		unlock_page(race.page);
		return;
	}
	list_add(&race.page->lru, &list);
	KUNIT_EXPECT_EQ(race.test,
			migrate_pages(&list, movable_target_get, movable_target_put, 10,
				      MIGRATE_SYNC, NULL),
			0);
	KUNIT_EXPECT_EQ(race.test, READ_ONCE(race.shared), 1ul);
}

static void migrate_sync_waits_for_the_lock(struct kunit *test)
{
	race.test = test;
	race.shared = 0;
	KUNIT_ASSERT_TRUE(test, movable_take(0, GFP_TEST));
	race.page = movable_page(0);
	KUNIT_ASSERT_TRUE(test, isolate_movable_page(race.page, 0));
	lock_page(race.page);
	KUNIT_ASSERT_EQ(test, test_parallel(2, patient_thread, NULL), 0);
	KUNIT_EXPECT_PTR_NE(test, movable_page(0), race.page);
	movable_close(test);
}

static struct kunit_case migrate_race_cases[] = {
	KUNIT_CASE_PARAM(migrate_races_with_owners, mm_test_worlds_gen_params),
	KUNIT_CASE(migrate_sync_waits_for_the_lock),
	KUNIT_CASE(page_lock_excludes),
	KUNIT_CASE(page_waits_end),
	{},
};

static struct kunit_suite migrate_race_suite = {
	.name = "migrate_race",
	.init = migrate_race_init,
	.test_cases = migrate_race_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN, .concurrent = true },
};
kunit_test_suite(migrate_race_suite);
