// SPDX-License-Identifier: MIT
/* The options of ashlar run: what they are called, what they may say, where they are kept. */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/fault/fault.h"

#include "cli/exec/exec.h"
#include "cli/run.h"
#include "cli/seed.h"

/* Where a machine begins that has only been told where to end. */
#define GROWING_START (64ull << 20)
/* Frames of instrumented code are larger, so stacks are, as in Linux. */
#define ACCESS_STACK (16ull << 10)

const struct verb_option run_options[] = {
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
	  "allocinfo, buddyinfo, interrupts, iomem, ioports, meminfo,\n"
	  "pagetypeinfo, slabinfo, softirqs, vmallocinfo, vmstat,\n"
	  "zoneinfo; of a node:\n"
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
	{ "irq", 'i', "N[*COUNT][@MS],...",
	  "Raise interrupt N, COUNT times, MS milliseconds after the\n"
	  "modules are in; wait each time until its handlers have run,\n"
	  "and in the end for the work they left.  May be given many\n"
	  "times." },
	{ "stay", 'y', "MS", "Leave the modules in for so many milliseconds before they go." },
	{ "advise", 'a', NULL, "Say in the end what should have been allocated otherwise." },
	{ "advise-json", 'A', "FILE", "Write that into FILE, as JSON." },
	{ "access", 'x', NULL,
	  "Check each access of memory: modules are built so that they\n"
	  "ask, as with KASAN, and run on stacks of 16K." },
	{ "uninit", 'V', NULL,
	  "Tell of values that nobody has written and that something\n"
	  "depends on: clang builds modules so that they follow them, as\n"
	  "with KMSAN, and they run on stacks of 64K." },
	{ "guard-sample", 'G', "N",
	  "Place each N-th object that modules take, and the first of\n"
	  "each place in them, between pages that nobody may access, as\n"
	  "KFENCE does: for ready .ko files, which --access cannot check." },
	{ "exec", 'w', "SCRIPT",
	  "When all modules are in, do with their files what SCRIPT says:\n"
	  "open, read, write, ioctl, mmap, poll, ... a step a line; each is\n"
	  "printed with what it came to.  docs/exec.md has the language." },
	{ "exec-line", 'L', "STEP", "The same for one step.  Both may be given many times." },
	{ "cat", 'r', "PATH", "Print any file of the machine, then: \"cat PATH\"." },
	{ "exercise", 'U', NULL,
	  "Then use all files that modules have made: open, read, write,\n"
	  "ioctl, ... well, with bad addresses and sizes, and by two\n"
	  "programs at once.  Calls may fail; what they break is told." },
	{ "era", 'Y', "RELEASE",
	  "The Linux that the modules were written for: 2.6, 3.x, 4.x,\n"
	  "5.x, 6.x, or a release as 4.19; the newest otherwise.  They see\n"
	  "its version and its forms of what has changed since." },
	{ "mount", 't', "FOLDER",
	  "While the machine lives, its files are in FOLDER for all\n"
	  "programs: dev, proc and sys.  A run goes on until a COMMAND\n"
	  "ends, --stay is over, or Ctrl-C.  docs/files.md tells more." },
	{ "output", 'o', "FOLDER", "Build in FOLDER, and leave the results there." },
	{ "fail", 'X', "PLAN",
	  "Make requests of modules fail: nth=3 the third, from=3 all\n"
	  "from there on, probability=10,seed=7 a tenth of them; which\n"
	  "ones: kind=vmalloc+pages,size=4K-,site=foo_init.  May be given\n"
	  "many times; docs/check.md has the whole language." },
	{ "scan", 'u', NULL,
	  "Before modules are removed, look for memory of theirs to which\n"
	  "no pointer leads any more, as the kernel's kmemleak does." },
	{ "seed", 'N', "N",
	  "Threads take turns, in an order that follows from this number:\n"
	  "the same number, the same run.  See ashlar check --seeds." },
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
		complain_usage("--%s wants a size like 64M or 4G, not %s", name, text);
		return EXIT_USAGE;
	}
	return EXIT_OK;
}

