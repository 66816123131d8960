/* SPDX-License-Identifier: MIT */
/* Reads and writes as iterators have them; what modules got through this header until 4.x. */
#ifndef _LINUX_AIO_H
#define _LINUX_AIO_H

#include <linux/fs.h>
#include <linux/uio.h>
#include <linux/workqueue.h>

#endif
