// SPDX-License-Identifier: MIT
/* Operations that drivers do not have to write themselves. */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/timekeeping.h>
#include <linux/uaccess.h>
#include "kernel/files/tree.h"

/* ---- places ---------------------------------------------------------------------------------- */

loff_t no_llseek(struct file *file, loff_t offset, int whence)
{
	return -ESPIPE;
}
EXPORT_SYMBOL(no_llseek);

loff_t noop_llseek(struct file *file, loff_t offset, int whence)
{
	return file->f_pos;
}
EXPORT_SYMBOL(noop_llseek);

loff_t vfs_setpos(struct file *file, loff_t offset, loff_t max)
{
	if ((offset < 0 && !(file->f_mode & FMODE_UNSIGNED_OFFSET)) || offset > max)
		return -EINVAL;
	if (offset != file->f_pos) {
		file->f_pos = offset;
		file->f_version = 0;
	}
	return offset;
}
EXPORT_SYMBOL(vfs_setpos);

loff_t generic_file_llseek_size(struct file *file, loff_t offset, int whence, loff_t max,
				loff_t end)
{
	loff_t base = whence == SEEK_END ? end : whence == SEEK_CUR ? file->f_pos : 0;

	if (whence < SEEK_SET || whence > SEEK_END)
		return -EINVAL;
	/* Where he is, whatever that may be. */
	if (whence == SEEK_CUR && !offset)
		return file->f_pos;
	if (__builtin_add_overflow(base, offset, &offset))
		return -EINVAL;
	return vfs_setpos(file, offset, max);
}
EXPORT_SYMBOL(generic_file_llseek_size);

loff_t generic_file_llseek(struct file *file, loff_t offset, int whence)
{
	return generic_file_llseek_size(file, offset, whence, MAX_LFS_FILESIZE,
					i_size_read(file->f_inode));
}
EXPORT_SYMBOL(generic_file_llseek);

loff_t default_llseek(struct file *file, loff_t offset, int whence)
{
	loff_t at;

	inode_lock(file->f_inode);
	at = generic_file_llseek(file, offset, whence);
	inode_unlock(file->f_inode);
	return at;
}
EXPORT_SYMBOL(default_llseek);

loff_t fixed_size_llseek(struct file *file, loff_t offset, int whence, loff_t size)
{
	return generic_file_llseek_size(file, offset, whence, size, size);
}
EXPORT_SYMBOL(fixed_size_llseek);

loff_t no_seek_end_llseek_size(struct file *file, loff_t offset, int whence, loff_t size)
{
	if (whence == SEEK_END)
		return -EINVAL;
	return generic_file_llseek_size(file, offset, whence, size, 0);
}
EXPORT_SYMBOL(no_seek_end_llseek_size);

loff_t no_seek_end_llseek(struct file *file, loff_t offset, int whence)
{
	return no_seek_end_llseek_size(file, offset, whence, MAX_LFS_FILESIZE);
}
EXPORT_SYMBOL(no_seek_end_llseek);

/* ---- opening --------------------------------------------------------------------------------- */

int generic_file_open(struct inode *inode, struct file *file)
{
	return 0;
}
EXPORT_SYMBOL(generic_file_open);

int nonseekable_open(struct inode *inode, struct file *file)
{
	file->f_mode &= ~(FMODE_LSEEK | FMODE_PREAD | FMODE_PWRITE);
	return 0;
}
EXPORT_SYMBOL(nonseekable_open);

int stream_open(struct inode *inode, struct file *file)
{
	file->f_mode &= ~(FMODE_LSEEK | FMODE_PREAD | FMODE_PWRITE | FMODE_ATOMIC_POS);
	file->f_mode |= FMODE_STREAM;
	return 0;
}
EXPORT_SYMBOL(stream_open);

int simple_open(struct inode *inode, struct file *file)
{
	if (inode->i_private)
		file->private_data = inode->i_private;
	return 0;
}
EXPORT_SYMBOL(simple_open);

int noop_fsync(struct file *file, loff_t start, loff_t end, int datasync)
{
	return 0;
}
EXPORT_SYMBOL(noop_fsync);

/* These read and write a file's pages, of which those of drivers have none. */
ssize_t generic_file_read_iter(struct kiocb *iocb, struct iov_iter *to)
{
	return iov_iter_count(to) ? -EINVAL : 0;
}
EXPORT_SYMBOL(generic_file_read_iter);

ssize_t generic_file_write_iter(struct kiocb *iocb, struct iov_iter *from)
{
	return iov_iter_count(from) ? -EINVAL : 0;
}
EXPORT_SYMBOL(generic_file_write_iter);

struct timespec64 current_time(struct inode *inode)
{
	struct timespec64 now;

	ktime_get_coarse_real_ts64(&now);
	return now;
}
EXPORT_SYMBOL(current_time);

/* ---- buffers --------------------------------------------------------------------------------- */

ssize_t simple_read_from_buffer(void __user *to, size_t count, loff_t *pos, const void *from,
				size_t available)
{
	loff_t at = *pos;
	size_t left;

	if (at < 0)
		return -EINVAL;
	if (at >= (loff_t)available || !count)
		return 0;
	count = min_t(size_t, count, available - (size_t)at);
	left = copy_to_user(to, (const char *)from + at, count);
	if (left == count)
		return -EFAULT;
	count -= left;
	*pos = at + (loff_t)count;
	return (ssize_t)count;
}
EXPORT_SYMBOL(simple_read_from_buffer);

