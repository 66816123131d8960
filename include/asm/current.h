/* SPDX-License-Identifier: MIT */
#ifndef _ASM_CURRENT_H
#define _ASM_CURRENT_H

#include <linux/compiler.h>

struct task_struct;

/** get_current - the calling thread's task; made on the first call, the same ever after. */
struct task_struct *get_current(void) __attribute_const__;

#define current get_current()

#endif
