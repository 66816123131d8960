/* SPDX-License-Identifier: MIT */
/*
 * Devices: something with a life, on which managed resources hang (devm_*()) that go, newest first,
 * when it does; and, once it is added, a folder in /sys, and a file in /dev where it has a number.
 * One that is on a bus is offered to the drivers of that: see kernel/files/bus.c.
 *
 *	struct device dev = { .init_name = "demo" };
 *	device_initialize(&dev);
 *	p = devm_kzalloc(&dev, size, GFP_KERNEL);
 *	put_device(&dev);			frees p
 */
#ifndef _LINUX_DEVICE_H
#define _LINUX_DEVICE_H

#include <linux/types.h>
#include <linux/args.h>
#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/dev_printk.h>
#include <linux/device/bus.h>
#include <linux/device/class.h>
#include <linux/device/driver.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/ioport.h>
#include <linux/kdev_t.h>
#include <linux/kobject.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/numa.h>
#include <linux/overflow.h>
#include <linux/ratelimit.h>
#include <linux/spinlock.h>
#include <linux/uidgid.h>

struct device;
struct file_operations;

/** struct device_attribute - a file of a device in /sys. */
struct device_attribute {
	struct attribute attr;
	ssize_t (*show)(struct device *dev, struct device_attribute *attr, char *buf);
	ssize_t (*store)(struct device *dev, struct device_attribute *attr, const char *buf,
			 size_t count);
};

/** struct dev_ext_attribute - one that shows a variable. */
struct dev_ext_attribute {
	struct device_attribute attr;
	void *var;
};

/**
 * device_show_ulong, device_store_ulong, device_show_int, device_store_int, device_show_bool,
 * device_store_bool - what DEVICE_ULONG_ATTR() and its kin are made of: the variable as text, the
 * unsigned long in hexadecimal; and from text, in any base.
 * Return: bytes; -EINVAL for what is no number, -ERANGE for what does not fit.
 */
ssize_t device_show_ulong(struct device *dev, struct device_attribute *attr, char *buf);
ssize_t device_store_ulong(struct device *dev, struct device_attribute *attr, const char *buf,
			   size_t count);
ssize_t device_show_int(struct device *dev, struct device_attribute *attr, char *buf);
ssize_t device_store_int(struct device *dev, struct device_attribute *attr, const char *buf,
			 size_t count);
ssize_t device_show_bool(struct device *dev, struct device_attribute *attr, char *buf);
ssize_t device_store_bool(struct device *dev, struct device_attribute *attr, const char *buf,
			  size_t count);

#define DEVICE_ATTR(_name, _mode, _show, _store) \
	struct device_attribute dev_attr_##_name = __ATTR(_name, _mode, _show, _store)
#define DEVICE_ATTR_RW(_name) struct device_attribute dev_attr_##_name = __ATTR_RW(_name)
#define DEVICE_ATTR_RO(_name) struct device_attribute dev_attr_##_name = __ATTR_RO(_name)
#define DEVICE_ATTR_WO(_name) struct device_attribute dev_attr_##_name = __ATTR_WO(_name)
#define DEVICE_ATTR_ADMIN_RW(_name) \
	struct device_attribute dev_attr_##_name = __ATTR_RW_MODE(_name, 0600)
#define DEVICE_ATTR_ADMIN_RO(_name) \
	struct device_attribute dev_attr_##_name = __ATTR_RO_MODE(_name, 0400)
#define __DEVICE_EXT_ATTR(_name, _mode, _var, _type)                                     \
	struct dev_ext_attribute dev_attr_##_name = {                                    \
		__ATTR(_name, _mode, device_show_##_type, device_store_##_type), &(_var) \
	}
#define DEVICE_ULONG_ATTR(_name, _mode, _var) __DEVICE_EXT_ATTR(_name, _mode, _var, ulong)
#define DEVICE_INT_ATTR(_name, _mode, _var)   __DEVICE_EXT_ATTR(_name, _mode, _var, int)
#define DEVICE_BOOL_ATTR(_name, _mode, _var)  __DEVICE_EXT_ATTR(_name, _mode, _var, bool)

