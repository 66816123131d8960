// SPDX-License-Identifier: MIT
/* Major numbers of block devices: whose they are. */
#include <linux/blkdev.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include "base/textbuf.h"
#include "kernel/block/disk.h"
#include "kernel/files/file.h"
#include "mm/boot/trace.h"
#include "mm/kmalloc/kmalloc.h"

/* Those that are given away, from the last on. */
#define DYNAMIC_LAST 254u

/** struct blkdev_major - a major number that somebody has. */
struct blkdev_major {
	struct list_head link;
	unsigned int major;
	const void *maker;
	char name[16];
};

static struct {
	struct lock lock;
	struct list_head list; /* by number */
} majors;

/* Under the lock. */
static struct blkdev_major *find_major(unsigned int major)
{
	struct blkdev_major *m;

	list_for_each_entry(m, &majors.list, link)
		if (m->major == major)
			return m;
	return NULL;
}

static int insert_major(struct blkdev_major *new)
{
	struct blkdev_major *m;

	if (!new->major) {
		for (new->major = DYNAMIC_LAST; new->major &&find_major(new->major);)
			new->major--;
		if (!new->major)
			return -EBUSY;
	} else if (find_major(new->major)) {
		return -EBUSY;
	}
	list_for_each_entry(m, &majors.list, link)
		if (m->major > new->major)
			break;
	list_add_tail(&new->link, &m->link);
	return 0;
}

/**
 * __register_blkdev - a major number, 0 for any.
 * @probe: would make disks as they are asked for, which nobody does here: NULL.
 * Return: the number that was found, or 0 for the one asked for; -EBUSY, -EINVAL, -ENOMEM.
 */
int __register_blkdev(unsigned int major, const char *name, void (*probe)(dev_t devt))
{
	struct blkdev_major *m;
	int err;

	if (major >= BLKDEV_MAJOR_MAX) {
		pr_err("%s: major requested (%u) is greater than the maximum (%u) for %s\n",
		       __func__, major, BLKDEV_MAJOR_MAX - 1, name);
		return -EINVAL;
	}
	if (mm_trace_should_fail(MM_EVENT_KMALLOC, sizeof(*m), GFP_KERNEL))
		return -ENOMEM;
	m = kmalloc_untraced(sizeof(*m), GFP_KERNEL | __GFP_ZERO);
	if (!m)
		return -ENOMEM;
	m->major = major;
	m->maker = __builtin_return_address(0);
	strscpy(m->name, name, sizeof(m->name));
	lock_acquire(&majors.lock);
	err = insert_major(m);
	lock_release(&majors.lock);
	if (!err)
		return major ? 0 : (int)m->major;
	pr_warn("register_blkdev: cannot get major %u for %s\n", major, name);
	kfree_untraced(m);
	return err;
}
EXPORT_SYMBOL(__register_blkdev);

static struct blkdev_major *take_major(unsigned int major, const char *name)
{
	struct blkdev_major *m;

	lock_acquire(&majors.lock);
	m = find_major(major);
	if (m && name && strncmp(m->name, name, sizeof(m->name) - 1) != 0)
		m = NULL;
	if (m)
		list_del(&m->link);
	lock_release(&majors.lock);
	return m;
}

/** unregister_blkdev - give it back; @name as it was registered. */
void unregister_blkdev(unsigned int major, const char *name)
{
	struct blkdev_major *m = take_major(major, name);

	WARN(!m, "unregister_blkdev(): %s has not registered major %u\n", name, major);
	kfree_untraced(m);
}
EXPORT_SYMBOL(unregister_blkdev);

void blkdevs_show(struct textbuf *t)
{
	const struct blkdev_major *m;

	lock_acquire(&majors.lock);
	list_for_each_entry(m, &majors.list, link)
		textbuf_printf(t, "%3u %s\n", m->major, m->name);
	lock_release(&majors.lock);
}

/* ---- life ------------------------------------------------------------------------------------ */

/* One that the module has still, out of the list; NULL where there is none. */
static struct blkdev_major *take_left(const struct leftovers *l)
{
	struct blkdev_major *m, *found = NULL;

	lock_acquire(&majors.lock);
	list_for_each_entry(m, &majors.list, link)
		if (leftovers_has(l, m->maker)) {
			found = m;
			break;
		}
	if (found)
		list_del(&found->link);
	lock_release(&majors.lock);
	return found;
}

void majors_forget(const struct leftovers *l)
{
	struct blkdev_major *m;
	char number[32];

	while ((m = take_left(l))) {
		snprintf(number, sizeof(number), "%s (%u)", m->name, m->major);
		leftovers_say(l, "block device number", number, m->maker);
		kfree_untraced(m);
	}
}

void majors_init(void)
{
	lock_init(&majors.lock);
	INIT_LIST_HEAD(&majors.list);
}
