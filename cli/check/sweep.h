/* SPDX-License-Identifier: MIT */
/*
 * Inside cli/check/: ashlar check.
 *
 *	check.c		the verb: build once, the plain run, then the sweep
 *	  options.c	what was asked for
 *	  pool.c	runs in forked children, several at once
 *	    child.c	what a child does, and says through its pipe
 *	    record.c	what the parent reads there
 *	  fold.c	equal findings of many runs become one
 *	  suppress.c	those that the user knows of
 *	  human.c, json.c, sarif.c, tap.c, junit.c	tell
 */
#ifndef CLI_CHECK_SWEEP_H
#define CLI_CHECK_SWEEP_H

#include <stdbool.h>
#include <stdio.h>

#include "cli/run.h"

/** struct frame - a call, with strings that are never NULL; @line 0: not known. */
struct frame {
	const char *function, *file;
	unsigned int line;
};

/** struct stack - calls, the innermost first. */
struct stack {
	const char *title;
	struct frame *frames;
	unsigned int nr;
};

/**
 * struct found - a mistake that was found.
 * @rule, @title, @text: as in struct finding.
 * @place: in the module, where it is known.
 * @runs: numbers of the runs it was found in, ascending; @nr_runs of them.
 * @suppressed: the user knows of it.
 */
struct found {
	const char *rule, *title, *text;
	struct frame place;
	struct stack *stacks;
	unsigned int nr_stacks;
	unsigned int *runs, nr_runs;
	bool suppressed;
};

struct found_list {
	struct found *list;
	unsigned int nr;
};

/* Derived: a plan of the user's at its longest, and the sweep's own term. */
#define CHECK_PLAN 544

/**
 * struct check_run - one life of the modules, in a process of its own.
 * @plan: of failure, "" where nothing is made to fail; @counts: it only counts requests.
 * @beside: it is about two programs at once.
 * @uninit: of modules that follow what was written: only what these tell of that counts.
 * @seed: of the order in which its threads take turns; 0: none.
 * @name: what to call it, "" where its plan does.
 * @found: in it.
 * @done: it came to its end; the following it said then.
 * @code: the exit code that `ashlar run` would have.
 * @matched: requests that the plan was about; @failures: that failed.
 * @files: of the modules, that were used.
 * @failed: the first of them, in words.
 * @why: why a module could not be inserted or removed, or "".
 * @signal: that ended it, or 0; @status: its exit status; @timed_out: it took too long.
 * @log: the end of what it printed; NULL: nothing.
 */
struct check_run {
	char plan[CHECK_PLAN];
	unsigned long long seed;
	char name[CHECK_PLAN + 48];
	bool counts, beside, uninit;
	struct found_list found;
	bool done, refused, left_behind, timed_out;
	int code, signal, status;
	unsigned long matched, files, failures, tests_failed;
	const char *failed, *why;
	char *log;
};

enum check_format { FORMAT_HUMAN, FORMAT_JSON, FORMAT_TAP, FORMAT_SARIF, FORMAT_JUNIT };

/** struct suppression - a line of a file of --suppress; patterns of fnmatch(3), or NULL. */
struct suppression {
	const char *file;
	unsigned int line;
	char *rule, *function, *path;
	unsigned int used;
};

/**
 * struct check - what was asked for, and what came of it.
 * @only: what the sweep is about, as terms of a plan; NULL: everything.
 * @plans: those of --fail: then there is no sweep.
 * @words: of the command line, those that a replay needs: @nr_words of them.
 * @shard, @shards: of the sweep's runs every @shards-th, from the @shard-th on; from 1.
 * @limit: at most so many runs.
 * @uninit: each run is made a second time, with @uninit_modules, on stacks of @uninit_stack.
 * @seeds: so many orders of threads, from the machine's seed on, instead of the sweep; or 0.
 * @runs: the plain one first, then those of the sweep in their order.
 * @requests: so many the sweep was about.
 * @beside: so many of a program beside another, each in @orders orders of threads.
 * @left_out: runs that @limit left out.
 * @all: findings, equal ones together.
 */