static int take_stack(const char *text, unsigned long long *size)
{
	if (!parse_size(text, size) && (*size == 4096 || *size == 8192 || *size == 16384))
		return EXIT_OK;
	complain_usage("--stack wants 4K, 8K or 16K, not %s", text);
	return EXIT_USAGE;
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
			complain_usage(
				"--distances wants numbers from 1 to 255, with commas, not %s",
				text);
			return EXIT_USAGE;
		}
		if (options->nr_distances == sizeof(options->distances)) {
			complain_usage("--distances wants at most %zu numbers",
				       sizeof(options->distances));
			return EXIT_USAGE;
		}
		options->distances[options->nr_distances++] = (unsigned char)value;
		at = end + 1;
	} while (*end);
	return EXIT_OK;
}

/* The file of a path in one of the folders that have some, which may be left out. */
const char *run_shown_name(const char *path)
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
		if (!machine_can_show(run_shown_name(name), &nid)) {
			complain_usage("--show knows no file %s: %s",
				       *name ? name : "without a name", machine_files());
			free(copy);
			return EXIT_USAGE;
		}
		if (strcmp(run_shown_name(name), "allocinfo") == 0)
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

static int add_plan(const char *text)
{
	const char *flaw = fault_add(text);

	if (!flaw)
		return EXIT_OK;
	complain_usage("--fail %s: %s", text, flaw);
	return EXIT_USAGE;
}

/* Options that are kept as they are: words, and what is so once it is said. */
static const struct kept {
	char letter;
	size_t at; /* in struct run */
} kept_words[] = {
	{ 'p', offsetof(struct run, machine.profile) },
	{ 'D', offsetof(struct run, machine.debug) },
	{ 'H', offsetof(struct run, machine.harden) },
	{ 'R', offsetof(struct run, machine.randomize) },
	{ 'I', offsetof(struct run, machine.init_on_alloc) },
	{ 'F', offsetof(struct run, machine.init_on_free) },
	{ 'o', offsetof(struct run, output) },
	{ 't', offsetof(struct run, mount) },
	{ 0, 0 },
}, kept_flags[] = {
	{ 'g', offsetof(struct run, machine.no_grouping) },
	{ 'P', offsetof(struct run, machine.mem_profiling) },
	{ 'K', offsetof(struct run, machine.stacks) },
	{ 'l', offsetof(struct run, machine.device_log) },
	{ 'x', offsetof(struct run, machine.access) },
	{ 'V', offsetof(struct run, machine.uninit) },
	{ 'U', offsetof(struct run, exercise) },
	{ 'u', offsetof(struct run, scan) },
	{ 'f', offsetof(struct run, machine.fast) },
	{ 'q', offsetof(struct run, machine.quiet) },
	{ 0, 0 },
};

/* Where an option of @letter is kept, or NULL. */
static void *kept_at(struct run *run, const struct kept *kept, char letter)
{
	for (; kept->letter; kept++)
		if (kept->letter == letter)
			return (char *)run + kept->at;
	return NULL;
}

/* Options whose value says something of its own. */
static int take_value(struct run *run, const struct verb_option *option, const char *value)
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
	case 'n':
		return number_parse(option->name, value, &run->machine.nodes);
	case 'd':
		return parse_distances(value, &run->machine);
	case 'G':
		return number_parse(option->name, value, &run->machine.guard_sample);
	case 'c':
		return number_parse(option->name, value, &run->machine.cpus);
	case 'k':
		return take_stack(value, &run->machine.stack);
	case 's':
		return parse_show(run, value);
	case 'S':
		return add_setting(run, value);
	case 'i':
		return irqs_parse(value, &run->irqs);
	case 'N':
		return seed_parse(option->name, value, &run->machine.seed);
	case 'y':
		return number_parse(option->name, value, &run->stay);
	case 'e':
		return devices_add(value);
	case 'E':
		return devices_add_file(value);
	case 'Y':
		return era_take(value);
	case 'X':
		return add_plan(value);
	case 'w':
		return exec_add_file(value);
	case 'L':
		return exec_add_line(value);
	case 'r':
		return exec_add_cat(value);
	case 'a':
	case 'A':
		advice_option(value);
		break;
	}
	return EXIT_OK;
}

int run_take_option(struct run *run, const struct verb_option *option, const char *value)
{
	const char **word = kept_at(run, kept_words, option->letter);
	bool *flag = kept_at(run, kept_flags, option->letter);

	if (word)
		*word = value;
	else if (flag)
		*flag = true;
	else
		return take_value(run, option, value);
	return EXIT_OK;
}

