// SPDX-License-Identifier: MIT
/*
 * Runs in forked children, several at once.
 *
 * A child has two pipes: one for what it says of itself, which is read whole and understood when it
 * has ended, and one for all that it prints, of which only the end is kept.  Neither may fill up,
 * so both are read while it runs.
 *
 * Who takes too long is asked to come back first (SIGXCPU, to the thread that called the module),
 * so that a report says where it was, and is killed when that did not help.
 *
 *	children at work <= jobs
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli/check/sweep.h"

#define MAX_JOBS 256
/* The end of a log is enough to see what was going on. */
#define LOG_KEPT (16 * 1024)
/* What a child may say: far more than its findings at their longest. */
#define MAX_SAID (64u << 20)
/* From being asked to come back until being killed. */
#define GRACE_SECONDS 20

enum asked { ASKED_NOTHING, ASKED_BACK, KILLED };

/** struct child - one that runs; @pid 0: a free place. */
struct child {
	pid_t pid;
	struct check_run *run;
	int said_fd, log_fd; /* -1 once it has ended */
	char *said;
	size_t said_len, said_room;
	char *log;
	size_t log_len; /* of all that was printed; the last LOG_KEPT bytes are kept, as a ring */
	time_t deadline;
	enum asked asked;
};

struct pool {
	const struct check *check;
	struct child children[MAX_JOBS];
	unsigned int jobs, started, ended, nr;
	bool shows;
};

static time_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

/* ---- progress -------------------------------------------------------------------------------- */

static void show_progress(const struct pool *pool)
{
	if (pool->shows)
		fprintf(stderr, "\rashlar: %u of %u runs ", pool->ended, pool->nr);
}

static void end_progress(const struct pool *pool)
{
	if (pool->shows)
		fprintf(stderr, "\r%40s\r", "");
}

/* ---- one child ------------------------------------------------------------------------------- */

static void take_output(int log_fd)
{
	int null = open("/dev/null", O_RDONLY);

	dup2(null, STDIN_FILENO);
	dup2(log_fd, STDOUT_FILENO);
	dup2(log_fd, STDERR_FILENO);
	close(log_fd);
	close(null);
}

/* Return: 0 or an errno. */
static int start(const struct pool *pool, struct child *child, struct check_run *run)
{
	int said[2], log[2], err;

	if (pipe2(said, O_CLOEXEC))
		return errno;
	if (pipe2(log, O_CLOEXEC)) {
		err = errno;
		goto no_log;
	}
	fflush(NULL);
	*child = (struct child){ .run = run, .said_fd = said[0], .log_fd = log[0] };
	child->deadline = now() + pool->check->seconds;
	child->pid = fork();
	if (child->pid == 0) {
		close(said[0]);
		close(log[0]);
		take_output(log[1]);
		check_child(pool->check, run, said[1]);
	}
	err = errno;
	close(log[1]);
	close(said[1]);
	if (child->pid > 0)
		return 0;
	child->pid = 0;
	close(log[0]);
	close(said[0]);
	return err;
no_log:
	close(said[0]);
	close(said[1]);
	return err;
}

/* Return: false at the end. */
static bool hear(struct child *child)
{
	char spare[4096];
	ssize_t n;

	if (child->said_len == child->said_room && child->said_room < MAX_SAID) {
		child->said_room = child->said_room ? 2 * child->said_room : 4096;
		child->said = memory(realloc(child->said, child->said_room));
	}
	if (child->said_len == child->said_room)
		return read(child->said_fd, spare, sizeof(spare)) > 0;
	n = read(child->said_fd, child->said + child->said_len, child->said_room - child->said_len);
	if (n > 0)
		child->said_len += n;
	return n > 0;
}

static bool read_log(struct child *child)
{
	size_t at = child->log_len % LOG_KEPT;
	ssize_t n;

	if (!child->log)
		child->log = memory(malloc(LOG_KEPT));
	n = read(child->log_fd, child->log + at, LOG_KEPT - at);
	if (n > 0)
		child->log_len += n;
	return n > 0;
}

