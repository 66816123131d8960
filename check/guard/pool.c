// SPDX-License-Identifier: MIT
/*
 * Guarded objects: wrong accesses found by the processor.
 *
 * Why
 *
 *   A module that comes ready made cannot be asked before each load and store, as instrumented
 *   ones are (check/access/).  Red zones and poison find what it wrote where it should not, later;
 *   what it read there they never find.  The processor can, at once and at no cost, where an
 *   object lies at the edge of a page and the next page is for nobody.
 *
 * How
 *
 *	guard  slot 0  guard  slot 1  guard  ...  guard
 *
 *   Slots are pages of the machine, each with one object at its right or left edge, by turns, and
 *   between two of them lies a page that nobody may access.  The rest of a slot's page holds a
 *   pattern that is looked at when the object is freed.  A freed slot may not be accessed either,
 *   and waits in a queue until all the others that are free were used.
 *
 *	live slots + free slots = nr_slots
 *	a page is open: it is of a live slot, or was accessed wrongly since its slot last changed
 *
 *   There are fewer slots than objects, so only some of a module's are placed here: the first that
 *   each place in its code takes, since most mistakes are made every time, and one of so many.
 *
 *   Who accesses a closed page is told of by the fault that comes of it, and goes on: the page is
 *   opened, and closed again when its slot is next used.  That is told at once, from the signal,
 *   also where the core accesses the object for a module: it does so under no lock that a report
 *   takes, since what is printed is put together before it goes into the log.
 *
 * This is the idea of the kernel's KFENCE, and the words are its words.  There, time decides which
 * object is placed; a module's life here may be over before a tenth of a second is.
 *
 * Objects of some caches are never placed: those that readers may see when they are free, those
 * with a destructor, or for memory of a zone, and requests for a node.
 */
#include <linux/errno.h>
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/poison.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "base/base.h"
#include "base/lock.h"
#include "check/check.h"
#include "check/guard/guard.h"
#include "check/guard/pool.h"
#include "check/leak.h"
#include "kernel/loader.h"
#include "mm/page/page.h"
#include "mm/slab/sampler.h"
#include "mm/slab/slab.h"
#include "port/port.h"

/* As many as the kernel has by default, in 2 MiB of pages of 4 KiB; fewer where memory is short. */
#define MOST_SLOTS   255
#define FEWEST_SLOTS 15
/* Derived: more places than a module has that take memory. */
#define SITES_SHIFT 10

static struct lock lock;
static struct slab_sampler sampler;
static struct page *pages;
static unsigned int order, nr_slots;
static struct guard_slot *slots;
static bool *opened; /* each page */
static LIST_HEAD(queue);
static unsigned int every, count;
static bool at_left; /* where the next one goes */
static unsigned long sites[1 << SITES_SHIFT];
bool guard_everyone;

/* ---- pages ----------------------------------------------------------------------------------- */

/* Slot i has page 2i + 1, between guards 2i and 2i + 2. */
static unsigned int page_of_slot(const struct guard_slot *slot)
{
	return (unsigned int)(slot - slots) * 2 + 1;
}

static unsigned long page_start(unsigned int page)
{
	return sampler.start + ((unsigned long)page << PAGE_SHIFT);
}

/* The slot whose page @addr is in; NULL: it is in a guard. */
static struct guard_slot *slot_at(unsigned long addr)
{
	unsigned int page = (unsigned int)((addr - sampler.start) >> PAGE_SHIFT);

	return page & 1 && page / 2 < nr_slots ? &slots[page / 2] : NULL;
}

static void page_open(unsigned int page, bool open)
{
	if (opened[page] == open)
		return;
	check_host_protect((void *)page_start(page), PAGE_SIZE, open);
	opened[page] = open;
}

/* The guards of a slot, which is about to change. */
static void close_guards(const struct guard_slot *slot)
{
	page_open(page_of_slot(slot) - 1, false);
	page_open(page_of_slot(slot) + 1, false);
}

/* ---- telling --------------------------------------------------------------------------------- */

static noinline void tell_here(struct guard_told *told)
{
	told->nr_frames = port_stack_trace(told->frames, GUARD_FRAMES, 1);
	guard_tell(told);
}

