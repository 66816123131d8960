// SPDX-License-Identifier: MIT
/*
 * A name is copied from the user with the room that he has for it.
 *
 * options: --access
 * options: --exec-line 'open /dev/access_copy_strncpy w'
 * options: --exec-line 'write "long enough"'
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-out-of-bounds in record_write+OFF [access_copy_strncpy]
 *	Write of size 11 at addr ADDR by task exec/PID
 *	CPU: N PID: N Comm: exec
 *	 record_write+OFF [access_copy_strncpy] access_copy_strncpy.c:42
 *	Allocated by task N:
 *	 access_copy_strncpy_init+OFF [access_copy_strncpy] access_copy_strncpy.c:56
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-8 of size 8
 *	The buggy address is located 0 bytes to the right of
 *	 allocated 8-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 *	ashlar: 1 of the script's steps came to something else than expected
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#define RECORD 8

static char *record;

static ssize_t record_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	size_t room = count;
	long len;

#ifdef CORRECTED
	room = min_t(size_t, room, RECORD);
#endif
	len = strncpy_from_user(record, buf, (long)room);
	return len < 0 ? len : (ssize_t)count;
}

static const struct file_operations fops = {
	.owner = THIS_MODULE,
	.write = record_write,
};
static struct miscdevice device = { MISC_DYNAMIC_MINOR, "access_copy_strncpy", &fops };

static int __init access_copy_strncpy_init(void)
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

static void __exit access_copy_strncpy_exit(void)
{
	misc_deregister(&device);
	kfree(record);
}

module_init(access_copy_strncpy_init);
module_exit(access_copy_strncpy_exit);
MODULE_DESCRIPTION("a name is copied from the user with the room that he has for it");
MODULE_LICENSE("GPL");
