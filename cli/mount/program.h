/* SPDX-License-Identifier: MIT */
/*
 * What programs of the host do with the machine's files: plain C, between libfuse's world and the
 * kernel's.
 *
 * A thread that serves such programs is one of them at a time, by program_be().  All functions
 * return 0 or a count, or a negative errno of Linux.  Those that reach a module are guarded: a
 * crash is told of, and is -EFAULT for the program.
 */
#ifndef CLI_MOUNT_PROGRAM_H
#define CLI_MOUNT_PROGRAM_H

#include "cli/cli.h"

struct program;
struct program_file;

/* ---- who ------------------------------------------------------------------------------------- */

/**
 * struct program_who - a program, as a module sees it in current.
 * @reach: copies @n bytes between @ours and the program's @addr; returns how many were not.  NULL:
 * its memory cannot be reached.
 */
struct program_who {
	int pid;
	unsigned int uid, gid;
	char comm[16];
	unsigned long (*reach)(int pid, void *ours, unsigned long addr, unsigned long n,
			       bool write);
};

/** program_begin - the calling thread serves programs, until program_end(). NULL: no memory. */
struct program *program_begin(void);
void program_end(struct program *p);

/**
 * program_be - the next calls are on behalf of @who, and no signal is pending.
 * Return: 0; -ENOMEM; -EIO on a machine that can be used no more.
 */
int program_be(struct program *p, const struct program_who *who);

/** program_signal - signal the program that @p is at the moment.  Context: another thread. */
void program_signal(struct program *p, int sig);

/** program_hangs - a call of a program ends by no signal: report it; the machine cannot be used. */
void program_hangs(void);

/** program_forget_all - no program is left: what was kept of them goes. */
void program_forget_all(void);

/* ---- names ----------------------------------------------------------------------------------- */

/** struct program_stat - what is at a path; links are not followed. */
struct program_stat {
	unsigned int mode, uid, gid, nlink;
	unsigned long long size;
	long long seconds;
	unsigned int nanoseconds;
};

int program_stat(const char *path, struct program_stat *st);
int program_readlink(const char *path, char *buf, unsigned long size);
/** program_list - call @fn with each name in the folder at @path. */
int program_list(const char *path, void (*fn)(const char *name, unsigned int mode, void *arg),
		 void *arg);
/** program_mknod - another name in /dev for a character device. */
int program_mknod(const char *path, unsigned int mode, unsigned int major, unsigned int minor);
/** program_unlink - take such a name away again; -EPERM for others. */
int program_unlink(const char *path);

/* What program_change() is to set. */
enum { PROGRAM_MODE = 1, PROGRAM_UID = 2, PROGRAM_GID = 4, PROGRAM_SIZE = 8 };

/** program_change - chmod(), chown(), truncate(): take @what from @st. */
int program_change(const char *path, const struct program_stat *st, unsigned int what);

/* ---- files ----------------------------------------------------------------------------------- */

/* What an open file is, in program_open()'s @traits. */
enum {
	PROGRAM_STREAM = 1, /* it has no places: no lseek(), no pread() */
	PROGRAM_FLUSH = 2,  /* the module wants to know of each close() */
};

/** program_open - open() of the file at @path, with Linux's @flags. */
int program_open(const char *path, int flags, struct program_file **file, unsigned int *traits);
/** program_flush - a program has closed it. */
int program_flush(struct program_file *file);
/** program_release - the last has.  Return: what news_wait() will not hand out any more. */
void *program_release(struct program_file *file);

/**
 * program_read, program_write - at @at, with the program's current @flags.
 * Where @at is behind the last call's end, the file is where the module left it; elsewhere, the
 * program has gone there by lseek(), and the module is told so.
 */
long program_read(struct program *p, struct program_file *file, void *buf, unsigned long n,
		  long long at, int flags);
long program_write(struct program *p, struct program_file *file, const void *buf, unsigned long n,
		   long long at, int flags);
/** program_size - where lseek(0, SEEK_END) would lead. */
long long program_size(struct program_file *file);

/**
 * program_ioctl - ioctl() of a program.
 * @arg: as the program gave it.
 * @in: @nr_in bytes that it points to; @out: room for @nr_out bytes; the larger is the argument.
 * With @reach of its program_who these are not used: the module reaches the program's own memory.
 */
long program_ioctl(struct program *p, struct program_file *file, unsigned int cmd,
		   unsigned long arg, const void *in, unsigned long nr_in, void *out,
		   unsigned long nr_out);
int program_fsync(struct program_file *file);

/**
 * program_poll - which events are so now.
 * @told: what news_wait() is to hand out when there are news, once; NULL: it is not asked for.
 * @before: what it was to hand out before, which it will not any more; NULL: nothing.
 */
long program_poll(struct program_file *file, unsigned int events, void *told, void **before);

/* ---- news.c ---------------------------------------------------------------------------------- */

/** news_start, news_stop - between them news_wait() waits. */
void news_start(void);
void news_stop(void);
/**
 * news_wait - wait for news of files that are polled, and call @tell with what each @told was.
 * Files are not released meanwhile.  Return: false after news_stop().
 */
bool news_wait(void (*tell)(void *told));

#endif
