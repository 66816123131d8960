/* SPDX-License-Identifier: MIT */
/*
 * Modules that are linked into an image.
 *
 * Whoever links one emits a record of each: the sections of a module lie together, between its own
 * symbols, and its name leads to them.  The loader treats it as any other (kernel/loader.h).
 */
#ifndef KERNEL_BARE_BUILTIN_H
#define KERNEL_BARE_BUILTIN_H

/** struct builtin_part - a section of a module as it lies in memory. */
struct builtin_part {
	const char *name;
	char *start, *end;
};

/**
 * struct image - a module of the image; in the section "builtin_modules".
 * @name: of the module; @path: of the file it was linked from.
 * @start, @end: all of it; @code_end: its code comes first.
 * @parts: its sections, the last with no name.
 * @needs, @exports: names of symbols that it takes and gives, the last NULL.
 * @module, @init, @exit: __this_module, init_module, cleanup_module, or NULL.
 */
struct image {
	const char *name, *path;
	char *start, *end, *code_end;
	const struct builtin_part *parts;
	const char *const *needs, *const *exports;
	void *module, *init, *exit;
};

#endif
