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

int seq_open(struct file *file, const struct seq_operations *op);
ssize_t seq_read(struct file *file, char __user *buf, size_t size, loff_t *pos);
ssize_t seq_read_iter(struct kiocb *iocb, struct iov_iter *iter);
loff_t seq_lseek(struct file *file, loff_t offset, int whence);
int seq_release(struct inode *inode, struct file *file);

int single_open(struct file *file, int (*show)(struct seq_file *m, void *v), void *data);
int single_open_size(struct file *file, int (*show)(struct seq_file *m, void *v), void *data,
		     size_t size);
int single_release(struct inode *inode, struct file *file);
void *__seq_open_private(struct file *file, const struct seq_operations *op, int size);
int seq_open_private(struct file *file, const struct seq_operations *op, int size);
int seq_release_private(struct inode *inode, struct file *file);

void seq_printf(struct seq_file *m, const char *fmt, ...) __printf(2, 3);
void seq_vprintf(struct seq_file *m, const char *fmt, va_list args) __printf(2, 0);
void seq_putc(struct seq_file *m, char c);
void seq_puts(struct seq_file *m, const char *s);
int seq_write(struct seq_file *m, const void *data, size_t len);
void seq_put_decimal_ull(struct seq_file *m, const char *delimiter, unsigned long long num);
void seq_put_decimal_ll(struct seq_file *m, const char *delimiter, long long num);
void seq_put_hex_ll(struct seq_file *m, const char *delimiter, unsigned long long v,
		    unsigned int width);
void seq_escape(struct seq_file *m, const char *s, const char *esc);
void seq_pad(struct seq_file *m, char c);
void seq_hex_dump(struct seq_file *m, const char *prefix_str, int prefix_type, int rowsize,
		  int groupsize, const void *buf, size_t len, bool ascii);
int seq_path(struct seq_file *m, const struct path *path, const char *esc);
int seq_file_path(struct seq_file *m, struct file *file, const char *esc);

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

struct list_head *seq_list_start(struct list_head *head, loff_t pos);
struct list_head *seq_list_start_head(struct list_head *head, loff_t pos);
struct list_head *seq_list_next(void *v, struct list_head *head, loff_t *pos);
struct hlist_node *seq_hlist_start(struct hlist_head *head, loff_t pos);
struct hlist_node *seq_hlist_start_head(struct hlist_head *head, loff_t pos);
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
