// SPDX-License-Identifier: MIT
/*
 * The program of an image with modules: boot, insert, show, remove, tell, as `ashlar run` does in a
 * process (cli/run.c).  It returns the command's exit code, which the emulator passes on.
 */
#include <linux/err.h>
#include <linux/errname.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/signal.h>
#include <linux/string.h>

#include "check/check.h"
#include "cli/bare/bare.h"
#include "cli/cli.h"
#include "cli/exec/exec.h"
#include "cli/irqs.h"
#include "kernel/loader.h"
#include "kernel/process/process.h"

#define ARGS_BYTES 1024

/** struct bare_run - what was asked for, and what came of it so far. */
static struct {
	struct machine_options machine;
	struct era era;
	const char *show[BARE_MODULES];
	unsigned int nr_shown;
	struct {
		const char *path;
		char args[ARGS_BYTES];
	} modules[BARE_MODULES];
	unsigned int nr_modules;
	char inserted[BARE_MODULES][64];
	unsigned int nr_inserted;
	unsigned long tests_failed;
	bool refused, left_behind;
	const char *programs[BARE_PROGRAMS];
	unsigned int nr_programs;
	bool together, program_failed;
	struct irq_events irqs;
	unsigned int stay; /* milliseconds that modules are left in */
	unsigned int steps_missed;
	bool exercise;
} run = {
	.machine = { .memory = PORT_ALL_MEMORY,
		     .nodes = 1,
		     .profile = sizeof(long) == 8 ? "pc64" : "pc32" },
};

/* ---- the command line ------------------------------------------------------------------------ */

static int say_too_many(const char *word)
{
	complain_usage("too many modules, parameters or files: %s", word);
	return EXIT_USAGE;
}

static int take_show(const char *file)
{
	if (run.nr_shown == BARE_MODULES)
		return say_too_many(file);
	run.show[run.nr_shown++] = file;
	return EXIT_OK;
}

static int take_program(const char *name)
{
	if (run.nr_programs == BARE_PROGRAMS)
		return say_too_many(name);
	run.programs[run.nr_programs++] = name;
	return EXIT_OK;
}

static int take_era(const char *text)
{
	unsigned int *const parts[] = { &run.era.major, &run.era.patchlevel, &run.era.sublevel };
	char *end = (char *)text;

	for (unsigned int i = 0; i < ARRAY_SIZE(parts); i++) {
		*parts[i] = (unsigned int)simple_strtoul(end, &end, 10);
		end += *end == '.';
	}
	return EXIT_OK; /* the command has made it */
}

const struct era *era_chosen(void)
{
	return run.era.major ? &run.era : NULL;
}

static int take_irqs(const char *text)
{
	return irqs_parse(text, &run.irqs);
}

static int take_stay(const char *text)
{
	return number_parse("stay", text, &run.stay);
}

static const struct {
	const char *name;
	bool *flag;
} flags[] = {
	{ "fast", &run.machine.fast },
	{ "quiet", &run.machine.quiet },
	{ "device-log", &run.machine.device_log },
	{ "exercise", &run.exercise },
	{ "together", &run.together },
};

/* With the functions that read what `ashlar run` is given. */
static const struct {
	const char *name;
	int (*take)(const char *value);
} values[] = {
	{ "show", take_show },	   { "user", take_program },	    { "era", take_era },
	{ "device", devices_add }, { "devices", devices_add_file }, { "irq", take_irqs },
	{ "stay", take_stay },	   { "exec", exec_add_file },	    { "exec-line", exec_add_line },
	{ "cat", exec_add_cat },
};

static int take_option(const char *word)
{
	const char *equals = strchr(word, '=');
	size_t len = equals ? (size_t)(equals - word) : strlen(word);

	for (unsigned int i = 0; !equals && i < ARRAY_SIZE(flags); i++)
		if (!strcmp(flags[i].name, word)) {
			*flags[i].flag = true;
			return EXIT_OK;
		}
	for (unsigned int i = 0; equals && i < ARRAY_SIZE(values); i++)
		if (strlen(values[i].name) == len && !strncmp(values[i].name, word, len))
			return values[i].take(equals + 1);
	complain_usage("an image knows no --%s", word);
	return EXIT_USAGE;
}

