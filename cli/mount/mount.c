// SPDX-License-Identifier: MIT
/*
 * The machine's files as a file system: its life, and the threads that serve it.
 *
 *	the host's kernel ── /dev/fuse ──> receiver ──> queue ──> workers ──> names.c, calls.c
 *	                                       │                                │
 *	                                       └─ "never mind": a signal ──────>┘ is in a module
 *
 * A worker is a program of the machine while it serves a request, and a request can wait in a
 * module for as long as it likes.  So there is one more worker whenever all have something to do,
 * and the receiver serves none itself but those that are done at once: that a program has had a
 * signal, and that the host has forgotten names.  It also sees the order in which the host asks,
 * which counts where a file is closed and opened again (calls.c).
 *
 * A file system in a folder (mount_start()) goes with this process, whatever its end: who watches
 * it unmounts then (watcher.c).  One for a command alone has been mounted by that command, in a
 * name space of its own, and goes with that.
 */
#include <dirent.h>
#include <errno.h>
#include <linux/fuse.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/mount/mount.h"
#include "cli/mount/program.h"
#include "cli/mount/session.h"
#include "cli/mount/watcher.h"

/* So many calls can wait in modules; more wait for one of these. */
#define MAX_WORKERS 256
/* Workers that wait for a request; others end. */
#define IDLE_WORKERS 4
/* What waits in a module when all ends is signalled each so often, and so many times. */
#define SIGNAL_NS 100000000l
#define SIGNALS	  100

/** struct request - what the host asks, as it came. */
struct request {
	struct request *next;
	struct fuse_buf buf;
};

__thread struct worker *mount_worker;

/* One in a folder, and one for a command. */
static struct session sessions[2];

/* The thread that tells of news, for all sessions. */
static struct {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool runs;
} teller = { .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER };

/* What libfuse has said last; it says why something failed in no other way. */
static char why[256];

static void note_why(enum fuse_log_level level, const char *fmt, va_list args)
{
	vsnprintf(why, sizeof(why), fmt, args);
	why[strcspn(why, "\n")] = 0;
}

/* ---- requests -------------------------------------------------------------------------------- */

static struct request *take_buffer(struct session *s)
{
	struct request *r;

	pthread_mutex_lock(&s->lock);
	r = s->spare;
	if (r)
		s->spare = r->next;
	pthread_mutex_unlock(&s->lock);
	return r ?: calloc(1, sizeof(*r));
}

static void give_buffer(struct session *s, struct request *r)
{
	pthread_mutex_lock(&s->lock);
	r->next = s->spare;
	s->spare = r;
	pthread_mutex_unlock(&s->lock);
}

static void free_buffers(struct request *r)
{
	while (r) {
		struct request *next = r->next;

		free(r->buf.mem);
		free(r);
		r = next;
	}
}

/* ---- workers --------------------------------------------------------------------------------- */

/* The next request for @w; NULL: it is to end. */
static struct request *take_request(struct worker *w)
{
	struct session *s = w->session;
	struct request *r = NULL;

	pthread_mutex_lock(&s->lock);
	if (!s->queue && !s->quit && s->nr_idle < IDLE_WORKERS) {
		s->nr_idle++;
		while (!s->queue && !s->quit)
			pthread_cond_wait(&s->changed, &s->lock);
		s->nr_idle--;
	}
	if (s->queue && !s->quit) {
		r = s->queue;
		s->queue = r->next;
		if (!s->queue)
			s->queue_end = &s->queue;
	}
	pthread_mutex_unlock(&s->lock);
	return r;
}

static void serve(struct worker *w)
{
	struct request *r;

	while ((r = take_request(w))) {
		w->unique = ((struct fuse_in_header *)r->buf.mem)->unique;
		fuse_session_process_buf(w->session->se, &r->buf);
		give_buffer(w->session, r);
	}
}

static bool begin_worker(struct worker *w)
{
	struct program *p = program_begin();

	mount_worker = w;
	pthread_mutex_lock(&w->session->lock);
	w->program = p;
	pthread_mutex_unlock(&w->session->lock);
	return p != NULL;
}

