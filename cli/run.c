// SPDX-License-Identifier: MIT
/*
 * ashlar run: build, boot, insert, show, remove, tell.
 *
 * All that can be refused without a machine is refused before there is one: options, missing
 * files, sources that do not compile.  Modules go in in the order in which they were named, and
 * out in the reverse; the first that cannot be inserted ends the insertions.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check/check.h"
#include "kernel/loader.h"

#include "cli/cli.h"

/* Where a machine begins that has only been told where to end. */
#define GROWING_START (64ull << 20)

/** struct run - one run: what was asked for, and what came of it so far. */
struct run {
	struct machine_options machine;
	const char *output;
	char *show;
	unsigned int shown_node; /* the last whose files @show has */
	const char **settings;	 /* NAME=VALUE of --sysctl */
	unsigned int nr_settings;
	struct module_list modules;
	char (*inserted)[64];
	unsigned int nr_inserted;
	bool memory_given, wants_profile, refused, left_behind;
	unsigned long tests_failed;
};

static const struct verb_option run_options[] = {
	{ "mem", 'm', "SIZE",
	  "Memory of the machine, as 64M or 4G; 1G otherwise, 64M with\n"
	  "--max-mem." },
	{ "max-mem", 'M', "SIZE", "Let the machine grow to this size when memory is short." },
	{ "profile", 'p', "NAME",
	  "Layout of its zones: pc64 (the default), pc32 (896 MiB of\n"
	  "low memory, the rest high) or nommu (one zone, and nothing\n"
	  "can be mapped: vmalloc() takes memory of kmalloc())." },
	{ "nodes", 'n', "N", "Number of NUMA nodes that share the memory; 1 otherwise." },
	{ "distances", 'd', "N,...",
	  "How far the nodes are from each other, row by row: 10 to\n"
	  "itself, more to others; a ring otherwise." },
	{ "movable", 'z', "SIZE", "Memory at the end that is for movable pages alone." },
	{ "cma", 'C', "SIZE", "Memory that a CMA area can claim, and lends to movable pages." },
	{ "no-grouping", 'g', NULL, "Do not keep kinds of pages apart in page blocks." },
	{ "mem-profiling", 'P', NULL,
	  "Note which call takes which memory: modules are built so that\n"
	  "they say, and --show allocinfo tells." },
	{ "cpus", 'c', "N", "Number of CPUs to simulate; the host's own otherwise." },
	{ "stack", 'k', "SIZE", "Kernel stacks that modules run on: 4K, 8K (the default) or 16K." },
	{ "stacks", 'K', NULL,
	  "Print at the end how deep each function of a module that was\n"
	  "called used its stack." },
	{ "show", 's', "FILE,...",
	  "Print files of /proc as they stand when all modules are in:\n"
	  "allocinfo, buddyinfo, iomem, ioports, meminfo, pagetypeinfo,\n"
	  "slabinfo, vmallocinfo, vmstat, zoneinfo; of a node:\n"
	  "nodeN/distance, nodeN/meminfo, nodeN/numastat, where N is any\n"
	  "node; and of object caches: /sys/kernel/slab (their names),\n"
	  "/sys/kernel/slab/CACHE (all attributes), or one of its files,\n"
	  "there or in /sys/kernel/debug/slab/CACHE." },
	{ "sysctl", 'S', "KNOB=N",
	  "Set a knob of the machine before modules go in, as sysctl -w\n"
	  "does: vm.min_free_kbytes=4096.  vm.drop_caches and\n"
	  "vm.compact_memory act when all modules are in, and so do the\n"
	  "files of /sys/kernel/slab that can be written:\n"
	  "/sys/kernel/slab/CACHE/shrink=1.  May be given many times." },
	{ "debug", 'D', "OPTIONS",
	  "What object caches are checked for, as slab_debug= of the\n"
	  "kernel has it: F consistency, Z red zones, P poison, U owners,\n"
	  "T a line for each call, - none; then caches: FZ,kmalloc-*,foo\n"
	  "is for these, 'FZ;U,foo' for all but foo.  FZPU otherwise,\n"
	  "and none with --fast." },
	{ "harden", 'H', "CACHES",
	  "Hide the free lists of these caches, a list with commas or 1\n"
	  "for all, and check what is found in them." },
	{ "randomize", 'R', "CACHES",
	  "Hand out the objects of each of their slabs in another order." },
	{ "init-on-alloc", 'I', "CACHES", "Zero their objects when they are taken." },
	{ "init-on-free", 'F', "CACHES", "Zero their objects when they are freed." },
	{ "device", 'e', "BLOCK,...",
	  "A block of device registers on the bus, NAME@BASE+SIZE, and its\n"
	  "registers, NAME@OFFSET[:BITS][=VALUE][:KIND], as in\n"
	  "gpio@0xfe200000+4K,ctrl@0=0x100.  May be given many times." },
	{ "devices", 'E', "FILE", "A file of such blocks, one block or register a line." },
	{ "device-log", 'l', NULL, "Log each access of device memory, and who made it." },
	{ "advise", 'a', NULL, "Say in the end what should have been allocated otherwise." },
	{ "advise-json", 'A', "FILE", "Write that into FILE, as JSON." },
	{ "output", 'o', "FOLDER", "Build in FOLDER, and leave the results there." },
	{ "fast", 'f', NULL,
	  "Full speed: no red zones, no poison, no account of\n"
	  "allocations, so no leaks are found." },
	{ "quiet", 'q', NULL, "Print only warnings and errors of the kernel log." },
	{ NULL, 0, NULL, NULL },
};

