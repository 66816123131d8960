// SPDX-License-Identifier: MIT
/*
 * Who took and who gave memory that is no object of a cache: blocks of pages, large kmallocs,
 * areas of vmalloc, per-CPU memory.
 *
 * What events tell is kept by address, in a tree each for what has addresses of its own: the direct
 * map, vmalloc space, per-CPU pointers.  A record stays when its memory is freed, and goes when
 * memory of which there is an event takes its place.
 *
 * This listener stands before the account's, and hands on all it hears.
 *
 *	the ranges [@start, @start + @room) of the records in a tree do not overlap
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/rbtree.h>
#include <linux/string.h>

#include "base/lock.h"
#include "base/report.h"
#include "check/access/shadow.h"
#include "check/check.h"
#include "mm/boot/boot.h"
#include "mm/slab/slab.h"
#include "port/port.h"

/* This function, mm_trace_alloc()'s caller and the API function are not of interest. */
#define SKIP 2

struct record {
	struct rb_node node;
	struct owned what;
};

/* Records come from the host by so many at once, and are used again. */
#define SLICE_BYTES (1ul << 20)

struct slice {
	struct slice *next;
};

enum tree { TREE_DIRECT, TREE_VMALLOC, TREE_PERCPU, NR_TREES };

static struct lock lock;
static struct rb_root trees[NR_TREES];
static struct slice *slices;
static struct record *spare; /* linked by node.rb_right */
static const struct mm_tracer *behind;

/* ---- records --------------------------------------------------------------------------------- */

/* Those that are spare hang on each other's right. */
static void record_spare(struct record *record)
{
	record->node.rb_right = spare ? &spare->node : NULL;
	spare = record;
}

static bool more_records(void)
{
	struct slice *slice = check_host_alloc(SLICE_BYTES);
	struct record *records;

	if (!slice)
		return false;
	records = (struct record *)(slice + 1);
	slice->next = slices;
	slices = slice;
	for (size_t i = 0; i < (SLICE_BYTES - sizeof(*slice)) / sizeof(*records); i++)
		record_spare(&records[i]);
	return true;
}

static struct record *record_get(void)
{
	struct record *record;

	if (!spare && !more_records())
		return NULL;
	record = spare;
	spare = rb_entry_safe(record->node.rb_right, struct record, node);
	return record;
}

static void record_put(struct rb_root *root, struct record *record)
{
	rb_erase(&record->node, root);
	record_spare(record);
}

/* The record with the highest start that is not above @addr, or NULL. */
static struct record *record_below(struct rb_root *root, unsigned long addr)
{
	struct rb_node *node = root->rb_node;
	struct record *best = NULL;

	while (node) {
		struct record *record = rb_entry(node, struct record, node);

		if (record->what.start <= addr)
			best = record;
		node = record->what.start <= addr ? node->rb_right : node->rb_left;
	}
	return best;
}

static void record_insert(struct rb_root *root, struct record *record)
{
	struct rb_node **link = &root->rb_node, *parent = NULL;

	while (*link) {
		parent = *link;
		link = record->what.start < rb_entry(parent, struct record, node)->what.start ?
			       &parent->rb_left :
			       &parent->rb_right;
	}
	rb_link_node(&record->node, parent, link);
	rb_insert_color(&record->node, root);
}

/* What was in [@start, @end) before is gone. */
static void forget_range(struct rb_root *root, unsigned long start, unsigned long end)
{
	struct record *record;

	while (start < end && (record = record_below(root, end - 1)) &&
	       record->what.start + record->what.room > start)
		record_put(root, record);
}

/* ---- events ---------------------------------------------------------------------------------- */

static noinline void owner_is_caller(struct owner *owner)
{
	struct report_who who;

	report_who(&who);
	owner->pid = who.pid;
	owner->nr = port_stack_trace(owner->frames, OWNER_FRAMES, SKIP);
}

/* What an event is about. Return: the tree for it; NULL: it is not kept here. */
static struct rb_root *place_of(enum mm_event_kind kind, const void *id, struct owned *what)
{
	const struct page *page = id;

