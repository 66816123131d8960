// SPDX-License-Identifier: MIT
/*
 * Character devices: whose a number is, what is behind it, and how a file of it is opened.
 *
 *	regions		a range of numbers, claimed under a name: /proc/devices
 *	devices		a struct cdev, which says by which operations a range of numbers is served
 *	/dev/NAME	a node with a number; opening it finds the cdev, keeps its module, and goes
 *			on with the driver's operations
 *
 * Claiming numbers and serving them are separate, as in Linux; register_chrdev() does both.
 */
#include <linux/cdev.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/major.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include "base/textbuf.h"
#include "kernel/files/file.h"
#include "kernel/files/tree.h"
#include "kernel/kernel.h"
#include "mm/boot/trace.h"
#include "mm/kmalloc/kmalloc.h"

/* Majors that Linux gives away by itself: the second range when the first is used up. */
#define DYNAMIC_END	234
#define DYNAMIC_START	254
#define DYNAMIC_EXT_END 384
#define DYNAMIC_EXT	511

#define MINORS (1u << MINORBITS)

/** struct region - numbers [@first, @first + @count) of one major; regions do not overlap. */
struct region {
	struct list_head link;
	dev_t first;
	unsigned int count;
	struct cdev *cdev; /* of register_chrdev() */
	const void *maker;
	char name[64];
};

/** struct served - @cdev serves its numbers. */
struct served {
	struct list_head link;
	struct cdev *cdev;
	const void *maker;
};

static struct {
	struct lock lock;
	struct list_head regions; /* by number */
	struct list_head served;  /* the newest first, which is the one that is found */
} devices;

/* ---- numbers --------------------------------------------------------------------------------- */

/* The first region at @first or behind it; under the lock. */
static struct region *region_behind(dev_t first)
{
	struct region *r;

	list_for_each_entry(r, &devices.regions, link)
		if (r->first + r->count > first)
			return r;
	return NULL;
}

static bool major_is_free(unsigned int major)
{
	const struct region *r = region_behind(MKDEV(major, 0));

	return !r || MAJOR(r->first) != major;
}

static int find_major(void)
{
	for (int i = DYNAMIC_START; i >= DYNAMIC_END; i--)
		if (major_is_free((unsigned int)i))
			return i;
	for (int i = DYNAMIC_EXT; i >= DYNAMIC_EXT_END; i--)
		if (major_is_free((unsigned int)i))
			return i;
	return -EBUSY;
}

/* Put @r in its place, which must be free. */
static int insert(struct region *r)
{
	struct region *next = region_behind(r->first);

	if (next && next->first < r->first + r->count)
		return -EBUSY;
	list_add_tail(&r->link, next ? &next->link : &devices.regions);
	return 0;
}

static int check_range(unsigned int major, unsigned int baseminor, unsigned int count,
		       const char *name)
{
	if (major >= CHRDEV_MAJOR_MAX) {
		pr_err("CHRDEV \"%s\" major requested (%u) is greater than the maximum (%u)\n",
		       name, major, CHRDEV_MAJOR_MAX - 1);
		return -EINVAL;
	}
	if (!count || baseminor >= MINORS || count > MINORS - baseminor) {
		pr_err("CHRDEV \"%s\" minor range requested (%u-%u) is out of range of maximum "
		       "range (%u-%u) for a single major\n",
		       name, baseminor, baseminor + count - 1, 0, MINORS - 1);
		return -EINVAL;
	}
	return 0;
}

/* Claim; @major 0: any.  Return: the region, an error pointer. */
static struct region *claim(unsigned int major, unsigned int baseminor, unsigned int count,
			    const char *name, const void *maker)
{
	int err = check_range(major, baseminor, count, name);
	struct region *r;

	if (err)
		return ERR_PTR(err);
	if (mm_trace_should_fail(MM_EVENT_KMALLOC, sizeof(*r), GFP_KERNEL))
		return ERR_PTR(-ENOMEM);
	r = kmalloc_untraced(sizeof(*r), GFP_KERNEL | __GFP_ZERO);
	if (!r)
		return ERR_PTR(-ENOMEM);
	strscpy(r->name, name, sizeof(r->name));
	r->count = count;
	r->maker = maker;
	lock_acquire(&devices.lock);
	err = major ? (int)major : find_major();
	if (err > 0) {
		r->first = MKDEV((unsigned int)err, baseminor);
		err = insert(r);
	}
	lock_release(&devices.lock);
	if (!err)
		return r;
	if (!major)
		pr_err("CHRDEV \"%s\" dynamic allocation region is full\n", name);
	kfree_untraced(r);
	return ERR_PTR(err);
}

