// SPDX-License-Identifier: MIT
/*
 * Freed areas: kept mapped for reuse, and purged in bulk.
 *
 * A freed area stays where it is.  If it owns frames they stay mapped, and the next request for as
 * many pages gets the area as it stands, which costs neither a frame nor a mapping.  Areas of usual
 * sizes wait in arrays on every CPU first (cached.c).  What these have no room for, and all others,
 * stand in one queue by the time they were freed; when there are too many, or their frames
 * are too many, the older half is purged at once: sorted by address, neighbours are unmapped by
 * one call, then the frames go back to the page layer, then the addresses to the tree, unless the
 * area stays as it is without frames (area.c).
 *
 * The order in a purge matters: frames go back only after the last mapping of them has gone, so
 * that a write through a stale pointer can spoil freed vmalloc memory but nobody else's.
 */
#include <linux/hash.h>
#include <linux/list_sort.h>
#include <linux/mm.h>
#include <linux/string.h>

#include <mm/page/page.h>
#include <mm/vmalloc/area.h>
#include <port/port.h>

/*
 * How much memory may lie in the queue of freed areas, and as much again in the CPUs' arrays: a
 * 16th of the machine's, which is some large areas in a machine of a gigabyte, and at most 64 MiB,
 * as nobody is short of less in a large one.
 */
#define LAZY_SHARE     16
#define LAZY_MAX_BYTES (64ul << 20)

/* Sizes share buckets; a look at more areas than this costs as much as mapping one. */
#define BUCKET_LOOKS 16

static struct list_head *bucket_of(unsigned long nr_pages)
{
	return &vmap_space.warm[hash_32((u32)nr_pages, VMAP_BUCKETS_SHIFT)];
}

/* lazy_unqueue - @va leaves the queue of freed areas; its next state is the caller's to set. */
static void lazy_unqueue(struct vmap_area *va)
{
	list_del(&va->age);
	list_del_init(&va->bucket);
	WRITE_ONCE(vmap_space.nr_lazy, vmap_space.nr_lazy - 1);
	vmap_space.lazy_pages -= va->vm.nr_pages;
}

/* lazy_collect - move the oldest areas to @purging until at most @nr with @pages remain. */
static void lazy_collect(unsigned int nr, unsigned long pages, struct list_head *purging)
{
	while (vmap_space.nr_lazy > nr || vmap_space.lazy_pages > pages) {
		struct vmap_area *va = list_first_entry(&vmap_space.age, struct vmap_area, age);

		lazy_unqueue(va);
		vmap_move(va, VMAP_LAZY, VMAP_PURGING);
		list_add_tail(&va->age, purging);
	}
}

static int by_address(void *unused, const struct list_head *a, const struct list_head *b)
{
	return list_entry(a, struct vmap_area, age)->start >
	       list_entry(b, struct vmap_area, age)->start;
}

/* purge_unmap - unmap the areas of a sorted list; one call for each run of neighbours. */
static void purge_unmap(struct list_head *purging)
{
	unsigned long start = 0, end = 0, next = 0;
	struct vmap_area *va;

	list_for_each_entry(va, purging, age) {
		if (va->start != next && end) {
			port_unmap(start, (end - start) >> PAGE_SHIFT);
			end = 0;
		}
		if (va->nr_mapped) {
			if (!end)
				start = va->start;
			end = va->start + ((unsigned long)va->nr_mapped << PAGE_SHIFT);
			va->nr_mapped = 0;
		}
		next = va->end;
	}
	if (end)
		port_unmap(start, (end - start) >> PAGE_SHIFT);
}

unsigned long vmap_purge_list(struct list_head *purging)
{
	unsigned long freed = 0;
	struct vmap_area *va;

	/* A freed page array may have been an area itself: it makes the next round's list. */
	while (!list_empty(purging)) {
		LIST_HEAD(arrays);

		list_sort(NULL, purging, by_address);
		purge_unmap(purging);
		list_for_each_entry(va, purging, age) {
			freed += va->vm.nr_pages;
			vmap_frames_put(va);
			vmap_array_put(va, &arrays);
		}
		vmap_areas_put(purging);
		list_splice(&arrays, purging);
	}
	return freed;
}

/* purge_begin - collect under the caller's hold of the lock, and end it; purge_end() purges. */
static void purge_begin(unsigned int nr, unsigned long pages, struct list_head *purging)
{
	vmap_space.nr_purges++;
	lazy_collect(nr, pages, purging);
	lock_release(&vmap_space.lock);
}

static unsigned long purge_end(struct list_head *purging)
{
	unsigned long freed = vmap_purge_list(purging);

	lock_acquire(&vmap_space.lock);
	vmap_space.nr_purges--;
	lock_release(&vmap_space.lock);
	return freed;
}

