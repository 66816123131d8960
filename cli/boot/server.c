// SPDX-License-Identifier: MIT
/*
 * A machine that stays: who comes in, and how it ends.
 *
 * The thread that has booted the machine takes calls and gives each a thread, a program in the
 * machine; it itself only watches.  A client that leaves is a program whose user has gone: its task
 * gets SIGINT, and what it was in the middle of is done to its end, for nobody.
 *
 *	struct session	made by the watcher, with its thread; looked at by both
 *	  .done		set by the thread as the last it does; the watcher then closes and frees it
 *
 * The end comes by a request or by a signal.  All clients are sent away first; then the watcher,
 * which is the thread that booted, removes the modules and halts the machine.
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "check/check.h"
#include "kernel/loader.h"

#include "cli/boot/boot.h"
#include "cli/boot/world.h"
#include "cli/mount/mount.h"

/* At once; more wait to be taken. */
#define SESSIONS_MAX 128
/* Who calls says what he wants. */
#define REQUEST_SECONDS 10
/* Who is sent away and does not go is asked again, so often. */
#define LEAVE_TRIES 100
#define LEAVE_MS    100

/**
 * struct session - a client.
 * @fd: the call; @task: in the machine, while it is one.
 * @lock: guards @task.
 * @gone: the client has left, or was sent away; @done: see above.
 * @halts: it is the machine's end that it wants.
 */
struct session {
	struct session *next;
	struct server *server;
	int fd;
	pthread_mutex_t lock;
	void *task;
	u32 gone, done;
	bool halts;
};

static struct session *sessions;
static unsigned int nr_sessions;

bool session_gone(const struct session *session)
{
	return __atomic_load_n(&session->gone, __ATOMIC_SEQ_CST);
}

/* ---- in a client's thread -------------------------------------------------------------------- */

static void send_out(void *arg, const char *text, size_t len)
{
	struct session *session = arg;

	if (!session_gone(session) && wire_send(session->fd, WIRE_OUT, text, len))
		__atomic_store_n(&session->gone, 1, __ATOMIC_SEQ_CST);
}

static void send_err(void *arg, const char *line)
{
	struct session *session = arg;

	if (!session_gone(session))
		wire_send(session->fd, WIRE_ERR, line, strlen(line));
}

static void send_code(int fd, int code)
{
	char byte = (char)code;

	wire_send(fd, WIRE_EXIT, &byte, 1);
}

static void set_task(struct session *session, void *task)
{
	pthread_mutex_lock(&session->lock);
	session->task = task;
	pthread_mutex_unlock(&session->lock);
}

static int answer(struct session *session, const struct wire_request *request)
{
	int code;

	/* A machine that has crashed takes no more programs, but tells why. */
	if (loader_is_stuck())
		return serve(session->server, session, request);
	if (world_enter(request->words[0])) {
		complain("the machine has no memory for another program");
		return EXIT_REFUSED;
	}
	set_task(session, world_task());
	code = serve(session->server, session, request);
	set_task(session, NULL);
	world_leave();
	return code;
}

/* Closing with something unread would take the answer back. */
static void read_rest(int fd)
{
	char rest[4096];

	while (recv(fd, rest, sizeof(rest), MSG_DONTWAIT) > 0)
		;
}

static void session_main(void *arg)
{
	struct session *session = arg;
	struct server *server = session->server;
	const struct say_sink sink = { send_out, send_err, session, true };
	struct wire_request request = { .buf = NULL };
	const char *flaw = wire_receive_request(session->fd, &request);
	const u64 one = 1;
	int code = EXIT_USAGE;

	say_divert(&sink);
	if (flaw)
		complain("the machine was sent a request, but %s", flaw);
	else if (serve_wants_halt(&request))
		session->halts = true;
	else
		code = answer(session, &request);
	if (!session->halts)
		send_code(session->fd, code);
	if (flaw)
		read_rest(session->fd);
	say_divert(NULL);
	wire_free(&request);
	__atomic_store_n(&session->done, 1, __ATOMIC_SEQ_CST);
	/* The watcher looks by itself, too. */
	if (write(server->events, &one, sizeof(one)) < 0)
		return;
}

/* ---- the watcher ----------------------------------------------------------------------------- */

static void send_away(struct session *session)
{
	__atomic_store_n(&session->gone, 1, __ATOMIC_SEQ_CST);
	pthread_mutex_lock(&session->lock);
	if (session->task && !loader_is_stuck())
		world_interrupt(session->task);
	pthread_mutex_unlock(&session->lock);
}

static bool is_ours(int fd)
{
	struct ucred peer;
	socklen_t len = sizeof(peer);

	return !getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) &&
	       (peer.uid == geteuid() || peer.uid == 0);
}

static void take_call(struct server *server)
{
	const struct timeval limit = { .tv_sec = REQUEST_SECONDS };
	int fd = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC);
	struct session *session = fd >= 0 && is_ours(fd) ? calloc(1, sizeof(*session)) : NULL;

	if (session) {
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
		session->server = server;
		session->fd = fd;
		pthread_mutex_init(&session->lock, NULL);
		if (!port_thread_start(session_main, session, "client")) {
			session->next = sessions;
			sessions = session;
			nr_sessions++;
			return;
		}
		free(session);
	}
	if (fd >= 0)
		close(fd);
}

