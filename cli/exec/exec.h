/* SPDX-License-Identifier: MIT */
/*
 * ashlar run --exec: a script of what programs do with files.
 *
 *	words.c		text ─> words, bytes, numbers
 *	parts.c		words ─> what a verb needs
 *	parse.c		lines ─> steps
 *	run.c		steps, one after the other or side by side
 *	step.c		one step
 *	copy.c		whole files, from and to the host
 *
 * And --exercise: the same without a script.
 *
 *	exercise.c	which files, by whom, in which order
 *	  exercise_calls.c	the calls
 *	  exercise_commands.c	numbers for ioctl()
 *
 * All of it is in the kernel's world, so that an image can run scripts, too; what it has of the
 * host is in cli/host.h.  A script is read before there is a machine, so that what is wrong in it
 * is said at once.  For an image the command has read it before (cli/emu/given.c), and the image
 * reads it once more, with its own sizes of types.
 */
#ifndef CLI_EXEC_EXEC_H
#define CLI_EXEC_EXEC_H

#include "cli/cli.h"
#include "cli/host.h"

#define EXEC_NAME 32

enum exec_op {
	EXEC_OPEN,
	EXEC_CLOSE,
	EXEC_READ,
	EXEC_WRITE,
	EXEC_LSEEK,
	EXEC_IOCTL,
	EXEC_MMAP,
	EXEC_MUNMAP,
	EXEC_PEEK,
	EXEC_POKE,
	EXEC_POLL,
	EXEC_FSYNC,
	EXEC_FASYNC,
	EXEC_CAT,
	EXEC_ECHO,
	EXEC_COPYIN,
	EXEC_COPYOUT,
	EXEC_LS,
	EXEC_MKNOD,
	EXEC_SLEEP,
	EXEC_RMMOD,
	EXEC_INSMOD,
	EXEC_SIGNAL,
	EXEC_PARALLEL,
	EXEC_SPAWN,
	EXEC_WAIT,
	EXEC_REPEAT,
};

/* How a file is opened, or memory mapped. */
enum {
	EXEC_R = 1,
	EXEC_W = 2,
	EXEC_NONBLOCK = 4,
	EXEC_APPEND = 8,
	EXEC_TRUNC = 16,
	EXEC_PRIVATE = 32
};

/** enum exec_place - where the bytes of a read, write or ioctl are. */
enum exec_place {
	EXEC_BUFFER,   /* in memory that ends with them */
	EXEC_ROOM,     /* so that only the first @room are there */
	EXEC_NULL,     /* at address 0 */
	EXEC_READONLY, /* in memory that cannot be written to */
	EXEC_KERNEL,   /* at an address of the kernel's */
};

/** enum exec_expected - what a step is to come to. */
enum exec_expected {
	EXPECT_SUCCESS, /* any but an error: where nothing is said */
	EXPECT_ANY,
	EXPECT_ERROR,  /* some error */
	EXPECT_NUMBER, /* @number, negative for an error */
	EXPECT_DATA,
};

/** struct exec_data - bytes. */
struct exec_data {
	char *bytes;
	unsigned long len;
};

struct exec_step;

/** struct exec_script - steps, in order. */
struct exec_script {
	struct exec_step *steps;
	unsigned int nr;
};

/**
 * struct exec_step - a line of a script.
 * @source: as it was written.
 * @name: the file, mapping, module or branch it is about; "": the file opened last.
 * @label: what an open file or a mapping is to be called.
 * @count: bytes of a read, mmap or peek; milliseconds; times; a minor number.
 * @at: a place @offset was given.
 * @path: a file of the machine's; @host: one of the host's.
 */
struct exec_step {
	unsigned int line;
	char *source;
	enum exec_op op;
	char name[EXEC_NAME], label[EXEC_NAME];
	char *path, *host;
	unsigned int flags;
	struct exec_data data;
	bool has_data;
	unsigned long count;
	bool at;
	long long offset;
	unsigned int whence;
	enum exec_place place;
	unsigned long room;
	unsigned int cmd;
	unsigned long arg;
	struct exec_script body;
	enum exec_expected expected;
	long long number;
	struct exec_data expected_data;
};

/* ---- parts.c --------------------------------------------------------------------------------- */

/** exec_set_name - Return: false where @word is none. @to: room for EXEC_NAME. */
bool exec_set_name(char *to, const char *word);

/** exec_may_be_part - is @word what the part that may be left out would be? */
bool exec_may_be_part(char part, const char *word);

/**
 * exec_take_part - read one part of what a verb needs.
 * @part: a letter of parse.c's forms. @why: what is wrong with it, where more can be said.
 * Return: false where @word is not what @part is.
 */
bool exec_take_part(struct exec_step *step, char part, const char *word, const char **why);

/* ---- words.c --------------------------------------------------------------------------------- */

/** exec_next_word - the next word of *@at, as it stands; NULL at the end.  Cuts the line up. */
char *exec_next_word(char **at);

/** exec_is_name - could @word be a name? */
bool exec_is_name(const char *word);

/** exec_is_data - does @word look like bytes? */
bool exec_is_data(const char *word);

/** exec_read_data - bytes: "text", hex:0a0b, zeros:N, u8:N .. u64:N, file:PATH; joined by +. */
bool exec_read_data(const char *word, struct exec_data *data, const char **why);

bool exec_read_number(const char *word, long long *number);

/** exec_read_command - a number, or _IO('k',1), _IOR('k',1,int) and the like. */
bool exec_read_command(const char *word, unsigned int *cmd);

/** exec_read_errno - "EFAULT" or "-EFAULT"; 0: no such error. */
int exec_read_errno(const char *word);

/** exec_copy_text - Return: memory for own_free(), or NULL. */
char *exec_copy_text(const char *text);

/** exec_free_steps - forget them, and what is in them. */
void exec_free_steps(struct exec_script *script);

/* ---- parse.c --------------------------------------------------------------------------------- */

/** exec_add_file, exec_add_line - a script, behind those before. Return: an exit code. */
int exec_add_file(const char *path);
int exec_add_line(const char *line);
/** exec_add_cat - "cat @path". */
int exec_add_cat(const char *path);
/** exec_add_text - @len bytes of lines, which are called @where. */
int exec_add_text(const char *where, const char *text, unsigned long len);
/** exec_forget - there is no script any more. */
void exec_forget(void);
/** exec_check - is every block closed? Return: an exit code; after a message. */
int exec_check(void);
/** exec_script - all of it; no steps: there is none. */
const struct exec_script *exec_script(void);

/* ---- ../run.c -------------------------------------------------------------------------------- */

/** run_insert_again - insert a module of the command line that was removed. Return: 0, -errno. */
int run_insert_again(const char *name);

/* ---- run.c ----------------------------------------------------------------------------------- */

/** exec_run - do it, in the machine. Return: how many steps came to something else. */
unsigned int exec_run(const struct exec_script *script);

/* ---- exercise.c ------------------------------------------------------------------------------ */

/**
 * exercise_run - use all files that modules have made, as the theory in exercise.c has it.
 * @repeatable: only as it is the same in each run, which it is by two programs with a seed.
 */
void exercise_run(bool repeatable);

/** exercise_files - how many it has used. */
unsigned int exercise_files(void);

/**
 * exercise_apart - of the requests that the first plan was about those that came while two programs
 * went on without a seed: they are others in each run.
 */
unsigned long exercise_apart(void);

#endif
