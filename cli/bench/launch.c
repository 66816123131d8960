// SPDX-License-Identifier: MIT
/*
 * A worker: this same program again, for one case with one allocator.
 *
 * A process of its own begins with an empty heap, so no case inherits what another left behind,
 * and a malloc that crashes takes nothing else with it.  Its malloc comes by LD_PRELOAD, before
 * the first call of it, and is bound once and for all: the program is linked with -z now.
 *
 * What it finds comes through a pipe, in lines: "error TEXT", "malloc PATH", "version TEXT", or a
 * figure's suffix and value.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <fcntl.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/bench/bench.h"

/* A worker that takes so much longer than any should hangs. */
static const unsigned int patience_seconds[NR_EFFORTS] = {
	[EFFORT_QUICK] = 60,
	[EFFORT_NORMAL] = 300,
	[EFFORT_FULL] = 1800,
};

static volatile pid_t running;

/* ---- never left behind ----------------------------------------------------------------------- */

static void end_worker(int signal_nr)
{
	if (running > 0)
		kill(running, SIGKILL);
	signal(signal_nr, SIG_DFL);
	raise(signal_nr);
}

static void watch_signals(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	static bool watched;

	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals) && !watched; i++)
		if (signal(signals[i], end_worker) == SIG_IGN)
			signal(signals[i], SIG_IGN);
	watched = true;
}

/* ---- the child ------------------------------------------------------------------------------- */

static void become_worker(const struct bench_task *task, int out, pid_t parent)
{
	const struct bench_column *column = task->column;
	char effort[16];
	char *argv[] = {
		(char *)"ashlar",
		(char *)verb_bench.name,
		(char *)WORKER_WORD,
		(char *)bench_interfaces[column->interface],
		column->preload ? column->preload : (char *)"",
		(char *)(task->c ? task->c->name : ""),
		effort,
		NULL,
	};

	/* However this command ends, its worker does, too. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_USAGE);
	dup2(out, STDOUT_FILENO);
	if (task->quiet) {
		int nowhere = open("/dev/null", O_WRONLY);

		if (nowhere >= 0)
			dup2(nowhere, STDERR_FILENO);
	}
	sched_setaffinity(0, sizeof(task->cpus), &task->cpus);
	if (column->preload)
		setenv("LD_PRELOAD", column->preload, 1);
	else
		unsetenv("LD_PRELOAD");
	snprintf(effort, sizeof(effort), "%d", (int)task->effort);
	alarm(patience_seconds[task->effort]);
	execv("/proc/self/exe", argv);
	dprintf(STDOUT_FILENO, "error cannot run itself again: %s\n", strerror(errno));
	_exit(EXIT_USAGE);
}

/* ---- the parent ------------------------------------------------------------------------------ */

static void read_lines(int in, void (*line)(void *data, char *text), void *data, char *reason,
		       size_t size)
{
	FILE *f = fdopen(in, "r");
	char *text = NULL;
	size_t room = 0;
	ssize_t len;

	if (!f) {
		close(in);
		return;
	}
	while ((len = getline(&text, &room, f)) > 0) {
		if (text[len - 1] == '\n')
			text[len - 1] = '\0';
		if (strncmp(text, "error ", 6) == 0)
			snprintf(reason, size, "%s", text + 6);
		else
			line(data, text);
	}
	free(text);
	fclose(f);
}

/* Return: true when it ended well; else, unless it said so itself, how it ended is in @reason. */
static bool ended_well(int status, char *reason, size_t size)
{
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
		snprintf(reason, size, "it did not end, and was killed");
	else if (WIFSIGNALED(status))
		snprintf(reason, size, "it was killed: %s", strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status) && !*reason)
		snprintf(reason, size, "it ended with exit status %d", WEXITSTATUS(status));
	return status == 0;
}

bool bench_launch(const struct bench_task *task, void (*line)(void *data, char *text), void *data,
		  char *reason, size_t size)
{
	const pid_t self = getpid();
	int ends[2], status = 0;
	pid_t child;

	*reason = '\0';
	watch_signals();
	fflush(NULL);
	if (pipe2(ends, O_CLOEXEC)) {
		snprintf(reason, size, "no pipe to it: %s", strerror(errno));
		return false;
	}
	child = fork();
	if (child == 0)
		become_worker(task, ends[1], self);
	running = child;
	close(ends[1]);
	if (child < 0) {
		snprintf(reason, size, "no process for it: %s", strerror(errno));
		close(ends[0]);
		return false;
	}
	read_lines(ends[0], line, data, reason, size);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	running = 0;
	return ended_well(status, reason, size);
}
