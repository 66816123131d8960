/* SPDX-License-Identifier: MIT */
/*
 * Entrance of cli/bench: ashlar bench, which measures the allocators beside every malloc there is.
 *
 *	bench.c		the verb: options, and the order of things
 *	  mallocs.c	which allocators there are: the columns
 *	  cases.c	what is measured of them: the rows
 *	  launch.c	one case with one allocator, in a process of its own: a worker
 *	    worker.c	that process; worker_*.c measure, loops.c is measured
 *	  table.c, forms.c, plot.c	the results, for people, programs and eyes
 *
 * The command's side sees libc's headers; loops.h stands between it and the kernel's.
 */
#ifndef CLI_BENCH_BENCH_H
#define CLI_BENCH_BENCH_H

#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "cli/bench/loops.h"

/* The word that makes this command a worker; no verb's operand. */
#define WORKER_WORD "worker"

/* What a thread by itself keeps in use where sizes are random: more than any cache of a CPU has. */
#define LIVE_OBJECTS 8192
/* What each of several has. */
#define THREAD_OBJECTS 2048

/* ---- cases.c: what is measured --------------------------------------------------------------- */

/** enum bench_effort - how much is done for a figure. */
enum bench_effort { EFFORT_QUICK, EFFORT_NORMAL, EFFORT_FULL, NR_EFFORTS };

/**
 * struct bench_effort_size - what that means.
 * @repeat_ns: how long a loop runs that is timed as a whole, so often: @repeats, of which the
 *	fastest counts.  Long against the clock's grain, and short against a time slice.
 * @pairs: what all threads of a case do together.
 * @calls: that are timed one by one.
 * @objects: whose memory is looked at.
 */
struct bench_effort_size {
	uint64_t repeat_ns;
	unsigned int repeats;
	unsigned long pairs, calls, objects;
};

extern const struct bench_effort_size bench_efforts[NR_EFFORTS];

/** enum bench_kind - how a case is measured. */
enum bench_kind {
	KIND_PAIRS,
	KIND_CONSTANT,
	KIND_BATCHES,
	KIND_BULKS,
	KIND_CHURN,
	KIND_REPLACE,
	KIND_CROSS,
	KIND_THREADS,
	KIND_LATENCY,
	KIND_MEMORY,
	KIND_KINDS,
};

/** enum bench_order - in which order a batch is freed. */
enum bench_order { ORDER_FIFO, ORDER_LIFO, ORDER_SHUFFLED };

/** enum bench_cpus - where a worker may run. */
enum bench_cpus { CPUS_ONE, CPUS_TWO, CPUS_ALL };

/** enum bench_scale - how rows are drawn. */
enum bench_scale {
	SCALE_BARS, /* bars from 0 */
	SCALE_LOG,  /* bars of the logarithm */
	SCALE_LINES /* over the number of threads */
};

/** struct bench_group - rows that belong together. */
struct bench_group {
	const char *title;
	const char *unit;
	enum bench_scale scale;
};

/** bench_groups - in the order in which they are printed; an entry without title ends them. */
extern const struct bench_group bench_groups[];

/**
 * struct bench_case - what one worker measures.
 * @what: half a line for --list.
 * @size: bytes of an object, where they are alike.
 * @constant: which of the constant sizes that is.
 * @threads: how many.
 * @has_cache: a kmem_cache can do it: all objects are alike.
 * @rounds: so many are enough; 0: any number.
 * @rows: what comes out: "" is the case's own name, others stand behind it.
 */
struct bench_case {
	const char *name;
	const char *what;
	enum bench_kind kind;
	size_t size;
	enum constant_size constant;
	enum bench_order order;
	unsigned int threads;
	bool has_cache;
	unsigned int rounds;
	const struct bench_row_kind *rows;
};

/**
 * struct bench_row_kind - a figure of a case; lower is better.
 * @suffix: behind the case's name, and what the worker calls it.
 * @group: index in bench_groups.
 * @compare: it says something about the allocator, so that a ratio makes sense.
 */
struct bench_row_kind {
	const char *suffix;
	unsigned int group;
	bool compare;
};

/** bench_cases - all of them; an entry without name ends them. */
extern const struct bench_case bench_cases[];

const struct bench_case *bench_case_find(const char *name);
enum bench_cpus bench_case_cpus(const struct bench_case *c);
/** bench_case_bytes - memory that it takes with @effort, at most; 0: little. */
uint64_t bench_case_bytes(const struct bench_case *c, enum bench_effort effort);

/* ---- mallocs.c: whose it is measured --------------------------------------------------------- */

