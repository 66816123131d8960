/* SPDX-License-Identifier: MIT */
/*
 * The slot primitive of port/slot.h: here there is none.
 *
 * A real port puts a few instructions here that happen on one CPU or not at all: with interrupts
 * off, or in a restartable sequence.
 */
#ifndef PORT_NONE_SLOT_OPS_H
#define PORT_NONE_SLOT_OPS_H

#include <port/slot_none.h>

#endif
