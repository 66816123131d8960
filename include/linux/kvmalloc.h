/* SPDX-License-Identifier: MIT */
/*
 * Memory from kmalloc() where that has it, else from vmalloc(): for sizes that are mostly small.
 *
 * Linux declares these in linux/slab.h and linux/mm.h; both include this file.
 */
#ifndef _LINUX_KVMALLOC_H
#define _LINUX_KVMALLOC_H

#include <linux/types.h>
#include <linux/compiler.h>
#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/gfp_types.h>
#include <linux/numa.h>
#include <linux/overflow.h>

void *kvmalloc_node(size_t size, gfp_t flags, int node) __malloc;
void *(kvrealloc)(const void *p, size_t size, gfp_t flags)__must_check;
void *kvrealloc_from(const void *p, size_t oldsize, size_t newsize, gfp_t flags) __must_check;
void kvfree(const void *addr);
void kvfree_sensitive(const void *addr, size_t len);

/*
 * kvrealloc() finds the old size itself since 6.12; the kernels before (5.15 on) want it named
 * after the pointer.  The number of arguments says which is meant.
 */
#define __kvrealloc_pick(a, b, c, d, name, ...) name

#define kvrealloc(...) __kvrealloc_pick(__VA_ARGS__, kvrealloc_from, (kvrealloc), )(__VA_ARGS__)

static inline void *kvmalloc(size_t size, gfp_t flags)
{
	return kvmalloc_node(size, flags, NUMA_NO_NODE);
}

static inline void *kvzalloc(size_t size, gfp_t flags)
{
	return kvmalloc_node(size, flags | __GFP_ZERO, NUMA_NO_NODE);
}

static inline void *kvzalloc_node(size_t size, gfp_t flags, int node)
{
	return kvmalloc_node(size, flags | __GFP_ZERO, node);
}

static inline void *kvmalloc_array_node(size_t n, size_t size, gfp_t flags, int node)
{
	size_t bytes;

	if (unlikely(check_mul_overflow(n, size, &bytes)))
		return NULL;
	return kvmalloc_node(bytes, flags, node);
}

static inline void *kvmalloc_array(size_t n, size_t size, gfp_t flags)
{
	return kvmalloc_array_node(n, size, flags, NUMA_NO_NODE);
}

static inline void *kvcalloc_node(size_t n, size_t size, gfp_t flags, int node)
{
	return kvmalloc_array_node(n, size, flags | __GFP_ZERO, node);
}

static inline void *kvcalloc(size_t n, size_t size, gfp_t flags)
{
	return kvmalloc_array_node(n, size, flags | __GFP_ZERO, NUMA_NO_NODE);
}

/* Typed forms: the object's type gives the size (see kmalloc_obj() in linux/slab.h). */
#define kvmalloc_obj(obj, ...) \
	((typeof(obj) *)kvmalloc(sizeof(obj), __kmalloc_obj_flags(__VA_ARGS__)))
#define kvzalloc_obj(obj, ...) \
	((typeof(obj) *)kvzalloc(sizeof(obj), __kmalloc_obj_flags(__VA_ARGS__)))
#define kvmalloc_objs(obj, count, ...) \
	((typeof(obj) *)kvmalloc_array((count), sizeof(obj), __kmalloc_obj_flags(__VA_ARGS__)))
#define kvzalloc_objs(obj, count, ...) \
	((typeof(obj) *)kvcalloc((count), sizeof(obj), __kmalloc_obj_flags(__VA_ARGS__)))
#define kvmalloc_flex(obj, member, count, ...)                                \
	((typeof(obj) *)kvmalloc(struct_size_t(typeof(obj), member, (count)), \
				 __kmalloc_obj_flags(__VA_ARGS__)))
#define kvzalloc_flex(obj, member, count, ...)                                \
	((typeof(obj) *)kvzalloc(struct_size_t(typeof(obj), member, (count)), \
				 __kmalloc_obj_flags(__VA_ARGS__)))

DEFINE_FREE(kvfree, void *, if (!IS_ERR_OR_NULL(_T)) kvfree(_T))

#include <linux/kvmalloc_tagged.h>

#endif
