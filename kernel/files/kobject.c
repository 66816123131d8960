// SPDX-License-Identifier: MIT
/*
 * Objects: references, names, sets, and their folders in /sys.
 *
 *	initialised	state_initialized: it may be referenced
 *	added		state_in_sysfs: it has a folder, in that of its parent, which it references
 *	deleted		no folder any more
 *	released	the last reference is gone: its type's release() frees what it is part of
 *
 * What the functions here are given that never was initialised is a mistake that would show as a
 * wild pointer later; it is told at once.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include "kernel/files/sysfs.h"
#include "kernel/files/tree.h"
#include "kernel/kernel.h"

static u64 uevents;

/* ---- names ----------------------------------------------------------------------------------- */

int kobject_set_name_vargs(struct kobject *kobj, const char *fmt, va_list args)
{
	char *name;

	if (kobj->name && !fmt)
		return 0;
	name = kvasprintf(GFP_KERNEL, fmt, args);
	if (!name)
		return -ENOMEM;
	/* A slash would make folders. */
	strreplace(name, '/', '!');
	kfree(kobj->name);
	kobj->name = name;
	return 0;
}
EXPORT_SYMBOL(kobject_set_name_vargs);

int kobject_set_name(struct kobject *kobj, const char *fmt, ...)
{
	va_list args;
	int err;

	va_start(args, fmt);
	err = kobject_set_name_vargs(kobj, fmt, args);
	va_end(args);
	return err;
}
EXPORT_SYMBOL(kobject_set_name);

/* ---- life ------------------------------------------------------------------------------------ */

void kobject_init(struct kobject *kobj, const struct kobj_type *ktype)
{
	if (WARN(!ktype, "must have a ktype to be initialized properly!\n"))
		return;
	if (kobj->state_initialized)
		report("WARNING: kobject (%px): tried to init an initialized object, something is "
		       "seriously wrong.",
		       kobj);
	kref_init(&kobj->kref);
	INIT_LIST_HEAD(&kobj->entry);
	kobj->state_in_sysfs = 0;
	kobj->state_add_uevent_sent = kobj->state_remove_uevent_sent = 0;
	kobj->state_initialized = 1;
	kobj->ktype = ktype;
}
EXPORT_SYMBOL(kobject_init);

struct kobject *kobject_get(struct kobject *kobj)
{
	if (!kobj)
		return NULL;
	WARN(!kobj->state_initialized,
	     "kobject: '%s' (%px): is not initialized, yet kobject_get() is being called.\n",
	     kobj->name, kobj);
	kref_get(&kobj->kref);
	return kobj;
}
EXPORT_SYMBOL(kobject_get);

struct kobject *kobject_get_unless_zero(struct kobject *kobj)
{
	return kobj && kref_get_unless_zero(&kobj->kref) ? kobj : NULL;
}
EXPORT_SYMBOL(kobject_get_unless_zero);

static void release(struct kref *kref)
{
	struct kobject *kobj = container_of(kref, struct kobject, kref);
	const struct kobj_type *type = kobj->ktype;
	const char *name = kobj->name;

	/* As in Linux, who forgot to is helped. */
	if (kobj->state_in_sysfs)
		kobject_del(kobj);
	if (type && type->release)
		type->release(kobj);
	else
		report("WARNING: kobject: '%s' (%px): does not have a release() function, it is "
		       "broken and must be fixed.",
		       name, kobj);
	kfree(name);
}

void kobject_put(struct kobject *kobj)
{
	if (!kobj)
		return;
	if (WARN(!kobj->state_initialized,
		 "kobject: '%s' (%px): is not initialized, yet kobject_put() is being called.\n",
		 kobj->name, kobj))
		return;
	kref_put(&kobj->kref, release);
}
EXPORT_SYMBOL(kobject_put);

/* ---- folders --------------------------------------------------------------------------------- */

struct tree_node *kobject_folder(const struct kobject *kobj)
{
	return kobj ? kobj->sd : tree_sys;
}

static int make_folder(struct kobject *kobj, const void *maker)
{
	struct tree_node *parent = kobject_folder(kobj->parent);
	const struct tree_new new = {
		.kind = TREE_SYSFS, .name = kobj->name, .mode = S_IFDIR | 0755, .maker = maker
	};
	struct tree_node *node;

	if (!parent)
		return -ENOENT;
	node = tree_make(parent, &new);
	if (IS_ERR(node))
		return (int)PTR_ERR(node);
	node->private = kobj;
	kobj->sd = tree_get(node);
	return 0;
}

