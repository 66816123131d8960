/* SPDX-License-Identifier: MIT */
/* Between the files of kernel/files/: what they call of each other. */
#ifndef KERNEL_FILES_FILE_H
#define KERNEL_FILES_FILE_H

#include <linux/types.h>

struct cdev;
struct device;
struct file;
struct file_operations;
struct inode;
struct kobject;
struct textbuf;
struct tree_node;

/**
 * struct leftovers - a module that is leaving, and what is still there of it.
 * @name, @start, @end: the module, and where its code and data are.
 * @quiet: do not report, it has crashed.
 */
struct leftovers {
	const char *name;
	unsigned long start, end;
	bool quiet;
};

/** leftovers_has - is @p in the module? */
bool leftovers_has(const struct leftovers *l, const void *p);
/** leftovers_say - report that "@what @name" was left, made at @maker. */
void leftovers_say(const struct leftovers *l, const char *what, const char *name,
		   const void *maker);

/* ---- file.c ---------------------------------------------------------------------------------- */

extern const struct file_operations directory_fops;
/** file_open - what filp_open() does, for a node. */
struct file *file_open(struct tree_node *node, int flags);

/** vfs_flush - a program has closed @file, which others may have open. */
int vfs_flush(struct file *file, void *id);

/* ---- chrdev.c, misc.c ------------------------------------------------------------------------ */

void chrdev_init(void);
void chrdev_exit(void);
/** chrdev_serve - cdev_add() on behalf of code at @maker. */
int chrdev_serve(struct cdev *cdev, dev_t dev, unsigned int count, const void *maker);
/** chrdev_closed - an opener of @inode has gone. */
void chrdev_closed(struct inode *inode);
void chrdev_forget(const struct leftovers *l);
/** devices_show - /proc/devices; the lines of block devices are another's. */
void devices_show(struct textbuf *t);
extern void (*devices_show_blocks)(struct textbuf *t);
/** chrdev_major - the major number that @name has claimed; 0: none. */
unsigned int chrdev_major(const char *name);
/** chrdev_node - a name in /dev for a device; an error pointer. */
struct tree_node *chrdev_node(const char *name, umode_t mode, dev_t dev, const void *maker);

int misc_init(void);
void misc_forget(const struct leftovers *l);
void misc_show(struct textbuf *t);

/* ---- devnode.c ------------------------------------------------------------------------------- */

struct tree_new;

/** devnode_make - a name in /dev as @new says, whose name may be a path; an error pointer. */
struct tree_node *devnode_make(struct tree_new *new);
/** blkdev_node - a name in /dev for a block device, whose files are @fops'. */
struct tree_node *blkdev_node(const char *name, umode_t mode, dev_t dev,
			      const struct file_operations *fops, const void *maker);

#endif
