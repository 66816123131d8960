// SPDX-License-Identifier: MIT
/*
 * Moving pages whose owners can do without this very frame.
 *
 * linux/migrate.h has the owners' rules.  What remains here is to look at a page that may be freed
 * at any moment, and by a free path that asks nobody when it finds one reference: a reference
 * from outside must be taken while the owner's cannot go.  An owner's goes only after the tag, so
 * the tag has a lock, one of a few shared by all pages:
 *
 *	tag set  =>  the owner has a reference		(the owner's rule)
 *	the tag changes only under its lock		(__SetPageMovable(), __ClearPageMovable())
 *
 * and who finds the tag set under that lock may add a reference of its own.  The free that comes
 * later sees two.  Nothing is called with a tag's lock held.
 *
 * Events of a move are the new page's allocation and the old one's free, raised here: the
 * targets that migrate_pages() is given have made none.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/migrate.h>
#include <linux/pagemap.h>
#include <linux/sched/mm.h>
#include <linux/vmstat.h>
#include <mm/page/page.h>
#include <mm/reclaim/reclaim.h>

#define TAG_LOCKS 64

/* How often a page is asked that says -EAGAIN; who does not wait asks less. */
#define MIGRATE_PASSES	     10
#define MIGRATE_PASSES_ASYNC 3

static struct lock tag_locks[TAG_LOCKS];

static struct lock *tag_lock(const struct page *page)
{
	return &tag_locks[page_to_pfn(page) % TAG_LOCKS];
}

static void set_tag(struct page *page, unsigned long tag)
{
	struct lock *lock = tag_lock(page);

	lock_acquire(lock);
	WRITE_ONCE(page->mapping, (void *)tag);
	lock_release(lock);
}

/**
 * __SetPageMovable - @page can be moved by @ops from now on.
 *
 * Context: the caller has the page's lock and a reference that outlives the tag.
 */
void __SetPageMovable(struct page *page, const struct movable_operations *ops)
{
	if (WARN_ON(!PageLocked(page) || PageCompound(page) || page_block_order(page) ||
		    (unsigned long)ops & PAGE_MAPPING_FLAGS))
		return;
	set_tag(page, (unsigned long)ops | PAGE_MAPPING_MOVABLE);
}
EXPORT_SYMBOL(__SetPageMovable);

/**
 * __ClearPageMovable - @page cannot be moved any more: it is about to be freed, or was moved.
 *
 * Context: the caller has the page's lock.
 */
void __ClearPageMovable(struct page *page)
{
	if (WARN_ON(!PageLocked(page) || !PageMovable(page)))
		return;
	set_tag(page, 0);
}
EXPORT_SYMBOL(__ClearPageMovable);

/**
 * page_seems_movable - was @page a movable page a moment ago?
 *
 * The page may be anything, and change: its owner writes the words that are read here without
 * asking.  A slab keeps a pointer with clear low bits where the tag would be.
 */
__attribute__((no_sanitize_thread)) bool page_seems_movable(const struct page *page)
{
	unsigned long flags = READ_ONCE(page->flags);

	if ((flags & ~PAGE_PLACE_MASK) & (PAGE_ORDER_MASK | (1ul << PG_slab) | (1ul << PG_head) |
					  (1ul << PG_tail) | (1ul << PG_buddy) | (1ul << PG_pcp)))
		return false;
	return flags & (1ul << PG_live) && PageMovable(page);
}

/** page_survey - what is @page for one who wants its frame, in @zone?  May be wrong a moment later. */
enum page_survey page_survey(const struct zone *zone, const struct page *page)
{
	unsigned long flags = READ_ONCE(page->flags);

	if (zone_table[(flags & PAGE_PLACE_MASK) >> PAGE_ZONE_SHIFT] != zone ||
	    flags & (1ul << PG_reserved))
		return PAGE_IS_FIXED;
	if (flags & ((1ul << PG_buddy) | (1ul << PG_pcp)))
		return PAGE_IS_FREE;
	if (page_seems_movable(page))
		return PAGE_IS_MOVABLE;
	return flags & ((1ul << PG_live) | (1ul << PG_tail)) ? PAGE_IS_FIXED : PAGE_IS_FREE;
}