/* A parameter is for the module named last. */
static int take_parameter(const char *word, const char *equals)
{
	bool quote = strpbrk(equals, " \t\n") && equals[1] != '"';
	char *args;
	size_t len, room;

	if (!run.nr_modules)
		return say_too_many(word);
	args = run.modules[run.nr_modules - 1].args;
	len = strlen(args);
	room = ARGS_BYTES - len;
	if (snprintf(args + len, room, "%s%.*s%s%s%s", len ? " " : "", (int)(equals + 1 - word),
		     word, quote ? "\"" : "", equals + 1, quote ? "\"" : "") >= (int)room)
		return say_too_many(word);
	return EXIT_OK;
}

static int take_word(const char *word)
{
	const char *equals = strchr(word, '=');

	if (!strncmp(word, "--", 2))
		return take_option(word + 2);
	if (equals)
		return take_parameter(word, equals);
	if (run.nr_modules == BARE_MODULES)
		return say_too_many(word);
	run.modules[run.nr_modules++].path = word;
	return EXIT_OK;
}

/* ---- in and out ------------------------------------------------------------------------------ */

static void say_refused(const char *path, const struct module_result *result, int err)
{
	char text[512];

	refusal_text(text, sizeof(text), path, result, err);
	complain("%s", text);
}

int run_insert_again(const char *name)
{
	struct module_result result;

	for (unsigned int i = 0; i < run.nr_modules; i++)
		if (!strcmp(run.modules[i].path, name))
			return module_insert(name, run.modules[i].args, &result);
	return -ENOENT;
}

/* The first that cannot be inserted ends it. */
static int insert_all(void)
{
	for (unsigned int i = 0; i < run.nr_modules; i++) {
		struct module_result result;
		int err = module_insert(run.modules[i].path, run.modules[i].args, &result);

		run.tests_failed += result.tests_failed;
		if (err) {
			say_refused(run.modules[i].path, &result, err);
			run.refused = true;
			return result.stage == MODULE_STAGE_FORMAT ? EXIT_USAGE : EXIT_OK;
		}
		strscpy(run.inserted[run.nr_inserted++], result.name, sizeof(run.inserted[0]));
	}
	return EXIT_OK;
}

static void remove_all(void)
{
	while (run.nr_inserted && !loader_is_stuck()) {
		const char *name = run.inserted[--run.nr_inserted];
		struct module_result result;
		int err = module_remove(name, &result);
		char text[256];

		/* A script may have removed it. */
		if (!err || err == -ENOENT)
			continue;
		removal_text(text, sizeof(text), name, &result);
		complain("%s", text);
		run.left_behind |= result.stage != MODULE_STAGE_PERMANENT;
	}
}

/* ---- programs -------------------------------------------------------------------------------- */

static const char *signal_name(int sig)
{
	static const struct {
		int number;
		const char *name;
	} names[] = { { SIGILL, "SIGILL" },   { SIGTRAP, "SIGTRAP" }, { SIGFPE, "SIGFPE" },
		      { SIGKILL, "SIGKILL" }, { SIGSEGV, "SIGSEGV" }, { SIGIO, "SIGIO" } };

	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++)
		if (names[i].number == sig)
			return names[i].name;
	return "a signal of a driver's";
}

/* An ordinary program tells by its status that it went wrong, as does one that was killed. */
static void tell_end(const char *name, int status)
{
	int code = status >> 8, sig = status & 0x7f;

	pr_info("%s: %s %d\n", name, sig ? "killed by signal" : "exited with", sig ?: code);
	if (sig)
		complain("program %s was killed by signal %d (%s)", name, sig, signal_name(sig));
	else if (code)
		complain("program %s exited with %d", name, code);
	run.program_failed |= status != 0;
}

static struct process *start_program(const char *name)
{
	struct process *process = process_start(program_find(name));

	if (!IS_ERR(process))
		return process;
	complain("program %s cannot be started: -%s", name,
		 errname((int)-PTR_ERR(process)) ?: "E?");
	run.program_failed = true;
	return NULL;
}

static void end_program(const char *name, struct process *process)
{
	int status, err = process_wait(process, &status);

	if (!err) {
		tell_end(name, status);
		return;
	}
	complain("program %s cannot be run: -%s", name, errname(-err) ?: "E?");
	run.program_failed = true;
}

