// SPDX-License-Identifier: MIT
/* Character devices, misc devices, and what every file of one goes through. */
#include <linux/cdev.h>
#include <linux/cred.h>
#include <linux/device.h>
#include <linux/miscdevice.h>
#include <linux/poll.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include "tests/kernel/files/files_test.h"
#include "tests/kernel/wait_for.h"

static char store[64];
static size_t stored;
static atomic_t opens, releases;
static int flushes;
static DECLARE_WAIT_QUEUE_HEAD(news);
static bool ready;

static int mem_open(struct inode *inode, struct file *file)
{
	atomic_inc(&opens);
	file->private_data = store;
	return 0;
}

static int mem_release(struct inode *inode, struct file *file)
{
	atomic_inc(&releases);
	return 0;
}

static int mem_flush(struct file *file, fl_owner_t id)
{
	flushes++;
	return 0;
}

static ssize_t mem_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	return simple_read_from_buffer(buf, count, pos, file->private_data, stored);
}

static ssize_t mem_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	ssize_t done;

	if (file->f_flags & O_APPEND)
		*pos = (loff_t)stored;
	done = simple_write_to_buffer(store, sizeof(store), pos, buf, count);
	if (done > 0)
		stored = max(stored, (size_t)*pos);
	return done;
}

static long mem_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	switch (cmd) {
	case _IOR('k', 1, int):
		return put_user((int)stored, (int __user *)arg);
	case _IO('k', 2):
		return (long)arg;
	default:
		return -ENOIOCTLCMD;
	}
}

static loff_t mem_llseek(struct file *file, loff_t offset, int whence)
{
	return fixed_size_llseek(file, offset, whence, sizeof(store));
}

static __poll_t mem_poll(struct file *file, poll_table *table)
{
	poll_wait(file, &news, table);
	return READ_ONCE(ready) ? EPOLLIN | EPOLLRDNORM : 0;
}

static const struct file_operations mem_fops = {
	.owner = THIS_MODULE,
	.open = mem_open,
	.release = mem_release,
	.flush = mem_flush,
	.read = mem_read,
	.write = mem_write,
	.llseek = mem_llseek,
	.unlocked_ioctl = mem_ioctl,
	.poll = mem_poll,
};

static void chrdev_test_numbers(struct kunit *test)
{
	dev_t first, second;

	KUNIT_EXPECT_EQ(test, alloc_chrdev_region(&first, 0, 4, "a"), 0);
	KUNIT_EXPECT_EQ(test, MAJOR(first), 254u);
	KUNIT_EXPECT_EQ(test, alloc_chrdev_region(&second, 8, 4, "b"), 0);
	KUNIT_EXPECT_EQ(test, MAJOR(second), 253u);
	KUNIT_EXPECT_EQ(test, MINOR(second), 8u);
	KUNIT_EXPECT_EQ(test, register_chrdev_region(first + 3, 2, "c"), -EBUSY);
	KUNIT_EXPECT_EQ(test, register_chrdev_region(first + 4, 2, "c"), 0);
	KUNIT_EXPECT_EQ(test, register_chrdev_region(MKDEV(512, 0), 1, "c"), -EINVAL);
	KUNIT_EXPECT_EQ(test, register_chrdev_region(MKDEV(1, MINORMASK), 2, "c"), -EINVAL);
	EXPECT_REPORT(test, unregister_chrdev_region(first, 3), "nobody has claimed 3 numbers");
	unregister_chrdev_region(first, 4);
	unregister_chrdev_region(first + 4, 2);
	unregister_chrdev_region(second, 4);
	KUNIT_EXPECT_EQ(test, alloc_chrdev_region(&first, 0, 1, "again"), 0);
	KUNIT_EXPECT_EQ(test, MAJOR(first), 254u);
	unregister_chrdev_region(first, 1);
}

static struct class *class;
static struct cdev cdev;
static dev_t number;

