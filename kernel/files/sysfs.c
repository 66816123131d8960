// SPDX-License-Identifier: MIT
/*
 * Files in /sys: one attribute of an object each.
 *
 * Who reads from the beginning gets what show() writes into a page, and the rest of that as he
 * reads on.  A write is handed to store() as one text of at most a page.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include "kernel/files/sysfs.h"
#include "kernel/files/tree.h"
#include "kernel/kernel.h"
#include "mm/kmalloc/kmalloc.h"
#include "mm/page/page.h"

/**
 * struct sysfs_open - an open file: @len bytes of text in @page, once it was read.
 * @seen: the node's news as they were then.
 */
struct sysfs_open {
	struct mutex mutex;
	char *page;
	ssize_t len;
	bool filled;
	u32 seen;
};

/* Who polls any attribute; each looks whether it is his that has news. */
static DECLARE_WAIT_QUEUE_HEAD(news);

static u32 news_of(const struct file *file)
{
	return __atomic_load_n(&file_node(file)->news, __ATOMIC_SEQ_CST);
}

static struct kobject *kobj_of(const struct file *file)
{
	return file_node(file)->parent->private;
}

/* The object's folder may be one of a group. */
static struct kobject *owner_of(const struct file *file)
{
	return kobj_of(file) ?: file_node(file)->parent->parent->private;
}

/* ---- text ------------------------------------------------------------------------------------ */

static int sysfs_file_open(struct inode *inode, struct file *file)
{
	struct sysfs_open *open = kmalloc_untraced(sizeof(*open), GFP_KERNEL | __GFP_ZERO);
	struct page *page;

	if (!open)
		return -ENOMEM;
	page = alloc_pages_untraced(GFP_KERNEL | __GFP_ZERO, 0, NUMA_NO_NODE);
	if (!page) {
		kfree_untraced(open);
		return -ENOMEM;
	}
	open->page = page_address(page);
	open->seen = news_of(file);
	mutex_init(&open->mutex);
	file->private_data = open;
	return 0;
}

static int sysfs_file_release(struct inode *inode, struct file *file)
{
	struct sysfs_open *open = file->private_data;

	free_pages_untraced(virt_to_page(open->page), 0);
	kfree_untraced(open);
	return 0;
}

static ssize_t fill(struct file *file, struct sysfs_open *open)
{
	struct attribute *attr = file->f_inode->i_private;
	struct kobject *kobj = owner_of(file);
	const struct sysfs_ops *ops = kobj->ktype ? kobj->ktype->sysfs_ops : NULL;
	ssize_t len;

	if (!ops || !ops->show)
		return -EIO;
	memset(open->page, 0, PAGE_SIZE);
	WRITE_ONCE(open->seen, news_of(file));
	len = ops->show(kobj, attr, open->page);
	if (len >= (ssize_t)PAGE_SIZE) {
		report("WARNING: fill_read_buffer: show() of %s returned bad count %zd: it has a "
		       "page",
		       attr->name, len);
		len = PAGE_SIZE - 1;
	}
	return len;
}

static ssize_t sysfs_file_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	struct sysfs_open *open = file->private_data;
	ssize_t done = 0;

	mutex_lock(&open->mutex);
	if (!open->filled || !*pos) {
		done = fill(file, open);
		open->filled = done >= 0;
		open->len = done;
	}
	if (done >= 0)
		done = simple_read_from_buffer(buf, count, pos, open->page, (size_t)open->len);
	mutex_unlock(&open->mutex);
	return done;
}

static ssize_t sysfs_file_write(struct file *file, const char __user *buf, size_t count,
				loff_t *pos)
{
	struct sysfs_open *open = file->private_data;
	struct attribute *attr = file->f_inode->i_private;
	struct kobject *kobj = owner_of(file);
	const struct sysfs_ops *ops = kobj->ktype ? kobj->ktype->sysfs_ops : NULL;
	ssize_t done;

	if (!ops || !ops->store)
		return -EIO;
	count = min_t(size_t, count, PAGE_SIZE - 1);
	mutex_lock(&open->mutex);
	open->filled = false;
	if (copy_from_user(open->page, buf, count)) {
		mutex_unlock(&open->mutex);
		return -EFAULT;
	}
	open->page[count] = 0;
	done = ops->store(kobj, attr, open->page, count);
	mutex_unlock(&open->mutex);
	if (done > 0)
		*pos += done;
	return done;
}

