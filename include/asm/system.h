/* SPDX-License-Identifier: MIT */
/* Where barriers, exchanges and the masking of interrupts stood before 3.4. */
#ifndef _ASM_SYSTEM_H
#define _ASM_SYSTEM_H

#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <asm/barrier.h>
#include <asm/cmpxchg.h>

#endif
