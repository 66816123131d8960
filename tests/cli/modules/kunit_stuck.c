// SPDX-License-Identifier: MIT
/* A test that waits for a thread which has panicked: nobody ever wakes it. */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>

static DECLARE_COMPLETION(never);

static int stop_all(void *data)
{
	panic("stuck: no way on");
}

static void waits_for_a_thread(struct kunit *test)
{
	kthread_run(stop_all, NULL, "stuck");
	wait_for_completion(&never);
}

static struct kunit_case cases[] = { KUNIT_CASE(waits_for_a_thread), {} };
static struct kunit_suite suite = { .name = "stuck", .test_cases = cases };
kunit_test_suite(suite);
MODULE_LICENSE("GPL");
