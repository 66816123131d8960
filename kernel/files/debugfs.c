// SPDX-License-Identifier: MIT
/*
 * Files in /sys/kernel/debug: those of a driver's own operations, and those that show a variable.
 *
 * A dentry is the node's.  An error pointer for a parent makes nothing and is passed on, so that a
 * driver need not look at what it gets.
 */
#include <linux/debugfs.h>
#include <linux/atomic.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "kernel/files/tree.h"
#include "kernel/kernel.h"
#include "mm/kmalloc/kmalloc.h"

/* ---- making ---------------------------------------------------------------------------------- */

static struct dentry *make(struct dentry *parent, const struct tree_new *new)
{
	struct tree_node *folder = parent ? dentry_node(parent) : tree_debug, *node;
	char path[128];

	if (IS_ERR(parent))
		return parent;
	node = tree_make(folder, new);
	if (node == ERR_PTR(-EEXIST))
		pr_err("debugfs: %s '%s' with parent '%s' already present!\n",
		       S_ISDIR(new->mode) ? "Directory" : "File", new->name,
		       tree_path(folder, path, sizeof(path)));
	return IS_ERR(node) ? ERR_CAST(node) : &node->dentry;
}

static struct dentry *make_file(const char *name, umode_t mode, struct dentry *parent, void *data,
				const struct file_operations *fops, const void *maker)
{
	const struct tree_new new = { .kind = TREE_DEBUGFS,
				      .name = name,
				      .mode = (mode & S_IFMT) ? mode : mode | S_IFREG,
				      .fops = fops,
				      .data = data,
				      .maker = maker };

	return make(parent, &new);
}

struct dentry *debugfs_create_file(const char *name, umode_t mode, struct dentry *parent,
				   void *data, const struct file_operations *fops)
{
	return make_file(name, mode, parent, data, fops, __builtin_return_address(0));
}
EXPORT_SYMBOL(debugfs_create_file);

void debugfs_create_file_size(const char *name, umode_t mode, struct dentry *parent, void *data,
			      const struct file_operations *fops, loff_t size)
{
	struct dentry *dentry =
		make_file(name, mode, parent, data, fops, __builtin_return_address(0));

	if (!IS_ERR(dentry))
		i_size_write(dentry->d_inode, size);
}
EXPORT_SYMBOL(debugfs_create_file_size);

struct dentry *debugfs_create_dir(const char *name, struct dentry *parent)
{
	const struct tree_new new = { .kind = TREE_DEBUGFS,
				      .name = name,
				      .mode = S_IFDIR | 0755,
				      .maker = __builtin_return_address(0) };

	return make(parent, &new);
}
EXPORT_SYMBOL(debugfs_create_dir);

struct dentry *debugfs_create_symlink(const char *name, struct dentry *parent, const char *target)
{
	const struct tree_new new = { .kind = TREE_DEBUGFS,
				      .name = name,
				      .mode = S_IFLNK | 0777,
				      .maker = __builtin_return_address(0) };
	size_t size = strlen(target) + 1;
	char *copy = kmalloc_untraced(size, GFP_KERNEL);
	struct dentry *dentry = copy ? make(parent, &new) : ERR_PTR(-ENOMEM);

	if (IS_ERR(dentry)) {
		kfree_untraced(copy);
		return dentry;
	}
	dentry_node(dentry)->target = memcpy(copy, target, size);
	return dentry;
}
EXPORT_SYMBOL(debugfs_create_symlink);

void debugfs_remove(struct dentry *dentry)
{
	if (!IS_ERR_OR_NULL(dentry))
		tree_remove(dentry_node(dentry));
}
EXPORT_SYMBOL(debugfs_remove);

struct dentry *debugfs_lookup(const char *name, struct dentry *parent)
{
	struct tree_node *node;

	if (!name || IS_ERR(parent))
		return NULL;
	node = tree_child(parent ? dentry_node(parent) : tree_debug, name);
	return node ? &node->dentry : NULL;
}
EXPORT_SYMBOL(debugfs_lookup);

void debugfs_lookup_and_remove(const char *name, struct dentry *parent)
{
	struct dentry *dentry = debugfs_lookup(name, parent);

	if (!dentry)
		return;
	debugfs_remove(dentry);
	dput(dentry);
}
EXPORT_SYMBOL(debugfs_lookup_and_remove);

/* ---- numbers --------------------------------------------------------------------------------- */

/* The mode says whether it may be read and written, also to root. */
static int number_open(struct inode *inode, struct file *file, int (*get)(void *data, u64 *value),
		       int (*set)(void *data, u64 value), const char *fmt)
{
	return simple_attr_open(inode, file, inode->i_mode & 0444 ? get : NULL,
				inode->i_mode & 0222 ? set : NULL, fmt);
}