/* One can always read and write; news are there until the value is read. */
static __poll_t sysfs_file_poll(struct file *file, poll_table *table)
{
	const struct sysfs_open *open = file->private_data;
	__poll_t now = DEFAULT_POLLMASK;

	poll_wait(file, &news, table);
	if (READ_ONCE(open->seen) != news_of(file))
		now |= EPOLLERR | EPOLLPRI;
	return now;
}

static const struct file_operations text_fops = {
	.open = sysfs_file_open,
	.release = sysfs_file_release,
	.read = sysfs_file_read,
	.write = sysfs_file_write,
	.poll = sysfs_file_poll,
	.llseek = generic_file_llseek,
};

/* ---- bytes ----------------------------------------------------------------------------------- */

static ssize_t bin_rw(struct file *file, char __user *buf, size_t count, loff_t *pos, bool write)
{
	struct bin_attribute *attr = file->f_inode->i_private;
	struct sysfs_open *open = file->private_data;
	ssize_t done = -EIO;

	count = min_t(size_t, count, PAGE_SIZE);
	if (attr->size) {
		if (*pos >= (loff_t)attr->size)
			return write ? -EFBIG : 0;
		count = min_t(size_t, count, attr->size - (size_t)*pos);
	}
	mutex_lock(&open->mutex);
	if (write && copy_from_user(open->page, buf, count))
		done = -EFAULT;
	else if (write && attr->write)
		done = attr->write(file, owner_of(file), attr, open->page, *pos, count);
	else if (!write && attr->read)
		done = attr->read(file, owner_of(file), attr, open->page, *pos, count);
	if (!write && done > 0 && copy_to_user(buf, open->page, min_t(size_t, (size_t)done, count)))
		done = -EFAULT;
	mutex_unlock(&open->mutex);
	if (done > 0)
		*pos += done;
	return done;
}

static ssize_t bin_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	return bin_rw(file, buf, count, pos, false);
}

static ssize_t bin_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	return bin_rw(file, (char __user *)buf, count, pos, true);
}

static int bin_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct bin_attribute *attr = file->f_inode->i_private;

	return attr->mmap ? attr->mmap(file, owner_of(file), attr, vma) : -ENODEV;
}

static const struct file_operations bin_fops = {
	.open = sysfs_file_open,
	.release = sysfs_file_release,
	.read = bin_read,
	.write = bin_write,
	.mmap = bin_mmap,
	.llseek = generic_file_llseek,
};

/* ---- making ---------------------------------------------------------------------------------- */

static int add_node(struct tree_node *folder, const struct attribute *attr, umode_t mode,
		    const struct file_operations *fops, const void *data, const void *maker)
{
	const struct tree_new new = { .kind = TREE_SYSFS,
				      .name = attr->name,
				      .mode = S_IFREG | (mode & 0777),
				      .fops = fops,
				      .data = (void *)data,
				      .maker = maker };
	struct tree_node *node;
	char path[128];

	if (WARN_ON(!folder || !attr->name))
		return -EINVAL;
	node = tree_make(folder, &new);
	if (node == ERR_PTR(-EEXIST))
		pr_warn("sysfs: cannot create duplicate filename '%s/%s'\n",
			tree_path(folder, path, sizeof(path)), attr->name);
	return PTR_ERR_OR_ZERO(node);
}

int sysfs_add_file(struct kobject *kobj, const struct attribute *attr, const void *maker)
{
	if (WARN_ON(!kobj || !kobj->sd || !attr))
		return -EINVAL;
	return add_node(kobj->sd, attr, attr->mode, &text_fops, attr, maker);
}

int sysfs_create_file(struct kobject *kobj, const struct attribute *attr)
{
	return sysfs_add_file(kobj, attr, __builtin_return_address(0));
}
EXPORT_SYMBOL(sysfs_create_file);

int sysfs_create_files(struct kobject *kobj, const struct attribute *const *attr)
{
	unsigned int i;
	int err = 0;

	for (i = 0; attr[i] && !err; i++)
		err = sysfs_add_file(kobj, attr[i], __builtin_return_address(0));
	while (err && --i)
		sysfs_remove_file(kobj, attr[i - 1]);
	return err;
}
EXPORT_SYMBOL(sysfs_create_files);

