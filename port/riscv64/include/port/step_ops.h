/* SPDX-License-Identifier: MIT */
/* The steps of port/step.h: every variable is changed with its CPU held. */
#ifndef PORT_RISCV64_STEP_OPS_H
#define PORT_RISCV64_STEP_OPS_H

#include <port/step_none.h>

#endif
