/* SPDX-License-Identifier: MIT */
#ifndef LINUX_GCD_H
#define LINUX_GCD_H

#include <linux/compiler.h>

/** gcd - greatest common divisor; gcd(0, x) is x. */
unsigned long gcd(unsigned long a, unsigned long b) __attribute_const__;

#endif
