// SPDX-License-Identifier: MIT
/*
 * Misc devices: drivers of one device each, which share a major number.
 *
 * open() of any finds the driver by the minor number, leaves the struct miscdevice in private_data
 * for the driver's own open() to find, and goes on with the driver's operations.
 */
#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/string.h>
#include "base/textbuf.h"
#include "kernel/files/device.h"
#include "kernel/files/file.h"
#include "kernel/kernel.h"

/* Minors from here on are given away; those before belong to drivers that ask for them. */
#define DYNAMIC_FIRST (MISC_DYNAMIC_MINOR + 1)

static struct {
	struct mutex mutex;
	struct list_head list;
	struct cdev cdev;
} misc;

static struct miscdevice *find_minor(int minor)
{
	struct miscdevice *m;

	list_for_each_entry(m, &misc.list, list)
		if (m->minor == minor)
			return m;
	return NULL;
}

static int misc_open(struct inode *inode, struct file *file)
{
	const struct file_operations *fops = NULL;
	struct miscdevice *m;
	int err = 0;

	mutex_lock(&misc.mutex);
	m = find_minor((int)iminor(inode));
	if (m)
		fops = fops_get(m->fops);
	if (!fops) {
		mutex_unlock(&misc.mutex);
		return -ENODEV;
	}
	file->private_data = m;
	replace_fops(file, fops);
	if (fops->open)
		err = fops->open(inode, file);
	mutex_unlock(&misc.mutex);
	return err;
}

static const struct file_operations misc_fops = {
	.open = misc_open,
	.llseek = noop_llseek,
};

/* A minor for @m; under the lock. */
static int choose_minor(struct miscdevice *m)
{
	int minor = m->minor;

	if (minor == MISC_DYNAMIC_MINOR)
		for (minor = DYNAMIC_FIRST; find_minor(minor); minor++)
			;
	else if (minor < 0 || (unsigned int)minor > MINORMASK || find_minor(minor))
		return -EBUSY;
	return minor;
}

static struct device *make_device(struct miscdevice *m, int minor, const void *maker)
{
	const struct device_new new = { .class = &misc_class,
					.parent = m->parent,
					.devt = MKDEV(MISC_MAJOR, minor),
					.data = m,
					.groups = m->groups,
					.name = m->nodename ?: m->name,
					.mode = m->mode,
					.maker = maker };

	return device_make(&new);
}

int misc_register(struct miscdevice *m)
{
	const void *maker = __builtin_return_address(0);
	struct device *dev;
	int minor, err = 0;

	if (!m->name || !m->fops)
		return -EINVAL;
	INIT_LIST_HEAD(&m->list);
	mutex_lock(&misc.mutex);
	minor = choose_minor(m);
	if (minor < 0) {
		err = minor;
		goto out;
	}
	dev = make_device(m, minor, maker);
	if (IS_ERR(dev)) {
		err = (int)PTR_ERR(dev);
		goto out;
	}
	m->this_device = dev;
	m->minor = minor;
	list_add(&m->list, &misc.list);
out:
	mutex_unlock(&misc.mutex);
	return err;
}
EXPORT_SYMBOL(misc_register);

int misc_deregister(struct miscdevice *m)
{
	if (WARN_ON(!m->list.next || list_empty(&m->list)))
		return -EINVAL;
	mutex_lock(&misc.mutex);
	list_del_init(&m->list);
	device_destroy(&misc_class, MKDEV(MISC_MAJOR, m->minor));
	if (m->minor > MISC_DYNAMIC_MINOR)
		m->minor = MISC_DYNAMIC_MINOR;
	mutex_unlock(&misc.mutex);
	return 0;
}
EXPORT_SYMBOL(misc_deregister);

/* ---- life ------------------------------------------------------------------------------------ */

/* A misc device of the module's, which nobody else takes away; or NULL. */
static struct miscdevice *left_misc(const struct leftovers *l)
{
	struct miscdevice *m, *found = NULL;

	mutex_lock(&misc.mutex);
	list_for_each_entry(m, &misc.list, list)
		if (!found && (leftovers_has(l, m->fops) || leftovers_has(l, m)))
			found = m;
	mutex_unlock(&misc.mutex);
	return found;
}

void misc_forget(const struct leftovers *l)
{
	struct miscdevice *m;

	while ((m = left_misc(l))) {
		leftovers_say(l, "misc device", m->name, device_maker(m->this_device));
		misc_deregister(m);
	}
}

void misc_show(struct textbuf *t)
{
	const struct miscdevice *m;

	mutex_lock(&misc.mutex);
	list_for_each_entry(m, &misc.list, list)
		textbuf_printf(t, "%3i %s\n", m->minor, m->name);
	mutex_unlock(&misc.mutex);
}

int misc_init(void)
{
	int err;

	mutex_init(&misc.mutex);
	INIT_LIST_HEAD(&misc.list);
	cdev_init(&misc.cdev, &misc_fops);
	err = register_chrdev_region(MKDEV(MISC_MAJOR, 0), MINORMASK + 1, "misc");
	return err ?: cdev_add(&misc.cdev, MKDEV(MISC_MAJOR, 0), MINORMASK + 1);
}
