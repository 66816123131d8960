// SPDX-License-Identifier: MIT
/*
 * ashlar check: what modules do wrong, as they are and when something fails.
 *
 * The modules are built once.  Then they live their life (in, used, out) again and again, each time
 * in a fresh process with a machine of its own, so that no run knows of another:
 *
 *	the plain run	nothing fails; it counts the modules' requests, n
 *	the sweep	the 1st, ... n-th request fails, once; and from there on
 *	beside		two programs at once, in several orders: nothing fails, and then the 1st,
 *			... m-th request of one of them, once
 *	seeds		nothing fails; threads come in another order in each (port/turns.h)
 *	--uninit	each of these once more, of modules that follow what was written
 *
 * The n-th request must be the same one each time.  Where two programs use a module at once, that
 * cannot be with threads as the host runs them: whose request is the n-th is a matter of luck.  A
 * seed orders them, and counting only the requests of the second program ("task=") makes numbers
 * that are few, and not moved by what all others do.  That one's requests fail is enough, since the
 * two do the same.  How many there are is counted by a scout, a run with the first seed.
 *
 * In each, everything that `ashlar run` looks for is looked for.  A failed request is no mistake,
 * and neither is a module that says so; what it loses, uses or frees wrongly on its way back is.
 *
 *	runs of the sweep = 2 n + orders * (1 + m), less those of other shards and beyond the limit
 *	orders		  = 0 without files, and where the user gives the order of threads
 *	runs of seeds	  = as many as were asked for, less those of other shards
 *	--uninit	  = twice as many
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check/fault/fault.h"

#include "check/guard/guard.h"
#include "cli/check/sweep.h"
#include "cli/exec/exec.h"

/*
 * Derived: what two changes of turn show is seen in an eighth of all orders or so of as little as
 * is done here, so some dozens of them find it nearly always.  Where there are many requests, each
 * brings orders of its own, and a second is enough for all.
 */
#define BESIDE_RUNS  128
#define MOST_ORDERS  64
#define LEAST_ORDERS 4
/* The second program of the exercise. */
#define BESIDE "task=exercise/1"

/* ---- the runs -------------------------------------------------------------------------------- */

/* A plan that fails nothing counts what it is about. */
static void plan_count(const struct check *check, struct check_run *run)
{
	if (check->no_sweep || check->nr_plans || check->seeds)
		return;
	run->counts = true;
	/* As those are counted that are to fail: see fault_step(). */
	snprintf(run->plan, sizeof(run->plan), "%s%stimes=0,nth=1", check->only ?: "",
		 check->only ? "," : "");
}

static void plan_scout(const struct check *check, struct check_run *run)
{
	run->counts = run->beside = true;
	run->seed = 1;
	snprintf(run->plan, sizeof(run->plan), "%s%s" BESIDE ",times=0,nth=1", check->only ?: "",
		 check->only ? "," : "");
}

/* The two runs of the n-th request come one after the other. */
static void plan_sweep(const struct check *check, struct check_run *run, unsigned long number)
{
	snprintf(run->plan, sizeof(run->plan), "%s%s%s=%lu", check->only ?: "",
		 check->only ? "," : "", number % 2 ? "from" : "nth", number / 2 + 1);
}

/* First each order without a failure, then those of the first request, and so on. */
static void plan_beside(const struct check *check, struct check_run *run, unsigned long number)
{
	run->beside = true;
	run->seed = number % check->orders + 1;
	if (number / check->orders)
		snprintf(run->plan, sizeof(run->plan), "%s%s" BESIDE ",nth=%lu", check->only ?: "",
			 check->only ? "," : "", number / check->orders);
	snprintf(run->name, sizeof(run->name), "%s%sseed %llu", run->plan, *run->plan ? " " : "",
		 run->seed);
}

