/* SPDX-License-Identifier: MIT */
/*
 * How one CPU's copy is changed in one step.
 *
 * A world that has something shorter than "hold the CPU, change the word, let go" (a single
 * instruction, a restartable sequence) defines the port_this_cpu_* names it has before the
 * generic ones fill the rest.
 */
#ifndef _ASM_PERCPU_H
#define _ASM_PERCPU_H

#include <asm-generic/percpu.h>

#endif
