// SPDX-License-Identifier: MIT
/*
 * The core under the sweep: what it takes on a caller's behalf fails, request by request, and what
 * it then gives back is all that it had.
 *
 * Pages, caches and kmalloc() are swept in tests/mm/nth_failure_test.c; here is what stands on
 * them.
 */
#include <kunit/test.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/ioport.h>
#include <linux/kthread.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/percpu-refcount.h>
#include <linux/percpu_counter.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>

#include "kernel/kernel.h"
#include "mm/vmalloc/vmalloc.h"
#include "port/port.h"
#include "tests/mm/mm_test.h"
#include "tests/mm/nth_failure.h"

#define QUIET (GFP_KERNEL | __GFP_NOWARN)

/* ---- without threads ------------------------------------------------------------------------- */

static bool virtual_memory(void *ctx)
{
	void *p[] = {
		vmalloc(3 * PAGE_SIZE),	  vzalloc(100),
		vmalloc_user(PAGE_SIZE),  kvmalloc(2 * KMALLOC_MAX_SIZE, QUIET),
		kvcalloc(10, 100, QUIET),
	};
	bool ok = true;

	for (size_t i = 0; i < ARRAY_SIZE(p); i++) {
		ok &= p[i] != NULL;
		kvfree(p[i]);
	}
	return ok;
}

static bool mappings(void *ctx)
{
	struct page *pages[4] = {};
	void *a = NULL, *b = NULL;
	unsigned long n = alloc_pages_bulk_array(QUIET, 4, pages);

	if (n == 4) {
		a = vmap(pages, 4, VM_MAP, PAGE_KERNEL);
		b = vm_map_ram(pages, 4, NUMA_NO_NODE);
	}
	vunmap(a);
	if (b)
		vm_unmap_ram(b, 4);
	while (n)
		__free_page(pages[--n]);
	return a && b;
}

static bool copies_that_grow(void *ctx)
{
	char *a = kasprintf(QUIET, "%s-%d", "name", 7), *b, *c;

	if (!a)
		return false;
	b = krealloc(a, 5000, QUIET);
	if (!b) {
		kfree(a);
		return false;
	}
	c = kvrealloc(b, 3 * KMALLOC_MAX_SIZE, QUIET);
	kvfree(c ?: b);
	return c;
}

static void released(struct percpu_ref *ref)
{
}

static bool percpu_things(void *ctx)
{
	int __percpu *plain = alloc_percpu(int);
	void __percpu *large = __alloc_percpu_gfp(512, 64, QUIET);
	struct percpu_counter counters[3];
	struct percpu_ref ref;
	bool counts = !percpu_counter_init_many(counters, 0, QUIET, 3);
	bool refers = !percpu_ref_init(&ref, released, PERCPU_REF_INIT_ATOMIC, QUIET);
	bool ok = plain && large && counts && refers;

	if (refers)
		percpu_ref_exit(&ref);
	if (counts)
		percpu_counter_destroy_many(counters, 3);
	free_percpu(large);
	free_percpu(plain);
	return ok;
}

/* Elements come out of the reserve, which no failure empties. */
static bool pools(void *ctx)
{
	mempool_t *bytes = mempool_create_kmalloc_pool(3, 100), *pages;
	void *element = NULL;
	mempool_t inside;
	bool ok = false;

	if (!bytes)
		return false;
	pages = mempool_create_page_pool(2, 1);
	if (!mempool_init_kmalloc_pool(&inside, 2, 64)) {
		ok = pages && !mempool_resize(bytes, 6);
		element = mempool_alloc(&inside, GFP_KERNEL);
		if (!element)
			report("a pool with a reserve gave nothing");
		mempool_free(element, &inside);
		mempool_exit(&inside);
	}
	mempool_destroy(pages);
	mempool_destroy(bytes);
	return ok;
}

static bool pool_of_a_cache(void *ctx)
{
	struct kmem_cache *s = kmem_cache_create("sweep", 200, 0, SLAB_NO_MERGE, NULL);
	mempool_t *pool;

	if (!s)
		return false;
	pool = mempool_create_slab_pool(4, s);
	mempool_destroy(pool);
	kmem_cache_destroy(s);
	return pool;
}

static unsigned long none_to_count(struct shrinker *s, struct shrink_control *sc)
{
	return 0;
}

static unsigned long none_to_scan(struct shrinker *s, struct shrink_control *sc)
{
	return SHRINK_STOP;
}

static bool shrinkers(void *ctx)
{
	struct shrinker *a = shrinker_alloc(0, "sweep-%d", 1), *b;

	if (!a)
		return false;
	b = shrinker_alloc(0, "sweep-%d", 2);
	if (b) {
		b->count_objects = none_to_count;
		b->scan_objects = none_to_scan;
		shrinker_register(b);
	}
	shrinker_free(b);
	shrinker_free(a);
	return b;
}

static bool regions(void *ctx)
{
	struct resource *a = request_mem_region(0xfe000000, 0x1000, "a"), *b = NULL;

	if (!a)
		return false;
	b = request_mem_region(0xfe002000, 0x1000, "b");
	if (b)
		release_mem_region(0xfe002000, 0x1000);
	release_mem_region(0xfe000000, 0x1000);
	return b;
}

static void undo(void *counter)
{
	++*(int *)counter;
}