/** page_survey_step - frames that share the fate of @page: 1 to @most. */
unsigned long page_survey_step(const struct page *page, unsigned long most)
{
	unsigned long flags = READ_ONCE(page->flags);

	if (!(flags & ((1ul << PG_buddy) | (1ul << PG_pcp) | (1ul << PG_live))))
		return 1;
	return min(1ul << ((flags & PAGE_ORDER_MASK) >> PAGE_ORDER_SHIFT), most);
}

/* Take a reference to @page if it is movable. */
static bool get_movable(struct page *page)
{
	struct lock *lock = tag_lock(page);
	bool movable;

	if (!page_seems_movable(page))
		return false;
	lock_acquire(lock);
	movable = page_seems_movable(page);
	if (movable)
		page_ref_inc(page);
	lock_release(lock);
	return movable;
}

/* Is there nothing about the page that the free path has to look at? */
static bool clean_to_free(const struct page *page)
{
	unsigned long bad = PAGE_ORDER_MASK | (1ul << PG_locked) | (1ul << PG_lru) |
			    (1ul << PG_writeback) | (1ul << PG_slab) | (1ul << PG_head) |
			    (1ul << PG_tail) | (1ul << PG_buddy) | (1ul << PG_pcp) |
			    (1ul << PG_isolated) | (1ul << PG_accounted);

	return (page->flags & (bad | (1ul << PG_live))) == 1ul << PG_live && !page->mapping &&
	       atomic_read(&page->_mapcount) == PAGE_MAPCOUNT_NONE;
}

/**
 * page_put_to_zone - put_page() of a single page that, when freed, goes past the CPU's list.
 * @traced: its allocation was an event.
 *
 * There it joins its neighbours at once, and is not handed out again before those who emptied its
 * surroundings look.
 */
void page_put_to_zone(struct page *page, bool traced)
{
	if (page_ref_count(page) != 1 || !clean_to_free(page)) {
		traced ? put_page(page) : free_pages_untraced(page, 0);
		return;
	}
	if (traced)
		mm_trace_free(MM_EVENT_PAGES, page);
	set_page_count(page, 0);
	page_set_life(page, 0, 0);
	buddy_free(page_zone_fast(page), page, 0);
}

/** pages_return_to_zone - give back pages that buddy_take_range() took, linked by page->lru. */
void pages_return_to_zone(struct list_head *pages)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, pages, lru) {
		list_del(&page->lru);
		page_put_to_zone(page, false);
	}
}

/**
 * isolate_movable_page - get ready to move @page.
 * @page: any page; it may be freed meanwhile.
 * @mode: ISOLATE_*, for the owner.
 *
 * Return: true when the page is isolated: the caller has a reference and the use of page->lru, and
 * ends with migrate_pages() or putback_movable_pages().  False when it is not movable, is locked,
 * is isolated already, or its owner refuses.
 */
bool isolate_movable_page(struct page *page, isolate_mode_t mode)
{
	bool isolated = false;

	if (!get_movable(page))
		return false;
	/* Not lock_page(): who has the lock may be about to free the page, or be moving it. */
	if (trylock_page(page)) {
		isolated = PageMovable(page) && !PageIsolated(page) &&
			   page_movable_ops(page)->isolate_page(page, mode);
		if (isolated)
			SetPageIsolated(page);
		unlock_page(page);
	}
	if (!isolated)
		page_put_to_zone(page, true);
	return isolated;
}

/** putback_movable_pages - give isolated pages, linked by page->lru, back to their owners. */
void putback_movable_pages(struct list_head *list)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, list, lru) {
		list_del(&page->lru);
		lock_page(page);
		/* The owner may have freed it since. */
		if (PageMovable(page))
			page_movable_ops(page)->putback_page(page);
		ClearPageIsolated(page);
		unlock_page(page);
		page_put_to_zone(page, true);
	}
}