/* Take out the region that is exactly this one; NULL where there is none. */
static struct region *unclaim(dev_t first, unsigned int count)
{
	struct region *r, *found = NULL;

	lock_acquire(&devices.lock);
	r = region_behind(first);
	if (r && r->first == first && r->count == count) {
		list_del(&r->link);
		found = r;
	}
	lock_release(&devices.lock);
	return found;
}

int register_chrdev_region(dev_t first, unsigned int count, const char *name)
{
	struct region *r;

	/* Linux, too, takes major 0 for "any", and the caller would never learn which. */
	if (WARN(!MAJOR(first), "register_chrdev_region() of major 0 claims numbers that nobody "
				"knows: alloc_chrdev_region() says which\n"))
		return -EINVAL;
	r = claim(MAJOR(first), MINOR(first), count, name, __builtin_return_address(0));
	return PTR_ERR_OR_ZERO(r);
}
EXPORT_SYMBOL(register_chrdev_region);

int alloc_chrdev_region(dev_t *first, unsigned int baseminor, unsigned int count, const char *name)
{
	struct region *r = claim(0, baseminor, count, name, __builtin_return_address(0));

	if (IS_ERR(r))
		return (int)PTR_ERR(r);
	*first = r->first;
	return 0;
}
EXPORT_SYMBOL(alloc_chrdev_region);

void unregister_chrdev_region(dev_t first, unsigned int count)
{
	struct region *r = unclaim(first, count);

	if (!r)
		WARN(1, "unregister_chrdev_region(): nobody has claimed %u numbers from %u:%u\n",
		     count, MAJOR(first), MINOR(first));
	else
		kfree_untraced(r);
}
EXPORT_SYMBOL(unregister_chrdev_region);

/* ---- devices --------------------------------------------------------------------------------- */

/* Inodes must not lead to a device that is no more. */
static void purge(struct cdev *cdev)
{
	lock_acquire(&devices.lock);
	while (!list_empty(&cdev->list)) {
		struct inode *inode = container_of(cdev->list.next, struct inode, i_devices);

		list_del_init(&inode->i_devices);
		inode->i_cdev = NULL;
	}
	lock_release(&devices.lock);
}

static void embedded_release(struct kobject *kobj)
{
	purge(container_of(kobj, struct cdev, kobj));
}

static void allocated_release(struct kobject *kobj)
{
	struct cdev *cdev = container_of(kobj, struct cdev, kobj);

	purge(cdev);
	kfree(cdev);
}

static const struct kobj_type embedded_type = { .release = embedded_release };
static const struct kobj_type allocated_type = { .release = allocated_release };

void cdev_init(struct cdev *cdev, const struct file_operations *fops)
{
	memset(cdev, 0, sizeof(*cdev));
	INIT_LIST_HEAD(&cdev->list);
	kobject_init(&cdev->kobj, &embedded_type);
	cdev->ops = fops;
}
EXPORT_SYMBOL(cdev_init);

struct cdev *cdev_alloc(void)
{
	struct cdev *cdev = kzalloc(sizeof(*cdev), GFP_KERNEL);

	if (!cdev)
		return NULL;
	INIT_LIST_HEAD(&cdev->list);
	kobject_init(&cdev->kobj, &allocated_type);
	return cdev;
}
EXPORT_SYMBOL(cdev_alloc);

int chrdev_serve(struct cdev *cdev, dev_t dev, unsigned int count, const void *maker)
{
	struct served *s;

	if (WARN_ON(!cdev->kobj.state_initialized || !cdev->ops || !count))
		return -EINVAL;
	if (mm_trace_should_fail(MM_EVENT_KMALLOC, sizeof(*s), GFP_KERNEL))
		return -ENOMEM;
	s = kmalloc_untraced(sizeof(*s), GFP_KERNEL);
	if (!s)
		return -ENOMEM;
	cdev->dev = dev;
	cdev->count = count;
	kobject_get(cdev->kobj.parent);
	s->cdev = cdev;
	s->maker = maker;
	lock_acquire(&devices.lock);
	list_add(&s->link, &devices.served);
	lock_release(&devices.lock);
	return 0;
}

