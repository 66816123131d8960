// SPDX-License-Identifier: MIT
/*
 * Open files: from a path to operations, and what every file has before its operations are called.
 *
 *	modes	a file is read only if it was opened for that, and has the operation
 *	counts	no more than MAX_RW_COUNT; memory that could be a user's
 *	places	f_pos moves by what was read or written; files may have none (stream_open())
 *
 * What an operation says is looked at as well: more bytes than were asked for are a mistake that
 * programs would run into.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp_lock.h>
#include <linux/string.h>
#include "kernel/files/file.h"
#include "kernel/files/tree.h"
#include "kernel/kernel.h"
#include "mm/kmalloc/kmalloc.h"

/* ---- opening --------------------------------------------------------------------------------- */

static fmode_t mode_of(int flags)
{
	static const fmode_t modes[] = { FMODE_READ, FMODE_WRITE, FMODE_READ | FMODE_WRITE, 0 };

	return modes[flags & O_ACCMODE] | FMODE_LSEEK | FMODE_PREAD | FMODE_PWRITE;
}

/* Root may do all but write to what nobody may write to in /sys and /proc, as in Linux. */
static int check_open(const struct tree_node *node, int flags)
{
	const umode_t mode = node->inode.i_mode;
	bool writes = (flags & O_ACCMODE) != O_RDONLY;

	if (S_ISDIR(mode))
		return writes ? -EISDIR : 0;
	if (flags & O_DIRECTORY)
		return -ENOTDIR;
	if ((flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL))
		return -EEXIST;
	if (node->kind == TREE_SYSFS && writes && !(mode & 0222))
		return -EACCES;
	if (node->kind == TREE_SYSFS && (flags & O_ACCMODE) != O_WRONLY && !(mode & 0444))
		return -EACCES;
	return 0;
}

static void setup(struct file *file, struct tree_node *node, int flags)
{
	memset(file, 0, sizeof(*file));
	file->f_mode = mode_of(flags);
	file->f_flags = (unsigned int)flags;
	file->f_inode = &node->inode;
	file->f_path.dentry = &node->dentry;
	file->f_mapping = node->inode.i_mapping;
	file->f_cred = current_cred();
	mutex_init(&file->f_pos_lock);
	spin_lock_init(&file->f_lock);
	rwlock_init(&file->f_owner.lock);
	atomic_long_set(&file->f_count, 1);
}

/* What it can do now that its operations are known. */
static void note_abilities(struct file *file)
{
	const struct file_operations *ops = file->f_op;

	if ((file->f_mode & FMODE_READ) && (ops->read || ops->read_iter))
		file->f_mode |= FMODE_CAN_READ;
	if ((file->f_mode & FMODE_WRITE) && (ops->write || ops->write_iter))
		file->f_mode |= FMODE_CAN_WRITE;
	if ((file->f_mode & FMODE_LSEEK) && !ops->llseek)
		file->f_mode &= ~FMODE_LSEEK;
	file->f_mode |= FMODE_OPENED;
	file->f_flags &= ~(unsigned int)(O_CREAT | O_EXCL | O_NOCTTY);
}

static int call_open(struct file *file, struct tree_node *node)
{
	struct tree_call call;
	int err = 0;

	if (!tree_enter(node, &call))
		return -ENOENT;
	file->f_op = fops_get(node->inode.i_fop);
	if (!file->f_op)
		err = node->inode.i_fop ? -ENXIO : -ENODEV;
	else if (file->f_op->open)
		err = file->f_op->open(&node->inode, file);
	tree_leave(node, &call);
	if (err > 0) {
		report("WARNING: open() of %s returned %d, which is neither 0 nor a negative errno",
		       node->name, err);
		err = -EINVAL;
	}
	return err;
}

struct file *file_open(struct tree_node *node, int flags)
{
	struct file *file;
	int err = check_open(node, flags);

	if (err)
		return ERR_PTR(err);
	file = kmalloc_untraced(sizeof(*file), GFP_KERNEL);
	if (!file)
		return ERR_PTR(-ENOMEM);
	setup(file, node, flags);
	tree_add_file(node, file);
	if (S_ISDIR(node->inode.i_mode)) {
		file->f_op = &directory_fops;
		note_abilities(file);
		return file;
	}
	err = call_open(file, node);
	if (!err) {
		note_abilities(file);
		return file;
	}
	fops_put(file->f_op);
	tree_del_file(node, file);
	kfree_untraced(file);
	return ERR_PTR(err);
}

struct file *filp_open(const char *path, int flags, umode_t mode)
{
	struct tree_node *node = tree_find(tree_root, path);
	struct file *file;

	if (IS_ERR(node))
		return ERR_CAST(node);
	file = file_open(node, flags);
	tree_put(node);
	return file;
}
EXPORT_SYMBOL(filp_open);

