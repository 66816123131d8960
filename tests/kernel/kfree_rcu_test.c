// SPDX-License-Identifier: MIT
/*
 * kfree_rcu(): nothing is freed while it may be read, and all of it in the end, from any context,
 * with memory and without.
 */
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>
#include <mm/reclaim/reclaim.h>
#include <tests/kernel/rcu_world.h>
#include <tests/parallel.h>
#include <tests/seconds.h>

#include "port/port.h"

#define ALIVE 0x616c6976l

/* More blocks than wait for the thread alone, whatever the size of a page, and some more. */
#define MANY (10 * (unsigned int)(PAGE_SIZE / sizeof(void *)) + 100)

struct thing {
	long value;
	struct rcu_head rcu;
	long more[4];
};

static struct thing **things;

static struct kmem_cache *things_cache(struct kunit *test, slab_flags_t flags)
{
	struct kmem_cache *s = kmem_cache_create("kfree_rcu_things", sizeof(struct thing), 0,
						 SLAB_NO_MERGE | flags, NULL);

	KUNIT_ASSERT_NOT_NULL(test, s);
	return s;
}

/* @nr things of @s, which know where they are. */
static void make_things(struct kunit *test, struct kmem_cache *s, unsigned int nr)
{
	things = kvmalloc_array(nr, sizeof(*things), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, things);
	for (unsigned int i = 0; i < nr; i++) {
		things[i] = kmem_cache_alloc(s, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, things[i]);
		things[i]->value = ALIVE ^ (long)things[i];
		things[i]->rcu.func = NULL;
	}
}

static void free_things_later(unsigned int nr)
{
	for (unsigned int i = 0; i < nr; i++)
		kfree_rcu(things[i], rcu);
}

static unsigned int things_alive(unsigned int nr)
{
	unsigned int alive = 0;

	for (unsigned int i = 0; i < nr; i++)
		alive += READ_ONCE(things[i]->value) == (ALIVE ^ (long)things[i]);
	return alive;
}

/* A cache without objects in use has no slab that it could not give back. */
static bool none_in_use(struct kmem_cache *s)
{
	return kmem_cache_shrink(s) == 0;
}

/* ---- when ------------------------------------------------------------------------------------ */

/* Neither the thread nor a new owner touches what may be read. */
static void kfree_rcu_after_readers(struct kunit *test)
{
	struct kmem_cache *s = things_cache(test, 0);
	struct thing *others[64];

	make_things(test, s, MANY);
	rcu_read_lock();
	free_things_later(MANY);
	ndelay(20000000);
	for (unsigned int i = 0; i < ARRAY_SIZE(others); i++) {
		others[i] = kmem_cache_alloc(s, GFP_ATOMIC);
		if (others[i])
			others[i]->value = 0;
	}
	KUNIT_EXPECT_EQ(test, things_alive(MANY), MANY);
	rcu_read_unlock();
	kmem_cache_free_bulk(s, ARRAY_SIZE(others), (void **)others);
	kvfree_rcu_barrier();
	KUNIT_EXPECT_TRUE(test, none_in_use(s));
	kvfree(things);
	kmem_cache_destroy(s);
}

/* Without anybody's asking. */
static void kfree_rcu_by_itself(struct kunit *test)
{
	struct kmem_cache *s = things_cache(test, 0);

	for (unsigned int nr = 1; nr <= MANY; nr += MANY - 1) {
		make_things(test, s, nr);
		free_things_later(nr);
		while (!none_in_use(s))
			msleep(1);
		kvfree(things);
	}
	kmem_cache_destroy(s);
}

/* A cache waits for its objects, and a world for all. */
static void kfree_rcu_pending_at_end(struct kunit *test)
{
	struct kmem_cache *s = things_cache(test, 0);
	print_sink_t sink = printk_sink;

	make_things(test, s, MANY);
	free_things_later(MANY);
	kmem_cache_destroy(s);
	kvfree(things);

	s = things_cache(test, 0);
	make_things(test, s, MANY);
	free_things_later(MANY);
	world_exit();
	KUNIT_EXPECT_TRUE(test, none_in_use(s));
	KUNIT_ASSERT_EQ(test, world_init(), 0);
	printk_sink = sink;
	kvfree(things);
	kmem_cache_destroy(s);
}

