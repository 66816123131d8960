// SPDX-License-Identifier: MIT
/*
 * Classes of locks, and what is known of each.
 *
 * What is true of one lock of a class is taken to be true of all: so two runs of the same code on
 * different objects teach the order of their locks.  A lock is of the class of the line that
 * initialised it, which spin_lock_init() and its kin mark with a key of their own; a static lock is
 * a class by itself.  Of any other lock, a copy of an initialiser in allocated memory, nothing is
 * known, and nothing is said.
 *
 * All this is guarded by the lock of held.c.  Nothing is ever taken from the machine.
 */
#include <linux/errno.h>
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "check/check.h"
#include "check/context/context.h"

/* ---- which key a lock has -------------------------------------------------------------------- */

/**
 * struct named - a lock that was initialised; @lock is NULL in an empty slot.
 * The table is open-addressed, at most half full, and only grows: the next lock at the same
 * address takes the place of the last.
 */
struct named {
	const void *lock;
	const char *name;
	const struct lock_class_key *key;
};

#define FIRST_BITS 12

static struct named *named;
static unsigned int named_bits;
static size_t nr_named;

static struct lock_class *classes;
static struct lock_edge *edges, *free_edges;
static unsigned int nr_edges;

static struct named *named_slot(const void *lock)
{
	size_t mask = ((size_t)1 << named_bits) - 1;
	size_t slot = hash_long((unsigned long)lock, named_bits);

	while (named[slot].lock && named[slot].lock != lock)
		slot = (slot + 1) & mask;
	return &named[slot];
}

/* Twice the room. Return: false when the host refuses. */
static bool named_grow(void)
{
	size_t nr = (size_t)1 << named_bits;
	struct named *old = named, *bigger = check_host_alloc(2 * nr * sizeof(*named));

	if (!bigger)
		return false;
	named = bigger;
	named_bits++;
	for (size_t i = 0; i < nr; i++)
		if (old[i].lock)
			*named_slot(old[i].lock) = old[i];
	check_host_free(old, nr * sizeof(*named));
	return true;
}

void class_name_lock(const void *lock, const char *name, const struct lock_class_key *key)
{
	struct named *slot = named_slot(lock);

	if (!slot->lock) {
		if (nr_named >= ((size_t)1 << named_bits) / 2) {
			if (!named_grow())
				return;
			slot = named_slot(lock);
		}
		nr_named++;
	}
	*slot = (struct named){ lock, name, key };
}

/* ---- classes --------------------------------------------------------------------------------- */

static bool is_allocated(const void *p)
{
	return virt_addr_valid(p) || is_vmalloc_addr(p);
}

/* The class of @key, or an empty place for it, or NULL. */
static struct lock_class *find(const void *key, unsigned int subclass)
{
	unsigned int at = hash_long((unsigned long)key + subclass, 10);
	struct lock_class *empty = NULL;

	for (unsigned int i = 0; i < LOCK_CLASSES; i++) {
		struct lock_class *c = &classes[(at + i) % LOCK_CLASSES];

		if (c->key == key && c->subclass == subclass)
			return c;
		if (!c->key && !empty)
			empty = c;
		/* One that was never used ends the chain; a forgotten one does not. */
		if (!c->key && !c->stamp)
			break;
	}
	return empty;
}

struct lock_class *class_of(const void *lock, unsigned int subclass, unsigned int how)
{
	const struct named *slot = named_slot(lock);
	const void *key = slot->lock ? slot->key : is_allocated(lock) ? NULL : lock;
	struct lock_class *c = key ? find(key, subclass) : NULL;

	if (!c || c->key)
		return c;
	*c = (struct lock_class){
		.key = key,
		.subclass = subclass,
		.name = slot->lock ? slot->name : NULL,
		.lock = lock,
		.how = how,
		.stamp = c->stamp | 1,
	};
	return c;
}

struct lock_edge *class_edge(const struct lock_class *from, const struct lock_class *to)
{
	struct lock_edge *e = from->after;

	while (e && e->to != to)
		e = e->next_after;
	return e;
}

struct lock_edge *class_add_edge(struct lock_class *from, struct lock_class *to, u32 site)
{
	struct lock_edge *e = free_edges;

	if (e)
		free_edges = e->next_after;
	else if (nr_edges < LOCK_EDGES)
		e = &edges[nr_edges++];
	else
		return NULL;
	*e = (struct lock_edge){
		.from = from,
		.to = to,
		.next_after = from->after,
		.next_before = to->before,
		.site = site,
	};
	from->after = e;
	to->before = e;
	return e;
}

/* ---- what goes ------------------------------------------------------------------------------- */

static void remove_edge(struct lock_edge *edge)
{
	struct lock_edge **at = &edge->from->after;

	while (*at != edge)
		at = &(*at)->next_after;
	*at = edge->next_after;
	at = &edge->to->before;
	while (*at != edge)
		at = &(*at)->next_before;
	*at = edge->next_before;
	edge->next_after = free_edges;
	free_edges = edge;
}

void class_forget(unsigned long start, unsigned long end)
{
	for (unsigned int i = 0; i < LOCK_CLASSES; i++) {
		struct lock_class *c = &classes[i];

		if ((unsigned long)c->key - start >= end - start)
			continue;
		while (c->after)
			remove_edge(c->after);
		while (c->before)
			remove_edge(c->before);
		c->key = NULL;
	}
	/* A slot may not become empty, as others were put behind it: its lock is of no class. */
	for (size_t i = 0; i < (size_t)1 << named_bits; i++)
		if ((unsigned long)named[i].key - start < end - start)
			named[i].key = NULL;
}

/* ---- life ------------------------------------------------------------------------------------ */

int classes_start(void)
{
	named_bits = FIRST_BITS;
	nr_named = 0;
	nr_edges = 0;
	free_edges = NULL;
	named = check_host_alloc(sizeof(*named) << named_bits);
	classes = check_host_alloc(LOCK_CLASSES * sizeof(*classes));
	edges = check_host_alloc(LOCK_EDGES * sizeof(*edges));
	return named && classes && edges ? 0 : -ENOMEM;
}

void classes_stop(void)
{
	check_host_free(named, sizeof(*named) << named_bits);
	check_host_free(classes, LOCK_CLASSES * sizeof(*classes));
	check_host_free(edges, LOCK_EDGES * sizeof(*edges));
	named = NULL;
	classes = NULL;
	edges = NULL;
}
