// SPDX-License-Identifier: MIT
/*
 * Freed areas at hand: arrays on every CPU, by size, in front of the queue of freed areas.
 *
 * An area of a usual size that is freed is pushed on this CPU's array of that size, mapped and with
 * its frames, and the next request for the size pops it: no lock, no tree, no frame, no mapping.
 * The space goes on counting such an area as one in use.  What an array has no room for goes to the
 * queue (lazy.c), half of the array with it; an empty one is refilled from there, half full: so
 * threads that free in long runs and allocate in long runs meet at the lock once in many calls.
 *
 * The sizes are each number of pages up to 16, where requests are dense, and powers of two from
 * there up to a mebibyte.  Each CPU keeps its share of what may lie freed, in equal parts for each
 * size, so that a machine with little memory and many CPUs has arrays for small areas only.
 */
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/string.h>

#include <mm/boot/boot.h>
#include <mm/boot/trace.h>
#include <mm/vmalloc/area.h>
#include <port/port.h>

#define DENSE_SHIFT 4u
#define DENSE	    (1u << DENSE_SHIFT)
#define SHIFT_MAX   (20u - PAGE_SHIFT)
#define NR_CLASSES  (DENSE + SHIFT_MAX - DENSE_SHIFT)
#define CLASS_NONE  NR_CLASSES
/* More than this of one size one CPU need not keep. */
#define CLASS_AREAS 16u

static struct slots classes[NR_CLASSES];
/* There are arrays, of a machine that runs. */
static bool ready;

/* Who empties the arrays: slots_drain() wants its callers one by one. */
static struct lock drain_lock;

static __always_inline unsigned int class_of(unsigned long nr_pages)
{
	if (likely(nr_pages - 1 < DENSE))
		return (unsigned int)nr_pages - 1;
	if (nr_pages > 1ul << SHIFT_MAX || !is_power_of_2(nr_pages))
		return CLASS_NONE;
	return DENSE - 1 + (unsigned int)ilog2(nr_pages) - DENSE_SHIFT;
}

static unsigned int class_pages(unsigned int class)
{
	return class < DENSE ? class + 1 : DENSE << (class - DENSE + 1);
}

/* ---- take and put ---------------------------------------------------------------------------- */

/* to_queue - CACHED areas that their arrays do not keep. */
static void to_queue(void **areas, unsigned int nr)
{
	lock_acquire(&vmap_space.lock);
	for (unsigned int i = 0; i < nr; i++) {
		vmap_move(areas[i], VMAP_CACHED, VMAP_LAZY);
		vmap_lazy_queue(areas[i]);
	}
	vmap_lazy_unlock();
}

/* spill - there is no room for @va: half of the array goes with it. */
static void spill(struct slots *slots, struct vmap_area *va)
{
	void *areas[CLASS_AREAS / 2 + 1];
	unsigned int half = slots->capacity / 2;
	unsigned int nr = half ? slots_take(slots, areas, half) : 0;

	areas[nr++] = va;
	to_queue(areas, nr);
}

/* refill - this CPU's array is empty. Return: an area for the caller. */
static struct vmap_area *refill(struct slots *slots, unsigned long nr_pages, int nid)
{
	void *areas[CLASS_AREAS / 2 + 1];
	unsigned int nr =
		vmap_lazy_take(nr_pages, nid, VMAP_CACHED, slots->capacity / 2 + 1, areas);
	unsigned int kept;

	if (!nr)
		return NULL;
	nr--;
	kept = slots_put(slots, areas, nr);
	if (kept < nr)
		to_queue(areas + kept, nr - kept);
	return areas[nr];
}

/* take_queued - from the queue itself: for a size that has no array, or an array of other nodes. */
static noinline struct vmap_area *take_queued(unsigned long nr_pages, int nid)
{
	void *one;

	return vmap_lazy_take(nr_pages, nid, VMAP_BUSY, 1, &one) ? one : NULL;
}

/* take_slow - this CPU's array had @va, which is of another node, or NULL. */
static noinline struct vmap_area *take_slow(struct slots *slots, void *va, unsigned long nr_pages,
					    int nid)
{
	if (!slots->memory)
		return take_queued(nr_pages, nid);
	if (!va && !port.lockless_slots && !slots_take(slots, &va, 1))
		va = NULL;
	if (!va)
		va = refill(slots, nr_pages, nid);
	if (!va)
		return NULL;
	if (((struct vmap_area *)va)->nid != nid) {
		to_queue(&va, 1);
		return take_queued(nr_pages, nid);
	}
	WRITE_ONCE(((struct vmap_area *)va)->state, VMAP_BUSY);
	return va;
}

