/* SPDX-License-Identifier: MIT */
/* Between the files of ashlar run. */
#ifndef CLI_RUN_H
#define CLI_RUN_H

#include "cli/cli.h"

/** struct run - one run: what was asked for, and what came of it so far. */
struct run {
	struct machine_options machine;
	const char *output;
	char *show;
	unsigned int shown_node; /* the last whose files @show has */
	const char **settings;	 /* NAME=VALUE of --sysctl */
	unsigned int nr_settings;
	struct module_list modules;
	char (*inserted)[64];
	unsigned int nr_inserted;
	bool memory_given, wants_profile, refused, left_behind;
	unsigned long tests_failed;
};

extern const struct verb_option run_options[];

/** run_take_option - keep @option in @run. Return: an exit code; after a message. */
int run_take_option(struct run *run, const struct verb_option *option, const char *value);

/** run_shown_name - a file of --show as the machine names it: without /proc and the like. */
const char *run_shown_name(const char *path);

/** run_check_options - do they go together? Return: an exit code; after a message. */
int run_check_options(struct run *run);

#endif
