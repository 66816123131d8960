// SPDX-License-Identifier: MIT
/*
 * malloc_compare - the library's allocators beside a malloc, in one program.
 *
 * usage: malloc_compare ashlar|malloc [ROUNDS]
 *
 * "malloc" is the process's malloc: the C library's, or whichever is preloaded.  Prints one line a
 * case, "name nanoseconds": an allocation together with its free, the minimum over ROUNDS rounds
 * (7) after one to warm up.
 *
 * pair_N       allocate N bytes, free them at once; the size is known at run time only
 * object_N     the same with objects of one size: a kmem_cache has these
 * bulk_N       64 objects at a time, taken and given back with one call where there is one
 * fifo_N, ...  1000 allocations, then 1000 frees: oldest first, newest first, in shuffled order
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <ashlar/ashlar.h>

#define BATCH  1000
#define BULK   64
#define ROUNDS 7
/* A round lasts long against the clock's grain, and short against a time slice. */
#define PAIRS	400000
#define BATCHES 200

/* Make the compiler believe that x is used and changed. */
#define USE(x) __asm__ volatile("" : "+r"(x) : : "memory")

static void *pointers[BATCH];
static unsigned int orders[3][BATCH];
static struct kmem_cache *cache;
static size_t size;

enum order { FIFO, LIFO, SHUFFLED };
static enum order order;

/* ---- what is timed --------------------------------------------------------------------------- */

/* The same loops for two allocators, without a call that the other has not. */
#define LOOPS(name, alloc, release)                                \
	static void name##_pairs(unsigned long n)                  \
	{                                                          \
		while (n--) {                                      \
			size_t bytes = size;                       \
			void *p;                                   \
                                                                   \
			USE(bytes);                                \
			p = alloc;                                 \
			USE(p);                                    \
			release;                                   \
		}                                                  \
	}                                                          \
	static void name##_batches(unsigned long n)                \
	{                                                          \
		const unsigned int *next = orders[order];          \
                                                                   \
		while (n--) {                                      \
			for (unsigned int i = 0; i < BATCH; i++) { \
				size_t bytes = size;               \
				void *p;                           \
                                                                   \
				USE(bytes);                        \
				p = alloc;                         \
				USE(p);                            \
				pointers[i] = p;                   \
			}                                          \
			for (unsigned int i = 0; i < BATCH; i++) { \
				void *p = pointers[next[i]];       \
                                                                   \
				release;                           \
			}                                          \
		}                                                  \
	}

LOOPS(libc, malloc(bytes), free(p))
LOOPS(ashlar, kmalloc(bytes, GFP_KERNEL), kfree(p))

static void libc_bulks(unsigned long n)
{
	while (n--) {
		for (unsigned int i = 0; i < BULK; i++) {
			pointers[i] = malloc(size);
			USE(pointers[i]);
		}
		for (unsigned int i = 0; i < BULK; i++)
			free(pointers[i]);
	}
}

static void cache_pairs(unsigned long n)
{
	while (n--) {
		void *p = kmem_cache_alloc(cache, GFP_KERNEL);

		USE(p);
		kmem_cache_free(cache, p);
	}
}

static void cache_bulks(unsigned long n)
{
	while (n--) {
		if (kmem_cache_alloc_bulk(cache, GFP_KERNEL, BULK, pointers) != BULK)
			abort();
		kmem_cache_free_bulk(cache, BULK, pointers);
	}
}

struct allocator {
	const char *name;
	void (*pairs)(unsigned long n);
	void (*batches)(unsigned long n);
	void (*objects)(unsigned long n);
	void (*bulks)(unsigned long n);
};

static const struct allocator allocators[] = {
	{ "ashlar", ashlar_pairs, ashlar_batches, cache_pairs, cache_bulks },
	{ "malloc", libc_pairs, libc_batches, libc_pairs, libc_bulks },
};

/* ---- timing ---------------------------------------------------------------------------------- */

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* Time @n calls' worth of @loop, of which each is @each operations. */
static void run(const char *name, size_t bytes, void (*loop)(unsigned long), unsigned long n,
		unsigned int each, unsigned int rounds)
{
	uint64_t best = UINT64_MAX;

	size = bytes;
	/* The first is to warm up. */
	for (unsigned int round = 0; round <= rounds; round++) {
		uint64_t begin = now(), took;

		loop(n);
		took = now() - begin;
		if (round && took < best)
			best = took;
	}
	printf("%s_%zu %.2f\n", name, bytes, (double)best / (double)n / each);
	fflush(stdout);
}

static void fill_orders(void)
{
	uint32_t random = 12345;

	for (unsigned int i = 0; i < BATCH; i++) {
		orders[FIFO][i] = orders[SHUFFLED][i] = i;
		orders[LIFO][i] = BATCH - 1 - i;
	}
	for (unsigned int i = BATCH - 1; i; i--) {
		unsigned int with, old = orders[SHUFFLED][i];

		random = random * 1664525 + 1013904223;
		with = (random >> 8) % (i + 1);
		orders[SHUFFLED][i] = orders[SHUFFLED][with];
		orders[SHUFFLED][with] = old;
	}
}

static void run_all(const struct allocator *a, unsigned int rounds)
{
	static const size_t sizes[] = { 8, 64, 256, 1024, 4096, 65536 };
	static const size_t object_sizes[] = { 64, 256 };
	static const char *const order_names[] = { "fifo", "lifo", "shuffled" };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		run("pair", sizes[i], a->pairs, PAIRS, 1, rounds);
	for (size_t i = 0; i < sizeof(object_sizes) / sizeof(*object_sizes); i++) {
		/* Only ours has one; a malloc's process boots no machine. */
		if (a == allocators)
			cache = kmem_cache_create("bench", (unsigned int)object_sizes[i], 0,
						  SLAB_NO_MERGE, NULL);
		if (a == allocators && !cache)
			abort();
		run("object", object_sizes[i], a->objects, PAIRS, 1, rounds);
		run("bulk", object_sizes[i], a->bulks, PAIRS / BULK, BULK, rounds);
		if (a == allocators)
			kmem_cache_destroy(cache);
	}
	for (order = FIFO; order <= SHUFFLED; order++)
		for (size_t i = 0; i < sizeof(object_sizes) / sizeof(*object_sizes); i++)
			run(order_names[order], object_sizes[i], a->batches, BATCHES, BATCH,
			    rounds);
}

int main(int argc, char **argv)
{
	unsigned int rounds = argc > 2 ? (unsigned int)strtoul(argv[2], NULL, 10) : ROUNDS;

	for (size_t i = 0; argc > 1 && i < sizeof(allocators) / sizeof(*allocators); i++)
		if (!strcmp(argv[1], allocators[i].name) && rounds) {
			fill_orders();
			run_all(&allocators[i], rounds);
			return 0;
		}
	fprintf(stderr, "usage: malloc_compare ashlar|malloc [ROUNDS]\n");
	return 2;
}
