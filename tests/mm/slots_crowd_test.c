// SPDX-License-Identifier: MIT
/*
 * Many more threads than CPUs on the same arrays.
 *
 * A thread that the host stops inside an operation on an array, lets another run there and goes on
 * later, perhaps on another CPU, must find nothing half done.  So threads outnumber CPUs here, and
 * operations move many pointers, which makes them long.  Each pointer is a number that one thread
 * or one array has at any time: who takes it marks it, and finds it unmarked.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/prandom.h>
#include <linux/slab.h>
#include <mm/boot/boot.h>
#include <tests/mm/mm_test.h>
#include <tests/parallel.h>

#define THREADS_PER_CPU 4
#define THREADS_MIN	16
#define TOKENS_EACH	64 /* that a thread begins with */
#define POCKET		512
#define STEPS		10000
#define MOST		256 /* pointers that one operation moves */

/**
 * struct crowd - threads and what they fight for.
 * @owned: for each token: a thread has it; NULL is no token.
 * @twice: tokens that were taken by two, or never were any.
 * @running: threads that are not done.
 * @rounds: of the one who empties and resizes the arrays against them.
 */
struct crowd {
	struct slots slots[2];
	unsigned int nr_threads, nr_tokens;
	u8 *owned;
	void ***pockets;
	unsigned int *have;
	unsigned int twice, running, rounds;
};

static void own(struct crowd *c, void *const *tokens, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		unsigned long token = (unsigned long)tokens[i];

		if (!token || token > c->nr_tokens ||
		    __atomic_exchange_n(&c->owned[token], 1, __ATOMIC_RELAXED))
			__atomic_fetch_add(&c->twice, 1, __ATOMIC_RELAXED);
	}
}

/* Before they are put: as soon as they are, another thread may have them. */
static void disown(struct crowd *c, void *const *tokens, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		__atomic_store_n(&c->owned[(unsigned long)tokens[i]], 0, __ATOMIC_RELAXED);
}

static void take_some(struct crowd *c, struct slots *slots, unsigned int index, unsigned int n)
{
	void **to = c->pockets[index] + c->have[index];

	n = min(n, POCKET - c->have[index]);
	if (n == 1 && port.lockless_slots) {
		*to = port_slot_take(&slots->array);
		n = *to != NULL;
	} else {
		n = slots_take(slots, to, n);
	}
	own(c, to, n);
	c->have[index] += n;
}

/* The last @n of the pocket; what does not fit moves down. */
static void put_some(struct crowd *c, struct slots *slots, unsigned int index, unsigned int n,
		     bool by_offset)
{
	void **from;
	unsigned int put;

	n = min(n, c->have[index]);
	from = c->pockets[index] + c->have[index] - n;
	disown(c, from, n);
	if (n == 1 && port.lockless_slots)
		put = by_offset ? port_slot_put_at(slots_offset(slots), *from) :
				  port_slot_put(&slots->array, *from);
	else
		put = slots_put(slots, from, n);
	memmove(from, from + put, (n - put) * sizeof(*from));
	c->have[index] -= put;
	own(c, from, n - put);
}

/* One pointer as often as many. */
static void crowd_step(struct crowd *c, struct rnd_state *rnd, unsigned int index)
{
	u32 random = prandom_u32_state(rnd);
	struct slots *slots = &c->slots[random & 1];
	unsigned int n = random & 2 ? 1 : prandom_u32_state(rnd) % MOST;

	if (random & 4)
		take_some(c, slots, index, n);
	else
		put_some(c, slots, index, n, random & 8);
}

/* What was in the arrays goes to a pocket of the emptier's own, and from there back. */
static void crowd_drained(void *ctx, void **objs, unsigned int n)
{
	struct crowd *c = ctx;
	unsigned int index = c->nr_threads;

	own(c, objs, n);
	memcpy(c->pockets[index] + c->have[index], objs, n * sizeof(*objs));
	c->have[index] += n;
}

static void crowd_empty(struct crowd *c, struct rnd_state *rnd, unsigned int index)
{
	struct slots *slots = &c->slots[prandom_u32_state(rnd) & 1];
	unsigned int cpu = prandom_u32_state(rnd) % port.nr_slot_cpus;

	slots_resize(slots, cpu, prandom_u32_state(rnd) % MOST);
	put_some(c, slots, index, MOST, false);
	if (prandom_u32_state(rnd) & 1)
		slots_drain(slots, crowd_drained, c, false);
	else
		slots_drain_cpu(slots, cpu, crowd_drained, c);
	__atomic_fetch_add(&c->rounds, 1, __ATOMIC_RELAXED);
	port_yield();
}

