/* SPDX-License-Identifier: MIT */
/* Places in the source, described while compiling. */
#ifndef _LINUX_CODETAG_H
#define _LINUX_CODETAG_H

/**
 * struct codetag - a place in the source.
 * @filename: as the compiler was told it.
 * @function: the function it is in; of an inline function, that one.
 * @modname: the module that it is compiled for, or NULL.
 * @lineno: the line.
 */
struct codetag {
	const char *filename;
	const char *function;
	const char *modname;
	unsigned int lineno;
};

#ifdef MODULE
#define CODETAG_MODNAME KBUILD_MODNAME
#else
#define CODETAG_MODNAME NULL
#endif

/** CODE_TAG_INIT - the place where this stands, as the initialiser of a struct codetag. */
#define CODE_TAG_INIT                                                                   \
	{                                                                               \
		.filename = __FILE__, .function = __func__, .modname = CODETAG_MODNAME, \
		.lineno = __LINE__,                                                     \
	}

#endif
