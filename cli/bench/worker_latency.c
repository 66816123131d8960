// SPDX-License-Identifier: MIT
/*
 * How long single calls take, the slowest above all.
 *
 * Each call stands between two readings of the processor's counter, which wait for what came
 * before to be done: so what is timed is how long a call takes by itself, not how much of it hides
 * behind other work.  What the readings take is subtracted.  The host's interrupts are in the
 * figures; the longest of as many pairs of readings with no call in between shows how much they do.
 */
#include <string.h>

#include "cli/bench/bench.h"

/* Enough to have seen the shortest. */
#define READINGS 100000

static struct latencies latencies;

static double ns_per_tick(const struct loops *loops)
{
	const uint64_t span = 20000000, begin_ns = worker_now(), begin = loops->ticks();
	uint64_t end_ns;

	do
		end_ns = worker_now();
	while (end_ns - begin_ns < span);
	return (double)(end_ns - begin_ns) / (double)(loops->ticks() - begin);
}

static void reset(uint64_t overhead)
{
	memset(&latencies, 0, sizeof(latencies));
	latencies.overhead = overhead;
}

static uint64_t shortest(void)
{
	unsigned int bucket = 0;

	while (!latencies.count[bucket])
		bucket++;
	return latency_from(bucket);
}

/* What @share of all calls did not exceed, in ticks. */
static double quantile(double share)
{
	const double wanted = share * (double)latencies.calls;
	uint64_t sum = 0;
	unsigned int bucket = 0;

	while ((double)(sum += latencies.count[bucket]) < wanted)
		bucket++;
	return (double)(latency_from(bucket) + latency_from(bucket + 1) - 1) / 2;
}

void worker_latency(const struct worker *worker)
{
	const struct loops *loops = worker->loops;
	const double ns = ns_per_tick(loops);
	const unsigned long calls = worker->effort->calls;
	struct work w = {
		.slots = worker_room(LIVE_OBJECTS * sizeof(void *)),
		.bytes = worker_room(LIVE_OBJECTS * sizeof(u16)),
		.nr = LIVE_OBJECTS,
		.latencies = &latencies,
	};
	uint64_t overhead, no_call;

	reset(0);
	worker_loop(loops->nothing, &w, READINGS);
	overhead = shortest();
	reset(overhead);
	worker_loop(loops->nothing, &w, calls);
	no_call = latencies.longest;

	worker_loop(loops->fill, &w, LIVE_OBJECTS);
	worker_loop(loops->replace, &w, LIVE_OBJECTS);
	reset(overhead);
	/* Two calls replace one object. */
	worker_loop(loops->timed, &w, calls / 2);
	worker_say("_p50", quantile(0.50) * ns);
	worker_say("_p99", quantile(0.99) * ns);
	worker_say("_p99.99", quantile(0.9999) * ns);
	worker_say("_max", (double)latencies.longest * ns);
	worker_say("_no_call", (double)no_call * ns);
}
