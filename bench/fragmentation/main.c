// SPDX-License-Identifier: MIT
/*
 * fragmentation - a week of a server's churn, and what it leaves of large blocks.
 *
 * usage: fragmentation [--seed N] [--memory MIB] [--operations N] [--hours N] [--no-grouping]
 *
 * Prints lines of comma-separated values, with the seed and the grouping in front:
 *
 *	hour,SEED,on|off,HOUR,OPERATIONS,MANAGED,FREE,USABLE,BLOCKS,LOOSE,FAILED
 *	way,SEED,on|off,FLAGS,TRIES,FREE,GOT
 *	end,SEED,on|off,OPERATIONS,TRACE,MIGRATED,SHRUNK,SECONDS
 *
 * Exit status: 0; 1 when the machine was not sound in the end; 2 for a wrong usage or machine.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench/fragmentation/churn.h"

static const char usage[] = "usage: fragmentation [--seed N] [--memory MIB] [--operations N] "
			    "[--hours N] [--no-grouping]\n";

static struct churn_config config = {
	.seed = 1,
	.memory = 1024ull << 20,
	.operations = 50000000,
	.hours = 7 * 24,
	.grouping = true,
};

/* The model has room for 4 GiB of pages. */
#define MIB_MAX 4096

static const char *grouping(void)
{
	return config.grouping ? "on" : "off";
}

static void print_sample(const struct churn_sample *s)
{
	printf("hour,%llu,%s,%u,%llu,%llu,%llu,%llu,%llu,%llu,%llu\n", config.seed, grouping(),
	       s->hour, s->operations, s->managed, s->free, s->usable, s->blocks, s->loose,
	       s->failed);
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\rseed %llu, grouping %s: hour %u of %u ", config.seed, grouping(),
			s->hour, config.hours);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool number(const char *text, u64 least, u64 most, u64 *value)
{
	char *end;

	errno = 0;
	*value = strtoull(text, &end, 0);
	return !errno && *text && !*end && *text != '-' && *value >= least && *value <= most;
}

static bool parse(int argc, char **argv)
{
	static const struct option options[] = { { "seed", required_argument, NULL, 's' },
						 { "memory", required_argument, NULL, 'm' },
						 { "operations", required_argument, NULL, 'o' },
						 { "hours", required_argument, NULL, 'h' },
						 { "no-grouping", no_argument, NULL, 'g' },
						 { NULL, 0, NULL, 0 } };
	u64 value = 0;
	bool good = true;
	int c;

	while (good && (c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 's') {
			good = number(optarg, 0, ~0ull, &config.seed);
		} else if (c == 'm') {
			good = number(optarg, 64, MIB_MAX, &value);
			config.memory = value << 20;
		} else if (c == 'o') {
			good = number(optarg, 1, ~0ull >> 20, &config.operations);
		} else if (c == 'h') {
			good = number(optarg, 1, 10000, &value);
			config.hours = (unsigned int)value;
		} else {
			good = c == 'g';
			config.grouping = false;
		}
	}
	return good && optind == argc;
}

int main(int argc, char **argv)
{
	struct churn_result r;
	double begin = now();

	if (!parse(argc, argv)) {
		fputs(usage, stderr);
		return 2;
	}
	if (churn_run(&config, print_sample, &r)) {
		fprintf(stderr, "fragmentation: no such machine: %s\n", churn_error());
		return 2;
	}
	for (int way = 0; way < CHURN_WAYS; way++)
		printf("way,%llu,%s,%s,%llu,%llu,%llu\n", config.seed, grouping(),
		       churn_way_name(way), r.tries, r.free[way], r.got[way]);
	printf("end,%llu,%s,%llu,%016llx,%llu,%llu,%.1f\n", config.seed, grouping(), r.operations,
	       r.trace, r.migrated, r.shrunk, now() - begin);
	if (isatty(STDERR_FILENO))
		fputc('\r', stderr);
	if (r.broken)
		fprintf(stderr, "fragmentation: %d invariants of the machine are broken\n",
			r.broken);
	return r.broken != 0;
}
