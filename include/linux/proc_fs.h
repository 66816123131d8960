/* SPDX-License-Identifier: MIT */
/* Files in /proc: kernel/files/proc.c. */
#ifndef _LINUX_PROC_FS_H
#define _LINUX_PROC_FS_H

#include <linux/era.h>
#include <linux/fs.h>
#include <linux/seq_file.h>
#include <linux/types.h>
#include <linux/uidgid.h>

struct proc_dir_entry;
struct tree_node;

/** struct proc_ops - what can be done with a file of /proc, since 5.6; each may be NULL. */
struct proc_ops {
	unsigned int proc_flags;
	int (*proc_open)(struct inode *inode, struct file *file);
	ssize_t (*proc_read)(struct file *file, char __user *buf, size_t count, loff_t *pos);
	ssize_t (*proc_read_iter)(struct kiocb *iocb, struct iov_iter *to);
	ssize_t (*proc_write)(struct file *file, const char __user *buf, size_t count, loff_t *pos);
	loff_t (*proc_lseek)(struct file *file, loff_t offset, int whence);
	int (*proc_release)(struct inode *inode, struct file *file);
	__poll_t (*proc_poll)(struct file *file, struct poll_table_struct *table);
	long (*proc_ioctl)(struct file *file, unsigned int cmd, unsigned long arg);
	long (*proc_compat_ioctl)(struct file *file, unsigned int cmd, unsigned long arg);
	int (*proc_mmap)(struct file *file, struct vm_area_struct *vma);
	unsigned long (*proc_get_unmapped_area)(struct file *file, unsigned long addr,
						unsigned long len, unsigned long pgoff,
						unsigned long flags);
};

#define PROC_ENTRY_PERMANENT 1u

/* Until 3.9: fill @page with what is from @off on; and take what was written. */
typedef int(read_proc_t)(char *page, char **start, off_t off, int count, int *eof, void *data);
typedef int(write_proc_t)(struct file *file, const char __user *buffer, unsigned long count,
			  void *data);

/**
 * struct proc_dir_entry - a file or folder of /proc.
 * Since 3.10 nobody looks into it; before, who made one by create_proc_entry() filled it in.
 */
struct proc_dir_entry {
	const char *name;
	umode_t mode;
	kuid_t uid;
	kgid_t gid;
	loff_t size;
	void *data;
	struct module *owner;
	const struct file_operations *proc_fops;
	read_proc_t *read_proc;
	write_proc_t *write_proc;
	struct proc_dir_entry *parent;
	/* Of the core: */
	struct tree_node *node;
	const struct seq_operations *seq_ops;
	unsigned int state_size;
	int (*single_show)(struct seq_file *m, void *v);
	struct file_operations ops;
};

/*
 * All of this in process context.  A name may have folders in front, "driver/demo", which are
 * there; @parent NULL is /proc itself.  What makes an entry returns NULL where it could not; why is
 * told in the log, but for memory.
 */

/**
 * proc_create_with_ops, proc_create_with_fops - proc_create_data() by either kind of operations.
 *
 * The operations are copied, and their owner is not kept loaded: removing the entry waits for calls
 * that run, and releases what is open.
 */
struct proc_dir_entry *proc_create_with_ops(const char *name, umode_t mode,
					    struct proc_dir_entry *parent,
					    const struct proc_ops *ops, void *data);
struct proc_dir_entry *proc_create_with_fops(const char *name, umode_t mode,
					     struct proc_dir_entry *parent,
					     const struct file_operations *ops, void *data);

/**
 * proc_create_data - a file in @parent (NULL: /proc itself) that @ops serve.
 * @ops: struct proc_ops, or as until 5.5 struct file_operations.
 * Return: the entry, or NULL.
 */
#define proc_create_data(name, mode, parent, ops, data) \
	_Generic((ops), struct file_operations *: proc_create_with_fops,  \
		 const struct file_operations *: proc_create_with_fops,   \
		 default: proc_create_with_ops)((name), (mode), (parent), (ops), (data))
