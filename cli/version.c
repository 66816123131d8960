// SPDX-License-Identifier: MIT
/* ashlar version */
#include <stdio.h>

#include "kernel/loader.h"

#include "cli/cli.h"

static int run_version(int argc, char **argv)
{
	int code = verb_takes_nothing(&verb_version, argc, argv);

	if (code != EXIT_OK)
		return code;
	printf("ashlar " ASHLAR_VERSION "\nmodules: %s\n", loader_vermagic);
	return EXIT_OK;
}

const struct verb verb_version = {
	.name = "version",
	.synopsis = "",
	.summary = "Prints the version, and the version magic of its modules",
	.run = run_version,
};
