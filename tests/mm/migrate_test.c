// SPDX-License-Identifier: MIT
/* Movable pages: tags, isolation, migration. */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/slab.h>
#include <linux/vmstat.h>
#include <mm/page/page.h>
#include <mm/reclaim/reclaim.h>
#include <tests/mm/mm_test.h>
#include <tests/mm/movable.h>

#define GFP_TEST (GFP_HIGHUSER_MOVABLE | __GFP_NOWARN)

static unsigned long event(enum vm_event_item item)
{
	static unsigned long events[NR_VM_EVENT_ITEMS];

	all_vm_events(events);
	return events[item];
}

static int migrate_init(struct kunit *test)
{
	movable_open();
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

/* ---- isolation ----------------------------------------------------------------------------- */

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
	KUNIT_EXPECT_EQ(test,
			migrate_pages(&on, movable_target_get, movable_target_put, 8, MIGRATE_SYNC,
				      NULL),
			0);
	KUNIT_EXPECT_TRUE(test, list_empty(&on));
	KUNIT_EXPECT_EQ(test, movable_calls.putback, 0ul);
	KUNIT_EXPECT_EQ(test, movable_calls.migrate, 0ul);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&movable_targets.left), 0l);
	KUNIT_EXPECT_EQ(test, mm_test_settle(), free);
	KUNIT_EXPECT_EQ(test, mm_test_live(), 0l);
}

