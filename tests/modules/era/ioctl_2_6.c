// SPDX-License-Identifier: MIT
/* A device whose calls come by the ioctl() that 2.6 had until .36, under the lock of all. */
#include <linux/fs.h>
#include <linux/ioctl.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/module.h>

MODULE_LICENSE("GPL");

#define OLD_COUNT _IO('o', 3)

static int old_ioctl(struct inode *inode, struct file *file, unsigned int cmd, unsigned long arg)
{
	if (cmd != OLD_COUNT)
		return -ENOTTY;
	WARN(1, "its own number\n");
	return 0;
}

static const struct file_operations old_fops = {
	.owner = THIS_MODULE,
	.ioctl = old_ioctl,
};

static struct miscdevice old_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "old",
	.fops = &old_fops,
};

static int __init old_init(void)
{
	return misc_register(&old_device);
}

static void __exit old_exit(void)
{
	misc_deregister(&old_device);
}

module_init(old_init);
module_exit(old_exit);
