/* SPDX-License-Identifier: MIT */
/**
 * DOC: What ends with a test
 *
 * Actions run when the test ends, newest first, also when an assertion ended it.  Memory from
 * kunit_kmalloc() and its family is freed by such an action.
 */
#ifndef _KUNIT_RESOURCE_H
#define _KUNIT_RESOURCE_H

#include <linux/gfp.h>
#include <linux/types.h>

struct kunit;

typedef void(kunit_action_t)(void *);

/** KUNIT_DEFINE_ACTION_WRAPPER() - make an action of a function with another argument type. */
#define KUNIT_DEFINE_ACTION_WRAPPER(wrapper, orig, arg_type) \
	static void wrapper(void *in)                        \
	{                                                    \
		arg_type arg = (arg_type)in;                 \
		orig(arg);                                   \
	}

/**
 * kunit_add_action - call @action(@ctx) when the test ends.
 *
 * Needs no machine for the first actions of a test (they come from a small static pool), so that
 * a suite that boots its own machine can add its halt.
 *
 * Context: any thread of the test; may sleep.
 * Return: 0, or -ENOMEM.
 */
int kunit_add_action(struct kunit *test, kunit_action_t *action, void *ctx);

/** kunit_add_action_or_reset - the same, but on failure @action(@ctx) is called at once. */
int kunit_add_action_or_reset(struct kunit *test, kunit_action_t *action, void *ctx);

/** kunit_remove_action - forget the newest @action with @ctx, without calling it. */
void kunit_remove_action(struct kunit *test, kunit_action_t *action, void *ctx);

/** kunit_release_action - call the newest @action with @ctx now instead of at the end. */
void kunit_release_action(struct kunit *test, kunit_action_t *action, void *ctx);

/**
 * kunit_kmalloc_array - memory for @n elements of @size bytes that lives as long as the test.
 * Return: the memory, or NULL.
 */
void *kunit_kmalloc_array(struct kunit *test, size_t n, size_t size, gfp_t gfp);

static inline void *kunit_kmalloc(struct kunit *test, size_t size, gfp_t gfp)
{
	return kunit_kmalloc_array(test, 1, size, gfp);
}

static inline void *kunit_kzalloc(struct kunit *test, size_t size, gfp_t gfp)
{
	return kunit_kmalloc_array(test, 1, size, gfp | __GFP_ZERO);
}

static inline void *kunit_kcalloc(struct kunit *test, size_t n, size_t size, gfp_t gfp)
{
	return kunit_kmalloc_array(test, n, size, gfp | __GFP_ZERO);
}

/** kunit_kfree - free memory of the kunit_kmalloc() family before the test ends; NULL is fine. */
void kunit_kfree(struct kunit *test, const void *ptr);

/** kunit_cleanup - end all that the test still has; for the runner. */
void kunit_cleanup(struct kunit *test);

#endif
