// SPDX-License-Identifier: MIT
/* What a verb of a script needs: one function for each letter of struct verb_form. */
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/string.h>

#include "cli/exec/exec.h"

bool exec_set_name(char *to, const char *word)
{
	if (!word || !exec_is_name(word))
		return false;
	strcpy(to, word);
	return true;
}

static bool take_text(char **to, const char *word)
{
	if (word)
		*to = exec_copy_text(word);
	return word && *to;
}

static bool take_path(struct exec_step *step, const char *word)
{
	if (!word || *word != '/')
		return false;
	return take_text(&step->path, word);
}

/* "rw,nonblock": the first is the way, the others what @letters has. */
static bool take_mode(struct exec_step *step, const char *word, bool map)
{
	static const struct {
		const char *name;
		unsigned int flag;
		bool map;
	} more[] = {
		{ "nonblock", EXEC_NONBLOCK, false },
		{ "append", EXEC_APPEND, false },
		{ "trunc", EXEC_TRUNC, false },
		{ "private", EXEC_PRIVATE, true },
	};
	size_t len = word ? strcspn(word, ",") : 0, i;
	unsigned int flags;

	if (len == 1 && (*word == 'r' || *word == 'w'))
		flags = *word == 'r' ? EXEC_R : EXEC_W;
	else if (len == 2 && strncmp(word, "rw", 2) == 0)
		flags = EXEC_R | EXEC_W;
	else
		return false;
	while (word[len] == ',') {
		word += len + 1;
		len = strcspn(word, ",");
		for (i = 0; i < ARRAY_SIZE(more); i++)
			if (more[i].map == map && strlen(more[i].name) == len &&
			    strncmp(more[i].name, word, len) == 0)
				break;
		if (i == ARRAY_SIZE(more))
			return false;
		flags |= more[i].flag;
	}
	step->flags = flags;
	return true;
}

static bool take_count(struct exec_step *step, const char *word)
{
	long long number;

	if (!word || *word == '-' || !exec_read_number(word, &number))
		return false;
	if ((unsigned long long)number > ULONG_MAX)
		return false;
	step->count = (unsigned long)number;
	return true;
}

static bool take_whence(struct exec_step *step, const char *word)
{
	static const char *const names[] = { "set", "cur", "end" };

	for (unsigned int i = 0; i < 3; i++)
		if (strcmp(word, names[i]) == 0) {
			step->whence = i;
			return true;
		}
	return false;
}

static bool take_data(struct exec_step *step, const char *word, const char **why)
{
	step->has_data = true;
	return word && exec_read_data(word, &step->data, why);
}

static bool take_argument(struct exec_step *step, const char *word, const char **why)
{
	long long number;

	if (exec_is_data(word))
		return take_data(step, word, why);
	if (!exec_read_number(word, &number))
		return false;
	step->arg = (unsigned long)number;
	return true;
}

static bool take_events(struct exec_step *step, const char *word)
{
	static const struct {
		const char *name;
		unsigned int flag;
	} events[] = { { "in", 1 }, { "pri", 2 }, { "out", 4 } };

	for (;;) {
		size_t len = strcspn(word, ","), i;

		for (i = 0; i < 3; i++)
			if (strlen(events[i].name) == len &&
			    strncmp(events[i].name, word, len) == 0)
				break;
		if (i == 3)
			return false;
		step->flags |= events[i].flag;
		word += len;
		if (!*word++)
			return true;
	}
}

/* A major number, or the name that it is registered under. */
static bool take_major(struct exec_step *step, const char *word)
{
	long long number;

	if (word && exec_read_number(word, &number)) {
		step->cmd = (unsigned int)number;
		return number > 0 && number < 4096;
	}
	return exec_set_name(step->name, word);
}

/* The number of the signal, or SIGINT. */
static bool take_signal(struct exec_step *step, const char *word)
{
	long long number;

	if (!exec_read_number(word, &number) || number < 1 || number > 64)
		return false;
	step->cmd = (unsigned int)number;
	return true;
}

static bool is_event(const char *word)
{
	size_t len = strcspn(word, ",");

	return (len == 2 && strncmp(word, "in", 2) == 0) ||
	       (len == 3 && (strncmp(word, "out", 3) == 0 || strncmp(word, "pri", 3) == 0));
}

bool exec_may_be_part(char part, const char *word)
{
	if (!word)
		return false;
	switch (part) {
	case 'n':
		return exec_is_name(word) && !is_event(word) && strcmp(word, "on") &&
		       strcmp(word, "off") && strncmp(word, "_IO", 3);
	case 'e':
		return is_event(word);
	default:
		return true;
	}
}

bool exec_take_part(struct exec_step *step, char part, const char *word, const char **why)
{
	switch (part) {
	case 'n':
	case 'N':
		return exec_set_name(step->name, word);
	case 'p':
		return take_path(step, word);
	case 'h':
		return take_text(&step->host, word);
	case 'm':
	case 'M':
		return take_mode(step, word, part == 'M');
	case 'c':
		return take_count(step, word);
	case 'o':
		return word && exec_read_number(word, &step->offset);
	case 't':
		return exec_read_number(word, &step->offset);
	case 'w':
		return take_whence(step, word);
	case 'd':
		return take_data(step, word, why);
	case 'x':
		return word && exec_read_command(word, &step->cmd);
	case 'a':
		return take_argument(step, word, why);
	case 'e':
		return take_events(step, word);
	case 'j':
		return take_major(step, word);
	case 's':
		return take_signal(step, word);
	case 'f':
		step->flags = strcmp(word, "off") != 0;
		return !step->flags || strcmp(word, "on") == 0;
	case 'C':
		return word && strcmp(word, "c") == 0;
	default: /* a sign */
		return word && *word == part && !word[1];
	}
}