static void kfree_rcu_by_pressure(struct kunit *test)
{
	struct kmem_cache *s = things_cache(test, 0);
	struct page_reclaimed got = {};

	/* Now and then the thread comes first. */
	while (!got.claimed) {
		make_things(test, s, MANY);
		free_things_later(MANY);
		got = shrink_slab(GFP_KERNEL, 0, 0);
		kvfree(things);
	}
	/* It may have left some to the thread, which is at them. */
	while (!none_in_use(s))
		msleep(1);
	/* Blocks that were kept are what there is now, and then nothing. */
	while (shrink_slab(GFP_KERNEL, 0, 0).claimed)
		;
	kmem_cache_destroy(s);
}

/* ---- what and where -------------------------------------------------------------------------- */

static void kfree_rcu_all_kinds(struct kunit *test)
{
	struct kmem_cache *s = things_cache(test, 0), *typed;
	unsigned long before = vmalloc_nr_pages();
	struct thing *thing = NULL;

	typed = things_cache(test, SLAB_TYPESAFE_BY_RCU);
	kfree_rcu(thing, rcu);
	kvfree_rcu_mightsleep(thing);
	for (unsigned int i = 0; i < MANY; i++) {
		void *nothing = kmalloc(0, GFP_KERNEL);
		char *text = kmalloc(1 + i % 3000, GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, text);
		kfree_rcu_mightsleep(text);
		kfree_rcu_mightsleep(nothing);
		thing = i % 2 ? kmem_cache_alloc(s, GFP_KERNEL) :
				kmem_cache_alloc(typed, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, thing);
		kfree_rcu(thing, rcu);
		if (i % 100)
			continue;
		thing = vmalloc(2 * PAGE_SIZE);
		kvfree_rcu(thing, rcu);
		text = kvmalloc(KMALLOC_MAX_CACHE_SIZE + i, GFP_KERNEL);
		kvfree_rcu(text);
	}
	kvfree_rcu_barrier();
	KUNIT_EXPECT_EQ(test, vmalloc_nr_pages(), before);
	KUNIT_EXPECT_TRUE(test, none_in_use(s));
	KUNIT_EXPECT_TRUE(test, none_in_use(typed));
	kmem_cache_destroy(typed);
	kmem_cache_destroy(s);
}

static void kfree_rcu_any_context(struct kunit *test)
{
	struct kmem_cache *s = things_cache(test, 0);
	unsigned long flags;
	spinlock_t lock;

	spin_lock_init(&lock);
	for (int round = 0; round < 4; round++) {
		make_things(test, s, MANY);
		if (round == 0) {
			local_bh_disable();
			free_things_later(MANY);
			local_bh_enable();
		} else if (round == 1) {
			spin_lock_irqsave(&lock, flags);
			free_things_later(MANY);
			spin_unlock_irqrestore(&lock, flags);
		} else if (round == 2) {
			preempt_count_add(HARDIRQ_OFFSET);
			free_things_later(MANY);
			preempt_count_sub(HARDIRQ_OFFSET);
		} else {
			rcu_read_lock();
			free_things_later(MANY);
			rcu_read_unlock();
		}
		kvfree(things);
	}
	kvfree_rcu_barrier();
	KUNIT_EXPECT_TRUE(test, none_in_use(s));
	kmem_cache_destroy(s);
}

/* Without a head the caller may have to sleep, which is told of even where it does not. */
static void kfree_rcu_one_argument_sleeps(struct kunit *test)
{
	void *text = kmalloc(100, GFP_KERNEL);

	rcu_read_lock();
	MM_TEST_ONE_REPORT(test, "BUG: sleeping function called from invalid context at ",
			   kfree_rcu_mightsleep(text));
	rcu_read_unlock();
}

static void queue_on(void *s, unsigned int index)
{
	struct thing *thing = kmem_cache_alloc(s, GFP_KERNEL);

	kfree_rcu(thing, rcu);
}

