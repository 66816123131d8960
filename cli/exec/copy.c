// SPDX-License-Identifier: MIT
/* Copying whole files between the host and the machine, as a program would: copyin, copyout. */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/mm.h>

#include "cli/exec/branch.h"
#include "kernel/files/files.h"
#include "kernel/files/user.h"

#define CHUNK (64ul << 10)

/**
 * struct copying - a copy under way.
 * @file: the machine's; @fd: the host's.
 * @addr: CHUNK bytes of user memory; @buf: as many of ours.
 */
struct copying {
	struct file *file;
	int fd;
	unsigned long addr;
	char *buf;
	long long done;
};

/* All of @count bytes to the machine's file. Return: 0 or an error. */
static long write_all(struct copying *c, unsigned long count)
{
	long n = use_poke(c->addr, c->buf, count);
	unsigned long at = 0;

	while (!n && at < count) {
		n = use_write(c->file, c->addr + at, count - at);
		if (n == 0)
			return -EIO;
		if (n < 0)
			return n;
		at += (unsigned long)n;
		c->done += n;
		n = 0;
	}
	return n;
}

static long copy_in(struct copying *c)
{
	bool has_fsync = c->file->f_op->fsync;
	long n, err = 0;

	while (!err && (n = host_read(c->fd, c->buf, CHUNK)) != 0)
		err = n < 0 ? n : write_all(c, (unsigned long)n);
	/* What is to come of it later is to be known now. */
	return err || !has_fsync ? err : use_fsync(c->file);
}

static long copy_out(struct copying *c)
{
	long n, err = 0;

	while (!err && (n = use_read(c->file, c->addr, CHUNK)) != 0) {
		err = n < 0 ? n : use_peek(c->buf, c->addr, (unsigned long)n);
		if (!err)
			err = host_write(c->fd, c->buf, (unsigned long)n);
		if (err < 0)
			break;
		err = 0;
		c->done += n;
	}
	return err;
}

static long copy(struct copying *c, bool in)
{
	long err;

	c->addr = user_map(CHUNK, PROT_READ | PROT_WRITE);
	if (IS_ERR_VALUE(c->addr))
		return (long)c->addr;
	c->buf = own_alloc(CHUNK);
	err = in ? copy_in(c) : copy_out(c);
	own_free(c->buf);
	use_munmap(c->addr);
	return err;
}

long long exec_copy(const struct exec_step *step)
{
	bool in = step->op == EXEC_COPYIN;
	struct copying c = { .fd = host_open(step->host, !in) };
	long err, also;

	if (c.fd < 0)
		return c.fd;
	err = use_open(step->path, in ? O_WRONLY : O_RDONLY, &c.file);
	if (!err) {
		err = copy(&c, in);
		also = use_close(c.file);
		err = err ?: also;
	}
	also = host_close(c.fd);
	err = err ?: also;
	return err ?: c.done;
}
