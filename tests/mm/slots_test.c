// SPDX-License-Identifier: MIT
/*
 * Arrays of pointers on every CPU, with the lockless primitive and with the locks instead.
 *
 * The pointers are numbers here: the arrays never look at what they point to.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/prandom.h>
#include <linux/slab.h>
#include <mm/boot/boot.h>
#include <tests/mm/mm_test.h>
#include <tests/parallel.h>

static void *token(unsigned long i)
{
	return (void *)(i + 1);
}

static unsigned long token_number(const void *p)
{
	return (unsigned long)p - 1;
}

static unsigned int take_one(struct slots *slots, void **p)
{
	return slots_take(slots, p, 1);
}

static unsigned int put_one(struct slots *slots, void *p)
{
	return slots_put(slots, &p, 1);
}

/* For slots_drain() and slots_for_each(): how often each token was met. */
struct count {
	unsigned int *seen;
	unsigned long total, max;
};

static void count_one(void *ctx, void *obj)
{
	struct count *c = ctx;

	c->total++;
	if (token_number(obj) < c->max)
		__atomic_fetch_add(&c->seen[token_number(obj)], 1, __ATOMIC_RELAXED);
}

static void count_batch(void *ctx, void **objs, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		count_one(ctx, objs[i]);
}

/* Empty and give back; a test that kept its thread on one CPU finds @expect pointers. */
static void finish(struct kunit *test, struct slots *slots, unsigned long expect)
{
	struct count c = {};

	slots_drain(slots, count_batch, &c, true);
	KUNIT_EXPECT_EQ(test, c.total, expect);
	slots_destroy(slots);
	KUNIT_EXPECT_NULL(test, slots->memory);
}

/* ---- one CPU --------------------------------------------------------------------------------- */

/*
 * The host may move the test's thread to another CPU at any time, where the array is another.  So
 * what must hold on one CPU is tried until a round had no move; a round that goes wrong without
 * one goes wrong every time.
 */
#define ON_ONE_CPU(test, condition, round)              \
	do {                                            \
		int __try = 0;                          \
                                                        \
		do {                                    \
			round;                          \
		} while (!(condition) && ++__try < 50); \
		KUNIT_EXPECT_TRUE(test, condition);     \
	} while (0)

/* Return: true where the array of @capacity holds just that, last in first out. */
static bool full_round(struct slots *slots, u32 capacity)
{
	struct count c = {};
	unsigned long i;
	void *p;
	bool ok = true;

	slots_drain(slots, count_batch, &c, false);
	ok &= !take_one(slots, &p);
	for (i = 0; i < capacity; i++)
		ok &= put_one(slots, token(i));
	ok &= !put_one(slots, token(i));
	ok &= slots_count(slots) == capacity;
	while (i--)
		ok &= take_one(slots, &p) && token_number(p) == i;
	ok &= !take_one(slots, &p);
	return ok;
}

static void slots_hold_their_capacity(struct kunit *test)
{
	static const u32 capacities[] = { 1, 2, 3, 7, 15, 16, 126, 127, 128, 511 };

	for (size_t i = 0; i < ARRAY_SIZE(capacities); i++) {
		struct slots slots;
		bool ok = false;

		KUNIT_ASSERT_EQ(test, slots_create(&slots, capacities[i]), 0);
		KUNIT_EXPECT_EQ(test, slots.capacity, capacities[i]);
		ON_ONE_CPU(test, ok, ok = full_round(&slots, capacities[i]));
		finish(test, &slots, slots_count(&slots));
	}
}

static bool partial_round(struct slots *slots)
{
	struct count c = {};
	void *in[10], *out[10];
	bool ok = true;

	for (unsigned long i = 0; i < 10; i++)
		in[i] = token(i);
	slots_drain(slots, count_batch, &c, false);
	ok &= slots_take(slots, out, 10) == 0;
	ok &= slots_put(slots, in, 0) == 0;
	ok &= slots_put(slots, in, 5) == 5;
	ok &= slots_put(slots, in + 5, 5) == 2;
	ok &= slots_put(slots, in, 3) == 0;
	ok &= slots_take(slots, out, 0) == 0;
	/* The last ones, in the order they went in. */
	ok &= slots_take(slots, out, 3) == 3 && !memcmp(out, in + 4, 3 * sizeof(*in));
	ok &= slots_take(slots, out, 10) == 4 && !memcmp(out, in, 4 * sizeof(*in));
	ok &= slots_take(slots, out, 1) == 0;
	return ok;
}

