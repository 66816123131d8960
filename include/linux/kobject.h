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

extern const struct sysfs_ops kobj_sysfs_ops;

/** struct kset - a set of objects, which is one, too. */
struct kset {
	struct list_head list;
	spinlock_t list_lock;
	struct kobject kobj;
	const struct kset_uevent_ops *uevent_ops;
};

int kobject_set_name(struct kobject *kobj, const char *fmt, ...) __printf(2, 3);
int kobject_set_name_vargs(struct kobject *kobj, const char *fmt, va_list args) __printf(2, 0);
void kobject_init(struct kobject *kobj, const struct kobj_type *ktype);
int kobject_add(struct kobject *kobj, struct kobject *parent, const char *fmt, ...) __printf(3, 4);
int kobject_init_and_add(struct kobject *kobj, const struct kobj_type *ktype,
			 struct kobject *parent, const char *fmt, ...) __printf(4, 5);
void kobject_del(struct kobject *kobj);
struct kobject *kobject_create_and_add(const char *name, struct kobject *parent);
int kobject_rename(struct kobject *kobj, const char *name);
struct kobject *kobject_get(struct kobject *kobj);
struct kobject *kobject_get_unless_zero(struct kobject *kobj);
void kobject_put(struct kobject *kobj);
char *kobject_get_path(const struct kobject *kobj, gfp_t gfp);

static inline const char *kobject_name(const struct kobject *kobj)
{
	return kobj->name;
}

static inline const struct kobj_type *get_ktype(const struct kobject *kobj)
{
	return kobj->ktype;
}

void kset_init(struct kset *kset);
int kset_register(struct kset *kset);
void kset_unregister(struct kset *kset);
struct kset *kset_create_and_add(const char *name, const struct kset_uevent_ops *ops,
				 struct kobject *parent);
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

/* Nobody listens for uevents: they are counted, see /sys/kernel/uevent_seqnum. */
int kobject_uevent(struct kobject *kobj, enum kobject_action action);
int kobject_uevent_env(struct kobject *kobj, enum kobject_action action, char *envp[]);
int add_uevent_var(struct kobj_uevent_env *env, const char *fmt, ...) __printf(2, 3);

/* Folders that are always there. */
extern struct kobject *kernel_kobj, *fs_kobj, *mm_kobj, *firmware_kobj, *power_kobj,
	*hypervisor_kobj;

#endif
