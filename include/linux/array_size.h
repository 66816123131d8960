/* SPDX-License-Identifier: MIT */
#ifndef LINUX_ARRAY_SIZE_H
#define LINUX_ARRAY_SIZE_H

#include <linux/compiler.h>

/** ARRAY_SIZE - elements of an array; a compile error for a pointer. */
#define ARRAY_SIZE(arr) (sizeof(arr) / sizeof((arr)[0]) + __must_be_array(arr))

#endif
