/* SPDX-License-Identifier: MIT */
#ifndef LINUX_LCM_H
#define LINUX_LCM_H

#include <linux/compiler.h>

/** lcm - least common multiple; 0 where either is 0. */
unsigned long lcm(unsigned long a, unsigned long b) __attribute_const__;
/** lcm_not_zero - as lcm(), or the one that is not 0. */
unsigned long lcm_not_zero(unsigned long a, unsigned long b) __attribute_const__;

#endif
