/* SPDX-License-Identifier: MIT */
/* Between the files of the exercise; the theory is in exercise.c. */
#ifndef CLI_EXEC_EXERCISE_H
#define CLI_EXEC_EXERCISE_H

#include <linux/types.h>

#include "base/lock.h"
#include "cli/exec/exec.h"

struct file;
struct task_struct;

/** enum exercise_call - what is done with a file. */
enum exercise_call {
	CALL_OPEN,
	CALL_READ,
	CALL_WRITE,
	CALL_LSEEK,
	CALL_POLL,
	CALL_IOCTL,
	CALL_MMAP,
	CALL_FSYNC,
	CALL_CLOSE,
	EXERCISE_CALLS
};

/** enum exercise_step - what is much of the same, for fault_step(). */
enum exercise_step {
	STEP_WELL, /* each request counts */
	STEP_PLACES,
	STEP_NOWHERE,
	STEP_PARTLY,
	STEP_NUMBERS,
	STEP_MAPS,
	STEP_SMALL,
	STEP_LARGE,
	STEP_BESIDE,
};

#define EXERCISE_COMMANDS 32

/**
 * struct exercise_file - a file to use.
 * @modes: O_RDWR, or those of O_RDONLY and O_WRONLY that it can be opened with; @nr_modes of them.
 * @spent: nanoseconds in each of the calls.
 * @over: a bit for each call that is not made again: one was a mistake, or was interrupted, or
 *	all of them have taken long.
 * @commands: numbers for ioctl(): @nr_known that its code seems to know, then others.
 */
struct exercise_file {
	char path[160];
	int modes[2];
	unsigned int nr_modes;
	u64 spent[EXERCISE_CALLS];
	u32 over;
	unsigned int commands[EXERCISE_COMMANDS], nr_commands, nr_known;
};

/**
 * struct exercise_user - a program that uses files.
 * @lock: held while @task is signalled, or goes.
 * @turn: odd while it is in a call; @seen, @since: when the watcher saw it change last.
 * @began: this call.
 * @crashes, @reports: how many there were before its first call, and before this one.
 * @round: how often it has met the other program.
 * @buf: USER_PAGES of user memory with nothing behind them; @readonly: a page of it.
 */
struct exercise_user {
	struct lock lock;
	struct task_struct *task;
	u32 turn, seen;
	u64 since;
	unsigned int crashes;
	u64 began;
	unsigned long reports, buf, readonly;
	struct exercise_file *file;
	u32 round, done;
};

/** exercise_stopped - has a call crashed?  What the module was in the middle of, nobody knows. */
bool exercise_stopped(void);
void exercise_stop(void);

/** exercise_meet - go on when the other program is there, too, or will not come any more. */
void exercise_meet(struct exercise_user *user);

/* ---- exercise_calls.c ------------------------------------------------------------------------ */

/** exercise_user_begin - memory for its calls; it is the calling thread. Return: 0, -ENOMEM. */
int exercise_user_begin(struct exercise_user *user);
void exercise_user_end(struct exercise_user *user);

/** exercise_well - as programs that make no mistakes, each call that there is. */
void exercise_well(struct exercise_user *user, struct exercise_file *file);
/** exercise_badly - wrong places, sizes, addresses and numbers. */
void exercise_badly(struct exercise_user *user, struct exercise_file *file);
/** exercise_patiently - without O_NONBLOCK; one that waits is interrupted. */
void exercise_patiently(struct exercise_user *user, struct exercise_file *file);
/** exercise_beside - what is done while another program does the same. */
void exercise_beside(struct exercise_user *user, struct exercise_file *file);

/* ---- exercise_commands.c --------------------------------------------------------------------- */

/** exercise_commands - gather numbers for the ioctl() of @ops, for the file it is open as. */
void exercise_commands(struct exercise_file *file, const void *ioctl);

#endif
