// SPDX-License-Identifier: MIT
/* RCU: what a reader sees stays, callbacks come after, in order, and are waited for. */
#include <linux/delay.h>
#include <linux/mm.h>
#include <linux/rculist.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include "port/port.h"
#include "tests/kernel/world_test.h"

#define STEPS 300
#define ALIVE 0x616c6976l
#define DEAD  0x64656164l

struct thing {
	long value;
	struct list_head link;
	struct rcu_head rcu;
};

static struct {
	struct thing *thing;
	struct list_head list;
	atomic_t torn, called, stop;
	int order[8];
	bool in_softirq;
} shared;

static int read_things(void *data)
{
	while (!atomic_read(&shared.stop)) {
		struct thing *thing;

		rcu_read_lock();
		thing = rcu_dereference(shared.thing);
		for (int i = 0; i < 8; i++) {
			if (READ_ONCE(thing->value) != ALIVE)
				atomic_inc(&shared.torn);
			if (i == 4)
				port_yield();
		}
		list_for_each_entry_rcu(thing, &shared.list, link) {
			if (READ_ONCE(thing->value) != ALIVE)
				atomic_inc(&shared.torn);
		}
		rcu_read_unlock();
	}
	return 0;
}

static struct thing *make_thing(void)
{
	struct thing *thing = kmalloc(sizeof(*thing), GFP_KERNEL);

	if (thing)
		thing->value = ALIVE;
	return thing;
}

static void bury(struct thing *thing)
{
	WRITE_ONCE(thing->value, DEAD);
	kfree(thing);
}

static void bury_later(struct rcu_head *head)
{
	bury(container_of(head, struct thing, rcu));
}

static int replace_things(void *data)
{
	for (int i = 0; i < STEPS; i++) {
		struct thing *new = make_thing(), *listed = make_thing(), *old;

		if (!new || !listed)
			return -ENOMEM;
		old = shared.thing;
		rcu_assign_pointer(shared.thing, new);
		list_add_rcu(&listed->link, &shared.list);
		if (i % 2) {
			synchronize_rcu();
			bury(old);
		} else {
			call_rcu(&old->rcu, bury_later);
		}
		list_del_rcu(&listed->link);
		call_rcu(&listed->rcu, bury_later);
	}
	atomic_set(&shared.stop, 1);
	return 0;
}

static int read_or_replace(void *data)
{
	return strcmp(current->comm, "test/0") ? read_things(data) : replace_things(data);
}

static void rcu_test_readers_safe(struct kunit *test)
{
	shared.thing = make_thing();
	KUNIT_ASSERT_NOT_NULL(test, shared.thing);
	INIT_LIST_HEAD(&shared.list);
	atomic_set(&shared.torn, 0);
	atomic_set(&shared.stop, 0);
	KUNIT_EXPECT_TRUE(test, run_threads(WORLD_THREADS, read_or_replace, NULL));
	rcu_barrier();
	KUNIT_EXPECT_EQ(test, atomic_read(&shared.torn), 0);
	KUNIT_EXPECT_TRUE(test, list_empty(&shared.list));
	kfree(shared.thing);
}

static int hold_section(void *data)
{
	rcu_read_lock();
	atomic_set(&shared.called, 1);
	while (!atomic_read(&shared.stop))
		port_yield();
	atomic_set(&shared.called, 2);
	rcu_read_unlock();
	return 0;
}

static int release_section(void *data)
{
	msleep(10);
	atomic_set(&shared.stop, 1);
	return 0;
}

static void rcu_test_waits(struct kunit *test)
{
	struct task_struct *reader, *releaser;

	atomic_set(&shared.stop, 0);
	atomic_set(&shared.called, 0);
	reader = get_task_struct(kthread_run(hold_section, NULL, "reader"));
	while (!atomic_read(&shared.called))
		msleep(1);
	releaser = get_task_struct(kthread_run(release_section, NULL, "releaser"));
	synchronize_rcu();
	KUNIT_EXPECT_EQ(test, atomic_read(&shared.called), 2);
	kthread_stop_put(reader);
	kthread_stop_put(releaser);
}

