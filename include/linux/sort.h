/* SPDX-License-Identifier: MIT */
/* Sorting an array in place: O(n log n) always, no recursion, no memory. */
#ifndef LINUX_SORT_H
#define LINUX_SORT_H

#include <linux/types.h>

/**
 * sort - sort @num elements of @size bytes at @base.
 * @cmp_func: below, at or above 0 as @a belongs before, beside or after @b.
 * @swap_func: exchanges two elements, or NULL to exchange their bytes.
 *
 * Equal elements end up in any order.
 */
void sort(void *base, size_t num, size_t size, cmp_func_t cmp_func, swap_func_t swap_func);
/** sort_r - sort() whose functions are also given @priv. */
void sort_r(void *base, size_t num, size_t size, cmp_r_func_t cmp_func, swap_r_func_t swap_func,
	    const void *priv);

#endif
