// SPDX-License-Identifier: MIT
/*
 * A record is copied to the user after it was freed.
 *
 * options: --access
 * options: --exec-line 'open /dev/access_copy_freed rw'
 * options: --exec-line 'write "clear"'
 * options: --exec-line 'read 16'
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-use-after-free in record_read+OFF [access_copy_freed]
 *	Read of size 16 at addr ADDR by task exec/PID
 *	CPU: N PID: N Comm: exec
 *	 record_read+OFF [access_copy_freed] access_copy_freed.c:42
 *	Allocated by task N:
 *	 access_copy_freed_init+OFF [access_copy_freed] access_copy_freed.c:73
 *	Freed by task N:
 *	 record_write+OFF [access_copy_freed] access_copy_freed.c:48
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-32 of size 32
 *	The buggy address is located 0 bytes inside of
 *	 freed 24-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 *	ashlar: 1 of the script's steps came to something else than expected
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#define RECORD 24

static char *record;

static ssize_t record_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	if (!record)
		return 0;
	count = min_t(size_t, count, RECORD);
	return copy_to_user(buf, record, count) ? -EFAULT : (ssize_t)count;
}

/* Whatever is written clears the record. */
static ssize_t record_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	kfree(record);
#ifdef CORRECTED
	record = NULL;
#endif
	return (ssize_t)count;
}

static int record_release(struct inode *inode, struct file *file)
{
	record = NULL;
	return 0;
}

static const struct file_operations fops = {
	.owner = THIS_MODULE,
	.read = record_read,
	.write = record_write,
	.release = record_release,
};
static struct miscdevice device = { MISC_DYNAMIC_MINOR, "access_copy_freed", &fops };

static int __init access_copy_freed_init(void)
{
	int err;

	record = kzalloc(RECORD, GFP_KERNEL);
	if (!record)
		return -ENOMEM;
	err = misc_register(&device);
	if (err)
		kfree(record);
	return err;
}

static void __exit access_copy_freed_exit(void)
{
	misc_deregister(&device);
	kfree(record);
}

module_init(access_copy_freed_init);
module_exit(access_copy_freed_exit);
MODULE_DESCRIPTION("a record is copied to the user after it was freed");
MODULE_LICENSE("GPL");