#define DEFINE_NUMBER(name, type, format)                                        \
	static int get_##name(void *data, u64 *value)                            \
	{                                                                        \
		*value = READ_ONCE(*(type *)data);                               \
		return 0;                                                        \
	}                                                                        \
	static int set_##name(void *data, u64 value)                             \
	{                                                                        \
		WRITE_ONCE(*(type *)data, (type)value);                          \
		return 0;                                                        \
	}                                                                        \
	static int open_##name(struct inode *inode, struct file *file)           \
	{                                                                        \
		return number_open(inode, file, get_##name, set_##name, format); \
	}                                                                        \
	static const struct file_operations fops_##name = {                      \
		.open = open_##name,                                             \
		.release = simple_attr_release,                                  \
		.read = simple_attr_read,                                        \
		.write = simple_attr_write,                                      \
		.llseek = no_llseek,                                             \
	};                                                                       \
	struct dentry *debugfs_create_##name(const char *file, umode_t mode,     \
					     struct dentry *parent, type *value) \
	{                                                                        \
		return make_file(file, mode, parent, value, &fops_##name,        \
				 __builtin_return_address(0));                   \
	}                                                                        \
	EXPORT_SYMBOL(debugfs_create_##name)

DEFINE_NUMBER(u8, u8, "%llu\n");
DEFINE_NUMBER(u16, u16, "%llu\n");
DEFINE_NUMBER(u32, u32, "%llu\n");
DEFINE_NUMBER(u64, u64, "%llu\n");
DEFINE_NUMBER(ulong, unsigned long, "%llu\n");
DEFINE_NUMBER(x8, u8, "0x%02llx\n");
DEFINE_NUMBER(x16, u16, "0x%04llx\n");
DEFINE_NUMBER(x32, u32, "0x%08llx\n");
DEFINE_NUMBER(x64, u64, "0x%016llx\n");
DEFINE_NUMBER(size_t, size_t, "%llu\n");

static int get_atomic(void *data, u64 *value)
{
	*value = (u64)(s64)atomic_read((atomic_t *)data);
	return 0;
}

static int set_atomic(void *data, u64 value)
{
	atomic_set((atomic_t *)data, (int)value);
	return 0;
}

static int open_atomic(struct inode *inode, struct file *file)
{
	return number_open(inode, file, get_atomic, set_atomic, "%lld\n");
}

static const struct file_operations fops_atomic = {
	.open = open_atomic,
	.release = simple_attr_release,
	.read = simple_attr_read,
	.write = simple_attr_write_signed,
	.llseek = no_llseek,
};

struct dentry *debugfs_create_atomic_t(const char *name, umode_t mode, struct dentry *parent,
				       atomic_t *value)
{
	return make_file(name, mode, parent, value, &fops_atomic, __builtin_return_address(0));
}
EXPORT_SYMBOL(debugfs_create_atomic_t);

/* ---- truth values, texts --------------------------------------------------------------------- */

ssize_t debugfs_read_file_bool(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	const bool *value = file->private_data;

	return simple_read_from_buffer(buf, count, pos, READ_ONCE(*value) ? "Y\n" : "N\n", 2);
}
EXPORT_SYMBOL(debugfs_read_file_bool);

ssize_t debugfs_write_file_bool(struct file *file, const char __user *buf, size_t count,
				loff_t *pos)
{
	bool *value = file->private_data, new;
	char text[8] = "";
	int err;

	if (!(file->f_inode->i_mode & 0222))
		return -EACCES;
	if (copy_from_user(text, buf, min(count, sizeof(text) - 1)))
		return -EFAULT;
	err = kstrtobool(text, &new);
	if (err)
		return err;
	WRITE_ONCE(*value, new);
	return (ssize_t)count;
}
EXPORT_SYMBOL(debugfs_write_file_bool);

static const struct file_operations fops_bool = {
	.open = simple_open,
	.read = debugfs_read_file_bool,
	.write = debugfs_write_file_bool,
	.llseek = default_llseek,
};

struct dentry *debugfs_create_bool(const char *name, umode_t mode, struct dentry *parent,
				   bool *value)
{
	return make_file(name, mode, parent, value, &fops_bool, __builtin_return_address(0));
}
EXPORT_SYMBOL(debugfs_create_bool);

static int show_str(struct seq_file *m, void *v)
{
	char **text = m->private;

	seq_printf(m, "%s\n", *text ?: "");
	return 0;
}

static int open_str(struct inode *inode, struct file *file)
{
	return single_open(file, show_str, inode->i_private);
}

/* The text is the driver's own, so nothing can be put in its place. */
static const struct file_operations fops_str = {
	.open = open_str,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = single_release,
};

struct dentry *debugfs_create_str(const char *name, umode_t mode, struct dentry *parent,
				  char **value)
{
	return make_file(name, mode & ~0222, parent, value, &fops_str, __builtin_return_address(0));
}
EXPORT_SYMBOL(debugfs_create_str);

/* ---- many ------------------------------------------------------------------------------------ */

static ssize_t blob_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	const struct debugfs_blob_wrapper *blob = file->private_data;

	return simple_read_from_buffer(buf, count, pos, blob->data, blob->size);
}

