// SPDX-License-Identifier: MIT
/* Runs as test cases of one suite: in the XML of JUnit, which most CI servers read. */
#include <stdlib.h>
#include <string.h>

#include "cli/check/sweep.h"

/* What is no text in XML 1.0 becomes a question mark; so does all that is not ASCII. */
static void put_text(FILE *out, const char *text)
{
	for (; *text; text++) {
		unsigned char c = *text;

		if (c == '<')
			fputs("&lt;", out);
		else if (c == '>')
			fputs("&gt;", out);
		else if (c == '&')
			fputs("&amp;", out);
		else if (c == '"')
			fputs("&quot;", out);
		else if (c == '\n' || c == '\t')
			fprintf(out, "&#%u;", c);
		else
			fputc(c < 0x20 || c >= 0x7f ? '?' : c, out);
	}
}

static void put_attribute(FILE *out, const char *name, const char *text)
{
	fprintf(out, " %s=\"", name);
	put_text(out, text);
	fputs("\"", out);
}

static void put_found(const struct check *check, const struct check_run *run,
		      const struct found *found, FILE *out)
{
	char *replay = check_replay(check, run);

	fputs("      <failure", out);
	put_attribute(out, "type", found->rule);
	put_attribute(out, "message", found->title);
	fputs(">", out);
	if (found->place.line) {
		put_text(out, found->place.file);
		fprintf(out, ":%u in ", found->place.line);
		put_text(out, found->place.function);
		fputs("&#10;", out);
	}
	fputs("repeat: ", out);
	put_text(out, replay);
	fputs("&#10;", out);
	put_text(out, found->text);
	fputs("</failure>\n", out);
	free(replay);
}

static void put_run(const struct check *check, unsigned int number, FILE *out)
{
	const struct check_run *run = &check->runs[number];
	const struct found *found;

	fputs("    <testcase classname=\"ashlar.check\"", out);
	put_attribute(out, "name", run_name(run));
	fputs(">\n", out);
	for (unsigned int i = 0; (found = found_in(check, number, i)); i++)
		put_found(check, run, found, out);
	if (run->failures) {
		fputs("      <system-out>the request at ", out);
		put_text(out, run->failed);
		fputs(" failed</system-out>\n", out);
	}
	fputs("    </testcase>\n", out);
}

void junit_tell(const struct check *check, FILE *out)
{
	unsigned int failed = 0;

	for (unsigned int i = 0; i < check->nr_runs; i++)
		failed += found_in(check, i, 0) != NULL;
	fprintf(out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<testsuites tests=\"%u\" failures=\"%u\">\n"
		"  <testsuite name=\"ashlar check\" tests=\"%u\" failures=\"%u\" errors=\"0\">\n",
		check->nr_runs, failed, check->nr_runs, failed);
	for (unsigned int i = 0; i < check->nr_runs; i++)
		put_run(check, i, out);
	fputs("  </testsuite>\n</testsuites>\n", out);
}