static void add_mem(struct kunit *test)
{
	stored = 0;
	atomic_set(&opens, 0);
	atomic_set(&releases, 0);
	flushes = 0;
	ready = false;
	KUNIT_ASSERT_EQ(test, alloc_chrdev_region(&number, 0, 1, "mem"), 0);
	cdev_init(&cdev, &mem_fops);
	KUNIT_ASSERT_EQ(test, cdev_add(&cdev, number, 1), 0);
	class = class_create("memclass");
	KUNIT_ASSERT_FALSE(test, IS_ERR(class));
	KUNIT_ASSERT_FALSE(test, IS_ERR(device_create(class, NULL, number, NULL, "mem%d", 0)));
}

static void del_mem(void)
{
	device_destroy(class, number);
	class_destroy(class);
	cdev_del(&cdev);
	unregister_chrdev_region(number, 1);
}

static void chrdev_test_use(struct kunit *test)
{
	unsigned long page = user_page(test);
	struct file *a, *b;
	char text[8];
	int value;

	add_mem(test);
	KUNIT_ASSERT_EQ(test, use_open("/dev/mem0", O_RDWR, &a), 0);
	KUNIT_ASSERT_EQ(test, use_open("/dev/mem0", O_WRONLY | O_APPEND, &b), 0);
	KUNIT_EXPECT_EQ(test, use_poke(page, "hello", 5), 0);
	KUNIT_EXPECT_EQ(test, use_write(a, page, 5), 5l);
	KUNIT_EXPECT_EQ(test, a->f_pos, 5ll);
	KUNIT_EXPECT_EQ(test, use_write(b, page, 5), 5l);
	KUNIT_EXPECT_EQ(test, stored, 10ul);
	KUNIT_EXPECT_EQ(test, use_lseek(a, -7, SEEK_CUR), (loff_t)-EINVAL);
	KUNIT_EXPECT_EQ(test, use_lseek(a, 3, SEEK_SET), 3ll);
	KUNIT_EXPECT_EQ(test, use_read(a, page, 4), 4l);
	KUNIT_EXPECT_EQ(test, use_peek(text, page, 4), 0);
	KUNIT_EXPECT_MEMEQ(test, text, "lohe", 4);
	KUNIT_EXPECT_EQ(test, use_lseek(a, 0, SEEK_END), 64ll);
	KUNIT_EXPECT_EQ(test, use_lseek(a, 1, SEEK_END), (loff_t)-EINVAL);
	KUNIT_EXPECT_EQ(test, use_lseek(a, 0, 3), (loff_t)-EINVAL);
	KUNIT_EXPECT_EQ(test, use_pread(a, page, 2, 8), 2l);
	KUNIT_EXPECT_EQ(test, use_pread(a, page, 2, -1), (ssize_t)-EINVAL);
	KUNIT_EXPECT_EQ(test, use_read(b, page, 1), (ssize_t)-EBADF);
	KUNIT_EXPECT_EQ(test, use_read(a, PAGE_OFFSET, 1), (ssize_t)-EFAULT);
	KUNIT_EXPECT_EQ(test, use_pread(a, 0, 1, 0), (ssize_t)-EFAULT);
	KUNIT_EXPECT_EQ(test, use_read(a, page, SIZE_MAX), (ssize_t)-EFAULT);
	KUNIT_EXPECT_EQ(test, use_ioctl(a, _IOR('k', 1, int), page), 0l);
	KUNIT_EXPECT_EQ(test, use_peek(&value, page, 4), 0);
	KUNIT_EXPECT_EQ(test, value, 10);
	KUNIT_EXPECT_EQ(test, use_ioctl(a, _IO('k', 2), 77), 77l);
	KUNIT_EXPECT_EQ(test, use_ioctl(a, _IO('k', 3), 0), (long)-ENOTTY);
	KUNIT_EXPECT_EQ(test, use_fsync(a), -EINVAL);
	KUNIT_EXPECT_EQ(test, use_mmap(a, PAGE_SIZE, PROT_READ, MAP_SHARED, 0), (long)-ENODEV);
	KUNIT_EXPECT_EQ(test, use_close(b), 0);
	KUNIT_EXPECT_EQ(test, use_close(a), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&opens), 2);
	KUNIT_EXPECT_EQ(test, atomic_read(&releases), 2);
	KUNIT_EXPECT_EQ(test, flushes, 2);
	EXPECT_TEXT(test, "/sys/class/memclass/mem0/dev", "254:0\n");
	del_mem();
	user_unmap(page);
}

