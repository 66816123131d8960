/* SPDX-License-Identifier: MIT */
#ifndef LINUX_PANIC_H
#define LINUX_PANIC_H

#include <linux/compiler.h>
#include <linux/stdarg.h>
#include <linux/types.h>

/** panic - print "Kernel panic - not syncing: " and the text, and stop for good. */
void panic(const char *fmt, ...) __noreturn __cold __printf(1, 2);

/** dump_stack - print the calls that led here. */
void dump_stack(void) __cold;
/** dump_stack_lvl - the same in lines of the level @log_lvl, a KERN_ one. */
void dump_stack_lvl(const char *log_lvl) __cold;

/** oops_in_progress - not 0 once panic() has begun: who prints must wait for nothing. */
extern int oops_in_progress;

#endif
