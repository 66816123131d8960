/* SPDX-License-Identifier: MIT */
/* What the tests of kernel stacks share: a world whose stacks are of the case's size. */
#ifndef TESTS_KERNEL_KSTACK_TEST_H
#define TESTS_KERNEL_KSTACK_TEST_H

#include <linux/vmstat.h>
#include "kernel/loader.h"
#include "kernel/loader_internal.h"
#include "mm/reclaim/reclaim.h"
#include "port/port.h"
#include "tests/kernel/world_test.h"

struct stack_size {
	const char *name;
	unsigned int bytes;
};

static const struct stack_size kstack_sizes[] = {
	{ "16K", SZ_16K },
	{ "8K", SZ_8K },
	{ "4K", SZ_4K },
	{ "default", 0 },
};
KUNIT_ARRAY_PARAM_DESC(kstack_sizes, kstack_sizes, name);

static inline int kstack_test_init(struct kunit *test)
{
	const struct stack_size *size = test->param_value;
	const struct machine_config config = {
		.profile = PROFILE_PC64,
		.memory = SZ_64M,
		.nodes = 1,
		.cpus = 2,
		.stack = size ? size->bytes : 0,
		.quiet = true,
	};
	print_sink_t sink = printk_sink;
	int error = machine_boot(&config);

	if (error)
		return error;
	kswapd_enable(false); /* who wants memory reclaims it */
	error = world_init();
	printk_sink = sink;
	if (error)
		machine_halt();
	return error;
}

static inline void kstack_test_exit(struct kunit *test)
{
	context_reset("the test");
	rcu_barrier();
	KUNIT_EXPECT_EQ(test, kstack_check(), 0);
	loader_set_stuck(false);
	world_exit();
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_KERNEL_STACK_KB), 0);
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	machine_halt();
}

static inline void need_stacks(struct kunit *test)
{
	const struct stack_size *size = test->param_value;

	if (!port.stacks)
		kunit_skip(test, "stacks are not switched here");
	if (size && size->bytes && size->bytes < PAGE_SIZE)
		kunit_skip(test, "less than a page");
}

static inline unsigned long used_by(const void *entry)
{
	struct kstack_mark mark = {};

	kstack_find_mark(KSTACK_TEST, entry, &mark);
	return mark.used;
}

#endif
