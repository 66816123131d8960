/* SPDX-License-Identifier: MIT */
/* Modules of before 5.15 took these from the compiler. */
#include <linux/stdarg.h>
