/* SPDX-License-Identifier: MIT */
/* Terminals, of which no task has one: who asks for its own is told so. */
#ifndef _LINUX_TTY_H
#define _LINUX_TTY_H

#include <linux/fs.h>
#include <linux/kdev_t.h>
#include <linux/major.h>
#include <linux/sched.h>
#include <linux/types.h>

struct tty_struct;

/** struct tty_operations - what can be done with a terminal. */
struct tty_operations {
	ssize_t (*write)(struct tty_struct *tty, const u8 *buf, size_t count);
	unsigned int (*write_room)(struct tty_struct *tty);
};

/** struct tty_driver - whose they are. */
struct tty_driver {
	int major, minor_start;
	const struct tty_operations *ops;
};

/** struct tty_struct - a terminal. */
struct tty_struct {
	int index;
	struct tty_driver *driver;
	const struct tty_operations *ops;
};

/** get_current_tty - the caller's terminal: NULL. */
static inline struct tty_struct *get_current_tty(void)
{
	return current->signal->tty;
}

static inline dev_t tty_devnum(struct tty_struct *tty)
{
	return MKDEV(tty->driver->major, tty->driver->minor_start) + (dev_t)tty->index;
}

#endif
