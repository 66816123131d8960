/* SPDX-License-Identifier: MIT */
#ifndef LINUX_PREFETCH_H
#define LINUX_PREFETCH_H

#include <linux/types.h>
#include <linux/cache.h>
#include <asm/processor.h>

/** prefetch, prefetchw - bring the line at @x near, to be read or to be written; a hint. */
#define prefetch(x)	__builtin_prefetch(x)
#define prefetchw(x)	__builtin_prefetch(x, 1)
#define PREFETCH_STRIDE (4 * L1_CACHE_BYTES)

static inline void prefetch_range(void *addr, size_t len)
{
	char *end = (char *)addr + len;
	char *at;

	for (at = addr; at < end; at += PREFETCH_STRIDE)
		prefetch(at);
}

#endif