static ssize_t blob_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	const struct debugfs_blob_wrapper *blob = file->private_data;

	if (!(file->f_inode->i_mode & 0222))
		return -EACCES;
	return simple_write_to_buffer(blob->data, blob->size, pos, buf, count);
}

static const struct file_operations fops_blob = {
	.open = simple_open,
	.read = blob_read,
	.write = blob_write,
	.llseek = default_llseek,
};

struct dentry *debugfs_create_blob(const char *name, umode_t mode, struct dentry *parent,
				   struct debugfs_blob_wrapper *blob)
{
	return make_file(name, mode & 0644, parent, blob, &fops_blob, __builtin_return_address(0));
}
EXPORT_SYMBOL(debugfs_create_blob);

static int show_array(struct seq_file *m, void *v)
{
	const struct debugfs_u32_array *array = m->private;

	for (u32 i = 0; i < array->n_elements; i++)
		seq_printf(m, "%u%c", array->array[i], i + 1 < array->n_elements ? ' ' : '\n');
	return 0;
}

static int open_array(struct inode *inode, struct file *file)
{
	return single_open(file, show_array, inode->i_private);
}

static const struct file_operations fops_array = {
	.open = open_array,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = single_release,
};

struct dentry *debugfs_create_u32_array(const char *name, umode_t mode, struct dentry *parent,
					struct debugfs_u32_array *array)
{
	return make_file(name, mode, parent, array, &fops_array, __builtin_return_address(0));
}
EXPORT_SYMBOL(debugfs_create_u32_array);

void debugfs_print_regs32(struct seq_file *m, const struct debugfs_reg32 *regs, int nregs,
			  void __iomem *base, char *prefix)
{
	for (int i = 0; i < nregs && !seq_has_overflowed(m); i++)
		seq_printf(m, "%s%s = 0x%08x\n", prefix ?: "", regs[i].name,
			   readl((char __iomem *)base + regs[i].offset));
}
EXPORT_SYMBOL(debugfs_print_regs32);

static int show_regset(struct seq_file *m, void *v)
{
	const struct debugfs_regset32 *set = m->private;

	debugfs_print_regs32(m, set->regs, set->nregs, set->base, "");
	return 0;
}

static int open_regset(struct inode *inode, struct file *file)
{
	return single_open(file, show_regset, inode->i_private);
}

static const struct file_operations fops_regset = {
	.open = open_regset,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = single_release,
};

struct dentry *debugfs_create_regset32(const char *name, umode_t mode, struct dentry *parent,
				       struct debugfs_regset32 *regset)
{
	return make_file(name, mode, parent, regset, &fops_regset, __builtin_return_address(0));
}
EXPORT_SYMBOL(debugfs_create_regset32);

/* ---- of a device ----------------------------------------------------------------------------- */

/** struct devm_show - the show() of a device's file; goes with the device. */
struct devm_show {
	int (*show)(struct seq_file *m, void *v);
	struct device *dev;
};

static int open_devm(struct inode *inode, struct file *file)
{
	struct devm_show *entry = inode->i_private;

	return single_open(file, entry->show, entry->dev);
}

static const struct file_operations fops_devm = {
	.open = open_devm,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = single_release,
};

struct dentry *debugfs_create_devm_seqfile(struct device *dev, const char *name,
					   struct dentry *parent,
					   int (*show)(struct seq_file *m, void *v))
{
	struct devm_show *entry;

	if (IS_ERR(parent))
		return parent;
	entry = devm_kzalloc(dev, sizeof(*entry), GFP_KERNEL);
	if (!entry)
		return ERR_PTR(-ENOMEM);
	entry->show = show;
	entry->dev = dev;
	return make_file(name, 0444, parent, entry, &fops_devm, __builtin_return_address(0));
}
EXPORT_SYMBOL(debugfs_create_devm_seqfile);
