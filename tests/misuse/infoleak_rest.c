// SPDX-License-Identifier: MIT
/*
 * More of a buffer goes to the user than a text has filled.
 *
 * options: --access
 * options: --exec-line 'open /dev/infoleak_rest rw'
 * options: --exec-line 'read 64'
 * expect:
 *	==================================================================
 *	BUG: KMSAN: kernel-infoleak in text_read+OFF [infoleak_rest]
 *	CPU: N PID: N Comm: exec
 *	 text_read+OFF [infoleak_rest] infoleak_rest.c:38
 *	Uninit was created at:
 *	 text_read+OFF [infoleak_rest] infoleak_rest.c:28
 *	Bytes 13-62 of 64 are uninitialized
 *	Memory access of size 64 starts at ADDR
 *	Data copied to user address ADDR
 *	==================================================================
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

static ssize_t text_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	char *text = kmalloc(64, GFP_KERNEL);
	ssize_t done;
	int len;

	if (!text)
		return -ENOMEM;
	len = scnprintf(text, 64, "counted: %d\n", 12);
#ifndef CORRECTED
	len = 64;
#endif
	done = simple_read_from_buffer(buf, count, pos, text, len);
	kfree(text);
	return done;
}

static const struct file_operations fops = {
	.owner = THIS_MODULE,
	.read = text_read,
};
static struct miscdevice device = { MISC_DYNAMIC_MINOR, "infoleak_rest", &fops };

module_misc_device(device);
MODULE_DESCRIPTION("more of a buffer goes to the user than a text has filled");
MODULE_LICENSE("GPL");
