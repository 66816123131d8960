/* SPDX-License-Identifier: MIT */
/* Files in /sys/kernel/debug: kernel/files/debugfs.c. */
#ifndef _LINUX_DEBUGFS_H
#define _LINUX_DEBUGFS_H

#include <linux/compiler.h>
#include <linux/fs.h>
#include <linux/io.h>
#include <linux/seq_file.h>
#include <linux/types.h>

struct device;

/** struct debugfs_blob_wrapper - bytes that a file shows. */
struct debugfs_blob_wrapper {
	void *data;
	unsigned long size;
};

/** struct debugfs_reg32 - a register by name, and where it is behind the base of a set. */
struct debugfs_reg32 {
	char *name;
	unsigned long offset;
};

struct debugfs_regset32 {
	const struct debugfs_reg32 *regs;
	int nregs;
	void __iomem *base;
	struct device *dev;
};

/** struct debugfs_u32_array - numbers that a file shows in a line. */
struct debugfs_u32_array {
	u32 *array;
	u32 n_elements;
};

/* Operations with simple_attr_*() under other names: what may go is seen to for all files. */
#define DEFINE_DEBUGFS_ATTRIBUTE(__fops, __get, __set, __fmt) \
	DEFINE_SIMPLE_ATTRIBUTE(__fops, __get, __set, __fmt)
#define DEFINE_DEBUGFS_ATTRIBUTE_SIGNED(__fops, __get, __set, __fmt) \
	DEFINE_SIMPLE_ATTRIBUTE_SIGNED(__fops, __get, __set, __fmt)
#define debugfs_attr_read  simple_attr_read
#define debugfs_attr_write simple_attr_write

/*
 * All of this in process context.  In each, @parent may be NULL, for /sys/kernel/debug itself, and
 * an error pointer, which makes nothing and is what is returned: a driver need not look at what it
 * gets.  Else an error pointer is -EEXIST, -EINVAL for what is no name, -ENOENT in a folder that is
 * gone, -ENOMEM.
 */

/**
 * debugfs_create_file, debugfs_create_file_size - a file that @fops serve; @data is in its inode's
 * i_private.
 * @mode: its permissions; @size: bytes, for lseek().
 *
 * Return: the dentry, for debugfs_remove(); an error pointer.
 */
struct dentry *debugfs_create_file(const char *name, umode_t mode, struct dentry *parent,
				   void *data, const struct file_operations *fops);
#define debugfs_create_file_unsafe(name, mode, parent, data, fops) \
	debugfs_create_file((name), (mode), (parent), (data), (fops))
void debugfs_create_file_size(const char *name, umode_t mode, struct dentry *parent, void *data,
			      const struct file_operations *fops, loff_t size);

/**
 * debugfs_create_dir, debugfs_create_symlink - a folder; a link to the path @target.
 * Return: the dentry, for debugfs_remove(); an error pointer.
 */
struct dentry *debugfs_create_dir(const char *name, struct dentry *parent);
struct dentry *debugfs_create_symlink(const char *name, struct dentry *parent, const char *target);

/**
 * debugfs_remove - take a file, or a folder with all in it, away, when none of their operations
 * runs any more; so not from one.  NULL and error pointers are nothing.
 */
void debugfs_remove(struct dentry *dentry);
#define debugfs_remove_recursive(dentry) debugfs_remove(dentry)

/**
 * debugfs_lookup, debugfs_lookup_and_remove - what has this name, for dput(); or take that away,
 * where it is there.
 * Return: the dentry; NULL where there is none.
 */
struct dentry *debugfs_lookup(const char *name, struct dentry *parent);
void debugfs_lookup_and_remove(const char *name, struct dentry *parent);

/* A call of a file's operation keeps the file by itself. */
static inline int debugfs_file_get(struct dentry *dentry)
{
	return 0;
}

static inline void debugfs_file_put(struct dentry *dentry)
{
}

#define debugfs_real_fops(file) ((file)->f_op)

