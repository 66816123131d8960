/* SPDX-License-Identifier: MIT */
/* There is no initial disk; drivers of disks in RAM include this all the same. */
#ifndef _LINUX_INITRD_H
#define _LINUX_INITRD_H

#include <linux/types.h>

#endif
