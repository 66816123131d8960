/* SPDX-License-Identifier: MIT */
/* Devices that end with the test. */
#ifndef _KUNIT_DEVICE_H
#define _KUNIT_DEVICE_H

#include <kunit/test.h>

struct device;

/** kunit_device_register - a device for the test. Return: it, or an error pointer. */
struct device *kunit_device_register(struct kunit *test, const char *name);
/** kunit_device_unregister - before the test ends. */
void kunit_device_unregister(struct kunit *test, struct device *dev);

#endif
