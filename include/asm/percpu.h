/* SPDX-License-Identifier: MIT */
/* Operations on per-CPU variables; what a processor has for them is the port's. */
#ifndef _ASM_PERCPU_H
#define _ASM_PERCPU_H

#include <asm-generic/percpu.h>

#endif
