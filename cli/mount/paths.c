// SPDX-License-Identifier: MIT
/* What is at a path of the machine, for programs of the host: without following links. */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/kdev_t.h>
#include <linux/kernel.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "cli/mount/program.h"
#include "kernel/files/file.h"
#include "kernel/files/tree.h"

#define PATH_BYTES 1024

/* The last part of @path, and in @folder what is before it; NULL where that is too long. */
static const char *split(const char *path, char *folder)
{
	const char *name = strrchr(path, '/');
	size_t len = name ? (size_t)(name - path) : 0;

	if (!name || len >= PATH_BYTES)
		return NULL;
	memcpy(folder, path, len);
	strscpy(folder + len, len ? "" : "/", 2);
	return name + 1;
}

/* The node at @path, referenced; an error pointer. */
static struct tree_node *find(const char *path)
{
	char folder_path[PATH_BYTES + 1];
	const char *name = split(path, folder_path);
	struct tree_node *folder, *node;

	if (!name)
		return ERR_PTR(-ENAMETOOLONG);
	folder = tree_find(NULL, folder_path);
	if (IS_ERR(folder) || !*name)
		return folder;
	if (!S_ISDIR(folder->inode.i_mode)) {
		tree_put(folder);
		return ERR_PTR(-ENOTDIR);
	}
	node = tree_child(folder, name);
	tree_put(folder);
	return node ?: ERR_PTR(-ENOENT);
}

int program_stat(const char *path, struct program_stat *st)
{
	struct tree_node *node = find(path);
	const struct inode *inode;

	if (IS_ERR(node))
		return (int)PTR_ERR(node);
	inode = &node->inode;
	*st = (struct program_stat){
		.mode = READ_ONCE(inode->i_mode),
		.uid = __kuid_val(inode->i_uid),
		.gid = __kgid_val(inode->i_gid),
		.nlink = inode->i_nlink,
		.size = (unsigned long long)i_size_read(inode),
		.seconds = inode->i_mtime.tv_sec,
		.nanoseconds = (unsigned int)inode->i_mtime.tv_nsec,
	};
	if (node->target)
		st->mode = S_IFLNK | 0777;
	tree_put(node);
	return 0;
}

/* Is it a path of the machine, and not one that means something to the module alone? */
static bool is_ours(const char *target)
{
	static const char *const folders[] = { "/dev/", "/proc/", "/sys/" };

	for (unsigned int i = 0; i < ARRAY_SIZE(folders); i++)
		if (strncmp(target, folders[i], strlen(folders[i])) == 0)
			return true;
	return false;
}

/* The way from the folder of @path to @target: up to where both are in, then down. */
static void lead_from(const char *path, const char *target, char *buf, size_t size)
{
	size_t top = strcspn(path + 1, "/") + 1, len = 0;

	if (strncmp(path, target, top + 1) != 0)
		top = 0;
	for (const char *at = strchr(path + top + 1, '/'); at; at = strchr(at + 1, '/'))
		len += (size_t)scnprintf(buf + len, size - len, "../");
	scnprintf(buf + len, size - len, "%s", target + top + 1);
}

/*
 * The machine's root may be anywhere in the host's tree, so what leads from there does not do: the
 * way up, then down.
 */
int program_readlink(const char *path, char *buf, unsigned long size)
{
	struct tree_node *node = find(path);
	int err = 0;

	if (IS_ERR(node))
		return (int)PTR_ERR(node);
	if (!node->target) {
		err = -EINVAL;
	} else if (is_ours(node->target)) {
		lead_from(path, node->target, buf, size);
	} else {
		strscpy(buf, node->target, size);
	}
	tree_put(node);
	return err;
}

struct listing {
	void (*fn)(const char *name, unsigned int mode, void *arg);
	void *arg;
};

static void list_one(const char *name, umode_t mode, void *arg)
{
	const struct listing *l = arg;

	l->fn(name, mode, l->arg);
}

int program_list(const char *path, void (*fn)(const char *name, unsigned int mode, void *arg),
		 void *arg)
{
	struct listing l = { fn, arg };
	struct tree_node *node = find(path);
	int err;

	if (IS_ERR(node))
		return (int)PTR_ERR(node);
	err = tree_list(node, list_one, &l);
	tree_put(node);
	return err;
}

/* ---- changing -------------------------------------------------------------------------------- */

int program_mknod(const char *path, unsigned int mode, unsigned int major, unsigned int minor)
{
	struct tree_node *node;

	if (strncmp(path, "/dev/", 5) != 0)
		return -EPERM;
	if (!S_ISCHR((umode_t)mode))
		return -EOPNOTSUPP;
	node = chrdev_node(path + 5, (umode_t)(mode & 07777), MKDEV(major, minor), NULL);
	return PTR_ERR_OR_ZERO(node);
}

/* A module takes its own names away itself. */
int program_unlink(const char *path)
{
	struct tree_node *node = find(path);
	int err = 0;

	if (IS_ERR(node))
		return (int)PTR_ERR(node);
	if (node->kind != TREE_DEV || node->maker || S_ISDIR(node->inode.i_mode))
		err = -EPERM;
	else
		tree_remove(node);
	tree_put(node);
	return err;
}

int program_change(const char *path, const struct program_stat *st, unsigned int what)
{
	struct tree_node *node = find(path);
	struct inode *inode;
	int err = 0;

	if (IS_ERR(node))
		return (int)PTR_ERR(node);
	inode = &node->inode;
	/* truncate() of a device means nothing; of the others, what is written next. */
	if ((what & PROGRAM_SIZE) && node->kind == TREE_DEV)
		err = -EINVAL;
	if (!err && (what & PROGRAM_MODE))
		WRITE_ONCE(inode->i_mode, (umode_t)((inode->i_mode & S_IFMT) | (st->mode & 07777)));
	if (!err && (what & PROGRAM_UID))
		inode->i_uid = KUIDT_INIT(st->uid);
	if (!err && (what & PROGRAM_GID))
		inode->i_gid = KGIDT_INIT(st->gid);
	tree_put(node);
	return err;
}
