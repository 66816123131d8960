// SPDX-License-Identifier: MIT
/*
 * Owners: who took an object and who gave it back, in a cache with SLAB_STORE_USER.
 *
 * Each object has two records behind its free pointer, of its last allocation and its last free.
 * The first also keeps how many bytes kmalloc() was asked for, which is where the red zone of an
 * object that is larger begins.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <mm/slab/debug.h>
#include <mm/slab/sampler.h>

/* port_stack_trace()'s caller is track_set(), which is of no interest. */
#define TRACK_SKIP 1

u32 track_bytes(slab_flags_t flags)
{
	return flags & SLAB_STORE_USER ? NR_TRACKS * sizeof(struct track) : 0;
}

struct track *track_of(struct kmem_cache *s, void *object, enum track_item item)
{
	return (struct track *)((char *)object + slab_debug_end(s) - track_bytes(s->flags)) + item;
}

void track_clear(struct kmem_cache *s, void *object)
{
	if (s->flags & SLAB_STORE_USER)
		memset(track_of(s, object, TRACK_ALLOC), 0, track_bytes(s->flags));
}

noinline void track_set(struct kmem_cache *s, void *object, enum track_item item, size_t requested)
{
	struct report_who who;
	struct track *t;

	if (!(s->flags & SLAB_STORE_USER))
		return;
	report_who(&who);
	t = track_of(s, object, item);
	t->nr = port_stack_trace(t->frames, TRACK_FRAMES, TRACK_SKIP);
	t->cpu = port_cpu();
	t->pid = who.pid;
	t->when = port_time_ns();
	t->requested = (u32)requested;
}

u32 track_requested(struct kmem_cache *s, void *object)
{
	return track_of(s, object, TRACK_ALLOC)->requested;
}

void track_resize(struct kmem_cache *s, void *object, size_t requested)
{
	if (s->flags & SLAB_STORE_USER)
		track_of(s, object, TRACK_ALLOC)->requested = (u32)requested;
}

unsigned long track_caller(const struct track *t)
{
	for (u32 i = 0; i < t->nr && slab_in_module; i++)
		if (slab_in_module(t->frames[i]))
			return t->frames[i];
	return t->frames[0];
}

static void print_track(const char *what, const struct track *t)
{
	if (!t->nr)
		return;
	pr_err("%s in %pB age=%llu cpu=%u pid=%d\n", what, (void *)track_caller(t),
	       (unsigned long long)((port_time_ns() - t->when) / NSEC_PER_TICK), t->cpu, t->pid);
	report_calls(t->frames, t->nr, false);
	for (u32 i = 0; i < t->nr; i++)
		pr_err(" %pB\n", (void *)t->frames[i]);
}

void slab_debug_print_tracks(struct kmem_cache *s, void *object)
{
	if (slab_sampled(object)) {
		slab_sampler->who(object);
		return;
	}
	if (!(s->flags & SLAB_STORE_USER))
		return;
	print_track("Allocated", track_of(s, object, TRACK_ALLOC));
	print_track("Freed", track_of(s, object, TRACK_FREE));
}
