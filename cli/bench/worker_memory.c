// SPDX-License-Identifier: MIT
/*
 * How much memory is held for what is in use.
 *
 * Many objects of random sizes are allocated and written to, and each is replaced twice on average
 * by another, at random: so the heap is as a long-running program's.  Then three of
 * four are freed, at random, which leaves the rest scattered.
 */
#include "cli/bench/bench.h"

#define REPLACED 2

/* As a program's structures are: most are small, and none is a power of two by intent. */
static const u16 kind_sizes[NR_KINDS] = {
	24, 32, 40, 48, 56, 72, 80, 104, 120, 136, 168, 200, 264, 344, 488, 720,
};

static uint64_t bytes_in_use(const struct work *w)
{
	uint64_t sum = 0;

	for (u32 i = 0; i < w->nr; i++)
		sum += w->bytes[i];
	return sum;
}

static void make_caches(struct kmem_cache **caches)
{
	for (size_t i = 0; i < NR_KINDS; i++) {
		struct kmem_cache **cache = &caches[kind_sizes[i] / KIND_STEP];

		*cache = ours_cache(kind_sizes[i]);
		if (!*cache)
			worker_fail("no cache");
	}
}

void worker_memory(const struct worker *worker)
{
	static struct kmem_cache *caches[KIND_MAX / KIND_STEP + 1];
	const unsigned long objects = worker->effort->objects;
	struct work w = {
		.slots = worker_room(objects * sizeof(void *)),
		.bytes = worker_room(objects * sizeof(u16)),
		.kinds = worker->c->kind == KIND_KINDS ? kind_sizes : NULL,
		.caches = caches,
		.nr = (u32)objects,
	};
	uint64_t before;

	if (worker->has_caches)
		make_caches(caches);
	before = worker_held();
	worker_loop(worker->loops->fill, &w, objects);
	worker_loop(worker->loops->rewrite, &w, REPLACED * objects);
	worker_say("_churned", (double)(worker_held() - before) / (double)bytes_in_use(&w));
	worker_loop(worker->loops->thin, &w, objects);
	worker_say("_thinned", (double)(worker_held() - before) / (double)bytes_in_use(&w));
}
