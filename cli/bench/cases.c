// SPDX-License-Identifier: MIT
/* The table of what ashlar bench measures. */
#include <string.h>

#include "cli/bench/bench.h"

/*
 * A figure in its normal effort takes some 20 ms of a worker.  Memory and latency are what they
 * are for long runs; --full makes them long.
 */
const struct bench_effort_size bench_efforts[NR_EFFORTS] = {
	[EFFORT_QUICK] = { .repeat_ns = 50000,
			   .repeats = 2,
			   .pairs = 20000,
			   .calls = 20000,
			   .objects = 20000 },
	[EFFORT_NORMAL] = { .repeat_ns = 2000000,
			    .repeats = 7,
			    .pairs = 2000000,
			    .calls = 2000000,
			    .objects = 1000000 },
	[EFFORT_FULL] = { .repeat_ns = 5000000,
			  .repeats = 9,
			  .pairs = 10000000,
			  .calls = 100000000,
			  .objects = 10000000 },
};

enum group {
	GROUP_PAIRS,
	GROUP_CONSTANT,
	GROUP_BATCHES,
	GROUP_BULKS,
	GROUP_MIXED,
	GROUP_CROSS,
	GROUP_THREADS,
	GROUP_HELD,
	GROUP_LATENCY,
	GROUP_MEMORY,
};

const struct bench_group bench_groups[] = {
	[GROUP_PAIRS] = { "Pairs of a size known at run time", "ns", SCALE_BARS },
	[GROUP_CONSTANT] = { "Pairs of a constant size", "ns", SCALE_BARS },
	[GROUP_BATCHES] = { "1000 allocated, then 1000 freed", "ns", SCALE_BARS },
	[GROUP_BULKS] = { "64 at a time", "ns", SCALE_BARS },
	[GROUP_MIXED] = { "Random sizes from 8 to 1023 bytes", "ns", SCALE_BARS },
	[GROUP_CROSS] = { "Allocated by one thread, freed by another", "ns", SCALE_BARS },
	[GROUP_THREADS] = { "Several threads at once", "ns", SCALE_LINES },
	[GROUP_HELD] = { "Memory held for each object that several threads use", "bytes",
			 SCALE_LINES },
	[GROUP_LATENCY] = { "Single calls", "ns", SCALE_LOG },
	[GROUP_MEMORY] = { "Memory held over bytes in use", "ratio", SCALE_BARS },
	{ NULL, NULL, SCALE_BARS },
};

/* ---- figures --------------------------------------------------------------------------------- */

#define ROW_END                \
	{                      \
		NULL, 0, false \
	}
#define ONE_ROW(name, group)                                 \
	static const struct bench_row_kind rows_##name[] = { \
		{ "", group, true },                         \
		ROW_END,                                     \
	}

ONE_ROW(pair, GROUP_PAIRS);
ONE_ROW(constant, GROUP_CONSTANT);
ONE_ROW(batch, GROUP_BATCHES);
ONE_ROW(bulk, GROUP_BULKS);
ONE_ROW(mixed, GROUP_MIXED);
ONE_ROW(cross, GROUP_CROSS);

static const struct bench_row_kind rows_threads[] = {
	{ "", GROUP_THREADS, true },
	{ "_held", GROUP_HELD, true },
	ROW_END,
};
static const struct bench_row_kind rows_latency[] = {
	{ "_p50", GROUP_LATENCY, true },      { "_p99", GROUP_LATENCY, true },
	{ "_p99.99", GROUP_LATENCY, true },   { "_max", GROUP_LATENCY, true },
	{ "_no_call", GROUP_LATENCY, false }, ROW_END,
};
static const struct bench_row_kind rows_memory[] = {
	{ "_churned", GROUP_MEMORY, true },
	{ "_thinned", GROUP_MEMORY, true },
	ROW_END,
};

/* ---- cases ----------------------------------------------------------------------------------- */

#define PAIR(bytes)                                                                     \
	{                                                                               \
		.name = "pair_" #bytes, .what = "allocate " #bytes " bytes, free them", \
		.kind = KIND_PAIRS, .size = bytes, .rows = rows_pair,                   \
	}
#define CONSTANT(bytes)                                                                     \
	{                                                                                   \
		.name = "constant_" #bytes,                                                 \
		.what = "allocate " #bytes " bytes, known to compiler or cache; free them", \
		.kind = KIND_CONSTANT, .size = bytes, .constant = CONSTANT_##bytes,         \
		.has_cache = true, .rows = rows_constant,                                   \
	}
