// SPDX-License-Identifier: MIT
/* Findings for people: each with what led to it and the command that repeats it. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/check/sweep.h"

/** struct paper - where it is written; @red, @green, @bold: turn colours on, @plain: off; or "". */
struct paper {
	FILE *out;
	const char *red, *green, *bold, *plain;
};

static struct paper choose_paper(FILE *out)
{
	const char *no = getenv("NO_COLOR");
	struct paper paper = { out, "", "", "", "" };

	if ((no && *no) || !isatty(fileno(out)))
		return paper;
	paper.red = "\033[1;31m";
	paper.green = "\033[1;32m";
	paper.bold = "\033[1m";
	paper.plain = "\033[0m";
	return paper;
}

static void print_indented(FILE *out, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		fprintf(out, "   | %.*s\n", (int)len, text);
		text += len;
		text += *text == '\n';
	}
}

/* Whether anything failed before it, and what. */
static void print_condition(FILE *out, const struct check *check, const struct found *found)
{
	const struct check_run *run = &check->runs[found->runs[0]];
	bool lasts = strstr(run->plan, "from=");

	if (run->seed && !run->failures)
		fprintf(out, "   when threads take turns as with --seed %llu", run->seed);
	else if (!run->failures)
		fputs("   although nothing was made to fail", out);
	else if (run->failures > 1)
		fprintf(out, "   when %lu requests fail, the first at %s", run->failures,
			run->failed);
	else
		fprintf(out, "   when the request at %s fails", *run->failed ? run->failed : "?");
	if (lasts && run->failures == 1)
		fputs(", and all after it", out);
	if (run->seed && run->failures)
		fprintf(out, ", and threads take turns as with --seed %llu", run->seed);
	if (check->nr_runs > 1)
		fprintf(out, "; in %u of %u runs", found->nr_runs, check->nr_runs);
	fputs("\n", out);
}

static void print_found(const struct paper *paper, const struct check *check,
			const struct found *found, unsigned int number)
{
	char *replay = check_replay(check, &check->runs[found->runs[0]]);
	const struct frame *place = &found->place;
	FILE *out = paper->out;

	fprintf(out, "%u. %s%s%s", number, paper->red, found->rule, paper->plain);
	if (place->line)
		fprintf(out, " at %s%s:%u%s in %s", paper->bold, place->file, place->line,
			paper->plain, place->function);
	fprintf(out, ": %s\n", found->title);
	print_condition(out, check, found);
	fprintf(out, "   repeat: %s\n", replay);
	print_indented(out, found->text);
	fputs("\n", out);
	free(replay);
}

static unsigned int count_plans(const struct check *check, const char *term)
{
	unsigned int nr = 0;

	for (unsigned int i = 1; i < check->nr_runs; i++)
		nr += !check->runs[i].beside && !check->runs[i].uninit &&
		      strstr(check->runs[i].plan, term);
	return nr;
}

static unsigned int count_beside(const struct check *check)
{
	unsigned int nr = 0;

	for (unsigned int i = 1; i < check->nr_runs; i++)
		nr += check->runs[i].beside && !check->runs[i].uninit;
	return nr;
}

static void print_runs(const struct check *check, FILE *out)
{
	fprintf(out, " in %u run%s", check->nr_runs, check->nr_runs == 1 ? "" : "s");
	if (check->seeds)
		fputs(", each with another order of threads", out);
	else if (check->nr_runs > 1u + check->uninit)
		fprintf(out, ": 1 as it is, %u with one request failing, %u with all from there on",
			count_plans(check, "nth="), count_plans(check, "from="));
	if (count_beside(check))
		fprintf(out, ", %u with two programs at once", count_beside(check));
	if (check->uninit)
		fputs(check->nr_runs == 2 ? ": 1 as it is, 1 for values that nobody wrote" :
					    "; as many again for values that nobody wrote",
		      out);
	fputs("\n", out);
	if (check->left_out)
		fprintf(out, "%lu more runs were left out, evenly spread: see --limit\n",
			check->left_out);
}

static void print_end(const struct paper *paper, const struct check *check)
{
	unsigned int mistakes = check_mistakes(check);
	unsigned int suppressed = check->all.nr - mistakes;
	FILE *out = paper->out;

	if (mistakes)
		fprintf(out, "%s%u mistake%s%s", paper->red, mistakes, mistakes == 1 ? "" : "s",
			paper->plain);
	else
		fprintf(out, "%sno mistakes%s", paper->green, paper->plain);
	if (suppressed)
		fprintf(out, ", %u suppressed,", suppressed);
	print_runs(check, out);
}

void human_tell(const struct check *check, FILE *out)
{
	struct paper paper = choose_paper(out);
	unsigned int number = 0;

	/* Who repeats one run wants to see it. */
	if (check->nr_runs == 1 && (check->nr_plans || check->no_sweep) && check->runs[0].log)
		fprintf(out, "%s\n", check->runs[0].log);
	for (unsigned int i = 0; i < check->all.nr; i++)
		if (!check->all.list[i].suppressed)
			print_found(&paper, check, &check->all.list[i], ++number);
	print_end(&paper, check);
}
