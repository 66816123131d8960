/* SPDX-License-Identifier: MIT */
/* Objects and their files, between kobject.c, sysfs.c, class.c and the kernel's own objects. */
#ifndef KERNEL_FILES_SYSFS_H
#define KERNEL_FILES_SYSFS_H

#include <linux/kobject.h>
#include <linux/types.h>

struct textbuf;
struct tree_node;

/** kobjects_init - the folders that are always there. Return: 0 or -ENOMEM. */
int kobjects_init(void);
void kobjects_exit(void);

/** kobject_add_from - kobject_add() on behalf of code at @maker; @kobj has its name. */
int kobject_add_from(struct kobject *kobj, struct kobject *parent, const void *maker);

/** kobject_folder - the folder of @kobj, /sys for NULL; NULL where it has none. */
struct tree_node *kobject_folder(const struct kobject *kobj);

/** kobject_text_file - a file of the kernel's own: @show writes it. */
int kobject_text_file(struct kobject *kobj, const char *name, void (*show)(struct textbuf *t));

/** kobject_uevents_show - how many uevents there were. */
void kobject_uevents_show(struct textbuf *t);

extern struct kobject *module_kobj, *class_kobj, *devices_kobj, *virtual_kobj, *dev_char_kobj;

/** sysfs_link - a link called @name in @folder that leads to @target. */
int sysfs_link(struct tree_node *folder, const char *name, const struct tree_node *target,
	       const void *maker);
/** sysfs_unlink - take the node called @name in @folder away. */
void sysfs_unlink(struct tree_node *folder, const char *name);

/** sysfs_add_file, sysfs_add_groups - a file, and groups, on behalf of @maker. */
int sysfs_add_file(struct kobject *kobj, const struct attribute *attr, const void *maker);
int sysfs_add_groups(struct kobject *kobj, const struct attribute_group *const *groups,
		     const void *maker);

#endif
