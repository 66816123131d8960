// SPDX-License-Identifier: MIT
/* Managed resources: they go with their device, newest first, or one by one before. */
#include <linux/device.h>
#include <linux/slab.h>
#include "tests/kernel/world_test.h"

static int order[8], nr_done;

static void note(void *data)
{
	order[nr_done++] = (int)(long)data;
}

static void make_device(struct device *dev)
{
	memset(dev, 0, sizeof(*dev));
	dev->init_name = "demo0";
	device_initialize(dev);
	nr_done = 0;
}

static void devres_test_order(struct kunit *test)
{
	struct device dev;

	make_device(&dev);
	for (long i = 0; i < 4; i++)
		KUNIT_EXPECT_EQ(test, devm_add_action(&dev, note, (void *)i), 0);
	devm_remove_action(&dev, note, (void *)1l);
	devm_release_action(&dev, note, (void *)2l);
	KUNIT_EXPECT_EQ(test, nr_done, 1);
	put_device(&dev);
	KUNIT_EXPECT_EQ(test, nr_done, 3);
	KUNIT_EXPECT_EQ(test, order[0], 2);
	KUNIT_EXPECT_EQ(test, order[1], 3);
	KUNIT_EXPECT_EQ(test, order[2], 0);
}

static void devres_test_memory(struct kunit *test)
{
	struct device dev;
	char *p, *q, *text;
	size_t huge = SIZE_MAX - 8;
	u8 *zeros;

	make_device(&dev);
	p = devm_kmalloc(&dev, 100, GFP_KERNEL);
	zeros = devm_kzalloc(&dev, 1000, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_ASSERT_NOT_NULL(test, zeros);
	KUNIT_EXPECT_EQ(test, (unsigned long)p % ARCH_KMALLOC_MINALIGN, 0ul);
	KUNIT_EXPECT_NULL(test, memchr_inv(zeros, 0, 1000));
	memset(p, 'x', 100);
	q = devm_krealloc(&dev, p, 5000, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, q);
	KUNIT_EXPECT_NULL(test, memchr_inv(q, 'x', 100));
	KUNIT_EXPECT_PTR_EQ(test, devm_krealloc(&dev, q, 10, GFP_KERNEL), (void *)q);
	text = devm_kasprintf(&dev, GFP_KERNEL, "%s-%d", "name", 42);
	KUNIT_EXPECT_STREQ(test, text, "name-42");
	KUNIT_EXPECT_STREQ(test, devm_kstrdup(&dev, text, GFP_KERNEL), "name-42");
	KUNIT_EXPECT_STREQ(test, devm_kstrndup(&dev, text, 4, GFP_KERNEL), "name");
	KUNIT_EXPECT_MEMEQ(test, devm_kmemdup(&dev, text, 8, GFP_KERNEL), text, 8);
	KUNIT_EXPECT_NULL(test, devm_kcalloc(&dev, SIZE_MAX, 2, GFP_KERNEL));
	OPTIMIZER_HIDE_VAR(huge);
	KUNIT_EXPECT_NULL(test, devm_kmalloc(&dev, huge, GFP_KERNEL));
	KUNIT_EXPECT_PTR_EQ(test, devm_kmalloc(&dev, 0, GFP_KERNEL), ZERO_SIZE_PTR);
	KUNIT_EXPECT_NE(test, devm_get_free_pages(&dev, GFP_KERNEL, 1), 0ul);
	devm_kfree(&dev, q);
	EXPECT_REPORT(test, devm_kfree(&dev, order), "WARNING");
	put_device(&dev);
}

static void devres_test_custom(struct kunit *test)
{
	struct device *parent = root_device_register("parent"), dev;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, parent);
	memset(&dev, 0, sizeof(dev));
	dev.parent = parent;
	device_initialize(&dev);
	KUNIT_EXPECT_EQ(test, dev_set_name(&dev, "child%d", 1), 0);
	KUNIT_EXPECT_STREQ(test, dev_name(&dev), "child1");
	dev_set_drvdata(&dev, order);
	KUNIT_EXPECT_PTR_EQ(test, dev_get_drvdata(&dev), (void *)order);
	get_device(&dev);
	put_device(&dev);
	KUNIT_EXPECT_STREQ(test, dev_name(&dev), "child1");
	put_device(&dev);
	root_device_unregister(parent);
}

static struct kunit_case devres_test_cases[] = { KUNIT_CASE(devres_test_order),
						 KUNIT_CASE(devres_test_memory),
						 KUNIT_CASE(devres_test_custom),
						 {} };
WORLD_SUITE(devres, devres_test_cases);
