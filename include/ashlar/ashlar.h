/* SPDX-License-Identifier: MIT */
/*
 * Ashlar for C and C++ programs: the kernel's memory allocators, in this process.
 *
 * The names, arguments and results are the kernel's.  Memory is that of a *machine*: a bounded
 * amount of RAM with zones and nodes, which is booted by the first call that needs memory and
 * costs only what is touched of it.  ashlar_boot() boots one made to measure; one machine runs in
 * a process at a time.
 *
 * This header needs none of the kernel's own, goes with the C library's in any order, and with
 * C++.  Every function in it, the inline ones too, is also a symbol of the library, so that other
 * languages find it.  Unless a comment says otherwise a function may be called from any thread at
 * any time.
 *
 * The manual page is libashlar(3).
 */
#ifndef ASHLAR_ASHLAR_H
#define ASHLAR_ASHLAR_H

#include <stddef.h>
#include <stdint.h>
#ifndef __cplusplus
#include <stdbool.h>
#endif

#include <ashlar/version.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Inlined where that is faster; the library has the same as a function. */
#define ASHLAR_INLINE	    extern __inline__ __attribute__((__gnu_inline__))
#define ASHLAR_NEW	    __attribute__((__malloc__, __warn_unused_result__))
#define ASHLAR_NEW_SIZED(n) __attribute__((__malloc__, __alloc_size__(n), __warn_unused_result__))
#define ASHLAR_MUST_CHECK   __attribute__((__warn_unused_result__))

/* ---- the machine ----------------------------------------------------------------------------- */

/** enum ashlar_profile - how physical memory is laid out in zones. */
enum ashlar_profile {
	ASHLAR_DEFAULT, /* what ASHLAR_PROFILE in the environment says, else ASHLAR_PC64 */
	ASHLAR_PC64,	/* DMA below 16 MiB, DMA32 below 4 GiB, Normal above */
	ASHLAR_PC32,	/* DMA, Normal below 896 MiB, the rest HighMem: without an address */
	ASHLAR_NOMMU,	/* Normal alone; nothing can be mapped, so vmalloc() is kmalloc() */
};

/**
 * struct ashlar_config - a machine made to measure.
 * @size: sizeof(struct ashlar_config), by which a later library knows which fields there are; 0
 *	stands for the fields below.
 * @profile: the layout of zones.
 * @memory: bytes of RAM over all nodes.
 * @nodes: NUMA nodes, 1 to 16.
 * @cpus: CPUs to simulate, 1 to 64, on which threads are placed in turn.  Left 0, the machine has
 *	the host's own CPUs, which is much faster.
 * @debug: checks for object caches, as letters: F consistency, Z red zones, P poison, U who
 *	allocated and freed, T a line for each call; "" for none.  Names of caches may follow, and
 *	more of the same: "FZ,kmalloc-*,mine;U,other".
 * @quiet: print no boot log.
 * @max_memory: bytes of RAM that the machine may grow to when memory is short, over all nodes; it
 *	grows by sections of eight largest blocks (32 MiB), to which each node's share of @memory is
 *	rounded up.  Left 0, it has all its memory from the start.
 * @movable: bytes of @memory, at its end, for movable pages alone.
 * @cma: bytes of @memory that a CMA area can claim in runs, and lends to movable pages.
 * @no_grouping: do not keep kinds of pages apart in page blocks.
 * @harden: caches whose free lists are hidden and checked, as "mine,kmalloc-*"; "1" for all.
 * @randomize: caches each of whose slabs hands its objects out in an order of its own.
 * @init_on_alloc, @init_on_free: caches whose objects are zeroed when they are taken, or freed.
 *
 * A field that is 0 (NULL) leaves the choice to the environment, and then to the default: see
 * ashlar_boot().
 */
struct ashlar_config {
	size_t size;
	enum ashlar_profile profile;
	unsigned int nodes;
	uint64_t memory;
	unsigned int cpus;
	bool quiet;
	const char *debug;
	uint64_t max_memory;
	uint64_t movable, cma;
	bool no_grouping;
	const char *harden, *randomize;
	const char *init_on_alloc, *init_on_free;
};

