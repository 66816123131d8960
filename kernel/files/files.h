/* SPDX-License-Identifier: MIT */
/*
 * Entrance of kernel/files/: the files of modules and of the machine, for those who use them.
 *
 *	use.c		what a program does: open, read, ioctl, ... guarded, on the kernel's stack
 *	  file.c	what the kernel makes of it: modes, positions, operations
 *	    tree.c	names		chrdev.c, misc.c, proc.c, debugfs.c, sysfs.c: who makes them
 *	user.c		the memory that programs pass to it
 */
#ifndef KERNEL_FILES_FILES_H
#define KERNEL_FILES_FILES_H

#include <linux/types.h>

struct file;
struct module;
struct poll_table_struct;

/* ---- life ------------------------------------------------------------------------------------ */

/** files_init - names, user memory, and the machine's own files. Return: 0 or -ENOMEM. */
int files_init(void);
void files_exit(void);

/**
 * files_forget - take back whatever code or data in [@start, @end) is behind.
 * @crashed: the module had no chance to do so; else each thing left is a mistake of @module.
 */
void files_forget(const char *module, unsigned long start, unsigned long end, bool crashed);

/** files_add_module, files_del_module - /sys/module/NAME with its parameters. */
int files_add_module(struct module *mod);
void files_del_module(struct module *mod);

/* ---- use.c: what a program does -------------------------------------------------------------- */

/**
 * use_begin - the calling thread is a program from now on, until use_end().
 * @name: of its task.
 * Return: 0; -ENOMEM without a kernel stack.
 */
int use_begin(const char *name);
void use_end(void);

/* Each returns what the system call does, negative errnos included; -EFAULT after a crash. */
int use_open(const char *path, int flags, struct file **file);
int use_close(struct file *file);
ssize_t use_read(struct file *file, unsigned long buf, size_t count);
ssize_t use_write(struct file *file, unsigned long buf, size_t count);
ssize_t use_pread(struct file *file, unsigned long buf, size_t count, loff_t pos);
ssize_t use_pwrite(struct file *file, unsigned long buf, size_t count, loff_t pos);
loff_t use_lseek(struct file *file, loff_t offset, int whence);
long use_ioctl(struct file *file, unsigned int cmd, unsigned long arg);
long use_mmap(struct file *file, size_t bytes, int prot, int flags, unsigned long pgoff);
int use_munmap(unsigned long addr);
int use_fsync(struct file *file);
int use_fasync(struct file *file, bool on);

/**
 * use_poll - wait until one of @events, EPOLLERR or EPOLLHUP is so.
 * @timeout_ms: 0: only look; negative: for ever.
 * Return: what is so, 0 when the time is over; -EINTR.
 */
long use_poll(struct file *file, unsigned int events, long timeout_ms);

/* ---- for who keeps files open on behalf of programs elsewhere ---- */

/** use_read_at, use_write_at - at *@pos, as if the file were there; *@pos moves. */
ssize_t use_read_at(struct file *file, unsigned long buf, size_t count, loff_t *pos);
ssize_t use_write_at(struct file *file, unsigned long buf, size_t count, loff_t *pos);

/** use_flush, use_release - the two parts of use_close(): for each close(), and for the last. */
int use_flush(struct file *file);
void use_release(struct file *file);

/** use_poll_table - what poll() says now, once it has put @table on the queues of news. */
long use_poll_table(struct file *file, struct poll_table_struct *table);

/** use_peek, use_poke - what a program does with its memory. Return: 0, -EFAULT. */
int use_peek(void *to, unsigned long from, size_t count);
int use_poke(unsigned long to, const void *from, size_t count);

/** use_crashes - how many calls of this thread have crashed since use_begin(). */
unsigned int use_crashes(void);

#endif
