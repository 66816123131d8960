// SPDX-License-Identifier: MIT
/*
 * Bytes that were never written go to the user, and are none of those that he wrote.
 *
 * options: --access
 * options: --exec-line 'open /dev/infoleak_not_data rw'
 * options: --exec-line 'read 20'
 * options: --exec-line 'write "kkkkkkkkkkkkkkkkkkkk"'
 * options: --exec-line 'read 20 at 0'
 * expect:
 *	==================================================================
 *	BUG: KMSAN: kernel-infoleak in buffer_read+OFF [infoleak_not_data]
 *	CPU: N PID: N Comm: exec
 *	 buffer_read+OFF [infoleak_not_data] infoleak_not_data.c:42
 *	Uninit was created at:
 *	 buffer_open+OFF [infoleak_not_data] infoleak_not_data.c:35
 *	Bytes 0-19 of 20 are uninitialized
 *	Memory access of size 20 starts at ADDR
 *	Data copied to user address ADDR
 *	==================================================================
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

static char *buffer;

static int buffer_open(struct inode *inode, struct file *file)
{
#ifdef CORRECTED
	buffer = kzalloc(20, GFP_KERNEL);
#else
	buffer = kmalloc(20, GFP_KERNEL);
#endif
	return buffer ? 0 : -ENOMEM;
}

static ssize_t buffer_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	return copy_to_user(buf, buffer, min_t(size_t, count, 20)) ? -EFAULT : 20;
}

static ssize_t buffer_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	return copy_from_user(buffer, buf, min_t(size_t, count, 20)) ? -EFAULT : 20;
}

static int buffer_release(struct inode *inode, struct file *file)
{
	kfree(buffer);
	return 0;
}

static const struct file_operations fops = {
	.owner = THIS_MODULE,
	.open = buffer_open,
	.read = buffer_read,
	.write = buffer_write,
	.release = buffer_release,
};
static struct miscdevice device = { MISC_DYNAMIC_MINOR, "infoleak_not_data", &fops };

module_misc_device(device);
MODULE_DESCRIPTION(
	"bytes that were never written go to the user, and are none of those that he wrote");
MODULE_LICENSE("GPL");
