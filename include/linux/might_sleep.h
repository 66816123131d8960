/* SPDX-License-Identifier: MIT */
/*
 * The rule that atomic context may not sleep, as a check at the top of whatever may.
 *
 * A caller who breaks it is told once for each place (where atomic context began, what might have
 * slept, and by which calls) and goes on.
 */
#ifndef _LINUX_MIGHT_SLEEP_H
#define _LINUX_MIGHT_SLEEP_H

#include <linux/types.h>
#include <linux/compiler.h>

/** __might_sleep - report the caller if it may not sleep; @file and @line name what might. */
void __might_sleep(const char *file, int line);

/** __cant_sleep - report the caller if it may sleep where it must not. */
void __cant_sleep(const char *file, int line);

#define might_sleep() __might_sleep(__FILE__, __LINE__)
#define might_sleep_if(cond)           \
	do {                           \
		if (cond)              \
			might_sleep(); \
	} while (0)
#define might_resched() might_sleep()
#define cant_sleep()	__cant_sleep(__FILE__, __LINE__)
#define cant_migrate()	cant_sleep()

#endif
