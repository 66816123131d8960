// SPDX-License-Identifier: MIT
/*
 * kfree_rcu(): memory that is freed after a grace period, by the block.
 *
 * A pointer goes the way of a freed object, with a wait in the middle:
 *
 *	kvfree_call_rcu		this CPU's array (port/slot.h); nearly every call ends here
 *	  queue_slow		it is full, and becomes a block: a page of some 500 pointers
 *	    close_block		which waits for one grace period, named when it is closed
 *	kfree_rcu_run		the thread: has grace periods, and frees the blocks behind theirs
 *	  collect		now and then: what all arrays hold becomes blocks, too
 *	  free_ready		to kmem_cache_free_bulk(), grouped by cache, and to vfree()
 *
 * A block's life, each step under krc.lock:
 *
 *	spare or new -> open (one at a time, filled) -> waiting -> freeing -> spare or a free page
 *
 * A pointer says nothing of where its object has an rcu_head, and needs none.  Only when there is
 * no page for a block does the head serve, as a callback's (call_rcu_kvfree()); who gave no head
 * may sleep, and does until the grace period is over.  Freeing must not wait for memory nor take
 * the last of it, so blocks that were freed are kept, a few, and pages are asked for politely.
 *
 * The thread looks at the arrays DELAY after the first pointer came, so that more can join it:
 *
 *	a pointer is in an array or in the open block  =>  armed, or a collect() is running
 *
 * It is there before armed is read, and armed is cleared before the arrays are emptied; whichever
 * of the two comes first, either collect() finds the pointer or its owner arms anew.
 *
 * Who closes a block while many wait already pays for it: it frees two of them, after a grace
 * period of its own if no reader is in the way just then.  So blocks do not pile up because one
 * thread frees what many throw away; only a reader who does not leave makes them.
 *
 * When pages are short the blocks are a shrinker's objects: all are freed as soon as their readers
 * allow, and the spare ones go, too.
 */
#include "kernel/kernel.h"
#include <linux/export.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/time64.h>
#include <linux/vmalloc.h>
#include "mm/boot/boot.h"
#include "mm/page/page.h"
#include "port/port.h"

/* How long a pointer waits for others to share its grace period with. */
#define DELAY_NS (5ull * NSEC_PER_MSEC)

/* So many blocks are worth a grace period of their own. */
#define ENOUGH_BLOCKS 4

/*
 * From so many on, who closes one frees some.  Derived: twice what the thread comes for, so that it
 * has its chance; and objects of 64 bytes in them still fit the second cache of any processor.
 */
#define MANY_BLOCKS (2 * ENOUGH_BLOCKS)

/* Freed by each who closes one then: more than one, so that they become fewer. */
#define HELP_BLOCKS 2

/* Kept for when there is no page. */
#define SPARE_BLOCKS 8

/* How long reclaim waits for readers, who mostly are gone in less than a hundredth of this. */
#define SHRINK_WAIT_NS (10ull * NSEC_PER_MSEC)

/**
 * struct kfree_block - pointers to free after a grace period.
 * @link: in krc.waiting, freeing or spare.
 * @gp: its name, see poll_state_synchronize_rcu().
 * @number: how many were closed before this one, and 1.
 *
 *	0 <= @nr <= BLOCK_OBJS
 */
struct kfree_block {
	struct list_head link;
	unsigned long gp;
	unsigned long number;
	u32 nr;
	void *objs[];
};

#define BLOCK_OBJS ((PAGE_SIZE - sizeof(struct kfree_block)) / sizeof(void *))

/*
 *	closed = length of waiting + length of freeing + blocks that have been freed
 *	nr_objs = pointers in the blocks that are open, waiting and freeing
 */
static struct {
	/* What every call reads and few write. */
	struct slots slots;
	bool armed;
	bool chained; /* objects went to call_rcu_kvfree() */

	struct lock lock ____cacheline_aligned_in_smp; /* guards these */
	struct kfree_block *open;
	struct list_head waiting, freeing, spare; /* waiting: by number */
	unsigned int nr_waiting, nr_spare;
	unsigned long nr_objs;
	unsigned long closed;

	struct lock collecting; /* held by who empties the arrays, and may sleep */
	u32 freed;		/* changes with each block that has been freed */
	u32 waiters;		/* sleep on freed */
	u64 due;		/* when the thread is to collect; its own */
	struct core_thread thread;
} krc;

/* ---- blocks ---------------------------------------------------------------------------------- */

