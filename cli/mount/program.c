// SPDX-License-Identifier: MIT
/*
 * On behalf of programs of the host: who they are to a module, and where their bytes are.
 *
 *	who	uid, gid, pid and name of the program, as it is at this call; the name of root is
 *		that of whoever the host's side takes for root
 *	bytes	are copied to user memory that ends with them, so that a module that goes on reading
 *		or writing meets nothing; and from there back
 *	places	the host's kernel keeps a file's place, and says with each read and write where it
 *		is.  A module may have it otherwise: it moves its own as it likes.  So while the
 *		program reads on where it stopped, the module's place counts; elsewhere the program
 *		has gone there, and llseek() says what comes of that.
 */
#include <linux/cred.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "cli/mount/news.h"
#include "cli/mount/program.h"
#include "kernel/files/file.h"
#include "kernel/files/files.h"
#include "kernel/files/tree.h"
#include "kernel/files/user.h"
#include "kernel/kernel.h"
#include "kernel/loader.h"
#include "kernel/loader_internal.h"
#include "mm/kmalloc/kmalloc.h"

/* User memory that a thread keeps between calls; more is given back at once. */
#define KEEP_BYTES (256ul << 10)
/* What a program can say when it opens, in numbers that are the same on all processors. */
#define OPEN_FLAGS   (O_ACCMODE | O_NONBLOCK | O_APPEND | O_TRUNC | O_DSYNC)
#define CHANGE_FLAGS (O_NONBLOCK | O_APPEND)

/** struct identity - of programs, for as long as any file could have been opened by one. */
struct identity {
	struct identity *next;
	struct cred cred;
};

/**
 * struct program - a thread that serves programs.
 * @buf: @size bytes of user memory; 0: none yet.
 * @reach: to the memory of program @pid, by @copy.
 */
struct program {
	struct task_struct *task;
	unsigned long buf, size;
	struct user_reach reach;
	int pid;
	unsigned long (*copy)(int pid, void *ours, unsigned long addr, unsigned long n, bool write);
};

/**
 * struct program_file - a file that a program has open.
 * @stream: the host knows no place of it.
 * @lock: guards the next two and the place that the module has; held while it is asked for one.
 * @end: where the host thinks that the last call ended; @pos: where the module does.
 */
struct program_file {
	struct file *file;
	bool stream;
	struct lock lock;
	loff_t end, pos;
	struct news_watch watch;
};

static struct lock identities_lock = LOCK_INIT;
static struct identity *identities;

/* ---- who ------------------------------------------------------------------------------------- */

static size_t reach_program(struct user_reach *reach, void *kernel, unsigned long addr, size_t n,
			    bool write)
{
	const struct program *p = container_of(reach, struct program, reach);

	return p->copy(p->pid, kernel, addr, n, write);
}

struct program *program_begin(void)
{
	struct program *p = kmalloc_untraced(sizeof(*p), GFP_KERNEL | __GFP_ZERO);

	if (!p)
		return NULL;
	if (use_begin("program")) {
		use_end();
		kfree_untraced(p);
		return NULL;
	}
	p->task = current;
	p->reach.copy = reach_program;
	return p;
}

static void drop_memory(struct program *p)
{
	if (p->buf)
		use_munmap(p->buf);
	p->buf = p->size = 0;
}

void program_end(struct program *p)
{
	drop_memory(p);
	use_end();
	kfree_untraced(p);
}

/* Files keep the identity of who has opened them, so these stay. */
static const struct cred *find_cred(unsigned int uid, unsigned int gid)
{
	const kuid_t u = KUIDT_INIT(uid);
	const kgid_t g = KGIDT_INIT(gid);
	struct identity *i;

	if (!uid && !gid)
		return &init_cred;
	lock_acquire(&identities_lock);
	for (i = identities; i; i = i->next)
		if (uid_eq(i->cred.uid, u) && gid_eq(i->cred.gid, g))
			break;
	if (!i) {
		i = kmalloc_untraced(sizeof(*i), GFP_KERNEL);
		if (i) {
			i->cred = (struct cred){ u, u, u, u, g, g, g, g };
			i->next = identities;
			identities = i;
		}
	}
	lock_release(&identities_lock);
	return i ? &i->cred : NULL;
}

