// SPDX-License-Identifier: MIT
/*
 * Running a script: its steps one after the other, its branches side by side.
 *
 * The script itself is a branch.  "parallel" starts several of the same and waits for all; "spawn"
 * starts one, which goes on until "wait", or the script's end.  Each is a thread with a task of its
 * own; what it prints comes out when it is waited for, so that the same script prints the same.
 *
 *	exec:LINE: STEP = RESULT [BYTES]
 */
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/errname.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "base/textbuf.h"
#include "cli/exec/branch.h"
#include "kernel/files/files.h"
#include "kernel/kernel.h"
#include "kernel/loader.h"
#include "kernel/loader_internal.h"
#include "port/port.h"

/* As many bytes of a result are shown in its line. */
#define SHOWN_BYTES 64
/* A branch that does not end by itself is signalled, and has so long to end then. */
#define END_NS	  10000000000ull
#define SIGNAL_NS 100000000ull

static struct exec_branch *spawned;

/* ---- printing -------------------------------------------------------------------------------- */

static void say(struct exec_branch *branch, const char *text, size_t len)
{
	char *out;

	if (!branch->parent) {
		say_line(text);
		return;
	}
	if (branch->len + len + 1 > branch->room) {
		branch->room = 2 * (branch->len + len + 1);
		out = own_alloc(branch->room);
		memcpy(out, branch->out ?: "", branch->len);
		own_free(branch->out);
		branch->out = out;
	}
	memcpy(branch->out + branch->len, text, len);
	branch->len += len;
	branch->out[branch->len++] = '\n';
}

/* What a branch has said, as its parent's words. */
static void hand_on(struct exec_branch *branch)
{
	char *line = branch->out, *end = line + branch->len;

	while (line < end) {
		char *newline = memchr(line, '\n', (size_t)(end - line));

		*newline = 0;
		say(branch->parent, line, (size_t)(newline - line));
		line = newline + 1;
	}
	own_free(branch->out);
	branch->out = NULL;
	branch->len = branch->room = 0;
}

static void print_byte(struct textbuf *t, char c)
{
	if (c == '\n')
		textbuf_puts(t, "\\n");
	else if (c == '\t')
		textbuf_puts(t, "\\t");
	else if (c == '"' || c == '\\')
		textbuf_printf(t, "\\%c", c);
	else
		textbuf_putc(t, c);
}

static bool is_readable(const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (bytes[i] != '\n' && bytes[i] != '\t' && (bytes[i] < ' ' || bytes[i] > '~'))
			return false;
	return true;
}

static void print_bytes(struct textbuf *t, const char *bytes, size_t len)
{
	size_t shown = min_t(size_t, len, SHOWN_BYTES);

	if (is_readable(bytes, shown)) {
		textbuf_putc(t, '"');
		for (size_t i = 0; i < shown; i++)
			print_byte(t, bytes[i]);
		textbuf_putc(t, '"');
	} else {
		textbuf_puts(t, "hex:");
		for (size_t i = 0; i < shown; i++)
			textbuf_printf(t, "%02x", (unsigned char)bytes[i]);
	}
	if (shown < len)
		textbuf_puts(t, "...");
}

static void print_value(struct textbuf *t, long long value)
{
	const char *name = value < 0 && value > -MAX_ERRNO ? errname((int)value) : NULL;

	if (value == -ERESTARTSYS)
		name = "-ERESTARTSYS";
	if (name)
		textbuf_puts(t, name);
	else
		textbuf_printf(t, "%lld", value);
}

static void print_lines(struct exec_branch *branch, char *text, size_t len)
{
	char *end = text + len;

	while (text < end) {
		char *newline = memchr(text, '\n', (size_t)(end - text));
		char *stop = newline ?: end;

		*stop = 0;
		say(branch, text, (size_t)(stop - text));
		text = stop + 1;
	}
}

