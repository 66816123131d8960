// SPDX-License-Identifier: MIT
/* CPUs that come and go: who is told, in which order, and what becomes of what they had. */
#include <linux/cpu.h>
#include <linux/delay.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/percpu_counter.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/vmstat.h>
#include "mm/slab/slab.h"
#include "port/port.h"
#include "tests/kernel/world_test.h"
#include "tests/parallel.h"

#define CPUS 4

static int cpu_test_boot(struct kunit *test)
{
	static const struct machine_config config = {
		.profile = PROFILE_PC64,
		.memory = SZ_64M,
		.nodes = 1,
		.cpus = CPUS,
		.quiet = true,
	};
	print_sink_t sink = printk_sink;
	int error = machine_boot(&config);

	if (error)
		return error;
	error = world_init();
	printk_sink = sink;
	return error;
}

/* ---- masks and refusals ---------------------------------------------------------------------- */

static void cpu_masks_follow(struct kunit *test)
{
	unsigned int cpu, seen = 0;

	KUNIT_EXPECT_EQ(test, num_online_cpus(), CPUS);
	KUNIT_ASSERT_EQ(test, remove_cpu(2), 0);
	KUNIT_EXPECT_FALSE(test, cpu_online(2));
	KUNIT_EXPECT_FALSE(test, cpu_active(2));
	KUNIT_EXPECT_TRUE(test, cpu_possible(2));
	KUNIT_EXPECT_TRUE(test, cpu_present(2));
	KUNIT_EXPECT_EQ(test, num_online_cpus(), CPUS - 1);
	KUNIT_EXPECT_EQ(test, num_possible_cpus(), CPUS);
	for_each_online_cpu(cpu)
		seen |= 1u << cpu;
	KUNIT_EXPECT_EQ(test, seen, 0b1011u);
	KUNIT_EXPECT_FALSE(test, cpumask_test_cpu(2, cpumask_of_node(0)));
	KUNIT_EXPECT_EQ(test, add_cpu(2), 0);
	KUNIT_EXPECT_TRUE(test, cpu_online(2) && cpu_active(2));
	KUNIT_EXPECT_TRUE(test, cpumask_test_cpu(2, cpumask_of_node(0)));
	KUNIT_EXPECT_EQ(test, num_online_cpus(), CPUS);
}

static void cpu_change_is_refused(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, remove_cpu(CPUS), -EINVAL);
	KUNIT_EXPECT_EQ(test, add_cpu(~0u), -EINVAL);
	KUNIT_EXPECT_EQ(test, add_cpu(1), 1);
	KUNIT_EXPECT_EQ(test, cpu_up(1), 0);
	KUNIT_EXPECT_EQ(test, remove_cpu(1), 0);
	KUNIT_EXPECT_EQ(test, remove_cpu(1), 1);
	KUNIT_EXPECT_EQ(test, cpu_down(1), 0);
	cpu_hotplug_disable();
	KUNIT_EXPECT_EQ(test, add_cpu(1), -EBUSY);
	cpu_hotplug_enable();
	KUNIT_EXPECT_EQ(test, add_cpu(1), 0);
	preempt_disable();
	EXPECT_REPORT(test, KUNIT_EXPECT_EQ(test, remove_cpu(1), -EBUSY),
		      "sleeping function called from invalid context");
	preempt_enable();
	KUNIT_EXPECT_TRUE(test, cpu_online(1));
}

static void cpu_last_one_stays(struct kunit *test)
{
	for (unsigned int cpu = 0; cpu < CPUS - 1; cpu++)
		KUNIT_EXPECT_EQ(test, remove_cpu(cpu), 0);
	KUNIT_EXPECT_EQ(test, remove_cpu(CPUS - 1), -EBUSY);
	KUNIT_EXPECT_EQ(test, raw_smp_processor_id(), CPUS - 1);
	KUNIT_EXPECT_EQ(test, add_cpu(0), 0);
	KUNIT_EXPECT_EQ(test, remove_cpu(CPUS - 1), 0);
	KUNIT_EXPECT_EQ(test, get_cpu(), 0);
	put_cpu();
}

