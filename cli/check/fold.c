// SPDX-License-Identifier: MIT
/*
 * Findings of many runs, equal ones together.
 *
 * Two findings are equal when they are of one kind and at one place in the module: the same mistake
 * seen on two ways.  Where no place is known, their titles decide, without the numbers in them.
 * A loop that does not end is one mistake, wherever in it the time was up; so of one file's loops
 * only the first is told.
 *
 * Runs are gone through in their order, whichever ended first, so that what is told does not depend
 * on which child was quick.
 *
 *	findings of all runs = sum of the runs of each folded finding, at one a run and finding
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "check/finding.h"

#include "cli/check/sweep.h"

void *memory(void *p)
{
	if (p)
		return p;
	complain("the host has no memory left");
	build_finish();
	exit(EXIT_USAGE);
}

struct found *found_add(struct found_list *list)
{
	struct found *found;

	list->list = memory(reallocarray(list->list, list->nr + 1, sizeof(*list->list)));
	found = &list->list[list->nr++];
	*found = (struct found){ .rule = "mistake", .title = "", .text = "" };
	found->place = (struct frame){ "", "", 0 };
	return found;
}

const char *run_name(const struct check_run *run)
{
	if (*run->name)
		return run->name;
	return *run->plan && !run->counts ? run->plan : "plain";
}

/* ---- the end of a run ------------------------------------------------------------------------ */

static void add(struct check_run *run, const char *rule, char *title, const char *text)
{
	struct found *found = found_add(&run->found);

	found->rule = rule;
	found->title = title;
	found->text = text ?: "";
}

static bool is_over(const struct check_run *run)
{
	for (unsigned int i = 0; i < run->found.nr; i++)
		if (finding_rule_find(run->found.list[i].rule)->ends)
			return true;
	return false;
}

__attribute__((format(printf, 1, 2))) static char *print(const char *fmt, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, fmt);
	if (vasprintf(&text, fmt, args) < 0)
		text = NULL;
	va_end(args);
	return memory(text);
}

/* The process ended, but not the run. */
static void conclude_death(const struct check *check, struct check_run *run)
{
	if (run->timed_out)
		add(run, "hang", print("the run did not end within %u seconds", check->seconds),
		    run->log);
	else if (run->signal)
		add(run, "killed",
		    print("the process of the run was killed: %s", strsignal(run->signal)),
		    run->log);
	else
		add(run, "killed",
		    print("the process of the run ended with status %d", run->status), run->log);
}

/* What else modules do wrong the same run tells without, in the words of another compiler. */
static void keep_uninit(struct check_run *run)
{
	unsigned int nr = 0;

	for (unsigned int i = 0; i < run->found.nr; i++) {
		const char *rule = run->found.list[i].rule;

		if (strcmp(rule, "uninit-value") == 0 || strcmp(rule, "infoleak") == 0)
			run->found.list[nr++] = run->found.list[i];
	}
	run->found.nr = nr;
}

void check_conclude(const struct check *check, struct check_run *run)
{
	if (run->uninit)
		keep_uninit(run);
	if (!run->done) {
		conclude_death(check, run);
		return;
	}
	if (run->uninit)
		return;
	/* After a crash, the rest is but what comes of it. */
	if (is_over(run))
		return;
	if (run->refused && !run->failures)
		add(run, "insert-failed", print("%s", run->why), run->log);
	if (run->left_behind)
		add(run, "left-loaded", print("%s", run->why), run->log);
	if (run->tests_failed && !run->failures)
		add(run, "test-failed",
		    print("%lu of the modules' own tests failed", run->tests_failed), run->log);
	if (run->code == EXIT_MISTAKES && !run->found.nr && !run->tests_failed)
		add(run, "mistake", print("%s", *run->why ? run->why : "a mistake was reported"),
		    run->log);
}

/* ---- folding --------------------------------------------------------------------------------- */

/* How long the number at @text is, in decimal or not: 0 where a word or none begins. */
static size_t number_length(const char *text)
{
	size_t len = strspn(text, "0123456789abcdefABCDEFx");

	if (isalnum((unsigned char)text[len]) || strcspn(text, "0123456789") >= len)
		return 0;
	return len;
}