void sysfs_unlink(struct tree_node *folder, const char *name)
{
	struct tree_node *node = folder ? tree_child(folder, name) : NULL;

	if (!node)
		return;
	tree_remove(node);
	tree_put(node);
}

void sysfs_remove_file(struct kobject *kobj, const struct attribute *attr)
{
	sysfs_unlink(kobj->sd, attr->name);
}
EXPORT_SYMBOL(sysfs_remove_file);

void sysfs_remove_files(struct kobject *kobj, const struct attribute *const *attr)
{
	for (; *attr; attr++)
		sysfs_remove_file(kobj, *attr);
}
EXPORT_SYMBOL(sysfs_remove_files);

int sysfs_chmod_file(struct kobject *kobj, const struct attribute *attr, umode_t mode)
{
	struct tree_node *node = kobj->sd ? tree_child(kobj->sd, attr->name) : NULL;

	if (!node)
		return -ENOENT;
	node->inode.i_mode = (node->inode.i_mode & S_IFMT) | (mode & 0777);
	tree_put(node);
	return 0;
}
EXPORT_SYMBOL(sysfs_chmod_file);

int sysfs_create_bin_file(struct kobject *kobj, const struct bin_attribute *attr)
{
	const void *maker = __builtin_return_address(0);

	if (WARN_ON(!kobj || !kobj->sd || !attr))
		return -EINVAL;
	return add_node(kobj->sd, &attr->attr, attr->attr.mode, &bin_fops, attr, maker);
}
EXPORT_SYMBOL(sysfs_create_bin_file);

void sysfs_remove_bin_file(struct kobject *kobj, const struct bin_attribute *attr)
{
	sysfs_unlink(kobj->sd, attr->attr.name);
}
EXPORT_SYMBOL(sysfs_remove_bin_file);

/* ---- groups ---------------------------------------------------------------------------------- */

static int fill_group(struct kobject *kobj, struct tree_node *folder,
		      const struct attribute_group *group, const void *maker)
{
	int err = 0;

	for (int i = 0; group->attrs && group->attrs[i] && !err; i++) {
		struct attribute *attr = group->attrs[i];
		umode_t mode = group->is_visible ? group->is_visible(kobj, attr, i) : attr->mode;

		if (mode)
			err = add_node(folder, attr, mode, &text_fops, attr, maker);
	}
	for (int i = 0; group->bin_attrs && group->bin_attrs[i] && !err; i++) {
		const struct bin_attribute *attr = group->bin_attrs[i];
		umode_t mode = group->is_bin_visible ? group->is_bin_visible(kobj, attr, i) :
						       attr->attr.mode;

		if (mode)
			err = add_node(folder, &attr->attr, mode, &bin_fops, attr, maker);
	}
	return err;
}

static int add_group(struct kobject *kobj, const struct attribute_group *group, const void *maker)
{
	const struct tree_new new = { .kind = TREE_SYSFS,
				      .name = group->name ?: "",
				      .mode = S_IFDIR | 0755,
				      .maker = maker };
	struct tree_node *folder = kobj ? kobj->sd : NULL;
	int err;

	if (WARN_ON(!folder))
		return -EINVAL;
	if (WARN(!group->attrs && !group->bin_attrs,
		 "sysfs: (bin_)attrs not set by subsystem for group: %s/%s\n", kobj->name,
		 group->name ?: ""))
		return -EINVAL;
	if (group->name) {
		folder = tree_make(folder, &new);
		if (IS_ERR(folder))
			return (int)PTR_ERR(folder);
	}
	err = fill_group(kobj, folder, group, maker);
	if (err)
		sysfs_remove_group(kobj, group);
	return err;
}

int sysfs_create_group(struct kobject *kobj, const struct attribute_group *group)
{
	return add_group(kobj, group, __builtin_return_address(0));
}
EXPORT_SYMBOL(sysfs_create_group);

int sysfs_add_groups(struct kobject *kobj, const struct attribute_group *const *groups,
		     const void *maker)
{
	unsigned int i;
	int err = 0;

	for (i = 0; groups && groups[i] && !err; i++)
		err = add_group(kobj, groups[i], maker);
	while (err && --i)
		sysfs_remove_group(kobj, groups[i - 1]);
	return err;
}

int sysfs_create_groups(struct kobject *kobj, const struct attribute_group **groups)
{
	return sysfs_add_groups(kobj, groups, __builtin_return_address(0));
}
EXPORT_SYMBOL(sysfs_create_groups);

