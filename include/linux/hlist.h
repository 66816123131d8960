/* SPDX-License-Identifier: MIT */
/*
 * Lists with a head of one pointer, for hash tables.
 *
 * For every node: *n->pprev == n, and n->next is NULL or n->next->pprev == &n->next.  A node on no
 * list has pprev NULL.
 */
#ifndef LINUX_HLIST_H
#define LINUX_HLIST_H

#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/poison.h>
#include <linux/types.h>

#define HLIST_HEAD_INIT       \
	{                     \
		.first = NULL \
	}
#define HLIST_HEAD(name)     struct hlist_head name = HLIST_HEAD_INIT
#define INIT_HLIST_HEAD(ptr) ((ptr)->first = NULL)

static inline void INIT_HLIST_NODE(struct hlist_node *h)
{
	h->next = NULL;
	h->pprev = NULL;
}

/** hlist_unhashed - is @h on no list? */
static inline int hlist_unhashed(const struct hlist_node *h)
{
	return !h->pprev;
}

static inline int hlist_unhashed_lockless(const struct hlist_node *h)
{
	return !READ_ONCE(h->pprev);
}

static inline int hlist_empty(const struct hlist_head *h)
{
	return !READ_ONCE(h->first);
}

static inline void __hlist_del(struct hlist_node *n)
{
	struct hlist_node *next = n->next;
	struct hlist_node **pprev = n->pprev;

	WRITE_ONCE(*pprev, next);
	if (next)
		WRITE_ONCE(next->pprev, pprev);
}

/** hlist_del - take @n off its list; it is poisoned, and on no list. */
static inline void hlist_del(struct hlist_node *n)
{
	__hlist_del(n);
	n->next = LIST_POISON1;
	n->pprev = LIST_POISON2;
}

/** hlist_del_init - take @n off its list, if it is on one. */
static inline void hlist_del_init(struct hlist_node *n)
{
	if (!hlist_unhashed(n)) {
		__hlist_del(n);
		INIT_HLIST_NODE(n);
	}
}

static inline void hlist_add_head(struct hlist_node *n, struct hlist_head *h)
{
	struct hlist_node *first = h->first;

	WRITE_ONCE(n->next, first);
	if (first)
		WRITE_ONCE(first->pprev, &n->next);
	WRITE_ONCE(h->first, n);
	WRITE_ONCE(n->pprev, &h->first);
}

/** hlist_add_before - insert @n before @next, which is on a list. */
static inline void hlist_add_before(struct hlist_node *n, struct hlist_node *next)
{
	WRITE_ONCE(n->pprev, next->pprev);
	WRITE_ONCE(n->next, next);
	WRITE_ONCE(next->pprev, &n->next);
	WRITE_ONCE(*n->pprev, n);
}

/** hlist_add_behind - insert @n after @prev, which is on a list. */
static inline void hlist_add_behind(struct hlist_node *n, struct hlist_node *prev)
{
	WRITE_ONCE(n->next, prev->next);
	WRITE_ONCE(prev->next, n);
	WRITE_ONCE(n->pprev, &prev->next);
	if (n->next)
		WRITE_ONCE(n->next->pprev, &n->next);
}

/** hlist_add_fake - make @n look like it is on a list, so that hlist_del() works. */
static inline void hlist_add_fake(struct hlist_node *n)
{
	n->pprev = &n->next;
}

static inline bool hlist_fake(struct hlist_node *h)
{
	return h->pprev == &h->next;
}

/** hlist_is_singular_node - is @n the only node of @h? */
static inline bool hlist_is_singular_node(struct hlist_node *n, struct hlist_head *h)
{
	return !n->next && n->pprev == &h->first;
}

/** hlist_move_list - let @to have the nodes of @from, which becomes empty. */
static inline void hlist_move_list(struct hlist_head *from, struct hlist_head *to)
{
	to->first = from->first;
	if (to->first)
		to->first->pprev = &to->first;
	from->first = NULL;
}

#define hlist_entry(ptr, type, member) container_of(ptr, type, member)
#define hlist_entry_safe(ptr, type, member)                            \
	({                                                             \
		typeof(ptr) __he_ptr = (ptr);                          \
		__he_ptr ? hlist_entry(__he_ptr, type, member) : NULL; \
	})

#define hlist_for_each(pos, head) for ((pos) = (head)->first; (pos); (pos) = (pos)->next)
#define hlist_for_each_safe(pos, n, head) \
	for ((pos) = (head)->first; (pos) && ((n) = (pos)->next, 1); (pos) = (n))

/*
 * Walks over entries.  Before 3.9 they took the node as one more argument, in second place; both
 * forms are understood, by their number of arguments.
 */
#define __hlist_args(_1, _2, _3, _4, _5, name, ...) name
#define hlist_for_each_entry(...) \
	__hlist_args(__VA_ARGS__, 0, __hlist_each_4, __hlist_each_3, 0, 0)(__VA_ARGS__)
#define __hlist_each_3(pos, head, member)                                            \
	for ((pos) = hlist_entry_safe((head)->first, typeof(*(pos)), member); (pos); \
	     (pos) = hlist_entry_safe((pos)->member.next, typeof(*(pos)), member))
#define __hlist_each_4(tpos, pos, head, member)                                \
	for ((pos) = (head)->first;                                            \
	     (pos) && ((tpos) = hlist_entry(pos, typeof(*(tpos)), member), 1); \
	     (pos) = (pos)->next)
#define hlist_for_each_entry_safe(...) \
	__hlist_args(__VA_ARGS__, __hlist_safe_5, __hlist_safe_4, 0, 0, 0)(__VA_ARGS__)
#define __hlist_safe_4(pos, n, head, member)                                  \
	for ((pos) = hlist_entry_safe((head)->first, typeof(*(pos)), member); \
	     (pos) && ((n) = (pos)->member.next, 1);                          \
	     (pos) = hlist_entry_safe(n, typeof(*(pos)), member))
#define __hlist_safe_5(tpos, pos, n, head, member)                                           \
	for ((pos) = (head)->first; (pos) && ((n) = (pos)->next, 1) &&                       \
				    ((tpos) = hlist_entry(pos, typeof(*(tpos)), member), 1); \
	     (pos) = (n))
#define hlist_for_each_entry_continue(pos, member)                                        \
	for ((pos) = hlist_entry_safe((pos)->member.next, typeof(*(pos)), member); (pos); \
	     (pos) = hlist_entry_safe((pos)->member.next, typeof(*(pos)), member))
#define hlist_for_each_entry_from(pos, member) \
	for (; (pos); (pos) = hlist_entry_safe((pos)->member.next, typeof(*(pos)), member))

/** hlist_count_nodes - how many nodes the list has; walks it. */
static inline size_t hlist_count_nodes(struct hlist_head *head)
{
	struct hlist_node *pos;
	size_t count = 0;

	hlist_for_each(pos, head)
		count++;
	return count;
}

#endif
