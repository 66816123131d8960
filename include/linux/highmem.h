/* SPDX-License-Identifier: MIT */
/*
 * High memory: pages that have no address until one is asked for.
 *
 *	kmap()			until kunmap(), for all CPUs; slots are few, so it may sleep
 *	kmap_local_page()	until kunmap_local(), for this thread; last mapped, first unmapped
 *	kmap_atomic()		the same with preemption off in between
 *
 * A page that is not high has its address already, and all of them return that.
 */
#ifndef _LINUX_HIGHMEM_H
#define _LINUX_HIGHMEM_H

#include <linux/types.h>
#include <linux/bug.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/string.h>
#include <linux/highmem-internal.h>

struct vm_area_struct;

/* Caches here know no aliases: whatever address a page is seen through, the bytes are the same. */
static inline void flush_dcache_page(struct page *page)
{
}

static inline void flush_dcache_folio(struct folio *folio)
{
}

static inline void flush_kernel_dcache_page(struct page *page)
{
}

static inline void flush_anon_page(struct vm_area_struct *vma, struct page *page,
				   unsigned long vmaddr)
{
}

static inline void flush_kernel_vmap_range(void *vaddr, int size)
{
}

static inline void invalidate_kernel_vmap_range(void *vaddr, int size)
{
}

/** clear_highpage - fill @page with 0. */
static inline void clear_highpage(struct page *page)
{
	void *p = kmap_local_page(page);

	clear_page(p);
	kunmap_local(p);
}

static inline void clear_user_highpage(struct page *page, unsigned long vaddr)
{
	clear_highpage(page);
}

/** copy_highpage - copy the whole page @from to @to. */
static inline void copy_highpage(struct page *to, struct page *from)
{
	void *src = kmap_local_page(from);
	void *dst = kmap_local_page(to);

	copy_page(dst, src);
	kunmap_local(dst);
	kunmap_local(src);
}

static inline void copy_user_highpage(struct page *to, struct page *from, unsigned long vaddr,
				      struct vm_area_struct *vma)
{
	copy_highpage(to, from);
}

/** memset_page - fill @len bytes of @page from byte @offset on with @val. */
static inline void memset_page(struct page *page, size_t offset, int val, size_t len)
{
	char *p;

	VM_BUG_ON(offset + len > PAGE_SIZE);
	p = kmap_local_page(page);
	memset(p + offset, val, len);
	kunmap_local(p);
}

/* __zero_span - clear [@start, @end) of a block, whose pages may have an address one at a time. */
static inline void __zero_span(struct page *page, unsigned int start, unsigned int end)
{
	while (start < end) {
		unsigned int stop = min(end, (unsigned int)PAGE_ALIGN(start + 1));

		memset_page(nth_page(page, start >> PAGE_SHIFT), offset_in_page(start), 0,
			    stop - start);
		start = stop;
	}
}

/** zero_user_segments - fill the bytes [@start1, @end1) and [@start2, @end2) of @page with 0. */
static inline void zero_user_segments(struct page *page, unsigned int start1, unsigned int end1,
				      unsigned int start2, unsigned int end2)
{
	BUG_ON(end1 > page_size(page) || end2 > page_size(page));
	__zero_span(page, start1, end1);
	__zero_span(page, start2, end2);
}

static inline void zero_user_segment(struct page *page, unsigned int start, unsigned int end)
{
	zero_user_segments(page, start, end, 0, 0);
}

/** zero_user - fill @size bytes of @page from byte @start on with 0. */
static inline void zero_user(struct page *page, unsigned int start, unsigned int size)
{
	zero_user_segments(page, start, start + size, 0, 0);
}

/** memcpy_from_page - copy @len bytes of @page from byte @offset on to @to. */
static inline void memcpy_from_page(char *to, struct page *page, size_t offset, size_t len)
{
	char *p;

	VM_BUG_ON(offset + len > PAGE_SIZE);
	p = kmap_local_page(page);
	memcpy(to, p + offset, len);
	kunmap_local(p);
}

/** memcpy_to_page - copy @len bytes at @from to byte @offset of @page on. */
static inline void memcpy_to_page(struct page *page, size_t offset, const char *from, size_t len)
{
	char *p;

	VM_BUG_ON(offset + len > PAGE_SIZE);
	p = kmap_local_page(page);
	memcpy(p + offset, from, len);
	flush_dcache_page(page);
	kunmap_local(p);
}

static inline void memzero_page(struct page *page, size_t offset, size_t len)
{
	memset_page(page, offset, 0, len);
}

/** memcpy_page - copy @len bytes from @src_page at @src_off to @dst_page at @dst_off. */
static inline void memcpy_page(struct page *dst_page, size_t dst_off, struct page *src_page,
			       size_t src_off, size_t len)
{
	char *dst, *src;

	VM_BUG_ON(dst_off + len > PAGE_SIZE || src_off + len > PAGE_SIZE);
	dst = kmap_local_page(dst_page);
	src = kmap_local_page(src_page);
	memcpy(dst + dst_off, src + src_off, len);
	kunmap_local(src);
	kunmap_local(dst);
}

static inline void memmove_page(struct page *dst_page, size_t dst_off, struct page *src_page,
				size_t src_off, size_t len)
{
	char *dst, *src;

	VM_BUG_ON(dst_off + len > PAGE_SIZE || src_off + len > PAGE_SIZE);
	dst = kmap_local_page(dst_page);
	src = kmap_local_page(src_page);
	memmove(dst + dst_off, src + src_off, len);
	kunmap_local(src);
	kunmap_local(dst);
}

#include <linux/highmem_folio.h>

#endif