/* ---- the command line ------------------------------------------------------------------------ */

/* Digits and at most one of K, M, G, T. */
static int parse_size(const char *text, unsigned long long *size)
{
	static const char units[] = "KMGT";
	const char *unit;
	char *end;

	if (*text < '0' || *text > '9')
		return -EINVAL;
	errno = 0;
	*size = strtoull(text, &end, 0);
	if (errno)
		return -ERANGE;
	if (!*end)
		return 0;
	unit = strchr(units, *end >= 'a' ? *end - 'a' + 'A' : *end);
	if (!unit || (end[1] && strcmp(end + 1, "iB") != 0 && strcmp(end + 1, "B") != 0))
		return -EINVAL;
	for (; unit >= units; unit--) {
		if (*size > ~0ull >> 10)
			return -ERANGE;
		*size <<= 10;
	}
	return 0;
}

static int take_size(const char *name, const char *text, unsigned long long *size)
{
	if (parse_size(text, size) || (!*size && strcmp(name, "mem") != 0)) {
		complain("run: --%s wants a size like 64M or 4G, not %s", name, text);
		return EXIT_USAGE;
	}
	return EXIT_OK;
}

static int take_stack(const char *text, unsigned long long *size)
{
	if (!parse_size(text, size) && (*size == 4096 || *size == 8192 || *size == 16384))
		return EXIT_OK;
	complain("run: --stack wants 4K, 8K or 16K, not %s", text);
	return EXIT_USAGE;
}

static int parse_number(const char *name, const char *text, unsigned int *number)
{
	char *end;
	unsigned long value;

	errno = 0;
	value = strtoul(text, &end, 10);
	if (errno || *end || *text < '0' || *text > '9' || !value || value > 1000000) {
		complain("run: --%s wants a number from 1 on, not %s", name, text);
		return EXIT_USAGE;
	}
	*number = value;
	return EXIT_OK;
}

static int parse_distances(const char *text, struct machine_options *options)
{
	const char *at = text;
	unsigned long value;
	char *end;

	options->nr_distances = 0;
	do {
		value = strtoul(at, &end, 10);
		if (*at < '0' || *at > '9' || (*end && *end != ',') || value < 1 || value > 255) {
			complain(
				"run: --distances wants numbers from 1 to 255, with commas, not %s",
				text);
			return EXIT_USAGE;
		}
		if (options->nr_distances == sizeof(options->distances)) {
			complain("run: --distances wants at most %zu numbers",
				 sizeof(options->distances));
			return EXIT_USAGE;
		}
		options->distances[options->nr_distances++] = (unsigned char)value;
		at = end + 1;
	} while (*end);
	return EXIT_OK;
}

/* The file of a path in one of the folders that have some, which may be left out. */
static const char *shown_name(const char *path)
{
	static const char *const folders[] = { "/proc/", "/sys/devices/system/node/" };

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		if (strncmp(path, folders[i], strlen(folders[i])) == 0)
			return path + strlen(folders[i]);
	return path;
}

