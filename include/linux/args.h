/* SPDX-License-Identifier: MIT */
/* Macros about macros' arguments. */
#ifndef LINUX_ARGS_H
#define LINUX_ARGS_H

#define __COUNT_ARGS(_0, _1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13, _14, _15, n, ...) n
/** COUNT_ARGS - how many arguments were given, 0 to 15. */
#define COUNT_ARGS(...) \
	__COUNT_ARGS(, ##__VA_ARGS__, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)

#define __CONCAT(a, b)	  a##b
#define CONCATENATE(a, b) __CONCAT(a, b)

#endif