/** struct device_type - what devices of a kind have in common. */
struct device_type {
	const char *name;
	const struct attribute_group **groups;
	char *(*devnode)(const struct device *dev, umode_t *mode, kuid_t *uid, kgid_t *gid);
	void (*release)(struct device *dev);
};

/**
 * struct device - a device.
 * @kobj: its references, name and folder.
 * @parent: the device it is part of; or NULL.
 * @init_name: its name until dev_set_name().
 * @bus: what it is plugged into, by @bus_link; or NULL.
 * @bus_asked: the last round in which it was offered to drivers.
 * @driver: who drives it, by @driver_link; or NULL.
 * @driver_data: see dev_set_drvdata().
 * @platform_data: for the maker of the device.
 * @mutex: device_lock().
 * @devres_lock: guards @devres_head.
 * @devres_head: managed resources, oldest first.
 * @dma_mask: addresses it reaches, as does @coherent_dma_mask.
 * @devt: its number; MAJOR(@devt) 0: none.
 * @class: what it is one of, by @class_link; or NULL.
 * @groups: attributes that it comes with.
 * @release: called when the last reference is gone, after its resources went.
 * @node_mode: of its file in /dev; 0: as the class says, or 0600.
 * @node_fops: of that, a block device's; NULL: a character device.
 * @kept_parent: the reference to @parent that device_initialize() took.
 */
struct device {
	struct kobject kobj;
	struct device *parent;
	const char *init_name;
	const struct device_type *type;
	const struct bus_type *bus;
	struct device_driver *driver;
	struct list_head bus_link, driver_link;
	u64 bus_asked;
	void *driver_data;
	void *platform_data;
	struct mutex mutex;
	spinlock_t devres_lock;
	struct list_head devres_head;
	u64 *dma_mask;
	u64 coherent_dma_mask;
	int numa_node;
	void *of_node;
	dev_t devt;
	u32 id;
	const struct class *class;
	struct list_head class_link;
	const struct attribute_group **groups;
	void (*release)(struct device *dev);
	umode_t node_mode;
	const struct file_operations *node_fops;
	struct device *kept_parent;
};

/* ---- life: process context, where nothing else is said --------------------------------------- */

/**
 * device_initialize - @dev, zeroed but for what its maker set, begins to live with one reference.
 * From here on only put_device() ends it.
 */
void device_initialize(struct device *dev);

/**
 * dev_set_name - name a device that was not added yet.
 * Return: 0, or -ENOMEM.
 */
int dev_set_name(struct device *dev, const char *fmt, ...) __printf(2, 3);

/** dev_name - its name; "(unnamed)" where it has none.  Context: any. */
const char *dev_name(const struct device *dev);

/**
 * device_add - give @dev its folder and files, and the file in /dev that goes with its number;
 * where it is on a bus, find a driver.
 *
 * Return: 0; -EINVAL without a name, or with a class or bus that is not registered; -EEXIST,
 * -ENOMEM.  That no driver wants it is no failure.
 */
int device_add(struct device *dev);

/** device_register - device_initialize() and device_add(); on failure put_device() is due. */
int device_register(struct device *dev);

/**
 * device_del, device_unregister - undo device_add(), when nobody is in one of its files in /sys any
 * more; device_unregister() drops the first reference, too.
 *
 * The driver's remove() is called.  Files in /dev that are open stay so, and may outlive this.
 */
void device_del(struct device *dev);
void device_unregister(struct device *dev);

/**
 * get_device, put_device - take and drop a reference; NULL is no device.
 *
 * With the last one the resources that hang on it go, newest first; then release() is called.
 * Return: @dev.
 * Context: any; put_device() where it may be the last: process.
 */
struct device *get_device(struct device *dev);
void put_device(struct device *dev);

/* ---- its files in /sys ----------------------------------------------------------------------- */

/**
 * device_create_file, device_create_bin_file, device_remove_file, device_remove_bin_file - one file
 * more, or less, as by sysfs_create_file() and its kin.
 *
 * A file that stands in the device's @groups is there before programs hear of it, and goes with it.
 * Return: 0, -EEXIST, -EINVAL, -ENOMEM.
 */
