/* SPDX-License-Identifier: MIT */
/*
 * The calls of linux/highmem.h for folios, whose pages may get their addresses one at a time;
 * included by that header only.
 */
#ifndef _LINUX_HIGHMEM_FOLIO_H
#define _LINUX_HIGHMEM_FOLIO_H

#include <linux/folio.h>

/** kmap_local_folio - the address of byte @offset of @folio, good to the end of its page. */
static inline void *kmap_local_folio(struct folio *folio, size_t offset)
{
	return (char *)kmap_local_page(folio_page(folio, offset / PAGE_SIZE)) +
	       offset_in_page(offset);
}

static inline void folio_release_kmap(struct folio *folio, void *addr)
{
	kunmap_local(addr);
	folio_put(folio);
}

/* __folio_span - how many of @len bytes from @offset on lie in one page. */
static inline size_t __folio_span(size_t offset, size_t len)
{
	return min(len, (size_t)PAGE_SIZE - offset_in_page(offset));
}

/** memcpy_from_folio - copy @len bytes of @folio from byte @offset on to @to. */
static inline void memcpy_from_folio(char *to, struct folio *folio, size_t offset, size_t len)
{
	VM_BUG_ON(offset + len > folio_size(folio));
	while (len) {
		size_t span = __folio_span(offset, len);

		memcpy_from_page(to, folio_page(folio, offset / PAGE_SIZE), offset_in_page(offset),
				 span);
		to += span;
		offset += span;
		len -= span;
	}
}

/** memcpy_to_folio - copy @len bytes at @from to byte @offset of @folio on. */
static inline void memcpy_to_folio(struct folio *folio, size_t offset, const char *from, size_t len)
{
	VM_BUG_ON(offset + len > folio_size(folio));
	while (len) {
		size_t span = __folio_span(offset, len);

		memcpy_to_page(folio_page(folio, offset / PAGE_SIZE), offset_in_page(offset), from,
			       span);
		from += span;
		offset += span;
		len -= span;
	}
}

/** folio_zero_segments - zero_user_segments() of a folio. */
static inline void folio_zero_segments(struct folio *folio, size_t start1, size_t end1,
				       size_t start2, size_t end2)
{
	zero_user_segments(&folio->page, (unsigned int)start1, (unsigned int)end1,
			   (unsigned int)start2, (unsigned int)end2);
}

static inline void folio_zero_segment(struct folio *folio, size_t start, size_t end)
{
	folio_zero_segments(folio, start, end, 0, 0);
}

/** folio_zero_range - fill @len bytes of @folio from byte @start on with 0. */
static inline void folio_zero_range(struct folio *folio, size_t start, size_t len)
{
	folio_zero_segments(folio, start, start + len, 0, 0);
}

/** folio_fill_tail - copy @len bytes to byte @offset of @folio on, and zero what is behind. */
static inline void folio_fill_tail(struct folio *folio, size_t offset, const char *from, size_t len)
{
	memcpy_to_folio(folio, offset, from, len);
	folio_zero_segment(folio, offset + len, folio_size(folio));
}

#endif
