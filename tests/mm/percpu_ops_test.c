// SPDX-License-Identifier: MIT
/*
 * Operations on this CPU's copy: what each does, that none is torn by another or by a section that
 * holds the CPU, and whose copy it is.
 *
 * Each case runs with the host's own CPUs, where operations are steps (port/step.h) if the host can
 * make any, and with simulated ones, where they are not.
 */
#include <kunit/test.h>
#include <linux/percpu.h>
#include <linux/prandom.h>
#include <linux/sizes.h>
#include <mm/boot/boot.h>
#include <port/port.h>
#include <tests/parallel.h>

#define THREADS (CONFIG_NR_CPUS > 1 ? 4 : 2)
#define STEPS	4000

/* Long enough for a thread that is not kept from it to make one step; nothing hangs on it. */
#define A_WHILE_NS (20 * 1000 * 1000)

struct mixed {
	u8 byte;
	u16 half;
	u32 word;
	u64 giant;
	const char *text;
	int four[4];
};

static DEFINE_PER_CPU(struct mixed, mixed);
static DEFINE_PER_CPU(u8, byte);
static DEFINE_PER_CPU(u16, half);
static DEFINE_PER_CPU(int, word);
static DEFINE_PER_CPU(unsigned long, hits);
static DEFINE_PER_CPU(unsigned long, pot);
static DEFINE_PER_CPU(int[4], four);

static int boot(struct kunit *test, unsigned int cpus)
{
	const struct machine_config config = {
		.profile = PROFILE_PC64,
		.memory = 16 * PAGE_SIZE << MAX_PAGE_ORDER,
		.nodes = 1,
		.cpus = cpus,
		.quiet = true,
	};
	int err = machine_boot(&config);

	if (err == -ENODEV)
		kunit_skip(test, "%s", machine_error());
	return err;
}

static int ops_boot_real(struct kunit *test)
{
	return boot(test, 0);
}

static int ops_boot_simulated(struct kunit *test)
{
	return boot(test, 2);
}

static void ops_halt(struct kunit *test)
{
	port_cpu_bind(-1);
	KUNIT_EXPECT_EQ(test, mm_check(), 0);
	machine_halt();
}

static unsigned long sum_of(unsigned long *var)
{
	unsigned long sum = 0;
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		sum += *per_cpu_ptr(var, cpu);
	return sum;
}

/* ---- what each does -------------------------------------------------------------------------- */