struct check {
	struct run run;
	unsigned int jobs, seconds, shard, shards, limit, seeds;
	bool no_sweep, no_exercise, uninit;
	struct module_list uninit_modules;
	unsigned long long uninit_stack;
	enum check_format format;
	const char *only, *output;
	const char **plans;
	unsigned int nr_plans;
	const char **words;
	unsigned int nr_words;
	struct suppression *suppressions;
	unsigned int nr_suppressions;

	struct check_run *runs;
	unsigned int nr_runs;
	unsigned long requests, beside, orders, left_out;
	struct found_list all;
};

/* ---- options.c ------------------------------------------------------------------------------- */

extern const struct verb_option check_options[];

/** check_take_option - keep @option, of check or run. Return: an exit code; after a message. */
int check_take_option(struct check *check, const struct verb_option *option, const char *value);
/** check_options_end - do they go together? Return: an exit code; after a message. */
int check_options_end(struct check *check);
/** check_keep_words - a replay needs what stands in [@first, @end), too. */
void check_keep_words(struct check *check, char **first, char **end);
/** check_replay - the command that repeats @run and no other; the caller frees it. */
char *check_replay(const struct check *check, const struct check_run *run);

/* ---- pool.c ---------------------------------------------------------------------------------- */

/** check_run_all - run @nr runs, as many at once as was asked for. Return: an exit code. */
int check_run_all(const struct check *check, struct check_run *runs, unsigned int nr);

/* ---- child.c --------------------------------------------------------------------------------- */

/** check_child - live the modules' life, tell of it through @fd, and end the process. */
void check_child(const struct check *check, const struct check_run *run, int fd)
	__attribute__((noreturn));

/* ---- record.c -------------------------------------------------------------------------------- */

/** enum record - what a child says; each is a length of 4 bytes, this, and strings. */
enum record { RECORD_FINDING = 'F', RECORD_DONE = 'D' };

/** record_read - all that a child said, @len bytes that stay, into @run. */
void record_read(const char *said, size_t len, struct check_run *run);

/* ---- fold.c ---------------------------------------------------------------------------------- */

/** found_add - append to @list an empty one. */
struct found *found_add(struct found_list *list);
/** check_conclude - what the end of @run says beside its findings is a finding, too. */
void check_conclude(const struct check *check, struct check_run *run);
/** check_fold - gather the findings of all runs. */
void check_fold(struct check *check);
/** check_mistakes - findings that are not suppressed. */
unsigned int check_mistakes(const struct check *check);

/* ---- suppress.c ------------------------------------------------------------------------------ */

/** suppress_read - read a file. Return: an exit code; after a message. */
int suppress_read(struct check *check, const char *path);
/** suppress_known - mark the findings that a suppression describes. */
void suppress_known(struct check *check);
/** suppress_tell_unused - name those that were of no use. */
void suppress_tell_unused(const struct check *check);

/* ---- telling --------------------------------------------------------------------------------- */

void human_tell(const struct check *check, FILE *out);
void json_tell(const struct check *check, FILE *out);
void sarif_tell(const struct check *check, FILE *out);
void tap_tell(const struct check *check, FILE *out);
void junit_tell(const struct check *check, FILE *out);

/** run_name - "plain" or the run's plan. */
const char *run_name(const struct check_run *run);
/** found_in - the first finding of @run that is not suppressed, from @from on, or NULL. */
const struct found *found_in(const struct check *check, unsigned int run, unsigned int from);

/** json_string - as a string of JSON, with its quotes; json.c, for sarif.c, too. */
void json_string(FILE *out, const char *text);

/** memory - what a function of the host gave; without any the command ends with a message. */
void *memory(void *p);

#endif
