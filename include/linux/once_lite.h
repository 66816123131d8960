/* SPDX-License-Identifier: MIT */
#ifndef LINUX_ONCE_LITE_H
#define LINUX_ONCE_LITE_H

#include <linux/compiler.h>
#include <linux/types.h>

#define DO_ONCE_LITE(func, ...) DO_ONCE_LITE_IF(true, func, ##__VA_ARGS__)

/** __ONCE_LITE_IF - is @condition true here for the first time?  One thread gets the yes. */
#define __ONCE_LITE_IF(condition)                                                          \
	({                                                                                 \
		static bool __once_done;                                                   \
		unlikely(condition) && !__atomic_load_n(&__once_done, __ATOMIC_RELAXED) && \
			!__atomic_exchange_n(&__once_done, true, __ATOMIC_RELAXED);        \
	})

/** DO_ONCE_LITE_IF - call @func when @condition is first true; gives @condition. */
#define DO_ONCE_LITE_IF(condition, func, ...)     \
	({                                        \
		bool __once_cond = !!(condition); \
		if (__ONCE_LITE_IF(__once_cond))  \
			func(__VA_ARGS__);        \
		unlikely(__once_cond);            \
	})

#endif
