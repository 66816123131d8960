// SPDX-License-Identifier: MIT
/* Names in /dev, which may be paths. */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/string.h>
#include "kernel/files/file.h"
#include "kernel/files/tree.h"

struct tree_node *devnode_make(struct tree_new *new)
{
	struct tree_node *folder = tree_dev;
	char part[64];
	size_t len;

	/* "input/event0", which sysfs has as "input!event0". */
	while (new->name[len = strcspn(new->name, "/!")]) {
		if (len >= sizeof(part))
			return ERR_PTR(-ENAMETOOLONG);
		strscpy(part, new->name, len + 1);
		folder = tree_folder(folder, part, TREE_DEV);
		if (IS_ERR(folder))
			return folder;
		new->name += len + 1;
	}
	return tree_make(folder, new);
}

struct tree_node *blkdev_node(const char *name, umode_t mode, dev_t dev,
			      const struct file_operations *fops, const void *maker)
{
	struct tree_new new = { .kind = TREE_DEV,
				.name = name,
				.mode = S_IFBLK | mode,
				.rdev = dev,
				.fops = fops,
				.maker = maker };

	return devnode_make(&new);
}