static bool others_purge(void)
{
	bool yes;

	lock_acquire(&vmap_space.lock);
	yes = vmap_space.nr_purges;
	lock_release(&vmap_space.lock);
	return yes;
}

unsigned long vmap_purge(void)
{
	unsigned long freed;
	LIST_HEAD(purging);

	if (!vmap_space.ready)
		return 0;
	lock_acquire(&vmap_space.lock);
	purge_begin(0, 0, &purging);
	vmap_cached_drain(&purging);
	freed = purge_end(&purging);

	/* What others are about to give back counts too: the caller has nothing else to try. */
	while (others_purge())
		port_yield();
	return freed;
}

unsigned long vmap_purge_all(void)
{
	unsigned long freed = vmap_purge();

	if (vmap_space.ready)
		vmap_bare_drop();
	return freed;
}

unsigned long vmap_lazy_pages(void)
{
	unsigned long pages;

	lock_acquire(&vmap_space.lock);
	pages = vmap_space.lazy_pages;
	lock_release(&vmap_space.lock);
	return pages + vmap_cached_pages();
}

unsigned long vmap_used_pages(void)
{
	unsigned long pages, cached = vmap_cached_pages();

	lock_acquire(&vmap_space.lock);
	pages = vmap_space.busy_pages;
	lock_release(&vmap_space.lock);
	/* Areas may come and go between the two. */
	return pages - min(pages, cached);
}

static noinline void lazy_purge_half(void)
{
	LIST_HEAD(purging);

	purge_begin(VMAP_LAZY_AREAS / 2, vmap_space.lazy_pages_max / 2, &purging);
	purge_end(&purging);
}

void vmap_lazy_queue(struct vmap_area *va)
{
	vmap_space.lazy_pages += va->vm.nr_pages;
	WRITE_ONCE(vmap_space.nr_lazy, vmap_space.nr_lazy + 1);
	list_add_tail(&va->age, &vmap_space.age);
	if (va->nid == NUMA_NO_NODE)
		return;
	/* The warmest is used again first; where areas are held back, what was freed first. */
	if (mm_access_on())
		list_add_tail(&va->bucket, bucket_of(va->vm.nr_pages));
	else
		list_add(&va->bucket, bucket_of(va->vm.nr_pages));
}

void vmap_lazy_unlock(void)
{
	if (likely(vmap_space.nr_lazy <= VMAP_LAZY_AREAS &&
		   vmap_space.lazy_pages <= vmap_space.lazy_pages_max))
		lock_release(&vmap_space.lock);
	else
		lazy_purge_half();
}

/* take - areas of the queue, in the order of their bucket; under the lock. */
static unsigned int take(unsigned long nr_pages, int nid, enum vmap_state to, unsigned int most,
			 void **areas)
{
	struct list_head *bucket = bucket_of(nr_pages);
	unsigned int looks = 0, nr = 0;
	struct vmap_area *va, *next;

	list_for_each_entry_safe(va, next, bucket, bucket) {
		if (va->vm.nr_pages == nr_pages && va->nid == nid) {
			lazy_unqueue(va);
			vmap_move(va, VMAP_LAZY, to);
			areas[nr++] = va;
		}
		if (nr == most || ++looks == BUCKET_LOOKS)
			break;
	}
	return nr;
}

unsigned int vmap_lazy_take(unsigned long nr_pages, int nid, enum vmap_state to, unsigned int most,
			    void **areas)
{
	unsigned int nr;

	/* A look without the lock: one that comes meanwhile is for the next request. */
	if (mm_access_on() || !READ_ONCE(vmap_space.nr_lazy))
		return 0;
	lock_acquire(&vmap_space.lock);
	nr = take(nr_pages, nid, to, most, areas);
	lock_release(&vmap_space.lock);
	return nr;
}

/*
 * Where accesses are checked the queue is also what freed areas are held back in: none is used
 * again before so many others, or such a share of what may lie freed, were freed after it.
 */
#define HELD_AREAS 64
#define HELD_SHARE 4

struct vmap_area *vmap_held_take(unsigned long nr_pages, int nid)
{
	void *va = NULL;

	lock_acquire(&vmap_space.lock);
	if (vmap_space.nr_lazy > HELD_AREAS ||
	    vmap_space.lazy_pages > vmap_space.lazy_pages_max / HELD_SHARE)
		take(nr_pages, nid, VMAP_BUSY, 1, &va);
	lock_release(&vmap_space.lock);
	return va;
}

void vmap_lazy_init(void)
{
	unsigned int i;

	INIT_LIST_HEAD(&vmap_space.age);
	for (i = 0; i < VMAP_BUCKETS; i++)
		INIT_LIST_HEAD(&vmap_space.warm[i]);
	vmap_space.lazy_pages_max =
		min(totalram_pages() / LAZY_SHARE, LAZY_MAX_BYTES >> PAGE_SHIFT);
	vmap_cached_init(vmap_space.lazy_pages_max);
}
