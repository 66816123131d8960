// SPDX-License-Identifier: MIT
/* ashlar help [VERB] */
#include "cli/cli.h"

static int run_help(int argc, char **argv)
{
	struct verb_line line = verb_line(&verb_help, argc, argv);
	const struct verb *verb = NULL;

	verb_next_option(&line);
	if (line.code != EXIT_OK)
		return line.code;
	for (unsigned int i = 0; i < line.nr_words; i++) {
		verb = verb_find(line.words[i]);
		if (!verb) {
			complain("help: unknown verb %s; see ashlar help", line.words[i]);
			return EXIT_USAGE;
		}
	}
	verb_print_help(verb);
	return EXIT_OK;
}

const struct verb verb_help = {
	.name = "help",
	.synopsis = "[VERB]",
	.summary = "Explains the command, or one verb of it",
	.operands = true,
	.run = run_help,
};
