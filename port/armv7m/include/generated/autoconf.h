/* SPDX-License-Identifier: MIT */
/*
 * The configuration of a machine of some 100 KiB: one CPU, one node, no MMU, the tiny engine.
 *
 * Pages of 1 KiB: of 200 there are more to choose from than of 50, and an end that nobody uses
 * loses less, for 36 bytes of struct page each.  What is not named here is off.
 */
#define CONFIG_PRINTK		  1
#define CONFIG_BUG		  1
#define CONFIG_PREEMPT		  1
#define CONFIG_PREEMPT_COUNT	  1
#define CONFIG_DEBUG_ATOMIC_SLEEP 1
#define CONFIG_SLOB		  1
#define CONFIG_BASE_SMALL	  1 /* short tables, as in the kernel */

#define CONFIG_NR_CPUS	      1
#define CONFIG_NODES_SHIFT    0
#define CONFIG_PAGE_SHIFT     10
#define CONFIG_MAX_ORDER      3
#define CONFIG_L1_CACHE_SHIFT 3
#define CONFIG_PERCPU_SHIFT   11
#define CONFIG_PRINT_TEXT_MAX 256