/* Names and numbers can go while a file is open; what is open stays. */
static void chrdev_test_gone(struct kunit *test)
{
	struct file *file, *other;

	add_mem(test);
	KUNIT_ASSERT_EQ(test, use_open("/dev/mem0", O_RDWR, &file), 0);
	device_destroy(class, number);
	KUNIT_EXPECT_EQ(test, use_open("/dev/mem0", O_RDWR, &other), -ENOENT);
	KUNIT_EXPECT_EQ(test, use_ioctl(file, _IO('k', 2), 5), 5l);
	KUNIT_EXPECT_FALSE(test, IS_ERR(device_create(class, NULL, number, NULL, "mem1")));
	cdev_del(&cdev);
	KUNIT_EXPECT_EQ(test, use_open("/dev/mem1", O_RDWR, &other), -ENXIO);
	KUNIT_EXPECT_EQ(test, use_ioctl(file, _IO('k', 2), 6), 6l);
	KUNIT_EXPECT_EQ(test, use_close(file), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&releases), 1);
	device_destroy(class, number);
	class_destroy(class);
	unregister_chrdev_region(number, 1);
}

static int poller(void *data)
{
	long now = use_poll(data, EPOLLIN, -1);

	return now == EPOLLIN ? 0 : -1;
}

static void chrdev_test_poll(struct kunit *test)
{
	struct task_struct *thread;
	struct file *file;

	add_mem(test);
	KUNIT_ASSERT_EQ(test, use_open("/dev/mem0", O_RDWR, &file), 0);
	KUNIT_EXPECT_EQ(test, use_poll(file, EPOLLIN, 0), 0l);
	KUNIT_EXPECT_EQ(test, use_poll(file, EPOLLIN, 1), 0l);
	thread = kthread_run(poller, file, "poller");
	KUNIT_ASSERT_FALSE(test, IS_ERR(thread));
	get_task_struct(thread);
	WRITE_ONCE(ready, true);
	wake_up_interruptible(&news);
	while (READ_ONCE(thread->exit_state) != EXIT_ZOMBIE)
		schedule_timeout_uninterruptible(1);
	KUNIT_EXPECT_EQ(test, kthread_stop_put(thread), 0);
	KUNIT_EXPECT_EQ(test, use_poll(file, EPOLLIN | EPOLLOUT, -1), (long)EPOLLIN);
	WRITE_ONCE(ready, false);
	send_sig(SIGINT, current, 1);
	KUNIT_EXPECT_EQ(test, use_poll(file, EPOLLIN, -1), (long)-EINTR);
	flush_signals(current);
	KUNIT_EXPECT_EQ(test, use_close(file), 0);
	KUNIT_EXPECT_TRUE(test, list_empty(&news.head));
	del_mem();
}

static ssize_t odd_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	switch (count) {
	case 1:
		return 2;
	case 2:
		return -ERESTARTSYS;
	default:
		return *(char *)buf;
	}
}

static int odd_ioctl(struct inode *inode, struct file *file, unsigned int cmd, unsigned long arg)
{
	return cmd == 1 ? (int)iminor(inode) : -ENOIOCTLCMD;
}

static const struct file_operations odd_fops = { .read = odd_read, .ioctl = odd_ioctl };

