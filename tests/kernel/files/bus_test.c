// SPDX-License-Identifier: MIT
/* Buses, drivers and platform devices: who finds whom, and what is left when one goes. */
#include <linux/device.h>
#include <linux/ioport.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include "kernel/files/bus.h"
#include "tests/kernel/files/files_test.h"
#include "tests/kernel/wait_for.h"

static int probed, removed, released;

static int start_probe(struct platform_device *pdev)
{
	if (pdev->id == 2)
		return -ENODEV;
	if (pdev->id == 3)
		return -EIO;
	platform_set_drvdata(pdev, devm_kzalloc(&pdev->dev, 64, GFP_KERNEL));
	probed++;
	return platform_get_drvdata(pdev) ? 0 : -ENOMEM;
}

static void start_remove(struct platform_device *pdev)
{
	if (platform_get_drvdata(pdev))
		removed++;
}

static struct platform_driver start_driver = {
	.probe = start_probe,
	.remove = start_remove,
	.driver = { .name = "start" },
};

static void bus_test_platform(struct kunit *test)
{
	struct platform_device *first, *none, *bad;
	char text[64];

	probed = removed = 0;
	first = platform_device_register_simple("start", 1, NULL, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR(first));
	KUNIT_EXPECT_EQ(test, PTR_ERR(platform_device_register_simple("start", 1, NULL, 0)),
			(long)-EEXIST);
	KUNIT_EXPECT_FALSE(test, device_is_bound(&first->dev));
	KUNIT_ASSERT_EQ(test, platform_driver_register(&start_driver), 0);
	KUNIT_EXPECT_EQ(test, platform_driver_register(&start_driver), -EBUSY);
	KUNIT_EXPECT_EQ(test, probed, 1);
	KUNIT_EXPECT_TRUE(test, device_is_bound(&first->dev));
	EXPECT_TEXT(test, "/sys/bus/platform/drivers/start/start.1/modalias", "platform:start\n");
	EXPECT_TEXT(test, "/sys/devices/platform/start.1/driver/start.1/modalias",
		    "platform:start\n");

	none = platform_device_register_simple("start", 2, NULL, 0);
	bad = platform_device_register_simple("start", 3, NULL, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR(none) || IS_ERR(bad));
	KUNIT_EXPECT_FALSE(test, device_is_bound(&none->dev) || device_is_bound(&bad->dev));
	platform_device_unregister(none);
	KUNIT_EXPECT_EQ(test, removed, 0);

	device_release_driver(&first->dev);
	KUNIT_EXPECT_EQ(test, removed, 1);
	KUNIT_EXPECT_NULL(test, platform_get_drvdata(first));
	KUNIT_EXPECT_EQ(test, device_attach(&first->dev), 1);
	platform_driver_unregister(&start_driver);
	KUNIT_EXPECT_EQ(test, removed, 2);
	KUNIT_EXPECT_FALSE(test, device_is_bound(&first->dev));
	platform_device_unregister(first);
	platform_device_unregister(bad);
	KUNIT_EXPECT_EQ(test,
			read_path(test, "/sys/bus/platform/devices/start.1/modalias", text, 64),
			(ssize_t)-ENOENT);
	KUNIT_EXPECT_EQ(test, platform_driver_probe(&start_driver, start_probe), -ENODEV);
}

