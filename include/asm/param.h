/* SPDX-License-Identifier: MIT */
#ifndef _ASM_PARAM_H
#define _ASM_PARAM_H

/* Ticks of jiffies in a second, and the unit in which user space is told times. */
#define HZ	CONFIG_HZ
#define USER_HZ 100

#define CLOCKS_PER_SEC USER_HZ

#endif