/**
 * ashlar_boot - boot a machine made to measure.
 * @config: what it is to be; NULL, or fields that are 0, for the default.
 *
 * The default is taken from the environment where that speaks (ASHLAR_MEM=512M,
 * ASHLAR_MAX_MEM=16G, ASHLAR_PROFILE=pc64|pc32|nommu, ASHLAR_NODES=2, ASHLAR_CPUS=4,
 * ASHLAR_DEBUG=FZPU), and else is half the host's memory in one pc64 node, or 64 MiB that grow to
 * the limit where there is one.  A program that does not call this gets that machine,
 * without a boot log, with the first call that needs memory.
 *
 * Return: 0; -EBUSY where a machine runs, -EINVAL for an impossible one, -ENOMEM where the host
 * refuses.  After a failure ashlar_error() says why.
 */
int ashlar_boot(const struct ashlar_config *config);

/**
 * ashlar_halt - take the machine down, with all memory that came from it.
 *
 * No other thread may be in a call of this library, and nothing that came from the machine may be
 * used afterwards, not even to be freed.  The next call that needs memory boots a new machine.
 */
void ashlar_halt(void);

/** ashlar_running - does a machine run? */
bool ashlar_running(void);

/** ashlar_error - why the last machine could not be booted, in one line; "" after a success. */
const char *ashlar_error(void);

/**
 * ashlar_check - prove the invariants of every layer; only while no other thread allocates.
 * Return: how many are broken, each printed on standard error.
 */
int ashlar_check(void);

/** ashlar_reports - how many mistakes (double frees, ...) were reported since the program began. */
unsigned long ashlar_reports(void);

/** ashlar_version - the library's version, as ASHLAR_VERSION is this header's. */
const char *ashlar_version(void);

/**
 * ashlar_show - what a file of /proc would say about the machine, or one about an object cache.
 * @name: "buddyinfo", "meminfo", "pagetypeinfo", "slabinfo", "vmallocinfo", "vmstat" or "zoneinfo";
 *	"/sys/kernel/slab" and all paths in it.
 * @buf: where to; @size: bytes there.  The text is cut to fit and ends with a 0.
 *
 * Return: bytes of the whole text without the 0; -EINVAL for an unknown name, -ENODEV where no
 * machine runs.
 */
long ashlar_show(const char *name, char *buf, size_t size);

/* ---- pages ----------------------------------------------------------------------------------- */

/* <sys/user.h> names these, too; that of a library with other pages cannot be used beside it. */
#ifndef PAGE_SHIFT
#define PAGE_SHIFT ASHLAR_PAGE_SHIFT
#endif
#if PAGE_SHIFT != ASHLAR_PAGE_SHIFT
#error "another header defines PAGE_SHIFT as something else than the pages of this library"
#endif
#ifndef PAGE_SIZE
#define PAGE_SIZE (1UL << PAGE_SHIFT)
#endif
#ifndef PAGE_MASK
#define PAGE_MASK (~(PAGE_SIZE - 1))
#endif
#define MAX_PAGE_ORDER ASHLAR_MAX_ORDER

/* Any node, where a function asks for one. */
#define NUMA_NO_NODE (-1)

/** gfp_t - what a request for memory allows. */
typedef unsigned int gfp_t;

