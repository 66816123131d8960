// SPDX-License-Identifier: MIT
/* Finding a program; running it, and saying how it ended when that was not by itself. */
#include <errno.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/cli.h"

bool spawn_finds(const char *program)
{
	const char *path = getenv("PATH");
	char file[PATH_MAX];

	while (path && *path) {
		size_t len = strcspn(path, ":");

		snprintf(file, sizeof(file), "%.*s/%s", (int)len, path, program);
		if (access(file, X_OK) == 0)
			return true;
		path += len + (path[len] == ':');
	}
	return false;
}

/*
 * Its standard output is ours for errors: what `ashlar run` prints there is the kernel's log.
 */
int spawn(char *const argv[])
{
	posix_spawn_file_actions_t actions;
	pid_t child;
	int status, err;

	fflush(stdout);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
	err = posix_spawnp(&child, argv[0], &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (err) {
		complain("cannot run %s: %s", argv[0], strerror(err));
		return -1;
	}
	while (waitpid(child, &status, 0) < 0) {
		if (errno != EINTR) {
			complain("lost track of %s: %s", argv[0], strerror(errno));
			return -1;
		}
	}
	if (WIFSIGNALED(status)) {
		complain("%s was killed: %s", argv[0], strsignal(WTERMSIG(status)));
		return -1;
	}
	return WEXITSTATUS(status);
}