/* ---- migration ----------------------------------------------------------------------------- */

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
	KUNIT_EXPECT_EQ(test,
			migrate_pages(&list, movable_target_get, movable_target_put, 100,
				      MIGRATE_ASYNC, &moved),
			0);
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
	KUNIT_EXPECT_EQ(test,
			migrate_pages(&list, movable_target_get, movable_target_put, 8,
				      MIGRATE_SYNC, NULL),
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
		left = migrate_pages(&list, movable_target_get, movable_target_put, 1000,
				     cases[i].mode, NULL);
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
	KUNIT_EXPECT_EQ(test, atomic_long_read(&movable_targets.left), 1l);
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
	KUNIT_EXPECT_EQ(test,
			migrate_pages(&list, movable_target_get, movable_target_put, 7,
				      MIGRATE_SYNC, &moved),
			-ENOMEM);
	KUNIT_EXPECT_EQ(test, moved, 4u);
	list_for_each_entry(page, &list, lru)
		n++;
	KUNIT_EXPECT_EQ(test, n, 6u);
	atomic_long_set(&movable_targets.given, 0);
	KUNIT_EXPECT_EQ(test,
			migrate_pages(&list, movable_target_get, movable_target_put, 7,
				      MIGRATE_SYNC, &moved),
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
	KUNIT_EXPECT_EQ(test,
			migrate_pages(&list, movable_target_get, movable_target_put, 9,
				      MIGRATE_ASYNC, NULL),
			1);
	KUNIT_EXPECT_EQ(test, movable_calls.migrate, 0ul);
	unlock_page(movable_page(0));
	KUNIT_EXPECT_EQ(test,
			migrate_pages(&list, movable_target_get, movable_target_put, 9,
				      MIGRATE_ASYNC, NULL),
			0);
	movable_close(test);
}

/* ---- mistakes ------------------------------------------------------------------------------ */

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

/* ---- owners that crash, or go ---------------------------------------------------------------- */

static unsigned int crashes;

static bool crashing(void (*fn)(void *arg), void *arg)
{
	crashes++;
	return false;
}

static void ignore_name(const char *name)
{
}

static void ignore_end(void)
{
}

/* Three pages, the first two isolated. */
static void take_three(struct kunit *test, struct list_head *isolated)
{
	for (unsigned int i = 0; i < 3; i++)
		KUNIT_ASSERT_TRUE(test, movable_take(i, GFP_TEST));
	KUNIT_ASSERT_TRUE(test, isolate_place(0, isolated));
	KUNIT_ASSERT_TRUE(test, isolate_place(1, isolated));
}

/* Tagged still, but nobody's to move. */
static void expect_left_alone(struct kunit *test)
{
	for (unsigned int i = 0; i < 3; i++) {
		KUNIT_EXPECT_TRUE(test, PageMovable(movable_page(i)));
		KUNIT_EXPECT_FALSE(test, page_seems_movable(movable_page(i)));
		KUNIT_EXPECT_FALSE(test, PageIsolated(movable_page(i)));
		KUNIT_EXPECT_FALSE(test, PageLocked(movable_page(i)));
		KUNIT_EXPECT_EQ(test, page_count(movable_page(i)), 1);
	}
}

static void say_nothing(const char *what, const char *name, void *arg)
{
}

/* The owner frees its pages, which is no mistake; the next at its place is another. */
static void forget_owner(struct kunit *test)
{
	unsigned long start = (unsigned long)&movable_ops;

	for (unsigned int i = 0; i < 3; i++)
		movable_free(i);
	KUNIT_EXPECT_EQ(test, movable_forget(start, start + 1, say_nothing, NULL), 0u);
}

/* An owner that failed once is asked about none of its pages again; they are its own to free. */
static void migrate_survives_owners(struct kunit *test)
{
	static const struct reclaim_world world = { crashing, ignore_name, ignore_end };
	LIST_HEAD(list);

	/* By the operation that fails: the two isolated, or the third. */
	for (unsigned int op = 0; op < 3; op++) {
		struct page *page;
		const char *text;

		take_three(test, &list);
		page = movable_page(0);
		crashes = 0;
		capture_start();
		reclaim_set_world(&world);
		if (!op)
			KUNIT_EXPECT_FALSE(test, isolate_movable_page(movable_page(2), 0));
		if (op < 2)
			KUNIT_EXPECT_EQ(test,
					migrate_pages(&list, movable_target_get, movable_target_put,
						      1000, MIGRATE_SYNC, NULL),
					2);
		putback_movable_pages(&list);
		for (unsigned int i = 0; i < 3; i++)
			KUNIT_EXPECT_FALSE(test, isolate_movable_page(movable_page(i), 0));
		reclaim_set_world(NULL);
		text = capture_stop();
		KUNIT_EXPECT_EQ(test, crashes, 1u);
		text = strstr(text, "will not be moved any more");
		KUNIT_ASSERT_NOT_NULL(test, text);
		KUNIT_EXPECT_NULL(test, strstr(text + 1, "will not be moved any more"));
		KUNIT_EXPECT_PTR_EQ(test, movable_page(0), page);
		expect_left_alone(test);
		forget_owner(test);
	}
	KUNIT_EXPECT_EQ(test, atomic_long_read(&movable_targets.left), 0l);
}

static bool come_back_atomic(void (*fn)(void *arg), void *arg)
{
	crashes++;
	fn(arg);
	return false;
}

/* One that failed when it had moved a page has moved it, and moves no other. */
static void migrate_owner_fails_late(struct kunit *test)
{
	static const struct reclaim_world world = { come_back_atomic, ignore_name, ignore_end };
	struct page *page;
	LIST_HEAD(list);

	take_three(test, &list);
	page = movable_page(0);
	crashes = 0;
	capture_start();
	reclaim_set_world(&world);
	KUNIT_EXPECT_EQ(test,
			migrate_pages(&list, movable_target_get, movable_target_put, 1000,
				      MIGRATE_SYNC, NULL),
			1);
	putback_movable_pages(&list);
	reclaim_set_world(NULL);
	capture_stop();
	KUNIT_EXPECT_EQ(test, crashes, 1u);
	KUNIT_EXPECT_PTR_NE(test, movable_page(0), page);
	expect_left_alone(test);
	forget_owner(test);
}

static unsigned int told;

static void tell(const char *what, const char *name, void *arg)
{
	struct kunit *test = arg;

	KUNIT_EXPECT_STREQ(test, what, "movable pages");
	KUNIT_EXPECT_STREQ(test, name, "20 of them");
	told++;
}

/* The pages of an owner that is gone stay, and nobody calls it. */
static void migrate_forgets_owners(struct kunit *test)
{
	unsigned long start = (unsigned long)&movable_ops;
	struct page *page = alloc_page(GFP_KERNEL);
	LIST_HEAD(list);

	told = 0;
	KUNIT_ASSERT_NOT_NULL(test, page);
	for (unsigned int i = 0; i < 20; i++)
		KUNIT_ASSERT_TRUE(test, movable_take(i, GFP_TEST));
	KUNIT_ASSERT_TRUE(test, isolate_place(3, &list));
	KUNIT_EXPECT_EQ(test, movable_forget(start + 1, ~0ul, tell, test), 0u);
	KUNIT_EXPECT_EQ(test, movable_forget(0, start, tell, test), 0u);
	KUNIT_EXPECT_TRUE(test, PageMovable(movable_page(0)));
	KUNIT_EXPECT_EQ(test, movable_forget(start, start + 1, tell, test), 1u);
	KUNIT_EXPECT_EQ(test, told, 1u);
	for (unsigned int i = 0; i < 20; i++) {
		KUNIT_EXPECT_FALSE(test, PageMovable(movable_page(i)));
		KUNIT_EXPECT_FALSE(test, isolate_movable_page(movable_page(i), 0));
	}
	putback_movable_pages(&list);
	KUNIT_EXPECT_FALSE(test, PageIsolated(movable_page(3)));
	KUNIT_EXPECT_EQ(test, movable_calls.putback, 0ul);
	KUNIT_EXPECT_EQ(test, movable_forget(0, ~0ul, tell, test), 0u);
	__free_page(page);
	movable_close(test);
}

/* ---- events ---------------------------------------------------------------------------------- */

static const void *moved_from, *moved_to, *allocated, *freed;

static void note_alloc(enum mm_event_kind kind, const void *id, size_t requested, size_t given,
		       gfp_t gfp)
{
	allocated = id;
}

static void note_free(enum mm_event_kind kind, const void *id)
{
	freed = id;
}

static void note_moved(enum mm_event_kind kind, const void *from, const void *to)
{
	KUNIT_EXPECT_EQ(kunit_get_current_test(), kind, MM_EVENT_PAGES);
	KUNIT_EXPECT_PTR_NE(kunit_get_current_test(), freed, from);
	moved_from = from;
	moved_to = to;
}

/* Who wants to know hears of the move; to others it is an allocation and a free. */
static void migrate_raises_events(struct kunit *test)
{
	static const struct mm_tracer notes = { note_alloc, note_free, NULL, NULL };
	static const struct mm_tracer moves = { note_alloc, note_free, NULL, note_moved };

	mm_test_halt(test);
	mm_test_boot_plain(test, true);
	for (unsigned int i = 0; i < 2; i++) {
		const struct mm_tracer *outer = mm_tracer;
		struct page *page;
		LIST_HEAD(list);

		KUNIT_ASSERT_TRUE(test, movable_take(i, GFP_TEST));
		page = movable_page(i);
		KUNIT_ASSERT_TRUE(test, isolate_place(i, &list));
		moved_from = moved_to = allocated = freed = NULL;
		mm_tracer = i ? &moves : &notes;
		KUNIT_EXPECT_EQ(test,
				migrate_pages(&list, movable_target_get, movable_target_put, 8,
					      MIGRATE_SYNC, NULL),
				0);
		mm_tracer = outer;
		KUNIT_EXPECT_PTR_EQ(test, freed, page);
		KUNIT_EXPECT_PTR_EQ(test, moved_from, i ? page : NULL);
		KUNIT_EXPECT_PTR_EQ(test, i ? moved_to : allocated, movable_page(i));
	}
	movable_close(test);
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
	KUNIT_CASE(migrate_survives_owners),
	KUNIT_CASE(migrate_owner_fails_late),
	KUNIT_CASE_PARAM(migrate_forgets_owners, mm_test_worlds_gen_params),
	KUNIT_CASE(migrate_raises_events),
	{},
};

static struct kunit_suite migrate_suite = {
	.name = "migrate",
	.init = migrate_init,
	.test_cases = migrate_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};

kunit_test_suite(migrate_suite);
