// SPDX-License-Identifier: MIT
/*
 * ashlar run: build, boot, insert, show, remove, tell.
 *
 * All that can be refused without a machine is refused before there is one: options, missing
 * files, sources that do not compile.  Modules go in in the order in which they were named, and
 * out in the reverse; the first that cannot be inserted ends the insertions.
 */
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check/check.h"
#include "check/fault/fault.h"
#include "kernel/loader.h"

#include "cli/exec/exec.h"
#include "cli/mount/mount.h"
#include "cli/run.h"
#include "cli/seed.h"

/* ---- the command line ------------------------------------------------------------------------ */

/* "name=value", unless there is a file of this very name. */
static bool is_parameter(const char *word)
{
	struct stat st;
	const char *equals = strchr(word, '=');

	return equals && equals > word && !memchr(word, '/', equals - word) && stat(word, &st) != 0;
}

/* A parameter is for the module named last; with a folder, for each module in it. */
static int add_parameter(struct module_list *list, unsigned int first, const char *word)
{
	unsigned int i;

	for (i = first; i < list->nr; i++) {
		const char *equals = strchr(word, '=');
		bool quote = strpbrk(equals, " \t\n") && equals[1] != '"';
		char *old = list->files[i].args;

		if (asprintf(&list->files[i].args, "%s%s%.*s%s%s%s", old, *old ? " " : "",
			     (int)(equals - word + 1), word, quote ? "\"" : "", equals + 1,
			     quote ? "\"" : "") < 0) {
			complain("the host has no memory left");
			return EXIT_USAGE;
		}
		free(old);
	}
	return EXIT_OK;
}

static int build_operands(struct run *run, char **words, unsigned int nr)
{
	unsigned int i, first = 0;
	int code = EXIT_OK;

	for (i = 0; i < nr && code == EXIT_OK; i++) {
		if (is_parameter(words[i])) {
			if (!run->modules.nr) {
				complain_usage("%s stands before any module", words[i]);
				return EXIT_USAGE;
			}
			code = add_parameter(&run->modules, first, words[i]);
		} else {
			first = run->modules.nr;
			code = build_modules(words[i], &run->modules);
		}
	}
	return code;
}

int run_take_operands(struct run *run, char **words, unsigned int nr)
{
	int code;

	if (!nr) {
		complain_usage("which module? a .c file, a folder with a Makefile, or a .ko file");
		return EXIT_USAGE;
	}
	code = build_start(run->output, run->machine.mem_profiling,
			   run->machine.uninit ? BUILD_UNINIT :
			   run->machine.access ? BUILD_ACCESS :
						 BUILD_PLAIN);
	return code == EXIT_OK ? build_operands(run, words, nr) : code;
}

int run_take_again(struct run *run, char **words, unsigned int nr)
{
	int code = build_again(BUILD_UNINIT);

	run->modules = (struct module_list){};
	return code == EXIT_OK ? build_operands(run, words, nr) : code;
}

/* ---- in -------------------------------------------------------------------------------------- */

/* Said, and kept for who tells of the run as a whole: what went wrong first. */
__attribute__((format(printf, 2, 3))) static void say_why(struct run *run, const char *fmt, ...)
{
	char text[sizeof(run->why)];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	complain("%s", text);
	if (!*run->why)
		memcpy(run->why, text, sizeof(text));
}

/* One of Linux's own, that no program sees: there may be a driver later. */
#define EPROBE_DEFER 517

static void say_refused(struct run *run, const char *path, const struct module_result *result,
			int err)
{
	char text[sizeof(run->why)];

	refusal_text(text, sizeof(text), path, result, err);
	if (result->stage == MODULE_STAGE_ACCESS && run->machine.uninit)
		say_why(run, "could not insert module %s: it is not built for --uninit",
			result->name);
	else if (result->stage == MODULE_STAGE_INIT && err == -EPROBE_DEFER)
		say_why(run, "%s (a driver it needs is not there)", text);
	else if (result->stage == MODULE_STAGE_INIT)
		say_why(run, "%s (%s)", text, strerror(-err));
	else
		say_why(run, "%s", text);
}