static int parse_show(struct run *run, const char *list)
{
	char *copy = strdup(list), *rest = copy, *name;
	unsigned int nid;

	if (!copy)
		return EXIT_USAGE;
	run->shown_node = 0;
	run->wants_profile = false;
	while ((name = strsep(&rest, ","))) {
		if (!machine_can_show(shown_name(name), &nid)) {
			complain("run: --show knows no file %s: %s",
				 *name ? name : "without a name", machine_files());
			free(copy);
			return EXIT_USAGE;
		}
		if (strcmp(shown_name(name), "allocinfo") == 0)
			run->wants_profile = true;
		if (nid > run->shown_node)
			run->shown_node = nid;
	}
	free(copy);
	free(run->show);
	run->show = strdup(list);
	return EXIT_OK;
}

static int add_setting(struct run *run, const char *word)
{
	const char **all = reallocarray(run->settings, run->nr_settings + 1, sizeof(*all));

	if (!all) {
		complain("the host has no memory left");
		return EXIT_USAGE;
	}
	run->settings = all;
	run->settings[run->nr_settings++] = word;
	return setting_check(word);
}

static int take_device(struct run *run, char letter, const char *value)
{
	if (letter == 'e')
		return devices_add(value);
	if (letter == 'E')
		return devices_add_file(value);
	run->machine.device_log = true;
	return EXIT_OK;
}

static int take_option(struct run *run, const struct verb_option *option, const char *value)
{
	switch (option->letter) {
	case 'm':
		run->memory_given = true;
		return take_size(option->name, value, &run->machine.memory);
	case 'M':
		return take_size(option->name, value, &run->machine.max_memory);
	case 'z':
		return take_size(option->name, value, &run->machine.movable);
	case 'C':
		return take_size(option->name, value, &run->machine.cma);
	case 'g':
		run->machine.no_grouping = true;
		break;
	case 'P':
		run->machine.mem_profiling = true;
		break;
	case 'p':
		run->machine.profile = value;
		break;
	case 'n':
		return parse_number(option->name, value, &run->machine.nodes);
	case 'd':
		return parse_distances(value, &run->machine);
	case 'c':
		return parse_number(option->name, value, &run->machine.cpus);
	case 'k':
		return take_stack(value, &run->machine.stack);
	case 'K':
		run->machine.stacks = true;
		break;
	case 's':
		return parse_show(run, value);
	case 'S':
		return add_setting(run, value);
	case 'D':
		run->machine.debug = value;
		break;
	case 'H':
		run->machine.harden = value;
		break;
	case 'R':
		run->machine.randomize = value;
		break;
	case 'I':
		run->machine.init_on_alloc = value;
		break;
	case 'F':
		run->machine.init_on_free = value;
		break;
	case 'e':
	case 'E':
	case 'l':
		return take_device(run, option->letter, value);
	case 'a':
	case 'A':
		advice_option(value);
		break;
	case 'o':
		run->output = value;
		break;
	case 'f':
		run->machine.fast = true;
		break;
	case 'q':
		run->machine.quiet = true;
		break;
	}
	return EXIT_OK;
}

/* What was said of nodes, when it is known how many there are. */
static int check_nodes(const struct run *run)
{
	const unsigned int nodes = run->machine.nodes;
	const char *s = nodes == 1 ? "" : "s";

	if (run->machine.nr_distances && run->machine.nr_distances != 1ull * nodes * nodes) {
		complain("run: --distances wants %llu number%s for %u node%s: it has %u",
			 1ull * nodes * nodes, s, nodes, s, run->machine.nr_distances);
		return EXIT_USAGE;
	}
	if (run->shown_node >= nodes) {
		complain("run: --show wants files of node %u, but there %s %u node%s: see --nodes",
			 run->shown_node, nodes == 1 ? "is" : "are", nodes, s);
		return EXIT_USAGE;
	}
	return EXIT_OK;
}

/* On Linux there is no such file in a machine that does not profile. */
static int check_profiling(const struct run *run)
{
	if (!run->wants_profile || run->machine.mem_profiling)
		return EXIT_OK;
	complain("run: --show allocinfo is for a machine that profiles: see --mem-profiling");
	return EXIT_USAGE;
}

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

