/* SPDX-License-Identifier: MIT */
/* Devices that need no major number of their own: all share MISC_MAJOR. */
#ifndef _LINUX_MISCDEVICE_H
#define _LINUX_MISCDEVICE_H

#include <linux/device.h>
#include <linux/list.h>
#include <linux/major.h>
#include <linux/module.h>
#include <linux/types.h>

#define PSMOUSE_MINOR	   1
#define WATCHDOG_MINOR	   130
#define TEMP_MINOR	   131
#define RTC_MINOR	   135
#define NVRAM_MINOR	   144
#define MISC_DYNAMIC_MINOR 255

struct attribute_group;
struct device;
struct file_operations;

/**
 * struct miscdevice - a device.
 * @minor: its number; MISC_DYNAMIC_MINOR: any that is free.
 * @name: of the device, and of its file in /dev unless @nodename says another.
 * @mode: of that file; 0: 0600.
 * @this_device: the device, once it is registered.
 */
struct miscdevice {
	int minor;
	const char *name;
	const struct file_operations *fops;
	struct list_head list;
	struct device *parent;
	struct device *this_device;
	const struct attribute_group **groups;
	const char *nodename;
	umode_t mode;
};

/**
 * misc_register - the device is there, with its file in /dev; it can be opened before this returns.
 *
 * open() finds @misc in private_data.
 * Return: 0; -EBUSY where its minor is taken, or all are, -EINVAL, -EEXIST, -ENOMEM.
 * Context: process.
 */
int misc_register(struct miscdevice *misc);

/**
 * misc_deregister - it is there no more; files that are open stay so.
 * Return: 0; nothing since 4.3, but callers may still look at it.
 */
int misc_deregister(struct miscdevice *misc);

#define module_misc_device(misc)  module_driver(misc, misc_register, misc_deregister)
#define builtin_misc_device(misc) module_misc_device(misc)

#endif
