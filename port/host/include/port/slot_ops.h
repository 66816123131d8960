/* SPDX-License-Identifier: MIT */
/*
 * The slot primitive in restartable sequences.
 *
 * A thread registers with the kernel (glibc does it) a word that names the sequence it is in.  If
 * the thread is interrupted between the sequence's first instruction and its last, the kernel
 * resumes it at the abort address instead of where it was, so the last instruction, one store, is
 * reached only if everything before it happened on one CPU without a break.  Here that store is
 * the new count of this CPU's array.
 *
 * Register use is the same in all: "cpu" first holds the CPU's number, then the address of its
 * array.  The variable that names the array is read inside the sequence (port/slot.h says why).
 *
 * Where a thread has no such registration, port.lockless_slots is false, every array variable
 * names port_slot_none, every offset is 0, and the sequences find it empty and full.
 */
#ifndef PORT_HOST_SLOT_OPS_H
#define PORT_HOST_SLOT_OPS_H

#include <port/types.h>
#include <linux/compiler.h>
#include <port/slot.h>

#if defined(__x86_64__)
#include <port/sequence.h>
#include <port/slot_ops_x86.h>
#elif defined(__aarch64__)
#include <port/sequence.h>
#include <port/slot_ops_arm64.h>
#else

/* No sequences for this processor yet. */
#include <port/slot_none.h>

#endif

#endif
