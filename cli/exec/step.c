// SPDX-License-Identifier: MIT
/* One step of a script: a system call or two, with memory for it. */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "cli/exec/branch.h"
#include "cli/mount/mount.h"
#include "kernel/files/file.h"
#include "kernel/files/files.h"
#include "kernel/files/tree.h"
#include "kernel/files/user.h"
#include "kernel/loader.h"

/* A file that is longer has no end. */
#define CAT_MAX	  (1ul << 20)
#define CAT_CHUNK (32ul << 10)

/* ---- files and mappings by name -------------------------------------------------------------- */

static struct exec_thing *find_thing(struct exec_branch *branch, const char *name, bool file)
{
	for (; branch; branch = branch->parent)
		for (unsigned int i = branch->nr_things; i--;) {
			struct exec_thing *t = &branch->things[i];

			if (!!t->file == file && (!*name || strcmp(t->name, name) == 0))
				return t;
		}
	return NULL;
}

static int add_thing(struct exec_branch *branch, const struct exec_thing *thing)
{
	if (branch->nr_things == BRANCH_THINGS)
		return -EMFILE;
	branch->things[branch->nr_things++] = *thing;
	return 0;
}

static void del_thing(struct exec_branch *branch, struct exec_thing *thing)
{
	unsigned int i = (unsigned int)(thing - branch->things);

	if (i >= branch->nr_things)
		return; /* the parent's */
	memmove(thing, thing + 1, (branch->nr_things - i - 1) * sizeof(*thing));
	branch->nr_things--;
}

static bool is_own(const struct exec_branch *branch, const struct exec_thing *thing)
{
	return thing >= branch->things && thing < branch->things + branch->nr_things;
}

void exec_close_all(struct exec_branch *branch)
{
	while (branch->nr_things) {
		struct exec_thing thing = branch->things[--branch->nr_things];

		if (thing.file)
			use_close(thing.file);
		else
			use_munmap(thing.addr);
	}
	if (branch->buf)
		use_munmap(branch->buf);
	if (branch->readonly)
		use_munmap(branch->readonly);
	branch->buf = branch->readonly = 0;
}

/* ---- memory for a call ----------------------------------------------------------------------- */

/* Memory that ends with its @bytes. Return: a negative errno without. */
static long grow(struct exec_branch *branch, unsigned long bytes)
{
	unsigned long size = PAGE_ALIGN(bytes ?: 1), addr;

	if (size < bytes)
		return -ENOMEM;
	if (branch->size >= size)
		return 0;
	addr = user_map(size, PROT_READ | PROT_WRITE);
	if (IS_ERR_VALUE(addr))
		return (long)addr;
	if (branch->buf)
		use_munmap(branch->buf);
	branch->buf = addr;
	branch->size = size;
	return 0;
}

/**
 * struct place - where a call's bytes are.
 * @addr: what the call is given; @reachable: how many are really there.
 */
struct place {
	unsigned long addr, reachable;
};

static long find_place(struct exec_branch *branch, const struct exec_step *step,
		       unsigned long bytes, struct place *p)
{
	unsigned long room = step->place == EXEC_ROOM ? min(step->room, bytes) : bytes;
	long err;

	*p = (struct place){ 0, 0 };
	switch (step->place) {
	case EXEC_NULL:
		return 0;
	case EXEC_KERNEL:
		p->addr = PAGE_OFFSET;
		return 0;
	case EXEC_READONLY:
		if (!branch->readonly)
			branch->readonly = user_map(PAGE_SIZE, PROT_READ);
		p->addr = branch->readonly;
		return IS_ERR_VALUE(p->addr) ? (long)p->addr : 0;
	default:
		/* A size that no memory has is the driver's to refuse. */
		err = grow(branch, min(room, CAT_MAX));
		if (err)
			return err;
		p->reachable = min(room, branch->size);
		p->addr = branch->buf + branch->size - p->reachable;
		return 0;
	}
}

static void take_bytes(struct exec_result *r, const struct place *p, size_t len)
{
	len = min_t(size_t, len, p->reachable);
	r->bytes = own_alloc(len + 1);
	r->len = len;
	r->has_bytes = true;
	if (len && use_peek(r->bytes, p->addr, len))
		r->value = -EFAULT;
}

/* ---- open, close ----------------------------------------------------------------------------- */

static int open_flags(unsigned int flags)
{
	int o = flags & EXEC_W ? (flags & EXEC_R ? O_RDWR : O_WRONLY) : O_RDONLY;

	return o | (flags & EXEC_NONBLOCK ? O_NONBLOCK : 0) | (flags & EXEC_APPEND ? O_APPEND : 0) |
	       (flags & EXEC_TRUNC ? O_TRUNC : 0);
}

static long do_open(struct exec_branch *branch, const struct exec_step *step)
{
	struct exec_thing thing = {};
	long err = use_open(step->path, open_flags(step->flags), &thing.file);

	if (err)
		return err;
	strscpy(thing.name, step->label, sizeof(thing.name));
	err = add_thing(branch, &thing);
	if (err)
		use_close(thing.file);
	return err;
}

