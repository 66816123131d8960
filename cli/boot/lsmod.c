// SPDX-License-Identifier: MIT
/* ashlar lsmod and ashlar ps: what a machine says of its modules and tasks, as tables or JSON. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/boot/boot.h"
#include "cli/check/sweep.h"

static const struct verb_option table_options[] = {
	{ "name", 'n', "NAME",
	  "The machine that is meant, where several run: \"default\", or what\n"
	  "ASHLAR_MACHINE says, otherwise." },
	{ "format", 'f', "FORMAT", "human or json." },
	{ NULL, 0, NULL, NULL },
};

/* The options, and then the text that the machine has for @request. */
static int ask(const struct verb *verb, int argc, char **argv, const char *word, const char *path,
	       char **text, bool *json)
{
	struct client client = { .machine = NULL };
	struct verb_line line = verb_line(verb, argc, argv);
	int code;

	while (verb_next_option(&line))
		if (line.option->letter == 'n')
			client.machine = line.value;
		else if (!format_is_json(line.value, json))
			return EXIT_USAGE;
	if (line.code != EXIT_OK)
		return line.code;
	client_words(&client, word, path, NULL);
	*text = client_text(&client, &code);
	wire_free(&client.request);
	return code;
}

/* ---- lsmod ----------------------------------------------------------------------------------- */

/* A list with commas, as strings of JSON. */
static void print_list(char *list)
{
	char *one;
	bool first = true;

	fputs("[", stdout);
	while ((one = strsep(&list, ","))) {
		if (!*one)
			continue;
		fputs(first ? "" : ", ", stdout);
		json_string(stdout, one);
		first = false;
	}
	fputs("]", stdout);
}

/* A line of /proc/modules: name, size, references, users or "-", state, address. */
static void print_module(char *line, bool json, bool first)
{
	char name[64], users[2048], state[16];
	unsigned long size;
	int refs;

	if (sscanf(line, "%63s %lu %d %2047s %15s", name, &size, &refs, users, state) != 5)
		return;
	if (strcmp(users, "-") == 0)
		*users = 0;
	if (*users && users[strlen(users) - 1] == ',')
		users[strlen(users) - 1] = 0;
	if (!json) {
		printf("%-19s %8lu  %d %s\n", name, size, refs, users);
		return;
	}
	printf("%s\n  {\"name\": \"%s\", \"size\": %lu, \"refcount\": %d, \"users\": ",
	       first ? "" : ",", name, size, refs);
	print_list(users);
	printf(", \"state\": \"%s\"}", state);
}

static int run_lsmod(int argc, char **argv)
{
	char *text = NULL, *rest, *line;
	bool json = false, first = true;
	int code = ask(&verb_lsmod, argc, argv, "cat", "/proc/modules", &text, &json);

	if (code != EXIT_OK)
		return code;
	puts(json ? "[" : "Module                  Size  Used by");
	rest = text;
	while ((line = strsep(&rest, "\n"))) {
		if (!*line)
			continue;
		print_module(line, json, first);
		first = false;
	}
	if (json)
		puts("\n]");
	free(text);
	return EXIT_OK;
}

const struct verb verb_lsmod = {
	.name = "lsmod",
	.synopsis = "[-n NAME] [--format human|json]",
	.summary = "Lists the modules of a machine that runs, and who uses them",
	.options = table_options,
	.run = run_lsmod,
};

/* ---- ps -------------------------------------------------------------------------------------- */

/* A task's line as serve.c writes it: pid, state, CPU, milliseconds, name, where; with tabs. */
static void print_task(char *line, bool json, bool first)
{
	char *pid = strsep(&line, "\t"), *state = strsep(&line, "\t"), *cpu = strsep(&line, "\t");
	char *age = strsep(&line, "\t"), *name = strsep(&line, "\t");
	unsigned long ms = age ? strtoul(age, NULL, 10) : 0;

	if (!name || !line)
		return;
	if (!json) {
		printf("%7s %s %4s %8lu.%01lu  %-16s %s\n", pid, state, cpu, ms / 1000,
		       ms % 1000 / 100, name, *line ? line : "-");
		return;
	}
	printf("%s\n  {\"pid\": %s, \"state\": \"%s\", \"cpu\": %s, \"age_ms\": %lu, \"comm\": ",
	       first ? "" : ",", pid, state, cpu, ms);
	json_string(stdout, name);
	fputs(", \"wchan\": ", stdout);
	json_string(stdout, line);
	fputs("}", stdout);
}

static int run_ps(int argc, char **argv)
{
	char *text = NULL, *rest, *line;
	bool json = false, first = true;
	int code = ask(&verb_ps, argc, argv, "ps", NULL, &text, &json);

	if (code != EXIT_OK)
		return code;
	if (json)
		puts("[");
	else
		printf("%7s %s %4s %10s  %-16s %s\n", "PID", "S", "CPU", "AGE", "COMMAND", "WCHAN");
	rest = text;
	while ((line = strsep(&rest, "\n"))) {
		if (!*line)
			continue;
		print_task(line, json, first);
		first = false;
	}
	if (json)
		puts("\n]");
	free(text);
	return EXIT_OK;
}

const struct verb verb_ps = {
	.name = "ps",
	.synopsis = "[-n NAME] [--format human|json]",
	.summary = "Lists the tasks of a machine that runs, and what each sleeps in",
	.text = "A task sleeps in the innermost function of a module, or else of the core, that\n"
		"waits for something.",
	.options = table_options,
	.run = run_ps,
};
