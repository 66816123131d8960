// SPDX-License-Identifier: MIT
/*
 * Entries in /proc.
 *
 * An entry is a node of the tree with the operations that its maker gave it, in whichever form his
 * era had; what is open when it is removed is released then (tree.c), so no entry keeps its module.
 * The operations are copied, without their owner, as entries are made: but for those of
 * create_proc_entry(), which are filled in afterwards and looked up at open().
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "kernel/files/file.h"
#include "kernel/files/tree.h"
#include "kernel/kernel.h"
#include "mm/boot/trace.h"
#include "mm/kmalloc/kmalloc.h"

struct proc_dir_entry *PDE(const struct inode *inode)
{
	return inode_node(inode)->private;
}
EXPORT_SYMBOL(PDE);

void *pde_data(const struct inode *inode)
{
	return PDE(inode)->data;
}
EXPORT_SYMBOL(pde_data);

void *proc_get_parent_data(const struct inode *inode)
{
	const struct proc_dir_entry *parent = inode_node(inode)->parent->private;

	return parent ? parent->data : NULL;
}
EXPORT_SYMBOL(proc_get_parent_data);

/* ---- read_proc and write_proc ---------------------------------------------------------------- */

/*
 * The three ways a read_proc() may answer: all of the file from the start of the page on, which
 * nearly all do; or only what was asked for, which *start points to; or that at the start of the
 * page, and *start is a number by which the place moves on.
 */
static ssize_t old_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	struct proc_dir_entry *entry = PDE(file->f_inode);
	size_t size = min_t(size_t, count, PAGE_SIZE - 1024);
	char *page, *start = NULL;
	int eof = 0, n;
	ssize_t done = 0, step = 0;

	if (!entry->read_proc)
		return -EIO;
	if (*pos > INT_MAX)
		return 0;
	page = kmalloc_untraced(PAGE_SIZE, GFP_KERNEL | __GFP_ZERO);
	if (!page)
		return -ENOMEM;
	n = entry->read_proc(page, &start, (off_t)*pos, (int)size, &eof, entry->data);
	if (n < 0) {
		done = n;
	} else if (!start) {
		/* It may have written less than where the reader is. */
		n = max(n - (int)*pos, 0);
		start = page + *pos;
	} else if (start < page) {
		step = (ssize_t)(unsigned long)start;
		start = page;
	}
	if (n > 0) {
		done = min_t(ssize_t, n, (ssize_t)count);
		if (copy_to_user(buf, start, (size_t)done))
			done = -EFAULT;
		else
			*pos += step ?: done;
	}
	kfree_untraced(page);
	return done;
}

static ssize_t old_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	struct proc_dir_entry *entry = PDE(file->f_inode);

	return entry->write_proc ? entry->write_proc(file, buf, count, entry->data) : -EIO;
}

static const struct file_operations old_fops = {
	.read = old_read,
	.write = old_write,
	.llseek = generic_file_llseek,
};

/* ---- opening --------------------------------------------------------------------------------- */

static int seq_entry_open(struct inode *inode, struct file *file)
{
	struct proc_dir_entry *entry = PDE(inode);
	int err;

	if (entry->single_show)
		return single_open(file, entry->single_show, entry->data);
	if (entry->state_size)
		return seq_open_private(file, entry->seq_ops, (int)entry->state_size);
	err = seq_open(file, entry->seq_ops);
	if (!err && entry->data)
		((struct seq_file *)file->private_data)->private = entry->data;
	return err;
}

static int seq_entry_release(struct inode *inode, struct file *file)
{
	const struct proc_dir_entry *entry = PDE(inode);

	if (entry->single_show)
		return single_release(inode, file);
	return entry->state_size ? seq_release_private(inode, file) : seq_release(inode, file);
}

static const struct file_operations seq_entry_fops = {
	.open = seq_entry_open,
	.read_iter = seq_read_iter,
	.llseek = seq_lseek,
	.release = seq_entry_release,
};

static void copy_fops(struct proc_dir_entry *entry, const struct file_operations *fops)
{
	entry->ops = *fops;
	/* No entry keeps its module. */
	entry->ops.owner = NULL;
}

static int entry_open(struct inode *inode, struct file *file)
{
	struct proc_dir_entry *entry = PDE(inode);

	if (entry->proc_fops)
		copy_fops(entry, entry->proc_fops);
	file->f_op = &entry->ops;
	return entry->ops.open ? entry->ops.open(inode, file) : 0;
}

static const struct file_operations entry_fops = {
	.open = entry_open,
};

/* ---- making ---------------------------------------------------------------------------------- */

