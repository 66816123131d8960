/* SPDX-License-Identifier: MIT */
/* Between the files of ashlar run. */
#ifndef CLI_RUN_H
#define CLI_RUN_H

#include "cli/cli.h"
#include "cli/irqs.h"

/* A machine that nothing was said of. */
#define RUN_DEFAULTS                                                                           \
	{                                                                                      \
		.machine = { .memory = 1ull << 30, .profile = "pc64", .nodes = 1 }, .why = "", \
	}

/* What is of use only to who looks on: letters of run_options. */
#define RUN_ONLY_OPTIONS "sKaAofqxX"

/* What is about modules that come and go with the machine, likewise. */
#define RUN_ONCE_OPTIONS "sKaAoiywLrUuN"

/** struct run - one run: what was asked for, and what came of it so far. */
struct run {
	struct machine_options machine;
	const char *output;
	char *show;
	unsigned int shown_node; /* the last whose files @show has */
	const char **settings;	 /* NAME=VALUE of --sysctl */
	unsigned int nr_settings;
	struct irq_events irqs;
	unsigned int stay; /* milliseconds that modules are left in */
	struct module_list modules;
	char (*inserted)[64];
	unsigned int nr_inserted;
	bool exercise, only_well; /* use what files there are; but see exercise_run() */
	bool memory_given, wants_profile, scan, refused, left_behind;
	unsigned long tests_failed, steps_missed;
	/* Tell that no thread can go on, before the process ends; NULL: nobody wants to know. */
	void (*tell_end)(const struct run *run, int code);
	char why[256]; /* a module could not be inserted or removed, or "" */
};

extern const struct verb_option run_options[];

/** run_take_option - keep @option in @run. Return: an exit code; after a message. */
int run_take_option(struct run *run, const struct verb_option *option, const char *value);

/** run_shown_name - a file of --show as the machine names it: without /proc and the like. */
const char *run_shown_name(const char *path);

/** run_check_options - do they go together? Return: an exit code; after a message. */
int run_check_options(struct run *run);

/**
 * run_take_operands - build what needs to be built.
 * @words: files, folders and parameters, @nr of them.
 * Return: an exit code; after a message.
 */
int run_take_operands(struct run *run, char **words, unsigned int nr);

/** run_in_machine - boot, insert, show, remove, tell. Return: an exit code. */
int run_in_machine(struct run *run);

#endif