/* The host's CPUs are not ours; and a machine that has none but those says so. */
static void cpu_of_the_host_stays(struct kunit *test)
{
	const struct machine_config config = {
		.profile = PROFILE_PC64, .memory = SZ_64M, .nodes = 1, .quiet = true
	};
	print_sink_t sink = printk_sink;

	world_exit();
	machine_halt();
	KUNIT_ASSERT_EQ(test, machine_boot(&config), 0);
	KUNIT_ASSERT_EQ(test, world_init(), 0);
	printk_sink = sink;
	if (!port.lockless_slots)
		kunit_skip(test, "the host's CPUs cannot be used as they are");
	KUNIT_EXPECT_FALSE(test, cpu_is_hotpluggable(0));
	capture_start();
	KUNIT_EXPECT_EQ(test, remove_cpu(0), -EOPNOTSUPP);
	KUNIT_EXPECT_NOT_NULL(test,
			      strstr(capture_stop(), "CPUs of the host are not this machine's"));
	KUNIT_EXPECT_TRUE(test, cpu_online(0));
}

/* ---- callbacks ------------------------------------------------------------------------------- */

/* What was called: a letter for whom, a sign for the way, a digit for the CPU. */
static char story[512];
static char fails_at; /* the letter whose callbacks fail */
static int wrong_place;

static int tell(char who, char way, unsigned int cpu)
{
	size_t len = strlen(story);

	if (len + 5 < sizeof(story))
		snprintf(story + len, sizeof(story) - len, "%s%c%c%u", len ? " " : "", who, way,
			 cpu);
	return who == fails_at ? -EXDEV : 0;
}

static void expect_cpu(unsigned int cpu, bool there, bool atomic)
{
	if (there ? raw_smp_processor_id() != (int)cpu : raw_smp_processor_id() == (int)cpu)
		wrong_place++;
	if (atomic != irqs_disabled())
		wrong_place++;
}

/* a: before the CPU runs and after; b, c: on it. */
static int a_up(unsigned int cpu)
{
	return tell('a', '+', cpu);
}

static int a_down(unsigned int cpu)
{
	expect_cpu(cpu, false, false);
	if (cpu_online(cpu))
		wrong_place++;
	return tell('a', '-', cpu);
}

static int b_up(unsigned int cpu)
{
	expect_cpu(cpu, true, false);
	return tell('b', '+', cpu);
}

static int b_down(unsigned int cpu)
{
	expect_cpu(cpu, true, false);
	return tell('b', '-', cpu);
}

static int c_up(unsigned int cpu)
{
	expect_cpu(cpu, true, false);
	return tell('c', '+', cpu);
}

static int c_down(unsigned int cpu)
{
	expect_cpu(cpu, true, false);
	if (cpu_active(cpu))
		wrong_place++;
	return tell('c', '-', cpu);
}

/* s: on it, before anyone else. */
static int s_up(unsigned int cpu)
{
	expect_cpu(cpu, true, true);
	return tell('s', '+', cpu);
}

static int s_down(unsigned int cpu)
{
	expect_cpu(cpu, true, true);
	return tell('s', '-', cpu);
}

static void begin_story(void)
{
	story[0] = 0;
	fails_at = 0;
	wrong_place = 0;
}

static int state_a, state_b, state_c;

static void set_up_all(struct kunit *test)
{
	begin_story();
	state_a = cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "test:a", a_up, a_down);
	state_b = cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "test:b", b_up, b_down);
	state_c = cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "test:c", c_up, c_down);
	KUNIT_ASSERT_EQ(test, state_a, CPUHP_BP_PREPARE_DYN);
	KUNIT_ASSERT_EQ(test, state_b, CPUHP_AP_ONLINE_DYN);
	KUNIT_ASSERT_EQ(test, state_c, CPUHP_AP_ONLINE_DYN + 1);
	KUNIT_ASSERT_EQ(test, cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE, "test:s", s_up, s_down),
			0);
	KUNIT_EXPECT_STREQ(test, story, "");
}

