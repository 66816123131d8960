// SPDX-License-Identifier: MIT
/*
 * What ends with a KUnit test: a list of actions for each test, newest first.
 *
 * The first actions come from a static pool, because a suite that boots its own machine adds
 * "halt it" as an action: that node must not lie in the machine.  The pool is shared by all tests;
 * only one runs at a time.
 */
#include <kunit/test.h>

#include <linux/export.h>
#include <linux/overflow.h>
#include <linux/slab.h>

#include "base/base.h"

/** struct action - one call to make; on the pool's free list or on a test's list, never both. */
struct action {
	struct list_head node;
	kunit_action_t *func;
	void *ctx;
};

/* Enough for the fixtures of a suite; more come from kmalloc. */
#define POOL_SIZE 64

static struct action pool[POOL_SIZE];
static DECLARE_BITMAP(pool_used, POOL_SIZE);

/* Protects the pool and every test's list: threads of a test may add actions. */
static struct lock action_lock = LOCK_INIT;

static struct action *action_get(void)
{
	unsigned long i;

	lock_acquire(&action_lock);
	i = find_first_zero_bit(pool_used, POOL_SIZE);
	if (i < POOL_SIZE)
		__set_bit(i, pool_used);
	lock_release(&action_lock);
	return i < POOL_SIZE ? &pool[i] : kmalloc(sizeof(struct action), GFP_KERNEL);
}

static void action_put(struct action *action)
{
	if (action < pool || action >= pool + POOL_SIZE) {
		kfree(action);
		return;
	}
	lock_acquire(&action_lock);
	__clear_bit(action - pool, pool_used);
	lock_release(&action_lock);
}

int kunit_add_action(struct kunit *test, kunit_action_t *func, void *ctx)
{
	struct action *action = action_get();

	if (!action)
		return -ENOMEM;
	action->func = func;
	action->ctx = ctx;
	lock_acquire(&action_lock);
	list_add(&action->node, &test->resources);
	lock_release(&action_lock);
	return 0;
}
EXPORT_SYMBOL_GPL(kunit_add_action);

int kunit_add_action_or_reset(struct kunit *test, kunit_action_t *func, void *ctx)
{
	int err = kunit_add_action(test, func, ctx);

	if (err)
		func(ctx);
	return err;
}
EXPORT_SYMBOL_GPL(kunit_add_action_or_reset);

/* Take the newest action like this off the list; NULL @func takes the newest of all. */
static struct action *action_take(struct kunit *test, kunit_action_t *func, const void *ctx)
{
	struct action *action, *found = NULL;

	lock_acquire(&action_lock);
	list_for_each_entry(action, &test->resources, node) {
		if (!func || (action->func == func && action->ctx == ctx)) {
			found = action;
			list_del(&found->node);
			break;
		}
	}
	lock_release(&action_lock);
	return found;
}

void kunit_remove_action(struct kunit *test, kunit_action_t *func, void *ctx)
{
	struct action *action = action_take(test, func, ctx);

	if (action)
		action_put(action);
}
EXPORT_SYMBOL_GPL(kunit_remove_action);

void kunit_release_action(struct kunit *test, kunit_action_t *func, void *ctx)
{
	struct action *action = action_take(test, func, ctx);

	if (!action)
		return;
	action_put(action);
	func(ctx);
}
EXPORT_SYMBOL_GPL(kunit_release_action);

void kunit_cleanup(struct kunit *test)
{
	struct action *action;

	while ((action = action_take(test, NULL, NULL))) {
		kunit_action_t *func = action->func;
		void *ctx = action->ctx;

		/* Before the call: it may halt the machine, or end in an assertion. */
		action_put(action);
		func(ctx);
	}
}

static void free_memory(void *ptr)
{
	kfree(ptr);
}

void *kunit_kmalloc_array(struct kunit *test, size_t n, size_t size, gfp_t gfp)
{
	void *memory = kmalloc_array(n, size, gfp);

	if (memory && kunit_add_action_or_reset(test, free_memory, memory))
		memory = NULL;
	return memory;
}
EXPORT_SYMBOL_GPL(kunit_kmalloc_array);

void kunit_kfree(struct kunit *test, const void *ptr)
{
	if (ptr)
		kunit_release_action(test, free_memory, (void *)ptr);
}
EXPORT_SYMBOL_GPL(kunit_kfree);