int run_insert(struct run *run)
{
	unsigned int i;

	run->inserted = calloc(run->modules.nr, sizeof(*run->inserted));
	if (!run->inserted) {
		complain("the host has no memory left");
		return EXIT_USAGE;
	}
	for (i = 0; i < run->modules.nr; i++) {
		const struct module_file *file = &run->modules.files[i];
		struct module_result result;
		int err = module_insert(file->path, file->args, &result);

		run->tests_failed += result.tests_failed;
		if (err) {
			say_refused(run, file->path, &result, err);
			if (result.stage == MODULE_STAGE_FORMAT)
				return EXIT_USAGE;
			run->refused = true;
			break;
		}
		memcpy(run->inserted[run->nr_inserted++], result.name, sizeof(result.name));
	}
	return EXIT_OK;
}

/* The run whose machine there is; NULL in a machine that stays. */
static struct run *running;

/* The name of the module in a file, as the kernel makes it from the file's. */
static bool is_module_file(const char *path, const char *name)
{
	const char *base = strrchr(path, '/');
	size_t i = 0;

	for (base = base ? base + 1 : path; name[i]; i++)
		if (base[i] != name[i] && !(base[i] == '-' && name[i] == '_'))
			return false;
	return strcmp(base + i, ".ko") == 0;
}

int run_insert_again(const char *name)
{
	struct module_result result;

	for (unsigned int i = 0; running && i < running->modules.nr; i++) {
		const struct module_file *file = &running->modules.files[i];

		if (is_module_file(file->path, name))
			return module_insert(file->path, file->args, &result);
	}
	return -ENOENT;
}

/* All that can be shown is, whatever cannot. */
static int show_files(struct run *run)
{
	char *name, *save;
	int code = EXIT_OK;

	if (!run->show)
		return EXIT_OK;
	for (name = strtok_r(run->show, ",", &save); name; name = strtok_r(NULL, ",", &save))
		code = machine_show(run_shown_name(name)) ?: code;
	return code;
}

/* ---- out ------------------------------------------------------------------------------------- */

void run_remove(struct run *run)
{
	while (run->nr_inserted) {
		const char *name = run->inserted[--run->nr_inserted];
		struct module_result result;
		int err = module_remove(name, &result);

		/* A script may have removed it. */
		if (!err || err == -ENOENT)
			continue;
		if (result.stage == MODULE_STAGE_PERMANENT) {
			complain("module %s has no exit function, so it cannot be removed", name);
			continue;
		}
		run->left_behind = true;
		if (result.stage == MODULE_STAGE_CRASH)
			say_why(run, "module %s crashed in its exit function", name);
		else
			say_why(run, "module %s is in use and cannot be removed", name);
		if (loader_is_stuck())
			break;
	}
}

/* What the user must know beside the log; the run's exit code. */
static int conclude(struct run *run)
{
	unsigned long leaks = check_leaks();
	unsigned long mistakes = machine_mistakes(!loader_is_stuck());

	if (run->tests_failed)
		complain("%lu of the modules' own tests failed", run->tests_failed);
	/* What a script expects holds where nothing was made to fail. */
	if (fault_total().failures)
		run->steps_missed = 0;
	if (run->steps_missed)
		say_why(run, "%lu of the script's steps came to something else than expected",
			run->steps_missed);
	if (leaks || mistakes || run->left_behind || run->tests_failed || run->steps_missed)
		return EXIT_MISTAKES;
	return run->refused ? EXIT_REFUSED : EXIT_OK;
}

