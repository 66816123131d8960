// SPDX-License-Identifier: MIT
/*
 * ashlar emu: the same modules on bare metal, in an emulated machine.
 *
 * The modules are linked with the core, the kernel's world and a port to a bare processor into one
 * image, which QEMU boots (port/bare/main.c).  It inserts them, shows files, removes them and tells
 * what they left, in the words of `ashlar run`, and ends with the same exit codes.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/emu/emu.h"
#include "cli/exec/exec.h"
#include "cli/run.h"

/* A slow host's emulator boots an image in two seconds. */
#define SECONDS	    60
#define SECONDS_MAX 86400
#define MIB_MAX	    (1024ull * 1024)
/* As many as the image was seen to run on. */
#define CPUS_MAX 8

static const char *const archs[] = { "x86_64", "i386", NULL };

static const struct verb_option options[] = {
	{ "arch", 0, "PROCESSOR", "Of the emulated machine: x86_64 (default) or i386." },
	{ "mem", 'm', "SIZE", "Its memory, as 512M or 2G; 64M at least (default 1G)." },
	{ "smp", 0, "CPUS", "Its CPUs: 1 to 8 on x86_64, 1 on i386 (default 1)." },
	{ "pae", 0, NULL, "i386: page tables that reach memory above 4 GiB." },
	{ "fast", 'f', NULL, "Do not check caches, nor keep account of allocations." },
	{ "quiet", 'q', NULL, "Print only warnings and worse, and what was found." },
	{ "show", 's', "FILE,...", "Print these files of /proc before the modules are removed." },
	{ "user", 'u', "FILE.c", "Run this program in user mode, once the modules are inserted." },
	{ "together", 0, NULL, "Run all programs of --user at once, not one after the other." },
	ERA_OPTION,
	{ "icount", 0, NULL, "Its clock counts instructions: a run can be repeated exactly." },
	{ "output", 'o', "FOLDER", "Keep the image there, for gdb; see docs/bare-metal.md." },
	{ "timeout", 0, "SECONDS", "How long it may take (default 60)." },
	{},
};

/* Between, in the unit that its letter says; QEMU takes the text itself. */
static int check_memory(const char *text)
{
	char *end;
	unsigned long long mib = MIN(strtoull(text, &end, 10), MIB_MAX + 1);

	if (*end == 'G' || *end == 'g')
		mib *= 1024;
	else if (*end != 'M' && *end != 'm')
		mib = 0;
	if (*text < '0' || *text > '9' || end[1] || mib < 64 || mib > MIB_MAX) {
		complain_usage("--mem %s: it takes 64M to 1024G", text);
		return EXIT_USAGE;
	}
	return EXIT_OK;
}

static int check_arch(const char *text)
{
	for (unsigned int i = 0; archs[i]; i++)
		if (strcmp(archs[i], text) == 0)
			return EXIT_OK;
	complain_usage("--arch %s: there are images for x86_64 and i386", text);
	return EXIT_USAGE;
}

static int take_timeout(struct emu *emu, const char *text)
{
	char *end;
	unsigned long seconds = strtoul(text, &end, 10);

	if (end == text || *end || !seconds || seconds > SECONDS_MAX) {
		complain_usage("--timeout %s: it takes 1 to %d seconds", text, SECONDS_MAX);
		return EXIT_USAGE;
	}
	emu->seconds = (unsigned int)seconds;
	return EXIT_OK;
}

static int take_cpus(struct emu *emu, const char *text)
{
	char *end;
	unsigned long cpus = strtoul(text, &end, 10);

	if (*text < '0' || *text > '9' || *end || !cpus || cpus > CPUS_MAX) {
		complain_usage("--smp %s: it takes 1 to %d CPUs", text, CPUS_MAX);
		return EXIT_USAGE;
	}
	emu->cpus = (unsigned int)cpus;
	return EXIT_OK;
}

/* What each option allows, and another forbids. */
static int check_machine(const struct emu *emu)
{
	if (emu->cpus == 1 || !strcmp(emu->arch, "x86_64"))
		return EXIT_OK;
	complain_usage("--smp %u: an image for %s has one CPU; --arch x86_64 has more", emu->cpus,
		       emu->arch);
	return EXIT_USAGE;
}

/* Blanks part the words of the image's command line, but between quotes. */
int emu_add_word(struct emu *emu, const char *prefix, const char *text)
{
	size_t len = strlen(emu->words), room = sizeof(emu->words) - len;
	static const char not_for_words[] = { '\n', BARE_QUOTE, '\0' };
	char *word = emu->words + len + 2, *quote;

	if (strpbrk(text, not_for_words)) {
		complain_usage("%s%s: the command line of an image is one line", prefix, text);
		return EXIT_USAGE;
	}
	if (emu->nr_words == BARE_WORDS ||
	    snprintf(emu->words + len, room, " \"%s%s\"", prefix, text) >= (int)room) {
		complain_usage("%s%s: the command line of an image has %d words and %d characters",
			       prefix, text, BARE_WORDS, BARE_LINE);
		return EXIT_USAGE;
	}
	emu->nr_words++;
	while ((quote = strchr(word, '"')) && quote[1])
		*quote = BARE_QUOTE;
	return EXIT_OK;
}

