// SPDX-License-Identifier: MIT
/*
 * The hole between two members of a record goes to the user unwritten.
 *
 * options: --access
 * options: --exec-line 'open /dev/infoleak_hole rw'
 * options: --exec-line 'read 16'
 * expect:
 *	==================================================================
 *	BUG: KMSAN: kernel-infoleak in record_read+OFF [infoleak_hole]
 *	CPU: N PID: N Comm: exec
 *	 record_read+OFF [infoleak_hole] infoleak_hole.c:46
 *	Uninit was created at:
 *	 record_read+OFF [infoleak_hole] infoleak_hole.c:39
 *	Bytes 1-7 of 16 are uninitialized
 *	Memory access of size 16 starts at ADDR
 *	Data copied to user address ADDR
 *	==================================================================
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

struct record {
	u8 kind;
	u64 value;
};

static ssize_t record_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	struct record *record;
	ssize_t done = -EFAULT;

#ifdef CORRECTED
	record = kzalloc(sizeof(*record), GFP_KERNEL);
#else
	record = kmalloc(sizeof(*record), GFP_KERNEL);
#endif
	if (!record)
		return -ENOMEM;
	record->kind = 3;
	record->value = 7;
	count = min(count, sizeof(*record));
	if (!copy_to_user(buf, record, count))
		done = (ssize_t)count;
	kfree(record);
	return done;
}

static const struct file_operations fops = {
	.owner = THIS_MODULE,
	.read = record_read,
};
static struct miscdevice device = { MISC_DYNAMIC_MINOR, "infoleak_hole", &fops };

module_misc_device(device);
MODULE_DESCRIPTION("the hole between two members of a record goes to the user unwritten");
MODULE_LICENSE("GPL");
