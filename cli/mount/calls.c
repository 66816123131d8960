// SPDX-License-Identifier: MIT
/*
 * open(), read(), ioctl(), ... of programs of the host, as the host's kernel hands them on.
 *
 *	who	each call is on behalf of the thread that the host names: his name is read from the
 *		host's /proc, his signals too when the host says that he has one
 *	ioctl	the module reaches the caller's own memory where the host lets us (who runs the
 *		program may trace it), else what the number says is copied
 *	close	close() returns to a program before release() is asked for; so whoever opens the
 *		same file next waits for that, as he would have on Linux
 *
 * A device without places is told to the host as a stream.  libfuse has no word for that, so this
 * answer is written past it.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "cli/mount/program.h"
#include "cli/mount/session.h"

/* So long one waits for another's close(); a release() that takes longer overlaps the open(). */
#define CLOSE_SECONDS 2

/** struct open_file - @closing: the host has asked for its release. */
struct open_file {
	struct open_file *next;
	struct program_file *file;
	bool closing;
	char path[];
};

static struct open_file *file_of(const struct fuse_file_info *fi)
{
	return (struct open_file *)(uintptr_t)fi->fh;
}

/* Numbers from 512 on are the kernel's own; the host would take such an answer for none. */
void calls_err(fuse_req_t req, long err)
{
	if (err <= -512)
		err = err == -524 ? -EOPNOTSUPP : err >= -516 ? -EINTR : -EIO;
	fuse_reply_err(req, err < 0 ? (int)-err : 0);
}

/* ---- who ------------------------------------------------------------------------------------- */

/* The text of @file of thread @pid in the host's /proc, "" where there is none. */
static void read_proc(int pid, const char *file, char *text, size_t size)
{
	char path[64];
	ssize_t n = 0;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		n = read(fd, text, size - 1);
		close(fd);
	}
	text[n > 0 ? n : 0] = 0;
}

/* The mask behind @tag in the text of a /proc/PID/status. */
static unsigned long long mask_of(const char *status, const char *tag)
{
	const char *at = strstr(status, tag);

	return at ? strtoull(at + strlen(tag), NULL, 16) : 0;
}

/* Which signal does thread @pid have?  SIGKILL before others. */
static int signal_of(int pid)
{
	char status[4096];
	unsigned long long pending;

	read_proc(pid, "status", status, sizeof(status));
	pending = mask_of(status, "SigPnd:") | mask_of(status, "ShdPnd:");
	pending &= ~mask_of(status, "SigBlk:");
	if (pending & 1ull << (SIGKILL - 1))
		return SIGKILL;
	return pending ? __builtin_ctzll(pending) + 1 : SIGINT;
}

static void interrupted(fuse_req_t req, void *program)
{
	program_signal(program, signal_of(fuse_req_ctx(req)->pid));
}

/* ---- a program's memory ---------------------------------------------------------------------- */

static unsigned long reach(int pid, void *ours, unsigned long addr, unsigned long n, bool write)
{
	struct iovec here = { ours, n }, there = { (void *)addr, n };
	ssize_t done;

	if (write)
		done = process_vm_writev(pid, &here, 1, &there, 1, 0);
	else
		done = process_vm_readv(pid, &here, 1, &there, 1, 0);
	return n - (done > 0 ? (unsigned long)done : 0);
}

/* May we?  Whether there is anything at the address is another question. */
static bool can_reach(int pid)
{
	char byte;
	struct iovec here = { &byte, 1 }, there = { NULL, 1 };

	return pid > 0 && process_vm_readv(pid, &here, 1, &there, 1, 0) < 0 && errno == EFAULT;
}

/* The calling thread acts for who has sent @req. Return: 0, or a negative errno. */
static int enter(fuse_req_t req, bool wants_reach)
{
	const struct fuse_ctx *ctx = fuse_req_ctx(req);
	const struct session *s = session_of(req);
	struct program_who who = { .pid = ctx->pid,
				   .uid = ctx->uid == s->uid ? 0 : ctx->uid,
				   .gid = ctx->gid == s->gid ? 0 : ctx->gid };
	int err;

	read_proc(ctx->pid, "comm", who.comm, sizeof(who.comm));
	who.comm[strcspn(who.comm, "\n")] = 0;
	mount_worker->reaches = wants_reach && can_reach(ctx->pid);
	if (mount_worker->reaches)
		who.reach = reach;
	err = program_be(mount_worker->program, &who);
	if (!err)
		fuse_req_interrupt_func(req, interrupted, mount_worker->program);
	return err;
}