static bool is_expected(const struct exec_step *step, const struct exec_result *r)
{
	switch (step->expected) {
	case EXPECT_ANY:
		return true;
	case EXPECT_ERROR:
		return r->value < 0;
	case EXPECT_NUMBER:
		return r->value == step->number;
	case EXPECT_DATA:
		return r->has_bytes && r->len == step->expected_data.len &&
		       memcmp(r->bytes, step->expected_data.bytes, r->len) == 0;
	default:
		return r->value >= 0;
	}
}

static void print_result(struct exec_branch *branch, const struct exec_step *step,
			 struct exec_result *r, bool crashed)
{
	bool lines = r->is_text && r->value >= 0;
	char text[640];
	struct textbuf t;

	textbuf_init(&t, text, sizeof(text));
	textbuf_printf(&t, "exec:%u", step->line);
	if (branch->index >= 0)
		textbuf_printf(&t, "[%d]", branch->index);
	textbuf_printf(&t, ": %.320s = ", step->source);
	if (crashed)
		textbuf_puts(&t, "crash");
	else
		print_value(&t, r->value);
	if (r->has_bytes && r->value >= 0 && !lines) {
		textbuf_putc(&t, ' ');
		print_bytes(&t, r->bytes, r->len);
	}
	if (!crashed && !is_expected(step, r))
		textbuf_puts(&t, "  <- unexpected");
	say(branch, text, min(t.len, sizeof(text) - 1));
	if (lines)
		print_lines(branch, r->bytes, r->len);
}

/* ---- branches -------------------------------------------------------------------------------- */

static void run_block(struct exec_branch *branch, const struct exec_script *script);

static void branch_main(void *arg)
{
	struct exec_branch *branch = arg;
	char name[EXEC_NAME];

	if (branch->spawned)
		strscpy(name, branch->name, sizeof(name));
	else
		snprintf(name, sizeof(name), "exec/%d", branch->index);
	if (use_begin(name)) {
		say(branch, "exec: the machine has no memory for another program", 51);
		branch->missed++;
	} else {
		WRITE_ONCE(branch->task, current);
		run_block(branch, branch->script);
		if (!branch->stop)
			exec_close_all(branch);
		WRITE_ONCE(branch->task, NULL);
	}
	use_end();
	__atomic_store_n(&branch->done, 1, __ATOMIC_RELEASE);
	port_wake(&branch->done, 1);
}

static struct exec_branch *start(struct exec_branch *parent, const struct exec_script *script,
				 int index)
{
	struct exec_branch *branch = own_alloc(sizeof(*branch));

	branch->parent = parent;
	branch->script = script;
	branch->index = index;
	if (!port_thread_start(branch_main, branch, "exec"))
		return branch;
	say(parent, "exec: the host gives no thread for another program", 50);
	parent->missed++;
	own_free(branch);
	return NULL;
}

bool exec_branch_wait(struct exec_branch *branch, u64 timeout_ns)
{
	u64 start = port_time_ns();

	while (!__atomic_load_n(&branch->done, __ATOMIC_ACQUIRE)) {
		if (timeout_ns && port_time_ns() - start > timeout_ns)
			return false;
		port_wait(&branch->done, 0, timeout_ns ?: SIGNAL_NS);
	}
	return true;
}

/* It has ended: what it said and found is its parent's. */
static void join(struct exec_branch *branch)
{
	struct exec_branch *parent = branch->parent;

	exec_branch_wait(branch, 0);
	hand_on(branch);
	parent->missed += branch->missed;
	parent->stop |= branch->stop;
	own_free(branch);
}

static void run_parallel(struct exec_branch *branch, const struct exec_step *step)
{
	struct exec_branch **others = own_alloc(step->count * sizeof(*others));

	for (unsigned int i = 0; i < step->count; i++)
		others[i] = start(branch, &step->body, (int)i);
	for (unsigned int i = 0; i < step->count; i++)
		if (others[i])
			join(others[i]);
	own_free(others);
}

struct exec_branch *exec_branch_find(const char *name)
{
	struct exec_branch *branch;

