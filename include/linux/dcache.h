/* SPDX-License-Identifier: MIT */
/* Names of files. */
#ifndef _LINUX_DCACHE_H
#define _LINUX_DCACHE_H

#include <linux/compiler.h>
#include <linux/list.h>
#include <linux/spinlock_types.h>
#include <linux/types.h>

struct inode;
struct path;

/** struct qstr - a name and its length. */
struct qstr {
	u32 len;
	const unsigned char *name;
};

#define QSTR_INIT(n, l)             \
	{                           \
		.name = n, .len = l \
	}

/* What a name may have to stand in the dentry itself, its 0 included. */
#define DNAME_INLINE_LEN 40

/** struct dentry - a name, what it names, and where it stands; @d_iname has as much as fits. */
struct dentry {
	struct dentry *d_parent;
	struct qstr d_name;
	struct inode *d_inode;
	unsigned char d_iname[DNAME_INLINE_LEN];
	spinlock_t d_lock;
	void *d_fsdata;
};

static inline struct inode *d_inode(const struct dentry *dentry)
{
	return dentry->d_inode;
}

static inline bool d_really_is_positive(const struct dentry *dentry)
{
	return dentry->d_inode != NULL;
}

/**
 * d_path, dentry_path_raw - the path of a file as text, "/sys/kernel/debug/demo".
 * @buf: where it may be written; @size: bytes that there are.
 *
 * Return: the text, somewhere in @buf; as an error pointer -ENAMETOOLONG.
 * Context: any.
 */
char *d_path(const struct path *path, char *buf, int size);
char *dentry_path_raw(const struct dentry *dentry, char *buf, int size);

/**
 * dget, dput - take and drop a reference to a name, which is that of a file in the tree; NULL is
 * none.
 * Return: @dentry.
 * Context: any.
 */
struct dentry *dget(struct dentry *dentry);
void dput(struct dentry *dentry);

#endif
