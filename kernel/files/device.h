/* SPDX-License-Identifier: MIT */
/* Devices, for those in the core who make some. */
#ifndef KERNEL_FILES_DEVICE_H
#define KERNEL_FILES_DEVICE_H

#include <linux/device.h>

struct leftovers;

extern struct class misc_class;

/**
 * struct device_new - what a device is to be.
 * @name: of it, and of its file.
 * @mode: of that; 0: as the class says.
 * @maker: whose code asked for it.
 */
struct device_new {
	const struct class *class;
	struct device *parent;
	dev_t devt;
	void *data;
	const struct attribute_group **groups;
	const char *name;
	umode_t mode;
	const void *maker;
};

/** device_make - device_create() as @new says; an error pointer on failure. */
struct device *device_make(const struct device_new *new);

/** device_add_from - device_add() on behalf of code at @maker. */
int device_add_from(struct device *dev, const void *maker);

struct tree_node;

/** device_node - its file in /dev, referenced; or NULL. */
struct tree_node *device_node(struct device *dev);

/** device_maker - who made it. */
const void *device_maker(const struct device *dev);

/** class_add_device, class_del_device - in the list of its class, and in /sys/class. */
int class_add_device(struct device *dev, const void *maker);
void class_del_device(struct device *dev);
/** class_node - its folder in /sys/class. */
struct tree_node *class_node(const struct class *cls);
/** class_folder - /sys/devices/virtual/CLASS, for devices without a parent. */
struct kobject *class_folder(const struct class *cls);

/** classes_init - the kernel's own classes. Return: 0 or -ENOMEM. */
int classes_init(void);
void classes_exit(void);
void classes_forget(const struct leftovers *l);

#endif
