/* SPDX-License-Identifier: MIT */
/* What the tests of the modules' world share: a world of their own, threads, expected reports. */
#ifndef TESTS_KERNEL_WORLD_TEST_H
#define TESTS_KERNEL_WORLD_TEST_H

#include <kunit/test.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "kernel/kernel.h"
#include "mm/boot/boot.h"
#include "tests/capture.h"

#define WORLD_THREADS 4

/* Two CPUs, so that threads both share one and run side by side.  Results are printed as before. */
static inline int world_test_init(struct kunit *test)
{
	static const struct machine_config config = {
		.profile = PROFILE_PC64,
		.memory = SZ_64M,
		.nodes = 1,
		.cpus = 2,
		.quiet = true,
	};
	print_sink_t sink = printk_sink;
	int error = machine_boot(&config);

	if (error)
		return error;
	error = world_init();
	printk_sink = sink;
	if (error)
		machine_halt();
	return error;
}

static inline void world_test_exit(struct kunit *test)
{
	context_reset("the test");
	world_exit();
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	machine_halt();
}

#define WORLD_SUITE(suite_name, cases)                                        \
	static struct kunit_suite suite_name##_suite = {                      \
		.name = #suite_name,                                          \
		.init = world_test_init,                                      \
		.exit = world_test_exit,                                      \
		.test_cases = cases,                                          \
		.attr = { .machine = KUNIT_MACHINE_OWN, .concurrent = true }, \
	};                                                                    \
	kunit_test_suite(suite_name##_suite)

/* Run @fn(@data) on @nr kthreads at once and wait for all; false where one failed. */
static inline bool run_threads(unsigned int nr, int (*fn)(void *data), void *data)
{
	struct task_struct *threads[WORLD_THREADS];
	bool ok = true;

	for (unsigned int i = 0; i < nr; i++) {
		threads[i] = kthread_create(fn, data, "test/%u", i);
		if (IS_ERR(threads[i])) {
			nr = i;
			ok = false;
			break;
		}
		get_task_struct(threads[i]);
	}
	for (unsigned int i = 0; i < nr; i++)
		wake_up_process(threads[i]);
	/* They end by themselves: stopping one that was not scheduled yet would keep it from it. */
	for (unsigned int i = 0; i < nr; i++) {
		while (READ_ONCE(threads[i]->exit_state) != EXIT_ZOMBIE)
			schedule_timeout_uninterruptible(1);
		if (kthread_stop_put(threads[i]))
			ok = false;
	}
	return ok;
}

/*
 * Do @action, which is a mistake: exactly one report must come of it, with @text in it.
 */
#define EXPECT_REPORT(test, action, text)                                               \
	do {                                                                            \
		unsigned long __before = report_count;                                  \
		const char *__said;                                                     \
                                                                                        \
		capture_start();                                                        \
		action;                                                                 \
		__said = capture_stop();                                                \
		KUNIT_EXPECT_EQ(test, report_count - __before, 1ul);                    \
		KUNIT_EXPECT_TRUE_MSG(test, strstr(__said, text), "said:\n%s", __said); \
		kunit_expect_reports(test, 1);                                          \
	} while (0)

#endif