static int add_default_files(struct kobject *kobj, const void *maker)
{
	const struct kobj_type *type = kobj->ktype;
	int err = 0;

	if (type && type->default_attrs)
		for (unsigned int i = 0; type->default_attrs[i] && !err; i++)
			err = sysfs_add_file(kobj, type->default_attrs[i], maker);
	if (!err && type && type->default_groups)
		err = sysfs_add_groups(kobj, type->default_groups, maker);
	return err;
}

static void drop_folder(struct kobject *kobj)
{
	struct tree_node *node = kobj->sd;

	kobj->sd = NULL;
	if (!node)
		return;
	tree_remove(node);
	tree_put(node);
}

static void join_set(struct kobject *kobj)
{
	if (!kobj->kset)
		return;
	kset_get(kobj->kset);
	spin_lock(&kobj->kset->list_lock);
	list_add_tail(&kobj->entry, &kobj->kset->list);
	spin_unlock(&kobj->kset->list_lock);
}

static void leave_set(struct kobject *kobj)
{
	if (!kobj->kset)
		return;
	spin_lock(&kobj->kset->list_lock);
	list_del_init(&kobj->entry);
	spin_unlock(&kobj->kset->list_lock);
	kset_put(kobj->kset);
}

int kobject_add_from(struct kobject *kobj, struct kobject *parent, const void *maker)
{
	int err;

	if (!kobj->name || !*kobj->name) {
		WARN(1, "kobject: (%px): attempted to be registered with empty name!\n", kobj);
		return -EINVAL;
	}
	if (!parent && kobj->kset)
		parent = &kobj->kset->kobj;
	kobj->parent = kobject_get(parent);
	join_set(kobj);
	err = make_folder(kobj, maker);
	if (!err)
		err = add_default_files(kobj, maker);
	if (!err) {
		kobj->state_in_sysfs = 1;
		return 0;
	}
	drop_folder(kobj);
	leave_set(kobj);
	kobject_put(parent);
	kobj->parent = NULL;
	if (err == -EEXIST)
		pr_err("kobject: kobject_add_internal failed for %s with -EEXIST, don't try to "
		       "register things with the same name in the same directory.\n",
		       kobj->name);
	else
		pr_err("kobject: kobject_add_internal failed for %s (error: %d parent: %s)\n",
		       kobj->name, err, parent ? kobject_name(parent) : "'none'");
	return err;
}

static int add_named(struct kobject *kobj, struct kobject *parent, const void *maker,
		     const char *fmt, va_list args)
{
	int err = kobject_set_name_vargs(kobj, fmt, args);

	return err ?: kobject_add_from(kobj, parent, maker);
}

int kobject_add(struct kobject *kobj, struct kobject *parent, const char *fmt, ...)
{
	va_list args;
	int err;

	if (!kobj)
		return -EINVAL;
	if (!kobj->state_initialized) {
		report("WARNING: kobject '%s' (%px): tried to add an uninitialized object, "
		       "something is seriously wrong.",
		       kobj->name, kobj);
		return -EINVAL;
	}
	va_start(args, fmt);
	err = add_named(kobj, parent, __builtin_return_address(0), fmt, args);
	va_end(args);
	return err;
}
EXPORT_SYMBOL(kobject_add);

int kobject_init_and_add(struct kobject *kobj, const struct kobj_type *ktype,
			 struct kobject *parent, const char *fmt, ...)
{
	va_list args;
	int err;

	kobject_init(kobj, ktype);
	va_start(args, fmt);
	err = add_named(kobj, parent, __builtin_return_address(0), fmt, args);
	va_end(args);
	return err;
}
EXPORT_SYMBOL(kobject_init_and_add);

void kobject_del(struct kobject *kobj)
{
	struct kobject *parent;

	if (!kobj || !kobj->state_in_sysfs)
		return;
	parent = kobj->parent;
	kobj->state_in_sysfs = 0;
	drop_folder(kobj);
	leave_set(kobj);
	kobj->parent = NULL;
	kobject_put(parent);
}
EXPORT_SYMBOL(kobject_del);

int kobject_rename(struct kobject *kobj, const char *name)
{
	return kobj->state_in_sysfs ? -EOPNOTSUPP : kobject_set_name(kobj, "%s", name);
}
EXPORT_SYMBOL(kobject_rename);

