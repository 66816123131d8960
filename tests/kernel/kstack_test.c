// SPDX-License-Identifier: MIT
/*
 * Kernel stacks: who is on which, how deep they were used, and what becomes of one that is full.
 */
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/sched/task_stack.h>
#include <linux/vmalloc.h>
#include <linux/vmstat.h>
#include "kernel/loader.h"
#include "mm/boot/trace.h"
#include "tests/kernel/kstack_test.h"

static void need_guard(struct kunit *test)
{
	need_stacks(test);
	if (!IS_ENABLED(CONFIG_MMU))
		kunit_skip(test, "there are no guard pages without an MMU");
}

/* ---- being on one ---------------------------------------------------------------------------- */

struct place {
	bool local_is_on, static_is_on;
	unsigned long local, size;
	unsigned long low, magic;
	const char *name;
};

static noinline void note_place(void *arg)
{
	static int fixed;
	struct place *place = arg;
	int local = 0;

	OPTIMIZER_HIDE_VAR(arg);
	place->local = (unsigned long)&local;
	place->local_is_on = object_is_on_stack(&local);
	place->static_is_on = object_is_on_stack(&fixed);
	place->low = (unsigned long)task_stack_page(current);
	place->size = THREAD_SIZE;
	place->name = port_self()->stack ? port_self()->stack->name : NULL;
	if (place->low)
		place->magic = *end_of_stack(current);
}

static void kstack_where(struct kunit *test)
{
	const struct stack_size *size = test->param_value;
	struct place place = {};

	need_stacks(test);
	kstack_call(KSTACK_TEST, note_place, note_place, &place);
	KUNIT_EXPECT_EQ(test, place.size,
			size->bytes ? size->bytes : max_t(unsigned long, SZ_8K, PAGE_SIZE));
	KUNIT_EXPECT_TRUE(test, place.local_is_on);
	KUNIT_EXPECT_FALSE(test, place.static_is_on);
	KUNIT_EXPECT_GE(test, place.local, place.low);
	KUNIT_EXPECT_LT(test, place.local, place.low + place.size);
	KUNIT_EXPECT_EQ(test, place.magic, (unsigned long)STACK_END_MAGIC);
	KUNIT_EXPECT_STREQ(test, place.name, "TASK");
	KUNIT_EXPECT_EQ(test, is_vmalloc_addr((void *)place.low), IS_ENABLED(CONFIG_MMU));
	KUNIT_EXPECT_PTR_EQ(test, port_self()->stack, NULL);
}

static noinline void go_home(void *arg)
{
	port_stack_own(note_place, arg);
	barrier();
}

static void kstack_own(struct kunit *test)
{
	struct place place = {};

	need_stacks(test);
	kstack_call(KSTACK_TEST, go_home, go_home, &place);
	KUNIT_EXPECT_FALSE(test, place.local_is_on);
	KUNIT_EXPECT_STREQ(test, place.name, "own");
	/* Below the frames of this test, on the same stack. */
	KUNIT_EXPECT_LT(test, place.local, (unsigned long)&place);
	KUNIT_EXPECT_GT(test, place.local, (unsigned long)&place - SZ_64K);
}

/* An address less than that behind the start of such a function is in it. */
#define REACH	 256
#define IN_REACH __aligned(REACH)

struct chain {
	unsigned long entries[32];
	unsigned int nr;
};

static noinline IN_REACH void end_of_chain(void *arg)
{
	struct chain *chain = arg;

	chain->nr = port_stack_trace(chain->entries, ARRAY_SIZE(chain->entries), 0);
	barrier();
}

static noinline IN_REACH void middle_of_chain(void *arg)
{
	port_stack_own(end_of_chain, arg);
	barrier();
}

static noinline IN_REACH void start_of_chain(void *arg)
{
	kstack_call(KSTACK_TEST, middle_of_chain, middle_of_chain, arg);
	barrier();
}

/* Is an address in @fn in @chain? Return: where, or -1. */
static int find_in(const struct chain *chain, void (*fn)(void *arg))
{
	for (unsigned int i = 0; i < chain->nr; i++)
		if (chain->entries[i] - (unsigned long)fn < REACH)
			return (int)i;
	return -1;
}

