// SPDX-License-Identifier: MIT
/*
 * ashlar boot: a machine in a process of its own, which stays until it is halted.
 *
 * The command forks before there is a machine, since memory of a machine is shared with children.
 * The child boots, and tells by a pipe when it can be asked; what goes wrong until then it says on
 * the error output of the command, which it has inherited and gives up then.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check/fault/fault.h"
#include "kernel/loader.h"

#include "cli/boot/boot.h"
#include "cli/mount/mount.h"
#include "cli/run.h"

static struct server server = { .listener = -1, .events = -1, .halter = -1 };

static const struct verb_option boot_options[] = {
	{ "name", 'n', "NAME",
	  "What it is to be called, where several run; \"default\", or what\n"
	  "ASHLAR_MACHINE says, otherwise." },
	{ "foreground", 0, NULL,
	  "Stay in this process, print the kernel log as it comes, and halt\n"
	  "at SIGTERM or SIGINT: for service managers." },
	{ NULL, 0, NULL, NULL },
};

/* Called in a signal handler, when there is no stack to return on. */
static void end_at_once(void)
{
	place_unlink(&server.place);
	_exit(EXIT_MISTAKES);
}

static double ms_since(u64 start_ns)
{
	return (double)(port_time_ns() - start_ns) / 1e6;
}

/* Settings, then those that have something done. */
static int apply_settings(const struct run *run)
{
	int code = EXIT_OK;

	for (unsigned int i = 0; i < 2 * run->nr_settings && code == EXIT_OK; i++)
		code = setting_apply(run->settings[i % run->nr_settings], i >= run->nr_settings);
	return code;
}

/* Boot, and make it known. Return: an exit code; after a message. */
static int bring_up(struct run *run)
{
	double booted_ms;
	int code;

	run->machine.devices = devices_text();
	server.options = &run->machine;
	server.start_ns = port_time_ns();
	code = machine_start(&run->machine);
	if (code != EXIT_OK)
		return code;
	guard_ruined = end_at_once;
	booted_ms = ms_since(server.start_ns);
	code = apply_settings(run);
	if (code == EXIT_OK && run->mount)
		code = mount_start(run->mount);
	server.events = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (code == EXIT_OK && server.events < 0) {
		complain_usage("the host gives no more files: %s", strerror(errno));
		code = EXIT_USAGE;
	}
	if (code == EXIT_OK)
		server.listener = place_listen(&server.place);
	if (code == EXIT_OK && server.listener < 0)
		code = EXIT_USAGE;
	if (code != EXIT_OK) {
		mount_stop();
		machine_stop();
		return code;
	}
	printf("machine %s is up: process %d, booted in %.1f ms\n", server.place.name,
	       (int)getpid(), booted_ms);
	return EXIT_OK;
}

/* Those that end it are for the watcher to read. */
static void block_signals(void)
{
	sigset_t set;

	server_signals(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static int run_foreground(struct run *run)
{
	int code;

	block_signals();
	code = bring_up(run);
	if (code == EXIT_OK)
		return server_run(&server);
	place_give_up(&server.place);
	return code;
}

/* ---- in the background ----------------------------------------------------------------------- */

/* Nothing of the caller's is kept: neither his terminal, nor his files, nor his folder. */
static void leave_caller(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	fflush(stdout);
	fflush(stderr);
	for (int fd = 0; fd < 3; fd++)
		dup2(null, fd);
	close(null);
}

static int compare(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static void close_others(int told)
{
	int kept[] = { STDERR_FILENO, server.place.dir, server.place.lock, told };

	qsort(kept + 1, 3, sizeof(*kept), compare);
	for (int i = 0; i < 3; i++)
		if (kept[i] + 1 < kept[i + 1])
			close_range((unsigned int)kept[i] + 1, (unsigned int)kept[i + 1] - 1, 0);
	close_range((unsigned int)kept[3] + 1, ~0u, 0);
}

/* The process of the machine. */
__attribute__((noreturn)) static void be_machine(struct run *run, int tell)
{
	char code;

	setsid();
	close_others(tell);
	if (chdir("/"))
		complain_usage("cannot leave this folder: %s", strerror(errno));
	block_signals();
	place_own(&server.place);
	say_console(serve_log_news);
	code = (char)bring_up(run);
	leave_caller();
	if (write(tell, &code, 1) != 1)
		code = EXIT_USAGE; /* nobody has waited */
	close(tell);
	if (code == EXIT_OK)
		exit(server_run(&server));
	place_give_up(&server.place);
	exit(code);
}

/* Until it can be asked, or cannot come up. */
static int wait_for_machine(pid_t child, int told)
{
	ssize_t n;
	char code;

	do
		n = read(told, &code, 1);
	while (n < 0 && errno == EINTR);
	close(told);
	if (n == 1)
		return code;
	waitpid(child, NULL, 0);
	complain_usage("the machine's process ended before the machine was up");
	return EXIT_MISTAKES;
}

static int run_background(struct run *run)
{
	int ends[2];
	pid_t child;

	fflush(stdout);
	if (pipe2(ends, O_CLOEXEC) || (child = fork()) < 0) {
		complain_usage("the host gives no process for the machine: %s", strerror(errno));
		place_give_up(&server.place);
		return EXIT_USAGE;
	}
	if (!child) {
		close(ends[0]);
		be_machine(run, ends[1]);
	}
	close(ends[1]);
	return wait_for_machine(child, ends[0]);
}

/* The machine's process is in another folder than its caller. */
static int find_mount(struct run *run)
{
	int code = mount_check(run->mount);
	char *path;

	if (code != EXIT_OK)
		return code;
	path = realpath(run->mount, NULL);
	if (!path) {
		complain_usage("--mount %s: %s", run->mount, strerror(errno));
		return EXIT_USAGE;
	}
	run->mount = path;
	return EXIT_OK;
}

/* ---- the command line ------------------------------------------------------------------------ */

static int run_boot(int argc, char **argv)
{
	struct run run = RUN_DEFAULTS;
	struct verb_line line = verb_line(&verb_boot, argc, argv);
	const char *name = client_machine(NULL);
	bool foreground = false;
	int code;

	while (verb_next_option(&line)) {
		if (line.option == &boot_options[0])
			name = line.value;
		else if (line.option == &boot_options[1])
			foreground = true;
		else
			line.code = run_take_option(&run, line.option, line.value);
	}
	if (line.code != EXIT_OK)
		return line.code;
	code = run_check_options(&run);
	if (code == EXIT_OK && run.mount)
		code = find_mount(&run);
	if (code == EXIT_OK)
		code = place_claim(name, &server.place);
	if (code != EXIT_OK)
		return code;
	return foreground ? run_foreground(&run) : run_background(&run);
}

const struct verb verb_boot = {
	.name = "boot",
	.synopsis = "[--name NAME] [--foreground] [OPTION...]",
	.summary = "Boots a machine that stays, and can be asked by the verbs that follow",
	.text = "ashlar insmod, rmmod, modprobe, lsmod, dmesg, cat, ls, write, ps, irq and exec\n"
		"work on it until ashlar halt; ashlar machines lists those that run.\n"
		"docs/boot.md tells more.",
	.options = boot_options,
	.more = run_options,
	.more_without = RUN_ONCE_OPTIONS "Y", /* for whom to build, insmod says */
	.more_verb = "run",
	.no_operands = "modules go in by ashlar insmod",
	.run = run_boot,
};
