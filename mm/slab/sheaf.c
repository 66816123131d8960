// SPDX-License-Identifier: MIT
/*
 * A node's store of full sheaves.
 *
 * A CPU that flushes leaves a sheaf here, and one that runs dry takes a sheaf whole, so that the
 * usual traffic between CPUs is one short lock hold for a hundred objects and never looks at a
 * slab.  The store is bounded by max_sheaves; beyond that objects go back to their slabs.
 *
 * Sheaves themselves are objects of a cache without arrays, so that moving objects never recurses
 * into moving objects.  When there is no memory for one, the slabs take the objects.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <mm/slab/slab.h>

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
	void *sheaf;

	return node_get(sheaf_cache, gfp, numa_node_id(), &sheaf, 1) ? sheaf : NULL;
}

static void sheaf_free(struct sheaf *sheaf)
{
	void *object = sheaf;

	node_give(sheaf_cache, &object, 1);
}

/** store_take - the objects of one full sheaf. Return: how many, at most SHEAF_OBJS; 0 for none. */
unsigned int store_take(struct kmem_cache *s, struct cache_node *n, void **objs)
{
	struct sheaf *sheaf;
	unsigned int nr;

	if (!READ_ONCE(n->sheaves))
		return 0;
	lock_acquire(&n->lock);
	sheaf = n->sheaves;
	if (sheaf) {
		WRITE_ONCE(n->sheaves, sheaf->next);
		WRITE_ONCE(n->nr_sheaves, n->nr_sheaves - 1);
		n->nr_stored -= sheaf->count;
	}
	lock_release(&n->lock);
	if (!sheaf)
		return 0;
	nr = (unsigned int)sheaf->count;
	memcpy(objs, sheaf->objs, nr * sizeof(*objs));
	sheaf_free(sheaf);
	return nr;
}

/** store_put - store @nr objects as one sheaf. Return: false where there is no room. */
bool store_put(struct kmem_cache *s, struct cache_node *n, void **objs, unsigned int nr)
{
	struct sheaf *sheaf;

	if (READ_ONCE(n->nr_sheaves) >= s->max_sheaves)
		return false;
	sheaf = sheaf_new();
	if (!sheaf)
		return false;
	sheaf->count = nr;
	memcpy(sheaf->objs, objs, nr * sizeof(*objs));
	lock_acquire(&n->lock);
	sheaf->next = n->sheaves;
	WRITE_ONCE(n->sheaves, sheaf);
	WRITE_ONCE(n->nr_sheaves, n->nr_sheaves + 1);
	n->nr_stored += nr;
	lock_release(&n->lock);
	return true;
}

/** store_drain - put all stored objects back into their slabs. */
void store_drain(struct kmem_cache *s, struct cache_node *n)
{
	void *objs[SHEAF_OBJS];
	unsigned int nr;

	while ((nr = store_take(s, n, objs)))
		node_give(s, objs, nr);
}