static void take_away_all(void)
{
	cpuhp_remove_state_nocalls(state_c);
	cpuhp_remove_state_nocalls(state_b);
	cpuhp_remove_state_nocalls(state_a);
	cpuhp_remove_state_nocalls(CPUHP_AP_ONLINE);
}

static void cpu_callbacks_come_in_order(struct kunit *test)
{
	set_up_all(test);
	KUNIT_EXPECT_EQ(test, remove_cpu(1), 0);
	KUNIT_EXPECT_STREQ(test, story, "c-1 b-1 s-1 a-1");
	begin_story();
	KUNIT_EXPECT_EQ(test, add_cpu(1), 0);
	KUNIT_EXPECT_STREQ(test, story, "a+1 s+1 b+1 c+1");
	KUNIT_EXPECT_EQ(test, wrong_place, 0);
	take_away_all();
	begin_story();
	KUNIT_EXPECT_EQ(test, remove_cpu(1), 0);
	KUNIT_EXPECT_STREQ(test, story, "");
}

/* Whoever refuses is the last to be asked, and those before are told that it was nothing. */
static void cpu_failure_is_undone(struct kunit *test)
{
	set_up_all(test);
	fails_at = 'b';
	KUNIT_EXPECT_EQ(test, remove_cpu(3), -EXDEV);
	KUNIT_EXPECT_STREQ(test, story, "c-3 b-3 c+3");
	KUNIT_EXPECT_TRUE(test, cpu_online(3) && cpu_active(3));
	begin_story();
	KUNIT_EXPECT_EQ(test, remove_cpu(3), 0);

	begin_story();
	fails_at = 'c';
	KUNIT_EXPECT_EQ(test, add_cpu(3), -EXDEV);
	KUNIT_EXPECT_STREQ(test, story, "a+3 s+3 b+3 c+3 b-3 s-3 a-3");
	KUNIT_EXPECT_FALSE(test, cpu_online(3));

	begin_story();
	fails_at = 'a';
	KUNIT_EXPECT_EQ(test, add_cpu(3), -EXDEV);
	KUNIT_EXPECT_STREQ(test, story, "a+3");
	KUNIT_EXPECT_FALSE(test, cpu_online(3));
	begin_story();
	KUNIT_EXPECT_EQ(test, add_cpu(3), 0);
	KUNIT_EXPECT_EQ(test, wrong_place, 0);
	take_away_all();
}

static int fail_on_2(unsigned int cpu)
{
	tell('x', '+', cpu);
	return cpu == 2 ? -ENODEV : 0;
}

static int x_down(unsigned int cpu)
{
	return tell('x', '-', cpu);
}

static void cpu_setup_calls_for_those_there(struct kunit *test)
{
	int state;

	begin_story();
	KUNIT_EXPECT_EQ(test, remove_cpu(1), 0);
	state = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "test:b", b_up, b_down);
	KUNIT_EXPECT_EQ(test, state, CPUHP_AP_ONLINE_DYN);
	KUNIT_EXPECT_STREQ(test, story, "b+0 b+2 b+3");
	KUNIT_EXPECT_EQ(test, cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "test:x", fail_on_2, x_down),
			-ENODEV);
	KUNIT_EXPECT_STREQ(test, story, "b+0 b+2 b+3 x+0 x+2 x-0");
	begin_story();
	cpuhp_remove_state(state);
	KUNIT_EXPECT_STREQ(test, story, "b-0 b-2 b-3");
	KUNIT_EXPECT_EQ(test, wrong_place, 0);
}

