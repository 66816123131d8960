/* SPDX-License-Identifier: MIT */
/*
 * Machines for the tests of mm/, and what must be the same before and after.
 *
 * A suite whose init is mm_test_init() boots a machine for each case and halts it when the case
 * and everything it registered have ended.  Then, without another word from the test:
 *
 *	- the invariants of all layers hold;
 *	- as many pages are free as were at the start, once caches and lists have given back theirs;
 *	- where calls are traced, every event of an allocation has met that of its free.
 *
 * A case with parameters from mm_test_worlds_gen_params() runs on one machine of each kind.  Sizes
 * are told in blocks, the largest the page layer gives, so that they suit every page size.
 */
#ifndef TESTS_MM_MM_TEST_H
#define TESTS_MM_MM_TEST_H

#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/sizes.h>
#include <mm/boot/boot.h>
#include <tests/capture.h>

/* Bytes of the largest block, which is also the least memory of a node. */
#define MM_TEST_BLOCK (PAGE_SIZE << MAX_PAGE_ORDER)

/* Where the low memory of PROFILE_PC32 ends. */
#define MM_TEST_LOWMEM (896ull << 20)

/**
 * struct mm_test_world - a kind of machine.
 * @name: what it is about.
 * @config: its machine.
 * @traced: calls make events, which also turns every fast path off.
 * @background: the core's threads may run; without them every count is the test's own doing.
 */
struct mm_test_world {
	const char *name;
	struct machine_config config;
	bool traced;
	bool background;
};

/** mm_test_worlds_gen_params - one machine of each kind, for KUNIT_CASE_PARAM(). */
const void *mm_test_worlds_gen_params(const void *prev, char *desc);

/** mm_test_init - a suite's init: boots the case's world, the plain one where it has none. */
int mm_test_init(struct kunit *test);

/** mm_test_boot - boot @world; it ends with the test. Ends the test where it does not boot. */
void mm_test_boot(struct kunit *test, const struct mm_test_world *world);

/** mm_test_halt - end the machine now, with all that is proven then, to boot another. */
void mm_test_halt(struct kunit *test);

/** mm_test_needs - skip a test that takes more than the smallest boards have. */
void mm_test_needs(struct kunit *test, u64 bytes);

/** mm_test_boot_plain - a machine of one node and one zone, whose calls are traced or not. */
void mm_test_boot_plain(struct kunit *test, bool traced);

/** mm_test_lose - the test keeps @pages more than it found, for a reason of its own. */
void mm_test_lose(unsigned long pages);

/** mm_test_orders - a bit for each order of which @zone has a free block, of whatever type. */
u32 mm_test_orders(const struct zone *zone);

/** mm_test_settle - give back what caches and lists hold. Return: free pages then. */
unsigned long mm_test_settle(void);

/** mm_test_live - events of allocations that have not met their free. */
long mm_test_live(void);

/** mm_test_refuse - on a traced machine: true makes a request get nothing; NULL refuses none. */
extern bool (*mm_test_refuse)(enum mm_event_kind kind, size_t requested, gfp_t gfp);

/**
 * mm_test_ram - bytes of the machine's RAM in [@start, @end); mm_test_ram_end - the end of what is
 * below @limit.  A board that keeps some of its RAM for itself has a hole there.
 */
u64 mm_test_ram(u64 start, u64 end);
u64 mm_test_ram_end(u64 limit);

/**
 * MM_TEST_ONE_REPORT() - @statement makes just one report, which says @words; pages are sound.
 * The report is kept from the log.
 */
#define MM_TEST_ONE_REPORT(test, words, statement)                     \
	do {                                                           \
		unsigned long __before = mm_test_report_begin();       \
                                                                       \
		statement;                                             \
		mm_test_report_end(test, __before, words, #statement); \
	} while (0)

unsigned long mm_test_report_begin(void);
void mm_test_report_end(struct kunit *test, unsigned long before, const char *words,
			const char *what);

/**
 * MM_TEST_NOTICED() - @check counts something broken and says @words of it.
 * What it prints is kept from the log.
 */
#define MM_TEST_NOTICED(test, check, words)                                                        \
	do {                                                                                       \
		int __broken;                                                                      \
		const char *__text;                                                                \
                                                                                                   \
		capture_start();                                                                   \
		__broken = check();                                                                \
		__text = capture_stop();                                                           \
		KUNIT_EXPECT_GT(test, __broken, 0);                                                \
		KUNIT_EXPECT_TRUE_MSG(test, strstr(__text, words), "\"%s\" is not in:\n%s", words, \
				      __text);                                                     \
	} while (0)

/** mm_test_fill, mm_test_filled - write a pattern that @tag decides; is it still there? */
void mm_test_fill(void *p, size_t bytes, unsigned long tag);
bool mm_test_filled(const void *p, size_t bytes, unsigned long tag);

/**
 * mm_test_room - has @p, asked for as @asked bytes, the room of its size @class?
 * An engine without size classes gives about what was asked for.
 */
bool mm_test_room(const void *p, size_t asked, size_t class);

/** mm_test_eat - take blocks of @order until none comes. Return: how many; linked in @list. */
unsigned long mm_test_eat(gfp_t gfp, unsigned int order, struct list_head *list);

/** mm_test_eat_node - take all memory of a node, in pages; mm_test_spit() of order 0 ends it. */
void mm_test_eat_node(int nid, struct list_head *list);

/** mm_test_spit - give back what mm_test_eat() took. */
void mm_test_spit(unsigned int order, struct list_head *list);

#endif
