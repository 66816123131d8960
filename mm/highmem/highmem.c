// SPDX-License-Identifier: MIT
/*
 * High memory: an address for a page that has none.
 *
 * Where addresses are scarce the direct map reaches only the first part of memory; on i386 that is
 * 896 MiB.  The pages above are as good as any, but to touch one it has to be mapped first, at one
 * of a few addresses kept for that:
 *
 *   port.kmap_start
 *   | permanent slots: LAST_PKMAP | local slots: stacks of KM_MAX_IDX, one for each thread |
 *
 * Permanent (permanent.c)
 *
 *   kmap() finds a slot, maps the page, and the address holds for every CPU until kunmap().  A
 *   page has one such address however often it is mapped; the slot counts its users.  When the
 *   last has gone the page stays mapped, as the same page is often wanted again.  Unused slots are
 *   unmapped all at once when the search for a free one has come to the end: one pass looks for a
 *   slot above the last one given out, then those without users are cleared and a second pass
 *   looks at all.  If that finds none, kmap() sleeps until a kunmap().  Where calls are traced,
 *   which is where mistakes are looked for, a page is unmapped at once, so that a use after the
 *   last kunmap() faults.
 *
 * Local (local.c)
 *
 *   kmap_local_page() takes the next slot of the thread's stack, and kunmap_local() must give them
 *   back in the opposite order.  Nobody else may use the address, so nothing is shared: it may be
 *   called where kmap() may not.  The mapping goes in kunmap_local() itself: a use after that
 *   faults at once.  kmap_atomic() is the same with preemption off.
 *
 * How this differs from Linux, and why
 *
 *   Linux gives each CPU a stack, and maps a thread's pages anew when the thread is moved to
 *   another.  A thread of the host is moved without our being asked, so here a stack belongs to
 *   the thread from its first mapping to its last.  A thread that finds none waits for one.
 *
 * Locks
 *
 *   pkmap.lock and kmap_local.lock are leaves, and neither is taken under the other.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/printk.h>

#include <base/base.h>
#include <mm/highmem/kmap.h>
#include <mm/vmalloc/vmalloc.h>

int kmap_slot_map(unsigned long addr, struct page *page)
{
	unsigned long pfn = page_to_pfn(page);

	if (likely(!port_map(addr, pfn, 1)))
		return 0;
	/* Freed vmalloc areas are still mapped, and count against the same limit. */
	vmalloc_purge();
	return port_map(addr, pfn, 1);
}

/**
 * kmap_to_page - the page that an address of kmap(), kmap_local_page() or the direct map shows.
 * Return: the page; NULL where nothing is mapped.
 */
struct page *kmap_to_page(void *addr)
{
	struct pkmap_slot *slot = pkmap_slot((unsigned long)addr);
	struct page **entry = kmap_local_entry((unsigned long)addr);

	if (slot)
		return READ_ONCE(slot->page);
	if (entry)
		return READ_ONCE(*entry);
	return virt_addr_valid(addr) ? virt_to_page(addr) : NULL;
}
EXPORT_SYMBOL(kmap_to_page);

/** is_kmap_addr - true where @addr is in kmap space, mapped or not. */
bool is_kmap_addr(const void *addr)
{
	return pkmap_slot((unsigned long)addr) || kmap_local_entry((unsigned long)addr);
}
EXPORT_SYMBOL(is_kmap_addr);

static void explain(struct textbuf *t, const char *call, unsigned long unmapped_by)
{
	if (unmapped_by)
		textbuf_printf(t, "an address of %s(), which was unmapped by %pB", call,
			       (void *)unmapped_by);
	else
		textbuf_printf(t, "an address of %s(), at which nothing was ever mapped", call);
}

bool kmap_explain_fault(unsigned long addr, struct textbuf *t)
{
	const struct pkmap_slot *slot = pkmap_slot(addr);
	struct page **entry = kmap_local_entry(addr);

	if (slot && !READ_ONCE(slot->page))
		explain(t, "kmap", READ_ONCE(slot->unmapped_by));
	else if (entry && !READ_ONCE(*entry))
		explain(t, "kmap_local_page", kmap_local_unmapped_by(addr));
	else
		return false;
	return true;
}

int kmap_init(void)
{
	/* A machine without high pages needs no slots, and no tables for them. */
	unsigned long slots = totalhigh_pages() ? (port.kmap_end - port.kmap_start) >> PAGE_SHIFT :
						  0;
	unsigned long permanent = min(slots / 2, LAST_PKMAP);
	unsigned long stacks = min((slots - permanent) / KM_MAX_IDX, KMAP_MAX_STACKS);
	int err;

	err = pkmap_init(port.kmap_start, (unsigned int)permanent);
	if (err)
		return err;
	err = kmap_local_init(port.kmap_start + (permanent << PAGE_SHIFT), (unsigned int)stacks);
	if (err)
		pkmap_exit();
	return err;
}

void kmap_exit(void)
{
	kmap_local_exit();
	pkmap_exit();
}
