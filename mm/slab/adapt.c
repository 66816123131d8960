// SPDX-License-Identifier: MIT
/*
 * How many objects a CPU keeps.
 *
 * An array starts small, and what it may hold is doubled when it ran empty or full a few times
 * within a short while: then what the CPU has in hand at once is larger than the array, and each
 * miss costs a hundred hits.  A cache that is used gently keeps its small arrays for ever.
 *
 * What all arrays may hold beyond their first size is bounded for the machine.  Where the bound is
 * reached, caches that have not missed for a while give up theirs.  Memory that runs short makes
 * every array small again, as does kmem_cache_shrink().
 *
 *	array_bytes = sum over caches of s->grown <= array_limit
 *	s->grown >= sum over CPUs of (capacity - initial) * size
 */
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <mm/slab/slab.h>

/* So many misses within one tick make an array grow. */
#define MISSES_TO_GROW 4
/* A tick, as a shift of nanoseconds: 16.8 ms. */
#define TICK_SHIFT 24
/* A cache that has not missed for so many ticks, a second, does not need what it grew to. */
#define TICKS_IDLE 60

/* First sizes: a sheaf of small objects, some of large ones.  Largest: what stays in a CPU's L2. */
#define FIRST_BYTES   (16ul << 10)
#define LARGEST_BYTES (256ul << 10)
/* One less than a power of two, together with the array's header. */
#define LARGEST_ARRAY ((8192 - sizeof(struct slot_array)) / sizeof(void *))

/* One part of the machine's memory in so many may be in grown arrays, within limits. */
#define LIMIT_PART 64
#define LIMIT_MIN  (1l << 20)
#define LIMIT_MAX  (64l << 20)

static long array_bytes, array_limit;

void adapt_init(void)
{
	array_bytes = 0;
	array_limit = clamp_t(long, (long)(totalram_pages() / LIMIT_PART) << PAGE_SHIFT, LIMIT_MIN,
			      LIMIT_MAX);
}

/** adapt_bytes - what arrays may hold beyond their first size, and the bound of it. */
long adapt_bytes(long *limit)
{
	*limit = array_limit;
	return READ_ONCE(array_bytes);
}

/** adapt_setup - give a new cache arrays of the first size. */
void adapt_setup(struct kmem_cache *s)
{
	u32 first = clamp_t(u32, FIRST_BYTES / s->size, 2, SHEAF_OBJS);
	u32 largest = clamp_t(u32, LARGEST_BYTES / s->size, 4, LARGEST_ARRAY);

	s->grown = 0;
	/* A cache without arrays works, one object at a time. */
	if (slots_create(&s->slots, max(first, largest)))
		return;
	slots_start_small(&s->slots, first);
}

/** adapt_forget - the arrays of @s are about to be emptied, and small again. */
void adapt_forget(struct kmem_cache *s)
{
	long grown = __atomic_exchange_n(&s->grown, 0, __ATOMIC_RELAXED);

	__atomic_fetch_sub(&array_bytes, grown, __ATOMIC_RELAXED);
}

static u32 tick(void)
{
	return (u32)(port_time_ns() >> TICK_SHIFT);
}

static void count(struct kmem_cache *s, enum slab_stat item)
{
	__atomic_fetch_add(&s->node[numa_node_id()].stat[item], 1, __ATOMIC_RELAXED);
}

/* ---- the bound ------------------------------------------------------------------------------- */

static bool reserve(struct kmem_cache *s, long bytes)
{
	if (__atomic_add_fetch(&array_bytes, bytes, __ATOMIC_RELAXED) > array_limit) {
		__atomic_fetch_sub(&array_bytes, bytes, __ATOMIC_RELAXED);
		return false;
	}
	__atomic_fetch_add(&s->grown, bytes, __ATOMIC_RELAXED);
	return true;
}

static void unreserve(struct kmem_cache *s, long bytes)
{
	__atomic_fetch_sub(&s->grown, bytes, __ATOMIC_RELAXED);
	__atomic_fetch_sub(&array_bytes, bytes, __ATOMIC_RELAXED);
}

static bool idle(struct kmem_cache *s, u32 now)
{
	for (unsigned int cpu = 0; cpu < port.nr_slot_cpus; cpu++)
		if (now - slots_stamp_on(&s->slots, cpu) < TICKS_IDLE)
			return false;
	return true;
}

/* Make a cache small that no longer needs to be large.  Return: false when there is none. */
static bool take_back(u32 now)
{
	struct kmem_cache *s;
	bool found = false;

	if (!lock_try(&slab_mutex))
		return false;
	list_for_each_entry(s, &slab_caches, list) {
		if (s->dead || READ_ONCE(s->grown) <= 0 || !idle(s, now))
			continue;
		cache_drain(s, false);
		count(s, SLAB_STAT_SHRINK);
		found = true;
		break;
	}
	lock_release(&slab_mutex);
	return found;
}

/* ---- growing --------------------------------------------------------------------------------- */

static void grow(struct kmem_cache *s, unsigned int cpu, u32 capacity, u32 now)
{
	u32 more = min(2 * capacity + 2, s->slots.capacity);
	long bytes = (long)(more - capacity) * s->size;

	while (!reserve(s, bytes))
		if (!take_back(now))
			return;
	if (slots_resize(&s->slots, cpu, more))
		count(s, SLAB_STAT_GROW);
	else
		unreserve(s, bytes);
}

/*
 * Did the array miss so often that it should grow?  Threads that change CPUs here make a count
 * inexact, which does no harm.
 */
static bool misses_often(struct slot_array *array, u32 now)
{
	u32 misses = READ_ONCE(array->stamp) == now ? READ_ONCE(array->misses) + 1 : 1;

	WRITE_ONCE(array->stamp, now);
	WRITE_ONCE(array->misses, misses % MISSES_TO_GROW);
	return misses == MISSES_TO_GROW;
}

/**
 * slab_missed - this CPU's array was empty, or full.
 * Return: how many objects to move: half of what it holds, so that the next miss is as far in
 * either direction.
 */
unsigned int slab_missed(struct kmem_cache *s)
{
	unsigned int cpu = port_cpu();
	u32 capacity = slots_capacity_on(&s->slots, cpu), now = tick();

	if (misses_often(slots_here(&s->slots), now) && capacity && capacity < s->slots.capacity)
		grow(s, cpu, capacity, now);
	return max((capacity + 1) / 2, 1u);
}
