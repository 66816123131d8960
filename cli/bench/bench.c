// SPDX-License-Identifier: MIT
/*
 * ashlar bench: this machine's allocators beside every malloc that is installed.
 *
 * A case is measured by a worker (launch.c): a process of its own that has one allocator and runs
 * one loop.  In each round every case is measured with every allocator in turn, one right after
 * the other, so that whatever else the host does meanwhile, it does to all of them; of all rounds
 * the least figure counts, since disturbances only ever add.  Cases of one thread run on one CPU.
 *
 * Ours has two columns, since it has two interfaces: kmalloc(), which is told the size each time,
 * as malloc() is, and caches of objects of one size.
 */
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/bench/bench.h"

#define DEFAULT_ROUNDS 5
#define MAX_ROUNDS     1000

static const struct verb_option bench_options[] = {
	{ "case", 'c', "PATTERN",
	  "Only the cases whose names match, as pair_* does; may be given\n"
	  "many times." },
	{ "list", 'l', NULL, "Print the cases, and what each measures." },
	{ "allocator", 'a', "NAMES",
	  "Only these, with commas between them: ashlar (or one of its\n"
	  "columns, kmalloc and cache), glibc, tcmalloc, jemalloc,\n"
	  "mimalloc, or what --malloc adds." },
	{ "malloc", 'm', "PATH",
	  "Another malloc: a library that can be preloaded, or NAME=PATH;\n"
	  "may be given many times." },
	{ "cpu", 'C', "N", "The CPU for cases of one thread; the last one otherwise." },
	{ "rounds", 'r', "N", "How often everything is measured; 5 otherwise." },
	{ "quick", 'q', NULL, "One short round, to see that everything works." },
	{ "full", 'f', NULL, "Longer loops, 10^8 single calls, the memory of 10^7 objects." },
	{ "json", 'j', NULL, "Print the results as JSON." },
	{ "csv", 's', NULL, "Print the results as CSV." },
	{ "output", 'o', "FILE", "Write JSON or CSV to FILE, and print the table, too." },
	{ "plot", 'p', "FILE.svg", "Draw the results." },
	{ NULL, 0, NULL, NULL },
};

/** struct bench - what was asked for. */
struct bench {
	char **patterns, **extra;
	unsigned int nr_patterns, nr_extra;
	const char *only, *output, *plot;
	bool list, json, csv;
	unsigned int cpu, rounds;
	bool cpu_given;
	enum bench_effort effort;
	FILE *output_file, *plot_file;
};

/* ---- the command line ------------------------------------------------------------------------ */

static int add_word(char ***words, unsigned int *nr, const char *word)
{
	char **all = reallocarray(*words, *nr + 1, sizeof(*all));

	if (!all) {
		complain("the host has no memory left");
		return EXIT_USAGE;
	}
	*words = all;
	all[(*nr)++] = (char *)word;
	return EXIT_OK;
}

static int add_pattern(struct bench *bench, const char *pattern)
{
	for (const struct bench_case *c = bench_cases; c->name; c++)
		if (fnmatch(pattern, c->name, 0) == 0)
			return add_word(&bench->patterns, &bench->nr_patterns, pattern);
	complain("bench: no case is called %s; see ashlar bench --list", pattern);
	return EXIT_USAGE;
}

static int take_number(const char *name, const char *text, unsigned int min, unsigned int max,
		       unsigned int *number)
{
	unsigned long value;
	char *end;

	errno = 0;
	value = strtoul(text, &end, 10);
	if (errno || *end || *text < '0' || *text > '9' || value < min || value > max) {
		complain("bench: --%s wants a number from %u to %u, not %s", name, min, max, text);
		return EXIT_USAGE;
	}
	*number = (unsigned int)value;
	return EXIT_OK;
}

