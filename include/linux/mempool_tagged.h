/* SPDX-License-Identifier: MIT */
/* The calls of linux/mempool.h, counted where they stand: see linux/alloc_tag.h. */
#ifndef _LINUX_MEMPOOL_TAGGED_H
#define _LINUX_MEMPOOL_TAGGED_H

#include <linux/alloc_tag.h>
#include <linux/mempool.h>

/* The calls that are not counted where they stand; since 6.10. */
#define mempool_init_noprof(...)	(mempool_init)(__VA_ARGS__)
#define mempool_create_node_noprof(...) (mempool_create_node)(__VA_ARGS__)
#define mempool_alloc_noprof(...)	(mempool_alloc)(__VA_ARGS__)

#if ALLOC_TAGS

#define mempool_init(...)	 alloc_hooks((mempool_init)(__VA_ARGS__))
#define mempool_init_node(...)	 alloc_hooks((mempool_init_node)(__VA_ARGS__))
#define mempool_create(...)	 alloc_hooks((mempool_create)(__VA_ARGS__))
#define mempool_create_node(...) alloc_hooks((mempool_create_node)(__VA_ARGS__))
#define mempool_alloc(...)	 alloc_hooks((mempool_alloc)(__VA_ARGS__))

#endif

#endif