/* Called in a signal handler, when there is no stack to return on. */
static void end_at_once(void)
{
	static const char text[] =
		"ashlar: a module wrote over the stack it ran on; nothing can go on from here\n";

	/* There is nobody to tell when this fails. */
	if (write(STDERR_FILENO, text, sizeof(text) - 1) > 0)
		build_abandon();
	_exit(EXIT_MISTAKES);
}

/* Called in any thread; others may be anywhere. */
static void end_early(void)
{
	fflush(stdout);
	if (running->tell_end)
		running->tell_end(running, EXIT_MISTAKES);
	build_abandon();
	_exit(EXIT_MISTAKES);
}

/* It was told which threads it is about: called in any of them. */
static void end_stuck(bool endless)
{
	say_why(running, "seed %llu: threads %s, so the run ends here", running->machine.seed,
		endless ? "would go on for ever" : "cannot go on");
	end_early();
}

/*
 * Who ends a run whose machine is stuck?  Main does, as soon as it looks; but while it calls
 * modules it may wait for ever for one that has crashed in another thread, so that thread does.
 */
enum { MAIN_LOOKS, MAIN_CALLS, OTHER_ENDS };
static int phase;
static pthread_t main_thread;

static bool change_phase(int from, int to)
{
	return __atomic_compare_exchange_n(&phase, &from, to, false, __ATOMIC_SEQ_CST,
					   __ATOMIC_SEQ_CST);
}

void run_calls(bool calls)
{
	while (!change_phase(calls ? MAIN_LOOKS : MAIN_CALLS, calls ? MAIN_CALLS : MAIN_LOOKS))
		pause();
}

static void end_for_main(void)
{
	if (pthread_equal(pthread_self(), main_thread) || !change_phase(MAIN_CALLS, OTHER_ENDS))
		return;
	say_why(running, "the machine cannot go on, so the run ends here");
	end_early();
}

/* In the order in which they were given: the settings, or those that have something done. */
static int apply_settings(const struct run *run, bool actions)
{
	int code = EXIT_OK;

	for (unsigned int i = 0; i < run->nr_settings && code == EXIT_OK; i++)
		code = setting_apply(run->settings[i], actions);
	return code;
}

/* Someone who plans failures wants to know whether there were any. */
static void say_failures(void)
{
	struct fault_sum sum = fault_total();

	if (fault_is_told())
		printf("%lu of %lu requests of modules were made to fail\n", sum.failures,
		       sum.requests);
}

/* What it finds is reported, and counts by that. */
static int scan_memory(void)
{
	if (check_scan() >= 0)
		return EXIT_OK;
	complain("the host has no memory left to look for lost memory");
	return EXIT_USAGE;
}

/*
 * What threads of modules do takes a while: one that is stopped at once has not even begun.  What
 * they ask for meanwhile is not counted, since no other run lets them.
 */
static void let_threads_run(const struct run *run)
{
	if (!run->linger || !modules_run_threads())
		return;
	fault_pause(true);
	machine_sleep(run->linger);
	fault_pause(false);
}

int run_boot_machine(struct run *run)
{
	int code;

	running = run;
	run->machine.devices = devices_text();
	code = machine_start(&run->machine);
	guard_ruined = end_at_once;
	main_thread = pthread_self();
	loader_stuck_end = end_for_main;
	machine_set_end(end_stuck);
	if (code != EXIT_OK)
		return code;
	code = apply_settings(run, false);
	if (code != EXIT_OK)
		machine_stop();
	return code;
}