/* A CPU that goes leaves nothing behind; one that has nothing is no matter. */
static void kfree_rcu_cpu_gone(struct kunit *test)
{
	struct kmem_cache *s = things_cache(test, 0);

	for (int round = 0; round < 2; round++) {
		KUNIT_ASSERT_EQ(test, test_parallel(4, queue_on, s), 0);
		for (unsigned int cpu = 0; cpu < port.nr_cpus; cpu++)
			kfree_rcu_cpu_dead(cpu);
	}
	kvfree_rcu_barrier();
	KUNIT_EXPECT_TRUE(test, none_in_use(s));
	kmem_cache_destroy(s);
}

static void kfree_rcu_twice(struct kunit *test)
{
	struct kmem_cache *s;
	struct thing *thing;

	if (IS_ENABLED(CONFIG_SLOB))
		kunit_skip(test, "no cache of this engine has checks of its own");
	s = things_cache(test, SLAB_CONSISTENCY_CHECKS);
	thing = kmem_cache_alloc(s, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, thing);
	MM_TEST_ONE_REPORT(test, "Object already free", {
		kfree_rcu(thing, rcu);
		kfree_rcu(thing, rcu);
		kvfree_rcu_barrier();
	});
	kmem_cache_destroy(s);
}

/* ---- without memory -------------------------------------------------------------------------- */

static void eat_all(struct list_head *list)
{
	/* What is kept for a block's sake goes first. */
	while (shrink_slab(GFP_KERNEL, 0, 0).claimed)
		;
	mm_test_settle();
	/* Who may use high memory is kept from the last of the low. */
	mm_test_eat(GFP_ATOMIC | __GFP_HIGHMEM, 0, list);
	mm_test_eat(GFP_ATOMIC, 0, list);
}

/* More than fits the arrays of CPUs that a thread is likely to see. */
#define FLOOD (2 * MANY)

static void kfree_rcu_by_head(struct kunit *test)
{
	struct kmem_cache *s = things_cache(test, 0);
	const rcu_callback_t offset = (rcu_callback_t)offsetof(struct thing, rcu);
	unsigned int chained = 0;
	LIST_HEAD(eaten);

	make_things(test, s, FLOOD);
	eat_all(&eaten);
	rcu_read_lock();
	free_things_later(FLOOD);
	for (unsigned int i = 0; i < FLOOD; i++)
		chained += things[i]->rcu.func == offset;
	KUNIT_EXPECT_EQ(test, things_alive(FLOOD), FLOOD);
	rcu_read_unlock();
	KUNIT_EXPECT_GT(test, chained, 0u);
	kvfree_rcu_barrier();
	KUNIT_EXPECT_TRUE(test, none_in_use(s));
	mm_test_spit(0, &eaten);
	kvfree(things);
	kmem_cache_destroy(s);
}

static void kfree_rcu_no_head_no_memory(struct kunit *test)
{
	struct kmem_cache *s = things_cache(test, 0);
	LIST_HEAD(eaten);

	make_things(test, s, FLOOD);
	eat_all(&eaten);
	for (unsigned int i = 0; i < FLOOD; i++)
		kfree_rcu_mightsleep(things[i]);
	kvfree_rcu_barrier();
	KUNIT_EXPECT_TRUE(test, none_in_use(s));
	mm_test_spit(0, &eaten);
	kvfree(things);
	kmem_cache_destroy(s);
}

/* ---- all at once ----------------------------------------------------------------------------- */

#define THREADS 4
#define PLACES	32
#define READERS 1

static struct {
	struct kunit *test;
	struct kmem_cache *cache;
	struct thing *places[PLACES];
	u64 end;
	atomic_t torn;
} shared;

static struct thing *new_thing(u32 r)
{
	struct thing *thing;

	if (r % 64 == 0)
		thing = vmalloc(PAGE_SIZE);
	else
		thing = r % 4 ? kmem_cache_alloc(shared.cache, GFP_KERNEL) :
				kmalloc(sizeof(*thing), GFP_KERNEL);
	if (!thing)
		return NULL;
	/* Who still looks at an earlier life of this memory would see that. */
	WRITE_ONCE(thing->value, 0);
	thing->more[0] = (long)r;
	WRITE_ONCE(thing->value, ALIVE);
	return thing;
}