enum bench_interface { INTERFACE_KMALLOC, INTERFACE_CACHE, INTERFACE_MALLOC };

extern const char *const bench_interfaces[];

/**
 * struct bench_column - an allocator by one interface.
 * @preload: the library that brings its malloc, NULL for the C library's and for ours.
 * @path: where malloc() comes from; NULL for ours.
 * @version: as far as it can be had.
 */
struct bench_column {
	char *name;
	enum bench_interface interface;
	char *preload, *path, *version;
};

/** struct bench_columns - ours come first. */
struct bench_columns {
	struct bench_column *all;
	unsigned int nr;
};

static inline bool bench_is_ours(const struct bench_column *column)
{
	return column->interface != INTERFACE_MALLOC;
}

/**
 * bench_find_mallocs - our own, the C library's, and the well-known ones that are installed.
 * @extra: [NAME=]PATH of further ones, @nr_extra of them.
 * @only: names, with commas, of those to keep; NULL: all.
 * Return: an exit code; after a message.
 */
int bench_find_mallocs(struct bench_columns *columns, char *const *extra, unsigned int nr_extra,
		       const char *only);

/* ---- launch.c: one worker -------------------------------------------------------------------- */

/**
 * struct bench_task - what a worker shall do.
 * @c: NULL: say where malloc() comes from.
 * @cpus: where it may run.
 * @quiet: nobody wants to know why the dynamic linker does not load its library.
 */
struct bench_task {
	const struct bench_case *c;
	const struct bench_column *column;
	enum bench_effort effort;
	cpu_set_t cpus;
	bool quiet;
};

/**
 * bench_launch - start a worker and wait for its end.
 * @line: called for each line it says, with @data.
 * @reason: where to say what went wrong; @size: bytes there.
 * Return: true when it did what it should.
 */
bool bench_launch(const struct bench_task *task, void (*line)(void *data, char *text), void *data,
		  char *reason, size_t size);

/* ---- worker.c and worker_*.c: in the worker -------------------------------------------------- */

/** bench_worker - what `ashlar bench worker ...` does. Return: an exit code. */
int bench_worker(int argc, char **argv);

/**
 * struct worker - a worker's case.
 * @cache: for objects of the case's size.
 * @has_caches: the interface is that of caches.
 */
struct worker {
	const struct bench_case *c;
	const struct bench_effort_size *effort;
	const struct loops *loops;
	struct kmem_cache *cache;
	bool has_caches;
};

/** worker_say - a line of results: the figure's suffix, or "" for the case itself. */
void worker_say(const char *suffix, double value);
/** worker_fail - say why nothing comes of it, and end. */
void worker_fail(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));
/** worker_room - memory for the worker itself, written to already, that is no allocator's. */
void *worker_room(size_t bytes);
/** worker_held - bytes of memory that the process holds, without its files. */
uint64_t worker_held(void);
/** worker_now - nanoseconds. */
uint64_t worker_now(void);
/** worker_loop - run @loop, or fail. */
void worker_loop(loop_fn *loop, struct work *w, unsigned long n);

/* Each measures the cases of some kinds. */
void worker_time(const struct worker *worker);
void worker_cross(const struct worker *worker);
void worker_threads(const struct worker *worker);
void worker_latency(const struct worker *worker);
void worker_memory(const struct worker *worker);

/* ---- results --------------------------------------------------------------------------------- */

/** struct bench_row - a figure of each column; 0: none. */
struct bench_row {
	char name[48];
	const struct bench_case *c;
	const struct bench_row_kind *kind;
	double *values;
};

/**
 * struct bench_results - everything that was measured.
 * @failed: something could not be measured.
 */
struct bench_results {
	struct bench_columns columns;
	struct bench_row *rows;
	unsigned int nr_rows;
	unsigned int rounds, cpu;
	enum bench_effort effort;
	bool failed;
};

/** bench_fastest - index of the malloc whose figure is the least; -1: there is none. */
int bench_fastest(const struct bench_results *r, const struct bench_row *row);
/** bench_ratio - @column's figure over that; 0 where it says nothing. */
double bench_ratio(const struct bench_results *r, const struct bench_row *row, unsigned int column);
/** bench_number - a figure as people read it. */
const char *bench_number(double value, char *buf, size_t size);
/** bench_processor - the host's processor, by name. */
const char *bench_processor(void);

void bench_table(const struct bench_results *r, FILE *out);
void bench_json(const struct bench_results *r, FILE *out);
void bench_csv(const struct bench_results *r, FILE *out);
void bench_plot(const struct bench_results *r, FILE *out);

#endif
