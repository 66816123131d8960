/* SPDX-License-Identifier: MIT */
/*
 * The bits of page->flags.
 *
 *	34     31 30   28 27    26 25      22 21                    0
 *	+--------+-------+--------+----------+-----------------------+
 *	|  node  | zone  |  type  |  order   |  enum pageflags       |
 *	+--------+-------+--------+----------+-----------------------+
 *
 * (Where a long has 32 bits the node has one.)
 *
 * The order is that of the block a live or free head belongs to, so that one comparison of flags
 * on the free path proves that the page is live, is of no one else, and has the order named.
 *
 * The type is the migrate type of the page block as it was when the head was taken from the zone,
 * and 3 for those without per-CPU lists: with zone and node it names the lists that the block goes
 * back to, in one shift.  What the block's type is *now* the page block says (get_pageblock_
 * migratetype()); the two differ only while a block that changed its type is still in use.
 */
#ifndef _LINUX_PAGE_FLAGS_H
#define _LINUX_PAGE_FLAGS_H

#include <linux/types.h>
#include <linux/bug.h>
#include <linux/atomic.h>
#include <linux/mm_types.h>

enum pageflags {
	PG_locked,
	PG_referenced,
	PG_uptodate,
	PG_dirty,
	PG_lru,
	PG_active,
	PG_writeback,
	PG_error,
	PG_slab,
	PG_owner_priv_1,
	PG_reserved,
	PG_private,
	PG_private_2,
	PG_head,
	PG_tail,
	PG_swapbacked,
	PG_unevictable,
	PG_live,      /* handed out by the page allocator, not yet returned */
	PG_buddy,     /* head of a free block in a zone's free area */
	PG_pcp,	      /* in a per-CPU list */
	PG_isolated,  /* a movable page that its owner was asked to let go for a while */
	PG_accounted, /* charged to a group: __GFP_ACCOUNT */
	__NR_PAGEFLAGS,

	/* Shared: no processor here has a use of its own for the first... */
	PG_arch_1 = PG_error,
	/* ...and only a free block in a zone is given back to the world below. */
	PG_reported = PG_uptodate,
};

#define PAGE_ORDER_SHIFT 22
#define PAGE_ORDER_BITS	 4
#define PAGE_TYPE_SHIFT	 26
#define PAGE_TYPE_BITS	 2
#define PAGE_ZONE_SHIFT	 28
#define PAGE_ZONE_BITS	 3
#define PAGE_NODE_SHIFT	 31
#ifdef CONFIG_64BIT
#define PAGE_NODE_BITS 4
#else
#define PAGE_NODE_BITS 1
#endif

#define PAGE_ORDER_MASK (((1ul << PAGE_ORDER_BITS) - 1) << PAGE_ORDER_SHIFT)
#define PAGE_TYPE_MASK	(((1ul << PAGE_TYPE_BITS) - 1) << PAGE_TYPE_SHIFT)
#define PAGE_ZONE_MASK	(((1ul << PAGE_ZONE_BITS) - 1) << PAGE_ZONE_SHIFT)
#define PAGE_NODE_MASK	(((1ul << PAGE_NODE_BITS) - 1) << PAGE_NODE_SHIFT)
/* Where the frame is, which never changes... */
#define PAGE_PLACE_MASK (PAGE_ZONE_MASK | PAGE_NODE_MASK)
/* ...and what its life does not touch: nothing lies above the node. */
#define PAGE_HOME_MASK (~((1ul << PAGE_TYPE_SHIFT) - 1))

_Static_assert((int)__NR_PAGEFLAGS <= PAGE_ORDER_SHIFT, "page flags reach into the order field");
_Static_assert(CONFIG_MAX_ORDER < (1 << PAGE_ORDER_BITS), "order field too narrow");
_Static_assert(CONFIG_NODES_SHIFT <= PAGE_NODE_BITS, "node field too narrow");

/* compound_head - the head of the block that @page is part of; @page itself where it is single. */
static inline struct page *compound_head(const struct page *page)
{
	/*
	 * Only a tail's word is the head's address; a head's is the owner's, and may be changing.
	 */
	if (unlikely(READ_ONCE(page->flags) & (1ul << PG_tail)))
		return (struct page *)READ_ONCE(page->compound_head);
	return (struct page *)page;
}