static void about_slot(struct guard_told *told, const struct guard_slot *slot)
{
	told->nr = slot ? (int)(slot - slots) : -1;
	if (slot)
		told->slot = *slot;
}

/* ---- taking ---------------------------------------------------------------------------------- */

/* The module's instruction that wants the object; 0: it is for the core. */
static noinline unsigned long wanted_by(void)
{
	unsigned long frames[GUARD_FRAMES];
	unsigned int nr = port_stack_trace(frames, GUARD_FRAMES, 1);

	for (unsigned int i = 0; i < nr && slab_in_module; i++)
		if (slab_in_module(frames[i] - 1))
			return frames[i];
	return 0;
}

/* Under the lock. */
static bool site_is_new(unsigned long ip)
{
	unsigned int i = hash_long(ip, SITES_SHIFT), tries = 0;

	while (sites[i] && sites[i] != ip && ++tries < ARRAY_SIZE(sites))
		i = (i + 1) % ARRAY_SIZE(sites);
	if (sites[i])
		return false;
	sites[i] = ip;
	return true;
}

static bool can_be_placed(const struct kmem_cache *s, gfp_t gfp, int node, size_t requested)
{
	const slab_flags_t not = SLAB_TYPESAFE_BY_RCU | SLAB_CACHE_DMA | SLAB_CACHE_DMA32;

	return requested && requested <= PAGE_SIZE && !(s->flags & not ) && !s->dtor &&
	       node == NUMA_NO_NODE && !(gfp & (__GFP_DMA | __GFP_DMA32 | __GFP_THISNODE));
}

static struct guard_slot *slot_take(unsigned long ip)
{
	struct guard_slot *slot = NULL;
	bool is_turn;

	lock_acquire(&lock);
	is_turn = ++count % every == 0;
	if (site_is_new(ip) || is_turn)
		slot = list_first_entry_or_null(&queue, struct guard_slot, free);
	if (slot)
		list_del(&slot->free);
	lock_release(&lock);
	return slot;
}

/*
 * At the right edge only alignment keeps an object from it: of kmalloc() that of any type, or of
 * its size where that is a power of two, as then it ends where the page does anyway.
 */
static void *place(const struct kmem_cache *s, unsigned long page, size_t requested, bool left)
{
	unsigned long align = s->flags & SLAB_KMALLOC ? ARCH_KMALLOC_MINALIGN : s->align;

	if (left)
		return (void *)page;
	return (void *)ALIGN_DOWN(page + PAGE_SIZE - requested, max(align, 1ul));
}

static void fill(u8 *from, const u8 *to)
{
	for (; from < to; from++)
		*from = guard_byte((unsigned long)from);
}

static void prepare(struct kmem_cache *s, struct guard_slot *slot)
{
	u8 *page = (u8 *)page_start(page_of_slot(slot)), *object = slot->object;

	fill(page, object);
	memset(object, POISON_FREE, slot->requested);
	fill(object + slot->requested, page + PAGE_SIZE);
	if (s->flags & SLAB_INIT_ALLOC)
		slab_zero(s, object, slot->requested);
	if (s->ctor)
		slab_construct(s->ctor, s->flags, s, object);
}

static noinline void note_event(struct guard_event *event)
{
	struct report_who who;

	report_who(&who);
	event->site = leak_site_here(LEAK_FRAMES);
	event->pid = who.pid;
	event->cpu = port_cpu();
	event->when = local_clock();
}

/* From now on calls find the object by its page. */
static void page_names(const struct guard_slot *slot, struct kmem_cache *s)
{
	struct page *page = pages + page_of_slot(slot);

	page->slab_slots = s ? s->put_at : 0;
	WRITE_ONCE(page->slab_cache, s);
}

static void *guard_take(struct kmem_cache *s, gfp_t gfp, int node, size_t requested)
{
	struct guard_slot *slot;
	unsigned long ip;
	bool left;

	if (!can_be_placed(s, gfp, node, requested))
		return NULL;
	ip = wanted_by();
	if (!ip && !guard_everyone)
		return NULL;
	slot = slot_take(ip);
	if (!slot)
		return NULL;
	lock_acquire(&lock);
	left = at_left;
	at_left = !at_left;
	page_open(page_of_slot(slot), true);
	close_guards(slot);
	lock_release(&lock);
	slot->cache = s;
	slot->requested = (u32)requested;
	slot->object = place(s, page_start(page_of_slot(slot)), requested, left);
	strscpy(slot->name, s->name, sizeof(slot->name));
	slot->freed = (struct guard_event){};
	prepare(s, slot);
	note_event(&slot->taken);
	page_names(slot, s);
	WRITE_ONCE(slot->live, true);
	return slot->object;
}

