// SPDX-License-Identifier: MIT
/* kmap and kunmap: slots that hold until they are given back. */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/might_sleep.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <base/base.h>
#include <mm/boot/trace.h>
#include <mm/highmem/kmap.h>
#include <mm/kmalloc/kmalloc.h>
#include <mm/vmalloc/vmalloc.h>

struct pkmap pkmap;

static unsigned long slot_addr(const struct pkmap_slot *slot)
{
	return pkmap.base + ((unsigned long)(slot - pkmap.slots) << PAGE_SHIFT);
}

struct pkmap_slot *pkmap_slot(unsigned long addr)
{
	unsigned long i = (addr - pkmap.base) >> PAGE_SHIFT;

	return i < pkmap.nr ? &pkmap.slots[i] : NULL;
}

/* page_slot - the slot that @page is mapped in, or NULL. */
static struct pkmap_slot *page_slot(const struct page *page)
{
	struct pkmap_slot *slot = page->virtual ? pkmap_slot((unsigned long)page->virtual) : NULL;

	return slot && slot->page == page ? slot : NULL;
}

/* slot_clear - forget the page; the caller unmaps it. */
static void slot_clear(struct pkmap_slot *slot)
{
	slot->page->virtual = NULL;
	slot->page = NULL;
	slot->uses = 0;
}

/* flush_unused - unmap the slots without users; one call for each run of them. */
static void flush_unused(void)
{
	unsigned int from, to;

	for (from = 0; from < pkmap.nr; from = to + 1) {
		for (to = from; to < pkmap.nr && pkmap.slots[to].uses == 1; to++)
			slot_clear(&pkmap.slots[to]);
		if (to > from)
			port_unmap(slot_addr(&pkmap.slots[from]), to - from);
	}
}

static struct pkmap_slot *find_free(unsigned int from)
{
	for (; from < pkmap.nr; from++)
		if (!pkmap.slots[from].uses)
			return &pkmap.slots[from];
	return NULL;
}

static struct pkmap_slot *take_slot(void)
{
	struct pkmap_slot *slot = find_free(pkmap.last + 1);

	if (!slot) {
		flush_unused();
		slot = find_free(0);
	}
	if (slot)
		pkmap.last = (unsigned int)(slot - pkmap.slots);
	return slot;
}

/* wait_for_slot - sleep, without the lock, until a kunmap() leaves a slot unused. */
static void wait_for_slot(void)
{
	u32 seen = pkmap.wakeups;

	pkmap.waiters++;
	lock_release(&pkmap.lock);
	port_wait(&pkmap.wakeups, seen, 0);
	lock_acquire(&pkmap.lock);
	pkmap.waiters--;
}

static bool map_slot(struct pkmap_slot *slot, struct page *page)
{
	int err = port_map(slot_addr(slot), page_to_pfn(page), 1);

	if (err) {
		flush_unused();
		err = kmap_slot_map(slot_addr(slot), page);
	}
	if (err)
		return false;
	slot->page = page;
	slot->uses = 1;
	page->virtual = (void *)slot_addr(slot);
	return true;
}

static void *kmap_high(struct page *page)
{
	struct pkmap_slot *slot;
	void *addr = NULL;

	lock_acquire(&pkmap.lock);
	/* After each sleep anew: someone else may have mapped the page meanwhile. */
	while (!(slot = page_slot(page))) {
		slot = take_slot();
		if (!slot)
			wait_for_slot();
		else if (map_slot(slot, page))
			break;
		else
			goto out;
	}
	addr = (void *)slot_addr(slot);
	if (++slot->uses == 2)
		mm_trace_alloc(MM_EVENT_KMAP, addr, PAGE_SIZE, PAGE_SIZE, GFP_KERNEL);
out:
	lock_release(&pkmap.lock);
	if (!addr)
		report("kmap(): " VMAP_LIMIT);
	return addr;
}

/**
 * kmap - give @page an address that holds until kunmap(), on every CPU.
 *
 * Return: the address; NULL only where @page is none, or the world's limit on mappings is
 * reached, and both are reported.
 * Context: process; sleeps when all slots are in use.
 */
void *kmap(struct page *page)
{
	might_sleep();
	if (unlikely(!kmap_page_is_real(page))) {
		report("kmap() of %p, which is no page", page);
		return NULL;
	}
	if (likely(!PageHighMem(page)))
		return page_address(page);
	return kmap_high(page);
}
EXPORT_SYMBOL(kmap);

/* slot_unused - the last user has gone, by a call at @caller; those who look find it unmapped. */
static void slot_unused(struct pkmap_slot *slot, unsigned long caller)
{
	slot->unmapped_by = caller;
	if (!mm_tracer)
		return;
	mm_trace_free(MM_EVENT_KMAP, (void *)slot_addr(slot));
	slot_clear(slot);
	port_unmap(slot_addr(slot), 1);
}

static bool kunmap_high(struct page *page, unsigned long caller)
{
	struct pkmap_slot *slot;
	bool wake = false, mapped;

	lock_acquire(&pkmap.lock);
	slot = page_slot(page);
	mapped = slot && slot->uses > 1;
	if (mapped && --slot->uses == 1) {
		slot_unused(slot, caller);
		wake = pkmap.waiters;
		pkmap.wakeups += wake;
	}
	lock_release(&pkmap.lock);
	/* All of them: each waits for any slot, and may find its own page mapped by another. */
	if (wake)
		port_wake(&pkmap.wakeups, ~0u);
	return mapped;
}

/**
 * kunmap - give back one kmap() of @page: the page itself, not its address.
 * Context: process.
 */
void kunmap(struct page *page)
{
	if (unlikely(in_interrupt()))
		report("kunmap() called from interrupt context");
	if (unlikely(!kmap_page_is_real(page))) {
		report("kunmap() of %p, which is no page", page);
		return;
	}
	if (likely(!PageHighMem(page)))
		return;
	if (!kunmap_high(page, _RET_IP_))
		report("kunmap() of page %p, which is not mapped by kmap()", page);
}
EXPORT_SYMBOL(kunmap);

/** kmap_flush_unused - unmap the pages that nobody uses any more. */
void kmap_flush_unused(void)
{
	lock_acquire(&pkmap.lock);
	flush_unused();
	lock_release(&pkmap.lock);
}
EXPORT_SYMBOL(kmap_flush_unused);

int pkmap_init(unsigned long base, unsigned int nr)
{
	size_t bytes = nr * sizeof(*pkmap.slots);

	memset(&pkmap, 0, sizeof(pkmap));
	lock_init(&pkmap.lock);
	pkmap.base = base;
	if (!nr)
		return 0;
	pkmap.slots = kmalloc_untraced(bytes, GFP_KERNEL);
	if (!pkmap.slots)
		return -ENOMEM;
	memset(pkmap.slots, 0, bytes);
	pkmap.nr = nr;
	pkmap.last = nr - 1;
	return 0;
}

void pkmap_exit(void)
{
	pkmap.nr = 0;
	kfree_untraced(pkmap.slots);
	pkmap.slots = NULL;
}
