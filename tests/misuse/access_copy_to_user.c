// SPDX-License-Identifier: MIT
/*
 * As much of a record is copied to the user as he asks for, not as there is.
 *
 * options: --access
 * options: --exec-line 'open /dev/access_copy_to_user r'
 * options: --exec-line 'read 16'
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-out-of-bounds in record_read+OFF [access_copy_to_user]
 *	Read of size 16 at addr ADDR by task exec/PID
 *	CPU: N PID: N Comm: exec
 *	 record_read+OFF [access_copy_to_user] access_copy_to_user.c:39
 *	Allocated by task N:
 *	 access_copy_to_user_init+OFF [access_copy_to_user] access_copy_to_user.c:52
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-16 of size 16
 *	The buggy address is located 0 bytes to the right of
 *	 allocated 13-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 *	ashlar: 1 of the script's steps came to something else than expected
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#define RECORD 13

static char *record;

static ssize_t record_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
#ifdef CORRECTED
	count = min_t(size_t, count, RECORD);
#endif
	return copy_to_user(buf, record, count) ? -EFAULT : (ssize_t)count;
}

static const struct file_operations fops = {
	.owner = THIS_MODULE,
	.read = record_read,
};
static struct miscdevice device = { MISC_DYNAMIC_MINOR, "access_copy_to_user", &fops };

static int __init access_copy_to_user_init(void)
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

static void __exit access_copy_to_user_exit(void)
{
	misc_deregister(&device);
	kfree(record);
}

module_init(access_copy_to_user_init);
module_exit(access_copy_to_user_exit);
MODULE_DESCRIPTION("as much of a record is copied to the user as he asks for, not as there is");
MODULE_LICENSE("GPL");
