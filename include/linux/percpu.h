/* SPDX-License-Identifier: MIT */
/* Per-CPU memory at run time; <linux/percpu-defs.h> says what a __percpu pointer is. */
#ifndef _LINUX_PERCPU_H
#define _LINUX_PERCPU_H

#include <linux/types.h>
#include <linux/compiler.h>
#include <linux/cpumask.h>
#include <linux/gfp_types.h>
#include <linux/percpu-defs.h>
#include <linux/preempt.h>
#include <linux/smp.h>

/* The smallest piece, and the largest: a whole unit. */
#define PCPU_MIN_ALLOC_SHIFT 2
#define PCPU_MIN_ALLOC_SIZE  (1UL << PCPU_MIN_ALLOC_SHIFT)
#define PCPU_MIN_UNIT_SIZE   PCPU_UNIT_SIZE

/**
 * __alloc_percpu_gfp - allocate @size bytes on each CPU.
 * @size: bytes, 1 .. PCPU_MIN_UNIT_SIZE.
 * @align: alignment in bytes, a power of two up to PAGE_SIZE.
 * @gfp: GFP_KERNEL, or what the context allows; only the flags that say how hard to try, and
 *	__GFP_NOWARN, mean something.
 *
 * Every CPU's copy reads as zeros.  free_percpu() takes it back.
 *
 * Return: the __percpu pointer; NULL where memory runs out, or with a warning where @size or
 * @align is not possible.
 * Context: any; sleeps only if @gfp allows.
 */
void __percpu *__alloc_percpu_gfp(size_t size, size_t align, gfp_t gfp);

/** __alloc_percpu - __alloc_percpu_gfp() with GFP_KERNEL. */
void __percpu *__alloc_percpu(size_t size, size_t align);

/**
 * free_percpu - give memory from alloc_percpu() back.
 * @ptr: the __percpu pointer, or NULL.
 *
 * A pointer that is not the start of a live allocation is reported, and nothing is freed.
 *
 * Context: any.
 */
void free_percpu(void __percpu *ptr);

/** pcpu_alloc_size - bytes of each copy of the live allocation @ptr; 0 for NULL. */
size_t pcpu_alloc_size(void __percpu *ptr);

/** pcpu_nr_pages - pages that alloc_percpu() holds, over all CPUs. */
unsigned long pcpu_nr_pages(void);

/** per_cpu_ptr_to_phys - the physical address of a dynamic copy, as per_cpu_ptr() gives it. */
phys_addr_t per_cpu_ptr_to_phys(void *addr);

/** is_kernel_percpu_address - true where @addr lies in a copy of a static variable of the core. */
bool is_kernel_percpu_address(unsigned long addr);

/** is_module_percpu_address - true where @addr lies in a copy of a module's static variable. */
bool is_module_percpu_address(unsigned long addr);

/** alloc_percpu - one @type on each CPU, all zero; see __alloc_percpu_gfp(). */
#define alloc_percpu_gfp(type, gfp) \
	((typeof(type) __percpu *)__alloc_percpu_gfp(sizeof(type), __alignof__(type), (gfp)))
#define alloc_percpu(type) \
	((typeof(type) __percpu *)__alloc_percpu(sizeof(type), __alignof__(type)))

DEFINE_FREE(free_percpu, void __percpu *, free_percpu(_T))

#include <linux/percpu_tagged.h>

#endif
