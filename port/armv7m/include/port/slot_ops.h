/* SPDX-License-Identifier: MIT */
/*
 * The slot primitive of a board that has none: where all memory is 256 KiB, no CPU keeps arrays of
 * pointers for later.
 */
#ifndef PORT_ARMV7M_SLOT_OPS_H
#define PORT_ARMV7M_SLOT_OPS_H

#include <port/slot_none.h>

#endif