int cdev_add(struct cdev *cdev, dev_t dev, unsigned int count)
{
	return chrdev_serve(cdev, dev, count, __builtin_return_address(0));
}
EXPORT_SYMBOL(cdev_add);

static bool unserve(struct cdev *cdev)
{
	struct served *s, *found = NULL;

	lock_acquire(&devices.lock);
	list_for_each_entry(s, &devices.served, link)
		if (s->cdev == cdev) {
			list_del(&s->link);
			found = s;
			break;
		}
	lock_release(&devices.lock);
	kfree_untraced(found);
	return found;
}

void cdev_del(struct cdev *cdev)
{
	struct kobject *parent = cdev->kobj.parent;

	if (unserve(cdev))
		kobject_put(parent);
	kobject_put(&cdev->kobj);
}
EXPORT_SYMBOL(cdev_del);

void cdev_set_parent(struct cdev *cdev, struct kobject *kobj)
{
	WARN_ON(!kobj->state_initialized);
	cdev->kobj.parent = kobj;
}
EXPORT_SYMBOL(cdev_set_parent);

static struct cdev *cdev_get(struct cdev *cdev)
{
	if (!try_module_get(cdev->owner))
		return NULL;
	if (kobject_get_unless_zero(&cdev->kobj))
		return cdev;
	module_put(cdev->owner);
	return NULL;
}

void cdev_put(struct cdev *cdev)
{
	struct module *owner;

	if (!cdev)
		return;
	owner = cdev->owner;
	kobject_put(&cdev->kobj);
	module_put(owner);
}
EXPORT_SYMBOL(cdev_put);

/* ---- register_chrdev() ----------------------------------------------------------------------- */

int __register_chrdev(unsigned int major, unsigned int baseminor, unsigned int count,
		      const char *name, const struct file_operations *fops)
{
	const void *maker = __builtin_return_address(0);
	struct region *r = claim(major, baseminor, count, name, maker);
	struct cdev *cdev;
	int err = -ENOMEM;

	if (IS_ERR(r))
		return (int)PTR_ERR(r);
	cdev = cdev_alloc();
	if (!cdev)
		goto no_cdev;
	cdev->owner = fops->owner;
	cdev->ops = fops;
	err = chrdev_serve(cdev, r->first, count, maker);
	if (err)
		goto not_served;
	r->cdev = cdev;
	return major ? 0 : (int)MAJOR(r->first);

not_served:
	kobject_put(&cdev->kobj);
no_cdev:
	kfree_untraced(unclaim(r->first, count));
	return err;
}
EXPORT_SYMBOL(__register_chrdev);

void __unregister_chrdev(unsigned int major, unsigned int baseminor, unsigned int count,
			 const char *name)
{
	struct region *r = unclaim(MKDEV(major, baseminor), count);

	if (!r) {
		WARN(1, "unregister_chrdev(): %s has not registered major %u\n", name, major);
		return;
	}
	if (r->cdev)
		cdev_del(r->cdev);
	kfree_untraced(r);
}
EXPORT_SYMBOL(__unregister_chrdev);

/* ---- files of devices ------------------------------------------------------------------------ */

/* The device of an inode, whose module is kept; NULL: there is none (any more). */
static struct cdev *find_cdev(struct inode *inode)
{
	struct cdev *cdev;
	struct served *s;

	lock_acquire(&devices.lock);
	cdev = inode->i_cdev;
	if (cdev) {
		cdev = cdev_get(cdev);
		goto out;
	}
	list_for_each_entry(s, &devices.served, link) {
		if (inode->i_rdev - s->cdev->dev >= s->cdev->count)
			continue;
		cdev = cdev_get(s->cdev);
		break;
	}
	if (cdev) {
		inode->i_cdev = cdev;
		list_add(&inode->i_devices, &cdev->list);
	}
out:
	lock_release(&devices.lock);
	return cdev;
}

static int chrdev_open(struct inode *inode, struct file *file)
{
	struct cdev *cdev = find_cdev(inode);
	const struct file_operations *fops;
	int err = 0;

	if (!cdev)
		return -ENXIO;
	fops = fops_get(cdev->ops);
	if (!fops) {
		cdev_put(cdev);
		return -ENXIO;
	}
	replace_fops(file, fops);
	if (fops->open)
		err = fops->open(inode, file);
	if (err)
		cdev_put(cdev);
	return err;
}

