// SPDX-License-Identifier: MIT
/* Per-CPU memory under several threads: what excludes, what does not, and the allocator's lock. */
#include <kunit/test.h>
#include <linux/percpu.h>
#include <linux/prandom.h>
#include <linux/sizes.h>
#include <mm/boot/boot.h>
#include <mm/percpu/percpu.h>
#include <tests/parallel.h>

#define THREADS 4
#define STEPS	2000

static DEFINE_PER_CPU(long, hits);

static int boot(unsigned int cpus)
{
	const struct machine_config config = {
		.profile = PROFILE_PC64,
		.memory = SZ_64M,
		.nodes = 1,
		.cpus = cpus,
		.quiet = true,
	};

	return machine_boot(&config);
}

/* All threads on one CPU, so that every access meets the others'. */
static int threads_test_boot(struct kunit *test)
{
	return boot(1);
}

static void threads_test_halt(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	machine_halt();
}

/* Read, let the others run, write: loses what they wrote, unless they are kept out. */
static void add_slowly(long *copy)
{
	long seen = READ_ONCE(*copy);

	port_yield();
	WRITE_ONCE(*copy, seen + 1);
}

static void unprotected(void *arg, unsigned int index)
{
	for (int i = 0; i < STEPS; i++)
		add_slowly(raw_cpu_ptr(&hits));
}

static void protected(void *arg, unsigned int index)
{
	for (int i = 0; i < STEPS; i++) {
		add_slowly(&get_cpu_var(hits));
		put_cpu_var(hits);
	}
}

/* Half of them by the one-step operations, which must keep out of the others' sections too. */
static void mixed(void *arg, unsigned int index)
{
	if (index % 2)
		return protected(arg, index);
	for (int i = 0; i < STEPS; i++)
		this_cpu_inc(hits);
}

static void percpu_updates_are_lost_without_get_cpu_var(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, test_parallel(THREADS, unprotected, NULL), 0);
	KUNIT_EXPECT_LT(test, per_cpu(hits, 0), THREADS * STEPS);
}

static void percpu_get_cpu_var_excludes(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, test_parallel(THREADS, protected, NULL), 0);
	KUNIT_EXPECT_EQ(test, per_cpu(hits, 0), THREADS * STEPS);
}

static void percpu_this_cpu_ops_respect_the_holder(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, test_parallel(THREADS, mixed, NULL), 0);
	KUNIT_EXPECT_EQ(test, per_cpu(hits, 0), THREADS * STEPS);
}

static void one_step(void *arg, unsigned int index)
{
	for (int i = 0; i < STEPS; i++) {
		long old = this_cpu_read(hits);

		this_cpu_inc(hits);
		while (!this_cpu_try_cmpxchg(hits, &old, old + 1))
			;
		this_cpu_add_return(hits, -1);
	}
}

/* With several CPUs no update is lost either, whichever CPU it went to. */
static void percpu_this_cpu_ops_lose_nothing(struct kunit *test)
{
	unsigned int cpu;
	long sum = 0;

	machine_halt();
	KUNIT_ASSERT_EQ(test, boot(2), 0);
	KUNIT_ASSERT_EQ(test, test_parallel(THREADS, one_step, NULL), 0);
	for_each_possible_cpu(cpu)
		sum += per_cpu(hits, cpu);
	KUNIT_EXPECT_EQ(test, sum, THREADS * STEPS);
}

/* Each thread sees only its own values in its areas. */
static void alloc_and_free(void *arg, unsigned int index)
{
	struct kunit *test = arg;
	struct rnd_state rnd;
	u32 *held[32] = {};

	prandom_seed_state(&rnd, kunit_seed() + index);
	for (int i = 0; i < STEPS; i++) {
		u32 **slot = &held[prandom_u32_state(&rnd) % 32];

		if (*slot) {
			KUNIT_EXPECT_EQ(test, *per_cpu_ptr(*slot, 0), index + 1);
			free_percpu(*slot);
			*slot = NULL;
			continue;
		}
		*slot = __alloc_percpu(4 + prandom_u32_state(&rnd) % 4096, 8);
		if (*slot) {
			KUNIT_EXPECT_EQ(test, *per_cpu_ptr(*slot, 0), 0);
			*per_cpu_ptr(*slot, 0) = index + 1;
		}
	}
	for (int i = 0; i < 32; i++)
		free_percpu(held[i]);
}

static void percpu_alloc_from_all_threads(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, test_parallel(THREADS, alloc_and_free, test), 0);
	KUNIT_EXPECT_EQ(test, percpu_check(), 0);
}

static struct kunit_case percpu_threads_cases[] = {
	KUNIT_CASE(percpu_updates_are_lost_without_get_cpu_var),
	KUNIT_CASE(percpu_get_cpu_var_excludes),
	KUNIT_CASE(percpu_this_cpu_ops_respect_the_holder),
	KUNIT_CASE(percpu_this_cpu_ops_lose_nothing),
	KUNIT_CASE(percpu_alloc_from_all_threads),
	{},
};

static struct kunit_suite percpu_threads_suite = {
	.name = "percpu_threads",
	.init = threads_test_boot,
	.exit = threads_test_halt,
	.test_cases = percpu_threads_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN, .concurrent = true },
};
kunit_test_suite(percpu_threads_suite);
