/* SPDX-License-Identifier: MIT */
/* For buses without 64 bit accesses, which ours has: nothing to add to <linux/io.h>. */
#ifndef _LINUX_IO_64_NONATOMIC_LO_HI_H
#define _LINUX_IO_64_NONATOMIC_LO_HI_H

#include <linux/io.h>

#endif
