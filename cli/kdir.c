// SPDX-License-Identifier: MIT
/*
 * ashlar kdir: where the Makefile for modules, the flags and the headers are.
 *
 * They stand beside the command in a build tree, and below share/ where it is installed; both are
 * found from the place of the running program, so an installation may be moved as a whole.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

const char *kdir_path(void)
{
	static const char *const places[] = { "kdir", "../share/ashlar/kdir" };
	static char found[PATH_MAX];
	char program[PATH_MAX], path[PATH_MAX + 64];
	ssize_t len = readlink("/proc/self/exe", program, sizeof(program) - 1);
	unsigned int i;

	if (*found)
		return found;
	if (len < 0) {
		complain("cannot find out where this program is (/proc is not mounted?)");
		return NULL;
	}
	program[len] = '\0';
	*strrchr(program, '/') = '\0';
	for (i = 0; i < sizeof(places) / sizeof(*places); i++) {
		snprintf(path, sizeof(path), "%s/%s/Kbuild.mk", program, places[i]);
		if (access(path, R_OK) == 0) {
			*strrchr(path, '/') = '\0';
			if (realpath(path, found))
				return found;
		}
	}
	complain("%s has neither a folder kdir beside it nor ../share/ashlar/kdir; "
		 "install it again",
		 program);
	return NULL;
}

static int run_kdir(int argc, char **argv)
{
	int code = verb_takes_nothing(&verb_kdir, argc, argv);
	const char *path;

	if (code != EXIT_OK)
		return code;
	path = kdir_path();
	if (!path)
		return EXIT_USAGE;
	puts(path);
	return EXIT_OK;
}

const struct verb verb_kdir = {
	.name = "kdir",
	.synopsis = "",
	.summary = "Prints the folder that modules are built with",
	.text = "As with Linux's own: make -C $(ashlar kdir) M=$PWD modules",
	.run = run_kdir,
};
