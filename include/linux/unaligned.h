/* SPDX-License-Identifier: MIT */
/* Words at any address, in the machine's order or in a fixed one. */
#ifndef LINUX_UNALIGNED_H
#define LINUX_UNALIGNED_H

#include <linux/types.h>
#include <asm/byteorder.h>

/** get_unaligned - *@ptr, wherever it points. */
#define get_unaligned(ptr)                                                                 \
	({                                                                                 \
		const struct {                                                             \
			typeof(*(ptr)) x;                                                  \
		} __packed __attribute__((__may_alias__)) *__gu_ptr = (const void *)(ptr); \
		__gu_ptr->x;                                                               \
	})

/** put_unaligned - *@ptr = @val, wherever it points. */
#define put_unaligned(val, ptr)                                                      \
	do {                                                                         \
		struct {                                                             \
			typeof(*(ptr)) x;                                            \
		} __packed __attribute__((__may_alias__)) *__pu_ptr = (void *)(ptr); \
		__pu_ptr->x = (val);                                                 \
	} while (0)

#define UNALIGNED_MAKE(order, bits)                                                     \
	static inline u##bits get_unaligned_##order##bits(const void *p)                \
	{                                                                               \
		return order##bits##_to_cpu(get_unaligned((const __##order##bits *)p)); \
	}                                                                               \
	static inline void put_unaligned_##order##bits(u##bits val, void *p)            \
	{                                                                               \
		put_unaligned(cpu_to_##order##bits(val), (__##order##bits *)p);         \
	}
UNALIGNED_MAKE(le, 16)
UNALIGNED_MAKE(le, 32)
UNALIGNED_MAKE(le, 64)
UNALIGNED_MAKE(be, 16)
UNALIGNED_MAKE(be, 32)
UNALIGNED_MAKE(be, 64)

static inline u32 get_unaligned_be24(const void *p)
{
	const u8 *b = p;

	return b[0] << 16 | b[1] << 8 | b[2];
}

static inline u32 get_unaligned_le24(const void *p)
{
	const u8 *b = p;

	return b[0] | b[1] << 8 | b[2] << 16;
}

static inline void put_unaligned_be24(u32 val, void *p)
{
	u8 *b = p;

	b[0] = (val >> 16) & 0xff;
	b[1] = (val >> 8) & 0xff;
	b[2] = val & 0xff;
}

static inline void put_unaligned_le24(u32 val, void *p)
{
	u8 *b = p;

	b[0] = val & 0xff;
	b[1] = (val >> 8) & 0xff;
	b[2] = (val >> 16) & 0xff;
}

#endif
