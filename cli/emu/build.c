// SPDX-License-Identifier: MIT
/*
 * From sources to an image.
 *
 * port/bare/image.sh does it, which lies in the folder that `ashlar kdir` prints, beside the
 * archives that each image is linked from: they are made by the build, once for each processor.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/bare/bare.h"
#include "cli/emu/emu.h"

int emu_tools(const struct emu *emu)
{
	const char *kdir = kdir_path();
	char name[PATH_MAX];

	if (!kdir)
		return EXIT_USAGE;
	snprintf(name, sizeof(name), "qemu-system-%s", emu->arch);
	if (!spawn_finds(name)) {
		complain("emu needs %s, which is not installed (Debian: qemu-system-x86)", name);
		return EXIT_USAGE;
	}
	if (!spawn_finds("objcopy")) {
		complain("emu needs objcopy, which is not installed (Debian: binutils)");
		return EXIT_USAGE;
	}
	snprintf(name, sizeof(name), "%s/emu/librun-%s.a", kdir, emu->arch);
	if (access(name, R_OK)) {
		complain("this build has no images for %s: configure it with "
			 "-Dimages=x86_64,i386, 4 KiB pages, mmu and highmem, and without slob",
			 emu->arch);
		return EXIT_USAGE;
	}
	return EXIT_OK;
}

int emu_build(struct emu *emu)
{
	const char *kdir = kdir_path(), *folder = build_folder_path();
	char *script, *words[BARE_MODULES + BARE_PROGRAMS + BARE_FILES + 9] = { "sh" };
	unsigned int n = 1, nr = emu->modules.nr;
	int status;

	if (nr > BARE_MODULES) {
		complain_usage("%u modules: an image can have %u", nr, BARE_MODULES);
		return EXIT_USAGE;
	}
	snprintf(emu->image, sizeof(emu->image), "%s/%s.image", folder, emu->arch);
	if (given_write(emu, folder) != EXIT_OK)
		return EXIT_USAGE;
	if (asprintf(&script, "%s/emu/image.sh", kdir) < 0)
		return EXIT_USAGE;
	words[n++] = script;
	words[n++] = (char *)kdir;
	words[n++] = (char *)emu->arch;
	words[n++] = emu->image;
	words[n++] = (char *)folder;
	for (unsigned int i = 0; i < nr; i++)
		words[n++] = emu->modules.files[i].path;
	words[n++] = "--";
	memcpy(words + n, emu->programs, emu->nr_programs * sizeof(*words));
	n += emu->nr_programs;
	words[n++] = "--";
	for (unsigned int i = 0; i < emu->nr_given; i++)
		words[n++] = emu->given[i].name;
	status = spawn(words);
	free(script);
	if (status > 0)
		complain(status == 2 ? "a program does not compile" : "the image cannot be linked");
	return status ? EXIT_USAGE : EXIT_OK;
}
