// SPDX-License-Identifier: MIT
/* What a CPU keeps of a cache comes back when the CPU goes, or nobody comes to it any more. */
#include <linux/cpu.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include "mm/page/page.h"
#include "mm/slab/slab.h"
#include "port/port.h"
#include "tests/kernel/world_test.h"

#define OBJECTS 20
#define PAGES	20

static struct kmem_cache *cache;

struct object {
	struct rcu_head rcu;
	char rest[80];
};

static void make_cache(struct kunit *test)
{
	cache = kmem_cache_create("cpu_test", sizeof(struct object), 0, SLAB_NO_MERGE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, cache);
}

static void take_and_free(unsigned int nr)
{
	void *objs[64];

	for (unsigned int i = 0; i < nr; i++)
		objs[i] = kmem_cache_alloc(cache, GFP_KERNEL);
	for (unsigned int i = 0; i < nr; i++)
		kmem_cache_free(cache, objs[i]);
}

/* Run @fn on CPU 1 and wait for it. */
static void on_1(struct kunit *test, int (*fn)(void *data))
{
	struct task_struct *thread = kthread_create(fn, test, "on_1");

	KUNIT_ASSERT_FALSE(test, IS_ERR(thread));
	kthread_bind(thread, 1);
	get_task_struct(thread);
	wake_up_process(thread);
	while (READ_ONCE(thread->exit_state) != EXIT_ZOMBIE)
		schedule_timeout_uninterruptible(1);
	KUNIT_EXPECT_EQ(test, kthread_stop_put(thread), 0);
}

static unsigned long pages_on(unsigned int cpu)
{
	unsigned long pages = 0;
	struct zone *zone;

	for_each_zone_of(zone, 0)
	{
		for (int type = 0; type < MIGRATE_PCPTYPES; type++)
			for (unsigned int order = 0; order < NR_PAGE_ORDERS; order++)
				pages += slots_count_on(&zone->pcp[type].order[order], cpu)
					 << order;
	}
	return pages;
}

static int use_all(void *data)
{
	struct page *pages[PAGES];

	take_and_free(OBJECTS);
	for (int i = 0; i < PAGES; i++)
		pages[i] = alloc_page(GFP_KERNEL);
	for (int i = 0; i < PAGES; i++)
		__free_page(pages[i]);
	return 0;
}

static void slab_cpu_gone_leaves_nothing(struct kunit *test)
{
	make_cache(test);
	on_1(test, use_all);
	KUNIT_EXPECT_GE(test, slots_count_on(&cache->slots, 1), OBJECTS);
	KUNIT_EXPECT_GT(test, pages_on(1), 0ul);
	KUNIT_EXPECT_EQ(test, remove_cpu(1), 0);
	KUNIT_EXPECT_EQ(test, slots_count_on(&cache->slots, 1), 0u);
	KUNIT_EXPECT_EQ(test, pages_on(1), 0ul);
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(cache), 0);
	KUNIT_EXPECT_EQ(test, add_cpu(1), 0);
	on_1(test, use_all);
	KUNIT_EXPECT_GE(test, slots_count_on(&cache->slots, 1), OBJECTS);
	kmem_cache_destroy(cache);
}

static int free_by_rcu(void *data)
{
	for (int i = 0; i < OBJECTS; i++) {
		struct object *object = kmem_cache_alloc(cache, GFP_KERNEL);

		if (object)
			kfree_rcu(object, rcu);
	}
	return 0;
}

static void slab_cpu_gone_frees_what_waited(struct kunit *test)
{
	make_cache(test);
	on_1(test, free_by_rcu);
	KUNIT_EXPECT_EQ(test, remove_cpu(1), 0);
	kvfree_rcu_barrier();
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(cache), 0);
	kmem_cache_destroy(cache);
}

#define CHANGES 40

static struct {
	atomic_t turn, stop;
} load;

/* While it is away nothing comes to it, also from those who were just about to put something. */
static void change(struct kunit *test)
{
	for (int i = 0; i < CHANGES; i++) {
		KUNIT_EXPECT_EQ(test, remove_cpu(1), 0);
		for (int look = 0; look < 5; look++) {
			KUNIT_EXPECT_EQ(test, slots_count_on(&cache->slots, 1), 0u);
			KUNIT_EXPECT_EQ(test, pages_on(1), 0ul);
			port_yield();
		}
		KUNIT_EXPECT_EQ(test, add_cpu(1), 0);
		port_yield();
	}
}

static int use_or_change(void *data)
{
	if (atomic_inc_return(&load.turn) == 1) {
		change(data);
		atomic_set(&load.stop, 1);
	}
	while (!atomic_read(&load.stop)) {
		take_and_free(64);
		free_by_rcu(NULL);
		__free_page(alloc_page(GFP_KERNEL));
	}
	return 0;
}

static void slab_cpu_comes_and_goes_under_load(struct kunit *test)
{
	make_cache(test);
	memset(&load, 0, sizeof(load));
	KUNIT_EXPECT_TRUE(test, run_threads(WORLD_THREADS, use_or_change, test));
	kvfree_rcu_barrier();
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(cache), 0);
	kmem_cache_destroy(cache);
}

/*
 * A CPU of the host's goes without a word, or the process is kept off it: what is in its array is
 * not lost, since who empties arrays goes through all.
 */
static void slab_cpu_left_without_a_word(struct kunit *test)
{
	const struct machine_config config = {
		.profile = PROFILE_PC64, .memory = SZ_64M, .nodes = 1, .quiet = true
	};
	unsigned int left;

	world_exit();
	machine_halt();
	KUNIT_ASSERT_EQ(test, machine_boot(&config), 0);
	KUNIT_ASSERT_EQ(test, world_init(), 0);
	make_cache(test);
	if (!port.lockless_slots || port.nr_cpus < 2 || port_cpu_bind(1)) {
		kmem_cache_destroy(cache);
		kunit_skip(test, "this host does not let us go from one CPU to another");
	}
	take_and_free(OBJECTS);
	KUNIT_EXPECT_EQ(test, port_cpu_bind(0), 0);
	KUNIT_EXPECT_EQ(test, port_cpu(), 0u);
	left = slots_count_on(&cache->slots, 1);
	KUNIT_EXPECT_GE(test, left, OBJECTS);
	take_and_free(OBJECTS);
	KUNIT_EXPECT_EQ(test, slots_count_on(&cache->slots, 1), left);
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(cache), 0);
	KUNIT_EXPECT_EQ(test, slots_count_on(&cache->slots, 1), 0u);
	KUNIT_EXPECT_EQ(test, port_cpu_bind(-1), 0);
	kmem_cache_destroy(cache);
}

static struct kunit_case slab_cpu_cases[] = {
	KUNIT_CASE(slab_cpu_gone_leaves_nothing),
	KUNIT_CASE(slab_cpu_gone_frees_what_waited),
	KUNIT_CASE(slab_cpu_comes_and_goes_under_load),
	KUNIT_CASE(slab_cpu_left_without_a_word),
	{},
};
WORLD_SUITE(slab_cpu, slab_cpu_cases);