static int take_option(struct bench *bench, const struct verb_option *option, const char *value)
{
	switch (option->letter) {
	case 'c':
		return add_pattern(bench, value);
	case 'l':
		bench->list = true;
		break;
	case 'a':
		bench->only = value;
		break;
	case 'm':
		return add_word(&bench->extra, &bench->nr_extra, value);
	case 'C':
		bench->cpu_given = true;
		return take_number(option->name, value, 0, CPU_SETSIZE - 1, &bench->cpu);
	case 'r':
		return take_number(option->name, value, 1, MAX_ROUNDS, &bench->rounds);
	case 'q':
		bench->effort = EFFORT_QUICK;
		break;
	case 'f':
		bench->effort = EFFORT_FULL;
		break;
	case 'j':
		bench->json = true;
		break;
	case 's':
		bench->csv = true;
		break;
	case 'o':
		bench->output = value;
		break;
	case 'p':
		bench->plot = value;
		break;
	}
	return EXIT_OK;
}

/* The CPU that cases of one thread run on. */
static int choose_cpu(struct bench *bench)
{
	cpu_set_t allowed;

	if (sched_getaffinity(0, sizeof(allowed), &allowed)) {
		complain("bench: the host does not say which CPUs there are: %s", strerror(errno));
		return EXIT_USAGE;
	}
	if (bench->cpu_given && !CPU_ISSET(bench->cpu, &allowed)) {
		complain("bench: --cpu %u is none that this process may use", bench->cpu);
		return EXIT_USAGE;
	}
	for (unsigned int cpu = 0; cpu < CPU_SETSIZE && !bench->cpu_given; cpu++)
		if (CPU_ISSET(cpu, &allowed))
			bench->cpu = cpu;
	return EXIT_OK;
}

static int open_file(const char *name, FILE **file)
{
	if (!name)
		return EXIT_OK;
	*file = fopen(name, "w");
	if (*file)
		return EXIT_OK;
	complain("bench: cannot write to %s: %s", name, strerror(errno));
	return EXIT_USAGE;
}

static int check_options(struct bench *bench)
{
	int code;

	if (bench->json && bench->csv) {
		complain("bench: --json and --csv are one too many");
		return EXIT_USAGE;
	}
	if (bench->output && !bench->json && !bench->csv) {
		complain("bench: --output wants --json or --csv");
		return EXIT_USAGE;
	}
	if (!bench->rounds)
		bench->rounds = bench->effort == EFFORT_QUICK ? 1 : DEFAULT_ROUNDS;
	code = choose_cpu(bench);
	if (code == EXIT_OK)
		code = open_file(bench->output, &bench->output_file);
	if (code == EXIT_OK)
		code = open_file(bench->plot, &bench->plot_file);
	return code;
}

static int list_cases(void)
{
	for (const struct bench_case *c = bench_cases; c->name; c++)
		printf("%-14s %s\n", c->name, c->what);
	return EXIT_OK;
}

/* ---- rows ------------------------------------------------------------------------------------ */

static uint64_t available_bytes(void)
{
	unsigned long kib = 0;
	char line[128];
	FILE *f = fopen("/proc/meminfo", "r");

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "MemAvailable: %lu", &kib) == 1)
			break;
	if (f)
		fclose(f);
	return f ? (uint64_t)kib * 1024 : UINT64_MAX;
}

static bool is_wanted(const struct bench *bench, const struct bench_case *c)
{
	for (unsigned int i = 0; i < bench->nr_patterns; i++)
		if (fnmatch(bench->patterns[i], c->name, 0) == 0)
			return true;
	return !bench->nr_patterns;
}

/* A host that runs out of memory kills whom it likes. */
static bool has_memory(const struct bench *bench, const struct bench_case *c)
{
	const uint64_t wanted = bench_case_bytes(c, bench->effort), there = available_bytes();

	if (wanted <= there)
		return true;
	complain("bench: %s is left out: it wants %llu MiB, and the host has %llu", c->name,
		 (unsigned long long)(wanted >> 20), (unsigned long long)(there >> 20));
	return false;
}

