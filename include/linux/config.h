/* SPDX-License-Identifier: MIT */
/* Sources of the early 2.6 years include this by name; it is force-included anyway. */
#ifndef LINUX_CONFIG_H
#define LINUX_CONFIG_H

#include <linux/kconfig.h>

#endif
