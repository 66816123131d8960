/* SPDX-License-Identifier: MIT */
/* What stands behind pages of files: here that is told with the disk, in its limits. */
#ifndef _LINUX_BACKING_DEV_H
#define _LINUX_BACKING_DEV_H

#include <linux/blkdev.h>
#include <linux/fs.h>
#include <linux/writeback.h>

#endif
