// SPDX-License-Identifier: MIT
/*
 * What a machine that stays does for its clients: a function a request.
 *
 * Each runs in the client's thread, whose output goes to the client.  Modules come and go one at a
 * time; everything else goes on beside that, and beside each other.
 *
 * A crash in a module ends the call that it happened in, and its client is told.  Where it was the
 * core that crashed, nothing of the machine can be relied on: then all that is left is to read the
 * log, and to halt it.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check/check.h"
#include "kernel/loader.h"

#include "cli/boot/boot.h"
#include "cli/boot/world.h"
#include "cli/exec/exec.h"
#include "cli/irqs.h"
#include "cli/mount/mount.h"

/* More than any log line. */
#define LINE_BYTES 1200
/* Who follows the log looks this often whether the client is still there. */
#define FOLLOW_NS   200000000ull
#define MODULES_MAX 1024

/* Held while a module comes or goes. */
static pthread_mutex_t modules_lock = PTHREAD_MUTEX_INITIALIZER;
static u32 log_news;

struct request {
	struct server *server;
	struct session *session;
	const char *const *words; /* behind the verb */
	unsigned int nr;
};

static void print(const char *text, size_t len)
{
	const struct say_sink *sink = say_diverted();

	if (sink)
		sink->out(sink->arg, text, len);
}

/* For files: until the client has gone. */
static bool print_on(void *session, const char *text, size_t len)
{
	print(text, len);
	return !session_gone(session);
}

static const char *error_text(long err)
{
	return strerror((int)-err);
}

/* ---- modules come ---------------------------------------------------------------------------- */

/** struct copy - the machine's own copy of a module's file, alone in a folder. */
struct copy {
	char path[900];
};

static void remove_copy(struct copy *copy)
{
	unlink(copy->path);
	*strrchr(copy->path, '/') = '\0';
	rmdir(copy->path);
}

