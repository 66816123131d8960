/* SPDX-License-Identifier: MIT */
/* For buses without 64 bit accesses, which ours has: nothing to add to <linux/io.h>. */
#ifndef _LINUX_IO_64_NONATOMIC_HI_LO_H
#define _LINUX_IO_64_NONATOMIC_HI_LO_H

#include <linux/io.h>

#endif