	what->start = (unsigned long)id;
	switch (kind) {
	case MM_EVENT_PAGES:
		if (PageHighMem(page))
			return NULL;
		what->kind = OWNED_BLOCK;
		what->start = (unsigned long)lowmem_page_address(page);
		return &trees[TREE_DIRECT];
	case MM_EVENT_KMALLOC:
		if (what->start - page_offset_base >= lowmem_bytes || virt_to_page(id)->slab_cache)
			return NULL;
		what->kind = OWNED_LARGE;
		return &trees[TREE_DIRECT];
	case MM_EVENT_VMALLOC:
		what->kind = OWNED_AREA;
		return &trees[TREE_VMALLOC];
	case MM_EVENT_PERCPU:
		what->kind = OWNED_PERCPU;
		return &trees[TREE_PERCPU];
	default:
		return NULL;
	}
}

static void note_taken(struct rb_root *root, const struct owned *what)
{
	struct record *record;

	lock_acquire(&lock);
	forget_range(root, what->start, what->start + what->room);
	record = record_get();
	if (record) {
		record->what = *what;
		record_insert(root, record);
	}
	lock_release(&lock);
}

static noinline void heard_alloc(enum mm_event_kind kind, const void *id, size_t requested,
				 size_t given, gfp_t gfp)
{
	struct owned what = { .bytes = requested, .room = given, .live = true };
	struct rb_root *root = place_of(kind, id, &what);

	if (root) {
		owner_is_caller(&what.taken);
		note_taken(root, &what);
	}
	behind->alloc(kind, id, requested, given, gfp);
}

static noinline void heard_free(enum mm_event_kind kind, const void *id)
{
	struct record *record;
	struct owner freed;
	struct owned what;
	struct rb_root *root = place_of(kind, id, &what);

	if (root) {
		owner_is_caller(&freed);
		lock_acquire(&lock);
		record = record_below(root, what.start);
		if (record && record->what.start == what.start) {
			record->what.live = false;
			record->what.freed = freed;
		}
		lock_release(&lock);
	}
	behind->free(kind, id);
}

static bool heard_should_fail(enum mm_event_kind kind, size_t requested, gfp_t gfp)
{
	return behind->should_fail && behind->should_fail(kind, requested, gfp);
}

static void heard_moved(enum mm_event_kind kind, const void *from, const void *to)
{
	behind->moved(kind, from, to);
}

/* ---- questions ------------------------------------------------------------------------------- */

/* How far behind a record's end an address is its, if it is nobody else's. */
#define BEHIND (PAGE_SIZE * 2)

static bool find_in(struct rb_root *root, unsigned long addr, struct owned *owned)
{
	struct record *record = record_below(root, addr);

	if (!record || addr >= record->what.start + record->what.room + BEHIND)
		return false;
	*owned = record->what;
	return true;
}

/* A pointer's copies stand a unit apart, one for each CPU. */
static bool find_percpu(unsigned long addr, struct owned *owned)
{
	for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++) {
		struct record *record =
			record_below(&trees[TREE_PERCPU], addr - per_cpu_offset(cpu));

		if (!record || addr - per_cpu_offset(cpu) >= record->what.start + record->what.room)
			continue;
		*owned = record->what;
		owned->start += per_cpu_offset(cpu);
		return true;
	}
	return false;
}

bool owners_find(unsigned long addr, struct owned *owned)
{
	bool found;

	lock_acquire(&lock);
	if (is_vmalloc_addr((void *)addr))
		found = find_in(&trees[TREE_VMALLOC], addr, owned);
	else
		found = find_percpu(addr, owned) || find_in(&trees[TREE_DIRECT], addr, owned);
	lock_release(&lock);
	return found;
}

/* ---- life ------------------------------------------------------------------------------------ */

int owners_start(void)
{
	static struct mm_tracer listener;

	if (!mm_tracer)
		return -EINVAL;
	lock_init(&lock);
	memset(trees, 0, sizeof(trees));
	slices = NULL;
	spare = NULL;
	behind = mm_tracer;
	listener = (struct mm_tracer){
		.alloc = heard_alloc,
		.free = heard_free,
		.should_fail = heard_should_fail,
		.moved = behind->moved ? heard_moved : NULL,
	};
	mm_tracer = &listener;
	return 0;
}

void owners_stop(void)
{
	if (behind && mm_tracer)
		mm_tracer = behind;
	behind = NULL;
	while (slices) {
		struct slice *next = slices->next;

		check_host_free(slices, SLICE_BYTES);
		slices = next;
	}
}