/* ---- closing --------------------------------------------------------------------------------- */

struct file *get_file(struct file *file)
{
	atomic_long_inc(&file->f_count);
	return file;
}
EXPORT_SYMBOL(get_file);

static void last_put(struct file *file)
{
	struct tree_node *node = file_node(file);
	struct tree_call call;

	if (tree_claim_release(node, file, &call)) {
		if ((file->f_flags & FASYNC) && file->f_op->fasync)
			file->f_op->fasync(-1, file, 0);
		if (file->f_op->release)
			file->f_op->release(file->f_inode, file);
		tree_released(file);
		tree_leave(node, &call);
	}
	chrdev_closed(file->f_inode);
	fops_put(file->f_op);
	tree_del_file(node, file);
	kfree_untraced(file);
}

void fput(struct file *file)
{
	if (atomic_long_dec_and_test(&file->f_count))
		last_put(file);
}
EXPORT_SYMBOL(fput);

int vfs_flush(struct file *file, fl_owner_t id)
{
	struct tree_call call;
	int err = 0;

	if (file->f_op->flush && tree_enter(file_node(file), &call)) {
		err = file->f_op->flush(file, id);
		tree_leave(file_node(file), &call);
	}
	return err;
}

int filp_close(struct file *file, fl_owner_t id)
{
	int err = vfs_flush(file, id);

	fput(file);
	return err;
}
EXPORT_SYMBOL(filp_close);

/* ---- calls ----------------------------------------------------------------------------------- */

/* What calls of a file get whose node is gone. */
static int gone_error(const struct tree_node *node)
{
	return node->kind == TREE_SYSFS ? -ENODEV : -EIO;
}

static int enter(struct file *file, struct tree_call *call)
{
	return tree_enter(file_node(file), call) ? 0 : gone_error(file_node(file));
}

static void leave(struct file *file, struct tree_call *call)
{
	tree_leave(file_node(file), call);
}

/* ---- reading and writing --------------------------------------------------------------------- */

static int check_rw(const struct file *file, const void __user *buf, size_t count,
		    const loff_t *pos, bool write)
{
	if (!(file->f_mode & (write ? FMODE_WRITE : FMODE_READ)))
		return -EBADF;
	if (S_ISDIR(file->f_inode->i_mode))
		return -EISDIR;
	if (!(file->f_mode & (write ? FMODE_CAN_WRITE : FMODE_CAN_READ)))
		return -EINVAL;
	if (!access_ok(buf, count))
		return -EFAULT;
	if ((ssize_t)count < 0)
		return -EINVAL;
	if (pos && *pos < 0 && !(file->f_mode & FMODE_UNSIGNED_OFFSET))
		return -EINVAL;
	return 0;
}

void init_sync_kiocb(struct kiocb *iocb, struct file *file)
{
	*iocb = (struct kiocb){ .ki_filp = file };
	if (file->f_flags & O_NONBLOCK)
		iocb->ki_flags |= file->f_mode & FMODE_NOWAIT ? IOCB_NOWAIT : 0;
	if (file->f_flags & O_APPEND)
		iocb->ki_flags |= IOCB_APPEND;
	if (file->f_flags & O_DIRECT)
		iocb->ki_flags |= IOCB_DIRECT;
	if (file->f_flags & O_DSYNC)
		iocb->ki_flags |= IOCB_DSYNC;
}
EXPORT_SYMBOL(init_sync_kiocb);

int kiocb_set_rw_flags(struct kiocb *iocb, int flags, int type)
{
	return flags ? -EOPNOTSUPP : 0;
}
EXPORT_SYMBOL(kiocb_set_rw_flags);

/* read() and write() of those who only have the forms with an iterator. */
static ssize_t rw_iter(struct file *file, struct iov_iter *iter, loff_t *pos, bool write)
{
	struct kiocb iocb;
	ssize_t done;

	init_sync_kiocb(&iocb, file);
	iocb.ki_pos = pos ? *pos : 0;
	done = write ? file->f_op->write_iter(&iocb, iter) : file->f_op->read_iter(&iocb, iter);
	WARN_ON(done == -EIOCBQUEUED);
	if (pos)
		*pos = iocb.ki_pos;
	return done;
}

static ssize_t check_result(const struct file *file, ssize_t done, size_t count, bool write)
{
	if (done <= (ssize_t)count)
		return done;
	report("WARNING: %s() of %s returned %zd, more than the %zu bytes it was asked for",
	       write ? "write" : "read", file_node(file)->name, done, count);
	return done;
}

