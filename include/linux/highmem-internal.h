/* SPDX-License-Identifier: MIT */
/* The calls that give high pages an address; included by linux/highmem.h only. */
#ifndef _LINUX_HIGHMEM_INTERNAL_H
#define _LINUX_HIGHMEM_INTERNAL_H

#include <linux/types.h>
#include <linux/mm.h>
#include <asm/pgtable.h>

/* How many pages one thread may have mapped by kmap_local_page() and kmap_atomic() at a time. */
#define KM_MAX_IDX 16

/* Permanent slots: what one page of 8 byte page table entries can map, as on i386 with PAE. */
#define LAST_PKMAP (PAGE_SIZE / sizeof(u64))

/* The second argument of kmap_atomic() until 2.6.36 chose the slot; now a stack does. */
enum km_type {
	KM_BOUNCE_READ,
	KM_SKB_SUNRPC_DATA,
	KM_SKB_DATA_SOFTIRQ,
	KM_USER0,
	KM_USER1,
	KM_BIO_SRC_IRQ,
	KM_BIO_DST_IRQ,
	KM_PTE0,
	KM_PTE1,
	KM_IRQ0,
	KM_IRQ1,
	KM_SOFTIRQ0,
	KM_SOFTIRQ1,
	KM_SYNC_ICACHE,
	KM_SYNC_DCACHE,
	KM_TYPE_NR
};

void *kmap(struct page *page);
void kunmap(struct page *page);
void *(kmap_atomic)(struct page *page);
void(kunmap_atomic)(const void *addr);
void *kmap_local_page(struct page *page);
void kunmap_local(const void *addr);
struct page *kmap_to_page(void *addr);
void kmap_flush_unused(void);
bool is_kmap_addr(const void *addr);

#define kmap_atomic(page, ...)	  (kmap_atomic)(page)
#define kunmap_atomic(addr, ...)  (kunmap_atomic)(addr)
#define kmap_atomic_to_page(addr) kmap_to_page(addr)

/* There is one protection, so the forms that name one are the plain ones. */
#define kmap_atomic_prot(page, prot)	 (kmap_atomic)(page)
#define kmap_local_page_prot(page, prot) kmap_local_page(page)

static inline void *kmap_atomic_pfn(unsigned long pfn)
{
	return (kmap_atomic)(pfn_to_page(pfn));
}

static inline void *kmap_local_pfn(unsigned long pfn)
{
	return kmap_local_page(pfn_to_page(pfn));
}

#endif
