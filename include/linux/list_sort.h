/* SPDX-License-Identifier: MIT */
#ifndef LINUX_LIST_SORT_H
#define LINUX_LIST_SORT_H

#include <linux/types.h>

typedef int (*list_cmp_func_t)(void *priv, const struct list_head *a, const struct list_head *b);

/**
 * list_sort - sort a list by merging, keeping equal entries in their order.
 * @priv: handed to @cmp.
 * @head: the list.
 * @cmp: above 0 where @a belongs after @b.
 */
void list_sort(void *priv, struct list_head *head, list_cmp_func_t cmp);

#endif