/**
 * debugfs_create_u8, debugfs_create_u16, debugfs_create_u32, debugfs_create_u64,
 * debugfs_create_ulong, debugfs_create_size_t, debugfs_create_x8, debugfs_create_x16,
 * debugfs_create_x32, debugfs_create_x64, debugfs_create_atomic_t - a file that is the number at
 * @value: in decimal, the x ones in hexadecimal with all their digits.
 * @mode: without r it cannot be read, without w not written, by root neither.
 *
 * What is written may be in any base; what does not fit is cut off.  Nothing is locked.
 * Return: the dentry; an error pointer.  In Linux, from 5.5 on, most return nothing.
 */
struct dentry *debugfs_create_u8(const char *name, umode_t mode, struct dentry *parent, u8 *value);
struct dentry *debugfs_create_u16(const char *name, umode_t mode, struct dentry *parent,
				  u16 *value);
struct dentry *debugfs_create_u32(const char *name, umode_t mode, struct dentry *parent,
				  u32 *value);
struct dentry *debugfs_create_u64(const char *name, umode_t mode, struct dentry *parent,
				  u64 *value);
struct dentry *debugfs_create_ulong(const char *name, umode_t mode, struct dentry *parent,
				    unsigned long *value);
struct dentry *debugfs_create_x8(const char *name, umode_t mode, struct dentry *parent, u8 *value);
struct dentry *debugfs_create_x16(const char *name, umode_t mode, struct dentry *parent,
				  u16 *value);
struct dentry *debugfs_create_x32(const char *name, umode_t mode, struct dentry *parent,
				  u32 *value);
struct dentry *debugfs_create_x64(const char *name, umode_t mode, struct dentry *parent,
				  u64 *value);
struct dentry *debugfs_create_size_t(const char *name, umode_t mode, struct dentry *parent,
				     size_t *value);
struct dentry *debugfs_create_atomic_t(const char *name, umode_t mode, struct dentry *parent,
				       atomic_t *value);

/**
 * debugfs_create_bool, debugfs_create_str, debugfs_create_blob, debugfs_create_u32_array,
 * debugfs_create_regset32 - a file that is a truth value ("Y", "N"), a text, bytes, numbers in a
 * line, registers by name.
 *
 * A text, numbers and registers can only be read.  What is shown is what there is at that time.
 * Return: the dentry, an error pointer.
 */
struct dentry *debugfs_create_bool(const char *name, umode_t mode, struct dentry *parent,
				   bool *value);
struct dentry *debugfs_create_str(const char *name, umode_t mode, struct dentry *parent,
				  char **value);
struct dentry *debugfs_create_blob(const char *name, umode_t mode, struct dentry *parent,
				   struct debugfs_blob_wrapper *blob);
struct dentry *debugfs_create_u32_array(const char *name, umode_t mode, struct dentry *parent,
					struct debugfs_u32_array *array);
struct dentry *debugfs_create_regset32(const char *name, umode_t mode, struct dentry *parent,
				       struct debugfs_regset32 *regset);

/**
 * debugfs_create_devm_seqfile - a file whose text @show writes, with @dev in m->private.  What it
 * needs goes with @dev; the file itself goes by debugfs_remove().
 */
struct dentry *debugfs_create_devm_seqfile(struct device *dev, const char *name,
					   struct dentry *parent,
					   int (*show)(struct seq_file *m, void *v));

/** debugfs_print_regs32 - read @nregs registers behind @base, and write "NAME = 0x..." of each. */
void debugfs_print_regs32(struct seq_file *m, const struct debugfs_reg32 *regs, int nregs,
			  void __iomem *base, char *prefix);

/**
 * debugfs_read_file_bool, debugfs_write_file_bool - read() and write() of debugfs_create_bool(),
 * for operations of one's own that call them; private_data points to the bool.
 */
ssize_t debugfs_read_file_bool(struct file *file, char __user *buf, size_t count, loff_t *pos);
ssize_t debugfs_write_file_bool(struct file *file, const char __user *buf, size_t count,
				loff_t *pos);

static inline bool debugfs_initialized(void)
{
	return true;
}

#endif
