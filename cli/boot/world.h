/* SPDX-License-Identifier: MIT */
/* What a machine that stays does for its clients, in the kernel's world: world.c, tasks.c. */
#ifndef CLI_BOOT_WORLD_H
#define CLI_BOOT_WORLD_H

#include "cli/cli.h"

/**
 * world_enter - the calling thread is a program in the machine from now on, a task called @name.
 * Return: 0; -ENOMEM without a kernel stack.
 */
int world_enter(const char *name);
void world_leave(void);

/** world_task - the calling thread's; world_interrupt - send such a one SIGINT. */
void *world_task(void);
void world_interrupt(void *task);

/* Bytes for somebody. Return: he wants more. */
typedef bool (*world_out)(void *arg, const char *bytes, size_t len);

/**
 * world_cat - read the file at @path to its end.
 * @crashed: a driver's call crashed.
 * Return: 0, or -errno.
 */
long world_cat(const char *path, world_out out, void *arg, bool *crashed);
/** world_write - write @len bytes to it, in one call, as echo does. Return: bytes, or -errno. */
long world_write(const char *path, const char *bytes, size_t len, bool *crashed);
/** world_list - the names in the folder @path, as ls -F has them. Return: 0, or -errno. */
long world_list(const char *path, world_out out, void *arg);

/**
 * world_log - the first line of the kernel log from number *@seq on, as dmesg prints it.
 * Return: bytes of it in @buf, and *@seq is the next one's; 0: there is none.
 */
size_t world_log(unsigned long long *seq, char *buf, size_t size);
void world_log_clear(void);
/** world_note - a line for the log, of the command's own. */
void world_note(const char *line);

/** world_modules - names of all modules, the oldest first. Return: how many, at most @max. */
unsigned int world_modules(char (*names)[64], unsigned int max);
/** world_module_file - where the file of module @name is. Return: there is such a module. */
bool world_module_file(const char *name, char *path, size_t size);
/** world_users - of module @name: those that use its symbols, with commas; "" for none. */
void world_users(const char *name, char *text, size_t size);

/** struct world_task - a task: @where it sleeps, or "". */
struct world_task {
	int pid, cpu;
	char state;
	unsigned long long age_ns;
	char name[32], where[96];
};

/** world_tasks - call @fn for each task of the machine. */
void world_tasks(void (*fn)(const struct world_task *task, void *arg), void *arg);

/** frames_read - copy @size bytes at @from, which may be nowhere. Return: it could be done. */
bool frames_read(void *to, unsigned long from, size_t size);

#endif
