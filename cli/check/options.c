// SPDX-License-Identifier: MIT
/* The options of ashlar check, and the command line that repeats one of its runs. */
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "check/fault/fault.h"

#include "cli/check/sweep.h"
#include "cli/exec/exec.h"
#include "cli/seed.h"

/* Derived: far beyond what a run of ms takes on a busy machine, and short enough to wait for. */
#define DEFAULT_SECONDS 60
/* Derived: two runs for each of as many requests as a large driver makes; half a minute or so. */
#define DEFAULT_LIMIT 4000

const struct verb_option check_options[] = {
	{ "jobs", 'j', "N", "So many runs at once; otherwise one for each CPU of the host." },
	{ "timeout", 't', "SECONDS", "A run that takes longer is a mistake; 60 otherwise." },
	{ "only", 0, "TERMS",
	  "The sweep is about these requests: terms of a plan that say\n"
	  "which, as kind=vmalloc,site=foo_init." },
	{ "fail", 0, "PLAN",
	  "No sweep, but one run with this plan, as of ashlar run; may be\n"
	  "given many times." },
	{ "no-sweep", 0, NULL, "No sweep: one run in which nothing fails." },
	{ "seeds", 0, "N",
	  "No sweep, but N runs in which threads take turns, each in another\n"
	  "order: with --seed 1 to N, or from another --seed on." },
	{ "limit", 0, "N",
	  "At most so many runs in the sweep, evenly spread over all there\n"
	  "would be; 4000 otherwise." },
	{ "shard", 0, "I/N", "Of the sweep's runs only the I-th part of N." },
	{ "no-access", 0, NULL,
	  "Do not check each access of memory; modules are built as they\n"
	  "are for ashlar run without --access." },
	{ "uninit", 0, NULL,
	  "Make each run a second time, with modules that clang has built so\n"
	  "that values which nobody has written are told of, as of ashlar run\n"
	  "--uninit." },
	{ "no-exercise", 0, NULL,
	  "Do not use the files that modules make; without --exec, all are\n"
	  "used as by --exercise." },
	{ "suppress", 0, "FILE", "Mistakes that are known, one pattern a line." },
	{ "format", 0, "NAME", "human (the default), json, sarif, tap or junit." },
	{ "output", 'o', "FILE", "Write that into FILE." },
	{ NULL, 0, NULL, NULL },
};

/* ---- values ---------------------------------------------------------------------------------- */

static int take_number(const char *name, const char *text, unsigned int most, unsigned int *number)
{
	char *end;
	unsigned long value;

	errno = 0;
	value = strtoul(text, &end, 10);
	if (errno || *end || *text < '0' || *text > '9' || !value || value > most) {
		complain("check: --%s wants a number from 1 to %u, not %s", name, most, text);
		return EXIT_USAGE;
	}
	*number = value;
	return EXIT_OK;
}

static int take_shard(struct check *check, const char *text)
{
	unsigned int shard, shards;
	int end = 0;

	if (sscanf(text, "%u/%u%n", &shard, &shards, &end) == 2 && !text[end] && *text != '-' &&
	    !strchr(text, '+') && !strchr(text, ' ') && shard && shard <= shards &&
	    shards <= 1000000) {
		check->shard = shard;
		check->shards = shards;
		return EXIT_OK;
	}
	complain("check: --shard wants I/N with I from 1 to N, not %s", text);
	return EXIT_USAGE;
}

static int take_format(struct check *check, const char *text)
{
	static const char *const names[] = {
		[FORMAT_HUMAN] = "human", [FORMAT_JSON] = "json",   [FORMAT_TAP] = "tap",
		[FORMAT_SARIF] = "sarif", [FORMAT_JUNIT] = "junit",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(text, names[i]) == 0) {
			check->format = i;
			return EXIT_OK;
		}
	complain("check: --format knows human, json, sarif, tap and junit, not %s", text);
	return EXIT_USAGE;
}

/* Only what can be read as a plan is kept for the children. */
static int check_plan(const char *name, const char *text)
{
	const char *flaw = fault_add(text);

	fault_clear();
	if (!flaw)
		return EXIT_OK;
	complain("check: --%s %s: %s", name, text, flaw);
	return EXIT_USAGE;
}

static int take_plan(struct check *check, const char *text)
{
	if (check->nr_plans == FAULT_PLANS) {
		complain("check: --fail: there are at most %u plans", FAULT_PLANS);
		return EXIT_USAGE;
	}
	check->plans =
		memory(reallocarray(check->plans, check->nr_plans + 1, sizeof(*check->plans)));
	check->plans[check->nr_plans++] = text;
	return check_plan("fail", text);
}

/* The sweep says when: the rest is for the user to say. */
static int take_only(struct check *check, const char *text)
{
	static const char *const when[] = { "nth=",	    "from=", "space=", "interval=",
					    "probability=", "seed=", "times=" };

	for (size_t i = 0; i < sizeof(when) / sizeof(*when); i++)
		for (const char *at = strstr(text, when[i]); at; at = strstr(at + 1, when[i]))
			if (at == text || at[-1] == ',') {
				complain("check: --only says which requests, and %.*s when",
					 (int)strlen(when[i]) - 1, when[i]);
				return EXIT_USAGE;
			}
	check->only = text;
	return check_plan("only", text);
}

