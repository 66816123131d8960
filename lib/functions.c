// SPDX-License-Identifier: MIT
/*
 * What <linux/...> has as inline functions and macros, as functions of the library.
 *
 * Each is defined under a name of its own here and linked under the kernel's, since the kernel's
 * name already means something in this file.
 */
#include <linux/kernel.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

/* A prototype with the kernel's name as link name; the definition follows. */
#define LIBRARY(type, name, ...)                         \
	type library_##name(__VA_ARGS__) __asm__(#name); \
	type library_##name(__VA_ARGS__)

/* ---- pages ----------------------------------------------------------------------------------- */

LIBRARY(struct page *, alloc_pages, gfp_t gfp, unsigned int order)
{
	return alloc_pages(gfp, order);
}

LIBRARY(struct page *, alloc_pages_node, int nid, gfp_t gfp, unsigned int order)
{
	return alloc_pages_node(nid, gfp, order);
}

LIBRARY(void *, page_address, const struct page *page)
{
	return page_address(page);
}

LIBRARY(struct page *, virt_to_page, const void *addr)
{
	return virt_to_page(addr);
}

LIBRARY(bool, virt_addr_valid, const void *addr)
{
	return virt_addr_valid(addr);
}

LIBRARY(unsigned long, page_to_pfn, const struct page *page)
{
	return page_to_pfn(page);
}

LIBRARY(struct page *, pfn_to_page, unsigned long pfn)
{
	return pfn_to_page(pfn);
}

LIBRARY(int, page_to_nid, const struct page *page)
{
	return page_to_nid(page);
}

LIBRARY(int, get_order, unsigned long size)
{
	return get_order(size);
}

/* ---- memory by the byte ---------------------------------------------------------------------- */

LIBRARY(void *, kmalloc, size_t size, gfp_t gfp)
{
	return __kmalloc(size, gfp);
}

LIBRARY(void *, kzalloc, size_t size, gfp_t gfp)
{
	return __kmalloc(size, gfp | __GFP_ZERO);
}

LIBRARY(void *, kmalloc_node, size_t size, gfp_t gfp, int node)
{
	return __kmalloc_node(size, gfp, node);
}

LIBRARY(void *, kmalloc_array, size_t n, size_t size, gfp_t gfp)
{
	return kmalloc_array(n, size, gfp);
}

LIBRARY(void *, kcalloc, size_t n, size_t size, gfp_t gfp)
{
	return kcalloc(n, size, gfp);
}

LIBRARY(void *, kvmalloc, size_t size, gfp_t gfp)
{
	return kvmalloc(size, gfp);
}

LIBRARY(void *, kvzalloc, size_t size, gfp_t gfp)
{
	return kvzalloc(size, gfp);
}

LIBRARY(void *, kvmalloc_array, size_t n, size_t size, gfp_t gfp)
{
	return kvmalloc_array(n, size, gfp);
}

LIBRARY(void *, kvcalloc, size_t n, size_t size, gfp_t gfp)
{
	return kvcalloc(n, size, gfp);
}

/* ---- caches and pools ------------------------------------------------------------------------ */

LIBRARY(struct kmem_cache *, kmem_cache_create, const char *name, unsigned int size,
	unsigned int align, slab_flags_t flags, void (*ctor)(void *))
{
	return __kmem_cache_create_ctor(name, size, align, flags, ctor);
}

LIBRARY(void *, kmem_cache_zalloc, struct kmem_cache *cache, gfp_t gfp)
{
	return kmem_cache_zalloc(cache, gfp);
}

LIBRARY(int, mempool_resize, mempool_t *pool, int new_min_nr)
{
	return __mempool_resize(pool, new_min_nr);
}

LIBRARY(mempool_t *, mempool_create_slab_pool, int min_nr, struct kmem_cache *cache)
{
	return mempool_create_slab_pool(min_nr, cache);
}

LIBRARY(mempool_t *, mempool_create_kmalloc_pool, int min_nr, size_t size)
{
	return mempool_create_kmalloc_pool(min_nr, size);
}

LIBRARY(mempool_t *, mempool_create_page_pool, int min_nr, int order)
{
	return mempool_create_page_pool(min_nr, order);
}
