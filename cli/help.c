// SPDX-License-Identifier: MIT
/* ashlar help [VERB] */
#include "cli/cli.h"

static int run_help(int argc, char **argv)
{
	const struct verb_option *option;
	const struct verb *verb = NULL;
	const char *value;
	int i = 1;

	while ((option = verb_next_option(&verb_help, argc, argv, &i, &value)) || value) {
		if (option == &option_error)
			return EXIT_USAGE;
		if (option) {
			verb_print_help(&verb_help);
			return EXIT_OK;
		}
		verb = verb_find(value);
		if (!verb) {
			complain("help: unknown verb %s; see ashlar help", value);
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
	.run = run_help,
};
