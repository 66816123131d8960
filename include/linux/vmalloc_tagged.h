/* SPDX-License-Identifier: MIT */
/* The calls of linux/vmalloc.h, counted where they stand: see linux/alloc_tag.h. */
#ifndef _LINUX_VMALLOC_TAGGED_H
#define _LINUX_VMALLOC_TAGGED_H

#include <linux/alloc_tag.h>
#include <linux/vmalloc.h>

/* The calls that are not counted where they stand; since 6.10. */
#define vmalloc_noprof(...)	    (vmalloc)(__VA_ARGS__)
#define vzalloc_noprof(...)	    (vzalloc)(__VA_ARGS__)
#define vmalloc_user_noprof(...)    (vmalloc_user)(__VA_ARGS__)
#define vmalloc_32_noprof(...)	    (vmalloc_32)(__VA_ARGS__)
#define vmalloc_node_noprof(...)    (vmalloc_node)(__VA_ARGS__)
#define vzalloc_node_noprof(...)    (vzalloc_node)(__VA_ARGS__)
#define vmalloc_array_noprof(...)   (vmalloc_array)(__VA_ARGS__)
#define vcalloc_noprof(...)	    (vcalloc)(__VA_ARGS__)
#define vrealloc_noprof(...)	    (vrealloc)(__VA_ARGS__)
#define __vmalloc_noprof(size, gfp) (__vmalloc)(size, gfp)
#define __vmalloc_node_noprof(...)  (__vmalloc_node)(__VA_ARGS__)

#if ALLOC_TAGS

#undef __vmalloc

#define vmalloc(...)		  alloc_hooks((vmalloc)(__VA_ARGS__))
#define vzalloc(...)		  alloc_hooks((vzalloc)(__VA_ARGS__))
#define vmalloc_user(...)	  alloc_hooks((vmalloc_user)(__VA_ARGS__))
#define vmalloc_32(...)		  alloc_hooks((vmalloc_32)(__VA_ARGS__))
#define vmalloc_32_user(...)	  alloc_hooks((vmalloc_32_user)(__VA_ARGS__))
#define vmalloc_node(...)	  alloc_hooks((vmalloc_node)(__VA_ARGS__))
#define vzalloc_node(...)	  alloc_hooks((vzalloc_node)(__VA_ARGS__))
#define vmalloc_huge(...)	  alloc_hooks((vmalloc_huge)(__VA_ARGS__))
#define vmalloc_huge_node(...)	  alloc_hooks((vmalloc_huge_node)(__VA_ARGS__))
#define __vmalloc_node(...)	  alloc_hooks((__vmalloc_node)(__VA_ARGS__))
#define __vmalloc(size, gfp, ...) alloc_hooks((__vmalloc)((size), (gfp)))
#define __vmalloc_array(...)	  alloc_hooks((__vmalloc_array)(__VA_ARGS__))
#define vmalloc_array(...)	  alloc_hooks((vmalloc_array)(__VA_ARGS__))
#define __vcalloc(...)		  alloc_hooks((__vcalloc)(__VA_ARGS__))
#define vcalloc(...)		  alloc_hooks((vcalloc)(__VA_ARGS__))
#define vrealloc(...)		  alloc_hooks((vrealloc)(__VA_ARGS__))

#endif

#endif