static void end_worker(struct worker *w)
{
	struct session *s = w->session;
	struct worker **at;

	pthread_mutex_lock(&s->lock);
	for (at = &s->workers; *at != w; at = &(*at)->next)
		;
	*at = w->next;
	pthread_mutex_unlock(&s->lock);
	if (w->program)
		program_end(w->program);
	free(w->bytes);
	free(w);
	/* From here on nothing of the session is this thread's. */
	pthread_mutex_lock(&s->lock);
	s->nr_workers--;
	pthread_cond_broadcast(&s->changed);
	pthread_mutex_unlock(&s->lock);
}

static void worker_main(void *arg)
{
	struct worker *w = arg;

	if (begin_worker(w))
		serve(w);
	end_worker(w);
}

static void start_worker(struct session *s, void (*main)(void *arg))
{
	struct worker *w = calloc(1, sizeof(*w));

	if (!w)
		return;
	w->session = s;
	pthread_mutex_lock(&s->lock);
	w->next = s->workers;
	s->workers = w;
	s->nr_workers++;
	pthread_mutex_unlock(&s->lock);
	if (port_thread_start(main, w, "program"))
		end_worker(w);
}

/* ---- receiving ------------------------------------------------------------------------------- */

static void queue_request(struct session *s, struct request *r)
{
	bool wants_worker;

	r->next = NULL;
	pthread_mutex_lock(&s->lock);
	*s->queue_end = r;
	s->queue_end = &r->next;
	wants_worker = s->nr_workers < MAX_WORKERS && (!s->nr_idle || s->queue != r);
	pthread_cond_broadcast(&s->changed);
	pthread_mutex_unlock(&s->lock);
	if (wants_worker)
		start_worker(s, worker_main);
}

static void dispatch(struct session *s, struct request *r)
{
	const struct fuse_in_header *head = r->buf.mem;

	switch (head->opcode) {
	case FUSE_INIT:
	case FUSE_FORGET:
	case FUSE_BATCH_FORGET:
	case FUSE_INTERRUPT:
		fuse_session_process_buf(s->se, &r->buf);
		give_buffer(s, r);
		return;
	case FUSE_RELEASE:
		calls_closing(s, ((const struct fuse_release_in *)(head + 1))->fh);
		break;
	default:
		break;
	}
	queue_request(s, r);
}

/* Return: false when there will be no more. */
static bool receive_one(struct session *s)
{
	struct pollfd fds[] = { { fuse_session_fd(s->se), POLLIN, 0 }, { s->stop_fd, POLLIN, 0 } };
	struct request *r;
	int n;

	if (poll(fds, 2, -1) < 0)
		return errno == EINTR;
	if (fds[1].revents)
		return false;
	r = take_buffer(s);
	if (!r)
		return true;
	n = fuse_session_receive_buf(s->se, &r->buf);
	if (n > 0)
		dispatch(s, r);
	else
		give_buffer(s, r);
	return n > 0 || n == -EINTR || n == -EAGAIN;
}

static void receiver_main(void *arg)
{
	struct session *s = arg;

	while (receive_one(s))
		;
	pthread_mutex_lock(&s->lock);
	s->gone = !s->stop;
	s->receives = false;
	pthread_cond_broadcast(&s->changed);
	pthread_mutex_unlock(&s->lock);
}

/* ---- news ------------------------------------------------------------------------------------ */

static void teller_main(void *arg)
{
	while (news_wait(calls_tell))
		;
	pthread_mutex_lock(&teller.lock);
	teller.runs = false;
	pthread_cond_broadcast(&teller.changed);
	pthread_mutex_unlock(&teller.lock);
}

static bool start_teller(void)
{
	if (teller.runs)
		return true;
	news_start();
	teller.runs = true;
	teller.runs = port_thread_start(teller_main, NULL, "poll") == 0;
	return teller.runs;
}

static void stop_teller(void)
{
	news_stop();
	pthread_mutex_lock(&teller.lock);
	while (teller.runs)
		pthread_cond_wait(&teller.changed, &teller.lock);
	pthread_mutex_unlock(&teller.lock);
}

/* ---- beginning ------------------------------------------------------------------------------- */

