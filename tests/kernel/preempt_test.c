// SPDX-License-Identifier: MIT
/* Contexts: the count and its fields, what holds a CPU excludes, who may sleep. */
#include <linux/bottom_half.h>
#include <linux/delay.h>
#include <linux/hardirq.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/sched/mm.h>
#include <linux/smp.h>
#include "port/port.h"
#include "tests/kernel/world_test.h"

static void preempt_test_fields(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, preempt_count(), 0);
	KUNIT_EXPECT_TRUE(test, preemptible() && in_task() && !in_atomic());
	preempt_disable();
	preempt_disable();
	KUNIT_EXPECT_EQ(test, preempt_count(), 2);
	KUNIT_EXPECT_TRUE(test, in_atomic() && !preemptible() && !in_interrupt());
	local_bh_disable();
	KUNIT_EXPECT_EQ(test, preempt_count(), 0x202);
	KUNIT_EXPECT_TRUE(test, in_softirq() && in_interrupt() && !in_serving_softirq());
	KUNIT_EXPECT_TRUE(test, in_task());
	irq_enter();
	KUNIT_EXPECT_EQ(test, preempt_count(), 0x10202);
	KUNIT_EXPECT_TRUE(test, in_hardirq() && in_irq() && !in_task());
	irq_exit();
	local_bh_enable();
	preempt_enable();
	preempt_enable();
	KUNIT_EXPECT_EQ(test, preempt_count(), 0);
	KUNIT_EXPECT_EQ(test, port_self()->cpu, -1);
}

static void preempt_test_irqs(struct kunit *test)
{
	unsigned long outer, inner;

	KUNIT_EXPECT_FALSE(test, irqs_disabled());
	local_irq_save(outer);
	KUNIT_EXPECT_TRUE(test, irqs_disabled() && !preemptible() && !in_atomic());
	KUNIT_EXPECT_GE(test, port_self()->cpu, 0);
	local_irq_save(inner);
	local_irq_restore(inner);
	KUNIT_EXPECT_TRUE(test, irqs_disabled());
	local_irq_restore(outer);
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
	local_irq_disable();
	preempt_disable();
	local_irq_enable();
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
	KUNIT_EXPECT_GE(test, port_self()->cpu, 0);
	preempt_enable();
	KUNIT_EXPECT_EQ(test, port_self()->cpu, -1);
}

static void preempt_test_underflow(struct kunit *test)
{
	EXPECT_REPORT(test, preempt_enable(), "BUG: preempt count underflow");
	KUNIT_EXPECT_EQ(test, preempt_count(), 0);
	preempt_disable();
	/* The wrong field must not borrow from the right one. */
	EXPECT_REPORT(test, local_bh_enable(), "BUG: preempt count underflow");
	KUNIT_EXPECT_EQ(test, preempt_count(), 1);
	preempt_enable();
}

static long per_cpu_hits[2];

static int hit(void *data)
{
	for (int i = 0; i < 500; i++) {
		long *mine = &per_cpu_hits[get_cpu()], seen = *mine;

		port_yield();
		*mine = seen + 1;
		put_cpu();
	}
	return 0;
}

static void preempt_test_excludes(struct kunit *test)
{
	memset(per_cpu_hits, 0, sizeof(per_cpu_hits));
	KUNIT_EXPECT_TRUE(test, run_threads(WORLD_THREADS, hit, NULL));
	KUNIT_EXPECT_EQ(test, per_cpu_hits[0] + per_cpu_hits[1], WORLD_THREADS * 500l);
}

static noinline void sleep_here(int times)
{
	while (times--)
		might_sleep();
	barrier();
}

static void preempt_test_might_sleep(struct kunit *test)
{
	unsigned long flags;

	might_sleep();
	preempt_disable();
	/* The same mistake again is not news; by another way it is another mistake. */
	EXPECT_REPORT(test, sleep_here(3),
		      "BUG: sleeping function called from invalid context at ");
	EXPECT_REPORT(test, sleep_here(1),
		      "BUG: sleeping function called from invalid context at ");
	preempt_enable();

	preempt_disable();
	EXPECT_REPORT(test, might_sleep(),
		      "in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: "
		      "1000, name: insmod\npreempt_count: 1, expected: 0\n"
		      "RCU nest depth: 0, expected: 0\n"
		      "Preemption disabled at:\n");
	preempt_enable();

	local_irq_save(flags);
	EXPECT_REPORT(test, might_sleep(), "in_atomic(): 0, irqs_disabled(): 1");
	local_irq_restore(flags);
	might_sleep_if(false);
}

