/* SPDX-License-Identifier: MIT */
#ifndef LINUX_WORDPART_H
#define LINUX_WORDPART_H

/** upper_32_bits - the high half of a number of 64 or 32 bits, without a shift by its width. */
#define upper_32_bits(n) ((u32)(((n) >> 16) >> 16))
#define lower_32_bits(n) ((u32)((n)&0xffffffff))
#define upper_16_bits(n) ((u16)((n) >> 16))
#define lower_16_bits(n) ((u16)((n)&0xffff))
/** REPEAT_BYTE - @x in every byte of a long. */
#define REPEAT_BYTE(x)	   ((~0ul / 0xff) * (x))
#define REPEAT_BYTE_U32(x) lower_32_bits(REPEAT_BYTE(x))

#endif