static void discard(struct thing *thing, u32 r)
{
	if (!thing)
		return;
	if (r & 0x100) {
		kvfree_rcu_mightsleep(thing);
	} else if (r & 0x200) {
		local_bh_disable();
		kvfree_rcu(thing, rcu);
		local_bh_enable();
	} else {
		kvfree_rcu(thing, rcu);
	}
}

static void replace(struct rnd_state *rnd)
{
	for (int i = 0; i < 100; i++) {
		u32 r = prandom_u32_state(rnd);
		struct thing *new = new_thing(r), *old;

		if (!new)
			continue;
		old = xchg(&shared.places[r >> 16 & (PLACES - 1)], new);
		discard(old, r);
	}
}

static void look(struct rnd_state *rnd)
{
	rcu_read_lock();
	for (int i = 0; i < 20; i++) {
		u32 r = prandom_u32_state(rnd);
		struct thing *thing = rcu_dereference(shared.places[r & (PLACES - 1)]);

		if (!thing)
			continue;
		if (!(r & 0xf00))
			port_yield();
		if (READ_ONCE(thing->value) != ALIVE)
			atomic_inc(&shared.torn);
	}
	rcu_read_unlock();
}

static void disturb(u32 r)
{
	if (r % 4 == 0)
		kvfree_rcu_barrier();
	else if (r % 4 == 1)
		shrink_slab(GFP_KERNEL, 0, 0);
	else if (r % 4 == 2)
		kfree_rcu_cpu_dead(r / 4 % port.nr_cpus);
	else
		kmem_cache_shrink(shared.cache);
}

static void kfree_rcu_thread(void *arg, unsigned int index)
{
	struct rnd_state rnd;

	prandom_seed_state(&rnd, kunit_seed() + index);
	while (port_time_ns() < shared.end) {
		u32 r = prandom_u32_state(&rnd);

		if (index < READERS || r % 8 == 0)
			look(&rnd);
		else if (index == THREADS - 1 && r % 8 < 4)
			disturb(r / 8);
		else
			replace(&rnd);
	}
}

static void kfree_rcu_races(struct kunit *test)
{
	unsigned long before = vmalloc_nr_pages();

	memset(&shared, 0, sizeof(shared));
	shared.test = test;
	shared.cache = things_cache(test, 0);
	shared.end = port_time_ns() + test_seconds() * NSEC_PER_SEC / 4;
	KUNIT_ASSERT_EQ(test, test_parallel(THREADS, kfree_rcu_thread, NULL), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&shared.torn), 0);
	for (unsigned int i = 0; i < PLACES; i++)
		kvfree(shared.places[i]);
	kvfree_rcu_barrier();
	KUNIT_EXPECT_TRUE(test, none_in_use(shared.cache));
	KUNIT_EXPECT_EQ(test, vmalloc_nr_pages(), before);
	kmem_cache_destroy(shared.cache);
}

static struct kunit_case kfree_rcu_cases[] = {
	KUNIT_CASE_PARAM(kfree_rcu_after_readers, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(kfree_rcu_by_itself, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(kfree_rcu_pending_at_end, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(kfree_rcu_by_pressure, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(kfree_rcu_all_kinds, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(kfree_rcu_any_context, mm_test_worlds_gen_params),
	KUNIT_CASE(kfree_rcu_one_argument_sleeps),
	KUNIT_CASE_PARAM(kfree_rcu_cpu_gone, mm_test_worlds_gen_params),
	KUNIT_CASE(kfree_rcu_twice),
	KUNIT_CASE_PARAM(kfree_rcu_by_head, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(kfree_rcu_no_head_no_memory, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(kfree_rcu_races, mm_test_worlds_gen_params),
	{},
};

static struct kunit_suite kfree_rcu_suite = {
	.name = "kfree_rcu",
	.init = rcu_world_init,
	.exit = rcu_world_exit,
	.test_cases = kfree_rcu_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN, .concurrent = true },
};
kunit_test_suite(kfree_rcu_suite);