static bool is_source(const char *name)
{
	const char *suffix = strrchr(name, '.');

	return suffix && suffix > name && suffix[-1] != '/' && !strcmp(suffix, ".c");
}

/* The name of a file without its folder and suffix. */
static void plain_name(const char *path, char *name, size_t size)
{
	const char *base = strrchr(path, '/');

	snprintf(name, size, "%s", base ? base + 1 : path);
	*strrchr(name, '.') = '\0';
}

/* An image finds programs by name. Return: the other one that has @source's, or NULL. */
static const char *same_program(const struct emu *emu, const char *source)
{
	char name[256], other[256];

	plain_name(source, name, sizeof(name));
	for (unsigned int i = 0; i < emu->nr_programs; i++) {
		plain_name(emu->programs[i], other, sizeof(other));
		if (!strcmp(name, other) && strcmp(source, emu->programs[i]))
			return emu->programs[i];
	}
	return NULL;
}

static int add_program(struct emu *emu, const char *source)
{
	const char *same;
	char name[256];

	if (!is_source(source)) {
		complain_usage("--user %s: it takes a program's .c file", source);
		return EXIT_USAGE;
	}
	if (access(source, R_OK)) {
		complain("cannot read %s", source);
		return EXIT_USAGE;
	}
	if (emu->nr_programs == BARE_PROGRAMS) {
		complain_usage("--user %s: an image has at most %d programs", source,
			       BARE_PROGRAMS);
		return EXIT_USAGE;
	}
	same = same_program(emu, source);
	if (same) {
		complain_usage("--user %s: %s has the same name; rename one of them", source, same);
		return EXIT_USAGE;
	}
	emu->programs[emu->nr_programs++] = source;
	plain_name(source, name, sizeof(name));
	return emu_add_word(emu, "--user=", name);
}

/* An image has one node. */
static int add_shown(struct emu *emu, const char *list)
{
	char *copy = strdup(list), *rest = copy, *name;
	int code = copy ? EXIT_OK : EXIT_USAGE;
	unsigned int nid;

	while (code == EXIT_OK && (name = strsep(&rest, ","))) {
		if (machine_can_show(run_shown_name(name), &nid) && !nid) {
			code = emu_add_word(emu, "--show=", run_shown_name(name));
		} else {
			complain_usage("--show knows no %s: %s", name, machine_files());
			code = EXIT_USAGE;
		}
	}
	free(copy);
	return code;
}

/* Or does `ashlar run` have it, too? */
static bool is_own(const struct verb_option *option)
{
	return option >= options && option < options + sizeof(options) / sizeof(*options);
}

static int take_option(struct emu *emu, const struct verb_option *option, const char *value,
		       const char **output)
{
	const char *name = option->name;

	if (!is_own(option))
		return given_option(emu, option, value);
	if (!strcmp(name, "arch")) {
		emu->arch = value;
		return check_arch(value);
	}
	if (!strcmp(name, "mem")) {
		emu->memory = value;
		return check_memory(value);
	}
	if (!strcmp(name, "user"))
		return add_program(emu, value);
	if (!strcmp(name, "era"))
		return era_take(value);
	if (!strcmp(name, "timeout"))
		return take_timeout(emu, value);
	if (!strcmp(name, "smp"))
		return take_cpus(emu, value);
	if (!strcmp(name, "show"))
		return add_shown(emu, value);
	if (!strcmp(name, "output"))
		*output = value;
	else if (!strcmp(name, "icount"))
		emu->icount = true;
	else if (!strcmp(name, "pae"))
		emu->pae = true;
	else
		return emu_add_word(emu, "--", name);
	return EXIT_OK;
}

/* The first word of an image's command line says which page tables it makes. */
static int choose_tables(struct emu *emu)
{
	static const char plain[] = "ashlar", wide[] = "pae";

	if (!emu->pae)
		return EXIT_OK;
	if (strcmp(emu->arch, "i386")) {
		complain_usage("--pae is for --arch i386: others have no other page tables");
		return EXIT_USAGE;
	}
	memmove(emu->words + strlen(wide), emu->words + strlen(plain),
		strlen(emu->words + strlen(plain)) + 1);
	memcpy(emu->words, wide, strlen(wide));
	return EXIT_OK;
}