/* Reports read the file as long as the module is in, whatever becomes of the user's. */
static int make_copy(const struct server *server, const char *path, struct copy *copy)
{
	static unsigned int number;
	const char *name = strrchr(path, '/');
	int from = open(path, O_RDONLY | O_CLOEXEC), to = -1, err = 0;
	char folder[600];
	struct stat st;
	off_t done = 0;

	snprintf(folder, sizeof(folder), "%s/modules", server->place.path);
	mkdir(folder, 0700);
	snprintf(folder, sizeof(folder), "%s/modules/%u", server->place.path, ++number);
	snprintf(copy->path, sizeof(copy->path), "%s/%s", folder, name ? name + 1 : path);
	if (from < 0 || fstat(from, &st) || mkdir(folder, 0700))
		err = -errno;
	if (!err)
		to = open(copy->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (!err && to < 0)
		err = -errno;
	while (!err && done < st.st_size) {
		ssize_t n = sendfile(to, from, &done, (size_t)(st.st_size - done));

		err = n < 0 ? -errno : n ? 0 : -EIO;
	}
	if (from >= 0)
		close(from);
	if (to >= 0)
		close(to);
	if (err)
		remove_copy(copy);
	return err;
}

static const char *why_refused(const struct module_result *result, int err)
{
	switch (result->stage) {
	case MODULE_STAGE_FORMAT:
		return "Invalid module format";
	case MODULE_STAGE_EXISTS:
		return "File exists";
	case MODULE_STAGE_SYMBOLS:
		return "Unknown symbol in module";
	case MODULE_STAGE_PARAMS:
		return "Invalid parameters";
	case MODULE_STAGE_CRASH:
		return "it crashed in its init function";
	case MODULE_STAGE_ACCESS:
		return "it is built to be checked, and this machine was booted without --access";
	default:
		return error_text(err);
	}
}

/* What the client is told beside that, where the log says more. */
static void tell_refused(const char *path, const struct module_result *result, int err)
{
	const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	const char *reason = image_reason();

	if (result->stage == MODULE_STAGE_FORMAT)
		complain_usage("ERROR: could not insert module %s: %s: %s", name,
			       why_refused(result, err), reason);
	else
		complain_usage("ERROR: could not insert module %s: %s", name,
			       why_refused(result, err));
	if (result->stage == MODULE_STAGE_CRASH || result->stage == MODULE_STAGE_SYMBOLS)
		complain_usage("ashlar dmesg tells more");
}

static int tell_mistakes(unsigned long mistakes, unsigned long tests_failed)
{
	if (tests_failed)
		complain_usage("%lu of the module's own tests failed", tests_failed);
	if (mistakes)
		complain_usage("%lu mistake%s reported meanwhile: ashlar dmesg tells", mistakes,
			       mistakes == 1 ? " was" : "s were");
	return mistakes || tests_failed ? EXIT_MISTAKES : EXIT_OK;
}

static int insert(struct copy *copy, const char *path, const char *args)
{
	struct module_result result;
	unsigned long before = machine_mistakes(false), mistakes;
	int err = module_insert(copy->path, args, &result);

	mistakes = machine_mistakes(false) - before;
	if (!err)
		return tell_mistakes(mistakes, result.tests_failed);
	/* A module that crashed stays where it is. */
	if (result.stage != MODULE_STAGE_CRASH)
		remove_copy(copy);
	tell_refused(path, &result, err);
	return mistakes ? EXIT_MISTAKES : EXIT_REFUSED;
}

static int serve_insmod(const struct request *request)
{
	const char *path = request->words[0];
	struct copy copy;
	int err, code;

	pthread_mutex_lock(&modules_lock);
	err = make_copy(request->server, path, &copy);
	if (err)
		complain_usage("ERROR: could not load module %s: %s", path, error_text(err));
	code = err ? EXIT_REFUSED : insert(&copy, path, request->words[1]);
	pthread_mutex_unlock(&modules_lock);
	return code;
}

/* ---- modules go ------------------------------------------------------------------------------ */

static void tell_kept(const char *name, const struct module_result *result, int err)
{
	char users[512];

	if (err == -ENOENT) {
		complain_usage("ERROR: Module %s is not currently loaded", name);
		return;
	}
	if (result->stage == MODULE_STAGE_CRASH) {
		complain_usage("ERROR: module %s crashed in its exit function: ashlar dmesg tells",
			       name);
		return;
	}
	if (result->stage == MODULE_STAGE_PERMANENT) {
		complain_usage("ERROR: could not remove module %s: it has no exit function", name);
		return;
	}
	world_users(name, users, sizeof(users));
	if (*users)
		complain_usage("ERROR: Module %s is in use by: %s", name, users);
	else if (err == -EBUSY)
		complain_usage("ERROR: could not remove module %s: Device or resource busy", name);
	else
		complain_usage("ERROR: Module %s is in use", name);
}

static int remove_one(const char *name)
{
	unsigned long leaks = check_leaks(), mistakes = machine_mistakes(false);
	struct module_result result;
	struct copy copy = { .path = "" };
	int err, code = EXIT_OK;

	world_module_file(name, copy.path, sizeof(copy.path));
	mount_settle();
	err = module_remove(name, &result);
	if (err)
		tell_kept(name, &result, err);
	else
		remove_copy(&copy);
	leaks = check_leaks() - leaks;
	code = tell_mistakes(machine_mistakes(false) - mistakes, 0);
	if (leaks)
		code = EXIT_MISTAKES;
	return code ?: err ? EXIT_REFUSED : EXIT_OK;
}

static int serve_rmmod(const struct request *request)
{
	int code = EXIT_OK, worst = EXIT_OK;

	pthread_mutex_lock(&modules_lock);
	for (unsigned int i = 0; i < request->nr && !loader_is_stuck(); i++) {
		code = remove_one(request->words[i]);
		worst = code > worst ? code : worst;
	}
	pthread_mutex_unlock(&modules_lock);
	return worst;
}

bool serve_remove_all(void)
{
	char(*names)[64] = calloc(MODULES_MAX, sizeof(*names));
	unsigned int nr = names ? world_modules(names, MODULES_MAX) : 0;
	bool all = names != NULL;

	while (nr-- && !loader_is_stuck()) {
		struct module_result result;
		int err = module_remove(names[nr], &result);

		if (!err)
			continue;
		tell_kept(names[nr], &result, err);
		all &= result.stage == MODULE_STAGE_PERMANENT;
	}
	free(names);
	return all;
}

/* ---- files ----------------------------------------------------------------------------------- */

static int tell_file(const char *path, long err, bool crashed)
{
	if (crashed)
		complain_usage("%s: a module crashed: ashlar dmesg tells", path);
	else if (err < 0)
		complain_usage("%s: %s", path, error_text(err));
	return crashed ? EXIT_MISTAKES : err < 0 ? EXIT_REFUSED : EXIT_OK;
}

/* Only those about absolute paths: there is no folder that a client is in. */
static bool is_path(const char *path)
{
	if (*path == '/')
		return true;
	complain_usage("%s: a path in the machine begins with a slash, as /proc/meminfo", path);
	return false;
}

static int serve_cat(const struct request *request)
{
	int code = EXIT_OK, worst = EXIT_OK;

	for (unsigned int i = 0; i < request->nr && worst != EXIT_MISTAKES; i++) {
		bool crashed = false;
		long err;

		if (!is_path(request->words[i]))
			return EXIT_USAGE;
		err = world_cat(request->words[i], print_on, request->session, &crashed);
		code = tell_file(request->words[i], err, crashed);
		worst = code > worst ? code : worst;
	}
	return worst;
}

static int serve_write(const struct request *request)
{
	const char *path = request->words[0], *text = request->words[1];
	bool crashed = false;
	long n;

	if (!is_path(path))
		return EXIT_USAGE;
	n = world_write(path, text, strlen(text), &crashed);
	if (n >= 0 && !crashed && (size_t)n < strlen(text)) {
		complain_usage("%s: %ld of %zu bytes were taken", path, n, strlen(text));
		return EXIT_REFUSED;
	}
	return tell_file(path, n, crashed);
}

static int serve_ls(const struct request *request)
{
	static const char *const root[] = { "/" };
	const char *const *paths = request->nr ? request->words : root;
	unsigned int nr = request->nr ?: 1;
	int code = EXIT_OK;

	for (unsigned int i = 0; i < nr; i++) {
		char head[300];
		int n = snprintf(head, sizeof(head), "%s%s:\n", i ? "\n" : "", paths[i]);
		long err;

		if (!is_path(paths[i]))
			return EXIT_USAGE;
		if (nr > 1)
			print(head, (size_t)n < sizeof(head) ? (size_t)n : sizeof(head) - 1);
		err = world_list(paths[i], print_on, request->session);
		code = tell_file(paths[i], err, false) ?: code;
	}
	return code;
}

/* ---- the log --------------------------------------------------------------------------------- */

void serve_log_news(const char *text, size_t len)
{
	__atomic_fetch_add(&log_news, 1, __ATOMIC_SEQ_CST);
	port_wake(&log_news, ~0u);
}

static void print_log(struct session *session, unsigned long long *seq)
{
	char line[LINE_BYTES];
	size_t len;

	while (!session_gone(session) && (len = world_log(seq, line, sizeof(line))))
		print(line, len);
}

static int serve_dmesg(const struct request *request)
{
	bool follow = false, print_it = true, clear = false;
	unsigned long long seq = 0;

	for (unsigned int i = 0; i < request->nr; i++) {
		follow |= strcmp(request->words[i], "-w") == 0;
		clear |= strcmp(request->words[i], "-c") == 0;
		print_it &= strcmp(request->words[i], "-C") != 0;
	}
	if (print_it)
		print_log(request->session, &seq);
	if (clear || !print_it)
		world_log_clear();
	while (follow && !session_gone(request->session)) {
		u32 seen = __atomic_load_n(&log_news, __ATOMIC_SEQ_CST);

		print_log(request->session, &seq);
		port_wait(&log_news, seen, FOLLOW_NS);
	}
	return EXIT_OK;
}

/* ---- scripts --------------------------------------------------------------------------------- */

/* In the client's folder, for what files the script has bytes from; all other paths are whole. */
static int run_script(const struct request *request)
{
	const char *folder = request->words[0], *where = request->words[1],
		   *text = request->words[2];
	unsigned int missed;
	int code;

	if (chdir(folder)) {
		complain_usage("%s: %s", folder, strerror(errno));
		return EXIT_USAGE;
	}
	code = exec_add_text(where, text, strlen(text)) ?: exec_check();
	if (code != EXIT_OK)
		return code;
	missed = exec_run(exec_script());
	if (missed)
		complain_usage("%u of the script's steps came to something else than expected",
			       missed);
	return missed ? EXIT_MISTAKES : EXIT_OK;
}

static int serve_exec(const struct request *request)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	unsigned long before = machine_mistakes(false);
	int code;

	pthread_mutex_lock(&lock);
	code = run_script(request);
	exec_forget();
	if (chdir("/"))
		complain_usage("/: %s", strerror(errno));
	pthread_mutex_unlock(&lock);
	return tell_mistakes(machine_mistakes(false) - before, 0) ?: code;
}

