/* SPDX-License-Identifier: MIT */
#ifndef ASM_BITOPS_H
#define ASM_BITOPS_H

#include <linux/bitops.h>

#endif
