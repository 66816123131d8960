// SPDX-License-Identifier: MIT
/* Records in a cache of their own. */
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "store.h"

static struct kmem_cache *cache;
static LIST_HEAD(records);
static unsigned int constructed;

/* Runs when the cache gets memory for records, many times for one call of store_add(). */
static void construct(void *object)
{
	struct record *record = object;

	spin_lock_init(&record->lock);
	constructed++;
}

int store_init(void)
{
	cache = kmem_cache_create("record", sizeof(struct record), 0, SLAB_HWCACHE_ALIGN,
				  construct);
	return cache ? 0 : -ENOMEM;
}

struct record *store_add(const char *name)
{
	struct record *record = kmem_cache_alloc(cache, GFP_KERNEL);

	if (!record)
		return NULL;
	/* The lock is ready.  The rest is what the last user left. */
	record->visits = 0;
	strscpy(record->name, name, sizeof(record->name));
	list_add_tail(&record->list, &records);
	return record;
}

void store_visit(struct record *record)
{
	spin_lock(&record->lock);
	record->visits++;
	spin_unlock(&record->lock);
}

void store_drop(struct record *record)
{
	list_del(&record->list);
	kmem_cache_free(cache, record);
}

unsigned int store_constructed(void)
{
	return constructed;
}

void store_exit(void)
{
	struct record *record, *next;

	list_for_each_entry_safe(record, next, &records, list)
		store_drop(record);
	kmem_cache_destroy(cache);
}