static int add_rows(struct bench_results *results, const struct bench_case *c)
{
	for (const struct bench_row_kind *kind = c->rows; kind->suffix; kind++) {
		struct bench_row *rows =
			reallocarray(results->rows, results->nr_rows + 1, sizeof(*rows));
		struct bench_row *row;

		if (!rows)
			return EXIT_USAGE;
		results->rows = rows;
		row = &rows[results->nr_rows++];
		row->c = c;
		row->kind = kind;
		row->values = calloc(results->columns.nr, sizeof(*row->values));
		snprintf(row->name, sizeof(row->name), "%s%s", c->name, kind->suffix);
		if (!row->values)
			return EXIT_USAGE;
	}
	return EXIT_OK;
}

static int choose_rows(const struct bench *bench, struct bench_results *results)
{
	int code = EXIT_OK;

	for (const struct bench_case *c = bench_cases; c->name && code == EXIT_OK; c++) {
		if (!is_wanted(bench, c))
			continue;
		if (has_memory(bench, c))
			code = add_rows(results, c);
		else
			results->failed = true;
	}
	if (code != EXIT_OK)
		complain("the host has no memory left");
	return code;
}

/* ---- measuring ------------------------------------------------------------------------------- */

/** struct step - one case with one allocator, while it runs. */
struct step {
	struct bench_results *results;
	const struct bench_case *c;
	unsigned int column;
};

static void take_line(void *data, char *text)
{
	static const char word[] = "figure ";
	const struct step *step = data;
	struct bench_results *results = step->results;
	const size_t len = sizeof(word) - 1;
	char *space;

	if (strncmp(text, word, len) != 0 || !(space = strchr(text + len, ' ')))
		return;
	*space = '\0';
	for (unsigned int i = 0; i < results->nr_rows; i++) {
		const struct bench_row *row = &results->rows[i];
		const double value = strtod(space + 1, NULL);
		double *least = &row->values[step->column];

		if (row->c == step->c && strcmp(row->kind->suffix, text + len) == 0 &&
		    (!*least || value < *least))
			*least = value;
	}
}

static void show_progress(const struct bench_results *results, unsigned int round,
			  const struct step *step)
{
	if (!isatty(STDERR_FILENO))
		return;
	if (step)
		fprintf(stderr, "\rround %u of %u: %-14s %-14s", round + 1, results->rounds,
			step->c->name, results->columns.all[step->column].name);
	else
		fprintf(stderr, "\r%60s\r", "");
}

/* The CPU next to @cpu, below it if there is one; @cpu itself where it is alone. */
static unsigned int neighbour(unsigned int cpu, const cpu_set_t *allowed)
{
	for (unsigned int other = cpu; other--;)
		if (CPU_ISSET(other, allowed))
			return other;
	for (unsigned int other = cpu + 1; other < CPU_SETSIZE; other++)
		if (CPU_ISSET(other, allowed))
			return other;
	return cpu;
}

static void choose_cpus(const struct bench_case *c, unsigned int cpu, cpu_set_t *cpus)
{
	cpu_set_t allowed;

	sched_getaffinity(0, sizeof(allowed), &allowed);
	CPU_ZERO(cpus);
	CPU_SET(cpu, cpus);
	if (bench_case_cpus(c) == CPUS_TWO)
		CPU_SET(neighbour(cpu, &allowed), cpus);
	if (bench_case_cpus(c) == CPUS_ALL)
		*cpus = allowed;
}

/* What failed once fails again: it is not tried in later rounds. */
static bool run_step(struct step *step, unsigned int round)
{
	struct bench_results *results = step->results;
	const struct bench_column *column = &results->columns.all[step->column];
	struct bench_task task = { .c = step->c, .column = column, .effort = results->effort };
	char reason[256];

	choose_cpus(step->c, results->cpu, &task.cpus);
	show_progress(results, round, step);
	if (bench_launch(&task, take_line, step, reason, sizeof(reason)))
		return true;
	show_progress(results, round, NULL);
	complain("bench: %s with %s: %s", step->c->name, column->name, reason);
	results->failed = true;
	return false;
}

