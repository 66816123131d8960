/* SPDX-License-Identifier: MIT */
/*
 * What the files about caches share: show.c (numbers, /proc/slabinfo), alias.c (names),
 * attribute.c (/sys/kernel/slab), traces.c (/sys/kernel/debug/slab), files.c (paths).
 *
 * All of it runs under slab_mutex, so that no cache goes while it is looked at.
 */
#ifndef MM_SLAB_SHOW_H
#define MM_SLAB_SHOW_H

#include <mm/slab/slab.h>

/**
 * struct slab_count - a cache's part on one node.
 *
 *	@total = @slabs * objects of a slab >= @objects
 *	@partial <= @slabs
 *
 * @objects: in use.
 * @partial_objects: of the slabs with free objects, those that are in use as far as slabs know.
 */
struct slab_count {
	unsigned long slabs, partial, total, objects, partial_objects;
};

/** slab_count - count a cache; @counts has room for each node. */
void slab_count(struct kmem_cache *s, struct slab_count *counts);

/* ---- alias.c --------------------------------------------------------------------------------- */

/* Bytes of ":aAdDF-4294967295". */
#define SLAB_ID_BYTES 20

/**
 * slab_id - the name of the folder that caches like this share, as ":0000064".
 * Return: @id, or NULL where the folder has the cache's own name.
 */
const char *slab_id(const struct kmem_cache *s, char id[SLAB_ID_BYTES]);

/** slab_find - the cache of that name, alias or id; NULL: there is none. */
struct kmem_cache *slab_find(const char *name);

/** slab_names_show - each folder of /sys/kernel/slab, and each link as "name -> folder". */
void slab_names_show(struct textbuf *t);

/* ---- attribute.c ----------------------------------------------------------------------------- */

/** slab_attribute_known - has a cache a file of this name, and may it be written? */
bool slab_attribute_known(const char *name, bool write);

/* ---- traces.c -------------------------------------------------------------------------------- */

/** slab_traces_known - is this a file of /sys/kernel/debug/slab/CACHE? */
bool slab_traces_known(const char *name);

#endif