static bool is_folder(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

/* What can be refused before anything is built. */
static int check_operands(const struct emu *emu, char **words, unsigned int nr)
{
	unsigned int modules = 0;

	for (unsigned int i = 0; i < nr; i++) {
		if (run_is_parameter(words[i]) && i)
			continue;
		if (!is_source(words[i]) && !is_folder(words[i])) {
			complain_usage("%s: neither a .c file, nor a folder with a Makefile, nor a "
				       "parameter of one",
				       words[i]);
			return EXIT_USAGE;
		}
		if (access(words[i], R_OK)) {
			complain("cannot read %s", words[i]);
			return EXIT_USAGE;
		}
		modules++;
	}
	if (modules > BARE_MODULES) {
		complain_usage("%u modules: an image can have %u", modules, BARE_MODULES);
		return EXIT_USAGE;
	}
	if (!nr && !emu->nr_programs) {
		complain_usage("which module? a .c file, or a folder with a Makefile");
		return EXIT_USAGE;
	}
	return EXIT_OK;
}

/* The module's name, as image.sh makes it of its file's. */
static int add_module(struct emu *emu, const char *path)
{
	char name[256];

	plain_name(path, name, sizeof(name));
	for (char *c = name; *c; c++)
		if (*c == '-')
			*c = '_';
	return emu_add_word(emu, "", name);
}

/* Build each module, and put it on the command line, with the parameters behind the operand. */
static int take_operands(struct emu *emu, char **words, unsigned int nr)
{
	int code = EXIT_OK;
	unsigned int i = 0;

	while (i < nr && code == EXIT_OK) {
		unsigned int first = emu->modules.nr, end = i + 1;

		while (end < nr && run_is_parameter(words[end]))
			end++;
		code = build_modules(words[i], &emu->modules);
		for (unsigned int m = first; m < emu->modules.nr && code == EXIT_OK; m++) {
			code = add_module(emu, emu->modules.files[m].path);
			for (unsigned int p = i + 1; p < end && code == EXIT_OK; p++)
				code = emu_add_word(emu, "", words[p]);
		}
		i = end;
	}
	return code;
}

/* The machine is of the era that modules are built for. */
static int add_era(struct emu *emu)
{
	const struct era *era = era_chosen();
	char text[64];

	if (!era)
		return EXIT_OK;
	snprintf(text, sizeof(text), "%u.%u.%u", era->major, era->patchlevel, era->sublevel);
	return emu_add_word(emu, "--era=", text);
}

static int run_emu(int argc, char **argv)
{
	struct emu emu = { .arch = "x86_64", .memory = "1G", .cpus = 1, .seconds = SECONDS };
	struct verb_line line = verb_line(&verb_emu, argc, argv);
	const char *output = NULL;
	int code;

	strcpy(emu.words, "ashlar");
	emu.nr_words = 1;
	while (verb_next_option(&line))
		line.code = take_option(&emu, line.option, line.value, &output);
	if (line.code == EXIT_OK)
		line.code = check_machine(&emu) ?: exec_check();
	if (line.code != EXIT_OK)
		return line.code;
	code = check_operands(&emu, line.words, line.nr_words);
	if (code == EXIT_OK)
		code = choose_tables(&emu);
	if (code == EXIT_OK)
		code = add_era(&emu);
	if (code == EXIT_OK)
		code = emu_tools(&emu);
	if (code == EXIT_OK)
		code = build_start(output, false, BUILD_PLAIN);
	if (code != EXIT_OK)
		return code;
	build_for_image(emu.arch);
	code = take_operands(&emu, line.words, line.nr_words);
	if (code == EXIT_OK)
		code = emu_build(&emu);
	if (code == EXIT_OK)
		code = emu_boot(&emu);
	build_finish();
	return code;
}

const struct verb verb_emu = {
	.name = "emu",
	.synopsis = "[OPTION...] FILE.c|FOLDER... [PARAMETER=VALUE...]",
	.summary = "Runs modules on bare metal, in an emulated machine",
	.text = "Links the modules with the core and a port to a bare processor into an image,\n"
		"boots it in QEMU, and prints what it prints, which is what `ashlar run` does.\n"
		"Parameters are for the module they stand behind.  CC names the compiler,\n"
		"KCFLAGS more words for it.\n"
		"\n"
		"A program of --user is built without any library: it begins at _start, and asks\n"
		"for what it needs by system calls, under Linux's numbers; see examples/user.\n"
		"\n"
		"Exit status: 0 all went well; 1 a module could not be inserted; 2 wrong usage,\n"
		"or a source that does not compile; 3 memory was left behind, a mistake was\n"
		"reported, a program or a script's step failed, or the image did not end in time.",
	.options = options,
	.more = run_options,
	.more_without = GIVEN_NOT,
	.more_verb = "run",
	.operands = true,
	.run = run_emu,
};
