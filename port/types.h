/* SPDX-License-Identifier: MIT */
/*
 * The integer types everything is built from, the port contract first.
 *
 * Nothing here has the name of a C library type with another meaning, so a file that talks to the
 * host may include this beside libc headers; <linux/types.h> it may not.
 */
#ifndef PORT_TYPES_H
#define PORT_TYPES_H

typedef signed char __s8;
typedef unsigned char __u8;
typedef signed short __s16;
typedef unsigned short __u16;
typedef signed int __s32;
typedef unsigned int __u32;
__extension__ typedef signed long long __s64;
__extension__ typedef unsigned long long __u64;

typedef __s8 s8;
typedef __u8 u8;
typedef __s16 s16;
typedef __u16 u16;
typedef __s32 s32;
typedef __u32 u32;
typedef __s64 s64;
typedef __u64 u64;

typedef __SIZE_TYPE__ size_t;

#ifndef __bool_true_false_are_defined
typedef _Bool bool;
enum { false = 0, true = 1 };
#endif

#ifndef NULL
#define NULL ((void *)0)
#endif

/** phys_addr_t - a byte address on the machine's memory bus. */
#ifdef CONFIG_PHYS_ADDR_T_64BIT
typedef u64 phys_addr_t;
#else
typedef u32 phys_addr_t;
#endif

/** gfp_t - the flags of an allocation: see linux/gfp.h. */
typedef unsigned int gfp_t;

#endif