/* In the forms of all times. */
static void become(struct task_struct *task, const struct cred *cred)
{
	task->cred = task->real_cred = cred;
	task->uid = task->euid = task->suid = task->fsuid = __kuid_val(cred->uid);
	task->gid = task->egid = task->sgid = task->fsgid = __kgid_val(cred->gid);
}

int program_be(struct program *p, const struct program_who *who)
{
	const struct cred *cred = find_cred(who->uid, who->gid);

	if (!cred)
		return -ENOMEM;
	if (loader_is_stuck())
		return -EIO;
	flush_signals(p->task);
	become(p->task, cred);
	p->task->pid = p->task->tgid = who->pid;
	p->pid = who->pid;
	p->copy = who->reach;
	set_task_comm(p->task, who->comm);
	return 0;
}

void program_signal(struct program *p, int sig)
{
	send_sig(sig, p->task, 1);
}

void program_hangs(void)
{
	report("INFO: a program waits in a module for something that does not come, and ends by "
	       "no signal");
	loader_set_stuck(true);
}

void program_forget_all(void)
{
	while (identities) {
		struct identity *i = identities;

		identities = i->next;
		kfree_untraced(i);
	}
}

/* ---- memory for a call ----------------------------------------------------------------------- */

/* Memory that ends behind @n bytes; a negative errno without (IS_ERR_VALUE()). */
static unsigned long find_room(struct program *p, unsigned long n)
{
	unsigned long size = PAGE_ALIGN(n ?: 1), addr;

	if (p->size < size) {
		addr = user_map(size, PROT_READ | PROT_WRITE);
		if (IS_ERR_VALUE(addr))
			return addr;
		drop_memory(p);
		p->buf = addr;
		p->size = size;
	}
	return p->buf + p->size - n;
}

static void end_call(struct program *p)
{
	if (p->size > KEEP_BYTES)
		drop_memory(p);
}

/* What the last program had there is not for the next. */
static void clear(unsigned long addr, unsigned long n)
{
	static char zeros[PAGE_SIZE];

	for (unsigned long part; n; addr += part, n -= part) {
		part = min(n, sizeof(zeros));
		user_copy(zeros, addr, part, true);
	}
}

/* ---- open files ------------------------------------------------------------------------------ */

int program_open(const char *path, int flags, struct program_file **file, unsigned int *traits)
{
	struct program_file *f = kmalloc_untraced(sizeof(*f), GFP_KERNEL | __GFP_ZERO);
	int err;

	if (!f)
		return -ENOMEM;
	err = use_open(path, flags & OPEN_FLAGS, &f->file);
	if (err) {
		kfree_untraced(f);
		return err;
	}
	lock_init(&f->lock);
	f->pos = f->file->f_pos;
	f->stream = !(f->file->f_mode & FMODE_LSEEK);
	news_add(&f->watch, f->file);
	*traits = (f->stream ? PROGRAM_STREAM : 0) | (f->file->f_op->flush ? PROGRAM_FLUSH : 0);
	*file = f;
	return 0;
}

int program_flush(struct program_file *file)
{
	return use_flush(file->file);
}

void *program_release(struct program_file *file)
{
	void *told = news_del(&file->watch);

	if (!loader_is_stuck())
		use_release(file->file);
	kfree_untraced(file);
	return told;
}

/* fcntl() is answered by the host alone. */
static void take_flags(struct file *file, int flags)
{
	unsigned int now = READ_ONCE(file->f_flags);

	if ((now ^ (unsigned int)flags) & CHANGE_FLAGS)
		WRITE_ONCE(file->f_flags,
			   (now & ~CHANGE_FLAGS) | ((unsigned int)flags & CHANGE_FLAGS));
}

