/* SPDX-License-Identifier: MIT */
/*
 * The slot primitive on a bare processor: sequences that an interrupt makes begin again.
 *
 * "cpu" first holds where the CPU's slot memory is, then the address of its array; as in a process,
 * the variable that names the array is read inside the sequence.  In a machine of simulated CPUs
 * every array variable names port_slot_none, and every offset is 0.
 */
#ifndef PORT_X86_SLOT_OPS_H
#define PORT_X86_SLOT_OPS_H

#include <port/types.h>
#include <linux/compiler.h>
#include <port/slot.h>

#include <port/sequence.h>
#include <port/slot_ops_x86.h>

#endif