static void leave(fuse_req_t req)
{
	fuse_req_interrupt_func(req, NULL, NULL);
}

/* ---- open ------------------------------------------------------------------------------------ */

static bool is_closing(const struct session *s, const char *path)
{
	for (const struct open_file *f = s->files; f; f = f->next)
		if (f->closing && (!path || strcmp(f->path, path) == 0))
			return true;
	return false;
}

/* Under the lock: until nobody closes @path any more, or any file where that is NULL. */
static void wait_for_close(struct session *s, const char *path)
{
	struct timespec end;

	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += CLOSE_SECONDS;
	while (is_closing(s, path))
		if (pthread_cond_timedwait(&s->changed, &s->lock, &end) == ETIMEDOUT)
			break;
}

unsigned int calls_settle(struct session *s)
{
	unsigned int nr = 0;

	pthread_mutex_lock(&s->lock);
	wait_for_close(s, NULL);
	for (const struct open_file *f = s->files; f; f = f->next)
		nr++;
	pthread_mutex_unlock(&s->lock);
	return nr;
}

void calls_closing(struct session *s, uint64_t fh)
{
	pthread_mutex_lock(&s->lock);
	for (struct open_file *f = s->files; f; f = f->next)
		if ((uintptr_t)f == fh)
			f->closing = true;
	pthread_mutex_unlock(&s->lock);
}

static void release(struct session *s, struct open_file *f)
{
	struct fuse_pollhandle *told = program_release(f->file);
	struct open_file **at;

	if (told)
		fuse_pollhandle_destroy(told);
	pthread_mutex_lock(&s->lock);
	for (at = &s->files; *at != f; at = &(*at)->next)
		;
	*at = f->next;
	pthread_cond_broadcast(&s->changed);
	pthread_mutex_unlock(&s->lock);
	free(f);
}

void calls_close_all(struct session *s)
{
	while (s->files) {
		program_flush(s->files->file);
		release(s, s->files);
	}
}

/* Return: 0; -ENOENT when the program does not want it any more. */
static int answer_stream(fuse_req_t req, const struct open_file *f, bool flush)
{
	struct fuse_open_out open = { .fh = (uintptr_t)f,
				      .open_flags = FOPEN_DIRECT_IO | FOPEN_STREAM |
						    FOPEN_NONSEEKABLE |
						    (flush ? 0 : FOPEN_NOFLUSH) };
	struct fuse_out_header head = { .len = sizeof(head) + sizeof(open),
					.unique = mount_worker->unique };
	struct iovec parts[] = { { &head, sizeof(head) }, { &open, sizeof(open) } };
	int fd = fuse_session_fd(session_of(req)->se), err = 0;

	if (writev(fd, parts, 2) < 0)
		err = -errno;
	fuse_reply_none(req);
	return err;
}

static int answer_open(fuse_req_t req, struct fuse_file_info *fi, struct open_file *f,
		       unsigned int traits)
{
	if (traits & PROGRAM_STREAM)
		return answer_stream(req, f, traits & PROGRAM_FLUSH);
	fi->fh = (uintptr_t)f;
	fi->direct_io = 1;
	fi->noflush = !(traits & PROGRAM_FLUSH);
	return fuse_reply_open(req, fi);
}

static struct open_file *new_file(struct session *s, const char *path)
{
	struct open_file *f = calloc(1, sizeof(*f) + strlen(path) + 1);

	if (!f)
		return NULL;
	strcpy(f->path, path);
	pthread_mutex_lock(&s->lock);
	wait_for_close(s, path);
	pthread_mutex_unlock(&s->lock);
	return f;
}

void calls_open(fuse_req_t req, fuse_ino_t ino, struct fuse_file_info *fi)
{
	struct session *s = session_of(req);
	struct open_file *f = new_file(s, name_path(ino));
	unsigned int traits;
	int err = f ? enter(req, false) : -ENOMEM;

	if (!err) {
		err = program_open(f->path, fi->flags, &f->file, &traits);
		leave(req);
	}
	if (err) {
		free(f);
		calls_err(req, err);
		return;
	}
	pthread_mutex_lock(&s->lock);
	f->next = s->files;
	s->files = f;
	pthread_mutex_unlock(&s->lock);
	if (answer_open(req, fi, f, traits))
		release(s, f);
}

