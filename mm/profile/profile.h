/* SPDX-License-Identifier: MIT */
/* Entrance of mm/profile: which call site has how much memory. */
#ifndef MM_PROFILE_PROFILE_H
#define MM_PROFILE_PROFILE_H

#include <linux/alloc_tag.h>

struct textbuf;

#if IS_ENABLED(CONFIG_SLOB)
/* The tiny engine does not tell who took its memory, and no machine that has it profiles. */
static inline int profile_init(void)
{
	return 0;
}

static inline void profile_exit(void)
{
}

static inline int profile_check(void)
{
	return 0;
}

static inline void allocinfo_show(struct textbuf *t)
{
}

static inline void alloc_tags_add(const char *module, struct alloc_tag *tags, size_t nr)
{
}

static inline void alloc_tags_remove(struct alloc_tag *tags)
{
}
#else

/** profile_init - the core's own call sites, where it was compiled with any. Return: 0. */
int profile_init(void);
void profile_exit(void);
/** profile_check - is all live memory some site's? Return: how often not, printed. */
int profile_check(void);

/** allocinfo_show - the text of /proc/allocinfo. Context: may sleep; walks all memory. */
void allocinfo_show(struct textbuf *t);

/**
 * alloc_tags_add - number the call sites of something that was loaded.
 * @module: its name, or NULL for the core.
 * @tags: its section "alloc_tags".
 * @nr: how many there are; 0 is fine.
 *
 * Sites for which there is no number, or no memory, are counted together.
 *
 * Context: may sleep.  In a machine that does not profile there is nothing to do.
 */
void alloc_tags_add(const char *module, struct alloc_tag *tags, size_t nr);

/**
 * alloc_tags_remove - what was loaded with @tags makes no more calls and is about to go.
 *
 * Sites that still have memory stay in the list.
 *
 * Context: may sleep; walks all memory.
 */
void alloc_tags_remove(struct alloc_tag *tags);

#endif /* CONFIG_SLOB */

#endif