char *kobject_get_path(const struct kobject *kobj, gfp_t gfp)
{
	char buf[256];
	const char *path = kobj->sd ? tree_path(kobj->sd, buf, sizeof(buf)) : NULL;

	return path && strncmp(path, "/sys", 4) == 0 ? kstrdup(path + 4, gfp) : NULL;
}
EXPORT_SYMBOL(kobject_get_path);

/* ---- objects without a type of their own ----------------------------------------------------- */

static ssize_t kobj_attr_show(struct kobject *kobj, struct attribute *attr, char *buf)
{
	struct kobj_attribute *a = container_of(attr, struct kobj_attribute, attr);

	return a->show ? a->show(kobj, a, buf) : -EIO;
}

static ssize_t kobj_attr_store(struct kobject *kobj, struct attribute *attr, const char *buf,
			       size_t count)
{
	struct kobj_attribute *a = container_of(attr, struct kobj_attribute, attr);

	return a->store ? a->store(kobj, a, buf, count) : -EIO;
}

const struct sysfs_ops kobj_sysfs_ops = { .show = kobj_attr_show, .store = kobj_attr_store };
EXPORT_SYMBOL(kobj_sysfs_ops);

static void dynamic_release(struct kobject *kobj)
{
	kfree(kobj);
}

static const struct kobj_type dynamic_type = { .release = dynamic_release,
					       .sysfs_ops = &kobj_sysfs_ops };

static struct kobject *create_and_add(const char *name, struct kobject *parent, const void *maker)
{
	struct kobject *kobj = kzalloc(sizeof(*kobj), GFP_KERNEL);
	int err;

	if (!kobj)
		return NULL;
	kobject_init(kobj, &dynamic_type);
	err = kobject_set_name(kobj, "%s", name);
	if (!err)
		err = kobject_add_from(kobj, parent, maker);
	if (!err)
		return kobj;
	kobject_put(kobj);
	return NULL;
}

struct kobject *kobject_create_and_add(const char *name, struct kobject *parent)
{
	return create_and_add(name, parent, __builtin_return_address(0));
}
EXPORT_SYMBOL(kobject_create_and_add);

/* ---- sets ------------------------------------------------------------------------------------ */

void kset_init(struct kset *kset)
{
	kobject_init(&kset->kobj, kset->kobj.ktype ?: &dynamic_type);
	INIT_LIST_HEAD(&kset->list);
	spin_lock_init(&kset->list_lock);
}
EXPORT_SYMBOL(kset_init);

static int kset_add(struct kset *kset, const void *maker)
{
	int err;

	kset_init(kset);
	err = kobject_add_from(&kset->kobj, kset->kobj.parent, maker);
	if (err) {
		kfree(kset->kobj.name);
		kset->kobj.name = NULL;
	}
	return err;
}

int kset_register(struct kset *kset)
{
	if (!kset)
		return -EINVAL;
	if (WARN(!kset->kobj.ktype, "must have a ktype to be initialized properly!\n"))
		return -EINVAL;
	return kset_add(kset, __builtin_return_address(0));
}
EXPORT_SYMBOL(kset_register);

void kset_unregister(struct kset *kset)
{
	if (!kset)
		return;
	kobject_del(&kset->kobj);
	kobject_put(&kset->kobj);
}
EXPORT_SYMBOL(kset_unregister);

static void kset_release(struct kobject *kobj)
{
	kfree(container_of(kobj, struct kset, kobj));
}

static const struct kobj_type kset_type = { .release = kset_release, .sysfs_ops = &kobj_sysfs_ops };

struct kset *kset_create_and_add(const char *name, const struct kset_uevent_ops *ops,
				 struct kobject *parent)
{
	struct kset *kset = kzalloc(sizeof(*kset), GFP_KERNEL);

	if (!kset)
		return NULL;
	kset->uevent_ops = ops;
	kset->kobj.ktype = &kset_type;
	kset->kobj.parent = parent;
	if (kobject_set_name(&kset->kobj, "%s", name) ||
	    kset_add(kset, __builtin_return_address(0))) {
		kfree(kset);
		return NULL;
	}
	return kset;
}
EXPORT_SYMBOL(kset_create_and_add);

struct kobject *kset_find_obj(struct kset *kset, const char *name)
{
	struct kobject *kobj, *found = NULL;

