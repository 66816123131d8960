/* SPDX-License-Identifier: MIT */
/*
 * An owner of movable pages, for the tests of what moves them.
 *
 * Each page has a place in a table, 0 to MOVABLE_MAX - 1, and is filled with a pattern that the
 * place decides.  A page that moves takes its pattern along, and the table follows it.  The owner
 * can be told to refuse, by place.  Pages may be taken, freed and moved by several threads.
 */
#ifndef TESTS_MM_MOVABLE_H
#define TESTS_MM_MOVABLE_H

#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/gfp.h>
#include <linux/migrate.h>

#define MOVABLE_MAX 16384u

/* What the owner says when it is asked about a place. */
enum movable_mood {
	MOVABLE_YES,
	MOVABLE_NO_ISOLATE, /* isolate_page: false */
	MOVABLE_BUSY,	    /* migrate_page: -EBUSY */
	MOVABLE_AGAIN,	    /* migrate_page: -EAGAIN */
	MOVABLE_AGAIN_ONCE, /* the same, and the next time yes */
};

/** struct movable_calls - how often the operations were called. */
struct movable_calls {
	unsigned long isolate, migrate, migrated, putback, async;
};

extern struct movable_calls movable_calls;
extern const struct movable_operations movable_ops;

/** movable_open - an owner without pages, who refuses nothing. */
void movable_open(void);

/** movable_take - take a page for @place, which has none. Return: false when there was none. */
bool movable_take(unsigned int place, gfp_t gfp);

/** movable_fill - take pages for places @from and on until none comes. Return: the end. */
unsigned int movable_fill(unsigned int from, gfp_t gfp);

/** movable_free - free the page of @place, if it has one. Return: false if it had been changed. */
bool movable_free(unsigned int place);

/** movable_close - free all pages, proving each. */
void movable_close(struct kunit *test);

/** movable_page - the page of @place, or NULL; stays there only while nothing moves. */
struct page *movable_page(unsigned int place);

/** movable_set_mood - what the owner says about @place from now on. */
void movable_set_mood(unsigned int place, enum movable_mood mood);

/** movable_is_whole - is the page of @place as it was filled? */
bool movable_is_whole(unsigned int place);

/** movable_pin - the page of @place cannot move any more, as if it were anyone's; and again can. */
void movable_pin(unsigned int place);
void movable_unpin(unsigned int place);

/**
 * struct movable_targets - pages to move to.
 * @given: how many were asked for; @left: how many did not come back.
 */
struct movable_targets {
	atomic_long_t given, left;
};

extern struct movable_targets movable_targets;

/** movable_target_get, movable_target_put - for migrate_pages(); @most are given. */
struct page *movable_target_get(struct page *page, unsigned long most);
void movable_target_put(struct page *page, unsigned long most);

#endif