static void bus_test_resources(struct kunit *test)
{
	static const struct resource both[] = {
		DEFINE_RES_MEM(0xfe400000, 0x1000),
		DEFINE_RES_IRQ(9),
	};
	static const struct resource inside[] = { DEFINE_RES_MEM(0xfe400800, 0x1000) };
	struct platform_device *pdev;

	pdev = platform_device_register_simple("regs", PLATFORM_DEVID_NONE, both, 2);
	KUNIT_ASSERT_FALSE(test, IS_ERR(pdev));
	KUNIT_EXPECT_STREQ(test, dev_name(&pdev->dev), "regs");
	KUNIT_EXPECT_EQ(test, platform_get_resource(pdev, IORESOURCE_MEM, 0)->start,
			(resource_size_t)0xfe400000);
	KUNIT_EXPECT_NULL(test, platform_get_resource(pdev, IORESOURCE_MEM, 1));
	KUNIT_EXPECT_EQ(test, platform_get_irq(pdev, 0), 9);
	KUNIT_EXPECT_EQ(test, platform_get_irq_optional(pdev, 1), -ENXIO);
	KUNIT_EXPECT_EQ(test, platform_irq_count(pdev), 1);
	KUNIT_EXPECT_EQ(test, PTR_ERR(platform_device_register_simple("more", 1, inside, 1)),
			(long)-EBUSY);
	platform_device_unregister(pdev);
	pdev = platform_device_register_simple("more", PLATFORM_DEVID_AUTO, inside, 1);
	KUNIT_ASSERT_FALSE(test, IS_ERR(pdev));
	platform_device_unregister(pdev);
}

static const struct platform_device_id kinds[] = { { "old", 1 }, { "new", 2 }, {} };

static int kind_probe(struct platform_device *pdev)
{
	probed = (int)platform_get_device_id(pdev)->driver_data;
	return 0;
}

static struct platform_driver kind_driver = {
	.probe = kind_probe,
	.id_table = kinds,
	.driver = { .name = "kind" },
};

static void bus_test_ids(struct kunit *test)
{
	struct platform_device *pdev;

	probed = 0;
	KUNIT_ASSERT_EQ(test, platform_driver_register(&kind_driver), 0);
	pdev = platform_device_register_simple("kind", 0, NULL, 0);
	KUNIT_EXPECT_EQ(test, probed, 0);
	platform_device_unregister(pdev);
	pdev = platform_device_register_data(NULL, "new", 0, "data", 5);
	KUNIT_EXPECT_EQ(test, probed, 2);
	KUNIT_EXPECT_STREQ(test, (const char *)dev_get_platdata(&pdev->dev), "data");
	platform_device_unregister(pdev);
	platform_driver_unregister(&kind_driver);
}

/* ---- a bus of one's own ---------------------------------------------------------------------- */

static int even_match(struct device *dev, const struct device_driver *drv)
{
	return dev->id % 2 == 0;
}

static ssize_t count_show(const struct bus_type *bus, char *buf)
{
	return sysfs_emit(buf, "%s\n", bus->name);
}
static BUS_ATTR_RO(count);

static const struct bus_type even_bus = { .name = "even", .match = even_match };

static void even_release(struct device *dev)
{
	released++;
}

static struct device evens[3];

/* Adds a device while it is asked about another. */
static int even_probe(struct device *dev)
{
	probed++;
	return dev == &evens[0] ? device_register(&evens[2]) : 0;
}

static int even_remove(struct device *dev)
{
	removed++;
	return 0;
}

static struct device_driver even_driver = {
	.name = "driver", .bus = &even_bus, .probe = even_probe, .remove = even_remove
};

