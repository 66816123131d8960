/* SPDX-License-Identifier: MIT */
#ifndef LINUX_BITS_H
#define LINUX_BITS_H

#include <linux/const.h>
#include <asm/bitsperlong.h>

#define BITS_PER_BYTE 8
#define BIT(nr)	      (UL(1) << (nr))
#define BIT_ULL(nr)   (ULL(1) << (nr))
/** BIT_MASK, BIT_WORD - a bit of a bitmap: which bit of which word. */
#define BIT_MASK(nr)	 (UL(1) << ((nr) % BITS_PER_LONG))
#define BIT_WORD(nr)	 ((nr) / BITS_PER_LONG)
#define BIT_ULL_MASK(nr) (ULL(1) << ((nr) % BITS_PER_LONG_LONG))
#define BIT_ULL_WORD(nr) ((nr) / BITS_PER_LONG_LONG)

#define BITS_PER_TYPE(type) (sizeof(type) * BITS_PER_BYTE)
#define BITS_TO_LONGS(nr)   __KERNEL_DIV_ROUND_UP(nr, BITS_PER_TYPE(long))
#define BITS_TO_U64(nr)	    __KERNEL_DIV_ROUND_UP(nr, BITS_PER_TYPE(u64))
#define BITS_TO_U32(nr)	    __KERNEL_DIV_ROUND_UP(nr, BITS_PER_TYPE(u32))
#define BITS_TO_BYTES(nr)   __KERNEL_DIV_ROUND_UP(nr, BITS_PER_TYPE(char))
#define BYTES_TO_BITS(nr)   ((nr)*BITS_PER_BYTE)

/* 0; constants that stand the wrong way round do not compile. */
#define __GENMASK_IS_WRONG(h, l) ((long)(l) > (long)(h))
#define __GENMASK_IS_KNOWN(h, l) \
	(sizeof(int) == sizeof(*(8 ? ((void *)((long)__GENMASK_IS_WRONG(h, l) * 0l)) : (int *)8)))
#define GENMASK_INPUT_CHECK(h, l)                                                                  \
	((int)sizeof(struct {                                                                      \
		int : -!!__builtin_choose_expr(__GENMASK_IS_KNOWN(h, l), __GENMASK_IS_WRONG(h, l), \
					       0);                                                 \
	}))

/** GENMASK - bits @l to @h, both included. */
#define GENMASK(h, l) \
	(GENMASK_INPUT_CHECK(h, l) + (((~UL(0)) << (l)) & (~UL(0) >> (BITS_PER_LONG - 1 - (h)))))
#define GENMASK_ULL(h, l)            \
	(GENMASK_INPUT_CHECK(h, l) + \
	 (((~ULL(0)) << (l)) & (~ULL(0) >> (BITS_PER_LONG_LONG - 1 - (h)))))
#define GENMASK_U8(h, l)  ((u8)GENMASK(h, l))
#define GENMASK_U16(h, l) ((u16)GENMASK(h, l))
#define GENMASK_U32(h, l) ((u32)GENMASK_ULL(h, l))
#define GENMASK_U64(h, l) ((u64)GENMASK_ULL(h, l))
#define BIT_U8(nr)	  ((u8)BIT(nr))
#define BIT_U16(nr)	  ((u16)BIT(nr))
#define BIT_U32(nr)	  ((u32)BIT(nr))
#define BIT_U64(nr)	  ((u64)BIT_ULL(nr))

#endif