static bool can_do(const struct bench_case *c, const struct bench_column *column)
{
	return column->interface != INTERFACE_CACHE || c->has_cache;
}

static int measure(struct bench_results *results)
{
	const unsigned int nr = results->columns.nr;
	bool *failed = calloc((size_t)results->nr_rows * nr + 1, sizeof(*failed));

	if (!failed) {
		complain("the host has no memory left");
		return EXIT_USAGE;
	}
	for (unsigned int round = 0; round < results->rounds; round++)
		for (unsigned int i = 0; i < results->nr_rows * nr; i++) {
			const unsigned int row = i / nr;
			struct step step = { results, results->rows[row].c, i % nr };

			/* A case's first row stands for the case. */
			if ((row && results->rows[row - 1].c == step.c) || failed[i] ||
			    !can_do(step.c, &results->columns.all[step.column]) ||
			    (step.c->rounds && round >= step.c->rounds))
				continue;
			failed[i] = !run_step(&step, round);
		}
	show_progress(results, 0, NULL);
	free(failed);
	return EXIT_OK;
}

/* ---- the verb -------------------------------------------------------------------------------- */

static int finish_file(const char *name, FILE *file)
{
	if (!file)
		return EXIT_OK;
	if (!ferror(file) && fclose(file) == 0)
		return EXIT_OK;
	complain("bench: cannot write to %s: %s", name, strerror(errno));
	return EXIT_REFUSED;
}

static int give_results(const struct bench *bench, const struct bench_results *results)
{
	FILE *out = bench->output_file ?: stdout;
	int code = results->failed ? EXIT_REFUSED : EXIT_OK;

	if (bench->json)
		bench_json(results, out);
	if (bench->csv)
		bench_csv(results, out);
	if ((!bench->json && !bench->csv) || bench->output_file)
		bench_table(results, stdout);
	if (bench->plot_file)
		bench_plot(results, bench->plot_file);
	if (finish_file(bench->output, bench->output_file) != EXIT_OK ||
	    finish_file(bench->plot, bench->plot_file) != EXIT_OK)
		code = EXIT_REFUSED;
	return code;
}

static int run_all(struct bench *bench)
{
	struct bench_results results = { .effort = bench->effort };
	int code = check_options(bench);

	results.rounds = bench->rounds;
	results.cpu = bench->cpu;
	if (code == EXIT_OK)
		code = bench_find_mallocs(&results.columns, bench->extra, bench->nr_extra,
					  bench->only);
	if (code == EXIT_OK)
		code = choose_rows(bench, &results);
	if (code == EXIT_OK)
		code = measure(&results);
	if (code == EXIT_OK)
		code = give_results(bench, &results);
	return code;
}

static int run_bench(int argc, char **argv)
{
	struct bench bench = { .effort = EFFORT_NORMAL };
	struct verb_line line = verb_line(&verb_bench, argc, argv);

	if (argc > 1 && strcmp(argv[1], WORKER_WORD) == 0)
		return bench_worker(argc, argv);
	while (verb_next_option(&line))
		line.code = take_option(&bench, line.option, line.value);
	if (line.code != EXIT_OK)
		return line.code;
	return bench.list ? list_cases() : run_all(&bench);
}

const struct verb verb_bench = {
	.name = "bench",
	.synopsis = "[OPTION...]",
	.summary = "Measures the allocators beside every malloc that is installed",
	.text = "Prints nanoseconds for an allocation together with its free, and bytes of\n"
		"memory: the least of several rounds, in which all take turns.  Lower is better;\n"
		"the last columns say how much of the fastest malloc's figure ours is.",
	.options = bench_options,
	.run = run_bench,
};
