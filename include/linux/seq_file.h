/* SPDX-License-Identifier: MIT */
/*
 * Files whose text is made as it is read: kernel/files/seq_file.c.
 *
 * A driver says what the next record is and how one is shown; how much fits into the reader's
 * buffer, and where he goes on, is seen to here.
 */
#ifndef _LINUX_SEQ_FILE_H
#define _LINUX_SEQ_FILE_H

#include <linux/bug.h>
#include <linux/cpumask.h>
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/nodemask.h>
#include <linux/rculist.h>
#include <linux/string.h>
#include <linux/string_helpers.h>
#include <linux/types.h>

struct seq_operations;

/**
 * struct seq_file - an open one.
 *
 *	@from + bytes to be read = @count <= @size
 *
 * @buf: text; @pad_until: see seq_setwidth().
 * @index: the record that comes next; @read_pos: the place that the reader is at.
 */
struct seq_file {
	char *buf;
	size_t size;
	size_t from;
	size_t count;
	size_t pad_until;
	loff_t index;
	loff_t read_pos;
	struct mutex lock;
	const struct seq_operations *op;
	int poll_event;
	const struct file *file;
	void *private;
};

/**
 * struct seq_operations - the records.
 * @start: the one at *@pos, NULL behind the last; @next: that behind @v, and *@pos moves on;
 * @stop: after each @start; @show: writes it, 0, SEQ_SKIP or a negative errno.
 */
struct seq_operations {
	void *(*start)(struct seq_file *m, loff_t *pos);
	void (*stop)(struct seq_file *m, void *v);
	void *(*next)(struct seq_file *m, void *v, loff_t *pos);
	int (*show)(struct seq_file *m, void *v);
};

/* This record is not shown, after all. */
#define SEQ_SKIP 1

/* start() may say that a heading comes first. */
#define SEQ_START_TOKEN ((void *)1)

/* ---- operations of a file, which say so in process context ----------------------------------- */

/**
 * seq_open, seq_release - what open() and release() do; in between private_data is a struct
 * seq_file, whose @private is the driver's.
 * Return: 0; -ENOMEM.
 */
int seq_open(struct file *file, const struct seq_operations *op);
int seq_release(struct inode *inode, struct file *file);

/**
 * seq_read, seq_read_iter - what read() or read_iter() does: whole records into the buffer, and of
 * that as much as there is room for.
 * Return: bytes, 0 behind the last record; -EFAULT, -ENOMEM; what start(), next() or the first
 * show() says.
 */
ssize_t seq_read(struct file *file, char __user *buf, size_t size, loff_t *pos);
ssize_t seq_read_iter(struct kiocb *iocb, struct iov_iter *iter);

/** seq_lseek - what llseek() does: to a place, or on from here; the end is not known (-EINVAL). */
loff_t seq_lseek(struct file *file, loff_t offset, int whence);

/**
 * single_open, single_open_size, single_release - the same for a text that is one record.
 * @show: writes it; finds @data in m->private.
 * @size: bytes that it is known to have, so that it is shown once.
 *
 * Return: 0; -ENOMEM.
 */
int single_open(struct file *file, int (*show)(struct seq_file *m, void *v), void *data);
int single_open_size(struct file *file, int (*show)(struct seq_file *m, void *v), void *data,
		     size_t size);
int single_release(struct inode *inode, struct file *file);

/**
 * seq_open_private, seq_release_private, __seq_open_private - the same with @size zeroed bytes in
 * m->private; __seq_open_private() returns them, or NULL.
 * Return: 0; -ENOMEM.
 */
int seq_open_private(struct file *file, const struct seq_operations *op, int size);
int seq_release_private(struct inode *inode, struct file *file);
void *__seq_open_private(struct file *file, const struct seq_operations *op, int size);

/* ---- for show(), which is called again where the buffer was too small ------------------------ */

/** seq_printf, seq_vprintf, seq_puts, seq_putc - a text by its format, as it is, one character. */
void seq_printf(struct seq_file *m, const char *fmt, ...) __printf(2, 3);
void seq_vprintf(struct seq_file *m, const char *fmt, va_list args) __printf(2, 0);
void seq_puts(struct seq_file *m, const char *s);
void seq_putc(struct seq_file *m, char c);

/** seq_write - @len bytes as they are. Return: 0, or -1 where they do not fit. */
int seq_write(struct seq_file *m, const void *data, size_t len);

/**
 * seq_put_decimal_ull, seq_put_decimal_ll, seq_put_hex_ll - a number behind @delimiter, or behind
 * nothing (NULL).
 * @width: digits at least, with zeros in front.
 */
void seq_put_decimal_ull(struct seq_file *m, const char *delimiter, unsigned long long num);
void seq_put_decimal_ll(struct seq_file *m, const char *delimiter, long long num);
void seq_put_hex_ll(struct seq_file *m, const char *delimiter, unsigned long long v,
		    unsigned int width);

/** seq_escape - a text whose bytes that are in @esc are written in octal, "\040". */
void seq_escape(struct seq_file *m, const char *s, const char *esc);

/** seq_pad - blanks up to the width that seq_setwidth() has set, then @c unless it is 0. */
void seq_pad(struct seq_file *m, char c);

