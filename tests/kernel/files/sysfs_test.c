// SPDX-License-Identifier: MIT
/* Objects, classes, devices and debugfs: what is in /sys, and what becomes of it. */
#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/kobject.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include "tests/kernel/files/files_test.h"

static int level = 3;

static ssize_t level_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", level);
}

static ssize_t level_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			   size_t count)
{
	int err = kstrtoint(buf, 0, &level);

	return err ?: (ssize_t)count;
}

static struct kobj_attribute level_attr = __ATTR_RW(level);

static ssize_t big_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return (ssize_t)PAGE_SIZE + 5;
}

static struct kobj_attribute big_attr = __ATTR_RO(big);

static struct attribute *level_attrs[] = { &level_attr.attr, &big_attr.attr, NULL };
static const struct attribute_group level_group = { .name = "group", .attrs = level_attrs };

static void sysfs_test_kobject(struct kunit *test)
{
	struct kobject *kobj = kobject_create_and_add("demo", kernel_kobj);
	char text[8];

	KUNIT_ASSERT_NOT_NULL(test, kobj);
	level = 3;
	KUNIT_EXPECT_EQ(test, sysfs_create_file(kobj, &level_attr.attr), 0);
	KUNIT_EXPECT_EQ(test, sysfs_create_file(kobj, &level_attr.attr), -EEXIST);
	EXPECT_TEXT(test, "/sys/kernel/demo/level", "3\n");
	KUNIT_EXPECT_EQ(test, write_path(test, "/sys/kernel/demo/level", "17\n"), 3l);
	EXPECT_TEXT(test, "/sys/kernel/demo/level", "17\n");
	KUNIT_EXPECT_EQ(test, write_path(test, "/sys/kernel/demo/level", "x"), (ssize_t)-EINVAL);
	KUNIT_EXPECT_EQ(test, sysfs_create_group(kobj, &level_group), 0);
	EXPECT_TEXT(test, "/sys/kernel/demo/group/level", "17\n");
	KUNIT_EXPECT_EQ(test, write_path(test, "/sys/kernel/demo/group/big", "1"),
			(ssize_t)-EACCES);
	EXPECT_REPORT(test, read_path(test, "/sys/kernel/demo/group/big", text, sizeof(text)),
		      "show() of big returned bad count");
	KUNIT_EXPECT_NULL(test, kobject_create_and_add("demo", kernel_kobj));
	sysfs_remove_group(kobj, &level_group);
	kobject_put(kobj);
	KUNIT_EXPECT_EQ(test, read_path(test, "/sys/kernel/demo/level", text, sizeof(text)),
			(ssize_t)-ENOENT);
}

static int gone;

static void thing_release(struct kobject *kobj)
{
	gone++;
}

static const struct kobj_type thing_type = { .release = thing_release,
					     .sysfs_ops = &kobj_sysfs_ops };

static void sysfs_test_kset(struct kunit *test)
{
	struct kset *set = kset_create_and_add("things", NULL, kernel_kobj);
	struct kobject things[2] = {}, *found;
	static const struct kobj_type no_release;

	KUNIT_ASSERT_NOT_NULL(test, set);
	gone = 0;
	for (int i = 0; i < 2; i++) {
		things[i].kset = set;
		KUNIT_EXPECT_EQ(
			test, kobject_init_and_add(&things[i], &thing_type, NULL, "thing%d", i), 0);
	}
	found = kset_find_obj(set, "thing1");
	KUNIT_EXPECT_PTR_EQ(test, found, &things[1]);
	kobject_put(found);
	kobject_put(&things[0]);
	KUNIT_EXPECT_EQ(test, gone, 1);
	KUNIT_EXPECT_NULL(test, kset_find_obj(set, "thing0"));
	kobject_put(&things[1]);
	kset_unregister(set);
	memset(things, 0, sizeof(things));
	kobject_init(&things[0], &no_release);
	EXPECT_REPORT(test, kobject_put(&things[0]), "does not have a release() function");
	EXPECT_REPORT(test, kobject_put(&things[1]), "is not initialized");
}

