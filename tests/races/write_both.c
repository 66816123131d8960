// SPDX-License-Identifier: MIT
/*
 * A device serves one program at a time, and says so without a lock: two come at once.
 *
 * options: --exec-line "parallel 2 {" --exec-line "open /dev/single w"
 * options: --exec-line "write zeros:8 expect any" --exec-line "}"
 * finds: warning
 */
#include <linux/atomic.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

static atomic_t users = ATOMIC_INIT(0);
static bool taken;
static unsigned long claimed;
static char line[64];

static bool take(void)
{
#ifdef CORRECTED
	return !test_and_set_bit(0, &claimed);
#else
	if (READ_ONCE(taken))
		return false;
	kfree(kmalloc(16, GFP_KERNEL));
	WRITE_ONCE(taken, true);
	return true;
#endif
}

static ssize_t single_write(struct file *file, const char __user *text, size_t size, loff_t *pos)
{
	if (!take())
		return -EBUSY;
	WARN_ON(atomic_inc_return(&users) > 1);
	if (copy_from_user(line, text, min(size, sizeof(line))))
		size = 0;
	atomic_dec(&users);
	WRITE_ONCE(taken, false);
	clear_bit(0, &claimed);
	return (ssize_t)size;
}

static const struct file_operations single_fops = {
	.owner = THIS_MODULE,
	.write = single_write,
};

static struct miscdevice single = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "single",
	.fops = &single_fops,
};

module_misc_device(single);
MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("a device that two programs use");
