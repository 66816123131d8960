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

struct dentry *debugfs_create_file(const char *name, umode_t mode, struct dentry *parent,
				   void *data, const struct file_operations *fops);
#define debugfs_create_file_unsafe(name, mode, parent, data, fops) \
	debugfs_create_file((name), (mode), (parent), (data), (fops))
void debugfs_create_file_size(const char *name, umode_t mode, struct dentry *parent, void *data,
			      const struct file_operations *fops, loff_t size);
struct dentry *debugfs_create_dir(const char *name, struct dentry *parent);
struct dentry *debugfs_create_symlink(const char *name, struct dentry *parent, const char *target);

void debugfs_remove(struct dentry *dentry);
#define debugfs_remove_recursive(dentry) debugfs_remove(dentry)
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

/* A void until 5.4 and since 5.5: some modules still look at it. */
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
struct dentry *debugfs_create_devm_seqfile(struct device *dev, const char *name,
					   struct dentry *parent,
					   int (*show)(struct seq_file *m, void *v));
void debugfs_print_regs32(struct seq_file *m, const struct debugfs_reg32 *regs, int nregs,
			  void __iomem *base, char *prefix);

ssize_t debugfs_read_file_bool(struct file *file, char __user *buf, size_t count, loff_t *pos);
ssize_t debugfs_write_file_bool(struct file *file, const char __user *buf, size_t count,
				loff_t *pos);

static inline bool debugfs_initialized(void)
{
	return true;
}

#endif
