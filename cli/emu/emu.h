/* SPDX-License-Identifier: MIT */
/* ashlar emu: an image with modules, in an emulated machine.  What the files of cli/emu share. */
#ifndef CLI_EMU_EMU_H
#define CLI_EMU_EMU_H

#include "cli/bare/bare.h"
#include "cli/cli.h"

/** struct given - a file of the host's that the image has under the same name. */
struct given {
	char *name, *text;
	unsigned long len;
};

/**
 * struct emu - one run.
 * @arch: the processor, as the folder of archives calls it.
 * @memory: of the emulated machine, as QEMU wants it.
 * @cpus: it has.
 * @seconds: it may take.
 * @icount: its clock counts instructions.
 * @modules: objects that are parts of the image.
 * @programs: sources of @nr_programs programs for user mode.
 * @pae: of the image for i386: three levels of page tables, for memory above 4 GiB.
 * @given: @nr_given files that the image is linked with, of @given_bytes together.
 * @image: the file that is booted.
 * @words: its command line, of @nr_words words.
 */
struct emu {
	const char *arch;
	const char *memory;
	unsigned int cpus;
	unsigned int seconds;
	struct module_list modules;
	const char *programs[BARE_PROGRAMS];
	unsigned int nr_programs;
	bool icount, pae;
	struct given given[BARE_FILES];
	unsigned int nr_given;
	unsigned long given_bytes;
	char image[4096];
	char words[BARE_LINE];
	unsigned int nr_words;
};

/**
 * emu_add_word - append @prefix and @text to the image's command line, as one word.
 * Return: an exit code; after a message.
 */
int emu_add_word(struct emu *emu, const char *prefix, const char *text);

/* The options of ashlar run that are not for images. */
#define GIVEN_NOT "mMpndzCgPckKsSDHRIFaAxVGYtoXuNfq"

/**
 * given_option - take an option of ashlar run's: it is checked as there, and handed to the image.
 * Return: an exit code; after a message.
 */
int given_option(struct emu *emu, const struct verb_option *option, const char *value);

/**
 * given_write - put the files into @folder, where image.sh finds them: given_0, given_1, ...
 * Return: an exit code; after a message.
 */
int given_write(const struct emu *emu, const char *folder);

/** emu_tools - is there all that it takes? Return: an exit code; after a message. */
int emu_tools(const struct emu *emu);

/**
 * emu_build - make @emu->image with @emu->modules and @emu->programs.
 * Return: an exit code; after a message.
 */
int emu_build(struct emu *emu);

/** emu_boot - boot it and print what it prints. Return: its exit code, or EXIT_USAGE. */
int emu_boot(const struct emu *emu);

#endif
