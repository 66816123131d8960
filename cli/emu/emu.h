/* SPDX-License-Identifier: MIT */
/* ashlar emu: an image with modules, in an emulated machine.  What the files of cli/emu share. */
#ifndef CLI_EMU_EMU_H
#define CLI_EMU_EMU_H

#include "cli/bare/bare.h"
#include "cli/cli.h"

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
 * @image: the file that is booted.
 * @words: its command line.
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
	char image[4096];
	char words[2048];
};

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