/* Where the module is to read or write; an errno where it does not go there. */
static loff_t find_place(struct program_file *f, loff_t at, bool append)
{
	loff_t pos;

	/* Programs that share a file may be at many places at once; no llseek() expects that. */
	lock_acquire(&f->lock);
	if (f->stream || append || at == f->end)
		pos = f->pos;
	else
		pos = use_lseek(f->file, at, SEEK_SET);
	lock_release(&f->lock);
	return pos;
}

static void leave_place(struct program_file *f, loff_t at, long done, loff_t pos)
{
	lock_acquire(&f->lock);
	f->end = at + max(done, 0l);
	f->pos = f->file->f_pos = pos;
	lock_release(&f->lock);
}

long program_read(struct program *p, struct program_file *file, void *buf, unsigned long n,
		  long long at, int flags)
{
	loff_t pos = find_place(file, at, false);
	unsigned long addr;
	long done;

	if (pos < 0)
		return (long)pos;
	addr = find_room(p, n);
	if (IS_ERR_VALUE(addr))
		return (long)addr;
	clear(addr, n);
	take_flags(file->file, flags);
	done = use_read_at(file->file, addr, n, &pos);
	leave_place(file, at, done, pos);
	/* More than there was room for is a mistake, which was told of. */
	done = min(done, (long)n);
	if (done > 0 && user_copy(buf, addr, (size_t)done, false))
		done = -EFAULT;
	end_call(p);
	return done;
}

long program_write(struct program *p, struct program_file *file, const void *buf, unsigned long n,
		   long long at, int flags)
{
	loff_t pos = find_place(file, at, flags & O_APPEND);
	unsigned long addr;
	long done;

	if (pos < 0)
		return (long)pos;
	addr = find_room(p, n);
	if (IS_ERR_VALUE(addr))
		return (long)addr;
	user_copy((void *)buf, addr, n, true);
	take_flags(file->file, flags);
	done = use_write_at(file->file, addr, n, &pos);
	leave_place(file, at, done, pos);
	end_call(p);
	return min(done, (long)n);
}

/* Only to ask: the module is put back to where it was. */
long long program_size(struct program_file *file)
{
	loff_t pos, size;

	lock_acquire(&file->lock);
	pos = file->file->f_pos;
	size = use_lseek(file->file, 0, SEEK_END);
	file->file->f_pos = pos;
	lock_release(&file->lock);
	return size;
}

/* ---- the rest -------------------------------------------------------------------------------- */

/* The program's own memory: also what a structure of its points to. */
static long ioctl_within(struct program *p, struct program_file *file, unsigned int cmd,
			 unsigned long arg)
{
	long result;

	p->task->user_reach = &p->reach;
	result = use_ioctl(file->file, cmd, arg);
	p->task->user_reach = NULL;
	return result;
}

long program_ioctl(struct program *p, struct program_file *file, unsigned int cmd,
		   unsigned long arg, const void *in, unsigned long nr_in, void *out,
		   unsigned long nr_out)
{
	unsigned long n = max(nr_in, nr_out), addr;
	long result;

	if (p->copy)
		return ioctl_within(p, file, cmd, arg);
	if (!n)
		return use_ioctl(file->file, cmd, arg);
	addr = find_room(p, n);
	if (IS_ERR_VALUE(addr))
		return (long)addr;
	clear(addr, n);
	user_copy((void *)in, addr, nr_in, true);
	result = use_ioctl(file->file, cmd, addr);
	if (result >= 0 && user_copy(out, addr, nr_out, false))
		result = -EFAULT;
	end_call(p);
	return result;
}

int program_fsync(struct program_file *file)
{
	return use_fsync(file->file);
}

long program_poll(struct program_file *file, unsigned int events, void *told, void **before)
{
	return news_ask(&file->watch, events, told, before);
}
