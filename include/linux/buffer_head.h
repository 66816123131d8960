/* SPDX-License-Identifier: MIT */
/*
 * What drivers of block devices want of this header: invalidate_bdev(), sync_blockdev(),
 * set_blocksize().  There are no buffer heads: the pages of a device are kept as pages.
 */
#ifndef _LINUX_BUFFER_HEAD_H
#define _LINUX_BUFFER_HEAD_H

#include <linux/blkdev.h>
#include <linux/pagemap.h>

#endif
