// SPDX-License-Identifier: MIT
/* Movable pages: tags, isolation, migration, and the lock of a page. */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/prandom.h>
#include <linux/slab.h>
#include <linux/vmstat.h>
#include <mm/page/page.h>
#include <mm/reclaim/reclaim.h>
#include <tests/mm/mm_test.h>
#include <tests/mm/movable.h>
#include <tests/parallel.h>

#define GFP_TEST (GFP_HIGHUSER_MOVABLE | __GFP_NOWARN)

/* ---- targets --------------------------------------------------------------------------------- */

static atomic_long_t targets_given, targets_left;

static struct page *target_get(struct page *page, unsigned long most)
{
	struct page *dst;

	if (atomic_long_inc_return(&targets_given) > (long)most)
		return NULL;
	dst = alloc_pages_untraced(GFP_TEST, 0, NUMA_NO_NODE);
	if (dst)
		atomic_long_inc(&targets_left);
	return dst;
}

static void target_put(struct page *page, unsigned long most)
{
	atomic_long_dec(&targets_left);
	free_pages_untraced(page, 0);
}

static unsigned long event(enum vm_event_item item)
{
	static unsigned long events[NR_VM_EVENT_ITEMS];

	all_vm_events(events);
	return events[item];
}

static int migrate_init(struct kunit *test)
{
	movable_open();
	atomic_long_set(&targets_given, 0);
	atomic_long_set(&targets_left, 0);
	return mm_test_init(test);
}

/* Isolate the page of @place into @list. */
static bool isolate_place(unsigned int place, struct list_head *list)
{
	struct page *page = movable_page(place);

	if (!isolate_movable_page(page, 0))
		return false;
	list_add_tail(&page->lru, list);
	return true;
}

/* ---- isolation ------------------------------------------------------------------------------- */

static void migrate_isolates_once(struct kunit *test)
{
	struct page *page;
	LIST_HEAD(list);

	KUNIT_ASSERT_TRUE(test, movable_take(0, GFP_TEST));
	page = movable_page(0);
	KUNIT_EXPECT_TRUE(test, PageMovable(page));
	KUNIT_EXPECT_PTR_EQ(test, page_movable_ops(page), &movable_ops);
	KUNIT_EXPECT_TRUE(test, isolate_place(0, &list));
	KUNIT_EXPECT_TRUE(test, PageIsolated(page));
	KUNIT_EXPECT_FALSE(test, PageLocked(page));
	KUNIT_EXPECT_EQ(test, page_count(page), 2);
	KUNIT_EXPECT_FALSE(test, isolate_movable_page(page, 0));
	KUNIT_EXPECT_EQ(test, page_count(page), 2);
	putback_movable_pages(&list);
	KUNIT_EXPECT_TRUE(test, list_empty(&list));
	KUNIT_EXPECT_FALSE(test, PageIsolated(page));
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	KUNIT_EXPECT_EQ(test, movable_calls.putback, 1ul);
	KUNIT_EXPECT_TRUE(test, isolate_place(0, &list));
	putback_movable_pages(&list);
	/* One that is locked, and one whose owner refuses. */
	lock_page(page);
	KUNIT_EXPECT_FALSE(test, isolate_movable_page(page, 0));
	unlock_page(page);
	movable_set_mood(0, MOVABLE_NO_ISOLATE);
	KUNIT_EXPECT_FALSE(test, isolate_movable_page(page, 0));
	KUNIT_EXPECT_FALSE(test, PageIsolated(page));
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	movable_close(test);
}

/* Whatever is not tagged is left alone, whoever's it is. */
static void migrate_isolates_nothing_else(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL), *block = alloc_pages(GFP_KERNEL, 3);
	void *object = kmalloc(64, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_ASSERT_NOT_NULL(test, block);
	KUNIT_ASSERT_NOT_NULL(test, object);
	KUNIT_EXPECT_FALSE(test, isolate_movable_page(page, 0));
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	for (int i = 0; i < 8; i++)
		KUNIT_EXPECT_FALSE(test, isolate_movable_page(block + i, 0));
	KUNIT_EXPECT_FALSE(test, isolate_movable_page(virt_to_page(object), 0));
	kfree(object);
	__free_pages(block, 3);
	__free_page(page);
	KUNIT_EXPECT_FALSE(test, isolate_movable_page(page, 0));
	KUNIT_EXPECT_FALSE(test, isolate_movable_page(block, 0));
	KUNIT_EXPECT_EQ(test, movable_calls.isolate, 0ul);
}