static void note_call(struct rcu_head *head)
{
	struct thing *thing = container_of(head, struct thing, rcu);

	shared.in_softirq = in_serving_softirq();
	shared.order[atomic_fetch_inc(&shared.called)] = (int)thing->value;
}

static void rcu_test_callbacks(struct kunit *test)
{
	struct thing things[8];

	atomic_set(&shared.called, 0);
	rcu_read_lock();
	for (int i = 0; i < 8; i++) {
		things[i].value = i;
		call_rcu(&things[i].rcu, note_call);
	}
	ndelay(1000000);
	KUNIT_EXPECT_EQ(test, atomic_read(&shared.called), 0);
	rcu_read_unlock();
	rcu_barrier();
	KUNIT_EXPECT_EQ(test, atomic_read(&shared.called), 8);
	KUNIT_EXPECT_TRUE(test, shared.in_softirq);
	for (int i = 0; i < 8; i++)
		KUNIT_EXPECT_EQ(test, shared.order[i], i);
	/* Without anybody's asking they come, too. */
	atomic_set(&shared.called, 0);
	call_rcu(&things[0].rcu, note_call);
	while (!atomic_read_acquire(&shared.called))
		msleep(1);
}

static void rcu_test_kfree_rcu(struct kunit *test)
{
	struct thing *thing = make_thing();
	void *text = kmalloc(100, GFP_KERNEL);
	struct thing *large = vmalloc(PAGE_SIZE * 3);

	kfree_rcu(thing, rcu);
	kfree_rcu_mightsleep(text);
	kvfree_rcu(large, rcu);
	thing = NULL;
	kfree_rcu(thing, rcu);
	rcu_barrier();
}

/* A slab of objects that readers may look at stays until they have left. */
static void rcu_test_typesafe(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("typesafe", 1000, 0, SLAB_TYPESAFE_BY_RCU, NULL);
	struct page *page;
	void *p;

	KUNIT_ASSERT_NOT_NULL(test, s);
	p = kmem_cache_alloc(s, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	page = virt_to_head_page(p);
	memset(p, 0x6b, 1000);
	rcu_read_lock();
	kmem_cache_free(s, p);
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(s), 0);
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0x6b, 1000));
	rcu_read_unlock();
	rcu_barrier();
	/* Where objects share their pages, this one has others. */
	if (!IS_ENABLED(CONFIG_SLOB))
		KUNIT_EXPECT_EQ(test, page_count(page), 0);
	KUNIT_EXPECT_EQ(test, kmem_cache_shrink(s), 0);
	kmem_cache_destroy(s);
}

static void rcu_test_context(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test, rcu_read_lock_held());
	rcu_read_lock();
	rcu_read_lock();
	KUNIT_EXPECT_TRUE(test, rcu_read_lock_held());
	rcu_read_unlock();
	EXPECT_REPORT(test, might_sleep(), "RCU nest depth: 1, expected: 0");
	EXPECT_REPORT(test, synchronize_rcu(),
		      "BUG: sleeping function called from invalid context at ");
	rcu_read_unlock();
	KUNIT_EXPECT_TRUE(test, preemptible());
	EXPECT_REPORT(test, rcu_read_unlock(), "BUG: rcu_read_unlock() without rcu_read_lock()");
	scoped_guard(rcu)
	{
		KUNIT_EXPECT_TRUE(test, rcu_read_lock_held());
	}
	EXPECT_REPORT(test, (void)rcu_dereference(shared.thing),
		      "suspicious rcu_dereference_check() usage!");
}

static struct kunit_case rcu_test_cases[] = {
	KUNIT_CASE(rcu_test_readers_safe),
	KUNIT_CASE(rcu_test_waits),
	KUNIT_CASE(rcu_test_callbacks),
	KUNIT_CASE(rcu_test_kfree_rcu),
	KUNIT_CASE(rcu_test_typesafe),
	KUNIT_CASE(rcu_test_context),
	{},
};
WORLD_SUITE(rcu, rcu_test_cases);