static int take_own(struct check *check, const char *name, const char *value)
{
	if (strcmp(name, "jobs") == 0)
		return take_number(name, value, 256, &check->jobs);
	if (strcmp(name, "timeout") == 0)
		return take_number(name, value, 1000000, &check->seconds);
	if (strcmp(name, "seeds") == 0)
		return take_number(name, value, 1000000, &check->seeds);
	if (strcmp(name, "limit") == 0)
		return take_number(name, value, 1000000, &check->limit);
	if (strcmp(name, "shard") == 0)
		return take_shard(check, value);
	if (strcmp(name, "format") == 0)
		return take_format(check, value);
	if (strcmp(name, "suppress") == 0)
		return suppress_read(check, value);
	if (strcmp(name, "only") == 0)
		return take_only(check, value);
	if (strcmp(name, "fail") == 0)
		return take_plan(check, value);
	if (strcmp(name, "output") == 0)
		check->output = value;
	else if (strcmp(name, "no-access") == 0)
		check->run.machine.access = false;
	else if (strcmp(name, "uninit") == 0)
		check->uninit = true;
	else if (strcmp(name, "no-exercise") == 0)
		check->no_exercise = true;
	else
		check->no_sweep = true;
	return EXIT_OK;
}

static bool is_own(const struct verb_option *option)
{
	for (const struct verb_option *own = check_options; own->name; own++)
		if (own == option)
			return true;
	return false;
}

int check_take_option(struct check *check, const struct verb_option *option, const char *value)
{
	if (is_own(option))
		return take_own(check, option->name, value);
	return run_take_option(&check->run, option, value);
}

static int check_combination(const struct check *check)
{
	if (check->seeds && (check->no_sweep || check->only || check->limit)) {
		complain("check: --seeds leaves nothing for --%s", check->no_sweep ? "no-sweep" :
								   check->only	   ? "only" :
										     "limit");
		return EXIT_USAGE;
	}
	if (check->no_sweep && (check->nr_plans || check->only || check->shards)) {
		complain("check: --no-sweep leaves nothing for --%s", check->nr_plans ? "fail" :
								      check->only     ? "only" :
											"shard");
		return EXIT_USAGE;
	}
	if (check->nr_plans && (check->only || (check->shards && !check->seeds))) {
		complain("check: --fail is one run: there is nothing for --%s",
			 check->only ? "only" : "shard");
		return EXIT_USAGE;
	}
	if (check->no_exercise && check->run.exercise) {
		complain("check: --exercise and --no-exercise: leave one out");
		return EXIT_USAGE;
	}
	return EXIT_OK;
}

/* Of a sweep with the exercise, runs with two programs have seeds of their own. */
static bool has_seeds(const struct check *check)
{
	return check->run.machine.seed ||
	       (check->run.exercise && !check->no_sweep && !check->nr_plans);
}

int check_options_end(struct check *check)
{
	int code = check_combination(check);
	cpu_set_t cpus;

	if (code != EXIT_OK)
		return code;
	if (!check->jobs && sched_getaffinity(0, sizeof(cpus), &cpus) == 0)
		check->jobs = CPU_COUNT(&cpus);
	if (!check->jobs)
		check->jobs = 1;
	if (!check->seconds)
		check->seconds = DEFAULT_SECONDS;
	if (!check->limit)
		check->limit = DEFAULT_LIMIT;
	/* Who has a script knows what the files are for. */
	check->run.exercise |= !check->no_exercise && !exec_script()->nr;
	if (!check->shards)
		check->shard = check->shards = 1;
	if (check->seeds && !check->run.machine.seed)
		check->run.machine.seed = 1;
	check->uninit_stack = check->run.machine.stack ?: UNINIT_STACK;
	code = run_check_options(&check->run);
	if (code == EXIT_OK && check->uninit)
		code = run_can_uninit(&check->run);
	if (code == EXIT_OK && has_seeds(check))
		seed_fix_addresses();
	return code;
}

/* ---- replay ---------------------------------------------------------------------------------- */

void check_keep_words(struct check *check, char **first, char **end)
{
	while (first < end) {
		check->words = memory(
			reallocarray(check->words, check->nr_words + 1, sizeof(*check->words)));
		check->words[check->nr_words++] = *first++;
	}
}

/* As a shell reads it back. */
static void put_word(FILE *out, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_-+=./,:@%^";

	if (*word && !word[strspn(word, plain)]) {
		fprintf(out, " %s", word);
		return;
	}
	fputs(" '", out);
	for (; *word; word++)
		if (*word == '\'')
			fputs("'\\''", out);
		else
			fputc(*word, out);
	fputc('\'', out);
}

char *check_replay(const struct check *check, const struct check_run *run)
{
	char *text = NULL;
	size_t len;
	FILE *out = memory(open_memstream(&text, &len));

	fputs("ashlar check", out);
	if (*run->plan && !run->counts) {
		fputs(" --fail", out);
		put_word(out, run->plan);
	} else if (!check->nr_plans) {
		fputs(" --no-sweep", out);
	}
	if (run->uninit)
		fputs(" --uninit", out);
	if (run->seed)
		fprintf(out, " --seed %llu", run->seed);
	for (unsigned int i = 0; i < check->nr_plans; i++) {
		fputs(" --fail", out);
		put_word(out, check->plans[i]);
	}
	for (unsigned int i = 0; i < check->nr_words; i++)
		put_word(out, check->words[i]);
	fclose(out);
	return memory(text);
}