/* The owner frees a page that is isolated: it is called no more, and the page comes free. */
static void migrate_freed_while_isolated(struct kunit *test)
{
	unsigned long free = mm_test_settle();
	LIST_HEAD(back);
	LIST_HEAD(on);

	KUNIT_ASSERT_TRUE(test, movable_take(0, GFP_TEST));
	KUNIT_ASSERT_TRUE(test, movable_take(1, GFP_TEST));
	KUNIT_ASSERT_TRUE(test, isolate_place(0, &back));
	KUNIT_ASSERT_TRUE(test, isolate_place(1, &on));
	KUNIT_EXPECT_TRUE(test, movable_free(0));
	KUNIT_EXPECT_TRUE(test, movable_free(1));
	putback_movable_pages(&back);
	KUNIT_EXPECT_EQ(test, migrate_pages(&on, target_get, target_put, 8, MIGRATE_SYNC, NULL), 0);
	KUNIT_EXPECT_TRUE(test, list_empty(&on));
	KUNIT_EXPECT_EQ(test, movable_calls.putback, 0ul);
	KUNIT_EXPECT_EQ(test, movable_calls.migrate, 0ul);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&targets_left), 0l);
	KUNIT_EXPECT_EQ(test, mm_test_settle(), free);
	KUNIT_EXPECT_EQ(test, mm_test_live(), 0l);
}

/* ---- migration ------------------------------------------------------------------------------- */

static void migrate_moves(struct kunit *test)
{
	unsigned long before = event(PGMIGRATE_SUCCESS), free = mm_test_settle();
	struct page *old[40];
	unsigned int moved = 0;
	LIST_HEAD(list);

	for (unsigned int i = 0; i < 40; i++) {
		KUNIT_ASSERT_TRUE(test, movable_take(i, GFP_TEST));
		old[i] = movable_page(i);
		KUNIT_ASSERT_TRUE(test, isolate_place(i, &list));
	}
	KUNIT_EXPECT_EQ(
		test, migrate_pages(&list, target_get, target_put, 100, MIGRATE_ASYNC, &moved), 0);
	KUNIT_EXPECT_TRUE(test, list_empty(&list));
	KUNIT_EXPECT_EQ(test, moved, 40u);
	KUNIT_EXPECT_EQ(test, event(PGMIGRATE_SUCCESS) - before, 40ul);
	for (unsigned int i = 0; i < 40; i++) {
		KUNIT_EXPECT_PTR_NE(test, movable_page(i), old[i]);
		KUNIT_EXPECT_TRUE(test, movable_is_whole(i));
		KUNIT_EXPECT_EQ(test, page_count(movable_page(i)), 1);
		KUNIT_EXPECT_FALSE(test, PageIsolated(movable_page(i)));
		KUNIT_EXPECT_FALSE(test, PageLocked(movable_page(i)));
	}
	KUNIT_EXPECT_EQ(test, mm_test_settle(), free - 40);
	movable_close(test);
}

/* Someone else's reference keeps the old page, but not where it was from moving. */
static void migrate_with_a_reference(struct kunit *test)
{
	struct page *page;
	LIST_HEAD(list);

	KUNIT_ASSERT_TRUE(test, movable_take(0, GFP_TEST));
	page = movable_page(0);
	get_page(page);
	KUNIT_ASSERT_TRUE(test, isolate_place(0, &list));
	KUNIT_EXPECT_EQ(test, migrate_pages(&list, target_get, target_put, 8, MIGRATE_SYNC, NULL),
			0);
	KUNIT_EXPECT_PTR_NE(test, movable_page(0), page);
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	KUNIT_EXPECT_FALSE(test, PageIsolated(page));
	put_page(page);
	movable_close(test);
}

/* What says no once stays; what says -EAGAIN is asked as often as the mode has patience for. */
static void migrate_failures(struct kunit *test)
{
	static const struct {
		enum movable_mood mood;
		enum migrate_mode mode;
		unsigned long asked;
		bool moves;
	} cases[] = {
		{ MOVABLE_BUSY, MIGRATE_SYNC, 1, false },
		{ MOVABLE_AGAIN, MIGRATE_SYNC, 10, false },
		{ MOVABLE_AGAIN, MIGRATE_SYNC_LIGHT, 10, false },
		{ MOVABLE_AGAIN, MIGRATE_ASYNC, 3, false },
		{ MOVABLE_AGAIN_ONCE, MIGRATE_ASYNC, 2, true },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		unsigned long asked = movable_calls.migrate, failed = event(PGMIGRATE_FAIL);
		struct page *page;
		LIST_HEAD(list);
		int left;

		KUNIT_ASSERT_TRUE(test, movable_take(i, GFP_TEST));
		page = movable_page(i);
		movable_set_mood(i, cases[i].mood);
		KUNIT_ASSERT_TRUE(test, isolate_place(i, &list));
		left = migrate_pages(&list, target_get, target_put, 1000, cases[i].mode, NULL);
		KUNIT_EXPECT_EQ_MSG(test, left, cases[i].moves ? 0 : 1, "case %u", i);
		KUNIT_EXPECT_EQ_MSG(test, movable_calls.migrate - asked, cases[i].asked, "case %u",
				    i);
		KUNIT_EXPECT_EQ(test, event(PGMIGRATE_FAIL) - failed, (unsigned long)left);
		KUNIT_EXPECT_EQ(test, list_empty(&list), cases[i].moves);
		KUNIT_EXPECT_EQ(test, movable_page(i) != page, cases[i].moves);
		putback_movable_pages(&list);
		KUNIT_EXPECT_FALSE(test, PageIsolated(movable_page(i)));
		KUNIT_EXPECT_TRUE(test, movable_is_whole(i));
	}
	/* All that is out are the targets in use. */
	KUNIT_EXPECT_EQ(test, atomic_long_read(&targets_left), 1l);
	movable_close(test);
}