/* Forget those whose threads are at their end. */
static void reap(struct server *server)
{
	struct session **at = &sessions, *session;

	while ((session = *at)) {
		if (!__atomic_load_n(&session->done, __ATOMIC_SEQ_CST)) {
			at = &session->next;
			continue;
		}
		*at = session->next;
		nr_sessions--;
		if (session->halts && server->halter < 0)
			server->halter = session->fd;
		else
			close(session->fd);
		pthread_mutex_destroy(&session->lock);
		free(session);
	}
}

/* The first three, then one for each session that has not left, in their order. */
static nfds_t list_fds(const struct server *server, int signals, struct pollfd *fds,
		       struct session **whose)
{
	nfds_t nr = 3;

	fds[0] = (struct pollfd){ .fd = nr_sessions < SESSIONS_MAX ? server->listener : -1,
				  .events = POLLIN };
	fds[1] = (struct pollfd){ .fd = server->events, .events = POLLIN };
	fds[2] = (struct pollfd){ .fd = signals, .events = POLLIN };
	for (struct session *s = sessions; s; s = s->next) {
		if (session_gone(s))
			continue;
		whose[nr] = s;
		/* Asked for or not, the end of the call is told. */
		fds[nr++] = (struct pollfd){ .fd = s->fd };
	}
	return nr;
}

static void watch(struct server *server, int signals)
{
	struct pollfd fds[3 + SESSIONS_MAX];
	struct session *whose[3 + SESSIONS_MAX];
	u64 events;

	while (server->halter < 0) {
		nfds_t nr = list_fds(server, signals, fds, whose);

		if (poll(fds, nr, -1) < 0)
			continue;
		for (nfds_t i = 3; i < nr; i++)
			if (fds[i].revents)
				send_away(whose[i]);
		if (fds[1].revents && read(server->events, &events, sizeof(events)) < 0)
			continue;
		reap(server);
		if (fds[0].revents)
			take_call(server);
		if (fds[2].revents)
			return;
	}
}

/* ---- the end --------------------------------------------------------------------------------- */

/* Return: all have gone. */
static bool clear_sessions(struct server *server)
{
	for (int tries = 0; tries < LEAVE_TRIES; tries++) {
		struct pollfd fd = { .fd = server->events, .events = POLLIN };
		u64 events;

		reap(server);
		if (!sessions)
			return true;
		for (struct session *s = sessions; s; s = s->next) {
			/* Who sends, and who is yet to say what he wants, wakes by this. */
			shutdown(s->fd, SHUT_RDWR);
			send_away(s);
		}
		if (poll(&fd, 1, LEAVE_MS) > 0 && read(server->events, &events, sizeof(events)) < 0)
			break;
	}
	return !sessions;
}

static void halt_out(void *arg, const char *text, size_t len)
{
	const struct server *server = arg;

	wire_send(server->halter, WIRE_OUT, text, len);
}

static void halt_err(void *arg, const char *line)
{
	const struct server *server = arg;

	wire_send(server->halter, WIRE_ERR, line, strlen(line));
}

/* What was reported as long as it ran; the exit code. */
static int conclude(struct server *server)
{
	unsigned long leaks = check_leaks();
	unsigned long mistakes = machine_mistakes(!loader_is_stuck());

	if (mistakes || leaks)
		complain_usage("while it ran, %lu mistake%s reported, and %lu allocation%s not "
			       "given back",
			       mistakes, mistakes == 1 ? " was" : "s were", leaks,
			       leaks == 1 ? " was" : "s were");
	return mistakes || leaks || server->failed ? EXIT_MISTAKES : EXIT_OK;
}

static int halt(struct server *server)
{
	const struct say_sink sink = { halt_out, halt_err, server, false };
	bool alone = clear_sessions(server);
	int code;

	if (server->halter >= 0) {
		complain_name("halt");
		say_divert(&sink);
	}
	mount_stop();
	if (!alone)
		complain_usage("a call into a module does not end, not even by a signal");
	if (alone && !loader_is_stuck())
		server->failed |= !serve_remove_all();
	server->failed |= !alone || loader_is_stuck();
	code = conclude(server);
	/* Locks that are held for ever would be waited for. */
	if (alone && !loader_is_stuck())
		machine_stop();
	say_divert(NULL);
	return code;
}

void server_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGHUP);
}

/* Whoever booted the machine has blocked them, before there were threads. */
static int open_signals(void)
{
	sigset_t set;

	server_signals(&set);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

int server_run(struct server *server)
{
	int signals = open_signals(), code;

	watch(server, signals);
	close(server->listener);
	place_unlink(&server->place);
	code = halt(server);
	place_give_up(&server->place);
	if (server->halter >= 0) {
		send_code(server->halter, code);
		close(server->halter);
	}
	return code;
}