/* Any number is as good as any other. */
static bool titles_are_alike(const char *a, const char *b)
{
	while (*a && *b) {
		size_t in_a = number_length(a), in_b = number_length(b);

		if (in_a && in_b) {
			a += in_a;
			b += in_b;
		} else if (*a++ != *b++) {
			return false;
		}
	}
	return *a == *b;
}

static bool places_are_equal(const struct frame *a, const struct frame *b)
{
	return a->line == b->line && strcmp(a->file, b->file) == 0 &&
	       strcmp(a->function, b->function) == 0;
}

static bool are(const char *a, const char *b, const char *one, const char *other)
{
	return strcmp(a, one) == 0 && strcmp(b, other) == 0;
}

/*
 * A NULL that is used in any run is no failed request's, though one may have failed before; and
 * what nothing leads to any more is not given back either.
 */
static bool rules_are_equal(const char *known, const char *rule)
{
	return strcmp(known, rule) == 0 || are(known, rule, "null-deref", "unchecked-allocation") ||
	       are(known, rule, "lost-memory", "leak") || are(known, rule, "leak", "lost-memory");
}

/* Of a chain of calls the module's outermost: nearest to the loop, whatever it is at just now. */
static const struct frame *outermost(const struct found *found)
{
	const struct frame *outer = &found->place;

	for (unsigned int i = 0; i < found->nr_stacks; i++)
		for (unsigned int k = 0; k < found->stacks[i].nr; k++)
			if (found->stacks[i].frames[k].line)
				outer = &found->stacks[i].frames[k];
	return outer;
}

static bool hang_in_one_file(const struct found *a, const struct found *b)
{
	return strcmp(a->rule, "hang") == 0 && strcmp(b->rule, "hang") == 0 &&
	       strcmp(outermost(a)->file, outermost(b)->file) == 0;
}

static bool are_equal(const struct found *known, const struct found *found)
{
	if (hang_in_one_file(known, found))
		return true;
	if (!rules_are_equal(known->rule, found->rule) ||
	    !places_are_equal(&known->place, &found->place))
		return false;
	return known->place.line || titles_are_alike(known->title, found->title);
}

static void fold(struct found_list *all, const struct found *found, unsigned int run)
{
	struct found *known = NULL;

	for (unsigned int i = 0; i < all->nr && !known; i++)
		if (are_equal(&all->list[i], found))
			known = &all->list[i];
	if (!known) {
		known = found_add(all);
		*known = *found;
		known->runs = NULL;
		known->nr_runs = 0;
	}
	if (known->nr_runs && known->runs[known->nr_runs - 1] == run)
		return;
	known->runs = memory(reallocarray(known->runs, known->nr_runs + 1, sizeof(*known->runs)));
	known->runs[known->nr_runs++] = run;
}

/* Where the same run breaks without --uninit as well, that tells how it does. */
static bool is_known_break(const struct check *check, unsigned int i, const struct found *found)
{
	unsigned int half = check->nr_runs / 2;

	return check->runs[i].uninit && check->runs[i - half].found.nr &&
	       (strcmp(found->rule, "hang") == 0 || strcmp(found->rule, "killed") == 0);
}

void check_fold(struct check *check)
{
	for (unsigned int i = 0; i < check->nr_runs; i++)
		for (unsigned int k = 0; k < check->runs[i].found.nr; k++) {
			const struct found *found = &check->runs[i].found.list[k];

			if (!is_known_break(check, i, found))
				fold(&check->all, found, i);
		}
}

unsigned int check_mistakes(const struct check *check)
{
	unsigned int nr = 0;

	for (unsigned int i = 0; i < check->all.nr; i++)
		nr += !check->all.list[i].suppressed;
	return nr;
}

const struct found *found_in(const struct check *check, unsigned int run, unsigned int from)
{
	unsigned int nr = 0;

	for (unsigned int i = 0; i < check->all.nr; i++) {
		const struct found *found = &check->all.list[i];
		bool here = false;

		for (unsigned int k = 0; k < found->nr_runs; k++)
			here |= found->runs[k] == run;
		if (here && !found->suppressed && nr++ == from)
			return found;
	}
	return NULL;
}
