/* SPDX-License-Identifier: MIT */
/* Slots of kmap space: what the files of mm/highmem share.  The theory is in highmem.c. */
#ifndef MM_HIGHMEM_KMAP_H
#define MM_HIGHMEM_KMAP_H

#include <linux/build_bug.h>
#include <linux/highmem.h>
#include <linux/list.h>

#include <base/base.h>
#include <mm/highmem/highmem.h>
#include <port/port.h>

/**
 * struct pkmap_slot - one permanent slot.
 *
 *	@uses = 0:	nothing is mapped, @page is NULL
 *	@uses = 1:	@page is mapped and nobody uses it: kept in case kmap() comes again
 *	@uses = n + 1:	@page is mapped for n callers of kmap()
 *
 * and @uses > 0 exactly while @page->virtual is the slot's address.
 *
 * @unmapped_by: the last kunmap() that left it without users, for whoever faults there.
 */
struct pkmap_slot {
	struct page *page;
	unsigned int uses;
	unsigned long unmapped_by;
};

/**
 * struct pkmap - the permanent slots.
 * @base: address of slot 0.
 * @nr: how many there are.
 * @last: the one handed out last; the search for the next begins above it.
 * @waiters: sleepers in kmap().
 * @wakeups: what they sleep on; counts the slots that became unused while someone slept.
 *
 * @lock protects all of it, and page->virtual of every high page; port_map() is called under it,
 * so that no two callers map one page twice.
 */
struct pkmap {
	struct lock lock;
	unsigned long base;
	unsigned int nr, last;
	unsigned int waiters;
	u32 wakeups;
	struct pkmap_slot *slots;
};

/**
 * struct kmap_stack - the local slots of one thread, last in, first out.
 *
 *	@owner = NULL:	@depth = 0, all @pages are NULL, the stack is in kmap_local.unused
 *	else:		0 < @depth <= KM_MAX_IDX, pages[depth - 1] != NULL, in a bucket of owners
 *
 * A page below the top may be NULL: it was unmapped out of turn, which was reported.
 *
 * @unmapped_by: for each slot, the last kunmap_local() of it, for whoever faults there.
 */
struct kmap_stack {
	struct port_thread *owner;
	unsigned int depth;
	struct hlist_node link;
	struct page *pages[KM_MAX_IDX];
	unsigned long unmapped_by[KM_MAX_IDX];
};

/* On each CPU a process, a softirq, an interrupt and an NMI may each be in the middle of one. */
#define KMAP_MAX_STACKS (4ul * CONFIG_NR_CPUS)

#define KMAP_OWNER_SHIFT   5
#define KMAP_OWNER_BUCKETS (1u << KMAP_OWNER_SHIFT)

/**
 * struct kmap_local - all local slots: slot i of stack s is page s * KM_MAX_IDX + i from @base.
 * @nr: how many stacks there are.
 * @waiters: threads that found every stack taken.
 * @wakeups: what they sleep on.
 *
 * @lock protects all of it; @depth and @pages of a stack are changed by its owner alone.
 */
struct kmap_local {
	struct lock lock;
	unsigned long base;
	unsigned int nr;
	unsigned int waiters;
	u32 wakeups;
	struct kmap_stack *stacks;
	struct hlist_head unused;
	struct hlist_head owners[KMAP_OWNER_BUCKETS];
};

extern struct pkmap pkmap;
extern struct kmap_local kmap_local;

/* kmap_page_is_real - true where @page is the record of a frame, and not some other address. */
static inline bool kmap_page_is_real(struct page *page)
{
	unsigned long offset = (unsigned long)page - (unsigned long)mem_map;

	return !(offset % sizeof(*page)) && pfn_valid(offset / sizeof(*page));
}

/* kmap_slot_map - map @page at @addr, purging other mappings where the world has no more. */
int kmap_slot_map(unsigned long addr, struct page *page);

int pkmap_init(unsigned long base, unsigned int nr);
void pkmap_exit(void);

/* pkmap_slot - the slot that @addr lies in, or NULL. */
struct pkmap_slot *pkmap_slot(unsigned long addr);

int kmap_local_init(unsigned long base, unsigned int nr);
void kmap_local_exit(void);

/* kmap_local_entry - the entry of the page list for the local slot at @addr, or NULL. */
struct page **kmap_local_entry(unsigned long addr);

/* kmap_local_unmapped_by - who unmapped the local slot at @addr last; 0: it never was mapped. */
unsigned long kmap_local_unmapped_by(unsigned long addr);

#endif
