/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_KMSAN_H
#define _LINUX_KMSAN_H

#include <linux/kmsan-checks.h>

#endif
