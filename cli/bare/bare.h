/* SPDX-License-Identifier: MIT */
/*
 * What the command and an image that it boots agree on; plain C, for both.
 *
 * The image's command line, whose words the command has checked:
 *
 *	ashlar [--fast] [--quiet] [--era=RELEASE] [--show=FILE]... [--user=PROGRAM]... [--together]
 *	       [MODULE [PARAMETER=VALUE]...]...
 */
#ifndef CLI_BARE_BARE_H
#define CLI_BARE_BARE_H

#include "port/bare_exit.h"

/* As many modules an image can have: so many there is room for on its command line. */
#define BARE_MODULES 32
/* And programs for user mode. */
#define BARE_PROGRAMS 16

/* Begins a line that is for the standard error output. */
#define BARE_COMPLAINT '\002'

#endif