/* ---- close ----------------------------------------------------------------------------------- */

void calls_flush(fuse_req_t req, fuse_ino_t ino, struct fuse_file_info *fi)
{
	int err = enter(req, false);

	if (!err)
		err = program_flush(file_of(fi)->file);
	leave(req);
	calls_err(req, err);
}

void calls_release(fuse_req_t req, fuse_ino_t ino, struct fuse_file_info *fi)
{
	/* It is nobody's call any more, and must be done however the machine is. */
	enter(req, false);
	leave(req);
	release(session_of(req), file_of(fi));
	fuse_reply_err(req, 0);
}

/* ---- read, write ----------------------------------------------------------------------------- */

static char *find_room(size_t n)
{
	struct worker *w = mount_worker;
	char *bytes;

	if (w->room >= n)
		return w->bytes;
	bytes = realloc(w->bytes, n);
	if (bytes) {
		w->bytes = bytes;
		w->room = n;
	}
	return bytes;
}

void calls_read(fuse_req_t req, fuse_ino_t ino, size_t n, off_t at, struct fuse_file_info *fi)
{
	char *bytes = find_room(n);
	long done = bytes ? enter(req, false) : -ENOMEM;

	if (!done)
		done = program_read(mount_worker->program, file_of(fi)->file, bytes, n, at,
				    fi->flags);
	leave(req);
	if (done < 0)
		calls_err(req, done);
	else
		fuse_reply_buf(req, bytes, (size_t)done);
}

void calls_write(fuse_req_t req, fuse_ino_t ino, const char *bytes, size_t n, off_t at,
		 struct fuse_file_info *fi)
{
	long done = enter(req, false);

	if (!done)
		done = program_write(mount_worker->program, file_of(fi)->file, bytes, n, at,
				     fi->flags);
	leave(req);
	if (done < 0)
		calls_err(req, done);
	else
		fuse_reply_write(req, (size_t)done);
}

void calls_fsync(fuse_req_t req, fuse_ino_t ino, int datasync, struct fuse_file_info *fi)
{
	int err = enter(req, false);

	if (!err)
		err = program_fsync(file_of(fi)->file);
	leave(req);
	calls_err(req, err);
}

/* Only lseek() to the end asks for the size of an open file. */
long long calls_size(fuse_req_t req, struct fuse_file_info *fi)
{
	long long size = enter(req, false);

	if (!size)
		size = program_size(file_of(fi)->file);
	leave(req);
	return size;
}

/* ---- ioctl, poll ----------------------------------------------------------------------------- */

void calls_ioctl(fuse_req_t req, fuse_ino_t ino, unsigned int cmd, void *arg,
		 struct fuse_file_info *fi, unsigned int flags, const void *in, size_t nr_in,
		 size_t nr_out)
{
	char *out = find_room(nr_out ?: 1);
	long result;

	/* A 32-bit program has its structures otherwise; folders have no ioctl(). */
	if (flags & (FUSE_IOCTL_COMPAT | FUSE_IOCTL_DIR)) {
		fuse_reply_err(req, ENOTTY);
		return;
	}
	result = out ? enter(req, true) : -ENOMEM;
	if (!result)
		result = program_ioctl(mount_worker->program, file_of(fi)->file, cmd,
				       (unsigned long)arg, in, nr_in, out, nr_out);
	leave(req);
	if (result < 0)
		calls_err(req, result);
	else
		fuse_reply_ioctl(req, (int)result, out, mount_worker->reaches ? 0 : nr_out);
}

void calls_poll(fuse_req_t req, fuse_ino_t ino, struct fuse_file_info *fi,
		struct fuse_pollhandle *handle)
{
	void *before = NULL;
	long now = enter(req, false);

	if (now) {
		if (handle)
			fuse_pollhandle_destroy(handle);
		now = POLLERR;
	} else {
		now = program_poll(file_of(fi)->file, fi->poll_events, handle, &before);
		if (now < 0)
			now = POLLERR;
	}
	leave(req);
	if (before)
		fuse_pollhandle_destroy(before);
	fuse_reply_poll(req, (unsigned int)now);
}

void calls_tell(void *handle)
{
	fuse_lowlevel_notify_poll(handle);
	fuse_pollhandle_destroy(handle);
}