static ssize_t call_rw(struct file *file, char __user *buf, size_t count, loff_t *pos, bool write)
{
	const struct file_operations *ops = file->f_op;
	struct iov_iter iter;

	if (write && ops->write)
		return ops->write(file, buf, count, pos);
	if (!write && ops->read)
		return ops->read(file, buf, count, pos);
	iov_iter_ubuf(&iter, write ? ITER_SOURCE : ITER_DEST, buf, count);
	return rw_iter(file, &iter, pos, write);
}

static ssize_t rw(struct file *file, char __user *buf, size_t count, loff_t *pos, bool write)
{
	struct tree_call call;
	ssize_t done = check_rw(file, buf, count, pos, write);

	if (done)
		return done;
	count = min_t(size_t, count, MAX_RW_COUNT);
	done = enter(file, &call);
	if (done)
		return done;
	done = check_result(file, call_rw(file, buf, count, pos, write), count, write);
	leave(file, &call);
	return done;
}

ssize_t vfs_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	return rw(file, buf, count, pos, false);
}
EXPORT_SYMBOL(vfs_read);

ssize_t vfs_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	return rw(file, (char __user *)buf, count, pos, true);
}
EXPORT_SYMBOL(vfs_write);

/* The kernel's own buffers reach only those who take iterators, as in Linux since 5.10. */
static ssize_t kernel_rw(struct file *file, void *buf, size_t count, loff_t *pos, bool write)
{
	struct kvec vec = { buf, min_t(size_t, count, MAX_RW_COUNT) };
	struct tree_call call;
	struct iov_iter iter;
	ssize_t done = check_rw(file, NULL, 0, pos, write);

	if (done)
		return done;
	if (write ? file->f_op->write || !file->f_op->write_iter :
		    file->f_op->read || !file->f_op->read_iter) {
		report("WARNING: kernel %s not supported for file %s (pid: %d comm: %s)",
		       write ? "write" : "read", file_node(file)->name, current->pid,
		       current->comm);
		return -EINVAL;
	}
	done = enter(file, &call);
	if (done)
		return done;
	iov_iter_kvec(&iter, write ? ITER_SOURCE : ITER_DEST, &vec, 1, vec.iov_len);
	done = rw_iter(file, &iter, pos, write);
	leave(file, &call);
	return done;
}

ssize_t kernel_read(struct file *file, void *buf, size_t count, loff_t *pos)
{
	return kernel_rw(file, buf, count, pos, false);
}
EXPORT_SYMBOL(kernel_read);

ssize_t kernel_write(struct file *file, const void *buf, size_t count, loff_t *pos)
{
	return kernel_rw(file, (void *)buf, count, pos, true);
}
EXPORT_SYMBOL(kernel_write);

/* ---- the rest -------------------------------------------------------------------------------- */

loff_t vfs_llseek(struct file *file, loff_t offset, int whence)
{
	struct tree_call call;
	loff_t at;

	if (whence < SEEK_SET || whence > SEEK_END)
		return -EINVAL;
	if (!(file->f_mode & FMODE_LSEEK))
		return -ESPIPE;
	at = enter(file, &call);
	if (at)
		return at;
	at = file->f_op->llseek(file, offset, whence);
	leave(file, &call);
	return at;
}
EXPORT_SYMBOL(vfs_llseek);

static long call_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	long result = -ENOTTY;

	if (file->f_op->unlocked_ioctl) {
		result = file->f_op->unlocked_ioctl(file, cmd, arg);
	} else if (file->f_op->ioctl) {
		lock_kernel();
		result = file->f_op->ioctl(file->f_inode, file, cmd, arg);
		unlock_kernel();
	}
	return result == -ENOIOCTLCMD ? -ENOTTY : result;
}

long vfs_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct tree_call call;
	long result = enter(file, &call);

	if (result)
		return result;
	result = call_ioctl(file, cmd, arg);
	leave(file, &call);
	return result;
}
EXPORT_SYMBOL(vfs_ioctl);

/* In whichever form the driver has it. */
static int call_fsync(struct file *file, int datasync)
{
	const struct file_operations *ops = file->f_op;

	if (ops->fsync)
		return ops->fsync(file, 0, LLONG_MAX, datasync);
	if (ops->fsync_before_3_1)
		return ops->fsync_before_3_1(file, datasync);
	return ops->fsync_before_2_6_35(file, file_dentry(file), datasync);
}

int vfs_fsync(struct file *file, int datasync)
{
	const struct file_operations *ops = file->f_op;
	struct tree_call call;
	int err;

	if (!ops->fsync && !ops->fsync_before_3_1 && !ops->fsync_before_2_6_35)
		return -EINVAL;
	err = enter(file, &call);
	if (err)
		return err;
	err = call_fsync(file, datasync);
	leave(file, &call);
	return err;
}
EXPORT_SYMBOL(vfs_fsync);

const struct file_operations directory_fops = {
	.llseek = noop_llseek,
};
