/* SPDX-License-Identifier: MIT */
#ifndef ASM_CACHE_H
#define ASM_CACHE_H

#include <linux/cache.h>

#endif
