// SPDX-License-Identifier: MIT
/*
 * System calls: a few of Linux's, under its numbers for the processor.
 *
 *	read write open close ioctl	files of the machine and of modules (kernel/files/use.c)
 *	mmap munmap brk			memory (space.c); mmap of no file, and at no fixed address
 *	exit exit_group getpid sched_yield
 *
 * All others are -ENOSYS.  Numbers 0, 1 and 2 of files are the console: nothing is to be read from
 * it, and what is written there appears as it is.
 */
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/uaccess.h>
#include "kernel/files/files.h"
#include "kernel/process/process.h"
#include "port/port.h"

#define CONSOLE_FILES 3
#define PATH_BYTES    256
/* Of a line at once, so that lines of several programs do not mix. */
#define PIECE	  256
#define MAX_COUNT ((size_t)INT_MAX & PAGE_MASK)
#define MAP_FIXED 0x10

static struct file *file_of(const struct process *p, unsigned long fd)
{
	return fd < PROCESS_FILES ? p->files[fd] : NULL;
}

/* ---- files ----------------------------------------------------------------------------------- */

static long call_open(struct process *p, const unsigned long *args)
{
	char path[PATH_BYTES];
	long len = strncpy_from_user(path, (const char __user *)args[0], sizeof(path));
	int err;

	if (len < 0)
		return len;
	if (len == sizeof(path))
		return -ENAMETOOLONG;
	for (int fd = CONSOLE_FILES; fd < PROCESS_FILES; fd++) {
		if (p->files[fd])
			continue;
		err = use_open(path, (int)args[1], &p->files[fd]);
		return err ?: fd;
	}
	return -EMFILE;
}

static long call_close(struct process *p, const unsigned long *args)
{
	struct file *file = file_of(p, args[0]);

	if (!file)
		return -EBADF;
	p->files[args[0]] = NULL;
	return use_close(file);
}

static long call_read(struct process *p, const unsigned long *args)
{
	struct file *file = file_of(p, args[0]);

	if (args[0] == 0)
		return 0;
	return file ? use_read(file, args[1], min_t(size_t, args[2], MAX_COUNT)) : -EBADF;
}

static long write_console(const char __user *from, size_t n)
{
	char piece[PIECE];
	size_t done = 0;

	while (done < n) {
		size_t part = min(n - done, sizeof(piece));
		size_t got = part - copy_from_user(piece, from + done, part);

		port_console(piece, got);
		done += got;
		if (got < part)
			break;
	}
	return done || !n ? (long)done : -EFAULT;
}

static long call_write(struct process *p, const unsigned long *args)
{
	size_t n = min_t(size_t, args[2], MAX_COUNT);
	struct file *file = file_of(p, args[0]);

	if (args[0] == 1 || args[0] == 2)
		return write_console((const char __user *)args[1], n);
	return file ? use_write(file, args[1], n) : -EBADF;
}

static long call_ioctl(struct process *p, const unsigned long *args)
{
	struct file *file = file_of(p, args[0]);

	if (!file)
		return args[0] < CONSOLE_FILES ? -ENOTTY : -EBADF;
	return use_ioctl(file, (unsigned int)args[1], args[2]);
}

/* ---- memory ---------------------------------------------------------------------------------- */

static long call_mmap(struct process *p, const unsigned long *args)
{
	const unsigned long kinds = MAP_SHARED | MAP_PRIVATE;

	if (!args[1] || (args[3] & kinds) == 0 || (args[3] & kinds) == kinds)
		return -EINVAL;
	if (!(args[3] & MAP_ANONYMOUS))
		return file_of(p, args[4]) ? -ENODEV : -EBADF;
	if (args[3] & MAP_FIXED)
		return -EOPNOTSUPP;
	return (long)space_map(p, args[1], (int)args[2]);
}

static long call_munmap(struct process *p, const unsigned long *args)
{
	return space_unmap(p, args[0], args[1]);
}

static long call_brk(struct process *p, const unsigned long *args)
{
	return (long)space_brk(p, args[0]);
}

/* ---- the process ----------------------------------------------------------------------------- */

static long call_exit(struct process *p, const unsigned long *args)
{
	process_exit(p, (int)(args[0] & 0xff) << 8);
	return 0;
}

static long call_getpid(struct process *p, const unsigned long *args)
{
	return p->task->pid;
}

static long call_yield(struct process *p, const unsigned long *args)
{
	port_yield();
	return 0;
}

/* ---- numbers --------------------------------------------------------------------------------- */

#ifdef __x86_64__
#define NUMBER(x86_64, i386) x86_64
#else
#define NUMBER(x86_64, i386) i386
#endif

/* On i386 it is mmap2, which has offsets in pages. */
static const struct {
	unsigned int number;
	long (*fn)(struct process *p, const unsigned long *args);
} calls[] = {
	{ NUMBER(0, 3), call_read },	 { NUMBER(1, 4), call_write },
	{ NUMBER(2, 5), call_open },	 { NUMBER(3, 6), call_close },
	{ NUMBER(9, 192), call_mmap },	 { NUMBER(11, 91), call_munmap },
	{ NUMBER(12, 45), call_brk },	 { NUMBER(16, 54), call_ioctl },
	{ NUMBER(24, 158), call_yield }, { NUMBER(39, 20), call_getpid },
	{ NUMBER(60, 1), call_exit },	 { NUMBER(231, 252), call_exit },
};

long process_call(struct process *p)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(calls); i++)
		if (calls[i].number == p->user.call)
			return calls[i].fn(p, p->user.args);
	return -ENOSYS;
}