ssize_t simple_write_to_buffer(void *to, size_t available, loff_t *pos, const void __user *from,
			       size_t count)
{
	loff_t at = *pos;
	size_t left;

	if (at < 0)
		return -EINVAL;
	if (at >= (loff_t)available || !count)
		return 0;
	count = min_t(size_t, count, available - (size_t)at);
	left = copy_from_user((char *)to + at, from, count);
	if (left == count)
		return -EFAULT;
	count -= left;
	*pos = at + (loff_t)count;
	return (ssize_t)count;
}
EXPORT_SYMBOL(simple_write_to_buffer);

ssize_t memory_read_from_buffer(void *to, size_t count, loff_t *pos, const void *from,
				size_t available)
{
	loff_t at = *pos;

	if (at < 0)
		return -EINVAL;
	if (at >= (loff_t)available)
		return 0;
	count = min_t(size_t, count, available - (size_t)at);
	memcpy(to, (const char *)from + at, count);
	*pos = at + (loff_t)count;
	return (ssize_t)count;
}
EXPORT_SYMBOL(memory_read_from_buffer);

/* ---- files that are one number --------------------------------------------------------------- */

/** struct simple_attr - an open one; @text is what its reader is reading. */
struct simple_attr {
	int (*get)(void *data, u64 *value);
	int (*set)(void *data, u64 value);
	void *data;
	const char *fmt;
	struct mutex mutex;
	char text[24];
};

int simple_attr_open(struct inode *inode, struct file *file, int (*get)(void *data, u64 *value),
		     int (*set)(void *data, u64 value), const char *fmt)
{
	struct simple_attr *attr = kzalloc(sizeof(*attr), GFP_KERNEL);

	if (!attr)
		return -ENOMEM;
	attr->get = get;
	attr->set = set;
	attr->data = inode->i_private;
	attr->fmt = fmt;
	mutex_init(&attr->mutex);
	file->private_data = attr;
	return nonseekable_open(inode, file);
}
EXPORT_SYMBOL(simple_attr_open);

int simple_attr_release(struct inode *inode, struct file *file)
{
	kfree(file->private_data);
	return 0;
}
EXPORT_SYMBOL(simple_attr_release);

ssize_t simple_attr_read(struct file *file, char __user *buf, size_t len, loff_t *pos)
{
	struct simple_attr *attr = file->private_data;
	ssize_t done = 0;
	u64 value;

	if (!attr->get)
		return -EACCES;
	mutex_lock(&attr->mutex);
	/* Who reads on gets the rest of what he began with. */
	if (!*pos || !attr->text[0]) {
		done = attr->get(attr->data, &value);
		if (!done)
			scnprintf(attr->text, sizeof(attr->text), attr->fmt,
				  (unsigned long long)value);
	}
	if (!done)
		done = simple_read_from_buffer(buf, len, pos, attr->text, strlen(attr->text));
	mutex_unlock(&attr->mutex);
	return done;
}
EXPORT_SYMBOL(simple_attr_read);

static ssize_t attr_write(struct file *file, const char __user *buf, size_t len, bool is_signed)
{
	struct simple_attr *attr = file->private_data;
	char text[24];
	long long value;
	size_t size = min(sizeof(text) - 1, len);
	int err;

	if (!attr->set)
		return -EACCES;
	if (copy_from_user(text, buf, size))
		return -EFAULT;
	text[size] = 0;
	err = is_signed ? kstrtoll(text, 0, &value) : kstrtoull(text, 0, (u64 *)&value);
	if (err)
		return err;
	mutex_lock(&attr->mutex);
	err = attr->set(attr->data, (u64)value);
	mutex_unlock(&attr->mutex);
	return err ?: (ssize_t)len;
}

ssize_t simple_attr_write(struct file *file, const char __user *buf, size_t len, loff_t *pos)
{
	return attr_write(file, buf, len, false);
}
EXPORT_SYMBOL(simple_attr_write);

ssize_t simple_attr_write_signed(struct file *file, const char __user *buf, size_t len, loff_t *pos)
{
	return attr_write(file, buf, len, true);
}
EXPORT_SYMBOL(simple_attr_write_signed);

/* ---- names ----------------------------------------------------------------------------------- */

char *dentry_path_raw(const struct dentry *dentry, char *buf, int size)
{
	const char *path = tree_path(dentry_node(dentry), buf, (size_t)size);

	return *path == '/' ? (char *)path : ERR_PTR(-ENAMETOOLONG);
}
EXPORT_SYMBOL(dentry_path_raw);

char *d_path(const struct path *path, char *buf, int size)
{
	return dentry_path_raw(path->dentry, buf, size);
}
EXPORT_SYMBOL(d_path);

struct dentry *dget(struct dentry *dentry)
{
	if (dentry)
		tree_get(dentry_node(dentry));
	return dentry;
}
EXPORT_SYMBOL(dget);

void dput(struct dentry *dentry)
{
	if (dentry)
		tree_put(dentry_node(dentry));
}
EXPORT_SYMBOL(dput);
