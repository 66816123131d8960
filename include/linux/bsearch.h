/* SPDX-License-Identifier: MIT */
#ifndef LINUX_BSEARCH_H
#define LINUX_BSEARCH_H

#include <linux/compiler.h>
#include <linux/types.h>

/** bsearch - find @key among @num sorted elements of @size bytes; NULL where there is none. */
void *bsearch(const void *key, const void *base, size_t num, size_t size, cmp_func_t cmp)
	__kernel_name(bsearch);

/** __inline_bsearch - the same, made part of the caller together with @cmp. */
static __always_inline void *__inline_bsearch(const void *key, const void *base, size_t num,
					      size_t size, cmp_func_t cmp)
{
	const char *low = base;

	while (num) {
		const char *middle = low + (num / 2) * size;
		int order = cmp(key, middle);

		if (order == 0)
			return (void *)middle;
		if (order > 0) {
			low = middle + size;
			num--;
		}
		num /= 2;
	}
	return NULL;
}

#endif
