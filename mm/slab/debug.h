/* SPDX-License-Identifier: MIT */
/*
 * What the files of the checks share: debug.c (the two calls), track.c (who took and gave an
 * object), report.c (the text) and validate.c (whole slabs).
 */
#ifndef MM_SLAB_DEBUG_H
#define MM_SLAB_DEBUG_H

#include <mm/slab/slab.h>

/* ---- track.c --------------------------------------------------------------------------------- */

/* Deep enough to leave the allocators and name the path through a module. */
#define TRACK_FRAMES 12

#define NSEC_PER_TICK (1000000000ull / CONFIG_HZ)

/**
 * struct track - who took or gave an object, and when.
 *
 *	@nr = 0: nobody yet
 */
struct track {
	unsigned long frames[TRACK_FRAMES];
	u64 when;
	u32 nr;
	u32 cpu;
	s32 pid;
	u32 requested;
};

enum track_item { TRACK_ALLOC, TRACK_FREE, NR_TRACKS };

/** track_bytes - what the tracks of an object take; 0 in a cache that keeps none. */
u32 track_bytes(slab_flags_t flags);

/** track_of - the record of an object in a cache that keeps them. */
struct track *track_of(struct kmem_cache *s, void *object, enum track_item item);

/** track_caller - of its calls the first that a module made; where none did, the innermost. */
unsigned long track_caller(const struct track *t);

/** track_clear - the object is new: nobody took or gave it. */
void track_clear(struct kmem_cache *s, void *object);

/** track_set - this thread takes or gives @object; @requested: bytes it asked for. */
void track_set(struct kmem_cache *s, void *object, enum track_item item, size_t requested);

/** track_requested, track_resize - bytes that the user of a live object asked for. */
u32 track_requested(struct kmem_cache *s, void *object);
void track_resize(struct kmem_cache *s, void *object, size_t requested);

/* ---- report.c -------------------------------------------------------------------------------- */

/** slab_bug_begin - the header of a report; lines with pr_err() and report_end() follow. */
void slab_bug_begin(const struct kmem_cache *s, const char *fmt, ...) __printf(2, 3) __cold;

/** slab_bug_slab - the line that tells of a slab. */
void slab_bug_slab(const struct page *page);

/** slab_bug_object - all there is to say of an object, its slab and its bytes. */
void slab_bug_object(struct kmem_cache *s, const struct page *page, void *object);

/** slab_bug - a whole report about an object (NULL: about the slab alone). */
void slab_bug(struct kmem_cache *s, const struct page *page, void *object, const char *what) __cold;

/** slab_bug_fix - the line that tells what was done about it; after the report. */
void slab_bug_fix(const struct kmem_cache *s, const char *fmt, ...) __printf(2, 3) __cold;

/** slab_dump - @bytes at @from, in lines that begin with @text. */
void slab_dump(const char *level, const char *text, const void *from, size_t bytes);

/** slab_bug_reset - a machine boots: nothing was reported yet. */
void slab_bug_reset(void);

/* ---- debug.c --------------------------------------------------------------------------------- */

/* The checks of a part return 1, or 0 after a report and with the part put right. */

/** slab_debug_end - the offset from an object to the end of what the checks keep with it. */
u32 slab_debug_end(const struct kmem_cache *s);

/** slab_is_object - does @p point to an object of the slab, as its user knows it? */
bool slab_is_object(const struct kmem_cache *s, const struct page *page, const void *p);

/** slab_on_freelist - is @object free?  Under the node's lock; a broken list is told of and cut. */
bool slab_on_freelist(struct kmem_cache *s, struct page *page, const void *object);

/** slab_is_free - slab_on_freelist() that leaves a broken list as it is. */
bool slab_is_free(struct kmem_cache *s, const struct page *page, const void *object);

/** slab_debug_check_list - the links of a slab's free objects, under the node's lock. */
int slab_debug_check_list(struct kmem_cache *s, struct page *page);

/** slab_debug_check_pads - the bytes of a slab that belong to no object. */
int slab_debug_check_pads(struct kmem_cache *s, struct page *page);

#endif