/* More than was asked for; a signal; a user's pointer taken for one of the kernel's. */
static void chrdev_test_odd(struct kunit *test)
{
	struct miscdevice misc = { .minor = 77, .name = "odd", .fops = &odd_fops };
	unsigned long page = user_page(test);
	struct file *file;
	ssize_t done = 0;

	KUNIT_ASSERT_EQ(test, misc_register(&misc), 0);
	KUNIT_ASSERT_EQ(test, use_open("/dev/odd", O_RDONLY, &file), 0);
	KUNIT_EXPECT_PTR_EQ(test, file->private_data, (void *)&misc);
	EXPECT_REPORT(test, done = use_read(file, page, 1),
		      "read() of odd returned 2, more than the 1 bytes it was asked for");
	KUNIT_EXPECT_EQ(test, done, 2l);
	KUNIT_EXPECT_EQ(test, use_read(file, page, 2), (ssize_t)-ERESTARTSYS);
	send_sig(SIGINT, current, 1);
	KUNIT_EXPECT_EQ(test, use_read(file, page, 2), (ssize_t)-EINTR);
	flush_signals(current);
	KUNIT_EXPECT_EQ(test, use_ioctl(file, 1, 0), 77l);
	KUNIT_EXPECT_EQ(test, use_ioctl(file, 2, 0), (long)-ENOTTY);
	KUNIT_EXPECT_EQ(test, use_lseek(file, 0, SEEK_SET), (loff_t)-ESPIPE);
	KUNIT_EXPECT_EQ(test, use_write(file, page, 1), (ssize_t)-EBADF);
	KUNIT_EXPECT_EQ(test, use_close(file), 0);
	misc_deregister(&misc);
	user_unmap(page);
}

static void chrdev_test_misc(struct kunit *test)
{
	struct miscdevice a = { .minor = MISC_DYNAMIC_MINOR, .name = "a", .fops = &mem_fops };
	struct miscdevice b = { .minor = 200, .name = "b", .fops = &mem_fops, .mode = 0444 };
	struct miscdevice c = { .minor = 200, .name = "c", .fops = &mem_fops };
	struct file *file;

	KUNIT_EXPECT_EQ(test, misc_register(&a), 0);
	KUNIT_EXPECT_GT(test, a.minor, MISC_DYNAMIC_MINOR);
	KUNIT_EXPECT_STREQ(test, dev_name(a.this_device), "a");
	KUNIT_EXPECT_EQ(test, misc_register(&b), 0);
	KUNIT_EXPECT_EQ(test, misc_register(&c), -EBUSY);
	EXPECT_TEXT(test, "/proc/misc", "200 b\n256 a\n");
	misc_deregister(&a);
	KUNIT_EXPECT_EQ(test, a.minor, MISC_DYNAMIC_MINOR);
	KUNIT_EXPECT_EQ(test, use_open("/dev/a", O_RDONLY, &file), -ENOENT);
	misc_deregister(&b);
}

/* Someone with an identity of his own opens a file and is gone. */
static int open_as_other(void *data)
{
	struct file **file = data;
	struct cred *cred = prepare_creds();
	int err = cred ? use_begin("other") : -ENOMEM;

	if (err)
		return err;
	cred->uid = cred->fsuid = KUIDT_INIT(7);
	err = commit_creds(cred) ?: use_open("/dev/a", O_RDONLY, file);
	use_end();
	return err;
}

static bool is_in(const void *p, const struct task_struct *task)
{
	return (unsigned long)p - (unsigned long)task < sizeof(*task);
}