static void kstack_traces_cross(struct kunit *test)
{
	struct chain chain = {};

	start_of_chain(&chain);
	KUNIT_EXPECT_EQ(test, find_in(&chain, end_of_chain), 0);
	KUNIT_EXPECT_GT(test, find_in(&chain, middle_of_chain), 0);
	KUNIT_EXPECT_GT(test, find_in(&chain, start_of_chain), find_in(&chain, middle_of_chain));
	/* And on to whoever called the test. */
	KUNIT_EXPECT_GT(test, (int)chain.nr, find_in(&chain, start_of_chain) + 2);
}

/* ---- marks ----------------------------------------------------------------------------------- */

static noinline void use_array(void *arg)
{
	char array[3000];

	memset(array, *(int *)arg, sizeof(array));
	barrier_data(array);
}

static noinline void use_little(void *arg)
{
	barrier();
}

/*
 * The least of some marks, each of an entry of its own: on bare metal an interrupt may come in one
 * of the calls, and another thread run behind it.
 */
static unsigned long least_used(void (*fn)(void *arg))
{
	unsigned long least = ULONG_MAX;
	int zero = 0;

	for (unsigned long i = 0; i < 4; i++) {
		const char *entry = (const char *)fn + i;

		kstack_call(KSTACK_TEST, entry, fn, &zero);
		kstack_call(KSTACK_TEST, entry, fn, &zero);
		least = min(least, used_by(entry));
	}
	return least;
}

static void kstack_marks(struct kunit *test)
{
	unsigned long little;

	need_stacks(test);
	KUNIT_EXPECT_GE(test, least_used(use_array), 3000ul);
	KUNIT_EXPECT_LT(test, least_used(use_array), 3000ul + 256);
	little = least_used(use_little);
	KUNIT_EXPECT_GT(test, little, 0ul);
	KUNIT_EXPECT_LT(test, little, 256ul);
	KUNIT_EXPECT_EQ(test, used_by(kstack_marks), 0ul);
}

static void kstack_marks_off(struct kunit *test)
{
	int zero = 0;

	need_stacks(test);
	kstack_keep_marks = false;
	kstack_call(KSTACK_TEST, use_array, use_array, &zero);
	kstack_keep_marks = true;
	KUNIT_EXPECT_EQ(test, used_by(use_array), 0ul);
}

/* ---- full ones ------------------------------------------------------------------------------- */

static int recurse(volatile int *above);
static int (*volatile again)(volatile int *above) = recurse; /* or it becomes a loop */

static IN_REACH int recurse(volatile int *above)
{
	volatile int frame[8];

	frame[0] = *above + 1;
	return again(frame) + frame[0];
}

static noinline IN_REACH void fill_up(void *arg)
{
	*(int *)arg = recurse(arg);
}

static void kstack_overflow(struct kunit *test)
{
	const struct crash *crash;
	struct chain chain = {};
	struct place before = {}, after = {};
	volatile int start = 0;

	need_guard(test);
	kstack_call(KSTACK_TEST, note_place, note_place, &before);
	crash = kstack_guard_call(KSTACK_TEST, fill_up, fill_up, (void *)&start);
	KUNIT_ASSERT_NOT_NULL(test, crash);
	KUNIT_EXPECT_EQ(test, crash->kind, CRASH_STACK);
	KUNIT_EXPECT_LT(test, crash->address, before.low);
	KUNIT_EXPECT_GE(test, crash->address, before.low - PAGE_SIZE);
	KUNIT_ASSERT_NOT_NULL(test, crash->stack);
	KUNIT_EXPECT_EQ(test, crash->stack->low, before.low);
	KUNIT_EXPECT_EQ(test, crash->nr_frames, CRASH_FRAMES);
	KUNIT_EXPECT_GT(test, crash->nr_left_out, 0);
	/* Its outer end is there in spite of that. */
	chain.nr = CRASH_FRAMES;
	memcpy(chain.entries, crash->frames, sizeof(chain.entries));
	KUNIT_EXPECT_GE(test, find_in(&chain, fill_up), CRASH_FRAMES_INNER);
	KUNIT_EXPECT_PTR_EQ(test, port_self()->stack, NULL);
	kstack_crashed(crash->stack, crash->outer_stack, true);

	/* What lay there stays, and the next call is on another. */
	kstack_call(KSTACK_TEST, note_place, note_place, &after);
	KUNIT_EXPECT_NE(test, after.low, before.low);
	KUNIT_EXPECT_TRUE(test, after.local_is_on);
	KUNIT_EXPECT_EQ(test, used_by(fill_up), THREAD_SIZE);
}

