// SPDX-License-Identifier: MIT
/* Its file is read by way of the kernel's own memory, as long as set_fs() lets that be a user's. */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/uaccess.h>

static ssize_t inner_read(struct file *file, char __user *to, size_t len, loff_t *pos)
{
	char inner[] = "inner\n", got[sizeof(inner)] = "";
	mm_segment_t before = get_fs();
	unsigned long left;

	set_fs(KERNEL_DS);
	left = copy_from_user(got, (const char __user *)inner, sizeof(inner));
	set_fs(before);
	if (left)
		return -EIO;
	return simple_read_from_buffer(to, len, pos, got, strlen(got));
}

static ssize_t inner_write(struct file *file, const char __user *from, size_t len, loff_t *pos)
{
	return -EINVAL;
}

static const struct file_operations inner_fops = {
	.owner = THIS_MODULE,
	.read = inner_read,
	.write = inner_write,
	.llseek = default_llseek,
};

static struct miscdevice inner_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "inner",
	.fops = &inner_fops,
};

module_misc_device(inner_device);

MODULE_DESCRIPTION("Copies from the kernel's memory as if it were a user's");
MODULE_LICENSE("GPL");