/* The ring as a text that begins with a whole line. */
static char *log_text(const struct child *child)
{
	size_t len = child->log_len < LOG_KEPT ? child->log_len : LOG_KEPT;
	size_t from = child->log_len - len;
	char *text, *line;

	if (!len)
		return NULL;
	text = memory(malloc(len + 1));
	for (size_t i = 0; i < len; i++) {
		text[i] = child->log[(from + i) % LOG_KEPT];
		if (!text[i])
			text[i] = ' ';
	}
	text[len] = '\0';
	line = from ? strchr(text, '\n') : NULL;
	if (line)
		memmove(text, line + 1, strlen(line + 1) + 1);
	return text;
}

static void reap(struct pool *pool, struct child *child)
{
	struct check_run *run = child->run;
	int status;

	while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFSIGNALED(status))
		run->signal = WTERMSIG(status);
	else
		run->status = WEXITSTATUS(status);
	run->timed_out = child->asked == KILLED || run->signal == SIGXCPU;
	record_read(child->said, child->said_len, run);
	run->log = log_text(child);
	free(child->log);
	check_conclude(pool->check, run);
	child->pid = 0;
	pool->ended++;
	show_progress(pool);
}

/*
 * To the main thread: it is the one that is in the module.  Where threads take turns it may not be
 * its turn, so it cannot come back.
 */
static void watch_time(struct child *child)
{
	if (child->asked == KILLED || now() < child->deadline)
		return;
	if (child->asked == ASKED_NOTHING && !child->run->seed) {
		child->asked = ASKED_BACK;
		child->deadline = now() + GRACE_SECONDS;
		syscall(SYS_tgkill, child->pid, child->pid, SIGXCPU);
	} else {
		child->asked = KILLED;
		kill(child->pid, SIGKILL);
	}
}

/* ---- all of them ----------------------------------------------------------------------------- */

static void attend(struct pool *pool, struct child *child, const struct pollfd *said,
		   const struct pollfd *log)
{
	if (said->revents && !hear(child)) {
		close(child->said_fd);
		child->said_fd = -1;
	}
	if (log->revents && !read_log(child)) {
		close(child->log_fd);
		child->log_fd = -1;
	}
	watch_time(child);
	if (child->said_fd < 0 && child->log_fd < 0)
		reap(pool, child);
}

static void attend_all(struct pool *pool)
{
	struct pollfd fds[2 * MAX_JOBS];
	unsigned int i;

	for (i = 0; i < pool->jobs; i++) {
		const struct child *child = &pool->children[i];

		fds[2 * i] = (struct pollfd){ child->pid ? child->said_fd : -1, POLLIN, 0 };
		fds[2 * i + 1] = (struct pollfd){ child->pid ? child->log_fd : -1, POLLIN, 0 };
	}
	/* Limits of time are looked at once a second. */
	if (poll(fds, 2 * pool->jobs, 1000) < 0)
		return;
	for (i = 0; i < pool->jobs; i++)
		if (pool->children[i].pid)
			attend(pool, &pool->children[i], &fds[2 * i], &fds[2 * i + 1]);
}

/* Return: 0 or an errno, when there is not even one child that could go on. */
static int start_more(struct pool *pool, struct check_run *runs)
{
	for (unsigned int i = 0; i < pool->jobs && pool->started < pool->nr; i++) {
		int err;

		if (pool->children[i].pid)
			continue;
		err = start(pool, &pool->children[i], &runs[pool->started]);
		if (!err)
			pool->started++;
		else
			return pool->started > pool->ended ? 0 : err;
	}
	return 0;
}

int check_run_all(const struct check *check, struct check_run *runs, unsigned int nr)
{
	static struct pool pool;

	pool = (struct pool){ .check = check, .nr = nr, .jobs = check->jobs };
	pool.shows = nr > 1 && isatty(STDERR_FILENO);
	while (pool.ended < nr) {
		int err = start_more(&pool, runs);

		if (err) {
			end_progress(&pool);
			complain("check: cannot start a process: %s", strerror(err));
			return EXIT_USAGE;
		}
		attend_all(&pool);
	}
	end_progress(&pool);
	return EXIT_OK;
}
