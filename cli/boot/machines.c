// SPDX-License-Identifier: MIT
/* ashlar machines: which run; and what a machine says of itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/boot/boot.h"
#include "cli/check/sweep.h"

/* serve.c writes this line. */
int about_ask(const char *machine, struct about *about)
{
	struct client client = { .machine = machine };
	int code, profiling, access;
	char *text;

	client_words(&client, "about", NULL);
	text = client_text(&client, &code);
	wire_free(&client.request);
	if (code != EXIT_OK)
		return code;
	if (sscanf(text,
		   "pid=%d seconds=%lu memory=%llu modules=%lu mistakes=%lu profiling=%d "
		   "access=%d",
		   &about->pid, &about->seconds, &about->memory, &about->modules, &about->mistakes,
		   &profiling, &access) != 7) {
		complain_usage("the machine says nothing of itself that this can read");
		code = EXIT_USAGE;
	} else {
		about->profiling = profiling;
		about->access = access;
	}
	free(text);
	return code;
}

struct table {
	bool json, first;
};

static void print_one(const char *name, void *arg)
{
	struct table *table = arg;
	struct about about;

	/* It may have gone since. */
	if (about_ask(name, &about) != EXIT_OK)
		return;
	if (!table->json) {
		printf("%-20s %8d %8luM %8lus %8lu %8lu\n", name, about.pid,
		       (unsigned long)(about.memory >> 20), about.seconds, about.modules,
		       about.mistakes);
		return;
	}
	printf("%s\n  {\"name\": ", table->first ? "" : ",");
	json_string(stdout, name);
	printf(", \"pid\": %d, \"memory\": %llu, \"seconds\": %lu, \"modules\": %lu, "
	       "\"mistakes\": %lu}",
	       about.pid, about.memory, about.seconds, about.modules, about.mistakes);
	table->first = false;
}

static const struct verb_option machines_options[] = {
	{ "format", 'f', "FORMAT", "human or json." },
	{ NULL, 0, NULL, NULL },
};

static int run_machines(int argc, char **argv)
{
	struct table table = { .first = true };
	struct verb_line line = verb_line(&verb_machines, argc, argv);

	while (verb_next_option(&line))
		if (!format_is_json(line.value, &table.json))
			return EXIT_USAGE;
	if (line.code != EXIT_OK)
		return line.code;
	if (table.json)
		printf("[");
	else
		printf("%-20s %8s %9s %9s %8s %8s\n", "Machine", "Process", "Memory", "Up",
		       "Modules", "Mistakes");
	place_each(print_one, &table);
	if (table.json)
		puts(table.first ? "]" : "\n]");
	return EXIT_OK;
}

bool format_is_json(const char *word, bool *json)
{
	*json = strcmp(word, "json") == 0;
	if (*json || strcmp(word, "human") == 0)
		return true;
	complain_usage("--format is human or json, not %s", word);
	return false;
}

const struct verb verb_machines = {
	.name = "machines",
	.synopsis = "[--format human|json]",
	.summary = "Lists the machines that run",
	.options = machines_options,
	.run = run_machines,
};