/* ---- devices --------------------------------------------------------------------------------- */

static ssize_t speed_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%ld\n", (long)dev_get_drvdata(dev));
}

static ssize_t speed_store(struct device *dev, struct device_attribute *attr, const char *buf,
			   size_t count)
{
	long value;
	int err = kstrtol(buf, 0, &value);

	if (err)
		return err;
	dev_set_drvdata(dev, (void *)value);
	return (ssize_t)count;
}
static DEVICE_ATTR_RW(speed);

static struct attribute *speed_attrs[] = { &dev_attr_speed.attr, NULL };
ATTRIBUTE_GROUPS(speed);

static void sysfs_test_device(struct kunit *test)
{
	struct class *cls = class_create(THIS_MODULE, "engines"); /* as until 6.3 */
	struct device *dev, *other;
	char text[8];

	KUNIT_ASSERT_FALSE(test, IS_ERR(cls));
	KUNIT_EXPECT_EQ(test, PTR_ERR(class_create("engines")), (long)-EEXIST);
	dev = device_create_with_groups(cls, NULL, 0, (void *)5, speed_groups, "engine%d", 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR(dev));
	KUNIT_EXPECT_EQ(test, PTR_ERR(device_create(cls, NULL, 0, NULL, "engine0")), (long)-EEXIST);
	EXPECT_TEXT(test, "/sys/class/engines/engine0/speed", "5\n");
	KUNIT_EXPECT_EQ(test, write_path(test, "/sys/devices/virtual/engines/engine0/speed", "9"),
			1l);
	KUNIT_EXPECT_EQ(test, (long)dev_get_drvdata(dev), 9l);
	KUNIT_EXPECT_EQ(test, read_path(test, "/sys/class/engines/engine0/dev", text, 8),
			(ssize_t)-ENOENT);
	other = device_create(cls, dev, 0, NULL, "part");
	KUNIT_ASSERT_FALSE(test, IS_ERR(other));
	EXPECT_TEXT(test, "/sys/class/engines/engine0/part/uevent", "");
	device_unregister(other);
	device_unregister(dev);
	class_destroy(cls);
	KUNIT_EXPECT_EQ(test, read_path(test, "/sys/class/engines/engine0/speed", text, 8),
			(ssize_t)-ENOENT);
}

static void sysfs_test_device_mistakes(struct kunit *test)
{
	struct class *cls = class_create("left");
	struct device mine = { .init_name = "mine" }, *dev;

	dev = device_create(cls, NULL, 0, NULL, "left0");
	KUNIT_ASSERT_FALSE(test, IS_ERR(dev));
	EXPECT_REPORT(test, class_destroy(cls), "class left is destroyed, of which there is still");
	device_unregister(dev);
	KUNIT_EXPECT_EQ(test, device_register(&mine), 0);
	EXPECT_REPORT(test, device_unregister(&mine),
		      "Device 'mine' does not have a release() function");
	KUNIT_EXPECT_EQ(test, PTR_ERR(device_create(ERR_PTR(-ENOMEM), NULL, 0, NULL, "x")),
			(long)-EINVAL);
}

static int wait_for_news(void *file)
{
	return use_poll(file, EPOLLPRI, -1) & EPOLLPRI ? 0 : -1;
}