/* All that hangs on a device goes with it, however far its probe came. */
static bool probe(struct device *dev, int *undone)
{
	if (devm_add_action_or_reset(dev, undo, undone))
		return false;
	if (!devm_kzalloc(dev, 100, QUIET) || !devm_kasprintf(dev, QUIET, "%d", 5))
		return false;
	return devm_kmemdup(dev, "text", 5, QUIET) && devm_get_free_pages(dev, QUIET, 1);
}

static bool devices(void *ctx)
{
	struct device *dev = root_device_register("sweep");
	int undone = 0;
	bool ok;

	if (IS_ERR(dev))
		return false;
	ok = probe(dev, &undone);
	root_device_unregister(dev);
	/* Also when there was no memory for the action: then it is done at once. */
	if (undone != 1)
		report("a device's action was done %d times", undone);
	return ok;
}

/**
 * struct swept - a body that is swept.
 * @calls: at least so many requests: with fewer, the sweep left some out.
 * @scattered: it needs memory whose pages do not lie in a row.
 */
struct swept {
	struct nth_body body;
	unsigned int calls;
	bool scattered;
};

static const struct swept plain[] = {
	{ { "virtual memory", virtual_memory, NULL }, 5, true },
	{ { "mappings", mappings, NULL }, 5, true },
	{ { "copies that grow", copies_that_grow, NULL }, 3, true },
	{ { "per-CPU things", percpu_things, NULL }, 4, false },
	{ { "pools", pools, NULL }, 10, false },
	{ { "a pool of a cache", pool_of_a_cache, NULL }, 6, false },
	{ { "shrinkers", shrinkers, NULL }, 2, false },
	{ { "regions", regions, NULL }, 2, false },
	{ { "devices", devices, NULL }, 7, false },
};

static void sweep(struct kunit *test, const struct swept *table, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		const struct nth_body *body = &table[i].body;
		unsigned int once;

		if (table[i].scattered && !IS_ENABLED(CONFIG_MMU))
			continue;
		once = nth_failure_calls(test, body, false);
		KUNIT_EXPECT_GE_MSG(test, once, table[i].calls, "%s", body->name);
		KUNIT_EXPECT_EQ_MSG(test, nth_failure_calls(test, body, true), once, "%s",
				    body->name);
	}
}

static void each_request(struct kunit *test)
{
	if (!mm_tracer)
		kunit_skip(test, "calls are not traced");
	sweep(test, plain, ARRAY_SIZE(plain));
}

/* ---- with threads ---------------------------------------------------------------------------- */

static int idle(void *unused)
{
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static bool threads(void *ctx)
{
	struct task_struct *a = kthread_run(idle, NULL, "a"), *b;

	if (IS_ERR(a))
		return false;
	b = kthread_create(idle, NULL, "b/%d", 7);
	if (!IS_ERR(b))
		kthread_stop(b);
	kthread_stop(a);
	return !IS_ERR(b);
}

static void do_nothing(struct work_struct *work)
{
}

static bool workqueues(void *ctx)
{
	struct workqueue_struct *a = alloc_workqueue("sweep-%d", 0, 1, 1), *b;
	struct work_struct work;

	if (!a)
		return false;
	b = alloc_ordered_workqueue("sweep", WQ_MEM_RECLAIM);
	INIT_WORK_ONSTACK(&work, do_nothing);
	/* Always one CPU's worker: the first for another would stay, too. */
	queue_work_on(0, a, &work);
	flush_work(&work);
	if (b)
		destroy_workqueue(b);
	destroy_workqueue(a);
	return b;
}

static const struct swept threaded[] = {
	{ { "threads", threads, NULL }, 2, false },
	{ { "workqueues", workqueues, NULL }, 2, false },
};

/*
 * Workers that were started stay for a while: only what the calls lose is looked for.  Where
 * threads run on the world's own stacks, most ask for nothing.
 */
static void each_request_with_threads(struct kunit *test)
{
	for (size_t i = 0; i < ARRAY_SIZE(threaded); i++) {
		const struct swept *swept = &threaded[i];
		unsigned int once = nth_failure_calls(test, &swept->body, false);

		if (port.stacks)
			KUNIT_EXPECT_GE_MSG(test, once, swept->calls, "%s", swept->body.name);
	}
}

static void end_world(void *unused)
{
	world_exit();
}

static int with_world(struct kunit *test)
{
	const struct mm_test_world world = {
		.config = { .profile = PROFILE_PC64, .memory = SZ_128M, .nodes = 1, .cpus = 2 },
		.traced = true,
	};
	print_sink_t sink = printk_sink;
	int err;

	mm_test_boot(test, &world);
	err = world_init();
	printk_sink = sink;
	KUNIT_ASSERT_EQ(test, err, 0);
	return kunit_add_action(test, end_world, NULL);
}

static struct kunit_case sweep_cases[] = {
	KUNIT_CASE_PARAM(each_request, mm_test_worlds_gen_params),
	{},
};

static struct kunit_suite sweep_suite = {
	.name = "sweep",
	.init = mm_test_init,
	.test_cases = sweep_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};

static struct kunit_case sweep_world_cases[] = { KUNIT_CASE(each_request_with_threads), {} };

static struct kunit_suite sweep_world_suite = {
	.name = "sweep_world",
	.init = with_world,
	.test_cases = sweep_world_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suites(&sweep_suite, &sweep_world_suite);