int device_create_file(struct device *dev, const struct device_attribute *attr);
int device_create_bin_file(struct device *dev, const struct bin_attribute *attr);
void device_remove_file(struct device *dev, const struct device_attribute *attr);
void device_remove_bin_file(struct device *dev, const struct bin_attribute *attr);

/**
 * device_add_group, device_add_groups, device_remove_group, device_remove_groups - the same for
 * groups; as sysfs_create_group().
 */
int device_add_group(struct device *dev, const struct attribute_group *group);
int device_add_groups(struct device *dev, const struct attribute_group **groups);
void device_remove_group(struct device *dev, const struct attribute_group *group);
void device_remove_groups(struct device *dev, const struct attribute_group **groups);

/* ---- devices made from a name ---------------------------------------------------------------- */

/**
 * device_create, device_create_with_groups - a device of @cls called as @fmt says, added.
 * @parent: it is part of that; or NULL.
 * @devt: its number: /dev has a file of it; 0: it has none.
 * @drvdata: for dev_get_drvdata().
 * @groups: files that it comes with.
 *
 * Until 2.6.26 without @drvdata.
 * Return: the device, for device_destroy(); as an error pointer -EINVAL, -EEXIST, -ENOMEM.
 */
struct device *device_create(const struct class *cls, struct device *parent, dev_t devt,
			     void *drvdata, const char *fmt, ...) __printf(5, 6);
struct device *device_create_with_groups(const struct class *cls, struct device *parent, dev_t devt,
					 void *drvdata, const struct attribute_group **groups,
					 const char *fmt, ...) __printf(6, 7);

/** device_destroy - undo device_create() of the device with this number, where there is one. */
void device_destroy(const struct class *cls, dev_t devt);

/**
 * root_device_register, root_device_unregister - a device with nothing above it, to hang others or
 * managed memory on; and its end.
 * Return: the device; as an error pointer -EEXIST, -ENOMEM.
 */
struct device *root_device_register(const char *name);
void root_device_unregister(struct device *dev);

static inline struct device *kobj_to_dev(struct kobject *kobj)
{
	return container_of(kobj, struct device, kobj);
}

static inline bool device_is_registered(struct device *dev)
{
	return dev->kobj.state_in_sysfs;
}

static inline void *dev_get_drvdata(const struct device *dev)
{
	return dev->driver_data;
}

static inline void dev_set_drvdata(struct device *dev, void *data)
{
	dev->driver_data = data;
}

static inline void *dev_get_platdata(const struct device *dev)
{
	return dev->platform_data;
}

static inline int dev_to_node(struct device *dev)
{
	return dev->numa_node;
}

static inline void device_lock(struct device *dev)
{
	mutex_lock(&dev->mutex);
}

static inline int device_trylock(struct device *dev)
{
	return mutex_trylock(&dev->mutex);
}

static inline void device_unlock(struct device *dev)
{
	mutex_unlock(&dev->mutex);
}

/* ---- managed resources ----------------------------------------------------------------------- */

typedef void (*dr_release_t)(struct device *dev, void *res);
typedef int (*dr_match_t)(struct device *dev, void *res, void *match_data);

/**
 * devres_alloc_node, devres_alloc - make a resource; devres_add() gives it to a device.
 * @release: called with the resource when it goes.
 * @size: bytes for the caller, zeroed.
 * Return: the resource, or NULL.
 */
void *devres_alloc_node(dr_release_t release, size_t size, gfp_t gfp, int nid) __malloc;
#define devres_alloc(release, size, gfp) devres_alloc_node(release, size, gfp, NUMA_NO_NODE)
/** devres_free - free a resource that is on no device; it is not released. */
void devres_free(void *res);
/** devres_add - @dev has @res from now on, as its newest. */
void devres_add(struct device *dev, void *res);

/**
 * devres_find - the newest resource of @dev that fits, which stays where it is.
 * @release: what it was made with.
 * @match: not 0 for one that fits, called under a spinlock; NULL: any of @release does.
 * @match_data: handed to @match.
 * Return: the resource, or NULL.
 */
