/* SPDX-License-Identifier: MIT */
/* kmalloc and object caches. */
#ifndef _LINUX_SLAB_H
#define _LINUX_SLAB_H

#include <linux/gfp.h>
#include <linux/types.h>
#include <linux/overflow.h>
#include <linux/stdarg.h>
#include <linux/kvmalloc.h>
#include <linux/cleanup.h>
#include <asm/cache.h>

struct kmem_cache;

/* ---- cache flags ----------------------------------------------------------------------------- */

#define SLAB_CONSISTENCY_CHECKS 0x00000100u
#define SLAB_DEBUG_FREE		SLAB_CONSISTENCY_CHECKS
#define SLAB_RED_ZONE		0x00000400u
#define SLAB_POISON		0x00000800u
#define SLAB_KMALLOC		0x00001000u
#define SLAB_HWCACHE_ALIGN	0x00002000u
#define SLAB_CACHE_DMA		0x00004000u
#define SLAB_CACHE_DMA32	0x00008000u
#define SLAB_STORE_USER		0x00010000u
#define SLAB_RECLAIM_ACCOUNT	0x00020000u
#define SLAB_TEMPORARY		SLAB_RECLAIM_ACCOUNT
#define SLAB_PANIC		0x00040000u
#define SLAB_TYPESAFE_BY_RCU	0x00080000u
#define SLAB_DESTROY_BY_RCU	SLAB_TYPESAFE_BY_RCU
#define SLAB_MEM_SPREAD		0x00100000u /* for cpusets of SLAB; nothing here, as in SLUB */
#define SLAB_TRACE		0x00200000u
#define SLAB_NO_MERGE		0x01000000u
#define SLAB_ACCOUNT		0x04000000u
#define SLAB_NO_USER_FLAGS	0x10000000u
#define SLAB_NO_REAP		0x00000040u /* 2.6: keeps its empty slabs when memory is short */
#define SLAB_MUST_HWCACHE_ALIGN SLAB_HWCACHE_ALIGN
#define SLAB_OLD_CTOR		0x40000000u /* the constructor takes three arguments */
#define SLAB_PAIR_CTOR		0x80000000u /* it takes the cache and the object */

/* What kmalloc(0) returns: not NULL, and faults when touched. */
#define ZERO_SIZE_PTR	    ((void *)16)
#define ZERO_OR_NULL_PTR(x) ((unsigned long)(x) <= (unsigned long)ZERO_SIZE_PTR)

/* ---- object caches --------------------------------------------------------------------------- */

/**
 * struct kmem_cache_args - the less common properties of a cache.
 * @align: least alignment of objects in bytes; 0 for the natural one.
 * @useroffset: first byte that may be copied to user space.
 * @usersize: how many bytes may.
 * @freeptr_offset: where in a free object the free list may be kept, if @use_freeptr_offset.
 * @use_freeptr_offset: @freeptr_offset is given.
 * @ctor: run once for each object when its slab is made.
 * @dtor: of early 2.6: run once for each object when its slab is given back.
 */
struct kmem_cache_args {
	unsigned int align;
	unsigned int useroffset;
	unsigned int usersize;
	unsigned int freeptr_offset;
	bool use_freeptr_offset;
	void (*ctor)(void *);
	void (*dtor)(void *object, struct kmem_cache *s, unsigned long flags);
};

struct kmem_cache *__kmem_cache_create_args(const char *name, unsigned int object_size,
					    const struct kmem_cache_args *args, slab_flags_t flags);
struct kmem_cache *kmem_cache_create_usercopy(const char *name, unsigned int size,
					      unsigned int align, slab_flags_t flags,
					      unsigned int useroffset, unsigned int usersize,
					      void (*ctor)(void *));

static inline struct kmem_cache *__kmem_cache_create_ctor(const char *name, unsigned int size,
							  unsigned int align, slab_flags_t flags,
							  void (*ctor)(void *))
{
	struct kmem_cache_args args = { .align = align, .ctor = ctor };

	return __kmem_cache_create_args(name, size, &args, flags);
}

static inline struct kmem_cache *__kmem_cache_create_align(const char *name, unsigned int size,
							   unsigned int align, slab_flags_t flags,
							   void *none)
{
	struct kmem_cache_args args = { .align = align };

	return __kmem_cache_create_args(name, size, &args, flags);
}

static inline struct kmem_cache *__kmem_cache_create_default(const char *name, unsigned int size,
							     const void *none, slab_flags_t flags)
{
	struct kmem_cache_args args = {};

	return __kmem_cache_create_args(name, size, &args, flags);
}

