/* SPDX-License-Identifier: MIT */
/* By what drivers say which devices are theirs. */
#ifndef _LINUX_MOD_DEVICETABLE_H
#define _LINUX_MOD_DEVICETABLE_H

#include <linux/types.h>

typedef unsigned long kernel_ulong_t;

#define PLATFORM_NAME_SIZE     24
#define PLATFORM_MODULE_PREFIX "platform:"

/** struct platform_device_id - a name, and a number or pointer of the driver's own. */
struct platform_device_id {
	char name[PLATFORM_NAME_SIZE];
	kernel_ulong_t driver_data;
};

/** struct of_device_id - a node of a device tree, of which machines here have none. */
struct of_device_id {
	char name[32];
	char type[32];
	char compatible[128];
	const void *data;
};

#endif