/* A file knows for whom it was opened, also when he is no more; the same identity is kept once. */
static void chrdev_test_cred(struct kunit *test)
{
	struct miscdevice a = { .minor = MISC_DYNAMIC_MINOR, .name = "a", .fops = &mem_fops };
	struct file *files[2];

	KUNIT_ASSERT_EQ(test, misc_register(&a), 0);
	for (int i = 0; i < 2; i++) {
		struct task_struct *thread = kthread_create(open_as_other, &files[i], "other");

		KUNIT_ASSERT_FALSE(test, IS_ERR(thread));
		get_task_struct(thread);
		wake_up_process(thread);
		WAIT_FOR(test, READ_ONCE(thread->exit_state) == EXIT_ZOMBIE);
		KUNIT_ASSERT_EQ(test, kthread_stop_put(thread), 0);
		KUNIT_EXPECT_FALSE(test, is_in(files[i]->f_cred, thread));
		KUNIT_EXPECT_EQ(test, __kuid_val(files[i]->f_cred->uid), 7u);
		KUNIT_EXPECT_EQ(test, __kuid_val(files[i]->f_cred->euid), 0u);
	}
	KUNIT_EXPECT_PTR_EQ(test, files[0]->f_cred, files[1]->f_cred);
	KUNIT_EXPECT_PTR_EQ(test, current_cred(), &init_cred);
	KUNIT_EXPECT_EQ(test, use_close(files[0]), 0);
	KUNIT_EXPECT_EQ(test, use_close(files[1]), 0);
	misc_deregister(&a);
}

static int opener(void *data)
{
	struct file *file;
	int err = 0;

	if (use_begin("opener"))
		return -ENOMEM;
	for (int i = 0; i < 200 && !err; i++) {
		err = use_open("/dev/mem0", O_RDWR, &file);
		/* Between two removals there is a device, or none. */
		if (err == -ENOENT || err == -ENXIO) {
			err = 0;
			continue;
		}
		if (!err && use_ioctl(file, _IO('k', 2), 9) != 9)
			err = -EIO;
		if (!err)
			err = use_close(file);
	}
	current->mm = current->active_mm = NULL;
	return err;
}

/* Several openers while the device comes and goes. */
static void chrdev_test_crowd(struct kunit *test)
{
	struct task_struct *threads[3];
	struct cdev *come;

	add_mem(test);
	device_destroy(class, number);
	cdev_del(&cdev);
	for (int i = 0; i < 3; i++) {
		threads[i] = kthread_run(opener, NULL, "opener/%d", i);
		KUNIT_ASSERT_FALSE(test, IS_ERR(threads[i]));
		get_task_struct(threads[i]);
	}
	for (int i = 0; i < 30; i++) {
		come = cdev_alloc();
		KUNIT_ASSERT_NOT_NULL(test, come);
		come->ops = &mem_fops;
		KUNIT_EXPECT_EQ(test, cdev_add(come, number, 1), 0);
		KUNIT_EXPECT_FALSE(test, IS_ERR(device_create(class, NULL, number, NULL, "mem0")));
		cond_resched();
		device_destroy(class, number);
		cdev_del(come);
	}
	for (int i = 0; i < 3; i++) {
		while (READ_ONCE(threads[i]->exit_state) != EXIT_ZOMBIE)
			schedule_timeout_uninterruptible(1);
		KUNIT_EXPECT_EQ(test, kthread_stop_put(threads[i]), 0);
	}
	KUNIT_EXPECT_EQ(test, atomic_read(&opens), atomic_read(&releases));
	class_destroy(class);
	unregister_chrdev_region(number, 1);
}

static struct kunit_case chrdev_cases[] = {
	KUNIT_CASE(chrdev_test_numbers),
	KUNIT_CASE(chrdev_test_use),
	KUNIT_CASE(chrdev_test_gone),
	KUNIT_CASE(chrdev_test_poll),
	KUNIT_CASE(chrdev_test_odd),
	KUNIT_CASE(chrdev_test_misc),
	KUNIT_CASE(chrdev_test_cred),
	KUNIT_CASE(chrdev_test_crowd),
	{},
};
WORLD_SUITE(chrdev, chrdev_cases);
