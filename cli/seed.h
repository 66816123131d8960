/* SPDX-License-Identifier: MIT */
/* Runs that a number repeats: --seed of ashlar run and check, and --seeds. */
#ifndef CLI_SEED_H
#define CLI_SEED_H

#include "cli/cli.h"

/** seed_parse - the value @text of option --@name. Return: an exit code; after a message. */
int seed_parse(const char *name, const char *text, unsigned long long *seed);

/** seed_fix_addresses - start the command once more, where addresses would differ each time. */
void seed_fix_addresses(void);

#endif