	spin_lock(&kset->list_lock);
	list_for_each_entry(kobj, &kset->list, entry)
		if (kobj->name && strcmp(kobj->name, name) == 0) {
			found = kobject_get_unless_zero(kobj);
			break;
		}
	spin_unlock(&kset->list_lock);
	return found;
}
EXPORT_SYMBOL(kset_find_obj);

/* ---- uevents --------------------------------------------------------------------------------- */

int kobject_uevent_env(struct kobject *kobj, enum kobject_action action, char *envp[])
{
	__atomic_fetch_add(&uevents, 1, __ATOMIC_RELAXED);
	if (action == KOBJ_ADD)
		kobj->state_add_uevent_sent = 1;
	if (action == KOBJ_REMOVE)
		kobj->state_remove_uevent_sent = 1;
	return 0;
}
EXPORT_SYMBOL(kobject_uevent_env);

int kobject_uevent(struct kobject *kobj, enum kobject_action action)
{
	return kobject_uevent_env(kobj, action, NULL);
}
EXPORT_SYMBOL(kobject_uevent);

void kobject_uevents_show(struct textbuf *t)
{
	textbuf_printf(t, "%llu\n", __atomic_load_n(&uevents, __ATOMIC_RELAXED));
}

int add_uevent_var(struct kobj_uevent_env *env, const char *fmt, ...)
{
	size_t room = sizeof(env->buf) - (size_t)env->buflen;
	va_list args;
	int len;

	if (env->envp_idx >= UEVENT_NUM_ENVP)
		return -ENOMEM;
	va_start(args, fmt);
	len = vsnprintf(env->buf + env->buflen, room, fmt, args);
	va_end(args);
	if ((size_t)len >= room)
		return -ENOMEM;
	env->envp[env->envp_idx++] = env->buf + env->buflen;
	env->buflen += len + 1;
	return 0;
}
EXPORT_SYMBOL(add_uevent_var);

/* ---- what is always there -------------------------------------------------------------------- */

struct kobject *kernel_kobj, *fs_kobj, *mm_kobj, *firmware_kobj, *power_kobj, *hypervisor_kobj;
EXPORT_SYMBOL(kernel_kobj);
EXPORT_SYMBOL(fs_kobj);
EXPORT_SYMBOL(mm_kobj);
EXPORT_SYMBOL(firmware_kobj);
EXPORT_SYMBOL(power_kobj);
EXPORT_SYMBOL(hypervisor_kobj);
struct kobject *module_kobj, *class_kobj, *devices_kobj, *virtual_kobj, *dev_char_kobj;

static void standing_release(struct kobject *kobj)
{
}

static const struct kobj_type standing_type = { .release = standing_release,
						.sysfs_ops = &kobj_sysfs_ops };

/* In the order of making: who is in another comes behind it. */
static const struct {
	struct kobject **kobj;
	const char *name;
	struct kobject **parent;
} standing[] = {
	{ &kernel_kobj, "kernel", NULL },   { &mm_kobj, "mm", &kernel_kobj },
	{ &fs_kobj, "fs", NULL },	    { &firmware_kobj, "firmware", NULL },
	{ &power_kobj, "power", NULL },	    { &hypervisor_kobj, "hypervisor", NULL },
	{ &module_kobj, "module", NULL },   { &class_kobj, "class", NULL },
	{ &devices_kobj, "devices", NULL }, { &virtual_kobj, "virtual", &devices_kobj },
	{ &dev_char_kobj, "dev", NULL },
};

static struct kobject standing_kobjs[ARRAY_SIZE(standing)];

int kobjects_init(void)
{
	memset(standing_kobjs, 0, sizeof(standing_kobjs));
	uevents = 0;
	for (unsigned int i = 0; i < ARRAY_SIZE(standing); i++) {
		struct kobject *kobj = &standing_kobjs[i];
		struct tree_node *node;

		kobject_init(kobj, &standing_type);
		kobj->name = standing[i].name;
		kobj->parent = standing[i].parent ? *standing[i].parent : NULL;
		node = tree_folder(kobject_folder(kobj->parent), kobj->name, TREE_SYSFS);
		if (IS_ERR(node))
			return (int)PTR_ERR(node);
		node->private = kobj;
		kobj->sd = node;
		*standing[i].kobj = kobj;
	}
	return 0;
}

void kobjects_exit(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(standing); i++)
		*standing[i].kobj = NULL;
}