/*
 * Early 2.6: the type and the flags by their own names, constructors that are told which cache it
 * is and what to do, and, until 2.6.21, a destructor.  2.6.24 to 2.6.26 had constructors of the
 * cache and the object.  Which it is tells its type.
 */
typedef struct kmem_cache kmem_cache_t;
typedef void (*slab_old_ctor_t)(void *object, struct kmem_cache *s, unsigned long flags);
typedef void (*slab_pair_ctor_t)(struct kmem_cache *s, void *object);

#define SLAB_CTOR_CONSTRUCTOR 0x001ul
#define SLAB_CTOR_ATOMIC      0x002ul
#define SLAB_CTOR_VERIFY      0x004ul

#define SLAB_KERNEL GFP_KERNEL
#define SLAB_ATOMIC GFP_ATOMIC
#define SLAB_USER   GFP_USER
#define SLAB_NOFS   GFP_NOFS
#define SLAB_NOIO   GFP_NOIO
#define SLAB_DMA    GFP_DMA

static inline struct kmem_cache *__kmem_cache_create_ctor3(const char *name, size_t size,
							   size_t align, unsigned long flags,
							   slab_old_ctor_t ctor)
{
	return __kmem_cache_create_ctor(name, (unsigned int)size, (unsigned int)align,
					(slab_flags_t)flags | SLAB_OLD_CTOR,
					(void (*)(void *))(void *)ctor);
}

static inline struct kmem_cache *__kmem_cache_create_ctor2(const char *name, size_t size,
							   size_t align, unsigned long flags,
							   slab_pair_ctor_t ctor)
{
	return __kmem_cache_create_ctor(name, (unsigned int)size, (unsigned int)align,
					(slab_flags_t)flags | SLAB_PAIR_CTOR,
					(void (*)(void *))(void *)ctor);
}

static inline struct kmem_cache *__kmem_cache_create_old(const char *name, size_t size,
							 size_t align, unsigned long flags,
							 slab_old_ctor_t ctor, slab_old_ctor_t dtor)
{
	struct kmem_cache_args args = { .align = (unsigned int)align,
					.ctor = (void (*)(void *))(void *)ctor,
					.dtor = dtor };

	return __kmem_cache_create_args(name, (unsigned int)size, &args,
					(slab_flags_t)flags | (ctor ? SLAB_OLD_CTOR : 0));
}

#define __kmem_cache_create4(name, size, third, flags) \
	_Generic((third),                                                                          \
		struct kmem_cache_args *: __kmem_cache_create_args,                                \
		const struct kmem_cache_args *: __kmem_cache_create_args,                          \
		default: __kmem_cache_create_default)(name, size, third, flags)

#define __kmem_cache_create5(name, size, align, flags, ctor)   \
	_Generic((ctor), slab_old_ctor_t                       \
		 : __kmem_cache_create_ctor3, slab_pair_ctor_t \
		 : __kmem_cache_create_ctor2, default          \
		 : __kmem_cache_create_ctor)(name, size, align, flags, ctor)

#define __kmem_cache_create_n(_1, _2, _3, _4, _5, _6, fn, ...) fn

/**
 * kmem_cache_create - make a cache of objects of one kind.
 *
 * All forms that Linux has had: (name, size, args, flags) with a struct kmem_cache_args;
 * (name, size, align, flags, ctor) with a constructor of any time; and (name, size, align, flags,
 * ctor, dtor) of early 2.6.
 *
 * Return: the cache; NULL where memory runs out or the arguments make no cache.
 * Context: process context; may sleep.
 */
#define kmem_cache_create(...)                                                            \
	__kmem_cache_create_n(__VA_ARGS__, __kmem_cache_create_old, __kmem_cache_create5, \
			      __kmem_cache_create4, , , )(__VA_ARGS__)

#define __KMEM_CACHE_3(type, flags, field)                                                        \
	kmem_cache_create_usercopy(#type, sizeof(struct type), __alignof__(struct type), (flags), \
				   offsetof(struct type, field),                                  \
				   sizeof(((struct type *)0)->field), NULL)
#define KMEM_CACHE(type, flags)                                                                 \
	__kmem_cache_create_ctor(#type, sizeof(struct type), __alignof__(struct type), (flags), \
				 NULL)
#define KMEM_CACHE_USERCOPY(type, flags, field) __KMEM_CACHE_3(type, flags, field)

void kmem_cache_destroy(struct kmem_cache *s);
int kmem_cache_shrink(struct kmem_cache *s);
unsigned int kmem_cache_size(struct kmem_cache *s);
const char *kmem_cache_name(struct kmem_cache *s);
bool slab_is_available(void);