int run_in_machine(struct run *run)
{
	int code = run_boot_machine(run);
	int raised = EXIT_OK, shown = EXIT_OK, served = EXIT_OK;

	if (code != EXIT_OK)
		return code;
	run_calls(true);
	code = run_start_files(run) ?: run_insert(run);
	if (code == EXIT_OK && !run->refused && !loader_is_stuck())
		code = apply_settings(run, true);
	if (code == EXIT_OK && !run->refused && !loader_is_stuck())
		raised = irqs_run(&run->irqs, run->stay);
	if (!loader_is_stuck()) {
		if (code == EXIT_OK && !run->refused)
			run->steps_missed = exec_run(exec_script());
		if (code == EXIT_OK && !run->refused && run->exercise && !loader_is_stuck())
			exercise_run(run->repeatable);
		if (code == EXIT_OK && !run->refused && !loader_is_stuck())
			let_threads_run(run);
		run_calls(false);
		if (code == EXIT_OK && !run->refused && !loader_is_stuck())
			served = run_serve_files(run);
		run_calls(true);
		if (code == EXIT_OK && !run->refused && !loader_is_stuck())
			shown = show_files(run);
		if (code == EXIT_OK && run->scan && !loader_is_stuck())
			shown = scan_memory() ?: shown;
	}
	/* Files that programs have open keep modules. */
	mount_stop();
	if (!loader_is_stuck())
		run_remove(run);
	run_calls(false);
	if (code == EXIT_OK && run->machine.stacks)
		shown = machine_show_stacks() ?: shown;
	if (code == EXIT_OK)
		shown = advice_give() ?: shown;
	if (code == EXIT_OK)
		say_failures();
	if (code == EXIT_OK)
		code = conclude(run) ?: raised ?: shown ?: served ?: run->command_status;
	/* Locks that are held for ever would be waited for. */
	if (!loader_is_stuck())
		machine_stop();
	return code;
}

/* What stands behind "--" is for the command, whatever it looks like. */
static int take_command(struct run *run, int *argc, char **argv)
{
	for (int i = 1; i < *argc; i++) {
		if (strcmp(argv[i], "--") != 0)
			continue;
		if (i + 1 == *argc) {
			complain_usage("-- wants a command behind it");
			return EXIT_USAGE;
		}
		run->command = &argv[i + 1];
		*argc = i;
	}
	return EXIT_OK;
}

static int run_run(int argc, char **argv)
{
	struct run run = RUN_DEFAULTS;
	int code = take_command(&run, &argc, argv);
	struct verb_line line = verb_line(&verb_run, argc, argv);

	if (code != EXIT_OK)
		return code;
	while (verb_next_option(&line))
		line.code = run_take_option(&run, line.option, line.value);
	if (line.code != EXIT_OK)
		return line.code;
	fault_tell();
	run.repeatable = fault_is_wanted();
	code = run_check_options(&run);
	if (code == EXIT_OK && (run.mount || run.command))
		code = mount_check(run.mount);
	if (code != EXIT_OK)
		return code;
	if (run.machine.seed)
		seed_fix_addresses();
	code = run_take_operands(&run, line.words, line.nr_words);
	if (code == EXIT_OK)
		code = run_in_machine(&run);
	build_finish();
	return code;
}

const struct verb verb_run = {
	.name = "run",
	.synopsis = "[OPTION...] FILE.c|FOLDER|FILE.ko... [PARAMETER=VALUE...] [-- COMMAND...]",
	.summary = "Runs modules in a machine, and says what they did wrong with memory",
	.text = "Compiles what needs compiling, inserts the modules in this order, prints the\n"
		"kernel log, removes them in reverse order, and lists the memory they did not\n"
		"give back.\n"
		"Parameters are for the module they stand behind.  CC names the compiler,\n"
		"KCFLAGS more words for it.\n"
		"\n"
		"A COMMAND is run when all modules are in.  It finds the machine's files in /dev,\n"
		"/proc and /sys, beside the host's; nobody else sees that.\n"
		"\n"
		"Exit status: 0 all went well; 1 a module could not be inserted; 2 wrong usage,\n"
		"a source that does not compile, or an impossible machine; 3 memory was left\n"
		"behind, or a mistake was reported.  Where none of these is so, that of COMMAND,\n"
		"or 128 and the number of the signal that it died by.",
	.options = run_options,
	.operands = true,
	.run = run_run,
};