static int fill_up_thread(void *data)
{
	volatile int start = 0;

	return recurse(&start);
}

static void kstack_overflow_in_thread(struct kunit *test)
{
	char wanted[64];
	const char *said;
	bool ok;

	need_guard(test);
	capture_start();
	ok = run_threads(1, fill_up_thread, NULL);
	said = capture_stop();
	kunit_expect_reports(test, 1);
	KUNIT_EXPECT_FALSE(test, ok); /* the thread ended with -EFAULT */
	KUNIT_EXPECT_TRUE_MSG(test, strstr(said, "BUG: TASK stack guard page was hit at "), "%s",
			      said);
	KUNIT_EXPECT_NOT_NULL(test, strstr(said, "Comm: test/0"));
	snprintf(wanted, sizeof(wanted), " (stack is %px..",
		 (void *)simple_strtoul(strstr(said, "(stack is ") + 10, NULL, 16));
	KUNIT_EXPECT_NOT_NULL(test, strstr(said, wanted));
	/* The world goes on. */
	KUNIT_EXPECT_EQ(test, kstack_check(), 0);
}

/* ---- interrupts ------------------------------------------------------------------------------ */

struct callback {
	struct rcu_head rcu;
	struct place place, nested;
	bool called;
};

static void note_callback(struct rcu_head *head)
{
	struct callback *callback = container_of(head, struct callback, rcu);

	note_place(&callback->place);
	run_on_irq_stack(KSTACK_HARDIRQ, NULL, note_place, &callback->nested);
	callback->called = true;
}

static void kstack_of_interrupts(struct kunit *test)
{
	struct callback callback = {};
	struct kstack_mark mark = {};

	need_stacks(test);
	call_rcu(&callback.rcu, note_callback);
	rcu_barrier();
	KUNIT_EXPECT_TRUE(test, callback.called);
	KUNIT_EXPECT_STREQ(test, callback.place.name, "IRQ");
	KUNIT_EXPECT_FALSE(test, callback.place.local_is_on); /* the task's is meant */
	/* One that interrupts it goes on below. */
	KUNIT_EXPECT_STREQ(test, callback.nested.name, "IRQ");
	KUNIT_EXPECT_LT(test, callback.nested.local, callback.place.local + 128);
	KUNIT_EXPECT_GT(test, callback.nested.local, callback.place.local - 1024);
	KUNIT_EXPECT_TRUE(test, kstack_find_mark(KSTACK_SOFTIRQ, note_callback, &mark));
	KUNIT_EXPECT_GT(test, mark.used, 0ul);
	KUNIT_EXPECT_LT(test, mark.used, 2048ul);
}

static void overflow_callback(struct rcu_head *head)
{
	volatile int start = 0;

	WRITE_ONCE(container_of(head, struct callback, rcu)->called, recurse(&start) != 0);
}

static void kstack_overflow_in_interrupt(struct kunit *test)
{
	struct callback bad = {}, good = {};
	const char *said;

	need_guard(test);
	capture_start();
	call_rcu(&bad.rcu, overflow_callback);
	call_rcu(&good.rcu, note_callback);
	rcu_barrier();
	said = capture_stop();
	kunit_expect_reports(test, 1);
	KUNIT_EXPECT_TRUE_MSG(test, strstr(said, "BUG: IRQ stack guard page was hit at "), "%s",
			      said);
	/* The next one is called, in order, on that stack. */
	KUNIT_EXPECT_FALSE(test, bad.called);
	KUNIT_EXPECT_TRUE(test, good.called);
	KUNIT_EXPECT_STREQ(test, good.place.name, "IRQ");
}

