// SPDX-License-Identifier: MIT
/*
 * Sorting an array by a heap.
 *
 * The array is made a heap: no element is below its children, those of i being 2i + 1 and 2i + 2.
 * Then the largest, which is the first, changes places with the last again and again, and the heap
 * is one smaller each time.  n log n comparisons in the worst case, too, and no memory.
 */
#include <linux/export.h>
#include <linux/sort.h>
#include <linux/string.h>

/* What all steps of one call need. */
struct sorting {
	char *base;
	size_t size;
	cmp_r_func_t cmp;
	swap_r_func_t swap;
	const void *priv;
	bool words;
};

static void swap_bytes(char *a, char *b, size_t size)
{
	while (size--) {
		char byte = *a;

		*a++ = *b;
		*b++ = byte;
	}
}

static void swap_words(char *a, char *b, size_t size)
{
	for (; size; size -= sizeof(long), a += sizeof(long), b += sizeof(long)) {
		long x, y;

		memcpy(&x, a, sizeof(x));
		memcpy(&y, b, sizeof(y));
		memcpy(a, &y, sizeof(y));
		memcpy(b, &x, sizeof(x));
	}
}

static void *element(const struct sorting *s, size_t i)
{
	return s->base + i * s->size;
}

static void exchange(const struct sorting *s, size_t i, size_t j)
{
	char *a = element(s, i), *b = element(s, j);

	if (s->swap)
		s->swap(a, b, s->size, s->priv);
	else if (s->words)
		swap_words(a, b, s->size);
	else
		swap_bytes(a, b, s->size);
}

/* sink - let element @i of a heap of @n go down to where no child is above it. */
static void sink(const struct sorting *s, size_t i, size_t n)
{
	for (;;) {
		size_t child = 2 * i + 1;

		if (child >= n)
			return;
		if (child + 1 < n && s->cmp(element(s, child), element(s, child + 1), s->priv) < 0)
			child++;
		if (s->cmp(element(s, i), element(s, child), s->priv) >= 0)
			return;
		exchange(s, i, child);
		i = child;
	}
}

void sort_r(void *base, size_t num, size_t size, cmp_r_func_t cmp_func, swap_r_func_t swap_func,
	    const void *priv)
{
	struct sorting s = {
		.base = base,
		.size = size,
		.cmp = cmp_func,
		.swap = swap_func,
		.priv = priv,
		.words = ((unsigned long)base | size) % sizeof(long) == 0,
	};

	if (num < 2 || !size)
		return;
	for (size_t i = num / 2; i-- > 0;)
		sink(&s, i, num);
	for (size_t last = num - 1; last > 0; last--) {
		exchange(&s, 0, last);
		sink(&s, 0, last);
	}
}
EXPORT_SYMBOL(sort_r);

/* sort()'s functions take no private word: they are it. */
struct plain_functions {
	cmp_func_t cmp;
	swap_func_t swap;
};

static int call_cmp(const void *a, const void *b, const void *priv)
{
	return ((const struct plain_functions *)priv)->cmp(a, b);
}

static void call_swap(void *a, void *b, int size, const void *priv)
{
	((const struct plain_functions *)priv)->swap(a, b, size);
}

void sort(void *base, size_t num, size_t size, cmp_func_t cmp_func, swap_func_t swap_func)
{
	const struct plain_functions f = { .cmp = cmp_func, .swap = swap_func };

	sort_r(base, num, size, call_cmp, swap_func ? call_swap : NULL, &f);
}
EXPORT_SYMBOL(sort);
