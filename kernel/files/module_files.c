// SPDX-License-Identifier: MIT
/*
 * /sys/module/NAME: refcnt, version, and the parameters with their modes.
 *
 * Reading a parameter calls its type's get(), writing its set(), which may be the module's own.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "kernel/files/files.h"
#include "kernel/files/sysfs.h"
#include "kernel/files/tree.h"
#include "mm/kmalloc/kmalloc.h"

/* ---- parameters ------------------------------------------------------------------------------ */

static ssize_t param_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	const struct kernel_param *kp = file->f_inode->i_private;
	char *page;
	ssize_t done;

	if (!kp->ops->get)
		return -EPERM;
	page = kmalloc_untraced(PAGE_SIZE, GFP_KERNEL | __GFP_ZERO);
	if (!page)
		return -ENOMEM;
	kernel_param_lock(kp->mod);
	done = kp->ops->get(page, kp);
	kernel_param_unlock(kp->mod);
	/* Some leave the newline out. */
	if (done > 0 && done < (ssize_t)PAGE_SIZE - 1 && page[done - 1] != '\n')
		page[done++] = '\n';
	if (done > 0)
		done = simple_read_from_buffer(buf, count, pos, page, (size_t)done);
	kfree_untraced(page);
	return done;
}

static ssize_t param_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	const struct kernel_param *kp = file->f_inode->i_private;
	size_t size = min_t(size_t, count, PAGE_SIZE - 1);
	char *text;
	int err = -EPERM;

	if (!kp->ops->set)
		return -EPERM;
	text = kmalloc_untraced(size + 1, GFP_KERNEL);
	if (!text)
		return -ENOMEM;
	if (copy_from_user(text, buf, size)) {
		err = -EFAULT;
	} else {
		text[size] = 0;
		if (size && text[size - 1] == '\n')
			text[size - 1] = 0;
		kernel_param_lock(kp->mod);
		err = kp->ops->set(text, kp);
		kernel_param_unlock(kp->mod);
	}
	kfree_untraced(text);
	return err ?: (ssize_t)count;
}

static const struct file_operations param_fops = {
	.read = param_read,
	.write = param_write,
	.llseek = generic_file_llseek,
};

static int add_params(struct tree_node *folder, const struct module *mod)
{
	struct tree_node *params = NULL, *node;

	for (unsigned int i = 0; i < mod->num_kp; i++) {
		struct kernel_param *kp = &mod->kp[i];
		const struct tree_new new = { .kind = TREE_SYSFS,
					      .name = kp->name,
					      .mode = S_IFREG | (kp->perm & 0777),
					      .fops = &param_fops,
					      .data = kp };

		if (!kp->perm)
			continue;
		if (!params)
			params = tree_folder(folder, "parameters", TREE_SYSFS);
		if (IS_ERR(params))
			return (int)PTR_ERR(params);
		node = tree_make(params, &new);
		if (IS_ERR(node))
			return (int)PTR_ERR(node);
	}
	return 0;
}

/* ---- the module ------------------------------------------------------------------------------ */

static ssize_t show_text(char __user *buf, size_t count, loff_t *pos, const char *text)
{
	return simple_read_from_buffer(buf, count, pos, text, strlen(text));
}

static ssize_t refcnt_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	char text[16];

	snprintf(text, sizeof(text), "%d\n", module_refcount(file->f_inode->i_private));
	return show_text(buf, count, pos, text);
}

static ssize_t version_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	const struct module *mod = file->f_inode->i_private;
	char text[64];

	snprintf(text, sizeof(text), "%s\n", mod->version);
	return show_text(buf, count, pos, text);
}

static const struct file_operations refcnt_fops = { .read = refcnt_read,
						    .llseek = generic_file_llseek };
static const struct file_operations version_fops = { .read = version_read,
						     .llseek = generic_file_llseek };

int files_add_module(struct module *mod)
{
	struct tree_new refcnt = { .kind = TREE_SYSFS,
				   .name = "refcnt",
				   .mode = S_IFREG | 0444,
				   .fops = &refcnt_fops,
				   .data = mod };
	struct tree_node *folder, *node;
	int err;

	if (!tree_root)
		return 0;
	folder = tree_folder(module_kobj->sd, mod->name, TREE_SYSFS);
	if (IS_ERR(folder))
		return (int)PTR_ERR(folder);
	node = tree_make(folder, &refcnt);
	if (!IS_ERR(node) && mod->version) {
		refcnt.name = "version";
		refcnt.fops = &version_fops;
		node = tree_make(folder, &refcnt);
	}
	err = IS_ERR(node) ? (int)PTR_ERR(node) : add_params(folder, mod);
	if (err)
		files_del_module(mod);
	return err;
}

void files_del_module(struct module *mod)
{
	if (tree_root)
		sysfs_unlink(module_kobj->sd, mod->name);
}
