/* SPDX-License-Identifier: MIT */
/* Floating point in the kernel: its registers are the caller's own while he keeps the CPU. */
#ifndef _ASM_FPU_API_H
#define _ASM_FPU_API_H

#include <linux/preempt.h>

#define kernel_fpu_begin() preempt_disable()
#define kernel_fpu_end()   preempt_enable()

#endif
