// SPDX-License-Identifier: MIT
/*
 * Booting an image in QEMU.
 *
 * The image's serial line is a pipe.  What comes is the kernel log and the findings, for the
 * standard output; lines behind BARE_COMPLAINT are for the other one.  The image ends QEMU by its
 * debug exit device, which makes of the
 * image's status and BARE_EXIT_BASE, which no failure of QEMU's own leads to, twice that and one.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli/bare/bare.h"
#include "cli/emu/emu.h"

#define MAX_WORDS 32

/*
 * With what keeps the kernel from the memory of programs, and addresses of more than 32 bits where
 * the image's page tables have them.
 */
static const char *processor(const struct emu *emu)
{
	if (emu->pae)
		return "qemu32,+smep,+smap,+pse36";
	return strcmp(emu->arch, "i386") ? "qemu64,+smep,+smap" : "qemu32,+smep,+smap";
}

/* In the child: be the emulator, which ends with this command, however that ends. */
static void __attribute__((noreturn)) become(const char *const *words, int to)
{
	int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (nothing >= 0 && dup2(nothing, STDIN_FILENO) >= 0 && dup2(to, STDOUT_FILENO) >= 0)
		execvp(words[0], (char *const *)words);
	complain("cannot run %s: %s", words[0], strerror(errno));
	_exit(EXIT_USAGE);
}

static pid_t start(const struct emu *emu, int *from)
{
	char program[64], cpus[16];
	const char *words[MAX_WORDS] = { program,    "-m",	    emu->memory,
					 "-kernel",  emu->image,    "-append",
					 emu->words, "-display",    "none",
					 "-serial",  "stdio",	    "-monitor",
					 "none",     "-no-reboot",  "-nic",
					 "none",     "-device",	    "isa-debug-exit,iobase=0xf4",
					 "-cpu",     processor(emu) };
	unsigned int nr = 20;
	int pipe_ends[2];
	pid_t child;

	snprintf(program, sizeof(program), "qemu-system-%s", emu->arch);
	snprintf(cpus, sizeof(cpus), "%u", emu->cpus);
	words[nr++] = "-smp";
	words[nr++] = cpus;
	/* An emulator that counts instructions runs one CPU after the other. */
	if (emu->cpus > 1) {
		words[nr++] = "-accel";
		words[nr++] = emu->icount ? "tcg,thread=single" : "tcg,thread=multi";
	}
	if (emu->icount) {
		words[nr++] = "-icount";
		words[nr++] = "shift=0,align=off,sleep=off";
	}
	if (pipe2(pipe_ends, O_CLOEXEC)) {
		complain("the host gives no pipe: %s", strerror(errno));
		return -1;
	}
	child = fork();
	if (!child)
		become(words, pipe_ends[1]);
	close(pipe_ends[1]);
	if (child < 0) {
		complain("cannot run %s: %s", program, strerror(errno));
		close(pipe_ends[0]);
		return -1;
	}
	*from = pipe_ends[0];
	return child;
}

/* ---- what it prints -------------------------------------------------------------------------- */

/** struct line - a line of the image's, as far as it has come. */
struct line {
	char text[4096];
	size_t len;
};

static void print(struct line *line)
{
	bool complaint = line->len && line->text[0] == BARE_COMPLAINT;

	if (complaint)
		fflush(stdout);
	fwrite(line->text + complaint, 1, line->len - complaint, complaint ? stderr : stdout);
	line->len = 0;
}

static void take(struct line *line, const char *text, size_t len)
{
	for (; len; text++, len--) {
		if (*text == '\r')
			continue;
		line->text[line->len++] = *text;
		if (*text == '\n' || line->len == sizeof(line->text))
			print(line);
	}
	fflush(stdout);
}

static long long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000ll + t.tv_nsec / 1000000;
}

/* Return: false when its time was up before it ended. */
static bool follow(const struct emu *emu, int from)
{
	long long end = now_ms() + emu->seconds * 1000ll;
	struct pollfd poll_fd = { .fd = from, .events = POLLIN };
	struct line line = { .len = 0 };
	char text[4096];

	for (;;) {
		long long left = end - now_ms();
		ssize_t got;

		if (left <= 0 || !poll(&poll_fd, 1, (int)left))
			break;
		got = read(from, text, sizeof(text));
		if (got > 0) {
			take(&line, text, (size_t)got);
		} else if (!got || errno != EINTR) {
			print(&line);
			return true;
		}
	}
	print(&line);
	return false;
}

static int exit_code(int status)
{
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;

	if (code < 0 || !(code & 1) || code >> 1 < BARE_EXIT_BASE) {
		complain("the emulator ended before the image did");
		return EXIT_USAGE;
	}
	code = (code >> 1) - BARE_EXIT_BASE;
	if (code == BARE_STATUS_FAULT) {
		complain("the image stopped at a fault that nobody expected");
		return EXIT_MISTAKES;
	}
	return code;
}

int emu_boot(const struct emu *emu)
{
	int from, status;
	bool ended;
	pid_t child;

	fflush(stdout);
	child = start(emu, &from);
	if (child < 0)
		return EXIT_USAGE;
	ended = follow(emu, from);
	close(from);
	if (!ended)
		kill(child, SIGKILL);
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return EXIT_USAGE;
	if (!ended) {
		complain("the image did not end in %u seconds (--timeout gives it more)",
			 emu->seconds);
		return EXIT_MISTAKES;
	}
	return exit_code(status);
}