/* Where from. */
#define __GFP_DMA	  0x01u
#define __GFP_HIGHMEM	  0x02u
#define __GFP_DMA32	  0x04u
#define __GFP_MOVABLE	  0x08u
#define __GFP_RECLAIMABLE 0x10u
#define __GFP_THISNODE	  0x200000u
/* What may be done to get it, and which reserves may be used. */
#define __GFP_HIGH	     0x20u
#define __GFP_IO	     0x40u
#define __GFP_FS	     0x80u
#define __GFP_DIRECT_RECLAIM 0x400u
#define __GFP_KSWAPD_RECLAIM 0x800u
#define __GFP_RECLAIM	     (__GFP_DIRECT_RECLAIM | __GFP_KSWAPD_RECLAIM)
#define __GFP_MEMALLOC	     0x20000u
#define __GFP_NOMEMALLOC     0x80000u
/* How hard to try. */
#define __GFP_RETRY_MAYFAIL 0x4000u
#define __GFP_NOFAIL	    0x8000u
#define __GFP_NORETRY	    0x10000u
/* How. */
#define __GFP_ZERO     0x100u
#define __GFP_NOWARN   0x2000u
#define __GFP_COMP     0x40000u
#define __GFP_HARDWALL 0x100000u
#define __GFP_ACCOUNT  0x400000u

#define GFP_ATOMIC	     (__GFP_HIGH | __GFP_KSWAPD_RECLAIM)
#define GFP_KERNEL	     (__GFP_RECLAIM | __GFP_IO | __GFP_FS)
#define GFP_KERNEL_ACCOUNT   (GFP_KERNEL | __GFP_ACCOUNT)
#define GFP_NOWAIT	     (__GFP_KSWAPD_RECLAIM | __GFP_NOWARN)
#define GFP_NOIO	     (__GFP_RECLAIM)
#define GFP_NOFS	     (__GFP_RECLAIM | __GFP_IO)
#define GFP_USER	     (__GFP_RECLAIM | __GFP_IO | __GFP_FS | __GFP_HARDWALL)
#define GFP_DMA		     __GFP_DMA
#define GFP_DMA32	     __GFP_DMA32
#define GFP_HIGHUSER	     (GFP_USER | __GFP_HIGHMEM)
#define GFP_HIGHUSER_MOVABLE (GFP_HIGHUSER | __GFP_MOVABLE)

/** struct page - a frame of the machine's RAM; what is in it is the library's. */
struct page;
struct nodemask;

struct page *__alloc_pages(gfp_t gfp, unsigned int order, int nid,
			   const struct nodemask *nodemask) ASHLAR_MUST_CHECK;

/**
 * alloc_pages - take 2^@order pages in a row, aligned to their size.
 * @gfp: GFP_* flags; with __GFP_HIGHMEM the pages may have no address.
 * @order: 0 to MAX_PAGE_ORDER; get_order() finds it for a size.
 *
 * Return: the first page, for __free_pages(), or NULL.
 */
ASHLAR_INLINE ASHLAR_MUST_CHECK struct page *alloc_pages(gfp_t gfp, unsigned int order)
{
	return __alloc_pages(gfp, order, NUMA_NO_NODE, NULL);
}

/** alloc_pages_node - alloc_pages(), from node @nid if it has them. */
ASHLAR_INLINE ASHLAR_MUST_CHECK struct page *alloc_pages_node(int nid, gfp_t gfp,
							      unsigned int order)
{
	return __alloc_pages(gfp, order, nid, NULL);
}

/** __free_pages - give back what alloc_pages() gave, with the same order. */
void __free_pages(struct page *page, unsigned int order);

/** __get_free_pages - alloc_pages() that returns the address; 0 where there is none. */
unsigned long __get_free_pages(gfp_t gfp, unsigned int order) ASHLAR_MUST_CHECK;
/** get_zeroed_page - the address of one page of zeros, or 0. */
unsigned long get_zeroed_page(gfp_t gfp) ASHLAR_MUST_CHECK;
/** free_pages - give pages back by their address; 0 is fine. */
void free_pages(unsigned long addr, unsigned int order);

/** alloc_pages_exact - whole pages for @size bytes and no more, or NULL. */
void *alloc_pages_exact(size_t size, gfp_t gfp) ASHLAR_NEW_SIZED(1);
/** free_pages_exact - give them back, with the same @size. */
void free_pages_exact(void *addr, size_t size);

#define alloc_page(gfp)	     alloc_pages((gfp), 0)
#define __free_page(page)    __free_pages((page), 0)
#define __get_free_page(gfp) __get_free_pages((gfp), 0)
#define free_page(addr)	     free_pages((addr), 0)

