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
 * Owners that failed once are remembered by the addresses of their operations, and their pages are
 * nobody's to move from then on.  The tag stays: it is the owner's to clear.
 *
 * Events of a move are that of the move and the old page's free, raised here: the targets that
 * migrate_pages() is given have made none.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/memory_hotplug.h>
#include <linux/migrate.h>
#include <linux/pagemap.h>
#include <linux/sched/mm.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/vmstat.h>
#include <mm/page/page.h>
#include <mm/page/policy.h>
#include <mm/reclaim/reclaim.h>

#define TAG_LOCKS 64

/* How often a page is asked that says -EAGAIN; who does not wait asks less. */
#define MIGRATE_PASSES	     10
#define MIGRATE_PASSES_ASYNC 3

static struct lock tag_locks[TAG_LOCKS];

/*
 * Owners that are not called any more, in any order; NULL: free.  A seventeenth takes the place of
 * the one that has been there longest.  Written under the lock, read without.
 */
#define DEAD_OWNERS 16
static const struct movable_operations *dead_owners[DEAD_OWNERS];
static unsigned int nr_died; /* of all times; 0: nobody needs to look */
static struct lock dead_lock;

/* Whether there is any, for those who would have to look for them. */
static atomic_long_t nr_movable;

static bool owner_is_dead(const struct movable_operations *ops)
{
	if (likely(!READ_ONCE(nr_died)))
		return false;
	for (unsigned int i = 0; i < DEAD_OWNERS; i++)
		if (READ_ONCE(dead_owners[i]) == ops)
			return true;
	return false;
}

/* Return: false where @ops are known already. */
static bool bury_owner(const struct movable_operations *ops)
{
	bool is_new;

	lock_acquire(&dead_lock);
	is_new = !owner_is_dead(ops);
	if (is_new) {
		WRITE_ONCE(dead_owners[nr_died % DEAD_OWNERS], ops);
		WRITE_ONCE(nr_died, nr_died + 1);
	}
	lock_release(&dead_lock);
	return is_new;
}

/* Who comes to [start, end) next begins anew. */
static void forget_dead(unsigned long start, unsigned long end)
{
	const struct reclaim_range range = { start, end };

	lock_acquire(&dead_lock);
	for (unsigned int i = 0; i < DEAD_OWNERS; i++)
		if (reclaim_is_of(&range, dead_owners[i]))
			WRITE_ONCE(dead_owners[i], NULL);
	lock_release(&dead_lock);
}

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

static void clear_tag(struct page *page)
{
	atomic_long_dec(&nr_movable);
	set_tag(page, 0);
}

/**
 * __SetPageMovable - @page can be moved by @ops from now on.
 *
 * Context: the caller has the page's lock and a reference that outlives the tag.
 */
void __SetPageMovable(struct page *page, const struct movable_operations *ops)
{
	if (!PageLocked(page) || PageCompound(page) || page_block_order(page)) {
		bad_page(page, "made movable %s",
			 PageLocked(page) ? "as a block" : "without its lock");
		return;
	}
	if (!PageMovable(page))
		atomic_long_inc(&nr_movable);
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
	if (!PageLocked(page) || !PageMovable(page)) {
		bad_page(page, PageLocked(page) ? "not movable any more already" :
						  "made unmovable without its lock");
		return;
	}
	clear_tag(page);
}
EXPORT_SYMBOL(__ClearPageMovable);

/*
 * The operations of @page if it was tagged a moment ago, or NULL.
 *
 * The page may be anything, and change: its owner writes the words that are read here without
 * asking, which a race detector is not to be told of.  A slab keeps a pointer with clear low bits
 * where the tag would be.
 */
__attribute__((no_sanitize_thread)) static const struct movable_operations *
seen_owner(const struct page *page)
{
	unsigned long flags = *(const volatile unsigned long *)&page->flags, tag;

	if (flags & (PAGE_ORDER_MASK | (1ul << PG_slab) | (1ul << PG_head) | (1ul << PG_tail) |
		     (1ul << PG_buddy) | (1ul << PG_pcp)) ||
	    !(flags & (1ul << PG_live)))
		return NULL;
	tag = (unsigned long)*(void *const volatile *)&page->mapping;
	if ((tag & PAGE_MAPPING_FLAGS) != PAGE_MAPPING_MOVABLE)
		return NULL;
	return (const struct movable_operations *)(tag & ~PAGE_MAPPING_FLAGS);
}

/** page_seems_movable - was @page one that its owner would move, a moment ago? */
bool page_seems_movable(const struct page *page)
{
	const struct movable_operations *ops = seen_owner(page);

	return ops && !owner_is_dead(ops);
}

/** page_survey - what is @page for one who wants its frame, in @zone?  A guess. */
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

