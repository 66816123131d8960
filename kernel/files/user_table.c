// SPDX-License-Identifier: MIT
/*
 * The page table of users: from an address to the frame that is there.
 *
 * Two levels.  A leaf is a page of words, one for each page of the user's; leaves are made when
 * first needed and stay until the machine ends, so whoever reads needs no lock.
 *
 *	word = frame << PAGE_SHIFT | USER_PTE_*; 0: nothing is there
 */
#include <linux/errno.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include "base/lock.h"
#include "kernel/files/user.h"
#include "mm/kmalloc/kmalloc.h"
#include "mm/page/page.h"
#include "port/port.h"

#define LEAF_WORDS (PAGE_SIZE / sizeof(u64))

static struct {
	struct lock lock; /* held to change anything */
	u64 **leaves;
	unsigned long nr_leaves;
} table;

int user_table_init(void)
{
	unsigned long pages = (port.user_end - port.user_start) >> PAGE_SHIFT;

	lock_init(&table.lock);
	table.nr_leaves = DIV_ROUND_UP(pages, LEAF_WORDS);
	table.leaves = kmalloc_untraced(table.nr_leaves * sizeof(*table.leaves) + 1,
					GFP_KERNEL | __GFP_ZERO);
	return table.leaves ? 0 : -ENOMEM;
}

void user_table_exit(void)
{
	for (unsigned long i = 0; i < table.nr_leaves; i++)
		if (table.leaves[i])
			free_pages_untraced(virt_to_page(table.leaves[i]), 0);
	kfree_untraced(table.leaves);
	table.leaves = NULL;
	table.nr_leaves = 0;
}

/* The word of a page, or NULL where there is no leaf for it. */
static u64 *find_word(unsigned long addr)
{
	unsigned long nr = (addr - port.user_start) >> PAGE_SHIFT;
	u64 *leaf;

	if (nr / LEAF_WORDS >= table.nr_leaves)
		return NULL;
	leaf = __atomic_load_n(&table.leaves[nr / LEAF_WORDS], __ATOMIC_ACQUIRE);
	return leaf ? leaf + nr % LEAF_WORDS : NULL;
}

u64 user_pte(unsigned long addr)
{
	const u64 *word = find_word(addr);

	return word ? __atomic_load_n(word, __ATOMIC_ACQUIRE) : 0;
}

static u64 *make_word(unsigned long addr)
{
	unsigned long leaf = ((addr - port.user_start) >> PAGE_SHIFT) / LEAF_WORDS;
	u64 *word = find_word(addr);
	struct page *page;

	if (word || leaf >= table.nr_leaves)
		return word;
	page = alloc_pages_untraced(GFP_KERNEL | __GFP_ZERO, 0, NUMA_NO_NODE);
	if (!page)
		return NULL;
	lock_acquire(&table.lock);
	if (!table.leaves[leaf]) {
		__atomic_store_n(&table.leaves[leaf], page_address(page), __ATOMIC_RELEASE);
		page = NULL;
	}
	lock_release(&table.lock);
	if (page)
		free_pages_untraced(page, 0);
	return find_word(addr);
}

int user_pte_set(unsigned long addr, unsigned long pfn, unsigned long flags)
{
	u64 *word = make_word(addr), none = 0;
	u64 value = (u64)pfn << PAGE_SHIFT | flags | USER_PTE_PRESENT;

	if (!word)
		return -ENOMEM;
	if (pfn < PFN_DOWN(lowmem_bytes))
		mm_access_shared(pfn_to_virt(pfn), PAGE_SIZE);
	if (!__atomic_compare_exchange_n(word, &none, value, false, __ATOMIC_RELEASE,
					 __ATOMIC_RELAXED))
		return -EBUSY;
	return 0;
}

/* Pages that are gone from the table, but not yet given back: as many as one wait is made for. */
#define BATCH 64

static void give_back(const u64 *words, unsigned int nr)
{
	if (!nr)
		return;
	synchronize_rcu();
	for (unsigned int i = 0; i < nr; i++)
		put_page(pfn_to_page((unsigned long)(words[i] >> PAGE_SHIFT)));
}

void user_pte_clear(unsigned long start, unsigned long end)
{
	u64 gone[BATCH];
	unsigned int nr = 0;

	for (unsigned long addr = start; addr < end; addr += PAGE_SIZE) {
		u64 *word = find_word(addr);
		u64 old = word ? __atomic_exchange_n(word, 0, __ATOMIC_SEQ_CST) : 0;

		if (!(old & USER_PTE_OWNED))
			continue;
		gone[nr++] = old;
		if (nr == BATCH) {
			give_back(gone, nr);
			nr = 0;
		}
	}
	give_back(gone, nr);
	/* Frames of a driver's are his again from now on. */
	synchronize_rcu();
}
