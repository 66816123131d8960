// SPDX-License-Identifier: MIT
/* See tests/mm/movable.h. */
#include <linux/errno.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/string.h>
#include <base/lock.h>
#include <mm/page/page.h>
#include <tests/mm/movable.h>

#define OWNER_MARK 0x6d6f7661u

static struct {
	struct lock lock; /* the table and the moods; taken inside a page's lock */
	struct page *pages[MOVABLE_MAX];
	u8 moods[MOVABLE_MAX];
} owner;

struct movable_calls movable_calls;
struct movable_targets movable_targets;

static void count(unsigned long *calls)
{
	__atomic_fetch_add(calls, 1, __ATOMIC_RELAXED);
}

/* ---- patterns: at both ends of the page ------------------------------------------------------ */

struct mark {
	u32 owner, place;
};

static bool page_marks(struct page *page, unsigned int place, bool write)
{
	const struct mark mark = { OWNER_MARK, place };
	char *p = kmap_local_page(page), *last = p + PAGE_SIZE - sizeof(mark);
	bool whole;

	if (write) {
		memcpy(p, &mark, sizeof(mark));
		memcpy(last, &mark, sizeof(mark));
	}
	whole = !memcmp(p, &mark, sizeof(mark)) && !memcmp(last, &mark, sizeof(mark));
	kunmap_local(p);
	return whole;
}

/* ---- the operations -------------------------------------------------------------------------- */

static enum movable_mood mood_of(const struct page *page)
{
	enum movable_mood mood;

	lock_acquire(&owner.lock);
	mood = (enum movable_mood)owner.moods[page_private(page)];
	if (mood == MOVABLE_AGAIN_ONCE)
		WRITE_ONCE(owner.moods[page_private(page)], MOVABLE_YES);
	lock_release(&owner.lock);
	return mood;
}

static bool owner_isolate(struct page *page, isolate_mode_t mode)
{
	count(&movable_calls.isolate);
	if (mode & ISOLATE_ASYNC_MIGRATE)
		count(&movable_calls.async);
	return READ_ONCE(owner.moods[page_private(page)]) != MOVABLE_NO_ISOLATE;
}

static int owner_migrate(struct page *dst, struct page *src, enum migrate_mode mode)
{
	unsigned int place = (unsigned int)page_private(src);

	count(&movable_calls.migrate);
	switch (mood_of(src)) {
	case MOVABLE_AGAIN:
	case MOVABLE_AGAIN_ONCE:
		return -EAGAIN;
	case MOVABLE_BUSY:
		return -EBUSY;
	default:
		break;
	}
	copy_highpage(dst, src);
	get_page(dst);
	set_page_private(dst, place);
	__SetPageMovable(dst, &movable_ops);
	lock_acquire(&owner.lock);
	WRITE_ONCE(owner.pages[place], dst);
	lock_release(&owner.lock);
	__ClearPageMovable(src);
	set_page_private(src, 0);
	put_page(src);
	count(&movable_calls.migrated);
	return MIGRATEPAGE_SUCCESS;
}

static void owner_putback(struct page *page)
{
	count(&movable_calls.putback);
}

const struct movable_operations movable_ops = {
	.isolate_page = owner_isolate,
	.migrate_page = owner_migrate,
	.putback_page = owner_putback,
};

/* ---- the owner's own life -------------------------------------------------------------------- */

void movable_open(void)
{
	memset(&owner, 0, sizeof(owner));
	memset(&movable_calls, 0, sizeof(movable_calls));
	atomic_long_set(&movable_targets.given, 0);
	atomic_long_set(&movable_targets.left, 0);
}

bool movable_take(unsigned int place, gfp_t gfp)
{
	struct page *page = alloc_page(gfp);

	if (!page)
		return false;
	page_marks(page, place, true);
	lock_page(page);
	set_page_private(page, place);
	__SetPageMovable(page, &movable_ops);
	lock_acquire(&owner.lock);
	WRITE_ONCE(owner.pages[place], page);
	lock_release(&owner.lock);
	unlock_page(page);
	return true;
}

unsigned int movable_fill(unsigned int from, gfp_t gfp)
{
	while (from < MOVABLE_MAX && movable_take(from, gfp))
		from++;
	return from;
}

/* Lock the page of @place, and keep it by a reference; NULL where it has none. */
static struct page *place_lock(unsigned int place)
{
	struct page *page;

	for (;;) {
		lock_acquire(&owner.lock);
		page = owner.pages[place];
		if (page)
			get_page(page);
		lock_release(&owner.lock);
		if (!page)
			return NULL;
		lock_page(page);
		/* It may have moved before it was locked. */
		if (READ_ONCE(owner.pages[place]) == page)
			return page;
		unlock_page(page);
		put_page(page);
	}
}

static void place_unlock(struct page *page)
{
	unlock_page(page);
	put_page(page);
}

bool movable_free(unsigned int place)
{
	struct page *page = place_lock(place);
	bool whole;

	if (!page)
		return true;
	whole = page_marks(page, place, false);
	lock_acquire(&owner.lock);
	WRITE_ONCE(owner.pages[place], NULL);
	WRITE_ONCE(owner.moods[place], MOVABLE_YES);
	lock_release(&owner.lock);
	if (PageMovable(page))
		__ClearPageMovable(page);
	set_page_private(page, 0);
	place_unlock(page);
	put_page(page);
	return whole;
}

void movable_close(struct kunit *test)
{
	unsigned int wrong = 0;

	for (unsigned int place = 0; place < MOVABLE_MAX; place++)
		wrong += !movable_free(place);
	KUNIT_EXPECT_EQ_MSG(test, wrong, 0u, "pages were changed");
}

struct page *movable_page(unsigned int place)
{
	return READ_ONCE(owner.pages[place]);
}

void movable_set_mood(unsigned int place, enum movable_mood mood)
{
	lock_acquire(&owner.lock);
	WRITE_ONCE(owner.moods[place], (u8)mood);
	lock_release(&owner.lock);
}

bool movable_is_whole(unsigned int place)
{
	struct page *page = place_lock(place);
	bool whole = page && page_marks(page, place, false);

	if (page)
		place_unlock(page);
	return whole;
}

void movable_pin(unsigned int place)
{
	struct page *page = place_lock(place);

	__ClearPageMovable(page);
	place_unlock(page);
}

void movable_unpin(unsigned int place)
{
	struct page *page = place_lock(place);

	__SetPageMovable(page, &movable_ops);
	place_unlock(page);
}

/* ---- targets --------------------------------------------------------------------------------- */

struct page *movable_target_get(struct page *page, unsigned long most)
{
	struct page *dst;

	if (atomic_long_inc_return(&movable_targets.given) > (long)most)
		return NULL;
	dst = alloc_pages_untraced(GFP_HIGHUSER_MOVABLE | __GFP_NOWARN, 0, NUMA_NO_NODE);
	if (dst)
		atomic_long_inc(&movable_targets.left);
	return dst;
}

void movable_target_put(struct page *page, unsigned long most)
{
	atomic_long_dec(&movable_targets.left);
	free_pages_untraced(page, 0);
}