void *devres_find(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
/** devres_get - the resource that fits, or else @new_res, added; in the first case it is freed. */
void *devres_get(struct device *dev, void *new_res, dr_match_t match, void *match_data);
/** devres_remove - take the resource that fits off its device; NULL where none does. */
void *devres_remove(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
/** devres_destroy - remove it and free it, unreleased; -ENOENT where none fits. */
int devres_destroy(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
/** devres_release - remove it, release it and free it; -ENOENT where none fits. */
int devres_release(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
/** devres_release_all - give back all that @dev holds, newest first; how many it were. */
int devres_release_all(struct device *dev);

/** devm_add_action - have @action(@data) called when @dev goes; -ENOMEM where it will not be. */
int devm_add_action(struct device *dev, void (*action)(void *), void *data);
/** devm_add_action_or_reset - the same, but on failure the action is done now. */
int devm_add_action_or_reset(struct device *dev, void (*action)(void *), void *data);
/** devm_remove_action - it is not to be called after all; one that is not there is warned of. */
void devm_remove_action(struct device *dev, void (*action)(void *), void *data);
/** devm_release_action - call it now, and not when @dev goes; one not there is warned of. */
void devm_release_action(struct device *dev, void (*action)(void *), void *data);

/**
 * devm_kmalloc - kmalloc() that is freed with @dev.
 * Return: the memory; ZERO_SIZE_PTR for 0 bytes; NULL on failure.
 */
void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp) __malloc __alloc_size(2);
/**
 * devm_krealloc - another size for memory of devm_kmalloc(), or new memory for NULL.
 * One that grows is copied, and then the newest resource of @dev; another one stays where it is.
 * Return: as devm_kmalloc(); on failure @ptr stays as it was.  One that is none of @dev's is warned
 * of, and fails.
 */
void *devm_krealloc(struct device *dev, void *ptr, size_t size, gfp_t gfp) __must_check;
/** devm_kfree - free it before its device goes; something else is reported. */
void devm_kfree(struct device *dev, const void *p);

/* The same with something in it; NULL where there is no memory, or nothing to copy. */

/** devm_kstrdup, devm_kstrdup_const - a copy of @s, also of a constant, which Linux shares. */
char *devm_kstrdup(struct device *dev, const char *s, gfp_t gfp) __malloc;
const char *devm_kstrdup_const(struct device *dev, const char *s, gfp_t gfp);
/** devm_kstrndup - at most @max characters of @s, and a 0. */
char *devm_kstrndup(struct device *dev, const char *s, size_t max, gfp_t gfp) __malloc;
/** devm_kasprintf, devm_kvasprintf - text from a format. */
char *devm_kvasprintf(struct device *dev, gfp_t gfp, const char *fmt, va_list args) __printf(3, 0);
char *devm_kasprintf(struct device *dev, gfp_t gfp, const char *fmt, ...) __printf(3, 4);
/** devm_kmemdup - a copy of @len bytes. */
void *devm_kmemdup(struct device *dev, const void *src, size_t len, gfp_t gfp);

static inline void *devm_kzalloc(struct device *dev, size_t size, gfp_t gfp)
{
	return devm_kmalloc(dev, size, gfp | __GFP_ZERO);
}

static inline void *devm_kmalloc_array(struct device *dev, size_t n, size_t size, gfp_t gfp)
{
	size_t bytes;

	if (unlikely(check_mul_overflow(n, size, &bytes)))
		return NULL;
	return devm_kmalloc(dev, bytes, gfp);
}

static inline void *devm_kcalloc(struct device *dev, size_t n, size_t size, gfp_t gfp)
{
	return devm_kmalloc_array(dev, n, size, gfp | __GFP_ZERO);
}

static inline void *devm_krealloc_array(struct device *dev, void *p, size_t n, size_t size,
					gfp_t gfp)
{
	size_t bytes;

	if (unlikely(check_mul_overflow(n, size, &bytes)))
		return NULL;
	return devm_krealloc(dev, p, bytes, gfp);
}

/** devm_get_free_pages - __get_free_pages() that are freed with @dev; 0 on failure. */
unsigned long devm_get_free_pages(struct device *dev, gfp_t gfp, unsigned int order);
/** devm_free_pages - free them before @dev goes; others are warned of. */
void devm_free_pages(struct device *dev, unsigned long addr);

#include <linux/device_tagged.h>
#include <linux/era/device.h>

#endif
