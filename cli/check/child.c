// SPDX-License-Identifier: MIT
/*
 * What a child does: the life of the modules, once, in a machine of its own.
 *
 * The process was forked before there was a machine, since the memory of one that runs would be
 * shared with its parent.  Whatever the modules do ends with this process.
 */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "check/fault/fault.h"
#include "check/finding.h"

#include "cli/check/sweep.h"
#include "cli/exec/exec.h"

/* A module that does one thing wrong in a loop needs not be told so for ever. */
#define MAX_FINDINGS 200
/* Derived: some waits of a thread of a module, each of which is some 10 ms. */
#define LINGER_MS 100
/* Room for a text, and for the names of all frames at their longest. */
#define RECORD_BYTES (256 * 1024)

static int pipe_fd;
static unsigned int nr_findings;

/** struct writer - a record that is being made. */
struct writer {
	char *bytes;
	size_t len;
};

/* Strings that do not fit are left out, with all behind them: the reader finds "". */
static void put(struct writer *writer, const char *text)
{
	size_t len = strlen(text) + 1;

	if (writer->len + len > RECORD_BYTES)
		return;
	memcpy(writer->bytes + writer->len, text, len);
	writer->len += len;
}

static void put_number(struct writer *writer, unsigned long number)
{
	char text[24];

	snprintf(text, sizeof(text), "%lu", number);
	put(writer, text);
}

static void put_place(struct writer *writer, const struct finding_place *place)
{
	put(writer, place->function);
	put(writer, place->file);
	put_number(writer, place->line);
}

static struct writer record_begin(enum record kind)
{
	static char bytes[RECORD_BYTES];
	struct writer writer = { bytes, sizeof(unsigned int) };

	bytes[writer.len++] = (char)kind;
	return writer;
}

/* In one piece: the signal of a time limit may end the call that was made. */
static void record_send(struct writer *writer)
{
	unsigned int size = writer->len - sizeof(size);
	sigset_t all, before;
	size_t sent = 0;

	memcpy(writer->bytes, &size, sizeof(size));
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	while (sent < writer->len) {
		ssize_t n = write(pipe_fd, writer->bytes + sent, writer->len - sent);

		/* Without a parent there is nobody to tell. */
		if (n <= 0)
			_exit(EXIT_USAGE);
		sent += n;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* The sink: called for one finding at a time. */
static void send_finding(const struct finding *finding)
{
	struct writer writer;

	if (nr_findings++ >= MAX_FINDINGS)
		return;
	writer = record_begin(RECORD_FINDING);
	put(&writer, finding->rule);
	put(&writer, finding->title);
	put_place(&writer, &finding->place);
	put(&writer, finding->text);
	put_number(&writer, finding->nr_stacks);
	for (unsigned int i = 0; i < finding->nr_stacks; i++) {
		const struct finding_stack *stack = &finding->stacks[i];

		put(&writer, stack->title);
		put_number(&writer, stack->nr);
		for (unsigned int k = 0; k < stack->nr; k++)
			put_place(&writer, &stack->frames[k]);
	}
	record_send(&writer);
}

static void send_done(const struct run *run, int code)
{
	struct writer writer = record_begin(RECORD_DONE);
	char failed[512] = "";

	fault_describe(failed, sizeof(failed));
	put_number(&writer, code);
	put_number(&writer, fault_matched(0) - exercise_apart());
	put_number(&writer, exercise_files());
	put_number(&writer, fault_total().failures);
	put_number(&writer, run->tests_failed);
	put_number(&writer, run->refused);
	put_number(&writer, run->left_behind);
	put(&writer, failed);
	put(&writer, run->why);
	record_send(&writer);
}

/* The threads of the run cannot come back: see --seed. */
static void end_child(const struct run *run, int code)
{
	send_done(run, code);
	_exit(0);
}

static void become_child(void)
{
	static const struct rlimit no_core;

	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	signal(SIGPIPE, SIG_IGN);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setrlimit(RLIMIT_CORE, &no_core);
}

void check_child(const struct check *check, const struct check_run *spec, int fd)
{
	struct run run = check->run;
	int code;

	become_child();
	run.machine.quiet_boot = true;
	run.machine.seed = spec->seed;
	if (spec->uninit) {
		run.machine.access = false;
		run.machine.uninit = true;
		run.machine.guard_sample = 0;
		run.machine.stack = check->uninit_stack;
		run.modules = check->uninit_modules;
	}
	run.tell_end = end_child;
	/* What is lost on a way back is told as a leak: then its module has gone. */
	run.scan |= !check->nr_plans && (spec == check->runs || check->seeds);
	pipe_fd = fd;
	/* They were read before, when they were kept. */
	for (unsigned int i = 0; i < check->nr_plans; i++)
		fault_add(check->plans[i]);
	/*
	 * Of one run that was asked for, one wants to see all.  Where threads take turns what is
	 * printed has a part in the order, so a run that may be asked for then prints as much.
	 */
	if (check->nr_plans || spec->beside)
		fault_tell();
	if (*spec->plan)
		fault_add(spec->plan);
	/* A run whose requests are counted is otherwise as one in which nothing fails. */
	run.linger = spec->beside || (*spec->plan && !spec->counts) ? 0 : LINGER_MS;
	run.repeatable = check->nr_plans || spec->beside || (*spec->plan && !spec->counts);
	finding_sink = send_finding;
	code = run_in_machine(&run);
	fflush(stdout);
	send_done(&run, code);
	_exit(0);
}
