/* SPDX-License-Identifier: MIT */
/*
 * Objects with a life, a name and a folder in /sys: kernel/files/kobject.c.
 *
 * A kobject is part of something larger, which its type's release() frees when the last reference
 * is gone.
 */
#ifndef _LINUX_KOBJECT_H
#define _LINUX_KOBJECT_H

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/gfp_types.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/spinlock_types.h>
#include <linux/stdarg.h>
#include <linux/sysfs.h>
#include <linux/types.h>
#include <linux/uidgid.h>

struct kobject;
struct kset;
struct tree_node;

/** enum kobject_action - what a uevent tells of. */
enum kobject_action {
	KOBJ_ADD,
	KOBJ_REMOVE,
	KOBJ_CHANGE,
	KOBJ_MOVE,
	KOBJ_ONLINE,
	KOBJ_OFFLINE,
	KOBJ_BIND,
	KOBJ_UNBIND,
};

/**
 * struct kobject - see above.
 * @entry: in the list of its set.
 * @parent: the folder that its own is in; referenced while it is in /sys.
 * @sd: its folder, or NULL.
 */
struct kobject {
	const char *name;
	struct list_head entry;
	struct kobject *parent;
	struct kset *kset;
	const struct kobj_type *ktype;
	struct tree_node *sd;
	struct kref kref;
	unsigned int state_initialized : 1;
	unsigned int state_in_sysfs : 1;
	unsigned int state_add_uevent_sent : 1;
	unsigned int state_remove_uevent_sent : 1;
};

/**
 * struct kobj_type - what objects of a kind have in common.
 * @release: frees the object; there must be one.
 * @sysfs_ops: how its attributes are read and written.
 * @default_groups: attributes that it comes with; @default_attrs until 5.17.
 */
struct kobj_type {
	void (*release)(struct kobject *kobj);
	const struct sysfs_ops *sysfs_ops;
	struct attribute **default_attrs;
	const struct attribute_group **default_groups;
	const void *(*namespace)(const struct kobject *kobj);
	void (*get_ownership)(const struct kobject *kobj, kuid_t *uid, kgid_t *gid);
};

/** struct kobj_uevent_env - words of a uevent. */
#define UEVENT_NUM_ENVP	   64
#define UEVENT_BUFFER_SIZE 2048
struct kobj_uevent_env {
	char *argv[3];
	char *envp[UEVENT_NUM_ENVP];
	int envp_idx;
	char buf[UEVENT_BUFFER_SIZE];
	int buflen;
};

/** struct kset_uevent_ops - what a set has to say about uevents of its members. */
struct kset_uevent_ops {
	int (*const filter)(const struct kobject *kobj);
	const char *(*const name)(const struct kobject *kobj);
	int (*const uevent)(const struct kobject *kobj, struct kobj_uevent_env *env);
};

/** struct kobj_attribute - an attribute of an object that has no type of its own. */
struct kobj_attribute {
	struct attribute attr;
	ssize_t (*show)(struct kobject *kobj, struct kobj_attribute *attr, char *buf);
	ssize_t (*store)(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			 size_t count);
};

/** kobj_sysfs_ops - reads and writes kobj_attributes: for types whose objects have such files. */
extern const struct sysfs_ops kobj_sysfs_ops;

/** struct kset - a set of objects, which is one, too. */
struct kset {
	struct list_head list;
	spinlock_t list_lock;
	struct kobject kobj;
	const struct kset_uevent_ops *uevent_ops;
};

/* ---- life: process context, where nothing else is said --------------------------------------- */

/**
 * kobject_init - @kobj, zeroed but for its set, begins to live with one reference.
 * @ktype: its type, with a release(): from here on only kobject_put() ends it.
 *
 * Context: any.
 */
void kobject_init(struct kobject *kobj, const struct kobj_type *ktype);

/**
 * kobject_set_name, kobject_set_name_vargs - name an object that has no folder yet; a "/" becomes
 * "!".
 * Return: 0, or -ENOMEM with the old name kept.
 */
int kobject_set_name(struct kobject *kobj, const char *fmt, ...) __printf(2, 3);
int kobject_set_name_vargs(struct kobject *kobj, const char *fmt, va_list args) __printf(2, 0);

/**
 * kobject_add - name @kobj, and give it a folder with the files of its type.
 * @parent: in whose folder, referenced meanwhile; NULL: in that of its set, or in /sys.
 *
 * Return: 0; -EEXIST after a message, -EINVAL without a name, -ENOENT where @parent is gone,
 * -ENOMEM.  kobject_put() is due in any case.
 */