static long do_close(struct exec_branch *branch, struct exec_thing *thing)
{
	struct file *file = thing->file;

	if (!is_own(branch, thing))
		return -EBADF;
	del_thing(branch, thing);
	return use_close(file);
}

/* ---- read, write, ioctl ---------------------------------------------------------------------- */

static void do_read(struct exec_branch *branch, const struct exec_step *step, struct file *file,
		    struct exec_result *r)
{
	struct place p;

	r->value = find_place(branch, step, step->count, &p);
	if (r->value)
		return;
	if (step->at)
		r->value = use_pread(file, p.addr, step->count, step->offset);
	else
		r->value = use_read(file, p.addr, step->count);
	if (r->value >= 0)
		take_bytes(r, &p, (size_t)r->value);
}

static long do_write(struct exec_branch *branch, const struct exec_step *step, struct file *file)
{
	struct place p;
	long err = find_place(branch, step, step->data.len, &p);

	if (!err && p.reachable)
		err = use_poke(p.addr, step->data.bytes, p.reachable);
	if (err)
		return err;
	if (step->at)
		return use_pwrite(file, p.addr, step->data.len, step->offset);
	return use_write(file, p.addr, step->data.len);
}

/* A command that says that it reads has memory to read into, whatever else was given. */
static void do_ioctl(struct exec_branch *branch, const struct exec_step *step, struct file *file,
		     struct exec_result *r)
{
	unsigned long bytes = step->has_data ? step->data.len : 0;
	bool reads = step->cmd >> 30 & 2;
	struct place p;

	if (reads && !step->arg)
		bytes = max(bytes, (unsigned long)(step->cmd >> 16 & 0x3fff));
	if (!bytes && step->place == EXEC_BUFFER) {
		r->value = use_ioctl(file, step->cmd, step->arg);
		return;
	}
	r->value = find_place(branch, step, bytes, &p);
	if (!r->value && p.reachable) {
		unsigned long given = min(step->data.len, p.reachable);
		char *zeros = own_alloc(p.reachable);

		memcpy(zeros, step->data.bytes ?: "", given);
		r->value = use_poke(p.addr, zeros, p.reachable);
		own_free(zeros);
	}
	if (r->value)
		return;
	r->value = use_ioctl(file, step->cmd, p.addr);
	if (r->value >= 0 && (reads || step->has_data))
		take_bytes(r, &p, bytes);
}

/* ---- memory ---------------------------------------------------------------------------------- */

static long do_mmap(struct exec_branch *branch, const struct exec_step *step, struct file *file)
{
	int prot = (step->flags & EXEC_R ? PROT_READ : 0) | (step->flags & EXEC_W ? PROT_WRITE : 0);
	int flags = step->flags & EXEC_PRIVATE ? MAP_PRIVATE : MAP_SHARED;
	struct exec_thing thing = { .count = step->count };
	long addr;

	if (step->at && !PAGE_ALIGNED(step->offset))
		return -EINVAL;
	addr = use_mmap(file, step->count, prot, flags, (unsigned long)step->offset >> PAGE_SHIFT);
	if (IS_ERR_VALUE((unsigned long)addr))
		return addr;
	thing.addr = (unsigned long)addr;
	strscpy(thing.name, step->label, sizeof(thing.name));
	return add_thing(branch, &thing);
}

static void on_mapping(struct exec_branch *branch, const struct exec_step *step,
		       struct exec_result *r)
{
	struct exec_thing *map = find_thing(branch, step->name, false);
	const struct place p = { .addr = map ? map->addr + (unsigned long)step->offset : 0,
				 .reachable = step->count };

	r->value = -EINVAL;
	if (!map)
		return;
	switch (step->op) {
	case EXEC_PEEK:
		r->value = (long long)step->count;
		take_bytes(r, &p, step->count);
		break;
	case EXEC_POKE:
		r->value = use_poke(p.addr, step->data.bytes, step->data.len);
		break;
	default:
		if (is_own(branch, map)) {
			r->value = use_munmap(map->addr);
			del_thing(branch, map);
		}
		break;
	}
}

/* ---- whole files ----------------------------------------------------------------------------- */

static void append(struct exec_result *r, const char *bytes, size_t len)
{
	char *all = own_alloc(r->len + len + 1);

	memcpy(all, r->bytes ?: "", r->len);
	memcpy(all + r->len, bytes, len);
	own_free(r->bytes);
	r->bytes = all;
	r->len += len;
	r->has_bytes = r->is_text = true;
}

static void do_cat(struct exec_branch *branch, const struct exec_step *step, struct exec_result *r)
{
	struct exec_step chunk = { .count = CAT_CHUNK };
	struct exec_result part = {};
	struct file *file;
	long err;

	r->value = use_open(step->path, O_RDONLY, &file);
	if (r->value)
		return;
	append(r, "", 0);
	do {
		part = (struct exec_result){};
		do_read(branch, &chunk, file, &part);
		if (part.value > 0)
			append(r, part.bytes, part.len);
		own_free(part.bytes);
	} while (part.value > 0 && r->len < CAT_MAX && !use_crashes());
	r->value = part.value < 0 ? part.value : r->len >= CAT_MAX ? -EFBIG : (long long)r->len;
	err = use_close(file);
	if (err && r->value >= 0)
		r->value = err;
}