void *kmem_cache_alloc(struct kmem_cache *s, gfp_t flags) __malloc;
void *kmem_cache_alloc_node(struct kmem_cache *s, gfp_t flags, int node) __malloc;
void *kmem_cache_alloc_lru(struct kmem_cache *s, void *lru, gfp_t flags) __malloc;
void kmem_cache_free(struct kmem_cache *s, void *object);
int kmem_cache_alloc_bulk(struct kmem_cache *s, gfp_t flags, size_t size, void **p);
void kmem_cache_free_bulk(struct kmem_cache *s, size_t size, void **p);

/** kfree_bulk - kfree() for @size objects. */
static inline void kfree_bulk(size_t size, void **p)
{
	kmem_cache_free_bulk(NULL, size, p);
}

static inline void *kmem_cache_zalloc(struct kmem_cache *s, gfp_t flags)
{
	return kmem_cache_alloc(s, flags | __GFP_ZERO);
}

/* ---- kmalloc --------------------------------------------------------------------------------- */

#ifndef ARCH_KMALLOC_MINALIGN
#define ARCH_KMALLOC_MINALIGN __alignof__(unsigned long long)
#endif
#define ARCH_SLAB_MINALIGN __alignof__(unsigned long long)

#define KMALLOC_MIN_SIZE       8u
#define KMALLOC_SHIFT_LOW      3
#define KMALLOC_SHIFT_HIGH     13
#define KMALLOC_MAX_CACHE_SIZE (1ul << KMALLOC_SHIFT_HIGH)
#define KMALLOC_SHIFT_MAX      (MAX_PAGE_ORDER + PAGE_SHIFT)
#define KMALLOC_MAX_SIZE       (1ul << KMALLOC_SHIFT_MAX)
#define KMALLOC_MAX_ORDER      MAX_PAGE_ORDER

enum kmalloc_cache_type {
	KMALLOC_NORMAL,
	KMALLOC_CGROUP,
	KMALLOC_RECLAIM,
	KMALLOC_DMA,
	NR_KMALLOC_TYPES
};

/** kmalloc_caches - by kind, and log2 of the size; but 1 and 2 stand for 96 and 192 bytes. */
extern struct kmem_cache *kmalloc_caches[NR_KMALLOC_TYPES][KMALLOC_SHIFT_HIGH + 1];

static __always_inline enum kmalloc_cache_type kmalloc_type(gfp_t flags)
{
	if (likely(!(flags & (__GFP_DMA | __GFP_RECLAIMABLE | __GFP_ACCOUNT))))
		return KMALLOC_NORMAL;
	if (flags & __GFP_DMA)
		return KMALLOC_DMA;
	return flags & __GFP_RECLAIMABLE ? KMALLOC_RECLAIM : KMALLOC_CGROUP;
}

/* kmalloc_index - the column of kmalloc_caches for @size, 1 .. KMALLOC_MAX_CACHE_SIZE. */
static __always_inline unsigned int kmalloc_index(size_t size)
{
	if (size <= KMALLOC_MIN_SIZE)
		return KMALLOC_SHIFT_LOW;
	if (size > 64 && size <= 96)
		return 1;
	if (size > 128 && size <= 192)
		return 2;
	return (unsigned int)(sizeof(long) * 8) - (unsigned int)__builtin_clzl(size - 1);
}

void *__kmalloc(size_t size, gfp_t flags) __malloc __alloc_size(1);
void *__kmalloc_node(size_t size, gfp_t flags, int node) __malloc __alloc_size(1);
void *__kmalloc_cache(struct kmem_cache *s, gfp_t flags, size_t size) __malloc __alloc_size(3);
void *__kmalloc_large(size_t size, gfp_t flags) __malloc __alloc_size(1);
void *__kmalloc_track_caller(size_t size, gfp_t flags, unsigned long caller);
void kfree(const void *object);
void kfree_sensitive(const void *object);
size_t ksize(const void *object);
size_t kmalloc_size_roundup(size_t size);
void *krealloc(const void *p, size_t new_size, gfp_t flags) __must_check;

#define kzfree(p)			  kfree_sensitive(p)
#define kmalloc_track_caller(size, flags) __kmalloc(size, flags)

/**
 * kmalloc - allocate @size bytes of physically contiguous memory.
 * @size: bytes; 0 gives ZERO_SIZE_PTR.
 * @flags: GFP_*.
 *
 * A constant size is resolved to its cache while compiling.  Powers of two are aligned to
 * themselves, the rest to ARCH_KMALLOC_MINALIGN.  kfree() takes it back.
 *
 * Return: the memory, or NULL.
 * Context: any; with GFP_KERNEL one that may sleep.
 */