static void crowd_thread(void *arg, unsigned int index)
{
	struct crowd *c = arg;
	struct rnd_state rnd;

	prandom_seed_state(&rnd, kunit_seed() + index);
	if (index == c->nr_threads) {
		/* The others may be done before this thread has begun. */
		do
			crowd_empty(c, &rnd, index);
		while (__atomic_load_n(&c->running, __ATOMIC_RELAXED));
		return;
	}
	for (unsigned int i = 0; i < STEPS; i++)
		crowd_step(c, &rnd, index);
	__atomic_fetch_sub(&c->running, 1, __ATOMIC_RELAXED);
}

/* The last pocket is the emptier's, who may come to have all there are. */
static void crowd_gather(struct kunit *test, struct crowd *c)
{
	void **pockets;

	c->nr_threads =
		clamp(THREADS_PER_CPU * port.nr_cpus, (u32)THREADS_MIN, (u32)TEST_THREADS_MAX - 1);
	c->nr_tokens = c->nr_threads * TOKENS_EACH;
	c->running = c->nr_threads;
	c->owned = kunit_kzalloc(test, c->nr_tokens + 1, GFP_KERNEL);
	c->have = kunit_kcalloc(test, c->nr_threads + 1, sizeof(*c->have), GFP_KERNEL);
	c->pockets = kunit_kcalloc(test, c->nr_threads + 1, sizeof(*c->pockets), GFP_KERNEL);
	pockets = kunit_kcalloc(test, c->nr_threads * POCKET + c->nr_tokens, sizeof(*pockets),
				GFP_KERNEL);
	KUNIT_ASSERT_TRUE(test, c->owned && c->have && c->pockets && pockets);
	for (unsigned int i = 0; i <= c->nr_threads; i++)
		c->pockets[i] = pockets + i * POCKET;
	for (unsigned long i = 0; i < c->nr_tokens; i++) {
		unsigned int index = i / TOKENS_EACH;

		c->owned[i + 1] = 1;
		c->pockets[index][c->have[index]++] = (void *)(i + 1);
	}
}

static void crowd_run(struct kunit *test, bool emptier)
{
	struct crowd *c = kunit_kzalloc(test, sizeof(*c), GFP_KERNEL);
	unsigned int all = 0;

	KUNIT_ASSERT_NOT_NULL(test, c);
	crowd_gather(test, c);
	kunit_info(test, "%u threads on %u CPUs, arrays %s", c->nr_threads, port.nr_cpus,
		   port.lockless_slots ? "without locks" : "with locks");
	for (int i = 0; i < 2; i++)
		KUNIT_ASSERT_EQ(test, slots_create(&c->slots[i], i ? 511 : 127), 0);
	KUNIT_ASSERT_EQ(test, test_parallel(c->nr_threads + emptier, crowd_thread, c), 0);
	KUNIT_EXPECT_EQ(test, c->rounds > 0, emptier);
	for (int i = 0; i < 2; i++) {
		slots_drain(&c->slots[i], crowd_drained, c, true);
		slots_destroy(&c->slots[i]);
	}
	KUNIT_EXPECT_EQ_MSG(test, c->twice, 0u, "seed %llu", kunit_seed());
	for (unsigned int i = 0; i <= c->nr_threads; i++)
		all += c->have[i];
	KUNIT_EXPECT_EQ_MSG(test, all, c->nr_tokens, "seed %llu", kunit_seed());
	for (unsigned int i = 1; i <= c->nr_tokens; i++)
		KUNIT_EXPECT_TRUE_MSG(test, c->owned[i], "token %u, seed %llu", i, kunit_seed());
}

static void slots_in_a_crowd(struct kunit *test)
{
	crowd_run(test, false);
}

static void slots_in_a_crowd_emptied(struct kunit *test)
{
	crowd_run(test, true);
}

static struct kunit_case slots_crowd_cases[] = {
	KUNIT_CASE(slots_in_a_crowd),
	KUNIT_CASE(slots_in_a_crowd_emptied),
	{},
};

static struct kunit_suite slots_crowd_suite = {
	.name = "slots_crowd",
	.init = mm_test_init,
	.test_cases = slots_crowd_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
	.attr.concurrent = true,
};
kunit_test_suite(slots_crowd_suite);
