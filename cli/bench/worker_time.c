// SPDX-License-Identifier: MIT
/*
 * Loops timed as a whole, by one thread or between two.
 *
 * How often a loop runs in one go is found out first, which warms it up, too: so often that it
 * takes long against the clock's grain and short against a time slice.  Then it is timed several
 * times, and the fastest counts: whatever else the host does can only make it slower.
 */
#include <pthread.h>
#include <sched.h>
#include <string.h>

#include "cli/bench/bench.h"

/* ---- timing ---------------------------------------------------------------------------------- */

static uint64_t time_loop(loop_fn *loop, struct work *w, unsigned long n)
{
	const uint64_t begin = worker_now();

	worker_loop(loop, w, n);
	return worker_now() - begin;
}

/* How many turns of @loop take @ns. */
static unsigned long turns_for(loop_fn *loop, struct work *w, uint64_t ns)
{
	unsigned long n = 1;
	uint64_t took;

	/* From an eighth on the clock's grain is no matter. */
	while ((took = time_loop(loop, w, n)) < ns / 8)
		n *= 2;
	n = (unsigned long)((double)n * (double)ns / (double)took);
	return n ? n : 1;
}

/* Say nanoseconds for one of the @each operations of a turn. */
static void say_time(const struct worker *worker, loop_fn *loop, struct work *w, unsigned int each)
{
	const unsigned long n = turns_for(loop, w, worker->effort->repeat_ns);
	uint64_t best = UINT64_MAX;

	for (unsigned int i = 0; i < worker->effort->repeats; i++) {
		const uint64_t took = time_loop(loop, w, n);

		if (took < best)
			best = took;
	}
	worker_say("", (double)best / (double)n / each);
}

/* ---- one thread ------------------------------------------------------------------------------ */

static void fill_order(u32 *order, enum bench_order kind)
{
	uint32_t random = 12345;

	for (u32 i = 0; i < BATCH_OBJECTS; i++)
		order[i] = kind == ORDER_LIFO ? BATCH_OBJECTS - 1 - i : i;
	for (u32 i = BATCH_OBJECTS - 1; i && kind == ORDER_SHUFFLED; i--) {
		u32 with, old = order[i];

		random = random * 1664525 + 1013904223;
		with = (random >> 8) % (i + 1);
		order[i] = order[with];
		order[with] = old;
	}
}

void worker_time(const struct worker *worker)
{
	static u32 order[BATCH_OBJECTS];
	const struct loops *loops = worker->loops;
	struct work w = {
		.size = worker->c->size,
		.cache = worker->cache,
		.slots = worker_room(LIVE_OBJECTS * sizeof(void *)),
		.bytes = worker_room(LIVE_OBJECTS * sizeof(u16)),
		.nr = LIVE_OBJECTS,
		.order = order,
	};

	fill_order(order, worker->c->order);
	switch (worker->c->kind) {
	case KIND_PAIRS:
		say_time(worker, loops->pairs, &w, 1);
		break;
	case KIND_CONSTANT:
		say_time(worker, loops->constant[worker->c->constant], &w, 1);
		break;
	case KIND_BATCHES:
		say_time(worker, loops->batches, &w, BATCH_OBJECTS);
		break;
	case KIND_BULKS:
		say_time(worker, loops->bulks, &w, BULK_OBJECTS);
		break;
	case KIND_CHURN:
		say_time(worker, loops->churn, &w, 1);
		break;
	default:
		worker_loop(loops->fill, &w, LIVE_OBJECTS);
		say_time(worker, loops->replace, &w, 1);
		break;
	}
}

/* ---- two threads ----------------------------------------------------------------------------- */

struct consumer {
	const struct loops *loops;
	struct work *w;
	cpu_set_t cpu;
};

static void *consumer_main(void *data)
{
	struct consumer *consumer = data;

	pthread_setaffinity_np(pthread_self(), sizeof(consumer->cpu), &consumer->cpu);
	consumer->loops->consume(consumer->w, 0);
	return NULL;
}

/* Of the CPUs that this process may use: one for each thread, or the same where there is one. */
static void split_cpus(cpu_set_t *first, cpu_set_t *last)
{
	cpu_set_t all;
	int from = -1, to = 0;

	sched_getaffinity(0, sizeof(all), &all);
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, &all)) {
			from = from < 0 ? cpu : from;
			to = cpu;
		}
	CPU_ZERO(first);
	CPU_SET(from, first);
	CPU_ZERO(last);
	CPU_SET(to, last);
}

void worker_cross(const struct worker *worker)
{
	static struct ring ring;
	struct work w = { .size = worker->c->size, .cache = worker->cache, .ring = &ring };
	struct consumer consumer = { .loops = worker->loops, .w = &w };
	cpu_set_t mine;
	pthread_t thread;

	split_cpus(&consumer.cpu, &mine);
	if (pthread_create(&thread, NULL, consumer_main, &consumer))
		worker_fail("the host gives no thread");
	pthread_setaffinity_np(pthread_self(), sizeof(mine), &mine);
	say_time(worker, worker->loops->produce, &w, 1);
	__atomic_store_n(&ring.stop, true, __ATOMIC_RELAXED);
	pthread_join(thread, NULL);
}
