/* SPDX-License-Identifier: MIT */
#ifndef LINUX_TYPES_H
#define LINUX_TYPES_H

#include <asm/types.h>
#include <asm/bitsperlong.h>

#define __bitwise__

typedef u8 uint8_t;
typedef u16 uint16_t;
typedef u32 uint32_t;
typedef u64 uint64_t;
typedef s8 int8_t;
typedef s16 int16_t;
typedef s32 int32_t;
typedef s64 int64_t;
typedef unsigned long uintptr_t;
typedef long intptr_t;

typedef unsigned char u_char;
typedef unsigned short u_short;
typedef unsigned int u_int;
typedef unsigned long u_long;
typedef unsigned char unchar;
typedef unsigned short ushort;
typedef unsigned int uint;
typedef unsigned long ulong;
typedef u8 u_int8_t;
typedef u16 u_int16_t;
typedef u32 u_int32_t;
typedef u64 u_int64_t;

/* Integers of a fixed byte order; the names are for readers and checkers. */
typedef u16 __le16;
typedef u16 __be16;
typedef u32 __le32;
typedef u32 __be32;
typedef u64 __le64;
typedef u64 __be64;
typedef u16 __sum16;
typedef u32 __wsum;

#define aligned_u64   u64 __aligned(8)
#define aligned_be64  __be64 __aligned(8)
#define aligned_le64  __le64 __aligned(8)
#define __aligned_u64 __u64 __aligned(8)
#define __aligned_s64 __s64 __aligned(8)

typedef __PTRDIFF_TYPE__ ssize_t;
typedef size_t __kernel_size_t;
typedef ssize_t __kernel_ssize_t;
typedef unsigned long __kernel_ulong_t;
typedef long __kernel_long_t;
typedef long __kernel_off_t;
typedef long long __kernel_loff_t;
typedef int __kernel_pid_t;
typedef u32 __kernel_dev_t;
typedef long __kernel_time_t;
typedef long long __kernel_time64_t;
typedef long __kernel_clock_t;
typedef int __kernel_timer_t;
typedef int __kernel_clockid_t;
typedef u32 __kernel_uid32_t;
typedef u32 __kernel_gid32_t;

/* A place on a bus, and how many of them. */
typedef phys_addr_t resource_size_t;

typedef __kernel_dev_t dev_t;
typedef unsigned long ino_t;
typedef unsigned short mode_t;
typedef unsigned short umode_t;
typedef u32 nlink_t;
typedef __kernel_off_t off_t;
typedef __kernel_loff_t loff_t;
typedef __kernel_pid_t pid_t;
typedef int daddr_t;
typedef int key_t;
typedef long suseconds_t;
typedef __kernel_timer_t timer_t;
typedef __kernel_clockid_t clockid_t;
typedef __kernel_time_t time_t;
typedef __kernel_clock_t clock_t;
typedef char *caddr_t;
typedef u32 uid_t;
typedef u32 gid_t;

/** sector_t - a place on a disk, in units of 512 bytes. */
typedef u64 sector_t;
typedef u64 blkcnt_t;
/** pgoff_t - a place in a file or mapping, in pages. */
#define pgoff_t unsigned long
typedef unsigned long irq_hw_number_t;
typedef unsigned int fmode_t;
typedef unsigned int __poll_t;

/* A word that a free object may lend to its cache: kmem_cache_args.freeptr_offset. */
typedef struct {
	unsigned long v;
} freeptr_t;

typedef struct {
	int counter;
} atomic_t;

typedef struct {
	s64 __aligned(8) counter;
} atomic64_t;

#ifdef CONFIG_64BIT
typedef atomic64_t atomic_long_t;
#else
typedef atomic_t atomic_long_t;
#endif

#define ATOMIC_INIT(value) \
	{                  \
		(value)    \
	}
#define ATOMIC64_INIT(value) \
	{                    \
		(value)      \
	}
#define ATOMIC_LONG_INIT(value) \
	{                       \
		(value)         \
	}

/** struct list_head - a link of a circular doubly linked list; its head is one, too. */
struct list_head {
	struct list_head *next, *prev;
};

/** struct hlist_head - the one-pointer head of a list, for tables of many. */
struct hlist_head {
	struct hlist_node *first;
};

/** struct hlist_node - @pprev is the pointer that points here: the head's, or a node's next. */
struct hlist_node {
	struct hlist_node *next, **pprev;
};

/** struct callback_head - something to be called later. */
struct callback_head {
	struct callback_head *next;
	void (*func)(struct callback_head *head);
} __aligned(sizeof(void *));
#define rcu_head callback_head

typedef void (*rcu_callback_t)(struct rcu_head *head);
typedef void (*call_rcu_func_t)(struct rcu_head *head, rcu_callback_t func);

typedef void (*swap_r_func_t)(void *a, void *b, int size, const void *priv);
typedef void (*swap_func_t)(void *a, void *b, int size);
typedef int (*cmp_r_func_t)(const void *a, const void *b, const void *priv);
typedef int (*cmp_func_t)(const void *a, const void *b);

#define __BITS_TO_LONGS(bits) (((bits) + BITS_PER_LONG - 1) / BITS_PER_LONG)
/** DECLARE_BITMAP - an array of words that holds @bits bits. */
#define DECLARE_BITMAP(name, bits) unsigned long name[__BITS_TO_LONGS(bits)]

_Static_assert(sizeof(u64) == 8 && sizeof(u32) == 4 && sizeof(u16) == 2 && sizeof(u8) == 1,
	       "integer types have their sizes");
_Static_assert(sizeof(long) == sizeof(void *), "a long holds a pointer");

#endif
