/* SPDX-License-Identifier: MIT */
/* Fields of a register, told by their mask: a constant run of bits. */
#ifndef LINUX_BITFIELD_H
#define LINUX_BITFIELD_H

#include <linux/build_bug.h>
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

#endif
