/* SPDX-License-Identifier: MIT */
/*
 * Forms that differ by the time a module was written for (<linux/version.h>).
 *
 * Most old forms stand beside the new ones, told apart by the number or type of their arguments.
 * The others are of three kinds:
 *
 * - A function pointer in a struct has a place for each form it has had.  The form of the module's
 *   time has the plain name, the others names of their own, as fault_before_4_11: the struct is
 *   laid out alike for all, and the core calls the one that is there.
 * - What only lost or won a const is called alike; const_since_6_4 and its kin are const, or not.
 * - What has no place in a header of today is in <linux/era/>, a file a subject, which the header
 *   of today includes at its end.
 */
#ifndef _LINUX_ERA_H
#define _LINUX_ERA_H

#include <linux/version.h>

/** ERA_BEFORE - is the module for a Linux older than this? */
#define ERA_BEFORE(a, b, c) (LINUX_VERSION_CODE < KERNEL_VERSION(a, b, c))

#if ERA_BEFORE(6, 2, 0)
#define const_since_6_2
#else
#define const_since_6_2 const
#endif

#if ERA_BEFORE(6, 3, 0)
#define const_since_6_3
#else
#define const_since_6_3 const
#endif

#if ERA_BEFORE(6, 4, 0)
#define const_since_6_4
#else
#define const_since_6_4 const
#endif

#if ERA_BEFORE(6, 11, 0)
#define const_since_6_11
#else
#define const_since_6_11 const
#endif

#endif
