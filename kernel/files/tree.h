/* SPDX-License-Identifier: MIT */
/* The tree of all names: /dev, /proc, /sys and /sys/kernel/debug; the theory is in tree.c. */
#ifndef KERNEL_FILES_TREE_H
#define KERNEL_FILES_TREE_H

#include <linux/fs.h>
#include <linux/types.h>

struct task_struct;

/** enum tree_kind - who made a node, which says what its files do. */
enum tree_kind { TREE_ROOT, TREE_DEV, TREE_PROC, TREE_SYSFS, TREE_DEBUGFS };

/**
 * struct tree_node - a name in the tree: a folder, a file or a device.
 *
 *	@refs = 1 while it is in the tree + files that are open + calls that look it up
 *	@gone <=> it is out of the tree; then no call of its file's operations begins
 *
 * @dentry, @inode: the same for modules.
 * @link: among the children of @parent, in the order of making.
 * @news: how often those who poll it were told of another value.
 * @maker: where in the code it was made, for who finds it left behind.
 * @calls: that run, guarded by the tree's lock.
 * @target: of a link, or NULL.
 * @lookup: of a folder whose files are not nodes: makes one for @name, out of the tree, or NULL.
 * @names: of such a folder: calls @fn with the name of each, in any order.
 * @release: the last reference is gone; NULL: nothing to do but free it.
 * @private: for the kind.
 */
struct tree_node {
	struct dentry dentry;
	struct inode inode;
	enum tree_kind kind;
	struct list_head link, children;
	struct tree_node *parent;
	u32 refs;
	u32 news;
	bool gone;
	char *name;
	char *target;
	const void *maker;
	struct list_head calls;
	struct tree_node *(*lookup)(struct tree_node *folder, const char *name);
	void (*names)(struct tree_node *folder,
		      void (*fn)(const char *name, umode_t mode, void *arg), void *arg);
	void (*release)(struct tree_node *node);
	void *private;
};

/** struct tree_call - a call that runs, on the stack of who makes it. */
struct tree_call {
	struct list_head link;
	const struct task_struct *task;
};

/** struct tree_new - what a node is to be. */
struct tree_new {
	enum tree_kind kind;
	const char *name;
	umode_t mode; /* with S_IFDIR, S_IFREG, S_IFCHR, S_IFBLK or S_IFLNK */
	dev_t rdev;
	const struct file_operations *fops;
	void *data; /* i_private */
	const void *maker;
};

int tree_init(void);
void tree_exit(void);

/* Folders that are always there. */
extern struct tree_node *tree_root, *tree_dev, *tree_proc, *tree_sys, *tree_debug;

/**
 * tree_make - a new node in @folder.
 * Return: the node, of which the tree has the only reference; -EEXIST, -EINVAL for a name that is
 * none, -ENOMEM, -ENOENT in a folder that is gone.
 */
struct tree_node *tree_make(struct tree_node *folder, const struct tree_new *new);

/** tree_folder - a folder in @folder; the one that is there where there is one. */
struct tree_node *tree_folder(struct tree_node *folder, const char *name, enum tree_kind kind);

/** tree_alone - a node that is in no folder's list, as @lookup makes them; with one reference. */
struct tree_node *tree_alone(struct tree_node *folder, const struct tree_new *new);

/** tree_remove - take @node and all below it out, when no call of its files runs any more. */
void tree_remove(struct tree_node *node);

struct tree_node *tree_get(struct tree_node *node);
void tree_put(struct tree_node *node);

/** tree_child - the node of this name in @folder, referenced; or NULL. */
struct tree_node *tree_child(struct tree_node *folder, const char *name);

/**
 * tree_find - the node at @path, seen from @from, referenced.
 * Follows links.  Return: the node; an error pointer -ENOENT, -ENOTDIR, -ELOOP, -ENAMETOOLONG.
 */
struct tree_node *tree_find(struct tree_node *from, const char *path);

/** tree_path - the path of @node, into @buf; returns @buf, or "?" where it does not fit. */
const char *tree_path(const struct tree_node *node, char *buf, size_t size);

/**
 * tree_walk - call @fn for each node, a folder before what is in it, until it returns true.
 * @fn may neither make nor remove. Return: the node, referenced; or NULL.
 */
struct tree_node *tree_walk(bool (*fn)(struct tree_node *node, void *arg), void *arg);

/** tree_list - call @fn with each name in @folder: of nodes in the order of the alphabet. */
int tree_list(struct tree_node *folder, void (*fn)(const char *name, umode_t mode, void *arg),
	      void *arg);

/**
 * tree_enter - a call of an operation begins. Return: false where the node is gone.
 * tree_leave - it has ended.
 */
bool tree_enter(struct tree_node *node, struct tree_call *call);
void tree_leave(struct tree_node *node, struct tree_call *call);

/** tree_abandon_calls - the caller has crashed out of calls, of @node or any in the tree. */
void tree_abandon_calls(struct tree_node *node);

/* Whether release() of an open file was called (f_released). */
enum { FILE_IN_USE, FILE_IN_RELEASE, FILE_RELEASED };

/**
 * tree_claim_release - is it the caller who is to call release() of @file?
 * If so a call has begun, which he ends by tree_released() and tree_leave(); if not, it was called.
 */
bool tree_claim_release(struct tree_node *node, struct file *file, struct tree_call *call);
void tree_released(struct file *file);

/** tree_add_file - @file is open; takes a reference. tree_del_file - it is not any more. */
void tree_add_file(struct tree_node *node, struct file *file);
void tree_del_file(struct tree_node *node, struct file *file);

/** tree_find_file - the first open file that @fn says true of; or NULL. */
struct file *tree_find_file(bool (*fn)(struct file *file, void *arg), void *arg);

static inline struct tree_node *inode_node(const struct inode *inode)
{
	return container_of(inode, struct tree_node, inode);
}

static inline struct tree_node *dentry_node(const struct dentry *dentry)
{
	return container_of(dentry, struct tree_node, dentry);
}

static inline struct tree_node *file_node(const struct file *file)
{
	return inode_node(file->f_inode);
}

#endif
