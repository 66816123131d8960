/* SPDX-License-Identifier: MIT */
/*
 * Entrance of cli/mount/: the machine's files as a file system, for programs of the host.
 *
 *	mount.c		the file system's life, and the threads that serve it	libc, libfuse
 *	  names.c	what the host is told of names				libc, libfuse
 *	  calls.c	open, read, ioctl, ... of programs			libc, libfuse
 *	    program.c	the same in the machine, on a program's behalf		the kernel's world
 *	    news.c	who polls, and is to be told				the kernel's world
 *	  watcher.c	a child that unmounts when this process cannot		libc
 *	command.c	a program that finds these files where it looks		libc
 *	absent.c	all that is here, in a build without libfuse		libc
 *
 * Whoever has a machine can use this, also for one that stays in the background: after
 * machine_start() and before machine_stop(), from one thread.  One file system at a time.
 */
#ifndef CLI_MOUNT_MOUNT_H
#define CLI_MOUNT_MOUNT_H

#include "cli/cli.h"

/**
 * mount_check - could it be done here?  Needs no machine.
 * @dir: the folder that is to have the files; NULL: they are for mount_command() alone.
 * Return: an exit code; after a message.
 */
int mount_check(const char *dir);

/**
 * mount_start - from now on the machine's files are in @dir: dev, proc and sys.
 * They come and go as modules make and remove them.  What programs do runs in threads of its own.
 * Return: an exit code; after a message.
 */
int mount_start(const char *dir);

/**
 * mount_wait - until someone has unmounted it, @signalled() says true, or @ms milliseconds.
 * @ms: 0 for as long as it takes.
 */
void mount_wait(unsigned int ms, bool (*signalled)(void));

/**
 * mount_settle - wait until what programs have closed is closed for the modules, too.
 * close() returns to a program before release() is called; modules can be removed only after.
 * Return: how many files are open.
 */
unsigned int mount_settle(void);

/**
 * mount_stop - unmount.  Files that programs still have open are closed; who waits in a module is
 * signalled.  Does nothing where nothing is mounted.
 */
void mount_stop(void);

/**
 * mount_command - run a program that finds the machine's files in /dev, /proc and /sys.
 * @argv: the program and its arguments, NULL at the end.
 * @status: what it ended with, 128 and more for signals.
 * It sees the host's files besides.  The files need not be mounted anywhere; when they are not,
 * mount_stop() is to be called just the same.
 * Return: an exit code; after a message.
 */
int mount_command(char *const argv[], int *status);

#endif