static long do_echo(struct exec_branch *branch, const struct exec_step *step)
{
	struct exec_step line = { .data = { .len = step->data.len + 1 } };
	struct file *file;
	long done = use_open(step->path, O_WRONLY | O_TRUNC, &file), err;

	if (done)
		return done;
	line.data.bytes = own_alloc(line.data.len);
	memcpy(line.data.bytes, step->data.bytes, step->data.len);
	line.data.bytes[step->data.len] = '\n';
	done = do_write(branch, &line, file);
	own_free(line.data.bytes);
	err = use_close(file);
	return err && done >= 0 ? err : done;
}

static void list_name(const char *name, umode_t mode, void *arg)
{
	struct exec_result *r = arg;

	append(r, name, strlen(name));
	append(r,
	       S_ISDIR(mode) ? "/\n" :
	       S_ISLNK(mode) ? "@\n" :
			       "\n",
	       S_ISDIR(mode) || S_ISLNK(mode) ? 2 : 1);
	r->value++;
}

static void do_ls(const struct exec_step *step, struct exec_result *r)
{
	struct tree_node *node = tree_find(NULL, step->path);
	int err;

	if (IS_ERR(node)) {
		r->value = PTR_ERR(node);
		return;
	}
	append(r, "", 0);
	err = tree_list(node, list_name, r);
	if (err)
		r->value = err;
	tree_put(node);
}

static long do_mknod(const struct exec_step *step)
{
	unsigned int major = *step->name ? chrdev_major(step->name) : step->cmd;
	struct tree_node *node;

	if (!major)
		return -ENXIO;
	if (strncmp(step->path, "/dev/", 5) != 0)
		return -EPERM;
	node = chrdev_node(step->path + 5, 0666, MKDEV(major, step->count), NULL);
	return PTR_ERR_OR_ZERO(node);
}

/* ---- the rest -------------------------------------------------------------------------------- */

/* Tried again for as long as it is said to be. */
static long do_rmmod(const struct exec_step *step)
{
	u64 end = get_jiffies_64() + msecs_to_jiffies((unsigned int)step->offset);
	struct module_result result;
	long err;

	for (;;) {
		mount_settle();
		err = module_remove(step->name, &result);
		if (err != -EAGAIN || get_jiffies_64() >= end)
			return err;
		msleep(1);
	}
}

static long do_signal(const struct exec_step *step)
{
	struct exec_branch *other = exec_branch_find(step->name);
	struct task_struct *task = other ? READ_ONCE(other->task) : NULL;

	return task ? send_sig((int)(step->cmd ?: SIGINT), task, 1) : -ESRCH;
}

static void on_file(struct exec_branch *branch, const struct exec_step *step, struct exec_result *r)
{
	struct exec_thing *thing = find_thing(branch, step->name, true);
	struct file *file = thing ? thing->file : NULL;

	r->value = -EBADF;
	if (!file)
		return;
	switch (step->op) {
	case EXEC_CLOSE:
		r->value = do_close(branch, thing);
		break;
	case EXEC_READ:
		do_read(branch, step, file, r);
		break;
	case EXEC_WRITE:
		r->value = do_write(branch, step, file);
		break;
	case EXEC_LSEEK:
		r->value = use_lseek(file, step->offset, (int)step->whence);
		break;
	case EXEC_IOCTL:
		do_ioctl(branch, step, file, r);
		break;
	case EXEC_MMAP:
		r->value = do_mmap(branch, step, file);
		break;
	case EXEC_POLL:
		r->value = use_poll(file, step->flags ?: 1, (long)step->offset);
		break;
	case EXEC_FSYNC:
		r->value = use_fsync(file);
		break;
	default:
		r->value = use_fasync(file, step->flags);
		break;
	}
}

void exec_step(struct exec_branch *branch, const struct exec_step *step, struct exec_result *r)
{
	*r = (struct exec_result){};
	switch (step->op) {
	case EXEC_OPEN:
		r->value = do_open(branch, step);
		break;
	case EXEC_PEEK:
	case EXEC_POKE:
	case EXEC_MUNMAP:
		on_mapping(branch, step, r);
		break;
	case EXEC_CAT:
		do_cat(branch, step, r);
		break;
	case EXEC_ECHO:
		r->value = do_echo(branch, step);
		break;
	case EXEC_COPYIN:
	case EXEC_COPYOUT:
		r->value = exec_copy(step);
		break;
	case EXEC_LS:
		do_ls(step, r);
		break;
	case EXEC_MKNOD:
		r->value = do_mknod(step);
		break;
	case EXEC_SLEEP:
		msleep((unsigned int)step->count);
		break;
	case EXEC_RMMOD:
		r->value = do_rmmod(step);
		break;
	case EXEC_INSMOD:
		r->value = run_insert_again(step->name);
		break;
	case EXEC_SIGNAL:
		r->value = do_signal(step);
		break;
	default:
		on_file(branch, step, r);
		break;
	}
	/* A program has its handler run. */
	if (r->value == -EINTR)
		flush_signals(current);
}
