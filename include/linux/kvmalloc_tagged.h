/* SPDX-License-Identifier: MIT */
/* The calls of linux/kvmalloc.h, counted where they stand: see linux/alloc_tag.h. */
#ifndef _LINUX_KVMALLOC_TAGGED_H
#define _LINUX_KVMALLOC_TAGGED_H

#include <linux/alloc_tag.h>
#include <linux/kvmalloc.h>

/* The calls that are not counted where they stand; since 6.10. */
#define kvmalloc_noprof(...)		(kvmalloc)(__VA_ARGS__)
#define kvmalloc_node_noprof(...)	(kvmalloc_node)(__VA_ARGS__)
#define kvmalloc_array_noprof(...)	(kvmalloc_array)(__VA_ARGS__)
#define kvmalloc_array_node_noprof(...) (kvmalloc_array_node)(__VA_ARGS__)
#define kvcalloc_noprof(...)		(kvcalloc)(__VA_ARGS__)
#define kvcalloc_node_noprof(...)	(kvcalloc_node)(__VA_ARGS__)
#define kvrealloc_noprof(...)		(kvrealloc)(__VA_ARGS__)

#if ALLOC_TAGS

#undef kvrealloc

#define kvmalloc(...)		 alloc_hooks((kvmalloc)(__VA_ARGS__))
#define kvmalloc_node(...)	 alloc_hooks((kvmalloc_node)(__VA_ARGS__))
#define kvzalloc(...)		 alloc_hooks((kvzalloc)(__VA_ARGS__))
#define kvzalloc_node(...)	 alloc_hooks((kvzalloc_node)(__VA_ARGS__))
#define kvmalloc_array(...)	 alloc_hooks((kvmalloc_array)(__VA_ARGS__))
#define kvmalloc_array_node(...) alloc_hooks((kvmalloc_array_node)(__VA_ARGS__))
#define kvcalloc(...)		 alloc_hooks((kvcalloc)(__VA_ARGS__))
#define kvcalloc_node(...)	 alloc_hooks((kvcalloc_node)(__VA_ARGS__))
#define kvrealloc(...) \
	alloc_hooks(__kvrealloc_pick(__VA_ARGS__, kvrealloc_from, (kvrealloc), )(__VA_ARGS__))

#endif

#endif