/* ---- giving ---------------------------------------------------------------------------------- */

/* The first byte around the object that is not as it was; NULL: none. */
static const u8 *first_changed(const struct guard_slot *slot)
{
	const u8 *page = (const u8 *)page_start(page_of_slot(slot)), *object = slot->object;

	for (const u8 *p = page; p < page + PAGE_SIZE; p++) {
		if (p == object)
			p += slot->requested;
		if (p < page + PAGE_SIZE && *p != guard_byte((unsigned long)p))
			return p;
	}
	return NULL;
}

static void look_around(const struct guard_slot *slot)
{
	struct guard_told told = { .mistake = GUARD_CORRUPTION, .write = true };
	const u8 *changed = first_changed(slot);

	if (!changed)
		return;
	told.addr = (unsigned long)changed;
	about_slot(&told, slot);
	tell_here(&told);
}

static void guard_bad_free(const void *object)
{
	struct guard_told told = { .mistake = GUARD_INVALID_FREE, .addr = (unsigned long)object };

	about_slot(&told, slot_at((unsigned long)object));
	tell_here(&told);
}

static void guard_give(void *object)
{
	struct guard_slot *slot = slot_at((unsigned long)object);
	bool is_one;

	lock_acquire(&lock);
	is_one = slot && slot->live && slot->object == object;
	if (is_one)
		WRITE_ONCE(slot->live, false);
	lock_release(&lock);
	if (!is_one) {
		guard_bad_free(object);
		return;
	}
	look_around(slot);
	page_names(slot, NULL);
	note_event(&slot->freed);
	if (slot->cache->flags & SLAB_INIT_FREE)
		slab_zero(slot->cache, object, slot->requested);
	lock_acquire(&lock);
	close_guards(slot);
	page_open(page_of_slot(slot), false);
	list_add_tail(&slot->free, &queue);
	lock_release(&lock);
}

/* ---- what is asked of a live object ---------------------------------------------------------- */

static size_t guard_used(const void *object)
{
	const struct guard_slot *slot = slot_at((unsigned long)object);

	return slot && slot->live ? slot->requested : 0;
}

static void guard_resize(void *object, size_t requested)
{
	struct guard_slot *slot = slot_at((unsigned long)object);
	u8 *end = (u8 *)object + requested;

	if (!slot || requested > slot->requested)
		return;
	fill(end, (u8 *)object + slot->requested);
	slot->requested = (u32)requested;
}

static void guard_who(const void *object)
{
	const struct guard_slot *slot = slot_at((unsigned long)object);

	if (slot)
		guard_print_event("allocated", &slot->taken);
}

static struct slab_owner owner_of(const struct guard_event *event)
{
	const struct leak_site *site = leak_site(event->site);

	return (struct slab_owner){ .frames = site->frames,
				    .nr = event->site ? site->nr : 0,
				    .pid = event->pid };
}

static bool guard_place(const void *p, struct slab_place *place)
{
	const struct guard_slot *slot = slot_at((unsigned long)p);

	if (!slot || !slot->object)
		return false;
	*place = (struct slab_place){
		.name = slot->name,
		.size = slot->requested,
		.requested = slot->requested,
		.object = slot->object,
		.taken = owner_of(&slot->taken),
		.freed = owner_of(&slot->freed),
	};
	return true;
}

static unsigned long guard_left(const struct kmem_cache *s, bool print)
{
	unsigned long left = 0;

	for (unsigned int i = 0; i < nr_slots; i++) {
		if (!slots[i].live || slots[i].cache != s)
			continue;
		left++;
		if (!print)
			continue;
		pr_err("Object 0x%px @kfence-#%u\n", slots[i].object, i);
		guard_who(slots[i].object);
	}
	return left;
}

/* ---- faults ---------------------------------------------------------------------------------- */

