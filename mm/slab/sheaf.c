// SPDX-License-Identifier: MIT
/*
 * A node's store of sheaves.
 *
 * A CPU that flushes leaves full sheaves here, and one that runs dry takes them whole, so that the
 * usual traffic between CPUs is one short lock hold for hundreds of objects and never looks at a
 * slab.  The store is bounded by max_sheaves; beyond that objects go back to their slabs.  Sheaves
 * that were emptied wait here to be filled again.
 *
 * An object that is freed on another node comes home through store_put_one(): it is added to the
 * sheaf on top, one store under the lock, without a look at its slab.
 *
 * Sheaves themselves are objects of a cache without arrays, so that moving objects never recurses
 * into moving objects.  When there is no memory for one, the slabs take the objects.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <mm/slab/slab.h>

/* Sheaves that move under one lock hold. */
#define SHEAVES_AT_ONCE 8

static struct kmem_cache *sheaf_cache;

int sheaf_init(void)
{
	sheaf_cache = slab_cache_create("slab_sheaf", sizeof(struct sheaf), 0, SLAB_NO_SLOTS);
	return sheaf_cache ? 0 : -ENOMEM;
}

static struct sheaf *sheaf_new(void)
{
	/* Freeing must not wait for memory, nor take the last of it. */
	const gfp_t gfp = __GFP_NOWARN | __GFP_NOMEMALLOC;
	void *object;
	struct sheaf *sheaf;

	if (!node_get(sheaf_cache, gfp, numa_node_id(), &object, 1))
		return NULL;
	sheaf = object;
	sheaf->next = NULL;
	sheaf->count = 0;
	return sheaf;
}

static void sheaf_free(struct sheaf *sheaf)
{
	void *object = sheaf;

	node_give(sheaf_cache, &object, 1);
}

/* ---- under the node's lock ------------------------------------------------------------------- */

static void push_full(struct cache_node *n, struct sheaf *sheaf)
{
	sheaf->next = n->sheaves;
	WRITE_ONCE(n->sheaves, sheaf);
	WRITE_ONCE(n->nr_sheaves, n->nr_sheaves + 1);
	n->nr_stored += sheaf->count;
}

static struct sheaf *pop_full(struct cache_node *n)
{
	struct sheaf *sheaf = n->sheaves;

	if (sheaf) {
		WRITE_ONCE(n->sheaves, sheaf->next);
		WRITE_ONCE(n->nr_sheaves, n->nr_sheaves - 1);
		n->nr_stored -= sheaf->count;
	}
	return sheaf;
}

static void push_empty(struct cache_node *n, struct sheaf *sheaf)
{
	sheaf->count = 0;
	sheaf->next = n->empties;
	n->empties = sheaf;
	n->nr_empties++;
}

static struct sheaf *pop_empty(struct cache_node *n)
{
	struct sheaf *sheaf = n->empties;

	if (sheaf) {
		n->empties = sheaf->next;
		n->nr_empties--;
	}
	return sheaf;
}

/* ---- sheaves, some at a time ----------------------------------------------------------------- */

/* Up to @nr sheaves to be filled. */
static unsigned int take_empties(struct cache_node *n, struct sheaf **sheaves, unsigned int nr)
{
	unsigned int got = 0;

	lock_acquire(&n->lock);
	while (got < nr && (sheaves[got] = pop_empty(n)))
		got++;
	lock_release(&n->lock);
	while (got < nr && (sheaves[got] = sheaf_new()))
		got++;
	return got;
}

/*
 * Leave sheaves with the node: those with objects in the store as far as it has room, those without
 * for the next who flushes.  Objects without room go to their slabs.
 */
static void leave(struct kmem_cache *s, struct cache_node *n, struct sheaf **sheaves,
		  unsigned int nr)
{
	unsigned int over = 0;

	lock_acquire(&n->lock);
	for (unsigned int i = 0; i < nr; i++) {
		if (sheaves[i]->count && n->nr_sheaves < s->max_sheaves) {
			n->stat[SLAB_STAT_STORE_PUT]++;
			push_full(n, sheaves[i]);
		} else if (!sheaves[i]->count && n->nr_empties < s->max_sheaves) {
			push_empty(n, sheaves[i]);
		} else {
			sheaves[over++] = sheaves[i];
		}
	}
	lock_release(&n->lock);
	for (unsigned int i = 0; i < over; i++) {
		if (sheaves[i]->count)
			node_give(s, sheaves[i]->objs, (unsigned int)sheaves[i]->count);
		sheaf_free(sheaves[i]);
	}
}

/* Up to @nr sheaves from the store. */
static unsigned int take_fulls(struct cache_node *n, struct sheaf **sheaves, unsigned int nr)
{
	unsigned int got = 0;

	if (!READ_ONCE(n->sheaves))
		return 0;
	lock_acquire(&n->lock);
	while (got < nr && (sheaves[got] = pop_full(n)))
		got++;
	n->stat[SLAB_STAT_STORE_TAKE] += got;
	lock_release(&n->lock);
	return got;
}

