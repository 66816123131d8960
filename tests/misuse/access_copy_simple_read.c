// SPDX-License-Identifier: MIT
/*
 * simple_read_from_buffer() is told of more bytes than there are.
 *
 * options: --access
 * options: --exec-line 'open /dev/access_copy_simple_read r'
 * options: --exec-line 'read 30'
 * options: --exec-line 'read 30'
 * expect:
 *	==================================================================
 *	BUG: KASAN: slab-out-of-bounds in record_read+OFF [access_copy_simple_read]
 *	Read of size 10 at addr ADDR by task exec/PID
 *	CPU: N PID: N Comm: exec
 *	 record_read+OFF [access_copy_simple_read] access_copy_simple_read.c:42
 *	Allocated by task N:
 *	 access_copy_simple_read_init+OFF [access_copy_simple_read] access_copy_simple_read.c:55
 *	The buggy address belongs to the object at ADDR
 *	 which belongs to the cache kmalloc-64 of size 64
 *	The buggy address is located 0 bytes to the right of
 *	 allocated 33-byte region [ADDR, ADDR)
 *	Memory state around the buggy address:
 *	==================================================================
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#define RECORD 33

#ifdef CORRECTED
#define BYTES RECORD
#else
#define BYTES (RECORD + 7)
#endif

static char *record;

static ssize_t record_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	return simple_read_from_buffer(buf, count, pos, record, BYTES);
}

static const struct file_operations fops = {
	.owner = THIS_MODULE,
	.read = record_read,
};
static struct miscdevice device = { MISC_DYNAMIC_MINOR, "access_copy_simple_read", &fops };

static int __init access_copy_simple_read_init(void)
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

static void __exit access_copy_simple_read_exit(void)
{
	misc_deregister(&device);
	kfree(record);
}

module_init(access_copy_simple_read_init);
module_exit(access_copy_simple_read_exit);
MODULE_DESCRIPTION("simple_read_from_buffer() is told of more bytes than there are");
MODULE_LICENSE("GPL");