/** get_page, put_page - take and drop a reference; the last one dropped frees the block. */
void get_page(struct page *page);
void put_page(struct page *page);

/** page_address - the address of @page; NULL for a page of high memory. */
void *page_address(const struct page *page);
/** virt_to_page - the page that holds @addr, which did not come from vmalloc(). */
struct page *virt_to_page(const void *addr);
/** virt_addr_valid - may virt_to_page() be asked about @addr? */
bool virt_addr_valid(const void *addr);
/** page_to_pfn, pfn_to_page - a page's frame number, and back. */
unsigned long page_to_pfn(const struct page *page);
struct page *pfn_to_page(unsigned long pfn);
/** page_to_nid - the node a page is of. */
int page_to_nid(const struct page *page);

/** get_order - the smallest order whose block holds @size bytes. */
ASHLAR_INLINE int get_order(unsigned long size)
{
	if (!size)
		return (int)(sizeof(long) * 8) - ASHLAR_PAGE_SHIFT;
	size = (size - 1) >> ASHLAR_PAGE_SHIFT;
	return size ? (int)(sizeof(long) * 8) - __builtin_clzl(size) : 0;
}

/* ---- memory by the byte ---------------------------------------------------------------------- */

/* What kmalloc(0) returns: not NULL, and not to be touched. */
#define ZERO_SIZE_PTR	    ((void *)16)
#define ZERO_OR_NULL_PTR(x) ((unsigned long)(x) <= (unsigned long)ZERO_SIZE_PTR)

/* The largest kmalloc(). */
#define KMALLOC_MAX_SIZE (1UL << (ASHLAR_MAX_ORDER + ASHLAR_PAGE_SHIFT))

void *__kmalloc(size_t size, gfp_t gfp) ASHLAR_NEW_SIZED(1);
void *__kmalloc_node(size_t size, gfp_t gfp, int node) ASHLAR_NEW_SIZED(1);

/**
 * kmalloc - allocate @size bytes.
 * @size: bytes, up to KMALLOC_MAX_SIZE; 0 gives ZERO_SIZE_PTR.
 * @gfp: GFP_KERNEL, or GFP_NOWAIT where the call may not wait.
 *
 * Powers of two are aligned to themselves, up to a page; other sizes to 8 bytes.
 *
 * Return: the memory, for kfree(), or NULL.
 */
ASHLAR_INLINE ASHLAR_NEW_SIZED(1) void *kmalloc(size_t size, gfp_t gfp)
{
	return __kmalloc(size, gfp);
}

/** kzalloc - kmalloc() of zeros. */
ASHLAR_INLINE ASHLAR_NEW_SIZED(1) void *kzalloc(size_t size, gfp_t gfp)
{
	return __kmalloc(size, gfp | __GFP_ZERO);
}

/** kmalloc_node - kmalloc(), from node @node if it has memory. */
ASHLAR_INLINE ASHLAR_NEW_SIZED(1) void *kmalloc_node(size_t size, gfp_t gfp, int node)
{
	return __kmalloc_node(size, gfp, node);
}

/** kmalloc_array - kmalloc() of @n times @size bytes; NULL where the product overflows. */
ASHLAR_INLINE ASHLAR_NEW void *kmalloc_array(size_t n, size_t size, gfp_t gfp)
{
	size_t bytes;

	return __builtin_mul_overflow(n, size, &bytes) ? NULL : __kmalloc(bytes, gfp);
}

/** kcalloc - kmalloc_array() of zeros. */
ASHLAR_INLINE ASHLAR_NEW void *kcalloc(size_t n, size_t size, gfp_t gfp)
{
	return kmalloc_array(n, size, gfp | __GFP_ZERO);
}

/**
 * krealloc - change the size of what kmalloc() gave.
 * @p: the memory, or NULL for new memory; @size: bytes wanted, 0 frees it.
 * Return: the memory, perhaps moved; NULL where there is none, and then @p is as it was.
 */
