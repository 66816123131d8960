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
#define RUN_ONLY_OPTIONS "sKaAofqxXtV"

/* Frames of code that is not optimised, with every variable in memory, need such stacks. */
#define UNINIT_STACK (64ull << 10)

/* What is about modules that come and go with the machine, likewise. */
#define RUN_ONCE_OPTIONS "sKaAoiywLrUuNV"

/** struct run - one run: what was asked for, and what came of it so far. */
struct run {
	struct machine_options machine;
	const char *output;
	char *show;
	unsigned int shown_node; /* the last whose files @show has */
	const char **settings;	 /* NAME=VALUE of --sysctl */
	unsigned int nr_settings;
	struct irq_events irqs;
	unsigned int stay;   /* milliseconds that modules are left in */
	unsigned int linger; /* likewise, when threads of theirs run */
	struct module_list modules;
	char (*inserted)[64];
	unsigned int nr_inserted;
	const char *mount;	   /* the folder that has the machine's files, or NULL */
	char **command;		   /* a program that uses them where it finds them, or NULL */
	int command_status;	   /* what it ended with */
	bool exercise, repeatable; /* use what files there are: see exercise_run() */
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

/**
 * run_take_again - build the same operands once more, as --uninit does, and have @run take these.
 * Return: an exit code; after a message.
 */
int run_take_again(struct run *run, char **words, unsigned int nr);

/**
 * run_can_uninit - can --uninit be had with these options?
 * Return: an exit code; after a message.
 */
int run_can_uninit(const struct run *run);

/** run_start_files - --mount, if it is asked for. Return: an exit code; after a message. */
int run_start_files(struct run *run);

/** run_serve_files - be there for who uses real files: a command, or until a signal comes. */
int run_serve_files(struct run *run);

/** run_boot_machine - with its settings. Return: an exit code; not EXIT_OK: there is none. */
int run_boot_machine(struct run *run);

/**
 * run_calls - main begins to call modules, or has done with it.
 *
 * In between it may wait for one that has crashed in another thread, which then ends the run; in
 * that case this does not return.  It begins, as it ends, with not calling any.
 */
void run_calls(bool calls);

/**
 * run_insert - the modules, until one cannot be.
 * Return: an exit code of its own for what is no module at all; after a message.
 */
int run_insert(struct run *run);

/** run_remove - those that are in, the newest first; loud about those that cannot be. */
void run_remove(struct run *run);

/** run_in_machine - boot, insert, show, remove, tell. Return: an exit code. */
int run_in_machine(struct run *run);

#endif
