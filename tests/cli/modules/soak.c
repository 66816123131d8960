// SPDX-License-Identifier: MIT
/* What is written to an open /dev/soak is read back from it; counts all bytes of all openers. */
#include <linux/atomic.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#define ROOM 65536

struct opened {
	struct mutex lock;
	size_t len;
	char *bytes;
};

static atomic_long_t written, taken;

static int soak_open(struct inode *inode, struct file *file)
{
	struct opened *o = kzalloc(sizeof(*o), GFP_KERNEL);

	if (!o)
		return -ENOMEM;
	o->bytes = kvmalloc(ROOM, GFP_KERNEL);
	if (!o->bytes) {
		kfree(o);
		return -ENOMEM;
	}
	mutex_init(&o->lock);
	file->private_data = o;
	return stream_open(inode, file);
}

static int soak_release(struct inode *inode, struct file *file)
{
	struct opened *o = file->private_data;

	kvfree(o->bytes);
	kfree(o);
	return 0;
}

static ssize_t soak_write(struct file *file, const char __user *buf, size_t n, loff_t *pos)
{
	struct opened *o = file->private_data;

	if (mutex_lock_interruptible(&o->lock))
		return -ERESTARTSYS;
	n = min(n, ROOM - o->len);
	n -= copy_from_user(o->bytes + o->len, buf, n);
	o->len += n;
	mutex_unlock(&o->lock);
	atomic_long_add(n, &written);
	return n;
}

static ssize_t soak_read(struct file *file, char __user *buf, size_t n, loff_t *pos)
{
	struct opened *o = file->private_data;

	if (mutex_lock_interruptible(&o->lock))
		return -ERESTARTSYS;
	n = min(n, o->len);
	if (copy_to_user(buf, o->bytes, n))
		n = 0;
	memmove(o->bytes, o->bytes + n, o->len - n);
	o->len -= n;
	mutex_unlock(&o->lock);
	atomic_long_add(n, &taken);
	return n;
}

static __poll_t soak_poll(struct file *file, poll_table *table)
{
	const struct opened *o = file->private_data;

	return EPOLLOUT | (READ_ONCE(o->len) ? EPOLLIN : 0);
}

static long soak_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct opened *o = file->private_data;

	return cmd == _IOR('s', 1, u32) ? put_user((u32)o->len, (u32 __user *)arg) : -ENOTTY;
}

static const struct file_operations soak_fops = {
	.owner = THIS_MODULE,
	.open = soak_open,
	.release = soak_release,
	.read = soak_read,
	.write = soak_write,
	.poll = soak_poll,
	.unlocked_ioctl = soak_ioctl,
};

static struct miscdevice soak = {
	.minor = MISC_DYNAMIC_MINOR, .name = "soak", .fops = &soak_fops, .mode = 0666
};

static int __init soak_init(void)
{
	return misc_register(&soak);
}

static void __exit soak_exit(void)
{
	misc_deregister(&soak);
	pr_info("soak: %ld written, %ld read\n", atomic_long_read(&written),
		atomic_long_read(&taken));
}

module_init(soak_init);
module_exit(soak_exit);
MODULE_LICENSE("MIT");