static void slots_take_and_put_some(struct kunit *test)
{
	struct slots slots;
	bool ok = false;

	KUNIT_ASSERT_EQ(test, slots_create(&slots, 7), 0);
	ON_ONE_CPU(test, ok, ok = partial_round(&slots));
	finish(test, &slots, slots_count(&slots));
}

/* The short forms, which only a world with the primitive has. */
static bool primitive_round(struct slots *slots)
{
	struct count c = {};
	void *in[4] = { token(0), token(1), token(2), token(3) }, *out[4];
	bool ok = true;

	slots_drain(slots, count_batch, &c, false);
	ok &= !port_slot_take(&slots->array);
	ok &= port_slot_put(&slots->array, token(9));
	ok &= port_slot_put_n(&slots->array, in, 4) == 2;
	ok &= !port_slot_put(&slots->array, token(9));
	ok &= port_slot_take_n(&slots->array, out, 2) == 2 && out[0] == in[0] && out[1] == in[1];
	ok &= port_slot_take(&slots->array) == token(9);
	ok &= port_slot_take_n(&slots->array, out, 2) == 0;
	return ok;
}

static void slots_by_the_primitive(struct kunit *test)
{
	struct slots slots;
	bool ok = false;
	void *p;

	KUNIT_ASSERT_EQ(test, slots_create(&slots, 3), 0);
	if (port.lockless_slots) {
		ON_ONE_CPU(test, ok, ok = primitive_round(&slots));
	} else {
		/* It finds nothing and no room, whichever CPU of the host it runs on. */
		p = token(1);
		KUNIT_EXPECT_FALSE(test, port_slot_put(&slots.array, p));
		KUNIT_EXPECT_EQ(test, port_slot_put_n(&slots.array, &p, 1), 0u);
		KUNIT_EXPECT_NULL(test, port_slot_take(&slots.array));
		KUNIT_EXPECT_EQ(test, port_slot_take_n(&slots.array, &p, 1), 0u);
	}
	finish(test, &slots, slots_count(&slots));
}

/* ---- turned off ------------------------------------------------------------------------------ */

struct thing {
	unsigned long owner;
};

static noinline const void *pass_on(struct slots *slots, const struct thing *thing)
{
	OPTIMIZER_HIDE_VAR(slots);
	return thing;
}

/*
 * No pointer, and one that will not do, go the same way here: a compiler that mistakes what an
 * empty array gives hands on what a register had.
 */
static noinline const void *take_of(struct slots *slots, unsigned long owner)
{
	struct thing *thing = port_slot_take(&slots->array);

	if (unlikely(!thing || thing->owner != owner))
		return pass_on(slots, thing);
	thing->owner = 0;
	return NULL;
}

static void slots_without_any_give_null(struct kunit *test)
{
	struct slots slots;

	KUNIT_ASSERT_EQ(test, slots_create(&slots, 4), 0);
	KUNIT_EXPECT_PTR_EQ(test, take_of(&slots, 1), NULL);
	finish(test, &slots, 0);
}

static void slots_of_none(struct kunit *test)
{
	struct slots slots;
	struct count c = {};
	void *p = token(0);

	slots_none(&slots);
	KUNIT_EXPECT_EQ(test, slots_put(&slots, &p, 1), 0u);
	KUNIT_EXPECT_EQ(test, slots_take(&slots, &p, 1), 0u);
	KUNIT_EXPECT_FALSE(test, port_slot_put(&slots.array, p));
	KUNIT_EXPECT_NULL(test, port_slot_take(&slots.array));
	KUNIT_EXPECT_EQ(test, slots_count(&slots), 0ul);
	slots_drain(&slots, count_batch, &c, false);
	slots_for_each(&slots, count_one, &c);
	KUNIT_EXPECT_EQ(test, c.total, 0ul);
	slots_destroy(&slots);
}

static void slots_drained_and_off(struct kunit *test)
{
	unsigned int seen[100] = {};
	struct count c = { .seen = seen, .max = 100 };
	struct slots slots;
	void *p;

	KUNIT_ASSERT_EQ(test, slots_create(&slots, 127), 0);
	for (unsigned long i = 0; i < 100; i++)
		KUNIT_EXPECT_EQ(test, put_one(&slots, token(i)), 1u);
	KUNIT_EXPECT_EQ(test, slots_count(&slots), 100ul);
	slots_for_each(&slots, count_one, &c);
	KUNIT_EXPECT_EQ(test, c.total, 100ul);
	slots_drain(&slots, count_batch, &c, false);
	KUNIT_EXPECT_EQ(test, c.total, 200ul);
	for (int i = 0; i < 100; i++)
		KUNIT_EXPECT_EQ(test, seen[i], 2u);
	KUNIT_EXPECT_EQ(test, slots_count(&slots), 0ul);
	/* On again, and then off. */
	KUNIT_EXPECT_EQ(test, put_one(&slots, token(5)), 1u);
	slots_drain(&slots, count_batch, &c, true);
	KUNIT_EXPECT_EQ(test, c.total, 201ul);
	KUNIT_EXPECT_FALSE(test, port_slot_put(&slots.array, token(6)));
	KUNIT_EXPECT_NULL(test, port_slot_take(&slots.array));
	KUNIT_EXPECT_EQ(test, take_one(&slots, &p), 0u);
	KUNIT_EXPECT_EQ(test, put_one(&slots, token(6)), 0u);
	slots_destroy(&slots);
}

