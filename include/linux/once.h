/* SPDX-License-Identifier: MIT */
/* Doing something the first time only. */
#ifndef LINUX_ONCE_H
#define LINUX_ONCE_H

#include <linux/types.h>
#include <linux/once_lite.h>

/** DO_ONCE - call @func the first time this line is reached; true where it did. */
#define DO_ONCE(func, ...)	     DO_ONCE_LITE(func, ##__VA_ARGS__)
#define DO_ONCE_SLEEPABLE(func, ...) DO_ONCE_LITE(func, ##__VA_ARGS__)
#define get_random_once(buf, nbytes) DO_ONCE(get_random_bytes, (buf), (nbytes))

#endif
