/* SPDX-License-Identifier: MIT */
/* Making devices until 2.6.27: class devices, and device_create() without driver data. */
#ifndef _LINUX_ERA_DEVICE_H
#define _LINUX_ERA_DEVICE_H

#include <linux/era.h>

/* 2.6.26 alone. */
#define device_create_drvdata(cls, parent, devt, data, ...) \
	(device_create)((cls), (parent), (devt), (data), __VA_ARGS__)

#if ERA_BEFORE(2, 6, 27)
#define device_create(cls, parent, devt, ...) \
	(device_create)((cls), (parent), (devt), NULL, __VA_ARGS__)

/* Gone in 2.6.26: a device that only its class knew. */
#define class_device device
#define class_device_create(cls, above, devt, parent, ...) \
	(device_create)((cls), (parent), (devt), NULL, __VA_ARGS__)
#define class_device_destroy(cls, devt) device_destroy((cls), (devt))
#endif

#endif