/* ---- slot memory ----------------------------------------------------------------------------- */

#define MANY 3000

static void slots_run_out(struct kunit *test)
{
	struct slots *all = kunit_kcalloc(test, MANY, sizeof(*all), GFP_KERNEL), one;
	unsigned int n, again;

	KUNIT_ASSERT_NOT_NULL(test, all);
	KUNIT_EXPECT_EQ(test, slots_create(&one, PORT_SLOT_BYTES / sizeof(void *)), -ENOMEM);
	KUNIT_EXPECT_EQ(test, slots_create(&one, ~0u), -ENOMEM);
	for (n = 0; n < MANY && !slots_create(&all[n], 511); n++)
		;
	KUNIT_EXPECT_GT(test, n, 400u);
	KUNIT_EXPECT_LT(test, n, (unsigned int)MANY);
	KUNIT_EXPECT_FALSE(test, port_slot_put(&all[n].array, token(0)));
	/* No two arrays overlap. */
	for (unsigned int i = 0; i < n; i++)
		KUNIT_EXPECT_EQ(test, put_one(&all[i], token(i)), 1u);
	for (unsigned int i = 0; i < n; i++) {
		struct count c = {};

		KUNIT_EXPECT_EQ(test, slots_count(&all[i]), 1ul);
		slots_drain(&all[i], count_batch, &c, true);
		slots_destroy(&all[i]);
	}
	for (again = 0; again < MANY && !slots_create(&all[again], 511); again++)
		;
	KUNIT_EXPECT_EQ(test, again, n);
	while (again--) {
		struct count c = {};

		slots_drain(&all[again], count_batch, &c, true);
		slots_destroy(&all[again]);
	}
}

/* A cache that gets no array works without. */
static void slots_are_not_needed(struct kunit *test)
{
	struct slots *all = kunit_kcalloc(test, MANY, sizeof(*all), GFP_KERNEL);
	struct kmem_cache *s;
	void *objects[300];
	unsigned int n = 0;

	KUNIT_ASSERT_NOT_NULL(test, all);
	for (u32 capacity = 511; capacity; capacity /= 2)
		while (n < MANY && !slots_create(&all[n], capacity))
			n++;
	s = kmem_cache_create("slots_none", 72, 0, SLAB_NO_MERGE, NULL);
	KUNIT_ASSERT_NOT_NULL(test, s);
	KUNIT_EXPECT_EQ(test, kmem_cache_alloc_bulk(s, GFP_KERNEL, 300, objects), 300);
	for (int i = 0; i < 300; i++)
		mm_test_fill(objects[i], 72, i);
	for (int i = 0; i < 300; i++) {
		KUNIT_EXPECT_TRUE(test, mm_test_filled(objects[i], 72, i));
		kmem_cache_free(s, objects[i]);
	}
	kmem_cache_destroy(s);
	while (n--) {
		struct count c = {};

		slots_drain(&all[n], count_batch, &c, true);
		slots_destroy(&all[n]);
	}
}

/* ---- many threads ---------------------------------------------------------------------------- */

#define THREADS 4
#define TOKENS	400
#define STEPS	20000

struct crowd {
	struct slots a, b;
	unsigned int held[THREADS][TOKENS]; /* tokens a thread has at its end */
	unsigned int drains, misuses;
	unsigned int running;
	struct count drained;
};