	for (branch = spawned; branch; branch = branch->next)
		if (strcmp(branch->name, name) == 0)
			return branch;
	return NULL;
}

static long run_spawn(struct exec_branch *branch, const struct exec_step *step)
{
	struct exec_branch *other;

	if (exec_branch_find(step->name))
		return -EEXIST;
	other = own_alloc(sizeof(*other));
	strscpy(other->name, step->name, sizeof(other->name));
	other->parent = branch;
	other->script = &step->body;
	other->index = -1;
	other->spawned = true;
	if (port_thread_start(branch_main, other, step->name)) {
		own_free(other);
		return -EAGAIN;
	}
	other->next = spawned;
	spawned = other;
	return 0;
}

static void unlist(struct exec_branch *branch)
{
	struct exec_branch **at = &spawned;

	while (*at != branch)
		at = &(*at)->next;
	*at = branch->next;
}

static long run_wait(const struct exec_step *step)
{
	struct exec_branch *other = exec_branch_find(step->name);

	if (!other)
		return -ECHILD;
	unlist(other);
	join(other);
	return 0;
}

/* Programs end when the script does: by themselves, by a signal, or not at all. */
static void end_spawned(void)
{
	while (spawned) {
		struct exec_branch *branch = spawned;
		u64 start_ns = port_time_ns();
		bool ended = false;

		while (!ended && port_time_ns() - start_ns < END_NS) {
			struct task_struct *task;

			ended = exec_branch_wait(branch, SIGNAL_NS);
			task = READ_ONCE(branch->task);
			if (!ended && task)
				send_sig(SIGTERM, task, 1);
		}
		spawned = branch->next;
		if (ended) {
			join(branch);
			continue;
		}
		report("INFO: task %s of the script does not end, not even by a signal",
		       branch->name);
		loader_set_stuck(true);
	}
}

/* ---- steps ----------------------------------------------------------------------------------- */

static bool run_control(struct exec_branch *branch, const struct exec_step *step,
			struct exec_result *r)
{
	switch (step->op) {
	case EXEC_PARALLEL:
		run_parallel(branch, step);
		return true;
	case EXEC_REPEAT:
		for (unsigned long i = 0; i < step->count && !branch->stop; i++)
			run_block(branch, &step->body);
		return true;
	case EXEC_SPAWN:
		r->value = run_spawn(branch, step);
		return r->value >= 0;
	case EXEC_WAIT:
		r->value = run_wait(step);
		return r->value >= 0;
	default:
		return false;
	}
}

static bool is_control(const struct exec_step *step)
{
	return step->op >= EXEC_PARALLEL;
}

static void run_step(struct exec_branch *branch, const struct exec_step *step)
{
	struct exec_result r = {};
	unsigned int before = use_crashes();
	bool crashed;

	if (is_control(step)) {
		if (run_control(branch, step, &r))
			return;
	} else {
		exec_step(branch, step, &r);
	}
	crashed = use_crashes() != before;
	/* What the module was in the middle of, nobody knows: it is left alone. */
	branch->stop |= crashed;
	branch->missed += !crashed && !is_expected(step, &r);
	print_result(branch, step, &r, crashed);
	own_free(r.bytes);
}

static void run_block(struct exec_branch *branch, const struct exec_script *script)
{
	for (unsigned int i = 0; i < script->nr && !branch->stop; i++)
		run_step(branch, &script->steps[i]);
}

unsigned int exec_run(const struct exec_script *script)
{
	struct exec_branch *root;
	unsigned int missed;

	if (!script->nr)
		return 0;
	root = own_alloc(sizeof(*root));
	root->index = -1;
	root->task = current;
	set_task_comm(current, "exec");
	run_block(root, script);
	end_spawned();
	if (!root->stop && !loader_is_stuck())
		exec_close_all(root);
	set_task_comm(current, "insmod");
	missed = root->missed;
	own_free(root);
	return missed;
}
