/* SPDX-License-Identifier: MIT */
/* What the tests of the files about caches share: one text, which holds what was read last. */
#ifndef TESTS_MM_SLAB_TEXT_H
#define TESTS_MM_SLAB_TEXT_H

#include <kunit/test.h>
#include <linux/slab.h>
#include <mm/slab/slab.h>
#include <tests/mm/mm_test.h>

/* The cache of a test, and its objects. */
#define SHOWN	   "shown"
#define SHOWN_SIZE 200
/* A size that no other cache has, so that none is merged by chance. */
#define ODD_SIZE 1864

extern char slab_text[64 * 1024];

/** slab_text_begin - an empty text in slab_text. */
void slab_text_begin(struct textbuf *t);

/** slab_read - what an attribute of a cache reads as. */
const char *slab_read(struct kunit *test, const char *cache, const char *attribute);

/** slab_number - the first number of an attribute of SHOWN. */
unsigned long slab_number(struct kunit *test, const char *attribute);

/** slab_write - write to an attribute of SHOWN. Return: 0 or -errno. */
int slab_write(const char *attribute, const char *value);

/** slab_test_cache - a cache. Ends the test where there is none. */
struct kmem_cache *slab_test_cache(struct kunit *test, const char *name, unsigned int size,
				   slab_flags_t flags);

/** slab_test_take - an array of @nr objects; its memory goes with the test. */
void **slab_test_take(struct kunit *test, struct kmem_cache *s, unsigned int nr, int nid);

#endif