int kobject_add(struct kobject *kobj, struct kobject *parent, const char *fmt, ...) __printf(3, 4);

/** kobject_init_and_add - both.  On failure, too, kobject_put() is due, and not kfree(). */
int kobject_init_and_add(struct kobject *kobj, const struct kobj_type *ktype,
			 struct kobject *parent, const char *fmt, ...) __printf(4, 5);

/**
 * kobject_create_and_add - a folder for files of one's own, with no more to it than @name.
 * @parent: kernel_kobj and the like; NULL: /sys.
 *
 * Return: the object, which kobject_put() ends; NULL on failure, whatever it was.
 */
struct kobject *kobject_create_and_add(const char *name, struct kobject *parent);

/**
 * kobject_del - take the folder away, when nobody is in one of its files any more; the references
 * stay.  Where it was not called, the last kobject_put() does so.
 */
void kobject_del(struct kobject *kobj);

/**
 * kobject_rename - another name, before it has a folder.
 * Return: 0, -ENOMEM; -EOPNOTSUPP for one that has: Linux renames that, here names are for good.
 */
int kobject_rename(struct kobject *kobj, const char *name);

/**
 * kobject_get, kobject_get_unless_zero - one more reference to who has one already; or to what was
 * found, and may be at its end.
 * Return: @kobj; NULL for NULL, and for what is at its end.
 * Context: any.
 */
struct kobject *kobject_get(struct kobject *kobj);
struct kobject *kobject_get_unless_zero(struct kobject *kobj);

/**
 * kobject_put - drop a reference; with the last the folder goes and release() is called.
 * Context: any where it is not the last one, else process.
 */
void kobject_put(struct kobject *kobj);

/** kobject_get_path - "/a/b", the path below /sys, for kfree(); NULL without memory or folder. */
char *kobject_get_path(const struct kobject *kobj, gfp_t gfp);

static inline const char *kobject_name(const struct kobject *kobj)
{
	return kobj->name;
}

static inline const struct kobj_type *get_ktype(const struct kobject *kobj)
{
	return kobj->ktype;
}

/** kset_init - an empty set, which begins to live with one reference; it has no folder. */
void kset_init(struct kset *kset);

/**
 * kset_register, kset_unregister - kset_init(), and a folder for a set that has a name and a type;
 * and the end of both.  The set itself is released as its type says.
 *
 * Return: 0; as kobject_add(): and then the name is gone, too.
 * Context: process.
 */
int kset_register(struct kset *kset);
void kset_unregister(struct kset *kset);

/**
 * kset_create_and_add - a set of its own memory, with a folder in that of @parent or in /sys.
 * @ops: of its uevents, or NULL.
 *
 * Return: the set, for kset_unregister(); NULL on failure.
 * Context: process.
 */
struct kset *kset_create_and_add(const char *name, const struct kset_uevent_ops *ops,
				 struct kobject *parent);

/** kset_find_obj - the member of this name, referenced; or NULL. */
struct kobject *kset_find_obj(struct kset *kset, const char *name);

static inline struct kset *to_kset(struct kobject *kobj)
{
	return kobj ? container_of(kobj, struct kset, kobj) : NULL;
}

static inline struct kset *kset_get(struct kset *kset)
{
	return kset ? to_kset(kobject_get(&kset->kobj)) : NULL;
}

static inline void kset_put(struct kset *kset)
{
	kobject_put(&kset->kobj);
}

/**
 * kobject_uevent, kobject_uevent_env - tell programs what has become of @kobj.
 *
 * Nobody listens here: they are counted, see /sys/kernel/uevent_seqnum, and nobody is asked what
 * the set has to say of it.
 * Return: 0.
 */
int kobject_uevent(struct kobject *kobj, enum kobject_action action);
int kobject_uevent_env(struct kobject *kobj, enum kobject_action action, char *envp[]);

/** add_uevent_var - one more "NAME=value"; -ENOMEM where there is no room. */
int add_uevent_var(struct kobj_uevent_env *env, const char *fmt, ...) __printf(2, 3);

/**
 * kernel_kobj, fs_kobj, mm_kobj, firmware_kobj, power_kobj, hypervisor_kobj - folders that are
 * always there: /sys/kernel, /sys/fs, /sys/kernel/mm and so on.
 */
extern struct kobject *kernel_kobj, *fs_kobj, *mm_kobj, *firmware_kobj, *power_kobj,
	*hypervisor_kobj;

#endif
