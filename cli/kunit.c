// SPDX-License-Identifier: MIT
/*
 * ashlar kunit: the KUnit suites of modules, as a kernel's test run.
 *
 * All modules go in first; then their suites are one run, in KTAP on the standard output.  The
 * kernel log is printed between it without its times, and what is found when modules go behind it,
 * as remarks, so that readers of KTAP take all of it.
 */
#include <stdio.h>
#include <string.h>

#include "check/check.h"
#include "check/fault/fault.h"
#include "kernel/loader.h"

#include "cli/run.h"

/** struct tests - what was asked for, beside the machine. */
struct tests {
	struct run run;
	struct module_tests of;
};

/* "[    0.000123] text": the text. */
static void print_log(const char *text, size_t len)
{
	const char *end = *text == '[' ? memchr(text, ']', len) : NULL;
	size_t head = end && text + len > end + 1 ? (size_t)(end + 2 - text) : 0;

	fwrite(text + head, 1, len - head, stdout);
	fflush(stdout);
}

/* Whole lines, each as a remark. */
static void print_remark(void *at_start, const char *text, size_t len)
{
	bool *start = at_start;

	for (size_t i = 0; i < len; i++) {
		if (*start)
			fputs("# ", stdout);
		putchar(text[i]);
		*start = text[i] == '\n';
	}
}

static void print_complaint(void *arg, const char *line)
{
	fflush(stdout);
	fprintf(stderr, "%s\n", line);
}

/* Return: an exit code; after a message. */
static int run_tests(struct tests *tests)
{
	int code = run_insert(&tests->run);

	if (code == EXIT_OK && tests->run.refused)
		code = EXIT_REFUSED;
	if (code != EXIT_OK || loader_is_stuck())
		return code;
	if (module_run_tests(&tests->of)) {
		complain_usage("the machine has no memory for the run");
		return EXIT_USAGE;
	}
	if (!tests->of.total) {
		complain_usage("no test matches %s: --list shows what there is",
			       tests->of.filter ?: "*");
		return EXIT_USAGE;
	}
	return tests->of.failed ? EXIT_REFUSED : EXIT_OK;
}

static int run_in_tests_machine(struct tests *tests)
{
	bool at_start = true;
	const struct say_sink sink = { print_remark, print_complaint, &at_start, false };
	int code;

	say_console(print_log);
	tests->run.machine.quiet_boot = true;
	code = run_boot_machine(&tests->run);
	if (code != EXIT_OK)
		return code;
	loader_hold_tests(true);
	run_calls(true);
	code = run_tests(tests);
	say_divert(&sink);
	if (!loader_is_stuck())
		run_remove(&tests->run);
	run_calls(false);
	/* Mistakes that a test made are its own failures. */
	if (check_leaks() || tests->run.left_behind || loader_is_stuck())
		code = EXIT_MISTAKES;
	say_divert(NULL);
	if (!loader_is_stuck())
		machine_stop();
	return code;
}

static const struct verb_option kunit_options[] = {
	{ "filter", 0, "GLOB",
	  "Only these: SUITE or SUITE.CASE, where * and ? stand for any\n"
	  "letters and any letter." },
	{ "list", 0, NULL, "Only print them, SUITE.CASE a line." },
	{ NULL, 0, NULL, NULL },
};

static int take_option(struct tests *tests, const struct verb_option *option, const char *value)
{
	if (option == &kunit_options[0])
		tests->of.filter = value;
	else if (option == &kunit_options[1])
		tests->of.list = true;
	else
		return run_take_option(&tests->run, option, value);
	return EXIT_OK;
}

static int run_kunit(int argc, char **argv)
{
	struct tests tests = { .run = RUN_DEFAULTS };
	struct verb_line line = verb_line(&verb_kunit, argc, argv);
	int code;

	while (verb_next_option(&line))
		line.code = take_option(&tests, line.option, line.value);
	if (line.code != EXIT_OK)
		return line.code;
	code = run_check_options(&tests.run);
	if (code == EXIT_OK && !line.nr_words) {
		complain_usage("of which module? a .c file, a folder, or a .ko file");
		code = EXIT_USAGE;
	}
	if (code == EXIT_OK)
		code = run_take_operands(&tests.run, line.words, line.nr_words);
	if (code == EXIT_OK)
		code = run_in_tests_machine(&tests);
	build_finish();
	return code;
}

const struct verb verb_kunit = {
	.name = "kunit",
	.synopsis = "[--filter GLOB] [--list] [OPTION...] FILE.c|FOLDER|FILE.ko...\n"
		    "                    [PARAMETER=VALUE...]",
	.summary = "Runs the KUnit suites of modules in a machine, and prints KTAP",
	.text = "Exit status: 0 all tests passed, or were skipped; 1 one failed, or a module\n"
		"could not be inserted; 2 wrong usage, a source that does not compile, or no test\n"
		"matches; 3 modules left memory behind, or the machine itself crashed.",
	.options = kunit_options,
	.more = run_options,
	.more_without = RUN_ONCE_OPTIONS "qt", /* nobody could look at a mount */
	.more_verb = "run",
	.operands = true,
	.run = run_kunit,
};
