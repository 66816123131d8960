/* SPDX-License-Identifier: MIT */
/* Programs of an image; plain C for who runs them. */
#ifndef KERNEL_PROCESS_PROGRAM_H
#define KERNEL_PROCESS_PROGRAM_H

/** struct program - an ELF file in memory, [@start, @end), as port/bare/image.sh puts it there. */
struct program {
	const char *name;
	const char *start, *end;
};

/** program_find - the program of this name; NULL: this image has none. */
const struct program *program_find(const char *name);

#endif