/* ---- the rest -------------------------------------------------------------------------------- */

static void print_task(const struct world_task *task, void *arg)
{
	char line[256];
	int n = snprintf(line, sizeof(line), "%d\t%c\t%d\t%llu\t%s\t%s\n", task->pid, task->state,
			 task->cpu, task->age_ns / 1000000, task->name, task->where);

	print(line, (size_t)n < sizeof(line) ? (size_t)n : sizeof(line) - 1);
}

static int serve_ps(const struct request *request)
{
	world_tasks(print_task, NULL);
	return EXIT_OK;
}

static int serve_irq(const struct request *request)
{
	struct irq_events events = { .what = "interrupt" };
	unsigned long before = machine_mistakes(false);
	int code = EXIT_OK;

	for (unsigned int i = 0; i < request->nr && code == EXIT_OK; i++)
		code = irqs_parse(request->words[i], &events);
	if (code == EXIT_OK)
		code = irqs_run(&events, 0) ? EXIT_REFUSED : EXIT_OK;
	own_free(events.of);
	return tell_mistakes(machine_mistakes(false) - before, 0) ?: code;
}

static int serve_about(const struct request *request)
{
	const struct server *server = request->server;
	char(*names)[64] = calloc(MODULES_MAX, sizeof(*names));
	char line[256];
	int n;

	n = snprintf(line, sizeof(line),
		     "pid=%d seconds=%llu memory=%llu modules=%u mistakes=%lu profiling=%d "
		     "access=%d\n",
		     (int)getpid(), (port_time_ns() - server->start_ns) / 1000000000,
		     server->options->memory,
		     names && !loader_is_stuck() ? world_modules(names, MODULES_MAX) : 0,
		     machine_mistakes(false), server->options->mem_profiling,
		     server->options->access);
	print(line, (size_t)n);
	free(names);
	return EXIT_OK;
}