static unsigned long distance(const struct guard_slot *slot, unsigned long addr)
{
	unsigned long start = (unsigned long)slot->object, end = start + slot->requested;

	return addr < start ? start - addr : addr - end;
}

/* Of the objects beside a guard the nearer one is meant, if there is one. */
static struct guard_slot *nearest(unsigned long addr)
{
	unsigned int right = (unsigned int)((addr - sampler.start) >> PAGE_SHIFT) / 2;
	struct guard_slot *best = NULL;

	for (unsigned int i = right ? right - 1 : 0; i <= right && i < nr_slots; i++)
		if (slots[i].live && (!best || distance(&slots[i], addr) < distance(best, addr)))
			best = &slots[i];
	return best;
}

static void classify(struct guard_told *told)
{
	struct guard_slot *slot = slot_at(told->addr);

	told->mistake = GUARD_USE_AFTER_FREE;
	if (!slot) {
		slot = nearest(told->addr);
		told->mistake = GUARD_OUT_OF_BOUNDS;
	}
	if (!slot || !slot->object)
		told->mistake = GUARD_INVALID_ACCESS;
	about_slot(told, slot && slot->object ? slot : NULL);
}

/* On the stack of a signal: what the thread was at goes on when this returns true. */
static bool absorb(const struct crash *crash)
{
	struct guard_told told = {
		.addr = crash->address, .write = crash->write, .exact = true, .nr_frames = 1
	};

	if (crash->fetch || told.addr - sampler.start >= sampler.bytes)
		return false;
	told.frames[0] = crash->ip;
	for (u32 i = 0; i < crash->nr_frames && told.nr_frames < GUARD_FRAMES; i++)
		told.frames[told.nr_frames++] = crash->frames[i];
	/* The core takes this lock for no access of what is closed. */
	lock_acquire(&lock);
	classify(&told);
	page_open((unsigned int)((told.addr - sampler.start) >> PAGE_SHIFT), true);
	lock_release(&lock);
	guard_tell(&told);
	return true;
}

/* ---- life ------------------------------------------------------------------------------------ */

/* Two pages for a slot and one more, in one block. */
static bool take_pages(void)
{
	for (nr_slots = MOST_SLOTS; nr_slots >= FEWEST_SLOTS; nr_slots /= 2) {
		order = (unsigned int)ilog2(2 * (nr_slots + 1));
		/* Never a large part of a machine's memory. */
		if (1ul << order > totalram_pages() / 32)
			continue;
		pages = alloc_pages_untraced(GFP_KERNEL | __GFP_NOWARN, order, NUMA_NO_NODE);
		if (pages)
			return true;
	}
	return false;
}

static size_t table_bytes(void)
{
	return nr_slots * sizeof(*slots) + (2 * nr_slots + 1) * sizeof(*opened);
}

int guard_start(unsigned int wanted)
{
	if (!take_pages())
		return -ENOMEM;
	slots = check_host_alloc(table_bytes());
	if (!slots) {
		free_pages_untraced(pages, order);
		return -ENOMEM;
	}
	opened = (bool *)(slots + nr_slots);
	lock_init(&lock);
	INIT_LIST_HEAD(&queue);
	for (unsigned int i = 0; i < nr_slots; i++)
		list_add_tail(&slots[i].free, &queue);
	memset(sites, 0, sizeof(sites));
	every = wanted;
	count = 0;
	at_left = false;
	sampler = (struct slab_sampler){
		.start = (unsigned long)page_address(pages),
		.bytes = (2 * nr_slots + 1) * PAGE_SIZE,
		.take = guard_take,
		.give = guard_give,
		.bad_free = guard_bad_free,
		.used = guard_used,
		.resize = guard_resize,
		.left = guard_left,
		.who = guard_who,
		.place = guard_place,
	};
	check_host_protect((void *)sampler.start, sampler.bytes, false);
	guard_absorb = absorb;
	slab_sampler = &sampler;
	return 0;
}

void guard_stop(void)
{
	if (!slab_sampler)
		return;
	slab_sampler = NULL;
	guard_absorb = NULL;
	check_host_protect((void *)sampler.start, sampler.bytes, true);
	for (unsigned int i = 0; i < nr_slots; i++)
		page_names(&slots[i], NULL);
	free_pages_untraced(pages, order);
	check_host_free(slots, table_bytes());
}