/* News of an attribute are there from sysfs_notify() until it is read again. */
static void sysfs_test_notify(struct kunit *test)
{
	struct class *cls = class_create("told");
	struct device *dev =
		device_create_with_groups(cls, NULL, 0, (void *)5, speed_groups, "told0");
	unsigned long page = user_page(test);
	struct task_struct *thread;
	struct file *file;

	KUNIT_ASSERT_FALSE(test, IS_ERR(dev));
	KUNIT_ASSERT_EQ(test, use_open("/sys/class/told/told0/speed", O_RDWR, &file), 0);
	KUNIT_EXPECT_EQ(test, use_poll(file, EPOLLPRI, 0) & (long)EPOLLPRI, 0l);
	thread = get_task_struct(kthread_run(wait_for_news, file, "waiter"));
	sysfs_notify(&dev->kobj, NULL, "no such");
	sysfs_notify(&dev->kobj, "no such", "speed");
	sysfs_notify(&dev->kobj, NULL, NULL);
	KUNIT_EXPECT_EQ(test, use_poll(file, EPOLLPRI, 0) & (long)EPOLLPRI, 0l);
	sysfs_notify(&dev->kobj, NULL, "speed");
	while (READ_ONCE(thread->exit_state) != EXIT_ZOMBIE)
		schedule_timeout_uninterruptible(1);
	KUNIT_EXPECT_EQ(test, kthread_stop_put(thread), 0);
	KUNIT_EXPECT_EQ(test, use_poll(file, EPOLLPRI | EPOLLIN, 0) & (EPOLLPRI | EPOLLIN),
			(long)(EPOLLPRI | EPOLLIN));
	KUNIT_EXPECT_EQ(test, use_read(file, page, 8), 2l);
	KUNIT_EXPECT_EQ(test, use_poll(file, EPOLLPRI, 0) & (long)EPOLLPRI, 0l);
	KUNIT_EXPECT_EQ(test, use_close(file), 0);
	user_unmap(page);
	device_unregister(dev);
	class_destroy(cls);
}

static char *folder_node(const struct device *dev, umode_t *mode)
{
	*mode = 0444;
	return kasprintf(GFP_KERNEL, "folder/%s", dev_name(dev));
}

static void sysfs_test_devnode(struct kunit *test)
{
	struct class *cls = class_create("foldered");
	struct file *file;

	cls->devnode = folder_node;
	KUNIT_EXPECT_FALSE(test, IS_ERR(device_create(cls, NULL, MKDEV(200, 1), NULL, "x")));
	KUNIT_EXPECT_EQ(test, use_open("/dev/folder/x", O_RDONLY, &file), -ENXIO);
	device_destroy(cls, MKDEV(200, 1));
	KUNIT_EXPECT_EQ(test, use_open("/dev/folder/x", O_RDONLY, &file), -ENOENT);
	class_destroy(cls);
}

static ssize_t blob_read(struct file *file, struct kobject *kobj, struct bin_attribute *attr,
			 char *buf, loff_t pos, size_t count)
{
	memcpy(buf, (char *)attr->private + pos, count);
	return (ssize_t)count;
}
static BIN_ATTR_RO(blob, 5);

static void sysfs_test_bin(struct kunit *test)
{
	struct kobject *kobj = kobject_create_and_add("bin", NULL);

	bin_attr_blob.private = "01234";
	KUNIT_EXPECT_EQ(test, sysfs_create_bin_file(kobj, &bin_attr_blob), 0);
	EXPECT_TEXT(test, "/sys/bin/blob", "01234");
	sysfs_remove_bin_file(kobj, &bin_attr_blob);
	kobject_put(kobj);
}

/* ---- debugfs --------------------------------------------------------------------------------- */

static u64 half = 21;

static int double_get(void *data, u64 *value)
{
	*value = 2 * *(u64 *)data;
	return 0;
}

