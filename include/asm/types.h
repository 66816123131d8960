/* SPDX-License-Identifier: MIT */
/* The kernel's integer types: what port/types.h has, and what only kernel code wants. */
#ifndef ASM_TYPES_H
#define ASM_TYPES_H

#include <port/types.h>
#include <linux/stddef.h>

#ifdef __SIZEOF_INT128__
__extension__ typedef __int128 s128;
__extension__ typedef unsigned __int128 u128;
#endif

#define S8_C(x)	 x
#define U8_C(x)	 x##U
#define S16_C(x) x
#define U16_C(x) x##U
#define S32_C(x) x
#define U32_C(x) x##U
#define S64_C(x) x##LL
#define U64_C(x) x##ULL

typedef phys_addr_t resource_size_t;
/** dma_addr_t - a byte address as a device sees it. */
typedef phys_addr_t dma_addr_t;

/** slab_flags_t - the flags of an object cache: see linux/slab.h. */
typedef unsigned int slab_flags_t;

#endif
