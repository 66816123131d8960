/* SPDX-License-Identifier: MIT */
/* Softirqs kept off this CPU. */
#ifndef _LINUX_BOTTOM_HALF_H
#define _LINUX_BOTTOM_HALF_H

#include <linux/preempt.h>

#define local_bh_disable()     preempt_count_add(SOFTIRQ_DISABLE_OFFSET)
#define local_bh_enable()      preempt_count_sub(SOFTIRQ_DISABLE_OFFSET)
#define _local_bh_enable()     local_bh_enable()
#define local_bh_enable_ip(ip) local_bh_enable()

DEFINE_LOCK_GUARD_0(bh, local_bh_disable(), local_bh_enable())

#endif