/* One that is busy does not keep the others; without targets the rest stays in the list. */
static void migrate_some(struct kunit *test)
{
	unsigned int moved = 0, n = 0;
	struct page *page;
	LIST_HEAD(list);

	for (unsigned int i = 0; i < 10; i++) {
		KUNIT_ASSERT_TRUE(test, movable_take(i, GFP_TEST));
		if (i % 2)
			movable_set_mood(i, MOVABLE_BUSY);
		KUNIT_ASSERT_TRUE(test, isolate_place(i, &list));
	}
	KUNIT_EXPECT_EQ(test, migrate_pages(&list, target_get, target_put, 7, MIGRATE_SYNC, &moved),
			-ENOMEM);
	KUNIT_EXPECT_EQ(test, moved, 4u);
	list_for_each_entry(page, &list, lru)
		n++;
	KUNIT_EXPECT_EQ(test, n, 6u);
	atomic_long_set(&targets_given, 0);
	KUNIT_EXPECT_EQ(test, migrate_pages(&list, target_get, target_put, 7, MIGRATE_SYNC, &moved),
			5);
	KUNIT_EXPECT_EQ(test, moved, 5u);
	putback_movable_pages(&list);
	KUNIT_EXPECT_EQ(test, movable_calls.putback, 5ul);
	movable_close(test);
}

/* Who does not want to wait leaves a locked page alone. */
static void migrate_async_passes_over_locks(struct kunit *test)
{
	LIST_HEAD(list);

	KUNIT_ASSERT_TRUE(test, movable_take(0, GFP_TEST));
	KUNIT_ASSERT_TRUE(test, isolate_place(0, &list));
	lock_page(movable_page(0));
	KUNIT_EXPECT_EQ(test, migrate_pages(&list, target_get, target_put, 9, MIGRATE_ASYNC, NULL),
			1);
	KUNIT_EXPECT_EQ(test, movable_calls.migrate, 0ul);
	unlock_page(movable_page(0));
	KUNIT_EXPECT_EQ(test, migrate_pages(&list, target_get, target_put, 9, MIGRATE_ASYNC, NULL),
			0);
	movable_close(test);
}

/* ---- mistakes -------------------------------------------------------------------------------- */

static void migrate_misuse(struct kunit *test)
{
	struct page *page = alloc_page(GFP_TEST), *block = alloc_pages(GFP_TEST, 1);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_ASSERT_NOT_NULL(test, block);
	MM_TEST_ONE_REPORT(test, "made movable without its lock",
			   __SetPageMovable(page, &movable_ops));
	KUNIT_EXPECT_FALSE(test, PageMovable(page));
	MM_TEST_ONE_REPORT(test, "unlocked while it is not locked", unlock_page(page));
	lock_page(page);
	MM_TEST_ONE_REPORT(test, "not movable any more already", __ClearPageMovable(page));
	__SetPageMovable(page, &movable_ops);
	unlock_page(page);
	MM_TEST_ONE_REPORT(test, "made unmovable without its lock", __ClearPageMovable(page));
	MM_TEST_ONE_REPORT(test, "did not begin", end_page_writeback(page));
	lock_page(block);
	MM_TEST_ONE_REPORT(test, "made movable as a block", __SetPageMovable(block, &movable_ops));
	unlock_page(block);
	__free_pages(block, 1);
	/* Freed with its tag: the tag goes, and the page is sound. */
	MM_TEST_ONE_REPORT(test, "non-NULL mapping", __free_page(page));
	KUNIT_EXPECT_FALSE(test, isolate_movable_page(page, 0));
}

static struct kunit_case migrate_cases[] = {
	KUNIT_CASE_PARAM(migrate_isolates_once, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(migrate_isolates_nothing_else, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(migrate_freed_while_isolated, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(migrate_moves, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(migrate_with_a_reference, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(migrate_failures, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(migrate_some, mm_test_worlds_gen_params),
	KUNIT_CASE(migrate_async_passes_over_locks),
	KUNIT_CASE(migrate_misuse),
	{},
};

static struct kunit_suite migrate_suite = {
	.name = "migrate",
	.init = migrate_init,
	.test_cases = migrate_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};

/* ---- several threads ------------------------------------------------------------------------- */

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
			migrate_pages(&list, target_get, target_put, ~0ul >> 1,
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
			migrate_pages(&list, target_get, target_put, 10, MIGRATE_SYNC, NULL), 0);
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
	.init = migrate_init,
	.test_cases = migrate_race_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN, .concurrent = true },
};
kunit_test_suites(&migrate_suite, &migrate_race_suite);
