/* SPDX-License-Identifier: MIT */
/* The calls of linux/gfp.h, counted where they stand: see linux/alloc_tag.h. */
#ifndef _LINUX_GFP_TAGGED_H
#define _LINUX_GFP_TAGGED_H

#include <linux/alloc_tag.h>
#include <linux/gfp.h>

/* The calls that are not counted where they stand; since 6.10. */
#define __alloc_pages_noprof(...)	  (__alloc_pages)(__VA_ARGS__)
#define __alloc_pages_node_noprof(...)	  (alloc_pages_node)(__VA_ARGS__)
#define alloc_pages_node_noprof(...)	  (alloc_pages_node)(__VA_ARGS__)
#define alloc_pages_noprof(...)		  (alloc_pages)(__VA_ARGS__)
#define get_free_pages_noprof(...)	  (__get_free_pages)(__VA_ARGS__)
#define get_zeroed_page_noprof(...)	  (get_zeroed_page)(__VA_ARGS__)
#define alloc_pages_exact_noprof(...)	  (alloc_pages_exact)(__VA_ARGS__)
#define alloc_pages_exact_nid_noprof(...) (alloc_pages_exact_nid)(__VA_ARGS__)

/* The calls that most are, with one more argument: whom for. */
struct page *alloc_pages_tagged(struct alloc_tag *tag, gfp_t gfp, unsigned int order);
unsigned long get_free_pages_tagged(struct alloc_tag *tag, gfp_t gfp, unsigned int order);

#if ALLOC_TAGS

#define alloc_pages(...)      __alloc_tagged(alloc_pages_tagged, __VA_ARGS__)
#define __get_free_pages(...) __alloc_tagged(get_free_pages_tagged, __VA_ARGS__)

#define __alloc_pages(...)		 alloc_hooks((__alloc_pages)(__VA_ARGS__))
#define alloc_pages_node(...)		 alloc_hooks((alloc_pages_node)(__VA_ARGS__))
#define get_zeroed_page(...)		 alloc_hooks((get_zeroed_page)(__VA_ARGS__))
#define alloc_pages_exact(...)		 alloc_hooks((alloc_pages_exact)(__VA_ARGS__))
#define alloc_pages_exact_nid(...)	 alloc_hooks((alloc_pages_exact_nid)(__VA_ARGS__))
#define alloc_pages_bulk_array_node(...) alloc_hooks((alloc_pages_bulk_array_node)(__VA_ARGS__))
#define alloc_pages_bulk_array(...)	 alloc_hooks((alloc_pages_bulk_array)(__VA_ARGS__))
#define alloc_pages_bulk_list(...)	 alloc_hooks((alloc_pages_bulk_list)(__VA_ARGS__))
#define alloc_contig_range(...)		 alloc_hooks((alloc_contig_range)(__VA_ARGS__))
#define alloc_contig_pages(...)		 alloc_hooks((alloc_contig_pages)(__VA_ARGS__))

#endif

#endif
