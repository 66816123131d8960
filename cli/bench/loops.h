/* SPDX-License-Identifier: MIT */
/*
 * What is timed: one text, loops.c, compiled once for each interface.
 *
 * This header stands between the worlds, so it has plain C only.  A loop allocates and frees as
 * the case says and does little else; who calls it keeps the time.
 */
#ifndef CLI_BENCH_LOOPS_H
#define CLI_BENCH_LOOPS_H

#include "port/types.h"

struct kmem_cache;

/* Objects of a batch, and of a bulk call. */
#define BATCH_OBJECTS 1000
#define BULK_OBJECTS  64

/* Random sizes: each range from a power of two to the next is as likely as any other. */
#define MIXED_MIN    8
#define MIXED_RANGES 7

/* Kinds of objects, where each has a size of its own: multiples of KIND_STEP up to KIND_MAX. */
#define NR_KINDS  16
#define KIND_STEP 8
#define KIND_MAX  1024

/* Sizes that are known when a loop is compiled. */
enum constant_size { CONSTANT_8, CONSTANT_64, CONSTANT_256, CONSTANT_1024, NR_CONSTANTS };

/* ---- between two threads --------------------------------------------------------------------- */

#define RING_SLOTS 1024
/* Either end tells the other of this many at once, so that the ring costs less than the calls. */
#define RING_STEP 32

/**
 * struct ring - pointers on their way from the thread that allocates to the one that frees.
 *
 *	0 <= head - tail <= RING_SLOTS, and slots[tail .. head), modulo RING_SLOTS, are on the way.
 */
struct ring {
	unsigned long head __attribute__((aligned(64))); /* the producer's */
	unsigned long tail __attribute__((aligned(64))); /* the consumer's */
	bool stop;
	void *slots[RING_SLOTS] __attribute__((aligned(64)));
};

/* ---- single calls ---------------------------------------------------------------------------- */

/*
 * Ticks of the processor's counter, counted in buckets that are narrower than 1/64 of what they
 * count: so no figure read from them is off by more than 1.6 percent.
 */
#define LATENCY_BITS	6
#define LATENCY_STEPS	(1u << LATENCY_BITS)
#define LATENCY_BUCKETS ((64 - LATENCY_BITS + 1) * LATENCY_STEPS)

/**
 * struct latencies - how long calls took.
 * @overhead: ticks between two readings with nothing in between; subtracted from each.
 *
 *	@calls is the sum of all of @count.
 */
struct latencies {
	u64 overhead, calls, longest;
	u64 count[LATENCY_BUCKETS];
};

static inline unsigned int latency_bucket(u64 ticks)
{
	unsigned int shift;

	if (ticks < LATENCY_STEPS)
		return (unsigned int)ticks;
	shift = 63 - (unsigned int)__builtin_clzll(ticks) - LATENCY_BITS;
	return (shift + 1) * LATENCY_STEPS + ((ticks >> shift) & (LATENCY_STEPS - 1));
}

/* The first tick count of a bucket. */
static inline u64 latency_from(unsigned int bucket)
{
	unsigned int shift = bucket / LATENCY_STEPS;

	if (!shift)
		return bucket;
	return (u64)(LATENCY_STEPS + bucket % LATENCY_STEPS) << (shift - 1);
}

static inline void latency_add(struct latencies *l, u64 ticks)
{
	/* Never 0: nothing takes no time. */
	ticks = ticks > l->overhead ? ticks - l->overhead : 1;
	l->calls++;
	l->count[latency_bucket(ticks)]++;
	if (ticks > l->longest)
		l->longest = ticks;
}

/* ---- loops ----------------------------------------------------------------------------------- */

/**
 * struct work - what a loop works on.
 * @size: bytes of an object, where they are all alike.
 * @cache: the kmem_cache of that size, where the interface has one.
 * @slots: where pointers are kept, @nr of them.
 * @bytes: the size of each object in @slots, where the loop keeps account of it.
 * @kinds: the sizes of NR_KINDS kinds of objects, NULL: any size will do.
 * @caches: of each kind, at its size over KIND_STEP, where the interface has any.
 * @order: the order in which a batch is freed.
 * @random: state of the random numbers; who begins alike goes on alike.
 */
struct work {
	size_t size;
	struct kmem_cache *cache;
	void **slots;
	u16 *bytes;
	const u16 *kinds;
	struct kmem_cache **caches;
	u32 nr;
	const u32 *order;
	u64 random;
	struct ring *ring;
	struct latencies *latencies;
};

/* Return: false when memory ran out. */
typedef bool loop_fn(struct work *w, unsigned long n);

/**
 * struct loops - an interface's loops.
 * @pairs: @n times allocate and free.
 * @constant: the same with a size that the compiler knows.
 * @batches: @n times allocate BATCH_OBJECTS, then free them as work.order says.
 * @bulks: @n times allocate BULK_OBJECTS, with one call where there is one, and free them so.
 * @churn: @n times allocate into a random slot, and @n times free a random one, by turns as chance
 *	has it: a slot that is full is emptied and the other way round.
 * @replace: @n times free a random slot's object and allocate another size in its place.
 * @timed: @replace, each call being timed by itself.
 * @nothing: @n readings of the counter with no call in between.
 * @fill: allocate objects of random sizes, or kinds, into slots [0, @n), write to all their bytes,
 *	and note their sizes.
 * @rewrite: @replace, with sizes noted and all bytes written.
 * @thin: free the objects of slots [0, @n) with a chance of 3 in 4.
 * @produce: allocate @n objects and put them into the ring; returns when all are freed.
 * @consume: free what comes out of it until ring.stop; @n is ignored.
 * @ticks: the counter that @timed reads.
 */
struct loops {
	loop_fn *pairs, *constant[NR_CONSTANTS];
	loop_fn *batches, *bulks;
	loop_fn *churn, *replace;
	loop_fn *timed, *nothing;
	loop_fn *fill, *rewrite, *thin;
	loop_fn *produce, *consume;
	u64 (*ticks)(void);
};

extern const struct loops loops_kmalloc, loops_cache, loops_malloc;

/* ---- ours.c: the machine under kmalloc and caches -------------------------------------------- */

/**
 * ours_start - boot a machine without checks.
 * @memory: bytes.
 * Return: NULL, or why there is none.
 */
const char *ours_start(u64 memory);

/** ours_cache - a cache for objects of @size bytes, shared with no other; NULL without memory. */
struct kmem_cache *ours_cache(size_t size);

#endif