static struct kfree_block *block_new(void)
{
	const gfp_t gfp = GFP_NOWAIT | __GFP_NOWARN | __GFP_NOMEMALLOC;
	struct page *page = alloc_pages_untraced(gfp, 0, NUMA_NO_NODE);
	struct kfree_block *b;

	if (!page)
		return NULL;
	b = page_address(page);
	b->nr = 0;
	return b;
}

static void block_delete(struct kfree_block *b)
{
	free_pages_untraced(virt_to_page(b), 0);
}

/* A spare block, or NULL; under the lock, like all that follow. */
static struct kfree_block *spare_take(void)
{
	struct kfree_block *b = list_first_entry_or_null(&krc.spare, struct kfree_block, link);

	if (b) {
		list_del(&b->link);
		krc.nr_spare--;
	}
	return b;
}

/* Return: false where there are enough. */
static bool spare_put(struct kfree_block *b)
{
	if (krc.nr_spare == SPARE_BLOCKS)
		return false;
	b->nr = 0;
	list_add(&b->link, &krc.spare);
	krc.nr_spare++;
	return true;
}

/* The block that is being filled; gives the lock up where that needs a page.  NULL: no page. */
static struct kfree_block *open_block(void)
{
	struct kfree_block *b;

	if (!krc.open)
		krc.open = spare_take();
	if (krc.open)
		return krc.open;
	lock_release(&krc.lock);
	b = block_new();
	lock_acquire(&krc.lock);
	if (!krc.open) {
		krc.open = b;
		b = NULL;
	}
	if (b && !spare_put(b))
		block_delete(b);
	return krc.open;
}

/* The open block has all it gets: what it holds was unpublished before, so its wait begins. */
static void close_block(void)
{
	struct kfree_block *b = krc.open;

	krc.open = NULL;
	b->gp = get_state_synchronize_rcu();
	b->number = ++krc.closed;
	list_add_tail(&b->link, &krc.waiting);
	WRITE_ONCE(krc.nr_waiting, krc.nr_waiting + 1);
}

static void block_filled(struct kfree_block *b, unsigned int more)
{
	b->nr += more;
	krc.nr_objs += more;
	if (b->nr == BLOCK_OBJS)
		close_block();
}

/* ---- freeing --------------------------------------------------------------------------------- */

/*
 * Put objects of one cache side by side, for kmem_cache_free_bulk() moves such runs at once: each
 * round brings forward those of the first object's.  Mostly there is one round, and nothing moves;
 * a block of many kinds is left as it is after some.
 */
static void group_by_cache(void **objs, u32 nr)
{
	u32 done = 0;

	for (unsigned int round = 0; round < 4 && done < nr; round++) {
		const struct kmem_cache *s = virt_to_page(objs[done])->slab_cache;

		for (u32 i = done; i < nr; i++) {
			if (virt_to_page(objs[i])->slab_cache != s)
				continue;
			swap(objs[i], objs[done]);
			done++;
		}
	}
}

static bool has_page(const void *p)
{
	return (unsigned long)p - page_offset_base < lowmem_bytes;
}

/* What lies in no page is vmalloc's, or ZERO_SIZE_PTR, or the caller's mistake to be reported. */
static void free_objs(void **objs, u32 nr)
{
	u32 kept = 0;

	for (u32 i = 0; i < nr; i++) {
		if (likely(has_page(objs[i])))
			objs[kept++] = objs[i];
		else if (is_vmalloc_addr(objs[i]))
			vfree_atomic(objs[i]); /* who helps may be in any context */
		else
			kfree(objs[i]);
	}
	group_by_cache(objs, kept);
	kmem_cache_free_bulk(NULL, kept, objs);
}

static struct kfree_block *take_ready(void)
{
	struct kfree_block *b;

	lock_acquire(&krc.lock);
	b = list_first_entry_or_null(&krc.waiting, struct kfree_block, link);
	if (b && poll_state_synchronize_rcu(b->gp)) {
		list_move(&b->link, &krc.freeing);
		WRITE_ONCE(krc.nr_waiting, krc.nr_waiting - 1);
	} else {
		b = NULL;
	}
	lock_release(&krc.lock);
	return b;
}

static void free_block(struct kfree_block *b)
{
	bool kept;

	free_objs(b->objs, b->nr);
	lock_acquire(&krc.lock);
	list_del(&b->link);
	krc.nr_objs -= b->nr;
	kept = spare_put(b);
	lock_release(&krc.lock);
	if (!kept)
		block_delete(b);
	__atomic_fetch_add(&krc.freed, 1, __ATOMIC_SEQ_CST);
	if (__atomic_load_n(&krc.waiters, __ATOMIC_SEQ_CST))
		port_wake(&krc.freed, ~0u);
}