struct vmap_area *vmap_cached_take(unsigned long nr_pages, int nid)
{
	unsigned int class = class_of(nr_pages);
	struct vmap_area *va;

	if (unlikely(class == CLASS_NONE))
		return take_queued(nr_pages, nid);
	va = port_slot_take(&classes[class].array);
	if (unlikely(!va || va->nid != nid))
		return take_slow(&classes[class], va, nr_pages, nid);
	WRITE_ONCE(va->state, VMAP_BUSY);
	return va;
}

/*
 * All that vmalloc_call() and vmap_alloc() would come to, where there is nothing in their way.
 * Larger sizes, of which there often is no array, can bear the long way.
 */
void *vmap_cached_warm(unsigned long size, const void *caller)
{
	unsigned long last = size - 1;
	struct vmap_area *va;

	if (unlikely(last >= (unsigned long)DENSE << PAGE_SHIFT || !ready || mm_tracer ||
		     tag_map_on()))
		return NULL;
	/* Where several nodes are, nothing can be taken without a lock. */
	va = port_slot_take(&classes[last >> PAGE_SHIFT].array);
	if (unlikely(!va))
		return NULL;
	va->vm.flags = VM_ALLOC;
	va->vm.caller = caller;
	va->vm.requested_size = size;
	WRITE_ONCE(va->state, VMAP_BUSY);
	return va->vm.addr;
}

/* put_slow - this CPU's array is full, or there are only locked ones. */
static noinline void put_slow(struct slots *slots, struct vmap_area *va)
{
	void *one = va;

	if (port.lockless_slots || !slots_put(slots, &one, 1))
		spill(slots, va);
}

bool vmap_cached_put(struct vmap_area *va)
{
	unsigned int class = class_of(va->vm.nr_pages);

	if (unlikely(class == CLASS_NONE || va->nid == NUMA_NO_NODE || !classes[class].memory))
		return false;
	/* From the push on it is another's. */
	__atomic_store_n(&va->state, VMAP_CACHED, __ATOMIC_RELEASE);
	if (unlikely(!port_slot_put(&classes[class].puts, va)))
		put_slow(&classes[class], va);
	return true;
}

/* ---- all of them ----------------------------------------------------------------------------- */

unsigned long vmap_cached_pages(void)
{
	unsigned long pages = 0;

	for (unsigned int i = 0; i < NR_CLASSES; i++)
		if (classes[i].memory)
			pages += slots_count(&classes[i]) * class_pages(i);
	return pages;
}

static void to_list(void *purging, void **areas, unsigned int nr)
{
	lock_acquire(&vmap_space.lock);
	for (unsigned int i = 0; i < nr; i++) {
		struct vmap_area *va = areas[i];

		vmap_move(va, VMAP_CACHED, VMAP_PURGING);
		list_add_tail(&va->age, purging);
	}
	lock_release(&vmap_space.lock);
}

void vmap_cached_drain(struct list_head *purging)
{
	lock_acquire(&drain_lock);
	for (unsigned int i = 0; i < NR_CLASSES; i++)
		if (classes[i].memory && slots_count(&classes[i]))
			slots_drain(&classes[i], to_list, purging, false);
	lock_release(&drain_lock);
}

void vmap_cached_look(void (*fn)(void *ctx, void *area), void *ctx)
{
	lock_acquire(&drain_lock);
	for (unsigned int i = 0; i < NR_CLASSES; i++)
		if (classes[i].memory && slots_count(&classes[i]))
			slots_look(&classes[i], fn, ctx);
	lock_release(&drain_lock);
}

/* A size whose share is less than an area has no arrays; nor has one for which there is no room. */
unsigned long vmap_cached_init(unsigned long pages)
{
	unsigned long cpus = max(port.nr_slot_cpus, 1u), share = pages / cpus / NR_CLASSES,
		      most = 0;

	lock_init(&drain_lock);
	for (unsigned int i = 0; i < NR_CLASSES; i++) {
		unsigned long fit = min_t(unsigned long, share / class_pages(i), CLASS_AREAS);

		slots_none(&classes[i]);
		/* Who uses what was freed is found out as long as it is nobody else's. */
		if (mm_access_on())
			continue;
		if (fit && !slots_create(&classes[i], (u32)fit))
			most += fit * class_pages(i) * cpus;
	}
	ready = true;
	return most;
}

void vmap_cached_exit(void)
{
	ready = false;
	for (unsigned int i = 0; i < NR_CLASSES; i++)
		slots_destroy(&classes[i]);
}
