// SPDX-License-Identifier: MIT
/*
 * How deep kernel stacks were used.
 *
 * A stack that nobody is on is full of one word.  When it is left, the first word from its low end
 * that is another tells how far down anything was written.  Linux does so with zeros; a word that
 * code seldom writes also counts an array that was cleared.  What was used is filled again, so the
 * cost is that of a look at the stack.
 *
 * What was found is kept by entry point: the function of the module that was called, and how.  The
 * table is looked up by address until the module goes; then the names are kept, and the address
 * is free for others.
 *
 *	marks in use <= MARKS;  calls of what found no place are counted in @lost
 */
#include "kernel/kernel.h"
#include "kernel/kstack.h"
#include "kernel/loader.h"
#include "kernel/loader_internal.h"
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/sort.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#define MARKS_SHIFT 8
#define MARKS	    (1u << MARKS_SHIFT)

/**
 * struct place - a place of the table.
 * @mark: @mark.entry is NULL in one that is free.
 * @gone: its function is no more; @name and @where are what it was.
 */
struct place {
	struct kstack_mark mark;
	bool gone;
	char name[80], where[80];
};

bool kstack_keep_marks = true, kstack_tell;

static struct {
	struct lock lock;
	unsigned long lost, least_left;
	struct place places[MARKS];
} marks;

void kstack_marks_init(void)
{
	lock_init(&marks.lock);
	memset(marks.places, 0, sizeof(marks.places));
	marks.lost = 0;
	marks.least_left = THREAD_SIZE;
}

/* ---- one stack ------------------------------------------------------------------------------- */

/* The word at the low end is not for use. */
static u32 *lowest(const struct kstack *stack)
{
	return (u32 *)(stack->on.low + sizeof(long));
}

void kstack_fill(struct kstack *stack)
{
	if (kstack_keep_marks)
		memset32(lowest(stack), KSTACK_FILL, (THREAD_SIZE - sizeof(long)) / sizeof(u32));
}

unsigned long kstack_used(const struct kstack *stack)
{
	const u32 *p = lowest(stack), *high = (const u32 *)stack->on.high;

	while (p < high && *p == KSTACK_FILL)
		p++;
	return (unsigned long)(high - p) * sizeof(*p);
}

/* ---- the table ------------------------------------------------------------------------------- */

static bool is_mark_of(const struct place *place, enum kstack_kind kind, const void *entry)
{
	return place->mark.entry == entry && place->mark.kind == kind && !place->gone;
}

/* The place of @entry, or the free one where it belongs; NULL in a full table. Under the lock. */
static struct place *find_place(enum kstack_kind kind, const void *entry)
{
	u32 at = hash_ptr(entry, MARKS_SHIFT);

	for (unsigned int i = 0; i < MARKS; i++) {
		struct place *place = &marks.places[(at + i) % MARKS];

		if (!place->mark.entry || is_mark_of(place, kind, entry))
			return place;
	}
	return NULL;
}

static void record(enum kstack_kind kind, const void *entry, unsigned long used)
{
	struct place *place;

	lock_acquire(&marks.lock);
	place = find_place(kind, entry);
	if (place) {
		place->mark.kind = kind;
		place->mark.entry = entry;
		place->mark.used = max(place->mark.used, used);
		place->mark.calls++;
	} else {
		marks.lost++;
	}
	lock_release(&marks.lock);
}

void kstack_note(struct kstack *stack, bool full)
{
	unsigned long used;

	if (!kstack_keep_marks)
		return;
	used = kstack_used(stack);
	memset32((u32 *)(stack->on.high - used), KSTACK_FILL, used / sizeof(u32));
	if (stack->entry)
		record(stack->kind, stack->entry, full ? THREAD_SIZE : used);
}

bool kstack_find_mark(enum kstack_kind kind, const void *entry, struct kstack_mark *mark)
{
	struct place *place;
	bool found;

	lock_acquire(&marks.lock);
	place = find_place(kind, entry);
	found = place && place->mark.entry;
	if (found)
		*mark = place->mark;
	lock_release(&marks.lock);
	return found;
}

/* ---- names ----------------------------------------------------------------------------------- */

/* Reads debug information, which takes its time: only where the table is going to be shown. */
static void name_place(struct place *place)
{
	struct source_line line;

	snprintf(place->name, sizeof(place->name), "%ps", place->mark.entry);
	if (kallsyms_line((unsigned long)place->mark.entry, &line))
		snprintf(place->where, sizeof(place->where), "%s:%d", line.file, line.line);
}

void kstack_forget(unsigned long start, unsigned long end)
{
	for (unsigned int i = 0; i < MARKS; i++) {
		struct place *place = &marks.places[i];
		unsigned long entry = (unsigned long)place->mark.entry;

		if (entry < start || entry >= end || place->gone)
			continue;
		if (kstack_tell)
			name_place(place);
		lock_acquire(&marks.lock);
		place->gone = true;
		lock_release(&marks.lock);
	}
}

/* ---- telling --------------------------------------------------------------------------------- */

void kstack_thread_ends(const struct task_struct *task)
{
	struct kstack_mark mark;
	unsigned long left;
	bool told;

	if (!kstack_tell || !task->kstack ||
	    !kstack_find_mark(task->kstack->kind, task->kstack->entry, &mark))
		return;
	left = THREAD_SIZE - mark.used;
	lock_acquire(&marks.lock);
	told = left < marks.least_left;
	if (told)
		marks.least_left = left;
	lock_release(&marks.lock);
	if (told)
		pr_info("%s (%d) used greatest stack depth: %lu bytes left\n", task->comm,
			task->pid, left);
}

static int by_depth(const void *a, const void *b)
{
	const struct place *const *left = a, *const *right = b;

	if ((*left)->mark.used != (*right)->mark.used)
		return (*left)->mark.used < (*right)->mark.used ? 1 : -1;
	return *left < *right ? -1 : 1;
}

void kstack_marks_show(struct textbuf *t)
{
	static const char *const kinds[KSTACK_KINDS] = {
		[KSTACK_INIT] = "init",	      [KSTACK_EXIT] = "exit",
		[KSTACK_THREAD] = "kthread",  [KSTACK_TEST] = "test",
		[KSTACK_FILE] = "file",	      [KSTACK_CALLBACK] = "callback",
		[KSTACK_SOFTIRQ] = "softirq", [KSTACK_HARDIRQ] = "hardirq",
	};
	static struct place *sorted[MARKS];
	unsigned int nr = 0;

	for (unsigned int i = 0; i < MARKS; i++)
		if (marks.places[i].mark.entry)
			sorted[nr++] = &marks.places[i];
	sort(sorted, nr, sizeof(*sorted), by_depth, NULL);
	textbuf_printf(t, "    used       of      calls  entry point\n");
	for (unsigned int i = 0; i < nr; i++) {
		struct place *place = sorted[i];

		if (!place->gone)
			name_place(place);
		textbuf_printf(t, "%8lu %8lu %10lu  %-8s %s %s\n", place->mark.used, THREAD_SIZE,
			       place->mark.calls, kinds[place->mark.kind], place->name,
			       place->where);
	}
	if (marks.lost)
		textbuf_printf(t, "%lu calls of other entry points found no place in this table\n",
			       marks.lost);
}
