/* SPDX-License-Identifier: MIT */
/* Between mount.c, names.c and calls.c: one mounted file system.  libc, libfuse. */
#ifndef CLI_MOUNT_SESSION_H
#define CLI_MOUNT_SESSION_H

#define FUSE_USE_VERSION 312
#include <fuse_lowlevel.h>
#include <pthread.h>
#include <stdint.h>

#include "cli/cli.h"
#include "cli/mount/served.h"

struct name;
struct open_file;
struct program;
struct request;
struct worker;

#define NAME_CHAINS 256

/**
 * struct session - a file system that is mounted.
 *
 *	requests that were received = done + on @queue + at a worker
 *
 * @lock: guards all but @chains; @changed: any of that has changed.
 * @hosted: the host's own files are seen besides; see names.c.
 * @dir: where this process sees it, or NULL.
 * @uid, @gid: who is root to the machine.
 * @chains: names, by their paths; guarded by @names_lock.
 * @queue: requests that no worker has yet, the oldest first; @spare: buffers for more.
 * @nr_workers, @nr_idle: threads, and how many of them wait for a request.
 * @files: all that are open.
 * @stop: no request is received any more; @quit: workers end.
 * @gone: someone has unmounted it.
 */
struct session {
	struct fuse_session *se;
	bool used, hosted;
	char *dir;
	unsigned int uid, gid;
	pthread_mutex_t names_lock;
	struct name *chains[NAME_CHAINS];
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct request *queue, **queue_end, *spare;
	struct worker *workers;
	unsigned int nr_workers, nr_idle;
	struct open_file *files;
	int stop_fd;
	bool receives, stop, quit, gone;
};

/**
 * struct worker - a thread that serves requests.
 * @unique: the number of the one it serves.
 * @reaches: it reaches the memory of the program that it acts for.
 * @bytes: room for what is read, @room bytes.
 */
struct worker {
	struct worker *next;
	struct session *session;
	struct program *program;
	uint64_t unique;
	bool reaches;
	char *bytes;
	size_t room;
};

extern __thread struct worker *mount_worker;

static inline struct session *session_of(fuse_req_t req)
{
	return fuse_req_userdata(req);
}

/* ---- names.c --------------------------------------------------------------------------------- */

/** name_path - the path of @ino in the machine; stays while the host knows @ino. */
const char *name_path(fuse_ino_t ino);
void names_exit(struct session *s);

void names_lookup(fuse_req_t req, fuse_ino_t parent, const char *name);
void names_forget(fuse_req_t req, fuse_ino_t ino, uint64_t nr);
void names_getattr(fuse_req_t req, fuse_ino_t ino, struct fuse_file_info *fi);
void names_setattr(fuse_req_t req, fuse_ino_t ino, struct stat *st, int what,
		   struct fuse_file_info *fi);
void names_readlink(fuse_req_t req, fuse_ino_t ino);
void names_mknod(fuse_req_t req, fuse_ino_t parent, const char *name, mode_t mode, dev_t rdev);
void names_mkdir(fuse_req_t req, fuse_ino_t parent, const char *name, mode_t mode);
void names_create(fuse_req_t req, fuse_ino_t parent, const char *name, mode_t mode,
		  struct fuse_file_info *fi);
void names_unlink(fuse_req_t req, fuse_ino_t parent, const char *name);
void names_opendir(fuse_req_t req, fuse_ino_t ino, struct fuse_file_info *fi);
void names_readdir(fuse_req_t req, fuse_ino_t ino, size_t size, off_t at,
		   struct fuse_file_info *fi);
void names_releasedir(fuse_req_t req, fuse_ino_t ino, struct fuse_file_info *fi);

/* ---- calls.c --------------------------------------------------------------------------------- */

/** calls_err - end @req by a negative errno of the machine's, or 0. */
void calls_err(fuse_req_t req, long err);
/** calls_size - where lseek() to the end of the file leads; a negative errno. */
long long calls_size(fuse_req_t req, struct fuse_file_info *fi);
/** calls_closing - the host is about to have file @fh released. */
void calls_closing(struct session *s, uint64_t fh);
/** calls_settle - wait for all releases that are known. Return: how many files are open. */
unsigned int calls_settle(struct session *s);
/** calls_close_all - release what is still open.  Context: as a program. */
void calls_close_all(struct session *s);

void calls_open(fuse_req_t req, fuse_ino_t ino, struct fuse_file_info *fi);
void calls_flush(fuse_req_t req, fuse_ino_t ino, struct fuse_file_info *fi);
void calls_release(fuse_req_t req, fuse_ino_t ino, struct fuse_file_info *fi);
void calls_read(fuse_req_t req, fuse_ino_t ino, size_t n, off_t at, struct fuse_file_info *fi);
void calls_write(fuse_req_t req, fuse_ino_t ino, const char *bytes, size_t n, off_t at,
		 struct fuse_file_info *fi);
void calls_fsync(fuse_req_t req, fuse_ino_t ino, int datasync, struct fuse_file_info *fi);
void calls_ioctl(fuse_req_t req, fuse_ino_t ino, unsigned int cmd, void *arg,
		 struct fuse_file_info *fi, unsigned int flags, const void *in, size_t nr_in,
		 size_t nr_out);
void calls_poll(fuse_req_t req, fuse_ino_t ino, struct fuse_file_info *fi,
		struct fuse_pollhandle *handle);
/** calls_tell - those who poll with @handle are to ask again. */
void calls_tell(void *handle);

#endif