static __always_inline __malloc void *kmalloc(size_t size, gfp_t flags)
{
	if (!IS_ENABLED(CONFIG_SLOB) && __builtin_constant_p(size) && size) {
		if (size > KMALLOC_MAX_CACHE_SIZE)
			return __kmalloc_large(size, flags);
		return __kmalloc_cache(kmalloc_caches[kmalloc_type(flags)][kmalloc_index(size)],
				       flags, size);
	}
	return __kmalloc(size, flags);
}

static __always_inline __malloc void *kmalloc_node(size_t size, gfp_t flags, int node)
{
	return __kmalloc_node(size, flags, node);
}

static __always_inline __malloc void *kzalloc(size_t size, gfp_t flags)
{
	return kmalloc(size, flags | __GFP_ZERO);
}

static __always_inline __malloc void *kzalloc_node(size_t size, gfp_t flags, int node)
{
	return __kmalloc_node(size, flags | __GFP_ZERO, node);
}

static __always_inline __malloc void *kmalloc_array(size_t n, size_t size, gfp_t flags)
{
	size_t bytes;

	if (unlikely(check_mul_overflow(n, size, &bytes)))
		return NULL;
	return kmalloc(bytes, flags);
}

static __always_inline __malloc void *kmalloc_array_node(size_t n, size_t size, gfp_t flags,
							 int node)
{
	size_t bytes;

	if (unlikely(check_mul_overflow(n, size, &bytes)))
		return NULL;
	return __kmalloc_node(bytes, flags, node);
}

static __always_inline __malloc void *kcalloc(size_t n, size_t size, gfp_t flags)
{
	return kmalloc_array(n, size, flags | __GFP_ZERO);
}

static __always_inline __malloc void *kcalloc_node(size_t n, size_t size, gfp_t flags, int node)
{
	return kmalloc_array_node(n, size, flags | __GFP_ZERO, node);
}

static inline __must_check void *krealloc_array(void *p, size_t n, size_t size, gfp_t flags)
{
	size_t bytes;

	if (unlikely(check_mul_overflow(n, size, &bytes)))
		return NULL;
	return krealloc(p, bytes, flags);
}

/* Typed forms: the object's type gives the size. */
#define __kmalloc_obj_flags(...)	   __kmalloc_obj_pick(, ##__VA_ARGS__, GFP_KERNEL)
#define __kmalloc_obj_pick(_0, flags, ...) (flags)
#define kmalloc_obj(obj, ...) \
	((typeof(obj) *)kmalloc(sizeof(obj), __kmalloc_obj_flags(__VA_ARGS__)))
#define kzalloc_obj(obj, ...) \
	((typeof(obj) *)kzalloc(sizeof(obj), __kmalloc_obj_flags(__VA_ARGS__)))
#define kmalloc_objs(obj, count, ...) \
	((typeof(obj) *)kmalloc_array((count), sizeof(obj), __kmalloc_obj_flags(__VA_ARGS__)))
#define kzalloc_objs(obj, count, ...) \
	((typeof(obj) *)kcalloc((count), sizeof(obj), __kmalloc_obj_flags(__VA_ARGS__)))
#define kmalloc_flex(obj, member, count, ...)                                \
	((typeof(obj) *)kmalloc(struct_size_t(typeof(obj), member, (count)), \
				__kmalloc_obj_flags(__VA_ARGS__)))
#define kzalloc_flex(obj, member, count, ...)                                \
	((typeof(obj) *)kzalloc(struct_size_t(typeof(obj), member, (count)), \
				__kmalloc_obj_flags(__VA_ARGS__)))

/* ---- copies ---------------------------------------------------------------------------------- */

char *kstrdup(const char *s, gfp_t flags) __malloc;
const char *kstrdup_const(const char *s, gfp_t flags);
void kfree_const(const void *p);
char *kstrndup(const char *s, size_t max, gfp_t flags);
void *kmemdup(const void *src, size_t len, gfp_t flags);
void *kmemdup_array(const void *src, size_t count, size_t size, gfp_t flags);
char *kmemdup_nul(const char *s, size_t len, gfp_t flags);
char *kasprintf(gfp_t flags, const char *fmt, ...) __printf(2, 3);
char *kvasprintf(gfp_t flags, const char *fmt, va_list args) __printf(2, 0);
const char *kvasprintf_const(gfp_t flags, const char *fmt, va_list args) __printf(2, 0);

DEFINE_FREE(kfree, void *, if (!IS_ERR_OR_NULL(_T)) kfree(_T))

/* What modules have always had through this header. */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/nodemask.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/seqlock.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/workqueue.h>
#include <linux/wait.h>

/* Last: from here on the calls' names are macros where calls are counted. */
#include <linux/slab_tagged.h>

#endif
