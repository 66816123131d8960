/* SPDX-License-Identifier: MIT */
/*
 * Singly linked lists without locks.
 *
 * Any number of CPUs may add, and any may take the whole list; only one at a time may take the
 * first entry alone, since between its look at the successor and its exchange the same first
 * entry could go and come back.
 */
#ifndef LINUX_LLIST_H
#define LINUX_LLIST_H

#include <linux/atomic.h>
#include <linux/container_of.h>
#include <linux/stddef.h>
#include <linux/types.h>

struct llist_head {
	struct llist_node *first;
};

struct llist_node {
	struct llist_node *next;
};

#define LLIST_HEAD_INIT(name) \
	{                     \
		NULL          \
	}
#define LLIST_HEAD(name) struct llist_head name = LLIST_HEAD_INIT(name)

static inline void init_llist_head(struct llist_head *list)
{
	list->first = NULL;
}

/** init_llist_node - mark @node as on no list, for llist_on_list(). */
static inline void init_llist_node(struct llist_node *node)
{
	WRITE_ONCE(node->next, node);
}

static inline bool llist_on_list(const struct llist_node *node)
{
	return READ_ONCE(node->next) != node;
}

static inline bool llist_empty(const struct llist_head *head)
{
	return READ_ONCE(head->first) == NULL;
}

static inline struct llist_node *llist_next(struct llist_node *node)
{
	return READ_ONCE(node->next);
}

/** llist_add_batch - add the chain @new_first to @new_last; true where the list was empty. */
static inline bool llist_add_batch(struct llist_node *new_first, struct llist_node *new_last,
				   struct llist_head *head)
{
	struct llist_node *first = READ_ONCE(head->first);

	do {
		WRITE_ONCE(new_last->next, first);
	} while (!try_cmpxchg(&head->first, &first, new_first));
	return !first;
}

static inline bool __llist_add_batch(struct llist_node *new_first, struct llist_node *new_last,
				     struct llist_head *head)
{
	new_last->next = head->first;
	head->first = new_first;
	return new_last->next == NULL;
}

static inline bool llist_add(struct llist_node *node, struct llist_head *head)
{
	return llist_add_batch(node, node, head);
}

static inline bool __llist_add(struct llist_node *node, struct llist_head *head)
{
	return __llist_add_batch(node, node, head);
}

/** llist_del_all - take the whole list; the newest entry comes first. */
static inline struct llist_node *llist_del_all(struct llist_head *head)
{
	return xchg(&head->first, NULL);
}

static inline struct llist_node *__llist_del_all(struct llist_head *head)
{
	struct llist_node *first = head->first;

	head->first = NULL;
	return first;
}

/** llist_del_first - take the newest entry, or NULL; one taker at a time. */
static inline struct llist_node *llist_del_first(struct llist_head *head)
{
	struct llist_node *first = smp_load_acquire(&head->first);

	while (first && !try_cmpxchg(&head->first, &first, READ_ONCE(first->next)))
		;
	return first;
}

static inline struct llist_node *llist_del_first_init(struct llist_head *head)
{
	struct llist_node *first = llist_del_first(head);

	if (first)
		init_llist_node(first);
	return first;
}

/** llist_reverse_order - turn a taken chain round, so that the oldest entry comes first. */
static inline struct llist_node *llist_reverse_order(struct llist_node *head)
{
	struct llist_node *turned = NULL;

	while (head) {
		struct llist_node *next = head->next;

		head->next = turned;
		turned = head;
		head = next;
	}
	return turned;
}

#define llist_entry(ptr, type, member) container_of(ptr, type, member)
#define llist_entry_safe(ptr, type, member)                            \
	({                                                             \
		struct llist_node *__le_ptr = (ptr);                   \
		__le_ptr ? llist_entry(__le_ptr, type, member) : NULL; \
	})

#define llist_for_each(pos, node) for ((pos) = (node); pos; (pos) = (pos)->next)
#define llist_for_each_safe(pos, n, node) \
	for ((pos) = (node); (pos) && ((n) = (pos)->next, true); (pos) = (n))
#define llist_for_each_entry(pos, node, member)                               \
	for ((pos) = llist_entry_safe((node), typeof(*(pos)), member); (pos); \
	     (pos) = llist_entry_safe((pos)->member.next, typeof(*(pos)), member))
#define llist_for_each_entry_safe(pos, n, node, member)                                         \
	for ((pos) = llist_entry_safe((node), typeof(*(pos)), member);                          \
	     (pos) && ((n) = llist_entry_safe((pos)->member.next, typeof(*(n)), member), true); \
	     (pos) = (n))

#endif