static void plan_run(const struct check *check, struct check_run *run, unsigned long number)
{
	run->seed = check->run.machine.seed;
	if (number < 2 * check->requests)
		plan_sweep(check, run, number);
	else
		plan_beside(check, run, number - 2 * check->requests);
}

/* Of @all runs those of this shard, and of them at most as many as wanted, evenly spread. */
static void plan_runs(struct check *check, unsigned long all)
{
	unsigned long mine = 0, nr, i;

	if (all >= check->shard)
		mine = (all - check->shard) / check->shards + 1;
	nr = mine < check->limit ? mine : check->limit;
	check->left_out = mine - nr;
	check->runs = memory(reallocarray(check->runs, 1 + nr, sizeof(*check->runs)));
	memset(check->runs + 1, 0, nr * sizeof(*check->runs));
	check->nr_runs = 1 + nr;
	for (i = 0; i < nr; i++) {
		/* The first and the last are among them. */
		unsigned long nth = nr > 1 ? i * (mine - 1) / (nr - 1) : 0;

		plan_run(check, &check->runs[1 + i], check->shard - 1 + nth * check->shards);
	}
}

/* The first seed of this shard is the first run, of which nothing has been kept yet. */
static void plan_seeds(struct check *check)
{
	unsigned int nr = 0;

	check->runs = memory(reallocarray(check->runs, check->seeds, sizeof(*check->runs)));
	memset(check->runs, 0, check->seeds * sizeof(*check->runs));
	for (unsigned int i = check->shard - 1; i < check->seeds; i += check->shards) {
		struct check_run *run = &check->runs[nr++];

		run->seed = check->run.machine.seed + i;
		snprintf(run->name, sizeof(run->name), "seed %llu", run->seed);
	}
	check->nr_runs = nr;
}

/* What the command said in the child, this command says. */
static int pass_on(const struct check_run *run)
{
	const char *line = run->log ?: "";
	bool said = false;

	for (; *line; line += strcspn(line, "\n"), line += *line == '\n')
		if (strncmp(line, "ashlar: ", 8) == 0) {
			fprintf(stderr, "%.*s\n", (int)strcspn(line, "\n"), line);
			said = true;
		}
	if (!said)
		complain("check: there is no such machine, or no such module");
	return EXIT_USAGE;
}

/* Each run of a sweep would take all the time there is, and tell the same. */
static bool never_ends(const struct check_run *run)
{
	for (unsigned int i = 0; i < run->found.nr; i++)
		if (strcmp(run->found.list[i].rule, "hang") == 0)
			return true;
	return false;
}

/* The second half of the runs is as the first, but of the other modules. */
static int run_again(struct check *check)
{
	unsigned int nr = check->nr_runs;

	if (!check->uninit || !nr)
		return EXIT_OK;
	check->runs = memory(reallocarray(check->runs, 2 * nr, sizeof(*check->runs)));
	memset(check->runs + nr, 0, nr * sizeof(*check->runs));
	check->nr_runs = 2 * nr;
	for (unsigned int i = 0; i < nr; i++) {
		const struct check_run *run = &check->runs[i];
		struct check_run *again = &check->runs[nr + i];

		again->uninit = true;
		again->seed = run->seed;
		again->beside = run->beside;
		if (!run->counts)
			memcpy(again->plan, run->plan, sizeof(again->plan));
		snprintf(again->name, sizeof(again->name), "uninit %.*s", CHECK_PLAN,
			 run_name(run));
	}
	return check_run_all(check, check->runs + nr, nr);
}

/* One line for what could not be looked at, however many runs could not. */
static void say_not_inserted(const struct check *check)
{
	const struct check_run *again = &check->runs[check->nr_runs / 2];

	if (check->uninit && check->nr_runs && again->done && again->refused &&
	    !check->runs[0].refused)
		complain("check: --uninit found nothing out: %s", again->why);
}