static int double_set(void *data, u64 value)
{
	*(u64 *)data = value / 2;
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(double_fops, double_get, double_set, "%llu\n");

static void debugfs_test_types(struct kunit *test)
{
	static struct debugfs_blob_wrapper blob = { "bytes", 5 };
	static u32 numbers[3] = { 1, 2, 3 };
	static struct debugfs_u32_array array = { numbers, 3 };
	static atomic_t count = ATOMIC_INIT(-4);
	static char *words = "words";
	static u8 byte = 200;
	static u64 hex = 0xbeef;
	static bool flag = true;
	struct dentry *dir = debugfs_create_dir("demo", NULL);

	KUNIT_ASSERT_FALSE(test, IS_ERR(dir));
	debugfs_create_u8("byte", 0644, dir, &byte);
	debugfs_create_x64("hex", 0444, dir, &hex);
	debugfs_create_bool("flag", 0644, dir, &flag);
	debugfs_create_atomic_t("count", 0644, dir, &count);
	debugfs_create_blob("blob", 0444, dir, &blob);
	debugfs_create_u32_array("array", 0444, dir, &array);
	debugfs_create_str("words", 0444, dir, &words);
	debugfs_create_file("double", 0644, dir, &half, &double_fops);
	EXPECT_TEXT(test, "/sys/kernel/debug/demo/byte", "200\n");
	KUNIT_EXPECT_EQ(test, write_path(test, "/sys/kernel/debug/demo/byte", "0x10"), 4l);
	KUNIT_EXPECT_EQ(test, byte, 16);
	EXPECT_TEXT(test, "/sys/kernel/debug/demo/hex", "0x000000000000beef\n");
	KUNIT_EXPECT_EQ(test, write_path(test, "/sys/kernel/debug/demo/hex", "1"),
			(ssize_t)-EACCES);
	EXPECT_TEXT(test, "/sys/kernel/debug/demo/flag", "Y\n");
	KUNIT_EXPECT_EQ(test, write_path(test, "/sys/kernel/debug/demo/flag", "n"), 1l);
	EXPECT_TEXT(test, "/sys/kernel/debug/demo/flag", "N\n");
	EXPECT_TEXT(test, "/sys/kernel/debug/demo/count", "-4\n");
	EXPECT_TEXT(test, "/sys/kernel/debug/demo/blob", "bytes");
	EXPECT_TEXT(test, "/sys/kernel/debug/demo/array", "1 2 3\n");
	EXPECT_TEXT(test, "/sys/kernel/debug/demo/words", "words\n");
	EXPECT_TEXT(test, "/sys/kernel/debug/demo/double", "42\n");
	KUNIT_EXPECT_EQ(test, write_path(test, "/sys/kernel/debug/demo/double", "50"), 2l);
	KUNIT_EXPECT_EQ(test, half, 25ull);
	KUNIT_EXPECT_EQ(test, PTR_ERR(debugfs_create_dir("demo", NULL)), (long)-EEXIST);
	KUNIT_EXPECT_EQ(test, PTR_ERR(debugfs_create_dir("x", ERR_PTR(-ENOMEM))), (long)-ENOMEM);
	debugfs_remove_recursive(dir);
	KUNIT_EXPECT_EQ(test, write_path(test, "/sys/kernel/debug/demo/byte", "1"),
			(ssize_t)-ENOENT);
	debugfs_remove_recursive(NULL);
}

static void debugfs_test_open(struct kunit *test)
{
	struct dentry *dentry = debugfs_create_file("open", 0444, NULL, &half, &double_fops);
	unsigned long page = user_page(test);
	struct file *file;

	KUNIT_ASSERT_EQ(test, use_open("/sys/kernel/debug/open", O_RDONLY, &file), 0);
	debugfs_remove(dentry);
	KUNIT_EXPECT_EQ(test, use_read(file, page, 4), (ssize_t)-EIO);
	KUNIT_EXPECT_EQ(test, use_close(file), 0);
	user_unmap(page);
}

static struct kunit_case sysfs_cases[] = {
	KUNIT_CASE(sysfs_test_kobject), KUNIT_CASE(sysfs_test_kset),
	KUNIT_CASE(sysfs_test_device),	KUNIT_CASE(sysfs_test_device_mistakes),
	KUNIT_CASE(sysfs_test_notify),	KUNIT_CASE(sysfs_test_devnode),
	KUNIT_CASE(sysfs_test_bin),	KUNIT_CASE(debugfs_test_types),
	KUNIT_CASE(debugfs_test_open),	{},
};
WORLD_SUITE(sysfs, sysfs_cases);
