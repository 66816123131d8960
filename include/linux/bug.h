/* SPDX-License-Identifier: MIT */
/*
 * Saying that something is wrong: BUG() for what cannot go on, WARN() for what can.
 *
 * Each is reported through base/report.c and counted there.
 */
#ifndef LINUX_BUG_H
#define LINUX_BUG_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/once_lite.h>

struct pt_regs;

/* Out of line; for the macros below.  @fmt may be NULL. */
void bug_report(const char *file, int line);
void warn_report(const char *file, int line, const char *fmt, ...) __printf(3, 4) __cold;

/** BUG - report where this is and stop this thread of execution. */
#define BUG()                                   \
	do {                                    \
		bug_report(__FILE__, __LINE__); \
		__builtin_trap();               \
	} while (0)

#define BUG_ON(condition)                \
	do {                             \
		if (unlikely(condition)) \
			BUG();           \
	} while (0)

#define __WARN_report(...) warn_report(__FILE__, __LINE__, __VA_ARGS__)
#define __WARN()	   __WARN_report(NULL)

/** WARN_ON - report where this is if @condition is true; gives @condition. */
#define WARN_ON(condition)                   \
	({                                   \
		bool __warn = !!(condition); \
		if (unlikely(__warn))        \
			__WARN();            \
		unlikely(__warn);            \
	})

/** WARN - as WARN_ON(), with a printk() text before. */
#define WARN(condition, format...)             \
	({                                     \
		bool __warn = !!(condition);   \
		if (unlikely(__warn))          \
			__WARN_report(format); \
		unlikely(__warn);              \
	})

/* The first time this line is reached with a true condition, and never again. */
#define WARN_ON_ONCE(condition)		DO_ONCE_LITE_IF(condition, __WARN)
#define WARN_ONCE(condition, format...) DO_ONCE_LITE_IF(condition, __WARN_report, format)

/* Taints are not kept. */
#define WARN_TAINT(condition, taint, format...)	     WARN(condition, format)
#define WARN_TAINT_ONCE(condition, taint, format...) WARN_ONCE(condition, format)
#ifdef CONFIG_SMP
#define WARN_ON_SMP(x) WARN_ON(x)
#else
#define WARN_ON_SMP(x) ({ 0; })
#endif

/** CHECK_DATA_CORRUPTION - a WARN() about a broken structure; gives @condition. */
#define CHECK_DATA_CORRUPTION(condition, addr, fmt...) WARN(condition, fmt)

#endif
