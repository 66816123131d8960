// SPDX-License-Identifier: MIT
/* Runs as tests: in the Test Anything Protocol. */
#include <stdlib.h>
#include <string.h>

#include "cli/check/sweep.h"

/* A # would begin a directive. */
static void put_words(FILE *out, const char *text)
{
	for (; *text; text++)
		fputc(*text == '#' || *text == '\n' ? ' ' : *text, out);
}

static void put_remark(FILE *out, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		fprintf(out, "#   %.*s\n", (int)len, text);
		text += len;
		text += *text == '\n';
	}
}

static void put_found(FILE *out, const struct found *found)
{
	fprintf(out, "# %s", found->rule);
	if (found->place.line)
		fprintf(out, " at %s:%u in %s", found->place.file, found->place.line,
			found->place.function);
	fputs(": ", out);
	put_words(out, found->title);
	fputs("\n", out);
}

static void put_run(const struct check *check, unsigned int number, FILE *out)
{
	const struct check_run *run = &check->runs[number];
	const struct found *found = found_in(check, number, 0);
	char *replay;

	fprintf(out, "%s %u - ", found ? "not ok" : "ok", number + 1);
	put_words(out, run_name(run));
	if (run->failures) {
		fputs(": ", out);
		put_words(out, run->failed);
	}
	fputs("\n", out);
	if (!found)
		return;
	for (unsigned int i = 0; (found = found_in(check, number, i)); i++) {
		put_found(out, found);
		/* The whole text once, where it comes first. */
		if (found->runs[0] == number)
			put_remark(out, found->text);
	}
	replay = check_replay(check, run);
	fprintf(out, "# repeat: %s\n", replay);
	free(replay);
}

void tap_tell(const struct check *check, FILE *out)
{
	fprintf(out, "TAP version 13\n1..%u\n", check->nr_runs);
	for (unsigned int i = 0; i < check->nr_runs; i++)
		put_run(check, i, out);
}
