// SPDX-License-Identifier: MIT
/* Running a program, and saying how it ended when that was not by itself. */
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/cli.h"

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