void sysfs_remove_group(struct kobject *kobj, const struct attribute_group *group)
{
	if (!kobj->sd)
		return;
	if (group->name) {
		sysfs_unlink(kobj->sd, group->name);
		return;
	}
	for (unsigned int i = 0; group->attrs && group->attrs[i]; i++)
		sysfs_unlink(kobj->sd, group->attrs[i]->name);
	for (unsigned int i = 0; group->bin_attrs && group->bin_attrs[i]; i++)
		sysfs_unlink(kobj->sd, group->bin_attrs[i]->attr.name);
}
EXPORT_SYMBOL(sysfs_remove_group);

void sysfs_remove_groups(struct kobject *kobj, const struct attribute_group **groups)
{
	for (; groups && *groups; groups++)
		sysfs_remove_group(kobj, *groups);
}
EXPORT_SYMBOL(sysfs_remove_groups);

int sysfs_update_group(struct kobject *kobj, const struct attribute_group *group)
{
	sysfs_remove_group(kobj, group);
	return add_group(kobj, group, __builtin_return_address(0));
}
EXPORT_SYMBOL(sysfs_update_group);

/* ---- links, news ----------------------------------------------------------------------------- */

int sysfs_link(struct tree_node *folder, const char *name, const struct tree_node *target,
	       const void *maker)
{
	const struct tree_new new = {
		.kind = TREE_SYSFS, .name = name, .mode = S_IFLNK | 0777, .maker = maker
	};
	char buf[256];
	const char *path = tree_path(target, buf, sizeof(buf));
	size_t size = strlen(path) + 1;
	char *copy = kmalloc_untraced(size, GFP_KERNEL);
	struct tree_node *node;

	if (!copy)
		return -ENOMEM;
	memcpy(copy, path, size);
	node = tree_make(folder, &new);
	if (IS_ERR(node)) {
		kfree_untraced(copy);
		return (int)PTR_ERR(node);
	}
	node->target = copy;
	return 0;
}

int sysfs_create_link(struct kobject *kobj, struct kobject *target, const char *name)
{
	struct tree_node *folder = kobject_folder(kobj);

	if (WARN_ON(!folder || !target->sd))
		return -EINVAL;
	return sysfs_link(folder, name, target->sd, __builtin_return_address(0));
}
EXPORT_SYMBOL(sysfs_create_link);

void sysfs_remove_link(struct kobject *kobj, const char *name)
{
	sysfs_unlink(kobject_folder(kobj), name);
}
EXPORT_SYMBOL(sysfs_remove_link);

void sysfs_notify(struct kobject *kobj, const char *dir, const char *attr)
{
	struct tree_node *folder = kobj && kobj->sd ? tree_get(kobj->sd) : NULL, *node;

	if (folder && dir) {
		node = tree_child(folder, dir);
		tree_put(folder);
		folder = node;
	}
	node = folder && attr ? tree_child(folder, attr) : NULL;
	if (node) {
		__atomic_fetch_add(&node->news, 1, __ATOMIC_SEQ_CST);
		wake_up_interruptible(&news);
		tree_put(node);
	}
	if (folder)
		tree_put(folder);
}
EXPORT_SYMBOL(sysfs_notify);

/* ---- show() ---------------------------------------------------------------------------------- */

static int emit(char *buf, int at, const char *fmt, va_list args)
{
	return vscnprintf(buf + at, PAGE_SIZE - (size_t)at, fmt, args);
}

int sysfs_emit(char *buf, const char *fmt, ...)
{
	va_list args;
	int len;

	if (WARN(!buf || offset_in_page(buf), "invalid sysfs_emit: buf:%px\n", buf))
		return 0;
	va_start(args, fmt);
	len = emit(buf, 0, fmt, args);
	va_end(args);
	return len;
}
EXPORT_SYMBOL(sysfs_emit);

int sysfs_emit_at(char *buf, int at, const char *fmt, ...)
{
	va_list args;
	int len;

	if (WARN(!buf || offset_in_page(buf) || at < 0 || at >= (int)PAGE_SIZE,
		 "invalid sysfs_emit_at: buf:%px at:%d\n", buf, at))
		return 0;
	va_start(args, fmt);
	len = emit(buf, at, fmt, args);
	va_end(args);
	return len;
}
EXPORT_SYMBOL(sysfs_emit_at);