#define CHECK_OPS(test, prefix, var)                                          \
	do {                                                                  \
		typeof(var) old;                                              \
                                                                              \
		prefix##_write(var, 5);                                       \
		KUNIT_EXPECT_EQ(test, prefix##_read(var), 5);                 \
		prefix##_add(var, 10);                                        \
		prefix##_sub(var, 3);                                         \
		prefix##_inc(var);                                            \
		prefix##_dec(var);                                            \
		KUNIT_EXPECT_EQ(test, prefix##_read(var), 12);                \
		prefix##_and(var, 6);                                         \
		prefix##_or(var, 3);                                          \
		KUNIT_EXPECT_EQ(test, prefix##_read(var), 7);                 \
		KUNIT_EXPECT_EQ(test, prefix##_add_return(var, 2), 9);        \
		KUNIT_EXPECT_EQ(test, prefix##_sub_return(var, 2), 7);        \
		KUNIT_EXPECT_EQ(test, prefix##_inc_return(var), 8);           \
		KUNIT_EXPECT_EQ(test, prefix##_dec_return(var), 7);           \
		KUNIT_EXPECT_EQ(test, prefix##_xchg(var, 20), 7);             \
		KUNIT_EXPECT_EQ(test, prefix##_cmpxchg(var, 7, 1), 20);       \
		KUNIT_EXPECT_EQ(test, prefix##_cmpxchg(var, 20, 1), 20);      \
		old = 9;                                                      \
		KUNIT_EXPECT_FALSE(test, prefix##_try_cmpxchg(var, &old, 2)); \
		KUNIT_EXPECT_EQ(test, old, 1);                                \
		KUNIT_EXPECT_TRUE(test, prefix##_try_cmpxchg(var, &old, 2));  \
		KUNIT_EXPECT_EQ(test, prefix##_read(var), 2);                 \
	} while (0)

/* Neighbours keep what they have, whatever happens to a part of the same word. */
static void check_neighbours(struct kunit *test, struct mixed *p)
{
	this_cpu_write(p->half, 0x1234);
	this_cpu_write(p->word, 0x56789abc);
	this_cpu_write(p->byte, 0xff);
	this_cpu_inc(p->byte);
	KUNIT_EXPECT_EQ(test, this_cpu_read(p->byte), 0);
	this_cpu_write(p->half, 0xffff);
	KUNIT_EXPECT_EQ(test, this_cpu_inc_return(p->half), 0);
	KUNIT_EXPECT_EQ(test, this_cpu_xchg(p->byte, 7), 0);
	KUNIT_EXPECT_EQ(test, this_cpu_cmpxchg(p->byte, 7, 0xee), 7);
	KUNIT_EXPECT_EQ(test, this_cpu_read(p->half), 0);
	KUNIT_EXPECT_EQ(test, this_cpu_read(p->word), 0x56789abc);
	this_cpu_write(p->giant, 0);
	this_cpu_sub(p->giant, 3);
	KUNIT_EXPECT_EQ(test, this_cpu_read(p->giant), (u64)-3);
	this_cpu_write(p->giant, 1ull << 40);
	KUNIT_EXPECT_EQ(test, this_cpu_cmpxchg(p->giant, 0, 1), 1ull << 40);
	KUNIT_EXPECT_EQ(test, this_cpu_add_return(p->giant, 1ull << 33),
			(1ull << 40) + (1ull << 33));
}

static void check_all(struct kunit *test, struct mixed *p)
{
	CHECK_OPS(test, this_cpu, byte);
	CHECK_OPS(test, this_cpu, half);
	CHECK_OPS(test, this_cpu, word);
	CHECK_OPS(test, this_cpu, hits);
	CHECK_OPS(test, this_cpu, four[2]);
	CHECK_OPS(test, this_cpu, mixed.giant);
	CHECK_OPS(test, this_cpu, p->giant);
	CHECK_OPS(test, __this_cpu, p->word);
	CHECK_OPS(test, raw_cpu, p->half);
	check_neighbours(test, p);
	this_cpu_write(p->text, NULL);
	KUNIT_EXPECT_NULL(test, this_cpu_xchg(p->text, "new"));
	KUNIT_EXPECT_STREQ(test, this_cpu_read(p->text), "new");
}

/* Bound, so that the second access is to the same copy; then with the CPU held. */
static void ops_do_what_they_say(struct kunit *test)
{
	struct mixed *p = alloc_percpu(struct mixed);
	int cpu = (int)port_cpu();

	KUNIT_ASSERT_NOT_NULL(test, p);
	if (!port_cpu_bind(cpu)) {
		check_all(test, p);
		KUNIT_EXPECT_EQ(test, per_cpu(byte, cpu), 2);
		KUNIT_EXPECT_STREQ(test, per_cpu_ptr(p, cpu)->text, "new");
		port_cpu_bind(-1);
	}
	cpu = (int)get_cpu();
	this_cpu_write(byte, 0);
	check_all(test, p);
	KUNIT_EXPECT_EQ(test, per_cpu(byte, cpu), 2);
	put_cpu();
	free_percpu(p);
}

/* Every value is computed once, and outside the step. */
static void ops_evaluate_once(struct kunit *test)
{
	int n = 0;

	preempt_disable();
	this_cpu_write(four[0], 0);
	this_cpu_add(four[0], ++n);
	this_cpu_add_return(four[0], ++n);
	this_cpu_xchg(four[0], ++n);
	this_cpu_cmpxchg(four[n - 3], n, 4);
	this_cpu_sub(four[0], this_cpu_read(four[0]) - n);
	KUNIT_EXPECT_EQ(test, this_cpu_read(four[0]), 3);
	KUNIT_EXPECT_EQ(test, n, 3);
	this_cpu_write(four[n++], 8);
	KUNIT_EXPECT_EQ(test, n, 4);
	KUNIT_EXPECT_EQ(test, this_cpu_read(four[3]), 8);
	preempt_enable();
}

/* ---- against each other ---------------------------------------------------------------------- */

/* Now and then the thread goes elsewhere, which may be in the middle of nothing. */
static void move(struct rnd_state *rnd)
{
	u32 dice = prandom_u32_state(rnd);

	if (dice % 64 == 0)
		port_cpu_bind((int)(dice / 64 % port.nr_cpus));
	else if (dice % 64 == 1)
		port_cpu_bind(-1);
	else if (dice % 64 == 2)
		port_yield();
}

/* Each step adds 1 to hits: three of the four ways one would notice if another was lost. */
static void count(void *arg, unsigned int index)
{
	struct rnd_state rnd;

	prandom_seed_state(&rnd, kunit_seed() + index);
	for (int i = 0; i < STEPS; i++) {
		unsigned long old = this_cpu_read(hits);

		this_cpu_inc(hits);
		while (!this_cpu_try_cmpxchg(hits, &old, old + 1))
			;
		this_cpu_add_return(hits, -1);
		move(&rnd);
	}
	port_cpu_bind(-1);
}

static void ops_lose_no_update(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, test_parallel(THREADS, count, NULL), 0);
	KUNIT_EXPECT_EQ(test, sum_of(&hits), THREADS * STEPS);
}

static unsigned long taken[THREADS];

/* What goes into the pot comes out of it once, or is in it at the end. */
static void fill_and_empty(void *arg, unsigned int index)
{
	struct rnd_state rnd;
	unsigned long mine = 0;

	prandom_seed_state(&rnd, kunit_seed() + 100 + index);
	for (int i = 0; i < STEPS; i++) {
		this_cpu_add(pot, 3);
		mine += this_cpu_xchg(pot, 0);
		this_cpu_inc(pot);
		move(&rnd);
	}
	taken[index] = mine;
	port_cpu_bind(-1);
}

static void ops_exchange_hands_over_once(struct kunit *test)
{
	unsigned long sum = 0;

	KUNIT_ASSERT_EQ(test, test_parallel(THREADS, fill_and_empty, NULL), 0);
	for (int i = 0; i < THREADS; i++)
		sum += taken[i];
	KUNIT_EXPECT_EQ(test, sum + sum_of(&pot), 4 * THREADS * STEPS);
}

/* ---- against sections ------------------------------------------------------------------------ */

/* Half of them read, let the others run, and write, which none may see but who holds nothing. */
static void step_or_hold(void *arg, unsigned int index)
{
	for (int i = 0; i < STEPS; i++) {
		unsigned long *copy, seen;

		if (index % 2) {
			this_cpu_inc(hits);
			continue;
		}
		copy = &get_cpu_var(hits);
		seen = READ_ONCE(*copy);
		if (i % 4 == 0)
			port_yield();
		/* The holder's own goes to the held CPU, like anything it does. */
		this_cpu_write(hits, seen + 1);
		put_cpu_var(hits);
	}
}

static void ops_keep_out_of_sections(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, test_parallel(2 * THREADS, step_or_hold, NULL), 0);
	KUNIT_EXPECT_EQ(test, sum_of(&hits), 2 * THREADS * STEPS);
}

/**
 * struct duel - one thread reads and writes, another makes a step in between if it can.
 * @cpu: both are on this CPU.
 * @hold: the first holds it.
 * @begun: the first has read.
 * @stepped: the second has made its step.
 * @refused: how many of the two could not be bound.
 */
struct duel {
	int cpu;
	bool hold;
	u32 begun, stepped, refused;
};

static void duel(void *arg, unsigned int index)
{
	struct duel *d = arg;
	unsigned long seen;
	u64 end;

	if (port_cpu_bind(d->cpu))
		__atomic_fetch_add(&d->refused, 1, __ATOMIC_SEQ_CST);
	if (index) {
		while (!__atomic_load_n(&d->begun, __ATOMIC_SEQ_CST))
			port_yield();
		this_cpu_inc(hits);
		__atomic_store_n(&d->stepped, 1, __ATOMIC_SEQ_CST);
	} else {
		if (d->hold)
			preempt_disable();
		seen = READ_ONCE(per_cpu(hits, d->cpu));
		__atomic_store_n(&d->begun, 1, __ATOMIC_SEQ_CST);
		end = port_time_ns() + A_WHILE_NS;
		while (!__atomic_load_n(&d->stepped, __ATOMIC_SEQ_CST) &&
		       (!d->hold || port_time_ns() < end))
			port_yield();
		WRITE_ONCE(per_cpu(hits, d->cpu), seen + 1);
		if (d->hold)
			preempt_enable();
	}
	port_cpu_bind(-1);
}

static void run_duel(struct kunit *test, struct duel *d)
{
	d->cpu = (int)port_cpu();
	KUNIT_ASSERT_EQ(test, test_parallel(2, duel, d), 0);
	if (d->refused)
		kunit_skip(test, "the host does not let threads be bound to CPU %d", d->cpu);
}

static void ops_wait_for_the_holder(struct kunit *test)
{
	struct duel d = { .hold = true };

	run_duel(test, &d);
	KUNIT_EXPECT_EQ(test, per_cpu(hits, d.cpu), 2);
}

/* The same without holding the CPU: what shows that the one above is no accident. */
static void ops_are_lost_where_nobody_holds(struct kunit *test)
{
	struct duel d = { .hold = false };

	run_duel(test, &d);
	KUNIT_EXPECT_EQ(test, per_cpu(hits, d.cpu), 1);
}

/**
 * struct siege - one thread sits on a CPU, another therefore takes the next one from afar, on which
 * a third makes steps.
 * @seat, @target: the two CPUs.
 * @seated, @over: how far it has come.
 * @steps: how many the third has made.
 */
struct siege {
	int seat, target;
	u32 seated, over;
	unsigned long steps;
};

static void siege_sit(struct siege *s)
{
	port_cpu_bind(s->seat);
	preempt_disable();
	__atomic_store_n(&s->seated, 1, __ATOMIC_SEQ_CST);
	while (!__atomic_load_n(&s->over, __ATOMIC_SEQ_CST))
		port_yield();
	preempt_enable();
}

static void siege_take(struct siege *s)
{
	while (!__atomic_load_n(&s->seated, __ATOMIC_SEQ_CST))
		port_yield();
	for (int i = 0; i < STEPS; i++) {
		unsigned long *copy = &get_cpu_var(hits);

		WRITE_ONCE(*copy, READ_ONCE(*copy) + 1);
		put_cpu_var(hits);
	}
	__atomic_store_n(&s->over, 1, __ATOMIC_SEQ_CST);
}

static void siege_step(struct siege *s)
{
	port_cpu_bind(s->target);
	while (!__atomic_load_n(&s->over, __ATOMIC_SEQ_CST)) {
		for (int i = 0; i < 64; i++)
			this_cpu_inc(hits);
		s->steps += 64;
	}
}

static void siege(void *arg, unsigned int index)
{
	void (*const roles[])(struct siege * s) = { siege_sit, siege_take, siege_step };

	roles[index](arg);
	port_cpu_bind(-1);
}

static void ops_on_a_cpu_taken_from_afar(struct kunit *test)
{
	struct siege s = { .seat = (int)port_cpu() };

	if (port.nr_cpus < 2)
		kunit_skip(test, "there is one CPU only");
	s.target = (s.seat + 1) % (int)port.nr_cpus;
	KUNIT_ASSERT_EQ(test, test_parallel(3, siege, &s), 0);
	KUNIT_EXPECT_EQ(test, sum_of(&hits), STEPS + s.steps);
}

/* The host may move who holds a CPU; its copies stay those of that CPU. */
static void ops_of_a_moved_holder(struct kunit *test)
{
	unsigned int cpu = get_cpu(), other = (cpu + 1) % port.nr_cpus;
	bool moved = other != cpu && !port_cpu_bind((int)other);

	if (moved) {
		port_yield();
		for (int i = 0; i < 3; i++)
			this_cpu_inc(hits);
		this_cpu_add_return(hits, 10);
		*this_cpu_ptr(&hits) += 100;
	}
	put_cpu();
	port_cpu_bind(-1);
	if (!moved)
		kunit_skip(test, "there is one CPU only");
	KUNIT_EXPECT_EQ(test, per_cpu(hits, cpu), 113);
	KUNIT_EXPECT_EQ(test, per_cpu(hits, other), 0);
}

static struct kunit_case ops_cases[] = {
	KUNIT_CASE(ops_do_what_they_say),
	KUNIT_CASE(ops_evaluate_once),
	KUNIT_CASE(ops_lose_no_update),
	KUNIT_CASE(ops_exchange_hands_over_once),
	KUNIT_CASE(ops_keep_out_of_sections),
	KUNIT_CASE(ops_wait_for_the_holder),
	KUNIT_CASE(ops_are_lost_where_nobody_holds),
	KUNIT_CASE(ops_on_a_cpu_taken_from_afar),
	KUNIT_CASE(ops_of_a_moved_holder),
	{},
};

static struct kunit_suite ops_suite = {
	.name = "percpu_ops",
	.init = ops_boot_real,
	.exit = ops_halt,
	.test_cases = ops_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN, .concurrent = true },
};

static struct kunit_suite ops_simulated_suite = {
	.name = "percpu_ops_simulated",
	.init = ops_boot_simulated,
	.exit = ops_halt,
	.test_cases = ops_cases,
	.attr = { .machine = KUNIT_MACHINE_OWN, .concurrent = true },
};
kunit_test_suites(&ops_suite, &ops_simulated_suite);
