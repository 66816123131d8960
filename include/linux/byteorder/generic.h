/* SPDX-License-Identifier: MIT */
#ifndef LINUX_BYTEORDER_GENERIC_H
#define LINUX_BYTEORDER_GENERIC_H

#include <asm/byteorder.h>

#endif
