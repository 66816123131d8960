// SPDX-License-Identifier: MIT
/* What happens to a refcount_t that went wrong: see linux/refcount.h. */
#include <linux/array_size.h>
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/refcount.h>

static const char *const mistakes[] = {
	[REFCOUNT_ADD_NOT_ZERO_OVF] = "saturated; leaking memory",
	[REFCOUNT_ADD_OVF] = "saturated; leaking memory",
	[REFCOUNT_ADD_UAF] = "addition on 0; use-after-free",
	[REFCOUNT_SUB_UAF] = "underflow; use-after-free",
	[REFCOUNT_DEC_LEAK] = "decrement hit 0; leaking memory",
};

/**
 * refcount_warn_saturate - park a count that can no longer be trusted.
 * @r: the count; @t: how it went wrong.
 *
 * Each kind is told once: a count that is wrong tends to be so in a loop.
 */
void refcount_warn_saturate(refcount_t *r, enum refcount_saturation_type t)
{
	static bool told[ARRAY_SIZE(mistakes)];

	refcount_set(r, REFCOUNT_SATURATED);
	if (t >= ARRAY_SIZE(mistakes))
		return;
	if (!__atomic_exchange_n(&told[t], true, __ATOMIC_RELAXED))
		WARN(1, "refcount_t: %s.\n", mistakes[t]);
}
EXPORT_SYMBOL(refcount_warn_saturate);

/** refcount_dec_if_one - drop the last reference; false, and nothing done, where it is not. */
bool refcount_dec_if_one(refcount_t *r)
{
	int last = 1;

	return atomic_try_cmpxchg_release(&r->refs, &last, 0);
}
EXPORT_SYMBOL(refcount_dec_if_one);

/** refcount_dec_not_one - drop a reference unless it is the last; false where it is. */
bool refcount_dec_not_one(refcount_t *r)
{
	int old = atomic_read(&r->refs);

	do {
		if (old == REFCOUNT_SATURATED)
			return true;
		if (old == 1)
			return false;
		if (WARN_ONCE(old <= 0, "refcount_t: underflow; use-after-free.\n"))
			return true;
	} while (!atomic_try_cmpxchg_release(&r->refs, &old, old - 1));
	return true;
}
EXPORT_SYMBOL(refcount_dec_not_one);