/** page_folio - the folio that @p is part of; const where @p is. */
#define page_folio(p) \
	(_Generic((p),                                                   \
		  const struct page *: (const struct folio *)compound_head(p), \
		  struct page *: (struct folio *)compound_head(p)))

#define PAGEFLAG_TEST(uname, lname)                                  \
	static inline bool Page##uname(const struct page *page)      \
	{                                                            \
		return READ_ONCE(page->flags) & (1ul << PG_##lname); \
	}
#define PAGEFLAG(uname, lname)                                                                    \
	PAGEFLAG_TEST(uname, lname)                                                               \
	static inline void SetPage##uname(struct page *page)                                      \
	{                                                                                         \
		__atomic_fetch_or(&page->flags, 1ul << PG_##lname, __ATOMIC_RELAXED);             \
	}                                                                                         \
	static inline void ClearPage##uname(struct page *page)                                    \
	{                                                                                         \
		__atomic_fetch_and(&page->flags, ~(1ul << PG_##lname), __ATOMIC_RELAXED);         \
	}                                                                                         \
	static inline void __SetPage##uname(struct page *page)                                    \
	{                                                                                         \
		WRITE_ONCE(page->flags, page->flags | (1ul << PG_##lname));                       \
	}                                                                                         \
	static inline void __ClearPage##uname(struct page *page)                                  \
	{                                                                                         \
		WRITE_ONCE(page->flags, page->flags & ~(1ul << PG_##lname));                      \
	}                                                                                         \
	static inline bool TestSetPage##uname(struct page *page)                                  \
	{                                                                                         \
		return __atomic_fetch_or(&page->flags, 1ul << PG_##lname, __ATOMIC_SEQ_CST) &     \
		       (1ul << PG_##lname);                                                       \
	}                                                                                         \
	static inline bool TestClearPage##uname(struct page *page)                                \
	{                                                                                         \
		return __atomic_fetch_and(&page->flags, ~(1ul << PG_##lname), __ATOMIC_SEQ_CST) & \
		       (1ul << PG_##lname);                                                       \
	}

PAGEFLAG(Locked, locked)
PAGEFLAG(Referenced, referenced)
PAGEFLAG(Uptodate, uptodate)
PAGEFLAG(Dirty, dirty)
PAGEFLAG(LRU, lru)
PAGEFLAG(Active, active)
PAGEFLAG(Writeback, writeback)
PAGEFLAG(Error, error)
PAGEFLAG(OwnerPriv1, owner_priv_1)
PAGEFLAG(Checked, owner_priv_1)
PAGEFLAG(Private, private)
PAGEFLAG(Private2, private_2)
PAGEFLAG(Reserved, reserved)
PAGEFLAG(SwapBacked, swapbacked)
PAGEFLAG(Unevictable, unevictable)
PAGEFLAG(Isolated, isolated)
PAGEFLAG(Accounted, accounted)
PAGEFLAG_TEST(Slab, slab)
PAGEFLAG_TEST(Head, head)
PAGEFLAG_TEST(Tail, tail)
PAGEFLAG_TEST(Buddy, buddy)
PAGEFLAG_TEST(Reported, reported)

/* What nobody may leave set in a page that he frees, nor set in one that is free. */
#define PAGE_FLAGS_CHECK_AT_FREE ((1ul << PG_locked) | (1ul << PG_lru) | (1ul << PG_writeback))

static inline bool page_has_private(const struct page *page)
{
	return page->flags & ((1ul << PG_private) | (1ul << PG_private_2));
}

static inline bool PageCompound(const struct page *page)
{
	return READ_ONCE(page->flags) & ((1ul << PG_head) | (1ul << PG_tail));
}

/*
 * What page->mapping points to, in its low bits: memory of a process, or (2) the callbacks of an
 * owner who lets the page be moved, linux/migrate.h.
 */
#define PAGE_MAPPING_ANON    0x1ul
#define PAGE_MAPPING_MOVABLE 0x2ul
#define PAGE_MAPPING_FLAGS   (PAGE_MAPPING_ANON | PAGE_MAPPING_MOVABLE)

static inline bool __PageMovable(const struct page *page)
{
	return ((unsigned long)READ_ONCE(page->mapping) & PAGE_MAPPING_FLAGS) ==
	       PAGE_MAPPING_MOVABLE;
}

#endif
