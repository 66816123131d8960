// SPDX-License-Identifier: MIT
/*
 * A character device: a pipe, with a reader that waits.
 *
 * The lesson: what is shared between openers is locked; who has nothing to read sleeps on a queue,
 * can be woken by a signal, and is not put to sleep at all if he said O_NONBLOCK; the user's
 * pointers are reached by copy_to_user() and copy_from_user() alone, and what these could not copy
 * is -EFAULT.  The script opens the device twice, once beside the other, and passes a bad pointer.
 *
 *	$ ashlar run --exec pipe.exec pipe.c
 *	exec:6: open /dev/pipe rw,nonblock as p = 0
 *	exec:7: sleep 20 = 0
 *	exec:8: write p "hello" = 5
 *	exec:3: open /dev/pipe r = 0
 *	exec:4: read 100 expect "hello" = 5 "hello"
 *	exec:10: read p 100 expect EAGAIN = -EAGAIN
 *	exec:11: write p "more" = 4
 *	exec:12: ioctl p _IOR('p', 1, int) = 0 hex:04000000
 *	exec:13: poll p in,out 0 = 5
 *	exec:14: read p 2 into null expect EFAULT = -EFAULT
 *	exec:15: read p 2 into room 1 expect EFAULT = -EFAULT
 *	exec:16: read p 100 expect "more" = 4 "more"
 *	exec:17: lseek p 0 expect ESPIPE = -ESPIPE
 *	exec:18: rmmod pipe expect EAGAIN = -EAGAIN
 */
#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

#define PIPE_BYTES 64
#define PIPE_COUNT _IOR('p', 1, int)

/** struct pipe - bytes [@start, @start + @count) of @data, round and round, are to be read. */
static struct pipe {
	struct cdev cdev;
	struct mutex lock;
	wait_queue_head_t readers;
	size_t start, count;
	char *data;
} pipe;

static dev_t number;
static struct class *class;

static int pipe_open(struct inode *inode, struct file *file)
{
	file->private_data = container_of(inode->i_cdev, struct pipe, cdev);
	return nonseekable_open(inode, file);
}

/* Wait for bytes; the lock is held on success. */
static int wait_for_bytes(struct pipe *p, const struct file *file)
{
	if (mutex_lock_interruptible(&p->lock))
		return -ERESTARTSYS;
	while (!p->count) {
		mutex_unlock(&p->lock);
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		if (wait_event_interruptible(p->readers, READ_ONCE(p->count)))
			return -ERESTARTSYS;
		if (mutex_lock_interruptible(&p->lock))
			return -ERESTARTSYS;
	}
	return 0;
}

static ssize_t pipe_read(struct file *file, char __user *buf, size_t size, loff_t *pos)
{
	struct pipe *p = file->private_data;
	int err = wait_for_bytes(p, file);

	if (err)
		return err;
	/* Up to the end of the memory; who wants the rest comes again. */
	size = min3(size, p->count, PIPE_BYTES - p->start);
	if (copy_to_user(buf, p->data + p->start, size)) {
		mutex_unlock(&p->lock);
		return -EFAULT;
	}
	p->start = (p->start + size) % PIPE_BYTES;
	p->count -= size;
	mutex_unlock(&p->lock);
	return size;
}

static ssize_t pipe_write(struct file *file, const char __user *buf, size_t size, loff_t *pos)
{
	struct pipe *p = file->private_data;
	size_t end;

	if (mutex_lock_interruptible(&p->lock))
		return -ERESTARTSYS;
	end = (p->start + p->count) % PIPE_BYTES;
	size = min3(size, PIPE_BYTES - p->count, PIPE_BYTES - end);
	if (copy_from_user(p->data + end, buf, size)) {
		mutex_unlock(&p->lock);
		return -EFAULT;
	}
	p->count += size;
	mutex_unlock(&p->lock);
	wake_up_interruptible(&p->readers);
	return size;
}

static __poll_t pipe_poll(struct file *file, poll_table *table)
{
	struct pipe *p = file->private_data;

	poll_wait(file, &p->readers, table);
	return EPOLLOUT | (READ_ONCE(p->count) ? EPOLLIN : 0);
}

static long pipe_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct pipe *p = file->private_data;

	if (cmd != PIPE_COUNT)
		return -ENOTTY;
	return put_user((int)READ_ONCE(p->count), (int __user *)arg);
}

static const struct file_operations pipe_fops = {
	.owner = THIS_MODULE,
	.open = pipe_open,
	.read = pipe_read,
	.write = pipe_write,
	.poll = pipe_poll,
	.unlocked_ioctl = pipe_ioctl,
};

static int __init pipe_init(void)
{
	struct device *dev;
	int err = -ENOMEM;

	pipe.data = kmalloc(PIPE_BYTES, GFP_KERNEL);
	if (!pipe.data)
		return err;
	mutex_init(&pipe.lock);
	init_waitqueue_head(&pipe.readers);
	err = alloc_chrdev_region(&number, 0, 1, "pipe");
	if (err)
		goto no_number;
	cdev_init(&pipe.cdev, &pipe_fops);
	err = cdev_add(&pipe.cdev, number, 1);
	if (err)
		goto no_cdev;
	class = class_create("pipes");
	err = PTR_ERR_OR_ZERO(class);
	if (err)
		goto no_class;
	dev = device_create(class, NULL, number, NULL, "pipe");
	err = PTR_ERR_OR_ZERO(dev);
	if (!err)
		return 0;

	class_destroy(class);
no_class:
	cdev_del(&pipe.cdev);
no_cdev:
	unregister_chrdev_region(number, 1);
no_number:
	kfree(pipe.data);
	return err;
}

static void __exit pipe_exit(void)
{
	device_destroy(class, number);
	class_destroy(class);
	cdev_del(&pipe.cdev);
	unregister_chrdev_region(number, 1);
	kfree(pipe.data);
}

module_init(pipe_init);
module_exit(pipe_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("A character device that holds what is written until it is read");