/* ---- which ----------------------------------------------------------------------------------- */

/**
 * struct handler - a request.
 * @nr_min, @nr_max: words behind the verb.
 * @always: also where the core has crashed: it touches nothing but what stands by itself.
 */
static const struct handler {
	const char *verb;
	int (*fn)(const struct request *request);
	unsigned int nr_min, nr_max;
	bool always;
} handlers[] = {
	{ "about", serve_about, 0, 0, true },
	{ "cat", serve_cat, 1, WIRE_WORDS_MAX, false },
	{ "dmesg", serve_dmesg, 0, 3, true },
	{ "exec", serve_exec, 3, 3, false },
	{ "insmod", serve_insmod, 2, 2, false },
	{ "irq", serve_irq, 1, WIRE_WORDS_MAX, false },
	{ "ls", serve_ls, 0, WIRE_WORDS_MAX, false },
	{ "ps", serve_ps, 0, 0, false },
	{ "rmmod", serve_rmmod, 1, WIRE_WORDS_MAX, false },
	{ "write", serve_write, 2, 2, false },
};

bool serve_wants_halt(const struct wire_request *request)
{
	return request->nr == 1 && strcmp(request->words[0], "halt") == 0;
}

static const struct handler *find_handler(const char *verb)
{
	for (size_t i = 0; i < sizeof(handlers) / sizeof(*handlers); i++)
		if (strcmp(handlers[i].verb, verb) == 0)
			return &handlers[i];
	return NULL;
}

/* As a program in the machine. */
static int serve_inside(const struct handler *handler, const struct request *request)
{
	int code;

	if (loader_is_stuck()) {
		complain_usage("the machine's own code crashed, so nothing but ashlar dmesg and "
			       "ashlar halt is left");
		return EXIT_MISTAKES;
	}
	code = handler->fn(request);
	if (loader_is_stuck())
		complain_usage(
			"the machine's own code crashed: ashlar dmesg tells, and ashlar halt "
			"ends it");
	return loader_is_stuck() ? EXIT_MISTAKES : code;
}

int serve(struct server *server, struct session *session, const struct wire_request *words)
{
	const struct request request = { server, session, words->words + 1, words->nr - 1 };
	const struct handler *handler = find_handler(words->words[0]);

	complain_name(words->words[0]);
	if (!handler || request.nr < handler->nr_min || request.nr > handler->nr_max) {
		complain_usage("the machine cannot do this: is it of another version of ashlar?");
		return EXIT_USAGE;
	}
	return handler->always ? handler->fn(&request) : serve_inside(handler, &request);
}