static int take_operands(struct run *run, char **words, unsigned int nr)
{
	unsigned int i, first = 0;
	int code = build_start(run->output, run->machine.mem_profiling);

	for (i = 0; i < nr && code == EXIT_OK; i++) {
		if (is_parameter(words[i])) {
			if (!run->modules.nr) {
				complain("run: %s stands before any module", words[i]);
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

static void say_refused(const char *path, const struct module_result *result, int err)
{
	const char *name = *result->name ? result->name : path;

	switch (result->stage) {
	case MODULE_STAGE_FORMAT:
		complain("%s: Invalid module format: %s", path, image_reason());
		break;
	case MODULE_STAGE_EXISTS:
		complain("%s: a module of the name %s is there already", path, name);
		break;
	case MODULE_STAGE_SYMBOLS:
		complain("could not insert module %s: Unknown symbol in module", name);
		break;
	case MODULE_STAGE_PARAMS:
		complain("could not insert module %s: Invalid parameters (%s)", name,
			 strerrorname_np(-err));
		break;
	case MODULE_STAGE_CRASH:
		complain("could not insert module %s: it crashed in its init function", name);
		break;
	case MODULE_STAGE_INIT:
		complain("could not insert module %s: its init function returned -%s (%s)", name,
			 strerrorname_np(-err) ?: "E?", strerror(-err));
		break;
	default:
		complain("could not insert module %s: %s", name, strerror(-err));
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
			say_refused(file->path, &result, err);
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
		code = machine_show(shown_name(name)) ?: code;
	return code;
}

/* ---- out ------------------------------------------------------------------------------------- */

static void remove_all(struct run *run)
{
	while (run->nr_inserted) {
		const char *name = run->inserted[--run->nr_inserted];
		struct module_result result;
		int err = module_remove(name, &result);

		if (!err)
			continue;
		if (result.stage == MODULE_STAGE_PERMANENT) {
			complain("module %s has no exit function, so it cannot be removed", name);
			continue;
		}
		run->left_behind = true;
		if (result.stage == MODULE_STAGE_CRASH)
			complain("module %s crashed in its exit function", name);
		else
			complain("module %s is in use and cannot be removed", name);
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
	if (leaks || mistakes || run->left_behind || run->tests_failed)
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

static int run_in_machine(struct run *run)
{
	int code, shown = EXIT_OK;

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
	if (!loader_is_stuck()) {
		if (code == EXIT_OK && !run->refused)
			shown = show_files(run);
		remove_all(run);
	}
	if (code == EXIT_OK && run->machine.stacks)
		shown = machine_show_stacks() ?: shown;
	if (code == EXIT_OK)
		shown = advice_give() ?: shown;
	if (code == EXIT_OK)
		code = conclude(run) ?: shown;
	/* Locks that are held for ever would be waited for. */
	if (!loader_is_stuck())
		machine_stop();
	return code;
}

static int run_run(int argc, char **argv)
{
	struct run run = { .machine = { .memory = 1ull << 30, .profile = "pc64", .nodes = 1 } };
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
			code = take_option(&run, option, value);
		else
			argv[nr_words++] = (char *)value;
		if (code != EXIT_OK)
			return code;
	}
	code = check_nodes(&run);
	if (code == EXIT_OK)
		code = check_profiling(&run);
	if (code == EXIT_OK)
		code = advice_check(&run.machine);
	if (code != EXIT_OK)
		return code;
	if (run.machine.max_memory && !run.memory_given)
		run.machine.memory = run.machine.max_memory < GROWING_START ?
					     run.machine.max_memory :
					     GROWING_START;
	if (!nr_words) {
		complain("run: which module? a .c file, a folder with a Makefile, or a .ko file");
		return EXIT_USAGE;
	}
	code = take_operands(&run, argv, nr_words);
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
		"Parameters are for the module they stand behind.  CC names the compiler.\n"
		"\n"
		"Exit status: 0 all went well; 1 a module could not be inserted; 2 wrong usage,\n"
		"a source that does not compile, or an impossible machine; 3 memory was left\n"
		"behind, or a mistake was reported.",
	.options = run_options,
	.run = run_run,
};
