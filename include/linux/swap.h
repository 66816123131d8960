/* SPDX-License-Identifier: MIT */
/* Getting pages back: what those who help with it ask and say. */
#ifndef _LINUX_SWAP_H
#define _LINUX_SWAP_H

#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/sched/types.h>
#include <linux/types.h>

/* As many pages as are worth an effort at once. */
#define SWAP_CLUSTER_MAX    32ul
#define COMPACT_CLUSTER_MAX SWAP_CLUSTER_MAX

/* Reclaim begins by asking for one object in 2^12, and ends by asking for all. */
#define DEF_PRIORITY 12

/** current_is_kswapd - is the caller a node's background thread? */
bool current_is_kswapd(void);

void mm_account_reclaimed_pages(unsigned long pages);

#endif