/* How many sheaves @nr objects are. */
static unsigned int sheaves_for(unsigned int nr)
{
	return clamp_t(unsigned int, (nr + SHEAF_OBJS / 2) / SHEAF_OBJS, 1, SHEAVES_AT_ONCE);
}

/* ---- to and from this CPU's array ------------------------------------------------------------ */

/**
 * store_refill - put about @want objects from the store into this CPU's array.
 * Return: how many were put.
 */
unsigned int store_refill(struct kmem_cache *s, struct cache_node *n, unsigned int want)
{
	struct sheaf *sheaves[SHEAVES_AT_ONCE];
	unsigned int nr = take_fulls(n, sheaves, sheaves_for(want)), put = 0;

	for (unsigned int i = 0; i < nr; i++) {
		struct sheaf *sheaf = sheaves[i];
		unsigned int kept;

		kept = slots_put(&s->slots, sheaf->objs, (unsigned int)sheaf->count);
		sheaf->count -= kept;
		memmove(sheaf->objs, sheaf->objs + kept, sheaf->count * sizeof(*sheaf->objs));
		put += kept;
	}
	if (nr)
		leave(s, n, sheaves, nr);
	return put;
}

/**
 * store_flush - take about @nr objects off this CPU's array, into the store.
 * Return: how many were taken; 0 where there is no memory for a sheaf, too.
 */
unsigned int store_flush(struct kmem_cache *s, struct cache_node *n, unsigned int nr)
{
	struct sheaf *sheaves[SHEAVES_AT_ONCE];
	unsigned int got, each, taken = 0;

	got = take_empties(n, sheaves, sheaves_for(nr));
	if (!got)
		return 0;
	each = min_t(unsigned int, (nr + got - 1) / got, SHEAF_OBJS);
	for (unsigned int i = 0; i < got; i++) {
		sheaves[i]->count = slots_take(&s->slots, sheaves[i]->objs, each);
		taken += (unsigned int)sheaves[i]->count;
	}
	leave(s, n, sheaves, got);
	return taken;
}

/* ---- to and from a caller's array ------------------------------------------------------------ */

/**
 * store_take - up to @want objects from the store's sheaf on top.
 * Return: how many; 0 where the store is empty.
 */
unsigned int store_take(struct kmem_cache *s, struct cache_node *n, void **objs, unsigned int want)
{
	struct sheaf *sheaf;
	unsigned int nr;

	if (!take_fulls(n, &sheaf, 1))
		return 0;
	nr = min_t(unsigned int, want, (unsigned int)sheaf->count);
	sheaf->count -= nr;
	memcpy(objs, sheaf->objs + sheaf->count, nr * sizeof(*objs));
	leave(s, n, &sheaf, 1);
	return nr;
}

/** store_put - store up to SHEAF_OBJS objects as one sheaf. Return: false: there is no room. */
bool store_put(struct kmem_cache *s, struct cache_node *n, void **objs, unsigned int nr)
{
	struct sheaf *sheaf;

	if (READ_ONCE(n->nr_sheaves) >= s->max_sheaves || !take_empties(n, &sheaf, 1))
		return false;
	sheaf->count = nr;
	memcpy(sheaf->objs, objs, nr * sizeof(*objs));
	leave(s, n, &sheaf, 1);
	return true;
}

/** store_put_one - store one object that comes from elsewhere. Return: false: no room. */
bool store_put_one(struct kmem_cache *s, struct cache_node *n, void *object)
{
	bool stored = false;
	struct sheaf *top;

	lock_acquire(&n->lock);
	n->stat[SLAB_STAT_REMOTE_FREE]++;
	top = n->sheaves;
	if ((!top || top->count == SHEAF_OBJS) && n->nr_sheaves < s->max_sheaves && n->empties) {
		top = pop_empty(n);
		push_full(n, top);
	}
	if (top && top->count < SHEAF_OBJS) {
		top->objs[top->count++] = object;
		n->nr_stored++;
		stored = true;
	}
	lock_release(&n->lock);
	return stored || store_put(s, n, &object, 1);
}

/** store_drain - put all stored objects back into their slabs, and the sheaves to theirs. */
void store_drain(struct kmem_cache *s, struct cache_node *n)
{
	struct sheaf *sheaf;

	do {
		lock_acquire(&n->lock);
		sheaf = pop_full(n) ?: pop_empty(n);
		lock_release(&n->lock);
		if (!sheaf)
			break;
		if (sheaf->count)
			node_give(s, sheaf->objs, (unsigned int)sheaf->count);
		sheaf_free(sheaf);
	} while (1);
}
