// SPDX-License-Identifier: MIT
/*
 * Files of records.
 *
 * A read fills the buffer with whole records, as many as the reader has room for and one at least,
 * and hands out of it; what he had no room for stays for his next read.  A record that does not fit
 * into the buffer is shown again into one twice as large.  Between two reads no lock of the
 * driver's is held: start() and stop() stand around each round.
 *
 * Who reads elsewhere than where the last read ended, or goes there by lseek(), has the records
 * before that place shown again, since nobody else knows how long they are.
 *
 * A driver can get this wrong in two ways that would show as a read that never ends: next() that
 * does not move the position is told, and moved on.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/uaccess.h>
#include <linux/uio.h>

static char *new_buffer(size_t size)
{
	return size > MAX_RW_COUNT ? NULL : kvmalloc(size, GFP_KERNEL_ACCOUNT);
}

/* ---- open, close ----------------------------------------------------------------------------- */

int seq_open(struct file *file, const struct seq_operations *op)
{
	struct seq_file *m;

	WARN_ON(file->private_data);
	m = kzalloc(sizeof(*m), GFP_KERNEL);
	if (!m)
		return -ENOMEM;
	mutex_init(&m->lock);
	m->op = op;
	m->file = file;
	file->private_data = m;
	/* The text is no array of bytes, so what is at a place depends on who reads. */
	file->f_mode &= ~FMODE_PWRITE;
	return 0;
}
EXPORT_SYMBOL(seq_open);

int seq_release(struct inode *inode, struct file *file)
{
	struct seq_file *m = file->private_data;

	kvfree(m->buf);
	kfree(m);
	return 0;
}
EXPORT_SYMBOL(seq_release);

/* ---- reading --------------------------------------------------------------------------------- */

/* Show records from the beginning until @offset bytes are behind. Return: 0, -EAGAIN, -errno. */
static int traverse(struct seq_file *m, loff_t offset)
{
	loff_t pos = 0;
	int err = 0;
	void *p;

	m->index = 0;
	m->count = m->from = 0;
	if (!offset)
		return 0;
	if (!m->buf) {
		m->buf = new_buffer(m->size = PAGE_SIZE);
		if (!m->buf)
			return -ENOMEM;
	}
	p = m->op->start(m, &m->index);
	while (p) {
		err = IS_ERR(p) ? (int)PTR_ERR(p) : m->op->show(m, p);
		if (err < 0)
			break;
		if (err) {
			err = 0;
			m->count = 0;
		}
		if (seq_has_overflowed(m))
			goto too_small;
		p = m->op->next(m, p, &m->index);
		if (pos + (loff_t)m->count > offset) {
			m->from = (size_t)(offset - pos);
			m->count -= m->from;
			break;
		}
		pos += (loff_t)m->count;
		m->count = 0;
		if (pos == offset)
			break;
	}
	m->op->stop(m, p);
	return err;

too_small:
	m->op->stop(m, p);
	kvfree(m->buf);
	m->count = 0;
	m->buf = new_buffer(m->size <<= 1);
	return m->buf ? -EAGAIN : -ENOMEM;
}

/* The reader is elsewhere than he was. */
static int go_to(struct seq_file *m, loff_t pos)
{
	int err;

	do {
		err = traverse(m, pos);
	} while (err == -EAGAIN);
	m->read_pos = err ? 0 : pos;
	if (err) {
		m->index = 0;
		m->count = 0;
	}
	return err;
}

static void *next_record(struct seq_file *m, void *p)
{
	loff_t before = m->index;

	p = m->op->next(m, p, &m->index);
	if (before == m->index) {
		pr_info_ratelimited("buggy .next function %ps did not update position index\n",
				    m->op->next);
		m->index++;
	}
	return p;
}

/* The first record that is shown, into a buffer that is large enough. Return: 0: none is left. */
static int first_record(struct seq_file *m, void **p)
{
	int err;

	m->from = 0;
	*p = m->op->start(m, &m->index);
	for (;;) {
		err = PTR_ERR_OR_ZERO(*p);
		if (!*p || err)
			return err;
		err = m->op->show(m, *p);
		if (err < 0)
			return err;
		if (err)
			m->count = 0;
		if (!m->count) {
			*p = next_record(m, *p);
			continue;
		}
		if (!seq_has_overflowed(m))
			return 1;
		m->op->stop(m, *p);
		kvfree(m->buf);
		m->count = 0;
		m->buf = new_buffer(m->size <<= 1);
		if (!m->buf)
			return -ENOMEM;
		*p = m->op->start(m, &m->index);
	}
}

/* As many more as the reader has room for. Return: 0 or a negative errno of start() or next(). */
static int more_records(struct seq_file *m, void **p, size_t room)
{
	int err;

	for (;;) {
		size_t before = m->count;

		*p = next_record(m, *p);
		if (!*p || IS_ERR(*p))
			return PTR_ERR_OR_ZERO(*p);
		if (m->count >= room)
			return 0;
		err = m->op->show(m, *p);
		if (err > 0)
			m->count = before;
		else if (err || seq_has_overflowed(m)) {
			m->count = before;
			return 0;
		}
	}
}

/* Fill the buffer. Return: 0, or a negative errno and nothing to read. */
static int fill(struct seq_file *m, size_t room)
{
	void *p = NULL;
	int err;

	if (!m->buf) {
		m->buf = new_buffer(m->size = PAGE_SIZE);
		if (!m->buf)
			return -ENOMEM;
	}
	err = first_record(m, &p);
	if (err == -ENOMEM && !m->buf)
		return err; /* stop() was called */
	if (err > 0)
		err = more_records(m, &p, room);
	else
		m->count = 0;
	m->op->stop(m, p);
	return err;
}

