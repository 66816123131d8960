/* SPDX-License-Identifier: MIT */
/* An error number inside a pointer: the last page of addresses holds no object. */
#ifndef LINUX_ERR_H
#define LINUX_ERR_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <linux/errno.h>

#define MAX_ERRNO	    4095
#define IS_ERR_VALUE(x)	    unlikely((unsigned long)(void *)(x) >= (unsigned long)-MAX_ERRNO)
#define IOMEM_ERR_PTR(err)  ((void __iomem *)ERR_PTR(err))
#define ERR_PTR_PCPU(error) ((void __percpu *)(unsigned long)ERR_PTR(error))
#define PTR_ERR_PCPU(ptr)   (PTR_ERR((const void *)(ptr)))
#define IS_ERR_PCPU(ptr)    (IS_ERR((const void *)(ptr)))

/** ERR_PTR - the pointer that carries @error, a negative errno. */
static inline void *__must_check ERR_PTR(long error)
{
	return (void *)error;
}

/** PTR_ERR - the error that @ptr carries. */
static inline long __must_check PTR_ERR(const void *ptr)
{
	return (long)ptr;
}

/** IS_ERR - does @ptr carry an error? */
static inline bool __must_check IS_ERR(const void *ptr)
{
	return IS_ERR_VALUE((unsigned long)ptr);
}

static inline bool __must_check IS_ERR_OR_NULL(const void *ptr)
{
	return unlikely(!ptr) || IS_ERR(ptr);
}

/** ERR_CAST - the error in @ptr as a pointer of any type. */
static inline void *__must_check ERR_CAST(const void *ptr)
{
	return (void *)ptr;
}

/** PTR_ERR_OR_ZERO - the error in @ptr, or 0 for a good pointer. */
static inline int __must_check PTR_ERR_OR_ZERO(const void *ptr)
{
	return IS_ERR(ptr) ? (int)PTR_ERR(ptr) : 0;
}
#define PTR_RET(p) PTR_ERR_OR_ZERO(p)

#endif