static void preempt_test_cant_sleep(struct kunit *test)
{
	preempt_disable();
	cant_sleep();
	preempt_enable();
	EXPECT_REPORT(test, cant_sleep(), "BUG: assuming atomic context at ");
}

static int need_cpus(void *data)
{
	for (int i = 0; i < 100; i++) {
		preempt_disable();
		preempt_enable();
	}
	atomic_inc(data);
	return 0;
}

/* Who sleeps in atomic context is told so, and must not keep others from the CPU meanwhile. */
static void preempt_test_sleeps_anyway(struct kunit *test)
{
	struct task_struct *threads[WORLD_THREADS];
	atomic_t done = ATOMIC_INIT(0);

	for (int i = 0; i < WORLD_THREADS; i++) {
		threads[i] = kthread_create(need_cpus, &done, "needy/%d", i);
		KUNIT_ASSERT_FALSE(test, IS_ERR(threads[i]));
		get_task_struct(threads[i]);
	}
	preempt_disable();
	for (int i = 0; i < WORLD_THREADS; i++)
		wake_up_process(threads[i]);
	set_current_state(TASK_UNINTERRUPTIBLE);
	EXPECT_REPORT(test, schedule_timeout(1), "BUG: scheduling while atomic: insmod/1000/0x");
	while (atomic_read(&done) < WORLD_THREADS)
		schedule_timeout_uninterruptible(1);
	KUNIT_EXPECT_GE(test, port_self()->cpu, 0);
	KUNIT_EXPECT_EQ(test, preempt_count(), 1);
	preempt_enable();
	for (int i = 0; i < WORLD_THREADS; i++)
		KUNIT_EXPECT_EQ(test, kthread_stop_put(threads[i]), 0);
}

static void preempt_test_imbalance(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, context_reset("nothing"));
	preempt_disable();
	local_irq_disable();
	EXPECT_REPORT(
		test, context_reset("the function"),
		"BUG: the function returned with preemption imbalance and disabled interrupts");
	KUNIT_EXPECT_TRUE(test, preemptible());
	preempt_disable();
	KUNIT_EXPECT_FALSE(test, context_reset(NULL));
	KUNIT_EXPECT_TRUE(test, preemptible());
}

static noinline void lock_it(spinlock_t *lock)
{
	spin_lock(lock);
	barrier();
}

static noinline void irqs_off(unsigned long *flags)
{
	local_irq_save(*flags);
	barrier();
}

/* The text from "@who disabled at:" to the end of the calls that follow it, or NULL. */
static char *entry_stack(const char *text, const char *who)
{
	char *from = strstr(text, who), *to = from ? strstr(from, " </TASK>\n") : NULL;

	if (to)
		*to = '\0';
	return to ? from : NULL;
}

/* Both stacks: where atomic context was entered, and, after it, what slept. */
static void preempt_test_both_stacks(struct kunit *test)
{
	char place[80], *said, *entry;
	static spinlock_t lock;
	unsigned long flags;

	spin_lock_init(&lock);
	WRITE_ONCE(context_keep_calls, true);
	lock_it(&lock);
	capture_start();
	sleep_here(1);
	said = (char *)capture_stop();
	kunit_expect_reports(test, 1);
	spin_unlock(&lock);
	entry = entry_stack(said, "Preemption disabled at:\n[<");
	KUNIT_ASSERT_NOT_NULL_MSG(test, entry, "said:\n%s", said);
	snprintf(place, sizeof(place), " %pB\n", (void *)port_self()->atomic_ip);
	KUNIT_EXPECT_TRUE_MSG(test, strstr(entry, "Call Trace:\n <TASK>\n"), "said:\n%s", entry);
	KUNIT_EXPECT_TRUE_MSG(test, strstr(entry, place), "no %s in:\n%s", place, entry);
	KUNIT_EXPECT_GT(test, port_self()->atomic_nr, 1u);
	said = entry + strlen(entry) + 1;
	KUNIT_EXPECT_TRUE_MSG(test, strstr(said, "Call Trace:\n <TASK>\n"), "then:\n%s", said);

	irqs_off(&flags);
	capture_start();
	might_sleep();
	said = (char *)capture_stop();
	kunit_expect_reports(test, 1);
	local_irq_restore(flags);
	entry = entry_stack(said, "Interrupts disabled at:\n[<");
	KUNIT_EXPECT_TRUE_MSG(test, entry && strstr(entry, "Call Trace:\n"), "said:\n%s", said);

	/* Without, one line says where. */
	WRITE_ONCE(context_keep_calls, false);
	preempt_disable();
	capture_start();
	might_sleep();
	said = (char *)capture_stop();
	kunit_expect_reports(test, 1);
	preempt_enable();
	entry = strstr(said, "Preemption disabled at:\n[<");
	KUNIT_ASSERT_NOT_NULL(test, entry);
	entry = strstr(entry, "Call Trace:");
	KUNIT_EXPECT_TRUE_MSG(test, entry && !strstr(entry + 1, "Call Trace:"), "said:\n%s", said);
}

