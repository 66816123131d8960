/* SPDX-License-Identifier: MIT */
/*
 * The steps of port/step.h: here there are none.
 *
 * A real port puts here what cannot be broken in two on its CPU: an instruction that loads and
 * stores, a few with interrupts off, or a restartable sequence.
 */
#ifndef PORT_NONE_STEP_OPS_H
#define PORT_NONE_STEP_OPS_H

#include <port/step_none.h>

#endif
