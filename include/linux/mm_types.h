/* SPDX-License-Identifier: MIT */
/* struct page: one for every physical frame. */
#ifndef _LINUX_MM_TYPES_H
#define _LINUX_MM_TYPES_H

#include <linux/types.h>
#include <linux/list.h>
#include <linux/atomic.h>
#include <linux/compiler.h>
#include <asm/page.h>

struct address_space;
struct kmem_cache;

/**
 * struct page - a frame of physical memory.
 *
 * The words are shared between lives, and who owns the frame says which reading holds:
 *
 * - in a zone's free area (PG_buddy) or a per-CPU list (PG_pcp): @lru links it;
 * - in use as pages (PG_live): everything but @slab_cache is the user's;
 * - a slab (PG_slab): the slab fields of the head, and @slab_cache on *every* page of it;
 * - a tail of a compound block (PG_tail): @compound_head.
 *
 * @slab_cache is kept apart from everything that a user may write, so that kfree() may believe it
 * without a look at the flags: it is not NULL exactly while the page belongs to a slab.  Only a
 * high page uses the word otherwise, and no pointer to a slab object leads to a high page.
 */
struct page {
	unsigned long flags;
	union {
		struct list_head lru;
		struct list_head buddy_list;
		struct list_head pcp_list;
		struct list_head slab_list;
		unsigned long compound_head;
		struct callback_head rcu_head;
	};
	union {
		struct kmem_cache *slab_cache;
		void *virtual; /* where kmap() put a high page */
	};
	union {
		struct {
			struct address_space *mapping;
			union {
				pgoff_t index;
				unsigned long share;
			};
		};
		struct {
			void *freelist;	  /* free objects, linked through themselves */
			u16 slab_inuse;	  /* objects not on the free list */
			u16 slab_objects; /* objects in all */
			u32 slab_slots;	  /* CPU arrays of the cache, by offset; in every page */
		};
	};
	union {
		unsigned long private;
		void *slab_start; /* first object: after the colour */
	};
	atomic_t _mapcount;
	atomic_t _refcount;
};

_Static_assert(sizeof(struct page) <= 64, "struct page has outgrown a cache line");

#define PAGE_MAPCOUNT_NONE (-1)

/**
 * struct folio - a page that is not a tail, and with it the block it heads.
 *
 * The words are those of its first page under the same names; <linux/folio.h> has what is done.
 */
struct folio {
	union {
		struct {
			unsigned long flags;
			struct list_head lru;
			void *_reserved; /* never a user's */
			union {
				struct {
					struct address_space *mapping;
					pgoff_t index;
				};
				/* As long as what a slab keeps there. */
				struct {
					void *_slab;
					u32 _slab_counts[2];
				};
			};
			void *private;
			atomic_t _mapcount;
			atomic_t _refcount;
		};
		struct page page;
	};
};

#define FOLIO_MATCH(word)                                              \
	_Static_assert(__builtin_offsetof(struct page, word) ==        \
			       __builtin_offsetof(struct folio, word), \
		       "a folio's " #word " is not its page's")
FOLIO_MATCH(flags);
FOLIO_MATCH(lru);
FOLIO_MATCH(mapping);
FOLIO_MATCH(index);
FOLIO_MATCH(private);
FOLIO_MATCH(_mapcount);
FOLIO_MATCH(_refcount);
#undef FOLIO_MATCH

/* Areas of user memory; last, since they need the above. */
#include <linux/vma.h>

#endif
