// SPDX-License-Identifier: MIT
/* ashlar run --mount DIR, and -- COMMAND: the machine's files for programs of the host. */
#include <signal.h>
#include <stdio.h>

#include "cli/mount/mount.h"
#include "cli/run.h"

static volatile sig_atomic_t signalled;

static void note_signal(int sig)
{
	signalled = sig;
}

static bool was_signalled(void)
{
	return signalled;
}

/* The first ends the wait and the machine, in good order; the next does what it always does. */
static void catch_signals(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction note = { .sa_handler = note_signal, .sa_flags = (int)SA_RESETHAND };

	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		sigaction(signals[i], &note, NULL);
}

int run_start_files(struct run *run)
{
	int code;

	if (!run->mount)
		return EXIT_OK;
	code = mount_start(run->mount);
	if (code == EXIT_OK)
		catch_signals();
	return code;
}

int run_serve_files(struct run *run)
{
	if (run->command)
		return mount_command(run->command, &run->command_status);
	if (!run->mount || run->stay)
		return EXIT_OK;
	printf("the machine's files are in %s until this is interrupted (Ctrl-C)\n", run->mount);
	fflush(stdout);
	mount_wait(0, was_signalled);
	return EXIT_OK;
}
