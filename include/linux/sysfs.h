/* SPDX-License-Identifier: MIT */
/* Files of objects in /sys: kernel/files/sysfs.c. */
#ifndef _LINUX_SYSFS_H
#define _LINUX_SYSFS_H

#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/stat.h>
#include <linux/stringify.h>
#include <linux/types.h>
#include <linux/build_bug.h>
#include <linux/list.h>

struct address_space;
struct bin_attribute;
struct file;
struct kobject;
struct module;
struct vm_area_struct;

/** struct attribute - a file's name and mode. */
struct attribute {
	const char *name;
	umode_t mode;
};

#define sysfs_attr_init(attr)	  ((void)(attr))
#define sysfs_bin_attr_init(attr) ((void)(attr))

/**
 * struct attribute_group - files that come and go together.
 * @name: of a folder for them, or NULL.
 * @is_visible: the mode of one for @kobj, 0: none.
 */
struct attribute_group {
	const char *name;
	umode_t (*is_visible)(struct kobject *kobj, struct attribute *attr, int n);
	umode_t (*is_bin_visible)(struct kobject *kobj, const struct bin_attribute *attr, int n);
	struct attribute **attrs;
	struct bin_attribute **bin_attrs;
};

#define SYSFS_PREALLOC	      010000
#define SYSFS_GROUP_INVISIBLE 020000

#define VERIFY_OCTAL_PERMISSIONS(perms) (perms)

#define __ATTR(_name, _mode, _show, _store)                                             \
	{                                                                               \
		.attr = { .name = __stringify(_name), .mode = (_mode) }, .show = _show, \
		.store = _store,                                                        \
	}
#define __ATTR_PREALLOC(_name, _mode, _show, _store) __ATTR(_name, _mode, _show, _store)

#define __ATTR_RO(_name)	     __ATTR(_name, 0444, _name##_show, NULL)
#define __ATTR_RO_MODE(_name, _mode) __ATTR(_name, _mode, _name##_show, NULL)
#define __ATTR_RW_MODE(_name, _mode) __ATTR(_name, _mode, _name##_show, _name##_store)
#define __ATTR_WO(_name)	     __ATTR(_name, 0200, NULL, _name##_store)
#define __ATTR_RW(_name)	     __ATTR(_name, 0644, _name##_show, _name##_store)

#define __ATTR_NULL                     \
	{                               \
		.attr = {.name = NULL } \
	}
#define __ATTR_IGNORE_LOCKDEP(_name, _mode, _show, _store) __ATTR(_name, _mode, _show, _store)

#define __ATTRIBUTE_GROUPS(_name)                                 \
	static const struct attribute_group *_name##_groups[] = { \
		&_name##_group,                                   \
		NULL,                                             \
	}
#define ATTRIBUTE_GROUPS(_name)                               \
	static const struct attribute_group _name##_group = { \
		.attrs = _name##_attrs,                       \
	};                                                    \
	__ATTRIBUTE_GROUPS(_name)

/** struct bin_attribute - a file that is bytes, not text. @size: of it, 0 where not known. */
struct bin_attribute {
	struct attribute attr;
	size_t size;
	void *private;
	struct address_space *(*f_mapping)(void);
	ssize_t (*read)(struct file *file, struct kobject *kobj, struct bin_attribute *attr,
			char *buf, loff_t pos, size_t count);
	ssize_t (*write)(struct file *file, struct kobject *kobj, struct bin_attribute *attr,
			 char *buf, loff_t pos, size_t count);
	int (*mmap)(struct file *file, struct kobject *kobj, struct bin_attribute *attr,
		    struct vm_area_struct *vma);
};

#define __BIN_ATTR(_name, _mode, _read, _write, _size)                                  \
	{                                                                               \
		.attr = { .name = __stringify(_name), .mode = (_mode) }, .read = _read, \
		.write = _write, .size = _size,                                         \
	}
#define __BIN_ATTR_RO(_name, _size) __BIN_ATTR(_name, 0444, _name##_read, NULL, _size)
#define __BIN_ATTR_RW(_name, _size) __BIN_ATTR(_name, 0644, _name##_read, _name##_write, _size)
#define __BIN_ATTR_WO(_name, _size) __BIN_ATTR(_name, 0200, NULL, _name##_write, _size)
#define BIN_ATTR(_name, _mode, _read, _write, _size) \
	struct bin_attribute bin_attr_##_name = __BIN_ATTR(_name, _mode, _read, _write, _size)