/* Free blocks whose grace period has ended, at most @most of them. Return: how many objects. */
static unsigned long free_ready(unsigned int most)
{
	unsigned long objs = 0;
	struct kfree_block *b;

	while (most-- && (b = take_ready())) {
		objs += b->nr;
		free_block(b);
	}
	return objs;
}

/* ---- queueing -------------------------------------------------------------------------------- */

static noinline void arm_slow(void)
{
	__atomic_store_n(&krc.armed, true, __ATOMIC_SEQ_CST);
	core_thread_kick(&krc.thread);
}

/* The caller has queued something. */
static __always_inline void arm(void)
{
	/* The put found the arrays open, as they were after the last collect() cleared armed. */
	smp_rmb();
	if (unlikely(!READ_ONCE(krc.armed)))
		arm_slow();
}

/* A block was closed; are there so many that somebody has to do something? */
static void look_at_waiting(unsigned int nr)
{
	if (nr == ENOUGH_BLOCKS)
		core_thread_kick(&krc.thread);
	if (nr < MANY_BLOCKS || in_hardirq() || irqs_disabled())
		return;
	rcu_try_grace_period();
	free_ready(HELP_BLOCKS);
}

/*
 * This CPU's array is full, or turned off: @ptr goes to the open block, and what the array holds
 * with it.  Return: false where there is no block.
 */
static noinline bool queue_slow(void *ptr)
{
	unsigned int before, after;
	struct kfree_block *b;

	/* Without a lockless primitive this is the fast path; with one, another thread was here. */
	if (slots_put(&krc.slots, &ptr, 1))
		return true;
	lock_acquire(&krc.lock);
	b = open_block();
	before = krc.nr_waiting;
	if (b) {
		unsigned int room = BLOCK_OBJS - b->nr - 1;

		b->objs[b->nr] = ptr;
		block_filled(b, 1 + slots_take(&krc.slots, b->objs + b->nr + 1, room));
	}
	after = krc.nr_waiting;
	lock_release(&krc.lock);
	if (after > before)
		look_at_waiting(after);
	return b;
}

void kvfree_call_rcu(struct rcu_head *head, void *ptr)
{
	if (!head)
		might_sleep();
	if (likely(port_slot_put(&krc.slots.array, ptr)) || likely(queue_slow(ptr))) {
		arm();
	} else if (head) {
		WRITE_ONCE(krc.chained, true);
		call_rcu_kvfree(head, ptr);
	} else {
		synchronize_rcu();
		kvfree(ptr);
	}
}
EXPORT_SYMBOL(kvfree_call_rcu);

/* ---- collecting ------------------------------------------------------------------------------ */

/* slots_drain_fn */
static void collect_some(void *unused, void **objs, unsigned int nr)
{
	struct kfree_block *b;

	lock_acquire(&krc.lock);
	while (nr && (b = open_block())) {
		unsigned int n = min_t(unsigned int, nr, BLOCK_OBJS - b->nr);

		memcpy(b->objs + b->nr, objs, n * sizeof(*objs));
		block_filled(b, n);
		objs += n;
		nr -= n;
	}
	lock_release(&krc.lock);
	if (nr) {
		synchronize_rcu();
		free_objs(objs, nr);
	}
}

/*
 * Close a block of all that was queued before, on any CPU.  May sleep.
 * Return: the number of the last block that was closed.
 */
static unsigned long collect(void)
{
	unsigned long closed;

	lock_acquire(&krc.collecting);
	if (__atomic_exchange_n(&krc.armed, false, __ATOMIC_SEQ_CST))
		slots_drain(&krc.slots, collect_some, NULL, false);
	lock_acquire(&krc.lock);
	if (krc.open && krc.open->nr)
		close_block();
	closed = krc.closed;
	lock_release(&krc.lock);
	lock_release(&krc.collecting);
	return closed;
}

/* Have all blocks up to number @last been freed? */
static bool all_freed(unsigned long last)
{
	const struct kfree_block *b;
	bool all = true;

	lock_acquire(&krc.lock);
	b = list_first_entry_or_null(&krc.waiting, struct kfree_block, link);
	if (b && (long)(b->number - last) <= 0)
		all = false;
	list_for_each_entry(b, &krc.freeing, link)
		if ((long)(b->number - last) <= 0)
			all = false;
	lock_release(&krc.lock);
	return all;
}