static int run_seeds(struct check *check)
{
	int code;

	plan_seeds(check);
	if (!check->nr_runs)
		return EXIT_OK;
	code = check_run_all(check, check->runs, 1);
	if (code == EXIT_OK && check->runs[0].done && check->runs[0].code == EXIT_USAGE)
		return pass_on(&check->runs[0]);
	if (code == EXIT_OK && check->nr_runs > 1)
		code = check_run_all(check, check->runs + 1, check->nr_runs - 1);
	return code;
}

/*
 * Two programs at once: where there are files, and it is not the user who says in which order, or
 * which tasks.
 */
static bool wants_beside(const struct check *check)
{
	return check->runs[0].files && !check->run.machine.seed &&
	       !(check->only && strstr(check->only, "task="));
}

/* Return: an exit code. */
static int scout_beside(struct check *check)
{
	struct check_run scout = {};
	unsigned long orders;
	int code;

	if (!wants_beside(check))
		return EXIT_OK;
	plan_scout(check, &scout);
	code = check_run_all(check, &scout, 1);
	/* What it finds the first order does, too.  Where it does not end, no other may. */
	check->orders = 1;
	if (code != EXIT_OK || !scout.done)
		return code;
	check->beside = scout.matched;
	orders = BESIDE_RUNS / (1 + check->beside);
	check->orders = orders > MOST_ORDERS  ? MOST_ORDERS :
			orders < LEAST_ORDERS ? LEAST_ORDERS :
						orders;
	return EXIT_OK;
}

static int run_once(struct check *check)
{
	int code;

	if (check->seeds)
		return run_seeds(check);
	check->nr_runs = 1;
	check->runs = memory(calloc(1, sizeof(*check->runs)));
	check->runs[0].seed = check->run.machine.seed;
	plan_count(check, &check->runs[0]);
	code = check_run_all(check, check->runs, 1);
	if (code != EXIT_OK)
		return code;
	if (check->runs[0].done && check->runs[0].code == EXIT_USAGE)
		return pass_on(&check->runs[0]);
	if (check->no_sweep || check->nr_plans || never_ends(&check->runs[0]))
		return EXIT_OK;
	check->requests = check->runs[0].matched;
	code = scout_beside(check);
	if (code != EXIT_OK)
		return code;
	plan_runs(check, 2 * check->requests + check->orders * (1 + check->beside));
	return check_run_all(check, check->runs + 1, check->nr_runs - 1);
}

static int run_all(struct check *check)
{
	int code = run_once(check);

	if (code == EXIT_OK)
		code = run_again(check);
	if (code == EXIT_OK)
		say_not_inserted(check);
	return code;
}

/* ---- telling --------------------------------------------------------------------------------- */

static void tell(const struct check *check, FILE *out)
{
	static void (*const tellers[])(const struct check *check, FILE *out) = {
		[FORMAT_HUMAN] = human_tell, [FORMAT_JSON] = json_tell,	  [FORMAT_TAP] = tap_tell,
		[FORMAT_SARIF] = sarif_tell, [FORMAT_JUNIT] = junit_tell,
	};

	tellers[check->format](check, out);
}

/* Return: an exit code; after a message. */
static int tell_all(const struct check *check, FILE *out)
{
	const char *name = check->output ?: "the standard output";
	bool failed;

	tell(check, out);
	failed = fflush(out) || ferror(out);
	if (check->output)
		failed |= fclose(out) != 0;
	suppress_tell_unused(check);
	if (failed) {
		complain("check: cannot write %s: %s", name, strerror(errno));
		return EXIT_USAGE;
	}
	return check_mistakes(check) ? EXIT_FOUND : EXIT_OK;
}

static FILE *open_output(const struct check *check)
{
	FILE *out = check->output ? fopen(check->output, "w") : stdout;

	if (!out)
		complain("check: --output cannot write %s: %s", check->output, strerror(errno));
	return out;
}

/* ---- the verb -------------------------------------------------------------------------------- */