static u32 scopes(void)
{
	return *memalloc_scope() & MEMALLOC_SCOPES;
}

static void preempt_test_scopes(struct kunit *test)
{
	unsigned int outer = memalloc_noio_save(), inner;

	KUNIT_EXPECT_EQ(test, scopes(), (u32)PF_MEMALLOC_NOIO);
	inner = memalloc_noio_save();
	memalloc_noio_restore(inner);
	KUNIT_EXPECT_EQ(test, scopes(), (u32)PF_MEMALLOC_NOIO);
	inner = memalloc_nofs_save();
	KUNIT_EXPECT_EQ(test, scopes(), (u32)(PF_MEMALLOC_NOIO | PF_MEMALLOC_NOFS));
	memalloc_nofs_restore(inner);
	memalloc_noio_restore(outer);
	KUNIT_EXPECT_EQ(test, scopes(), 0u);
	{
		guard(memalloc_nofs)();
		KUNIT_EXPECT_EQ(test, scopes(), (u32)PF_MEMALLOC_NOFS);
	}
	KUNIT_EXPECT_EQ(test, scopes(), 0u);
}

/* What old code does by hand: the task's own flags are the scope. */
static int scopes_by_hand(void *data)
{
	const gfp_t movable = GFP_KERNEL | __GFP_MOVABLE;
	unsigned int others = current->flags, saved;
	bool ok;

	current->flags |= PF_MEMALLOC_NOFS;
	ok = current_gfp_context(GFP_KERNEL) == GFP_NOFS;
	current->flags |= PF_MEMALLOC_NOIO | PF_MEMALLOC_PIN;
	ok &= current_gfp_context(movable) == GFP_NOIO;
	current->flags &= ~(PF_MEMALLOC_NOFS | PF_MEMALLOC_PIN);
	ok &= current_gfp_context(movable) == (GFP_NOIO | __GFP_MOVABLE);
	current->flags &= ~PF_MEMALLOC_NOIO;
	ok &= current_gfp_context(movable) == movable;

	saved = memalloc_noreclaim_save();
	ok &= current->flags == (others | PF_MEMALLOC);
	memalloc_noreclaim_restore(saved);
	return ok && current->flags == others ? 0 : -EINVAL;
}

static void preempt_test_scopes_by_hand(struct kunit *test)
{
	struct port_thread *me = port_self();
	void *task = me->task;

	KUNIT_EXPECT_EQ(test, scopes_by_hand(NULL), 0);
	KUNIT_EXPECT_TRUE(test, run_threads(2, scopes_by_hand, NULL));

	/* A scope that began before the thread had a task ends after. */
	task_attach(NULL);
	KUNIT_EXPECT_EQ(test, memalloc_noio_save(), (unsigned int)PF_MEMALLOC_NOIO);
	KUNIT_EXPECT_EQ(test, current_gfp_context(GFP_KERNEL), GFP_NOIO);
	task_attach(task);
	KUNIT_EXPECT_TRUE(test, current->flags & PF_MEMALLOC_NOIO);
	KUNIT_EXPECT_EQ(test, current_gfp_context(GFP_KERNEL), GFP_NOIO);
	memalloc_noio_restore(PF_MEMALLOC_NOIO);
	KUNIT_EXPECT_EQ(test, scopes() | me->alloc_scope, 0u);
}

static struct kunit_case preempt_test_cases[] = {
	KUNIT_CASE(preempt_test_fields),	 KUNIT_CASE(preempt_test_irqs),
	KUNIT_CASE(preempt_test_underflow),	 KUNIT_CASE(preempt_test_excludes),
	KUNIT_CASE(preempt_test_might_sleep),	 KUNIT_CASE(preempt_test_cant_sleep),
	KUNIT_CASE(preempt_test_sleeps_anyway),	 KUNIT_CASE(preempt_test_imbalance),
	KUNIT_CASE(preempt_test_scopes),	 KUNIT_CASE(preempt_test_both_stacks),
	KUNIT_CASE(preempt_test_scopes_by_hand), {}
};
WORLD_SUITE(preempt, preempt_test_cases);
