/* SPDX-License-Identifier: MIT */
#ifndef ASM_BITSPERLONG_H
#define ASM_BITSPERLONG_H

#define BITS_PER_LONG	   __LONG_WIDTH_BITS
#define BITS_PER_LONG_LONG 64
#if __SIZEOF_LONG__ == 8
#define __LONG_WIDTH_BITS 64
#else
#define __LONG_WIDTH_BITS 32
#endif
#define __BITS_PER_LONG BITS_PER_LONG

#endif
