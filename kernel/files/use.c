// SPDX-License-Identifier: MIT
/*
 * What programs do with files, as functions: the system calls, for whoever plays the program.
 *
 * Each call
 *
 *	runs on the task's kernel stack, guarded: a crash ends this call alone, as -EFAULT
 *	leaves the context it came in, or is told of
 *	says -EINTR where the operation was interrupted by a signal, and was to be begun anew
 *
 * A crash may have left locks of the module held.  The core's own, those of user memory, are let
 * go, and whoever waits for the call to end waits no more.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/wait.h>
#include "kernel/files/file.h"
#include "kernel/files/files.h"
#include "kernel/files/tree.h"
#include "kernel/files/user.h"
#include "kernel/kernel.h"
#include "kernel/loader.h"
#include "kernel/loader_internal.h"

/* More queues than any driver waits on. */
#define POLL_QUEUES 32

/**
 * struct use - one call.
 * @fn: does it, and fills in @result.
 * @what: its name; @entry: the operation that it comes to, for the record of stacks.
 */
struct use {
	void (*fn)(struct use *u);
	const char *what;
	const void *entry;
	struct file *file;
	const char *path;
	unsigned long addr;
	size_t count;
	loff_t pos;
	int flags, prot;
	long result;
	loff_t at;
};

static void call(void *arg)
{
	struct use *u = arg;

	u->fn(u);
}

/* A user's signal ends a call that said it wants to be begun anew. */
static long result_of(long result)
{
	switch (result) {
	case -ERESTARTSYS:
	case -ERESTARTNOINTR:
	case -ERESTARTNOHAND:
	case -ERESTART_RESTARTBLOCK:
		return signal_pending(current) ? -EINTR : result;
	default:
		return result;
	}
}

static void after_crash(struct use *u, const struct crash *crash)
{
	/* Marks of calls lie on the stack that the report takes back. */
	tree_abandon_calls(u->file ? file_node(u->file) : NULL);
	crash_report(crash);
	if (current->mm && current->mm->mmap_lock.owner == current)
		up_write(&current->mm->mmap_lock);
	current->pagefault_disabled = 0;
	current->use_crashes++;
	u->result = -EFAULT;
}

static long run(struct use *u)
{
	const struct crash *crash = kstack_guard_call(KSTACK_FILE, u->entry, call, u);

	if (crash)
		after_crash(u, crash);
	else
		context_reset(u->what);
	current->nvcsw++;
	return result_of(u->result);
}

unsigned int use_crashes(void)
{
	return current->use_crashes;
}

/* ---- open, close ----------------------------------------------------------------------------- */

static void do_open(struct use *u)
{
	u->file = filp_open(u->path, u->flags, 0);
	u->result = PTR_ERR_OR_ZERO(u->file);
}

int use_open(const char *path, int flags, struct file **file)
{
	struct use u = { .fn = do_open, .what = "open()", .path = path, .flags = flags };
	long err = run(&u);

	*file = err ? NULL : u.file;
	return (int)err;
}

static void do_close(struct use *u)
{
	u->result = filp_close(u->file, current);
}

int use_close(struct file *file)
{
	struct use u = { .fn = do_close,
			 .what = "release()",
			 .entry = (const void *)file->f_op->release,
			 .file = file };

	return (int)run(&u);
}

static void do_flush(struct use *u)
{
	u->result = vfs_flush(u->file, current);
}

int use_flush(struct file *file)
{
	struct use u = { .fn = do_flush,
			 .what = "flush()",
			 .entry = (const void *)file->f_op->flush,
			 .file = file };

	return (int)run(&u);
}

static void do_release(struct use *u)
{
	fput(u->file);
}

void use_release(struct file *file)
{
	struct use u = { .fn = do_release,
			 .what = "release()",
			 .entry = (const void *)file->f_op->release,
			 .file = file };

	run(&u);
}

/* ---- read, write, lseek ---------------------------------------------------------------------- */

/* Openers of ordinary files take turns: each is to see the place that the one before him left. */
static bool takes_turns(const struct file *file)
{
	return S_ISREG(file->f_inode->i_mode);
}

static void do_read(struct use *u)
{
	u->result = vfs_read(u->file, (char __user *)u->addr, u->count,
			     u->file->f_mode & FMODE_STREAM ? NULL : &u->pos);
}

static void do_write(struct use *u)
{
	u->result = vfs_write(u->file, (const char __user *)u->addr, u->count,
			      u->file->f_mode & FMODE_STREAM ? NULL : &u->pos);
}

static ssize_t rw_here(struct use *u)
{
	bool turn = takes_turns(u->file);
	ssize_t done;

	if (turn)
		mutex_lock(&u->file->f_pos_lock);
	u->pos = u->file->f_pos;
	done = run(u);
	if (done >= 0)
		u->file->f_pos = u->pos;
	if (turn)
		mutex_unlock(&u->file->f_pos_lock);
	return done;
}

ssize_t use_read(struct file *file, unsigned long buf, size_t count)
{
	struct use u = { .fn = do_read,
			 .what = "read()",
			 .entry = (const void *)file->f_op->read,
			 .file = file,
			 .addr = buf,
			 .count = count };

	return rw_here(&u);
}

