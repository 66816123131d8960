// SPDX-License-Identifier: MIT
/*
 * The life of all files, and what modules leave of them.
 *
 * Whatever a module registers is found again by three signs: code of its in the operations, memory
 * of its behind it, or a call from it that made it.  When a module is removed, what is still there
 * is told of, each thing once and the outermost first (a device has an object, which has a folder),
 * and taken away, because the next who opened it would call code that is gone.
 */
#include "kernel/files/files.h"
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/string.h>
#include "kernel/files/bus.h"
#include "kernel/files/device.h"
#include "kernel/files/file.h"
#include "kernel/files/machine_files.h"
#include "kernel/files/sysfs.h"
#include "kernel/files/tree.h"
#include "kernel/files/user.h"
#include "kernel/kernel.h"
#include "kernel/loader.h"
#include "kernel/loader_internal.h"

/* ---- life ------------------------------------------------------------------------------------ */

static int make_all(void)
{
	int err = kobjects_init();

	if (!err)
		err = classes_init();
	if (!err)
		err = misc_init();
	if (!err)
		err = buses_init();
	return err ?: machine_files_init();
}

int files_init(void)
{
	int err = user_init();

	if (err)
		return err;
	chrdev_init();
	err = tree_init();
	if (!err) {
		err = make_all();
		if (err)
			tree_exit();
	}
	if (err) {
		chrdev_exit();
		user_exit();
	}
	return err;
}

void files_exit(void)
{
	buses_exit();
	classes_exit();
	tree_exit();
	kobjects_exit();
	chrdev_exit();
	user_exit();
}

/* ---- what is left of a module ---------------------------------------------------------------- */

bool leftovers_has(const struct leftovers *l, const void *p)
{
	return (unsigned long)p - l->start < l->end - l->start;
}

void leftovers_say(const struct leftovers *l, const char *what, const char *name, const void *maker)
{
	struct source_line line;

	if (l->quiet)
		return;
	/* One back, since a call may be the last of its line. */
	if (leftovers_has(l, maker) && kallsyms_line((unsigned long)maker - 1, &line))
		report("BUG: module %s was removed with its %s %s still registered, made at %s:%d",
		       l->name, what, name, line.file, line.line);
	else
		report("BUG: module %s was removed with its %s %s still registered", l->name, what,
		       name);
}

static const char *kind_of(const struct tree_node *node)
{
	if (S_ISDIR(node->inode.i_mode))
		return node->kind == TREE_SYSFS ? "object" : "folder";
	return node->kind == TREE_DEV ? "device" : "file";
}

static bool is_left(struct tree_node *node, void *arg)
{
	const struct leftovers *l = arg;
	const struct file_operations *ops = node->inode.i_fop;

	if (node->gone)
		return false;
	return leftovers_has(l, node->maker) || leftovers_has(l, ops) ||
	       leftovers_has(l, node->inode.i_private);
}

/* The object of a folder that goes knows no folder any more. */
static void forget_object(struct tree_node *node, const struct leftovers *l)
{
	struct kobject *kobj = node->kind == TREE_SYSFS ? node->private : NULL;

	if (!kobj || kobj->sd != node)
		return;
	kobj->state_in_sysfs = 0;
	kobj->sd = NULL;
	tree_put(node);
}

static void forget_nodes(const struct leftovers *l)
{
	struct tree_node *node;
	char path[256];

	while ((node = tree_walk(is_left, (void *)l))) {
		leftovers_say(l, kind_of(node), tree_path(node, path, sizeof(path)), node->maker);
		forget_object(node, l);
		tree_remove(node);
		tree_put(node);
	}
}

/* A file that is open, of operations that say no owner: nothing has kept the module. */
static bool is_open_file(struct file *file, void *l)
{
	return leftovers_has(l, file->f_op);
}

static const struct file_operations dead_fops = {
	.llseek = noop_llseek,
};

static void forget_open_files(const struct leftovers *l)
{
	struct file *file;
	char path[256];

	while ((file = tree_find_file(is_open_file, (void *)l))) {
		if (!l->quiet)
			report("BUG: module %s was removed while %s is open: its file_operations "
			       "have no .owner",
			       l->name, tree_path(file_node(file), path, sizeof(path)));
		file->f_op = &dead_fops;
		if (leftovers_has(l, file->f_inode->i_cdev))
			file->f_inode->i_cdev = NULL;
	}
}

void files_forget(const char *module, unsigned long start, unsigned long end, bool crashed)
{
	const struct leftovers l = { module, start, end, crashed };

	if (!tree_root)
		return;
	misc_forget(&l);
	buses_forget(&l);
	classes_forget(&l);
	chrdev_forget(&l);
	forget_nodes(&l);
	forget_open_files(&l);
}