/**
 * seq_hex_dump - @len bytes in lines of hexadecimal numbers.
 * @prefix_str: in front of each line.
 * @prefix_type: DUMP_PREFIX_*: behind that the address, the offset in @buf, or nothing.
 * @rowsize: bytes in a line, 16 or 32.
 * @groupsize: bytes in a number: 1, 2, 4 or 8.
 * @ascii: behind them the same as characters.
 */
void seq_hex_dump(struct seq_file *m, const char *prefix_str, int prefix_type, int rowsize,
		  int groupsize, const void *buf, size_t len, bool ascii);

/**
 * seq_path, seq_file_path - the text of @path, or of where @file is; bytes of @esc in octal.
 * Return: its length, or -1 where it does not fit, or is longer than 255.
 */
int seq_path(struct seq_file *m, const struct path *path, const char *esc);
int seq_file_path(struct seq_file *m, struct file *file, const char *esc);

/* ---- how much has been written --------------------------------------------------------------- */

static inline bool seq_has_overflowed(struct seq_file *m)
{
	return m->count == m->size;
}

static inline void seq_setwidth(struct seq_file *m, size_t size)
{
	m->pad_until = m->count + size;
}

/* Room to write into by hand, and how much was written; negative: it was not enough. */
static inline size_t seq_get_buf(struct seq_file *m, char **bufp)
{
	*bufp = m->count < m->size ? m->buf + m->count : NULL;
	return m->size - m->count;
}

static inline void seq_commit(struct seq_file *m, int num)
{
	m->count = num < 0 ? m->size : m->count + (size_t)num;
}

/* ---- walks of lists, which start() locks and stop() unlocks ---------------------------------- */

/**
 * seq_list_start, seq_list_start_head, seq_hlist_start, seq_hlist_start_head - for start(): the
 * entry at @pos; _head: for a heading the head itself comes first, of an hlist SEQ_START_TOKEN.
 * Return: the entry; NULL behind the last.
 */
struct list_head *seq_list_start(struct list_head *head, loff_t pos);
struct list_head *seq_list_start_head(struct list_head *head, loff_t pos);
struct hlist_node *seq_hlist_start(struct hlist_head *head, loff_t pos);
struct hlist_node *seq_hlist_start_head(struct hlist_head *head, loff_t pos);

/** seq_list_next, seq_hlist_next - for next(): the entry behind @v, and *@pos moves; or NULL. */
struct list_head *seq_list_next(void *v, struct list_head *head, loff_t *pos);
struct hlist_node *seq_hlist_next(void *v, struct hlist_head *head, loff_t *pos);
#define seq_list_start_rcu(head, pos)	   seq_list_start((head), (pos))
#define seq_list_start_head_rcu(head, pos) seq_list_start_head((head), (pos))
#define seq_list_next_rcu(v, head, pos)	   seq_list_next((v), (head), (pos))

/** DEFINE_SEQ_ATTRIBUTE - name_fops of name_sops, DEFINE_SHOW_ATTRIBUTE - of name_show(). */
#define DEFINE_SEQ_ATTRIBUTE(__name)                                                         \
	static int __name##_open(struct inode *inode, struct file *file)                     \
	{                                                                                    \
		int err = seq_open(file, &__name##_sops);                                    \
                                                                                             \
		if (!err && inode->i_private)                                                \
			((struct seq_file *)file->private_data)->private = inode->i_private; \
		return err;                                                                  \
	}                                                                                    \
	static const struct file_operations __name##_fops = {                                \
		.owner = THIS_MODULE,                                                        \
		.open = __name##_open,                                                       \
		.read = seq_read,                                                            \
		.llseek = seq_lseek,                                                         \
		.release = seq_release,                                                      \
	}

#define DEFINE_SHOW_ATTRIBUTE(__name)                                      \
	static int __name##_open(struct inode *inode, struct file *file)   \
	{                                                                  \
		return single_open(file, __name##_show, inode->i_private); \
	}                                                                  \
	static const struct file_operations __name##_fops = {              \
		.owner = THIS_MODULE,                                      \
		.open = __name##_open,                                     \
		.read = seq_read,                                          \
		.llseek = seq_lseek,                                       \
		.release = single_release,                                 \
	}

#define DEFINE_SHOW_STORE_ATTRIBUTE(__name)                                \
	static int __name##_open(struct inode *inode, struct file *file)   \
	{                                                                  \
		return single_open(file, __name##_show, inode->i_private); \
	}                                                                  \
	static const struct file_operations __name##_fops = {              \
		.owner = THIS_MODULE,                                      \
		.open = __name##_open,                                     \
		.read = seq_read,                                          \
		.write = __name##_write,                                   \
		.llseek = seq_lseek,                                       \
		.release = single_release,                                 \
	}

#define DEFINE_PROC_SHOW_ATTRIBUTE(__name)                                \
	static int __name##_open(struct inode *inode, struct file *file)  \
	{                                                                 \
		return single_open(file, __name##_show, pde_data(inode)); \
	}                                                                 \
	static const struct proc_ops __name##_proc_ops = {                \
		.proc_open = __name##_open,                               \
		.proc_read = seq_read,                                    \
		.proc_lseek = seq_lseek,                                  \
		.proc_release = single_release,                           \
	}

#endif
