// SPDX-License-Identifier: MIT
/*
 * ashlar run: build, boot, insert, show, remove, tell.
 *
 * All that can be refused without a machine is refused before there is one: options, missing
 * files, sources that do not compile.  Modules go in in the order in which they were named, and
 * out in the reverse; the first that cannot be inserted ends the insertions.
 */
#include <errno.h>
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
#include "cli/run.h"

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

int run_take_operands(struct run *run, char **words, unsigned int nr)
{
	unsigned int i, first = 0;
	int code;

	if (!nr) {
		complain_usage("which module? a .c file, a folder with a Makefile, or a .ko file");
		return EXIT_USAGE;
	}
	code = build_start(run->output, run->machine.mem_profiling, run->machine.access);
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

static void say_refused(struct run *run, const char *path, const struct module_result *result,
			int err)
{
	const char *name = *result->name ? result->name : path;

	switch (result->stage) {
	case MODULE_STAGE_FORMAT:
		say_why(run, "%s: Invalid module format: %s", path, image_reason());
		break;
	case MODULE_STAGE_EXISTS:
		say_why(run, "%s: a module of the name %s is there already", path, name);
		break;
	case MODULE_STAGE_SYMBOLS:
		say_why(run, "could not insert module %s: Unknown symbol in module", name);
		break;
	case MODULE_STAGE_ACCESS:
		complain("could not insert module %s: it is built to be checked: see --access",
			 name);
		break;
	case MODULE_STAGE_PARAMS:
		say_why(run, "could not insert module %s: Invalid parameters (%s)", name,
			strerrorname_np(-err));
		break;
	case MODULE_STAGE_CRASH:
		say_why(run, "could not insert module %s: it crashed in its init function", name);
		break;
	case MODULE_STAGE_INIT:
		say_why(run, "could not insert module %s: its init function returned -%s (%s)",
			name, strerrorname_np(-err) ?: "E?", strerror(-err));
		break;
	default:
		say_why(run, "could not insert module %s: %s", name, strerror(-err));
		break;
	}
}

/* Return: an exit code of its own for what is no module at all. */
static int insert_all(struct run *run)
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

static void remove_all(struct run *run)
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

int run_in_machine(struct run *run)
{
	int code, raised = EXIT_OK, shown = EXIT_OK;

	run->machine.devices = devices_text();
	code = machine_start(&run->machine);
	guard_ruined = end_at_once;
	if (code != EXIT_OK)
		return code;
	code = apply_settings(run, false);
	if (code == EXIT_OK)
		code = insert_all(run);
	if (code == EXIT_OK && !run->refused && !loader_is_stuck())
		code = apply_settings(run, true);
	if (code == EXIT_OK && !run->refused && !loader_is_stuck())
		raised = irqs_run(&run->irqs, run->stay);
	if (!loader_is_stuck()) {
		if (code == EXIT_OK && !run->refused)
			run->steps_missed = exec_run(exec_script());
		if (code == EXIT_OK && !run->refused && run->exercise && !loader_is_stuck())
			exercise_run(run->only_well);
		if (code == EXIT_OK && !run->refused && !loader_is_stuck())
			shown = show_files(run);
		if (code == EXIT_OK && run->scan && !loader_is_stuck())
			shown = scan_memory() ?: shown;
		if (!loader_is_stuck())
			remove_all(run);
	}
	if (code == EXIT_OK && run->machine.stacks)
		shown = machine_show_stacks() ?: shown;
	if (code == EXIT_OK)
		shown = advice_give() ?: shown;
	if (code == EXIT_OK)
		say_failures();
	if (code == EXIT_OK)
		code = conclude(run) ?: raised ?: shown;
	/* Locks that are held for ever would be waited for. */
	if (!loader_is_stuck())
		machine_stop();
	return code;
}

static int run_run(int argc, char **argv)
{
	struct run run = RUN_DEFAULTS;
	const struct verb_option *option;
	const char *value;
	unsigned int nr_words = 0;
	int i = 1, code = EXIT_OK;

	while ((option = verb_next_option(&verb_run, argc, argv, &i, &value)) || value) {
		if (option == &option_error)
			return EXIT_USAGE;
		if (option && option->letter == 'h') {
			verb_print_help(&verb_run);
			return EXIT_OK;
		}
		if (option)
			code = run_take_option(&run, option, value);
		else
			argv[nr_words++] = (char *)value;
		if (code != EXIT_OK)
			return code;
	}
	fault_tell();
	code = run_check_options(&run);
	if (code != EXIT_OK)
		return code;
	code = run_take_operands(&run, argv, nr_words);
	if (code == EXIT_OK)
		code = run_in_machine(&run);
	build_finish();
	return code;
}

const struct verb verb_run = {
	.name = "run",
	.synopsis = "[OPTION...] FILE.c|FOLDER|FILE.ko... [PARAMETER=VALUE...]",
	.summary = "Runs modules in a machine, and says what they did wrong with memory",
	.text = "Compiles what needs compiling, inserts the modules in this order, prints the\n"
		"kernel log, removes them in reverse order, and lists the memory they did not\n"
		"give back.\n"
		"Parameters are for the module they stand behind.  CC names the compiler,\n"
		"KCFLAGS more words for it.\n"
		"\n"
		"Exit status: 0 all went well; 1 a module could not be inserted; 2 wrong usage,\n"
		"a source that does not compile, or an impossible machine; 3 memory was left\n"
		"behind, or a mistake was reported.",
	.options = run_options,
	.run = run_run,
};
