// SPDX-License-Identifier: MIT
/* What a module left is looked for, while other modules' threads make and remove things. */
#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/miscdevice.h>
#include <linux/platform_device.h>
#include "kernel/block/block.h"
#include "tests/kernel/block/disk_test.h"
#include "tests/kernel/wait_for.h"

#define ROUNDS 100

static const struct file_operations no_fops = {};
static atomic_t next_worker, at_work;

static int numbers(unsigned int me)
{
	int major = register_blkdev(0, "forget");
	dev_t dev;
	int err = alloc_chrdev_region(&dev, 0, 1, "forget");

	if (!err)
		unregister_chrdev_region(dev, 1);
	if (major > 0)
		unregister_blkdev((unsigned int)major, "forget");
	return major < 0 ? major : err;
}

static int classes(unsigned int me)
{
	struct class *class = class_create("forget");
	struct device *dev;

	if (IS_ERR(class))
		return PTR_ERR(class);
	dev = device_create(class, NULL, MKDEV(240, 1), NULL, "forget");
	if (!IS_ERR(dev))
		device_destroy(class, MKDEV(240, 1));
	class_destroy(class);
	return PTR_ERR_OR_ZERO(dev);
}

static int misc_and_bus(unsigned int me)
{
	struct miscdevice m = { .minor = MISC_DYNAMIC_MINOR, .name = "forget2", .fops = &no_fops };
	struct platform_device *pdev = platform_device_register_simple("forget", 1, NULL, 0);
	int err = misc_register(&m);

	if (!err)
		misc_deregister(&m);
	if (!IS_ERR(pdev))
		platform_device_unregister(pdev);
	return err ?: PTR_ERR_OR_ZERO(pdev);
}

static int disks(unsigned int me)
{
	struct gendisk *disk = blk_alloc_disk(NULL, NUMA_NO_NODE);
	int err;

	if (IS_ERR(disk))
		return PTR_ERR(disk);
	disk->fops = &test_bio_fops;
	strscpy(disk->disk_name, "forget3", DISK_NAME_LEN);
	err = add_disk(disk);
	if (!err)
		del_gendisk(disk);
	put_disk(disk);
	return err;
}

static int make_and_remove(void *unused)
{
	static int (*const kinds[])(unsigned int me) = { numbers, classes, misc_and_bus, disks };
	unsigned int me = (unsigned int)atomic_inc_return(&next_worker) - 1;
	int err = 0;

	for (int i = 0; i < ROUNDS && !err; i++)
		err = kinds[me](me);
	atomic_dec(&at_work);
	return err;
}

/* Nothing is found of a module that has left nothing, and nobody meets another's half. */
static void forget_test_crowd(struct kunit *test)
{
	struct task_struct *threads[4];

	atomic_set(&next_worker, 0);
	atomic_set(&at_work, 4);
	for (int i = 0; i < 4; i++) {
		threads[i] = kthread_run(make_and_remove, NULL, "forget/%d", i);
		KUNIT_ASSERT_FALSE(test, IS_ERR(threads[i]));
		get_task_struct(threads[i]);
	}
	while (atomic_read(&at_work)) {
		block_forget("nobody", 1, 2, false);
		files_forget("nobody", 1, 2, false);
		cond_resched();
	}
	for (int i = 0; i < 4; i++) {
		WAIT_FOR(test, READ_ONCE(threads[i]->exit_state) == EXIT_ZOMBIE);
		KUNIT_EXPECT_EQ(test, kthread_stop_put(threads[i]), 0);
	}
}

static struct kunit_case forget_cases[] = { KUNIT_CASE(forget_test_crowd), {} };
WORLD_SUITE(forget, forget_cases);
