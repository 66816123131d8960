/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_SCHED_PRIO_H
#define _LINUX_SCHED_PRIO_H

#include <linux/sched/types.h>

#endif
