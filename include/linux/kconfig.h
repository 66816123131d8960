/* SPDX-License-Identifier: MIT */
/*
 * The configuration, force-included before every file.
 *
 * A build that wants another machine writes <generated/autoconf.h>: that file then states every
 * yes/no option by itself, and only the numbers it leaves out take the defaults below.
 */
#ifndef LINUX_KCONFIG_H
#define LINUX_KCONFIG_H

#if defined(__has_include)
#if __has_include(<generated/autoconf.h>)
#include <generated/autoconf.h>
#define KCONFIG_GIVEN 1
#endif
#endif

#ifndef KCONFIG_GIVEN
#define CONFIG_SMP		  1
#define CONFIG_MMU		  1
#define CONFIG_HIGHMEM		  1
#define CONFIG_NUMA		  1
#define CONFIG_PHYS_ADDR_T_64BIT  1
#define CONFIG_PRINTK		  1
#define CONFIG_BUG		  1
#define CONFIG_MODULES		  1
#define CONFIG_MODULE_UNLOAD	  1
#define CONFIG_PROC_FS		  1
#define CONFIG_SYSFS		  1
#define CONFIG_DEBUG_FS		  1
#define CONFIG_PREEMPT		  1
#define CONFIG_PREEMPT_COUNT	  1
#define CONFIG_DEBUG_ATOMIC_SLEEP 1
#endif

/* The files that modules ask after. */
#define CONFIG_PROC_FS	1
#define CONFIG_SYSFS	1
#define CONFIG_DEBUG_FS 1

#ifndef CONFIG_PAGE_SHIFT
#define CONFIG_PAGE_SHIFT 12
#endif
#ifndef CONFIG_MAX_ORDER
#define CONFIG_MAX_ORDER 10
#endif
#ifndef CONFIG_HZ
#define CONFIG_HZ 250
#endif
#ifndef CONFIG_NR_CPUS
#define CONFIG_NR_CPUS 64
#endif
/* 32 KiB a CPU: the largest per-CPU variable there may be. */
#ifndef CONFIG_PERCPU_SHIFT
#define CONFIG_PERCPU_SHIFT 15
#endif
/* A message is made on the stack of who prints it. */
#ifndef CONFIG_PRINT_TEXT_MAX
#define CONFIG_PRINT_TEXT_MAX 1024
#endif
#ifndef CONFIG_L1_CACHE_SHIFT
#define CONFIG_L1_CACHE_SHIFT 6
#endif

#if __SIZEOF_POINTER__ == 8
#undef CONFIG_64BIT
#define CONFIG_64BIT 1
#endif
/* page->flags has room for so many nodes. */
#ifndef CONFIG_NODES_SHIFT
#if __SIZEOF_POINTER__ == 8
#define CONFIG_NODES_SHIFT 4
#else
#define CONFIG_NODES_SHIFT 1
#endif
#endif

/*
 * An option that is 1 turns KCONFIG_COMMA_##option into "0,", which moves the 1 into second
 * place; any other text leaves the 0 there.
 */
#define KCONFIG_COMMA_1			   0,
#define KCONFIG_SECOND(first, second, ...) second
#define KCONFIG_PICK(comma_or_junk)	   KCONFIG_SECOND(comma_or_junk 1, 0, 0)
#define KCONFIG_PASTE(value)		   KCONFIG_PICK(KCONFIG_COMMA_##value)
#define KCONFIG_IS_1(option)		   KCONFIG_PASTE(option)

/** IS_BUILTIN - 1 where the option is set to y, else 0; usable in #if and in C. */
#define IS_BUILTIN(option) KCONFIG_IS_1(option)
/** IS_MODULE - 1 where the option is set to m, else 0. */
#define IS_MODULE(option) KCONFIG_IS_1(option##_MODULE)
/** IS_ENABLED - 1 where the option is set to y or m, else 0. */
#define IS_ENABLED(option) (IS_BUILTIN(option) || IS_MODULE(option))

#ifdef MODULE
#define IS_REACHABLE(option) IS_ENABLED(option)
#else
#define IS_REACHABLE(option) IS_BUILTIN(option)
#endif

#endif
