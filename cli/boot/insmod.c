// SPDX-License-Identifier: MIT
/* ashlar insmod: build here what is to be built, and have a machine load it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/boot/boot.h"
#include "cli/run.h"

static const struct verb_option insmod_options[] = {
	{ "name", 'n', "NAME",
	  "The machine that is meant, where several run: \"default\", or what\n"
	  "ASHLAR_MACHINE says, otherwise." },
	ERA_OPTION,
	{ NULL, 0, NULL, NULL },
};

int insmod_file(struct client *client, const struct module_file *file)
{
	char path[4096];

	if (!realpath(file->path, path)) {
		complain_usage("ERROR: could not load module %s: %s", file->path, strerror(errno));
		return EXIT_REFUSED;
	}
	client_words(client, "insmod", path, file->args, NULL);
	return client_ask(client);
}

/* What is not there is told in insmod's own words. */
static bool is_there(const char *path)
{
	struct stat st;

	if (!stat(path, &st))
		return true;
	complain_usage("ERROR: could not load module %s: %s", path, strerror(errno));
	return false;
}

static int insert_all(struct client *client, char **words, unsigned int nr)
{
	struct run run = RUN_DEFAULTS;
	struct about about;
	int code;

	if (!is_there(words[0]))
		return EXIT_REFUSED;
	code = about_ask(client->machine, &about);
	if (code != EXIT_OK)
		return code;
	run.machine.mem_profiling = about.profiling;
	run.machine.access = about.access;
	code = run_take_operands(&run, words, nr);
	for (unsigned int i = 0; i < run.modules.nr && code == EXIT_OK; i++)
		code = insmod_file(client, &run.modules.files[i]);
	build_finish();
	return code;
}

static int run_insmod(int argc, char **argv)
{
	struct client client = { .machine = NULL };
	struct verb_line line = verb_line(&verb_insmod, argc, argv);
	int code;

	while (verb_next_option(&line))
		if (line.option->letter == 'n')
			client.machine = line.value;
		else if (era_take(line.value))
			return EXIT_USAGE;
	if (line.code != EXIT_OK)
		return line.code;
	if (!line.nr_words) {
		complain_usage("which module? a .c file, a folder with a Makefile, or a .ko file");
		return EXIT_USAGE;
	}
	code = insert_all(&client, line.words, line.nr_words);
	wire_free(&client.request);
	return code;
}

const struct verb verb_insmod = {
	.name = "insmod",
	.synopsis = "[-n NAME] FILE.c|FOLDER|FILE.ko... [PARAMETER=VALUE...]",
	.summary = "Inserts modules into a machine that runs",
	.text = "Sources are built as ashlar run builds them; a machine that checks accesses or\n"
		"profiles memory gets modules built for that.\n"
		"\n"
		"Exit status: 0 all went well; 1 a module could not be inserted; 2 wrong usage,\n"
		"a source that does not compile, or no such machine; 3 it crashed, or a mistake\n"
		"was reported: ashlar dmesg tells.",
	.options = insmod_options,
	.operands = true,
	.run = run_insmod,
};