/* An option of the machine, and its value, are the same in a replay, and how it is built is. */
static bool is_for_replay(const struct verb_option *option)
{
	if (strcmp(option->name, "no-access") == 0 || strcmp(option->name, "no-exercise") == 0)
		return true;
	/* Each run has a seed of its own. */
	if (option->letter == 'N')
		return false;
	for (const struct verb_option *own = check_options; own->name; own++)
		if (own == option)
			return false;
	return true;
}

/* What a replay needs of the line is kept. */
static void read_line(struct check *check, struct verb_line *line)
{
	while (verb_next_option(line)) {
		if (is_for_replay(line->option))
			check_keep_words(check, line->argv + line->at, line->argv + line->next);
		line->code = check_take_option(check, line->option, line->value);
	}
	check_keep_words(check, line->words, line->words + line->nr_words);
}

static bool is_ready(const char *word)
{
	size_t len = strlen(word);

	return len > 3 && strcmp(word + len - 3, ".ko") == 0;
}

/* What cannot be asked before each access is at least found where it touches a guarded object. */
static void guard_what_is_ready(struct check *check, char **words, unsigned int nr_words)
{
	bool ready = !check->run.machine.access;

	for (unsigned int i = 0; i < nr_words; i++)
		ready |= is_ready(words[i]);
	if (ready && !check->run.machine.guard_sample && machine_can_access())
		check->run.machine.guard_sample = GUARD_EVERY;
}

/* The same modules as clang builds them to follow what was written. */
static int take_again(struct check *check, char **words, unsigned int nr_words)
{
	struct run again = check->run;
	int code;

	for (unsigned int i = 0; i < nr_words; i++)
		if (is_ready(words[i])) {
			complain("check: --uninit builds modules itself, and %s is built",
				 words[i]);
			return EXIT_USAGE;
		}
	code = run_take_again(&again, words, nr_words);
	check->uninit_modules = again.modules;
	return code;
}

static int build_and_run(struct check *check, char **words, unsigned int nr_words)
{
	int code = run_take_operands(&check->run, words, nr_words);
	FILE *out;

	if (code == EXIT_OK && check->uninit)
		code = take_again(check, words, nr_words);
	if (code != EXIT_OK)
		return code;
	out = open_output(check);
	if (!out)
		return EXIT_USAGE;
	code = run_all(check);
	if (code != EXIT_OK)
		return code;
	check_fold(check);
	suppress_known(check);
	return tell_all(check, out);
}

static int run_check(int argc, char **argv)
{
	struct check check = { .run = RUN_DEFAULTS };
	struct verb_line line = verb_line(&verb_check, argc, argv);
	int code;

	check.run.machine.access = machine_can_access();
	read_line(&check, &line);
	code = line.code;
	if (code == EXIT_OK)
		code = check_options_end(&check);
	if (code != EXIT_OK)
		return code;
	guard_what_is_ready(&check, line.words, line.nr_words);
	code = build_and_run(&check, line.words, line.nr_words);
	build_finish();
	return code;
}

const struct verb verb_check = {
	.name = "check",
	.synopsis = "[OPTION...] FILE.c|FOLDER|FILE.ko... [PARAMETER=VALUE...]",
	.summary = "Finds the mistakes of modules, also those when a request of theirs fails",
	.text = "Builds the modules once, and runs their life (in, used, out) in fresh processes:\n"
		"as they are, and then with the 1st, 2nd, ... request for memory (or copy from or\n"
		"to user memory) failing, once and from there on; where they have files, also\n"
		"with two programs at once.  Equal mistakes of many runs are told once, with the\n"
		"command that repeats the first of them.\n"
		"\n"
		"Exit status: 0 no mistake; 1 mistakes were found; 2 wrong usage, a source that\n"
		"does not compile, or an impossible machine.",
	.options = check_options,
	.more = run_options,
	.more_without = RUN_ONLY_OPTIONS,
	.more_verb = "run",
	.operands = true,
	.run = run_check,
};