/* In turn, or all at once: each of those that could be started is waited for. */
static void run_programs(void)
{
	struct process *running[BARE_PROGRAMS];

	for (unsigned int i = 0; i < run.nr_programs; i++) {
		running[i] = start_program(run.programs[i]);
		if (running[i] && !run.together)
			end_program(run.programs[i], running[i]);
	}
	for (unsigned int i = 0; i < run.nr_programs && run.together; i++)
		if (running[i])
			end_program(run.programs[i], running[i]);
}

static int conclude(void)
{
	unsigned long leaks = check_leaks();
	unsigned long mistakes = machine_mistakes(!loader_is_stuck());

	if (run.tests_failed)
		complain("%lu of the modules' own tests failed", run.tests_failed);
	if (run.steps_missed)
		complain("%u of the script's steps came to something else than expected",
			 run.steps_missed);
	if (leaks || mistakes || run.left_behind || run.tests_failed || run.program_failed ||
	    run.steps_missed)
		return EXIT_MISTAKES;
	return run.refused ? EXIT_REFUSED : EXIT_OK;
}

/* ---- who ends it ----------------------------------------------------------------------------- */

/**
 * The end of the run, which main() waits for.
 * @runner: the thread that calls the modules; it ends the run when it has all behind it.
 * @claimed: it, or another, has begun to.
 * @over: and has done so, with @code.
 * @never: what is waited for by who goes no further.
 */
static struct {
	const struct port_thread *runner;
	bool claimed;
	u32 over, never;
	int code;
} end;

static bool claim_end(void)
{
	return !__atomic_exchange_n(&end.claimed, true, __ATOMIC_SEQ_CST);
}

static void wait_for(u32 *word)
{
	while (!__atomic_load_n(word, __ATOMIC_SEQ_CST))
		port_wait(word, 0, 0);
}

static void end_with(int code)
{
	end.code = code;
	__atomic_store_n(&end.over, 1, __ATOMIC_SEQ_CST);
	port_wake(&end.over, 1);
}

/* The runner may wait in a module for the thread that this is, which goes no further. */
static void end_for_runner(void)
{
	if (port_self() == end.runner || !claim_end())
		return;
	complain("the machine cannot go on, so the run ends here");
	end_with(EXIT_MISTAKES);
	wait_for(&end.never);
}

/* ---- the run --------------------------------------------------------------------------------- */

/* What modules are there for. Return: an exit code; after a message. */
static int use_modules(void)
{
	int code = loader_is_stuck() ? EXIT_OK : irqs_run(&run.irqs, run.stay);

	if (!loader_is_stuck())
		run.steps_missed = exec_run(exec_script());
	if (run.exercise && !loader_is_stuck())
		exercise_run(false);
	if (!loader_is_stuck())
		run_programs();
	for (unsigned int i = 0; i < run.nr_shown && !loader_is_stuck(); i++)
		code = machine_show(run.show[i]) ?: code;
	return code;
}

static int run_in_machine(void)
{
	int code, used = EXIT_OK;

	run.machine.devices = devices_text();
	code = machine_start(&run.machine);
	if (code != EXIT_OK)
		return code;
	loader_stuck_end = end_for_runner;
	code = insert_all();
	if (code == EXIT_OK && !run.refused)
		used = use_modules();
	remove_all();
	if (!claim_end())
		wait_for(&end.never);
	if (code == EXIT_OK)
		code = conclude() ?: used;
	if (!loader_is_stuck())
		machine_stop();
	return code;
}

static void run_and_end(void *arg)
{
	end.runner = port_self();
	end_with(run_in_machine());
}

int main(int argc, char **argv);

int main(int argc, char **argv)
{
	int code = EXIT_OK;

	for (int i = 1; i < argc && code == EXIT_OK; i++) {
		strreplace(argv[i], BARE_QUOTE, '"');
		code = take_word(argv[i]);
	}
	code = code ?: exec_check();
	if (code != EXIT_OK)
		return code;
	if (port_thread_start(run_and_end, NULL, "run")) {
		complain("there is no memory for a thread");
		return EXIT_USAGE;
	}
	wait_for(&end.over);
	return end.code;
}
