/* SPDX-License-Identifier: MIT */
/* Disks: until 5.17 they had a header of their own. */
#ifndef _LINUX_GENHD_H
#define _LINUX_GENHD_H

#include <linux/blkdev.h>

#endif
