// SPDX-License-Identifier: MIT
/*
 * What tests put in the place of other things: functions that stand in for others, and devices.
 *
 * The stubs of a test are a list that ends with it.  One is looked up by whatever thread calls the
 * function, so the list is guarded by a lock of the core.
 */
#include <kunit/device.h>
#include <kunit/static_stub.h>
#include <kunit/test.h>

#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>

#include "base/base.h"

/** struct stub - @replacement stands in for @real, as long as @test runs. */
struct stub {
	struct stub *next;
	struct kunit *test;
	void *real, *replacement;
};

static struct stub *stubs;
static struct lock lock = LOCK_INIT;

void *__kunit_find_static_stub(struct kunit *test, void *real_fn)
{
	const struct stub *stub;
	void *replacement = NULL;

	lock_acquire(&lock);
	for (stub = stubs; stub && !replacement; stub = stub->next)
		if (stub->test == test && stub->real == real_fn)
			replacement = stub->replacement;
	lock_release(&lock);
	return replacement;
}
EXPORT_SYMBOL_GPL(__kunit_find_static_stub);

/* The newest one of a function is the one that counts, so it is the first to be found. */
static void forget(void *arg)
{
	struct stub *stub = arg, **at = &stubs;

	lock_acquire(&lock);
	while (*at && *at != stub)
		at = &(*at)->next;
	if (*at)
		*at = stub->next;
	lock_release(&lock);
}

void __kunit_activate_static_stub(struct kunit *test, void *real_fn, void *replacement)
{
	struct stub *stub = kunit_kzalloc(test, sizeof(*stub), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, stub);
	__kunit_deactivate_static_stub(test, real_fn);
	*stub = (struct stub){ stubs, test, real_fn, replacement };
	lock_acquire(&lock);
	stub->next = stubs;
	stubs = stub;
	lock_release(&lock);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, forget, stub), 0);
}
EXPORT_SYMBOL_GPL(__kunit_activate_static_stub);

void __kunit_deactivate_static_stub(struct kunit *test, void *real_fn)
{
	struct stub *stub;

	lock_acquire(&lock);
	for (stub = stubs; stub; stub = stub->next)
		if (stub->test == test && stub->real == real_fn)
			break;
	lock_release(&lock);
	if (stub)
		kunit_release_action(test, forget, stub);
}
EXPORT_SYMBOL_GPL(__kunit_deactivate_static_stub);

void __kunit_fail_current_test(const char *file, int line, const char *fmt, ...)
{
	struct kunit *test = kunit_get_current_test();
	char text[256];
	va_list args;

	if (!test)
		return;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	kunit_err(test, "%s:%d: %s", file, line, text);
	test->status = KUNIT_FAILURE;
}
EXPORT_SYMBOL_GPL(__kunit_fail_current_test);

/* ---- devices --------------------------------------------------------------------------------- */

static void unregister(void *dev)
{
	root_device_unregister(dev);
}

struct device *kunit_device_register(struct kunit *test, const char *name)
{
	struct device *dev = root_device_register(name);
	int err;

	if (IS_ERR(dev))
		return dev;
	err = kunit_add_action_or_reset(test, unregister, dev);
	return err ? ERR_PTR(err) : dev;
}
EXPORT_SYMBOL_GPL(kunit_device_register);

void kunit_device_unregister(struct kunit *test, struct device *dev)
{
	kunit_release_action(test, unregister, dev);
}
EXPORT_SYMBOL_GPL(kunit_device_unregister);
