/* SPDX-License-Identifier: MIT */
/*
 * atomic_t, atomic64_t, atomic_long_t: integers that many CPUs may change at once.
 *
 * The ordering rules are the kernel's: an operation that returns a value is a full barrier, one
 * that returns nothing and plain reads and writes order nothing, and _acquire, _release and
 * _relaxed say what they are.  A conditional operation that does not happen orders nothing.
 *
 * One family of functions is written once, as a macro, and made three times: see
 * linux/atomic-family.h.  Machines without 64-bit atomics get them from base/atomic64.c.
 */
#ifndef LINUX_ATOMIC_H
#define LINUX_ATOMIC_H

#include <linux/types.h>
#include <linux/compiler.h>
#include <linux/limits.h>
#include <asm/barrier.h>
#include <asm/cmpxchg.h>
#include <linux/atomic-family.h>

ATOMIC_FAMILY(atomic, atomic_t, int)
ATOMIC_FAMILY(atomic_long, atomic_long_t, long)

/* Clang says of each 64-bit atomic that this machine does it by a call: that is known. */
#ifdef __clang__
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Watomic-alignment"
#endif
ATOMIC_FAMILY(atomic64, atomic64_t, s64)
#ifdef __clang__
#pragma clang diagnostic pop
#endif

/** atomic_inc_short - add one to a short. */
static inline short atomic_inc_short(short *v)
{
	return __atomic_add_fetch(v, 1, __ATOMIC_SEQ_CST);
}

#define atomic_cond_read_acquire(v, c)	    smp_cond_load_acquire(&(v)->counter, (c))
#define atomic_cond_read_relaxed(v, c)	    smp_cond_load_relaxed(&(v)->counter, (c))
#define atomic64_cond_read_acquire(v, c)    smp_cond_load_acquire(&(v)->counter, (c))
#define atomic64_cond_read_relaxed(v, c)    smp_cond_load_relaxed(&(v)->counter, (c))
#define atomic_long_cond_read_acquire(v, c) smp_cond_load_acquire(&(v)->counter, (c))
#define atomic_long_cond_read_relaxed(v, c) smp_cond_load_relaxed(&(v)->counter, (c))

#endif