/* Move tokens between the arrays and a pocket, by every operation there is. */
static void crowd_step(struct crowd *c, struct rnd_state *rnd, void **pocket, unsigned int *have)
{
	struct slots *slots = prandom_u32_state(rnd) & 1 ? &c->a : &c->b;
	unsigned int n = prandom_u32_state(rnd) % 9, got;
	void *p;

	switch (prandom_u32_state(rnd) % 4) {
	case 0:
		*have += slots_take(slots, pocket + *have, min(n, TOKENS - *have));
		break;
	case 1:
		n = min(n, *have);
		got = slots_put(slots, pocket + *have - n, n);
		/* From the first on: what did not fit moves down. */
		memmove(pocket + *have - n, pocket + *have - n + got, (n - got) * sizeof(p));
		*have -= got;
		break;
	case 2:
		p = *have < TOKENS ? port_slot_take(&slots->array) : NULL;
		if (p)
			pocket[(*have)++] = p;
		break;
	case 3:
		if (*have && port_slot_put(&slots->array, pocket[*have - 1]))
			(*have)--;
		break;
	}
}

/* What was drained goes back into play, as far as there is room. */
static void hand_on(void *ctx, void **objs, unsigned int n)
{
	struct crowd *c = ctx;
	unsigned int put = slots_put(&c->b, objs, n);

	count_batch(&c->drained, objs + put, n - put);
}

static void crowd_thread(void *arg, unsigned int index)
{
	struct crowd *c = arg;
	struct rnd_state rnd;
	void *pocket[TOKENS];
	unsigned int have = 0;

	prandom_seed_state(&rnd, kunit_seed() + index);
	if (index == THREADS) {
		/* The emptier, against all of them. */
		while (READ_ONCE(c->running)) {
			slots_drain(&c->a, hand_on, c, false);
			WRITE_ONCE(c->drains, c->drains + 1);
			port_yield();
		}
		return;
	}
	for (unsigned long i = index; i < TOKENS; i += THREADS)
		pocket[have++] = token(i);
	for (int i = 0; i < STEPS; i++) {
		crowd_step(c, &rnd, pocket, &have);
		while (i == STEPS / 2 && !READ_ONCE(c->drains))
			port_yield();
	}
	for (unsigned int i = 0; i < have; i++)
		if (token_number(pocket[i]) < TOKENS)
			c->held[index][token_number(pocket[i])]++;
		else
			__atomic_fetch_add(&c->misuses, 1, __ATOMIC_RELAXED);
	__atomic_fetch_sub(&c->running, 1, __ATOMIC_RELEASE);
}

/* Each token is in one place at the end: a pocket, an array, or the emptier's count. */
static void slots_from_many_threads(struct kunit *test)
{
	struct crowd *c = kunit_kzalloc(test, sizeof(*c), GFP_KERNEL);
	unsigned int *seen = kunit_kcalloc(test, TOKENS, sizeof(*seen), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, c);
	KUNIT_ASSERT_NOT_NULL(test, seen);
	c->drained = (struct count){ .seen = seen, .max = TOKENS };
	c->running = THREADS;
	KUNIT_ASSERT_EQ(test, slots_create(&c->a, 31), 0);
	KUNIT_ASSERT_EQ(test, slots_create(&c->b, 63), 0);
	KUNIT_ASSERT_EQ(test, test_parallel(THREADS + 1, crowd_thread, c), 0);
	KUNIT_EXPECT_GT(test, c->drains, 0u);
	KUNIT_EXPECT_EQ(test, c->misuses, 0u);
	slots_drain(&c->a, count_batch, &c->drained, true);
	slots_drain(&c->b, count_batch, &c->drained, true);
	for (int i = 0; i < TOKENS; i++) {
		for (int t = 0; t < THREADS; t++)
			seen[i] += c->held[t][i];
		KUNIT_EXPECT_EQ_MSG(test, seen[i], 1u, "token %d, seed %llu", i, kunit_seed());
	}
	slots_destroy(&c->a);
	slots_destroy(&c->b);
}

static struct kunit_case slots_cases[] = {
	KUNIT_CASE_PARAM(slots_hold_their_capacity, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(slots_take_and_put_some, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(slots_by_the_primitive, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(slots_without_any_give_null, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(slots_of_none, mm_test_worlds_gen_params),
	KUNIT_CASE_PARAM(slots_drained_and_off, mm_test_worlds_gen_params),
	KUNIT_CASE(slots_run_out),
	KUNIT_CASE(slots_are_not_needed),
	{},
};

static struct kunit_suite slots_suite = {
	.name = "slots",
	.init = mm_test_init,
	.test_cases = slots_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
};

static struct kunit_case slots_threads_cases[] = {
	KUNIT_CASE_PARAM(slots_from_many_threads, mm_test_worlds_gen_params),
	{},
};

static struct kunit_suite slots_threads_suite = {
	.name = "slots_threads",
	.init = mm_test_init,
	.test_cases = slots_threads_cases,
	.attr.machine = KUNIT_MACHINE_OWN,
	.attr.concurrent = true,
};
kunit_test_suites(&slots_suite, &slots_threads_suite);