static size_t hand_out(struct seq_file *m, struct iov_iter *iter)
{
	size_t n = copy_to_iter(m->buf + m->from, min(m->count, iov_iter_count(iter)), iter);

	m->count -= n;
	m->from += n;
	return n;
}

ssize_t seq_read_iter(struct kiocb *iocb, struct iov_iter *iter)
{
	struct seq_file *m = iocb->ki_filp->private_data;
	size_t copied = 0;
	ssize_t err = 0;

	if (!iov_iter_count(iter))
		return 0;
	mutex_lock(&m->lock);
	/* Place 0 is the beginning, whatever was read. */
	if (!iocb->ki_pos) {
		m->index = 0;
		m->count = 0;
	}
	if (iocb->ki_pos != m->read_pos)
		err = go_to(m, iocb->ki_pos);
	if (!err && m->count) {
		copied = hand_out(m, iter);
		if (m->count)
			goto done;
	}
	if (!err && iov_iter_count(iter)) {
		err = fill(m, iov_iter_count(iter));
		copied += hand_out(m, iter);
		if (!err && m->count && !copied)
			err = -EFAULT;
	}
done:
	if (!copied && m->count && !err)
		err = -EFAULT;
	if (copied) {
		iocb->ki_pos += (loff_t)copied;
		m->read_pos += (loff_t)copied;
		err = (ssize_t)copied;
	}
	mutex_unlock(&m->lock);
	return err;
}
EXPORT_SYMBOL(seq_read_iter);

ssize_t seq_read(struct file *file, char __user *buf, size_t size, loff_t *pos)
{
	struct iov_iter iter;
	struct kiocb iocb;
	ssize_t done;

	init_sync_kiocb(&iocb, file);
	iov_iter_ubuf(&iter, ITER_DEST, buf, size);
	iocb.ki_pos = *pos;
	done = seq_read_iter(&iocb, &iter);
	*pos = iocb.ki_pos;
	return done;
}
EXPORT_SYMBOL(seq_read);

loff_t seq_lseek(struct file *file, loff_t offset, int whence)
{
	struct seq_file *m = file->private_data;
	loff_t at = -EINVAL;
	int err;

	mutex_lock(&m->lock);
	if (whence == SEEK_CUR)
		offset += file->f_pos;
	if ((whence == SEEK_SET || whence == SEEK_CUR) && offset >= 0) {
		at = offset;
		if (offset != m->read_pos) {
			err = go_to(m, offset);
			if (err)
				at = err;
		}
		if (at >= 0)
			file->f_pos = at;
	}
	mutex_unlock(&m->lock);
	return at;
}
EXPORT_SYMBOL(seq_lseek);

/* ---- one record ------------------------------------------------------------------------------ */

static void *single_start(struct seq_file *m, loff_t *pos)
{
	return *pos ? NULL : SEQ_START_TOKEN;
}

static void *single_next(struct seq_file *m, void *v, loff_t *pos)
{
	++*pos;
	return NULL;
}

static void single_stop(struct seq_file *m, void *v)
{
}

int single_open(struct file *file, int (*show)(struct seq_file *m, void *v), void *data)
{
	struct seq_operations *op = kmalloc(sizeof(*op), GFP_KERNEL_ACCOUNT);
	int err = -ENOMEM;

	if (!op)
		return err;
	*op = (struct seq_operations){ single_start, single_stop, single_next, show };
	err = seq_open(file, op);
	if (err)
		kfree(op);
	else
		((struct seq_file *)file->private_data)->private = data;
	return err;
}
EXPORT_SYMBOL(single_open);

int single_open_size(struct file *file, int (*show)(struct seq_file *m, void *v), void *data,
		     size_t size)
{
	char *buf = new_buffer(size);
	struct seq_file *m;
	int err;

	if (!buf)
		return -ENOMEM;
	err = single_open(file, show, data);
	if (err) {
		kvfree(buf);
		return err;
	}
	m = file->private_data;
	m->buf = buf;
	m->size = size;
	return 0;
}
EXPORT_SYMBOL(single_open_size);

int single_release(struct inode *inode, struct file *file)
{
	const struct seq_operations *op = ((struct seq_file *)file->private_data)->op;
	int err = seq_release(inode, file);

	kfree(op);
	return err;
}
EXPORT_SYMBOL(single_release);

/* ---- state of the driver's own --------------------------------------------------------------- */

void *__seq_open_private(struct file *file, const struct seq_operations *op, int size)
{
	void *private = kzalloc((size_t)size, GFP_KERNEL_ACCOUNT);

	if (!private)
		return NULL;
	if (seq_open(file, op)) {
		kfree(private);
		return NULL;
	}
	((struct seq_file *)file->private_data)->private = private;
	return private;
}
EXPORT_SYMBOL(__seq_open_private);

int seq_open_private(struct file *file, const struct seq_operations *op, int size)
{
	return __seq_open_private(file, op, size) ? 0 : -ENOMEM;
}
EXPORT_SYMBOL(seq_open_private);

int seq_release_private(struct inode *inode, struct file *file)
{
	struct seq_file *m = file->private_data;

	kfree(m->private);
	m->private = NULL;
	return seq_release(inode, file);
}
EXPORT_SYMBOL(seq_release_private);