/* Help with the blocks up to @last, and wait for those that others are freeing. */
static void finish(unsigned long last)
{
	if (all_freed(last))
		return;
	synchronize_rcu();
	free_ready(~0u);
	__atomic_fetch_add(&krc.waiters, 1, __ATOMIC_SEQ_CST);
	for (;;) {
		u32 freed = __atomic_load_n(&krc.freed, __ATOMIC_SEQ_CST);

		if (all_freed(last))
			break;
		port_wait(&krc.freed, freed, 0);
	}
	__atomic_fetch_sub(&krc.waiters, 1, __ATOMIC_SEQ_CST);
}

void kvfree_rcu_barrier(void)
{
	bool held;

	might_sleep();
	held = context_sleep_begin();
	finish(collect());
	context_sleep_end(held);
	if (READ_ONCE(krc.chained))
		rcu_barrier();
}
EXPORT_SYMBOL(kvfree_rcu_barrier);

void kfree_rcu_cpu_dead(unsigned int cpu)
{
	/* Blocks are no CPU's, and arrays are emptied together. */
	if (slots_count_on(&krc.slots, cpu))
		collect();
}

/* The work of the thread. Return: when to come again. */
static u64 kfree_rcu_run(struct core_thread *t)
{
	unsigned int waiting = READ_ONCE(krc.nr_waiting);
	u64 now = port_time_ns();

	if (!waiting && !__atomic_load_n(&krc.armed, __ATOMIC_SEQ_CST)) {
		krc.due = 0;
		return CORE_THREAD_IDLE;
	}
	if (!krc.due)
		krc.due = now + DELAY_NS;
	if (now < krc.due && waiting < ENOUGH_BLOCKS)
		return krc.due - now;
	if (now >= krc.due) {
		collect();
		krc.due = 0;
	}
	synchronize_rcu();
	free_ready(~0u);
	return 0;
}

/* ---- when pages are short -------------------------------------------------------------------- */

static unsigned long count_objects(struct shrinker *s, struct shrink_control *sc)
{
	unsigned long n;

	lock_acquire(&krc.lock);
	n = krc.nr_objs + krc.nr_spare;
	lock_release(&krc.lock);
	return n + slots_count(&krc.slots);
}

static unsigned long free_spares(void)
{
	struct kfree_block *b, *next;
	unsigned long n = 0;
	LIST_HEAD(spare);

	lock_acquire(&krc.lock);
	list_splice_init(&krc.spare, &spare);
	krc.nr_spare = 0;
	lock_release(&krc.lock);
	list_for_each_entry_safe(b, next, &spare, link) {
		block_delete(b);
		n++;
	}
	return n;
}

/* All or nothing: the grace period is the same for one as for many. */
static unsigned long scan_objects(struct shrinker *s, struct shrink_control *sc)
{
	u64 end = port_time_ns() + SHRINK_WAIT_NS;
	unsigned long gp, freed;
	u32 nothing = 0;

	collect();
	gp = start_poll_synchronize_rcu();
	while (!poll_state_synchronize_rcu(gp) && port_time_ns() < end)
		port_wait(&nothing, 0, SHRINK_WAIT_NS / 100);
	freed = free_ready(~0u);
	freed += free_spares();
	sc->nr_scanned = max(freed, sc->nr_to_scan);
	return freed ?: SHRINK_STOP;
}

static struct shrinker shrinker;

/* ---- life ------------------------------------------------------------------------------------ */

void kfree_rcu_init(void)
{
	lock_init(&krc.lock);
	lock_init(&krc.collecting);
	krc.armed = krc.chained = false;
	krc.open = NULL;
	INIT_LIST_HEAD(&krc.waiting);
	INIT_LIST_HEAD(&krc.freeing);
	INIT_LIST_HEAD(&krc.spare);
	krc.nr_waiting = krc.nr_spare = 0;
	krc.nr_objs = krc.closed = 0;
	krc.freed = krc.waiters = 0;
	krc.due = 0;
	core_thread_init(&krc.thread, "kfree_rcu", kfree_rcu_run);
	/* A full array and one more are a block; without arrays every call comes to the block. */
	slots_create(&krc.slots, BLOCK_OBJS - 1);
	shrinker = (struct shrinker){
		.count_objects = count_objects,
		.scan_objects = scan_objects,
		.batch = 1,
		.seeks = 0,
	};
	register_shrinker(&shrinker, "rcu-kfree");
}

void kfree_rcu_exit(void)
{
	unregister_shrinker(&shrinker);
	kvfree_rcu_barrier();
	core_thread_stop(&krc.thread);
	slots_drain(&krc.slots, collect_some, NULL, true);
	slots_destroy(&krc.slots);
	free_spares();
	if (krc.open)
		block_delete(krc.open);
	krc.open = NULL;
}