#define proc_create(name, mode, parent, ops) proc_create_data((name), (mode), (parent), (ops), NULL)

/**
 * proc_create_seq_private - a file of records: proc_create_seq(), _seq_data(), with @state_size
 * zeroed bytes for each who opens it in m->private.
 * @data: for pde_data(); without @state_size it is in m->private, too, which Linux leaves NULL.
 */
struct proc_dir_entry *proc_create_seq_private(const char *name, umode_t mode,
					       struct proc_dir_entry *parent,
					       const struct seq_operations *ops,
					       unsigned int state_size, void *data);
#define proc_create_seq_data(name, mode, parent, ops, data) \
	proc_create_seq_private((name), (mode), (parent), (ops), 0, (data))
#define proc_create_seq(name, mode, parent, ops) \
	proc_create_seq_private((name), (mode), (parent), (ops), 0, NULL)

/** proc_create_single_data - a file of one record: @show gets @data in m->private. */
struct proc_dir_entry *proc_create_single_data(const char *name, umode_t mode,
					       struct proc_dir_entry *parent,
					       int (*show)(struct seq_file *m, void *v),
					       void *data);
#define proc_create_single(name, mode, parent, show) \
	proc_create_single_data((name), (mode), (parent), (show), NULL)

/**
 * create_proc_entry, create_proc_read_entry - until 3.9: an entry that its maker fills in, by hand,
 * with proc_fops, or read_proc and write_proc, and data; or with @read and @data already.
 * @mode: with S_IFDIR a folder.
 *
 * Who reads it before that gets -EIO.
 */
struct proc_dir_entry *create_proc_entry(const char *name, umode_t mode,
					 struct proc_dir_entry *parent);
struct proc_dir_entry *create_proc_read_entry(const char *name, umode_t mode,
					      struct proc_dir_entry *parent, read_proc_t *read,
					      void *data);

/**
 * proc_mkdir, proc_mkdir_mode, proc_mkdir_data, proc_symlink - a folder, with permissions other
 * than 0555, with what proc_get_parent_data() returns; a link to the path @target.
 */
struct proc_dir_entry *proc_mkdir(const char *name, struct proc_dir_entry *parent);
struct proc_dir_entry *proc_mkdir_mode(const char *name, umode_t mode,
				       struct proc_dir_entry *parent);
struct proc_dir_entry *proc_mkdir_data(const char *name, umode_t mode,
				       struct proc_dir_entry *parent, void *data);
struct proc_dir_entry *proc_symlink(const char *name, struct proc_dir_entry *parent,
				    const char *target);

/**
 * proc_remove, remove_proc_entry, remove_proc_subtree - take an entry away: this one, with all that
 * is in it; the one called @name, with nothing in it, or with all.
 *
 * When this returns, no operation of it runs, and none will: so not from one.  NULL is no entry; a
 * name that is not there is reported.
 * Return: 0, or -ENOENT.
 */
void proc_remove(struct proc_dir_entry *entry);
void remove_proc_entry(const char *name, struct proc_dir_entry *parent);
int remove_proc_subtree(const char *name, struct proc_dir_entry *parent);

/** proc_set_size, proc_set_user - the file is @size bytes; it belongs to @uid and @gid. */
void proc_set_size(struct proc_dir_entry *entry, loff_t size);
void proc_set_user(struct proc_dir_entry *entry, kuid_t uid, kgid_t gid);

/* Until 2.6.26, what NULL is as a parent. */
#if ERA_BEFORE(2, 6, 27)
#define proc_root (*(struct proc_dir_entry *)NULL)
#endif

/** pde_data - what the file was made with; PDE_DATA() until 5.16. */
void *pde_data(const struct inode *inode);
#define PDE_DATA(inode) pde_data(inode)
/** PDE - the entry of a file, until 3.9. */
struct proc_dir_entry *PDE(const struct inode *inode);
/** proc_get_parent_data - what the folder that it is in was made with. */
void *proc_get_parent_data(const struct inode *inode);

#endif