void *krealloc(const void *p, size_t size, gfp_t gfp) ASHLAR_MUST_CHECK;

/** kfree - give back what the functions of this section gave; NULL and ZERO_SIZE_PTR are fine. */
void kfree(const void *p);
/** kfree_sensitive - kfree() memory after overwriting it. */
void kfree_sensitive(const void *p);

/** ksize - bytes that may be used at @p, which can be more than were asked for. */
size_t ksize(const void *p);
/** kmalloc_size_roundup - what ksize() would say after kmalloc() of @size bytes. */
size_t kmalloc_size_roundup(size_t size);

/** kstrdup, kstrndup - copy a string, or at most @max bytes of it; NULL of NULL. */
char *kstrdup(const char *s, gfp_t gfp) ASHLAR_NEW;
char *kstrndup(const char *s, size_t max, gfp_t gfp) ASHLAR_NEW;
/** kmemdup - copy @len bytes; kmemdup_nul - and end them with a 0. */
void *kmemdup(const void *src, size_t len, gfp_t gfp) ASHLAR_NEW;
char *kmemdup_nul(const char *s, size_t len, gfp_t gfp) ASHLAR_NEW;

/* ---- memory of many pages -------------------------------------------------------------------- */

/**
 * vmalloc - allocate memory of any size from pages that need not lie in a row.
 * @size: bytes; whole pages are taken.
 * Return: the memory, for vfree(), or NULL.
 */
void *vmalloc(unsigned long size) ASHLAR_NEW_SIZED(1);
/** vzalloc - vmalloc() of zeros. */
void *vzalloc(unsigned long size) ASHLAR_NEW_SIZED(1);
/** vfree - give back what vmalloc() gave; NULL is fine. */
void vfree(const void *p);
/** is_vmalloc_addr - is @p an address of vmalloc()? */
bool is_vmalloc_addr(const void *p);
/** vmalloc_to_page - the page behind an address of vmalloc(). */
struct page *vmalloc_to_page(const void *p);

void *kvmalloc_node(size_t size, gfp_t gfp, int node) ASHLAR_NEW_SIZED(1);

/** kvmalloc - kmalloc() where that has the memory, else vmalloc(); for kvfree(). */
ASHLAR_INLINE ASHLAR_NEW_SIZED(1) void *kvmalloc(size_t size, gfp_t gfp)
{
	return kvmalloc_node(size, gfp, NUMA_NO_NODE);
}

/** kvzalloc - kvmalloc() of zeros. */
ASHLAR_INLINE ASHLAR_NEW_SIZED(1) void *kvzalloc(size_t size, gfp_t gfp)
{
	return kvmalloc_node(size, gfp | __GFP_ZERO, NUMA_NO_NODE);
}

/** kvmalloc_array - kvmalloc() of @n times @size bytes; NULL where the product overflows. */
ASHLAR_INLINE ASHLAR_NEW void *kvmalloc_array(size_t n, size_t size, gfp_t gfp)
{
	size_t bytes;

	return __builtin_mul_overflow(n, size, &bytes) ? NULL :
							 kvmalloc_node(bytes, gfp, NUMA_NO_NODE);
}

/** kvcalloc - kvmalloc_array() of zeros. */
ASHLAR_INLINE ASHLAR_NEW void *kvcalloc(size_t n, size_t size, gfp_t gfp)
{
	return kvmalloc_array(n, size, gfp | __GFP_ZERO);
}

/** kvrealloc - krealloc() for memory of kvmalloc(). */
void *kvrealloc(const void *p, size_t size, gfp_t gfp) ASHLAR_MUST_CHECK;
/** kvfree - give back what kvmalloc(), kmalloc() or vmalloc() gave. */
void kvfree(const void *p);

/* ---- object caches --------------------------------------------------------------------------- */

typedef unsigned int slab_flags_t;

