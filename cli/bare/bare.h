/* SPDX-License-Identifier: MIT */
/*
 * What the command and an image that it boots agree on; plain C, for both.
 *
 * The image's command line, whose words the command has checked:
 *
 *	ashlar [--fast] [--quiet] [--era=RELEASE] [--show=FILE]... [--user=PROGRAM]... [--together]
 *	       [--device=BLOCK,...]... [--devices=FILE]... [--device-log] [--irq=N,...]...
 *	       [--stay=MS] [--exec=SCRIPT]... [--exec-line=STEP]... [--cat=PATH]... [--exercise]
 *	       [MODULE [PARAMETER=VALUE]...]...
 *
 * Files that are named there, or in a script, are linked into the image under these names.
 */
#ifndef CLI_BARE_BARE_H
#define CLI_BARE_BARE_H

#include "port/bare_exit.h"

/* As many modules an image can have: so many there is room for on its command line. */
#define BARE_MODULES 32
/* And programs for user mode. */
#define BARE_PROGRAMS 16
/* Files of the host's, and bytes of those that are read as a whole, and of all. */
#define BARE_FILES	32
#define BARE_TEXT_BYTES (1ul << 20)
#define BARE_FILE_BYTES (8ul << 20)

/* Words of the command line, and its bytes (port/bare/main.c, port/x86/boot.c). */
#define BARE_WORDS 64
#define BARE_LINE  2048

/* Stands for a quote in a word, since quotes hold words together. */
#define BARE_QUOTE '\001'

/* Begins a line that is for the standard error output. */
#define BARE_COMPLAINT '\002'

#endif
