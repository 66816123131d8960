/* SPDX-License-Identifier: MIT */
/* A machine in which accesses are checked, for suites with KUNIT_MACHINE_OWN. */
#ifndef TESTS_CHECK_ACCESS_MACHINE_H
#define TESTS_CHECK_ACCESS_MACHINE_H

#include <kunit/test.h>

#include "check/access/access.h"
#include "check/access/shadow.h"
#include "check/check.h"
#include "mm/boot/boot.h"

#define ACCESS_MEMORY (64ull << 20)

static inline void access_say_nothing(const char *line)
{
}

static inline int access_init(struct kunit *test)
{
	struct machine_config config = {
		.profile = PROFILE_PC64, .memory = ACCESS_MEMORY, .nodes = 1, .quiet = true
	};
	int err = check_start(access_say_nothing);

	if (err)
		return err;
	/* Some sanitizers have a use for all addresses themselves. */
	if (access_start(ACCESS_MEMORY)) {
		check_stop();
		kunit_mark_skipped(test, "the host has no addresses for a shadow");
		return 0;
	}
	return machine_boot(&config);
}

static inline void access_exit(struct kunit *test)
{
	if (!mm_access)
		return;
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	machine_halt();
	access_stop();
	check_stop();
}

/* The shadow of the granule at @p, and of the one @n bytes behind. */
static inline u8 mark_at(const void *p, size_t n)
{
	return shadow_at((unsigned long)p + n);
}

#define need_shadow(test)                                            \
	do {                                                         \
		if (!mm_access)                                      \
			kunit_skip(test, "there is no shadow here"); \
	} while (0)

#endif