/* Take a reference to @page if it is tagged, whoever's it is. */
static bool get_tagged(struct page *page)
{
	struct lock *lock = tag_lock(page);
	bool tagged;

	if (!seen_owner(page))
		return false;
	lock_acquire(lock);
	tagged = seen_owner(page);
	if (tagged)
		page_ref_inc(page);
	lock_release(lock);
	return tagged;
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
	/* What the others did to the page before they dropped theirs is seen. */
	if (atomic_read_acquire(&page->_refcount) != 1 || !clean_to_free(page)) {
		traced ? put_page(page) : free_pages_untraced(page, 0);
		return;
	}
	if (traced)
		mm_trace_free(MM_EVENT_PAGES, page);
	page_access_forbid(page, 0, ACCESS_PAGE_FREE);
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

/* ---- asking the owner ------------------------------------------------------------------------ */

/**
 * struct owner_call - one call of an owner's operations, for a locked page.
 * @dst, @mode: of a migration; @isolate: of an isolation.
 * @ret: what the owner said.
 */
struct owner_call {
	const struct movable_operations *ops;
	struct page *page, *dst;
	enum migrate_mode mode;
	isolate_mode_t isolate;
	int ret;
};

static void call_isolate(void *arg)
{
	struct owner_call *call = arg;

	call->ret = call->ops->isolate_page(call->page, call->isolate);
}

static void call_migrate(void *arg)
{
	struct owner_call *call = arg;

	call->ret = call->ops->migrate_page(call->dst, call->page, call->mode);
}

static void call_putback(void *arg)
{
	struct owner_call *call = arg;

	call->ops->putback_page(call->page);
}

/*
 * Return: false where the owner was not called, or failed, in this call or another meanwhile.
 * @call->ret changes only where the call came to its end.
 */
static bool ask(void (*fn)(void *arg), struct owner_call *call)
{
	call->ops = page_movable_ops(call->page);
	if (owner_is_dead(call->ops))
		return false;
	if (reclaim_call(fn, call))
		return true;
	if (bury_owner(call->ops))
		pr_warn("the owner (%ps) of movable page %lx failed: its pages will not be "
			"moved any more\n",
			call->ops, page_to_pfn(call->page));
	return false;
}

static bool ask_isolate(struct page *page, isolate_mode_t mode)
{
	struct owner_call call = { .page = page, .isolate = mode };

	return ask(call_isolate, &call) && call.ret;
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

	if (!page_seems_movable(page) || !get_tagged(page))
		return false;
	/* Not lock_page(): who has the lock may be about to free the page, or be moving it. */
	if (trylock_page(page)) {
		isolated = PageMovable(page) && !PageIsolated(page) && ask_isolate(page, mode);
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
		struct owner_call call = { .page = page };

		list_del(&page->lru);
		lock_page(page);
		/* The owner may have freed it since. */
		if (PageMovable(page))
			ask(call_putback, &call);
		ClearPageIsolated(page);
		unlock_page(page);
		page_put_to_zone(page, true);
	}
}

/* Move @src, which is locked, to @dst. */
static int move_locked(struct page *dst, struct page *src, enum migrate_mode mode)
{
	struct owner_call call = { .page = src, .dst = dst, .mode = mode, .ret = -EFAULT };

	/* Nobody else knows the page. */
	lock_page(dst);
	/* Who moved the page and then failed has moved it; who only tagged @dst has not. */
	if (!ask(call_migrate, &call) && call.ret && PageMovable(dst) && page_count(dst) == 1)
		clear_tag(dst);
	if (call.ret == MIGRATEPAGE_SUCCESS) {
		/* Before the lock goes: with it the owner may free the page. */
		mm_trace_moved(MM_EVENT_PAGES, src, dst, PAGE_SIZE, GFP_HIGHUSER_MOVABLE);
		tag_map_copy_page(dst, src);
		account_migrate(dst, src);
		if (PageMovable(src))
			__ClearPageMovable(src);
		ClearPageIsolated(src);
	}
	unlock_page(dst);
	return call.ret;
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

/* ---- owners that are gone -------------------------------------------------------------------- */

/* Clear the tag of @page if its operations are of [start, end), when those that run have ended. */
static bool forget_page(struct page *page, unsigned long start, unsigned long end)
{
	unsigned long ops;
	bool mine;

	if (!get_tagged(page))
		return false;
	lock_page(page);
	ops = (unsigned long)page_movable_ops(page);
	mine = PageMovable(page) && ops >= start && ops < end;
	if (mine)
		clear_tag(page);
	unlock_page(page);
	page_put_to_zone(page, true);
	return mine;
}

static unsigned int forget_in_zone(struct zone *zone, unsigned long start, unsigned long end)
{
	unsigned long pfn = zone->zone_start_pfn;
	unsigned int n = 0;

	while (pfn < zone_end_pfn(zone)) {
		struct page *page = pfn_to_page(pfn);

		if (pfn >= READ_ONCE(zone->unborn_pfn) && pfn < READ_ONCE(zone->unborn_end)) {
			pfn = READ_ONCE(zone->unborn_end);
		} else if (!pfn_to_online_page(pfn)) {
			pfn = pageblock_end_pfn(pfn);
		} else {
			n += forget_page(page, start, end);
			pfn += page_survey_step(page, pageblock_nr_pages);
		}
	}
	return n;
}

/** movable_forget - for reclaim_forget(): pages whose operations go away move no more. */
unsigned int movable_forget(unsigned long start, unsigned long end, reclaim_say_fn say, void *arg)
{
	unsigned int n = 0;
	struct zone *zone;
	char name[32];

	for (unsigned int nid = 0; atomic_long_read(&nr_movable) && nid < nr_online_nodes; nid++)
		for_each_zone_of(zone, nid) n += forget_in_zone(zone, start, end);
	/* Not before: someone may find a page that still has the tag. */
	forget_dead(start, end);
	if (!n)
		return 0;
	snprintf(name, sizeof(name), "%u of them", n);
	say("movable pages", name, arg);
	return 1;
}

/** movable_init - no movable pages yet, and no dead owners. */
void movable_init(void)
{
	lock_init(&dead_lock);
	memset(dead_owners, 0, sizeof(dead_owners));
	nr_died = 0;
	atomic_long_set(&nr_movable, 0);
}