static void entry_release(struct tree_node *node)
{
	kfree_untraced(node->private);
}

/* The folder that @name, "a/b/c", is in, referenced; @name moves on to its last part. */
static struct tree_node *folder_of(const char **name, struct proc_dir_entry *parent)
{
	struct tree_node *folder = tree_get(parent ? parent->node : tree_proc), *next;
	const char *slash;
	char part[64];

	while ((slash = strchr(*name, '/'))) {
		size_t len = (size_t)(slash - *name);

		next = NULL;
		if (len && len < sizeof(part)) {
			strscpy(part, *name, len + 1);
			next = tree_child(folder, part);
		}
		tree_put(folder);
		if (!next)
			return NULL;
		folder = next;
		*name = slash + 1;
	}
	return folder;
}

static struct proc_dir_entry *make(const char *path, umode_t mode, struct proc_dir_entry *parent,
				   void *data, const void *maker)
{
	struct tree_new new = {
		.kind = TREE_PROC, .mode = mode, .fops = &entry_fops, .maker = maker
	};
	struct tree_node *folder, *node;
	struct proc_dir_entry *entry;

	new.name = path;
	folder = folder_of(&new.name, parent);
	if (!folder) {
		WARN(1, "name '%s'\n", path);
		return NULL;
	}
	entry = kmalloc_untraced(sizeof(*entry), GFP_KERNEL | __GFP_ZERO);
	node = entry ? tree_make(folder, &new) : ERR_PTR(-ENOMEM);
	tree_put(folder);
	if (IS_ERR(node)) {
		WARN(node == ERR_PTR(-EEXIST), "proc_dir_entry '%s/%s' already registered\n",
		     parent ? parent->name : "/proc", path);
		WARN(node == ERR_PTR(-EINVAL), "name len %zu\n", strlen(new.name));
		kfree_untraced(entry);
		return NULL;
	}
	entry->name = node->name;
	entry->mode = mode;
	entry->data = data;
	entry->parent = parent;
	entry->node = node;
	entry->ops = old_fops;
	node->private = entry;
	node->release = entry_release;
	return entry;
}

static struct proc_dir_entry *make_file(const char *name, umode_t mode,
					struct proc_dir_entry *parent, void *data,
					const void *maker)
{
	if (!(mode & S_IFMT))
		mode |= S_IFREG;
	if (!(mode & S_IALLUGO))
		mode |= S_IRUGO;
	if (WARN_ON_ONCE(!S_ISREG(mode)))
		return NULL;
	return make(name, mode, parent, data, maker);
}

struct proc_dir_entry *proc_create_with_ops(const char *name, umode_t mode,
					    struct proc_dir_entry *parent,
					    const struct proc_ops *ops, void *data)
{
	struct proc_dir_entry *entry =
		make_file(name, mode, parent, data, __builtin_return_address(0));

	if (!entry || WARN_ON(!ops))
		return entry;
	entry->ops = (struct file_operations){
		.open = ops->proc_open,
		.read = ops->proc_read,
		.read_iter = ops->proc_read_iter,
		.write = ops->proc_write,
		.llseek = ops->proc_lseek,
		.release = ops->proc_release,
		.poll = ops->proc_poll,
		.unlocked_ioctl = ops->proc_ioctl,
		.compat_ioctl = ops->proc_compat_ioctl,
		.mmap = ops->proc_mmap,
		.get_unmapped_area = ops->proc_get_unmapped_area,
	};
	return entry;
}
EXPORT_SYMBOL(proc_create_with_ops);

struct proc_dir_entry *proc_create_with_fops(const char *name, umode_t mode,
					     struct proc_dir_entry *parent,
					     const struct file_operations *ops, void *data)
{
	struct proc_dir_entry *entry =
		make_file(name, mode, parent, data, __builtin_return_address(0));

	if (entry && !WARN_ON(!ops)) {
		copy_fops(entry, ops);
		/* Who did not say could lseek(), until 5.5. */
		if (!entry->ops.llseek)
			entry->ops.llseek = default_llseek;
	}
	return entry;
}
EXPORT_SYMBOL(proc_create_with_fops);

struct proc_dir_entry *proc_create_seq_private(const char *name, umode_t mode,
					       struct proc_dir_entry *parent,
					       const struct seq_operations *ops,
					       unsigned int state_size, void *data)
{
	struct proc_dir_entry *entry =
		make_file(name, mode, parent, data, __builtin_return_address(0));

	if (!entry)
		return NULL;
	entry->seq_ops = ops;
	entry->state_size = state_size;
	entry->ops = seq_entry_fops;
	return entry;
}
EXPORT_SYMBOL(proc_create_seq_private);