#define SLAB_CONSISTENCY_CHECKS 0x00000100u
#define SLAB_RED_ZONE		0x00000400u
#define SLAB_POISON		0x00000800u
#define SLAB_HWCACHE_ALIGN	0x00002000u
#define SLAB_CACHE_DMA		0x00004000u
#define SLAB_CACHE_DMA32	0x00008000u
#define SLAB_STORE_USER		0x00010000u
#define SLAB_RECLAIM_ACCOUNT	0x00020000u
#define SLAB_PANIC		0x00040000u
#define SLAB_TYPESAFE_BY_RCU	0x00080000u
#define SLAB_NO_MERGE		0x01000000u
#define SLAB_ACCOUNT		0x04000000u

struct kmem_cache;

/**
 * struct kmem_cache_args - the less common properties of a cache.
 * @align: least alignment of objects in bytes; 0 for the natural one.
 * @useroffset, @usersize: for kernels with user space.
 * @freeptr_offset: where in a free object the library may keep a pointer, if @use_freeptr_offset.
 * @use_freeptr_offset: @freeptr_offset is given.
 * @ctor: run once for each object when its memory is taken, not with each allocation.
 * @dtor: run once for each object when its memory is given back.
 */
struct kmem_cache_args {
	unsigned int align;
	unsigned int useroffset;
	unsigned int usersize;
	unsigned int freeptr_offset;
	bool use_freeptr_offset;
	void (*ctor)(void *object);
	void (*dtor)(void *object, struct kmem_cache *s, unsigned long flags);
};

struct kmem_cache *__kmem_cache_create_args(const char *name, unsigned int size,
					    const struct kmem_cache_args *args,
					    slab_flags_t flags) ASHLAR_MUST_CHECK;

/**
 * kmem_cache_create - make a cache of objects of one kind.
 * @name: for slabinfo and reports; copied.
 * @size: bytes of an object.
 * @align: least alignment of one; 0 for the natural.
 * @flags: SLAB_*.
 * @ctor: run once for each object when its memory is taken; NULL for none.
 *
 * (name, size, args, flags) with a pointer to a struct kmem_cache_args is the other form.
 * Caches of like shape share their memory, unless SLAB_NO_MERGE forbids it.
 *
 * Return: the cache, or NULL.
 */
struct kmem_cache *kmem_cache_create(const char *name, unsigned int size, unsigned int align,
				     slab_flags_t flags, void (*ctor)(void *)) ASHLAR_MUST_CHECK;

#ifndef __cplusplus
#define ASHLAR_CREATE_OF(_1, _2, _3, _4, _5, name, ...) name
#define kmem_cache_create(...) \
	ASHLAR_CREATE_OF(__VA_ARGS__, kmem_cache_create, __kmem_cache_create_args, , )(__VA_ARGS__)
#endif

/** KMEM_CACHE - a cache of struct @type. */
#define KMEM_CACHE(type, flags) \
	kmem_cache_create(#type, sizeof(struct type), __alignof__(struct type), (flags), NULL)

/**
 * kmem_cache_destroy - end a cache; NULL is fine.
 * Objects that are still in use are listed on standard error, and their memory is kept.
 */
void kmem_cache_destroy(struct kmem_cache *cache);
/** kmem_cache_shrink - give unused memory back. Return: 0 when the cache holds none now. */
int kmem_cache_shrink(struct kmem_cache *cache);
/** kmem_cache_size - bytes of an object; kmem_cache_name - what the cache is called. */
unsigned int kmem_cache_size(struct kmem_cache *cache);
const char *kmem_cache_name(struct kmem_cache *cache);

/** kmem_cache_alloc - take an object, or NULL; kmem_cache_free() takes it back. */
void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t gfp) ASHLAR_NEW;
void *kmem_cache_alloc_node(struct kmem_cache *cache, gfp_t gfp, int node) ASHLAR_NEW;
void kmem_cache_free(struct kmem_cache *cache, void *object);

/** kmem_cache_zalloc - an object of zeros. */
ASHLAR_INLINE ASHLAR_NEW void *kmem_cache_zalloc(struct kmem_cache *cache, gfp_t gfp)
{
	return kmem_cache_alloc(cache, gfp | __GFP_ZERO);
}

