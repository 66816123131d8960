/* SPDX-License-Identifier: MIT */
/* Character devices: kernel/files/chrdev.c. */
#ifndef _LINUX_CDEV_H
#define _LINUX_CDEV_H

#include <linux/device.h>
#include <linux/fs.h>
#include <linux/kdev_t.h>
#include <linux/kobject.h>
#include <linux/list.h>
#include <linux/types.h>

struct device;
struct file_operations;
struct module;

/**
 * struct cdev - what is behind a range of device numbers.
 * @kobj: its references.
 * @owner: kept loaded while one of its files is open.
 * @list: inodes that were opened.
 * @dev, @count: the range.
 */
struct cdev {
	struct kobject kobj;
	struct module *owner;
	const struct file_operations *ops;
	struct list_head list;
	dev_t dev;
	unsigned int count;
};

/* All of this in process context. */

/**
 * cdev_init - @cdev, of the caller's memory, begins to live.
 *
 * Its @owner is still to be set.  The memory may go when cdev_del() was called and all files are
 * closed: not before the module goes, or with the device of cdev_device_add().
 */
void cdev_init(struct cdev *cdev, const struct file_operations *fops);

/** cdev_alloc - one that frees itself after cdev_del(), when all files are closed; or NULL. */
struct cdev *cdev_alloc(void);

/** cdev_put - drop what keeps @cdev and its module while a file of it is open; NULL is none. */
void cdev_put(struct cdev *cdev);

/**
 * cdev_add - @cdev serves @count numbers from @dev on, which the caller has claimed.  Its files can
 * be opened before this returns: the driver is ready.
 * Return: 0; -EINVAL without operations or numbers, -ENOMEM.
 */
int cdev_add(struct cdev *cdev, dev_t dev, unsigned int count);

/** cdev_del - it can be opened no more; files that are open stay so, and call its operations. */
void cdev_del(struct cdev *cdev);

/** cdev_set_parent - before cdev_add(): @kobj is to stay as long as @cdev does. */
void cdev_set_parent(struct cdev *cdev, struct kobject *kobj);

/**
 * cdev_device_add - cdev_add() and device_add() of what has the number dev->devt, and whose memory
 * has @cdev in it: @dev stays as long as a file is open.
 * Return: 0 or a negative errno, and neither is added.
 */
int cdev_device_add(struct cdev *cdev, struct device *dev);

/** cdev_device_del - undo that; put_device() is still to come. */
void cdev_device_del(struct cdev *cdev, struct device *dev);

#endif