static void set_up(void *data, struct fuse_conn_info *conn)
{
	conn->want &= ~(unsigned int)(FUSE_CAP_SPLICE_READ | FUSE_CAP_SPLICE_WRITE |
				      FUSE_CAP_SPLICE_MOVE | FUSE_CAP_READDIRPLUS);
	/* Closing is asked for in the background: a release() that waits must not stop others. */
	conn->max_background = 1024;
}

static const struct fuse_lowlevel_ops ops = {
	.init = set_up,
	.lookup = names_lookup,
	.forget = names_forget,
	.getattr = names_getattr,
	.setattr = names_setattr,
	.readlink = names_readlink,
	.mknod = names_mknod,
	.mkdir = names_mkdir,
	.create = names_create,
	.unlink = names_unlink,
	.opendir = names_opendir,
	.readdir = names_readdir,
	.releasedir = names_releasedir,
	.open = calls_open,
	.flush = calls_flush,
	.release = calls_release,
	.read = calls_read,
	.write = calls_write,
	.fsync = calls_fsync,
	.ioctl = calls_ioctl,
	.poll = calls_poll,
};

/* Others than root may let only themselves in, unless the host's /etc/fuse.conf says otherwise. */
static struct fuse_session *new_session(struct session *s)
{
	struct fuse_args args = FUSE_ARGS_INIT(0, NULL);
	struct fuse_session *se = NULL;
	char options[128];

	snprintf(options, sizeof(options), "fsname=ashlar,subtype=ashlar,default_permissions%s",
		 geteuid() == 0 ? ",allow_other" : "");
	if (fuse_opt_add_arg(&args, "ashlar") == 0 && fuse_opt_add_arg(&args, "-o") == 0 &&
	    fuse_opt_add_arg(&args, options) == 0)
		se = fuse_session_new(&args, &ops, sizeof(ops), s);
	fuse_opt_free_args(&args);
	return se;
}

static void init_session(struct session *s, bool hosted)
{
	memset(s, 0, sizeof(*s));
	s->hosted = hosted;
	/* In the name space of a command who runs it is root. */
	s->uid = hosted ? 0 : geteuid();
	s->gid = hosted ? 0 : getegid();
	s->queue_end = &s->queue;
	pthread_mutex_init(&s->names_lock, NULL);
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->changed, NULL);
	s->stop_fd = eventfd(0, EFD_CLOEXEC);
}

static void end_session(struct session *s)
{
	if (s->se) {
		fuse_session_unmount(s->se);
		fuse_session_destroy(s->se);
	}
	free_buffers(s->spare);
	free_buffers(s->queue);
	names_exit(s);
	free(s->dir);
	close(s->stop_fd);
	s->used = false;
}

int session_open(const char *dir, bool hosted)
{
	struct session *s = sessions[0].used ? &sessions[1] : &sessions[0];

	init_session(s, hosted);
	if (!hosted)
		s->dir = strdup(dir);
	fuse_set_log_func(note_why);
	*why = 0;
	s->se = new_session(s);
	if (!s->se || fuse_session_mount(s->se, dir) != 0) {
		complain_usage("--mount %s: FUSE refuses: %s", dir, *why ? why : "it says no why");
		if (s->se)
			fuse_session_destroy(s->se);
		s->se = NULL;
		end_session(s);
		return EXIT_USAGE;
	}
	s->receives = true;
	if (!start_teller() || port_thread_start(receiver_main, s, "fuse")) {
		complain("the host gives no thread to serve files");
		end_session(s);
		return EXIT_USAGE;
	}
	s->used = true;
	return EXIT_OK;
}

int mount_check(const char *dir)
{
	struct stat st;

	if (access("/dev/fuse", R_OK | W_OK) != 0) {
		complain_usage("real files need FUSE, and /dev/fuse: %s; --exec SCRIPT uses files "
			       "without",
			       strerror(errno));
		return EXIT_USAGE;
	}
	if (!dir)
		return EXIT_OK;
	if (stat(dir, &st) != 0 || !S_ISDIR(st.st_mode)) {
		complain_usage("--mount %s: %s", dir, strerror(errno ?: ENOTDIR));
		return EXIT_USAGE;
	}
	if (geteuid() != 0 && !spawn_finds("fusermount3")) {
		complain_usage("--mount needs fusermount3 of the package fuse3 where one is not "
			       "root; --exec SCRIPT uses files without");
		return EXIT_USAGE;
	}
	return EXIT_OK;
}