#define BATCH(order_name, bytes, order_, text)                                           \
	{                                                                                \
		.name = order_name "_" #bytes,                                           \
		.what = "allocate 1000 of " #bytes " bytes, then free them " text,       \
		.kind = KIND_BATCHES, .size = bytes, .order = order_, .has_cache = true, \
		.rows = rows_batch,                                                      \
	}
#define BULK(bytes)                                                                           \
	{                                                                                     \
		.name = "bulk_" #bytes,                                                       \
		.what = "allocate 64 of " #bytes " bytes, and free them, with one call each", \
		.kind = KIND_BULKS, .size = bytes, .has_cache = true, .rows = rows_bulk,      \
	}
#define CROSS(bytes)                                                                      \
	{                                                                                 \
		.name = "cross_" #bytes,                                                  \
		.what = "one thread allocates " #bytes " bytes, another frees them",      \
		.kind = KIND_CROSS, .size = bytes, .has_cache = true, .rows = rows_cross, \
	}
#define THREADS(nr)                                                                      \
	{                                                                                \
		.name = "threads_" #nr,                                                  \
		.what = "in " #nr " threads at once, replace a random one of 2048 each", \
		.kind = KIND_THREADS, .threads = nr, .rows = rows_threads,               \
	}

const struct bench_case bench_cases[] = {
	PAIR(8),
	PAIR(64),
	PAIR(256),
	PAIR(1024),
	PAIR(4096),
	PAIR(8192),
	PAIR(16384),
	PAIR(65536),
	CONSTANT(8),
	CONSTANT(64),
	CONSTANT(256),
	CONSTANT(1024),
	BATCH("fifo", 64, ORDER_FIFO, "oldest first"),
	BATCH("fifo", 256, ORDER_FIFO, "oldest first"),
	BATCH("lifo", 64, ORDER_LIFO, "newest first"),
	BATCH("lifo", 256, ORDER_LIFO, "newest first"),
	BATCH("shuffled", 64, ORDER_SHUFFLED, "in shuffled order"),
	BATCH("shuffled", 256, ORDER_SHUFFLED, "in shuffled order"),
	BULK(64),
	BULK(256),
	{ .name = "churn",
	  .what = "allocate and free by turns as chance has it, about 4000 in use",
	  .kind = KIND_CHURN,
	  .rows = rows_mixed },
	{ .name = "replace",
	  .what = "free a random one of 8192, and allocate another in its place",
	  .kind = KIND_REPLACE,
	  .rows = rows_mixed },
	CROSS(64),
	CROSS(256),
	THREADS(1),
	THREADS(2),
	THREADS(4),
	THREADS(8),
	THREADS(32),
	THREADS(200),
	{ .name = "latency",
	  .what = "as replace, each call timed by itself; no_call: the timer alone, its maximum",
	  .kind = KIND_LATENCY,
	  .rounds = 3,
	  .rows = rows_latency },
	{ .name = "memory",
	  .what = "many objects, each replaced twice; thinned: then 3 of 4 are freed",
	  .kind = KIND_MEMORY,
	  .rounds = 1,
	  .rows = rows_memory },
	{ .name = "kinds",
	  .what = "the same with objects of 16 sizes from 24 to 720 bytes",
	  .kind = KIND_KINDS,
	  .has_cache = true,
	  .rounds = 1,
	  .rows = rows_memory },
	{ .name = NULL },
};

const struct bench_case *bench_case_find(const char *name)
{
	for (const struct bench_case *c = bench_cases; c->name; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

enum bench_cpus bench_case_cpus(const struct bench_case *c)
{
	switch (c->kind) {
	case KIND_CROSS:
		return CPUS_TWO;
	case KIND_THREADS:
		return CPUS_ALL;
	default:
		return CPUS_ONE;
	}
}

uint64_t bench_case_bytes(const struct bench_case *c, enum bench_effort effort)
{
	/* The mean of the sizes, as much again for what an allocator wastes, and the pointers. */
	const uint64_t mean = MIXED_MIN * ((1u << MIXED_RANGES) - 1) * 3 / 2 / MIXED_RANGES;

	if (c->kind != KIND_MEMORY && c->kind != KIND_KINDS)
		return 0;
	return bench_efforts[effort].objects * (2 * mean + sizeof(void *) + sizeof(u16));
}
