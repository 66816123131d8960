/* SPDX-License-Identifier: MIT */
/* Assertions the compiler proves. */
#ifndef LINUX_BUILD_BUG_H
#define LINUX_BUILD_BUG_H

#include <linux/compiler.h>

/** BUILD_BUG_ON_ZERO - 0, or a compile error where @e is true; usable inside initialisers. */
#define BUILD_BUG_ON_ZERO(e, ...)      ((int)(sizeof(struct { int : (-!!(e)); })))
#define BUILD_BUG_ON_INVALID(e)	       ((void)(sizeof((long)(e))))
#define BUILD_BUG_ON_MSG(cond, msg)    compiletime_assert(!(cond), msg)
#define BUILD_BUG_ON(cond)	       BUILD_BUG_ON_MSG(cond, "BUILD_BUG_ON failed: " #cond)
#define BUILD_BUG()		       BUILD_BUG_ON_MSG(1, "BUILD_BUG failed")
#define BUILD_BUG_ON_NOT_POWER_OF_2(n) BUILD_BUG_ON((n) == 0 || (((n) & ((n)-1)) != 0))

/** static_assert - as in C, the message being optional. */
#undef static_assert
#define static_assert(expr, ...) __static_assert(expr, ##__VA_ARGS__, #expr)
#define __static_assert(expr, msg, ...) _Static_assert(expr, msg)

#endif
