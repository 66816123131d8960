// SPDX-License-Identifier: MIT
/* Fifty places that take memory, ten in each function of a device: what their sweep takes. */
#include <linux/fs.h>
#include <linux/ioctl.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>

#define FIFTY_USED_NOW _IO('f', 0x35)

struct taken {
	void *p[10];
	unsigned int nr;
};

static bool take(struct taken *taken, size_t size)
{
	void *p = kmalloc(size, GFP_KERNEL);

	if (p)
		taken->p[taken->nr++] = p;
	return p;
}

/* Expanded where it is used, so that its places are that function's own. */
static __always_inline int take_ten(void)
{
	struct taken taken = {};
	bool all = take(&taken, 8) && take(&taken, 16) && take(&taken, 24) && take(&taken, 32) &&
		   take(&taken, 40) && take(&taken, 48) && take(&taken, 56) && take(&taken, 64) &&
		   take(&taken, 72) && take(&taken, 80);

	while (taken.nr)
		kfree(taken.p[--taken.nr]);
	return all ? 0 : -ENOMEM;
}

static int fifty_used_open(struct inode *inode, struct file *file)
{
	return take_ten();
}

static ssize_t fifty_used_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	return take_ten();
}

static ssize_t fifty_used_write(struct file *file, const char __user *buf, size_t count,
				loff_t *pos)
{
	return take_ten() ?: (ssize_t)count;
}

static long fifty_used_ioctl(struct file *file, unsigned int command, unsigned long arg)
{
	return command == FIFTY_USED_NOW ? take_ten() : -ENOTTY;
}

static const struct file_operations fifty_used_fops = {
	.owner = THIS_MODULE,
	.open = fifty_used_open,
	.read = fifty_used_read,
	.write = fifty_used_write,
	.unlocked_ioctl = fifty_used_ioctl,
};

static struct miscdevice fifty_used = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "fifty_used",
	.fops = &fifty_used_fops,
};

static int __init fifty_used_init(void)
{
	return take_ten() ?: misc_register(&fifty_used);
}
module_init(fifty_used_init);

static void __exit fifty_used_exit(void)
{
	misc_deregister(&fifty_used);
}
module_exit(fifty_used_exit);

MODULE_DESCRIPTION("Fifty requests of a device");
MODULE_LICENSE("MIT");
