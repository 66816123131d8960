// SPDX-License-Identifier: MIT
/*
 * Mistakes that the user knows of.
 *
 * A file has one pattern a line, and remarks behind a #:
 *
 *	RULE [function=PATTERN] [file=PATTERN]
 *
 * A line describes a finding of that rule with a call, of the mistake's own or of one on the way to
 * it, that is in this function and this file.
 */
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "check/finding.h"

#include "cli/check/sweep.h"

static bool is_rule(const char *pattern)
{
	for (const struct finding_rule *rule = finding_rules; rule->name; rule++)
		if (fnmatch(pattern, rule->name, 0) == 0)
			return true;
	return false;
}

/* Return: what is wrong with the word, or NULL. */
static const char *take_word(struct suppression *suppression, const char *word)
{
	if (!suppression->rule) {
		suppression->rule = memory(strdup(word));
		return is_rule(word) ? NULL : "there is no such rule";
	}
	if (strncmp(word, "function=", 9) == 0 && word[9])
		suppression->function = memory(strdup(word + 9));
	else if (strncmp(word, "file=", 5) == 0 && word[5])
		suppression->path = memory(strdup(word + 5));
	else
		return "a line is RULE [function=PATTERN] [file=PATTERN]";
	return NULL;
}

static int read_line(struct check *check, const char *path, unsigned int number, char *line)
{
	struct suppression suppression = { .file = path, .line = number };
	char *word, *save;

	line[strcspn(line, "#\n")] = '\0';
	for (word = strtok_r(line, " \t\r", &save); word; word = strtok_r(NULL, " \t\r", &save)) {
		const char *flaw = take_word(&suppression, word);

		if (flaw) {
			complain("check: --suppress %s:%u: %s: %s", path, number, word, flaw);
			return EXIT_USAGE;
		}
	}
	if (!suppression.rule)
		return EXIT_OK;
	check->suppressions = memory(reallocarray(check->suppressions, check->nr_suppressions + 1,
						  sizeof(*check->suppressions)));
	check->suppressions[check->nr_suppressions++] = suppression;
	return EXIT_OK;
}

int suppress_read(struct check *check, const char *path)
{
	FILE *file = fopen(path, "r");
	unsigned int number = 0;
	int code = EXIT_OK;
	char *line = NULL;
	size_t room = 0;

	if (!file) {
		complain("check: --suppress %s: %s", path, strerror(errno));
		return EXIT_USAGE;
	}
	while (code == EXIT_OK && getline(&line, &room, file) >= 0)
		code = read_line(check, path, ++number, line);
	if (code == EXIT_OK && ferror(file)) {
		complain("check: --suppress %s: %s", path, strerror(errno));
		code = EXIT_USAGE;
	}
	free(line);
	fclose(file);
	return code;
}

static bool describes_frame(const struct suppression *suppression, const struct frame *frame)
{
	if (suppression->function && fnmatch(suppression->function, frame->function, 0) != 0)
		return false;
	return !suppression->path || fnmatch(suppression->path, frame->file, 0) == 0;
}

static bool describes(const struct suppression *suppression, const struct found *found)
{
	if (fnmatch(suppression->rule, found->rule, 0) != 0)
		return false;
	if (describes_frame(suppression, &found->place))
		return true;
	for (unsigned int i = 0; i < found->nr_stacks; i++)
		for (unsigned int k = 0; k < found->stacks[i].nr; k++)
			if (describes_frame(suppression, &found->stacks[i].frames[k]))
				return true;
	return false;
}

void suppress_known(struct check *check)
{
	for (unsigned int i = 0; i < check->all.nr; i++)
		for (unsigned int k = 0; k < check->nr_suppressions; k++) {
			struct suppression *suppression = &check->suppressions[k];

			if (!describes(suppression, &check->all.list[i]))
				continue;
			suppression->used++;
			check->all.list[i].suppressed = true;
		}
}

void suppress_tell_unused(const struct check *check)
{
	/* What one part of a sweep does not need, another may. */
	if (check->shards > 1)
		return;
	for (unsigned int i = 0; i < check->nr_suppressions; i++)
		if (!check->suppressions[i].used)
			complain("check: %s:%u: this suppression was of no use",
				 check->suppressions[i].file, check->suppressions[i].line);
}