struct proc_dir_entry *proc_create_single_data(const char *name, umode_t mode,
					       struct proc_dir_entry *parent,
					       int (*show)(struct seq_file *m, void *v), void *data)
{
	struct proc_dir_entry *entry =
		make_file(name, mode, parent, data, __builtin_return_address(0));

	if (!entry)
		return NULL;
	entry->single_show = show;
	entry->ops = seq_entry_fops;
	return entry;
}
EXPORT_SYMBOL(proc_create_single_data);

struct proc_dir_entry *create_proc_entry(const char *name, umode_t mode,
					 struct proc_dir_entry *parent)
{
	const void *maker = __builtin_return_address(0);

	if (S_ISDIR(mode))
		return make(name, mode | 0555, parent, NULL, maker);
	return make_file(name, mode, parent, NULL, maker);
}
EXPORT_SYMBOL(create_proc_entry);

struct proc_dir_entry *create_proc_read_entry(const char *name, umode_t mode,
					      struct proc_dir_entry *parent, read_proc_t *read,
					      void *data)
{
	struct proc_dir_entry *entry =
		make_file(name, mode, parent, data, __builtin_return_address(0));

	if (entry)
		entry->read_proc = read;
	return entry;
}
EXPORT_SYMBOL(create_proc_read_entry);

struct proc_dir_entry *proc_mkdir(const char *name, struct proc_dir_entry *parent)
{
	return make(name, S_IFDIR | 0555, parent, NULL, __builtin_return_address(0));
}
EXPORT_SYMBOL(proc_mkdir);

struct proc_dir_entry *proc_mkdir_mode(const char *name, umode_t mode,
				       struct proc_dir_entry *parent)
{
	return make(name, S_IFDIR | mode, parent, NULL, __builtin_return_address(0));
}
EXPORT_SYMBOL(proc_mkdir_mode);

struct proc_dir_entry *proc_mkdir_data(const char *name, umode_t mode,
				       struct proc_dir_entry *parent, void *data)
{
	return make(name, S_IFDIR | (mode ?: 0555), parent, data, __builtin_return_address(0));
}
EXPORT_SYMBOL(proc_mkdir_data);

struct proc_dir_entry *proc_symlink(const char *name, struct proc_dir_entry *parent,
				    const char *target)
{
	struct proc_dir_entry *entry =
		make(name, S_IFLNK | 0777, parent, NULL, __builtin_return_address(0));
	size_t size = strlen(target) + 1;

	if (!entry)
		return NULL;
	entry->node->target = kmalloc_untraced(size, GFP_KERNEL);
	if (!entry->node->target) {
		proc_remove(entry);
		return NULL;
	}
	memcpy(entry->node->target, target, size);
	return entry;
}
EXPORT_SYMBOL(proc_symlink);

void proc_set_size(struct proc_dir_entry *entry, loff_t size)
{
	entry->size = size;
	i_size_write(&entry->node->inode, size);
}
EXPORT_SYMBOL(proc_set_size);

void proc_set_user(struct proc_dir_entry *entry, kuid_t uid, kgid_t gid)
{
	entry->uid = entry->node->inode.i_uid = uid;
	entry->gid = entry->node->inode.i_gid = gid;
}
EXPORT_SYMBOL(proc_set_user);

/* ---- removing -------------------------------------------------------------------------------- */

void proc_remove(struct proc_dir_entry *entry)
{
	might_sleep();
	if (entry)
		tree_remove(entry->node);
}
EXPORT_SYMBOL(proc_remove);

static int remove_path(const char *path, struct proc_dir_entry *parent, bool with_content)
{
	const char *name = path;
	struct tree_node *folder = folder_of(&name, parent);
	struct tree_node *node = folder ? tree_child(folder, name) : NULL;

	tree_put(folder);
	if (WARN(!node, "name '%s'\n", path))
		return -ENOENT;
	WARN(!with_content && !list_empty(&node->children),
	     "remove_proc_entry: removing non-empty directory '%s/%s', leaking at least '%s'\n",
	     parent ? parent->name : "/proc", path,
	     list_first_entry(&node->children, struct tree_node, link)->name);
	tree_remove(node);
	tree_put(node);
	return 0;
}

void remove_proc_entry(const char *name, struct proc_dir_entry *parent)
{
	might_sleep();
	remove_path(name, parent, false);
}
EXPORT_SYMBOL(remove_proc_entry);

int remove_proc_subtree(const char *name, struct proc_dir_entry *parent)
{
	might_sleep();
	return remove_path(name, parent, true);
}
EXPORT_SYMBOL(remove_proc_subtree);