/** kmem_cache_alloc_bulk - take @n objects, or none. Return: @n, or 0. */
int kmem_cache_alloc_bulk(struct kmem_cache *cache, gfp_t gfp, size_t n,
			  void **objects) ASHLAR_MUST_CHECK;
void kmem_cache_free_bulk(struct kmem_cache *cache, size_t n, void **objects);

/* ---- reserved pools -------------------------------------------------------------------------- */

/** mempool_t - an allocator with a reserve behind it. */
typedef struct mempool_s mempool_t;
typedef void *(mempool_alloc_t)(gfp_t gfp, void *pool_data);
typedef void(mempool_free_t)(void *element, void *pool_data);

/**
 * mempool_create - make a pool.
 * @min_nr: elements in the reserve.
 * @alloc_fn, @free_fn: make and unmake an element; @pool_data is handed to both.
 * Return: the pool, with its reserve filled, or NULL.
 */
mempool_t *mempool_create(int min_nr, mempool_alloc_t *alloc_fn, mempool_free_t *free_fn,
			  void *pool_data) ASHLAR_MUST_CHECK;
/** mempool_destroy - end a pool whose elements have all come back; NULL is fine. */
void mempool_destroy(mempool_t *pool);
int __mempool_resize(mempool_t *pool, int new_min_nr);

/** mempool_resize - change the reserve. Return: 0 or -ENOMEM. */
ASHLAR_INLINE int mempool_resize(mempool_t *pool, int new_min_nr)
{
	return __mempool_resize(pool, new_min_nr);
}

/**
 * mempool_alloc - take an element: from the allocator, or else from the reserve.
 * @gfp: with GFP_KERNEL the call waits for an element rather than fail; with GFP_NOWAIT it does
 *	not.
 * Return: the element, or NULL where it may not wait.
 */
void *mempool_alloc(mempool_t *pool, gfp_t gfp) ASHLAR_NEW;
/** mempool_free - give an element back; it fills the reserve first. */
void mempool_free(void *element, mempool_t *pool);

/* What a pool's elements can be: objects of a cache, bytes, or blocks of pages. */
void *mempool_alloc_slab(gfp_t gfp, void *pool_data) ASHLAR_NEW;
void mempool_free_slab(void *element, void *pool_data);
void *mempool_kmalloc(gfp_t gfp, void *pool_data) ASHLAR_NEW;
void mempool_kfree(void *element, void *pool_data);
void *mempool_alloc_pages(gfp_t gfp, void *pool_data) ASHLAR_NEW;
void mempool_free_pages(void *element, void *pool_data);

/** mempool_create_slab_pool - a pool of objects of @cache, which may have no constructor. */
ASHLAR_INLINE ASHLAR_MUST_CHECK mempool_t *mempool_create_slab_pool(int min_nr,
								    struct kmem_cache *cache)
{
	return mempool_create(min_nr, mempool_alloc_slab, mempool_free_slab, cache);
}

/** mempool_create_kmalloc_pool - a pool of @size bytes each. */
ASHLAR_INLINE ASHLAR_MUST_CHECK mempool_t *mempool_create_kmalloc_pool(int min_nr, size_t size)
{
	return mempool_create(min_nr, mempool_kmalloc, mempool_kfree, (void *)size);
}

/** mempool_create_page_pool - a pool of blocks of 2^@order pages; an element is the struct page. */
ASHLAR_INLINE ASHLAR_MUST_CHECK mempool_t *mempool_create_page_pool(int min_nr, int order)
{
	return mempool_create(min_nr, mempool_alloc_pages, mempool_free_pages,
			      (void *)(unsigned long)order);
}

#ifdef __cplusplus
} /* extern "C" */

/* The form of kmem_cache_create() that C picks by the number of arguments. */
inline struct kmem_cache *kmem_cache_create(const char *name, unsigned int size,
					    const struct kmem_cache_args *args, slab_flags_t flags)
{
	return __kmem_cache_create_args(name, size, args, flags);
}
#endif

#endif
