/* SPDX-License-Identifier: MIT */
/*
 * Who may access which byte: what the layers tell the keeper of the shadow (check/access/).
 *
 * Events (trace.h) are the calls of the API as its users see them.  This is about the memory
 * itself, also what the core takes for itself and hands to modules by some other way, so that no
 * byte is forbidden which a module may reach.  So each layer tells of memory where it is born and
 * where it dies, and asks before it is given back.
 *
 * The keeper is set before the machine boots, together with a listener to events, which keeps all
 * calls on their slow ways.  With none set, no fast path is another than it was.
 */
#ifndef MM_BOOT_ACCESS_H
#define MM_BOOT_ACCESS_H

#include <linux/compiler.h>
#include <linux/types.h>

/* What the shadow says of bytes that may not be accessed: the kernel's values, as reports show. */
enum access_mark {
	ACCESS_PAGE_FREE = 0xff,    /* a page that was freed */
	ACCESS_PAGE_REDZONE = 0xfe, /* a page of nobody yet; past a large kmalloc() in its block */
	ACCESS_SLAB_REDZONE = 0xfc, /* of a slab, and no part of a live object */
	ACCESS_SLAB_FREE = 0xfb,    /* an object that was freed */
	ACCESS_VMALLOC = 0xf8,	    /* addresses of vmalloc space that no area has */
	ACCESS_PERCPU_FREE = 0xed,  /* per-CPU memory that was freed, or is nobody's yet */
	ACCESS_PERCPU_REDZONE = 0xec,
};

/**
 * struct access_kept - memory that was freed and is not to be used again soon.
 * @p, @bytes: the memory; @arg: what @release needs.
 * @release: gives it back for good.
 * @owner: whose it is: see mm_access_drain().
 */
struct access_kept {
	void *p;
	size_t bytes;
	void (*release)(const struct access_kept *kept);
	const void *owner;
	unsigned long arg;
};

/**
 * struct mm_access - the keeper of the shadow.
 * @allow: the @bytes at @p may be accessed from now on, and what follows up to @room not: @rest.
 * @forbid: the @bytes at @p may not, for the reason @mark.
 * @freed: is @p in memory that has been freed?
 * @bad_free: report that @p is freed, which was freed before, or which nobody can free (@twice).
 * @check: may @p be accessed?  If not, that is reported.
 * @was_told: were all of these bytes written by accesses that were reported?
 * @keep: hold freed memory back.  Return: false where it must go at once.
 * @drain: give back what is held of @owner, NULL: all.  Return: how many bytes.
 * @shared: the page at @p, of the direct map, is reached by other addresses as well from now on.
 *
 * NULL: @bad_free leaves the report to the caller, @shared needs nothing.
 *
 * Addresses are multiples of 8, and so is what @forbid is told of.
 * Context: any; under locks of the allocators, but @keep and @drain, which call @release.
 */
struct mm_access {
	void (*allow)(const void *p, size_t bytes, size_t room, enum access_mark rest);
	void (*forbid)(const void *p, size_t bytes, enum access_mark mark);
	bool (*freed)(const void *p);
	void (*bad_free)(const void *p, bool twice);
	bool (*check)(const void *p);
	bool (*was_told)(const void *p, size_t bytes);
	bool (*keep)(const struct access_kept *kept);
	size_t (*drain)(const void *owner);
	void (*shared)(const void *p, size_t bytes);
};

extern const struct mm_access *mm_access;

static inline bool mm_access_on(void)
{
	return unlikely(mm_access);
}

static inline void mm_access_allow(const void *p, size_t bytes, size_t room, enum access_mark rest)
{
	if (mm_access_on())
		mm_access->allow(p, bytes, room, rest);
}

static inline void mm_access_forbid(const void *p, size_t bytes, enum access_mark mark)
{
	if (mm_access_on())
		mm_access->forbid(p, bytes, mark);
}

static inline bool mm_access_freed(const void *p)
{
	return mm_access_on() && mm_access->freed(p);
}

/** mm_access_bad_free - Return: true where it was reported; else that is the caller's to do. */
static inline bool mm_access_bad_free(const void *p, bool twice)
{
	if (!mm_access_on() || !mm_access->bad_free)
		return false;
	mm_access->bad_free(p, twice);
	return true;
}

static inline bool mm_access_check(const void *p)
{
	return !mm_access_on() || mm_access->check(p);
}

static inline bool mm_access_was_told(const void *p, size_t bytes)
{
	return mm_access_on() && mm_access->was_told(p, bytes);
}

static inline bool mm_access_keep(const struct access_kept *kept)
{
	return mm_access_on() && mm_access->keep(kept);
}

static inline size_t mm_access_drain(const void *owner)
{
	return mm_access_on() ? mm_access->drain(owner) : 0;
}

static inline void mm_access_shared(const void *p, size_t bytes)
{
	if (mm_access_on() && mm_access->shared)
		mm_access->shared(p, bytes);
}

#endif
