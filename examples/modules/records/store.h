/* SPDX-License-Identifier: MIT */
/* Records of visitors: made, counted, dropped. */
#ifndef STORE_H
#define STORE_H

#include <linux/list.h>
#include <linux/spinlock.h>

/**
 * struct record - one visitor.
 * @list: in the store.
 * @lock: protects @visits.
 * @visits: how often the visitor came.
 * @name: who.
 *
 * While nobody uses a record, its @lock is ready and not taken: the cache's constructor makes it
 * so once, and store_drop() must leave it so.
 */
struct record {
	struct list_head list;
	spinlock_t lock;
	unsigned int visits;
	char name[24];
};

int store_init(void);
void store_exit(void);

/** store_add - remember a visitor. Return: the record, or NULL. */
struct record *store_add(const char *name);
void store_drop(struct record *record);
void store_visit(struct record *record);
unsigned int store_constructed(void);

#endif
