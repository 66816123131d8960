/* SPDX-License-Identifier: MIT */
/* A world on each kind of machine: for what readers of RCU wait for and memory must survive. */
#ifndef TESTS_KERNEL_RCU_WORLD_H
#define TESTS_KERNEL_RCU_WORLD_H

#include <kunit/test.h>
#include <tests/mm/mm_test.h>

#include "base/base.h"
#include "kernel/kernel.h"

/* The case's machine (tests/mm/mm_test.h), and a world on it.  Results are printed as before. */
static inline int rcu_world_init(struct kunit *test)
{
	print_sink_t sink = printk_sink;
	int error = mm_test_init(test);

	if (error)
		return error;
	error = world_init();
	printk_sink = sink;
	test->priv = error ? NULL : test;
	return error;
}

/*
 * What the machine had at the start must be there again when this is over.  A case whose machine
 * this board cannot be was skipped before there was a world.
 */
static inline void rcu_world_exit(struct kunit *test)
{
	if (!test->priv)
		return;
	context_reset("the test");
	world_exit();
}

#endif