static void cpu_states_run_out(struct kunit *test)
{
	int state;

	KUNIT_EXPECT_EQ(test, cpuhp_setup_state(CPUHP_OFFLINE, "x", NULL, NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, cpuhp_setup_state(CPUHP_ONLINE, "x", NULL, NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, cpuhp_setup_state(CPUHP_AP_ACTIVE, NULL, NULL, NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, cpuhp_setup_state(CPUHP_SLUB_DEAD, "x", NULL, NULL), -EBUSY);
	for (state = CPUHP_BP_PREPARE_DYN; state <= CPUHP_BP_PREPARE_DYN_END; state++)
		KUNIT_EXPECT_EQ(test, cpuhp_setup_state(CPUHP_BP_PREPARE_DYN, "x", NULL, NULL),
				state);
	EXPECT_REPORT(test, state = cpuhp_setup_state(CPUHP_BP_PREPARE_DYN, "x", NULL, NULL),
		      "No more dynamic states available for CPU hotplug");
	KUNIT_EXPECT_EQ(test, state, -ENOSPC);
	for (state = CPUHP_BP_PREPARE_DYN; state <= CPUHP_BP_PREPARE_DYN_END; state++)
		cpuhp_remove_state(state);
	EXPECT_REPORT(test, cpuhp_remove_state(CPUHP_BP_PREPARE_DYN), "is not in use");
}

struct instance {
	struct hlist_node node;
	char name;
};

static int i_up(unsigned int cpu, struct hlist_node *node)
{
	return tell(hlist_entry(node, struct instance, node)->name, '+', cpu);
}

static int i_down(unsigned int cpu, struct hlist_node *node)
{
	return tell(hlist_entry(node, struct instance, node)->name, '-', cpu);
}

static void cpu_instances_each_are_called(struct kunit *test)
{
	struct instance p = { .name = 'p' }, q = { .name = 'q' };
	int state;

	begin_story();
	state = cpuhp_setup_state_multi(CPUHP_BP_PREPARE_DYN, "test:i", i_up, i_down);
	KUNIT_ASSERT_GT(test, state, 0);
	KUNIT_EXPECT_EQ(test, cpuhp_state_add_instance(state, &p.node), 0);
	KUNIT_EXPECT_EQ(test, cpuhp_state_add_instance_nocalls(state, &q.node), 0);
	KUNIT_EXPECT_STREQ(test, story, "p+0 p+1 p+2 p+3");
	begin_story();
	KUNIT_EXPECT_EQ(test, remove_cpu(0), 0);
	KUNIT_EXPECT_STREQ(test, story, "q-0 p-0");
	begin_story();
	fails_at = 'p';
	KUNIT_EXPECT_EQ(test, add_cpu(0), -EXDEV);
	KUNIT_EXPECT_STREQ(test, story, "q+0 p+0 q-0");
	begin_story();
	KUNIT_EXPECT_EQ(test, cpuhp_state_remove_instance(state, &p.node), 0);
	KUNIT_EXPECT_STREQ(test, story, "p-1 p-2 p-3");
	KUNIT_EXPECT_EQ(test, cpuhp_state_remove_instance_nocalls(state, &q.node), 0);
	KUNIT_EXPECT_EQ(test, cpuhp_state_add_instance(CPUHP_AP_ACTIVE, &q.node), -EINVAL);
	cpuhp_remove_multi_state(state);
}

/* A module that is removed with its state still there: nobody calls where it was. */
static void said(const char *what, const char *name, void *arg)
{
	strscpy(arg, name, 32);
}

static void cpu_state_of_a_module_gone(struct kunit *test)
{
	char name[32] = "";

	set_up_all(test);
	cpuhp_forget((unsigned long)c_down, (unsigned long)c_down + 1, said, name);
	KUNIT_EXPECT_STREQ(test, name, "test:c");
	begin_story();
	KUNIT_EXPECT_EQ(test, remove_cpu(1), 0);
	KUNIT_EXPECT_STREQ(test, story, "b-1 s-1 a-1");
	cpuhp_remove_state_nocalls(state_b);
	cpuhp_remove_state_nocalls(state_a);
	cpuhp_remove_state_nocalls(CPUHP_AP_ONLINE);
}

/* ---- threads --------------------------------------------------------------------------------- */

static struct {
	atomic_t rounds, offline, on_1, elsewhere, stop;
} watch;

/* Preemption off means a CPU that is online, and stays so. */
static int run_and_look(void *data)
{
	while (!atomic_read(&watch.stop)) {
		unsigned int cpu = (unsigned int)get_cpu();

		if (!cpu_online(cpu))
			atomic_inc(&watch.offline);
		atomic_inc(cpu == 1 ? &watch.on_1 : &watch.elsewhere);
		put_cpu();
		atomic_inc(&watch.rounds);
		cond_resched();
	}
	return 0;
}

static void wait_for_rounds(void)
{
	int begun = atomic_read(&watch.rounds);

	while (atomic_read(&watch.rounds) < begun + 20)
		schedule_timeout_uninterruptible(1);
}

/* A thread that is bound to a CPU that goes runs on elsewhere, and is bound no more. */
static void cpu_bound_thread_moves(struct kunit *test)
{
	struct task_struct *thread = kthread_create(run_and_look, NULL, "bound");

	KUNIT_ASSERT_FALSE(test, IS_ERR(thread));
	memset(&watch, 0, sizeof(watch));
	kthread_bind(thread, 1);
	get_task_struct(thread);
	wake_up_process(thread);
	wait_for_rounds();
	KUNIT_EXPECT_EQ(test, atomic_read(&watch.elsewhere), 0);
	KUNIT_EXPECT_EQ(test, remove_cpu(1), 0);
	atomic_set(&watch.on_1, 0);
	wait_for_rounds();
	KUNIT_EXPECT_EQ(test, atomic_read(&watch.on_1), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&watch.offline), 0);
	KUNIT_EXPECT_EQ(test, add_cpu(1), 0);
	atomic_set(&watch.stop, 1);
	KUNIT_EXPECT_EQ(test, kthread_stop_put(thread), 0);
}

/* Who takes away the CPU that it runs on goes on elsewhere, too. */
static int remove_own(void *data)
{
	int err = remove_cpu(3);

	return err ?: raw_smp_processor_id() == 3 ? -EINVAL : add_cpu(3);
}

static void cpu_thread_removes_its_own(struct kunit *test)
{
	struct task_struct *thread = kthread_create(remove_own, NULL, "own");

	KUNIT_ASSERT_FALSE(test, IS_ERR(thread));
	kthread_bind(thread, 3);
	get_task_struct(thread);
	wake_up_process(thread);
	while (READ_ONCE(thread->exit_state) != EXIT_ZOMBIE)
		schedule_timeout_uninterruptible(1);
	KUNIT_EXPECT_EQ(test, kthread_stop_put(thread), 0);
	KUNIT_EXPECT_EQ(test, num_online_cpus(), CPUS);
}

#define HAMMERS 3
#define CHANGES 60

static struct percpu_counter counter;
static DEFINE_PER_CPU(unsigned long, hits);
static atomic_t added;

static int count_and_look(void *data)
{
	while (!atomic_read(&watch.stop)) {
		unsigned int cpu = (unsigned int)get_cpu();

		if (!cpu_online(cpu))
			atomic_inc(&watch.offline);
		__this_cpu_inc(hits);
		put_cpu();
		percpu_counter_add(&counter, 1);
		atomic_inc(&added);
		rcu_read_lock();
		rcu_read_unlock();
	}
	return 0;
}

static int change_cpus(void *data)
{
	struct kunit *test = data;

	while (!atomic_read(&added))
		cond_resched();
	for (int i = 0; i < CHANGES; i++) {
		unsigned int cpu = 1 + (unsigned int)i % (CPUS - 1);

		KUNIT_EXPECT_EQ(test, remove_cpu(cpu), 0);
		synchronize_rcu();
		if (i % 2)
			KUNIT_EXPECT_EQ(test, remove_cpu(1 + cpu % (CPUS - 1)), 0);
		KUNIT_EXPECT_EQ(test, add_cpu(cpu), 0);
		if (i % 2)
			KUNIT_EXPECT_EQ(test, add_cpu(1 + cpu % (CPUS - 1)), 0);
	}
	atomic_set(&watch.stop, 1);
	return 0;
}

static atomic_t turn;

static int hammer(void *data)
{
	return atomic_inc_return(&turn) == 1 ? change_cpus(data) : count_and_look(data);
}

/* What each CPU had counts, whether it is there or not. */
static void cpu_changes_under_load(struct kunit *test)
{
	unsigned long sum = 0;
	unsigned int cpu;

	memset(&watch, 0, sizeof(watch));
	atomic_set(&added, 0);
	atomic_set(&turn, 0);
	KUNIT_ASSERT_EQ(test, percpu_counter_init(&counter, 0, GFP_KERNEL), 0);
	for_each_possible_cpu(cpu)
		per_cpu(hits, cpu) = 0;
	KUNIT_ASSERT_TRUE(test, run_threads(HAMMERS + 1, hammer, test));
	KUNIT_EXPECT_EQ(test, remove_cpu(2), 0);
	KUNIT_EXPECT_EQ(test, percpu_counter_sum(&counter), atomic_read(&added));
	for_each_possible_cpu(cpu)
		sum += per_cpu(hits, cpu);
	KUNIT_EXPECT_EQ(test, sum, (unsigned long)atomic_read(&added));
	KUNIT_EXPECT_EQ(test, atomic_read(&watch.offline), 0);
	KUNIT_EXPECT_GT(test, atomic_read(&added), 0);
	percpu_counter_destroy(&counter);
}

/* Nobody comes or goes while someone reads which there are. */
static int remove_1(void *data)
{
	atomic_set(&watch.rounds, 1);
	return remove_cpu(1);
}

static void cpu_read_lock_keeps_them(struct kunit *test)
{
	struct task_struct *thread;

	memset(&watch, 0, sizeof(watch));
	cpus_read_lock();
	thread = kthread_create(remove_1, NULL, "remove");
	KUNIT_ASSERT_FALSE(test, IS_ERR(thread));
	get_task_struct(thread);
	wake_up_process(thread);
	while (!atomic_read(&watch.rounds))
		schedule_timeout_uninterruptible(1);
	schedule_timeout_uninterruptible(2);
	KUNIT_EXPECT_TRUE(test, cpu_online(1));
	cpus_read_unlock();
	while (READ_ONCE(thread->exit_state) != EXIT_ZOMBIE)
		schedule_timeout_uninterruptible(1);
	KUNIT_EXPECT_EQ(test, kthread_stop_put(thread), 0);
	KUNIT_EXPECT_FALSE(test, cpu_online(1));
}

static struct kunit_case cpu_cases[] = {
	KUNIT_CASE(cpu_masks_follow),
	KUNIT_CASE(cpu_change_is_refused),
	KUNIT_CASE(cpu_last_one_stays),
	KUNIT_CASE(cpu_of_the_host_stays),
	KUNIT_CASE(cpu_callbacks_come_in_order),
	KUNIT_CASE(cpu_failure_is_undone),
	KUNIT_CASE(cpu_setup_calls_for_those_there),
	KUNIT_CASE(cpu_states_run_out),
	KUNIT_CASE(cpu_instances_each_are_called),
	KUNIT_CASE(cpu_state_of_a_module_gone),
	KUNIT_CASE(cpu_bound_thread_moves),
	KUNIT_CASE(cpu_thread_removes_its_own),
	KUNIT_CASE(cpu_changes_under_load),
	KUNIT_CASE(cpu_read_lock_keeps_them),
	{},
};

static struct kunit_suite cpu_suite = {
	.name = "cpu",
	.init = cpu_test_boot,
	.exit = world_test_exit,
	.test_cases = cpu_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN, .concurrent = true },
};
kunit_test_suite(cpu_suite);
