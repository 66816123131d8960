// SPDX-License-Identifier: MIT
/*
 * What clients of a machine that stays want of it: its files, its log, its modules.
 *
 * Each client is a program in the machine: a thread with a task and a kernel stack, guarded in what
 * it calls, so that a driver's crash ends the call and nothing else.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/string.h>

#include "cli/boot/world.h"

#include "check/check.h"
#include "kernel/files/files.h"
#include "kernel/files/tree.h"
#include "kernel/files/user.h"
#include "kernel/kernel.h"
#include "kernel/loader.h"
#include "kernel/loader_internal.h"

/* What cat(1) asks for at once is of this order. */
#define CHUNK (32ul << 10)

/* ---- being a program ------------------------------------------------------------------------- */

int world_enter(const char *name)
{
	int err = use_begin(name);

	if (err)
		use_end();
	else
		task_link(current);
	return err;
}

/* Where something crashed with locks held, there is nothing that could be given back. */
void world_leave(void)
{
	if (loader_is_stuck())
		return;
	task_unlink(current);
	/* Who walks the tasks may be looking at this one. */
	synchronize_rcu();
	use_end();
}

void *world_task(void)
{
	return current;
}

void world_interrupt(void *task)
{
	send_sig(SIGINT, task, 1);
}

/* ---- files ----------------------------------------------------------------------------------- */

/** struct transfer - a file that is read or written through @user, CHUNK bytes of user memory. */
struct transfer {
	struct file *file;
	unsigned long user;
	char *bytes;
	unsigned int crashes;
};

static void end_transfer(struct transfer *t)
{
	check_host_free(t->bytes, CHUNK);
	if (t->user)
		use_munmap(t->user);
}

static long begin_transfer(struct transfer *t, const char *path, int flags)
{
	unsigned long user;
	long err;

	*t = (struct transfer){ .crashes = use_crashes() };
	t->bytes = check_host_alloc(CHUNK);
	user = user_map(CHUNK, PROT_READ | PROT_WRITE);
	if (!IS_ERR_VALUE(user))
		t->user = user;
	if (!t->bytes || !t->user) {
		end_transfer(t);
		return -ENOMEM;
	}
	err = use_open(path, flags, &t->file);
	if (err)
		end_transfer(t);
	return err;
}

/* What crashed is left alone: nobody knows what the driver was in the middle of. */
static bool close_transfer(struct transfer *t)
{
	bool crashed = use_crashes() != t->crashes;

	if (!crashed) {
		use_close(t->file);
		crashed = use_crashes() != t->crashes;
	}
	end_transfer(t);
	return crashed;
}

long world_cat(const char *path, world_out out, void *arg, bool *crashed)
{
	struct transfer t;
	long n = begin_transfer(&t, path, O_RDONLY);

	*crashed = false;
	if (n)
		return n;
	do {
		n = use_read(t.file, t.user, CHUNK);
		if (n > (long)CHUNK)
			n = -EIO;
		if (n > 0 && use_peek(t.bytes, t.user, (size_t)n))
			n = -EFAULT;
	} while (n > 0 && out(arg, t.bytes, (size_t)n));
	*crashed = close_transfer(&t);
	return n < 0 ? n : 0;
}

/* As a program writes that has it in one buffer, unless it is a very large one. */
long world_write(const char *path, const char *bytes, size_t len, bool *crashed)
{
	struct transfer t;
	size_t done = 0;
	long n = begin_transfer(&t, path, O_WRONLY | O_TRUNC);

	*crashed = false;
	if (n)
		return n;
	do {
		size_t part = min_t(size_t, len - done, CHUNK);

		n = part ? use_poke(t.user, bytes + done, part) : 0;
		if (!n)
			n = use_write(t.file, t.user, part);
		if (n > 0)
			done += min_t(size_t, (size_t)n, part);
	} while (n > 0 && done < len);
	*crashed = close_transfer(&t);
	return n < 0 ? n : (long)done;
}

struct listing {
	world_out out;
	void *arg;
};

static void list_name(const char *name, umode_t mode, void *arg)
{
	const struct listing *l = arg;
	char line[300];
	int len = scnprintf(line, sizeof(line), "%s%s\n", name,
			    S_ISDIR(mode) ? "/" :
			    S_ISLNK(mode) ? "@" :
					    "");

	l->out(l->arg, line, (size_t)len);
}

long world_list(const char *path, world_out out, void *arg)
{
	struct listing l = { out, arg };
	struct tree_node *node = tree_find(NULL, path);
	long err;

	if (IS_ERR(node))
		return PTR_ERR(node);
	err = tree_list(node, list_name, &l);
	if (err == -ENOTDIR) {
		list_name(path, 0, &l);
		err = 0;
	}
	tree_put(node);
	return err;
}

/* ---- the log --------------------------------------------------------------------------------- */

size_t world_log(unsigned long long *seq, char *buf, size_t size)
{
	struct log_line line;

	if (!log_read(*seq, &line))
		return 0;
	*seq = line.seq + 1;
	return log_format(&line, buf, (unsigned int)size);
}

void world_log_clear(void)
{
	log_clear();
}

void world_note(const char *line)
{
	pr_warn("%s\n", line);
}

/* ---- modules --------------------------------------------------------------------------------- */

unsigned int world_modules(char (*names)[64], unsigned int max)
{
	struct module *mod;
	unsigned int nr = 0;

	mutex_lock(&module_mutex);
	list_for_each_entry(mod, &loader_modules, list) {
		if (nr == max)
			break;
		strscpy(names[nr++], mod->name, sizeof(*names));
	}
	mutex_unlock(&module_mutex);
	return nr;
}

bool world_module_file(const char *name, char *path, size_t size)
{
	struct module *mod;

	mutex_lock(&module_mutex);
	mod = find_module(name);
	if (mod)
		strscpy(path, image_path(mod->image), size);
	mutex_unlock(&module_mutex);
	return mod;
}

void world_users(const char *name, char *text, size_t size)
{
	struct module *mod;
	struct textbuf t;

	textbuf_init(&t, text, size);
	mutex_lock(&module_mutex);
	mod = find_module(name);
	if (mod)
		module_show_users(mod, &t);
	mutex_unlock(&module_mutex);
}