/* ---- memory ---------------------------------------------------------------------------------- */

static atomic_t ran;

static int count_thread(void *data)
{
	atomic_inc(&ran);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1000);
	return object_is_on_stack(&data) || !port.stacks;
}

static void kstack_thousand(struct kunit *test)
{
	const unsigned int nr = 1000;
	struct task_struct **tasks = vmalloc(nr * sizeof(*tasks));
	unsigned long kib = global_node_page_state(NR_KERNEL_STACK_KB);
	unsigned int made = 0, on = 0;

	KUNIT_ASSERT_NOT_NULL(test, tasks);
	atomic_set(&ran, 0);
	for (; made < nr; made++) {
		tasks[made] = kthread_create(count_thread, NULL, "many/%u", made);
		if (IS_ERR(tasks[made]))
			break;
	}
	KUNIT_EXPECT_EQ(test, made, nr);
	if (port.stacks)
		KUNIT_EXPECT_EQ(test, global_node_page_state(NR_KERNEL_STACK_KB),
				kib + made * THREAD_SIZE / 1024);
	for (unsigned int i = 0; i < made; i++)
		wake_up_process(tasks[i]);
	while (atomic_read(&ran) < (int)made)
		schedule_timeout_uninterruptible(1);
	for (unsigned int i = 0; i < made; i++)
		on += kthread_stop(tasks[i]) == 1;
	KUNIT_EXPECT_EQ(test, on, made);
	vfree(tasks);
	/* The last threads give theirs back before they can be waited for. */
	KUNIT_EXPECT_EQ(test, global_node_page_state(NR_KERNEL_STACK_KB), kib);
}

static unsigned int asked, refuse_at;

static bool refuse(enum mm_event_kind kind, size_t requested, gfp_t gfp)
{
	return ++asked == refuse_at;
}

static void ignore_alloc(enum mm_event_kind kind, const void *id, size_t requested, size_t given,
			 gfp_t gfp)
{
}

static void ignore_free(enum mm_event_kind kind, const void *id)
{
}

static const struct mm_tracer refuser = {
	.alloc = ignore_alloc,
	.free = ignore_free,
	.should_fail = refuse,
};

static int nothing(void *data)
{
	return 0;
}

static void kstack_refused(struct kunit *test)
{
	const struct mm_tracer *outer = mm_tracer;
	unsigned long kib = global_node_page_state(NR_KERNEL_STACK_KB);
	struct task_struct *task = NULL;
	unsigned int refused = 0;

	need_stacks(test);
	for (refuse_at = 1;; refuse_at++) {
		asked = 0;
		mm_tracer = &refuser;
		task = kthread_create(nothing, NULL, "refused");
		mm_tracer = outer;
		if (!IS_ERR(task))
			break;
		refused++;
		KUNIT_EXPECT_EQ(test, PTR_ERR(task), -ENOMEM);
		KUNIT_EXPECT_EQ(test, global_node_page_state(NR_KERNEL_STACK_KB), kib);
		KUNIT_EXPECT_EQ(test, kstack_check(), 0);
	}
	KUNIT_EXPECT_GE(test, refused, 1u);
	kthread_stop(task);
}

static struct kunit_case kstack_cases[] = {
	KUNIT_CASE_PARAM(kstack_where, kstack_sizes_gen_params),
	KUNIT_CASE(kstack_own),
	KUNIT_CASE(kstack_traces_cross),
	KUNIT_CASE(kstack_marks),
	KUNIT_CASE(kstack_marks_off),
	KUNIT_CASE_PARAM(kstack_overflow, kstack_sizes_gen_params),
	KUNIT_CASE(kstack_overflow_in_thread),
	KUNIT_CASE(kstack_of_interrupts),
	KUNIT_CASE(kstack_overflow_in_interrupt),
	KUNIT_CASE(kstack_thousand),
	KUNIT_CASE(kstack_refused),
	{},
};

static struct kunit_suite kstack_suite = {
	.name = "kstack",
	.init = kstack_test_init,
	.exit = kstack_test_exit,
	.test_cases = kstack_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};
kunit_test_suite(kstack_suite);