/* What was said of nodes, when it is known how many there are. */
static int check_nodes(const struct run *run)
{
	const unsigned int nodes = run->machine.nodes;
	const char *s = nodes == 1 ? "" : "s";

	if (run->machine.nr_distances && run->machine.nr_distances != 1ull * nodes * nodes) {
		complain_usage("--distances wants %llu number%s for %u node%s: it has %u",
			       1ull * nodes * nodes, s, nodes, s, run->machine.nr_distances);
		return EXIT_USAGE;
	}
	if (run->shown_node >= nodes) {
		complain_usage("--show wants files of node %u, but there %s %u node%s: see --nodes",
			       run->shown_node, nodes == 1 ? "is" : "are", nodes, s);
		return EXIT_USAGE;
	}
	return EXIT_OK;
}

static int check_faults(const struct run *run)
{
	if (!fault_is_wanted() || !run->machine.fast)
		return EXIT_OK;
	complain_usage("--fail rests on the account of allocations, which --fast leaves out");
	return EXIT_USAGE;
}

/* On Linux there is no such file in a machine that does not profile. */
static int check_profiling(const struct run *run)
{
	if (!run->wants_profile || run->machine.mem_profiling)
		return EXIT_OK;
	complain_usage("--show allocinfo is for a machine that profiles: see --mem-profiling");
	return EXIT_USAGE;
}

/* Who is told nothing of allocations cannot say what may be accessed. */
static int check_access(struct run *run)
{
	if (!run->machine.access)
		return EXIT_OK;
	if (run->machine.fast) {
		complain("run: --access checks everything, and --fast nothing: leave one out");
		return EXIT_USAGE;
	}
	if (!run->machine.stack)
		run->machine.stack = ACCESS_STACK;
	return EXIT_OK;
}

int run_can_uninit(const struct run *run)
{
	const char *other = run->machine.fast	       ? "fast" :
			    run->machine.init_on_alloc ? "init-on-alloc" :
			    run->machine.mem_profiling ? "mem-profiling" :
							 NULL;

	if (other) {
		complain_usage("--uninit does not go together with --%s: leave one out", other);
		return EXIT_USAGE;
	}
	if (!machine_can_uninit()) {
		complain("--uninit is for x86_64, and not for builds with the tiny engine");
		return EXIT_USAGE;
	}
	if (!build_can_uninit()) {
		complain("--uninit needs clang, which is not here");
		return EXIT_USAGE;
	}
	return EXIT_OK;
}

static int check_uninit(struct run *run)
{
	if (!run->machine.uninit)
		return EXIT_OK;
	/* Both are what the compiler makes of an access, which it does for one of them. */
	if (run->machine.access) {
		complain_usage("--uninit does not go together with --access: leave one out");
		return EXIT_USAGE;
	}
	if (!run->machine.stack)
		run->machine.stack = UNINIT_STACK;
	return run_can_uninit(run);
}

static int check_guarding(const struct run *run)
{
	if (!run->machine.guard_sample || !run->machine.fast)
		return EXIT_OK;
	complain(
		"run: --guard-sample rests on the account of allocations, which --fast leaves out");
	return EXIT_USAGE;
}

static int check_scanning(const struct run *run)
{
	if (!run->scan || !run->machine.fast)
		return EXIT_OK;
	complain("run: --scan rests on the account of allocations, which --fast leaves out");
	return EXIT_USAGE;
}

/* The account of allocations and the record of locks are where threads take turns. */
static int check_seed(const struct run *run)
{
	if (!run->machine.seed || !run->machine.fast)
		return EXIT_OK;
	complain_usage("--seed rests on checks that --fast leaves out: leave one out");
	return EXIT_USAGE;
}

int run_check_options(struct run *run)
{
	int code = check_nodes(run);

	if (code == EXIT_OK)
		code = check_access(run);
	if (code == EXIT_OK)
		code = check_uninit(run);
	if (code == EXIT_OK)
		code = check_guarding(run);
	if (code == EXIT_OK)
		code = check_profiling(run);
	if (code == EXIT_OK)
		code = check_faults(run);
	if (code == EXIT_OK)
		code = check_scanning(run);
	if (code == EXIT_OK)
		code = check_seed(run);
	if (code == EXIT_OK)
		code = exec_check();
	if (code == EXIT_OK)
		code = advice_check(&run->machine);
	if (run->machine.max_memory && !run->memory_given)
		run->machine.memory = run->machine.max_memory < GROWING_START ?
					      run->machine.max_memory :
					      GROWING_START;
	return code;
}
