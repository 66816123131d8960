// SPDX-License-Identifier: MIT
/* Managed device memory: it goes with its device, and what fails is undone. */
#include <linux/device.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include "tests/kernel/world_test.h"

#define BASE 0xfe200000u

static void mappings_go_with_their_device(struct kunit *test)
{
	struct device *dev = root_device_register("gadget");
	struct resource res = DEFINE_RES_MEM(BASE, 0x100);
	const char *said;
	void *regs;

	KUNIT_ASSERT_FALSE(test, IS_ERR(dev));
	regs = devm_ioremap_resource(dev, &res);
	KUNIT_ASSERT_FALSE(test, IS_ERR(regs));
	KUNIT_EXPECT_STREQ(test, lookup_resource(&iomem_resource, BASE)->name, "gadget");
	capture_start();
	KUNIT_EXPECT_EQ(test, PTR_ERR(devm_ioremap_resource(dev, &res)), -EBUSY);
	said = capture_stop();
	KUNIT_EXPECT_NOT_NULL(test, strstr(said, "gadget: can't request region for resource [mem "
						 "0xfe200000-0xfe2000ff]\n"));
	root_device_unregister(dev);
	KUNIT_EXPECT_EQ(test, check_mem_region(BASE, 0x100), 0);
	EXPECT_REPORT(test, readl(regs), "after iounmap()");
}

static void mappings_go_before(struct kunit *test)
{
	struct device *dev = root_device_register("gadget");
	struct resource res = DEFINE_RES_IO(0x60, 5), own = DEFINE_RES_MEM(BASE, 8);
	void __iomem *regs;

	KUNIT_ASSERT_FALSE(test, IS_ERR(dev));
	regs = devm_ioremap_wc(dev, BASE, 16);
	KUNIT_ASSERT_NOT_NULL(test, regs);
	devm_iounmap(dev, regs);
	EXPECT_REPORT(test, devm_iounmap(dev, regs), "WARNING: ");
	KUNIT_EXPECT_NOT_NULL(test, devm_request_mem_region(dev, BASE, 8, "gadget"));
	KUNIT_EXPECT_EQ(test, devm_request_resource(dev, &iomem_resource, &own), -EBUSY);
	devm_release_mem_region(dev, BASE, 8);
	KUNIT_EXPECT_EQ(test, devm_request_resource(dev, &iomem_resource, &own), 0);
	devm_release_resource(dev, &own);
	KUNIT_EXPECT_EQ(test, PTR_ERR(devm_ioremap_resource(dev, &res)), -EINVAL);
	KUNIT_EXPECT_EQ(test, PTR_ERR(devm_ioremap_resource(dev, NULL)), -EINVAL);
	/* RAM: the region is refused, and nothing is left. */
	res = DEFINE_RES_MEM(SZ_1M, 16);
	KUNIT_EXPECT_EQ(test, PTR_ERR(devm_ioremap_resource(dev, &res)), -EBUSY);
	root_device_unregister(dev);
}

static struct kunit_case devres_device_cases[] = {
	KUNIT_CASE(mappings_go_with_their_device),
	KUNIT_CASE(mappings_go_before),
	{},
};

WORLD_SUITE(devres_device, devres_device_cases);