ssize_t use_write(struct file *file, unsigned long buf, size_t count)
{
	struct use u = { .fn = do_write,
			 .what = "write()",
			 .entry = (const void *)file->f_op->write,
			 .file = file,
			 .addr = buf,
			 .count = count };

	return rw_here(&u);
}

ssize_t use_pread(struct file *file, unsigned long buf, size_t count, loff_t pos)
{
	struct use u = { .fn = do_read,
			 .what = "read()",
			 .entry = (const void *)file->f_op->read,
			 .file = file,
			 .addr = buf,
			 .count = count,
			 .pos = pos };

	if (pos < 0)
		return -EINVAL;
	return file->f_mode & FMODE_PREAD ? run(&u) : -ESPIPE;
}

ssize_t use_pwrite(struct file *file, unsigned long buf, size_t count, loff_t pos)
{
	struct use u = { .fn = do_write,
			 .what = "write()",
			 .entry = (const void *)file->f_op->write,
			 .file = file,
			 .addr = buf,
			 .count = count,
			 .pos = pos };

	if (pos < 0)
		return -EINVAL;
	return file->f_mode & FMODE_PWRITE ? run(&u) : -ESPIPE;
}

static ssize_t rw_at(struct use *u, loff_t *pos)
{
	ssize_t done;

	u->pos = *pos;
	done = run(u);
	if (done >= 0)
		*pos = u->pos;
	return done;
}

ssize_t use_read_at(struct file *file, unsigned long buf, size_t count, loff_t *pos)
{
	struct use u = { .fn = do_read,
			 .what = "read()",
			 .entry = (const void *)file->f_op->read,
			 .file = file,
			 .addr = buf,
			 .count = count };

	return rw_at(&u, pos);
}

ssize_t use_write_at(struct file *file, unsigned long buf, size_t count, loff_t *pos)
{
	struct use u = { .fn = do_write,
			 .what = "write()",
			 .entry = (const void *)file->f_op->write,
			 .file = file,
			 .addr = buf,
			 .count = count };

	return rw_at(&u, pos);
}

static void do_lseek(struct use *u)
{
	u->at = vfs_llseek(u->file, u->pos, u->flags);
	u->result = u->at < 0 ? (long)u->at : 0;
}

loff_t use_lseek(struct file *file, loff_t offset, int whence)
{
	struct use u = { .fn = do_lseek,
			 .what = "llseek()",
			 .entry = (const void *)file->f_op->llseek,
			 .file = file,
			 .pos = offset,
			 .flags = whence };
	bool turn = takes_turns(file);
	long err;

	if (turn)
		mutex_lock(&file->f_pos_lock);
	err = run(&u);
	if (turn)
		mutex_unlock(&file->f_pos_lock);
	return err ? err : u.at;
}

/* ---- ioctl and the rest ---------------------------------------------------------------------- */

/* What a program can ask of every file is answered here, as in Linux. */
#define FIONBIO 0x5421u

static void do_ioctl(struct use *u)
{
	int on;

	if ((unsigned int)u->flags != FIONBIO) {
		u->result = vfs_ioctl(u->file, (unsigned int)u->flags, u->addr);
		return;
	}
	u->result = get_user(on, (int __user *)u->addr);
	if (u->result)
		return;
	spin_lock(&u->file->f_lock);
	u->file->f_flags = on ? u->file->f_flags | O_NONBLOCK : u->file->f_flags & ~O_NONBLOCK;
	spin_unlock(&u->file->f_lock);
}

long use_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct use u = { .fn = do_ioctl,
			 .what = "ioctl()",
			 .entry = (const void *)file->f_op->unlocked_ioctl,
			 .file = file,
			 .flags = (int)cmd,
			 .addr = arg };

	return run(&u);
}

static void do_mmap(struct use *u)
{
	unsigned long addr = user_mmap(u->file, u->count, u->prot, u->flags, u->addr);

	u->result = (long)addr;
}

long use_mmap(struct file *file, size_t bytes, int prot, int flags, unsigned long pgoff)
{
	struct use u = { .fn = do_mmap,
			 .what = "mmap()",
			 .entry = (const void *)file->f_op->mmap,
			 .file = file,
			 .count = bytes,
			 .prot = prot,
			 .flags = flags,
			 .addr = pgoff };

	return run(&u);
}

static void do_munmap(struct use *u)
{
	u->result = user_unmap(u->addr);
}

int use_munmap(unsigned long addr)
{
	struct use u = { .fn = do_munmap, .what = "munmap()", .addr = addr };

	return (int)run(&u);
}

static void do_fsync(struct use *u)
{
	u->result = vfs_fsync(u->file, 0);
}

int use_fsync(struct file *file)
{
	struct use u = { .fn = do_fsync,
			 .what = "fsync()",
			 .entry = (const void *)file->f_op->fsync,
			 .file = file };

	return (int)run(&u);
}