/* Move @src, which is locked, to @dst. */
static int move_locked(struct page *dst, struct page *src, enum migrate_mode mode)
{
	int err;

	/* Nobody else knows the page. */
	lock_page(dst);
	err = page_movable_ops(src)->migrate_page(dst, src, mode);
	if (err == MIGRATEPAGE_SUCCESS) {
		/* Before the lock goes: with it the owner may free the page. */
		mm_trace_alloc(MM_EVENT_PAGES, dst, PAGE_SIZE, PAGE_SIZE, GFP_HIGHUSER_MOVABLE);
		if (PageMovable(src))
			__ClearPageMovable(src);
		ClearPageIsolated(src);
	}
	unlock_page(dst);
	return err;
}

static bool lock_source(struct page *page, enum migrate_mode mode)
{
	if (trylock_page(page))
		return true;
	/* Who reclaims may have been called by the one who has the lock. */
	if (mode == MIGRATE_ASYNC || *memalloc_scope() & PF_MEMALLOC)
		return false;
	lock_page(page);
	return true;
}

/** struct migration - one call of migrate_pages(). */
struct migration {
	new_page_t *get_new_page;
	free_page_t *put_new_page;
	unsigned long private;
	enum migrate_mode mode;
};

/* Move one page. Return: 0 when it is off the list, moved or freed by its owner; else -errno. */
static int move_one(const struct migration *m, struct page *page)
{
	struct page *dst;
	int err = 0;

	dst = m->get_new_page(page, m->private);
	if (!dst)
		return -ENOMEM;
	if (!lock_source(page, m->mode)) {
		m->put_new_page(dst, m->private);
		return -EAGAIN;
	}
	if (PageMovable(page)) {
		err = move_locked(dst, page, m->mode);
		if (err)
			m->put_new_page(dst, m->private);
		else
			put_page(dst);
	} else {
		ClearPageIsolated(page);
		m->put_new_page(dst, m->private);
	}
	unlock_page(page);
	if (!err) {
		list_del(&page->lru);
		page_put_to_zone(page, true);
	}
	return err;
}

/**
 * migrate_pages - move isolated pages elsewhere.
 * @from: the pages, linked by page->lru.  Those that were not moved stay in the list; the caller
 *	puts them back.
 * @get_new_page: returns a single page with one reference, whose allocation was no event; NULL
 *	ends the migration.
 * @put_new_page: takes one back that was not used.
 * @private: for the two.
 * @mode: how long a page may take.
 * @ret_succeeded: where to add how many were moved, or NULL.
 *
 * Return: how many were not moved, or -ENOMEM when there were no more new pages.
 * Context: may sleep, though for no page's lock in MIGRATE_ASYNC.
 */
int migrate_pages(struct list_head *from, new_page_t get_new_page, free_page_t put_new_page,
		  unsigned long private, enum migrate_mode mode, unsigned int *ret_succeeded)
{
	const struct migration m = { get_new_page, put_new_page, private, mode };
	unsigned int passes = mode == MIGRATE_ASYNC ? MIGRATE_PASSES_ASYNC : MIGRATE_PASSES;
	unsigned int moved = 0, failed = 0, again;
	struct page *page, *next;
	LIST_HEAD(stay);
	int err = 0;

	do {
		again = 0;
		list_for_each_entry_safe(page, next, from, lru) {
			err = move_one(&m, page);
			if (err == -ENOMEM)
				goto out;
			if (!err) {
				moved++;
			} else if (err == -EAGAIN) {
				again++;
			} else {
				failed++;
				list_move_tail(&page->lru, &stay);
			}
		}
		if (again && mode != MIGRATE_ASYNC)
			port_yield();
	} while (again && --passes);
	err = (int)(failed + again);
out:
	list_for_each_entry(page, from, lru)
		failed++;
	list_splice(&stay, from);
	count_vm_events(PGMIGRATE_SUCCESS, moved);
	count_vm_events(PGMIGRATE_FAIL, failed);
	if (ret_succeeded)
		*ret_succeeded += moved;
	return err;
}