static void bus_test_own(struct kunit *test)
{
	memset(evens, 0, sizeof(evens));
	probed = removed = released = 0;
	for (int i = 0; i < 3; i++) {
		evens[i].bus = &even_bus;
		evens[i].id = (u32)i;
		evens[i].release = even_release;
		evens[i].init_name = i ? i == 1 ? "one" : "two" : "zero";
	}
	KUNIT_EXPECT_EQ(test, driver_register(&even_driver), -EINVAL);
	KUNIT_ASSERT_EQ(test, bus_register(&even_bus), 0);
	KUNIT_EXPECT_EQ(test, bus_register(&even_bus), -EEXIST);
	KUNIT_EXPECT_EQ(test, bus_create_file(&even_bus, &bus_attr_count), 0);
	EXPECT_TEXT(test, "/sys/bus/even/count", "even\n");
	KUNIT_ASSERT_EQ(test, device_register(&evens[0]), 0);
	KUNIT_ASSERT_EQ(test, device_register(&evens[1]), 0);
	KUNIT_ASSERT_EQ(test, driver_register(&even_driver), 0);
	KUNIT_EXPECT_EQ(test, probed, 2);
	KUNIT_EXPECT_NULL(test, evens[1].driver);
	KUNIT_EXPECT_PTR_EQ(test, driver_find("driver", &even_bus), &even_driver);
	KUNIT_EXPECT_PTR_EQ(test, bus_find_device_by_name(&even_bus, NULL, "two"), &evens[2]);
	put_device(&evens[2]);
	device_unregister(&evens[2]);
	KUNIT_EXPECT_EQ(test, removed, 1);
	driver_unregister(&even_driver);
	KUNIT_EXPECT_EQ(test, removed, 2);
	device_unregister(&evens[0]);
	device_unregister(&evens[1]);
	KUNIT_EXPECT_EQ(test, released, 3);
	bus_remove_file(&even_bus, &bus_attr_count);
	bus_unregister(&even_bus);
}

static void even_device(int i, const char *name)
{
	memset(&evens[i], 0, sizeof(evens[i]));
	evens[i].bus = &even_bus;
	evens[i].id = (u32)i;
	evens[i].release = even_release;
	evens[i].init_name = name;
}

static ssize_t taken_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", attr->attr.name);
}

/* Files of names that the core has in each device's folder: they cannot be made. */
static struct device_attribute dev_attr_uevent = __ATTR(uevent, 0444, taken_show, NULL);
static struct device_attribute dev_attr_subsystem = __ATTR(subsystem, 0444, taken_show, NULL);
static struct attribute *uevent_attrs[] = { &dev_attr_uevent.attr, NULL };
static struct attribute *subsystem_attrs[] = { &dev_attr_subsystem.attr, NULL };
static const struct attribute_group uevent_group = { .attrs = uevent_attrs };
static const struct attribute_group subsystem_group = { .attrs = subsystem_attrs };
static const struct attribute_group *uevent_groups[] = { &uevent_group, NULL };
static const struct attribute_group *subsystem_groups[] = { &subsystem_group, NULL };

/* The files of a driver's cannot be made after probe() was well: it is told to undo that. */
static void bus_test_no_files(struct kunit *test)
{
	probed = removed = released = 0;
	even_device(2, "two");
	KUNIT_ASSERT_EQ(test, bus_register(&even_bus), 0);
	KUNIT_ASSERT_EQ(test, device_register(&evens[2]), 0);
	even_driver.dev_groups = uevent_groups;
	KUNIT_ASSERT_EQ(test, driver_register(&even_driver), 0);
	even_driver.dev_groups = NULL;
	KUNIT_EXPECT_EQ(test, probed, 1);
	KUNIT_EXPECT_EQ(test, removed, 1);
	KUNIT_EXPECT_FALSE(test, device_is_bound(&evens[2]));
	driver_unregister(&even_driver);
	KUNIT_EXPECT_EQ(test, removed, 1);
	device_unregister(&evens[2]);
	bus_unregister(&even_bus);
}

/* Of a device that could not be added nothing is left, so another of its name can. */
static void bus_test_no_device(struct kunit *test)
{
	released = 0;
	even_device(1, "same");
	KUNIT_ASSERT_EQ(test, bus_register(&even_bus), 0);
	evens[1].groups = subsystem_groups;
	KUNIT_EXPECT_EQ(test, device_register(&evens[1]), -EEXIST);
	put_device(&evens[1]);
	KUNIT_EXPECT_EQ(test, released, 1);
	even_device(1, "same");
	KUNIT_EXPECT_EQ(test, device_register(&evens[1]), 0);
	device_unregister(&evens[1]);
	bus_unregister(&even_bus);
}

