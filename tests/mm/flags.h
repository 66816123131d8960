/* SPDX-License-Identifier: MIT */
/*
 * What each flag makes different, as it was observed.
 *
 * A case that shows a flag says what it saw without it and with it, in one line of the log; the
 * tables of docs/flags.md are made of these lines (scripts/flags.py), and checked against them.
 */
#ifndef TESTS_MM_FLAGS_H
#define TESTS_MM_FLAGS_H

#include <kunit/test.h>
#include <tests/mm/mm_test.h>

/* One try, no words. */
#define ONCE (__GFP_NORETRY | __GFP_NOWARN)

/** SEEN() - without @flag this was seen: a format and its arguments in brackets; and with it. */
#define SEEN(test, flag, without, with)                                         \
	do {                                                                    \
		char __without[120], __with[120];                               \
                                                                                \
		SEEN_PRINT(__without, SEEN_ARGS without);                       \
		SEEN_PRINT(__with, SEEN_ARGS with);                             \
		kunit_info(test, "flag %s | %s | %s", flag, __without, __with); \
	} while (0)
#define SEEN_ARGS(...)	     __VA_ARGS__
#define SEEN_PRINT(buf, ...) snprintf(buf, sizeof(buf), __VA_ARGS__)

/** struct keeper - keeps pages that a shrinker can have back. */
struct keeper {
	struct list_head pages;
	struct lock lock;
	struct shrinker *shrinker;
	unsigned long held;
	/* Times it was asked to free some, and of these by a background thread. */
	unsigned long asked, by_kswapd;
	bool stubborn; /* it gives nothing, but always has hope */
};

/**
 * flags_exhaust - a machine without a free page, whose only store is @keeper's.
 * @flags: SHRINKER_* of the keeper.
 * @background: its threads run; else all is left to those who allocate.
 */
void flags_exhaust(struct kunit *test, struct keeper *keeper, unsigned int flags, bool background);

/** flags_refill - @keeper has its pages again, and nobody else any, after it gave them. */
void flags_refill(struct kunit *test, struct keeper *keeper);

/** flags_relax - end that. */
void flags_relax(struct keeper *keeper);

/** flags_gets - does a request get a page?  It is given back. */
bool flags_gets(gfp_t gfp, unsigned int order);

struct zone *flags_zone(int nid, enum zone_type type);

#endif