int mount_start(const char *dir)
{
	char *path = realpath(dir, NULL);
	int code;

	if (!path) {
		complain_usage("--mount %s: %s", dir, strerror(errno));
		return EXIT_USAGE;
	}
	if (!watcher_start(path)) {
		complain("the host gives no process: %s", strerror(errno));
		free(path);
		return EXIT_USAGE;
	}
	code = session_open(path, false);
	if (code != EXIT_OK)
		watcher_stop();
	free(path);
	return code;
}

static bool is_gone(struct session *s)
{
	bool gone;

	pthread_mutex_lock(&s->lock);
	gone = s->gone;
	pthread_mutex_unlock(&s->lock);
	return gone;
}

void mount_wait(unsigned int ms, bool (*signalled)(void))
{
	const struct timespec step = { 0, 20000000 };

	for (unsigned int passed = 0; !ms || passed < ms; passed += 20) {
		if (signalled() || !sessions[0].used || is_gone(&sessions[0]))
			return;
		nanosleep(&step, NULL);
	}
}

/*
 * close() returns while the host's word of it still waits to be received.  Words are received in
 * their order: when a name that was looked up is found to be none, all earlier ones have been.
 */
static void overtake_closes(const struct session *s)
{
	static unsigned long long nr;
	char *path;

	if (asprintf(&path, "%s/.none.%llu", s->dir, ++nr) < 0)
		return;
	(void)!access(path, F_OK);
	free(path);
}

unsigned int mount_settle(void)
{
	unsigned int nr = 0;

	for (int i = 0; i < 2; i++) {
		struct session *s = &sessions[i];

		if (s->used && s->dir && s->receives)
			overtake_closes(s);
		if (s->used)
			nr += calls_settle(s);
	}
	return nr;
}

/* ---- ending ---------------------------------------------------------------------------------- */

/* Under the lock: wait for a change, but not for ever. */
static void wait_a_while(struct session *s)
{
	struct timespec end;

	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_nsec += SIGNAL_NS;
	if (end.tv_nsec >= 1000000000l) {
		end.tv_nsec -= 1000000000l;
		end.tv_sec++;
	}
	pthread_cond_timedwait(&s->changed, &s->lock, &end);
}

static void stop_receiver(struct session *s)
{
	const uint64_t one = 1;

	pthread_mutex_lock(&s->lock);
	s->stop = true;
	if (write(s->stop_fd, &one, sizeof(one)) != sizeof(one))
		complain("cannot tell a thread to end: %s", strerror(errno));
	while (s->receives)
		pthread_cond_wait(&s->changed, &s->lock);
	pthread_mutex_unlock(&s->lock);
}

/* Return: false where one does not end, not even by a signal. */
static bool stop_workers(struct session *s)
{
	bool ended;

	pthread_mutex_lock(&s->lock);
	s->quit = true;
	pthread_cond_broadcast(&s->changed);
	for (int i = 0; s->nr_workers && i < SIGNALS; i++) {
		wait_a_while(s);
		for (struct worker *w = s->workers; w; w = w->next)
			if (w->program)
				program_signal(w->program, SIGKILL);
	}
	ended = !s->nr_workers;
	s->quit = false;
	pthread_mutex_unlock(&s->lock);
	return ended;
}

static void closer_main(void *arg)
{
	struct worker *w = arg;

	if (begin_worker(w))
		calls_close_all(w->session);
	end_worker(w);
}

static void stop_session(struct session *s)
{
	bool ended;

	stop_receiver(s);
	ended = stop_workers(s);
	if (ended && s->files) {
		start_worker(s, closer_main);
		ended = stop_workers(s);
	}
	/* What does not end has its session. */
	if (ended) {
		end_session(s);
		return;
	}
	program_hangs();
	fuse_session_unmount(s->se);
	s->used = false;
}

void mount_stop(void)
{
	if (!sessions[0].used && !sessions[1].used)
		return;
	for (int i = 0; i < 2; i++)
		if (sessions[i].used)
			stop_session(&sessions[i]);
	watcher_stop();
	stop_teller();
	program_forget_all();
}
