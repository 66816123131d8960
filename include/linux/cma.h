/* SPDX-License-Identifier: MIT */
/*
 * CMA areas: memory for large runs of frames, which movable pages use meanwhile.
 *
 * A machine has one on each node, of the size its configuration says; none by default.
 */
#ifndef _LINUX_CMA_H
#define _LINUX_CMA_H

#include <linux/types.h>

struct cma;
struct page;

/** dma_contiguous_default_area - for drivers that have none of their own; NULL: there is none. */
extern struct cma *dma_contiguous_default_area;

phys_addr_t cma_get_base(const struct cma *cma);
unsigned long cma_get_size(const struct cma *cma);
const char *cma_get_name(const struct cma *cma);

struct page *cma_alloc(struct cma *cma, unsigned long count, unsigned int align, bool no_warn);
bool cma_pages_valid(struct cma *cma, const struct page *pages, unsigned long count);
bool cma_release(struct cma *cma, const struct page *pages, unsigned long count);
int cma_for_each_area(int (*it)(struct cma *cma, void *data), void *data);

#endif