void chrdev_closed(struct inode *inode)
{
	if (S_ISCHR(inode->i_mode))
		cdev_put(inode->i_cdev);
}

static const struct file_operations def_chr_fops = {
	.open = chrdev_open,
	.llseek = noop_llseek,
};

/* The inode goes: its device forgets it. */
static void node_release(struct tree_node *node)
{
	lock_acquire(&devices.lock);
	list_del_init(&node->inode.i_devices);
	lock_release(&devices.lock);
}

struct tree_node *chrdev_node(const char *name, umode_t mode, dev_t dev, const void *maker)
{
	struct tree_new new = { .kind = TREE_DEV,
				.name = name,
				.mode = S_IFCHR | mode,
				.rdev = dev,
				.fops = &def_chr_fops,
				.maker = maker };
	struct tree_node *node = devnode_make(&new);

	if (!IS_ERR(node))
		node->release = node_release;
	return node;
}

unsigned int chrdev_major(const char *name)
{
	const struct region *r;
	unsigned int major = 0;

	lock_acquire(&devices.lock);
	list_for_each_entry(r, &devices.regions, link)
		if (strcmp(r->name, name) == 0)
			major = MAJOR(r->first);
	lock_release(&devices.lock);
	return major;
}

/* ---- life ------------------------------------------------------------------------------------ */

void (*devices_show_blocks)(struct textbuf *t);

void devices_show(struct textbuf *t)
{
	const struct region *r;
	unsigned int last = 0;
	const char *name = "";

	textbuf_puts(t, "Character devices:\n");
	lock_acquire(&devices.lock);
	list_for_each_entry(r, &devices.regions, link) {
		if (MAJOR(r->first) == last && strcmp(r->name, name) == 0)
			continue;
		last = MAJOR(r->first);
		name = r->name;
		textbuf_printf(t, "%3u %s\n", last, name);
	}
	lock_release(&devices.lock);
	textbuf_puts(t, "\nBlock devices:\n");
	if (devices_show_blocks)
		devices_show_blocks(t);
}

/* What the module serves still, out of the list; or NULL. */
static struct served *take_left_served(const struct leftovers *l)
{
	struct served *s, *found = NULL;

	lock_acquire(&devices.lock);
	list_for_each_entry(s, &devices.served, link)
		if (leftovers_has(l, s->maker) || leftovers_has(l, s->cdev->ops)) {
			found = s;
			list_del(&s->link);
			break;
		}
	lock_release(&devices.lock);
	return found;
}

/* Numbers that the module has still, out of the list; or NULL. */
static struct region *take_left_region(const struct leftovers *l)
{
	struct region *r, *found = NULL;

	lock_acquire(&devices.lock);
	list_for_each_entry(r, &devices.regions, link)
		if (leftovers_has(l, r->maker)) {
			found = r;
			list_del(&r->link);
			break;
		}
	lock_release(&devices.lock);
	return found;
}

void chrdev_forget(const struct leftovers *l)
{
	char numbers[32];
	struct region *r;
	struct served *s;

	while ((r = take_left_region(l))) {
		snprintf(numbers, sizeof(numbers), "%s (%u:%u)", r->name, MAJOR(r->first),
			 MINOR(r->first));
		leftovers_say(l, "device numbers", numbers, r->maker);
		/* What serves them by the same call is not told of again. */
		if (r->cdev)
			cdev_del(r->cdev);
		kfree_untraced(r);
	}
	while ((s = take_left_served(l))) {
		snprintf(numbers, sizeof(numbers), "%u:%u", MAJOR(s->cdev->dev),
			 MINOR(s->cdev->dev));
		leftovers_say(l, "character device", numbers, s->maker);
		/* Its memory may be the module's, and is not looked at any more. */
		purge(s->cdev);
		kfree_untraced(s);
	}
}

void chrdev_init(void)
{
	lock_init(&devices.lock);
	INIT_LIST_HEAD(&devices.regions);
	INIT_LIST_HEAD(&devices.served);
}

void chrdev_exit(void)
{
	struct region *r, *next_region;
	struct served *s, *next;

	list_for_each_entry_safe(s, next, &devices.served, link)
		kfree_untraced(s);
	list_for_each_entry_safe(r, next_region, &devices.regions, link)
		kfree_untraced(r);
	chrdev_init();
}