static void do_fasync(struct use *u)
{
	struct file *file = u->file;

	u->result = -ENOTTY;
	if (!file->f_op->fasync)
		return;
	write_lock_irq(&file->f_owner.lock);
	file->f_owner.task = u->flags ? current : NULL;
	write_unlock_irq(&file->f_owner.lock);
	u->result = file->f_op->fasync(3, file, u->flags);
	if (u->result < 0)
		return;
	u->result = 0;
	spin_lock(&file->f_lock);
	file->f_flags = u->flags ? file->f_flags | FASYNC : file->f_flags & ~FASYNC;
	spin_unlock(&file->f_lock);
}

int use_fasync(struct file *file, bool on)
{
	struct use u = { .fn = do_fasync, .what = "fasync()", .file = file, .flags = on };

	return (int)run(&u);
}

/* ---- poll ------------------------------------------------------------------------------------ */

/** struct poller - who polls, and the queues he is on. */
struct poller {
	poll_table table;
	unsigned int nr;
	struct {
		wait_queue_head_t *queue;
		struct wait_queue_entry entry;
	} on[POLL_QUEUES];
};

static void poller_queue(struct file *file, wait_queue_head_t *queue, poll_table *table)
{
	struct poller *p = container_of(table, struct poller, table);

	if (WARN_ON_ONCE(p->nr == POLL_QUEUES))
		return;
	p->on[p->nr].queue = queue;
	init_waitqueue_entry(&p->on[p->nr].entry, current);
	add_wait_queue(queue, &p->on[p->nr].entry);
	p->nr++;
}

static __poll_t ask(struct file *file, struct poller *p)
{
	struct tree_call mark;
	__poll_t now;

	if (!tree_enter(file_node(file), &mark))
		return DEFAULT_POLLMASK;
	now = vfs_poll(file, &p->table);
	tree_leave(file_node(file), &mark);
	return now;
}

static long wait_for_events(struct file *file, struct poller *p, __poll_t events, long timeout)
{
	__poll_t now;

	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		now = ask(file, p) & (events | EPOLLERR | EPOLLHUP);
		p->table._qproc = NULL;
		if (now || !timeout)
			break;
		if (signal_pending(current)) {
			__set_current_state(TASK_RUNNING);
			return -EINTR;
		}
		timeout = schedule_timeout(timeout);
	}
	__set_current_state(TASK_RUNNING);
	return (long)now;
}

static void do_poll(struct use *u)
{
	struct poller *p = (struct poller *)u->addr;
	long timeout = u->pos < 0 ? MAX_SCHEDULE_TIMEOUT :
				    (long)msecs_to_jiffies((unsigned int)u->pos);

	u->result = wait_for_events(u->file, p, (__poll_t)u->flags, timeout);
}

long use_poll(struct file *file, unsigned int events, long timeout_ms)
{
	struct poller p = { .table = { ._qproc = timeout_ms ? poller_queue : NULL,
				       ._key = events | EPOLLERR | EPOLLHUP } };
	struct use u = { .fn = do_poll,
			 .what = "poll()",
			 .entry = (const void *)file->f_op->poll,
			 .file = file,
			 .flags = (int)events,
			 .pos = timeout_ms,
			 .addr = (unsigned long)&p };
	long now = run(&u);

	while (p.nr) {
		p.nr--;
		remove_wait_queue(p.on[p.nr].queue, &p.on[p.nr].entry);
	}
	return now;
}

static void do_ask(struct use *u)
{
	struct tree_call mark;

	u->result = (long)DEFAULT_POLLMASK;
	if (!tree_enter(file_node(u->file), &mark))
		return;
	u->result = (long)vfs_poll(u->file, (poll_table *)u->addr);
	tree_leave(file_node(u->file), &mark);
}

long use_poll_table(struct file *file, struct poll_table_struct *table)
{
	struct use u = { .fn = do_ask,
			 .what = "poll()",
			 .entry = (const void *)file->f_op->poll,
			 .file = file,
			 .addr = (unsigned long)table };

	return run(&u);
}

/* ---- a program's own memory ------------------------------------------------------------------ */

/* Touching may bring a page, by the driver's code. */
static void do_touch(struct use *u)
{
	u->result = user_copy((void *)u->path, u->addr, u->count, u->flags) ? -EFAULT : 0;
}

int use_peek(void *to, unsigned long from, size_t count)
{
	struct use u = {
		.fn = do_touch, .what = "a page fault", .path = to, .addr = from, .count = count
	};

	return (int)run(&u);
}

int use_poke(unsigned long to, const void *from, size_t count)
{
	struct use u = { .fn = do_touch,
			 .what = "a page fault",
			 .path = from,
			 .addr = to,
			 .count = count,
			 .flags = 1 };

	return (int)run(&u);
}

/* ---- threads --------------------------------------------------------------------------------- */

int use_begin(const char *name)
{
	struct task_struct *me = current;

	set_task_comm(me, name);
	me->mm = me->active_mm = &user_mm;
	me->use_crashes = 0;
	if (me->kstack)
		return 0;
	return kstack_get(me, NUMA_NO_NODE);
}

void use_end(void)
{
	struct task_struct *me = current;

	me->mm = me->active_mm = NULL;
	guard_leave();
	kstack_put(me);
	task_attach(NULL);
}