#define BIN_ATTR_RO(_name, _size) \
	struct bin_attribute bin_attr_##_name = __BIN_ATTR_RO(_name, _size)
#define BIN_ATTR_RW(_name, _size) \
	struct bin_attribute bin_attr_##_name = __BIN_ATTR_RW(_name, _size)
#define BIN_ATTR_WO(_name, _size) \
	struct bin_attribute bin_attr_##_name = __BIN_ATTR_WO(_name, _size)

/** struct sysfs_ops - how attributes of a type of object are read and written. */
struct sysfs_ops {
	ssize_t (*show)(struct kobject *kobj, struct attribute *attr, char *buf);
	ssize_t (*store)(struct kobject *kobj, struct attribute *attr, const char *buf,
			 size_t size);
};

/* ---- files of an object that has a folder: process context ----------------------------------- */

/**
 * sysfs_create_file, sysfs_create_files, sysfs_create_bin_file - a file for an attribute, for each
 * of an array that NULL ends, for one that is bytes.  The attributes are the caller's memory.
 *
 * Return: 0; -EEXIST after a message, -EINVAL, -ENOMEM, and then none of them is there.
 */
int sysfs_create_file(struct kobject *kobj, const struct attribute *attr);
int sysfs_create_files(struct kobject *kobj, const struct attribute *const *attr);
int sysfs_create_bin_file(struct kobject *kobj, const struct bin_attribute *attr);

/**
 * sysfs_remove_file, sysfs_remove_files, sysfs_remove_bin_file - undo that.
 *
 * When this returns, no show() or store() of them runs, and none will: so not from there, nor under
 * a lock that they take.  A file that is not there is none to remove.
 */
void sysfs_remove_file(struct kobject *kobj, const struct attribute *attr);
void sysfs_remove_files(struct kobject *kobj, const struct attribute *const *attr);
void sysfs_remove_bin_file(struct kobject *kobj, const struct bin_attribute *attr);

/** sysfs_chmod_file - other permissions, the nine bits of @mode.  Return: 0, or -ENOENT. */
int sysfs_chmod_file(struct kobject *kobj, const struct attribute *attr, umode_t mode);

/**
 * sysfs_create_group, sysfs_create_groups - the files of a group, or of each in an array that NULL
 * ends, in the folder of @kobj or in one of the group's name there.
 *
 * Return: 0; -EEXIST, -EINVAL for a group of nothing, -ENOMEM, and then none of them is there.
 */
int sysfs_create_group(struct kobject *kobj, const struct attribute_group *group);
int sysfs_create_groups(struct kobject *kobj, const struct attribute_group **groups);

/** sysfs_update_group - make it anew, as is_visible() says now.  Return: as above. */
int sysfs_update_group(struct kobject *kobj, const struct attribute_group *group);

/** sysfs_remove_group, sysfs_remove_groups - undo that, as sysfs_remove_file() does. */
void sysfs_remove_group(struct kobject *kobj, const struct attribute_group *group);
void sysfs_remove_groups(struct kobject *kobj, const struct attribute_group **groups);

/**
 * sysfs_create_link, sysfs_remove_link - a link called @name in the folder of @kobj, NULL: in /sys,
 * to that of @target; and its end, which comes before that of @target.
 * Return: 0, -EEXIST, -EINVAL where @target has no folder, -ENOMEM.
 */
int sysfs_create_link(struct kobject *kobj, struct kobject *target, const char *name);
void sysfs_remove_link(struct kobject *kobj, const char *name);

/**
 * sysfs_notify - who polls an attribute is told that it has another value.
 * @dir: its group's folder, or NULL for an attribute of @kobj itself.
 * @attr: the attribute's name; NULL: @dir itself, which nobody can poll.
 */
void sysfs_notify(struct kobject *kobj, const char *dir, const char *attr);

/**
 * sysfs_emit, sysfs_emit_at - sprintf() into the page that a show() was given, from byte @at on,
 * and not beyond its end.
 * Return: bytes written; 0 after a report where @buf is no such page.
 */
int sysfs_emit(char *buf, const char *fmt, ...) __printf(2, 3);
int sysfs_emit_at(char *buf, int at, const char *fmt, ...) __printf(3, 4);

#endif
