/* SPDX-License-Identifier: MIT */
/* Classes: devices that are used alike.  A class is a folder in /sys/class with a link to each. */
#ifndef _LINUX_DEVICE_CLASS_H
#define _LINUX_DEVICE_CLASS_H

#include <linux/args.h>
#include <linux/era.h>
#include <linux/kobject.h>
#include <linux/list.h>
#include <linux/types.h>

struct class;
struct device;
struct module;

/** struct class_attribute - a file of a class in /sys/class. */
struct class_attribute {
	struct attribute attr;
#if ERA_BEFORE(2, 6, 34)
	ssize_t (*show_since_2_6_34)(struct class *cls, struct class_attribute *attr, char *buf);
	ssize_t (*store_since_2_6_34)(struct class *cls, struct class_attribute *attr,
				      const char *buf, size_t count);
	ssize_t (*show)(struct class *cls, char *buf);
	ssize_t (*store)(struct class *cls, const char *buf, size_t count);
#else
	ssize_t (*show)(const_since_6_4 struct class *cls,
			const_since_6_4 struct class_attribute *attr, char *buf);
	ssize_t (*store)(const_since_6_4 struct class *cls,
			 const_since_6_4 struct class_attribute *attr, const char *buf,
			 size_t count);
	ssize_t (*show_before_2_6_34)(struct class *cls, char *buf);
	ssize_t (*store_before_2_6_34)(struct class *cls, const char *buf, size_t count);
#endif
};

#define CLASS_ATTR(_name, _mode, _show, _store) \
	struct class_attribute class_attr_##_name = __ATTR(_name, _mode, _show, _store)
#define CLASS_ATTR_RW(_name) struct class_attribute class_attr_##_name = __ATTR_RW(_name)
#define CLASS_ATTR_RO(_name) struct class_attribute class_attr_##_name = __ATTR_RO(_name)
#define CLASS_ATTR_WO(_name) struct class_attribute class_attr_##_name = __ATTR_WO(_name)

/**
 * struct class - a class.
 * @owner: gone since 6.4.
 * @class_groups: files of its own; @class_attrs until 4.13, ended by one without a name.
 * @dev_groups: files of its devices; @dev_attrs until 3.12, likewise.
 * @devnode: the name of a device's file in /dev, which is freed, or NULL; and its mode.
 * @dev_release: for devices without a release() of their own.
 * @class_release: the last reference is gone.
 * @subsys: its folder and its devices, once it is registered.
 */
struct class
{
	const char *name;
	struct module *owner;
	struct class_attribute *class_attrs;
	struct device_attribute *dev_attrs;
	const struct attribute_group **class_groups;
	const struct attribute_group **dev_groups;
	int (*dev_uevent)(const_since_6_3 struct device *dev, struct kobj_uevent_env *env);
	char *(*devnode)(const_since_6_2 struct device *dev, umode_t *mode);
	void (*class_release)(const_since_6_4 struct class *cls);
	void (*dev_release)(struct device *dev);
	struct class_private *p;
};

struct class *__class_create(const char *name);
#define __class_create1(name)	     __class_create(name)
#define __class_create2(owner, name) __class_create(name)

/**
 * class_create - a class called @name.  Takes (name), or (owner, name) as until 6.3.
 * Return: the class for class_destroy(); as an error pointer -EEXIST, -ENOMEM.
 */
#define class_create(...) CONCATENATE(__class_create, COUNT_ARGS(__VA_ARGS__))(__VA_ARGS__)

/** class_destroy - undo class_create(); an error pointer or NULL is nothing to undo. */
void class_destroy(const struct class *cls);

/**
 * class_register, class_unregister - let @cls, of the caller's memory, have devices; and the end of
 * that, when it has none: one that it has is reported.
 * Return: 0, -EEXIST, -ENOMEM.
 */
int class_register(const struct class *cls);
void class_unregister(const struct class *cls);

/**
 * class_create_file, class_remove_file - one file more, or less, in /sys/class/NAME.
 * Return: 0; -EINVAL where the class is not registered, -EEXIST, -ENOMEM.
 */
int class_create_file(const struct class *cls, const struct class_attribute *attr);
void class_remove_file(const struct class *cls, const struct class_attribute *attr);

/**
 * class_find_device, class_find_device_by_devt - the first device behind @start of which @match,
 * given @data, says another value than 0; or that has this number.
 * @start: NULL: from the first.
 *
 * Return: the device, for put_device(); NULL where there is none.
 */
struct device *class_find_device(const struct class *cls, const struct device *start,
				 const void *data,
				 int (*match)(struct device *dev, const void *data));
struct device *class_find_device_by_devt(const struct class *cls, dev_t devt);

/**
 * class_for_each_device - call @fn for each device behind @start, until it returns another value
 * than 0.  It may neither add nor remove any.
 * Return: what @fn did; -EINVAL where the class is not registered.
 */
int class_for_each_device(const struct class *cls, const struct device *start, void *data,
			  int (*fn)(struct device *dev, void *data));

#endif
