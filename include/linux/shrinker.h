/* SPDX-License-Identifier: MIT */
/*
 * Shrinkers: who keeps objects that can be made again, and frees some when memory runs out.
 *
 * Asked are count_objects() first, for how many there are, and then scan_objects(), some at a
 * time, for as many of them as the need demands: few at first, in the end all.  Kernels up to 3.11
 * had shrink() for both: it counts where sc->nr_to_scan is 0.
 *
 * Callbacks run without any lock in threads that wait for memory, and in the background.  Their
 * own allocations reclaim nothing and may use all reserves.  Where the request may start no I/O or
 * enter no file system, sc->gfp_mask says so; a shrinker that always needs the one or the other
 * says that with a flag, and is then not asked at all.
 *
 * One that crashes, or returns with a lock held or otherwise in another context than it was called
 * in, is reported and not asked again; to unregister it then is right as ever.
 *
 * Registered as in any kernel:
 *
 *	register_shrinker(&s)				up to 5.19
 *	register_shrinker(&s, "name-%d", n)		6.0 to 6.6
 *	s = shrinker_alloc(flags, "name-%d", n)		since 6.7; then shrinker_register(s)
 *	s = set_shrinker(DEFAULT_SEEKS, fn)		up to 2.6.22
 *
 * The shrink() of 2.6.23 to 3.0, with numbers for arguments, cannot be told from the later one.
 */
#ifndef _LINUX_SHRINKER_H
#define _LINUX_SHRINKER_H

#include <linux/args.h>
#include <linux/atomic.h>
#include <linux/callback_types.h>
#include <linux/compiler.h>
#include <linux/limits.h>
#include <linux/numa.h>
#include <linux/types.h>

struct mem_cgroup;

/**
 * struct shrink_control - what is asked of a shrinker.
 * @gfp_mask: of the request that needs memory.
 * @nid: the node that does; 0 where the shrinker does not tell nodes apart.
 * @nr_to_scan: how many objects to look at.
 * @nr_scanned: how many were; to be changed by who looked at fewer or more.
 * @memcg: NULL, there are no groups.
 */
struct shrink_control {
	gfp_t gfp_mask;
	int nid;
	unsigned long nr_to_scan;
	unsigned long nr_scanned;
	struct mem_cgroup *memcg;
};

/* From scan_objects(): nothing can be done now.  From count_objects(): there are none for sure. */
#define SHRINK_STOP  (~0ul)
#define SHRINK_EMPTY (~0ul - 1)

/* How much it costs to make an object again, in disk seeks; 0: nothing. */
#define DEFAULT_SEEKS 2

/* Objects asked for in one call, where the shrinker says nothing. */
#define SHRINK_BATCH 128

#define SHRINKER_NAME_LEN 32

/**
 * struct shrinker - who can free objects.
 * @count_objects: returns how many could be freed now; 0 or SHRINK_EMPTY: none.
 * @scan_objects: looks at sc->nr_to_scan objects, returns how many it freed, or SHRINK_STOP.
 * @shrink: both, as up to 3.11: returns how many there are (left), or -1 where it cannot tell.
 * @batch: objects asked for in one call; 0: SHRINK_BATCH.
 * @seeks: DEFAULT_SEEKS, mostly.
 * @flags: SHRINKER_*.
 * @private_data: the owner's.
 *
 * The rest is not the owner's:
 * @nr_deferred: what should have been looked at on each node and was not.
 */
struct shrinker {
	unsigned long (*count_objects)(struct shrinker *s, struct shrink_control *sc);
	unsigned long (*scan_objects)(struct shrinker *s, struct shrink_control *sc);
	int (*shrink)(struct shrinker *s, struct shrink_control *sc);
	long batch;
	int seeks;
	unsigned int flags;
	void *private_data;

	struct callback_entry entry;
	atomic_long_t nr_deferred[MAX_NUMNODES];
	char name[SHRINKER_NAME_LEN];
};

/* Set by those who allocate and register. */
#define SHRINKER_REGISTERED 0x01u
#define SHRINKER_ALLOCATED  0x02u
/* It knows which of its objects are on sc->nid; others are asked with node 0. */
#define SHRINKER_NUMA_AWARE 0x04u
/* Of groups, of which there are none: such a shrinker is asked like any other. */
#define SHRINKER_MEMCG_AWARE 0x08u
#define SHRINKER_NONSLAB     0x10u
/* Ashlar's own: it starts I/O, it enters a file system; else it is not asked. */
#define SHRINKER_NEEDS_IO 0x100u
#define SHRINKER_NEEDS_FS 0x200u

/**
 * register_shrinker - have @s asked from now on.
 * @s: zeroed but for what its owner sets; it stays where it is until unregister_shrinker().
 * A name in the manner of printf() may follow.
 *
 * Return: 0, or -EINVAL where it has nothing to call or is registered already.
 * Context: any.
 */
#define register_shrinker(...) \
	CONCATENATE(__register_shrinker, __SHRINKER_NAMED(__VA_ARGS__))(__VA_ARGS__)
/** prealloc_shrinker - register_shrinker(), to be asked after register_shrinker_prepared() only. */
#define prealloc_shrinker(...) \
	CONCATENATE(__prealloc_shrinker, __SHRINKER_NAMED(__VA_ARGS__))(__VA_ARGS__)

#define __SHRINKER_NAMED(...) \
	__SHRINKER_PICK(__VA_ARGS__, _named, _named, _named, _named, _named, _named, _named, , 0)
#define __SHRINKER_PICK(_1, _2, _3, _4, _5, _6, _7, _8, which, ...) which

/** __register_shrinker, __register_shrinker_named - register_shrinker() without and with a name. */
int __register_shrinker(struct shrinker *s);
int __register_shrinker_named(struct shrinker *s, const char *fmt, ...) __printf(2, 3);
/** __prealloc_shrinker, __prealloc_shrinker_named - prealloc_shrinker() without and with a name. */
int __prealloc_shrinker(struct shrinker *s);
int __prealloc_shrinker_named(struct shrinker *s, const char *fmt, ...) __printf(2, 3);
void register_shrinker_prepared(struct shrinker *s);

/** free_prealloced_shrinker - give up what prealloc_shrinker() prepared. */
void free_prealloced_shrinker(struct shrinker *s);

/**
 * unregister_shrinker - ask @s no more; none of its callbacks runs any more when this returns.
 * Context: may sleep; may be called by a callback, of @s too.
 */
void unregister_shrinker(struct shrinker *s);

/** synchronize_shrinkers - wait until every callback that runs now has returned. */
void synchronize_shrinkers(void);

/**
 * shrinker_alloc - a shrinker from kmalloc(), named in the manner of printf().
 * @flags: SHRINKER_*.
 * Return: it, for the caller to fill in and shrinker_register(); or NULL.
 */
struct shrinker *shrinker_alloc(unsigned int flags, const char *fmt, ...) __printf(2, 3);
/** shrinker_register - have @s of shrinker_alloc() asked from now on. Context: any. */
void shrinker_register(struct shrinker *s);
/** shrinker_free - unregister it where it is registered, and free it; NULL is fine. */
void shrinker_free(struct shrinker *s);

/** shrinker_t - the callback of kernels up to 2.6.22: 0 asks how many there are. */
typedef int (*shrinker_t)(int nr_to_scan, gfp_t gfp_mask);
struct shrinker *set_shrinker(int seeks, shrinker_t fn);
void remove_shrinker(struct shrinker *s);

#endif
