/* SPDX-License-Identifier: MIT */
/* Lists that are read under RCU while one writer at a time changes them. */
#ifndef _LINUX_RCULIST_H
#define _LINUX_RCULIST_H

#include <linux/list.h>
#include <linux/rcupdate.h>

#define list_next_rcu(list)   (list)->next
#define hlist_first_rcu(head) ((head)->first)
#define hlist_next_rcu(node)  ((node)->next)
#define hlist_pprev_rcu(node) (*(node)->pprev)

static inline void INIT_LIST_HEAD_RCU(struct list_head *list)
{
	WRITE_ONCE(list->next, list);
	WRITE_ONCE(list->prev, list);
}

/* The new link is whole before a reader can come to it. */
static inline void __list_add_rcu(struct list_head *new, struct list_head *prev,
				  struct list_head *next)
{
	new->next = next;
	new->prev = prev;
	rcu_assign_pointer(prev->next, new);
	next->prev = new;
}

static inline void list_add_rcu(struct list_head *new, struct list_head *head)
{
	__list_add_rcu(new, head, head->next);
}

static inline void list_add_tail_rcu(struct list_head *new, struct list_head *head)
{
	__list_add_rcu(new, head->prev, head);
}

/* A reader on the link goes on from it, so its next pointer stays. */
static inline void list_del_rcu(struct list_head *entry)
{
	entry->next->prev = entry->prev;
	WRITE_ONCE(entry->prev->next, entry->next);
	entry->prev = LIST_POISON2;
}

static inline void list_replace_rcu(struct list_head *old, struct list_head *new)
{
	new->next = old->next;
	new->prev = old->prev;
	rcu_assign_pointer(new->prev->next, new);
	new->next->prev = new;
	old->prev = LIST_POISON2;
}

/* Who sees a link sees what it links to, as it was when it was added. */
#define list_entry_rcu(ptr, type, member) container_of(smp_load_acquire(&(ptr)), type, member)

#define list_first_or_null_rcu(ptr, type, member)                             \
	({                                                                    \
		struct list_head *__head = (ptr);                             \
		struct list_head *__first = smp_load_acquire(&__head->next);  \
                                                                              \
		__first != __head ? list_entry(__first, type, member) : NULL; \
	})
#define list_next_or_null_rcu(head, ptr, type, member)                        \
	({                                                                    \
		struct list_head *__after = smp_load_acquire(&(ptr)->next);   \
                                                                              \
		__after != (head) ? list_entry(__after, type, member) : NULL; \
	})

/* @cond, where given, says why the caller may walk outside a read-side section. */
#define list_for_each_entry_rcu(pos, head, member, cond...)                                    \
	for (pos = list_entry_rcu((head)->next, typeof(*pos), member); &pos->member != (head); \
	     pos = list_entry_rcu(pos->member.next, typeof(*pos), member))
#define list_for_each_entry_srcu(pos, head, member, cond) list_for_each_entry_rcu(pos, head, member)
#define list_for_each_entry_lockless(pos, head, member)	  list_for_each_entry_rcu(pos, head, member)
#define list_for_each_entry_continue_rcu(pos, head, member)                                        \
	for (pos = list_entry_rcu(pos->member.next, typeof(*pos), member); &pos->member != (head); \
	     pos = list_entry_rcu(pos->member.next, typeof(*pos), member))
#define list_for_each_entry_from_rcu(pos, head, member) \
	for (; &(pos)->member != (head);                \
	     pos = list_entry_rcu(pos->member.next, typeof(*(pos)), member))
#define list_for_each_rcu(pos, head)                               \
	for (pos = smp_load_acquire(&(head)->next); pos != (head); \
	     pos = smp_load_acquire(&pos->next))

/* ---- hash chains ----------------------------------------------------------------------------- */

static inline void hlist_del_rcu(struct hlist_node *n)
{
	__hlist_del(n);
	WRITE_ONCE(n->pprev, (struct hlist_node **)LIST_POISON2);
}

static inline void hlist_del_init_rcu(struct hlist_node *n)
{
	if (!hlist_unhashed(n)) {
		__hlist_del(n);
		WRITE_ONCE(n->pprev, NULL);
	}
}

static inline void hlist_add_head_rcu(struct hlist_node *n, struct hlist_head *h)
{
	struct hlist_node *first = h->first;

	n->next = first;
	WRITE_ONCE(n->pprev, &h->first);
	rcu_assign_pointer(h->first, n);
	if (first)
		WRITE_ONCE(first->pprev, &n->next);
}

static inline void hlist_add_before_rcu(struct hlist_node *n, struct hlist_node *next)
{
	WRITE_ONCE(n->pprev, next->pprev);
	n->next = next;
	rcu_assign_pointer(*n->pprev, n);
	WRITE_ONCE(next->pprev, &n->next);
}

static inline void hlist_add_behind_rcu(struct hlist_node *n, struct hlist_node *prev)
{
	n->next = prev->next;
	WRITE_ONCE(n->pprev, &prev->next);
	rcu_assign_pointer(prev->next, n);
	if (n->next)
		WRITE_ONCE(n->next->pprev, &n->next);
}

#define __hlist_entry_rcu(ptr, type, member)                          \
	({                                                            \
		struct hlist_node *__node = smp_load_acquire(&(ptr)); \
                                                                      \
		__node ? hlist_entry(__node, type, member) : NULL;    \
	})

#define hlist_for_each_entry_rcu(pos, head, member, cond...)                      \
	for (pos = __hlist_entry_rcu((head)->first, typeof(*(pos)), member); pos; \
	     pos = __hlist_entry_rcu((pos)->member.next, typeof(*(pos)), member))
#define hlist_for_each_entry_continue_rcu(pos, member)                                 \
	for (pos = __hlist_entry_rcu((pos)->member.next, typeof(*(pos)), member); pos; \
	     pos = __hlist_entry_rcu((pos)->member.next, typeof(*(pos)), member))

#endif