/* ---- a driver that crashes ------------------------------------------------------------------- */

static unsigned int depth_behind;

static void crash(void *arg)
{
	__builtin_trap();
}

/* For the device "two" itself; for any other in a call of the core's that is in between. */
static int crashing_probe(struct device *dev)
{
	unsigned int depth = bus_depth();

	if (dev == &evens[2])
		crash(NULL);
	if (background_call("a test", (const void *)crash, crash, NULL))
		return -EINVAL;
	depth_behind = bus_depth() == depth ? depth : 0;
	return 0;
}

static struct device_driver crashing_driver = {
	.name = "crashing", .bus = &even_bus, .probe = crashing_probe, .remove = even_remove
};

static int add_device(void *dev)
{
	return device_register(dev);
}

static struct task_struct *start_adding(struct kunit *test, struct device *dev)
{
	struct task_struct *thread = kthread_create(add_device, dev, "adds");

	KUNIT_ASSERT_FALSE(test, IS_ERR(thread));
	get_task_struct(thread);
	wake_up_process(thread);
	WAIT_FOR(test, READ_ONCE(thread->exit_state) == EXIT_ZOMBIE);
	return thread;
}

/* The buses are nobody's afterwards; who is behind a crash that did not reach him keeps them. */
static void bus_test_crash(struct kunit *test)
{
	kunit_expect_reports(test, 2);
	removed = released = 0;
	depth_behind = 0;
	for (int i = 0; i < 3; i++)
		even_device(i, i ? i == 1 ? "one" : "two" : "zero");
	KUNIT_ASSERT_EQ(test, bus_register(&even_bus), 0);
	KUNIT_ASSERT_EQ(test, driver_register(&crashing_driver), 0);
	KUNIT_EXPECT_NE(test, kthread_stop_put(start_adding(test, &evens[2])), 0);
	KUNIT_EXPECT_FALSE(test, device_is_bound(&evens[2]));
	KUNIT_EXPECT_EQ(test, kthread_stop_put(start_adding(test, &evens[0])), 0);
	KUNIT_EXPECT_TRUE(test, device_is_bound(&evens[0]));
	KUNIT_EXPECT_GT(test, depth_behind, 0u);
	KUNIT_EXPECT_EQ(test, bus_depth(), 0u);
	driver_unregister(&crashing_driver);
	KUNIT_EXPECT_EQ(test, removed, 1);
	KUNIT_EXPECT_NULL(test, evens[2].driver);
	device_unregister(&evens[0]);
	device_unregister(&evens[2]);
	bus_unregister(&even_bus);
	KUNIT_EXPECT_EQ(test, released, 2);
}

static void bus_test_mistakes(struct kunit *test)
{
	memset(evens, 0, sizeof(evens));
	evens[0].bus = &even_bus;
	evens[0].init_name = "zero";
	evens[0].release = even_release;
	KUNIT_ASSERT_EQ(test, bus_register(&even_bus), 0);
	KUNIT_ASSERT_EQ(test, device_register(&evens[0]), 0);
	EXPECT_REPORT(test, bus_unregister(&even_bus),
		      "bus even is unregistered, which has a "
		      "device zero yet");
	device_unregister(&evens[0]);
	EXPECT_REPORT(test, driver_unregister(&even_driver), "Unexpected driver unregister!");
}

static struct kunit_case bus_cases[] = {
	KUNIT_CASE(bus_test_platform),
	KUNIT_CASE(bus_test_resources),
	KUNIT_CASE(bus_test_ids),
	KUNIT_CASE(bus_test_own),
	KUNIT_CASE(bus_test_no_files),
	KUNIT_CASE(bus_test_no_device),
	KUNIT_CASE(bus_test_crash),
	KUNIT_CASE(bus_test_mistakes),
	{},
};
WORLD_SUITE(bus, bus_cases);
