// SPDX-License-Identifier: MIT
/*
 * Sorting a list by merging.
 *
 * While the list is taken apart, sorted chains of 1, 2, 4 ... entries wait, at most one of each
 * length: a new chain that finds its length taken is merged with the one there and moves up, as a
 * carry does in a binary counter.  In the end all that wait are merged.  The chains are singly
 * linked and end in NULL; what came first always stays in front, so equal entries keep their order.
 */
#include <linux/export.h>
#include <linux/list.h>
#include <linux/list_sort.h>

/* Derived: 2^32 entries, of 16 bytes at least, are more than any machine here has. */
#define CHAINS 32

struct merging {
	void *priv;
	list_cmp_func_t cmp;
};

/* merge - two sorted chains into one; @first's entries came before @second's. */
static struct list_head *merge(const struct merging *m, struct list_head *first,
			       struct list_head *second)
{
	struct list_head *merged = NULL;
	struct list_head **tail = &merged;

	while (first && second) {
		struct list_head **smaller = m->cmp(m->priv, first, second) > 0 ? &second : &first;

		*tail = *smaller;
		tail = &(*smaller)->next;
		*smaller = (*smaller)->next;
	}
	*tail = first ?: second;
	return merged;
}

void list_sort(void *priv, struct list_head *head, list_cmp_func_t cmp)
{
	const struct merging m = { .priv = priv, .cmp = cmp };
	struct list_head *waiting[CHAINS];
	struct list_head *chain = NULL, *prev;
	int lengths = 0;

	if (list_empty(head))
		return;
	head->prev->next = NULL;
	for (struct list_head *entry = head->next, *next; entry; entry = next) {
		int i;

		next = entry->next;
		entry->next = NULL;
		chain = entry;
		for (i = 0; i < lengths && waiting[i]; i++) {
			chain = merge(&m, waiting[i], chain);
			waiting[i] = NULL;
		}
		waiting[i] = chain;
		if (i == lengths)
			lengths++;
	}
	chain = NULL;
	for (int i = 0; i < lengths; i++)
		if (waiting[i])
			chain = merge(&m, waiting[i], chain);

	head->next = chain;
	prev = head;
	for (; chain; chain = chain->next) {
		chain->prev = prev;
		prev = chain;
	}
	prev->next = head;
	head->prev = prev;
}
EXPORT_SYMBOL(list_sort);
