/* SPDX-License-Identifier: MIT */
/* Fields of a register, told by their mask: a constant run of bits. */
#ifndef LINUX_BITFIELD_H
#define LINUX_BITFIELD_H

#include <asm/byteorder.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/types.h>

#define __bf_shf(mask) (__builtin_ffsll(mask) - 1)

/** FIELD_MAX - the largest value the field holds. */
#define FIELD_MAX(mask) ((typeof(mask))((mask) >> __bf_shf(mask)))
/** FIELD_FIT - does @val fit in the field? */
#define FIELD_FIT(mask, val) (!((((typeof(mask))(val)) << __bf_shf(mask)) & ~(mask)))
/** FIELD_PREP - @val moved to where the field is. */
#define FIELD_PREP(mask, val)	    (((typeof(mask))(val) << __bf_shf(mask)) & (mask))
#define FIELD_PREP_CONST(mask, val) FIELD_PREP(mask, val)
/** FIELD_GET - the field's value in @reg. */
#define FIELD_GET(mask, reg) ((typeof(mask))(((reg) & (mask)) >> __bf_shf(mask)))
/** FIELD_MODIFY - replace the field in *@regp by @val. */
#define FIELD_MODIFY(mask, regp, val)                  \
	do {                                           \
		typeof(mask) __fm_mask = (mask);       \
		*(regp) &= ~__fm_mask;                 \
		*(regp) |= FIELD_PREP(__fm_mask, val); \
	} while (0)

/* ---- fields of a type's own, which may have its bytes in another order ----------------------- */

/** field_mask - the largest value of the field; field_max - the same.  A field is a run of bits. */
#define field_mask(field) ((u64)(field) >> __bf_shf((u64)(field)))
#define field_max(field)  ((typeof(field))field_mask(field))

/*
 * TYPE_encode_bits() - @v moved to where the field is; a constant must fit, or it does not compile.
 * TYPE_replace_bits() - @old with @v in the field; TYPEp_replace_bits() - the same in place.
 * TYPE_get_bits() - the field's value in @v.
 */
#define __BITFIELD_OPS(type, base, to, from)                                                  \
	static __always_inline __##type type##_encode_bits(base v, base field)                \
	{                                                                                     \
		BUILD_BUG_ON_MSG(__builtin_constant_p(v) && __builtin_constant_p(field) &&    \
					 (v & ~(base)field_mask(field)),                      \
				 "the value does not fit in the field");                      \
		return to((base)((v & (base)field_mask(field)) << __bf_shf((u64)field)));     \
	}                                                                                     \
	static __always_inline __##type type##_replace_bits(__##type old, base v, base field) \
	{                                                                                     \
		return (__##type)((old & ~to(field)) | type##_encode_bits(v, field));         \
	}                                                                                     \
	static __always_inline void type##p_replace_bits(__##type *p, base v, base field)     \
	{                                                                                     \
		*p = type##_replace_bits(*p, v, field);                                       \
	}                                                                                     \
	static __always_inline base type##_get_bits(__##type v, base field)                   \
	{                                                                                     \
		return (base)((from(v) & field) >> __bf_shf((u64)field));                     \
	}
#define __BITFIELD_SAME(v) (v)
#define __BITFIELD_SIZE(size)                                                 \
	__BITFIELD_OPS(le##size, u##size, cpu_to_le##size, le##size##_to_cpu) \
	__BITFIELD_OPS(be##size, u##size, cpu_to_be##size, be##size##_to_cpu) \
	__BITFIELD_OPS(u##size, u##size, __BITFIELD_SAME, __BITFIELD_SAME)

__BITFIELD_OPS(u8, u8, __BITFIELD_SAME, __BITFIELD_SAME)
__BITFIELD_SIZE(16)
__BITFIELD_SIZE(32)
__BITFIELD_SIZE(64)

#undef __BITFIELD_SIZE
#undef __BITFIELD_SAME
#undef __BITFIELD_OPS

#endif
