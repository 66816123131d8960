// SPDX-License-Identifier: MIT
/* A device and its mistakes; "what" says which. */
#include <linux/cdev.h>
#include <linux/debugfs.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

static char *what = "";
module_param(what, charp, 0444);
static int number = 5;
module_param(number, int, 0644);

static DEFINE_SPINLOCK(lock);
static DECLARE_WAIT_QUEUE_HEAD(never);
static char text[] = "0123456789";
static struct file_operations fops;
static struct miscdevice misc = { .minor = MISC_DYNAMIC_MINOR, .name = "files", .fops = &fops };

static bool is(const char *name)
{
	return !strcmp(what, name);
}

static ssize_t files_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	ssize_t done;

	if (is("wait"))
		return wait_event_interruptible(never, false);
	if (is("direct")) {
		buf[0] = 'x';
		return 1;
	}
	if (is("more"))
		return copy_to_user(buf, text, count) ? -EFAULT : (ssize_t)count + 1;
	if (is("atomic"))
		spin_lock(&lock);
	done = simple_read_from_buffer(buf, count, pos, text, 10);
	if (is("atomic"))
		spin_unlock(&lock);
	if (is("locked"))
		spin_lock(&lock);
	return done;
}

static ssize_t files_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	char *copy;

	if (is("loses")) {
		copy = kmalloc(count, GFP_KERNEL);
		if (!copy)
			return -ENOMEM;
		if (copy_from_user(copy, buf, count))
			return -EFAULT;
		kfree(copy);
		return count;
	}
	copy = memdup_user(buf, count);
	if (IS_ERR(copy))
		return PTR_ERR(copy);
	kfree(copy);
	return count;
}

static struct file_operations fops = {
	.owner = THIS_MODULE,
	.read = files_read,
	.write = files_write,
	.llseek = default_llseek,
};

static int show(struct seq_file *m, void *v)
{
	seq_printf(m, "number %d\n", number);
	return 0;
}

static int __init files_init(void)
{
	static struct class *class;

	if (is("ownerless"))
		fops.owner = NULL;
	if (is("left")) {
		int major = register_chrdev(0, "leftdev", &fops);

		class = class_create("leftclass");
		device_create(class, NULL, MKDEV(major, 0), NULL, "left0");
		debugfs_create_dir("leftdir", NULL);
		proc_create_single("left", 0, NULL, show);
	}
	return misc_register(&misc);
}

static void __exit files_exit(void)
{
	if (!is("left"))
		misc_deregister(&misc);
}

module_init(files_init);
module_exit(files_exit);
MODULE_LICENSE("Dual MIT/GPL");
