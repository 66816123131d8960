/* SPDX-License-Identifier: MIT */
/*
 * Values of a fixed byte order.
 *
 * For each order and width: cpu_to_X(value), X_to_cpu(value), forms with p that read from an
 * address, and forms with s that convert in place.
 */
#ifndef ASM_BYTEORDER_H
#define ASM_BYTEORDER_H

#include <linux/types.h>
#include <linux/swab.h>

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define __LITTLE_ENDIAN 1234
#define __LITTLE_ENDIAN_BITFIELD
#define __byteorder_le16(x) ((u16)(x))
#define __byteorder_le32(x) ((u32)(x))
#define __byteorder_le64(x) ((u64)(x))
#define __byteorder_be16(x) __swab16(x)
#define __byteorder_be32(x) __swab32(x)
#define __byteorder_be64(x) __swab64(x)
#else
#define __BIG_ENDIAN 4321
#define __BIG_ENDIAN_BITFIELD
#define __byteorder_le16(x) __swab16(x)
#define __byteorder_le32(x) __swab32(x)
#define __byteorder_le64(x) __swab64(x)
#define __byteorder_be16(x) ((u16)(x))
#define __byteorder_be32(x) ((u32)(x))
#define __byteorder_be64(x) ((u64)(x))
#endif

#define cpu_to_le16(x)		  ((__le16)__byteorder_le16(x))
#define le16_to_cpu(x)		  __byteorder_le16(x)
#define __cpu_to_le16(x)	  cpu_to_le16(x)
#define __le16_to_cpu(x)	  le16_to_cpu(x)
#define __constant_cpu_to_le16(x) cpu_to_le16(x)
#define __constant_le16_to_cpu(x) le16_to_cpu(x)
#define cpu_to_le32(x)		  ((__le32)__byteorder_le32(x))
#define le32_to_cpu(x)		  __byteorder_le32(x)
#define __cpu_to_le32(x)	  cpu_to_le32(x)
#define __le32_to_cpu(x)	  le32_to_cpu(x)
#define __constant_cpu_to_le32(x) cpu_to_le32(x)
#define __constant_le32_to_cpu(x) le32_to_cpu(x)
#define cpu_to_le64(x)		  ((__le64)__byteorder_le64(x))
#define le64_to_cpu(x)		  __byteorder_le64(x)
#define __cpu_to_le64(x)	  cpu_to_le64(x)
#define __le64_to_cpu(x)	  le64_to_cpu(x)
#define __constant_cpu_to_le64(x) cpu_to_le64(x)
#define __constant_le64_to_cpu(x) le64_to_cpu(x)

#define cpu_to_be16(x)		  ((__be16)__byteorder_be16(x))
#define be16_to_cpu(x)		  __byteorder_be16(x)
#define __cpu_to_be16(x)	  cpu_to_be16(x)
#define __be16_to_cpu(x)	  be16_to_cpu(x)
#define __constant_cpu_to_be16(x) cpu_to_be16(x)
#define __constant_be16_to_cpu(x) be16_to_cpu(x)
#define cpu_to_be32(x)		  ((__be32)__byteorder_be32(x))
#define be32_to_cpu(x)		  __byteorder_be32(x)
#define __cpu_to_be32(x)	  cpu_to_be32(x)
#define __be32_to_cpu(x)	  be32_to_cpu(x)
#define __constant_cpu_to_be32(x) cpu_to_be32(x)
#define __constant_be32_to_cpu(x) be32_to_cpu(x)
#define cpu_to_be64(x)		  ((__be64)__byteorder_be64(x))
#define be64_to_cpu(x)		  __byteorder_be64(x)
#define __cpu_to_be64(x)	  cpu_to_be64(x)
#define __be64_to_cpu(x)	  be64_to_cpu(x)
#define __constant_cpu_to_be64(x) cpu_to_be64(x)
#define __constant_be64_to_cpu(x) be64_to_cpu(x)

#define BYTEORDER_MAKE(order, bits)                                                      \
	static inline u##bits order##bits##_to_cpup(const __##order##bits *p)            \
	{                                                                                \
		return __byteorder_##order##bits(*p);                                    \
	}                                                                                \
	static inline __##order##bits cpu_to_##order##bits##p(const u##bits *p)          \
	{                                                                                \
		return __byteorder_##order##bits(*p);                                    \
	}                                                                                \
	static inline void order##bits##_to_cpus(__##order##bits *p)                     \
	{                                                                                \
		*p = __byteorder_##order##bits(*p);                                      \
	}                                                                                \
	static inline void cpu_to_##order##bits##s(u##bits *p)                           \
	{                                                                                \
		*p = __byteorder_##order##bits(*p);                                      \
	}                                                                                \
	static inline void order##bits##_add_cpu(__##order##bits *var, u##bits val)      \
	{                                                                                \
		*var = __byteorder_##order##bits(__byteorder_##order##bits(*var) + val); \
	}
BYTEORDER_MAKE(le, 16)
BYTEORDER_MAKE(le, 32)
BYTEORDER_MAKE(le, 64)
BYTEORDER_MAKE(be, 16)
BYTEORDER_MAKE(be, 32)
BYTEORDER_MAKE(be, 64)

/* Network order is big-endian. */
#define htons(x) cpu_to_be16(x)
#define ntohs(x) be16_to_cpu(x)
#define htonl(x) cpu_to_be32(x)
#define ntohl(x) be32_to_cpu(x)

#endif
