/* SPDX-License-Identifier: MIT */
/*
 * Machines that stay: ashlar boot, and the verbs that work on such a machine.
 *
 *	boot.c		the verb: options, the process of the machine	libc
 *	  server.c	who comes in, and the machine's end		libc
 *	    serve.c	what is done for them, a function a request	libc
 *	      world.c	with the machine's files, log and tasks		the kernel's world
 *	client.c	asking a machine; the verbs that only ask	libc
 *	insmod.c, modprobe.c, lsmod.c, machines.c: those that do more
 *
 *	place.c		names of machines, and their folders		libc
 *	wire.c		the words between the two			libc
 *
 * A machine is a process with a folder, the owner's alone:
 *
 *	$XDG_RUNTIME_DIR/ashlar/NAME/, or /tmp/ashlar-UID/NAME/
 *		lock		locked as long as the process lives; holds its number
 *		socket		where it is asked
 *		modules/N/	copies of modules' files, while they are in
 *
 * Whoever finds a lock that nobody holds sweeps the folder: its machine was killed.
 */
#ifndef CLI_BOOT_BOOT_H
#define CLI_BOOT_BOOT_H

#include <signal.h>

#include "cli/cli.h"

/* ---- place.c --------------------------------------------------------------------------------- */

#define MACHINE_NAME_MAX 63
#define MACHINE_DEFAULT	 "default"

/** struct place - a machine's folder: of @dir, its path, and the lock that makes it ours. */
struct place {
	char name[MACHINE_NAME_MAX + 1];
	char path[512];
	int dir, lock;
};

/** place_name_ok - can a machine be called so? If not, says why. */
bool place_name_ok(const char *name);

/** place_claim - make the folder of a new machine. Return: an exit code; after a message. */
int place_claim(const char *name, struct place *place);
/** place_own - it is this process's from now on: others are told its number. */
void place_own(const struct place *place);
/** place_give_up - sweep the folder, and let go of it. */
void place_give_up(struct place *place);
/** place_unlink - all that a signal handler can do of that. */
void place_unlink(const struct place *place);

/** place_listen, place_connect - a socket. Return: it, or -1 after a message. */
int place_listen(const struct place *place);
int place_connect(const char *name);

/**
 * place_each - call @fn for each machine that runs, in the order of the alphabet.
 * Return: how many there are.
 */
unsigned int place_each(void (*fn)(const char *name, void *arg), void *arg);

/* ---- wire.c ---------------------------------------------------------------------------------- */

/*
 * A client sends one request and gets parts of an answer, the last of which is the exit code:
 *
 *	request:  "ASH", version (a byte), length (4 bytes), words, each with a NUL behind it
 *	part:	  kind (a byte), length (4 bytes), bytes
 *
 * Numbers have their lowest byte first.  The first word is the verb.
 */
#define WIRE_VERSION	 1
#define WIRE_REQUEST_MAX (1u << 20)
#define WIRE_PART_MAX	 (64u << 10)
#define WIRE_WORDS_MAX	 256

enum wire_kind {
	WIRE_OUT = 'o',	 /* for the standard output */
	WIRE_ERR = 'e',	 /* a line for the standard error output, without its newline */
	WIRE_EXIT = 'x', /* a byte: the exit code */
};

/** struct wire_request - what was asked: @words, @nr of them, in @buf of @len bytes. */
struct wire_request {
	char *buf;
	size_t len;
	const char *words[WIRE_WORDS_MAX];
	unsigned int nr;
};

/** wire_add - append a word that is @len bytes long, of which none is 0. Return: 0, -errno. */
int wire_add(struct wire_request *request, const char *word);
/** wire_send_request - Return: 0, or -errno. */
int wire_send_request(int fd, const struct wire_request *request);
/**
 * wire_receive_request - of a client, who need not know how.
 * Return: NULL; or why it is none, in words.
 */
const char *wire_receive_request(int fd, struct wire_request *request);
void wire_free(struct wire_request *request);

/** wire_send - a part of an answer, cut into as many as it takes. Return: 0, -errno. */
int wire_send(int fd, enum wire_kind kind, const char *bytes, size_t len);
/**
 * wire_receive - the next part.
 * @buf: of WIRE_PART_MAX bytes.
 * Return: 0; -EPIPE at the end, -EPROTO for what is none.
 */
int wire_receive(int fd, enum wire_kind *kind, char *buf, size_t *len);

/* ---- client.c -------------------------------------------------------------------------------- */

/** struct client - of the verbs that ask a machine: which, and what to do with its answer. */
struct client {
	const char *machine;
	struct wire_request request;
	void (*out)(void *arg, const char *text, size_t len); /* NULL: to the standard output */
	void *arg;
};

/** client_machine - the name of the machine that is meant; @said: by --name, or NULL. */
const char *client_machine(const char *said);

/** client_ask - send the request, and print what comes. Return: its exit code; after a message. */
int client_ask(struct client *client);

/** client_words - a request of these words, NULL at their end. */
void client_words(struct client *client, const char *word, ...) __attribute__((sentinel));

/**
 * client_text - what the machine prints for a request, as a text to be freed.
 * @code: the exit code; not EXIT_OK: the text is NULL.
 */
char *client_text(struct client *client, int *code);

/**
 * client_run - a verb that has no options but those of every client, and @nr_min words at least.
 * Sends verb and words, and prints what comes.
 */
int client_run(const struct verb *verb, int argc, char **argv, unsigned int nr_min,
	       const char *usage);

/* ---- insmod.c -------------------------------------------------------------------------------- */

/** insmod_file - have the machine load a module. Return: an exit code; after a message. */
int insmod_file(struct client *client, const struct module_file *file);

/* ---- machines.c ------------------------------------------------------------------------------ */

/** struct about - what a machine says of itself. */
struct about {
	int pid;
	unsigned long seconds, modules, mistakes;
	unsigned long long memory;
	bool profiling, access;
};

/** format_is_json - read the value of --format. Return: false after a message. */
bool format_is_json(const char *word, bool *json);

/** about_ask - Return: an exit code; after a message. */
int about_ask(const char *machine, struct about *about);

/* ---- server.c -------------------------------------------------------------------------------- */

struct session;

/** struct server - the machine that this process is. */
struct server {
	struct place place;
	const struct machine_options *options;
	int listener, events;
	int halter; /* the client that waits for the machine's end, or -1 */
	u64 start_ns;
	bool failed; /* something is to be told in the end: a crash, a module that stayed */
};

/** server_signals - those that end the machine: to be blocked before it is booted. */
void server_signals(sigset_t *set);
/** server_run - serve until the machine is halted, and halt it. Return: an exit code. */
int server_run(struct server *server);

/** session_gone - has the client of this thread left? */
bool session_gone(const struct session *session);

/* ---- serve.c --------------------------------------------------------------------------------- */

/**
 * serve - do what was asked; what there is to say goes where the calling thread's goes.
 * Return: an exit code.
 */
int serve(struct server *server, struct session *session, const struct wire_request *request);
/** serve_wants_halt - is it the end that was asked for? */
bool serve_wants_halt(const struct wire_request *request);
/** serve_log_news - a line of the log has come; who waits for one goes on. */
void serve_log_news(const char *text, size_t len);
/** serve_remove_all - the modules, the newest first; loud about those that cannot be. */
bool serve_remove_all(void);

#endif
